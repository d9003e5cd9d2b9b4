"""One respondent's answers as a short, fixed-length vector of bytes, for re-scoring very many at once.

A vector begins with four bytes that name its layout and one for the variant; then each indicator has its
place in the standard's order. Layouts depend on the questions' keys, not on weights, points or gates: a
vector stays good when those change. Numbers are kept in millionths, exactly.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from zlib import crc32

from scoring.errors import AnswerError, ScoringError
from scoring.plan import Plan
from scoring.standard import (
    ChoicePoints,
    ChosenPoints,
    ChosenShare,
    GridMean,
    Indicator,
    NumberBands,
    NumberLinear,
    Standard,
    YesNo,
)
from scoring.values import Answers, AnswerValue, GridAnswer, NotApplicable

UNANSWERED, ANSWERED = 0, 1
NOT_APPLICABLE, IRRELEVANT = 254, 255
"""States of an indicator's first byte. For a single choice every value from 1 up to 253 is a choice."""

HEADER = 5  # bytes: four of the layout's name, one of the variant
MOST_CHOICES = 253
NUMBER_BYTES = 8
SCALE = 1_000_000  # numbers are kept in millionths
_LARGEST = 2**63 - 1


class Kind(IntEnum):
    """How an indicator's answer is laid out."""

    CHOICE = 1  # one byte: the choice's place from 1
    CHOSEN = 2  # a state byte, then a bit for each choice
    GRID = 3  # a state byte, then for each row the column's place from 1
    NUMBER = 4  # a state byte, then eight bytes, signed, most significant first


@dataclass(frozen=True, slots=True)
class Cell:
    """One indicator's place in a vector. `keys` are the choices or columns, in the layout's order."""

    question: str
    kind: Kind
    offset: int
    width: int
    keys: tuple[str | bool, ...] = ()
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """The shape of a standard's vectors. `width` is their length in bytes."""

    name: bytes
    width: int
    cells: tuple[Cell, ...]
    variants: tuple[str, ...]  # the n-th variant is n + 1 in the vector; 0 is none
    variant_question: str


class LayoutError(ScoringError):
    """A vector was not made with this standard's layout, or an answer has no exact place in it."""


def layout(standard: Standard | Plan) -> Layout:
    """The layout of a standard's vectors.

    Raises:
        LayoutError: a single choice has more choices than a byte can tell apart.
    """
    plain = standard.standard if isinstance(standard, Plan) else standard
    offset = HEADER
    cells = []
    for indicator in plain.indicators:
        cell = _cell(indicator, offset)
        cells.append(cell)
        offset += cell.width
    variants = tuple(plain.variants)
    described = repr([(c.question, c.kind.value, c.keys, c.rows) for c in cells])
    name = crc32(f"{described}{variants}".encode()).to_bytes(4, "big")
    return Layout(name, offset, tuple(cells), variants, plain.variant_question)


