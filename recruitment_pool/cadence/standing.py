"""Where a person stands, apart from how often: may this person be solicited at all?"""

from dataclasses import dataclass
from datetime import date

from .errors import ObjectionError

SCOPE_ALL = "all"
SCOPE_CHANNEL = "channel"
SCOPE_TYPE = "message_type"


@dataclass(frozen=True)
class Objection:
    """A person's "no": to all solicitations, to a channel, or to a message type.

    ``scope`` is "all", "channel" or "message_type", ``code`` that of the channel or
    type. Raises ``ObjectionError``.

    >>> Objection("channel", "sms").covers("newsletter", "sms")
    True
    >>> Objection("channel", "sms").covers("newsletter", "email")
    False
    """

    scope: str
    code: str = ""

    def __post_init__(self):
        if self.scope not in (SCOPE_ALL, SCOPE_CHANNEL, SCOPE_TYPE):
            raise ObjectionError(self.scope, self.code)
        if bool(self.code) == (self.scope == SCOPE_ALL):
            raise ObjectionError(self.scope, self.code)

    def covers(self, message_type, channel):
        """Whether it forbids a solicitation of that type on that channel."""
        if self.scope == SCOPE_ALL:
            return True
        return self.code == (channel if self.scope == SCOPE_CHANNEL else message_type)


@dataclass(frozen=True)
class Standing:
    """What is known of a person before any cap is asked.

    - ``is_erased``: nothing is left to write to;
    - ``is_restricted``: processing is restricted; no solicitation;
    - ``objections``: frozenset of ``Objection``;
    - ``is_consent_asked``: whether consent is needed at all, and ``consent_until``
      its last day, None when it was never given;
    - ``is_live``: in a live process of recruitment (hired, refused lately, or an
      application under way);
    - ``paused_until``: the first day after a pause, or None.
    """

    is_erased: bool = False
    is_restricted: bool = False
    objections: frozenset = frozenset()
    is_consent_asked: bool = False
    consent_until: date | None = None
    is_live: bool = False
    paused_until: date | None = None

    def objects(self, message_type, channel):
        """Whether restriction or an objection forbids such a solicitation."""
        return self.is_restricted or any(objection.covers(message_type, channel) for objection in self.objections)

    def lacks_consent(self, day):
        """Whether consent is asked for and not there on ``day``."""
        return self.is_consent_asked and (self.consent_until is None or self.consent_until < day)

    def is_paused(self, day):
        """Whether ``day`` lies before the end of a pause."""
        return self.paused_until is not None and day < self.paused_until

    def is_left_alone(self, day):
        """Whether nobody is to be reminded of this person on ``day``.

        Erased, restricted or opted out of everything, in a live process, paused.
        """
        return (
            self.is_erased
            or self.is_restricted
            or Objection(SCOPE_ALL) in self.objections
            or self.is_live
            or self.is_paused(day)
        )
