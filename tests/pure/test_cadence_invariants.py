"""The invariants of the cadence as properties, each under its number."""

from dataclasses import replace
from datetime import timedelta

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
    decide,
    decide_batch,
    merge_touches,
    next_allowed_day,
)
from cadence_strategies import (
    asked,
    bases,
    cap_policies,
    capped,
    channels,
    date_history,
    offsets,
    policies,
    raw_full_history,
    rules,
)
from hypothesis import assume, given
from hypothesis import strategies as st

LETTER = Message("newsletter", Stance.SOLICITATION)
SOLICITED = asked(stances=[Stance.SOLICITATION])
DAY = timedelta(days=1)


def free_days(policy, history, channel, day, horizon=30):
    """The days from ``day`` on, up to a horizon, on which a letter may go."""
    return [
        day + timedelta(n)
        for n in range(horizon)
        if decide(Standing(), policy, LETTER, history, channel, day + timedelta(n)).is_allowed
    ]


def shift_verdict(verdict, delta):
    return replace(verdict, next_day=verdict.next_day and verdict.next_day + delta)


@given(cap_policies, bases, st.lists(st.tuples(offsets, channels), max_size=15))
def test_i2_safety(policy, base, arrivals):
    """Whatever is reserved, in any order of arrival, no window holds too many."""
    ledger = []
    for key, (offset, channel) in enumerate(arrivals):
        day = base + timedelta(offset)
        if decide(Standing(), policy, LETTER, ledger, channel, day).is_allowed:
            ledger.append(Touch(key, day, channel))
    for touch in ledger:
        others = [other for other in ledger if other is not touch]
        assert oracle.is_free(policy.rules, others, touch.channel, touch.day)


@given(capped())
def test_i3_first_free_date_is_exact(args):
    policy, history, channel, day = args
    free = next_allowed_day(*args)
    assert free_days(policy, history, channel, day, (free - day).days + 1) == [free]
    assert next_allowed_day(policy, history, channel, free) == free


@given(capped(), offsets, channels)
def test_i4_more_history_never_frees(args, offset, touched):
    policy, history, channel, day = args
    more = [*history, Touch("more", day + timedelta(offset), touched)]
    assert next_allowed_day(policy, more, channel, day) >= next_allowed_day(*args)
    assert {*free_days(policy, more, channel, day)} <= {*free_days(*args)}


@given(capped(), rules, st.integers(0, 2), st.integers(0, 10))
def test_i5_tighter_never_frees(args, added, fewer, longer):
    """A lower n, a larger d, every channel instead of one, or one more rule."""
    policy, history, channel, day = args
    first, *others = policy.rules
    limit = max(first.limit - fewer, 1)
    tight = Rule(limit, first.window_days + longer, first.channel)
    for tighter in (
        (tight, *others),
        (replace(tight, channel=None), *others),
        (*policy.rules, added),
    ):
        asked = (Policy(tighter), history, channel, day)
        assert next_allowed_day(*asked) >= next_allowed_day(*args)
        assert {*free_days(*asked)} <= {*free_days(*args)}


@given(asked(), st.data())
def test_i6_order_and_repetition_are_nothing(args, data):
    """Also where copies of a touch disagree, and for the order of the rules."""
    standing, policy, message, history, channel, day = args
    repeated = data.draw(st.lists(st.sampled_from(history), max_size=5) if history else st.just([]))
    shuffled = data.draw(st.permutations([*history, *repeated]))
    mixed = replace(policy, rules=tuple(data.draw(st.permutations(policy.rules))))
    verdict = decide(*args)
    assert decide(standing, mixed, message, shuffled, channel, day) == verdict
    stale = [replace(touch, day=touch.day - DAY) for touch in repeated]
    assert merge_touches(history, stale) == merge_touches(stale, history)


@given(asked(), asked())
def test_i7_exempt_and_inbound_are_invisible(args, others):
    """What is not counted changes no answer of a cap; exempt kinds are never held."""
    standing, policy, message, history, channel, day = args
    message = replace(message, origin=None)
    counted = [touch for touch in history if touch.is_counted]
    exempt = [replace(touch, key=("exempt", touch.key), is_counted=False) for touch in others[3]]
    verdict = decide(standing, policy, message, counted, channel, day)
    assert decide(standing, policy, message, [*counted, *exempt], channel, day) == verdict
    for stance in (Stance.PERSONAL, Stance.TRANSACTIONAL):
        exempt_message = replace(message, stance=stance)
        free = decide(standing, policy, exempt_message, history, channel, day)
        assert free.is_allowed != standing.is_erased


