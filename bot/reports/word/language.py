"""The language of report templates: read values, `if`, `for`, a few filters. Nothing else runs.

Jinja's sandbox with autoescape, narrowed further: no calls, no methods, no macros, no includes, no
`autoescape` blocks, arithmetic on numbers only. So a hostile template can read what the report shows and
nothing more, can build no text larger than its own, and cannot switch the escaping off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, Final

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

FILTER_NAMES: Final = frozenset({
    "abs", "capitalize", "count", "d", "default", "e", "escape", "first", "join", "last", "length", "list",
    "lower", "max", "min", "reverse", "sort", "string", "sum", "title", "trim", "unique", "upper",
})  # fmt: skip
"""Jinja filters a template may use: none that grows text, switches off escaping or calls code."""

TEST_NAMES: Final = frozenset({
    "defined", "undefined", "none", "number", "string", "true", "false", "odd", "even", "divisibleby", "in",
    "eq", "ne", "lt", "le", "gt", "ge",
})  # fmt: skip

LOOP_NAMES: Final = frozenset(
    {"index", "index0", "revindex", "revindex0", "first", "last", "length", "previtem", "nextitem"}
)
"""What a template may read of `loop`."""

_ALLOWED_NODES: Final = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.For, nodes.If, nodes.Assign, nodes.Name,
    nodes.NSRef, nodes.Const, nodes.List, nodes.Tuple, nodes.Getattr, nodes.Getitem, nodes.Filter, nodes.Test,
    nodes.Keyword, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Neg, nodes.Pos,
    nodes.CondExpr, nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod,
)  # fmt: skip

_MAX_TEXT: Final = 1_000_000
"""Characters a single `join` may make: far above any real list, far below a memory bomb."""


class TemplateEnvironment(ImmutableSandboxedEnvironment):
    """Compiles and runs report templates; the same one serves docxtpl when the fast path cannot."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%"})

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined, cache_size=0)
        self.globals = {}
        self.filters = {name: FILTERS[name] for name in FILTER_NAMES} | {"join": _join}
        self.tests = {name: test for name, test in self.tests.items() if name in TEST_NAMES}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for node in tree.find_all(nodes.Node):
            refuse_forbidden(node)
        return tree

    def getattr(self, obj: object, attribute: str) -> object:
        """Read `obj.attribute`: a key of a mapping, or what the sandbox allows of anything else."""
        if type(obj) is dict:
            try:
                return obj[attribute]
            except KeyError:
                return self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: object, attr: str, value: object) -> bool:
        """Only `loop` has attributes; every other value is read whole."""
        del value
        return isinstance(obj, LoopContext) and (attr in LOOP_NAMES or attr == "cycle")

    def call_binop(self, context: object, operator: str, left: object, right: object) -> object:
        """Do arithmetic on numbers; refuse it on text and lists, where it can only make them grow.

        Raises:
            SecurityError: an operand is no number.
        """
        del context
        for operand in (left, right):
            if not isinstance(operand, int | float | Decimal):
                raise SecurityError(f"“{operator}” works on numbers only")
        return self.binop_table[operator](left, right)


def refuse_forbidden(node: nodes.Node) -> None:
    """Raise for a construct that report templates may not use.

    Raises:
        TemplateSyntaxError: names the construct.
    """
    check = _CHECKS.get(type(node))
    if check:
        problem = check(node)
    elif isinstance(node, _ALLOWED_NODES):
        problem = ""
    else:
        problem = f"“{type(node).__name__.lower()}” is not allowed in a report template"
    if problem:
        raise TemplateSyntaxError(problem, node.lineno or 1)


def _check_call(node: nodes.Call) -> str:
    callee = node.node
    is_cycle = (
        isinstance(callee, nodes.Getattr)
        and callee.attr == "cycle"
        and isinstance(callee.node, nodes.Name)
        and callee.node.name == "loop"
        and node.dyn_args is None
        and node.dyn_kwargs is None
    )
    return "" if is_cycle else "a template reads values, it calls nothing"


def _check_attribute(node: nodes.Getattr) -> str:
    return f"names never start with an underscore: “{node.attr}”" if node.attr.startswith("_") else ""


_CHECKS: Final[dict[type[nodes.Node], Callable[[Any], str]]] = {
    nodes.Call: _check_call,
    nodes.Getattr: _check_attribute,
    nodes.Name: lambda node: "“self” is not allowed" if node.name == "self" else "",
    nodes.For: lambda node: "“for … recursive” is not allowed" if node.recursive else "",
    nodes.Filter: lambda node: (
        "" if node.name in FILTER_NAMES else f"the filter “{node.name}” is not allowed"
    ),
    nodes.Test: lambda node: "" if node.name in TEST_NAMES else f"the test “{node.name}” is not allowed",
}


def _join(items: Iterable[object], separator: str = "") -> str:
    pieces: list[str] = []
    room = _MAX_TEXT
    for item in items:
        text = str(item)
        room -= len(text) + len(separator)
        if room < 0:
            raise SecurityError("a joined text grew too long")
        pieces.append(text)
    return str(separator).join(pieces)
