"""The ladder of results: rungs with their lower bounds and gates."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from bot.packs.meaning.measures import attainable_levels
from bot.packs.meaning.rules import add_fault
from bot.packs.places import Place
from bot.packs.raw import RawPack, RawRung, RawStandard
from bot.packs.report import Report
from bot.questionnaire.problems import did_you_mean
from bot.questionnaire.rules.errors import RuleError
from bot.questionnaire.rules.gates import compile_gates
from scoring.standard import CountGate, Gate, Rung, ScoreGate

_SCALE = 100


def build_ladder(pack: RawPack, raw: RawStandard, root: str, report: Report) -> tuple[Rung, ...]:
    """The rungs without names; everything wrong with them is noted. `root` may be empty."""
    _check_ascent(pack.rungs, report)
    rungs = []
    for rung in pack.rungs:
        gates = [*_bound(rung, root, report), *_gates(rung, report)]
        for gate in gates:
            _check_gate(gate, pack, raw, rung.place / "gate", report)
        rungs.append(Rung(rung.level, "", rung.grade, "", tuple(gates)))
    return tuple(rungs)


def _check_ascent(rungs: tuple[RawRung, ...], report: Report) -> None:
    for one, two in pairwise(rungs):
        if (two.level, two.grade) <= (one.level, one.grade):
            message = f"level {two.level}, grade {two.grade} is not above the rung before it."
            report.add("PACK-LEVEL-001", two.place, message, "Write the rungs from lowest to highest.")
        elif (_lower(two) or 0) < (_lower(one) or 0):
            message = f"its lower bound {_lower(two) or 0} is below that of the rung before it."
            report.add("PACK-LEVEL-001", two.place, message, "Let the bounds ascend.")
    if len({rung.grade == 0 for rung in rungs}) > 1:
        without = next(rung for rung in rungs if rung.grade == 0)
        message = "some rungs have a grade and this one has none."
        report.add("PACK-LEVEL-002", without.place, message, "Give every rung a grade from 1, or none.")
    if rungs and rungs[0].level == 0:
        message = "level 0 is below the first rung."
        report.add("PACK-LEVEL-002", rungs[0].place / "level", message, "Number the levels from 1.")


def _lower(rung: RawRung) -> Fraction | None:
    return rung.above if rung.min_score is None else rung.min_score


def _bound(rung: RawRung, root: str, report: Report) -> list[Gate]:
    if rung.min_score is not None and rung.above is not None:
        message = "min_score and above both bound the score."
        report.add("PACK-LEVEL-002", rung.place / "above", message, "Keep one of them.")
    bound = _lower(rung)
    if bound is None:
        return []
    if not 0 <= bound <= _SCALE or rung.above == _SCALE:
        message = f"no score lies there: {bound} of 0 to {_SCALE}."
        report.add("PACK-LEVEL-002", rung.place, message, f"Give a bound from 0 to {_SCALE}.")
    return [ScoreGate(f"{rung.level}.{rung.grade}.score", root, bound, exclusive=rung.min_score is None)]


def _gates(rung: RawRung, report: Report) -> tuple[Gate, ...]:
    if not rung.gate:
        return ()
    try:
        return compile_gates(rung.gate, rung.level, rung.grade)
    except RuleError as error:
        add_fault(report, rung.place / "gate", error.fault, rung.gate)
        return ()


def _check_gate(gate: Gate, pack: RawPack, raw: RawStandard, place: Place, report: Report) -> None:
    groups = [group.id for group in raw.group]
    flags = {flag for one in raw.indicator for flag in one.flags}
    flag = gate.flag if isinstance(gate, CountGate) else ""
    if gate.node and gate.node not in groups:
        remedy = did_you_mean(gate.node, groups) or "Name a group of the standard."
        report.add("PACK-LEVEL-004", place, f"there is no group “{gate.node}”.", remedy)
    if flag and flag not in flags:
        remedy = did_you_mean(flag, flags) or "Give some indicators that flag."
        report.add("PACK-LEVEL-004", place, f"no indicator has the flag “{flag}”.", remedy)
    if gate.node in ("", *groups) and (not flag or flag in flags):
        _check_possible(gate, pack, raw, place, report)


def _check_possible(gate: Gate, pack: RawPack, raw: RawStandard, place: Place, report: Report) -> None:
    if isinstance(gate, ScoreGate):
        if gate.needs > _SCALE or (gate.exclusive and gate.needs == _SCALE):
            message = f"no score is so high: {gate.needs}."
            report.add("PACK-LEVEL-005", place, message, f"Scores go from 0 to {_SCALE}.")
        return
    able = _able(gate, pack, raw)
    if able < gate.needs:
        message = f"needs {gate.needs} indicators at level {gate.level}, but only {able} can reach it."
        report.add("PACK-LEVEL-005", place, message, "Lower the number or the level.")


def _able(gate: CountGate, pack: RawPack, raw: RawStandard) -> int:
    questions = {question.id: question for question in pack.questions}
    parents = {group.id: group.parent for group in raw.group}
    able = 0
    for one in raw.indicator:
        counts = not gate.flag or gate.flag in one.flags
        if counts and one.question in questions and _under(one.parent, gate.node, parents):
            able += any(level >= gate.level for level in attainable_levels(one, questions[one.question]))
    return able


def _under(group: str, node: str, parents: dict[str, str]) -> bool:
    seen = set[str]()
    while node and group and group != node and group not in seen:
        seen.add(group)
        group = parents.get(group, "")
    return not node or group == node
