"""The order of the reasons, and what each stance makes of them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from cadence import (
    Foreseen,
    Message,
    Objection,
    Policy,
    Reason,
    Rule,
    Stance,
    Standing,
    State,
    Touch,
    Verdict,
    decide,
    next_allowed_day,
)

TODAY = date(2026, 6, 10)
DAY = timedelta(days=1)
RULE = Rule(1, 7, key=3, source="ceiling")
ORIGIN = ("mailing", 1)
SENT = Touch(1, TODAY - DAY, "email", origin=ORIGIN)
LETTER = Message("newsletter", Stance.SOLICITATION, ORIGIN)
WORST = {
    "standing": Standing(
        is_erased=True,
        is_restricted=True,
        is_consent_asked=True,
        is_live=True,
        paused_until=TODAY + 2 * DAY,
    ),
    "policy": Policy(
        (RULE,),
        is_never=True,
        foreseen=(Foreseen(frozenset({"job_alert"})),),
        version="v1",
    ),
    "message": replace(LETTER, expiry=TODAY - DAY),
    "history": [SENT],
    "channel": "email",
    "day": TODAY,
}
# Each step takes away the reason before it; everything worse has gone already.
STEPS = [
    (Reason.ERASED, None, {}),
    (Reason.OPTED_OUT, "standing", {"is_erased": False}),
    (Reason.CONSENT, "standing", {"is_restricted": False}),
    (Reason.LIVE, "standing", {"consent_until": TODAY}),
    (Reason.NOT_FORESEEN, "standing", {"is_live": False}),
    (Reason.NEVER, "policy", {"foreseen": (Foreseen(),)}),
    (Reason.EXPIRED, "policy", {"is_never": False}),
    (Reason.REACHED, "message", {"expiry": None}),
    (Reason.PAUSED, "message", {"origin": None}),
    (Reason.CAP, "standing", {"paused_until": TODAY}),
    (Reason.NONE, "policy", {"rules": ()}),
]


def step(number):
    """The arguments after ``number`` steps."""
    args = dict(WORST)
    for _reason, part, changes in STEPS[: number + 1]:
        if part:
            args[part] = replace(args[part], **changes)
    return args


@pytest.mark.parametrize("number", range(len(STEPS)))
def test_reasons_come_in_their_order(number):
    args, reason = step(number), STEPS[number][0]
    verdict = decide(**args)
    assert verdict.reason is reason
    assert verdict.version == "v1"
    waits = reason in (Reason.PAUSED, Reason.CAP)
    assert verdict.state is (State.POSTPONED if waits else State.REFUSED if reason.value else State.ALLOWED)


@pytest.mark.parametrize("number", range(len(STEPS)))
def test_personal_contact_is_warned_never_held(number):
    """Allowed with the reason that a solicitation would get; not to who is erased."""
    args, reason = step(number), STEPS[number][0]
    solicited = decide(**args)
    args["message"] = replace(args["message"], stance=Stance.PERSONAL)
    verdict = decide(**args)
    if reason is Reason.ERASED:
        assert verdict == solicited
    else:
        assert verdict == Verdict(
            State.ALLOWED,
            next_day=TODAY,
            rule=solicited.rule,
            counted=solicited.counted,
            version="v1",
            warning=reason,
        )


@pytest.mark.parametrize("number", range(len(STEPS)))
def test_transactional_message_always_goes(number):
    args, reason = step(number), STEPS[number][0]
    args["message"] = replace(args["message"], stance=Stance.TRANSACTIONAL)
    verdict = decide(**args)
    if reason is Reason.ERASED:
        assert (verdict.state, verdict.reason) == (State.REFUSED, Reason.ERASED)
    else:
        assert verdict == Verdict(State.ALLOWED, next_day=TODAY, version="v1")


def test_reasons_of_the_enum_stand_in_that_order():
    assert [Reason.NONE, *(reason for reason, *_ in STEPS[:-1])] == list(Reason)


@pytest.mark.parametrize(
    ("objection", "is_refused"),
    [
        (Objection("all"), True),
        (Objection("channel", "email"), True),
        (Objection("channel", "sms"), False),
        (Objection("message_type", "newsletter"), True),
        (Objection("message_type", "email"), False),
        (Objection("channel", "newsletter"), False),
    ],
)
def test_objection_to_everything_a_channel_or_a_type(objection, is_refused):
    standing = Standing(objections=frozenset({objection}))
    verdict = decide(standing, Policy(), LETTER, [], "email", TODAY)
    assert (verdict.reason is Reason.OPTED_OUT) == is_refused


@pytest.mark.parametrize(
    ("until", "is_refused"),
    [(None, True), (TODAY - DAY, True), (TODAY, False), (TODAY + DAY, False)],
)
def test_consent_holds_on_its_last_day(until, is_refused):
    standing = Standing(is_consent_asked=True, consent_until=until)
    verdict = decide(standing, Policy(), LETTER, [], "email", TODAY)
    assert (verdict.reason is Reason.CONSENT) == is_refused
    unasked = replace(standing, is_consent_asked=False)
    assert decide(unasked, Policy(), LETTER, [], "email", TODAY).is_allowed


def test_purposes_unite_and_no_say_is_no_say():
    letters = Foreseen(types=frozenset({"newsletter"}), channels=frozenset({"sms"}))
    alerts = Foreseen(types=frozenset({"job_alert"}))
    policy = Policy(foreseen=(letters,)) | Policy(foreseen=(alerts,)) | Policy()
    asked = {
        (code, channel): decide(
            Standing(),
            policy,
            Message(code, Stance.SOLICITATION),
            [],
            channel,
            TODAY,
        ).reason
        for code in ("newsletter", "job_alert", "press")
        for channel in ("email", "sms")
    }
    refused = {case for case, reason in asked.items() if reason is Reason.NOT_FORESEEN}
    assert refused == {
        ("newsletter", "email"),
        ("press", "email"),
        ("press", "sms"),
    }


def test_expiry_day_itself_is_not_expired():
    message = replace(LETTER, origin=None, expiry=TODAY)
    assert decide(Standing(), Policy(), message, [], "email", TODAY).is_allowed
    held = decide(Standing(), Policy((RULE,)), message, [SENT], "email", TODAY)
    assert held == Verdict(State.REFUSED, Reason.CAP, None, RULE, counted=(1,), version="")


def test_held_until_the_day_of_expiry_still_goes():
    message = replace(LETTER, origin=None, expiry=TODAY + 6 * DAY)
    verdict = decide(Standing(), Policy((RULE,)), message, [SENT], "email", TODAY)
    assert (verdict.state, verdict.next_day) == (State.POSTPONED, message.expiry)


def test_reached_is_by_origin_and_channel_counted_or_not():
    uncounted = replace(SENT, is_counted=False)
    verdict = decide(Standing(), Policy(), LETTER, [uncounted], "email", TODAY)
    assert (verdict.reason, verdict.counted) == (Reason.REACHED, (1,))
    assert decide(Standing(), Policy(), LETTER, [SENT], "sms", TODAY).is_allowed
    other = replace(LETTER, origin=("mailing", 2))
    assert decide(Standing(), Policy(), other, [SENT], "email", TODAY).is_allowed


def test_pause_ends_on_its_day_and_the_caps_are_asked_from_there():
    end = TODAY + 3 * DAY
    paused = Standing(paused_until=end)
    verdict = decide(paused, Policy((RULE,)), LETTER, [], "email", TODAY)
    assert (verdict.reason, verdict.next_day, verdict.rule) == (
        Reason.PAUSED,
        end,
        None,
    )
    assert decide(paused, Policy((RULE,)), LETTER, [], "email", end).is_allowed
    planned = [Touch(2, end, "email")]
    verdict = decide(paused, Policy((RULE,)), LETTER, planned, "email", TODAY)
    assert (verdict.reason, verdict.next_day) == (Reason.PAUSED, end + 7 * DAY)
    assert (verdict.rule, verdict.counted) == (RULE, (2,))


def test_end_of_the_calendar_is_a_refusal():
    """Once in three thousand years, or a pause for ever: no day is left."""
    once = Policy((Rule(1, 10**7),))
    verdict = decide(Standing(), once, replace(LETTER, origin=None), [SENT], "email", TODAY)
    assert (verdict.state, verdict.reason, verdict.next_day) == (
        State.REFUSED,
        Reason.CAP,
        None,
    )
    assert next_allowed_day(once, [SENT], "email", TODAY) is None
    forever = Standing(paused_until=date.max)
    assert decide(forever, Policy(), LETTER, [], "email", TODAY).next_day == date.max


def test_next_allowed_day_knows_never_and_pauses():
    assert next_allowed_day(Policy(is_never=True), [], "email", TODAY) is None
    weekly = Policy((RULE,))
    assert next_allowed_day(weekly, [SENT], "email", TODAY) == TODAY + 6 * DAY
    for paused in (-5, 6, 8):
        until = TODAY + paused * DAY
        free = next_allowed_day(weekly, [SENT], "email", TODAY, until)
        assert free == TODAY + max(paused, 6) * DAY
