"""What the addons do to those who were there before: Odoo's own tests, and OCA's.

Run: python3 tests/neighbours.py odoo [MODULE...]
     python3 tests/neighbours.py oca

``odoo`` runs the suites of Odoo that send, three times: without the addons, with them
and an empty pool, with a hundred members whose addresses occur in those suites. It
compares name by name. What failed without the addons is Odoo's or the machine's
affair; a test that fails only with them, or asks more queries with them, ends the script with code 1.

``oca`` installs beside the addons the OCA modules that stand nearest, from PyPI's wheels
without what they depend on, runs their tests and ours, and the newsletter of the
whole-system tests. Half an hour and a few minutes.
"""

import os
import re
import subprocess
import sys
import xml.etree.ElementTree
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from dev.places import CACHE, CLONE, present_addons
from dev.say import Problem, run, step
from dev.state import run_group
from dev.template import open_state

SUITES = (
    "hr_recruitment",
    "hr_recruitment_sms",
    "mass_mailing",
    "mass_mailing_sms",
    "test_mass_mailing",
    "test_mail",
    "event",
    "test_event_full",
)
OCA = {
    "queue_job": "odoo-addon-queue-job",
    "mass_mailing_partner": "odoo-addon-mass-mailing-partner",
    "mass_mailing_resend": "odoo-addon-mass-mailing-resend",
    "mass_mailing_list_dynamic": "odoo-addon-mass-mailing-list-dynamic",
    "privacy_partner_to_be_forgotten": "odoo-addon-privacy-partner-to-be-forgotten",
}
OCA_IMPORTS = ("openupgradelib", "odoo-test-helper")
MEMBERS = 100
ADDRESS = re.compile(r"""[\w.+-]+@[\w-]+(?:\.[\w-]+)+""")
OVERRUN = re.compile(r"Query count more than expected for user \S+: (\d+) > (\d+)")
# Odoo's demo data has talents, who are adopted: they leave before an address becomes somebody.
MEMBERS_SCRIPT = """
people = env["recruitment.pool.member"].with_context(active_test=False)
people.search([]).unlink()
people.create([{{"name": a, "email": a}} for a in {addresses!r}])
env.company.pool_mode = "observe"
env.cr.commit()
"""


def run_tests(state, database, folders, name, workers=2, **variables):
    """Run the tests of these folders on a database, with these variables: {test: (status, message)}."""
    junit = state.folder / f"{name}.xml"
    junit.unlink(missing_ok=True)
    command = [
        state.kit.python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "dev.pytest_files", "-n", workers,
        "--odoo-http", f"--odoo-database={database}", "-o", "filterwarnings=default", f"--junitxml={junit}", *folders,
    ]  # fmt: skip
    # No browser: Odoo's tours take long, tell nothing of us, and hang in Debian's Chromium. They count as skipped.
    env = {**state.env, "PATH": f"{state.kit.python.parent}:{state.kit.binaries}", **variables}
    with open(state.folder / f"{name}.txt", "w") as stream:
        run_group(list(map(str, command)), env=env, cwd=CLONE, stdout=stream, stderr=subprocess.STDOUT)
    try:
        cases = xml.etree.ElementTree.parse(junit).iter("testcase")
    except OSError as error:
        raise Problem(f"The tests broke down: see {stream.name}") from error
    return {f"{case.get('classname')}.{case.get('name')}": outcome(case) for case in cases}


def outcome(case):
    """(status, message) of one test case of a JUnit file."""
    for status in ("failure", "error", "skipped"):
        found = case.findall(status)
        if found:
            return status, "\n".join(f"{each.get('message')}\n{each.text}" for each in found)
    return "passed", ""


def addons_folders(state, modules):
    """The tests' folders of modules of Odoo."""
    for module in modules:
        for addons in state.kit.odoo.addons:
            if (addons / module / "tests").is_dir():
                yield addons / module / "tests"


def frequent_addresses(folders):
    """The addresses that the tests in these folders write to most often."""
    counts = Counter()
    for folder in folders:
        for path in folder.rglob("*.py"):
            counts.update(address.lower() for address in ADDRESS.findall(path.read_text(errors="replace")))
    return [address for address, _count in counts.most_common(MEMBERS)]


def excess(message):
    """The largest number of queries above the budget that a failed test names."""
    return max((int(got) - int(budget) for got, budget in OVERRUN.findall(message)), default=0)


def compare(before, after):
    """Print what differs between two runs; their number."""
    bad = 0
    for name in sorted(before.keys() | after.keys()):
        was, old_message = before.get(name, ("missing", ""))
        now, message = after.get(name, ("missing", ""))
        # Who is over the budget without the addons may not be more so with them.
        over = excess(message) - excess(old_message)
        if now == "passed" or was == now and over <= 0:
            continue
        bad += 1
        print(f"  BROKEN: {name}: {was} -> {now}" + (f", +{over} queries" if over else ""))
    return bad


