"""Keep-warm: the day before which a person should hear from us again."""

from datetime import date, timedelta

from .civil import check_day


def last_warm_day(history, day):
    """The latest day, up to ``day``, of a touch that keeps warm; None without one.

    A newsletter keeps nobody warm, nor does a meeting that is only planned.

    >>> letter = Touch(1, date(2026, 3, 9), "email")
    >>> call = Touch(2, date(2026, 3, 2), "phone", is_warm=True)
    >>> str(last_warm_day([letter, call], date(2026, 3, 10)))
    '2026-03-02'
    """
    check_day(day)
    return max((t.day for t in history if t.is_warm and t.day <= day), default=None)


def keep_warm_due(policy, last_warm, next_allowed, day):
    """The day on which the next warm contact is due, or None.

    :param policy: the person's effective ``Policy``
    :param last_warm: day of the last warm contact, or of what stands for it (the day
        the person joined); None when there never was any: due as soon as allowed
    :param next_allowed: of ``next_allowed_day`` on ``day``; None when there is none
    :return: ``last_warm`` + ``policy.keep_warm_days``, never before a next allowed day
        that lies ahead of ``day``. Once a contact is allowed the due day stays where it
        is, so that somebody who is not contacted becomes overdue. None when the policy
        keeps nobody warm, or nothing is ever allowed.

    >>> half_year = Policy(keep_warm_days=180)
    >>> str(keep_warm_due(half_year, date(2026, 1, 1), date(2026, 2, 1), date(2026, 2, 1)))
    '2026-06-30'
    >>> str(keep_warm_due(half_year, date(2026, 1, 1), date(2026, 8, 1), date(2026, 7, 20)))
    '2026-08-01'
    >>> str(keep_warm_due(half_year, date(2026, 1, 1), date(2026, 8, 1), date(2026, 8, 1)))
    '2026-06-30'
    """
    if policy.keep_warm_days is None or next_allowed is None:
        return None
    if last_warm is None:
        return next_allowed
    if (date.max - last_warm).days < policy.keep_warm_days:
        return None
    due = last_warm + timedelta(days=policy.keep_warm_days)
    return max(due, next_allowed) if next_allowed > check_day(day) else due


def is_overdue(due, standing, day):
    """Whether a person should have heard from us before ``day``.

    Never who is opted out, hired or in a live process, paused or erased
    (``Standing.is_left_alone``).
    """
    return due is not None and due < check_day(day) and not standing.is_left_alone(day)
