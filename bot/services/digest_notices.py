"""The digests due to liaisons at a moment: one a person, however many units she has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from bot import messages
from bot.campaign.cadence import digest_window
from bot.campaign.calendar import Calendar
from bot.campaign.digest_text import NAMES, OPTIONS, body, footer
from bot.campaign.model import Campaign, Unit, UnitKind
from bot.campaign.notices import digest_due
from bot.campaign.standings import Standings
from bot.conversation.prompt import COMMAND, Option, Prompt, PromptKind
from bot.messages import Messages
from bot.services.access import ENTERPRISE, OVER_UNITS, Role, visible_units
from bot.services.digest_files import digest_files
from bot.services.last_digest import UNITS
from bot.services.notice import DIGEST, Notice
from bot.services.notice_people import Liaisons, Recipient
from storage.models.access import Grant

_ANY = "zh-CN"  # the name of what a provider was given is not read here


class DigestRound:
    """One round of digests: what is due to everybody at one moment."""

    def __init__(self, standings: Standings, liaisons: Liaisons, local: datetime) -> None:
        self._standings = standings
        self._campaign = standings.campaign
        self._liaisons = liaisons
        self._local = local
        self._texts: dict[tuple[str, str, date | None], str] = {}
        for person, grants in liaisons.grants.items():
            if given := _given(grants):
                standings.adopt(given_unit(person, messages.load(_ANY)), given)

    def due(self) -> Iterable[Notice]:
        """The digests that are due, one a person."""
        for person, units in told_units(self._campaign, self._liaisons):
            recipient = self._liaisons.recipients[person]
            last = recipient.last_digest_on(self._local.tzinfo)
            due = digest_due(self._standings, units, recipient.preference, last, self._local)
            if due is None:
                continue
            outer = sorted(units, key=lambda unit: -self._standings.pace(unit).shortfall[1])
            yield Notice(
                key=f"{DIGEST}:{person}:{due.window.id}",
                group=DIGEST,
                kind=DIGEST,
                person=person,
                window=due.window.id,
                why=due.why,
                prompt=self._digest(outer, recipient, last),
                address=recipient.address,
                channel=recipient.channel,
            )

    def _digest(self, units: Sequence[Unit], recipient: Recipient, last: date | None) -> Prompt:
        """The message: its units in full or by name, what to reply, and the files that go with it."""
        words = messages.load(recipient.locale)
        parts = [self._text(unit, recipient.locale, last) for unit in units[:UNITS]]
        rest = units[UNITS:]
        if rest:
            names = words.say("digest.comma").join(unit.name for unit in rest[:NAMES])
            more = words.say("digest.more") if len(rest) > NAMES else ""
            parts.append(words.say("reminders.more_units", count=len(rest), names=names, more=more))
        said = "\n\n".join(parts)
        return Prompt(
            f"{said}\n{footer(words, offered(units))}",
            PromptKind.LIST,
            lead=f"{said}\n{footer(words, ())}",
            question=COMMAND,
            options=self._options(units, words),
            attachments=digest_files(recipient.person, units, self._local.date(), words),
            brief=self._brief(units[0], words),
        )

    def _brief(self, unit: Unit, words: Messages) -> tuple[tuple[str, str], ...]:
        """The first unit's standing in a few named facts, for forms with blanks."""
        pace, until = self._standings.pace(unit), self._standings.year.deadline
        return (
            ("what", words.say("digest.brief.what")),
            ("name", unit.name),
            ("progress", f"{pace.done}/{pace.target.total}"),
            ("deadline", words.say("reminders.brief.day", year=until.year, month=until.month, day=until.day)),
            ("todo", words.say("digest.brief.todo")),
        )

    def _options(self, units: Sequence[Unit], words: Messages) -> tuple[Option, ...]:
        """What can be asked for; each key is the command as she would type it."""
        [first, *more] = units
        named = first.name if len(self._campaign.units.named(first.name)) == 1 else first.id
        own = not more and first.kind is not UnitKind.PROVIDER
        about = named if own else words.say("digest.asks.all")
        return tuple(
            Option(
                f"{words.say(f'digest.asks.{key}')} {about}",
                words.say(f"digest.option.{key}"),
                mark=str(number),
            )
            for number, key in enumerate(offered(units), start=1)
        )

    def _text(self, unit: Unit, locale: str, last: date | None) -> str:
        key = (unit.id, locale, last)
        if key not in self._texts:
            self._texts[key] = body(self._standings, unit, messages.load(locale), last)
        return self._texts[key]


def offered(units: Sequence[Unit]) -> tuple[str, ...]:
    """What can be asked for in reply: providers do not chase by message, they come by."""
    given = all(unit.kind is UnitKind.PROVIDER for unit in units)
    return tuple(key for key in OPTIONS if key != "nudge" or not given)


def told_units(campaign: Campaign, liaisons: Liaisons) -> Iterable[tuple[int, list[Unit]]]:
    """Each person and the units she is told of: none that lies within another (a district tells of it).

    A provider is told of what she was given, as one unit outside the tree.
    """
    tree = campaign.units
    for person, grants in liaisons.grants.items():
        units = visible_units(tree, [grant for grant in grants if grant.role in OVER_UNITS])
        ids = {unit.id for unit in units}
        outer = [unit for unit in units if not ids & {above.id for above in tree.chain(unit.id)[1:]}]
        if _given(grants):
            outer.append(given_unit(person, messages.load(liaisons.recipients[person].locale)))
        if outer:
            yield person, outer


def given_unit(person: int, words: Messages) -> Unit:
    """What a provider was given, as a unit outside the tree."""
    return Unit(f"provider:{person}", words.say("digest.given_title"), UnitKind.PROVIDER)


def _given(grants: Iterable[Grant]) -> frozenset[int]:
    """The enterprises a provider was given."""
    own = (one for one in grants if one.role == Role.PROVIDER and one.scope_kind == ENTERPRISE)
    return frozenset(int(one.scope_id) for one in own if one.scope_id.isdecimal())


def windows_open(
    campaign: Campaign, calendar: Calendar, liaisons: Liaisons, local: datetime
) -> Iterable[tuple[int, str]]:
    """Each liaison whose digest could go out now, with its window, before anybody looks at the register."""
    if not campaign.runs_on(local.date()):
        return
    for person, _ in told_units(campaign, liaisons):
        recipient = liaisons.recipients[person]
        last = recipient.last_digest_on(local.tzinfo)
        window = digest_window(campaign, recipient.preference, local, calendar)
        if window is not None and (last is None or last < window.first):
            yield person, window.id
