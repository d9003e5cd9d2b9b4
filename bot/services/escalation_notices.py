"""Escalations in words, to the liaisons of the unit above: who is behind, by how much, whom to call."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot import messages
from bot.campaign.calendar import workdays
from bot.campaign.model import Unit
from bot.campaign.pace_text import a_day
from bot.campaign.standings import Standings
from bot.conversation.prompt import Prompt
from bot.messages import Messages
from bot.services.notice import ESCALATION, Notice
from bot.services.notice_people import Liaisons, Recipient
from storage.repositories.escalations import RAISE, Step

UNITS = 5  # told of in one message; further ones are counted
"""As many lines as a phone shows beside what to do."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whom to call: a liaison's name and telephone, either of which may be empty."""

    name: str
    phone: str


class EscalationRound:
    """One round of what escalations owe."""

    def __init__(
        self,
        standings: Standings,
        liaisons: Liaisons,
        local: datetime,
        behind: Mapping[str, date],
        named: Callable[[int], Person | None],
    ) -> None:
        """`behind` says since when a unit is behind; `named` a person's name and telephone."""
        self._standings = standings
        self._units = standings.campaign.units
        self._liaisons = liaisons
        self._local = local
        self._behind = behind
        self._named = named

    def due(self, steps: Sequence[Step]) -> Iterator[Notice]:
        """One message a person with all she is to be told; and, for the preview, what nobody gets."""
        mine: dict[int, list[Step]] = {}
        for step in steps:
            people = self._liaisons.of_unit(step.told_unit)
            if not people:
                yield self._notice(None, [step], "nobody")
            for person in people:
                mine.setdefault(person, []).append(step)
        for person, own in mine.items():
            recipient = self._liaisons.recipients[person]
            if not self._told_today(recipient):
                yield self._notice(recipient, own, "" if recipient.address is not None else "unreachable")

    def _told_today(self, recipient: Recipient) -> bool:
        last = recipient.last_escalation
        return last is not None and last.astimezone(self._local.tzinfo).date() == self._local.date()

    def _notice(self, recipient: Recipient | None, steps: Sequence[Step], problem: str) -> Notice:
        window = self._local.date().isoformat()
        words = messages.load(recipient.locale if recipient else "zh-CN")
        raised = [one for one in steps if one.kind == RAISE]
        person = recipient.person if recipient else None
        about = ", ".join(f"{one.unit} {one.kind} {one.step}".strip() for one in steps)
        return Notice(
            key=f"{ESCALATION}:{person or f'{steps[0].told_unit}:{steps[0].unit}'}:{window}",
            group=ESCALATION,
            kind=ESCALATION,
            window=window,
            why=f"{about}{f' ({problem})' if problem else ''}",
            prompt=Prompt(self._text(raised, [one for one in steps if one.kind != RAISE], words, person)),
            person=person,
            address=recipient.address if recipient else None,
            channel=recipient.channel if recipient else "",
            steps=tuple(one.id for one in steps if one.id),
        )

    def _text(
        self, raised: Sequence[Step], ended: Sequence[Step], words: Messages, person: int | None
    ) -> str:
        lines: list[str] = []
        known = [one for one in raised if one.unit in self._units]
        if known:
            known.sort(key=lambda one: -self._standings.pace(self._units[one.unit]).shortfall[1])
            lines.append(
                words.say(
                    "escalation.title",
                    month=self._local.month,
                    day=self._local.day,
                    count=len({one.unit for one in known}),
                )
            )
            lines += [
                f"{number}. {self._line(one, words, person)}"
                for number, one in enumerate(known[:UNITS], start=1)
            ]
            if len(known) > UNITS:
                lines.append(words.say("escalation.more", count=len(known) - UNITS))
            lines.append(words.say("escalation.what_next", unit=self._units[known[0].unit].name))
        back = [self._units[one.unit].name for one in ended if one.unit in self._units]
        if back:
            names = words.say("digest.comma").join(back[:UNITS])
            more = words.say("digest.more") if len(back) > UNITS else ""
            lines.append(words.say("escalation.ended", names=names, more=more, count=len(back)))
        return "\n".join(lines)

    def _line(self, step: Step, words: Messages, person: int | None) -> str:
        unit = self._units[step.unit]
        pace = self._standings.pace(unit)
        since = self._behind.get(unit.id)
        facts = {
            "unit": unit.name,
            "remaining": pace.remaining,
            "needed": a_day(pace.needed) if pace.needed is not None else "",
            "rate": a_day(pace.rate),
            "workdays": pace.workdays_left,
            "call": self._call(unit, words, person),
        }
        if since is None or not self._waited(since):
            return words.say("escalation.unopened", **facts)
        if pace.needed is None:
            return words.say("escalation.over", **facts)
        return words.say("escalation.behind", month=since.month, day=since.day, **facts)

    def _waited(self, since: date) -> bool:
        """Whether it is told of for being behind so long, and not for digests that nobody opened."""
        waited = workdays(self._standings.calendar, since, self._local.date()).count
        return waited >= self._standings.campaign.escalation.behind_workdays

    def _call(self, unit: Unit, words: Messages, reader: int | None) -> str:
        """Whom to call about a unit; not the reader herself, who may look after it too."""
        everybody = self._liaisons.of_unit(unit.id)
        people = [one for one in everybody if one != reader]
        if not people:
            return words.say("escalation.own" if everybody else "escalation.no_liaison")
        found = next((one for person in people if (one := self._named(person))), None)
        if found is None or not found.name:
            return words.say("escalation.has_liaison")
        return words.say("escalation.call", name=found.name, phone=found.phone).rstrip()
