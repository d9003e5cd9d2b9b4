"""A random pack, written as a workbook and read back, is itself."""

import pytest
from hypothesis import given, settings
from support.random_packs import packs

from bot.packs.raw import RawPack
from bot.packs.spreadsheet.canonical import canonical
from bot.packs.spreadsheet.places import SheetReport
from bot.packs.spreadsheet.reading.assemble import read_workbook
from bot.packs.spreadsheet.writing.workbook import workbook_of


def check_round_trip(pack: RawPack) -> None:
    report = SheetReport()
    back = read_workbook(workbook_of(pack), "form.xlsx", report)
    assert report.problems == []
    assert back is not None
    assert canonical(back) == canonical(pack)


@given(packs())
@settings(max_examples=12)
def test_a_random_pack_survives_the_way_there_and_back(pack: RawPack) -> None:
    check_round_trip(pack)


@pytest.mark.proof
def test_many_random_packs_survive() -> None:
    cells = 0

    @given(packs())
    @settings(max_examples=300)
    def survive(pack: RawPack) -> None:
        nonlocal cells
        check_round_trip(pack)
        cells += len(pack.questions) * len(pack.head.locales)

    survive()
    print(f"\nspreadsheet round trip: 300 random packs, {cells} questions in all languages, none changed")
