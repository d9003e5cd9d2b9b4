"""A pack as written: one dataclass for each table of the format. `bot.packs.meaning` says what it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from bot.packs.places import NOWHERE, Place
from scoring.values import JsonValue


@dataclass(frozen=True, slots=True)
class RawHead:
    """pack.toml."""

    id: str
    version: str
    status: str
    licence: str
    source: str
    default_locale: str
    locales: tuple[str, ...]
    sections: tuple[str, ...]
    industries: tuple[str, ...] = ()
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class RawQuestion:
    """One [[question]] of questions/*.toml: structure, no wording."""

    id: str
    section: str
    type: str
    choices: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    exclusive: tuple[str, ...] = ()
    choice_relevant: Mapping[str, str] = field(default_factory=dict)
    min_chosen: int = 0
    max_chosen: int | None = None
    unit: str = ""
    integer: bool = False
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    usual_minimum: Decimal | None = None
    usual_maximum: Decimal | None = None
    required: bool = False
    relevant: str = ""
    constraint: str = ""
    profile: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class RawGroup:
    """One [[group]] of standard.toml."""

    id: str
    parent: str = ""
    weight: Fraction = Fraction(1)
    method: str = "mean"
    role: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class RawIndicator:
    """One [[indicator]] of standard.toml; which of the optional keys it has depends on its measure."""

    question: str
    parent: str
    measure: str
    weight: Fraction = Fraction(1)
    flags: tuple[str, ...] = ()
    best: Fraction | None = None
    first_level: int | None = None
    points: Mapping[str, Fraction] = field(default_factory=dict)
    levels: Mapping[str, int] = field(default_factory=dict)
    columns: Mapping[str, Fraction] = field(default_factory=dict)
    bands: tuple[tuple[Fraction, Fraction], ...] = ()
    low: Fraction | None = None
    high: Fraction | None = None
    level_bounds: tuple[tuple[Fraction, int], ...] = ()
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class RawVariant:
    """One [[variant]] of standard.toml."""

    id: str
    weights: Mapping[str, Fraction]
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class RawStandard:
    """standard.toml."""

    unanswered: str = "zero"
    variant_question: str = ""
    group: tuple[RawGroup, ...] = ()
    indicator: tuple[RawIndicator, ...] = ()
    variant: tuple[RawVariant, ...] = ()
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class RawRung:
    """One [[rung]] of levels.toml."""

    level: int
    grade: int = 0
    min_score: Fraction | None = None
    above: Fraction | None = None
    gate: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class RawSectionWords:
    """Wording of a section."""

    title: str = ""
    intro: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class RawChoiceWords:
    """Wording of a choice, where there is more to say than its label."""

    label: str = ""
    short: str = ""
    synonyms: tuple[str, ...] = ()
    advice: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class RawQuestionWords:
    """Wording of a question; a choice is worded in `choices` or in `choice`, not in both.

    `advice` is for questions without choices, and for choices that have none of their own.
    """

    text: str = ""
    hint: str = ""
    help: str = ""
    evidence: str = ""
    advice: str = ""
    constraint_message: str = ""
    unit: str = ""
    synonyms: tuple[str, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    choice: Mapping[str, RawChoiceWords] = field(default_factory=dict)
    rows: Mapping[str, str] = field(default_factory=dict)
    place: Place = field(default=NOWHERE, compare=False, repr=False)

    def words(self, key: str) -> RawChoiceWords | None:
        """The wording of one choice, however it was written; None when there is none."""
        if key in self.choice:
            return self.choice[key]
        return RawChoiceWords(self.choices[key]) if key in self.choices else None


@dataclass(frozen=True, slots=True)
class RawNameWords:
    """Wording of a group, level, grade, variant or flag. `about` is for groups, `meaning` for levels."""

    name: str = ""
    about: str = ""
    meaning: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class RawWording:
    """All wording of one locale."""

    title: str = ""
    status_name: str = ""
    intro: str = ""
    standard_note: str = ""
    section: Mapping[str, RawSectionWords] = field(default_factory=dict)
    question: Mapping[str, RawQuestionWords] = field(default_factory=dict)
    group: Mapping[str, RawNameWords] = field(default_factory=dict)
    level: Mapping[str, RawNameWords] = field(default_factory=dict)
    grade: Mapping[str, RawNameWords] = field(default_factory=dict)
    variant: Mapping[str, RawNameWords] = field(default_factory=dict)
    flag: Mapping[str, RawNameWords] = field(default_factory=dict)
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class RawExpect:
    """What a worked example must give; what is left out is not compared."""

    score: str = ""
    level: int | None = None
    grade: int | None = None
    dimensions: Mapping[str, str] = field(default_factory=dict)
    unanswered: tuple[str, ...] | None = None
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class RawExample:
    """One file of examples/."""

    title: str
    answers: Mapping[str, JsonValue]
    expect: RawExpect
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class RawPack:
    """A whole pack as written. Without `standard` it is asked and not scored."""

    head: RawHead
    questions: tuple[RawQuestion, ...] = ()
    standard: RawStandard | None = None
    rungs: tuple[RawRung, ...] = ()
    wording: Mapping[str, RawWording] = field(default_factory=dict)
    examples: tuple[RawExample, ...] = ()
