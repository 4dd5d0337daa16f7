"""`make test`: three rings, each a pytest run of its own, and one closing line for all of them.

pure    the engine alone, no Odoo; every branch of it is covered
addon   inside Odoo, on a database with both addons
system  real servers, processes and mail, and Odoo's own test runner
"""

import os
import shlex
import subprocess
import time
import xml.etree.ElementTree
from pathlib import Path

from .browser import SETTING, prepare_browser
from .logs import complaints
from .places import CACHE, CLONE, digest, locked, present_addons
from .say import Problem, step
from .state import UNWANTED, run_group
from .template import open_state

RINGS = ("pure", "addon", "system")
DATABASE = "ring_addon"
ENGINE = "recruitment_pool/cadence"
WORKERS = min(os.cpu_count() or 1, 4)
NO_TESTS = 5  # pytest's code when it found none
WITHOUT_ODOO = ("-p", "no:odoo")


class Report:
    """What the rings said: pytest's counts, and what failed outside of it."""

    def __init__(self):
        self.start = time.monotonic()
        self.counts = dict.fromkeys(("failed", "passed", "skipped", "errors"), 0)
        self.notes = []

    def add(self, junit):
        """Add a ring's counts from pytest's own XML; a ring that left none broke down."""
        try:
            suite = xml.etree.ElementTree.parse(junit).getroot().find("testsuite")
        except (OSError, xml.etree.ElementTree.ParseError):
            return self.fail("This ring broke down before its end")
        tests, failed, errors, skipped = (int(suite.get(key)) for key in ("tests", "failures", "errors", "skipped"))
        self.counts["failed"] += failed
        self.counts["errors"] += errors
        self.counts["skipped"] += skipped
        self.counts["passed"] += tests - failed - errors - skipped
        return None

    def fail(self, text):
        """Count something outside of pytest as an error."""
        step(f"FAILED: {text}")
        self.counts["errors"] += 1

    def is_good(self):
        """Whether all went well."""
        return not self.counts["failed"] and not self.counts["errors"]

    def closing_line(self):
        """All rings in one line, as pytest closes a run."""
        seconds = time.monotonic() - self.start
        said = ", ".join(f"{count} {name}" for name, count in self.counts.items() if count) or "no tests ran"
        return f" {said} in {seconds:.2f}s ({int(seconds) // 60}:{int(seconds) % 60:02d} min) ".center(80, "=")


def _pytest(state, report, name, words, env):
    """Run pytest on the words given and add what it counted to the report."""
    junit = state.folder / f"{name}.xml"
    junit.unlink(missing_ok=True)
    asked = shlex.split(os.environ.get("ARGS", ""))
    command = [state.kit.python, "-m", "pytest", f"--junitxml={junit}", *words, *asked]
    code = run_group(list(map(str, command)), env=env, cwd=CLONE)
    report.add(junit)
    if code not in (0, 1, NO_TESTS):
        report.fail(f"pytest ended with code {code}")


def _has_tests(folder):
    """Whether a folder of this clone holds tests."""
    return any((CLONE / folder).rglob("test_*.py"))


def run_pure(state, report):
    """The engine alone: Odoo is not importable here."""
    if not _has_tests("tests/pure"):
        return step("No tests in tests/pure")
    env = {name: value for name, value in os.environ.items() if name not in UNWANTED}
    # The slow ones stand side by side: dealt out beforehand, one worker would get them all.
    _pytest(state, report, "pure", (*WITHOUT_ODOO, "tests/pure", "-n", WORKERS, "--dist", "worksteal"), env)
    return _check_coverage(state, report, env)


def _check_coverage(state, report, env):
    """Whether each branch of the engine is run, by a second run of few examples: tracing all of them takes minutes."""
    env = {**env, "COVERAGE_FILE": str(state.folder / "pure.coverage"), "CADENCE_EXAMPLES": "500"}
    coverage = [state.kit.python, "-m", "coverage"]
    run = [*coverage, "run", f"--include={ENGINE}/*", "-m", "pytest", *WITHOUT_ODOO, "-q", "--no-summary", "tests/pure"]
    subprocess.run(run, env=env, cwd=CLONE, stdout=subprocess.DEVNULL)
    told = subprocess.run(
        [*coverage, "report", "--show-missing", "--skip-covered", "--fail-under=100"], env=env, cwd=CLONE
    )
    if told.returncode:
        report.fail(f"The tests do not cover every branch of {ENGINE}")


def run_addon(state, report):
    """Inside Odoo: both addons installed on a database without demo data, one copy of it for each worker."""
    addons = present_addons()
    folders = [f"{name}/tests" for name in addons if _has_tests(f"{name}/tests")]
    if not folders:
        return step("No tests in the addons")
    state.create_database(DATABASE, is_demo=False)
    log = state.folder / f"{DATABASE}.log"
    step(f"Installing {' and '.join(addons)}")
    try:
        state.install(DATABASE, addons, log)
    except Problem as problem:
        return report.fail(problem)
    for line in complaints(log):
        report.fail(f"While installing: {line}")
    words = ["-p", "dev.pytest_files", *folders, f"--odoo-database={DATABASE}", "--odoo-http"]
    words += ["-n", WORKERS, "-o", "filterwarnings=default"]
    return _pytest(state, report, "addon", words, state.env)


def run_system(state, report):
    """Real servers and processes; the tests start what they need through dev.server."""
    if not _has_tests("tests/system"):
        return step("No tests in tests/system")
    env = {name: value for name, value in state.env.items() if name not in ("PYTHONPATH", "ODOO_RC")}
    env[SETTING] = prepare_browser() or ""
    if not env[SETTING]:
        report.notes.append("No browser: nobody walked through the screens, the tests that do count as skipped")
    # Files stay whole: the tests of one share databases. They start in the order of conftest's.
    words = (*WITHOUT_ODOO, "tests/system", "-n", WORKERS, "--dist", "loadfile", "--no-loadscope-reorder")
    return _pytest(state, report, "system", words, env)


def _forget_old_databases(state):
    """Databases with our addons, kept by an earlier run, would test the addons as they were then."""
    for name in state.databases():
        if name.startswith(("addons_", "ring_")):
            state.drop_database(name)


def check(_options):
    """Run the rings (or those named in RINGS) and say how all of it went."""
    rings = os.environ.get("RINGS", "").split() or RINGS
    unknown = set(rings) - set(RINGS)
    if unknown:
        raise Problem(f"No such ring: {', '.join(sorted(unknown))} (there are {', '.join(RINGS)})")
    report = Report()
    refusal = "The tests of this clone are running already: wait for them, or stop them first (Ctrl-C there)"
    with locked(CACHE, f"check-{digest(CLONE)}", refusal), open_state("test") as state:
        _forget_old_databases(state)
        for name in rings:
            step(f"Ring {name}")
            {"pure": run_pure, "addon": run_addon, "system": run_system}[name](state, report)
    for note in report.notes:
        step(note)
    Path(state.folder / "closing").write_text(report.closing_line())
    print(report.closing_line(), flush=True)
    return 0 if report.is_good() else 1
