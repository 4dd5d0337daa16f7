import pytest

from dev.places import state_folder
from dev.server import Sink
from dev.state import State, prepare

from .harness import World


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
