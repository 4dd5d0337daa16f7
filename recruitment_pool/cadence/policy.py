"""The effective policy of one person: rules that all hold, purposes that unite."""

from dataclasses import dataclass

from .errors import KeepWarmError
from .rule import drop_dominated

_PLUS = "+"  # between the versions of policies put together


@dataclass(frozen=True)
class Foreseen:
    """What one category with a say foresees: message types and channels, by code.

    An empty set means any. A category that has no say at all gives none of these.
    """

    types: frozenset = frozenset()
    channels: frozenset = frozenset()

    def allows(self, message_type, channel):
        """Whether this category foresees that type on that channel."""
        return (not self.types or message_type in self.types) and (not self.channels or channel in self.channels)

    @property
    def sort_key(self):
        return (sorted(self.types), sorted(self.channels))


@dataclass(frozen=True)
class Policy:
    """How often a person may be contacted, must be, and for what.

    - ``rules``: tuple of ``Rule``; all must hold, so the strictest wins by itself;
    - ``keep_warm_days``: days after the last warm contact, from 1 on, or None;
    - ``is_never``: no solicitation at all;
    - ``foreseen``: tuple of ``Foreseen``, one per category that has a say; none at
      all means that anything goes;
    - ``version``: name of this policy, repeated in each verdict.

    Raises ``KeepWarmError``.
    """

    rules: tuple = ()
    keep_warm_days: int | None = None
    is_never: bool = False
    foreseen: tuple = ()
    version: str = ""

    def __post_init__(self):
        days = self.keep_warm_days
        if days is not None and (not isinstance(days, int) or days < 1):
            raise KeepWarmError(days)

    def foresees(self, message_type, channel):
        """Whether nobody has a say, or somebody foresees this type on this channel.

        >>> letters = Policy(foreseen=(Foreseen(types=frozenset({"newsletter"})),))
        >>> letters.foresees("newsletter", "sms"), letters.foresees("job_alert", "sms")
        (True, False)
        """
        return not self.foreseen or any(word.allows(message_type, channel) for word in self.foreseen)

    @classmethod
    def union(cls, *policies):
        """The policy that says what all of these say, in whatever order and how often.

        Caps intersect (all the rules hold; dominated ones are dropped, which changes
        no answer), purposes unite, the shortest keep-warm delay and any "never" win.

        >>> ceiling = Policy((Rule(2, 7),), keep_warm_days=90, version="a")
        >>> both = Policy.union(
        ...     ceiling, Policy((Rule(1, 28),), keep_warm_days=60, version="b")
        ... )
        >>> [(rule.limit, rule.window_days) for rule in both.rules]
        [(1, 28)]
        >>> both.keep_warm_days, both.version
        (60, 'a+b')
        """
        words = {word for policy in policies for word in policy.foreseen}
        versions = {v for policy in policies for v in policy.version.split(_PLUS) if v}
        delays = {policy.keep_warm_days for policy in policies} - {None}
        return cls(
            rules=drop_dominated(rule for policy in policies for rule in policy.rules),
            keep_warm_days=min(delays, default=None),
            is_never=any(policy.is_never for policy in policies),
            foreseen=tuple(sorted(words, key=lambda word: word.sort_key)),
            version=_PLUS.join(sorted(versions)),
        )

    def __or__(self, other):
        return type(self).union(self, other)
