"""The addons' tests the way Odoo runs them, at install: pytest runs them on a database that has both already."""

import re

from dev.places import ADDONS
from dev.server import free_port


def test_both_addons_by_odoos_own_runner(world):
    database = "own_runner"
    world.state.create_database(database, is_demo=False)
    tags = ",".join(f"/{name}" for name in ADDONS)
    log = world.install(database, ADDONS, f"--test-tags={tags}", f"--http-port={free_port()}")
    failed, errors, tests = map(int, re.findall(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests", log.read_text())[-1])
    print(f"\nOdoo's own runner: {tests} tests, {failed} failed, {errors} errors")
    assert (failed, errors) == (0, 0) and tests > 0
