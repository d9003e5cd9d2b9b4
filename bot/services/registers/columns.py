"""The columns of the register's workbook, and one enterprise as a row of it says it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

PEOPLE: Final = 3  # contacts a row can name


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `longest` is in characters, `width` in Excel's own unit.

    Its headings are the wording `registers.column.<key>`: the first is written, every one is read.
    """

    key: str
    longest: int
    width: int
    needed: bool = False


COLUMNS: Final = (
    Column("id", 12, 8),
    Column("name", 120, 34, needed=True),
    Column("code", 40, 24),
    Column("unit", 40, 16, needed=True),
    Column("street", 60, 18),
    Column("park", 60, 22),
    Column("group", 60, 22),
    Column("industry", 60, 14),
    Column("size", 20, 9),
    Column("headcount", 20, 10),
    *(
        column
        for place in range(1, PEOPLE + 1)
        for column in (Column(f"contact{place}", 40, 12), Column(f"phone{place}", 40, 18))
    ),
)
BY_KEY: Final = {column.key: column for column in COLUMNS}
PLAIN: Final = ("name", "code", "unit", "street", "park", "group", "industry", "size", "headcount")
"""The columns that are fields of an enterprise, under the same names; contacts are kept apart."""

Named = tuple[str, str]  # a contact's name and phone, either may be empty


@dataclass(frozen=True, slots=True)
class Entry:
    """One enterprise as a row says it is: ids of units, industries and sizes, not their names."""

    name: str
    unit: str
    code: str = ""
    street: str = ""
    park: str = ""
    group: str = ""
    industry: str = ""
    size: str = ""
    headcount: int | None = None
    contacts: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A row that could be read: where it stands, the register's number if it names one, what it says."""

    number: int
    entry: Entry
    id: int | None = None
