"""Show every number of an assessment with its inputs, so that a reviewer can check it by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from scoring.assessment import Assessment, GateResult, NodeResult
from scoring.rounding import is_exact, shown
from scoring.standard import CountGate, Method
from scoring.values import JsonValue, answer_to_json

WORDS: Mapping[str, str] = {
    "mean": "weighted mean",
    "sum": "sum of points",
    "minimum": "lowest decides",
    "points": "points",
    "unanswered": "unanswered",
    "not_applicable": "not applicable",
    "irrelevant": "not asked",
    "empty": "nothing left under it",
    "left_out": "left out",
    "answer": "answer",
    "level": "level",
    "gate": "gate",
    "met": "met",
    "short_by": "short by",
    "more_than": "more than",
    "at_least": "at least",
    "at_level": "at level",
    "result": "result",
    "none": "none",
}
"""The words of `explain_text` in English; `names` may hold others under the same keys."""


def trace(assessment: Assessment) -> list[JsonValue]:
    """Every number with its inputs as JSON values: nodes from the root down, then gates, then the result.

    Exact values are strings (`"131/280"`); `score`, `weight`, `needs` and `has` are rounded down for reading.
    """
    lines: list[JsonValue] = [dict(_node(assessment, node)) for node in assessment.nodes.values()]
    lines.extend(dict(_gate(gate)) for gate in assessment.gates)
    lines.append(
        {
            "result": f"{assessment.level}.{assessment.grade}",
            "rule": "the highest rung whose gates are all met",
            "score": shown(assessment.score),
            "exact": str(assessment.score),
            "variant": assessment.variant,
        }
    )
    return lines


def _node(assessment: Assessment, node: NodeResult) -> Iterator[tuple[str, JsonValue]]:
    yield "id", node.id
    yield "rule", node.rule
    yield "status", node.status.value
    if node.share is not None:
        yield "score", shown(node.share * assessment.scale)
        yield "share", str(node.share)
    yield "weight", str(node.weight)
    yield "part", str(node.effective)
    if node.children:
        yield from _children(assessment, node)
    else:
        yield from _answer(node)


def _answer(node: NodeResult) -> Iterator[tuple[str, JsonValue]]:
    if node.answer is not None:
        yield "answer", answer_to_json(node.answer)
    if node.made_of:
        yield "made_of", [{"what": what, "points": str(points)} for what, points in node.made_of]
    if node.points is not None:
        yield "points", str(node.points)
    yield "of", str(node.attainable)
    if node.level is not None:
        yield "level", node.level


def _children(assessment: Assessment, node: NodeResult) -> Iterator[tuple[str, JsonValue]]:
    inputs: list[JsonValue] = []
    left_out: list[JsonValue] = []
    for child in (assessment.nodes[child_id] for child_id in node.children):
        if child.share is None:
            left_out.append({"id": child.id, "why": child.status.value})
            continue
        line: dict[str, JsonValue] = {"id": child.id, "share": str(child.share), "part": str(child.effective)}
        if node.rule == Method.SUM:
            line["points"] = str(child.points)
            line["of"] = str(child.attainable)
        line["adds"] = str(child.share * child.effective)
        inputs.append(line)
    yield "from", inputs
    if left_out:
        yield "left_out", left_out


def _gate(result: GateResult) -> Iterator[tuple[str, JsonValue]]:
    gate = result.gate
    yield "gate", result.id
    yield "rung", f"{result.level}.{result.grade}"
    if isinstance(gate, CountGate):
        yield "counts", {"level": gate.level, "flag": gate.flag, "node": gate.node}
    else:
        yield "score_of", gate.node
        yield "exclusive", gate.exclusive
    yield "met", result.met
    yield "needs", gate_number(result, result.needs)
    yield "has", gate_number(result, result.has)
    if not result.met:
        yield "short_by", str(result.needs - result.has)


def gate_number(result: GateResult, value: Fraction) -> JsonValue:
    """A gate's number for showing: a score rounded down, or a count."""
    return int(value) if isinstance(result.gate, CountGate) else shown(value)


