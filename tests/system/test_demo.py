"""`make demo` as a newcomer runs it: what it says, who can log in, how it ends, what stays."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest

from dev.demo import LOGINS
from dev.server import free_port

from .client import Client
from .harness import read_until, wait_for
from .machine import Machine, clear_line, copy_tree, processes_of, ready_cache

READY = "Ctrl-C stops everything"


class Demo:
    """One run of `make demo` in a clone, on ports of its own."""

    def __init__(self, machine):
        self.machine = machine
        self.ports = {name: str(free_port()) for name in ("PORT", "INBOX_PORT", "SMTP_PORT")}
        self.url = f"http://127.0.0.1:{self.ports['PORT']}"
        start = time.monotonic()
        # Under nohup the tests ignore SIGHUP, and what they start would too.
        before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
        self.process = machine.make("demo", **self.ports)
        signal.signal(signal.SIGHUP, before)
        self.start = start

    def until(self, words):
        """Read on until these words appear; (what was said up to then, seconds since the start)."""
        return read_until(self.process, words), time.monotonic() - self.start

    def hit(self, number):
        """Signal the whole group, as a terminal does."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    def end(self, number=signal.SIGINT):
        """Stop it and return what it said; no process of the clone may be left."""
        self.hit(number)
        said = self.process.communicate(timeout=60)[0]
        left = processes_of(self.machine.tree)
        assert not left, left
        assert "Traceback" not in said, said
        return said

    def log_in(self, login):
        return Client(self.url, "demo", login, login)


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """A clone whose first `make demo` lost its power while the addons were installed, and whose second one ran."""
    folder = tmp_path_factory.mktemp("demo")
    machine = Machine(copy_tree(folder / "clone"), ready_cache(folder / "cache"))
    first = Demo(machine)
    try:
        first.until("-- Installing")
        time.sleep(3)
        power_cut(machine)
        first.process.communicate(timeout=10)
        second = Demo(machine)
        machine.said, seconds = second.until(READY)
        print(f"\nmake demo made its database anew and was ready after {seconds:.1f} s")
        machine.ports = second.ports
        second.end()
        yield machine
    finally:
        power_cut(machine)


@pytest.fixture
def demo(clone):
    """A running demo with its data made earlier."""
    run = Demo(clone)
    run.said, run.seconds = run.until(READY)
    yield run
    run.hit(signal.SIGINT)
    run.process.communicate(timeout=60)
    power_cut(clone)


def power_cut(machine):
    """kill -9 for everything of the clone at once."""
    while processes := processes_of(machine.tree):
        for line in processes:
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(line.split()[0]), signal.SIGKILL)
        time.sleep(0.1)


def test_what_it_says(clone):
    said = clone.said
    assert f"Odoo:   http://localhost:{clone.ports['PORT']}\n" in said
    assert f"Inbox:  http://localhost:{clone.ports['INBOX_PORT']}\n" in said
    told = dict(re.findall(r"^  (\w+) / \1 +(.+)$", said, re.MULTILINE))
    assert told == LOGINS == {**told, "admin": "administrator"} and len(told) == 4
    assert "Traceback" not in said and "WARNING" not in said


