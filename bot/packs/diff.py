"""What changed between two packs: questions, wording, weights, levels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any

from bot.packs.pack import Pack
from bot.packs.writer import exact_text


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    `what` is added, removed or changed; `kind` question, wording, group, indicator, variant, level or pack;
    `before` and `after` are empty where there was or is nothing.
    """

    kind: str
    what: str
    id: str
    key: str = ""
    before: str = ""
    after: str = ""

    def as_dict(self) -> dict[str, str]:
        """The shape `--json` prints."""
        return {part.name: getattr(self, part.name) for part in fields(self)}


def diff(old: Pack, new: Pack) -> list[Change]:
    """Every difference, structure first, then wording locale by locale."""
    return [
        *_compare("pack", {"pack": old.raw.head}, {"pack": new.raw.head}),
        *_compare("question", _by(old.raw.questions, "id"), _by(new.raw.questions, "id")),
        *_moved(old, new),
        *_standard(old, new),
        *_compare("level", _rungs(old), _rungs(new)),
        *_wording(old, new),
    ]


def _standard(old: Pack, new: Pack) -> Iterable[Change]:
    one, two = old.raw.standard, new.raw.standard
    yield from _compare("standard", {"standard": one} if one else {}, {"standard": two} if two else {})
    for kind, attribute, key in (
        ("group", "group", "id"),
        ("indicator", "indicator", "question"),
        ("variant", "variant", "id"),
    ):
        before = _by(getattr(one, attribute), key) if one else {}
        after = _by(getattr(two, attribute), key) if two else {}
        yield from _compare(kind, before, after)


def _by(items: Iterable[Any], key: str) -> dict[str, Any]:
    return {getattr(item, key): item for item in items}


def _rungs(pack: Pack) -> dict[str, Any]:
    return {f"{rung.level}.{rung.grade}": rung for rung in pack.raw.rungs}


def _moved(old: Pack, new: Pack) -> Iterable[Change]:
    before = [question.id for question in old.raw.questions]
    after = [question.id for question in new.raw.questions]
    shared_before = [name for name in before if name in set(after)]
    shared_after = [name for name in after if name in set(before)]
    if shared_before != shared_after:
        yield Change("question", "changed", "*", "order", " ".join(shared_before), " ".join(shared_after))


def _wording(old: Pack, new: Pack) -> Iterable[Change]:
    for locale in dict.fromkeys((*old.locales, *new.locales)):
        before = _flat(old.raw_wording(locale)) if locale in old.locales else {}
        after = _flat(new.raw_wording(locale)) if locale in new.locales else {}
        for key in dict.fromkeys((*before, *after)):
            one, two = before.get(key, ""), after.get(key, "")
            if one != two:
                what = "changed" if one and two else "added" if two else "removed"
                yield Change("wording", what, locale, key, one, two)


def _compare(kind: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterable[Change]:
    yield from (Change(kind, "removed", name) for name in before if name not in after)
    for name in after:
        if name not in before:
            yield Change(kind, "added", name)
            continue
        for part in fields(after[name]):
            one, two = getattr(before[name], part.name), getattr(after[name], part.name)
            if one != two and part.name not in ("place", "group", "indicator", "variant"):
                yield Change(kind, "changed", name, part.name, _shown(one), _shown(two))


def _shown(value: Any) -> str:  # noqa: ANN401 - any value of the raw form
    if isinstance(value, Mapping):
        return ", ".join(f"{key} = {_shown(item)}" for key, item in value.items())
    if isinstance(value, tuple):
        return ", ".join(_shown(item) for item in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Fraction):
        return exact_text(value)
    return "" if value is None else str(value)


def _flat(item: Any, path: str = "") -> dict[str, str]:  # noqa: ANN401 - any part of the wording
    """Every text of some wording by its dotted key; a choice's label has one key however it is written."""
    if isinstance(item, str):
        return {path: item} if item else {}
    if isinstance(item, tuple):
        return {path: "; ".join(item)} if item else {}
    if isinstance(item, Mapping):
        pairs = list(item.items())
    else:
        pairs = [(part.name, getattr(item, part.name)) for part in fields(item) if part.name != "place"]
    found: dict[str, str] = {}
    for key, value in pairs:
        name = f"{path}.{key}" if path else str(key)
        name = name.replace(".choice.", ".choices.").removesuffix(".label")
        found |= _flat(value, name)
    return found
