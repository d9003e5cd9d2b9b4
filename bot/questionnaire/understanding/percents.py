"""Percent questions: 60%, 六成五, 百分之三十, 一半, 四分之三, 全部."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.questionnaire.model import Question
from bot.questionnaire.question_types.number import plain
from bot.questionnaire.understanding.english_numbers import with_digits
from bot.questionnaire.understanding.negation import negations
from bot.questionnaire.understanding.numbers import tidy, unusual
from bot.questionnaire.understanding.numerals import CHARACTERS, numeral
from bot.questionnaire.understanding.quantities import BOUND
from bot.questionnaire.understanding.reading import Doubt, Read, Reading
from bot.questionnaire.understanding.reply import Reply
from bot.questionnaire.understanding.tables import any_of, chinese, english

_NUM = rf"(?:[{CHARACTERS}]|\.(?=\d)|(?<=\d)[.,](?=\d)|点(?=[{CHARACTERS}]))+"
_MINUS = r"(?:负|(?<![^\s:是为约(])-)?"
# (pattern, what the groups mean); the first that matches a stretch of the reply reads it.
_SHARE = re.compile(
    rf"(?P<of_hundred>{_MINUS}百分之(?:百|{_NUM}))"
    rf"|(?P<of_thousand>千分之{_NUM}|{_NUM} ?‰)|(?P<of_myriad>万分之{_NUM})"
    rf"|(?P<part>{_NUM}分之{_NUM})|(?P<ratio>\d+ ?/ ?\d+)"
    rf"|(?P<tenths>{_NUM}成(?:[一二三四五六七八九半1-9](?![0-9%]))?)"
    rf"|(?P<sign>{_MINUS}{_NUM}(?:多|余|来)? ?(?:%|个?百分点|个点|per ?cent|percent|pct))"
    rf"|(?P<bare>{_MINUS}{_NUM}(?:多|余|来)?)"
)
_ABOUT = re.compile(
    any_of(
        "大约 大概 约莫 约 差不多 左右 上下 将近 接近 近 出头 估计 大致 多点 多一点 多",
        "about/around/roughly/approximately/approx/nearly/almost/circa/or so",
    )
    + r"|[~≈]"
)
_WORDS = {
    value: frozenset(words)
    for value, words in (
        (
            100,
            (
                *chinese("全部 全都 都有 全部都有 全都有 全有 都是 全部都是 全是 所有 百分百 满"),
                *english("all/all of them/everything/fully"),
            ),
        ),
        (
            0,
            (
                *chinese("没有 没有的 没 无 都没有 全没有 全都没有 全部没有 一点没有 一点都没有 一个都没有"),
                *english("none/nothing/zero"),
            ),
        ),
        (50, (*chinese("一半 半 半数 对半 一半一半"), *english("half/a half"))),
    )
}
_ALL_OF = re.compile(r"^(?:全部都|全部|全都|全|都|所有)(?P<rest>[一-鿿]{1,6})$")
_BESIDE = re.compile(
    any_of(
        "占比 占了 占 有 是 为 应该 总的 全部的 我们 大家 比例 吧 的 了 啊 呢 在",
        "it is/it's/of them/of/the/a",
    )
    + r"|[\s,.:;!、()'\"]"
)
_HUNDRED = 100
_HALF = re.compile(r"一半|半数|\bhalf\b")
_PARTS = {
    "a third": "1/3",
    "one third": "1/3",
    "two thirds": "2/3",
    "a quarter": "1/4",
    "three quarters": "3/4",
}


def read(question: Question, reply: Reply) -> Reading:
    """Read a share in percent. A fraction such as 0.6 is asked back: 0.6 % or 60 %."""
    core = reply.core
    for share, words in _WORDS.items():
        if core in words:
            return Read(Decimal(share), "share-word")
    if (whole := _ALL_OF.match(core)) and not negations(core) and _asked(whole["rest"], question):
        return Read(Decimal(100), "all-of-them", certain=False)
    text, bounds = BOUND.subn(" ", core)
    text, abouts = _ABOUT.subn(" ", _HALF.sub("50%", text))
    for part, ratio in _PARTS.items():
        text = text.replace(part, ratio)
    found = list(_SHARE.finditer(with_digits(" ".join(text.split()))))
    if len(found) != 1:
        return Doubt("several-numbers" if found else "no-number")
    about = bool(bounds or abouts) or re.search("[多余来]", found[0][0]) is not None
    return _one(question, found[0], about=about)


def _one(question: Question, share: re.Match[str], *, about: bool) -> Reading:
    value = _value(share)
    if isinstance(value, Doubt):
        return value
    before, after = share.string[: share.start()], share.string[share.end() :]
    if share["bare"] and re.match("^ ?[一-鿿a-z]", after):
        return Doubt("no-number")  # 60台, 60人
    if share["bare"] and (0 < value < 1 or (value == 1 and "." in share["bare"])):
        return Doubt("fraction", {"small": plain(value), "large": plain(value * 100)})
    rest = _BESIDE.sub("", before + after)
    if negations(rest):
        return Doubt("negated")
    rounded = round(value, 2) if share["part"] or share["ratio"] else value
    sure = rounded == value and not (about or rest or unusual(question, value))
    return Read(tidy(rounded), "percent", certain=sure, about=about)


def _asked(words: str, question: Question) -> bool:
    return all(character in question.text or character in "了有是的" for character in words)


def _value(share: re.Match[str]) -> Decimal | Doubt:
    kind = share.lastgroup or ""
    text = re.sub(r"[ %‰]|个?百分点|个点|per ?cent|percent|pct|[多余来]", "", share[0])
    minus = text[0] in "负-"
    text = text[1:] if minus else text
    if kind in ("part", "ratio"):
        return _ratio(text, kind)
    if kind == "tenths":
        return _tenths(text)
    for prefix, size in (("百分之", 1), ("千分之", 10), ("万分之", 100)):
        if text.startswith(prefix):
            return _number("一百" if text == "百分之百" else text[len(prefix) :], size, minus=minus)
    return _number(text, 10 if kind == "of_thousand" else 1, minus=minus)


def _number(text: str, size: int, *, minus: bool) -> Decimal | Doubt:
    read = numeral(text)
    if read is None or read.spelled:
        return Doubt("no-number")
    if read.low is not None:
        return Doubt("range")
    return read.value / size * (-1 if minus else 1)


def _tenths(text: str) -> Decimal | Doubt:
    whole, _, part = text.partition("成")
    read, more = numeral(whole), numeral(part) if part else None
    if read is None:
        return Doubt("no-number")
    if read.low is not None:
        return Doubt("range")
    if part == "半":
        return read.value * 10 + 5
    return read.value * 10 + (more.value if more else 0)


def _ratio(text: str, kind: str) -> Decimal | Doubt:
    left, right = text.split("分之" if kind == "part" else "/")
    below, above = (left, right) if kind == "part" else (right, left)
    divisor, dividend = numeral(below), numeral(above)
    if divisor is None or dividend is None or not divisor.value or dividend.value > divisor.value:
        return Doubt("no-number")
    if kind == "ratio" and (divisor.value == dividend.value or divisor.value + dividend.value == _HUNDRED):
        return Doubt("no-number")  # 50/50 is a half, or all fifty; 20/80 may be two shares
    return dividend.value / divisor.value * 100
