"""LibreOffice opens the digests: one page each, whatever there is to say."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from support.campaigns import xihe
from support.registers import filled

from bot import messages
from bot.packs.campaigns import load_campaign
from bot.reports.digest_document import Basis, render_digest

pytestmark = pytest.mark.office

SHANGHAI = load_campaign("shanghai-2023")
BASIS = Basis("参考问卷", "上海市规上制造业数字化诊断参考问卷", "2026.1")
# The city (milestones, printed totals), the district with most streets in an estimated year, a small city.
CASES = {
    "city": (SHANGHAI, "city", date(2024, 10, 14)),
    "pudong": (SHANGHAI, "310115", date(2025, 3, 14)),
    "songjiang": (SHANGHAI, "310117", date(2024, 10, 14)),
    "lingang": (SHANGHAI, "lingang", date(2025, 12, 31)),
    "xihe": (xihe(), "xihe", date(2027, 10, 14)),
}


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """Every digest's text by page, converted in one run."""
    folder = tmp_path_factory.mktemp("digests")
    for name, (campaign, unit, on) in CASES.items():
        for locale in ("zh-CN", "en"):
            made = render_digest(
                filled(campaign, on, share=0.5), campaign.units[unit], BASIS, messages.load(locale)
            )
            (folder / f"{name}.{locale}.docx").write_bytes(made.data)
    subprocess.run(
        [
            "soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf",
            "--outdir", folder, *sorted(folder.glob("*.docx")),
        ],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return {file.stem: _text(file) for file in folder.glob("*.pdf")}


def _text(file: Path) -> str:
    return subprocess.run(
        ["pdftotext", "-layout", file, "-"], check=True, capture_output=True
    ).stdout.decode()


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
@pytest.mark.parametrize("name", CASES)
def test_it_is_one_page(printed: Mapping[str, str], name: str, locale: str) -> None:
    said = printed[f"{name}.{locale}"]

    assert said.count("\f") == 1
    assert "1/1" in said
