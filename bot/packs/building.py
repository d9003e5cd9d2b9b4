"""From the raw form to what the rest of the bot uses: questionnaires and names in one locale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.packs.meaning.rules import Rules
from bot.packs.raw import RawChoiceWords, RawPack, RawQuestion, RawQuestionWords, RawSectionWords, RawWording
from bot.questionnaire.model import Choice, GridRow, Question, Questionnaire, Section
from scoring.standard import Standard


@dataclass(frozen=True, slots=True)
class Name:
    """A name and what it stands for, in a sentence (empty where there is none)."""

    name: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """How results are said in one locale.

    `groups`, `levels`, `grades`, `variants` and `flags` are by id or number. `advice` is by question id and
    choice key: what to do to get from that choice to the next.
    """

    locale: str
    title: str
    status_name: str
    intro: str
    standard_note: str
    groups: Mapping[str, Name]
    levels: Mapping[int, Name]
    grades: Mapping[int, Name]
    variants: Mapping[str, Name]
    flags: Mapping[str, Name]
    advice: Mapping[str, Mapping[str, str]]


def build_questionnaire(pack: RawPack, rules: Rules, words: RawWording | None, locale: str) -> Questionnaire:
    """The questionnaire in one locale; without wording, ids and keys stand for themselves."""
    head, said = pack.head, words or RawWording()
    sections = {one: said.section.get(one, RawSectionWords(title=one)) for one in head.sections}
    return Questionnaire(
        id=head.id,
        version=head.version,
        locale=locale,
        title=said.title or head.id,
        intro=said.intro,
        sections=tuple(Section(one, found.title, found.intro) for one, found in sections.items()),
        questions=tuple(_question(one, said.question.get(one.id), rules) for one in pack.questions),
        status=head.status,
        source=head.source,
        licence=head.licence,
        status_name=said.status_name,
        names=_names(said),
    )


def build_wording(words: RawWording, locale: str) -> Wording:
    """The names of results of one locale."""
    return Wording(
        locale=locale,
        title=words.title,
        status_name=words.status_name,
        intro=words.intro,
        standard_note=words.standard_note,
        groups={key: Name(one.name, one.about) for key, one in words.group.items()},
        levels={int(key): Name(one.name, one.meaning) for key, one in words.level.items()},
        grades={int(key): Name(one.name) for key, one in words.grade.items()},
        variants={key: Name(one.name) for key, one in words.variant.items()},
        flags={key: Name(one.name) for key, one in words.flag.items()},
        advice={
            key: {choice: one.advice for choice, one in question.choice.items() if one.advice}
            for key, question in words.question.items()
        },
    )


def name_standard(standard: Standard, words: RawWording) -> Standard:
    """The standard with its names filled in, as far as the wording has them."""
    groups, levels, grades = words.group, words.level, words.grade
    return replace(
        standard,
        note=words.standard_note,
        groups=tuple(
            replace(group, name=groups[group.id].name) if group.id in groups else group
            for group in standard.groups
        ),
        indicators=tuple(
            replace(one, name=words.question[one.id].text) if one.id in words.question else one
            for one in standard.indicators
        ),
        ladder=tuple(
            replace(
                rung,
                level_name=levels[str(rung.level)].name if str(rung.level) in levels else "",
                grade_name=grades[str(rung.grade)].name if str(rung.grade) in grades else "",
            )
            for rung in standard.ladder
        ),
    )


def _question(raw: RawQuestion, words: RawQuestionWords | None, rules: Rules) -> Question:
    said = words or RawQuestionWords(text=raw.id)
    percent = raw.type == "percent"
    return Question(
        id=raw.id,
        type=raw.type,
        section=raw.section,
        text=said.text,
        hint=said.hint,
        help=said.help,
        evidence=said.evidence,
        advice=said.advice,
        choices=tuple(_choice(raw, key, said.words(key), rules) for key in raw.choices),
        rows=tuple(GridRow(key, said.rows.get(key, key)) for key in raw.rows),
        unit="%" if percent else said.unit or raw.unit,
        minimum=Decimal(0) if percent and raw.minimum is None else raw.minimum,
        maximum=Decimal(100) if percent and raw.maximum is None else raw.maximum,
        usual_minimum=raw.usual_minimum,
        usual_maximum=raw.usual_maximum,
        integer=raw.integer,
        min_chosen=raw.min_chosen,
        max_chosen=raw.max_chosen,
        required=raw.required,
        relevant=rules.get(raw.id, "relevant"),
        constraint=rules.get(raw.id, "constraint"),
        constraint_message=said.constraint_message,
        profile=raw.profile,
        synonyms=said.synonyms,
    )


def _choice(raw: RawQuestion, key: str, words: RawChoiceWords | None, rules: Rules) -> Choice:
    said = words or RawChoiceWords(label=key)
    return Choice(
        key=key,
        label=said.label,
        short=said.short,
        exclusive=key in raw.exclusive,
        synonyms=said.synonyms,
        advice=said.advice,
        relevant=rules.get(raw.id, "choice_relevant", key),
    )


def _names(words: RawWording) -> dict[str, str]:
    tables = {table: getattr(words, table) for table in ("group", "level", "grade", "variant", "flag")}
    return {f"{table}.{key}": one.name for table, found in tables.items() for key, one in found.items()}
