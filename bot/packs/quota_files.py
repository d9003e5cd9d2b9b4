"""Quotas and enterprise counts from a table: CSV, JSON or a workbook's first sheet; every problem at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.campaign.model import Campaign, Unit, UnitKind, Units
from bot.packs.quota_tables import UNIT_COLUMNS, Table, read_table
from bot.packs.report import PackError
from bot.questionnaire.problems import Problem, did_you_mean

_PARENT = ("parent", "district", "上级", "所属区", "所属单位")
_COUNT = ("count", "counts", "enterprises", "企业数", "企业数量", "家数", "数量")
_YEAR = ("year", "年", "年份", "年度")
_QUOTA = ("quota", "quotas", "target", "指标", "目标", "任务数")
_YEAR_COLUMN = re.compile(r"(\d{4})\s*年?")
_WHOLE = re.compile(r"\d+(\.0+)?")


@dataclass(frozen=True, slots=True)
class _Cell:
    """One number of the table: whose, of which year (None for a count), and where it stands."""

    where: str
    unit: str
    parent: str
    year: str | None
    value: str


def read_counts(path: Path, campaign: Campaign) -> dict[str, int]:
    """How many enterprises each responsible unit has, in the campaign's order; 0 where none are named.

    Raises:
        PackError: something in the file is wrong; everything is listed and nothing is used.
    """
    table = read_table(path, ("unit", "count"))
    found = _numbers(_count_cells(table), campaign, frozenset({UnitKind.DISTRICT}))
    units = campaign.units.children(campaign.units.root.id, UnitKind.DISTRICT)
    return {unit.id: found.get(unit.id, {}).get(0, 0) for unit in units}


def read_quotas(path: Path, campaign: Campaign) -> dict[str, dict[int, int]]:
    """Quotas by unit and year: of responsible units, and those they set for what is below them.

    Raises:
        PackError: something in the file is wrong; everything is listed and nothing is used.
    """
    table = read_table(path, ("unit", "year", "quota"))
    return _numbers(_quota_cells(table), campaign, frozenset(UnitKind) - {UnitKind.CITY})


def _count_cells(table: Table) -> Iterator[_Cell]:
    unit, count = table.column(UNIT_COLUMNS), table.column(_COUNT)
    if unit is None or count is None:
        raise _headless(table, "unit (单位) and count (企业数)")
    parent = table.column(_PARENT)
    for row in table.rows:
        yield _Cell(row.where(count), row.text(unit), row.text(parent), None, row.text(count))


def _quota_cells(table: Table) -> Iterator[_Cell]:
    unit, parent = table.column(UNIT_COLUMNS), table.column(_PARENT)
    year, quota = table.column(_YEAR), table.column(_QUOTA)
    wide = {
        place: found.group(1)
        for place, name in enumerate(table.header)
        if (found := _YEAR_COLUMN.fullmatch(name))
    }
    if unit is None or not (wide or (year is not None and quota is not None)):
        raise _headless(table, "unit (单位) and one a year (2025), or unit, year (年份) and quota (指标)")
    for row in table.rows:
        if wide:
            for place, said in wide.items():
                if row.text(place):
                    yield _Cell(row.where(place), row.text(unit), row.text(parent), said, row.text(place))
        else:
            said = row.text(year).removesuffix("年").strip()
            yield _Cell(row.where(quota), row.text(unit), row.text(parent), said, row.text(quota))


def _headless(table: Table, wanted: str) -> PackError:
    found = ", ".join(table.header) or "nothing"
    return PackError(
        [
            Problem(
                f"{table.name}, row 1",
                "QUOTA-FILE-002",
                f"the columns found are: {found}.",
                f"Name the columns in the first row: {wanted}.",
            )
        ]
    )


def _numbers(
    cells: Iterable[_Cell], campaign: Campaign, kinds: frozenset[UnitKind]
) -> dict[str, dict[int, int]]:
    """The numbers by unit and year; counts are under year 0."""
    found: dict[str, dict[int, int]] = {}
    problems: list[Problem] = []
    seen: set[Problem] = set()
    for cell in cells:
        unit = _unit(cell, campaign.units, kinds)
        year = _year(cell, campaign)
        number = _number(cell)
        wrong = [part for part in (unit, year, number) if isinstance(part, Problem)]
        if isinstance(unit, Unit) and isinstance(year, int) and year in found.get(unit.id, {}):
            wrong.append(_problem(cell, "QUOTA-UNIT-003", f"{unit.name} is there twice.", "Remove one row."))
        problems += [problem for problem in wrong if problem not in seen]
        seen.update(wrong)
        if isinstance(unit, Unit) and isinstance(year, int) and isinstance(number, int):
            found.setdefault(unit.id, {}).setdefault(year, number)
    if problems:
        raise PackError(problems)
    return found


def _unit(cell: _Cell, units: Units, kinds: frozenset[UnitKind]) -> Unit | Problem:
    named = _named(cell, units)
    if len(named) > 1:
        ids = ", ".join(unit.id for unit in named)
        return _problem(cell, "QUOTA-UNIT-002", f"“{cell.unit}” may be {ids}.", "Write the id.")
    if not named:
        hint = did_you_mean(cell.unit, _names(units)) or "Write a unit's id or name as in units.toml."
        return _problem(cell, "QUOTA-UNIT-001", f"there is no unit “{cell.unit}”.", hint)
    if named[0].kind not in kinds:
        return _problem(
            cell,
            "QUOTA-UNIT-004",
            f"{named[0].name} is a {named[0].kind}, which has no number here.",
            f"Name a unit of these kinds: {', '.join(sorted(kinds))}.",
        )
    return named[0]


def _named(cell: _Cell, units: Units) -> list[Unit]:
    """The units of that id, of that whole name, or of that name under that parent (`松江区/洞泾镇`)."""
    if cell.unit in units:
        return [units[cell.unit]]
    above, _, name = cell.unit.rpartition("/")
    above = above or cell.parent
    return [
        unit
        for unit in units.all
        if unit.name == name and (not above or above in (unit.parent, _parent_name(unit, units)))
    ]


def _parent_name(unit: Unit, units: Units) -> str:
    return units[unit.parent].name if unit.parent else ""


def _names(units: Units) -> Mapping[str, None]:
    return dict.fromkeys([*units.by_id, *(unit.name for unit in units.all)])


def _year(cell: _Cell, campaign: Campaign) -> int | Problem:
    if cell.year is None:
        return 0
    known = [year.year for year in campaign.years]
    if cell.year.isdecimal() and int(cell.year) in known:
        return int(cell.year)
    said = ", ".join(map(str, known))
    return _problem(
        cell, "QUOTA-YEAR-001", f"“{cell.year}” is no year of {campaign.id}.", f"Its years are {said}."
    )


def _number(cell: _Cell) -> int | Problem:
    plain = cell.value.replace(",", "").replace("，", "")
    if _WHOLE.fullmatch(plain):
        return int(plain.split(".")[0])
    return _problem(
        cell, "QUOTA-NUMBER-001", f"“{cell.value}” is no whole number of 0 or more.", "Write one such as 40."
    )


def _problem(cell: _Cell, code: str, message: str, remedy: str) -> Problem:
    return Problem(cell.where, code, message, remedy)
