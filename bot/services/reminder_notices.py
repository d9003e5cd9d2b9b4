"""The reminders due to enterprises' contacts at a moment: one a person, of what matters most to her."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot import messages
from bot.campaign import reminders
from bot.campaign.calendar import workdays
from bot.campaign.reminders import Reminder
from bot.campaign.standings import Standings
from bot.campaign.states import OUT, Progress, State
from bot.conversation.prompt import Prompt
from bot.services.enrolment import masked
from bot.services.notice import REMINDER, Notice
from bot.services.notice_people import People, Recipient, history_of
from bot.services.whereabouts import Whereabouts
from storage.models.campaign import Measure

_QUIET_STATES = OUT | {State.NOT_INVITED}
_ORDER = {kind: place for place, kind in enumerate(reminders.KINDS)}


@dataclass(frozen=True, slots=True)
class Facts:
    """What reminders need besides the register.

    Attributes:
        unread: since when an enterprise's report waits to be opened.
        measures: each enterprise's open measure that is due first.
        pending: who opened an enterprise's invitation and has not confirmed it.
        liaisons: who looks after a street or a unit, by its id.
    """

    unread: Mapping[int, date] = field(default_factory=dict)
    measures: Mapping[int, Measure] = field(default_factory=dict)
    pending: Mapping[int, int] = field(default_factory=dict)
    liaisons: Mapping[str, Collection[int]] = field(default_factory=dict)


class ReminderRound:
    """One round of reminders: what is due to everybody at one moment."""

    def __init__(self, standings: Standings, people: People, facts: Facts, local: datetime) -> None:
        self._standings = standings
        self._campaign = standings.campaign
        self._people = people
        self._facts = facts
        self._local = local

    def due(self, where: Mapping[tuple[int, int], Whereabouts] | None = None) -> list[Notice]:
        """Those that can be sent: at most one a person and day. `where` is known by person and enterprise."""
        return [
            self._notice(one, due, recipient, (where or {}).get((recipient.person, one.id)))
            for one, due, recipient in self.chosen()
        ]

    def chosen(self) -> list[tuple[Progress, Reminder, Recipient]]:
        """Of what reason each person is to be reminded of what, the most pressing of all that hold."""
        found: dict[int, tuple[tuple[int, int], tuple[Progress, Reminder, Recipient]]] = {}
        for one, recipient in self._concerned():
            if (
                recipient is None
                or recipient.address is None
                or recipient.reminders_stopped
                or recipient.reminded_on(self._local)
            ):
                continue
            due = self._reminder(one, recipient)
            if due is None:
                continue
            order = (_ORDER[due.kind], one.id)
            if recipient.person not in found or order < found[recipient.person][0]:
                found[recipient.person] = (order, (one, due, recipient))
        return [chosen for _, chosen in found.values()]

    def unreachable(self) -> Iterator[Notice]:
        """Those nobody can be sent: for the preview, with the liaisons whose lists name the enterprise."""
        for one, recipient in self._concerned():
            if recipient is not None and (recipient.address is not None or recipient.reminders_stopped):
                continue
            due = self._reminder(one, recipient)
            if due is not None:
                liaisons = self._facts.liaisons
                show_to = liaisons.get(one.street) or liaisons.get(one.unit) or ()
                yield self._notice(one, due, recipient, None, tuple(show_to))

    def _concerned(self) -> Iterable[tuple[Progress, Recipient | None]]:
        """The enterprises something may be due to, and who would get it."""
        today, facts = self._local.date(), self._facts
        for one in self._standings.members(self._campaign.units.root):
            if one.submitted_on is not None and one.id not in facts.unread and one.id not in facts.measures:
                continue
            state = one.state(today)
            if state in _QUIET_STATES:
                continue
            if state is State.INVITED:
                person = facts.pending.get(one.id)
                yield one, self._people.recipients.get(person) if person is not None else None
            else:
                yield one, self._people.contact_of(one.id)

    def _reminder(self, one: Progress, recipient: Recipient | None) -> Reminder | None:
        measure = self._facts.measures.get(one.id)
        return reminders.due(
            self._campaign,
            one,
            history_of(recipient, one.id, self._local.tzinfo) if recipient else (),
            self._local,
            self._standings.calendar,
            report_unread_since=self._facts.unread.get(one.id),
            measure_due=measure.due if measure else None,
        )

    def _notice(
        self,
        one: Progress,
        due: Reminder,
        recipient: Recipient | None,
        where: Whereabouts | None,
        show_to: tuple[int, ...] = (),
    ) -> Notice:
        window = self._local.date().isoformat()
        person = recipient.person if recipient else None
        locale = recipient.locale if recipient else "zh-CN"
        return Notice(
            key=f"{REMINDER}:{person or '-'}:{window}:{due.kind}:{one.id}",
            group=REMINDER,
            kind=due.kind,
            person=person,
            window=window,
            why=due.why,
            prompt=Prompt(self.text(one, due, locale, where), brief=self._brief(one, due, locale, where)),
            address=recipient.address if recipient else None,
            channel=recipient.channel if recipient else "",
            enterprise=one.id,
            show_to=show_to,
        )

    def text(self, one: Progress, due: Reminder, locale: str, where: Whereabouts | None) -> str:
        """What it says, and from the second on how to end it."""
        words = messages.load(locale)
        said = words.say(*self._key(one, due, where), **self._fields(one, due, where))
        return said if due.nth == 1 else f"{said}\n{words.say('reminders.stop')}"

    def _brief(
        self, one: Progress, due: Reminder, locale: str, where: Whereabouts | None
    ) -> tuple[tuple[str, str], ...]:
        """The same in a few named facts, for forms with blanks."""
        words, fields = messages.load(locale), self._fields(one, due, where)
        until = (
            self._facts.measures[one.id].due if due.kind == "measures_due" else self._standings.year.deadline
        )
        todo = {"not_bound": "confirm", "report_unread": "report", "measures_due": "measure"}
        return (
            ("what", words.say("reminders.brief.what")),
            ("name", str(fields["name"])),
            ("progress", f"{fields['place']}/{fields['total']}"),
            ("deadline", words.say("reminders.brief.day", year=until.year, month=until.month, day=until.day)),
            ("todo", words.say(f"reminders.brief.{todo.get(due.kind, 'go_on')}", minutes=fields["minutes"])),
        )

    def _key(self, one: Progress, due: Reminder, where: Whereabouts | None) -> tuple[str]:
        if where is not None and where.ready and due.kind in ("stalled", "deadline_near"):
            return ("reminders.ready",)
        if due.kind == "measures_due" and self._facts.measures[one.id].due < self._local.date():
            return ("reminders.measures_late",)
        return (f"reminders.{due.kind}",)

    def _fields(self, one: Progress, due: Reminder, where: Whereabouts | None) -> dict[str, object]:
        measure = self._facts.measures.get(one.id) if due.kind == "measures_due" else None
        until = measure.due if measure else self._standings.year.deadline
        return {
            "name": masked(one.name) if due.kind == "not_bound" else one.name,
            "place": where.number if where else one.place,
            "total": where.total if where else one.total,
            "minutes": where.minutes if where else one.minutes_left,
            "month": until.month,
            "day": until.day,
            "workdays": workdays(self._standings.calendar, self._local.date(), until).count,
            "number": measure.number if measure else "",
            "text": measure.text if measure else "",
        }
