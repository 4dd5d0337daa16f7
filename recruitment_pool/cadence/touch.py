"""The ledger as the engine sees it: one contact with one person."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date

from .civil import check_day


@dataclass(frozen=True)
class Touch:
    """One contact with one person, out or in, past or planned.

    - ``key``: what makes it one (an id); the same key twice is the same touch;
    - ``day``: civil day in the person's zone, frozen when it was written;
    - ``channel``: code;
    - ``is_counted``: whether the caps see it. Inbound and transactional ones are
      not counted. Failed, bounced and released ones do not belong into a history;
    - ``is_warm``: whether it keeps the person warm (what comes from the person, and
      personal contacts);
    - ``origin``: (model, id) of the document that sent it, or None.

    Raises ``DayError``.
    """

    key: Hashable
    day: date
    channel: str
    is_counted: bool = True
    is_warm: bool = False
    origin: tuple | None = None

    def __post_init__(self):
        check_day(self.day)


def merge_touches(*histories):
    """The touches of one person from several places, each key once, by day.

    Where two places disagree on a touch, what counts wins, then the later day: the
    answer depends on no order. Among touches of a day the order is by ``repr`` of
    the key.

    >>> one = Touch(1, date(2026, 1, 5), "email")
    >>> two = Touch(2, date(2026, 1, 2), "sms")
    >>> [touch.key for touch in merge_touches([one, two], [one])]
    [2, 1]
    """
    touches = {}
    for history in histories:
        for touch in history:
            known = touches.setdefault(touch.key, touch)
            if known is not touch and _weight(known) < _weight(touch):
                touches[touch.key] = touch
    return sorted(touches.values(), key=lambda touch: (touch.day, repr(touch.key)))


def _weight(touch):
    return (
        touch.is_counted,
        touch.day,
        touch.is_warm,
        touch.channel,
        touch.origin or (),
    )
