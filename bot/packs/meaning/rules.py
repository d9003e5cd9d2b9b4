"""Rules of a pack: compiled, typed, in asking order, without circles, and able to hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from bot.packs.places import Place
from bot.packs.raw import RawPack, RawQuestion
from bot.packs.report import Report
from bot.questionnaire.question_types.registry import REGISTRY
from bot.questionnaire.rules.checking import check
from bot.questionnaire.rules.compiled import CompiledRule, compile_rule
from bot.questionnaire.rules.errors import Fault, FaultKind, RuleError
from bot.questionnaire.rules.expressions import Ref, refs
from bot.questionnaire.rules.kinds import Subject

CODES = {
    FaultKind.SYNTAX: "PACK-RULE-001",
    FaultKind.FUNCTION: "PACK-RULE-002",
    FaultKind.UNKNOWN_QUESTION: "PACK-RULE-003",
    FaultKind.UNKNOWN_CHOICE: "PACK-RULE-004",
    FaultKind.TYPE: "PACK-RULE-005",
    FaultKind.THIS: "PACK-RULE-006",
    FaultKind.LATER: "PACK-RULE-007",
    FaultKind.CYCLE: "PACK-RULE-008",
    FaultKind.NEVER: "PACK-RULE-009",
    FaultKind.GATE: "PACK-LEVEL-003",
}


@dataclass(frozen=True, slots=True)
class PackRule:
    """One rule of a pack: whose it is, which key holds it (and for which choice)."""

    question: RawQuestion
    key: str  # relevant, constraint or choice_relevant
    choice: str
    rule: CompiledRule

    @property
    def place(self) -> Place:
        """Where it is written."""
        place = self.question.place / self.key
        return place / self.choice if self.choice else place


class Rules:
    """Every rule of a pack that compiles, in the pack's order."""

    def __init__(self, every: Iterable[PackRule]) -> None:
        self.every = tuple(every)
        self.by_place = {(one.question.id, one.key, one.choice): one.rule for one in self.every}

    def get(self, question: str, key: str, choice: str = "") -> CompiledRule | None:
        """One of them, or None."""
        return self.by_place.get((question, key, choice))

    def reads(self) -> dict[str, set[str]]:
        """Question id to the questions its rules read; a constraint's own answer is no dependency."""
        read: dict[str, set[str]] = {}
        for one in self.every:
            own = {one.question.id} if one.key == "constraint" else set()
            read.setdefault(one.question.id, set()).update(one.rule.references - own)
        return read


def compile_rules(pack: RawPack, report: Report) -> Rules:
    """Compile every rule and note everything wrong with them, reachability apart."""
    known = subjects(pack)
    compiled = []
    for question, key, choice, source in _sources(pack):
        place = question.place / key
        place = place / choice if choice else place
        try:
            rule = PackRule(question, key, choice, compile_rule(source))
        except RuleError as error:
            add_fault(report, place, error.fault, source)
            continue
        compiled.append(rule)
        this = known[question.id] if key == "constraint" else None
        for fault in check(rule.rule.expression, known, this):
            add_fault(report, place, fault, source)
    rules = Rules(compiled)
    _check_order(pack, rules, report)
    return rules


def add_fault(report: Report, place: Place, fault: Fault, source: str) -> None:
    """Note a fault of an expression as a problem of the pack."""
    where = f"column {fault.column} of “{source}”" if fault.column else f"“{source}”"
    report.add(CODES[fault.kind], place, f"{where}: {fault.message}", fault.remedy)


def subjects(pack: RawPack) -> dict[str, Subject]:
    """The questions as the static checks see them."""
    return {question.id: _subject(question) for question in pack.questions}


def _subject(question: RawQuestion) -> Subject:
    percent = question.type == "percent"
    return Subject(
        id=question.id,
        kind=REGISTRY[question.type].kind,
        keys=question.choices,
        exclusive=frozenset(question.exclusive),
        integer=question.integer,
        minimum=Decimal(0) if percent and question.minimum is None else question.minimum,
        maximum=Decimal(100) if percent and question.maximum is None else question.maximum,
        min_chosen=question.min_chosen,
        max_chosen=question.max_chosen,
    )


def _sources(pack: RawPack) -> Iterator[tuple[RawQuestion, str, str, str]]:
    for question in pack.questions:
        if question.relevant:
            yield question, "relevant", "", question.relevant
        for choice, source in question.choice_relevant.items():
            yield question, "choice_relevant", choice, source
        if question.constraint:
            yield question, "constraint", "", question.constraint


def _check_order(pack: RawPack, rules: Rules, report: Report) -> None:
    order = {question.id: place for place, question in enumerate(pack.questions)}
    circles = _circles(rules.reads())
    for path in circles:
        first = min(path, key=lambda question: order[question])
        turned = path[path.index(first) :] + path[: path.index(first)]
        message = f"{' → '.join([*turned, first])}: each waits for the next one's answer."
        place = pack.questions[order[first]].place
        report.add("PACK-RULE-008", place, message, "Remove one of these references.")
    in_circle = {question for path in circles for question in path}
    for one in rules.every:
        for ref in refs(one.rule.expression):
            if ref.question in order and not {one.question.id, ref.question} <= in_circle:
                _check_earlier(one, ref, order, report)


def _check_earlier(one: PackRule, ref: Ref, order: Mapping[str, int], report: Report) -> None:
    mine, theirs = order[one.question.id], order[ref.question]
    if one.key == "constraint" and theirs == mine:
        fault = Fault(FaultKind.THIS, ref.column, "a constraint calls its own answer “.”.", "Write “.”.")
        add_fault(report, one.place, fault, one.rule.source)
    elif theirs >= mine:
        message = f"“{ref.question}” is asked later than “{one.question.id}”."
        remedy = "Move that question forward, or this one back."
        add_fault(report, one.place, Fault(FaultKind.LATER, ref.column, message, remedy), one.rule.source)


def _circles(reads: Mapping[str, set[str]]) -> list[list[str]]:
    """One path for every circle of questions that read each other; no question is in two of them."""
    found: list[list[str]] = []
    done: set[str] = set()
    for start in reads:
        if start in done:
            continue
        path = _way_back(start, reads, done)
        if path:
            found.append(path)
            done.update(path)
    return found


def _way_back(start: str, reads: Mapping[str, set[str]], barred: set[str]) -> list[str]:
    waiting = [[start]]
    seen: set[str] = set()
    while waiting:
        path = waiting.pop(0)
        for after in sorted(reads.get(path[-1], ())):
            if after == start:
                return path
            if after not in seen and after not in barred:
                seen.add(after)
                waiting.append([*path, after])
    return []
