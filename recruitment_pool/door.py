"""Values that pass between a door (what sends) and the gate (what decides)."""

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class PoolDoor:
    """What a sender says of itself: whose message this is and under which company.

    ``origin`` is (model, id) of the document the message comes from, or None;
    ``user`` who sends, where a scheduled action acts for somebody.
    """

    message_type: Any
    company: Any
    origin: tuple[str, int] | None = None
    user: Any = None


@dataclass(frozen=True)
class Request:
    """One message to be sent: the addresses really used and the document it is about.

    ``origin`` and ``summary`` where it has its own; None: those of the whole batch.
    """

    ref: int
    emails: tuple[str, ...] = ()
    partner_ids: tuple[int, ...] = ()
    member_ids: tuple[int, ...] = ()
    res_model: str | None = None
    res_id: int | None = None
    origin: tuple[str, int] | None = None
    summary: str | None = None


@dataclass(frozen=True)
class GateVerdict:
    """The gate's answer to one request.

    ``is_known`` False: nobody of the pool, none of our business. ``is_observed``:
    would have been left out, but the company only observes. ``touch_ids``: the
    reserved touches (or, when already reached, the touches that did).
    """

    ref: int
    is_known: bool = False
    is_allowed: bool = True
    is_observed: bool = False
    reason: str = ""
    next_day: date | None = None
    member_ids: tuple[int, ...] = ()
    touch_ids: tuple[int, ...] = ()
    is_same_document: bool = False
