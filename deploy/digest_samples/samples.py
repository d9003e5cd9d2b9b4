"""What the samples are of: which unit, on which day, in which language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from bot import messages
from bot.campaign.digest_text import body, footer
from bot.campaign.model import Campaign, Unit, UnitKind, Units
from bot.campaign.standings import Standings
from bot.packs.campaigns import load_campaign
from bot.reports.digest_document import Basis, render_digest
from bot.services.digest_notices import offered
from deploy.digest_samples.register import filled

ON = date(2024, 10, 14)
_GROUP = Unit("sample-group", "示例集团", UnitKind.GROUP, "city")
_STREET, _DISTRICT, _PARK = "310117/洞泾镇", "310117", "310117/松江工业区"
_BASIS = Basis("参考问卷", "上海市规上制造业数字化诊断参考问卷", "2026.1")
_GIVEN = 9  # enterprises of the provider


@dataclass(frozen=True, slots=True)
class Sample:
    """One digest: its heading, when, about which unit, since which last one."""

    heading: str
    on: date
    unit: str
    last_on: date | None = None


SAMPLES = (
    Sample("街镇：每周", ON, _STREET, date(2024, 10, 8)),
    Sample("街镇：第一份", ON, _STREET),
    Sample("街镇：年底每天，前一天没有变化", date(2024, 12, 26), _STREET, date(2024, 12, 25)),
    Sample("园区", ON, _PARK, date(2024, 10, 8)),
    Sample("集团", ON, _GROUP.id, date(2024, 10, 8)),
    Sample("服务商", ON, "provider", date(2024, 10, 8)),
    Sample("区：每周", ON, _DISTRICT, date(2024, 10, 8)),
    Sample("区：年初每月（当年指标是预估）", date(2025, 2, 5), _DISTRICT, date(2025, 1, 2)),
    Sample("市：每周", ON, "city", date(2024, 10, 8)),
    Sample("市：最后一周", date(2025, 12, 25), "city", date(2025, 12, 24)),
)
ENGLISH = {0: "Street: weekly", 6: "District: weekly", 8: "City: weekly"}


def written() -> dict[str, bytes]:
    """Every sample file by its name."""
    campaign = _campaign()
    registers: dict[date, Standings] = {}
    for one in SAMPLES:
        registers.setdefault(one.on, filled(campaign, one.on, share=0.8))
    word = render_digest(registers[ON], campaign.units[_DISTRICT], _BASIS, messages.load("zh-CN"))
    chinese = [(one.heading, _text(one, registers[one.on], "zh-CN")) for one in SAMPLES]
    english = [(heading, _text(SAMPLES[n], registers[SAMPLES[n].on], "en")) for n, heading in ENGLISH.items()]
    return {
        "digests.zh-CN.md": _page("# 简报样例", _ABOUT_ZH, chinese),
        "digests.en.md": _page("# Sample digests", _ABOUT_EN, english),
        "digest-songjiang.zh-CN.docx": word.data,
    }


_ABOUT_ZH = """由 `python -m deploy.digest_samples` 写成：指标是上海 2023—2025 的，企业和进度都是编的。
渠道有按钮时，最后一行的 1、2、3 是按钮；随简报还有一张进度图和企业名单（Excel）。
"""
_ABOUT_EN = """Written by `python -m deploy.digest_samples`: the quotas are those of Shanghai 2023–2025, the
enterprises and their progress are invented. Where a channel has buttons, 1, 2 and 3 of the last line are
buttons; a picture of the progress and the list of enterprises (Excel) come with it.
"""


def _campaign() -> Campaign:
    """The shipped one with a group and quotas a district set for two of its streets."""
    campaign = load_campaign("shanghai-2023")
    streets = {_STREET: {2024: 42}, "310117/车墩镇": {2024: 60}}
    return replace(
        campaign,
        units=Units((*campaign.units.all, _GROUP)),
        quotas=replace(campaign.quotas, streets=streets),
    )


def _text(sample: Sample, standings: Standings, locale: str) -> str:
    words = messages.load(locale)
    unit = _unit(sample, standings, words)
    return f"{body(standings, unit, words, sample.last_on)}\n{footer(words, offered([unit]))}"


def _unit(sample: Sample, standings: Standings, words: messages.Messages) -> Unit:
    if sample.unit != "provider":
        return standings.campaign.units[sample.unit]
    unit = Unit("provider", words.say("digest.given_title"), UnitKind.PROVIDER)
    street = standings.members(standings.campaign.units[_STREET])
    standings.adopt(unit, [one.id for one in street[:_GIVEN]])
    return unit


def _page(title: str, about: str, samples: list[tuple[str, str]]) -> bytes:
    return "\n".join(_lines(title, about, samples)).encode()


def _lines(title: str, about: str, samples: list[tuple[str, str]]) -> Iterator[str]:
    yield from (title, "", about)
    for heading, text in samples:
        yield from (f"## {heading}", "```text", text, "```", "")
