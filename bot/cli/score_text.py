"""A scored result for reading in the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from bot.messages import Messages, load, locales
from bot.packs.building import Wording
from scoring.assessment import Assessment, GateResult
from scoring.explain import WORDS, explain_text, gate_number
from scoring.rounding import shown
from scoring.standard import ScoreGate


def describe(assessment: Assessment, wording: Wording, *, explain: bool = False) -> str:
    """The result, its dimensions, what the next step lacks and what is unanswered; ends with a newline."""
    messages = load(wording.locale if wording.locale in locales() else "en")
    text = "\n".join(_lines(assessment, wording, messages)) + "\n"
    if not explain:
        return text
    names = {word: messages.say(f"score.word.{word}") for word in WORDS}
    return f"{text}\n{explain_text(assessment, names)}"


def _lines(assessment: Assessment, wording: Wording, messages: Messages) -> Iterator[str]:
    version = f"{assessment.pack} {assessment.version}"
    yield messages.say("score.head", title=wording.title, version=version, status=wording.status_name)
    yield _result(assessment, messages)
    level = wording.levels.get(assessment.level)
    if level and level.meaning:
        yield level.meaning
    for node in assessment.dimensions:
        if node.share is not None:
            score, weight = shown(node.share * assessment.scale), shown(node.weight)
            yield messages.say("score.dimension", name=node.name or node.id, score=score, weight=weight)
    yield from _missing(assessment, wording, messages)
    join = messages.say("value.join")
    for key in ("unanswered", "not_applicable"):
        ids: tuple[str, ...] = getattr(assessment, key)
        if ids:
            yield messages.say(f"score.{key}", count=len(ids), questions=join.join(ids))
    if assessment.note:
        yield assessment.note


def _result(assessment: Assessment, messages: Messages) -> str:
    if not assessment.gates:
        return messages.say("score.result_plain", score=shown(assessment.score))
    key = "result_grade" if assessment.grade else "result" if assessment.level else "result_none"
    return messages.say(
        f"score.{key}",
        score=shown(assessment.score),
        level=assessment.level,
        level_name=assessment.level_name,
        grade=assessment.grade,
        grade_name=assessment.grade_name,
    )


def _missing(assessment: Assessment, wording: Wording, messages: Messages) -> Iterator[str]:
    """What the next rung needs and is not there yet."""
    here = (assessment.level, assessment.grade)
    above = sorted({(gate.level, gate.grade) for gate in assessment.gates if (gate.level, gate.grade) > here})
    if not above:
        return
    yield messages.say("score.next")
    for gate in assessment.gates:
        if (gate.level, gate.grade) == above[0] and not gate.met:
            yield _gate(gate, assessment, wording, messages)


def _gate(result: GateResult, assessment: Assessment, wording: Wording, messages: Messages) -> str:
    gate = result.gate
    needs, has = gate_number(result, result.needs), gate_number(result, result.has)
    node = assessment.nodes[gate.node] if gate.node else None
    name = (node.name or node.id) if node else ""
    if isinstance(gate, ScoreGate):
        key = "gate_above" if gate.exclusive else "gate_score"
        return messages.say(f"score.{key}", name=name, needs=needs, has=has)
    scope = messages.say("score.gate_scope", name=name) if name else ""
    if gate.flag:
        flag = wording.flags[gate.flag].name if gate.flag in wording.flags else gate.flag
        scope += messages.say("score.gate_flag", flag=flag)
    return messages.say("score.gate_count", scope=scope, level=gate.level, needs=needs, has=has)
