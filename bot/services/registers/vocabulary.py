"""The names a register's cells may hold: units, streets, parks, industries, sizes; what they stand for."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from bot import messages
from bot.campaign.model import Unit, UnitKind, Units
from bot.packs.pack import Pack

SIZES = ("large", "medium", "small", "micro")


def folded(text: str) -> str:
    """A name as it is compared: half width, one case, no blanks."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


@dataclass(frozen=True)
class Choices:
    """A closed list: ids by every name they go by, and the one name each is written as."""

    written: Mapping[str, str]
    names: Mapping[str, str]

    def find(self, text: str) -> str:
        """The id of a name, or an empty string."""
        return self.names.get(folded(text), "")

    @cached_property
    def all(self) -> tuple[str, ...]:
        """The names as they are written, in order."""
        return tuple(self.written.values())


@dataclass(frozen=True)
class Vocabulary:
    """What the cells of a campaign's register mean."""

    units: Units
    responsible: Choices
    industries: Choices
    sizes: Choices

    def places(self, text: str, kind: UnitKind) -> list[Unit]:
        """The streets (or parks, groups) of that name, of that id, or of that name in a district."""
        above, _, name = folded(text).rpartition("/")
        found = self._by_name.get((kind, name), [])
        return [unit for unit in found if not above or above in self._above(unit)]

    def has(self, unit: str, kind: UnitKind) -> bool:
        """Whether a unit has streets (or parks) of its own; of others, any of the campaign may be named."""
        return unit != self.units.root.id and bool(self.units.children(unit, kind))

    def all_of(self, kind: UnitKind) -> tuple[str, ...]:
        """The names of every unit of a kind."""
        return tuple(dict.fromkeys(unit.name for unit in self.units.all if unit.kind is kind))

    def name(self, unit: str | None) -> str:
        """How a unit is written in a cell: its name; with its district's where others have the same name."""
        if not unit or unit not in self.units:
            return unit or ""
        found = self.units[unit]
        if len(self._by_name[found.kind, folded(found.name)]) > 1:
            return self.full_name(found)
        return found.name

    def full_name(self, unit: Unit) -> str:
        """`district/name`."""
        return f"{self.units[unit.parent].name}/{unit.name}" if unit.parent in self.units else unit.name

    @cached_property
    def _by_name(self) -> Mapping[tuple[UnitKind, str], list[Unit]]:
        found: dict[tuple[UnitKind, str], list[Unit]] = {}
        for unit in self.units.all:
            found.setdefault((unit.kind, folded(unit.name)), []).append(unit)
        return found

    def _above(self, unit: Unit) -> frozenset[str]:
        parent = self.units.by_id.get(unit.parent)
        return frozenset({folded(parent.id), folded(parent.name)} if parent else ())


def vocabulary(units: Units, pack: Pack, locale: str) -> Vocabulary:
    """The vocabulary of a campaign and the pack it asks; written in a locale, read in all."""
    return Vocabulary(units, _responsible(units, locale), _industries(pack, locale), _sizes(locale))


def _choices(written: Mapping[str, str], names: Iterable[tuple[str, str]]) -> Choices:
    known = {folded(name): key for key, name in written.items()}
    for key, name in names:
        known.setdefault(folded(name), key)
    return Choices(written, known)


def _responsible(units: Units, locale: str) -> Choices:
    root = units.root
    written = {root.id: messages.load(locale).say("registers.city_led")}
    written |= {unit.id: unit.name for unit in units.children(root.id, UnitKind.DISTRICT)}
    city = [name for one in messages.locales() for name in messages.load(one).variants("registers.city_led")]
    names = [(root.id, name) for name in (*city, root.name)]
    return _choices(written, [*names, *((key, key) for key in written)])


def _industries(pack: Pack, locale: str) -> Choices:
    """The industries as the profile question names them; without such a question the pack's own ids."""
    written: dict[str, str] = {}
    names: list[tuple[str, str]] = []
    for one in dict.fromkeys((pack.known_locale(locale if locale in pack.locales else ""), *pack.locales)):
        for question in pack.questionnaire(one).questions:
            if question.profile != "industry":
                continue
            for choice in question.choices:
                written.setdefault(choice.key, choice.short or choice.label)
                names += [(choice.key, name) for name in (choice.label, choice.short, choice.key) if name]
                names += [(choice.key, name) for name in choice.synonyms]
    return _choices(written or {key: key for key in pack.industries}, names)


def _sizes(locale: str) -> Choices:
    written = {key: messages.load(locale).say(f"registers.size.{key}") for key in SIZES}
    names = [
        (key, name)
        for one in messages.locales()
        for key in SIZES
        for name in messages.load(one).variants(f"registers.size.{key}")
    ]
    return _choices(written, [*names, *((key, key) for key in SIZES)])
