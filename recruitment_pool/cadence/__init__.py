"""How often a person may be contacted: the law of the pool, in pure Python.

Standard library only; no Odoo, no clock, no database, no sentence. Time is an
argument and an answer is data. The docstrings are the law, their examples are run:

- ``rule``: at most n touches on any d consecutive civil days;
- ``policy``: rules that all hold, purposes that unite;
- ``window``: which days are blocked, and the first that is free;
- ``verdict``: the reasons, in their order;
- ``decide``: one message to one person; ``batch``: many, counting what it allows;
- ``warm``: when the next warm contact is due;
- ``civil``: on which day an instant falls, where the person lives;
- ``touch``, ``standing``, ``message``: what it is asked with;
- ``errors``: mistakes of the caller.
"""

from .batch import Request, decide_batch
from .civil import Zone, civil_day, instant_at, is_zone, resolve_zone
from .decide import Case, blocked_days, decide, decide_together, next_allowed_day
from .errors import (
    CadenceError,
    DayError,
    KeepWarmError,
    NaiveInstantError,
    NobodyError,
    ObjectionError,
    RuleError,
    SameRefError,
    UnknownPersonError,
    UnknownZoneError,
)
from .message import Message, Stance
from .policy import Foreseen, Policy
from .rule import Rule, drop_dominated
from .standing import Objection, Standing
from .touch import Touch, merge_touches
from .verdict import Reason, State, Verdict
from .warm import is_overdue, keep_warm_due, last_warm_day
