"""The invented second campaign, and copies of it with one thing changed."""

from __future__ import annotations

from pathlib import Path

from bot.campaign.model import Campaign
from bot.packs.campaigns import load_campaign

FOLDER = Path(__file__).resolve().parents[1] / "packs" / "campaigns"
XIHE = FOLDER / "xihe-2027"
FILES = ("campaign.toml", "units.toml", "quotas.toml")


def xihe() -> Campaign:
    """The invented campaign."""
    return load_campaign(XIHE)


def edited(into: Path, file: str, find: str | None, replace: str = "") -> Path:
    """A copy of it in `into` with one text replaced, or (None) without the file."""
    for name in FILES:
        written = (XIHE / name).read_text(encoding="utf-8")
        if name == file:
            if find is None:
                continue
            assert written.count(find) == 1, find
            written = written.replace(find, replace)
        (into / name).write_text(written, encoding="utf-8")
    return into
