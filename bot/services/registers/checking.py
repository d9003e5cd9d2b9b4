"""Understanding the rows of a register: every cell checked, every problem noted, good rows as entries."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from bot.campaign.model import Unit, UnitKind
from bot.packs.spreadsheet.book import Cell
from bot.services.registers.columns import BY_KEY, PEOPLE, Entry, Named, Row
from bot.services.registers.findings import Finding, suggestion
from bot.services.registers.numbers import code_faults, has_code_form, misread_code, phone_number, plain_code
from bot.services.registers.reading import Table
from bot.services.registers.vocabulary import Choices, Vocabulary, folded

_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff]")
_WHOLE = re.compile(r"\d{1,7}(\.0+)?")
_SAFE_NUMBER = 10**15  # what a cell holds exactly
_QUOTED = 40  # characters of a cell that a message repeats
_NAMES = 4


@dataclass(slots=True)
class Reader:
    """Reads one table's rows; `findings` grows as it goes."""

    table: Table
    vocabulary: Vocabulary
    findings: list[Finding] = field(default_factory=list)

    def rows(self, tick: Callable[[], object] = lambda: None) -> Iterator[Row]:
        """Every row without a problem of its own, in order; `tick` is called once a row."""
        for number, cells in self.table.rows.items():
            row = _RowReader(self, number, cells).read()
            tick()
            if row is not None:
                yield row


