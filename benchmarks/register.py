"""Importing a register of ten thousand enterprises, against openpyxl merely reading the same file.

The floor opens the workbook and touches every cell, in the same mode. Ours reads, checks every cell, compares
with the register and keeps everything in one transaction; then the export is imported again, which must
change nothing.
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from openpyxl import load_workbook

from benchmarks.table import Row
from benchmarks.timing import interleaved, seconds
from bot.campaign.model import UnitKind
from bot.clock import SystemClock
from bot.packs.campaigns import load_campaign
from bot.services.library import Library
from bot.services.registers.columns import Entry
from bot.services.registers.exporting import export
from bot.services.registers.register import Importer, Registers
from bot.services.registers.vocabulary import Vocabulary, vocabulary
from bot.services.registers.writing import workbook
from storage import upgrade
from storage.engine import Database

MANY = 10_000
_SECONDS = 10.0
_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_IMPORTER = Importer(actor="benchmark", channel="cli")


def invented(number: int, words: Vocabulary) -> Entry:
    """The enterprise of that number: every column filled, its credit code right in both check digits."""
    from bot.services.registers.numbers import code_faults  # noqa: PLC0415 - only for inventing

    units = words.units
    districts = units.children(units.root.id, UnitKind.DISTRICT)
    district = districts[number % len(districts)]
    streets = units.children(district.id, UnitKind.STREET)
    parks = units.children(district.id, UnitKind.PARK)
    code = f"91310{number % 10}{number % 7}0MA{number:06d}00"
    code = code[:16] + code_faults(code).get("organisation", code[16]) + "0"
    code = code[:17] + code_faults(code).get("check", "0")
    return Entry(
        name=f"示例第{number}精密机械有限公司",
        unit=district.id,
        code=code,
        street=streets[number % len(streets)].id if streets else "",
        park=parks[number % len(parks)].id if parks else "",
        group=f"示例集团{number % 40}",
        industry=tuple(words.industries.written)[number % len(words.industries.written)],
        size=tuple(words.sizes.written)[number % len(words.sizes.written)],
        headcount=20 + number % 900,
        contacts=((f"联系人{number}", f"13{number % 10}{number:08d}"), ("总机", f"021-{55000000 + number}")),
    )


def touch(content: bytes) -> int:
    """Read every cell and count those that hold something."""
    book = load_workbook(io.BytesIO(content), read_only=True)
    found = sum(cell is not None for row in book.worksheets[0].iter_rows(values_only=True) for cell in row)
    book.close()
    return found


def run() -> list[Row]:
    """Import, dry run over a full register, and export."""
    words = vocabulary(load_campaign("shanghai-2023").units, Library("shanghai-ref").default(), "zh-CN")
    content = workbook(((None, invented(number, words)) for number in range(MANY)), words, "zh-CN")
    now = SystemClock().now()
    with tempfile.TemporaryDirectory() as folder:
        places = iter(Path(folder) / f"{number}.db" for number in range(100))

        def fresh() -> None:
            url = f"sqlite:///{next(places)}"
            upgrade.upgrade(url)
            with Database.open(url) as database:
                registers = Registers(database, words)
                outcome = registers.keep(registers.read(content, "register.xlsx"), _IMPORTER, now)
                if not outcome.kept or len(outcome.comparison.new) != MANY:
                    raise AssertionError(f"{len(outcome.errors)} problems")

        took = interleaved({"import": fresh, "floor": lambda: touch(content)}, rounds=3)
        again = _again(f"sqlite:///{Path(folder) / '0.db'}", words)
    return [
        Row(
            "register: import 10,000 rows, in units of 10 s",
            seconds(took["import"]),
            "10 s",
            took["import"] / _SECONDS,
            "≤ 1",
        ),
        Row(
            "register: import against openpyxl reading the file",
            seconds(took["import"]),
            seconds(took["floor"]),
            took["import"] / took["floor"],
        ),
        Row(
            "register: export and a dry run of it, in units of 20 s",
            seconds(again),
            "20 s",
            again / (2 * _SECONDS),
            "≤ 1",
        ),
    ]


def _again(url: str, words: Vocabulary) -> float:
    """Seconds to export the register and to find that importing it would change nothing."""

    def round_trip() -> None:
        with Database.open(url) as database:
            content, _ = export(database, words, None, "zh-CN")
            registers = Registers(database, words)
            comparison = registers.compare(registers.read(content, "register.xlsx"), _IMPORTER).comparison
            if comparison.unchanged != MANY or comparison.new or comparison.changed:
                raise AssertionError("the round trip changed something")

    return interleaved({"again": round_trip}, rounds=1)["again"]
