"""Several rules at once: which one binds, on which channel, and the person's own."""

from datetime import date
from itertools import permutations

from cadence import Message, Policy, Rule, Stance, Standing, Touch, decide

LETTER = Message("newsletter", Stance.SOLICITATION)


def sent(day, channel="email"):
    """A touch of June 2026, its day is its key."""
    return Touch(day, date(2026, 6, day), channel)


def ask(policy, history, channel="email"):
    return decide(Standing(), policy, LETTER, history, channel, date(2026, 6, 10))


def test_rule_that_alone_frees_last_is_named():
    """Whatever the order; among equals the first in canonical order."""
    longest, history = Rule(3, 60), [sent(day) for day in (7, 8, 9)]
    for rules in permutations([Rule(1, 7), Rule(2, 7), longest]):
        verdict = ask(Policy(rules), history)
        assert (verdict.rule, verdict.counted) == (longest, (7, 8, 9))
        assert verdict.next_day == date(2026, 8, 6)
    for twins in permutations([Rule(1, 7, key=1), Rule(1, 7, key=2)]):
        verdict = ask(Policy(twins), history)
        assert (verdict.rule.key, verdict.counted) == (1, (9,))


def test_touch_beyond_the_blocking_window_is_not_named():
    assert ask(Policy((Rule(1, 7),)), [sent(16), sent(17)]).counted == (16,)
    assert ask(Policy((Rule(2, 7),)), [sent(3), sent(4), sent(5), sent(11)]).counted == (5, 11)


def test_rule_of_one_channel_counts_and_holds_that_channel_only():
    policy, history = Policy((Rule(1, 28, "sms"),)), [sent(9, "sms")]
    assert ask(policy, history).is_allowed
    assert ask(policy, [sent(9)], "sms").is_allowed
    assert ask(policy, history, "sms").next_day == date(2026, 7, 7)


def test_own_preference_only_tightens():
    """Neither a looser wish nor one for another channel takes a rule away."""
    weekly, history = Policy((Rule(1, 7),)), [sent(9)]
    for wish in (Rule(5, 7), Rule(1, 3), Rule(1, 90, "sms")):
        assert ask(weekly | Policy((wish,)), history).next_day == date(2026, 6, 16)
    assert ask(weekly | Policy((Rule(1, 60),)), history).next_day == date(2026, 8, 8)
