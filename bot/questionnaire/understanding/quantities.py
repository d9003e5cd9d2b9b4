"""Find the quantities in a reply: numbers with their unit, what is approximate, what is left over."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from bot.questionnaire.understanding.english_numbers import with_digits
from bot.questionnaire.understanding.numerals import CHARACTERS, numeral
from bot.questionnaire.understanding.tables import any_of
from bot.questionnaire.understanding.units import WORDS

# Words with a numeral in them that is no number.
_NO_NUMBERS = re.compile(
    "一[共起直般些定样下]|一点(?![零〇一二三四五六七八九])|统一|唯一|万一|第一|十分|一方面|一[大小]?部分|千万别|百分点"
)
_APART = re.compile(r"(?<=\d) +(?=[十百千万亿多])")  # 8000 万元
# Units that begin with a numeral character, and the same unit without one.
_WITHOUT_NUMERAL = {"千瓦小时": "度", "千瓦时": "度", "千克": "公斤"}
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d ?年(?:度|全年|底|末)?")
_ABOUT = re.compile(
    any_of(
        "大约 大概 约莫 约 差不多 左右 上下 将近 接近 近 出头 估计 估摸 大致 不太准 几乎",
        "about/around/roughly/approximately/approx/nearly/almost/some/circa/or so/ish/give or take",
    )
    + rf"|(?<![\d%一-鿿] )(?<![\d%一-鿿])[~≈]|(?<=\d)ish\b|小(?=[{CHARACTERS}])|[上成](?=[百千万亿])"
)
# One-sided words: the number said is only a bound.
BOUND = re.compile(
    any_of(
        "不到 不足 未到 没到 至少 最少 起码 超过 大于 多于 高于 少于 小于 低于 最多 至多 不超过 以上"
        " 以下 不止 顶多 不少于 不低于"
        " 不多于 不高于 不大于 超 过半",
        "over/more than/less than/under/at least/at most/up to/below/above/fewer than",
    )
    + "|[<>≤≥+]=?"
)
_VAGUE = re.compile(
    rf"一大?[堆打批帮群]|[好上成]?[几数][{CHARACTERS}]+|[{CHARACTERS}]*十几|几[个{CHARACTERS}]"
    r"|若干|很多|不少|许多"
    r"|\b(?:a few|few|several|dozens|hundreds|thousands|many|lots)\b"
)

_DIGIT = f"[{CHARACTERS}半]"
_JOINT = rf"(?<=\d)[.,](?=\d)|点(?=[{CHARACTERS}])|(?:个多|多个|多|余|来|把|个)(?=[百千万亿半])"
_RUN = rf"(?:负|(?<![^\s:是为约(])-)?(?:{_DIGIT}|\.(?=\d))(?:{_DIGIT}|{_JOINT})*"
_NUMBER = re.compile(
    rf"(?P<money>[¥$€] ?)?(?P<run>{_RUN})(?P<scale>[kwm](?![a-z\d]))?(?P<more> ?(?:多|余|来|把|不到|几))?"
    rf"(?: ?(?P<unit>{WORDS})|(?P<letters>[a-z]{{1,4}}(?![a-z])))?(?P<late>多)?"
)
_SCALES = {"k": 1000, "w": 10_000, "m": 1_000_000}

_HOLE = "\0"
_BETWEEN = re.compile(rf"{_HOLE} ?(?:-|~|到|至|to|或者?|or|、) ?{_HOLE}")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as said. `low` is set for a range; `unit` is the word used, or empty.

    `scaled`: in 万 or 亿. `doubtful`: read in a way that should be asked back (spelled digits, 2m).
    """

    value: Decimal
    unit: str = ""
    low: Decimal | None = None
    scaled: bool = False
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Scan:
    """Everything a reply says in numbers, and the words around them."""

    found: tuple[Quantity, ...]
    about: bool = False
    bound: bool = False
    vague: bool = False
    ranged: bool = False
    rest: str = ""


def scan(text: str, *, years: bool = True) -> Scan:
    """Find the quantities of a folded text. With `years`, 2024年 is a year and no quantity."""
    text = _APART.sub("", with_digits(text))
    text = _NO_NUMBERS.sub(" ", text)
    for unit, same in _WITHOUT_NUMERAL.items():
        text = text.replace(unit, same)
    if years:
        text = _YEAR.sub(" 年 ", text)
    text, bounds = BOUND.subn(" ", text)
    text, abouts = _ABOUT.subn(" ", text)
    if _VAGUE.search(text):
        return Scan((), vague=True, rest=text)
    found: list[Quantity] = []
    unread: list[str] = []
    more: list[bool] = []

    def take(match: re.Match[str]) -> str:
        quantity = _quantity(match)
        if quantity is None:
            unread.append(match[0])
            return match[0]
        found.append(quantity)
        more.append(bool(match["more"] or match["late"]) or _says_more(match["run"]))
        return _HOLE

    left = _NUMBER.sub(take, " ".join(text.split()))
    ranged = bool(_BETWEEN.search(left)) or any(quantity.low is not None for quantity in found)
    return Scan(
        tuple(found),
        about=bool(abouts) or any(more),
        bound=bool(bounds),
        vague=bool(unread),
        ranged=ranged,
        rest=left.replace(_HOLE, " ").strip(" ,.;:!、()'\""),
    )


def _quantity(match: re.Match[str]) -> Quantity | None:
    run = match["run"]
    minus = run[0] in "负-"
    read = numeral(run[1:] if minus else run)
    if read is None:
        return None
    size = _SCALES.get(match["scale"] or "", 1)
    value = read.value * size * (-1 if minus else 1)
    unit = match["unit"] or match["letters"] or (match["money"] or "").strip()
    scaled = read.scaled or match["scale"] in ("w", "m")
    return Quantity(value, unit, read.low, scaled, doubtful=read.spelled or match["scale"] == "m")


def _says_more(run: str) -> bool:
    read = numeral(run.lstrip("负-"))
    return read is not None and read.about
