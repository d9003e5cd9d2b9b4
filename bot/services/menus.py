"""Command menus by role and language: noted as due when somebody's roles change, then shown to her alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

import structlog

from bot import messages
from bot.campaign.model import Units
from bot.channels.base import DeliveryError, Gateway, ShowsMenus
from bot.clock import Clock
from bot.services.access import Authority, Role, authority_of
from storage.engine import Database
from storage.repositories.timers import ClaimedTimer
from storage.turns import TurnTx

log = structlog.get_logger("bot.menus")

MENU = "menu"  # the kind of the timer that shows a person the menu of her roles
_LEASE = timedelta(minutes=2)
_BATCH = 50

MenuOf: TypeAlias = Callable[[Authority, str], Mapping[str, str]]
"""The menu of an authority in a language: commands with what they do."""


def menu_due(turn: TurnTx, person: int, at: datetime) -> None:
    """Have the person's command menus drawn anew, wherever she has one."""
    turn.put_timer(kind=MENU, subject=str(person), scope="", due=at)


@dataclass(frozen=True, slots=True)
class Menu:
    """One menu to show: at which accounts, in each language; empty ones give back the menu of everybody.

    `answers`: she also speaks for an enterprise and keeps the words for that.
    """

    timer: ClaimedTimer
    accounts: tuple[tuple[str, str], ...]
    by_locale: Mapping[str, Mapping[str, str]]
    answers: bool


class Menus:
    """What is to be shown. Several processes share it: each menu is claimed by one."""

    def __init__(self, database: Database, tree: Units, clock: Clock, menu_of: MenuOf) -> None:
        self._database = database
        self._tree = tree
        self._clock = clock
        self._menu_of = menu_of

    async def show(self, gateways: Iterable[Gateway]) -> int:
        """Show the menus that are due, one that could not be shown again later; how many were due."""
        menus = await asyncio.to_thread(self.due)
        showing = {one.channel.name: one for one in gateways if isinstance(one, ShowsMenus)}
        for menu in menus:
            try:
                for channel, account in menu.accounts:
                    if channel in showing:
                        await showing[channel].show_menu(account, menu.by_locale, answers=menu.answers)
            except DeliveryError as error:
                log.warning("menu_not_shown", error=error.code)
                if error.retryable:
                    continue
            await asyncio.to_thread(self.done, menu)
        return len(menus)

    def due(self) -> list[Menu]:
        """The menus to show now; one that is not `done` is due again after a while."""
        now = self._clock.now()
        claimed = self._database.write(
            lambda work: work.timers.claim_due(now, _LEASE, _BATCH, frozenset({MENU}))
        )
        return [self._menu(timer) for timer in claimed]

    def done(self, menu: Menu) -> None:
        """It was shown, or nobody can be shown one."""
        now = self._clock.now()
        self._database.write(lambda work: work.timers.done(menu.timer.id, menu.timer.attempt, now))

    def _menu(self, timer: ClaimedTimer) -> Menu:
        person = int(timer.subject)
        with self._database.read() as work:
            authority = authority_of(work, person, self._tree)
            open_ = [one for one in work.people.addresses(person) if one.blocked_at is None]
        holds = bool(authority.roles - {Role.CONTACT})
        return Menu(
            timer,
            tuple((one.channel, one.account) for one in open_),
            {locale: self._menu_of(authority, locale) if holds else {} for locale in messages.locales()},
            Role.CONTACT in authority.roles,
        )
