"""Seams: each override of a method of Odoo is taken out in turn, and exactly the tests named for it must fail.

Run: python3 tests/seams.py [WORD of a name]...

They are named in seams.txt: an override, below it test classes with their tests (without "test_"). Overrides
are looked for in the code, so that one without a line there ends the script with 1: the methods that call
super() in classes which extend a model or a controller of Odoo, and the hooks of the manifests. A first run
of the addon ring, with nothing taken out, tells which test classes reach which override: only these can fail
without it, and all of them are run, for two seams at a time. Up to an hour on two cores.

This file is pytest's plugin in those runs: SEAM names what is taken out, SEAM_CALLS where to note the calls.
"""

import ast
import functools
import importlib
import json
import os
import sys
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from neighbours import run_tests

from dev.places import CLONE, present_addons
from dev.say import Problem, step
from dev.template import open_state

HOOKS = ("post_init_hook", "uninstall_hook")
# What Odoo calls by its name, without an own method that super() could reach.
NAMED = ("recruitment_pool_mailing.models.recruitment_pool_member:RecruitmentPoolMember._mailing_get_default_domain",)
TABLE = Path(__file__).with_suffix(".txt")
DATABASES = ("seams", "seams_beside")


# What is there


def find_seams():
    """Names, ``module:Class.method`` or ``module:function``, of all overrides of Odoo in the addons."""
    seams = list(NAMED)
    for addon in present_addons():
        manifest = ast.literal_eval((CLONE / addon / "__manifest__.py").read_text())
        seams += [f"{addon}.hooks:{manifest[hook]}" for hook in HOOKS if hook in manifest]
        for path in (CLONE / addon).rglob("*.py"):
            module = ".".join(path.relative_to(CLONE).with_suffix("").parts)
            classes = [node for node in ast.parse(path.read_text()).body if isinstance(node, ast.ClassDef)]
            for cls in () if {"tests", "cadence"} & {*path.parts} else classes:
                methods = filter(calls_super, cls.body) if extends_odoo(cls) else ()
                seams += [f"{module}:{cls.name}.{method.name}" for method in methods]
    return sorted(seams)


def extends_odoo(cls):
    """Whether this class extends one of Odoo's models or controllers, not one of ours."""
    names = {}
    for node in cls.body:
        if isinstance(node, ast.Assign) and node.targets[0].id in ("_name", "_inherit"):
            names[node.targets[0].id] = ast.literal_eval(node.value)
    return not str(names.get("_name") or names.get("_inherit")).startswith("recruitment.")


def calls_super(node):
    """Whether this is a method that calls the one it overrides."""
    return isinstance(node, ast.FunctionDef) and any(
        isinstance(call, ast.Call) and getattr(call.func, "id", "") == "super" for call in ast.walk(node)
    )


# In pytest's processes

CALLS = defaultdict(set)


def pytest_collection_modifyitems():
    """The addons are imported, their models not built yet: take a seam out, or note who calls them."""
    if seam := os.environ.get("SEAM"):
        holder, name = resolve(seam)
        delattr(holder, name) if isinstance(holder, type) else setattr(holder, name, lambda env: None)
        return
    for each in find_seams():
        holder, name = resolve(each)
        setattr(holder, name, noting(each, vars(holder)[name]))


def resolve(seam):
    """(class or module, attribute) of a seam."""
    module, _, path = seam.partition(":")
    *cls, name = path.split(".")
    return functools.reduce(getattr, cls, importlib.import_module(f"odoo.addons.{module}")), name


def noting(seam, function):
    """The function or property, which notes the test class that calls it."""
    if isinstance(function, property):
        return property(noting(seam, function.fget))

    @functools.wraps(function)
    def call(*args, **kwargs):
        CALLS[seam].add(os.environ.get("PYTEST_CURRENT_TEST", "").rpartition("::")[0])
        return function(*args, **kwargs)

    return call


