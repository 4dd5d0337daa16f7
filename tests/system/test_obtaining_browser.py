"""The browser of the walks on other people's machines: it is there whole, or it is said that there is none."""

import os
import shutil
import signal
import subprocess
import urllib.request

import pytest

from .harness import wait_for
from .machine import BASE, CLOSED, Machine, can, cut_off_mirror

PREPARE = "from dev.browser import prepare_browser; print(prepare_browser())"
NOBODY = "nobody walks through the screens"


@pytest.fixture
def machine(tree, tmp_path):
    """A newcomer's, with an empty cache and a home that is not there."""
    return Machine(tree, tmp_path / "cache", HOME="/nonexistent", npm_config_fetch_retries="0")


@pytest.fixture
def registry():
    """The npm registry of this machine, which must answer."""
    if not shutil.which("npm"):
        pytest.skip("npm is not on this machine")
    said = subprocess.run(["npm", "config", "get", "registry"], capture_output=True, text=True)
    address = said.stdout.strip().rstrip("/")
    try:
        urllib.request.urlopen(f"{address}/@sparticuz%2fchromium", timeout=20).close()
    except OSError as error:
        pytest.skip(f"no network: {address} does not answer ({error})")
    return address


@pytest.fixture
def bare_path(tmp_path):
    """A PATH without npm and browsers."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("bash", "sh", "unshare", "setpriv", "test", "true"):
        (folder / name).symlink_to(shutil.which(name))
    return folder


def start(machine, **settings):
    """Let the machine obtain its browser."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    words = [*machine.before, BASE, "-c", PREPARE]
    return subprocess.Popen(words, cwd=machine.tree, env={**machine.env, **settings}, start_new_session=True, **pipes)


def obtain(machine, **settings):
    """(what is taken, what was said, line by line)."""
    with start(machine, **settings) as process:
        taken, said = process.communicate(timeout=240)
    return taken.strip(), said.splitlines()


def kept(machine):
    """What is in its cache, but for locks."""
    folder = machine.tree.parent / "cache"
    return [path.name for path in folder.iterdir() if path.suffix != ".lock"]


def test_no_npm(machine, bare_path):
    told = "-- No browser can be downloaded (npm is not on this machine): "
    machine.env["PATH"] = str(bare_path)
    assert obtain(machine) == ("None", [told + NOBODY])
    (bare_path / "chromium").symlink_to(shutil.which("true"))
    assert obtain(machine) == (f"{bare_path}/chromium", [f"{told}taking {bare_path}/chromium"])
    assert obtain(machine, POOL_BROWSER="/my/own") == ("/my/own", [])
    assert obtain(machine, POOL_BROWSER="") == ("None", [])


def test_other_processor(machine):
    machine.before = ("setarch", "i686")
    if not can(*machine.before):
        pytest.skip("this machine cannot pass for another")
    said = obtain(machine)[1]
    assert len(said) == 1 and said[0].startswith("-- No browser can be downloaded for this processor (i686): "), said


def test_no_network(machine, bare_path, registry):
    """One line, whatever npm says, and nothing is left."""
    machine.env["PATH"] = f"{bare_path}:{os.path.dirname(shutil.which('npm'))}"
    said = obtain(machine, npm_config_registry=CLOSED)[1]
    assert len(said) == 2 and said[0] == "-- Downloading a browser, which walks through the screens"
    assert said[1].startswith("-- The browser could not be downloaded (is there a network?): npm error"), said
    assert kept(machine) == []


def test_cut_off_download(machine, registry):
    with cut_off_mirror(registry, lambda path: path.endswith(".tgz")) as address:
        said = obtain(machine, npm_config_registry=address)[1]
    assert len(said) == 2 and said[1].startswith("-- The browser could not be downloaded"), said
    assert kept(machine) == []


def test_killed_while_unpacking(machine, registry):
    """What it leaves is not taken; the next run makes it anew, and again without a word."""
    process = start(machine)
    cache = machine.tree.parent / "cache"
    wait_for((cache / "chromium.new/headless").exists, 120, "the browser is being unpacked", every=0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    assert kept(machine) == ["chromium.new"]
    taken, said = obtain(machine)
    assert len(said) == 1, said
    assert [f"{cache}/{name}/chromium" for name in kept(machine)] == [taken]
    version = subprocess.run([taken, "--version"], capture_output=True, text=True).stdout
    assert version.startswith("Chromium 138.")
    assert obtain(machine, PATH="", npm_config_registry=CLOSED) == (taken, [])


def test_tests_without_a_browser(ready, bare_path):
    """They count as skipped; that is said at the end, above the closing line."""
    for path in (ready.tree / "tests/system").glob("test_*.py"):
        path.unlink()
    (ready.tree / "tests/system/test_walk.py").write_text("def test_walk(browser):\n    raise AssertionError\n")
    for path in (ready.tree.parent / "cache").glob("chromium-*"):
        path.unlink()
    ready.env["PATH"] = str(bare_path)
    said = ready.works("test", RINGS="system")
    told = "-- No browser: nobody walked through the screens, the tests that do count as skipped\n="
    assert told in said and "= 1 skipped in " in said.splitlines()[-1], said