def explain_text(assessment: Assessment, names: Mapping[str, str]) -> str:
    """The same as `trace`, for reading: one line a number, indented as the tree is.

    `names` holds the names of nodes by id and, if wanted, other `WORDS`.
    """
    text = _Text(assessment, names)
    return "\n".join([*text.nodes(assessment.root, 0), *text.gates(), text.result()]) + "\n"


class _Text:
    def __init__(self, assessment: Assessment, names: Mapping[str, str]) -> None:
        self._assessment = assessment
        self._names = names

    def word(self, key: str) -> str:
        return self._names.get(key, WORDS[key])

    def name(self, node: NodeResult) -> str:
        said = self._names.get(node.id, node.name)
        return f"{said} ({node.id})" if said else node.id

    def score(self, share: Fraction) -> str:
        return str(shown(share * self._assessment.scale))

    def nodes(self, node: NodeResult, depth: int) -> Iterator[str]:
        if node.share is None:
            body = f"– {self.word(node.status.value)}"
        elif node.children:
            body = f"{self.score(node.share)} = {self._sum(node)}"
        else:
            body = self._earned(node, node.share)
        yield f"{'  ' * depth}{self.name(node)}: {body}"
        for child in node.children:
            yield from self.nodes(self._assessment.nodes[child], depth + 1)

    def _sum(self, node: NodeResult) -> str:
        children = [self._assessment.nodes[child] for child in node.children]
        kept = [(child, child.share) for child in children if child.share is not None]
        if node.rule == Method.SUM:
            points = " + ".join(f"{plain(child.points or Fraction(0))}" for child, _ in kept)
            body = f"({points}) / {plain(node.attainable)}"
        elif node.rule == Method.MEAN:
            total = sum((child.weight for child, _ in kept), Fraction(0))
            terms = " + ".join(f"{plain(child.weight)} × {self.score(share)}" for child, share in kept)
            body = f"({terms}) / {plain(total)}"
        else:
            body = f"min({', '.join(self.score(share) for _, share in kept)})"
        out = ", ".join(f"{c.id} ({self.word(c.status.value)})" for c in children if c.share is None)
        return f"{body} [{self.word(node.rule)}]" + (f"; {self.word('left_out')}: {out}" if out else "")

    def _earned(self, node: NodeResult, share: Fraction) -> str:
        earned = plain(node.points or Fraction(0))
        if len(node.made_of) > 1:
            earned = f"({' + '.join(plain(points) for _, points in node.made_of)})"
        points = f"{earned} / {plain(node.attainable)} {self.word('points')}"
        parts = [f"{self.score(share)} = {points}"]
        if node.answer is None:
            parts.append(self.word(node.status.value))
        else:
            parts.append(f"{self.word('answer')} {answer_to_json(node.answer)}")
        if node.level is not None:
            parts.append(f"{self.word('level')} {node.level}")
        return "; ".join(parts)

    def gates(self) -> Iterator[str]:
        for result in self._assessment.gates:
            gate = result.gate
            needs, has = gate_number(result, result.needs), gate_number(result, result.has)
            if isinstance(gate, CountGate):
                scope = "".join(f" [{part}]" for part in (gate.flag, gate.node) if part)
                bound = f"{self.word('at_least')} {needs} {self.word('at_level')} {gate.level}{scope}"
            else:
                bound = f"{gate.node} {self.word('more_than' if gate.exclusive else 'at_least')} {needs}"
            verdict = self.word("met")
            if not result.met:
                verdict = f"{self.word('short_by')} {plain(result.needs - result.has)}"
            yield f"{self.word('gate')} {result.id}: {bound}; {has}; {verdict}"

    def result(self) -> str:
        a = self._assessment
        grade = f" · {a.grade} {a.grade_name}".rstrip() if a.grade else ""
        rung = f"{a.level} {a.level_name}".rstrip() + grade if a.level else self.word("none")
        return f"{self.word('result')}: {shown(a.score)} · {rung}"


def plain(value: Fraction) -> str:
    """An exact number for reading: a decimal where six places hold it, else a fraction."""
    if not is_exact(value):
        return str(value)
    text = str(shown(value))
    return text.rstrip("0").rstrip(".")