@given(capped(), policies, policies)
def test_i8_strictest_wins_commutative(args, one, two):
    """The union refuses what either refuses, nothing else, in whatever order."""
    _policy, history, channel, day = args
    both = one | two
    assert both == two | one == both | both == Policy.union(two, one, two)
    assert Policy.union(both, _policy) == Policy.union(one, two | _policy)
    one, two, both = (replace(policy, is_never=False) for policy in (one, two, both))
    free = next_allowed_day(both, history, channel, day)
    assert free >= next_allowed_day(one, history, channel, day)
    assert free >= next_allowed_day(two, history, channel, day)
    all_rules = Policy(one.rules + two.rules)
    assert free == next_allowed_day(all_rules, history, channel, day)
    assert free_days(Policy(both.rules), history, channel, day) == free_days(all_rules, history, channel, day)


@given(capped(), raw_full_history, st.integers(0, 12))
def test_i9_merge(args, raw, first_key):
    """Union by key; never freer than either; commutative and idempotent."""
    policy, history, channel, day = args
    other = date_history(day, raw, first_key)
    merged = merge_touches(history, other)
    assert {t.key for t in merged} == {t.key for t in (*history, *other)}
    assert merged == merge_touches(other, history) == merge_touches(merged, other)
    apart = date_history(day, raw, first_key=100)
    free = next_allowed_day(policy, merge_touches(history, apart), channel, day)
    assert free >= next_allowed_day(*args)
    assert free >= next_allowed_day(policy, apart, channel, day)


@given(asked(), st.integers(-60, 60))
def test_i10_translation(args, weeks):
    """Whole weeks later everything is the same: no calendar week, month or year."""
    standing, policy, message, history, channel, day = args
    delta = timedelta(weeks=weeks)

    def later(day):
        return day and day + delta

    moved = decide(
        replace(
            standing,
            paused_until=later(standing.paused_until),
            consent_until=later(standing.consent_until),
        ),
        policy,
        replace(message, expiry=later(message.expiry)),
        [replace(touch, day=later(touch.day)) for touch in history],
        channel,
        later(day),
    )
    assert moved == shift_verdict(decide(*args), delta)


@given(SOLICITED, st.integers(1, 30))
def test_i11_waiting_helps(args, waited):
    """Allowed today and nothing planned: allowed on each later day, until expiry."""
    standing, policy, message, history, channel, day = args
    past = [touch for touch in history if touch.day <= day]
    assume(decide(standing, policy, message, past, channel, day).is_allowed)
    later = day + timedelta(waited)
    verdict = decide(standing, policy, message, past, channel, later)
    if message.expiry and later > message.expiry:
        assert verdict.reason.value in ("expired", "consent")
    elif standing.lacks_consent(later):
        assert verdict.reason.value == "consent"
    else:
        assert verdict.is_allowed


@given(SOLICITED)
def test_i12_expiry_is_final(args):
    """No day lies after expiry, and expiry never moves a day: it only takes it away."""
    standing, policy, message, history, channel, day = args
    verdict = decide(*args)
    timeless = replace(message, expiry=None)
    open_end = decide(standing, policy, timeless, history, channel, day)
    if message.expiry is None or (open_end.next_day and open_end.next_day <= message.expiry):
        assert verdict == open_end
    else:
        assert verdict.state is State.REFUSED
        assert verdict.next_day is None
        if day <= message.expiry:
            assert verdict.reason == open_end.reason


@given(asked())
def test_i17_explain(args):
    """A verdict names what it rests on: replaying that alone gives the same."""
    standing, policy, message, history, channel, day = args
    verdict = decide(*args)
    assert verdict == decide(*args)
    assert verdict.version == policy.version
    if verdict.rule and verdict.state is State.POSTPONED and not standing.paused_until:
        counted = [touch for touch in history if touch.key in verdict.counted]
        again = decide(standing, Policy((verdict.rule,)), message, counted, channel, day)
        assert (again.state, again.reason) == (verdict.state, verdict.reason)
        assert (again.rule, again.counted) == (verdict.rule, verdict.counted)


@given(capped())
def test_single_and_batch_forms_agree(args):
    policy, history, channel, day = args
    asked = (LETTER, {"ann": history}, channel, {"ann": day})
    batch = decide_batch([Request(1, ("ann",))], {"ann": Standing()}, {"ann": policy}, *asked)
    assert batch == {1: decide(Standing(), policy, LETTER, history, channel, day)}
