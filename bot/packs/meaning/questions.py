"""Questions: sections, keys that suit the type, choices, bounds."""

from __future__ import annotations

from dataclasses import fields

from bot.packs.raw import RawPack, RawQuestion
from bot.packs.report import Report
from bot.questionnaire.problems import did_you_mean
from bot.questionnaire.question_types.registry import REGISTRY

_DEFAULTS = {part.name: part for part in fields(RawQuestion)}
# Keys only some types have; the types themselves say which.
_TYPED = frozenset().union(*(kind.keys for kind in REGISTRY.values()))
# An answer {"na": …} would be taken for “not applicable”.
_RESERVED_ROW = "na"


def check_questions(pack: RawPack, report: Report) -> None:
    """Note everything wrong with the head and the questions, rules and wording apart."""
    _check_head(pack, report)
    for question in pack.questions:
        if question.section not in pack.head.sections:
            remedy = did_you_mean(question.section, pack.head.sections) or "Add it to sections in pack.toml."
            message = f"there is no section “{question.section}”."
            report.add("PACK-QUESTION-001", question.place / "section", message, remedy)
        _check_keys(question, report)
        _check_choices(question, report)
        _check_bounds(question, report)


def _check_head(pack: RawPack, report: Report) -> None:
    head = pack.head
    if head.default_locale not in head.locales:
        message = f"“{head.default_locale}” is not among the locales."
        remedy = did_you_mean(head.default_locale, head.locales) or "Add it to locales."
        report.add("PACK-QUESTION-002", head.place / "default_locale", message, remedy)
    used = {question.section for question in pack.questions}
    for section in head.sections:
        if section not in used:
            message = f"section “{section}” has no question."
            report.add("PACK-QUESTION-001", head.place / "sections", message, "Remove it, or add a question.")


def _check_keys(question: RawQuestion, report: Report) -> None:
    kind = REGISTRY[question.type]
    given = {key for key in _TYPED if _is_given(question, key)}
    for key in sorted(given - kind.keys):
        message = f"a {question.type} question has no “{key}”."
        report.add("PACK-QUESTION-003", question.place / key, message, "Remove it, or change the type.")
    for key in sorted(kind.needs - given):
        message = f"a {question.type} question needs {key}."
        report.add("PACK-QUESTION-004", question.place, message, f'Add {key} = ["…", "…"].')


def _is_given(question: RawQuestion, key: str) -> bool:
    value = getattr(question, key)
    default = _DEFAULTS[key].default
    return bool(value) if isinstance(value, dict) else value != default


def _check_choices(question: RawQuestion, report: Report) -> None:
    for key in ("exclusive", "choice_relevant"):
        for choice in getattr(question, key):
            if choice not in question.choices:
                remedy = did_you_mean(choice, question.choices) or "Name one of its choices."
                message = f"there is no choice “{choice}”."
                report.add("PACK-QUESTION-005", question.place / key, message, remedy)
    if _RESERVED_ROW in question.rows:
        message = f"a row cannot be called “{_RESERVED_ROW}”: that says “not applicable”."
        report.add("PACK-QUESTION-004", question.place / "rows", message, "Rename the row.")


def _check_bounds(question: RawQuestion, report: Report) -> None:
    high = 100 if question.type == "percent" and question.maximum is None else question.maximum
    low = 0 if question.type == "percent" and question.minimum is None else question.minimum
    bounds = [
        ("minimum", low, "maximum", high),
        ("usual_minimum", question.usual_minimum, "usual_maximum", question.usual_maximum),
        ("minimum", low, "usual_minimum", question.usual_minimum),
        ("usual_maximum", question.usual_maximum, "maximum", high),
    ]
    plain = len(set(question.choices) - set(question.exclusive))
    if question.type == "multiple":
        bounds += [
            ("min_chosen", question.min_chosen, "max_chosen", question.max_chosen),
            ("min_chosen", question.min_chosen, "the number of choices that go together", plain),
        ]
        if question.max_chosen == 0:
            bounds.append(("1", 1, "max_chosen", 0))
    for lower, one, upper, two in bounds:
        if one is not None and two is not None and one > two:
            message = f"{lower} is {one}, more than {upper}: {two}."
            report.add("PACK-QUESTION-006", question.place / lower, message, "Correct one of them.")
