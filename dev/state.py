"""A state: a PostgreSQL cluster and Odoo's files, with databases copied from a template.

A template database has the addons' dependencies installed: with demo data and French, or with nothing of both.
"""

import ast
import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .interrupts import held_back
from .odoo_source import Odoo, prepare_odoo
from .orphans import stop_orphan
from .packages import prepare_packages
from .places import ADDONS, CLONE, locked, present_addons
from .postgres import USER, Cluster, find_binaries, homes, is_in_use
from .say import Problem, step, telling_line

# The first is the default; French alone would switch English off.
LANGUAGES = "en_US,fr_FR"
NOWHERE = "http://127.0.0.1:9"  # nobody listens there: Odoo's own services are not asked
CONFIG = """\
[options]
addons_path = {addons}
data_dir = {data}
db_host = {socket}
db_user = {user}
db_maxconn = 32
http_interface = 127.0.0.1
list_db = False
publisher_warranty_url = {nowhere}
"""
LIBC = ctypes.CDLL(None)
PR_SET_PDEATHSIG = 1
# Of the caller's environment, what would lead Odoo or psql elsewhere.
UNWANTED = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE", "ODOO_RC", "PGPASSWORD", "PGSERVICE")
# What would call Odoo's services, whose failures fill the log of a machine that is cut off, and the
# periodic digest, which falls due two hours after the template was made and lies among the mails to be looked at.
STAY_AT_HOME = f"""
UPDATE ir_cron SET active = false WHERE id IN (
    SELECT res_id FROM ir_model_data WHERE model = 'ir.cron'
       AND name IN ('ir_cron_module_update_notification', 'ir_cron_digest_scheduler_action'));
INSERT INTO ir_config_parameter (key, value) VALUES ('iap.endpoint', '{NOWHERE}')
    ON CONFLICT (key) DO UPDATE SET value = excluded.value;
"""


@dataclass(frozen=True)
class Kit:
    """What everything runs on: an Odoo, a Python with its packages, PostgreSQL's programs."""

    odoo: Odoo
    python: Path
    binaries: Path


def prepare():
    """Obtain the kit, downloading what is missing."""
    odoo = prepare_odoo()
    python = prepare_packages()
    return Kit(odoo, python, find_binaries(python))


def dependencies():
    """Modules of Odoo that our addons need, from their manifests."""
    names = set()
    for addon in present_addons():
        names |= set(ast.literal_eval((CLONE / addon / "__manifest__.py").read_text())["depends"])
    return sorted(names - set(ADDONS)) or ["hr_recruitment"]


