"""`demo`: the main job without a person. An invented enterprise answers everything; see what comes of it."""

from __future__ import annotations

import argparse
import json
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from bot.clock import SHANGHAI, StillClock, SystemClock, local_date

if TYPE_CHECKING:
    from bot.app import Core

_BEGINS = time(10, 7)


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--out", type=Path, default=Path("demo"), help="folder to write to (default: demo)")
    parser.add_argument("--on", type=date.fromisoformat, metavar="DATE", help="the day it happens (today)")
    parser.add_argument("--locale", default="zh-CN", help="zh-CN (default) or en")
    parser.add_argument("--json", action="store_true", help="print what was written and the result as JSON")


def run(args: argparse.Namespace) -> int:
    """Play the whole diagnosis and write transcript, report and digests."""
    from bot.cli.play import own_core  # noqa: PLC0415 - the application is slow to import
    from bot.services import sample  # noqa: PLC0415

    day = args.on or _today()
    clock = StillClock(datetime.combine(day, _BEGINS, SHANGHAI))
    args.out.mkdir(parents=True, exist_ok=True)
    with own_core("shanghai-ref", clock) as core:
        sample.load(core.database, core.library.default(), clock.now())
        sample.set_quotas(core.database, core.campaigning.campaign, clock.now())
        result = _demonstrate(core, clock, args.locale, args.out)
        digests = _digests(core, day, args.locale, args.out)
        result |= _files(core, day, args.locale, args.out)
    result["digests"] = digests
    written = [
        result["transcript"],
        result["report"],
        *digests,
        result["digest_word"],
        result["digest_picture"],
    ]
    if args.json:
        print(json.dumps(result, ensure_ascii=False))
        return 0
    print(f"{result['level_name']} {result['grade_name']}, {result['score']}")
    for path in written:
        print(path)
    return 0


def _today() -> date:
    """Today; after the campaign is over, a day of its last autumn, when there is most to see."""
    from bot.config import Config  # noqa: PLC0415
    from bot.packs.campaigns import load_campaign  # noqa: PLC0415

    today, last = local_date(SystemClock().now()), load_campaign(Config().campaign.id).years[-1]
    return today if today <= last.deadline else last.deadline.replace(month=10, day=14)


def _demonstrate(core: Core, clock: StillClock, locale: str, out: Path) -> dict[str, object]:
    from bot.cli.invented import converse  # noqa: PLC0415 - the application is slow to import
    from bot.cli.play import Play  # noqa: PLC0415

    play = Play(core, locale)
    transcript = out / "transcript.txt"
    transcript.write_text(converse(core, clock, play), encoding="utf-8")
    finished = play.result()
    report = out / "report.docx"
    report.write_bytes(core.reporting.render(finished.diagnosis, locale).data)
    return {
        "report": str(report),
        "transcript": str(transcript),
        "score": finished.score,
        "level": finished.level,
        "level_name": finished.level_name,
        "grade": finished.grade,
        "grade_name": finished.grade_name,
        "turns": play.turns,
    }


def _digests(core: Core, day: date, locale: str, out: Path) -> list[str]:
    """The digests of the enterprise's street and district, as its liaisons would get them."""
    from bot import messages  # noqa: PLC0415
    from bot.services import sample  # noqa: PLC0415

    written = []
    for name, unit in (("street", sample.STREETS[0]), ("district", sample.DISTRICT)):
        path = out / f"digest-{name}.txt"
        text = core.campaigning.digest_text(core.campaigning.campaign.units[unit], day, messages.load(locale))
        path.write_text(f"{text}\n", encoding="utf-8")
        written.append(str(path))
    return written


def _files(core: Core, day: date, locale: str, out: Path) -> dict[str, object]:
    """The district's digest as a Word file, and the picture that goes with the street's."""
    from bot import messages  # noqa: PLC0415
    from bot.services import sample  # noqa: PLC0415
    from bot.services.digest_files import DigestFiles  # noqa: PLC0415

    made, words = (
        DigestFiles(core.database, core.campaigning, core.library, core.clock),
        messages.load(locale),
    )
    standings, units = core.campaigning.standings(day), core.campaigning.campaign.units
    word, picture = out / "digest-district.docx", out / "digest-street.png"
    word.write_bytes(made.document(standings, units[sample.DISTRICT], words))
    picture.write_bytes(made.drawing(standings, units[sample.STREETS[0]], words))
    return {"digest_word": str(word), "digest_picture": str(picture)}
