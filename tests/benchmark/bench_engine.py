"""How long decisions take, and that the length of a rule costs nothing.

Run: python3 tests/benchmark/bench_engine.py [decisions]

Prints a table: seconds of the processor, best of three; the ratio is to the first row.
Rules and touches stretched alike must stay near 1. With the same touches a longer rule
reaches more of them, at most all: ten and a hundred times as long must cost the same.
What costs is the number of touches and of rules.
"""

import sys
from datetime import date, timedelta
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from load_cadence import load_cadence

cadence = load_cadence()

TODAY = date(2026, 6, 10)
LETTER = cadence.Message("newsletter", cadence.Stance.SOLICITATION, ("mailing", 1))
CHANNELS = ("email", "sms", "phone")
TOUCHES = 50
# (limit, days, channel) of the rules, scaled to the longest window.
SHAPE = [
    (2, 7, None),
    (1, 28, "email"),
    (4, 60, None),
    (3, 90, "email"),
    (9, 180, None),
    (20, 365, None),
]


def make_policy(longest, rules=None):
    return cadence.Policy(
        tuple(cadence.Rule(limit, max(days * longest // 365, 1), channel) for limit, days, channel in SHAPE[:rules])
    )


def make_history(touches, spread):
    """``touches`` over ``spread`` days, three quarters of them past, seeded by nothing."""
    return [
        cadence.Touch(
            key,
            TODAY + timedelta(days=(key * 7919) % spread - spread * 3 // 4),
            CHANNELS[key % 3],
            is_counted=key % 5 > 0,
            origin=("call", key),
        )
        for key in range(touches)
    ]


def time_single(decisions, policy, history):
    standing = cadence.Standing()
    start = process_time()
    for _decision in range(decisions):
        cadence.decide(standing, policy, LETTER, history, "email", TODAY)
    return process_time() - start


def time_batch(decisions, policy, history):
    people = range(decisions)
    requests = [cadence.Request(person, (person,)) for person in people]
    start = process_time()
    cadence.decide_batch(
        requests,
        dict.fromkeys(people, cadence.Standing()),
        dict.fromkeys(people, policy),
        LETTER,
        dict.fromkeys(people, history),
        "email",
        dict.fromkeys(people, TODAY),
    )
    return process_time() - start


def main(decisions):
    usual = make_history(TOUCHES, 365)
    cases = [
        ("6 rules up to 365 days, 50 touches", make_policy(365), usual, time_single),
        ("the same as one batch", make_policy(365), usual, time_batch),
        ("rules up to 3650 days, same touches", make_policy(3650), usual, time_single),
        ("rules up to 36500 days, same touches", make_policy(36500), usual, time_single),
        ("rules and touches over 36500 days", make_policy(36500), make_history(TOUCHES, 36500), time_single),
        ("3 rules", make_policy(365, 3), usual, time_single),
        ("no rule", make_policy(365, 0), usual, time_single),
        ("100 touches", make_policy(365), make_history(100, 365), time_single),
        ("200 touches", make_policy(365), make_history(200, 365), time_single),
        ("no touch", make_policy(365), [], time_single),
    ]
    base = None
    head = f"{decisions} decisions"
    print(f"{head:<37} {'verdict':<10} seconds  us each   ratio")
    for name, policy, history, measure in cases:
        verdict = cadence.decide(cadence.Standing(), policy, LETTER, history, "email", TODAY)
        seconds = min(measure(decisions, policy, history) for _round in range(3))
        base = base or seconds
        each = seconds / decisions * 1e6
        print(f"{name:<37} {verdict.state.value:<10} {seconds:7.2f} {each:8.1f} {seconds / base:7.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
