"""The message that somebody wants to send."""

from dataclasses import dataclass
from datetime import date
from enum import Enum


class Stance(str, Enum):
    """What the cadence does with a kind of message.

    - solicitation: held by the caps, and counted;
    - personal: counted, never held, but the human is warned before;
    - transactional: neither held nor counted.
    """

    SOLICITATION = "solicitation"
    PERSONAL = "personal"
    TRANSACTIONAL = "transactional"


@dataclass(frozen=True)
class Message:
    """One message, the same for all who shall get it.

    - ``type``: code of the message type, which people may object to;
    - ``origin``: (model, id) of the document it comes from: nobody gets a
      solicitation of the same origin twice on one channel; None for a single mail;
    - ``expiry``: last day on which it means something, or None;
    - ``is_counted``: whether the caps see it once it is sent; a transactional
      message is never counted, whatever is said here.
    """

    type: str
    stance: Stance
    origin: tuple | None = None
    expiry: date | None = None
    is_counted: bool = True

    @property
    def counts(self):
        return self.is_counted and self.stance is not Stance.TRANSACTIONAL