def count(results):
    """How the tests of a run ended, in words."""
    counts = Counter(status for status, _message in results.values())
    return ", ".join(f"{number} {status}" for status, number in sorted(counts.items()))


def fill_pool(state, database, addresses):
    """Have exactly these addresses in the pool."""
    shell = state.odoo_command("shell", "-d", database, "--no-http", "--log-level=error")
    script = MEMBERS_SCRIPT.format(addresses=addresses)
    subprocess.run(shell, input=script, text=True, env=state.env, check=True, stdout=subprocess.DEVNULL)


def check_odoo(state, modules):
    """Odoo's own suites without the addons, with an empty pool, with a hundred members."""
    folders = list(addons_folders(state, modules))
    state.create_database("near_without")
    step(f"Installing {', '.join(modules)}")
    state.install("near_without", modules, state.folder / "near_without.log", "--with-demo")
    # Odoo's suites want its demo data; ours would put people into the pool that is to be empty.
    state.cluster.sql("UPDATE ir_module_module SET demo = false", "near_without")
    before = run_tests(state, "near_without", folders, "near_without")
    passed = {name for name, (status, _message) in before.items() if status == "passed"}
    print(f"without the addons: {count(before)}")
    state.create_database("near_empty", source="near_without")
    state.install("near_empty", present_addons(), state.folder / "near_empty.log")
    fill_pool(state, "near_empty", [])
    state.create_database("near_members", source="near_empty")
    fill_pool(state, "near_members", frequent_addresses(folders))
    bad = 0
    for database in ("near_empty", "near_members"):
        after = run_tests(state, database, folders, database)
        # Odoo's tests share a folder of files, and lean on orders that PostgreSQL does not promise: once more, alone.
        failed = [name for name, (status, _message) in after.items() if status != "passed" and name in passed]
        if failed:
            words = " or ".join(f"({cls} and {test})" for *_module, cls, test in (name.split(".") for name in failed))
            after |= run_tests(state, database, [*folders, "-k", words], f"{database}_again", workers=0)
        print(f"{database.removeprefix('near_')}: {count(after)}")
        bad += compare(before, after)
    return bad


def fetch_oca():
    """(folder of the OCA modules, folder of what they import), both installed from PyPI's wheels."""
    folder = CACHE / "oca"
    for name, packages in (("modules", [f"{package}==19.0.*" for package in OCA.values()]), ("imports", OCA_IMPORTS)):
        if not (folder / name).is_dir():
            options = ["-q", "--no-deps", "--disable-pip-version-check", "--root-user-action=ignore"]
            pip = [sys.executable, "-m", "pip", "install", *options, "--target", folder / f"{name}.new", *packages]
            run(pip, "PyPI did not give the OCA modules (is there a network?)")
            (folder / f"{name}.new").rename(folder / name)
    return folder / "modules/odoo/addons", folder / "imports"


def check_oca(state):
    """The nearest OCA modules installed together with the addons: their tests, ours, the newsletter."""
    oca, imports = fetch_oca()
    modules = [module for module in OCA if (oca / module).is_dir()]
    os.environ.update(POOL_ADDONS_PATH=str(oca), POOL_PYTHONPATH=str(imports))
    state.write_config()
    state.create_database("near_oca", is_demo=False)
    step(f"Installing {', '.join(modules)} beside the addons")
    state.install("near_oca", [*modules, *present_addons()], state.folder / "near_oca.log")
    folders = [oca / module / "tests" for module in modules if (oca / module / "tests").is_dir()]
    folders += [CLONE / addon / "tests" for addon in present_addons()]
    results = run_tests(state, "near_oca", folders, "near_oca")
    print(f"beside {', '.join(modules)}: {count(results)}")
    failed = [name for name, (status, _message) in results.items() if status in ("failure", "error")]
    print(*(f"  BROKEN: {name}" for name in failed), sep="\n")
    # The whole-system tests take the database of this name for theirs.
    state.create_database("addons_bare", source="near_oca")
    env = {name: value for name, value in state.env.items() if name not in ("PYTHONPATH", "ODOO_RC")}
    words = ["-m", "pytest", "-q", "-p", "no:odoo", "tests/system/test_newsletter.py"]
    is_bad = bool(run_group([str(state.kit.python), *words], env=env, cwd=CLONE))
    state.drop_database("addons_bare")
    return len(failed) + is_bad


def main(what, *modules):
    """Run one of the two comparisons."""
    with open_state("test") as state:
        bad = check_odoo(state, modules or SUITES) if what == "odoo" else check_oca(state)
        for name in state.databases():
            if name.startswith("near_") and not os.environ.get("KEEP"):
                state.drop_database(name)
    print(f"{bad} broken" if bad else "nothing broken")
    return int(bool(bad))


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in ("odoo", "oca"):
        sys.exit(__doc__)
    try:
        sys.exit(main(*sys.argv[1:]))
    except Problem as problem:
        sys.exit(f"!! {problem}")
