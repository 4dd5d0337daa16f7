"""Many requests at once: a batch counts what it allows itself."""

from collections.abc import Hashable
from dataclasses import dataclass

from .decide import Case, decide_together
from .errors import NobodyError, SameRefError, UnknownPersonError
from .touch import Touch


@dataclass(frozen=True)
class Request:
    """One message that would go out: ``ref`` names it, ``people`` get it.

    People are keys of the mappings given to ``decide_batch``. Several stand behind
    one address (a role mailbox): all must pass, one message goes out, and all of
    them are touched.
    """

    ref: Hashable
    people: tuple


def decide_batch(requests, standings, policies, message, histories, channel, days):
    """Decide on the same message for many requests, first come first served.

    :param requests: iterable of ``Request``
    :param standings: {person: ``Standing``}
    :param policies: {person: effective ``Policy``}
    :param message: ``Message``, the same for all
    :param histories: {person: iterable of ``Touch``}; who is missing has none
    :param channel: code of the channel on which the message would go
    :param days: {person: civil day of sending in the person's zone}
    :return: {ref: ``Verdict``} in the order of the requests

    What is allowed counts at once, under the key (ref, person): the second request
    for a person meets the first one. Nothing given is changed.

    >>> letter, weekly = Message("news", Stance.SOLICITATION), Policy((Rule(1, 7),))
    >>> people, day = ("ann", "bob"), date(2026, 3, 3)
    >>> verdicts = decide_batch(
    ...     [Request("a", ("ann",)), Request("b", people), Request("c", ("bob",))],
    ...     dict.fromkeys(people, Standing()), dict.fromkeys(people, weekly),
    ...     letter, {}, "email", dict.fromkeys(people, day),
    ... )
    >>> [verdict.state.value for verdict in verdicts.values()], verdicts["b"].counted
    (['allowed', 'postponed', 'allowed'], (('a', 'ann'),))

    Raises ``NobodyError``, ``SameRefError``, ``UnknownPersonError``, ``DayError``.
    """
    verdicts, added = {}, {}
    for request in requests:
        if request.ref in verdicts:
            raise SameRefError(request.ref)
        people = dict.fromkeys(request.people)
        if not people:
            raise NobodyError(request.ref)
        for person in people:
            if not all(person in known for known in (standings, policies, days)):
                raise UnknownPersonError(request.ref, person)
        cases = [
            Case(
                standings[person],
                policies[person],
                [*histories.get(person, ()), *added.get(person, ())],
                days[person],
            )
            for person in people
        ]
        verdict = verdicts[request.ref] = decide_together(cases, message, channel)
        if verdict.is_allowed:
            for person in people:
                touch = _make_touch(request.ref, person, days[person], message, channel)
                added.setdefault(person, []).append(touch)
    return verdicts


def _make_touch(ref, person, day, message, channel):
    return Touch(
        key=(ref, person),
        day=day,
        channel=channel,
        is_counted=message.counts,
        origin=message.origin,
    )
