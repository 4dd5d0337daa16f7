"""The decision: may this message go to this person on this day, and if not, when?

The order of the reasons is that of ``verdict.Reason``; what the stance of a message
makes of them is ``message.Stance``.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from .civil import check_day
from .message import Stance
from .policy import Policy
from .standing import Standing
from .touch import merge_touches
from .verdict import Reason, State, Verdict
from .window import Caps, first_gap, to_day

_RANK = {reason: rank for rank, reason in enumerate(Reason)}
_RANK[Reason.NONE] = len(_RANK)  # nothing to say comes after every reason


@dataclass(frozen=True)
class Case:
    """One person as a decision sees them: the arguments of ``decide`` in one value."""

    standing: Standing
    policy: Policy
    history: Any
    day: date


def decide(standing, policy, message, history, channel, day):
    """Decide on one message to one person.

    :param standing: ``Standing`` of the person
    :param policy: the person's effective ``Policy``
    :param message: ``Message``
    :param history: iterable of ``Touch`` in any order, also planned ones
    :param channel: code of the channel on which the message would go
    :param day: civil day of sending in the person's zone
    :return: ``Verdict``

    A solicitation is allowed, postponed or refused, with the first reason of
    ``Reason`` that holds. When it could go only after its expiry it is refused for
    the same reason: expiry never moves a date. A personal contact is allowed with
    that reason as a warning, a transactional message without; only who is erased
    gets neither.

    >>> letter = Message("newsletter", Stance.SOLICITATION)
    >>> weekly, tuesday = Policy((Rule(1, 7),)), Touch(1, date(2026, 3, 3), "email")
    >>> def ask(day): return decide(Standing(), weekly, letter, [tuesday], "email", day)
    >>> verdict = ask(date(2026, 3, 9))
    >>> verdict.state.value, verdict.reason.value, verdict.counted
    ('postponed', 'cap', (1,))
    >>> str(verdict.next_day), ask(verdict.next_day).is_allowed
    ('2026-03-10', True)

    The windows lie on both sides: a planned touch blocks the days before it too.

    >>> ask(date(2026, 2, 24)).is_allowed, ask(date(2026, 2, 25)).is_allowed
    (True, False)

    Raises ``DayError``.
    """
    return decide_together([Case(standing, policy, history, day)], message, channel)


def next_allowed_day(policy, history, channel, day, paused_until=None):
    """The first day on which all rules hold, from ``day`` and ``paused_until`` on.

    It is exact: each day before it is refused, that day is allowed. With touches in
    the future it is not the latest of the rules' own answers. Here (1, 3) alone
    frees the 8th and (2, 10) alone the 5th, but both only the 25th:

    >>> short, long = Rule(1, 3), Rule(2, 10)
    >>> history = [Touch(day, date(2026, 3, day), "email") for day in (5, 15, 16)]
    >>> for rules in [(short,), (long,), (short, long)]:
    ...     print(next_allowed_day(Policy(rules), history, "email", date(2026, 3, 5)))
    2026-03-08
    2026-03-05
    2026-03-25

    None when there is none: the policy says never, or the calendar ends before.
    Objections and the like are not looked at. Raises ``DayError``.
    """
    if policy.is_never:
        return None
    start = max(check_day(day), paused_until or day)
    return _first_common_day([Caps(policy, merge_touches(history), channel)], start)


def blocked_days(policy, history, channel, first, last):
    """The days of a span on which some rule blocks the channel, as (first, last) pairs by day.

    These are the days that ``next_allowed_day`` passes over; they depend on the rules alone.

    >>> weekly = Policy((Rule(1, 7),))
    >>> history = [Touch(day, date(2026, 3, day), "email") for day in (3, 20)]
    >>> for low, high in blocked_days(weekly, history, "email", date(2026, 3, 5), date(2026, 3, 31)):
    ...     print(low, high)
    2026-03-05 2026-03-09
    2026-03-14 2026-03-26

    Raises ``DayError``.
    """
    start, end = check_day(first).toordinal(), check_day(last).toordinal()
    spans = []
    for low, high in sorted(Caps(policy, merge_touches(history), channel).blocked(start)):
        low, high = max(low, start), min(high, end)
        if low > high:
            continue
        if spans and low <= spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], max(high, spans[-1][1]))
        else:
            spans.append((low, high))
    return [(to_day(low), to_day(high)) for low, high in spans]


def decide_together(cases, message, channel):
    """Decide on one message that reaches several people at once; all must pass.

    :param cases: list of ``Case``, at least one
    :return: ``Verdict``: of whoever is refused, else must wait longest, else is to be
        warned of first; ``next_day`` is the first day on which all pass.
    """
    answers = [_answer(case, message, channel) for case in cases]
    worst = min((verdict for verdict, _caps in answers), key=_severity)
    if len(cases) == 1 or worst.next_day is None:
        return worst
    if worst.state is State.ALLOWED:
        return replace(worst, next_day=max(case.day for case in cases))
    start = max(_first_asked_day(case) for case in cases)
    free = _first_common_day([caps for _verdict, caps in answers], start)
    return _expire(replace(worst, next_day=free), message)


def _answer(case, message, channel):
    """(Verdict, Caps) of one person; the caps are None where they do not matter."""
    check_day(case.day)
    allowed = Verdict(State.ALLOWED, next_day=case.day, version=case.policy.version)
    if message.stance is Stance.TRANSACTIONAL and not case.standing.is_erased:
        return allowed, None
    verdict, caps = _solicit(case, message, channel)
    if message.stance is Stance.PERSONAL and not case.standing.is_erased:
        return (
            replace(
                allowed,
                warning=verdict.reason,
                rule=verdict.rule,
                counted=verdict.counted,
            ),
            caps,
        )
    return verdict, caps


def _solicit(case, message, channel):
    """(Verdict, Caps) of a solicitation to one person."""
    version = case.policy.version
    touches = merge_touches(case.history)
    reason, counted = _find_refusal(case, message, touches, channel)
    if reason is not Reason.NONE:
        refused = Verdict(State.REFUSED, reason, counted=counted, version=version)
        return refused, None
    caps = Caps(case.policy, touches, channel)
    start = _first_asked_day(case)
    free = _first_common_day([caps], start)
    if free == case.day:
        return Verdict(State.ALLOWED, next_day=free, version=version), caps
    rule, counted = caps.binding(start.toordinal())
    reason = Reason.PAUSED if case.standing.is_paused(case.day) else Reason.CAP
    verdict = Verdict(State.POSTPONED, reason, free, rule, counted, version)
    return _expire(verdict, message), caps


def _find_refusal(case, message, touches, channel):
    """(Reason, keys of touches): what no waiting cures, in the order of ``Reason``."""
    standing, policy, day = case.standing, case.policy, case.day
    if standing.is_erased:
        return Reason.ERASED, ()
    if standing.objects(message.type, channel):
        return Reason.OPTED_OUT, ()
    if standing.lacks_consent(day):
        return Reason.CONSENT, ()
    if standing.is_live:
        return Reason.LIVE, ()
    if not policy.foresees(message.type, channel):
        return Reason.NOT_FORESEEN, ()
    if policy.is_never:
        return Reason.NEVER, ()
    if message.expiry is not None and message.expiry < day:
        return Reason.EXPIRED, ()
    reached = message.origin is not None and tuple(
        touch.key for touch in touches if touch.origin == message.origin and touch.channel == channel
    )
    return (Reason.REACHED, reached) if reached else (Reason.NONE, ())


def _first_asked_day(case):
    """The day from which the caps are asked: the end of a pause, if there is one."""
    return max(case.day, case.standing.paused_until or case.day)


def _first_common_day(all_caps, start):
    """The first day from ``start`` on which no rule of anybody blocks, or None."""
    first = start.toordinal()
    intervals = [interval for caps in all_caps for interval in caps.blocked(first)]
    return to_day(first_gap(intervals, first))


def _expire(verdict, message):
    """Refuse what could go only after the expiry of the message, or never."""
    free = verdict.next_day
    if free is None or (message.expiry is not None and free > message.expiry):
        return replace(verdict, state=State.REFUSED, next_day=None)
    return verdict


def _severity(verdict):
    """Sorts refused before postponed, the longest wait first, before allowed."""
    wait = verdict.next_day.toordinal() if verdict.state is State.POSTPONED else 0
    order = (State.REFUSED, State.POSTPONED, State.ALLOWED).index(verdict.state)
    return (order, -wait, _RANK[verdict.reason or verdict.warning])