def _cell(indicator: Indicator, offset: int) -> Cell:
    match indicator.measure:
        case ChoicePoints(points=points):
            if len(points) > MOST_CHOICES:
                raise LayoutError(f"{indicator.id} has more than {MOST_CHOICES} choices")
            return Cell(indicator.id, Kind.CHOICE, offset, 1, tuple(points))
        case YesNo():
            return Cell(indicator.id, Kind.CHOICE, offset, 1, (False, True))
        case ChosenPoints(points=points, exclusive=exclusive):
            keys = (*points, *sorted(exclusive - points.keys()))
            return Cell(indicator.id, Kind.CHOSEN, offset, 1 + -(-len(keys) // 8), keys)
        case ChosenShare(counted=counted, exclusive=exclusive):
            keys = (*counted, *sorted(exclusive))
            return Cell(indicator.id, Kind.CHOSEN, offset, 1 + -(-len(keys) // 8), keys)
        case GridMean(rows=rows, columns=columns):
            return Cell(indicator.id, Kind.GRID, offset, 1 + len(rows), tuple(columns), rows)
        case NumberBands() | NumberLinear():
            return Cell(indicator.id, Kind.NUMBER, offset, 1 + NUMBER_BYTES)


def pack(
    shape: Layout | Standard | Plan, answers: Answers, irrelevant: AbstractSet[str] = frozenset()
) -> bytes:
    """Pack one respondent's answers. To pack many, make the `layout` once.

    Raises:
        AnswerError: an answer does not fit its indicator.
        LayoutError: a number has more than six decimals or is too large to be kept exactly.
    """
    made = shape if isinstance(shape, Layout) else layout(shape)
    vector = bytearray(made.width)
    vector[:4] = made.name
    variant = answers.get(made.variant_question) if made.variant_question not in irrelevant else None
    if isinstance(variant, str) and variant in made.variants:
        vector[4] = made.variants.index(variant) + 1
    for cell in made.cells:
        if cell.question in irrelevant:
            vector[cell.offset] = IRRELEVANT
        elif (answer := answers.get(cell.question)) is not None:
            vector[cell.offset : cell.offset + cell.width] = _packed(cell, answer)
    return bytes(vector)


def unpack(shape: Layout | Standard | Plan, vector: bytes) -> tuple[dict[str, AnswerValue], frozenset[str]]:
    """The answers and the irrelevant questions of a vector; the reasons of “not applicable” are lost.

    Raises:
        LayoutError: it was not made with this layout.
    """
    made = shape if isinstance(shape, Layout) else layout(shape)
    if len(vector) != made.width or vector[:4] != made.name:
        raise LayoutError("the vector was made with another layout; pack the answers again")
    answers: dict[str, AnswerValue] = {}
    irrelevant = set()
    if vector[4]:
        answers[made.variant_question] = made.variants[vector[4] - 1]
    for cell in made.cells:
        state = vector[cell.offset]
        if state == IRRELEVANT:
            irrelevant.add(cell.question)
        elif state == NOT_APPLICABLE:
            answers[cell.question] = NotApplicable("")
        elif state != UNANSWERED:
            answers[cell.question] = _unpacked(cell, vector[cell.offset : cell.offset + cell.width])
    return answers, frozenset(irrelevant)


def _packed(cell: Cell, answer: AnswerValue) -> bytes:
    if isinstance(answer, NotApplicable):
        return bytes((NOT_APPLICABLE, *[0] * (cell.width - 1)))
    try:
        match cell.kind:
            case Kind.CHOICE:
                return bytes((_place(cell, answer) + 1,))
            case Kind.CHOSEN:
                return _bits(cell, answer)
            case Kind.GRID:
                return _columns(cell, answer)
            case Kind.NUMBER:
                return _millionths(cell, answer)
    except ValueError as error:
        raise AnswerError(cell.question, f"{answer!r} does not fit this question") from error


def _place(cell: Cell, key: AnswerValue) -> int:
    # 1 == True in Python; only a choice of the same kind counts.
    for place, known in enumerate(cell.keys):
        if known == key and type(known) is type(key):
            return place
    raise ValueError(key)


def _bits(cell: Cell, answer: AnswerValue) -> bytes:
    if not isinstance(answer, tuple):
        raise ValueError(answer)  # noqa: TRY004 - told as an answer that does not fit
    bits = sum(1 << _place(cell, key) for key in set(answer))
    return bytes((ANSWERED,)) + bits.to_bytes(cell.width - 1, "little")


def _columns(cell: Cell, answer: AnswerValue) -> bytes:
    if not isinstance(answer, GridAnswer):
        raise ValueError(answer)  # noqa: TRY004 - told as an answer that does not fit
    given = answer.as_dict()
    if given.keys() - set(cell.rows):
        raise ValueError(answer)
    return bytes((ANSWERED, *(_place(cell, given[row]) + 1 if row in given else 0 for row in cell.rows)))


def _millionths(cell: Cell, answer: AnswerValue) -> bytes:
    if not isinstance(answer, Decimal) or not answer.is_finite():
        raise ValueError(answer)
    scaled = answer * SCALE
    if abs(scaled) > _LARGEST or scaled != scaled.to_integral_value():
        raise LayoutError(f"{cell.question}: {answer} cannot be kept exactly in millionths")
    return bytes((ANSWERED,)) + int(scaled).to_bytes(NUMBER_BYTES, "big", signed=True)


def _unpacked(cell: Cell, part: bytes) -> AnswerValue:
    match cell.kind:
        case Kind.CHOICE:
            return cell.keys[part[0] - 1]
        case Kind.CHOSEN:
            bits = int.from_bytes(part[1:], "little")
            return tuple(str(key) for place, key in enumerate(cell.keys) if bits >> place & 1)
        case Kind.GRID:
            pairs = zip(cell.rows, part[1:], strict=True)
            return GridAnswer.of({row: str(cell.keys[code - 1]) for row, code in pairs if code})
        case Kind.NUMBER:
            return Decimal(int.from_bytes(part[1:], "big", signed=True)) / SCALE
