"""Windows: which days the touches of a history block, and the first that is free.

A day x is blocked by the rule (n, d) when some d consecutive days that contain x,
before or after it, hold n counted touches already. Sort the touches by day. Then
x is blocked exactly when n neighbours i .. i+n-1 lie within d days of each other
(last - first < d) and x in [last - d + 1, first + d - 1]: the windows that hold
them all begin on last - d + 1 at the earliest and end on first + d - 1 at the
latest. So each rule blocks at most as many intervals as there are touches, whatever
its length; the blocked days of a policy are their union, and the first allowed
day is its first gap.

Days are ordinals (``date.toordinal``) in here.
"""

from bisect import bisect_left
from datetime import date

_LAST_DAY = date.max.toordinal()


def blocked_intervals(rule, days, start):
    """(low, high) of each interval that ``rule`` blocks from ``start`` on, by day.

    ``days`` are the ordinals of the touches that the rule counts, sorted. Both ends
    rise: no interval lies within another one.

    >>> class two_in_seven: limit, window_days = 2, 7
    >>> blocked_intervals(two_in_seven, [100, 103, 110], 0)
    [(97, 106)]
    """
    reach = rule.window_days - 1
    near = days[bisect_left(days, start - reach) :]
    return [
        (last - reach, first + reach)
        for first, last in zip(near, near[rule.limit - 1 :], strict=False)
        if last - first <= reach
    ]


def first_gap(intervals, start):
    """The first day from ``start`` on that none of ``intervals`` contains.

    >>> first_gap([(10, 15), (3, 8), (7, 9)], 5), first_gap([(10, 15), (3, 8)], 5)
    (16, 9)
    """
    free = start
    for low, high in sorted(intervals):
        if low > free:
            break
        if high >= free:
            free = high + 1
    return free


def to_day(ordinal):
    """The date of an ordinal, None beyond the end of the calendar."""
    return date.fromordinal(ordinal) if ordinal <= _LAST_DAY else None


class Caps:
    """The rules of one person that hold a channel, over the touches they count.

    ``touches``: of ``merge_touches``, by day.
    """

    def __init__(self, policy, touches, channel):
        self._rules = [rule for rule in policy.rules if rule.holds_on(channel)]
        counted = [touch for touch in touches if touch.is_counted]
        own = [touch for touch in counted if touch.channel == channel]
        self._touches = {None: counted, channel: own}
        self._days = {key: [touch.day.toordinal() for touch in some] for key, some in self._touches.items()}

    def blocked(self, start):
        """All the intervals that some rule blocks from ``start`` on, unsorted."""
        return [
            interval for rule in self._rules for interval in blocked_intervals(rule, self._days[rule.channel], start)
        ]

    def binding(self, start):
        """(rule, keys of the touches of its blocking window), as ``Verdict`` says.

        (None, ()) when no rule blocks ``start``. The window is that of the last run
        of touches that blocks the day.
        """
        latest, rule, intervals = start, None, []
        for candidate in sorted(self._rules, key=lambda rule: rule.sort_key):
            blocked = blocked_intervals(candidate, self._days[candidate.channel], start)
            free = first_gap(blocked, start)
            if free > latest:
                latest, rule, intervals = free, candidate, blocked
        if rule is None:
            return None, ()
        low, high = max(interval for interval in intervals if interval[0] <= start)
        first, last = high - rule.window_days + 1, low + rule.window_days - 1
        return rule, tuple(touch.key for touch in self._touches[rule.channel] if first <= touch.day.toordinal() <= last)
