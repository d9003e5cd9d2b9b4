import json
from pathlib import Path

import pytest
from openpyxl import Workbook
from support.campaigns import xihe

from bot.packs.campaign_codes import TABLE_CODES
from bot.packs.quota_files import read_counts, read_quotas
from bot.packs.report import PackError

CAMPAIGN = xihe()


def written(folder: Path, text: str, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "unit,count\nsouth,20\nnorth,40\n"),
        ("a.csv", "\ufeff单位,企业数\n河南岸区,20\n河北岸区,40\n"),
        ("a.csv", 'north,40\nsouth,"20"\n'),
        ("a.csv", "id,name,enterprises\nnorth,河北岸区,40\n\nsouth,河南岸区,20\n"),
        ("a.json", '{"north": 40, "south": 20}'),
        ("a.json", '[{"unit": "河北岸区", "count": 40}, {"unit": "south", "count": 20}]'),
    ],
)
def test_counts_are_read_in_the_campaigns_order(tmp_path: Path, name: str, text: str) -> None:
    counts = read_counts(written(tmp_path, text, name), CAMPAIGN)

    assert list(counts.items()) == [("north", 40), ("south", 20)]


def test_counts_come_from_a_workbook_too_and_absent_units_have_none(tmp_path: Path) -> None:
    book = Workbook()
    for row in (["单位", "企业数"], ["河南岸区", 20.0]):
        book.active.append(row)  # type: ignore[union-attr] # a new workbook has a sheet
    book.save(tmp_path / "counts.xlsx")

    assert read_counts(tmp_path / "counts.xlsx", CAMPAIGN) == {"north": 0, "south": 20}


def test_excel_in_china_writes_csv_as_gb_18030(tmp_path: Path) -> None:
    path = tmp_path / "counts.csv"
    path.write_bytes("单位,企业数\n河南岸区,20\n".encode("gb18030"))

    assert read_counts(path, CAMPAIGN)["south"] == 20


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "单位,2027,2028年\n河北岸区/柳桥街道,6,9\n下滩乡,,4\n"),
        ("a.csv", "district,unit,2027,2028\n河北岸区,柳桥街道,6,9\nsouth,下滩乡,,4\n"),
        (
            "a.csv",
            "unit,year,quota\nnorth/柳桥街道,2027,6\nnorth/柳桥街道,2028,9\n下滩乡,2028,4\n",
        ),
        ("a.json", json.dumps({"north/柳桥街道": {"2027": 6, "2028": 9}, "下滩乡": {"2028": 4}})),
    ],
)
def test_quotas_are_read_by_year(tmp_path: Path, name: str, text: str) -> None:
    quotas = read_quotas(written(tmp_path, text, name), CAMPAIGN)

    assert quotas == {"north/柳桥街道": {2027: 6, 2028: 9}, "south/下滩乡": {2028: 4}}


BROKEN = {
    "QUOTA-FILE-001": ("a.json", "{", "a.json"),
    "QUOTA-FILE-002": ("a.csv", "单位,指标\n下滩乡,4\n", "a.csv, row 1"),
    "QUOTA-UNIT-001": ("a.csv", "unit,2027\n下摊乡,4\n", "a.csv, row 2, 2027"),
    "QUOTA-UNIT-002": ("a.csv", "unit,2027\n柳桥街道,4\n", "a.csv, row 2, 2027"),
    "QUOTA-UNIT-003": ("a.csv", "unit,2027\n下滩乡,4\n下滩乡,5\n", "a.csv, row 3, 2027"),
    "QUOTA-UNIT-004": ("a.csv", "unit,2027\n溪河市,4\n", "a.csv, row 2, 2027"),
    "QUOTA-YEAR-001": ("a.csv", "unit,year,quota\n下滩乡,2026,4\n", "a.csv, row 2, quota"),
    "QUOTA-NUMBER-001": ("a.csv", "unit,2027\n下滩乡,约 4\n", "a.csv, row 2, 2027"),
}


def test_every_code_of_a_table_has_a_case() -> None:
    assert set(BROKEN) == set(TABLE_CODES)


@pytest.mark.parametrize("code", BROKEN)
def test_a_broken_table_says_where_and_what(tmp_path: Path, code: str) -> None:
    name, text, where = BROKEN[code]

    with pytest.raises(PackError) as raised:
        read_quotas(written(tmp_path, text, name), CAMPAIGN)

    (problem,) = raised.value.problems
    assert (problem.code, problem.where.removeprefix(f"{tmp_path}/")) == (code, where)
    assert problem.remedy


def test_everything_wrong_is_listed_at_once(tmp_path: Path) -> None:
    path = written(tmp_path, "unit,2026,2027\n下滩乡,1,x\n何处,,2\n")

    with pytest.raises(PackError) as raised:
        read_quotas(path, CAMPAIGN)

    assert [problem.code for problem in raised.value.problems] == [
        "QUOTA-YEAR-001",
        "QUOTA-NUMBER-001",
        "QUOTA-UNIT-001",
    ]


def test_a_street_has_no_count_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="QUOTA-UNIT-004"):
        read_counts(written(tmp_path, "unit,count\n下滩乡,4\n"), CAMPAIGN)
