"""LibreOffice opens the reports: page by page, as a reader sees them."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest
from PIL import Image
from support.assessments import report_input, with_name

from bot.reports.context import context
from bot.reports.facts import ReportInput
from bot.reports.render import render_report

pytestmark = pytest.mark.office

HOSTILE = "R&D <一厂> {{ 7*7 }} ]]> " + "长" * 10_000
CHINESE_FONTS = re.compile(r"CJK|YaHei|Hei|Song|Ming|Kai|PingFang|WenQuan", re.IGNORECASE)
BLUE = (0x1B, 0x5E, 0x8C)
CHAPTERS = {
    "zh-CN": [
        "一、一页结论",
        "二、诊断是怎么做的",
        "三、维度总览",
        "四、维度详解",
        "八、路线图",
        "附录三 佐证材料",
    ],
    "en": ["1 The result on one page", "2 How it was assessed", "3 The dimensions at a glance", "8 Roadmap"],
}


@dataclass(frozen=True)
class Pdf:
    """One report as LibreOffice printed it."""

    file: Path
    facts: ReportInput

    @cached_property
    def pages(self) -> list[str]:
        text = subprocess.run(
            ["pdftotext", "-layout", self.file, "-"], check=True, capture_output=True
        ).stdout
        return text.decode().split("\f")[:-1]

    @cached_property
    def text(self) -> str:
        return "\n".join(self.pages)

    def picture(self, page: int) -> Image.Image:
        root = self.file.with_suffix(f".{page}")
        span = ["-f", str(page), "-l", str(page)]
        subprocess.run(["pdftoppm", "-r", "50", "-png", *span, "-singlefile", self.file, root], check=True)
        return Image.open(f"{root}.png").convert("RGB")


def reports() -> dict[str, ReportInput]:
    made = {kind: report_input(kind) for kind in ("weak", "middling", "strong")}
    made["english"] = report_input("weak", locale="en")
    made["eudma"] = report_input("strong", locale="en", name="eudma")
    made["draft"] = report_input("middling", without=("cap-plan", "str-plan"))
    made["hostile"] = with_name(report_input("weak"), HOSTILE)
    return made


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Pdf]:
    """Every report, converted in one run (starting the office suite costs more than printing)."""
    folder = tmp_path_factory.mktemp("office")
    made = reports()
    for name, facts in made.items():
        (folder / f"{name}.docx").write_bytes(render_report(facts).data)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    files = sorted(folder.glob("*.docx"))
    done = subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, *files],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    assert b"Error" not in done.stdout + done.stderr
    return {name: Pdf(folder / f"{name}.pdf", facts) for name, facts in made.items()}


@pytest.fixture(scope="module", params=["weak", "middling", "strong", "english", "eudma", "draft", "hostile"])
def pdf(request: pytest.FixtureRequest, printed: Mapping[str, Pdf]) -> Pdf:
    if not shutil.which("pdftotext"):
        pytest.fail(
            "poppler (pdftotext, pdftoppm, pdffonts) belongs beside LibreOffice: install poppler-utils"
        )
    return printed[request.param]


def test_the_report_opens_and_has_its_pages(pdf: Pdf) -> None:
    fewest, most = (10, 20) if pdf.facts.questionnaire.id == "eudma" else (22, 36)
    assert fewest <= len(pdf.pages) <= most


def test_nothing_of_the_template_is_left(pdf: Pdf) -> None:
    left = pdf.text.replace("{{ 7*7 }}", "")  # the hostile enterprise's own name
    marks = ["{{", "}}", "{%", "%}", "\ufffd"]
    if pdf.facts.questionnaire.locale != "en":  # an English answer may be “None”
        marks.append("None")
    for mark in marks:
        assert mark not in left


def test_every_chapter_and_the_result_are_printed(pdf: Pdf) -> None:
    text = " ".join(pdf.text.split())
    for chapter in CHAPTERS[pdf.facts.questionnaire.locale]:
        assert chapter in text
    made = context(pdf.facts)
    assert made["result"]["score"] in text
    for view in made["dimensions"]:
        assert view["score"] in text


def test_the_summary_fits_one_page(pdf: Pdf) -> None:
    first, second, *_ = CHAPTERS[pdf.facts.questionnaire.locale]
    pages = [" ".join(page.split()) for page in pdf.pages]
    begins = next(n for n, page in enumerate(pages) if first in page and n > 1)
    assert second in pages[begins + 1]


def test_no_heading_stands_alone_at_the_foot_of_a_page(pdf: Pdf) -> None:
    made = context(pdf.facts)
    headings = {f"{view['number']}. {view['name']}" for view in made["dimensions"]}
    headings |= {view["name"] for view in (*made["fused"], *made["industry"])}
    headings |= {stretch["name"] for stretch in made["roadmap"]}
    headings |= {section["title"] for section in made["sections"]}
    headings |= set(CHAPTERS[pdf.facts.questionnaire.locale])
    for page in pdf.pages[2:]:
        lines = [" ".join(line.split()) for line in page.splitlines() if line.strip()]
        assert lines[-2] not in headings, "the last line above the footer is a heading"


def test_chinese_is_set_in_a_chinese_font(pdf: Pdf) -> None:
    listing = subprocess.run(["pdffonts", pdf.file], check=True, capture_output=True).stdout.decode()
    fonts = listing.splitlines()[2:]
    assert any(CHINESE_FONTS.search(font) for font in fonts)
    assert all(" yes " in font for font in fonts), "every font is embedded"


def test_the_radar_is_drawn_with_its_labels(pdf: Pdf) -> None:
    chapter = CHAPTERS[pdf.facts.questionnaire.locale][2]
    number = next(n for n, page in enumerate(pdf.pages) if n > 2 and chapter in " ".join(page.split()))
    page = " ".join(pdf.pages[number].split())
    for view in context(pdf.facts)["dimensions"]:
        for word in view["name"].split():
            assert page.count(word) >= 2, "once at the chart, once in the table"
    picture = pdf.picture(number + 1)
    width, height = picture.size
    chart = picture.crop((0, height // 5, width, height // 2))
    assert sum(1 for colour in _colours(chart) if _near(colour)) > 60


def test_the_cover_names_the_enterprise_and_what_the_result_is_worth(pdf: Pdf) -> None:
    made = context(pdf.facts)
    cover = "".join(pdf.pages[0].split())
    assert "".join(made["enterprise"]["name"].split())[:20] in cover
    assert "".join(made["pack"]["status"].split()) in cover
    assert "".join(made["basis"]["name"].split()) in cover
    assert "7F3K-92QX-M4TD" in cover
    assert ("草稿" in cover) == bool(made["draft"]["mark"])


def test_every_page_but_the_first_has_header_and_number(pdf: Pdf) -> None:
    total = len(pdf.pages)
    for number, page in enumerate(pdf.pages[1:], start=2):
        words = {"zh-CN": f"第 {number} 页 共 {total} 页", "en": f"Page {number} of {total}"}
        assert words[pdf.facts.questionnaire.locale] in " ".join(page.split())


def _colours(picture: Image.Image) -> Iterator[tuple[int, int, int]]:
    data = picture.tobytes()
    yield from zip(data[::3], data[1::3], data[2::3], strict=True)


def _near(colour: tuple[int, int, int]) -> bool:
    return all(abs(a - b) < 40 for a, b in zip(colour, BLUE, strict=True))
