"""The sheets settings, standard, levels, variants, flags and examples of a pack."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from bot.packs.raw import RawExample, RawNameWords, RawPack, RawQuestion
from bot.packs.spreadsheet.choices_columns import SETTINGS
from bot.packs.spreadsheet.columns import Form
from bot.packs.spreadsheet.languages import heading
from bot.packs.spreadsheet.reading.examples import DIMENSION, EXPECT, JSON_BEGINS
from bot.packs.spreadsheet.scoring_columns import EXAMPLES, FLAGS, LEVELS, STANDARD, VARIANTS
from bot.packs.spreadsheet.texts import cell_number, join_pairs, split_ids, split_pairs, write_json
from bot.packs.spreadsheet.writing.draft import Draft, DraftRow
from scoring.values import JsonValue


def settings(pack: RawPack) -> Draft:
    """One row about the whole pack."""
    head = pack.head
    draft = Draft(SETTINGS, head.locales, head.default_locale)
    row = draft.row()
    row.put("form_id", head.id)
    row.put("version", head.version)
    row.put("default_language", heading(head.default_locale))
    row.put("locales", " ".join(head.locales))
    row.put("status", head.status)
    row.put("licence", head.licence)
    row.put("source", head.source)
    row.put("industries", " ".join(head.industries))
    if pack.standard:
        row.put("unanswered", pack.standard.unanswered)
        row.put("variant_question", pack.standard.variant_question)
    for locale, words in pack.wording.items():
        row.tell("form_title", locale, words.title)
        row.tell("status_name", locale, words.status_name)
        row.tell("intro", locale, words.intro)
        row.tell("standard_note", locale, words.standard_note)
    return draft


def standard(pack: RawPack) -> list[Draft]:
    """The sheets of the standard; none when the pack is not scored."""
    if pack.standard is None:
        return []
    return [_groups(pack), _levels(pack), _variants(pack), _flags(pack)]


def examples(pack: RawPack) -> Draft:
    """A column for each worked example."""
    draft = _draft(EXAMPLES, pack)
    names = [str(number) for number in range(1, len(pack.examples) + 1)]
    columns = dict(zip(names, pack.examples, strict=True))
    _result(draft, "title", {name: one.title for name, one in columns.items()})
    _result(draft, "score", {name: one.expect.score for name, one in columns.items()})
    for key in ("level", "grade"):
        _result(draft, key, {name: getattr(one.expect, key) for name, one in columns.items()})
    for dimension in dict.fromkeys(id_ for one in pack.examples for id_ in one.expect.dimensions):
        found = {name: one.expect.dimensions.get(dimension, "") for name, one in columns.items()}
        _result(draft, DIMENSION.removeprefix(EXPECT) + dimension, found)
    _result(draft, "unanswered", {name: _unanswered(one) for name, one in columns.items()})
    for question in pack.questions:
        given = {
            name: one.answers[question.id] for name, one in columns.items() if question.id in one.answers
        }
        if given:
            row = draft.row()
            row.put("item", question.id)
            for name, value in given.items():
                row.values[name, ""] = _answer(question, value)
    return draft


def _draft(form: Form, pack: RawPack) -> Draft:
    return Draft(form, pack.head.locales, pack.head.default_locale)


def _name(row: DraftRow, pack: RawPack, table: str, key: str, columns: Mapping[str, str]) -> None:
    """Fill the names of an id: `columns` is the column of each part of its wording."""
    for locale, words in pack.wording.items():
        said = getattr(words, table).get(key, RawNameWords())
        for part, column in columns.items():
            row.tell(column, locale, getattr(said, part))


def _groups(pack: RawPack) -> Draft:
    draft = _draft(STANDARD, pack)
    for group in pack.standard.group if pack.standard else ():
        row = draft.row()
        row.put("id", group.id)
        row.put("parent", group.parent)
        row.put("weight", group.weight if group.parent or group.weight != 1 else None)
        row.put("method", group.method)
        row.put("role", group.role)
        _name(row, pack, "group", group.id, {"name": "name", "about": "about"})
    return draft


def _levels(pack: RawPack) -> Draft:
    draft = _draft(LEVELS, pack)
    seen: set[int] = set()
    for rung in pack.rungs:
        row = draft.row()
        row.put("level", rung.level)
        row.put("grade", rung.grade or None)
        row.put("min_score", rung.min_score)
        row.put("above", rung.above)
        row.put("gate", rung.gate)
        columns = {"name": "level_name"} | ({} if rung.level in seen else {"meaning": "meaning"})
        _name(row, pack, "level", str(rung.level), columns)
        if rung.grade:
            _name(row, pack, "grade", str(rung.grade), {"name": "grade_name"})
        seen.add(rung.level)
    return draft


def _variants(pack: RawPack) -> Draft:
    draft = _draft(VARIANTS, pack)
    for variant in pack.standard.variant if pack.standard else ():
        row = draft.row()
        row.put("id", variant.id)
        _name(row, pack, "variant", variant.id, {"name": "name"})
        for node, weight in variant.weights.items():
            row.put(f"{VARIANTS.prefix}{node}", weight)
    return draft


def _flags(pack: RawPack) -> Draft:
    draft = _draft(FLAGS, pack)
    for flag in dict.fromkeys(flag for words in pack.wording.values() for flag in words.flag):
        row = draft.row()
        row.put("id", flag)
        _name(row, pack, "flag", flag, {"name": "name"})
    return draft


def _result(draft: Draft, name: str, values: Mapping[str, str | int | None]) -> None:
    if any(value not in (None, "") for value in values.values()):
        row = draft.row()
        row.put("item", EXPECT + name)
        for column, value in values.items():
            row.put(column, value)


def _unanswered(example: RawExample) -> str:
    listed = example.expect.unanswered
    return "" if listed is None else " ".join(listed) or "[]"


def _answer(question: RawQuestion, value: JsonValue) -> str | int | float:
    """An answer as a person would write it where that is read back as itself, else in JSON."""
    match question.type, value:
        case "multiple", list() if value and all(isinstance(one, str) for one in value):
            text = " ".join(str(one) for one in value)
            return text if list(split_ids(text)) == value else write_json(value)
        case "grid", dict() if value and all(isinstance(one, str) for one in value.values()):
            return _pairs({key: str(one) for key, one in value.items()})
        case "yesno", bool():
            return "yes" if value else "no"
        case "number" | "percent", int() | Decimal() if not isinstance(value, bool):
            return cell_number(f"{Decimal(value):f}")
        case "single" | "text" | "date", str() if value.strip() and not value.startswith(JSON_BEGINS):
            return value
        case _:
            return write_json(value)


def _pairs(value: Mapping[str, str]) -> str:
    text = join_pairs(value.items())
    try:
        same = split_pairs(text) == tuple(value.items())
    except ValueError:  # a reason why it is not applicable, not rows and columns
        same = False
    return text if same else write_json(dict(value))
