"""From the bytes of a workbook to a pack's raw form, its problems and notices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.packs.places import Place
from bot.packs.raw import RawHead, RawPack, RawSectionWords, RawWording
from bot.packs.spreadsheet.places import CellPlace, SheetReport
from bot.packs.spreadsheet.reading.examples import read_examples
from bot.packs.spreadsheet.reading.indicators import uses_levels, uses_points
from bot.packs.spreadsheet.reading.levels import grade_words, level_words, read_rungs
from bot.packs.spreadsheet.reading.lists import Lists
from bot.packs.spreadsheet.reading.outline import SECTION_SUFFIX, Drafted, Outline, build_outline
from bot.packs.spreadsheet.reading.questions import Read, read_question
from bot.packs.spreadsheet.reading.scoring import Scoring
from bot.packs.spreadsheet.reading.settings import read_head, top_words
from bot.packs.spreadsheet.reading.source import Source, open_source
from bot.packs.spreadsheet.reading.wording import needed, note_text, question_words
from bot.packs.spreadsheet.tables import refuse_others

UNGROUPED = "questions"  # the section of questions outside any labelled group


def read_workbook(content: bytes, name: str, report: SheetReport) -> RawPack | None:
    """The raw form of the pack in a workbook; `name` is the file's, for messages and as a fall-back id.

    None when it has no survey. Everything wrong is noted; what is read is whole only if nothing is.
    """
    source = open_source(content, name, report)
    if "survey" not in source.tables:
        return None
    outline = build_outline(source.rows("survey"), report)
    lists = Lists(source)
    sections = _sections(outline)
    reads = [
        read
        for section, drafted in sections.items()
        for asked in drafted.asked
        if (read := read_question(asked, section, lists)) is not None
    ]
    _check_once(reads, outline, source)
    _check_lists(lists, reads, source)
    scoring = Scoring(source, [read.counted for read in reads if read.counted])
    head = read_head(source, tuple(sections))
    questions = {read.raw.id: read.raw for read in reads}
    wording = _Wording(source, outline, sections, reads, scoring)
    return RawPack(
        head=head,
        questions=tuple(questions.values()),
        standard=scoring.standard,
        rungs=read_rungs(source),
        wording={locale: wording.of(head, locale) for locale in head.locales},
        examples=read_examples(source, questions),
    )


@dataclass(frozen=True, slots=True)
class _Wording:
    """What has words."""

    source: Source
    outline: Outline
    sections: Mapping[str, Drafted]
    reads: list[Read]
    scoring: Scoring

    def of(self, head: RawHead, locale: str) -> RawWording:
        top = top_words(self.source, head, locale, self.outline, scored=self.scoring.standard is not None)
        return replace(
            top,
            section={id_: _section_words(one, locale, top.title) for id_, one in self.sections.items()},
            question={read.raw.id: question_words(read, locale) for read in self.reads},
            group=self.scoring.group_words(locale),
            level=level_words(self.source, locale),
            grade=grade_words(self.source, locale),
            variant=self.scoring.variant_words(locale),
            flag=self.scoring.flag_words(locale),
        )


def _section_words(section: Drafted, locale: str, title: str) -> RawSectionWords:
    titles = [needed(group, "label", locale) for group in section.groups]
    place: Place = section.groups[-1].place("label", locale) if section.groups else CellPlace("survey")
    return RawSectionWords(" · ".join(titles) or title, note_text(section.notes, locale), place=place)


def _sections(outline: Outline) -> dict[str, Drafted]:
    found: dict[str, Drafted] = {}
    for drafted in outline.sections:
        id_ = UNGROUPED
        if drafted.groups:
            group = drafted.groups[-1]
            id_ = group.ident("name", fold=True).removesuffix(SECTION_SUFFIX)
            if not group.has("name"):
                group.note("SHEET-CELL-009", "this group has no name.", "Give it an id.", "name")
        number, base = 1, id_ or UNGROUPED
        while id_ in found or not id_:
            number += 1
            id_ = f"{base}_{number}"
        found[id_] = drafted
    return found


def _check_once(reads: list[Read], outline: Outline, source: Source) -> None:
    """Ids of questions are unique, and there are some."""
    first: dict[str, Read] = {}
    for read in reads:
        same = first.setdefault(read.raw.id, read)
        if same is not read:
            message = f"“{read.raw.id}” is in row {same.asked.row.number} already."
            read.asked.row.note("SHEET-ROW-004", message, "Give each question its own name.", "name")
    if not any(True for _ in outline.asked()) and not source.report.problems:
        message = "the sheet survey has no question."
        source.report.add("SHEET-FILE-004", source.place("survey"), message, "Add a row for each question.")


def _check_lists(lists: Lists, reads: list[Read], source: Source) -> None:
    """Lists nobody uses, columns nobody compares, points nobody earns."""
    lists.check_unused()
    table = source.tables.get("choices")
    if table:
        refuse_others(table, source.report, frozenset(lists.compared))
    for one in lists.lists.values():
        users = [read.counted for read in reads if read.choices is one]
        for column, uses in (("points", uses_points), ("level", uses_levels)):
            given = [row for row in one.rows.values() if row.has(column)]
            if users and given and not any(uses(counted) for counted in users):
                message = f"the {column} of list “{one.name}” are used by no question."
                remedy = "Give its question a dimension and the measure points, or clear them."
                given[0].note("SHEET-SCORE-002", message, remedy, column)
