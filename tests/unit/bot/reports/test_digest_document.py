"""What the Word digest says, before it is laid out."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from lxml import etree
from support.campaigns import xihe
from support.registers import filled

from bot import messages
from bot.packs.campaigns import load_campaign
from bot.reports.digest_document import SHOWN, Basis, render_digest

SHANGHAI = load_campaign("shanghai-2023")
BASIS = Basis("参考问卷", "示例问卷", "2026.1")
ON = date(2024, 10, 14)


def text_of(data: bytes, member: str = "word/document.xml") -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        root = etree.fromstring(package.read(member))
    return "\n".join(
        "".join(node.text or "" for node in paragraph.iter("{*}t")) for paragraph in root.iter("{*}p")
    )


def written(unit: str, locale: str = "zh-CN") -> str:
    standings = filled(SHANGHAI, ON)
    return text_of(render_digest(standings, SHANGHAI.units[unit], BASIS, messages.load(locale)).data)


def test_the_city_shows_printed_totals_beside_the_sums() -> None:
    said = written("city").split("\n")

    for year, total, printed, difference in (
        ("2023 年", "1540", "1500", "+40"),
        ("2024 年", "3060", "3000", "+60"),
        ("2025 年（预估）", "3430", "3500", "-70"),
        ("合计", "8030", "8000", "+30"),
    ):
        row = said.index(year)
        assert (said[row + 1], said[row + 5], said[row + 6]) == (total, printed, difference)
    assert "里程碑 12 月 31 日" in "".join(said)


def test_a_district_shows_its_own_quotas_and_streets() -> None:
    standings = filled(SHANGHAI, ON)
    unit = SHANGHAI.units["310117"]
    pace = standings.pace(unit)
    said = written("310117")

    assert "松江区数字化诊断进度简报" in said
    assert "文件印的合计" not in said
    assert f"\n{pace.target.total}\n" in said
    assert f"照此到期约 {pace.forecast.likely} 家" in said
    assert "街镇 17 个" in said
    assert "参考问卷 · 企业自填" in said
    assert "没有定指标的，按未诊断企业数分摊。" in said


def test_more_units_than_fit_are_summed_up() -> None:
    standings = filled(SHANGHAI, ON)
    pudong = SHANGHAI.units["310115"]
    said = written("310115")

    assert "街镇 36 个" in said
    assert f"其余 {36 - SHOWN} 个单位照此合计缺" in said
    assert said.count("街道\n") + said.count("镇\n") == SHOWN
    assert len(standings.below(pudong)) == 36


def test_english() -> None:
    said = written("310117", "en")

    assert "松江区: diagnosis progress" in said
    assert "self-reported" in said
    assert "reference questionnaire is no official standard" in text_of(
        render_digest(filled(SHANGHAI, ON), SHANGHAI.units["310117"], BASIS, messages.load("en")).data,
        "word/footer1.xml",
    )


@pytest.mark.parametrize("unit", ["xihe", "north", "south"])
@pytest.mark.parametrize("on", [date(2027, 3, 1), date(2027, 11, 30), date(2028, 11, 30), date(2029, 1, 1)])
def test_another_campaign_on_any_day(unit: str, on: date) -> None:
    campaign = xihe()

    data = render_digest(filled(campaign, on), campaign.units[unit], BASIS, messages.load("zh-CN")).data

    said = text_of(data)
    assert campaign.units[unit].name in said
    assert "已核实" in said
    assert "None" not in said


def test_the_same_facts_give_the_same_file() -> None:
    unit, words = SHANGHAI.units["310117"], messages.load("zh-CN")

    first, second = (render_digest(filled(SHANGHAI, ON), unit, BASIS, words) for _ in range(2))

    assert first.sha256 == second.sha256
    assert first.fast
