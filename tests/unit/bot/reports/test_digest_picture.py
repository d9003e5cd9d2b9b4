"""The picture of a year's course: small, in the size of a phone, on any day of any campaign."""

from __future__ import annotations

import io
from datetime import date

import pytest
from PIL import Image
from support.campaigns import xihe
from support.registers import filled

from bot.campaign.curve import curve
from bot.packs.campaigns import load_campaign
from bot.reports.digest_picture import CoursePicture, course_picture

ACCENT = (0x1B, 0x5E, 0x8C)
WORDS = CoursePicture(
    title="洞泾镇" * 20,
    date="2024-10-14（周一）",
    figure="已完成 9/42 家，21 %；还差 33",
    said="近四周每周 66.3 家，照此到期约 2861 家（2585—2959），缺 952 家上下。",
    legend=("按进度应完成", "已完成", "照近四周进度预计"),
    months=tuple(f"{month}月" for month in range(1, 13)),
    foot="参考问卷 · 企业自填",
)


def drawn(spec: str, unit: str, on: str) -> Image.Image:
    campaign = xihe() if spec == "xihe" else load_campaign(spec)
    data = course_picture(curve(filled(campaign, date.fromisoformat(on)), campaign.units[unit]), WORDS)
    assert len(data) <= 60_000
    return Image.open(io.BytesIO(data)).convert("RGB")


@pytest.mark.parametrize(
    ("spec", "unit", "on"),
    [
        ("shanghai-2023", "city", "2024-10-14"),
        ("shanghai-2023", "310117/洞泾镇", "2024-12-31"),
        ("shanghai-2023", "lingang", "2023-07-28"),
        ("shanghai-2023", "lingang", "2023-07-01"),  # before the first day
        ("xihe", "north/柳桥街道", "2027-09-01"),
        ("xihe", "works", "2029-01-01"),  # after the last
    ],
)
def test_it_is_a_phones_size_and_light(spec: str, unit: str, on: str) -> None:
    assert drawn(spec, unit, on).size == (720, 560)


def test_what_is_done_is_a_line_that_ends_on_the_day() -> None:
    picture = drawn("shanghai-2023", "city", "2024-07-01")
    columns = [x for x in range(92, 685) if any(picture.getpixel((x, y)) == ACCENT for y in range(226, 474))]

    # 1 July is the 183rd of 366 days: half of the 592 pixels from 92 on, and the dot's radius
    assert abs(max(columns) - (92 + 592 // 2)) <= 10