class _RowReader:
    """Reads one row."""

    def __init__(self, reader: Reader, number: int, cells: Mapping[int, Cell]) -> None:
        self._table = reader.table
        self._vocabulary = reader.vocabulary
        self._findings = reader.findings
        self._number = number
        self._cells = cells
        self._wrong = False

    def read(self) -> Row | None:
        """The row as an entry; None when something in it has to be mended."""
        number = self._whole("id")
        name = self._text("name")
        if not name and "name" not in self._bad:
            self._note("REG-NAME-001", "name")
        unit = self._unit()
        entry = Entry(
            name=name,
            unit=unit,
            code=self._code(),
            street=self._place("street", UnitKind.STREET, unit),
            park=self._place("park", UnitKind.PARK, unit),
            group=self._group(),
            industry=self._choice("industry", "REG-INDUSTRY-001", self._vocabulary.industries),
            size=self._choice("size", "REG-SIZE-001", self._vocabulary.sizes),
            headcount=self._whole("headcount"),
            contacts=self._contacts(),
        )
        return None if self._wrong else Row(self._number, entry, number)

    def _note(self, code: str, key: str, hint: str = "", **fields: object) -> None:
        finding = Finding(code, self._number, self._table.columns.get(key, 0), fields, hint)
        self._findings.append(finding)
        self._wrong = self._wrong or not finding.is_warning

    @property
    def _bad(self) -> frozenset[str]:
        """Columns of this row that were found wrong already."""
        keys = {index: key for key, index in self._table.columns.items()}
        mine = (one for one in reversed(self._findings) if one.row == self._number)
        return frozenset(keys.get(one.column, "") for one in mine)

    def _text(self, key: str) -> str:
        """A cell as text without blanks around it; empty when there is none or it cannot be used."""
        cell = self._cells.get(self._table.columns.get(key, 0))
        if cell is None:
            return ""
        text = self._plain(cell, key)
        if _HIDDEN.search(text):
            self._note("REG-CELL-003", key)
            return ""
        most = BY_KEY[key].longest
        if len(text) > most:
            self._note("REG-CELL-004", key, length=len(text), most=most)
            return ""
        return text

    def _plain(self, cell: Cell, key: str) -> str:
        if cell.kind == "text":
            return unicodedata.normalize("NFC", str(cell.value)).strip()
        if cell.kind == "number":
            return self._number_text(cell, key)
        code = {"formula": "REG-CELL-001", "error": "REG-CELL-002"}.get(cell.kind, "REG-CELL-005")
        self._note(code, key, value=str(cell.value)[:_QUOTED])
        return ""

    def _number_text(self, cell: Cell, key: str) -> str:
        value = cell.value
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if key == "code" and isinstance(value, int) and value >= _SAFE_NUMBER:
            self._note("REG-CODE-005", key)
            return ""
        return str(value)

    def _unit(self) -> str:
        text = self._text("unit")
        choices = self._vocabulary.responsible
        found = choices.find(text) if text else ""
        if text and not found:
            self._note("REG-UNIT-002", "unit", suggestion(text, choices.all), value=text[:_QUOTED])
        elif not text and "unit" not in self._bad:
            city = choices.written[self._vocabulary.units.root.id]
            self._note("REG-UNIT-001", "unit", city=city)
        return found

    def _code(self) -> str:
        text = self._text("code")
        code = plain_code(text)
        if not code:
            return ""
        if not has_code_form(code):
            self._note("REG-CODE-001", "code", misread_code(code), value=text[:_QUOTED])
            return ""
        for fault, expected in code_faults(code).items():
            self._note("REG-CODE-002" if fault == "check" else "REG-CODE-003", "code", expected=expected)
        return code

    def _place(self, key: str, kind: UnitKind, unit: str) -> str:
        """A street or park: one of the unit's where it has any, else one of the campaign's."""
        text = self._text(key)
        if not text:
            return ""
        named = self._vocabulary.places(text, kind)
        if not named:
            hint = suggestion(text, self._vocabulary.all_of(kind))
            self._note(f"REG-{key.upper()}-001", key, hint, value=text[:_QUOTED])
            return ""
        own = [one for one in named if one.parent == unit]
        if own or not unit:
            return (own or named)[0].id
        if self._vocabulary.has(unit, kind):
            home = self._home(named[0])
            self._note(
                f"REG-{key.upper()}-002", key, value=text, home=home, unit=self._vocabulary.units[unit].name
            )
            return ""
        if len(named) > 1:
            names = [self._vocabulary.full_name(one) for one in named[:_NAMES]]
            self._note(f"REG-{key.upper()}-003", key, value=text, names=", ".join(names), first=names[0])
            return ""
        return named[0].id

    def _home(self, place: Unit) -> str:
        parent = self._vocabulary.units.by_id.get(place.parent)
        return parent.name if parent else place.parent

    def _group(self) -> str:
        """A group: one of the campaign's where it names any, else the name itself."""
        text = self._text("group")
        known = self._vocabulary.all_of(UnitKind.GROUP)
        if not text or not known:
            return text
        found = self._vocabulary.places(text, UnitKind.GROUP)
        if not found:
            self._note("REG-GROUP-001", "group", suggestion(text, known), value=text[:_QUOTED])
            return ""
        return found[0].id

    def _choice(self, key: str, code: str, choices: Choices) -> str:
        text = self._text(key)
        if not text:
            return ""
        found = choices.find(text)
        if not found:
            names = ", ".join(choices.all)
            self._note(code, key, suggestion(text, choices.all), value=text[:_QUOTED], names=names)
        return found

    def _whole(self, key: str) -> int | None:
        text = folded(self._text(key)).replace(",", "").removesuffix("人")
        if not text:
            return None
        if not _WHOLE.fullmatch(text):
            code = "REG-COUNT-001" if key == "headcount" else "REG-ID-001"
            self._note(code, key, value=text[:_QUOTED])
            return None
        return int(text.split(".", maxsplit=1)[0])

    def _contacts(self) -> tuple[Named, ...]:
        found = []
        for place in range(1, PEOPLE + 1):
            name, said = self._text(f"contact{place}"), self._text(f"phone{place}")
            phone = phone_number(said) if said else ""
            if phone is None:
                self._note("REG-PHONE-001", f"phone{place}", value=said[:_QUOTED])
            elif name or phone:
                found.append((name, phone))
        return tuple(found)
