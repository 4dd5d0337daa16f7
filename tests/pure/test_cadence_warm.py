"""Keep-warm: due days, and who is never called overdue."""

from datetime import date, timedelta

import pytest
from cadence import (
    Objection,
    Policy,
    Standing,
    Touch,
    is_overdue,
    keep_warm_due,
    last_warm_day,
)
from hypothesis import given
from hypothesis import strategies as st

TODAY = date(2026, 6, 10)
DAY = timedelta(days=1)
WARM = Policy(keep_warm_days=90)


def test_only_warm_contacts_keep_warm():
    """A newsletter keeps nobody warm, nor does a meeting that is only planned."""
    newsletter = Touch(1, TODAY - 1 * DAY, "email")
    call = Touch(2, TODAY - 20 * DAY, "phone", is_warm=True)
    reply = Touch(3, TODAY - 5 * DAY, "email", is_counted=False, is_warm=True)
    meeting = Touch(4, TODAY + 5 * DAY, "meeting", is_warm=True)
    assert last_warm_day([newsletter], TODAY) is None
    assert last_warm_day([newsletter, call, meeting], TODAY) == call.day
    assert last_warm_day([reply, newsletter, call], TODAY) == reply.day
    assert last_warm_day([meeting], meeting.day) == meeting.day


@pytest.mark.parametrize(
    ("policy", "last", "free", "due"),
    [
        (WARM, TODAY - 100 * DAY, TODAY, TODAY - 10 * DAY),
        (WARM, TODAY - 100 * DAY, TODAY + DAY, TODAY + DAY),
        (WARM, TODAY - 10 * DAY, TODAY, TODAY + 80 * DAY),
        (WARM, TODAY - 10 * DAY, TODAY + 85 * DAY, TODAY + 85 * DAY),
        (WARM, None, TODAY, TODAY),
        (WARM, TODAY, None, None),
        (Policy(), TODAY, TODAY, None),
        (Policy(keep_warm_days=10**7), TODAY, TODAY, None),
        (WARM, date.max - 90 * DAY, TODAY, date.max),
        (WARM, date.max - 89 * DAY, TODAY, None),
        (Policy(keep_warm_days=366), date(2027, 3, 1), TODAY, date(2028, 3, 1)),
    ],
)
def test_due_day(policy, last, free, due):
    assert keep_warm_due(policy, last, free, TODAY) == due


@given(st.dates(max_value=date(9000, 1, 1)), st.integers(1, 4000), st.dates())
def test_due_is_never_before_a_next_allowed_day_ahead(last, days, free):
    due = last + timedelta(days=days)
    policy = Policy(keep_warm_days=days)
    assert keep_warm_due(policy, last, free, free) == due
    if free > date.min:
        assert keep_warm_due(policy, last, free, free - DAY) == max(due, free)


def test_who_is_not_contacted_becomes_overdue():
    """Time alone moves no due day of a person who may be contacted."""
    last = TODAY - 95 * DAY
    for day in (TODAY, TODAY + DAY, TODAY + 40 * DAY):
        due = keep_warm_due(WARM, last, day, day)
        assert due == TODAY - 5 * DAY
        assert is_overdue(due, Standing(), day)


def test_smallest_delay_wins():
    both = WARM | Policy(keep_warm_days=30) | Policy()
    assert both.keep_warm_days == 30


@pytest.mark.parametrize(
    ("standing", "is_late"),
    [
        (Standing(), True),
        (Standing(is_erased=True), False),
        (Standing(is_restricted=True), False),
        (Standing(objections=frozenset({Objection("all")})), False),
        (Standing(objections=frozenset({Objection("channel", "sms")})), True),
        (Standing(is_live=True), False),
        (Standing(paused_until=TODAY + DAY), False),
        (Standing(paused_until=TODAY), True),
    ],
)
def test_overdue(standing, is_late):
    assert is_overdue(TODAY - DAY, standing, TODAY) is is_late
    assert is_overdue(TODAY, standing, TODAY) is False
    assert is_overdue(None, standing, TODAY) is False
