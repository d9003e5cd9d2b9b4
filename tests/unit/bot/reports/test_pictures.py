"""Pictures for chats: small, right in Chinese, and honest."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageFont
from support.assessments import report_input, with_name

from bot.reports.canvas import ACCENT, Canvas, _font, drawable, fitting, wrapped
from bot.reports.pictures import Progress, progress_picture, result_picture

LIMIT = 60 * 1024


def opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


@pytest.mark.parametrize(
    ("kind", "pack", "locale"),
    [("weak", "shanghai-ref", "zh-CN"), ("strong", "eudma", "en"), ("middling", "sme2024", "zh-CN")],
)
def test_the_result_is_a_small_picture(kind: str, pack: str, locale: str) -> None:
    data = result_picture(report_input(kind, name=pack, locale=locale))
    assert len(data) <= LIMIT
    assert opened(data).size == (720, 900)


@pytest.mark.parametrize("name", ["x" * 10_000, "\u202e👩‍🔧\x00", "{{ 7*7 }}", ""])
def test_a_hostile_name_draws(name: str) -> None:
    assert len(result_picture(with_name(report_input("weak"), name))) <= LIMIT


def test_a_draft_is_marked() -> None:
    finished = opened(result_picture(report_input("weak"))).convert("RGB")
    draft = opened(result_picture(report_input("weak", without=("str-plan",)))).convert("RGB")
    corner = (600, 195, 690, 235)
    assert finished.crop(corner).getcolors() == [(90 * 40, (255, 255, 255))]
    assert len(draft.crop(corner).getcolors() or []) > 1


@pytest.mark.parametrize(("done", "filled"), [(0, 0), (29, 320), (58, 640), (99, 640)])
def test_the_bar_is_as_long_as_the_part_that_is_done(done: int, filled: int) -> None:
    picture = opened(progress_picture(Progress(done, 58, "数字能力"))).convert("RGB")
    row = [picture.getpixel((x, 85)) for x in range(720)]
    blue = tuple(int(ACCENT[place : place + 2], 16) for place in (1, 3, 5))
    drawn = sum(1 for colour in row if isinstance(colour, tuple) and _near(colour, blue))
    assert abs(drawn - filled) <= 2


def test_nothing_to_do_is_an_empty_bar() -> None:
    assert len(progress_picture(Progress(0, 0, "还没有题"))) <= LIMIT


def test_almost_done_is_not_said_to_be_done() -> None:
    almost = opened(progress_picture(Progress(999, 1000, "快了")))
    assert almost.tobytes() != opened(progress_picture(Progress(1000, 1000, "快了"))).tobytes()


def test_chinese_is_drawn_with_mainland_forms_and_no_empty_boxes() -> None:
    font = _font(40, 400)
    assert font.getname()[0] == "Noto Sans CJK SC"
    missing = bytes(font.getmask("\U000e0fff"))
    for letter in "直骨复数字化诊断级档门角“”—…→≥":
        assert bytes(font.getmask(letter)) != missing, letter
    japanese = ImageFont.truetype(font.path, 40, index=0)
    japanese.set_variation_by_axes([400])
    assert bytes(font.getmask("骨")) != bytes(japanese.getmask("骨"))


def test_what_the_font_lacks_is_left_out() -> None:
    assert drawable("甲🏭乙\u200d☀️丙\n丁") == "甲乙丙 丁"


def test_texts_are_clipped_and_wrapped_to_their_room() -> None:
    font = _font(20, 400)
    assert font.getlength(fitting("很长" * 50, font, 200)) <= 200
    assert fitting("短", font, 200) == "短"
    lines = wrapped("Automation and artificial intelligence", font, 120, 3)
    assert lines == ["Automation", "and artificial", "intelligence"]
    assert wrapped("系统性解决方案", font, 80, 2) == ["系统性解", "决方案"]
    assert all(font.getlength(line) <= 80 for line in wrapped("系统性解决方案" * 3, font, 80, 2))


def test_the_same_report_gives_the_same_picture() -> None:
    assert result_picture(report_input("weak")) == result_picture(report_input("weak"))


def test_two_dimensions_are_drawn_as_bars() -> None:
    canvas = Canvas(100, 50)
    canvas.bar(0, 0, 0, 10, ACCENT)
    assert opened(canvas.png()).convert("RGB").getcolors() == [(5000, (255, 255, 255))]


def _near(colour: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 24 for a, b in zip(colour, other, strict=True))
