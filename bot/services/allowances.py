"""What may be sent to people, kept with their addresses: opened by what they do, spent by what we send.

Every change is made in the transaction of what it belongs to: a window opens with the turn of her message, a
message is taken out with its claim, and put back or confirmed with the note of what became of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from bot.channels.allowance_json import from_text, to_text
from bot.channels.base import InboundMessage, Kind, Way
from bot.channels.choosing import Choice, Offer, Reach, Shut, choose
from bot.channels.economics import RULES, Allowance, after_act, after_leaving, rules_of, shut_after
from storage.models.person import Address
from storage.turns import Economics
from storage.unit_of_work import UnitOfWork

ALWAYS: Final = datetime(9999, 1, 1, tzinfo=UTC)
"""Until when something can be sent to someone whose consent has no end."""

_SHUT = "shut:"


@dataclass(frozen=True, slots=True)
class Allowances:
    """The rules, with the forms the operator set up."""

    offers: Mapping[str, Offer] = field(default_factory=dict)

    @property
    def windowed(self) -> frozenset[str]:
        """The channels on which a person can be written to only while `Address.open_until` says so."""
        closed = {name for name, rules in RULES.items() if rules.opens}
        return frozenset(name for name in closed if not self.offers.get(name, Offer()).template.id)

    # hearing

    def hearing(self, message: InboundMessage) -> Callable[[str | None], Economics] | None:
        """What a message makes of its address' economics, for the turn; None when nothing."""
        if not rules_of(message.channel).opens:
            return None
        if message.kind is Kind.LEAVE:
            return lambda before: self._kept(message.channel, after_leaving(from_text(before)))
        if message.act is None and not message.grants and not message.withdrawn:
            return None

        def hear(before: str | None) -> Economics:
            after = after_act(
                from_text(before),
                message.channel,
                message.act,
                message.received,
                grants=message.grants,
                withdrawn=message.withdrawn,
            )
            return self._kept(message.channel, after)

        return hear

    # keeping

    def keep(self, work: UnitOfWork, channel: str, address: int, allowance: Allowance) -> None:
        """Replace what is kept of an address; it was read with `locked` in this transaction."""
        work.people.keep_economics(address, *self._kept(channel, allowance))

    def _kept(self, channel: str, allowance: Allowance) -> Economics:
        form = self.offers.get(channel, Offer()).subscription.id
        consented = bool(form) and allowance.grants.get(form, 0) > 0
        return to_text(allowance), ALWAYS if consented else allowance.open_until()

    # choosing

    def choose(
        self, work: UnitOfWork, reaches: Collection[Reach], now: datetime, *, brief: bool
    ) -> Choice | None:
        """The best way to any of these addresses; None: somebody has to call."""
        channels = {reach.channel for reach in reaches if rules_of(reach.channel).opens}
        closed = {channel: shut(work, channel) for channel in sorted(channels)}
        return choose(list(reaches), now, offers=self.offers, shut=closed, brief=brief)

    def reaches(self, work: UnitOfWork, person: int, channels: Collection[str]) -> list[Reach]:
        """The addresses of a person that are not blocked, on channels that are on."""
        return [
            reach_of(address)
            for address in work.people.addresses(person)
            if address.blocked_at is None and address.channel in channels
        ]


@dataclass(frozen=True, slots=True)
class Channels(Collection[str]):
    """The channels that are on, by name, with the forms the operator set up."""

    names: frozenset[str]
    offers: Mapping[str, Offer] = field(default_factory=dict)

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)


def offers_of(channels: Collection[str]) -> Mapping[str, Offer]:
    """The forms set up on these channels; plain names have none."""
    return channels.offers if isinstance(channels, Channels) else {}


def limited(channel: str) -> bool:
    """Whether anything is kept of a channel's addresses."""
    rules = rules_of(channel)
    return bool(rules.opens or rules.rates)


def locked(work: UnitOfWork, addresses: Collection[int], *, wait: bool = True) -> dict[int, Allowance]:
    """What is kept of these addresses, locked; without `wait`, of those nobody else is changing."""
    return {key: from_text(text) for key, text in work.people.economics(addresses, wait=wait).items()}


def reach_of(address: Address) -> Reach:
    """An address as the chooser sees it."""
    return Reach(address.id, address.channel, from_text(address.economics), address.last_inbound_at)


def shut(work: UnitOfWork, channel: str) -> Shut:
    """The ways of a channel that are closed to everybody, and until when."""
    kept = work.settings.get(f"{_SHUT}{channel}")
    if not isinstance(kept, dict):
        return {}
    return {Way(way): datetime.fromisoformat(str(until)) for way, until in kept.items()}


def shut_by(work: UnitOfWork, channel: str, way: Way, code: str, now: datetime) -> None:
    """Close a way to everybody, if that is what an error means."""
    until = shut_after(code, now)
    if until is None or not rules_of(channel).opens:
        return
    closed = {**shut(work, channel), way: until}
    kept = {name.value: end.isoformat() for name, end in closed.items() if end > now}
    work.settings.replace(f"{_SHUT}{channel}", dict(kept))
