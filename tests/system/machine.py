"""A newcomer's machine for the tests of dev/: a copy of the tree, a cache of its own, and what can be wrong with it."""

import contextlib
import http.server
import os
import shutil
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path

from dev.places import CACHE, CLONE

# What `make` is called with on a bare machine: no private environment, none of our settings.
BASE = sys._base_executable
OURS = ("POOL_", "ODOO_", "DEBIAN_MIRROR", "PG", "MAKE", "MFLAGS", "PYTHON", "VIRTUAL_ENV", "RINGS", "ARGS", "HOST")
CLOSED = "http://127.0.0.1:9"
OFFLINE = {"DEBIAN_MIRROR": CLOSED, "UV_DEFAULT_INDEX": CLOSED, "PIP_INDEX_URL": CLOSED, "PIP_RETRIES": "0"}
# The machine's own wheels and mirrors would be a way around a network that is down.
OFFLINE |= {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "", "PIP_FIND_LINKS": "", "UV_HTTP_RETRIES": "0"}
NO_MOUNT = "this machine does not let us mount (no user namespaces)"
PORTS = ("PORT", "INBOX_PORT", "SMTP_PORT")


def copy_tree(folder):
    """A copy of this clone without what was made in it; returns its folder."""
    unwanted = shutil.ignore_patterns(".git", ".cache", ".test", ".demo", "__pycache__", ".*_cache")
    return Path(shutil.copytree(CLONE, folder, ignore=unwanted))


def ready_cache(folder, *patterns):
    """A cache in which the ready pieces of ours stand by links (those that match a pattern; all without)."""
    folder.mkdir(parents=True, exist_ok=True)
    for pattern in patterns or ("odoo-*", "python-*", "uv-*", "pip-*", "templates", "chromium-*"):
        for path in CACHE.glob(pattern):
            if path.suffix != ".lock":
                (folder / path.name).symlink_to(path)
    return folder


class Machine:
    """Commands in a tree with a cache; `before` are words put before each (unshare ...), `settings` its environment."""

    def __init__(self, tree, cache, before=(), **settings):
        self.tree = Path(tree)
        self.before = before
        env = {name: value for name, value in os.environ.items() if not name.startswith(OURS) and name not in PORTS}
        own = os.environ.get("PG_BIN")
        self.env = {**env, **({"PG_BIN": own} if own else {}), "POOL_CACHE": str(cache), **settings}
        parts = self.env["PATH"].split(os.pathsep)
        self.env.setdefault("PATH", os.defpath)
        if "PATH" not in settings:
            self.env["PATH"] = os.pathsep.join(part for part in parts if Path(part) != Path(sys.executable).parent)

    def start(self, *words, **settings):
        """Start `python3 -m dev WORDS` in a group of its own, as a terminal does; its output is piped."""
        return self._start([BASE, "-m", "dev", *words], settings)

    def make(self, target, **settings):
        """Start `make TARGET` likewise."""
        return self._start(["make", f"PYTHON={BASE}", target], settings)

    def _start(self, words, settings):
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "stdin": subprocess.DEVNULL}
        env = {**self.env, **settings}
        return subprocess.Popen([*self.before, *words], cwd=self.tree, env=env, start_new_session=True, **pipes)

    def run(self, *words, seconds=240, **settings):
        """Run it to its end; (exit code, output)."""
        process = self.start(*words, **settings)
        try:
            said = process.communicate(timeout=seconds)[0]
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        return process.returncode, said

    def works(self, *words, **settings):
        """Run it; it must end well. Returns its output."""
        code, said = self.run(*words, **settings)
        assert code == 0, said
        return said

    def fails(self, *words, **settings):
        """Run it; it must end with exactly one clear line, which is returned."""
        return clear_line(*self.run(*words, **settings))


def clear_line(code, said):
    """The one line in which a command said what is wrong; anything else (a traceback, two lines) fails."""
    lines = [line for line in said.splitlines() if not line.startswith("-- ")]
    assert code == 1 and len(lines) == 1 and lines[0].startswith("!! "), (code, said)
    return lines[0][3:]


def as_root(*options):
    """`unshare` with these options: as root plainly, as another user by becoming root in a user namespace."""
    return ("unshare", *(() if os.geteuid() == 0 else ("--map-root-user",)), *options)


def shell(script, *before):
    """Words that run a line of shell, then what follows them."""
    return (*before, "sh", "-c", f'{script}; exec "$@"', "sh")


def can(*words):
    """Whether this machine lets us run these words."""
    return subprocess.run([*words, "true"], capture_output=True).returncode == 0


def processes_of(folder):
    """Command lines of the processes that name this folder, or stand in it."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            words = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            where = f"{words} {os.readlink(entry / 'cwd')}"
            # Who has no command line any more is dying: its memory is gone already.
            if words and int(entry.name) != os.getpid() and str(folder) in where:
                found.append(f"{entry.name} {words}")
    return found


@contextlib.contextmanager
def cut_off_mirror(real, is_cut):
    """A Debian mirror that passes on what `real` has; of files for which is_cut(path), the first 20 kB only."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, *_words):
            """Say nothing."""

        def do_GET(self):
            address = real + self.path
            if not is_cut(self.path):
                self.send_response(302)
                self.send_header("Location", address)
                self.end_headers()
                return
            try:
                with urllib.request.urlopen(address, timeout=60) as answer:
                    self.send_response(200)
                    self.send_header("Content-Length", answer.headers["Content-Length"])
                    self.end_headers()
                    self.wfile.write(answer.read(20_000))
            except urllib.error.URLError:
                self.send_error(502)

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
