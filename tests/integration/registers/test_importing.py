"""The register from a workbook: what is kept, what is refused, and that nothing is kept by halves."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable

import pytest
from openpyxl.worksheet.worksheet import Worksheet
from support.people import new_enterprise
from support.register_books import CLI, CODE, EXCEPTION, book, found, imported, row

from bot.app import Core
from bot.messages import load
from bot.services.registers.annotating import annotated
from bot.services.registers.register import Importer
from storage.models.enterprise import Enterprise
from storage.repositories.scope import EVERYTHING, EnterpriseFilter, Scope

FULL = row(
    name="示例启明汽车零部件有限公司",
    code=CODE,
    unit="松江区",
    street="洞泾镇",
    park="松江工业区",
    group="示例控股集团",
    industry="汽车",
    size="中型",
    headcount=320,
    contact1="王示例",
    phone1="13800138000",
    contact2="李示例",
    phone2="021-5555 0100",
)


def everything(core: Core) -> list[Enterprise]:
    with core.database.read() as work:
        return work.enterprises.select(EnterpriseFilter(scope=EVERYTHING))


def test_a_full_row_is_kept_with_every_field(core: Core) -> None:
    outcome = imported(core, book([FULL]))

    (one,) = everything(core)
    with core.database.read() as work:
        people = work.register_contacts.of(one.id)
    assert outcome.kept
    assert found(outcome) == []
    assert (one.name, one.credit_code, one.unit, one.street) == (
        "示例启明汽车零部件有限公司",
        CODE,
        "310117",
        "310117/洞泾镇",
    )
    assert (one.park, one.group, one.industry, one.size, one.headcount) == (
        "310117/松江工业区",
        "示例控股集团",
        "auto",
        "medium",
        320,
    )
    assert people == (("王示例", "13800138000"), ("李示例", "021-55550100"))


def test_the_import_is_in_the_audit_log_without_personal_data(core: Core) -> None:
    imported(core, book([FULL]))

    with core.database.read() as work:
        (entry,) = work.audit.recent(action="enterprises.import")
        flaws = work.audit.verify()
    assert (entry.actor, entry.channel) == ("cli", "cli")
    assert len(json.loads(entry.detail)["new"]) == 1
    assert "王示例" not in entry.detail
    assert "13800138000" not in entry.detail
    assert flaws == []


def test_one_bad_row_and_nothing_is_kept(core: Core) -> None:
    outcome = imported(core, book([row("示例甲厂"), row("示例乙厂", unit="松江")]))

    assert not outcome.kept
    assert everything(core) == []


def test_bad_rows_can_be_left_out(core: Core) -> None:
    outcome = imported(core, book([row("示例甲厂"), row("示例乙厂", unit="松江")]), skip_bad=True)

    assert outcome.kept
    assert [one.name for one in everything(core)] == ["示例甲厂"]


@pytest.mark.parametrize(
    ("cells", "code", "column"),
    [
        (row(name=""), "REG-NAME-001", "name"),
        (row(name="甲" * 121), "REG-CELL-004", "name"),
        (row(name="示例\u202e厂"), "REG-CELL-003", "name"),
        (row(name=True), "REG-CELL-005", "name"),
        (row(unit=""), "REG-UNIT-001", "unit"),
        (row(unit="松江"), "REG-UNIT-002", "unit"),
        (row(unit="洞泾镇"), "REG-UNIT-002", "unit"),
        (row(street="洞经镇"), "REG-STREET-001", "street"),
        (row(street="安亭镇"), "REG-STREET-002", "street"),
        (row(park="嘉定工业区"), "REG-PARK-002", "park"),
        (row(park="火星园区"), "REG-PARK-001", "park"),
        (row(industry="汽车行"), "REG-INDUSTRY-001", "industry"),
        (row(size="巨型"), "REG-SIZE-001", "size"),
        (row(headcount="三百"), "REG-COUNT-001", "headcount"),
        (row(headcount=-3), "REG-COUNT-001", "headcount"),
        (row(phone1="12345"), "REG-PHONE-001", "phone1"),
        (row(phone2="55550100"), "REG-PHONE-001", "phone2"),
        (row(code="123"), "REG-CODE-001", "code"),
        (row(code=913100001322602501), "REG-CODE-005", "code"),
        (row(id=77), "REG-ID-001", "id"),
        (row(id="甲"), "REG-ID-001", "id"),
    ],
)
def test_a_wrong_cell_is_named_by_its_place(
    light: Core, cells: dict[str, object], code: str, column: str
) -> None:
    columns = ["id", "name", "unit", "code", "street", "park", "industry", "size", "headcount"]
    outcome = imported(light, book([cells], columns=[*columns, "phone1", "phone2"]))

    assert found(outcome) == [(code, 2, column)]
    assert everything(light) == []


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (EXCEPTION, ["REG-CODE-002"]),
        ("91310000132260250Y", ["REG-CODE-002"]),
        ("913100001322602508", ["REG-CODE-002"]),
        ("91310000132260251X", ["REG-CODE-002", "REG-CODE-003"]),
    ],
)
def test_check_digits_only_warn_because_real_exceptions_exist(
    core: Core, code: str, expected: list[str]
) -> None:
    outcome = imported(core, book([row(code=code)]))

    assert [one.code for one in outcome.findings] == expected
    assert [one.credit_code for one in everything(core)] == [code]


def test_a_letter_taken_for_a_digit_is_suggested(core: Core) -> None:
    outcome = imported(core, book([row(code=CODE.replace("0", "O"))]))

    (problem,) = outcome.problems("zh-CN")
    assert CODE in problem.remedy


def test_a_misspelt_unit_and_street_are_suggested(core: Core) -> None:
    outcome = imported(core, book([row(unit="松江"), row("示例乙厂", street="洞经镇")]))

    unit, street = outcome.problems("zh-CN")
    assert "松江区" in unit.remedy
    assert "洞泾镇" in street.remedy
    assert unit.where == "企业名单 第 2 行 责任单位（B2）"


@pytest.mark.parametrize("unit", ["市级统筹", "市级", "上海市", "City-led", "city"])
def test_the_city_may_lead_an_enterprise_of_any_street(core: Core, unit: str) -> None:
    imported(core, book([row(unit=unit, street="安亭镇")]))

    (one,) = everything(core)
    assert (one.unit, one.street) == ("city", "310114/安亭镇")


def test_a_unit_without_streets_of_its_own_may_name_any(core: Core) -> None:
    imported(core, book([row(unit="临港新片区管委会", street="泥城镇")]))

    (one,) = everything(core)
    assert (one.unit, one.street) == ("lingang", "310115/泥城镇")


def test_what_is_there_twice_is_found_within_the_file(core: Core) -> None:
    rows = [
        row("示例甲厂", code=CODE),
        row("示例乙厂", code=CODE),
        row("示例甲厂"),
        row("示例丙厂"),
        row("示例 丙厂"),
    ]
    outcome = imported(core, book(rows))

    assert [(code, place) for code, place, _ in found(outcome)] == [
        ("REG-CODE-004", 3),
        ("REG-NAME-002", 4),
        ("REG-NAME-002", 6),
    ]


def test_two_of_one_name_with_codes_of_their_own_are_only_noted(core: Core) -> None:
    outcome = imported(core, book([row("示例甲厂", code=CODE), row("示例甲厂", code=EXCEPTION)]))

    assert {one.code for one in outcome.findings} == {"REG-NAME-003", "REG-CODE-002"}
    assert len(everything(core)) == 2


def test_the_registers_own_name_with_another_code_is_refused(core: Core) -> None:
    new_enterprise(core, "示例甲厂", credit_code=CODE)
    outcome = imported(core, book([row("示例甲厂", code=EXCEPTION)]))

    assert ("REG-NAME-004", 2, "name") in found(outcome)
    assert not outcome.kept


def test_new_changed_unchanged_and_missing_are_told_apart(core: Core) -> None:
    same = new_enterprise(core, "示例甲厂")
    changed = new_enterprise(core, "示例乙厂", industry="auto", headcount=12)
    missing = new_enterprise(core, "示例丙厂")
    elsewhere = new_enterprise(core, "示例丁厂", unit="310114", street=None)
    rows = [
        row("示例甲厂", street="洞泾镇"),
        row("示例乙厂", street="洞泾镇", industry="电子信息", headcount=12),
        row("示例戊厂", street="车墩镇"),
    ]
    # The industry of the first is left empty, as it is in the register.
    comparison = (
        core.registers("zh-CN").compare(core.registers("zh-CN").read(book(rows), "a.xlsx"), CLI).comparison
    )

    assert [one.entry.name for one in comparison.new] == ["示例戊厂"]
    assert [(one.known.id, one.fields) for one in comparison.changed] == [
        (changed, (("industry", "auto", "electronics"),))
    ]
    assert comparison.unchanged == 1
    assert [one.id for one in comparison.missing] == [missing]
    assert len({same, elsewhere} & {one.id for one in comparison.missing}) == 0
    assert len(everything(core)) == 4


def test_columns_the_file_lacks_leave_the_register_alone(core: Core) -> None:
    imported(core, book([FULL]))
    outcome = imported(core, book([row("示例启明汽车零部件有限公司", headcount=321)]))

    (one,) = everything(core)
    with core.database.read() as work:
        people = work.register_contacts.of(one.id)
    assert outcome.comparison.changed[0].fields == (("headcount", 320, 321),)
    assert (one.credit_code, one.headcount, len(people)) == (CODE, 321, 2)


def test_with_the_registers_number_a_name_and_a_code_can_change(core: Core) -> None:
    key = new_enterprise(core, "示例甲厂", credit_code=EXCEPTION)
    outcome = imported(core, book([row("示例甲厂（上海）有限公司", id=key, code=CODE, street="洞泾镇")]))

    (one,) = everything(core)
    assert outcome.kept
    assert (one.id, one.name, one.credit_code) == (key, "示例甲厂（上海）有限公司", CODE)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda sheet: sheet.merge_cells("A2:B2"), "REG-SHEET-002"),
        (lambda sheet: sheet.merge_cells("A1:B1"), "REG-SHEET-002"),
        (lambda sheet: sheet.__setitem__("B2", '=HYPERLINK("http://example.org","松江区")'), "REG-CELL-001"),
        (lambda sheet: sheet.__setitem__("A2", "=1+1"), "REG-CELL-001"),
    ],
    ids=["a row", "the headings", "a link", "a sum"],
)
def test_formulas_and_merged_cells_are_refused_plainly(
    core: Core, change: Callable[[Worksheet], object], code: str
) -> None:
    outcome = imported(core, book([row(), row("示例乙厂")], change=change))

    assert code in {one.code for one in outcome.errors}
    assert everything(core) == []


def test_a_title_above_the_headings_does_no_harm(core: Core) -> None:
    def title(sheet: Worksheet) -> None:
        sheet.insert_rows(1)
        sheet["A1"] = "松江区规上企业名单"
        sheet.merge_cells("A1:B1")

    outcome = imported(core, book([row()], change=title))

    assert outcome.kept
    assert len(everything(core)) == 1


def test_a_missing_column_a_strange_one_and_a_double_one_are_said_at_once(core: Core) -> None:
    outcome = imported(core, book([{"name": "示例甲厂", "街区": "x", "企业": "y"}]))

    assert [one.code for one in outcome.findings] == ["REG-HEAD-001", "REG-HEAD-002", "REG-HEAD-003"]
    assert not outcome.usable


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "REG-FILE-001"),
        (b"PK\x03\x04 nonsense", "REG-FILE-001"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "REG-FILE-002"),
        (b"PK\x03\x04" + bytes(11 * 2**20), "REG-FILE-003"),
        (book([{"甲": "乙"}]), "REG-SHEET-001"),
        (book([], columns=["name", "unit"]), "REG-SHEET-003"),
    ],
    ids=["empty", "damaged", "old", "large", "other columns", "no rows"],
)
def test_another_file_is_refused_with_what_to_do(light: Core, content: bytes, code: str) -> None:
    outcome = imported(light, content)

    problems = outcome.problems("zh-CN")
    assert [one.code for one in problems] == [code]
    assert all(one.remedy and one.message for one in problems)
    assert not outcome.kept


def test_a_liaison_imports_for_her_own_district_alone_and_learns_nothing_of_others(core: Core) -> None:
    new_enterprise(core, "示例甲厂", unit="310114", street=None, credit_code=CODE)
    own = Importer("7", "web", Scope(units=frozenset({"310117"})), frozenset({"310117"}))
    rows = [row("示例乙厂"), row("示例丙厂", unit="嘉定区"), row("示例丁厂", code=CODE), row("示例甲厂")]
    outcome = imported(core, book(rows), own)

    assert [(code, place) for code, place, _ in found(outcome)] == [
        ("REG-SCOPE-001", 3),
        ("REG-SCOPE-001", 4),
        ("REG-SCOPE-001", 5),
    ]
    assert outcome.comparison.missing == []
    assert CODE not in "".join(map(str, outcome.problems("zh-CN")))


def test_a_workbook_refused_for_its_size_is_not_opened_to_be_marked(light: Core) -> None:
    buffer = io.BytesIO(book([FULL]))
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", bytes(121 * 2**20))
    outcome = imported(light, buffer.getvalue())
    assert [one.code for one in outcome.findings] == ["REG-FILE-003"]

    pairs = list(zip(outcome.findings, outcome.problems("zh-CN"), strict=True))
    with pytest.raises(ValueError, match="cannot be opened"):
        annotated(buffer.getvalue(), "企业名单", pairs, load("zh-CN"))