def pytest_sessionfinish():
    """Leave the notes of this process."""
    if CALLS:
        path = Path(os.environ["SEAM_CALLS"], f"{os.getpid()}.json")
        path.write_text(json.dumps({seam: sorted(classes) for seam, classes in CALLS.items()}))


# Outside of them


def failures(state, database, what, workers, seam=""):
    """Run test files or classes without a seam: (names of all tests, of those that failed)."""
    results = run_tests(state, database, what, database, workers, SEAM=seam)
    short = {name: ".".join(name.split(".")[-2:]) for name in results}
    failed = {short[name] for name, (status, _message) in results.items() if status in ("failure", "error")}
    return set(short.values()), failed


def record(state):
    """{seam: test classes that reach it}, from a run in which all must pass."""
    folder = state.folder / "seam_calls"
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        path.unlink()
    os.environ.update(SEAM_CALLS=str(folder), PYTEST_ADDOPTS="-p seams", POOL_PYTHONPATH=str(CLONE / "tests"))
    files = [path for addon in present_addons() for path in (CLONE / addon / "tests").glob("test_*.py")]
    names, failed = failures(state, DATABASES[0], files, workers=2)
    if failed:
        raise Problem(f"These fail with all seams in place: {', '.join(sorted(failed))}")
    print(f"with all of them: {len(names)} tests pass")
    calls = defaultdict(set)
    for path in folder.iterdir():
        for seam, classes in json.loads(path.read_text()).items():
            calls[seam].update(filter(None, classes))
    return calls


def read_table():
    """{seam: names of the tests that fail without it}."""
    named = {}
    for line in TABLE.read_text().splitlines():
        if not line.startswith(" "):
            tests = named.setdefault(line, set())
            continue
        for word in line.split():
            if word.endswith(":"):
                cls = word[:-1]
            else:
                tests.add(f"{cls}.test_{word}")
    return named


def check(state, database, seam, classes, expected):
    """Print how the tests that reach a seam end without it; whether exactly those named for it fail."""
    ran, failed = failures(state, database, sorted(classes), 0, seam) if classes else (set(), set())
    is_right = bool(failed) and failed == expected
    lines = [f"{'right' if is_right else 'WRONG':<6} {len(failed):3} of {len(ran):3} fail  {seam}"]
    for word, tests in (("survives", expected - failed), ("not named", failed - expected)):
        lines += [f"         {word}: {test}" for test in sorted(tests)]
    print("\n".join(lines), flush=True)
    return is_right


def check_all(state, seams, calls, known):
    """How many of these seams are held by exactly the tests named for them, checked on each database at a time."""
    idle = SimpleQueue()
    for database in DATABASES:
        idle.put(database)

    def check_on_idle(seam):
        database = idle.get()
        try:
            return check(state, database, seam, calls[seam], known.get(seam, set()))
        finally:
            idle.put(database)

    with ThreadPoolExecutor(len(DATABASES)) as pool:
        return sum(pool.map(check_on_idle, seams))


def main(*words):
    """Check all seams, or those with one of these words in their names."""
    seams = find_seams()
    known = read_table()
    for seam in known.keys() ^ {*seams}:
        print(f"!! {seam} is {'not named here' if seam in seams else 'gone from the code'}")
    with open_state("test") as state:
        first, *others = DATABASES
        state.create_database(first, is_demo=False)
        step("Installing the addons")
        state.install(first, present_addons(), state.folder / "seams.log")
        for database in others:
            state.create_database(database, source=first)
        calls = record(state)
        asked = [seam for seam in seams if not words or any(word in seam for word in words)]
        right = check_all(state, asked, calls, known)
        for database in DATABASES:
            state.drop_database(database)
    print(f"{right} of {len(asked)} seams are held by exactly the tests named for them")
    return int(right < len(asked) or known.keys() != {*seams})


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except Problem as problem:
        sys.exit(f"!! {problem}")
