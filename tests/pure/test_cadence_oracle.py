"""The engine against the oracle, on random people and ledgers."""

from datetime import date, timedelta
from itertools import pairwise

import cadence_oracle as oracle
from cadence import (
    Message,
    Policy,
    Request,
    Rule,
    Stance,
    Standing,
    State,
    Touch,
    blocked_days,
    decide,
    decide_batch,
    next_allowed_day,
)
from cadence_strategies import (
    asked,
    bases,
    cap_policies,
    capped,
    channels,
    date_history,
    date_message,
    date_standing,
    offsets,
    policies,
    raw_history,
    raw_message,
    raw_standing,
)
from hypothesis import event, given, settings
from hypothesis import strategies as st

FULL = settings.get_profile("cadence").max_examples * 10
DAY = timedelta(days=1)
LETTER = Message("newsletter", Stance.SOLICITATION)


def answer(verdict):
    """A verdict in the oracle's terms."""
    return (
        verdict.state.value,
        verdict.reason.value,
        verdict.next_day,
        verdict.warning.value,
    )


@settings(max_examples=FULL)
@given(asked())
def test_verdict_is_the_oracles(args):
    verdict = decide(*args)
    event(f"{verdict.state.value} {verdict.reason.value or verdict.warning.value}")
    assert answer(verdict) == oracle.decide(*args)
    assert verdict.version == args[1].version


@settings(max_examples=FULL)
@given(capped())
def test_next_day_is_the_oracles(args):
    """Each day before it is refused, that day is allowed."""
    policy, history, channel, day = args
    free = next_allowed_day(policy, history, channel, day)
    event(f"waits {min((free - day).days, 5)} days or more")
    assert free == oracle.next_day([(policy.rules, history)], channel, day)
    while day < free:
        assert decide(Standing(), policy, LETTER, history, channel, day).next_day == free
        day += DAY
    assert decide(Standing(), policy, LETTER, history, channel, day).is_allowed


@given(capped())
def test_blocked_days_are_those_passed_over(args):
    """Within the span a day is named exactly when it is not its own next day; spans do not meet."""
    policy, history, channel, day = args
    last = day + 20 * DAY
    spans = blocked_days(policy, history, channel, day, last)
    named = [low + number * DAY for low, high in spans for number in range((high - low).days + 1)]
    asked_days = [day + number * DAY for number in range(21)]
    event(f"{min(len(spans), 3)} spans or more")
    assert named == [one for one in asked_days if next_allowed_day(policy, history, channel, one) != one]
    assert all(low <= high for low, high in spans)
    assert all(high + DAY < low for (_low, high), (low, _high) in pairwise(spans))


@given(asked(cap_policies, [Stance.SOLICITATION]))
def test_the_rule_named_binds(args):
    """It blocks the day, longest of all, by the touches named and no fewer."""
    standing, policy, _message, history, channel, day = args
    verdict = decide(*args)
    if verdict.rule is None:
        assert verdict.reason.value != "cap"
        return
    start = max(day, standing.paused_until or day)
    alone = {rule: oracle.next_day([((rule,), history)], channel, start) for rule in policy.rules}
    assert start < alone[verdict.rule] == max(alone.values())
    counted = [touch for touch in history if touch.key in verdict.counted]
    span = [touch.day for touch in counted]
    assert len(counted) == len(verdict.counted) >= verdict.rule.limit
    assert max([*span, start]) - min([*span, start]) < verdict.rule.window_days * DAY
    assert not oracle.is_free((verdict.rule,), counted, channel, start)
    assert [t.day for key in verdict.counted for t in counted if t.key == key] == sorted(span)


PEOPLE = range(3)
some_people = st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=3)


def build_crowd(drawn):
    base, offset, channel, message, groups, *people = drawn
    return (
        [Request(f"r{n}", tuple(some)) for n, some in enumerate(groups)],
        {p: date_standing(base, people[p][0]) for p in PEOPLE},
        {p: people[p][1] for p in PEOPLE},
        date_message(base, message),
        {p: date_history(base, people[p][2]) for p in PEOPLE},
        channel,
        dict.fromkeys(PEOPLE, base + timedelta(offset)),
    )


# Three people with histories, and requests for one or several of them.
crowds = st.tuples(
    bases,
    offsets,
    channels,
    raw_message([Stance.SOLICITATION]),
    st.lists(some_people, max_size=6),
    *(st.tuples(raw_standing, policies, raw_history) for _person in PEOPLE),
).map(build_crowd)


@given(crowds)
def test_batch_is_the_oracles(crowd):
    requests, standings, policies, message, histories, channel, days = crowd
    verdicts = decide_batch(*crowd)
    ledger = {person: list(histories[person]) for person in histories}
    assert list(verdicts) == [request.ref for request in requests]
    for request in requests:
        cases = [(standings[p], policies[p], message, ledger[p], channel, days[p]) for p in request.people]
        reasons = {oracle.find_reason(*case) for case in cases}
        verdict = verdicts[request.ref]
        assert verdict.is_allowed == (reasons == {""})
        if reasons <= {"", "paused", "cap"}:
            check_common_day(verdict, cases)
        else:
            assert verdict.state is State.REFUSED
            assert verdict.reason.value in reasons - {""}
        for person in {*request.people} if verdict.is_allowed else ():
            key = (request.ref, person)
            counted = message.is_counted
            touch = Touch(key, days[person], channel, counted, origin=message.origin)
            ledger[person].append(touch)


def check_common_day(verdict, cases):
    """The next day is the first on which everybody passes, unless that is too late."""
    _standing, _policy, message, _history, channel, day = cases[0]
    start = max([day, *(case[0].paused_until or day for case in cases)])
    free = oracle.next_day([(case[1].rules, case[3]) for case in cases], channel, start)
    if message.expiry and free > message.expiry:
        assert verdict.state is State.REFUSED
        assert verdict.next_day is None
    else:
        assert verdict.state is (State.ALLOWED if free == day else State.POSTPONED)
        assert verdict.next_day == free


def test_edges_of_a_window_on_both_sides():
    """(2, 7) with touches on the 10th and the 12th blocks the 6th to the 16th."""
    policy = Policy((Rule(2, 7),))
    history = [Touch(day, date(2026, 6, day), "email") for day in (10, 12)]
    free = {
        day
        for day in range(1, 31)
        if decide(Standing(), policy, LETTER, history, "email", date(2026, 6, day)).is_allowed
    }
    assert free == {*range(1, 31)} - {*range(6, 17)}
