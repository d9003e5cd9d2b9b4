"""Random workbooks: every planted mistake is found where it stands; what is good is imported exactly."""

from __future__ import annotations

import io
from collections.abc import Mapping

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from support.register_books import CLI, book, found, imported, row, shanghai

from bot.app import Core
from bot.services.registers.checking import Reader
from bot.services.registers.columns import PLAIN, Entry
from bot.services.registers.comparing import Register, compare
from bot.services.registers.exporting import export
from bot.services.registers.reading import read_table
from bot.services.registers.register import Outcome, Sheet
from bot.services.registers.writing import RISKY, workbook
from storage.repositories.scope import EVERYTHING, EnterpriseFilter

WORDS = shanghai()
COLUMNS = ("name", "unit", "street", "industry", "size", "headcount", "phone1", "contact1", "group")
GOOD: Mapping[str, list[object]] = {
    "unit": ["松江区", " 松江区 ", "310117"],
    "street": ["洞泾镇", "松江区/新桥镇", None],
    "industry": ["汽车", "重大装备", "集团总部", "半导体", None],
    "size": ["大型", "小", None],
    "headcount": [0, 12, "1,200", "35人", 3.0, None],
    "phone1": ["13800138000", 13800138000, "021-55550100", "+86 138 0013 8000", None],
    "contact1": ["王示例", "=cmd|' /C calc'!A0", "-1+1", "@SUM(A1)", None],
    "group": ["示例集团", "+示例", "=HYPERLINK(1)", None],
}
BAD: Mapping[str, list[tuple[object, str]]] = {
    "name": [(None, "REG-NAME-001"), ("甲" * 200, "REG-CELL-004"), ("示例\u200b厂", "REG-CELL-003")],
    "unit": [(None, "REG-UNIT-001"), ("火星", "REG-UNIT-002"), (True, "REG-CELL-005")],
    "street": [("火星街道", "REG-STREET-001"), ("安亭镇", "REG-STREET-002")],
    "industry": [("算命", "REG-INDUSTRY-001")],
    "size": [("巨型", "REG-SIZE-001")],
    "headcount": [("许多", "REG-COUNT-001"), (-1, "REG-COUNT-001"), (1.5, "REG-COUNT-001")],
    "phone1": [("110", "REG-PHONE-001"), ("电话", "REG-PHONE-001")],
}
NASTY = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30)


@st.composite
def sheets(draw: st.DrawFn) -> tuple[list[dict[str, object]], set[tuple[str, int, str]]]:
    """Rows, and what is wrong with them: code, row, column."""
    rows: list[dict[str, object]] = []
    wrong: set[tuple[str, int, str]] = set()
    for number in range(draw(st.integers(1, 6))):
        cells: dict[str, object] = {"name": f"示例第{number}厂"}
        cells |= {key: draw(st.sampled_from(values)) for key, values in GOOD.items()}
        bad = draw(st.sets(st.sampled_from(sorted(BAD)), max_size=3)) if draw(st.booleans()) else set()
        for key in sorted(bad):
            cells[key], code = draw(st.sampled_from(BAD[key]))
            wrong.add((code, number + 2, key))
        if "unit" in bad:  # whose street it is cannot be said then
            wrong.discard(("REG-STREET-002", number + 2, "street"))
        rows.append(cells)
    return rows, wrong


@settings(max_examples=40)
@given(sheets())
def test_every_mistake_is_found_at_once_and_nothing_else(
    made: tuple[list[dict[str, object]], set[tuple[str, int, str]]],
) -> None:
    rows, wrong = made
    table = read_table(book(rows, columns=COLUMNS), "a.xlsx", "zh-CN")
    reader = Reader(table, WORDS)
    good = list(reader.rows())
    comparison = compare(good, Register(()), table, None)
    sheet = Sheet("a.xlsx", "", table, tuple(good), (*table.findings, *reader.findings))
    outcome = Outcome(sheet, comparison)

    assert set(found(outcome)) == wrong
    assert [one.number for one in good] == [
        number for number in range(2, len(rows) + 2) if number not in {place for _, place, _ in wrong}
    ]
    assert all(problem.message and problem.remedy for problem in outcome.problems("en"))


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=sheets())
def test_all_or_nothing_and_with_skip_bad_exactly_the_good(
    light: Core, made: tuple[list[dict[str, object]], set[tuple[str, int, str]]]
) -> None:
    rows, wrong = made
    bad = {place for _, place, _ in wrong}
    before = names(light)
    content = book(rows, columns=COLUMNS)
    outcome = imported(light, content)

    assert outcome.kept is not bool(wrong)
    assert names(light) == (before if wrong else before | {str(one["name"]) for one in rows})
    imported(light, content, skip_bad=True)
    good = {str(one["name"]) for number, one in enumerate(rows, start=2) if number not in bad}
    assert names(light) == before | good


def names(core: Core) -> set[str]:
    with core.database.read() as work:
        return {one.name for one in work.enterprises.select(EnterpriseFilter(scope=EVERYTHING))}


@settings(max_examples=40)
@given(name=NASTY, group=NASTY, contact=NASTY)
def test_no_text_of_a_person_becomes_a_live_formula_and_all_come_back(
    name: str, group: str, contact: str
) -> None:
    entry = Entry(name=name, unit="310117", group=group, contacts=((contact, "13800138000"),))
    content = workbook([(1, entry)], WORDS, "zh-CN", offers=False)

    for sheet in load_workbook(io.BytesIO(content)).worksheets:
        for cells in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in cells)
    cell = load_workbook(io.BytesIO(content)).worksheets[0]["B2"]
    assert cell.quotePrefix is name.startswith(RISKY)
    read = read_table(content, "a.xlsx", "zh-CN").rows.get(2, {})
    back = {key: str(read[index].value) for key, index in (("name", 2), ("group", 7)) if index in read}
    given_ = {"name": name, "group": group}
    assert {key: back.get(key, "") for key in given_ if given_[key].strip()} == {
        key: text for key, text in given_.items() if text.strip()
    }


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=sheets())
def test_what_is_exported_and_imported_again_changes_nothing(
    light: Core, made: tuple[list[dict[str, object]], set[tuple[str, int, str]]]
) -> None:
    imported(light, book(made[0], columns=COLUMNS), skip_bad=True)
    imported(light, book([row("=cmd|' /C calc'!A0", contact1="@SUM(A1)")]))
    for locale in ("zh-CN", "en"):
        registers = light.registers(locale)
        content, count = export(light.database, registers.vocabulary, None, locale)
        comparison = registers.compare(registers.read(content, "b.xlsx", locale=locale), CLI).comparison

        assert (comparison.new, comparison.changed, comparison.missing) == ([], [], [])
        assert comparison.unchanged == count
    assert set(PLAIN) <= set(registers.read(content, "b.xlsx").table.columns)
