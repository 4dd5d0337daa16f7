"""Load the pure engine as ``cadence``, without Odoo.

``import recruitment_pool.cadence`` would run the addon's ``__init__``, which pulls
``odoo``. CADENCE_DIR names another copy of the folder (the wrong engines).
"""

import importlib.util
import os
import sys
from pathlib import Path

FOLDER = Path(os.environ.get("CADENCE_DIR") or Path(__file__).resolve().parents[1] / "recruitment_pool" / "cadence")


def load_cadence():
    if "cadence" not in sys.modules:
        spec = importlib.util.spec_from_file_location(
            "cadence", FOLDER / "__init__.py", submodule_search_locations=[str(FOLDER)]
        )
        sys.modules["cadence"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules["cadence"])
    return sys.modules["cadence"]
