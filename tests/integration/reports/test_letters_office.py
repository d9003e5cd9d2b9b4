"""LibreOffice opens the letters of invitation: one page each, with everything that has to be on it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from bot.reports.letters import Letter, Occasion, Way, render_letters

pytestmark = pytest.mark.office

LINK = "https://wenzhen.example.org/chat?code=ABCDE23456"
WAYS = tuple(Way(name, "扫一扫，或打开链接", LINK, LINK) for name in ("微信", "微信客服", "Telegram", "网页"))
LONG = "示例启明汽车零部件（上海）有限责任公司松江分公司第二制造中心暨长三角一体化示范区智能装备研究院"


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_every_letter_is_one_page(tmp_path: Path, locale: str) -> None:
    letters = [
        Letter("示例甲厂", "ABCDE 23456", "5 月 1 日", WAYS, "王示例", "陈老师", "021-55550100", "洞泾镇"),
        Letter(LONG, "ABCDE 23457", "5 月 1 日", WAYS[3:]),
        Letter("示例丙厂", "ABCDE 23458", "5 月 1 日", ()),
    ]  # fmt: skip
    made = render_letters(letters, Occasion("上海市规上制造业数字化诊断", 58, 20, "甲方"), locale)
    (tmp_path / "letters.docx").write_bytes(made.data)
    subprocess.run(
        [
            "soffice", f"-env:UserInstallation=file://{tmp_path}/p", "--headless", "--convert-to", "pdf",
            "--outdir", tmp_path, tmp_path / "letters.docx",
        ],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    text = subprocess.run(
        ["pdftotext", tmp_path / "letters.pdf", "-"], check=True, capture_output=True, text=True
    ).stdout
    pages = text.split("\f")[:-1]

    assert len(pages) == len(letters)
    assert all(one.code in page for one, page in zip(letters, pages, strict=True))
    assert "021-55550100" in pages[0]
