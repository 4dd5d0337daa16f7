"""The addons come to a database that has years behind it: what they make of it is computed elsewhere.

``ADOPTION=20000,3000`` takes that many applications and talents instead of 2,000 and 300.
"""

import json
import os
import re
import resource

from dev.places import ADDONS

from .harness import read_until

APPLICANTS, TALENTS = os.environ.get("ADOPTION", "2000,300").split(",")
SECONDS = 60  # for 20,000 applications
# Odoo notes new actions in their chatter, and writes users' contacts when a group gets members: these are left out.
ODOOS_OWN = {
    "mail_message": "model NOT LIKE 'ir.%' OR model IS NULL",
    "res_partner": "id NOT IN (SELECT partner_id FROM res_users)",
}
TABLES = (
    "hr_applicant", "hr_applicant_hr_talent_pool_rel", "hr_talent_pool", "res_partner", "mail_message",
    "mail_notification", "mail_mail", "mail_followers", "mailing_mailing", "mailing_trace", "calendar_event",
    "event_registration",
)  # fmt: skip
MAILINGS = {"mail_message", "mail_mail", "mailing_mailing", "mailing_trace"}
# How the ledger's rows are told apart: (kind, condition).
KINDS = {
    "mail": "y.code = 'personal' AND c.code = 'email' AND t.origin_model = 'mail.message'",
    "stage mail": "y.code = 'transactional' AND t.origin_model = 'mail.message'",
    "sms": "y.code = 'personal' AND c.code = 'sms'",
    "phone": "y.code = 'personal' AND c.code = 'phone'",
    "meeting": "y.code = 'personal' AND c.code = 'meeting' AND t.origin_model = 'calendar.event'",
    "refusal": "y.code = 'transactional' AND t.origin_model = 'hr.applicant' AND t.direction = 'out'",
    "application": "t.direction = 'in' AND t.origin_model = 'hr.applicant'",
    "in mail": "t.direction = 'in' AND t.origin_model = 'mail.message'",
    "letter": "y.code = 'newsletter' AND t.origin_model = 'mailing.mailing' AND t.is_counted",
    "registration": "t.direction = 'in' AND t.origin_model = 'event.registration'",
}


def number(world, database, query):
    return int(world.sql(database, query)[0][0])


def sums_of(world, database, columns=None):
    """({table: columns}, {table: number and checksum of its rows}), of the columns given or of all."""
    columns = columns or {
        table: world.sql(
            database,
            "SELECT string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position)"
            f" FROM information_schema.columns WHERE table_name = '{table}'",
        )[0][0]
        for table in TABLES
    }
    sums = {
        table: world.sql(
            database,
            "SELECT count(*), md5(string_agg(r, '' ORDER BY r))"
            f" FROM (SELECT md5(ROW({names})::text) r FROM {table} WHERE {ODOOS_OWN.get(table, 'TRUE')}) q",
        )
        for table, names in columns.items()
    }
    return columns, sums


def found(world, database):
    """What the adoption made, in the shape of what the generator expects."""
    touches = {
        kind: number(
            world,
            database,
            "SELECT count(*) FROM recruitment_pool_touch t JOIN recruitment_message_type y ON y.id = t.message_type_id"
            f" JOIN recruitment_contact_channel c ON c.id = t.channel_id WHERE {condition}",
        )
        for kind, condition in KINDS.items()
    }
    assert sum(touches.values()) == number(world, database, "SELECT count(*) FROM recruitment_pool_touch")
    return {
        "members": number(world, database, "SELECT count(*) FROM recruitment_pool_member"),
        "linked": number(world, database, "SELECT count(*) FROM hr_applicant WHERE pool_member_id IS NOT NULL"),
        "keys": {
            kind: int(count)
            for kind, count in world.sql(
                database, "SELECT kind, count(*) FROM recruitment_pool_member_key GROUP BY kind ORDER BY kind"
            )
        },
        "memberships": number(world, database, "SELECT count(*) FROM recruitment_pool_membership"),
        "touches": touches,
    }