class State:
    """A folder with a cluster, Odoo's files and a configuration. `with state:` keeps its PostgreSQL running."""

    def __init__(self, folder, kit, is_durable=False):
        self.folder = Path(folder)
        self.kit = kit
        self.cluster = Cluster(self.folder, kit.binaries, is_durable)
        self.files = self.folder / "files"
        self.config = self.folder / "odoo.conf"

    def __enter__(self):
        self.files.mkdir(parents=True, exist_ok=True)
        self.write_config()
        self.cluster.__enter__()
        return self

    def __exit__(self, *exception):
        return self.cluster.__exit__(*exception)

    def write_config(self, path=None, **options):
        """Write an Odoo configuration for this state, with more options if wanted; returns its path."""
        path = path or self.config
        more = filter(None, os.environ.get("POOL_ADDONS_PATH", "").split(","))
        addons = ",".join(map(str, [*self.kit.odoo.addons, CLONE, *more]))
        socket = self.cluster.socket
        text = CONFIG.format(addons=addons, data=self.files, socket=socket, user=USER, nowhere=NOWHERE)
        path.write_text(text + "".join(f"{name} = {value}\n" for name, value in options.items()))
        return path

    @property
    def env(self):
        """The environment for Odoo, psql and pytest."""
        env = {name: value for name, value in os.environ.items() if name not in UNWANTED}
        env.update(self.cluster.env)
        env["PATH"] = f"{self.kit.python.parent}:{env['PATH']}"
        more = os.environ.get("POOL_PYTHONPATH")
        env["PYTHONPATH"] = os.pathsep.join(filter(None, [str(self.kit.odoo.python_path), more]))
        env["ODOO_RC"] = str(self.config)
        return env

    def odoo_command(self, *arguments):
        """The command line of an Odoo."""
        return [str(self.kit.python), "-m", "odoo", *map(str, arguments)]

    def install(self, database, modules, log, *options, option="-i"):
        """Install modules (`-u`: update them) and stop; Problem with the telling line when it fails."""
        quiet = ("--stop-after-init", "--no-http", "--max-cron-threads=0")
        command = self.odoo_command("server", "-d", database, option, ",".join(modules), *quiet, *options)
        with open(log, "w") as stream:
            done = run_group(command, env=self.env, stdout=stream, stderr=subprocess.STDOUT)
        if done:
            reason = telling_line("\n".join(line[:300] for line in Path(log).read_text().splitlines()))
            raise Problem(f"Odoo could not install {', '.join(modules)} (its log: {log}): {reason}")

    def databases(self):
        """Names of the databases in the cluster."""
        return self.cluster.sql("SELECT datname FROM pg_database").splitlines()

    def drop_database(self, name):
        """Drop a database and its files, if they are there."""
        self.cluster.sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        shutil.rmtree(self.files / "filestore" / name, ignore_errors=True)

    def create_database(self, name, is_demo=True, source=None):
        """A new database `name`, copied from the template (with or without demo data) or from `source`."""
        source = source or self.template(is_demo)
        self.drop_database(name)
        self.cluster.sql(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
        stored = self.files / "filestore" / source
        if stored.is_dir():
            shutil.copytree(stored, self.files / "filestore" / name)

    def template(self, is_demo=True):
        """The name of the template; the one without demo data is made when it is first asked for."""
        name = "template_demo" if is_demo else "template_bare"
        with locked(self.folder, "template"):
            if name not in self.databases():
                self._make_template(name, is_demo)
        return name

    def _make_template(self, name, is_demo):
        """Install the dependencies into a database, then rename it: it is whole or absent."""
        modules = dependencies()
        options = ("--with-demo", f"--load-language={LANGUAGES}") if is_demo else ()
        step(f"Installing Odoo's modules {', '.join(modules)} {'with' if is_demo else 'without'} demo data")
        draft = f"{name}_draft"
        self.drop_database(draft)
        shutil.rmtree(self.files / "filestore" / name, ignore_errors=True)
        self.install(draft, modules, self.folder / f"{name}.log", *options)
        self.cluster.sql(STAY_AT_HOME, draft)
        stored = self.files / "filestore" / draft
        if stored.is_dir():
            stored.rename(self.files / "filestore" / name)
        self.cluster.sql(f'ALTER DATABASE "{draft}" RENAME TO "{name}"')


def start_group(command, **options):
    """Start a command in a process group of its own, which Ctrl-C in the terminal does not reach."""
    parent = os.getpid()

    def end_with_parent():
        """In the child, before its program: when we are killed (-9) it ends with us, or it would keep its ports."""
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
        let_child_through()

    options = {"stdin": subprocess.DEVNULL, "preexec_fn": end_with_parent, **options}
    process = None
    try:
        with held_back() as let_child_through:
            process = subprocess.Popen(command, start_new_session=True, **options)
    except BaseException:  # a Ctrl-C that was held back: nobody else knows of the process yet
        if process:
            kill_group(process)
        raise
    return process


def run_group(command, **options):
    """Run a command in a process group of its own and return its code; no part of it outlives us."""
    process = start_group(command, **options)
    try:
        return process.wait()
    except KeyboardInterrupt:
        # It gets the chance to stop what it started in other groups.
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(30)
        raise
    finally:
        kill_group(process)


def kill_group(process):
    """Kill whatever is left of the group that this process leads."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wipe(folder):
    """Remove everything of a state, wherever its cluster is; refused while a command uses it."""
    if is_in_use(folder):
        raise Problem(f"{folder} is in use: stop what runs there first (Ctrl-C)")
    for home in homes(folder):
        stop_orphan(home / "postgres")
        shutil.rmtree(home, ignore_errors=True)
