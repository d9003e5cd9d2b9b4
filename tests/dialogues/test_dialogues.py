"""Whole conversations as data: what a person does, what the bot says to it, what it asks of its host.

Each TOML file beside this one is a dialogue. `WENZHEN_REWRITE=1` writes what the bot says now into them; read
the difference as the person who gets it before committing it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import tomli
from support.dialogue import play, to_toml
from support.phone import lines_on_a_phone

_FILES = sorted(Path(__file__).parent.glob("*.toml"))
_REWRITE = os.environ.get("WENZHEN_REWRITE") == "1"
# What a phone of 360 by 740 pixels shows at once, without its keyboard.
_LINES = 29


@pytest.mark.parametrize("file", _FILES, ids=lambda file: file.stem)
def test_dialogue(file: Path) -> None:
    expected = tomli.loads(file.read_text(encoding="utf-8"))
    played = play(expected)
    if _REWRITE:
        file.write_text(to_toml(played), encoding="utf-8")

    for number, (was, now) in enumerate(zip(expected["turn"], played["turn"], strict=True), start=1):
        assert _REWRITE or was == now, f"{file.name}, turn {number}"


@pytest.mark.parametrize("file", _FILES, ids=lambda file: file.stem)
def test_every_message_fits_a_phone(file: Path) -> None:
    dialogue: dict[str, Any] = tomli.loads(file.read_text(encoding="utf-8"))
    replies = [reply for turn in dialogue["turn"] for reply in turn.get("reply", ())]
    too_long = [reply for reply in replies if lines_on_a_phone(reply) > _LINES]

    assert too_long == []
