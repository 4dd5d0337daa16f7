"""The edge cases of the domain, one example each, as they happen to people."""

from datetime import date, datetime, time, timedelta, timezone

import pytest
from cadence import (
    Message,
    Policy,
    Reason,
    Request,
    Rule,
    Stance,
    Standing,
    State,
    Touch,
    civil_day,
    decide,
    decide_batch,
    instant_at,
    last_warm_day,
    merge_touches,
    next_allowed_day,
)

PARIS = "Europe/Paris"
WEEKLY = Policy((Rule(1, 7),), version="weekly")
MONTHLY = Policy((Rule(1, 28),), version="monthly")
LETTER = Message("newsletter", Stance.SOLICITATION)


def utc(*args):
    return datetime(*args, tzinfo=timezone.utc)


def wall(year, month, day, hour, minute, zone=PARIS):
    return instant_at(date(year, month, day), time(hour, minute), zone)


def email(key, day, **kwargs):
    return Touch(key, day, "email", **kwargs)


def ask(history, day, policy=WEEKLY, message=LETTER, standing=None):
    return decide(standing or Standing(), policy, message, history, "email", day)


def test_sunday_night_to_monday_waits_until_next_sunday():
    """No calendar week: it would let go four minutes later."""
    sent = email(1, civil_day(wall(2026, 6, 14, 23, 58), PARIS))
    verdict = ask([sent], civil_day(wall(2026, 6, 15, 0, 2), PARIS))
    assert verdict.next_day == date(2026, 6, 21)
    assert verdict.next_day.strftime("%A") == "Sunday"


def test_weekly_letter_goes_at_any_hour_of_its_weekday():
    sent = email(1, civil_day(wall(2026, 6, 16, 9, 3), PARIS))
    assert ask([sent], civil_day(wall(2026, 6, 23, 9, 0), PARIS)).is_allowed
    goes = [sent.day + timedelta(weeks=n) for n in range(1, 53)]
    history = [sent]
    for day in goes:
        assert ask(history, day).is_allowed
        history.append(email(day, day))
    assert len(history) == 53


@pytest.mark.parametrize("night", [date(2026, 10, 25), date(2027, 3, 28)])
def test_never_two_sends_on_the_night_of_the_clocks(night):
    """02:30 comes twice, or never: the civil day is the same, so one send."""
    first = instant_at(night, time(2, 30), PARIS)
    day = civil_day(first, PARIS)
    assert day == night
    assert civil_day(first + timedelta(hours=1), PARIS) == night
    verdict = ask([email(1, day)], night, Policy((Rule(1, 1),)))
    assert (verdict.state, verdict.next_day) == (
        State.POSTPONED,
        night + timedelta(days=1),
    )


def test_person_moves_from_paris_to_noumea_and_back():
    """Frozen days stay; the next is asked in the new zone; no gap is negative."""
    instant = utc(2026, 6, 10, 20, 0)
    in_paris, in_noumea = (civil_day(instant, zone) for zone in (PARIS, "Pacific/Noumea"))
    assert in_noumea == in_paris + timedelta(days=1)
    assert ask([email(1, in_paris)], in_noumea).next_day == date(2026, 6, 17)
    # Back: the touch lies in tomorrow, and blocks today all the same.
    assert ask([email(1, in_noumea)], in_paris).next_day == date(2026, 6, 18)


def test_two_campaigns_at_the_same_second():
    """One goes, the other waits and names the first."""
    day = date(2026, 6, 10)
    verdicts = decide_batch(
        [Request("spring", (7,)), Request("summer", (7,))],
        {7: Standing()},
        {7: WEEKLY},
        LETTER,
        {},
        "email",
        {7: day},
    )
    assert verdicts["spring"].is_allowed
    assert verdicts["summer"].next_day == day + timedelta(days=7)
    assert verdicts["summer"].counted == (("spring", 7),)


def test_same_person_by_two_categories_gets_one_message_on_the_strictest_date():
    history = [email(1, date(2026, 6, 1), origin=("mailing", 1))]
    both = WEEKLY | MONTHLY
    assert ask(history, date(2026, 6, 10), both).next_day == date(2026, 6, 29)
    again = Message("newsletter", Stance.SOLICITATION, origin=("mailing", 1))
    verdict = ask(history, date(2026, 8, 1), both, again)
    assert (verdict.reason, verdict.counted) == (Reason.REACHED, (1,))


def test_merge_of_two_people_is_never_freer():
    one, two = [email(1, date(2026, 6, 1))], [email(2, date(2026, 6, 9))]
    merged = merge_touches(one, two)
    assert ask(one, date(2026, 6, 10)).is_allowed
    assert ask(merged, date(2026, 6, 10)).next_day == date(2026, 6, 16)
    assert merge_touches(merged, one) == merged


def test_erased_person_who_comes_back_restricted_gets_no_solicitation():
    for standing in (Standing(is_erased=True), Standing(is_restricted=True)):
        verdict = ask([], date(2026, 6, 10), standing=standing)
        assert (verdict.state, verdict.next_day) == (State.REFUSED, None)


def test_bounced_or_released_touch_is_void():
    """Who saw nothing is free again; evidence that does not count holds nothing."""
    sent = email(1, date(2026, 6, 9))
    bounced = email(1, date(2026, 6, 9), is_counted=False)
    assert not ask([sent], date(2026, 6, 10)).is_allowed
    assert ask([bounced], date(2026, 6, 10)).is_allowed
    assert ask([], date(2026, 6, 10)).is_allowed


