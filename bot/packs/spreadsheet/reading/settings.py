"""The sheet settings: who made the pack, its languages, the words about the whole of it."""

from __future__ import annotations

from pathlib import PurePath

from bot.packs.places import Place
from bot.packs.raw import RawHead, RawWording
from bot.packs.readers import ident, locale, version
from bot.packs.spreadsheet import phrases
from bot.packs.spreadsheet.choices_columns import SETTINGS, STATUSES
from bot.packs.spreadsheet.places import CellPlace
from bot.packs.spreadsheet.reading.outline import Outline
from bot.packs.spreadsheet.reading.source import Source
from bot.packs.spreadsheet.reading.wording import note_text
from bot.packs.spreadsheet.rows import Row
from bot.questionnaire.problems import did_you_mean

_BOT_SPEAKS = ("zh-CN", "en")


def read_head(source: Source, sections: tuple[str, ...]) -> RawHead:
    """The head of the pack; what settings leave open is filled in, and said."""
    row = source.first("settings")
    place = _place(row) if row else CellPlace("settings")
    _check_one_row(source)
    _check_languages(source, place)
    return RawHead(
        id=_id(source, row),
        version=_version(source, row),
        status=row.word("status", STATUSES, "sample") if row else "sample",
        licence=row.text("licence") if row else "",
        source=(row.text("source") if row else "") or f"Imported from {source.name}.",
        default_locale=source.languages.default,
        locales=source.languages.every,
        sections=sections,
        industries=row.ids("industries") if row else (),
        place=place,
    )


def top_words(source: Source, head: RawHead, locale: str, outline: Outline, *, scored: bool) -> RawWording:
    """Title, status, intro and note of one language."""
    row = source.first("settings")
    said = {name: row.text(name, locale) if row else "" for name in ("status_name", "intro", "standard_note")}
    intro = [part for part in (said["intro"], note_text(outline.opening, locale)) if part]
    note = said["standard_note"] or (phrases.standard_note(head.status, locale) if scored else "")
    return RawWording(
        title=_title(source, row, head, locale),
        status_name=said["status_name"] or phrases.status_name(head.status, locale),
        intro="\n".join(intro),
        standard_note=note,
        place=row.place("form_title", locale) if row else CellPlace("settings"),
    )


def _title(source: Source, row: Row | None, head: RawHead, locale: str) -> str:
    """The title, in the default language where this one has none."""
    titles = (row.text("form_title", one) for one in (locale, source.languages.default)) if row else ()
    return next((title for title in titles if title), "") or head.id


def _id(source: Source, row: Row | None) -> str:
    if row and row.has("form_id"):
        return row.ident("form_id", fold=True)
    stem = "".join(
        one if one.isalnum() and one.isascii() else "-" for one in PurePath(source.name).stem.lower()
    )
    stem = stem.strip("-")
    place = row.place("form_id") if row else CellPlace("settings")
    if ident(stem, Place(""), type(source.report)()) is None:
        remedy = (
            "Add a sheet settings with a column form_id: a lower-case letter, then letters, digits, - or _."
        )
        source.report.add("SHEET-CELL-009", place, "the form has no form_id.", remedy)
        return ""
    message = f"there is no form_id; “{stem}”, from the file's name, is taken."
    source.report.add("SHEET-NOTICE-007", place, message, "Fill in form_id to call it otherwise.")
    return stem


def _version(source: Source, row: Row | None) -> str:
    found = row.text("version") if row else ""
    if not found:
        place = row.place("version") if row else CellPlace("settings")
        source.report.add("SHEET-NOTICE-007", place, "there is no version; “1” is taken.", "Fill in version.")
        return "1"
    if row and version(found, Place(""), type(source.report)()) is None:
        better = "-".join(found.split()).strip(".-")
        remedy = f"Write for example “{better}”: letters, digits, dots and hyphens."
        row.note("SHEET-CELL-005", f"“{found}” is no version.", remedy, "version")
    return found


def _check_one_row(source: Source) -> None:
    for row in list(source.rows("settings"))[1:]:
        row.note("SHEET-CELL-008", "settings has one row only.", "Delete this row.")


def _check_languages(source: Source, place: Place) -> None:
    for one in source.languages.every:
        if locale(one, Place(""), type(source.report)()) is None:
            remedy = did_you_mean(one, _BOT_SPEAKS) or "Write for example zh-CN or en."
            source.report.add("SHEET-HEAD-006", place / "locales", f"“{one}” is no language code.", remedy)
        elif one not in _BOT_SPEAKS:
            message = (
                f"the bot's own words are not there in {one}: only people who read zh-CN or en can answer."
            )
            remedy = "Give the form one of these languages, best as default_language."
            source.report.add("SHEET-NOTICE-008", place / "locales", message, remedy)


def _place(row: Row) -> CellPlace:
    default = row.table.default
    parts: dict[str, Place] = {one.held: row.place(one.name, default) for one in SETTINGS.columns}
    return row.place("form_id").holding(parts)
