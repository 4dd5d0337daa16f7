"""Installing and uninstalling on real databases: what was sent stays, of the addons nothing does."""

import json
import re

import pytest

from dev.places import ADDONS
from dev.server import run_script

from .harness import complaints

POOL, MAILING = ADDONS
# All that Odoo keeps of a module, in its own tables and in the schema.
MODULES = (
    (
        "SELECT 'column', table_name, column_name, data_type, is_nullable FROM information_schema.columns"
        " WHERE table_schema = 'public'"
    ),
    (
        "SELECT 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE connamespace = 'public'::regnamespace"
    ),
    "SELECT 'index', indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT 'sequence', sequencename FROM pg_sequences WHERE schemaname = 'public'",
    "SELECT 'external id', module, name, model FROM ir_model_data WHERE module NOT LIKE '\\_\\_%'",
    "SELECT 'field', model, name FROM ir_model_fields",
    (
        "SELECT 'value', f.model, f.name, s.value FROM ir_model_fields_selection s"
        " JOIN ir_model_fields f ON f.id = s.field_id"
    ),
    "SELECT 'reflected constraint', name, module FROM ir_model_constraint",
    "SELECT 'reflected relation', name, module FROM ir_model_relation",
    "SELECT 'access', name FROM ir_model_access",
    "SELECT 'rule', name FROM ir_rule",
    "SELECT 'group', id, name->>'en_US' FROM res_groups",
    "SELECT 'implied group', gid, hid FROM res_groups_implied_rel",
    "SELECT 'privilege', id, name->>'en_US' FROM res_groups_privilege",
    "SELECT 'category', id, name->>'en_US' FROM ir_module_category",
    "SELECT 'cron', id, cron_name FROM ir_cron",
    "SELECT 'menu', id, name->>'en_US' FROM ir_ui_menu",
    "SELECT 'view', id, key, model FROM ir_ui_view",
    "SELECT 'action', id, type, name->>'en_US' FROM ir_actions",
    "SELECT 'asset', id, path FROM ir_asset",
    "SELECT 'parameter', key FROM ir_config_parameter",
)
# What users hang on the documents of a module.
DOCUMENTS = (
    "SELECT 'default', field_id, json_value FROM ir_default",
    "SELECT 'filter', model_id, name FROM ir_filters",
    "SELECT 'template', model, name FROM mail_template",
    "SELECT 'subtype', name, res_model FROM mail_message_subtype",
    "SELECT 'follower of', res_model FROM mail_followers WHERE res_model LIKE 'recruitment%'",
    "SELECT 'activity of', res_model FROM mail_activity WHERE res_model LIKE 'recruitment%'",
    "SELECT 'message of', model FROM mail_message WHERE model LIKE 'recruitment%'",
    "SELECT 'attachment of', res_model, name FROM ir_attachment WHERE res_model LIKE 'recruitment%'",
)
# What a company may be asked for years later, of these mailings. Who was left out loses the reason, not the row.
HISTORY = (
    "SELECT id, subject, sent_date, mailing_type, active FROM mailing_mailing WHERE id IN ({0})",
    (
        "SELECT id, mass_mailing_id, trace_status, sent_datetime, email, message_id FROM mailing_trace"
        " WHERE mass_mailing_id IN ({0})"
    ),
    (
        "SELECT l.id, l.state, l.mailing_id, m.subject FROM mail_mail l JOIN mail_message m ON m.id = l.mail_message_id"
        " WHERE l.mailing_id IN ({0}) OR m.subject = 'By hand'"
    ),
)
PEOPLE = (
    "SELECT id, name, email, partner_id, next_allowed_day FROM recruitment_pool_member",
    "SELECT id, member_id, channel_id, message_type_id, day, state, origin_id FROM recruitment_pool_touch",
)


def read(world, database, queries):
    """The rows of these queries, as a set of lines."""
    return {line for query in queries for line in world.state.cluster.sql(query, database).splitlines()}


def uninstall(world, database, module):
    world.script(database, "uninstall", MODULE=module)


def state_of(world, database, module):
    ((state,),) = world.sql(database, f"SELECT state FROM ir_module_module WHERE name = '{module}'")
    return state


def live(world, database):
    """Send and hold, as a company does for a while; the ids of its mailings by what they are."""
    world.sink.clear()
    said = world.script(database, "make_history")
    letters = [str(mail["Subject"]) for mail in world.sink.messages() if "letter" in str(mail["Subject"])]
    assert letters == ["First letter"] * 7, "eight people, one of whom has an application under way"
    return json.loads(said.split("HISTORY ")[1].splitlines()[0])