def test_resend_after_failure_is_the_same_touch():
    twice = Policy((Rule(2, 7),))
    attempts = [email("mail 1", date(2026, 6, 9)), email("mail 1", date(2026, 6, 9))]
    assert ask(attempts, date(2026, 6, 10), twice).is_allowed


def test_backdated_call_counts_at_its_date():
    """It may make a past send excessive; that is no error, and changes no past."""
    letter = email(1, date(2026, 6, 9))
    call = Touch(2, date(2026, 6, 5), "phone", is_warm=True)
    verdict = ask([letter, call], date(2026, 6, 10))
    assert verdict.next_day == date(2026, 6, 16)
    assert ask([call], date(2026, 6, 10)).next_day == date(2026, 6, 12)


def test_touch_in_the_future_by_mistake_blocks_its_neighbourhood_only():
    far = email(1, date(2036, 6, 10))
    assert ask([far], date(2026, 6, 10)).is_allowed
    assert ask([far], date(2036, 6, 3)).is_allowed
    for day in (4, 10, 16):
        assert ask([far], date(2036, 6, day)).next_day == date(2036, 6, 17)


def test_gap_between_past_and_planned_touch_is_used():
    """A gap against the latest touch only would wait until after the planned one."""
    history = [email(1, date(2026, 6, 1)), email(2, date(2026, 6, 20))]
    assert ask(history, date(2026, 6, 5)).next_day == date(2026, 6, 8)
    assert ask(history, date(2026, 6, 13)).is_allowed
    assert ask(history, date(2026, 6, 14)).next_day == date(2026, 6, 27)


def test_policy_tightened_while_held_moves_dates_later_or_drops():
    history, day = [email(1, date(2026, 6, 9))], date(2026, 6, 10)
    news = Message("newsletter", Stance.SOLICITATION, expiry=date(2026, 6, 24))
    assert ask(history, day, WEEKLY, news).next_day == date(2026, 6, 16)
    dropped = ask(history, day, MONTHLY, news)
    assert (dropped.state, dropped.reason) == (State.REFUSED, Reason.CAP)
    assert dropped.rule == Rule(1, 28)


def test_policy_loosened_is_planned_again_at_once():
    history, day = [email(1, date(2026, 6, 9))], date(2026, 6, 12)
    assert next_allowed_day(MONTHLY, history, "email", day) == date(2026, 7, 7)
    loose = Policy((Rule(1, 3),))
    assert next_allowed_day(loose, history, "email", day) == day


def test_dry_run_changes_nothing():
    history = [email(1, date(2026, 6, 9))]
    people = ({1: Standing()}, {1: MONTHLY}, LETTER, {1: history}, "email")
    days = {1: date(2026, 8, 1)}
    first = decide_batch([Request("a", (1,))], *people, days)
    assert decide_batch([Request("a", (1,))], *people, days) == first
    assert first["a"].is_allowed
    assert history == [email(1, date(2026, 6, 9))]


def test_reply_while_held_moves_no_cap_and_keeps_warm():
    sent = email(1, date(2026, 6, 1))
    reply = email(2, date(2026, 6, 3), is_counted=False, is_warm=True)
    day = date(2026, 6, 5)
    assert ask([sent, reply], day) == ask([sent], day)
    assert last_warm_day([sent, reply], day) == reply.day
    answer = Message("personal", Stance.PERSONAL)
    assert ask([sent, reply], day, message=answer).is_allowed


@pytest.mark.parametrize(
    ("sent", "days", "free"),
    [
        (date(2028, 2, 22), 7, date(2028, 2, 29)),
        (date(2028, 2, 29), 366, date(2029, 3, 1)),
        (date(2027, 2, 22), 7, date(2027, 3, 1)),
        (date(2026, 1, 31), 28, date(2026, 2, 28)),
        (date(2026, 12, 28), 7, date(2027, 1, 4)),
    ],
)
def test_leap_day_end_of_month_and_of_year_are_days_like_others(sent, days, free):
    policy = Policy((Rule(1, days),))
    assert ask([email(1, sent)], sent, policy).next_day == free
    eve = free - timedelta(days=1)
    assert ask([email(1, sent)], eve, policy).next_day == free
    assert ask([email(1, sent)], free, policy).is_allowed


def test_clock_of_a_worker_jumps_back():
    """A touch of "later today" or "tomorrow" still holds."""
    sent = email(1, civil_day(utc(2026, 6, 10, 22, 30), PARIS))
    assert sent.day == date(2026, 6, 11)
    day = civil_day(utc(2026, 6, 10, 21, 30), PARIS)
    assert ask([sent], day).next_day == date(2026, 6, 18)


@pytest.mark.parametrize("zone", [PARIS, "Pacific/Kiritimati", "Etc/GMT+12"])
def test_first_free_date_begins_at_midnight_of_the_person(zone):
    """Allowed exactly then, held one second before."""
    sent = email(1, date(2026, 10, 20))
    midnight = instant_at(date(2026, 10, 27), time(0, 0), zone)
    assert ask([sent], civil_day(midnight, zone)).is_allowed
    eve = civil_day(midnight - timedelta(seconds=1), zone)
    assert ask([sent], eve).next_day == date(2026, 10, 27)


def test_change_of_clocks_between_planning_and_sending_keeps_the_wall_hour():
    planned = [wall(2026, 10, day, 9, 0) for day in (20, 27)]
    assert [instant.hour for instant in planned] == [7, 8]
    assert planned[1] - planned[0] == timedelta(days=7, hours=1)
    assert ask([email(1, date(2026, 10, 20))], date(2026, 10, 27)).is_allowed