def check_members(world, database):
    """Each person stands under its policy, in categories with reasons; the company only observes."""
    assert world.sql(database, "SELECT DISTINCT pool_mode FROM res_company WHERE name <> 'Branch'") == [("observe",)]
    for nobody in (
        "recruitment_pool_member WHERE policy_snapshot_id IS NULL OR effective_tz IS NULL OR next_allowed_day IS NULL",
        "recruitment_pool_membership WHERE reason NOT LIKE 'In the native pool %'",
        (
            "recruitment_pool_membership s JOIN recruitment_pool_category c ON c.id = s.category_id"
            " WHERE c.company_id <> s.company_id"
        ),
        "recruitment_pool_touch WHERE state <> 'sent' OR summary IS NULL",
    ):
        assert number(world, database, f"SELECT count(*) FROM {nobody}") == 0, nobody
    assert world.sql(
        database,
        "SELECT name->>'en_US' FROM recruitment_pool_category WHERE talent_pool_id IS NOT NULL AND company_id IS NULL",
    ) == [("Mixed",)]


def adopt_twice_at_once(world, database, go):
    processes = [world.start(database, "adopt", GO=go) for _ in range(2)]
    for process in processes:
        read_until(process, "READY")
    go.touch()
    said = [process.stdout.read() for process in processes]
    for process, words in zip(processes, said, strict=True):
        assert process.wait() == 0 and "ADOPTED" in words and "Traceback" not in words, words[-3000:]


def test_adoption(world, tmp_path):
    database = "adoption"
    world.state.create_database(database, is_demo=False)
    said = world.script(database, "make_applicants", APPLICANTS=APPLICANTS, TALENTS=TALENTS)
    expected = json.loads(said.split("EXPECTED ")[1].splitlines()[0])
    assert expected["members"] > 0 and all(expected["touches"].values()), expected
    columns, before = sums_of(world, database)

    log = world.install(database, ADDONS)
    seconds = sum(map(float, re.findall(r"contacts of the past in ([\d.]+) s", log.read_text())))
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"\nadoption of {APPLICANTS} applications: {seconds} s, at most {memory} MB with Odoo itself: {expected}")
    assert seconds < SECONDS
    assert found(world, database) == expected
    assert sums_of(world, database, columns)[1] == before
    check_members(world, database)

    world.script(database, "adopt")
    assert found(world, database) == expected, "a second run"
    # All is gone again, then the ledger alone, which no unique key protects: both runs have the same to do.
    for table in ("recruitment_pool_member", "recruitment_pool_touch"):
        world.sql(database, f"DELETE FROM {table}")
        adopt_twice_at_once(world, database, tmp_path / table)
        assert found(world, database) == expected, f"two runs at once, without {table}"
    assert sums_of(world, database, columns)[1] == before


def test_adopting_while_somebody_applies(world, tmp_path):
    database = "adoption_meanwhile"
    world.state.create_database(database, is_demo=False)
    said = world.script(database, "make_applicants", APPLICANTS=300, TALENTS=60)
    expected = json.loads(said.split("EXPECTED ")[1].splitlines()[0])
    world.install(database, ADDONS)
    applying = world.start(database, "apply_slowly", GO=tmp_path / "go")
    read_until(applying, "CREATED")
    world.script(database, "adopt")
    (tmp_path / "go").touch()
    world.finish(applying)
    world.script(database, "adopt")
    expected["linked"] += 1
    expected["touches"]["application"] += 1  # by the scripts' user, the gateway's
    assert found(world, database) == expected


def test_uninstalling_what_adopted(world):
    """Odoo's rows are as before the addons came; what a mailing did since stays."""
    database = "adoption_undone"
    world.state.create_database(database, is_demo=False)
    world.script(database, "make_applicants", APPLICANTS=300, TALENTS=60)
    columns, before = sums_of(world, database)
    world.install(database, ADDONS)
    said = world.script(database, "send_to_applicants")
    assert int(said.split("SENT done ")[1].split()[0]) > 100, said
    _columns, after = sums_of(world, database, columns)
    assert {table for table in TABLES if after[table] != before[table]} <= MAILINGS
    for module in reversed(ADDONS):
        world.script(database, "uninstall", MODULE=module)
    assert sums_of(world, database, columns)[1] == after
