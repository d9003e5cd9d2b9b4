"""Assessments as JSON: the fixed shape for other programs, and a lossless form to regenerate reports from.

The same answers give the same bytes, in whatever order they were given.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from scoring.assessment import Assessment, GateResult, NodeResult, Status
from scoring.explain import gate_number, trace
from scoring.rounding import shown
from scoring.standard import CountGate, Gate, ScoreGate
from scoring.values import AnswerValue, FileAnswer, GridAnswer, JsonValue, NotApplicable

SCHEMA = 1
"""The number of the lossless form; it rises when a field changes meaning."""


def to_json(assessment: Assessment, *, trace: bool = False) -> str:
    """The result on one line, in the shape `score --json` promises; `trace` adds every number's inputs."""
    return dumps(as_dict(assessment, with_trace=trace))


def as_dict(assessment: Assessment, *, with_trace: bool = False) -> dict[str, JsonValue]:
    """What `to_json` writes, as a value: scores are decimals rounded down by `rounding.shown`."""
    result: dict[str, JsonValue] = {
        "pack": assessment.pack,
        "version": assessment.version,
        "score": shown(assessment.score),
        "level": assessment.level,
        "level_name": assessment.level_name,
        "grade": assessment.grade,
        "grade_name": assessment.grade_name,
        "dimensions": {
            node.id: {
                "score": shown((node.share or Fraction(0)) * assessment.scale),
                "weight": shown(node.weight),
            }
            for node in assessment.dimensions
        },
        "gates": [
            {
                "id": gate.id,
                "met": gate.met,
                "needs": gate_number(gate, gate.needs),
                "has": gate_number(gate, gate.has),
            }
            for gate in assessment.gates
        ],
        "unanswered": list(assessment.unanswered),
        "not_applicable": list(assessment.not_applicable),
        "variant": assessment.variant,
        "standard_note": assessment.note,
    }
    if with_trace:
        result["trace"] = trace(assessment)
    return result


def dumps(value: JsonValue) -> str:
    """JSON on one line, keys in the order given; decimals are written with all their places (60.00)."""
    match value:
        case Decimal():
            return format(value, "f")
        case dict():
            inside = ", ".join(f"{_text(key)}: {dumps(item)}" for key, item in value.items())
            return f"{{{inside}}}"
        case list():
            return f"[{', '.join(map(dumps, value))}]"
        case str():
            return _text(value)
        case _:
            return json.dumps(value)


def _text(text: str) -> str:
    # Half a surrogate pair cannot be written as UTF-8; escaped it can.
    lone = any("\ud800" <= character <= "\udfff" for character in text)
    return json.dumps(text, ensure_ascii=lone)


def assessment_to_json(assessment: Assessment) -> str:
    """Everything an assessment holds, losslessly; fractions are written `"n/d"`."""
    return dumps(
        {
            "schema": SCHEMA,
            "pack": assessment.pack,
            "version": assessment.version,
            "score": str(assessment.score),
            "level": assessment.level,
            "level_name": assessment.level_name,
            "grade": assessment.grade,
            "grade_name": assessment.grade_name,
            "nodes": [_node_to_json(node) for node in assessment.nodes.values()],
            "gates": [_gate_to_json(gate) for gate in assessment.gates],
            "unanswered": list(assessment.unanswered),
            "not_applicable": list(assessment.not_applicable),
            "variant": assessment.variant,
            "note": assessment.note,
            "scale": str(assessment.scale),
        }
    )


