"""Civil days and zones, at both ends of the world and on the nights of the clocks."""

from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from cadence import (
    DayError,
    NaiveInstantError,
    UnknownZoneError,
    Zone,
    civil_day,
    instant_at,
    is_zone,
    resolve_zone,
)
from hypothesis import given
from hypothesis import strategies as st

PARIS = "Europe/Paris"
ZONES = [
    PARIS,
    "Pacific/Kiritimati",  # UTC+14
    "Etc/GMT+12",  # UTC-12
    "Pacific/Noumea",
    "America/New_York",
    "Australia/Lord_Howe",  # half an hour of summer time
    "Africa/Cairo",  # clocks change at midnight
    "Asia/Kathmandu",  # UTC+05:45
    "UTC",
]

instants = st.integers(0, 4 * 366 * 86400).map(
    lambda seconds: datetime(2026, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=seconds)
)
days = st.integers(0, 4 * 366).map(lambda n: date(2026, 1, 1) + timedelta(days=n))
walls = st.times(timezones=st.none()).map(lambda t: t.replace(microsecond=0))


@given(instants, st.sampled_from(ZONES))
def test_civil_day_is_the_date_on_the_wall(instant, zone):
    day = civil_day(instant, zone)
    offset = ZoneInfo(zone).utcoffset(instant.astimezone(ZoneInfo(zone)))
    assert day == (instant.replace(tzinfo=None) + offset).date()
    assert abs(day - instant.date()) <= timedelta(days=1)
    elsewhere = instant.astimezone(ZoneInfo("Asia/Tokyo"))
    assert civil_day(elsewhere, zone) == day


@given(instants, st.integers(0, 3 * 86400), st.sampled_from(ZONES))
def test_civil_days_never_go_back(instant, seconds, zone):
    later = instant + timedelta(seconds=seconds)
    assert civil_day(instant, zone) <= civil_day(later, zone)


@given(days, walls, st.sampled_from(ZONES))
def test_i13_wall_time(day, wall, zone):
    """The hour on the wall is kept where it exists; never earlier than asked."""
    instant = instant_at(day, wall, zone)
    assert instant.utcoffset() == timedelta(0)
    shown = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    asked = datetime.combine(day, wall)
    assert shown >= asked
    if shown != asked:  # a missing hour moves forward, on the same day
        assert shown - asked <= timedelta(hours=1)
        assert civil_day(instant, zone) == day
    before = (instant - timedelta(hours=1)).astimezone(ZoneInfo(zone))
    assert before.replace(tzinfo=None) != asked, "the first of two equal hours"


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Pacific/Kiritimati", date(2026, 3, 1)),
        (PARIS, date(2026, 2, 28)),
        ("Etc/GMT+12", date(2026, 2, 28)),
    ],
)
def test_both_ends_of_the_world(zone, expected):
    instant = datetime(2026, 2, 28, 12, 0, tzinfo=timezone.utc)
    assert civil_day(instant, zone) == expected


def test_ends_of_the_world_are_two_days_apart():
    instant = datetime(2026, 3, 1, 11, 0, tzinfo=timezone.utc)
    assert civil_day(instant, "Pacific/Kiritimati") == date(2026, 3, 2)
    assert civil_day(instant, "Etc/GMT+12") == date(2026, 2, 28)


def test_day_that_a_zone_skipped_moves_forward():
    """Samoa had no 30 December 2011."""
    instant = instant_at(date(2011, 12, 30), time(9, 0), "Pacific/Apia")
    assert civil_day(instant, "Pacific/Apia") == date(2011, 12, 31)


def test_fold_and_zone_of_the_wall_time_are_ignored():
    day, asked = date(2026, 10, 25), time(2, 30)
    for odd in (asked.replace(fold=1), asked.replace(tzinfo=timezone.utc)):
        assert instant_at(day, odd, PARIS) == instant_at(day, asked, PARIS)


@pytest.mark.parametrize(
    ("person", "country", "expected"),
    [
        ("Asia/Tokyo", [PARIS], Zone("Asia/Tokyo", False)),
        (None, [PARIS], Zone(PARIS, False)),
        ("Europe/Pris", ["Asia/Tokyo"], Zone("Asia/Tokyo", False)),
        (None, [PARIS, "Pacific/Noumea"], Zone("UTC", True)),
        ("", [], Zone("UTC", True)),
        ("Europe/Pris", ["Nowhere"], Zone("UTC", True)),
    ],
)
def test_zone_of_a_person(person, country, expected):
    assert resolve_zone(person, country, "UTC") == expected


@pytest.mark.parametrize("name", ["Europe/Pris", "", None, "Europe", "../etc/passwd"])
def test_unknown_zone_is_an_error_that_names_it(name):
    assert not is_zone(name)
    for call in (
        lambda: civil_day(datetime(2026, 1, 1, tzinfo=timezone.utc), name),
        lambda: instant_at(date(2026, 1, 1), time(9), name),
        lambda: resolve_zone(None, [], name),
    ):
        with pytest.raises(UnknownZoneError) as caught:
            call()
        assert caught.value.zone == name


def test_instant_without_offset_is_an_error():
    naive = datetime(2026, 1, 1, 12, 0)
    with pytest.raises(NaiveInstantError) as caught:
        civil_day(naive, PARIS)
    assert caught.value.instant == naive


def test_instant_is_no_civil_day():
    with pytest.raises(DayError) as caught:
        instant_at(datetime(2026, 1, 1, 12, 0), time(9), PARIS)
    assert caught.value.day == datetime(2026, 1, 1, 12, 0)
