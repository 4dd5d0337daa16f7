"""Civil days: the calendar day of an instant where the person lives.

The engine counts days, never hours: "at least 7 days apart" frees the next
Tuesday after a Tuesday at any hour, so that a weekly letter is not blocked by
seconds nor moved by a change of clocks. A day is frozen when a touch is written:
who moves to another zone keeps the past as it was.
"""

from datetime import date, datetime, timezone
from typing import NamedTuple
from zoneinfo import ZoneInfo

from .errors import DayError, NaiveInstantError, UnknownZoneError


class Zone(NamedTuple):
    """A zone there is; ``is_fallback``: the company's, for want of a better one."""

    name: str
    is_fallback: bool


def check_day(day):
    """Return ``day``; raise ``DayError`` unless it is a date without an hour.

    A ``datetime`` is a ``date`` for Python: it would slip through and compare wrong.
    """
    if not isinstance(day, date) or isinstance(day, datetime):
        raise DayError(day)
    return day


def civil_day(instant, zone):
    """Civil day of an aware ``instant`` in the zone called ``zone``.

    >>> instant = datetime(2026, 3, 1, 11, 30, tzinfo=timezone.utc)
    >>> str(civil_day(instant, "Europe/Paris"))
    '2026-03-01'
    >>> str(civil_day(instant, "Pacific/Kiritimati"))  # UTC+14
    '2026-03-02'
    >>> str(civil_day(instant, "Etc/GMT+12"))  # UTC-12, the sign is POSIX's
    '2026-02-28'

    Raises ``NaiveInstantError`` and ``UnknownZoneError``.
    """
    return _check_aware(instant).astimezone(_get_zone(zone)).date()


def instant_at(day, wall_time, zone):
    """UTC instant at which clocks in ``zone`` show ``wall_time`` on ``day``.

    The wall hour of a planned message is kept and the instant computed anew,
    whatever clocks do in between. Twice a year an hour is special: the one that
    comes twice is taken the first time, so that nothing goes twice; the one that
    is left out moves forward, so that nothing is lost.

    >>> from datetime import time
    >>> half_past_two, paris = time(2, 30), "Europe/Paris"
    >>> str(instant_at(date(2026, 10, 25), half_past_two, paris))  # the first of two
    '2026-10-25 00:30:00+00:00'
    >>> str(instant_at(date(2027, 3, 28), half_past_two, paris))  # there is none: 03:30
    '2027-03-28 01:30:00+00:00'

    Raises ``DayError`` and ``UnknownZoneError``.
    """
    wall = datetime.combine(check_day(day), wall_time.replace(tzinfo=None, fold=0))
    return wall.replace(tzinfo=_get_zone(zone)).astimezone(timezone.utc)


def resolve_zone(person, country_zones, company):
    """The zone in which a person's days are counted, and whether it is a fallback.

    The first that names a zone there is:

    1. ``person``: the person's own zone, or None;
    2. ``country_zones``: the zones of the person's country, if it has one only;
    3. ``company``: the company's zone, with ``is_fallback`` set, for a note in the
       explanation.

    >>> resolve_zone("Asia/Tokyo", [], "Europe/Paris")
    Zone(name='Asia/Tokyo', is_fallback=False)
    >>> resolve_zone(None, ["Asia/Tokyo"], "Europe/Paris")
    Zone(name='Asia/Tokyo', is_fallback=False)
    >>> resolve_zone("Europe/Pris", ["Europe/Paris", "Pacific/Noumea"], "Europe/Paris")
    Zone(name='Europe/Paris', is_fallback=True)

    Raises ``UnknownZoneError`` when even the company's zone is none.
    """
    candidates = [person, *country_zones] if len(country_zones) == 1 else [person]
    for name in candidates:
        if is_zone(name):
            return Zone(name, is_fallback=False)
    _get_zone(company)
    return Zone(company, is_fallback=True)


def is_zone(name):
    """Whether ``name`` is a time zone there is; None and "" are none."""
    try:
        _get_zone(name)
    except UnknownZoneError:
        return False
    return True


def _get_zone(name):
    if not name:
        raise UnknownZoneError(name)
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        # Not found, no plain relative name, a folder such as "Europe".
        raise UnknownZoneError(name) from error


def _check_aware(instant):
    if instant.utcoffset() is None:
        raise NaiveInstantError(instant)
    return instant
