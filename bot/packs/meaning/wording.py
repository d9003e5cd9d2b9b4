"""Wording: complete in every locale, and of nothing that is not there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from unicodedata import east_asian_width

from bot.packs.places import Place
from bot.packs.raw import RawPack, RawQuestion, RawQuestionWords, RawWording
from bot.packs.report import Report
from bot.questionnaire.problems import did_you_mean

# Eight Chinese characters; the narrowest channel's button.
MAX_SHORT = 16


def check_wording(pack: RawPack, words: RawWording, report: Report) -> None:
    """Note what one locale's wording lacks and what it words in vain."""
    for key, needed in _top(pack):
        if needed and not getattr(words, key):
            _missing(key, words.place, report)
    _check_names(pack, words, report)
    for question in pack.questions:
        found = words.question.get(question.id)
        if found is None:
            _missing(f"question.{question.id}", words.place, report)
        else:
            _check_question(question, found, report)


def expected_names(pack: RawPack) -> dict[str, tuple[str, ...]]:
    """The ids that need wording, by table of the locale files; questions apart."""
    standard = pack.standard
    rungs = pack.rungs
    return {
        "section": pack.head.sections,
        "group": tuple(group.id for group in standard.group) if standard else (),
        "level": tuple(dict.fromkeys(str(rung.level) for rung in rungs)),
        "grade": tuple(dict.fromkeys(str(rung.grade) for rung in rungs if rung.grade)),
        "variant": tuple(variant.id for variant in standard.variant) if standard else (),
        "flag": tuple(dict.fromkeys(flag for one in standard.indicator for flag in one.flags))
        if standard
        else (),
    }


def _top(pack: RawPack) -> Iterator[tuple[str, bool]]:
    yield "title", True
    yield "status_name", True
    yield "standard_note", pack.standard is not None


def _missing(key: str, place: Place, report: Report) -> None:
    report.add(
        "PACK-WORDING-001", place, f"{key} has no wording.", f"Word {key} in one of this locale's files."
    )


def _check_names(pack: RawPack, words: RawWording, report: Report) -> None:
    for table, expected in expected_names(pack).items():
        found: Mapping[str, object] = getattr(words, table)
        needed = {"section": ("title",), "level": ("name", "meaning")}.get(table, ("name",))
        for name in expected:
            if name not in found:
                _missing(f"{table}.{name}", words.place, report)
                continue
            entry = found[name]
            for key in needed:
                if not getattr(entry, key):
                    _missing(f"{table}.{name}.{key}", _place(entry), report)
        _check_unknown(table, found, expected, report)
    _check_unknown("question", words.question, [question.id for question in pack.questions], report)


def _check_unknown(table: str, found: Mapping[str, object], known: Collection[str], report: Report) -> None:
    for name, entry in found.items():
        if name not in known:
            remedy = did_you_mean(name, known) or "Remove it."
            report.add("PACK-WORDING-002", _place(entry), f"there is no {table} “{name}”.", remedy)


def _place(entry: object) -> Place:
    place = getattr(entry, "place", None)
    return place if isinstance(place, Place) else Place("")


def _check_question(question: RawQuestion, words: RawQuestionWords, report: Report) -> None:
    if not words.text:
        _missing(f"question.{question.id}.text", words.place, report)
    if question.constraint and not words.constraint_message:
        _missing(f"question.{question.id}.constraint_message", words.place, report)
    for row in question.rows:
        if not words.rows.get(row):
            _missing(f"question.{question.id}.rows.{row}", words.place, report)
    _check_needless(question, words, report)
    _check_choices(question, words, report)


def _check_needless(question: RawQuestion, words: RawQuestionWords, report: Report) -> None:
    if words.constraint_message and not question.constraint:
        message = f"question {question.id} has no constraint to explain."
        report.add("PACK-WORDING-002", words.place / "constraint_message", message, "Remove it.")
    if words.unit and not question.unit:
        message = f"question {question.id} has no unit."
        report.add("PACK-WORDING-002", words.place / "unit", message, "Add a unit to the question itself.")
    known = {"rows": question.rows, "choices": question.choices, "choice": question.choices}
    for key, names in known.items():
        for name in getattr(words, key):
            if name not in names:
                remedy = did_you_mean(name, names) or "Remove it."
                place = words.place / key / name
                report.add("PACK-WORDING-002", place, f"question {question.id} has no “{name}”.", remedy)


def _check_choices(question: RawQuestion, words: RawQuestionWords, report: Report) -> None:
    for both in sorted(set(words.choices) & set(words.choice)):
        place = words.place / "choice" / both
        message = f"choice “{both}” is worded in “choices” too."
        report.add("PACK-SHAPE-007", place, message, "Keep one of them.")
    labels: dict[str, str] = {}
    for key in question.choices:
        choice = words.words(key)
        if choice is None or not choice.label:
            _missing(f"question.{question.id}.choices.{key}", words.place, report)
            continue
        same = labels.setdefault(choice.label.strip().casefold(), key)
        if same != key:
            message = f"choices “{same}” and “{key}” have the same label."
            report.add("PACK-WORDING-004", words.place, message, "Word them differently.")
        if width(choice.short) > MAX_SHORT:
            place = words.place / "choice" / key / "short"
            message = f"“{choice.short}” is {width(choice.short)} columns wide; {MAX_SHORT} fit a button."
            report.add("PACK-WORDING-003", place, message, "Shorten it: 8 Chinese characters, 16 Latin ones.")


def width(text: str) -> int:
    """How many columns a text takes: two for a Chinese character, one for a Latin letter."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
