"""Batches: first come first served, role mailboxes, mistakes of the caller."""

from datetime import date, timedelta

import pytest
from cadence import (
    DayError,
    Message,
    NobodyError,
    Policy,
    Reason,
    Request,
    Rule,
    SameRefError,
    Stance,
    Standing,
    State,
    Touch,
    UnknownPersonError,
    decide_batch,
)

TODAY = date(2026, 6, 10)
DAY = timedelta(days=1)
WEEKLY, MONTHLY = (
    Policy((Rule(1, 7),), version="w"),
    Policy((Rule(1, 28),), version="m"),
)
LETTER = Message("newsletter", Stance.SOLICITATION)
PAUSED = Standing(paused_until=TODAY + 10 * DAY)
GONE = Standing(is_erased=True)
PEOPLE = ("ann", "bob")


def ask(*groups, message=LETTER, standings=(), histories=(), policies=(), days=()):
    requests = [Request(n, people) for n, people in enumerate(groups)]
    return list(
        decide_batch(
            requests,
            {**dict.fromkeys(PEOPLE, Standing()), **dict(standings)},
            {**dict.fromkeys(PEOPLE, WEEKLY), **dict(policies)},
            message,
            dict(histories),
            "email",
            {**dict.fromkeys(PEOPLE, TODAY), **dict(days)},
        ).values()
    )


def test_batch_counts_what_it_allows_itself():
    verdicts = ask(("ann",), ("ann",), ("bob",), ("bob",))
    assert [verdict.is_allowed for verdict in verdicts] == [True, False, True, False]
    assert verdicts[1].counted == ((0, "ann"),)


def test_batch_of_a_looser_policy_allows_up_to_its_limit():
    twice = {"ann": Policy((Rule(2, 7),))}
    verdicts = ask(("ann",), ("ann",), ("ann",), policies=twice)
    assert [verdict.is_allowed for verdict in verdicts] == [True, True, False]


def test_batch_does_not_count_what_it_holds():
    """Held for bob, the first request leaves ann free for the second."""
    histories = {"bob": [Touch(1, TODAY - DAY, "email")]}
    verdicts = ask(PEOPLE, ("ann",), histories=histories)
    assert [verdict.is_allowed for verdict in verdicts] == [False, True]


def test_same_document_reaches_nobody_twice_whatever_the_policy():
    message = Message("newsletter", Stance.SOLICITATION, ("mailing", 1))
    verdicts = ask(("ann",), ("ann",), message=message, policies={"ann": Policy()})
    assert [verdict.reason for verdict in verdicts] == [Reason.NONE, Reason.REACHED]


@pytest.mark.parametrize(
    ("message", "allowed"),
    [
        (Message("news", Stance.SOLICITATION, is_counted=False), [True, True]),
        (Message("call", Stance.PERSONAL), [True, True]),
        (Message("stage", Stance.TRANSACTIONAL), [True, True]),
    ],
)
def test_what_does_not_count_or_is_not_held_goes_twice(message, allowed):
    verdicts = ask(("ann",), ("ann",), message=message)
    assert [verdict.is_allowed for verdict in verdicts] == allowed
    second_call = message.stance is Stance.PERSONAL
    assert verdicts[1].warning is (Reason.CAP if second_call else Reason.NONE)


def test_transactional_message_never_counts():
    message = Message("stage", Stance.TRANSACTIONAL, is_counted=True)
    assert not message.counts


def test_role_mailbox_all_must_pass_and_all_are_touched():
    first, alone, again = ask(PEOPLE, ("bob",), PEOPLE)
    assert first.is_allowed
    assert (alone.state, alone.counted) == (State.POSTPONED, ((0, "bob"),))
    assert again.state is State.POSTPONED


def test_role_mailbox_waits_for_the_longest_and_names_the_rule():
    histories = {p: [Touch(p, TODAY - DAY, "email")] for p in PEOPLE}
    (verdict,) = ask(PEOPLE, histories=histories, policies={"bob": MONTHLY})
    assert verdict.next_day == TODAY + 27 * DAY
    assert (verdict.rule, verdict.counted, verdict.version) == (
        Rule(1, 28),
        ("bob",),
        "m",
    )


