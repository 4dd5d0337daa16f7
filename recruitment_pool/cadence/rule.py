"""A cadence rule: at most n touches on any d consecutive civil days."""

from dataclasses import dataclass

from .errors import RuleError


@dataclass(frozen=True)
class Rule:
    """At most ``limit`` counted touches on any ``window_days`` consecutive civil days.

    - ``limit``: touches, from 1 on ("never contact" is ``Policy.is_never``);
    - ``window_days``: days, from 1 on; days only, no months, no hours;
    - ``channel``: code of the one channel it counts and holds, None for all;
    - ``key``: id of the rule where it is stored, for the explanation;
    - ``source``: who asks for it (ceiling, category...), for the explanation.

    "At least 7 days apart" is ``Rule(1, 7)``. Raises ``RuleError``.

    >>> Rule(0, 7)
    Traceback (most recent call last):
    ...
    cadence.errors.RuleError: no rule: at most 0 in 7 days
    """

    limit: int
    window_days: int
    channel: str | None = None
    key: int | None = None
    source: str = ""

    def __post_init__(self):
        for number in (self.limit, self.window_days):
            if not isinstance(number, int) or number < 1:
                raise RuleError(self.limit, self.window_days)

    def holds_on(self, channel):
        """Whether a message on ``channel`` is held by this rule."""
        return self.channel is None or self.channel == channel

    def dominates(self, other):
        """Whether whatever ``other`` refuses is refused by this rule as well.

        So it is with n' <= n and d' >= d on the same channel, or when this rule
        counts every channel: a window of ``other`` with n touches or more lies in a
        longer window of this rule, which sees them all.

        >>> monthly, sms = Rule(1, 28), Rule(1, 28, "sms")
        >>> monthly.dominates(Rule(2, 7)), monthly.dominates(Rule(2, 30))
        (True, False)
        >>> monthly.dominates(sms), sms.dominates(monthly)
        (True, False)
        """
        return (
            self.limit <= other.limit
            and self.window_days >= other.window_days
            and (self.channel is None or self.channel == other.channel)
        )

    @property
    def sort_key(self):
        """Canonical order: limit, window, every channel first, source, key."""
        return (
            self.limit,
            self.window_days,
            self.channel is not None,
            self.channel or "",
            self.source,
            self.key is not None,
            self.key or 0,
        )


def drop_dominated(rules):
    """The rules that say something, in canonical order; the answer stays the same.

    Of several equal rules the first in canonical order stays.

    >>> drop_dominated([Rule(2, 7), Rule(2, 7), Rule(1, 28), Rule(3, 30)])
    (Rule(limit=1, window_days=28, channel=None, key=None, source=''),
     Rule(limit=3, window_days=30, channel=None, key=None, source=''))
    """
    kept = []
    for rule in sorted(rules, key=lambda rule: rule.sort_key):
        if not any(other.dominates(rule) for other in kept):
            kept = [other for other in kept if not rule.dominates(other)] + [rule]
    return tuple(kept)
