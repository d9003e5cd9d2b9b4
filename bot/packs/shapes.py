"""The strict reader of each table of the format: its keys and what each may hold."""

from __future__ import annotations

from bot.packs.raw import (
    RawChoiceWords,
    RawExample,
    RawExpect,
    RawGroup,
    RawHead,
    RawIndicator,
    RawNameWords,
    RawQuestion,
    RawQuestionWords,
    RawRung,
    RawSectionWords,
    RawStandard,
    RawVariant,
    RawWording,
)
from bot.packs.readers import (
    Shape,
    anything,
    choice_key,
    exact,
    exact_text,
    flag,
    ident,
    list_of,
    locale,
    number,
    pairs_of,
    table_of,
    text,
    version,
    whole,
    word,
)
from bot.questionnaire.question_types.registry import REGISTRY

MEASURES = ("ladder", "points", "share", "grid", "bands", "linear")

HEAD = Shape(
    RawHead,
    {
        "id": ident,
        "version": version,
        "status": word("official", "reference", "sample"),
        "licence": text,
        "source": text,
        "default_locale": locale,
        "locales": list_of(locale),
        "sections": list_of(ident),
        "industries": list_of(choice_key),
    },
)
QUESTION = Shape(
    RawQuestion,
    {
        "id": ident,
        "section": ident,
        "type": word(*REGISTRY),
        "choices": list_of(choice_key),
        "rows": list_of(choice_key),
        "exclusive": list_of(choice_key),
        "choice_relevant": table_of(text),
        "min_chosen": whole,
        "max_chosen": whole,
        "unit": text,
        "integer": flag,
        "minimum": number,
        "maximum": number,
        "usual_minimum": number,
        "usual_maximum": number,
        "required": flag,
        "relevant": text,
        "constraint": text,
        "profile": text,
    },
    naming="id",
)
GROUP = Shape(
    RawGroup,
    {
        "id": ident,
        "parent": ident,
        "weight": exact,
        "method": word("mean", "sum", "minimum"),
        "role": word("dimension", "fused", "industry", ""),
    },
    naming="id",
)
INDICATOR = Shape(
    RawIndicator,
    {
        "question": ident,
        "parent": ident,
        "measure": word(*MEASURES),
        "weight": exact,
        "flags": list_of(choice_key),
        "best": exact,
        "first_level": whole,
        "points": table_of(exact),
        "levels": table_of(whole),
        "columns": table_of(exact),
        "bands": pairs_of(exact, exact),
        "low": exact,
        "high": exact,
        "level_bounds": pairs_of(exact, whole),
    },
    naming="question",
)
VARIANT = Shape(RawVariant, {"id": choice_key, "weights": table_of(exact)}, naming="id")
STANDARD = Shape(
    RawStandard,
    {
        "unanswered": word("zero", "exclude"),
        "variant_question": ident,
        "group": list_of(GROUP),
        "indicator": list_of(INDICATOR),
        "variant": list_of(VARIANT),
    },
)
RUNG = Shape(RawRung, {"level": whole, "grade": whole, "min_score": exact, "above": exact, "gate": text})
SECTION_WORDS = Shape(RawSectionWords, {"title": text, "intro": text})
CHOICE_WORDS = Shape(
    RawChoiceWords, {"label": text, "short": text, "synonyms": list_of(text), "advice": text}
)
QUESTION_WORDS = Shape(
    RawQuestionWords,
    {
        "text": text,
        "hint": text,
        "help": text,
        "evidence": text,
        "advice": text,
        "constraint_message": text,
        "unit": text,
        "synonyms": list_of(text),
        "choices": table_of(text),
        "choice": table_of(CHOICE_WORDS),
        "rows": table_of(text),
    },
)
GROUP_WORDS = Shape(RawNameWords, {"name": text, "about": text})
LEVEL_WORDS = Shape(RawNameWords, {"name": text, "meaning": text})
NAME_WORDS = Shape(RawNameWords, {"name": text})
WORDING = Shape(
    RawWording,
    {
        "title": text,
        "status_name": text,
        "intro": text,
        "standard_note": text,
        "section": table_of(SECTION_WORDS),
        "question": table_of(QUESTION_WORDS),
        "group": table_of(GROUP_WORDS),
        "level": table_of(LEVEL_WORDS),
        "grade": table_of(NAME_WORDS),
        "variant": table_of(NAME_WORDS),
        "flag": table_of(NAME_WORDS),
    },
)
EXPECT = Shape(
    RawExpect,
    {
        "score": exact_text,
        "level": whole,
        "grade": whole,
        "dimensions": table_of(exact_text),
        "unanswered": list_of(ident),
    },
)


EXAMPLE = Shape(RawExample, {"title": text, "answers": table_of(anything), "expect": EXPECT})
