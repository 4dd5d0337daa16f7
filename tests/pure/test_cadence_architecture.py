"""The engine stays pure: standard library, no Odoo, clock, I/O or translation."""

import ast
import subprocess
import sys

import pytest
from load_cadence import FOLDER

MODULES = sorted(FOLDER.glob("*.py"))
ALLOWED = {
    "bisect",
    "collections.abc",
    "dataclasses",
    "datetime",
    "enum",
    "typing",
    "zoneinfo",
}
CLOCKS = {"now", "utcnow", "today", "time", "time_ns", "monotonic", "perf_counter"}
INPUT_OUTPUT = {"open", "print", "input", "exec", "eval", "__import__", "_", "_lt"}
LOAD = """
import importlib.util, sys
spec = importlib.util.spec_from_file_location(
    "cadence", sys.argv[1] + "/__init__.py", submodule_search_locations=[sys.argv[1]])
sys.modules["cadence"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(sys.modules["cadence"])
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


@pytest.fixture(params=MODULES, ids=lambda path: path.name)
def tree(request):
    return ast.parse(request.param.read_text(encoding="utf-8"))


def test_there_is_an_engine():
    assert len(MODULES) > 10


def test_imports_are_relative_or_of_a_short_list(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            assert {alias.name for alias in node.names} <= ALLOWED
        elif isinstance(node, ast.ImportFrom) and not node.level:
            assert node.module in ALLOWED
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 1, "inside the folder only"
            assert node.module, "never the whole package"


def test_no_clock_no_io_no_translation(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            assert node.attr not in CLOCKS, f"clock: {node.attr}, line {node.lineno}"
        elif isinstance(node, ast.Name):
            assert node.id not in INPUT_OUTPUT, f"{node.id}, line {node.lineno}"


def test_no_state_but_constants(tree):
    for node in ast.walk(tree):
        assert not isinstance(node, ast.Global | ast.Nonlocal)


def test_everything_public_has_its_law(tree):
    assert ast.get_docstring(tree)
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name[0] != "_":
            assert ast.get_docstring(node), node.name


def test_files_and_functions_stay_small():
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        assert len(text.splitlines()) < 250, path.name
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                words = ast.get_docstring(node, clean=False) or ""
                length = node.end_lineno - node.lineno - words.count("\n")
                assert length < 35, f"{path.name}: {node.name}"


def test_modules_shadow_nothing():
    names = {path.stem for path in MODULES} - {"__init__"}
    assert not names & sys.stdlib_module_names


def test_loads_in_a_bare_interpreter():
    """No site-packages, no environment: and then there is no Odoo in memory."""
    command = [sys.executable, "-I", "-S", "-B", "-c", LOAD, str(FOLDER)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    loaded = {name for name in done.stdout.split() if not name.startswith("_")}
    assert loaded - sys.stdlib_module_names == {"cadence"}
