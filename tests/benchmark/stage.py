"""What the benchmarks on a real Odoo stand on: databases of their own and scripts in them."""

import os
import sys
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from dev.places import present_addons
from dev.server import run_script
from dev.template import open_state

SCRIPTS = Path(__file__).parent / "scripts"


class Stage:
    """Databases ``bench_*`` of the tests' cluster, dropped at the end."""

    def __init__(self, state):
        self.state = state
        self.names = []

    def database(self, name, modules=None, source=None):
        """A new database: a copy of ``source``, else with these modules (ours, when none are named)."""
        self.state.create_database(name, is_demo=False, source=source)
        self.names.append(name)
        if not source:
            self.state.install(
                name, present_addons() if modules is None else modules, self.state.folder / f"{name}.log"
            )
        return name

    def script(self, database, script, **variables):
        """Run a script of ``scripts/`` with these variables in its environment; the words of each line it printed."""
        os.environ.update({name: str(value) for name, value in variables.items()})
        said = run_script(self.state, database, (SCRIPTS / f"{script}.py").read_text(), seconds=3600)
        return [line.split() for line in said.splitlines() if line]

    def sql(self, database, statement):
        return self.state.cluster.sql(statement, database)


@contextmanager
def open_stage():
    with open_state("test") as state:
        stage = Stage(state)
        try:
            yield stage
        finally:
            for name in stage.names:
                state.drop_database(name)
