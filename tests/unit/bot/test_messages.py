"""Every wording exists in every locale with the same fields; every one is used, and none is missing."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from bot.messages import Messages, load, locales

_BOT = Path(__file__).resolve().parents[3] / "bot"
_READERS = ("say", "say_nth", "variants")
# The own `say` of reports and commands puts this before a key.
_SHORTENED = {"reports": "report.", "commands": "commands."}
# Each language writes a date its own way, from the fields it likes.
_FREE_FIELDS = {"value.date"}


@cache
def _trees() -> tuple[tuple[Path, ast.Module], ...]:
    return tuple((path, ast.parse(path.read_text(encoding="utf-8"))) for path in sorted(_BOT.rglob("*.py")))


@cache
def _calls() -> tuple[tuple[str, str, ast.Call], ...]:
    """Every call that reads a wording under a literal key: where it stands, the key, the call."""
    return tuple(_find_calls())


def _find_calls() -> Iterator[tuple[str, str, ast.Call]]:
    for path, tree in _trees():
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=ast.Attribute(attr=name), args=[ast.Constant(value=str(key)), *_]) if (
                    name in _READERS
                ):
                    whole = key if key in load("zh-CN").texts else _prefix(path) + key
                    yield f"{path.relative_to(_BOT)}:{node.lineno}", whole, node


def _prefix(path: Path) -> str:
    return _SHORTENED.get(path.relative_to(_BOT).parts[0], "")


@cache
def _constants() -> set[str]:
    found = set()
    for path, tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= {node.value, _prefix(path) + node.value}
    return found


@cache
def _prefixes() -> set[str]:
    """How keys that are put together in the code begin: `hint.` of f"hint.{type}"."""
    found = set()
    for path, tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                begins = str(node.values[0].value)
                found |= {begins, _prefix(path) + begins} - set(_SHORTENED.values())
    return {begins for begins in found if "." in begins and not begins.startswith(".")}


@cache
def _endings() -> tuple[str, ...]:
    """How keys end that are put together from a name: `.none` of f"{key}.none"."""
    found = set()
    for _, tree in _trees():
        for node in ast.walk(tree):
            match node:
                case ast.JoinedStr(values=[ast.FormattedValue(), ast.Constant(value=str(end))]) if (
                    end[:1] == "."
                ):
                    found.add(end)
    return tuple(found)


def _fields(text: str | tuple[str, ...]) -> list[str]:
    texts = (text,) if isinstance(text, str) else text
    return sorted(
        {name for one in texts for _, name, _, _ in string.Formatter().parse(one) if name is not None}
    )


@pytest.fixture(params=locales())
def wording(request: pytest.FixtureRequest) -> Messages:
    return load(request.param)


def test_chinese_and_english_are_there() -> None:
    assert {"zh-CN", "en"} <= set(locales())


def test_every_locale_has_the_same_keys(wording: Messages) -> None:
    assert sorted(wording.texts) == sorted(load("zh-CN").texts)


def test_every_locale_has_the_same_fields(wording: Messages) -> None:
    chinese = load("zh-CN").texts
    different = {
        key
        for key, text in wording.texts.items()
        if key not in _FREE_FIELDS and _fields(text) != _fields(chinese.get(key, ""))
    }

    assert different == set()


def test_fields_are_plain_names(wording: Messages) -> None:
    odd = {
        key for key, text in wording.texts.items() if not all(name.isidentifier() for name in _fields(text))
    }

    assert odd == set()


def test_every_key_the_code_names_exists(wording: Messages) -> None:
    missing = {f"{where} {key}" for where, key, _ in _calls() if key not in wording.texts}

    assert missing == set()


def test_every_key_is_used(wording: Messages) -> None:
    named = _constants()
    prefixes = tuple(prefix for prefix in _prefixes() if any(key.startswith(prefix) for key in wording.texts))
    named_in_part = {key for key in wording.texts if key.startswith(prefixes) or key.endswith(_endings())}
    unused = wording.texts.keys() - named - named_in_part

    assert unused == set()


def test_the_code_fills_every_field(wording: Messages) -> None:
    unfilled = set()
    for where, key, call in _calls():
        given = {keyword.arg for keyword in call.keywords}
        if None not in given and call.func.attr != "variants":  # type: ignore[attr-defined] # an attribute: see _calls
            fields = _fields(wording.texts.get(key, ""))
            unfilled |= {f"{where} {key} {name}" for name in fields if name not in given}

    assert unfilled == set()


def test_no_text_is_empty(wording: Messages) -> None:
    empty = {key for key, text in wording.texts.items() if not (text if isinstance(text, str) else all(text))}

    # Chinese puts nothing between two sentences.
    assert {key for key in empty if not key.endswith("join")} == set()
