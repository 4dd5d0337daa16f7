"""`make demo`: a running Odoo with the pool's demo data, and an inbox that shows what it sends."""

import os
import shutil
import time

from .places import CACHE, CLONE, digest, locked, present_addons, state_folder
from .say import Problem, step
from .server import OdooServer, Sink, free_port, why_not
from .state import wipe
from .template import open_state

DATABASE = "demo"
LOGINS = {
    "recruteur": "recruiter",
    "marketing": "marketing user",
    "responsable": "recruitment manager",
    "admin": "administrator",
}
# What Odoo's own demo data would send at the first start lies among the mails that a newcomer looks for.
HOLD_BACK = """
UPDATE mail_mail SET state = 'cancel' WHERE state = 'outgoing';
UPDATE event_mail SET mail_done = true WHERE scheduled_date <= now() at time zone 'utc';
UPDATE ir_cron SET active = false WHERE id IN (
    SELECT res_id FROM ir_model_data WHERE module = 'hr_skills' AND model = 'ir.cron'
);
"""


def ports(host):
    """The ports to use on this address: (Odoo, inbox, SMTP). Problem when one is taken."""
    chosen = {}
    for name, usual in (("PORT", "8069"), ("INBOX_PORT", "8025"), ("SMTP_PORT", "")):
        text = os.environ.get(name) or usual or str(free_port())
        if not text.isdecimal() or not 0 < int(text) < 65536:
            raise Problem(f"{name}={text} is not a port: make demo {name}=8070")
        if int(text) in chosen.values():
            raise Problem(f"{name}={text} is asked for twice: choose another port for each")
        reason = why_not(int(text), "127.0.0.1" if name == "SMTP_PORT" else host)
        if reason:
            raise Problem(f"Port {text} of {host} cannot be had ({reason}): choose another: make demo {name}=...")
        chosen[name] = int(text)
    return tuple(chosen.values())


def addons_digest():
    """What the addons' files are now, their tests left aside."""
    parts = []
    for name in present_addons():
        for path in sorted((CLONE / name).rglob("*")):
            inside = path.relative_to(CLONE).parts
            if path.is_file() and not {"tests", "__pycache__", "readme"} & set(inside):
                parts += ["/".join(inside), path.read_bytes()]
    return digest(*parts)


def prepare_database(state):
    """Make the demo's database, or bring it up to the addons as they are now; its data stays."""
    stamp = state.folder / "installed"
    now = addons_digest()
    known = dict(line.split(" ", 1) for line in stamp.read_text().splitlines()) if stamp.is_file() else {}
    if DATABASE not in state.databases() or not known:
        step("Making the demo's database")
        state.create_database(DATABASE)
    elif known.get("digest") == now:
        return
    installed = known.get("addons", "").split()
    new = [name for name in present_addons() if name not in installed]
    if installed:
        step("The addons have changed: updating the demo's database")
        state.install(DATABASE, installed, state.folder / "update.log", option="-u")
    if new:
        step(f"Installing {' and '.join(new)} with demo data")
        state.install(DATABASE, new, state.folder / "install.log", "--with-demo")
        if not installed:
            state.cluster.sql(HOLD_BACK, DATABASE)
    draft = stamp.with_name("installed.new")
    draft.write_text(f"digest {now}\naddons {' '.join(present_addons())}\n")
    draft.rename(stamp)


def set_address(state, here, port):
    """The address in the links of mails: without it Odoo takes its usual port for granted."""
    state.cluster.sql(
        f"UPDATE ir_config_parameter SET value = 'http://{here}:{port}' WHERE key = 'web.base.url'", DATABASE
    )


def show(state, here, port, inbox_port):
    """Say what is where."""
    there = set(state.cluster.sql("SELECT login FROM res_users WHERE active", DATABASE).splitlines())
    lines = ["", f"Odoo:   http://{here}:{port}", f"Inbox:  http://{here}:{inbox_port}", "", "Login and password:"]
    lines += [f"  {login + ' / ' + login:28}{who}" for login, who in LOGINS.items() if login in there]
    lines += ["", f"Logs and mails are in {state.folder.relative_to(CLONE)}/. Ctrl-C stops everything.", ""]
    print("\n".join(lines), flush=True)


def run_demo():
    """Prepare, start, wait for Ctrl-C, stop."""
    host = os.environ.get("HOST") or "127.0.0.1"
    port, inbox_port, smtp_port = ports(host)
    state = open_state("demo")
    log = state.folder / "odoo.log"
    with state:
        prepare_database(state)
        here = "localhost" if host in ("127.0.0.1", "0.0.0.0") else host
        set_address(state, here, port)
        step("Starting the mail sink and Odoo")
        mails = state.folder / "mails"
        sink = Sink(state, mails, smtp_port, inbox_port, host)
        odoo = OdooServer(state, DATABASE, sink, port, host, log=log)
        with sink, odoo:
            show(state, here, port, inbox_port)
            while odoo.is_alive() and sink.is_alive():
                time.sleep(0.5)
            ended = sink if odoo.is_alive() else odoo
            raise Problem(f"{ended.name} ended by itself; its log: {ended.log}")


def only_one():
    """Hold this clone's demo: a second one would send the same mails, and its data must not go away below it."""
    refusal = "The demo of this clone is running already: use that one, or stop it first (Ctrl-C in its terminal)"
    return locked(CACHE, f"demo-{digest(state_folder('demo'))}", refusal)


def demo(_options):
    """Run the demo until Ctrl-C, which is its normal end."""
    try:
        with only_one():
            run_demo()
    except KeyboardInterrupt:
        step("Stopped; the data is kept. make demo starts again, make clean-demo forgets it.")
    return 0


def clean_demo(_options):
    """Forget the demo's data."""
    with only_one():
        wipe(state_folder("demo"))
    step("The demo's data is removed")
    return 0


def clean(_options):
    """Remove the cache (a shared one, POOL_CACHE, stays) and the test databases."""
    wipe(state_folder("test"))
    own = CLONE / ".cache"
    shutil.rmtree(own, ignore_errors=True)
    if own == CACHE:
        step("The cache and the test databases are removed")
    else:
        step(f"The test databases are removed; the cache in {CACHE} stays, others may use it")
    return 0
