"""The pure ring: the engine alone, no Odoo.

CADENCE_EXAMPLES: how many examples each comparison with the oracle takes (10,000),
other properties a tenth of it. Up to the default each run repeats the same examples,
beyond it each run looks for new ones.
"""

import os
import sys
from pathlib import Path

from hypothesis import HealthCheck, settings

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from load_cadence import load_cadence

load_cadence()

DEFAULT = 10_000
ASKED = int(os.environ.get("CADENCE_EXAMPLES") or DEFAULT)

settings.register_profile(
    "cadence",
    max_examples=max(ASKED // 10, 1),
    derandomize=ASKED <= DEFAULT,
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("cadence")
