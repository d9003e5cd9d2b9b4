"""Whether a condition can ever hold: tries every distinguishable combination of the answers it depends on.

Answers are told apart only as far as the expressions in play can tell them apart: each choice key, each
number mentioned and the gaps between, and so on. A question reads as unanswered where its own relevance is
false. Where the combinations are too many, or arithmetic mixes several answers, the answer is “perhaps”
(None): only what is certainly impossible is called so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations, pairwise

from bot.questionnaire.rules.expressions import (
    Arithmetic,
    Call,
    Comparison,
    Expression,
    Negate,
    Number,
    Text,
    references,
    walk,
)
from bot.questionnaire.rules.kinds import Kind, Subject
from bot.questionnaire.rules.values import evaluate, truth
from scoring.values import AnswerValue

MAX_TRIES = 20_000
_MAX_MENTIONED = 6  # of one multiple choice's keys: 64 sets


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the condition under which it is asked (None: always)."""

    subject: Subject
    relevant: Expression | None = None


class _TooManyError(Exception):
    """More combinations than are tried."""


def can_hold(
    condition: Expression,
    asked: Sequence[Asked],
    this: Subject | None = None,
    given: Expression | None = None,
) -> bool | None:
    """Whether some answers make the condition true.

    `asked` are the questions in asking order; the condition and their relevances read only earlier ones.
    `this` is the question behind `.`, with `given` its own relevance, which then has to hold too.

    Returns:
        True or False, or None when it was not worked out.
    """
    by_id = {one.subject.id: one for one in asked}
    conditions = [condition, *([given] if given else [])]
    needed = _closure(conditions, by_id)
    order = [one for one in asked if one.subject.id in needed]
    exprs = [*conditions, *(one.relevant for one in order if one.relevant)]
    if any(_mixes(node) for expr in exprs for node in walk(expr)):
        return None
    literals = _Literals(exprs)
    tries = _Tries()
    try:
        for answers in _assignments(order, literals, tries):
            if given and not truth(evaluate(given, answers)):
                continue
            for own in [None] if this is None else literals.values(this):
                tries.count()
                if truth(evaluate(condition, answers, own)):
                    return True
    except _TooManyError:
        return None
    return False


class _Tries:
    def __init__(self) -> None:
        self.left = MAX_TRIES

    def count(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise _TooManyError


def _closure(expressions: Iterable[Expression], by_id: Mapping[str, Asked]) -> set[str]:
    found: set[str] = set()
    waiting = [name for expression in expressions for name in references(expression)]
    while waiting:
        name = waiting.pop()
        if name in found or name not in by_id:
            continue
        found.add(name)
        relevant = by_id[name].relevant
        waiting.extend(references(relevant) if relevant else ())
    return found


def _assignments(
    order: Sequence[Asked], literals: _Literals, tries: _Tries
) -> Iterator[dict[str, AnswerValue]]:
    if not order:
        yield {}
        return
    *before, last = order
    for answers in _assignments(before, literals, tries):
        tries.count()
        yield answers
        if last.relevant is None or truth(evaluate(last.relevant, answers)):
            for value in literals.values(last.subject):
                yield {**answers, last.subject.id: value}


def _mixes(node: Expression) -> bool:
    """Whether a node lets numbers interact in a way that trying single values cannot cover."""
    match node:
        case Arithmetic():
            return True
        case Negate(operand=operand):
            return not isinstance(operand, Number)
        case Comparison(left=left, right=right):
            # Two computed sides: covered only where both are choices or yes/no, which _Literals cannot tell.
            sides = (left, right)
            return not any(isinstance(side, Text | Number | Negate) or _is_truth(side) for side in sides)
        case _:
            return False


def _is_truth(node: Expression) -> bool:
    return isinstance(node, Call) and node.name in ("true", "false")


class _Literals:
    """The literals of some expressions, and from them the values worth trying for a question."""

    def __init__(self, expressions: Sequence[Expression]) -> None:
        nodes = [node for expression in expressions for node in walk(expression)]
        turned = (node.operand for node in nodes if isinstance(node, Negate))
        negated = {-operand.value for operand in turned if isinstance(operand, Number)}
        self.numbers = {node.value for node in nodes if isinstance(node, Number)} | negated
        self.texts = {node.value for node in nodes if isinstance(node, Text) and node.value}
        self.counts = any(isinstance(node, Call) and node.name == "count-selected" for node in nodes)

    def values(self, subject: Subject) -> Iterator[AnswerValue]:
        """One answer of every kind the expressions can tell apart."""
        match subject.kind:
            case Kind.CHOICE:
                yield from subject.keys
            case Kind.YESNO:
                yield from (True, False)
            case Kind.CHOICES:
                yield from self._sets(subject)
            case Kind.NUMBER:
                yield from self._numbers(subject)
            case Kind.DATE:
                yield from self._dates()
            case _:
                yield from sorted(self.texts)
                yield "".join(sorted(self.texts)) + "?"

    def _numbers(self, subject: Subject) -> Iterator[Decimal]:
        bounds = [bound for bound in (subject.minimum, subject.maximum) if bound is not None]
        marks = sorted({*self.numbers, *bounds, Decimal(0)})
        between = {(low + high) / 2 for low, high in pairwise(marks)}
        tried = {*marks, *between, marks[0] - 1, marks[-1] + 1}
        if subject.integer:
            tried = {value.to_integral_value() + step for value in tried for step in (-1, 0, 1)}
        for value in sorted(tried):
            low_enough = subject.maximum is None or value <= subject.maximum
            if low_enough and (subject.minimum is None or value >= subject.minimum):
                yield value

    def _dates(self) -> Iterator[str]:
        tried = {"1000-01-01", "9000-01-01"}
        for text in self.texts:
            try:
                day = date.fromisoformat(text)
                tried |= {(day + timedelta(days=step)).isoformat() for step in (-1, 0, 1)}
            except (ValueError, OverflowError):
                continue
        yield from sorted(tried)

    def _sets(self, subject: Subject) -> Iterator[tuple[str, ...]]:
        named = [key for key in subject.keys if key in self.texts]
        others = [key for key in subject.keys if key not in self.texts]
        if len(named) > _MAX_MENTIONED:
            raise _TooManyError
        plain = [key for key in others if key not in subject.exclusive]
        most = len(plain) if self.counts else min(len(plain), subject.min_chosen)
        pads = [plain[:size] for size in range(most + 1)]
        pads += [[key] for key in others if key in subject.exclusive]
        for size in range(len(named) + 1):
            for chosen in combinations(named, size):
                for pad in pads:
                    if _allowed(subject, keys := (*chosen, *pad)):
                        yield keys


def _allowed(subject: Subject, keys: tuple[str, ...]) -> bool:
    alone = bool(subject.exclusive.intersection(keys))
    if alone:
        return len(keys) == 1
    return len(keys) >= subject.min_chosen and (subject.max_chosen is None or len(keys) <= subject.max_chosen)
