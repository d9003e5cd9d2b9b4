"""The files of a digest: its list, its picture, its Word file; each made when somebody asks for it.

A digest names them by references (`made:list:17:2024-10-14:310117`), which cost nothing until a channel
sends the file or somebody opens its link. Whether the person may see the unit is asked at that moment.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from threading import Lock

from bot import messages
from bot.campaign.curve import curve
from bot.campaign.digest import RANKED
from bot.campaign.model import Unit, UnitKind
from bot.campaign.pace_text import forecast_text, percent
from bot.campaign.standings import Standings
from bot.clock import Clock
from bot.conversation.prompt import Attachment, AttachmentKind
from bot.messages import Messages
from bot.reports.digest_document import Basis, render_digest
from bot.reports.digest_picture import CoursePicture, course_picture
from bot.services.access import OVERSEERS, Authority, Role, authority_of
from bot.services.campaigning import Campaigning
from bot.services.enterprise_sheet import codes_of, workbook
from bot.services.library import Library
from bot.services.listing import selected
from storage.engine import Database
from storage.repositories.scope import EVERYTHING
from storage.unit_of_work import UnitOfWork

MADE = "made"
_PARTS = 5
_KEPT = 32  # pictures and Word files of the last units asked for: liaisons of a unit get the same
_FRESH = 600  # seconds: what is asked for later on the same day is made anew
_ROLES = OVERSEERS | {Role.PROVIDER}


class Kind(StrEnum):
    """What is made."""

    LIST = "list"
    PICTURE = "picture"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Reference:
    """A file that can be made: what, for which person, as of which day, of which unit (empty: all hers)."""

    kind: Kind
    person: int
    on: date
    unit: str = ""

    def __str__(self) -> str:
        return f"{MADE}:{self.kind}:{self.person}:{self.on.isoformat()}:{self.unit}"

    @classmethod
    def read(cls, text: str) -> Reference | None:
        """The reference a text is, or None."""
        parts = text.split(":", _PARTS - 1)
        if len(parts) != _PARTS or parts[0] != MADE or parts[1] not in set(Kind):
            return None
        try:
            return cls(Kind(parts[1]), int(parts[2]), date.fromisoformat(parts[3]), parts[4])
        except ValueError:
            return None


class DigestFiles:
    """Makes the files of digests. Safe to share between threads."""

    def __init__(self, database: Database, campaigning: Campaigning, library: Library, clock: Clock) -> None:
        self._clock = clock
        self._database = database
        self._campaigning = campaigning
        self._library = library
        self._lock = Lock()
        self._made: OrderedDict[tuple[Reference, str, int], bytes] = OrderedDict()

    def content(self, text: str) -> bytes | None:
        """The file behind a reference; None when it is none, or not the person's to see (any more)."""
        reference = Reference.read(text)
        if reference is None:
            return None
        with self._database.read() as work:
            person = work.people.get(reference.person)
            tree = self._campaigning.campaign.units
            authority = authority_of(work, reference.person, tree).narrowed(_ROLES)
            if person is None or not authority.holdings:
                return None
            if reference.unit and reference.unit not in authority.visible:
                return None
            words = messages.load(person.locale)
            if reference.kind is Kind.LIST:
                return self._list(work, reference, authority, words)
            unit = tree.by_id.get(reference.unit)
            if unit is None or (reference.kind is Kind.WORD and unit.kind not in RANKED):
                return None
            return self._drawn(work, reference, unit, words)

    def _drawn(self, work: UnitOfWork, reference: Reference, unit: Unit, words: Messages) -> bytes:
        lately = int(self._clock.now().timestamp() // _FRESH)
        key = (Reference(reference.kind, 0, reference.on, reference.unit), words.locale, lately)
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
                return self._made[key]
        if reference.kind is Kind.WORD:
            made = self.document(self._campaigning.standings_in(work, reference.on), unit, words)
        else:
            made = self.drawing(self._campaigning.standings_of(work, unit, reference.on), unit, words)
        with self._lock:
            self._made[key] = made
            while len(self._made) > _KEPT:
                self._made.popitem(last=False)
        return made

    def document(self, standings: Standings, unit: Unit, words: Messages) -> bytes:
        """The Word digest of a district or the city."""
        pack = self._library.default()
        wording = pack.wording(self._library.questionnaire(pack, words.locale).locale)
        basis = Basis(wording.status_name, wording.title, pack.version)
        return render_digest(standings, unit, basis, words).data

    def drawing(self, standings: Standings, unit: Unit, words: Messages) -> bytes:
        """The unit's course as a picture."""
        say, pace = words.say, standings.pace(unit)
        verified = standings.campaign.counts_when == "verified"
        weekday = words.variants("digest.weekdays")[standings.on.weekday()]
        pack = self._library.default()
        status = pack.wording(self._library.questionnaire(pack, words.locale).locale).status_name
        basis = say("digest_file.verified" if verified else "digest_file.self_reported")
        under_way = pace.remaining and pace.needed is not None
        return course_picture(
            curve(standings, unit),
            CoursePicture(
                title=unit.name,
                date=say("digest_file.date", date=standings.on.isoformat(), weekday=weekday),
                figure=say(
                    "digest_file.figure",
                    done=pace.done,
                    target=pace.target.total,
                    percent=percent(pace.done, pace.target.total),
                    remaining=pace.remaining,
                ),
                said=forecast_text(pace, words).lstrip("；; ") if under_way else "",
                legend=(say("digest_file.needed"), say("digest_file.done"), say("digest_file.expected")),
                months=words.variants("digest_file.months"),
                foot=say("digest_file.foot", labels=say("digest_file.labels", status=status, basis=basis)),
            ),
        )

    def enterprises(self, standings: Standings, unit: Unit, words: Messages) -> bytes:
        """The unit's enterprises as a workbook, in the order they are worked down."""
        members = selected(standings.members(unit), standings.on)
        with self._database.read() as work:
            codes = codes_of(work, EVERYTHING)
        return workbook(members, codes, standings.campaign.units, standings.on, words)

    def _list(self, work: UnitOfWork, reference: Reference, authority: Authority, words: Messages) -> bytes:
        unit = authority.visible[reference.unit] if reference.unit else None
        scope = authority.over(unit) if unit else authority.scope
        members = selected(self._campaigning.progress_in(work, scope), reference.on)
        return workbook(members, codes_of(work, scope), authority.tree, reference.on, words)


def digest_files(person: int, units: Sequence[Unit], on: date, words: Messages) -> tuple[Attachment, ...]:
    """What goes with a digest of these units: the picture of the first; the city's page, else the list.

    What a provider was given has no course of its own: the list alone.
    """
    first, *more = units
    if first.kind is UnitKind.PROVIDER:
        return (list_of(person, None, on, words),)
    if first.kind is UnitKind.CITY:
        return (picture_of(person, first, on, words), word_of(person, first, on, words))
    return (picture_of(person, first, on, words), list_of(person, None if more else first, on, words))


def picture_of(person: int, unit: Unit, on: date, words: Messages) -> Attachment:
    """A unit's course as a picture."""
    reference = Reference(Kind.PICTURE, person, on, unit.id)
    return _named(AttachmentKind.PICTURE, "picture_name", reference, unit, words)


def list_of(person: int, unit: Unit | None, on: date, words: Messages) -> Attachment:
    """The enterprises of a unit, or of all the person sees, as a workbook."""
    reference = Reference(Kind.LIST, person, on, unit.id if unit else "")
    return _named(AttachmentKind.DOCUMENT, "list_name", reference, unit, words)


def word_of(person: int, unit: Unit, on: date, words: Messages) -> Attachment:
    """A district's or the city's digest as a Word file; made only of those."""
    return _named(AttachmentKind.DOCUMENT, "name", Reference(Kind.WORD, person, on, unit.id), unit, words)


def _named(
    kind: AttachmentKind, name: str, reference: Reference, unit: Unit | None, words: Messages
) -> Attachment:
    named = unit.name if unit else words.say("digest_file.all_units")
    said = words.say(f"digest_file.{name}", unit=named, date=reference.on.isoformat())
    return Attachment(kind, said, str(reference))
