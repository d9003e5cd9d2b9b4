"""The part of the bot that hears contacts who want no reminders, and those who want them again."""

from __future__ import annotations

from datetime import datetime

from bot import messages
from bot.channels.base import InboundMessage, Kind
from bot.conversation.intents import plain
from bot.conversation.prompt import Prompt
from bot.services.notice import NUDGE, REMINDER
from bot.services.notice_people import choose, chosen_by
from storage.turns import PersonRef, TurnStart, TurnTx
from storage.unit_of_work import UnitOfWork

_STOP = frozenset(
    {
        *("停", "退订", "td", "/stop", "stop", "unsubscribe", "stop reminders", "no more reminders"),
        *("不要提醒", "别提醒", "别提醒了", "不要再提醒", "别再提醒", "别再提醒了", "停止提醒", "取消提醒"),
        *("别发了", "不要发了", "不要再发了"),
    }
)
_RESUME = frozenset({"恢复", "恢复提醒", "继续提醒", "/resume", "resume reminders", "remind me again"})


class Stopping:
    """Hears those who hold no role: what a liaison stops and resumes is a command."""

    def __init__(self, reminders_per_week: int) -> None:
        """So many reminders a week she is told to expect when she resumes them."""
        self._per_week = reminders_per_week

    def hear(
        self, turn: TurnTx, _start: TurnStart, person: PersonRef, message: InboundMessage, _now: datetime
    ) -> list[Prompt] | None:
        """Stop or resume reminders; None for anything else. Her answers and where she stands stay."""
        if person.has_grants or message.kind is not Kind.TEXT:
            return None
        said = plain(message.text)
        words = messages.load(person.locale)
        if said in _STOP:
            stop(turn.work, person.id)
            return [Prompt(words.say("stopping.stopped"))]
        if said in _RESUME and chosen_by(turn.work, person.id)[1]:
            choose(turn.work, person.id, reminders=True)
            return [Prompt(words.say("stopping.resumed", count=self._per_week))]
        return None


def stop(work: UnitOfWork, person: int) -> None:
    """No more reminders to that person, those that wait to be sent included."""
    choose(work, person, reminders=False)
    for address in work.people.addresses(person):
        for kind in (REMINDER, NUDGE):
            work.outbox.cancel(address.id, kind)
