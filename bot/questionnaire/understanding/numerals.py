"""Numerals as people write them: 320, 1,200, 1.2亿, 3千2, 三百二, 十几, 三四百, 两个半."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_DIGITS = {
    **dict(zip("零一二三四五六七八九", "0123456789", strict=True)),
    "〇": "0",
    "两": "2",
    "俩": "2",
    "仨": "3",
}
_SIZES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_WRITTEN = str.maketrans("两俩仨〇", "二二三零")  # the digits that cn2an knows
_BELOW = {"百": "十", "千": "百", "万": "千", "亿": "千万"}
_MYRIADS = "万亿"

# 3亿5千 is three hundred and fifty million to the ear, and 300,005,000 to the letter.
_SKIPS = re.compile("亿[^万零〇]*[百千][^万]*$")
_POINT = re.compile("([^点]+点[^十百千万亿]+)([百千万亿])")  # 一点二亿
_ARABIC = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+")
_GROUPS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_SMALL = re.compile(
    r"(?:(\d+(?:\.\d+)?)千)?(?:(\d+(?:\.\d+)?)百)?(?:(\d+(?:\.\d+)?)?(十))?(\d+(?:\.\d+)?)?(?![\d.])"
)
_TWO_DIGITS = re.compile(r"([一二两三四五六七八九])([一二三四五六七八九])(?=[十百千万亿]|$)")
_ABOUT = re.compile("[多余来把]")

CHARACTERS = r"0-9零〇一二两俩仨三四五六七八九十百千万亿廿卅壹贰叁肆伍陆柒捌玖拾佰仟"


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number that was read. `low` is set when two were said (三四百).

    `scaled`: said in 万 or 亿. `about`: said as approximate (三百多). `spelled`: read digit by digit, or in
    another way that should be asked back.
    """

    value: Decimal
    low: Decimal | None = None
    scaled: bool = False
    about: bool = False
    spelled: bool = False


def numeral(run: str) -> Numeral | None:
    """Read one run of numeral characters (folded, no blanks); None when it is no number, or a vague one."""
    run = run.translate(_FORMAL).replace("廿", "二十").replace("卅", "三十").replace("个", "")
    plain = _ABOUT.sub("", run)
    about = plain != run
    if not plain or re.search("[几数]", plain):
        return None
    if plain[0] in "百千万亿":
        plain, about = f"一{plain}", True
    read = _read(plain)
    if read is None:
        return None
    scaled = any(character in plain for character in _MYRIADS)
    return Numeral(read.value, read.low, scaled, about or read.about, read.spelled)


def _read(run: str) -> Numeral | None:
    if _ARABIC.fullmatch(run):
        # “12.000” is twelve here and twelve thousand elsewhere.
        return Numeral(Decimal(run.replace(",", "")), spelled=run.endswith(".000"))
    if "半" in run:
        return _half(run)
    if re.search("[0-9]", run):
        value = None if _SKIPS.search(run) else _mixed(run)
        return None if value is None else Numeral(value)
    return _chinese(run)


def _half(run: str) -> Numeral | None:
    # 半, 半亿, 两个半; “一半” is a share and no number, “一万半” nobody can be sure of.
    head, _, tail = run.partition("半")
    if not head:
        value = Decimal("0.5") * _SIZES.get(tail, 0) if tail else Decimal("0.5")
        return Numeral(value, spelled=True) if value else None
    whole = _read(head)
    if tail or head == "一" or whole is None or whole.low is not None or whole.value >= _SIZES["百"]:
        return None
    return Numeral(whole.value + Decimal("0.5"))


def _chinese(run: str) -> Numeral | None:
    if not re.search("[十百千万亿点]", run):
        return _digit_by_digit(run)
    if pair := _TWO_DIGITS.search(run):
        low = _formed(run[: pair.start()] + pair[1] + run[pair.end() :])
        high = _formed(run[: pair.start()] + pair[2] + run[pair.end() :])
        return None if low is None or high is None else Numeral(high, low)
    if point := _POINT.fullmatch(run):
        whole = _formed(point[1])
        return None if whole is None else Numeral(whole * _SIZES[point[2]])
    value = None if _SKIPS.search(run) else _formed(run)
    return None if value is None else Numeral(value)


def _digit_by_digit(run: str) -> Numeral | None:
    digits = "".join(_DIGITS.get(character, "") for character in run)
    if len(digits) != len(run):
        return None
    if len(digits) == 1:
        return Numeral(Decimal(digits))
    if len(digits) == 2 and "0" < digits[0] < digits[1]:  # noqa: PLR2004 - 七八, 三五: from one to the other
        return Numeral(Decimal(digits[1]), Decimal(digits[0]))
    return Numeral(Decimal(digits), spelled=True)


def _formed(run: str) -> Decimal | None:
    """A well-formed Chinese numeral; the short forms of speech (三百二, 一亿二) are first written out."""
    import cn2an  # type: ignore[import-untyped,unused-ignore]  # noqa: PLC0415 - slow, and rarely needed

    if len(run) > 1 and run[-1] in "一二两三四五六七八九" and run[-2] in _BELOW:
        run += _BELOW[run[-2]]
    try:
        return Decimal(str(cn2an.cn2an(run.translate(_WRITTEN), "normal")))
    except (ValueError, KeyError, IndexError):
        return None


def _mixed(run: str) -> Decimal | None:
    """Digits and magnitudes in one: 1亿2千万, 12万5千, 3千2, 1.2亿."""
    rest = "".join(_DIGITS.get(character, character) for character in _GROUPS.sub("", run))
    total, last = Decimal(0), 0
    for unit in "亿万":
        if unit not in rest:
            continue
        head, _, rest = rest.partition(unit)
        # 1亿2千万: the 万 belongs to what follows the 亿; twice the same is no number.
        value = _small(head) if unit not in rest else None
        if value is None:
            return None
        total, last = total + value * _SIZES[unit], _SIZES[unit]
    if not rest:
        return total
    return _with_tail(total, last, rest)


def _with_tail(total: Decimal, last: int, rest: str) -> Decimal | None:
    if not last:
        return _small(rest)
    if len(rest) == 1:
        return total + Decimal(rest) * last / 10 if rest.isdigit() else None
    # 1万2000 is plain; 1万25 or 1亿2000 could be meant in two ways.
    if rest.isdigit():
        return total + Decimal(rest) if 10 ** len(rest) == last else None
    value = _small(rest)
    return total + value if value is not None and value < last else None


def _small(text: str) -> Decimal | None:
    """Up to thousands: 1200, 3千2百, 2百5, 5千."""
    found = _SMALL.fullmatch(text) if text else None
    if found is None:
        return None
    thousands, hundreds, tens, ten, ones = found.groups()
    size = 10 if ten else 100 if hundreds else 1000 if thousands else 0
    total = Decimal(thousands or 0) * 1000 + Decimal(hundreds or 0) * 100
    total += (Decimal(tens) if tens else Decimal(1)) * 10 if ten else Decimal(0)
    if not ones:
        return total
    if size > 10 and len(ones) == 1:  # noqa: PLR2004 - 3千2 is 3200, 3十2 is 32
        return total + Decimal(ones) * size / 10
    return total + Decimal(ones) if not size or Decimal(ones) < size else None
