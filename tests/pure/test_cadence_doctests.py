"""The examples of the docstrings are run, all of them.

Odoo 19 ignores ``load_tests``, hence a test of their own.
"""

import doctest
import importlib
from datetime import date

import cadence
import pytest
from load_cadence import FOLDER

# How many examples each module holds: none may be lost unseen.
EXAMPLES = {
    "batch": 4,
    "civil": 11,
    "decide": 13,
    "policy": 6,
    "rule": 5,
    "standing": 2,
    "touch": 3,
    "warm": 7,
    "window": 3,
}


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__"))
def test_examples(name):
    module = importlib.import_module(f"cadence.{name}")
    result = doctest.testmod(
        module,
        # The public names and ``date``, as for a reader who imported them.
        extraglobs={**vars(cadence), **vars(module), "date": date},
        optionflags=doctest.NORMALIZE_WHITESPACE,
    )
    assert result == (0, EXAMPLES.get(name, 0))
