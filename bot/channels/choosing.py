"""By which way a message goes to a person: a pure choice, made before queueing and again before sending."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from bot.channels.base import Way
from bot.channels.economics import NOTHING, Allowance, pace, rules_of
from bot.channels.forms import NO_FORM, Form

Shut: TypeAlias = Mapping[Way, datetime]
"""Of a channel: the ways that are closed to everybody, and until when."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What the operator set up on a channel: its forms."""

    template: Form = NO_FORM
    subscription: Form = NO_FORM

    def form(self, way: Way) -> Form:
        """The form of a way; one without an id for ways that have none."""
        return {Way.TEMPLATE: self.template, Way.SUBSCRIPTION: self.subscription}.get(way, NO_FORM)


@dataclass(frozen=True, slots=True)
class Reach:
    """One address as the chooser sees it. `heard` is when she last wrote from there."""

    address: int
    channel: str
    allowance: Allowance = NOTHING
    heard: datetime | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """By which way to which address. `most`: how many of the platform's messages it may become.

    `wait_until` is set when the way opens only then: try again at that moment.
    """

    address: int
    way: Way
    form: str = ""
    most: int | None = None
    wait_until: datetime | None = None


def choose(
    reaches: Sequence[Reach],
    now: datetime,
    *,
    offers: Mapping[str, Offer] | None = None,
    shut: Mapping[str, Shut] | None = None,
    brief: bool = False,
    passive: int | None = None,
) -> Choice | None:
    """The best way to write to a person, or None: somebody has to call her.

    In this order: in the request that is open (`passive` is its address), by customer service, by a form
    (only what has a `brief`: a subscription she consented to, else a template), WeCom, Telegram, the web. Of
    equals, the address she last wrote from. A way that only has to wait is taken when no other is open.
    """
    if passive is not None:
        return Choice(passive, Way.PASSIVE)
    found: list[tuple[tuple[bool, int, float, int], Choice]] = []
    for reach in reaches:
        offer = (offers or {}).get(reach.channel, Offer())
        for rank, choice in _ways(reach, offer, now, (shut or {}).get(reach.channel, {}), brief=brief):
            heard = -reach.heard.timestamp() if reach.heard else 0.0
            found.append(((choice.wait_until is not None, rank, heard, reach.address), choice))
    return min(found, key=lambda one: one[0])[1] if found else None


def _ways(
    reach: Reach, offer: Offer, now: datetime, shut: Shut, *, brief: bool
) -> Iterable[tuple[int, Choice]]:
    """The ways that are open to an address, or will be, each with its rank."""
    rules, allowance = rules_of(reach.channel), reach.allowance
    if not rules.opens:
        wait, most = pace(allowance, rules.rates, now)
        yield 10 + rules.rank, Choice(reach.address, Way.PLAIN, most=most, wait_until=wait)
        return
    left = allowance.left(now)
    found = []
    if left > 0:
        found.append((0, Choice(reach.address, Way.CUSTOMER_SERVICE, most=left)))
    if brief and offer.subscription.id and allowance.grants.get(offer.subscription.id, 0) > 0:
        found.append((1, Choice(reach.address, Way.SUBSCRIPTION, offer.subscription.id, most=1)))
    if brief and offer.template.id:
        found.append((2, Choice(reach.address, Way.TEMPLATE, offer.template.id, most=1)))
    for rank, choice in found:
        until = shut.get(choice.way)
        if until is None or until <= now:
            yield rank, choice
