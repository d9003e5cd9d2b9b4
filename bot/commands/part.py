"""The part of the bot that hears commands: only of people who hold a role, and only within their scope."""

from __future__ import annotations

from datetime import datetime

from bot import messages
from bot.channels.base import InboundMessage, Kind
from bot.commands.base import Asker, Call
from bot.commands.registry import HELP, allowed, find, names
from bot.conversation.prompt import Prompt
from bot.errors import did_you_mean
from bot.services.access import visible_units
from bot.services.campaigning import Campaigning
from bot.services.notice_people import choose
from storage.turns import PersonRef, TurnStart, TurnTx


class Commands:
    """Answers whoever holds a role; someone who also speaks for an enterprise keeps her interview."""

    def __init__(self, campaigning: Campaigning) -> None:
        self._campaigning = campaigning

    def hear(
        self, turn: TurnTx, start: TurnStart, person: PersonRef, message: InboundMessage, now: datetime
    ) -> list[Prompt] | None:
        """Answer a command; None for people without a role, and for an interview's own words."""
        if not person.has_grants or message.kind not in (Kind.TEXT, Kind.START):
            return None
        grants = turn.work.access.grants_of(person.id)
        units = visible_units(self._campaigning.campaign.units, grants)
        words = messages.load(person.locale)
        if not units:
            return None
        found = find(message.text) if message.kind is Kind.TEXT else (HELP, "")
        if found is None:
            if start.interview is not None:
                return None
            hint = did_you_mean(message.text.strip(), names())
            return [Prompt(words.say("commands.unknown", hint=hint).strip())]
        command, argument = found
        roles = frozenset(grant.role for grant in grants)
        if not allowed(command, roles):
            return [Prompt(words.say("commands.unknown", hint=""))]
        asker = Asker(units, roles, person.locale)
        today = now.astimezone(self._campaigning.zone).date()
        call = Call(
            asker,
            argument,
            today,
            self._campaigning,
            words,
            lambda preference: choose(turn.work, person.id, preference),
        )
        return [command.handler(call)]
