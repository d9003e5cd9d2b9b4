"""The XML of Tencent's callbacks: read without trusting a byte of it, written so that no text breaks it.

The reader takes what the platforms send and nothing else: no document type, no entities of its own, no more
nesting and no more elements than any real message has. The writer strips what XML cannot carry; a reply with
such a character would make the platform show “该公众号暂时无法提供服务” instead.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, TypeAlias
from xml.parsers import expat

from bot.errors import InputError

Value: TypeAlias = "str | dict[str, Value] | list[Value]"
Fields: TypeAlias = dict[str, Value]

ROOT: Final = "xml"
DEEPEST: Final = 8  # levels; the deepest real message (a card's ticked choices) has six
MOST_ELEMENTS: Final = 500
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class _Reader:
    """Collects elements into nested dicts; text inside an element that has children is layout and dropped."""

    def __init__(self) -> None:
        self.result: Value | None = None
        self._open: list[tuple[str, Fields, list[str]]] = []
        self._elements = 0

    def start(self, name: str, _attributes: Mapping[str, str]) -> None:
        self._elements += 1
        if self._elements > MOST_ELEMENTS or len(self._open) >= DEEPEST:
            raise InputError("more elements than any message has")
        if not self._open and name != ROOT:
            raise InputError("not a message")
        self._open.append((name, {}, []))

    def text(self, data: str) -> None:
        self._open[-1][2].append(data)

    def end(self, _name: str) -> None:
        name, children, texts = self._open.pop()
        value: Value = children or "".join(texts)
        if not self._open:
            self.result = value
            return
        siblings = self._open[-1][1]
        if name not in siblings:
            siblings[name] = value
        elif len(self._open) == 1:
            raise InputError("a field that is there twice")
        else:
            before = siblings[name]
            siblings[name] = [*before, value] if isinstance(before, list) else [before, value]

    def refuse(self, *_anything: Any) -> None:  # noqa: ANN401 - the parser's own signatures
        raise InputError("a document type")


def read(document: bytes) -> Fields:
    """The fields of a message: text, nested fields, or a list where an element is there several times.

    Raises:
        InputError: it is no message of the platforms' form.
    """
    reader = _Reader()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = reader.refuse
    parser.EntityDeclHandler = reader.refuse
    try:
        parser.Parse(document, True)  # noqa: FBT003 - the parser's own signature: this is all
    except expat.ExpatError as error:
        raise InputError("not XML") from error
    if not isinstance(reader.result, dict):
        raise InputError("a message without fields")
    return reader.result


def text(fields: Fields, *path: str) -> str:
    """The text under a path of names; empty when it is not there or is no text."""
    value: Value = fields
    for name in path:
        value = value.get(name, "") if isinstance(value, dict) else ""
    return value if isinstance(value, str) else ""


def several(fields: Fields, *path: str) -> list[Fields]:
    """The groups of fields under a path of names, be there none, one or more."""
    value: Value = fields
    for name in path:
        value = value.get(name, "") if isinstance(value, dict) else ""
    found = value if isinstance(value, list) else [value]
    return [item for item in found if isinstance(item, dict)]


def write(fields: Mapping[str, str | int | Mapping[str, str]]) -> str:
    """A message of these fields: numbers as they are, text as character data nothing can break out of."""
    return f"<xml>{''.join(_element(name, value) for name, value in fields.items())}</xml>"


def sayable(said: str) -> str:
    """The text without the characters XML has no way to carry: controls, halves of pairs, non-characters."""
    return _NOT_XML.sub("", said)


def _element(name: str, value: str | int | Mapping[str, str]) -> str:
    if isinstance(value, Mapping):
        return f"<{name}>{''.join(_element(inner, one) for inner, one in value.items())}</{name}>"
    return f"<{name}>{value if isinstance(value, int) else _cdata(value)}</{name}>"


def _cdata(said: str) -> str:
    whole = sayable(said).replace("]]>", "]]]]><![CDATA[>")
    return f"<![CDATA[{whole}]]>"
