"""Odoo's logs: what in them is a complaint."""

import re
from pathlib import Path

COMPLAINT = re.compile(r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ (WARNING|ERROR|CRITICAL) ")


def complaints(log):
    """Lines of an Odoo log that warn or worse."""
    return [line for line in Path(log).read_text(errors="replace").splitlines() if COMPLAINT.match(line)]
