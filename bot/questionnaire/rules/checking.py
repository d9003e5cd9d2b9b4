"""Static checks of one expression: names, choice keys, types. Nothing is evaluated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from bot.questionnaire.problems import did_you_mean
from bot.questionnaire.rules.errors import Fault, FaultKind
from bot.questionnaire.rules.expressions import (
    GATE_FUNCTIONS,
    Arithmetic,
    Call,
    Comparison,
    Every,
    Expression,
    Negate,
    Number,
    Ref,
    Some,
    Text,
    This,
)
from bot.questionnaire.rules.kinds import Kind, Subject

_WHOLE = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_EQUALITY = frozenset({"=", "!="})
_INSTEAD = {
    Kind.YESNO: "Compare it: ${…} = 'yes'.",
    Kind.CHOICES: "Use selected(${…}, 'key') or count-selected(${…}).",
    Kind.CHOICE: "Compare it with one of its keys: ${…} = 'key'.",
    Kind.NUMBER: "Compare it with a number.",
    Kind.DATE: "Compare it with a date: ${…} >= '2024-01-31'.",
    Kind.GRID: "A grid can only be compared with '' (unanswered).",
    Kind.FILE: "A file can only be compared with '' (not given).",
    Kind.TRUTH: "Use it as a condition of its own.",
    Kind.TEXT: "Compare it with a text.",
    Kind.EMPTY: "Compare by = '' or != ''.",
}


def check(
    expression: Expression, subjects: Mapping[str, Subject], this: Subject | None = None
) -> list[Fault]:
    """Everything wrong with a condition, left to right.

    `subjects` are the questions it may read; `this` is the question whose answer `.` stands for, None where
    there is none.
    """
    checker = _Checker(subjects, this)
    checker.condition(expression)
    return sorted(checker.faults, key=lambda fault: fault.column)


class _Typed:
    """What is known of a part: its kind, the keys it may have, the literal it is."""

    __slots__ = ("keys", "kind", "literal")

    def __init__(self, kind: Kind, keys: tuple[str, ...] = (), literal: str | None = None) -> None:
        self.kind = kind
        self.keys = keys
        self.literal = literal

    @property
    def numeric(self) -> bool:
        """A number, or a choice whose every key is one."""
        if self.kind is Kind.CHOICE:
            return bool(self.keys) and all(_WHOLE.fullmatch(key) for key in self.keys)
        return self.kind is Kind.NUMBER

    @property
    def datelike(self) -> bool:
        return self.kind is Kind.DATE or bool(self.literal and _DATE.fullmatch(self.literal))


class _Checker:
    """Walks one expression and collects faults; a part that is wrong already has no type (None)."""

    def __init__(self, subjects: Mapping[str, Subject], this: Subject | None) -> None:
        self.subjects = subjects
        self.this = this
        self.faults: list[Fault] = []

    def fault(self, kind: FaultKind, column: int, message: str, remedy: str) -> None:
        self.faults.append(Fault(kind, column, message, remedy))

    def condition(self, node: Expression) -> None:
        typed = self.typed(node)
        if typed and typed.kind is not Kind.TRUTH:
            message = f"a condition is needed here, this is {typed.kind}."
            self.fault(FaultKind.TYPE, node.column, message, _INSTEAD[typed.kind])

    def number(self, node: Expression) -> None:
        typed = self.typed(node)
        if typed and not typed.numeric:
            message = f"a number is needed here, this is {typed.kind}."
            self.fault(FaultKind.TYPE, node.column, message, _INSTEAD[typed.kind])

    def typed(self, node: Expression) -> _Typed | None:
        match node:
            case Text(value=value):
                return _Typed(Kind.TEXT if value else Kind.EMPTY, (), value)
            case Number(value=value):
                return _Typed(Kind.NUMBER, (), str(value))
            case Ref(question=question, column=column):
                return self.question(question, column)
            case This(column=column):
                return self.own(column)
            case Negate(operand=operand):
                self.number(operand)
                return _Typed(Kind.NUMBER)
            case Arithmetic(left=left, right=right):
                self.number(left)
                self.number(right)
                return _Typed(Kind.NUMBER)
            case _:
                return self.compound(node)

    def compound(self, node: Expression) -> _Typed | None:
        match node:
            case Every(operands=operands) | Some(operands=operands):
                for operand in operands:
                    self.condition(operand)
            case Comparison():
                self.comparison(node)
            case Call():
                return self.call(node)
            case _:  # pragma: no cover - typed() has taken the others
                raise TypeError(node)
        return _Typed(Kind.TRUTH)

    def question(self, question: str, column: int) -> _Typed | None:
        subject = self.subjects.get(question)
        if subject is None:
            remedy = did_you_mean(question, self.subjects) or "Name a question of this pack by its id."
            message = f"there is no question “{question}”."
            self.fault(FaultKind.UNKNOWN_QUESTION, column, message, remedy)
            return None
        return _Typed(subject.kind, subject.keys)

    def own(self, column: int) -> _Typed | None:
        if self.this is None:
            message = "“.” is this question's own answer, which a relevance does not have yet."
            self.fault(FaultKind.THIS, column, message, "Name an earlier question: ${id}.")
            return None
        return _Typed(self.this.kind, self.this.keys)

    def call(self, call: Call) -> _Typed | None:
        match call.name:
            case "not":
                self.condition(call.arguments[0])
            case "selected":
                self.selected(call)
            case "count-selected":
                typed = self.typed(call.arguments[0])
                if typed and typed.kind is not Kind.CHOICES:
                    message = f"count-selected() counts a multiple choice, this is {typed.kind}."
                    self.fault(FaultKind.TYPE, call.arguments[0].column, message, _INSTEAD[typed.kind])
                return _Typed(Kind.NUMBER)
            case "if":
                self.condition(call.arguments[0])
                return self.either(call, *call.arguments[1:])
            case "coalesce":
                return self.either(call, *call.arguments)
            case name if name in GATE_FUNCTIONS:
                message = f"{name}() can be used in the gates of levels.toml only."
                self.fault(FaultKind.FUNCTION, call.column, message, "Use the answers themselves here.")
                return None
            case _:  # true() and false()
                pass
        return _Typed(Kind.TRUTH)

    def selected(self, call: Call) -> None:
        whole, part = call.arguments
        chosen, key = self.typed(whole), self.typed(part)
        if chosen and chosen.kind not in (Kind.CHOICES, Kind.CHOICE, Kind.YESNO):
            message = f"selected() looks into a choice, this is {chosen.kind}."
            self.fault(FaultKind.TYPE, whole.column, message, _INSTEAD[chosen.kind])
        elif chosen and key and key.kind not in (Kind.TEXT, Kind.CHOICE):
            message = f"selected() looks for a choice's key, this is {key.kind}."
            self.fault(FaultKind.TYPE, part.column, message, "Write the key in quotes.")
        elif chosen and key and key.literal is not None:
            self.known_key(chosen, key.literal, part.column)

    def either(self, call: Call, first: Expression, second: Expression) -> _Typed | None:
        one, two = self.typed(first), self.typed(second)
        if one is None or two is None:
            return None
        if Kind.EMPTY in (one.kind, two.kind):
            return two if one.kind is Kind.EMPTY else one
        if one.kind is two.kind:
            return _Typed(one.kind, tuple(dict.fromkeys((*one.keys, *two.keys))))
        if one.numeric and two.numeric:
            return _Typed(Kind.NUMBER)
        message = f"{call.name}() would give {one.kind} or {two.kind}."
        self.fault(FaultKind.TYPE, second.column, message, "Let both be of one kind.")
        return None

    def comparison(self, node: Comparison) -> None:
        left, right = self.typed(node.left), self.typed(node.right)
        if left is None or right is None:
            return
        if Kind.EMPTY in (left.kind, right.kind):
            if node.operator not in _EQUALITY:
                message = f"nothing is {node.operator} the empty text."
                self.fault(FaultKind.TYPE, node.column, message, _INSTEAD[Kind.EMPTY])
        elif not self.comparable(node, left, right):
            message = f"{left.kind} and {right.kind} cannot be compared by “{node.operator}”."
            odd = right if left.kind in (Kind.TEXT, Kind.NUMBER) and left.literal is not None else left
            self.fault(FaultKind.TYPE, node.column, message, _INSTEAD[odd.kind])

    def comparable(self, node: Comparison, left: _Typed, right: _Typed) -> bool:
        if left.numeric and right.numeric:
            return self.known_numbers(node, left, right)
        kinds = {left.kind, right.kind}
        if kinds <= {Kind.DATE, Kind.TEXT} and Kind.DATE in kinds:
            return left.datelike and right.datelike
        if node.operator not in _EQUALITY:
            return left.datelike and right.datelike
        if Kind.TEXT in kinds and kinds <= {Kind.TEXT, Kind.CHOICE, Kind.YESNO}:
            for one, other, place in ((left, right, node.right), (right, left, node.left)):
                if one.kind is not Kind.TEXT and other.literal is not None:
                    self.known_key(one, other.literal, place.column)
            return True
        return kinds <= {Kind.YESNO, Kind.TRUTH} or kinds == {Kind.CHOICE}

    def known_numbers(self, node: Comparison, left: _Typed, right: _Typed) -> bool:
        for one, other, place in ((left, right, node.right), (right, left, node.left)):
            if one.keys and other.literal is not None and node.operator in _EQUALITY:
                self.known_key(one, other.literal, place.column)
        return True

    def known_key(self, choice: _Typed, key: str, column: int) -> None:
        keys: Iterable[str] = ("yes", "no") if choice.kind is Kind.YESNO else choice.keys
        if key not in keys:
            remedy = did_you_mean(key, keys) or f"Its keys are {', '.join(keys)}."
            self.fault(FaultKind.UNKNOWN_CHOICE, column, f"there is no choice “{key}”.", remedy)
