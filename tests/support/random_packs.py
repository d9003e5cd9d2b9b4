"""Random raw packs with every feature of the format: sound in shape and complete in words, of no meaning."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from bot.packs.raw import (
    RawChoiceWords,
    RawExample,
    RawExpect,
    RawGroup,
    RawHead,
    RawIndicator,
    RawNameWords,
    RawPack,
    RawQuestion,
    RawQuestionWords,
    RawRung,
    RawSectionWords,
    RawStandard,
    RawVariant,
    RawWording,
)
from scoring.values import JsonValue

# What spreadsheets, XML, lists in cells and formulas might trip over, and plain words of two scripts.
_ODD = "=+-@'\"“；;,、[]{}#%_&<>|\\\n\r\t\x07 　x000D_"
_TEXT = st.text(st.sampled_from(_ODD + "abcXYZ019题目汽车的🙂é"), max_size=24)
WORDS = _TEXT.filter(lambda text: bool(text.strip()))
MAYBE = st.one_of(st.just(""), WORDS)
IDS = st.from_regex(r"[a-z][a-z0-9_-]{0,6}", fullmatch=True)
KEYS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,4}", fullmatch=True)
RULES = st.sampled_from(
    ["", "${a} = 'x'", " . <= 100 ", "selected(${b}, 'x') and\n  (${c} > 2 or ${d} != '')", "(${a} = 1)"]
)
EXACT = st.one_of(
    st.integers(-50, 10**9).map(Fraction),
    st.decimals(-100, 100, places=3).map(Fraction),
    st.fractions(-3, 3, max_denominator=97),
)
DECIMALS = st.one_of(
    st.none(),
    st.integers(-(10**17), 10**17).map(Decimal),
    st.decimals(-(10**6), 10**6, places=4),
)
TYPES = ("single", "multiple", "number", "percent", "yesno", "date", "text", "grid", "file")
_MEASURES = {
    "single": ("ladder", "points"),
    "multiple": ("points", "share"),
    "yesno": ("points",),
    "grid": ("grid",),
    "number": ("bands", "linear"),
    "percent": ("bands", "linear"),
}


@st.composite
def packs(draw: st.DrawFn) -> RawPack:
    """A pack of up to six questions in up to three sections."""
    locales = draw(st.permutations(("zh-CN", "en", "de")))[: draw(st.integers(1, 3))]
    ids = draw(st.lists(IDS, min_size=1, max_size=6, unique=True))
    sections = draw(st.lists(st.one_of(IDS, st.sampled_from(ids)), min_size=1, max_size=3, unique=True))
    sections = sections[: len(ids)]
    homes = [*sections, *[draw(st.sampled_from(sections)) for _ in ids[len(sections) :]]]
    questions = [draw(_question(id_, home)) for id_, home in zip(ids, homes, strict=True)]
    questions.sort(key=lambda question: sections.index(question.section))
    standard = draw(st.one_of(st.none(), _standard(questions)))
    rungs = draw(_rungs()) if standard else ()
    head = RawHead(
        id=draw(IDS),
        version=draw(st.from_regex(r"[0-9]([0-9.-]{0,4}[0-9])?", fullmatch=True)),
        status=draw(st.sampled_from(("official", "reference", "sample"))),
        licence=draw(WORDS),
        source=draw(WORDS),
        default_locale=draw(st.sampled_from(locales)),
        locales=tuple(locales),
        sections=tuple(sections),
        industries=tuple(draw(st.lists(KEYS, max_size=3, unique=True))),
    )
    wording = {locale: draw(_wording(questions, sections, standard, rungs)) for locale in locales}
    examples = draw(st.lists(_example(questions), max_size=3)) if standard else []
    return RawPack(head, tuple(questions), standard, rungs, wording, tuple(examples))


@st.composite
def _question(draw: st.DrawFn, id_: str, section: str) -> RawQuestion:
    type_ = draw(st.sampled_from(TYPES))
    common: dict[str, Any] = {
        "required": draw(st.booleans()),
        "relevant": draw(RULES),
        "constraint": draw(RULES),
        "profile": draw(st.one_of(st.just(""), IDS)),
    }
    if type_ in ("single", "multiple", "grid"):
        keys = draw(
            st.lists(st.one_of(KEYS, st.sampled_from(("yes", "no"))), min_size=2, max_size=4, unique=True)
        )
        common["choices"] = tuple(keys)
        conditions = RULES.filter(bool)
        if type_ != "grid":
            common["choice_relevant"] = draw(st.dictionaries(st.sampled_from(keys), conditions, max_size=2))
        if type_ == "multiple":
            common["exclusive"] = tuple(key for key in keys if draw(st.booleans()))
            common["min_chosen"] = draw(st.integers(0, 2))
            common["max_chosen"] = draw(st.one_of(st.none(), st.integers(0, 4)))
    if type_ == "grid":
        rows = st.one_of(KEYS, KEYS.map(lambda key: f"{id_}_{key}"))
        common["rows"] = tuple(draw(st.lists(rows, min_size=1, max_size=3, unique=True)))
    if type_ in ("number", "percent"):
        names = ("minimum", "maximum", "usual_minimum", "usual_maximum")
        common |= {name: draw(DECIMALS) for name in names}
        common["integer"] = draw(st.booleans())
    if type_ == "number":
        common["unit"] = draw(st.one_of(st.just(""), st.just("%"), WORDS))
    return RawQuestion(id_, section, type_, **common)


@st.composite
def _standard(draw: st.DrawFn, questions: Sequence[RawQuestion]) -> RawStandard:
    names = draw(st.lists(IDS, min_size=1, max_size=4, unique=True))
    groups = [RawGroup(names[0], method=draw(st.sampled_from(("mean", "sum"))))]
    groups += [
        RawGroup(
            name,
            draw(st.sampled_from(names[:place])),
            draw(EXACT),
            draw(st.sampled_from(("mean", "sum", "minimum"))),
            draw(st.sampled_from(("", "dimension", "fused", "industry"))),
        )
        for place, name in enumerate(names[1:], start=1)
    ]
    scorable = [question for question in questions if question.type in _MEASURES and draw(st.booleans())]
    indicators = [draw(_indicator(question, names)) for question in draw(st.permutations(scorable))]
    variants = [
        RawVariant(key, draw(st.dictionaries(st.sampled_from(names), EXACT, max_size=3)))
        for key in draw(st.lists(KEYS, max_size=2, unique=True))
    ]
    return RawStandard(
        unanswered=draw(st.sampled_from(("zero", "exclude"))),
        variant_question=draw(st.one_of(st.just(""), IDS)),
        group=tuple(groups),
        indicator=tuple(indicators),
        variant=tuple(variants),
    )


@st.composite
def _indicator(draw: st.DrawFn, question: RawQuestion, groups: Sequence[str]) -> RawIndicator:
    measure = draw(st.sampled_from(_MEASURES[question.type]))
    keys = ("yes", "no") if question.type == "yesno" else question.choices
    points = {key: draw(EXACT) for key in keys}
    maybe = st.one_of(st.none(), EXACT)
    rest: dict[str, Any] = {}
    match measure:
        case "points":
            rest["points"] = points
            if draw(st.booleans()):
                rest["levels"] = {key: draw(st.integers(0, 5)) for key in keys}
        case "grid":
            rest["columns"] = points
        case "ladder":
            rest["first_level"] = draw(st.one_of(st.none(), st.integers(0, 3)))
        case "linear":
            rest |= {"low": draw(EXACT), "high": draw(EXACT)}
        case "bands":
            rest["bands"] = tuple(draw(st.lists(st.tuples(EXACT, EXACT), min_size=1, max_size=3)))
        case _:
            pass
    bounds = st.lists(st.tuples(EXACT, st.integers(0, 5)), max_size=3)
    return RawIndicator(
        question.id,
        draw(st.sampled_from(groups)),
        measure,
        weight=draw(EXACT),
        flags=tuple(draw(st.lists(KEYS, max_size=2, unique=True))),
        best=draw(maybe),
        level_bounds=tuple(draw(bounds)),
        **rest,
    )


@st.composite
def _rungs(draw: st.DrawFn) -> tuple[RawRung, ...]:
    graded = draw(st.booleans())
    return tuple(
        RawRung(
            level=draw(st.integers(1, 3)),
            grade=place if graded else 0,
            min_score=draw(st.one_of(st.none(), EXACT)),
            above=draw(st.one_of(st.none(), EXACT)),
            gate=draw(st.sampled_from(("", "  score('a') >= 30 \\\n and count-at-least(2) >= 1"))),
        )
        for place in range(1, draw(st.integers(1, 5)))
    )


@st.composite
def _wording(
    draw: st.DrawFn,
    questions: Sequence[RawQuestion],
    sections: Sequence[str],
    standard: RawStandard | None,
    rungs: Sequence[RawRung],
) -> RawWording:
    levels = dict.fromkeys(str(rung.level) for rung in rungs)
    grades = dict.fromkeys(str(rung.grade) for rung in rungs if rung.grade)
    flags = dict.fromkeys(flag for one in (standard.indicator if standard else ()) for flag in one.flags)
    return RawWording(
        title=draw(WORDS),
        status_name=draw(WORDS),
        intro=draw(MAYBE),
        standard_note=draw(WORDS) if standard else "",
        section={id_: RawSectionWords(draw(WORDS), draw(MAYBE)) for id_ in sections},
        question={question.id: draw(_question_words(question)) for question in questions},
        group={
            group.id: RawNameWords(draw(WORDS), about=draw(MAYBE))
            for group in (standard.group if standard else ())
        },
        level={key: RawNameWords(draw(WORDS), meaning=draw(WORDS)) for key in levels},
        grade={key: RawNameWords(draw(WORDS)) for key in grades},
        variant={one.id: RawNameWords(draw(WORDS)) for one in (standard.variant if standard else ())},
        flag={flag: RawNameWords(draw(WORDS)) for flag in flags},
    )


@st.composite
def _question_words(draw: st.DrawFn, question: RawQuestion) -> RawQuestionWords:
    synonyms = st.lists(WORDS, max_size=3).map(tuple)
    labels: dict[str, str] = {}
    more: dict[str, RawChoiceWords] = {}
    for key in question.choices:
        if draw(st.booleans()):
            labels[key] = draw(WORDS)
        else:
            more[key] = RawChoiceWords(draw(WORDS), draw(MAYBE), draw(synonyms), draw(MAYBE))
    return RawQuestionWords(
        text=draw(WORDS),
        hint=draw(MAYBE),
        help=draw(MAYBE),
        evidence=draw(MAYBE),
        advice=draw(MAYBE),
        constraint_message=draw(WORDS) if question.constraint else "",
        unit=draw(MAYBE) if question.unit else "",
        synonyms=draw(synonyms),
        choices=labels,
        choice=more,
        rows={key: draw(WORDS) for key in question.rows},
    )


@st.composite
def _example(draw: st.DrawFn, questions: Sequence[RawQuestion]) -> RawExample:
    answers: dict[str, JsonValue] = {
        question.id: draw(_answer(question)) for question in questions if draw(st.booleans())
    }
    digits = st.from_regex(r"[0-9]{1,2}(\.[0-9]{1,6})?", fullmatch=True)
    return RawExample(
        title=draw(WORDS),
        answers=answers,
        expect=RawExpect(
            score=draw(st.one_of(st.just(""), digits)),
            level=draw(st.one_of(st.none(), st.integers(0, 5))),
            grade=draw(st.one_of(st.none(), st.integers(0, 10))),
            dimensions=draw(st.dictionaries(IDS, digits, max_size=2)),
            unanswered=draw(st.one_of(st.none(), st.lists(IDS, max_size=2, unique=True).map(tuple))),
        ),
    )


def _answer(question: RawQuestion) -> st.SearchStrategy[JsonValue]:
    keys = st.sampled_from(question.choices) if question.choices else st.nothing()
    numbers = st.one_of(st.integers(-(10**6), 10**18), st.decimals(-(10**6), 10**6, places=3))
    given: dict[str, st.SearchStrategy[Any]] = {
        "single": keys,
        "multiple": st.lists(keys, unique=True, max_size=3),
        "grid": st.dictionaries(st.sampled_from(question.rows or ("",)), keys, max_size=3),
        "number": numbers,
        "percent": numbers,
        "yesno": st.booleans(),
        "date": st.dates().map(lambda day: day.isoformat()),
        "file": st.builds(lambda name: {"name": name, "sha256": "0" * 64}, WORDS),
        "text": _TEXT,
    }
    return st.one_of(given[question.type], st.builds(lambda reason: {"na": reason}, WORDS))
