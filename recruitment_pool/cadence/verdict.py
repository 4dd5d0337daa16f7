"""The engine's answer: data, never a sentence."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from .rule import Rule


class State(str, Enum):
    """Allowed today, postponed until ``Verdict.next_day``, or refused for good."""

    ALLOWED = "allowed"
    POSTPONED = "postponed"
    REFUSED = "refused"


class Reason(str, Enum):
    """Why a solicitation may not go today: the first of these that holds.

    1. erased: the person's data are gone;
    2. opted out: processing is restricted, or the person objects to everything,
       to this channel or to this message type;
    3. consent: asked for, and missing or run out;
    4. live process: hired, refused lately, or an application under way;
    5. not foreseen: categories of the person have a say, and none of them foresees
       this message type on this channel;
    6. never contact: the policy says so;
    7. expired: the message means nothing any more;
    8. already reached: the same origin reached this person on this channel;
    9. paused: the person is to be left alone until a day;
    10. cap: a rule of the policy.

    All but the last come before any cap is looked at. Only 9 and 10 can pass by
    waiting. The members stand in this order.
    """

    NONE = ""
    ERASED = "erased"
    OPTED_OUT = "opted_out"
    CONSENT = "consent"
    LIVE = "live_process"
    NOT_FORESEEN = "not_foreseen"
    NEVER = "never_contact"
    EXPIRED = "expired"
    REACHED = "already_reached"
    PAUSED = "paused"
    CAP = "cap"


@dataclass(frozen=True)
class Verdict:
    """The answer to one message for one person (or for all behind one address).

    - ``state`` and ``reason``; ``Reason.NONE`` when allowed;
    - ``next_day``: the day itself when allowed, the first allowed one when
      postponed, None when refused;
    - ``rule``: the rule that binds, when a cap holds (also after a pause): of the
      rules that block the day, the one that alone would free it last, the first in
      canonical order among equals;
    - ``counted``: keys of touches, by day: those of the blocking window of ``rule``,
      or those by which the person was already reached;
    - ``version``: of the policy;
    - ``warning``: for a personal contact, the reason that a solicitation would get.
    """

    state: State
    reason: Reason = Reason.NONE
    next_day: date | None = None
    rule: Rule | None = None
    counted: tuple = ()
    version: str = ""
    warning: Reason = Reason.NONE

    @property
    def is_allowed(self):
        return self.state is State.ALLOWED
