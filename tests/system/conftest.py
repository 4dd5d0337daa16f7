import urllib.request

import pytest

from dev import debian
from dev.browser import prepare_browser
from dev.places import state_folder
from dev.server import Sink
from dev.state import State, prepare

from .harness import World
from .machine import Machine, copy_tree, ready_cache

# Files that take minutes, the longest first: begun last, one of them would run beside an idle worker.
LONGEST = ("test_own_runner", "test_two_senders", "test_browser", "test_install")


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: LONGEST.index(item.path.stem) if item.path.stem in LONGEST else len(LONGEST))


@pytest.fixture(scope="session")
def state():
    """The tests' PostgreSQL and Odoo's files, beside whatever else uses them."""
    with State(state_folder("test"), prepare()) as state:
        yield state


@pytest.fixture
def sink(state, tmp_path):
    """A mail server of this test's own: one file a message."""
    with Sink(state, tmp_path / "mails") as sink:
        yield sink


@pytest.fixture
def world(state, sink):
    world = World(state, sink)
    yield world
    world.close()


@pytest.fixture(scope="session")
def browser_path():
    """Asked for once: where there is no network npm takes its time."""
    return prepare_browser()


@pytest.fixture
def browser(browser_path):
    if not browser_path:
        pytest.skip("no browser: nobody walks through the screens")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def tree(tmp_path):
    return copy_tree(tmp_path / "clone")


@pytest.fixture
def ready(tree, tmp_path):
    """A fresh clone with a full cache."""
    machine = Machine(tree, ready_cache(tmp_path / "cache"))
    yield machine
    machine.before = ()
    machine.run("clean")


@pytest.fixture
def mirror():
    """The Debian archive of this machine, which must answer."""
    address = debian.find_mirror()
    try:
        urllib.request.urlopen(f"{address}/dists/sid/InRelease", timeout=20).close()
    except OSError as error:
        pytest.skip(f"no network: {address} does not answer ({error})")
    return address
