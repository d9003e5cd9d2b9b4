"""Fixed forms of WeChat (template messages, subscription notices): which of our facts go into which field.

The platform names fields by their kind and a number (`thing1`, `time3`) and refuses the whole message when
one is too long or of the wrong kind. Limits: developers.weixin.qq.com, subscribeMessage.send, as of 2026.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

FACTS: Final = ("what", "name", "progress", "deadline", "todo")
"""What a short form can say: what it is about, whose, how far, until when, what to do next."""

_LIMITS: Final[Mapping[str, int]] = {
    "thing": 20,
    "character_string": 32,
    "letter": 32,
    "number": 32,
    "phrase": 5,
    "name": 10,
    "const": 20,
    "symbol": 5,
}
_PLACE = re.compile(r"\s*(?P<field>[a-z_]+[0-9]*)\s*=\s*(?P<fact>[a-z]+)\s*")
_NUMBERS: Final = frozenset({"character_string", "letter", "number"})
_EMPTY: Final = "—"  # a field must not be empty


@dataclass(frozen=True, slots=True)
class Form:
    """One form: the platform's id of it, and which fact goes into which field."""

    id: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)

    def filled(self, brief: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """The fields with their values, each cut to what its kind takes."""
        facts = dict(brief)
        return tuple((name, _fit(name, facts.get(fact, ""))) for name, fact in self.fields.items())


NO_FORM: Final = Form()


def form(id_: str, places: Sequence[str]) -> Form:
    """The form as it is configured: `field = fact` each."""
    found = [match for place in places if (match := _PLACE.fullmatch(place))]
    return Form(id_, {match["field"]: match["fact"] for match in found})


def problems(key: str, places: Sequence[str]) -> list[str]:
    """What is wrong with the configured fields, each with its remedy."""
    found = []
    for place in places:
        match = _PLACE.fullmatch(place)
        if match is None:
            found.append(f"{key}: “{place}” is not “field = fact”, such as “thing1 = what”")
        elif match["fact"] not in FACTS:
            found.append(f"{key}: there is no fact “{match['fact']}”; there are {', '.join(FACTS)}")
    return found


def _fit(name: str, value: str) -> str:
    kind = name.rstrip("0123456789")
    value = " ".join(value.split())
    if kind in _NUMBERS:
        value = "".join(letter for letter in value if letter.isascii())
    limit = _LIMITS.get(kind, 0)
    if limit and len(value) > limit:
        value = f"{value[: limit - 1]}…" if kind not in _NUMBERS else value[:limit]
    return value or _EMPTY
