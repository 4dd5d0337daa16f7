"""The law read literally, day by day and window by window: slow, and nothing clever.

Written from the words of the law alone; it shares the values with the engine, none
of its code. A touch on a day is legal when every window of d consecutive days that
contains the day holds at most n counted touches, this one included.
"""

from datetime import timedelta


def is_free(rules, history, channel, day):
    """Whether one more touch on ``day`` keeps every window of every rule."""
    counted = {touch.key: touch for touch in history if touch.is_counted}
    for rule in rules:
        if rule.channel not in (None, channel):
            continue
        days = [touch.day.toordinal() for touch in counted.values() if rule.channel in (None, touch.channel)]
        for shift in range(rule.window_days):
            first = day.toordinal() - shift
            window = range(first, first + rule.window_days)
            if len([d for d in days if d in window]) + 1 > rule.limit:
                return False
    return True


def next_day(people, channel, day):
    """The first day from ``day`` on that is free for everybody.

    :param people: list of (rules, history)
    """
    touched = [touch.day for _rules, history in people for touch in history]
    longest = max((r.window_days for rules, _h in people for r in rules), default=1)
    end = max([day, *touched]) + timedelta(days=longest)
    while not all(is_free(rules, history, channel, day) for rules, history in people):
        day += timedelta(days=1)
        assert day <= end, "nothing blocks for longer than the longest window"
    return day


def find_reason(standing, policy, message, history, channel, day):
    """The reason for which a solicitation may not go on ``day``, "" if it may."""
    objected = {("all", ""), ("channel", channel), ("message_type", message.type)}
    reached = [
        touch for touch in history if message.origin and touch.origin == message.origin and touch.channel == channel
    ]
    said = [
        (not word.types or message.type in word.types) and (not word.channels or channel in word.channels)
        for word in policy.foreseen
    ]
    consent = standing.consent_until
    reasons = {
        "erased": standing.is_erased,
        "opted_out": standing.is_restricted or any((o.scope, o.code) in objected for o in standing.objections),
        "consent": standing.is_consent_asked and not (consent and day <= consent),
        "live_process": standing.is_live,
        "not_foreseen": said and not any(said),
        "never_contact": policy.is_never,
        "expired": message.expiry and day > message.expiry,
        "already_reached": reached,
        "paused": standing.paused_until and day < standing.paused_until,
        "cap": not is_free(policy.rules, history, channel, day),
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def decide(standing, policy, message, history, channel, day):
    """(state, reason, next day, warning) of one message to one person."""
    reason = find_reason(standing, policy, message, history, channel, day)
    if reason == "erased":
        return "refused", reason, None, ""
    if message.stance.value == "transactional":
        return "allowed", "", day, ""
    if message.stance.value == "personal":
        return "allowed", "", day, reason
    if not reason:
        return "allowed", "", day, ""
    if reason not in ("paused", "cap"):
        return "refused", reason, None, ""
    start = standing.paused_until if reason == "paused" else day
    free = next_day([(policy.rules, history)], channel, start)
    if message.expiry and free > message.expiry:
        return "refused", reason, None, ""
    return "postponed", reason, free, ""
