"""Units: which words mean which unit, and how one converts into another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from bot.questionnaire.understanding.folding import fold_label

# kind of quantity: {factor: words}. Kinds in COUNTED count things; a bare 个 serves for any of them.
_TABLE: dict[str, dict[str, str]] = {
    "money": {"1": "元 块钱 块 圆 人民币 rmb cny yuan ¥"},
    "foreign": {"1": "美元 美金 欧元 日元 港币 港元 英镑 usd eur dollars dollar euros euro $ €"},
    "person": {
        "1": "人 个人 名 位 口人 员工 职工 号人 people persons person staff employees employee workers heads"
    },
    "machine": {"1": "台套 台 部 架 machines machine"},
    "set": {"1": "套 sets set"},
    "line": {"1": "条 lines line"},
    "vehicle": {"1": "辆"},
    "firm": {"1": "家 companies company"},
    "item": {"1": "项 件 份 张 种 类 pcs items item"},
    "time": {"1": "次 times"},
    "month": {"1": "个月 月 months month", "12": "年 years year"},
    "duration": {
        "1": "小时 个小时 h hours hour",
        "24": "天 日 工作日 days day",
        "168": "周 星期 礼拜 weeks week",
        "1/60": "分钟 minutes minute min",
    },
    "energy": {"1": "千瓦时 千瓦小时 度电 度 kwh", "1000": "兆瓦时 mwh"},
    "area": {"1": "平方米 平米 平方 平 m2 sqm", "10000": "公顷"},
    "mu": {"1": "亩"},
    "mass": {"1": "千克 公斤 kg", "1000": "吨 t tons tonnes ton tonne", "1/1000": "克"},
    "coal": {"1": "吨标准煤 吨标煤 tce"},
    "tenth": {"1": "成"},
    "percent": {"1": "% 个百分点 百分点 个点 percent per cent"},
}
COUNTED = frozenset({"person", "machine", "set", "line", "vehicle", "firm", "item", "time"})
# Two weeks may be fourteen days or ten working days: such conversions are asked back.
_LOOSE = frozenset({"duration", "month"})
_MAGNITUDES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "百万": 10**6, "千万": 10**7, "亿": 10**8}
_ENGLISH_MAGNITUDES = (
    (re.compile(r"\b(?:10,000|10 000|10000|10k|ten thousand)\b"), 10_000),
    (re.compile(r"\b(?:million|mn)\b"), 10**6),
    (re.compile(r"\b(?:1,000|1000|thousand)\b"), 1000),
)


def _factor(text: str) -> Decimal:
    above, _, below = text.partition("/")
    return Decimal(above) / Decimal(below or 1)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: what kind of thing it measures, and how much of that kind's base it is."""

    kind: str
    factor: Decimal
    magnitude: int = 1  # the 万 of 万元


_UNITS = {
    word: Unit(kind, _factor(factor))
    for kind, factors in _TABLE.items()
    for factor, words in factors.items()
    for word in (words.replace("per cent", "").split() + (["per cent"] if "per cent" in words else []))
}
_ORDERED = sorted([*_UNITS, "个"], key=len, reverse=True)
WORDS = "|".join(
    re.escape(word) + (r"(?![a-z])" if word[-1].isascii() and word[-1].isalpha() else "") for word in _ORDERED
)


@lru_cache(maxsize=1024)
def unit_of(text: str) -> Unit | None:
    """The unit a word or a question's `unit` stands for; None when it is not in the table."""
    folded = fold_label(text)
    if folded in _UNITS:
        return _UNITS[folded]
    for name, magnitude in sorted(_MAGNITUDES.items(), key=lambda entry: -len(entry[0])):
        if folded.startswith(name) and folded[len(name) :] in _UNITS:
            base = _UNITS[folded[len(name) :]]
            return Unit(base.kind, base.factor * magnitude, magnitude)
    return _english_unit(folded)


def _english_unit(folded: str) -> Unit | None:
    for pattern, magnitude in _ENGLISH_MAGNITUDES:
        rest, found = pattern.subn("", folded)
        base = _UNITS.get(rest.strip())
        if found and base:
            return Unit(base.kind, base.factor * magnitude, magnitude)
    return None


@dataclass(frozen=True, slots=True)
class Converted:
    """A value in the question's unit; `certain` is false where the conversion could be meant otherwise."""

    value: Decimal
    certain: bool = True


def convert(value: Decimal, said: str, wanted: str, *, scaled: bool) -> Converted | None:
    """A value said in the unit `said` (empty: none), in the unit `wanted`; None when they do not go together.

    `scaled`: it was said in 万 or 亿, which for a unit such as 万元 means that many 元.
    """
    target = unit_of(wanted)
    if not said:
        if target is None or target.magnitude == 1 or not scaled:
            return Converted(value)
        # 3万 where thousands are asked for: thirty thousand, or thirty thousand thousands?
        return Converted(value / target.magnitude, certain=target.magnitude >= 10_000)  # noqa: PLR2004
    if fold_label(said) == fold_label(wanted):
        return Converted(value)
    given = unit_of(said)
    if said == "个":
        return Converted(value) if target is None or target.kind in COUNTED else None
    if target is None or given is None or given.kind != target.kind:
        return None
    exact = given.factor == target.factor or given.kind not in _LOOSE
    return Converted(value * given.factor / target.factor, certain=exact)