def test_role_mailbox_finds_the_first_day_on_which_all_pass():
    """Not the latest of their own days: bob's planned touch lies on ann's."""
    histories = {
        "ann": [Touch(1, TODAY, "email")],
        "bob": [Touch(2, TODAY + 8 * DAY, "email")],
    }
    (verdict,) = ask(PEOPLE, histories=histories)
    assert verdict.next_day == TODAY + 15 * DAY
    soon = Message("newsletter", Stance.SOLICITATION, expiry=TODAY + 14 * DAY)
    (verdict,) = ask(PEOPLE, histories=histories, message=soon)
    assert (verdict.state, verdict.reason) == (State.REFUSED, Reason.CAP)


def test_role_mailbox_refusal_beats_waiting_beats_going():
    (verdict,) = ask(PEOPLE, standings={"ann": PAUSED, "bob": GONE})
    assert (verdict.state, verdict.reason) == (State.REFUSED, Reason.ERASED)
    (verdict,) = ask(PEOPLE, standings={"bob": PAUSED})
    assert (verdict.reason, verdict.next_day) == (Reason.PAUSED, PAUSED.paused_until)
    both = {"ann": Standing(is_live=True), "bob": Standing(is_restricted=True)}
    (verdict,) = ask(PEOPLE, standings=both)
    assert verdict.reason is Reason.OPTED_OUT


def test_role_mailbox_personal_contact_gets_the_first_warning():
    call = Message("call", Stance.PERSONAL)
    both = {"ann": PAUSED, "bob": Standing(is_live=True)}
    (verdict,) = ask(PEOPLE, message=call, standings=both)
    assert (verdict.is_allowed, verdict.warning) == (True, Reason.LIVE)
    (verdict,) = ask(PEOPLE, message=call, standings={"bob": GONE})
    assert verdict.reason is Reason.ERASED


def test_role_mailbox_across_the_date_line_goes_on_the_later_day():
    (verdict,) = ask(PEOPLE, days={"ann": TODAY + DAY})
    assert (verdict.is_allowed, verdict.next_day) == (True, TODAY + DAY)


def test_person_named_twice_is_one_person():
    twice = {"ann": Policy((Rule(2, 7),))}
    first, second = ask(("ann", "ann"), ("ann",), policies=twice)
    assert first.is_allowed
    assert second.is_allowed


def test_nothing_given_is_changed():
    history = [Touch(1, TODAY - 30 * DAY, "email")]
    histories = {"ann": history}
    assert ask(("ann",), ("ann",), histories=histories)[0].is_allowed
    assert histories == {"ann": [Touch(1, TODAY - 30 * DAY, "email")]}
    assert ask() == []


def test_request_for_nobody_is_an_error():
    with pytest.raises(NobodyError) as caught:
        ask(("ann",), ())
    assert caught.value.ref == 1


@pytest.mark.parametrize("unknown", ["standing", "policy", "day"])
def test_request_for_somebody_unknown_is_an_error(unknown):
    known = {"standing": Standing(), "policy": WEEKLY, "day": TODAY}
    standings, policies, days = ({} if part == unknown else {"carl": value} for part, value in known.items())
    with pytest.raises(UnknownPersonError) as caught:
        decide_batch([Request(0, ("carl",))], standings, policies, LETTER, {}, "email", days)
    assert (caught.value.ref, caught.value.person) == (0, "carl")


def test_two_requests_of_one_ref_are_an_error():
    requests = [Request("a", ("ann",)), Request("a", ("bob",))]
    known = dict.fromkeys(PEOPLE, Standing()), dict.fromkeys(PEOPLE, WEEKLY)
    with pytest.raises(SameRefError) as caught:
        decide_batch(requests, *known, LETTER, {}, "email", dict.fromkeys(PEOPLE, TODAY))
    assert caught.value.ref == "a"


def test_day_of_a_person_must_be_a_day():
    with pytest.raises(DayError):
        ask(("ann",), days={"ann": "today"})
