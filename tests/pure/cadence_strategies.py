"""Random people, policies and ledgers, small enough for the oracle to enumerate.

Days are drawn as offsets and dated at the end: strategies are built once, which
makes an example cost a millisecond. Offsets lie close together, so that windows meet.
"""

from datetime import date, timedelta

from cadence import (
    Foreseen,
    Message,
    Objection,
    Policy,
    Rule,
    Stance,
    Standing,
    Touch,
)
from hypothesis import strategies as st

# The year's end, a leap day, both changes of the clock, the plain middle of a month.
BASES = [
    date(2027, 1, 1),
    date(2028, 2, 29),
    date(2026, 10, 25),
    date(2027, 3, 28),
    date(2026, 6, 15),
]
CHANNELS = ["email", "sms", "phone"]
TYPES = ["newsletter", "job_alert"]
ORIGINS = [None, None, None, ("mailing", 1), ("mailing", 2)]

bases = st.sampled_from(BASES)
channels = st.sampled_from(["email", *CHANNELS])
offsets = st.integers(-15, 15)
rare = st.sampled_from([False] * 7 + [True])

RULES = [
    Rule(limit, days, channel)
    for limit in (1, 1, 2, 3)
    for days in range(1, 13)
    for channel in (None, None, "email", "sms")
]
rules = st.sampled_from(RULES)
rule_lists = st.lists(rules, max_size=4).map(tuple)
cap_policies = st.lists(rules, min_size=1, max_size=4).map(lambda some: Policy(tuple(some)))

foreseen = st.sampled_from(
    [
        Foreseen(frozenset(types), frozenset(channels))
        for types in ((), TYPES[:1], TYPES[1:], TYPES)
        for channels in ((), CHANNELS[:1], CHANNELS[1:])
    ]
)
policies = st.builds(
    Policy,
    rules=rule_lists,
    keep_warm_days=st.sampled_from([None, 1, 30, 180]),
    is_never=rare,
    foreseen=st.sampled_from([0, 0, 1, 2]).flatmap(lambda n: st.lists(foreseen, min_size=n, max_size=n)).map(tuple),
    version=st.sampled_from(["", "a", "b"]),
)

objections = st.sampled_from(
    [
        Objection("all"),
        *(Objection("channel", channel) for channel in CHANNELS),
        *(Objection("message_type", code) for code in TYPES),
    ]
)

raw_touch = st.tuples(
    offsets,
    st.sampled_from(["email", *CHANNELS]),
    st.sampled_from([True, True, True, False]),
    st.sampled_from(ORIGINS),
)
raw_history = st.lists(raw_touch, max_size=10)
raw_full_history = st.lists(raw_touch, min_size=3, max_size=12)


def date_history(base, raw, first_key=0):
    """Touches around ``base``, each with a key of its own, in the order drawn."""
    return [
        Touch(key, base + timedelta(offset), channel, is_counted, origin=origin)
        for key, (offset, channel, is_counted, origin) in enumerate(raw, first_key)
    ]


# Mostly people of whom only the pause and the caps have something to say.
raw_standing = st.tuples(
    st.sampled_from([True, True, True, False]),
    st.none() | offsets,
    rare,
    rare,
    st.frozensets(objections, max_size=2),
    st.none() | offsets,
    rare,
)


def date_standing(base, raw):
    def at(offset):
        return None if offset is None else base + timedelta(offset)

    is_plain, paused, is_erased, is_restricted, objected, consent, is_live = raw
    if is_plain:
        return Standing(paused_until=at(paused))
    return Standing(
        is_erased=is_erased,
        is_restricted=is_restricted,
        objections=objected,
        is_consent_asked=consent is not None,
        consent_until=at(consent) if consent != 0 else None,
        is_live=is_live,
        paused_until=at(paused),
    )


def raw_message(stances):
    return st.tuples(
        st.sampled_from(TYPES),
        st.sampled_from(stances),
        st.sampled_from(ORIGINS),
        st.none() | st.integers(-2, 25),
        st.booleans(),
    )


def date_message(base, raw):
    code, stance, origin, expiry, is_counted = raw
    expiry = None if expiry is None else base + timedelta(expiry)
    return Message(code, stance, origin, expiry, is_counted)


STANCES = [Stance.SOLICITATION, *Stance]


def asked(policies=policies, stances=STANCES):
    """The arguments of ``decide``."""

    def build(drawn):
        base, standing, policy, message, history, channel, offset = drawn
        return (
            date_standing(base, standing),
            policy,
            date_message(base, message),
            date_history(base, history),
            channel,
            base + timedelta(offset),
        )

    parts = (raw_standing, policies, raw_message(stances), raw_history, channels)
    return st.tuples(bases, *parts, offsets).map(build)


def capped():
    """(policy, history, channel, day): the arguments of ``next_allowed_day``."""

    def build(drawn):
        base, policy, history, channel, offset = drawn
        day = base + timedelta(offset)
        return policy, date_history(base, history), channel, day

    parts = (cap_policies, raw_full_history, channels, offsets)
    return st.tuples(bases, *parts).map(build)
