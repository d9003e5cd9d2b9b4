"""Letters of invitation: a Word file with a page for each enterprise, restyled in Word."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from docx.shared import Mm
from docxtpl import InlineImage

from bot.reports.qr import qr_png
from bot.reports.render import FOLDER
from bot.reports.word.cache import load_template
from bot.reports.word.template import Rendered

_QR_MM = 27


@dataclass(frozen=True, slots=True)
class Way:
    """One way into the chat. `qr` is what the QR code holds; `link` what can be typed, empty when nothing."""

    name: str
    how: str
    qr: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """One enterprise's letter; days are texts in the letter's language. `contact`, `liaison` may be empty."""

    enterprise: str
    code: str
    expires: str
    ways: tuple[Way, ...]
    contact: str = ""
    liaison: str = ""
    phone: str = ""
    sender: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Occasion:
    """What all letters have in common: the campaign, how long it takes, who answers for the data."""

    campaign: str
    questions: int
    minutes: int
    controller: str


def render_letters(
    letters: Sequence[Letter],
    occasion: Occasion,
    locale: str,
    *,
    moment: datetime | None = None,
    template: Path | None = None,
) -> Rendered:
    """Write the letters, with the shipped template of a language or an operator's own.

    Raises:
        TemplateError: the template cannot be used.
    """
    compiled = load_template(template or FOLDER / f"invitation.{locale}.docx")
    opened = compiled.open()

    def picture(text: str) -> InlineImage:
        return InlineImage(opened, io.BytesIO(qr_png(text)), width=Mm(_QR_MM))

    context: dict[str, Any] = {
        "campaign": occasion.campaign,
        "questions": occasion.questions,
        "minutes": occasion.minutes,
        "controller": occasion.controller,
        "letters": [
            {
                "enterprise": one.enterprise,
                "contact": one.contact,
                "code": one.code,
                "expires": one.expires,
                "liaison": one.liaison,
                "phone": one.phone,
                "sender": one.sender,
                "date": one.date,
                "pairs": _pairs(
                    [
                        {"name": way.name, "how": way.how, "link": way.link, "qr": picture(way.qr)}
                        for way in one.ways
                    ]
                ),
            }
            for one in letters
        ],
    }
    return compiled.render(context, moment=moment, opened=opened)


def _pairs(ways: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Two a row; the last row may have one."""
    return [
        {"left": ways[place], "right": ways[place + 1] if place + 1 < len(ways) else None}
        for place in range(0, len(ways), 2)
    ]
