"""What the whole-system tests stand on: databases, scripts in a real Odoo, the mail sink."""

import contextlib
import subprocess
import time
from pathlib import Path

from dev.logs import COMPLAINT
from dev.places import locked, present_addons
from dev.server import OdooServer, mail_options
from dev.state import kill_group

from .client import Client

SCRIPTS = Path(__file__).parent / "scripts"


class World:
    """Databases with our addons, a sink of the test's own, Odoo processes against both."""

    def __init__(self, state, sink):
        self.state = state
        self.sink = sink
        self.processes = []
        self.servers = contextlib.ExitStack()

    def template_with_addons(self, is_demo=False):
        """The name of a database with both addons installed, made once a session."""
        name = "addons_demo" if is_demo else "addons_bare"
        with locked(self.state.folder, name):
            if name not in self.state.databases():
                draft = f"{name}_draft"
                self.state.create_database(draft, is_demo=is_demo)
                self.install(draft, present_addons(), *(("--with-demo",) if is_demo else ()))
                self.state.create_database(name, source=draft)
                self.state.drop_database(draft)
        return name

    def install(self, database, modules, *options, option="-i"):
        """Install modules (``-u``: update them); a warning in Odoo's log is a failure."""
        log = self.state.folder / f"{database}-install.log"
        self.state.install(database, modules, log, *options, option=option)
        assert not complaints(log), complaints(log)
        return log

    def copy(self, template, name):
        self.state.create_database(name, source=template)
        return name

    def sql(self, database, query):
        """Rows of a query, columns as text."""
        said = self.state.cluster.sql(query, database)
        return [tuple(line.split("|")) for line in said.splitlines()]

    def start(self, database, script, **variables):
        """Start a script of ``scripts/`` in an ``odoo shell``; its output and Odoo's warnings are piped."""
        command = self.state.odoo_command(
            "shell", "-d", database, "--no-http", "--log-level=warn",
            *mail_options(self.sink.port),
        )  # fmt: skip
        process = subprocess.Popen(
            command,
            env={**self.state.env, **{key: str(value) for key, value in variables.items()}},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        process.stdin.write((SCRIPTS / f"{script}.py").read_text())
        process.stdin.close()
        self.processes.append(process)
        return process

    def script(self, database, script, **variables):
        """Run a script to its end and return what it said."""
        return self.finish(self.start(database, script, **variables))

    def finish(self, process):
        """Wait for a script to end and return what it still said; a warning in it is a failure."""
        with process:
            said = process.stdout.read()
        assert process.returncode == 0 and "Traceback" not in said, said[-3000:]
        assert not _complaints(said), _complaints(said)
        return said

    def serve(self, database):
        """An Odoo with its scheduled actions, as ``make demo`` starts it, on this database."""
        log = self.state.folder / f"{database}-server.log"
        log.unlink(missing_ok=True)
        return self.servers.enter_context(OdooServer(self.state, database, self.sink, log=log))

    def serve_to_browsers(self, database):
        """As ``serve``, but OdooBot greets nobody: its window opens over the screens."""
        self.sql(database, "UPDATE res_users SET odoobot_state = 'disabled'")
        return self.serve(database)

    def login(self, server, user):
        """A client of this server; every user's password is the login."""
        return self.servers.enter_context(Client(server.url, server.database, user, user))

    def close(self):
        """End what was started and close what was opened, in the order that leaves nobody waiting."""
        self.servers.close()
        for process in self.processes:
            kill_group(process)
            process.stdout.close()


# Odoo 19.0 says these of itself, also without our addons.
ODOOS_OWN = ("use _commit_progress", "set_file> called ignoring args {'ufile'}")


def complaints(log):
    """Lines of an Odoo log that say a warning or worse, but for those Odoo says of itself."""
    return _complaints(log.read_text())


def _complaints(said):
    lines = [line for line in said.splitlines() if COMPLAINT.match(line)]
    return [line for line in lines if not any(words in line for words in ODOOS_OWN)]


def read_until(process, word):
    """Read a process's output up to a line with ``word``."""
    said = ""
    for line in process.stdout:
        said += line
        if word in line:
            return said
    raise AssertionError(f"{word} never came: {said[-3000:]}")


def wait_for(condition, seconds, what, every=0.2):
    """Wait until ``condition()`` holds, asked ``every`` so many seconds; say what was waited for when it never does."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(every)
    raise AssertionError(f"after {seconds} s still not: {what}")
