"""Servers of a state, for the demo and for tests that need the real thing.

with open_state("test") as state, Sink(folder) as sink, OdooServer(state, "mine", sink) as odoo:
    run_script(state, "mine", "env['mailing.mailing']...; env.cr.commit()")
    messages = sink.wait_for(40)
"""

import contextlib
import email
import email.policy
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

from .places import CLONE
from .say import Problem
from .state import kill_group, start_group


def why_not(port, host="127.0.0.1"):
    """Why no server could listen on this port: the machine's own word, None when one could."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error.strerror
    return None


def free_port():
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Process:
    """A server in a process group of its own, with a log file. `with` starts it, waits for it and stops it."""

    name = "The server"
    stop_signal = signal.SIGTERM
    patience = 120  # seconds to become ready

    def __init__(self, state, log):
        self.state = state
        self.log = Path(log)
        self.process = None

    def command(self):
        """The command line."""
        raise NotImplementedError

    def is_ready(self):
        """Whether it answers."""
        raise NotImplementedError

    def start(self):
        """Start it and wait until it answers."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with open(self.log, "a") as stream:
            output = {"stdout": stream, "stderr": subprocess.STDOUT}
            self.process = start_group(list(map(str, self.command())), env=self.state.env, cwd=CLONE, **output)
        try:
            self._wait()
        except BaseException:  # Ctrl-C too: nobody else knows of the process yet
            self.kill()
            raise
        return self

    def _wait(self):
        """Wait until it answers."""
        end = time.monotonic() + self.patience
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() > end:
                raise Problem(f"{self.name} did not start; its log: {self.log}")
            time.sleep(0.1)

    def is_alive(self):
        """Whether it still runs."""
        return self.process is not None and self.process.poll() is None

    def stop(self):
        """End it politely, then for good with whatever it started."""
        if self.is_alive():
            self.process.send_signal(self.stop_signal)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(20)
        self.kill()

    def kill(self):
        """End it and all it started at once, as a power cut would."""
        if self.process is not None:
            kill_group(self.process)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_exception):
        self.stop()


class Sink(Process):
    """The mail server, optionally with its inbox page: messages arrive as files in `folder`."""

    name = "The mail sink"
    patience = 30

    def __init__(self, state, folder, port=None, inbox_port=None, host="127.0.0.1", refuse=(), delay=0.0):
        super().__init__(state, Path(folder).with_name(Path(folder).name + ".log"))
        self.folder = Path(folder)
        self.port = port or free_port()
        self.options = ["--host", host, "--delay", delay]
        self.options += ["--inbox-port", inbox_port] if inbox_port else []
        for address in refuse:
            self.options += ["--refuse", address]

    def command(self):
        return [self.state.kit.python, "-m", "dev.sink", self.folder, self.port, *self.options]

    def is_ready(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def files(self):
        """The messages' files, oldest first."""
        return sorted(self.folder.glob("*.eml"))

    def messages(self):
        """The messages, oldest first; the header X-Envelope-To says who each was delivered to."""
        return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in self.files()]

    def recipients(self):
        """Who got mail, in order of arrival: one address for each delivery."""
        return [address.strip() for mail in self.messages() for address in mail["X-Envelope-To"].split(",")]

    def wait_for(self, count, seconds=120):
        """Wait until `count` messages are there, and return them; fewer if the time is over."""
        end = time.monotonic() + seconds
        while len(self.files()) < count and time.monotonic() < end:
            time.sleep(0.2)
        return self.messages()

    def clear(self):
        """Forget all messages."""
        for path in self.files():
            path.unlink()


class OdooServer(Process):
    """An Odoo with its scheduled actions running, as `make demo` starts it. Mails go to `sink`, if one is given."""

    name = "Odoo"
    stop_signal = signal.SIGINT

    def __init__(self, state, database, sink=None, port=None, host="127.0.0.1", crons=1, log=None, options=()):
        super().__init__(state, log or state.folder / f"{database}.log")
        self.database = database
        self.port = port or free_port()
        self.host = host
        self.crons = crons
        self.mail = mail_options(sink.port if sink else free_port())
        self.options = options

    @property
    def url(self):
        """The address to open."""
        return f"http://{'127.0.0.1' if self.host == '0.0.0.0' else self.host}:{self.port}"

    def command(self):
        words = ["server", "-d", self.database, f"--db-filter=^{self.database}$", f"--http-interface={self.host}"]
        words += [f"--http-port={self.port}", f"--max-cron-threads={self.crons}", *self.mail, *self.options]
        return self.state.odoo_command(*words)

    def is_ready(self):
        try:
            with urllib.request.urlopen(f"{self.url}/web/login", timeout=60) as answer:
                return answer.status == 200
        except OSError:
            return False

    def wait_while(self, is_pending, seconds=120):
        """Wait until `is_pending()` is false; tell whether it became so in time."""
        end = time.monotonic() + seconds
        while is_pending() and time.monotonic() < end:
            time.sleep(0.2)
        return not is_pending()


def mail_options(port):
    """Odoo's options for sending all mail to this port; without a sink, to one where nobody listens."""
    sender = "odoo@recruitment-pool.example.com"
    return ["--smtp=127.0.0.1", f"--smtp-port={port}", f"--email-from={sender}"]


def run_script(state, database, script, *options, seconds=300):
    """Run Python in an `odoo shell` on a database and return what it printed; Problem if it failed.

    `env` is there, as the superuser; what shall stay needs `env.cr.commit()`.
    """
    command = state.odoo_command("shell", "-d", database, "--no-http", "--log-level=warn", *options)
    settings = {"env": state.env, "cwd": CLONE, "timeout": seconds}
    done = subprocess.run(command, input=script, text=True, capture_output=True, **settings)
    if done.returncode:
        raise Problem(f"The script failed on {database}: {done.stderr[-3000:]}")
    return done.stdout
