"""Worked examples: scored, and compared digit by digit with what they state."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal, localcontext
from fractions import Fraction

from bot.packs.pack import Pack
from bot.packs.places import Place
from bot.packs.raw import RawExample
from bot.packs.report import Report
from bot.questionnaire.checks import check_answers, parse_answers
from scoring.assessment import Assessment


def check_example(example: RawExample, pack: Pack, report: Report) -> None:
    """Score one example and note every difference from what it expects."""
    answers, problems = parse_answers(pack.structure, example.answers)
    problems = problems or check_answers(pack.structure, answers)
    for problem in problems:
        place = example.place / "answers" / problem.where
        report.add("PACK-EXAMPLE-001", place, problem.message, problem.remedy)
    if not pack.scored:
        message = "the pack is not scored, so no result can be expected."
        report.add("PACK-EXAMPLE-003", example.place / "expect", message, "Remove it or add a standard.")
    elif not problems:
        _compare(example, pack.assess(answers), report)


def _compare(example: RawExample, assessment: Assessment, report: Report) -> None:
    place, expect = example.place / "expect", example.expect
    if expect.score:
        _compare_number(place / "score", expect.score, assessment.score, report)
    for key, wanted, found in (
        ("level", expect.level, assessment.level),
        ("grade", expect.grade, assessment.grade),
        ("unanswered", expect.unanswered, assessment.unanswered),
    ):
        if wanted is not None and wanted != found:
            _differs(place / key, wanted, found, report)
    dimensions = {node.id: node.share for node in assessment.dimensions}
    for name, digits in expect.dimensions.items():
        here = place / "dimensions" / name
        share = dimensions.get(name)
        if share is None:
            message = f"the result has no dimension “{name}”."
            report.add("PACK-EXAMPLE-003", here, message, f"It has {', '.join(dimensions)}.")
        else:
            _compare_number(here, digits, share * 100, report)


def _compare_number(place: Place, wanted: str, found: Fraction, report: Report) -> None:
    digits = len(wanted.partition(".")[2])
    if Fraction(wanted) != Fraction(rounded_down(found, digits)):
        _differs(place, wanted, rounded_down(found, max(digits, 6)), report)


def _differs(place: Place, wanted: object, found: object, report: Report) -> None:
    remedy = "Work it out by hand, then correct the standard or the example."
    report.add("PACK-EXAMPLE-002", place, f"expected {wanted}, computed {found}.", remedy)


def rounded_down(value: Fraction, digits: int) -> Decimal:
    """A value cut to so many digits after the point."""
    with localcontext(prec=60, rounding=ROUND_FLOOR) as context:
        quotient = context.divide(Decimal(value.numerator), Decimal(value.denominator))
        return quotient.quantize(Decimal(1).scaleb(-digits))