def assessment_from_json(text: str) -> Assessment:
    """The assessment that `assessment_to_json` wrote.

    Raises:
        ValueError: it is not such a text, or of another schema number.
    """
    try:
        raw = json.loads(text)
        _expect_schema(raw["schema"])
        return Assessment(
            pack=raw["pack"],
            version=raw["version"],
            score=Fraction(raw["score"]),
            level=raw["level"],
            level_name=raw["level_name"],
            grade=raw["grade"],
            grade_name=raw["grade_name"],
            nodes={node["id"]: _node_from_json(node) for node in raw["nodes"]},
            gates=tuple(_gate_from_json(gate) for gate in raw["gates"]),
            unanswered=tuple(raw["unanswered"]),
            not_applicable=tuple(raw["not_applicable"]),
            variant=raw["variant"],
            note=raw["note"],
            scale=Fraction(raw["scale"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"no stored assessment: {error}") from error


def _expect_schema(number: object) -> None:
    if number != SCHEMA:
        raise ValueError(f"schema {number}, expected {SCHEMA}")


def _node_to_json(node: NodeResult) -> JsonValue:
    return {
        "id": node.id,
        "parent": node.parent,
        "name": node.name,
        "role": node.role,
        "rule": node.rule,
        "status": node.status.value,
        "share": _exact(node.share),
        "weight": str(node.weight),
        "effective": str(node.effective),
        "points": _exact(node.points),
        "attainable": str(node.attainable),
        "level": node.level,
        "answer": None if node.answer is None else _answer_to_json(node.answer),
        "children": list(node.children),
        "made_of": [[what, str(points)] for what, points in node.made_of],
    }


def _node_from_json(raw: Mapping[str, Any]) -> NodeResult:
    return NodeResult(
        id=raw["id"],
        parent=raw["parent"],
        name=raw["name"],
        role=raw["role"],
        rule=raw["rule"],
        status=Status(raw["status"]),
        share=None if raw["share"] is None else Fraction(raw["share"]),
        weight=Fraction(raw["weight"]),
        effective=Fraction(raw["effective"]),
        points=None if raw["points"] is None else Fraction(raw["points"]),
        attainable=Fraction(raw["attainable"]),
        level=raw["level"],
        answer=None if raw["answer"] is None else _answer_from_json(raw["answer"]),
        children=tuple(raw["children"]),
        made_of=tuple((what, Fraction(points)) for what, points in raw["made_of"]),
    )


def _gate_to_json(result: GateResult) -> JsonValue:
    gate = result.gate
    declared: dict[str, JsonValue] = {"node": gate.node}
    if isinstance(gate, CountGate):
        declared |= {"at_level": gate.level, "flag": gate.flag}
    else:
        declared |= {"exclusive": gate.exclusive}
    return {
        "id": result.id,
        "level": result.level,
        "grade": result.grade,
        "met": result.met,
        "needs": str(result.needs),
        "has": str(result.has),
        "gate": declared,
    }


def _gate_from_json(raw: Mapping[str, Any]) -> GateResult:
    needs, declared = Fraction(raw["needs"]), raw["gate"]
    gate: Gate
    if "at_level" in declared:
        gate = CountGate(raw["id"], declared["at_level"], int(needs), declared["flag"], declared["node"])
    else:
        gate = ScoreGate(raw["id"], declared["node"], needs, declared["exclusive"])
    return GateResult(raw["id"], raw["level"], raw["grade"], raw["met"], needs, Fraction(raw["has"]), gate)


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def _answer_to_json(value: AnswerValue) -> JsonValue:
    """An answer with its kind, so that a grid with a row called `na` stays a grid."""
    match value:
        case bool() | str():
            return {"is": value}
        case Decimal():
            return {"number": str(value)}
        case tuple():
            return {"chosen": list(value)}
        case GridAnswer():
            return {"grid": [list(cell) for cell in value.cells]}
        case FileAnswer():
            return {"file": [value.name, value.sha256]}
        case NotApplicable():
            return {"na": value.reason}


def _answer_from_json(raw: Mapping[str, Any]) -> AnswerValue:
    ((kind, value),) = raw.items()
    match kind:
        case "is" if isinstance(value, bool | str):
            return value
        case "number":
            return Decimal(value)
        case "chosen":
            return tuple(value)
        case "grid":
            return GridAnswer(tuple((row, column) for row, column in value))
        case "file":
            return FileAnswer(*value)
        case "na":
            return NotApplicable(value)
        case _:
            raise ValueError(f"{kind!r} is no kind of answer")
