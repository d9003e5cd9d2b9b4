"""Templates that other office suites wrote: mended where they are slightly broken, filled all the same."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

from support.word_files import members

from bot.reports.word.charts import Chart, Series
from bot.reports.word.repair import without_missing_targets
from bot.reports.word.template import DocumentTemplate

SHIPPED = Path(__file__).resolve().parents[5] / "templates" / "reports" / "diagnosis.zh-CN.docx"
BOOK = "word/embeddings/Microsoft_Excel_Worksheet.xlsx"
CHART = Chart(("甲", "乙"), (Series("本企业", ("12.34", "56.78")),))


def packed(contents: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as file:
        for name, body in contents.items():
            file.writestr(name, body)
    return written.getvalue()


def as_libreoffice_writes_it() -> bytes:
    """A chart that lost its name, and a relationship to a workbook that is not there."""
    contents = members(SHIPPED.read_bytes())
    del contents[BOOK]
    document = contents["word/document.xml"].replace(b'name="figure:radar"', b'name="Object1"')
    return packed(
        {
            **contents,
            "word/document.xml": re.sub(rb"\{[{%#].*?[}%#]\}", b"", document),
            "word/header1.xml": re.sub(rb"\{[{%#].*?[}%#]\}", b"", contents["word/header1.xml"]),
            "word/footer1.xml": re.sub(rb"\{[{%#].*?[}%#]\}", b"", contents["word/footer1.xml"]),
            "docProps/core.xml": re.sub(rb"\{[{%#].*?[}%#]\}", b"", contents["docProps/core.xml"]),
        }
    )


def test_a_whole_file_stays_as_it_is() -> None:
    data = SHIPPED.read_bytes()
    assert without_missing_targets(data) is data


def test_a_relationship_to_nothing_goes_with_what_refers_to_it() -> None:
    mended = members(without_missing_targets(as_libreoffice_writes_it()))
    assert b"Relationship " not in mended["word/charts/_rels/chart1.xml.rels"]
    assert b"externalData" not in mended["word/charts/chart1.xml"]
    assert b"header1.xml" in mended["word/_rels/document.xml.rels"]


def test_the_one_chart_without_a_name_is_filled_all_the_same() -> None:
    filled = members(DocumentTemplate(as_libreoffice_writes_it()).render({}, charts={"radar": CHART}).data)
    assert b"56.78" in filled["word/charts/chart1.xml"]
    assert BOOK not in filled


def test_a_chart_of_the_authors_own_beside_ours_is_left_alone() -> None:
    template = DocumentTemplate(as_libreoffice_writes_it())
    two = template.render({}, charts={"radar": CHART, "other": CHART})
    assert b"56.78" not in members(two.data)["word/charts/chart1.xml"]
