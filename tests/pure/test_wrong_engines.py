"""The wrong engines are still small changes of today's right one; ``wrong_engines`` runs them.

Of the engine of this tree, whatever CADENCE_DIR says: no wrong engine is caught by this.
"""

import ast

import pytest
from wrong_engines import ENGINE, WRONG, write_engine

CHANGES = [pytest.param(file, *texts, id=name) for file, changes in WRONG.items() for name, texts in changes.items()]


@pytest.mark.parametrize(("file", "right", "wrong"), CHANGES)
def test_change_applies_to_one_place_and_is_still_python(file, right, wrong, tmp_path):
    write_engine(tmp_path / "cadence", file, right, wrong)
    changed = (tmp_path / "cadence" / file).read_text(encoding="utf-8")
    assert ast.dump(ast.parse(changed)) != ast.dump(ast.parse((ENGINE / file).read_text(encoding="utf-8")))


def test_each_mistake_has_a_name_and_a_change_of_its_own():
    assert len({param.id for param in CHANGES}) == len({param.values for param in CHANGES}) == len(CHANGES) >= 10


def test_change_that_no_longer_applies_is_an_error(tmp_path):
    with pytest.raises(AssertionError, match="0 times"):
        write_engine(tmp_path / "cadence", "window.py", "no such text", "")
