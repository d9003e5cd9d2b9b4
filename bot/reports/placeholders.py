"""What a template's placeholders mean: each is followed through loops to the view it reads."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any, get_args, get_origin, get_type_hints, is_typeddict

from jinja2 import nodes

from bot.errors import did_you_mean
from bot.reports.views import ReportContext
from bot.reports.word.language import LOOP_NAMES
from bot.reports.word.sources import MOMENT


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an expression stands for: a type of `views` (None: unknown), its path, its name here."""

    type: Any = None
    path: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One wrong placeholder, with its line in the source."""

    line: int
    name: str
    message: str
    remedy: str
    is_syntax: bool = False  # it could not even be read


_UNKNOWN = Meaning()
_LOOP = Meaning(str, "loop", "loop")
_WORDS = Meaning(str)


def all_paths() -> tuple[str, ...]:
    """Every placeholder there is; `[]` stands for an item of a list."""
    return tuple(path for path, _ in _paths(ReportContext, ""))


@dataclass
class Reader:
    """Reads one part's tree. `findings` are what is wrong, `read` the paths it shows or asks for."""

    findings: list[Finding] = field(default_factory=list)
    read: set[str] = field(default_factory=set)
    _loop_names: set[str] = field(default_factory=set)

    def follow(self, tree: nodes.Template, unknown: Collection[str] = ()) -> None:
        """Follow every placeholder of a part; of the names in `unknown` nothing is known or said."""
        for loop in tree.find_all(nodes.For):
            self._loop_names |= {name.name for name in loop.target.find_all(nodes.Name)}
            self._loop_names |= {loop.target.name} if isinstance(loop.target, nodes.Name) else set()
        hints = get_type_hints(ReportContext) | {MOMENT: str}
        scope = {name: Meaning(kind, name, name) for name, kind in hints.items()}
        scope |= dict.fromkeys(unknown, _UNKNOWN)
        self._body(tree.body, scope)

    def _body(self, body: Sequence[nodes.Node], scope: dict[str, Meaning]) -> None:
        for node in body:
            match node:
                case nodes.Output():
                    for piece in node.nodes:
                        self._show(piece, scope)
                case nodes.For():
                    self._loop(node, scope)
                case nodes.If():
                    self._choice(node, scope)
                case nodes.Assign(target=nodes.Name(name=name)):
                    scope[name] = replace(self._mean(node.node, scope), said=name)
                case _:
                    pass

    def _choice(self, node: nodes.If, scope: dict[str, Meaning]) -> None:
        for one in (node, *node.elif_):
            self._mean(one.test, scope)
            self._body(one.body, dict(scope))
        self._body(node.else_, dict(scope))

    def _loop(self, node: nodes.For, scope: dict[str, Meaning]) -> None:
        over = self._mean(node.iter, scope)
        item = _UNKNOWN
        if get_origin(over.type) is list:
            item = Meaning(get_args(over.type)[0], f"{over.path}[]")
        elif over.type is not None:
            self._wrong(node, over.said, f"“{over.said}” is no list.", "Loop over a list of the report.")
        inner = {**scope, "loop": _LOOP}
        if isinstance(node.target, nodes.Name):
            inner[node.target.name] = replace(item, said=node.target.name)
        self._body(node.body, inner)
        self._body(node.else_, dict(scope))

    def _show(self, node: nodes.Expr, scope: Mapping[str, Meaning]) -> None:
        if isinstance(node, nodes.TemplateData):
            return
        shown = self._mean(node, scope)
        if shown.type is bool:
            self._wrong(node, shown.said, f"“{shown.said}” is yes or no.", "Ask for it with `if`.")
        elif shown.type is not None and shown.type is not str:
            parts = _keys(shown.type)
            remedy = f"Show one of its parts: {', '.join(parts)}." if parts else "Loop over it with `for`."
            self._wrong(node, shown.said, f"“{shown.said}” holds several things.", remedy)

    def _mean(self, node: nodes.Node, scope: Mapping[str, Meaning]) -> Meaning:
        match node:
            case nodes.Name():
                return self._name(node, scope)
            case nodes.Getattr():
                return self._part(node, self._mean(node.node, scope), node.attr)
            case nodes.Getitem(arg=nodes.Const(value=str(key))):
                return self._part(node, self._mean(node.node, scope), key)
            case nodes.Getitem():
                return _item(self._mean(node.node, scope))
            case nodes.Filter(name="first" | "last", node=nodes.Node() as inner):
                return _item(self._mean(inner, scope))
            case _:
                for child in node.iter_child_nodes():
                    self._mean(child, scope)
                return _UNKNOWN if isinstance(node, nodes.CondExpr) else _WORDS

    def _name(self, node: nodes.Name, scope: Mapping[str, Meaning]) -> Meaning:
        found = scope.get(node.name)
        if found is not None:
            self.read.add(found.path)
            return found
        if node.name in self._loop_names:
            remedy = "It exists only between its own `for` and `endfor`."
            self._wrong(node, node.name, f"“{node.name}” stands outside its loop.", remedy)
        else:
            self._wrong(node, node.name, f"“{node.name}” is no placeholder.", _suggest(node.name, scope))
        return _UNKNOWN

    def _part(self, node: nodes.Node, whole: Meaning, key: str) -> Meaning:
        if whole == _LOOP:
            if key not in LOOP_NAMES and key != "cycle":
                self._wrong(
                    node, f"loop.{key}", f"“loop.{key}” does not exist.", did_you_mean(key, LOOP_NAMES)
                )
            return _WORDS
        if whole.type is None:
            return _UNKNOWN
        path, said = f"{whole.path}.{key}", f"{whole.said}.{key}"
        parts = _keys(whole.type)
        if key in parts:
            self.read.add(path)
            return Meaning(get_type_hints(whole.type)[key], path, said)
        near = get_close_matches(key, parts, n=1)
        remedy = f"It has {', '.join(parts)}." if parts else "It has no parts: show it as it is."
        if near:
            remedy = f"Did you mean “{whole.said}.{near[0]}”?"
        self._wrong(node, said, f"“{said}” is no placeholder.", remedy)
        return _UNKNOWN

    def _wrong(self, node: nodes.Node, name: str, message: str, remedy: str) -> None:
        self.findings.append(Finding(node.lineno, name, message, remedy))


def _item(whole: Meaning) -> Meaning:
    if get_origin(whole.type) is list:
        return Meaning(get_args(whole.type)[0], f"{whole.path}[]", f"{whole.said}[0]")
    return _UNKNOWN


def _keys(kind: object) -> tuple[str, ...]:
    return tuple(get_type_hints(kind)) if is_typeddict(kind) else ()


def _suggest(name: str, scope: Mapping[str, Meaning]) -> str:
    elsewhere = [path for path in all_paths() if path.rpartition(".")[2] == name and "[]" not in path]
    if elsewhere:
        return f"Did you mean “{elsewhere[0]}”?"
    return did_you_mean(name, scope) or "docs/reference/report-templates.md lists every placeholder."


def _paths(kind: object, prefix: str) -> Iterator[tuple[str, object]]:
    for key, hint in get_type_hints(kind).items():
        path = f"{prefix}{key}"
        inner = hint
        while get_origin(inner) is list:
            inner, path = get_args(inner)[0], f"{path}[]"
        yield path, inner
        if is_typeddict(inner):
            yield from _paths(inner, f"{path}.")
