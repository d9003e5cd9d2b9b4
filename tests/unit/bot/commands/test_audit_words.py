"""Every change that is noted in the audit log has a wording."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import messages

_BOT = Path(messages.__file__).parent
# Where an audit call has its action: the name of what is called, and the argument's place.
_PLACES = {"audit": (0, 1), "_audit": (3,)}


def _noted() -> Iterator[str]:
    for path in sorted(_BOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Assign(targets=[ast.Name(id="ACTION")], value=ast.Constant(value=str(action))):
                    yield action
                case ast.Call(func=ast.Attribute(attr="append"), keywords=keywords):
                    yield from _said(word.value for word in keywords if word.arg == "action")
                case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name), args=args):
                    yield from _said(args[place] for place in _PLACES.get(name, ()) if place < len(args))
                case _:
                    pass


def _said(nodes: Iterator[ast.expr]) -> Iterator[str]:
    yield from (one.value for one in nodes if isinstance(one, ast.Constant) and isinstance(one.value, str))


@pytest.mark.parametrize("locale", messages.locales())
def test_every_action_has_a_wording(locale: str) -> None:
    noted = set(_noted())
    told = {
        key.removeprefix("commands.audit.did.")
        for key in messages.load(locale).texts
        if key.startswith("commands.audit.did.")
    }

    assert "nudge.queued" in noted
    assert noted == told
