"""What goes wrong on other people's machines while Odoo, its packages and PostgreSQL are obtained.

Each failure is provoked for real and must be one clear line; the run after it must find nothing half-made.
"""

import socket
import subprocess

import pytest

from dev.say import telling_line

from .machine import (
    NO_MOUNT,
    OFFLINE,
    Machine,
    as_root,
    can,
    cut_off_mirror,
    ready_cache,
    shell,
)

WITHOUT_NETWORK = as_root("--net")


def test_cut_off_download(tree, tmp_path, mirror):
    machine = Machine(tree, tmp_path / "cache")
    with cut_off_mirror(mirror, lambda path: path.endswith(".deb")) as address:
        line = machine.fails("prepare", DEBIAN_MIRROR=address)
        assert "The download of odoo-19" in line and "run the same command again" in line
    assert not (tmp_path / "cache/odoo-19.0").exists()
    assert not list((tmp_path / "cache").rglob("*.deb")), "nothing cut off is kept"


FETCH = """
import pathlib, sys
from dev.debian import Suite
from dev.places import sha256_of
suite = Suite("bookworm")
suite.refresh()
path = suite.fetch("fonts-font-awesome", pathlib.Path(sys.argv[1]))
print(sha256_of(path) == suite.describe("fonts-font-awesome")["SHA256"])
"""


def test_altered_package_is_fetched_again(tree, tmp_path, mirror):
    """Of the right size and name but of other content: apt itself would take it."""
    machine = Machine(tree, tmp_path / "cache", DEBIAN_MIRROR=mirror)
    command = [*machine.before, "python3", "-c", FETCH, str(tmp_path)]
    settings = {"cwd": tree, "env": machine.env, "text": True, "capture_output": True}
    for _again in range(2):
        assert subprocess.run(command, **settings).stdout == "True\n"
        (package,) = tmp_path.glob("*.deb")
        package.write_bytes(bytes(package.stat().st_size))


def test_no_network_without_cache(tree, tmp_path):
    """One step after the other; when the network is back, the same folder serves."""
    cache = tmp_path / "cache"
    machine = Machine(tree, cache, **OFFLINE)
    line = machine.fails("prepare")
    assert line.startswith("Debian's archive did not answer") and "DEBIAN_MIRROR" in line
    ready_cache(cache, "odoo-*", "pip-*")
    assert "is there a network?" in machine.fails("prepare")
    ready_cache(cache, "uv-*")
    assert "The Python packages could not be installed (is there a network?)" in machine.fails("prepare")
    assert not list(cache.glob("python-*")), "no half-made environment stays"
    ready_cache(cache, "python-*", "templates")
    machine.works("new-db", "try")
    machine.run("clean")


def test_no_network_with_cache(ready):
    if not can(*WITHOUT_NETWORK):
        pytest.skip("this machine does not let us cut the network off")
    ready.before = WITHOUT_NETWORK
    assert "Database try is ready" in ready.works("new-db", "try")


@pytest.mark.parametrize("name", ["PORT", "INBOX_PORT", "SMTP_PORT"])
def test_port(tree, tmp_path, name):
    machine = Machine(tree, tmp_path / "cache", **OFFLINE)
    other = "INBOX_PORT" if name != "INBOX_PORT" else "PORT"
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        line = machine.fails("demo", **{name: port})
        assert f"Port {port} of 127.0.0.1 cannot be had (Address already in use)" in line and f"{name}=" in line
    assert f"={port} is asked for twice" in machine.fails("demo", **{name: port, other: port})
    for wrong in ("eighty", "0", "65536", "-1", "²"):
        assert f"{name}={wrong} is not a port" in machine.fails("demo", **{name: wrong})


def test_address_of_another_machine(tree, tmp_path):
    assert "192.0.2.1 cannot be had" in Machine(tree, tmp_path / "cache", **OFFLINE).fails("demo", HOST="192.0.2.1")


@pytest.mark.parametrize(
    ("release", "expected"),
    [
        ("version_info = (18, 0, 0, 'final', 0, '')", "is a 18.0, these addons need 19.0"),
        ("version_info = (19, 0, 0, 'final', 0, '')", "has no addons (hr_recruitment is missing)"),
        ("version_info = (19", "is a unknown, these addons need 19.0"),
        (None, "No Odoo in"),
    ],
)
@pytest.mark.parametrize("layout", ["", "usr/lib/python3/dist-packages"])
def test_wrong_odoo(tree, tmp_path, layout, release, expected):
    home = tmp_path / "home"
    package = home / layout / "odoo"
    package.mkdir(parents=True)
    if release:
        (package / "release.py").write_text(release)
    line = Machine(tree, tmp_path / "cache", **OFFLINE).fails("prepare", ODOO_HOME=str(home))
    assert expected in line and str(home) in line


@pytest.mark.parametrize(
    ("hidden", "expected"),
    [
        (None, "No apt-get on this machine: set ODOO_HOME"),
        ("/usr/share/keyrings", "No Debian keyring: install debian-archive-keyring, or set ODOO_HOME"),
        ("/etc/apt", "No Debian archive in this machine's apt sources: set DEBIAN_MIRROR"),
    ],
)
def test_no_debian(tree, tmp_path, hidden, expected):
    machine = Machine(tree, tmp_path / "cache")
    if hidden:
        machine.before = shell(f"mount -t tmpfs none {hidden}", *as_root("--mount"))
        if not can(*machine.before):
            pytest.skip(NO_MOUNT)
    else:
        machine.env["PATH"] = str(tmp_path)
    assert expected in machine.fails("prepare")


@pytest.mark.parametrize(
    "line",
    [
        "E: Unable to locate package postgresql",
        "2026-11-26 08:02:40.358 UTC [213] FATAL:  the database system is starting up",
        "2026-11-26 08:02:41,358 21343 ERROR pool odoo.addons.sale.tests.test_sale: FAIL: TestSale.test_cap",
    ],
    ids=["apt", "PostgreSQL", "Odoo"],
)
def test_line_that_says_why(line):
    before = "2026-11-26 08:02:40,358 21343 INFO pool odoo.modules.loading: error is a word here only"
    after = "2026-11-26 08:02:47,358 21343 INFO pool odoo.sql_db: Closed 1 connections"
    assert telling_line(f"{before}\n{line}\n{after}") == line
