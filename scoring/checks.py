"""Find every contradiction in a standard before anything is scored with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import pairwise

from scoring.checks_measures import check_indicator, highest_level
from scoring.rounding import PLACES, is_exact
from scoring.standard import CountGate, Gate, Group, Indicator, Method, Rung, ScoreGate, Standard


def check_standard(standard: Standard) -> tuple[str, ...]:
    """Every contradiction in the standard, each as one sentence that names the place; empty when sound."""
    parts: tuple[Callable[[Standard], Iterator[str]], ...] = (
        _ids,
        _tree,
        _weights,
        _variants,
        _indicators,
        _ladder,
    )
    found = [problem for part in parts for problem in part(standard)]
    if standard.scale <= 0:
        found.append("scale: must be above 0")
    return tuple(found)


def repeated(items: Iterable[str]) -> list[str]:
    """The items that occur more than once, each named once, in order."""
    seen: set[str] = set()
    twice = [item for item in items if item in seen or seen.add(item)]  # type: ignore[func-returns-value]
    return list(dict.fromkeys(twice))


def _ids(standard: Standard) -> Iterator[str]:
    for node_id in repeated(node.id for node in standard.nodes):
        yield f"{node_id}: the id is used more than once; give every group and indicator its own"
    gates = (gate.id for rung in standard.ladder for gate in rung.gates)
    for gate_id in repeated(gates):
        yield f"gate {gate_id}: the id is used more than once"


def _tree(standard: Standard) -> Iterator[str]:
    groups = {group.id: group for group in standard.groups}
    roots = [group.id for group in standard.groups if group.parent is None]
    if len(roots) != 1:
        yield f"groups: exactly one must have no parent, found {len(roots)} ({', '.join(roots) or 'none'})"
    leaves = {indicator.id for indicator in standard.indicators} - set(groups)
    for node in standard.nodes:
        if node.parent in leaves:
            yield f"{node.id}: its parent {node.parent!r} is an indicator, not a group"
        elif node.parent is not None and node.parent not in groups:
            yield f"{node.id}: its parent {node.parent!r} does not exist"
    parents = {node.parent for node in standard.nodes}
    for group in standard.groups:
        yield from _branch(group, groups, has_children=group.id in parents)


def _branch(group: Group, groups: Mapping[str, Group], *, has_children: bool) -> Iterator[str]:
    if _goes_round(group, groups):
        yield f"{group.id}: its parents go round in a circle"
    if not has_children:
        yield f"{group.id}: has nothing under it"


def _goes_round(group: Group, groups: Mapping[str, Group]) -> bool:
    """Whether going up from a group comes back to that very group."""
    above = group.parent
    for _ in groups:
        if above == group.id:
            return True
        if above is None or above not in groups:
            return False
        above = groups[above].parent
    return False


def _weights(standard: Standard) -> Iterator[str]:
    for node in standard.nodes:
        if node.weight < 0:
            yield f"{node.id}: the weight {node.weight} is negative"
    yield from _weightless(standard, {}, "")


def _weightless(standard: Standard, changed: Mapping[str, Fraction], where: str) -> Iterator[str]:
    """Mean groups whose children all weigh nothing."""
    sums: dict[str | None, Fraction] = {}
    for node in standard.nodes:
        sums[node.parent] = sums.get(node.parent, Fraction(0)) + changed.get(node.id, node.weight)
    for group in standard.groups:
        if group.method is Method.MEAN and sums.get(group.id) == 0:
            yield f"{where}{group.id}: the weights under it are all 0, so it has no mean"


def _variants(standard: Standard) -> Iterator[str]:
    known = {node.id for node in standard.nodes}
    if standard.variants and not standard.variant_question:
        yield "variants: no variant_question says which one holds"
    for key, variant in standard.variants.items():
        if key != variant.id:
            yield f"variant {key}: is listed under another id than its own, {variant.id!r}"
        for node_id, weight in variant.weights.items():
            if node_id not in known:
                yield f"variant {key}: {node_id!r} is no group or indicator"
            elif weight < 0:
                yield f"variant {key}: the weight {weight} of {node_id} is negative"
        if any(weight == 0 for weight in variant.weights.values()):
            yield from _weightless(standard, variant.weights, f"variant {key}: ")


def _indicators(standard: Standard) -> Iterator[str]:
    for indicator in standard.indicators:
        for problem in check_indicator(indicator):
            yield f"{indicator.id}: {problem}"


def _ladder(standard: Standard) -> Iterator[str]:
    for lower, upper in pairwise(standard.ladder):
        if (upper.level, upper.grade) <= (lower.level, lower.grade):
            yield f"rung {upper.level}.{upper.grade}: follows {lower.level}.{lower.grade}; rungs must ascend"
    for rung in standard.ladder:
        if rung.level < 1 or rung.grade < 0:
            yield f"rung {rung.level}.{rung.grade}: levels count from 1, grades from 1 (0 for none)"
        for gate in rung.gates:
            for problem in _gate(standard, gate):
                yield f"gate {gate.id}: {problem}"
    yield from _root_thresholds(standard)


def _root_thresholds(standard: Standard) -> Iterator[str]:
    """A higher rung that asks for a lower total would make the one below it pointless."""
    roots = {group.id for group in standard.groups if group.parent is None}
    previous: tuple[Fraction, bool, Rung] | None = None
    for rung in standard.ladder:
        bounds = [(g.needs, g.exclusive) for g in rung.gates if isinstance(g, ScoreGate) and g.node in roots]
        if not bounds:
            continue
        needs, exclusive = max(bounds)
        if previous and (needs, exclusive) < previous[:2]:
            below = previous[2]
            yield f"rung {rung.level}.{rung.grade}: asks for a lower total than {below.level}.{below.grade}"
        previous = (needs, exclusive, rung)


def _gate(standard: Standard, gate: Gate) -> Iterator[str]:
    if isinstance(gate, ScoreGate):
        yield from _score_gate(standard, gate)
    else:
        yield from _count_gate(standard, gate)


def _score_gate(standard: Standard, gate: ScoreGate) -> Iterator[str]:
    if gate.node not in {node.id for node in standard.nodes}:
        yield f"{gate.node!r} is no group or indicator"
    if gate.needs < 0:
        yield f"needs {gate.needs}, which is below 0"
    if gate.needs > standard.scale or (gate.exclusive and gate.needs == standard.scale):
        yield f"needs {'more than ' if gate.exclusive else ''}{gate.needs} of at most {standard.scale}"
    if not is_exact(gate.needs):
        yield f"needs {gate.needs}, which has more than {PLACES} decimals and could not be printed as it is"


def _count_gate(standard: Standard, gate: CountGate) -> Iterator[str]:
    flags = {flag for indicator in standard.indicators for flag in indicator.flags}
    named = True
    if gate.node and gate.node not in {node.id for node in standard.nodes}:
        named = False
        yield f"{gate.node!r} is no group or indicator"
    if gate.flag and gate.flag not in flags:
        named = False
        yield f"no indicator has the flag {gate.flag!r}"
    if gate.needs < 0:
        yield f"needs {gate.needs} indicators, which is below 0"
    if named:
        able = [i for i in members(standard, gate) if (highest_level(i) or 0) >= gate.level]
        if gate.needs > len(able):
            yield f"needs {gate.needs} indicators at level {gate.level}, but only {len(able)} can reach it"


def members(standard: Standard, gate: CountGate) -> list[Indicator]:
    """The indicators a count gate counts: under its node (if given), with its flag (if given)."""
    parents = {node.id: node.parent for node in standard.nodes}

    def below(node_id: str) -> bool:
        here: str | None = node_id
        for _ in range(len(parents) + 1):  # a bound, because a broken tree may go round
            if here is None or here == gate.node:
                break
            here = parents.get(here)
        return here == gate.node

    return [
        indicator
        for indicator in standard.indicators
        if (not gate.flag or gate.flag in indicator.flags) and (not gate.node or below(indicator.id))
    ]
