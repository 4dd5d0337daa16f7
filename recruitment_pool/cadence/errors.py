"""Every way in which the engine refuses its arguments: one class per cause.

All of them mean a mistake of the caller, never a person who may not be reached:
that is a ``Verdict``. Each carries the data that explains it.
"""


class CadenceError(ValueError):
    """Root of all errors of the engine."""


class RuleError(CadenceError):
    """A rule whose ``limit`` or ``window_days`` is not a whole number from 1 on."""

    def __init__(self, limit, window_days):
        super().__init__(f"no rule: at most {limit!r} in {window_days!r} days")
        self.limit = limit
        self.window_days = window_days


class KeepWarmError(CadenceError):
    """``keep_warm_days`` that is not a whole number from 1 on; no wish is None."""

    def __init__(self, keep_warm_days):
        super().__init__(f"no keep-warm delay: {keep_warm_days!r} days")
        self.keep_warm_days = keep_warm_days


class ObjectionError(CadenceError):
    """An objection to an unknown scope, or to a channel or message type left empty."""

    def __init__(self, scope, code):
        super().__init__(f"no objection: {scope!r} {code!r}")
        self.scope = scope
        self.code = code


class DayError(CadenceError):
    """An instant or anything else where a civil day (``datetime.date``) belongs."""

    def __init__(self, day):
        super().__init__(f"no civil day: {day!r}")
        self.day = day


class NaiveInstantError(CadenceError):
    """An instant without its offset: nobody knows on which day it falls."""

    def __init__(self, instant):
        super().__init__(f"no offset from UTC: {instant!r}")
        self.instant = instant


class UnknownZoneError(CadenceError):
    """A time zone that the database of zones does not know."""

    def __init__(self, zone):
        super().__init__(f"no time zone: {zone!r}")
        self.zone = zone


class UnknownPersonError(CadenceError):
    """A request for somebody of whom standing, policy or day was not given."""

    def __init__(self, ref, person):
        super().__init__(f"request {ref!r}: nothing known of person {person!r}")
        self.ref = ref
        self.person = person


class NobodyError(CadenceError):
    """A request that reaches nobody."""

    def __init__(self, ref):
        super().__init__(f"request {ref!r} names no person")
        self.ref = ref


class SameRefError(CadenceError):
    """Two requests of one batch under the same ref: one answer would be lost."""

    def __init__(self, ref):
        super().__init__(f"two requests are called {ref!r}")
        self.ref = ref