def check_odoo_without_us(world, database, mailings):
    """Odoo starts, serves its login page and the form of the old mailings, with their figures."""
    server = world.serve(database)
    admin = world.login(server, "admin")
    views = admin.call("mailing.mailing", "get_views", [[False, "form"], [False, "list"]])
    names = {
        "expected",
        "sent",
        "canceled",
        "state",
        "mailing_model_real",
        *views["models"]["mailing.mailing"]["fields"],
    }
    assert not [name for name in names if name.startswith("pool_")]
    rows = {row["id"]: row for row in admin.call("mailing.mailing", "read", list(mailings.values()), list(names))}
    found = {name: rows[mailing] for name, mailing in mailings.items()}
    assert {row["mailing_model_real"] for row in rows.values()} == {"res.partner"}
    for name, figures in {"sent": (8, 7, 1, "done"), "held": (8, 0, 8, "done")}.items():
        assert tuple(found[name][field] for field in ("expected", "sent", "canceled", "state")) == figures
    assert {found[name]["state"] for name in ("queued", "scheduled")} == {"draft"}, "they would go to nobody"
    mails = admin.call("mail.mail", "search_read", [["mailing_id", "=", mailings["sent"]]], ["subject", "state"])
    assert [mail["state"] for mail in mails] == ["sent"] * 7
    # While it runs: stopped in the middle of a scheduled action it complains of that.
    assert not complaints(server.log), complaints(server.log)


@pytest.mark.parametrize("is_demo", [False, True], ids=["bare", "demo"])
def test_install_send_uninstall(world, is_demo):
    database = f"install_{'demo' if is_demo else 'bare'}"
    demo = ("--with-demo",) if is_demo else ()
    world.state.create_database(database, is_demo=is_demo)
    untouched = read(world, database, MODULES + DOCUMENTS)
    world.install(database, [POOL], *demo)
    assert state_of(world, database, MAILING) == "uninstalled"
    pool_alone = read(world, database, MODULES)
    world.install(database, [MAILING], *demo)
    mailings = live(world, database)
    queries = [query.format(",".join(map(str, mailings.values()))) for query in HISTORY]
    people, history = read(world, database, PEOPLE), read(world, database, queries)
    assert len(people) >= 8 + 7 and len(history) == len(mailings) + 2 * 8 + 7 + 8

    uninstall(world, database, MAILING)
    assert read(world, database, PEOPLE) ^ people == set()
    assert read(world, database, queries) ^ history == set()
    assert read(world, database, MODULES) ^ pool_alone == set()

    uninstall(world, database, POOL)
    assert read(world, database, queries) ^ history == set()
    assert read(world, database, MODULES + DOCUMENTS) ^ untouched == set()
    check_odoo_without_us(world, database, mailings)


def test_again_and_both_at_once(world):
    database = world.copy(world.template_with_addons(), "install_again")
    world.install(database, ADDONS, option="-u")
    uninstall(world, database, POOL)
    without = read(world, database, MODULES + DOCUMENTS)
    world.install(database, ADDONS)
    world.install(database, ADDONS, option="-u")
    mailings = live(world, database)
    queries = [query.format(",".join(map(str, mailings.values()))) for query in HISTORY]
    history = read(world, database, queries)
    uninstall(world, database, POOL)
    assert state_of(world, database, MAILING) == "uninstalled", "it goes with what it stands on"
    assert read(world, database, queries) ^ history == set()
    assert read(world, database, MODULES + DOCUMENTS) ^ without == set()
    check_odoo_without_us(world, database, mailings)


def test_the_pool_alone_on_an_empty_database(world):
    """As far as its dependencies allow: without Email Marketing there is a pool, and it goes without a trace."""
    database = "install_alone"
    world.state.drop_database(database)
    world.state.cluster.sql(f'CREATE DATABASE "{database}"')
    world.install(database, [POOL], "--with-demo")
    assert state_of(world, database, "mass_mailing") == "uninstalled"
    assert len(read(world, database, PEOPLE)) > 40
    uninstall(world, database, POOL)
    ours = re.compile("recruitment[._](pool|contact|message|policy)")
    left = {line for line in read(world, database, MODULES + DOCUMENTS) if ours.search(line)}
    assert left == {f"external id|base|module_{name}|ir.module.module" for name in ADDONS}, "Odoo's list of addons"


@pytest.mark.parametrize(
    ("before", "mode"),
    [
        ("", "enforce"),
        ("env['hr.applicant'].create({'partner_name': 'A', 'active': False})", "observe"),
        ("env['mailing.mailing'].create({'subject': 'Old', 'active': False}).state = 'done'", "observe"),
    ],
    ids=["nothing", "a refused applicant", "an old mailing"],
)
def test_a_database_in_use_only_observes(world, before, mode):
    database = "install_in_use"
    world.state.create_database(database, is_demo=False)
    if before:
        run_script(world.state, database, f"{before}; env.cr.commit()")
    world.install(database, ADDONS)
    assert world.sql(database, "SELECT pool_mode FROM res_company") == [(mode,)]
