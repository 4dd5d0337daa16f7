"""Values and their errors: rules, policies, touches, objections."""

from dataclasses import FrozenInstanceError, replace
from datetime import date, datetime
from itertools import pairwise

import cadence
import pytest
from cadence import (
    CadenceError,
    DayError,
    Foreseen,
    KeepWarmError,
    Message,
    Objection,
    ObjectionError,
    Policy,
    Rule,
    RuleError,
    Stance,
    Standing,
    Touch,
    Verdict,
    drop_dominated,
    merge_touches,
    next_allowed_day,
)
from cadence_strategies import capped, rules
from hypothesis import given
from hypothesis import strategies as st

DAY = date(2026, 6, 10)


@pytest.mark.parametrize(
    ("limit", "days"),
    [(0, 7), (1, 0), (-1, 7), (1.5, 7), ("1", 7), (None, 7), (1, None)],
)
def test_rule_of_less_than_one_is_an_error(limit, days):
    with pytest.raises(RuleError) as caught:
        Rule(limit, days)
    assert (caught.value.limit, caught.value.window_days) == (limit, days)


@pytest.mark.parametrize("days", [0, -1, 1.5, "30"])
def test_keep_warm_of_less_than_one_day_is_an_error(days):
    with pytest.raises(KeepWarmError) as caught:
        Policy(keep_warm_days=days)
    assert caught.value.keep_warm_days == days


@pytest.mark.parametrize(
    ("scope", "code"),
    [("everything", ""), ("all", "sms"), ("channel", ""), ("message_type", "")],
)
def test_objection_to_nothing_is_an_error(scope, code):
    with pytest.raises(ObjectionError) as caught:
        Objection(scope, code)
    assert (caught.value.scope, caught.value.code) == (scope, code)


@pytest.mark.parametrize("day", [datetime(2026, 6, 10, 9, 0), "2026-06-10", None, 7])
def test_what_is_no_civil_day_is_an_error(day):
    with pytest.raises(DayError) as caught:
        Touch(1, day, "email")
    assert caught.value.day == day
    letter = Message("newsletter", Stance.SOLICITATION)
    for call in (
        lambda: next_allowed_day(Policy(), [], "email", day),
        lambda: cadence.decide(Standing(), Policy(), letter, [], "email", day),
        lambda: cadence.last_warm_day([], day),
    ):
        with pytest.raises(DayError):
            call()


def test_every_error_is_of_one_root_and_a_value_error():
    errors = [
        value for value in vars(cadence.errors).values() if isinstance(value, type) and issubclass(value, Exception)
    ]
    assert len(errors) == 10
    assert all(issubclass(error, CadenceError) for error in errors)
    assert issubclass(CadenceError, ValueError)
    for error in errors:
        assert vars(cadence)[error.__name__] is error, "exported"


def test_values_are_frozen_and_hashable():
    values = [
        Rule(1, 7),
        Policy((Rule(1, 7),), foreseen=(Foreseen(),)),
        Touch(1, DAY, "email"),
        Objection("all"),
        Standing(),
        Message("newsletter", Stance.SOLICITATION),
        Verdict(cadence.State.ALLOWED),
        cadence.Request(1, ("ann",)),
    ]
    assert len(set(values)) == len(values)
    for value in values:
        with pytest.raises(FrozenInstanceError):
            value.version = "other"


@given(capped(), st.lists(rules, max_size=6))
def test_dropping_dominated_rules_changes_no_answer(args, some):
    _policy, history, channel, day = args
    kept = drop_dominated(some)
    assert set(kept) <= set(some)
    assert drop_dominated(reversed(kept)) == kept == drop_dominated(reversed(some))
    for one in kept:
        assert not any(one.dominates(two) for two in kept if two is not one)
    assert next_allowed_day(Policy(kept), history, channel, day) == next_allowed_day(
        Policy(tuple(some)), history, channel, day
    )


@pytest.mark.parametrize(
    ("strong", "weak", "dominates"),
    [
        (Rule(1, 28), Rule(1, 28, key=2, source="x"), True),
        (Rule(1, 28), Rule(2, 7), True),
        (Rule(1, 28), Rule(1, 29), False),
        (Rule(2, 28), Rule(1, 7), False),
        (Rule(1, 28), Rule(1, 28, "sms"), True),
        (Rule(1, 28, "sms"), Rule(1, 28), False),
        (Rule(1, 28, "sms"), Rule(2, 7, "sms"), True),
        (Rule(1, 28, "sms"), Rule(2, 7, "email"), False),
    ],
)
def test_dominance(strong, weak, dominates):
    assert strong.dominates(weak) is dominates
    kept = drop_dominated([weak, strong])
    assert (weak not in kept) is (dominates and strong != weak)


def test_of_equal_rules_the_first_in_canonical_order_stays():
    bare, ceiling, first, second = (
        Rule(1, 7),
        Rule(1, 7, source="ceiling"),
        Rule(1, 7, key=1, source="category"),
        Rule(1, 7, key=2, source="category"),
    )
    assert drop_dominated([second, ceiling, first]) == (first,)
    assert drop_dominated([second, bare]) == (bare,)


def test_canonical_order_of_rules():
    """Limit, window, every channel first, source, key; none before the smallest key."""
    ordered = (
        Rule(1, 7),
        Rule(1, 7, key=1),
        Rule(1, 7, key=2),
        Rule(1, 7, source="a"),
        Rule(1, 7, "a"),
        Rule(1, 7, "b"),
        Rule(1, 8),
        Rule(2, 1),
    )
    assert all(one.sort_key < two.sort_key for one, two in pairwise(ordered))


def test_union_of_policies():
    one = Policy((Rule(2, 7), Rule(1, 28, "sms")), 90, foreseen=(Foreseen(),), version="b")
    two = Policy((Rule(1, 28), Rule(3, 60)), None, is_never=True, version="a")
    assert one | two == Policy(
        (Rule(1, 28), Rule(3, 60)),
        keep_warm_days=90,
        is_never=True,
        foreseen=(Foreseen(),),
        version="a+b",
    )
    assert Policy.union() == Policy()
    assert (one | two) | two == one | two


def test_copies_that_disagree_are_settled_the_same_way_in_any_order():
    """What counts wins, then the later day."""
    sent = Touch(1, DAY, "email")
    failed = replace(sent, is_counted=False, day=DAY.replace(day=12))
    late = replace(sent, day=DAY.replace(day=11))
    for order in ([sent, failed, late], [late, sent, failed], [failed, late, sent]):
        assert merge_touches(order) == [late]


def test_a_code_reads_as_its_text():
    """The glue stores values, and compares with them."""
    assert cadence.Reason.CAP == "cap"
    assert cadence.State("refused") is cadence.State.REFUSED
    assert Stance("personal") is Stance.PERSONAL
    assert not cadence.Reason.NONE.value