def test_logins_inbox_and_data(demo):
    """What a user writes is there after the next start, which takes seconds."""
    for login in LOGINS:
        assert demo.log_in(login).user["username"] == login
    with pytest.raises(AssertionError, match="Access Denied"):
        Client(demo.url, "demo", "admin", "wrong")
    inbox = f"http://127.0.0.1:{demo.ports['INBOX_PORT']}"
    with urllib.request.urlopen(inbox, timeout=10) as page:
        assert page.status == 200 and b"<html" in page.read()
    mails = int(urllib.request.urlopen(f"{inbox}/count", timeout=10).read())
    admin = demo.log_in("admin")
    assert admin.call("mail.mail", "search_count", [("state", "=", "cancel")]) > 10, (
        "Odoo's own demo mails are held back"
    )
    reminders = admin.call("ir.model.data", "search_read", [("module", "=", "hr_skills"), ("model", "=", "ir.cron")])
    assert reminders and not admin.call("ir.cron", "search_count", [("id", "in", [row["res_id"] for row in reminders])])
    (partner,) = admin.call("res.partner", "create", [{"name": "Kept over the night"}])
    (mail,) = admin.call("mail.mail", "create", [{"subject": "Seen", "email_to": "a@example.com", "body_html": "x"}])
    admin.call("mail.mail", "send", [mail])

    def count():
        return int(urllib.request.urlopen(f"{inbox}/count", timeout=10).read())

    wait_for(lambda: count() == mails + 1, 30, "the mail in the inbox")
    assert "the data is kept" in demo.end()
    again = Demo(demo.machine)
    said, seconds = again.until(READY)
    print(f"\nmake demo was ready again after {seconds:.1f} s")
    assert "Making" not in said and "Installing" not in said
    admin = again.log_in("admin")
    assert admin.call("res.partner", "read", [partner], ["name"]) == [{"id": partner, "name": "Kept over the night"}]
    address = admin.call("ir.config_parameter", "get_param", "web.base.url")
    assert address.endswith(f":{again.ports['PORT']}"), "the links in mails lead to the port of this start"
    again.end()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_stop(demo, number):
    """Twice, as impatient people do."""
    demo.hit(number)
    time.sleep(0.2)
    assert "the data is kept" in demo.end(number)
    for port in demo.ports.values():
        socket.create_server(("127.0.0.1", int(port))).close()


@pytest.mark.parametrize("pause", [0, 0.3, 1])
def test_stop_while_starting(clone, pause):
    run = Demo(clone)
    run.until("Starting the mail sink")
    time.sleep(pause)
    run.end()


def test_stop_at_once(clone):
    """Whatever is being started: the command is heard from when it has taken its lock."""
    cache = Path(clone.env["POOL_CACHE"])
    for pause in (0, 0.1, 0.2, 0.4, 0.6):
        for lock in cache.glob("demo-*.lock"):
            lock.unlink()
        run = Demo(clone)
        wait_for(lambda: any(cache.glob("demo-*.lock")), 10, "the lock")
        time.sleep(pause)
        run.end()


def test_two_at_once(demo):
    other = {name: str(free_port()) for name in demo.ports}
    assert "running already" in demo.machine.fails("demo", **other)
    assert "running already" in demo.machine.fails("clean-demo")
    demo.log_in("admin")
    done = demo.machine.make("demo", **demo.ports)
    said = done.communicate(timeout=30)[0]
    lines = [line for line in said.splitlines() if not line.startswith("make: ")]
    assert "running already" in clear_line(1, "\n".join(lines)) and done.returncode == 2


def test_killed(demo):
    """kill -9 of the command alone: Odoo and the mail sink go with it, the next start takes over the PostgreSQL."""
    children = subprocess.run(["pgrep", "-P", str(demo.process.pid)], capture_output=True, text=True)
    os.kill(int(children.stdout), signal.SIGKILL)
    demo.process.communicate(timeout=10)
    wait_for(lambda: not any("python" in line for line in processes_of(demo.machine.tree)), 10, "Odoo's end")
    assert any("postgres" in line for line in processes_of(demo.machine.tree))
    again = Demo(demo.machine)
    again.until(READY)
    again.log_in("admin")
    again.end()


def test_power_cut(demo):
    """Everything is gone at once: a stale pid file, a stale socket."""
    power_cut(demo.machine)
    assert (demo.machine.tree / ".demo/postgres/postmaster.pid").exists()
    again = Demo(demo.machine)
    again.until(READY)
    again.log_in("admin")
    again.end()


def test_clean_demo(clone):
    """Also over a PostgreSQL that a killed command left; the next start begins from nothing."""
    run = Demo(clone)
    run.until("Starting the mail sink")
    run.hit(signal.SIGKILL)
    run.process.communicate(timeout=10)
    wait_for(lambda: not any("python" in line for line in processes_of(clone.tree)), 10, "the command's end")
    clone.works("clean-demo")
    assert not (clone.tree / ".demo").exists()
    assert not processes_of(clone.tree)
    run = Demo(clone)
    said, _seconds = run.until("-- Installing")
    assert "Making the demo's database" in said
    run.end()
