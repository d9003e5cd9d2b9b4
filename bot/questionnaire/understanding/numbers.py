"""Number questions: one quantity, in the question's unit."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.questionnaire.model import Question
from bot.questionnaire.understanding.negation import negations
from bot.questionnaire.understanding.quantities import Quantity, Scan, scan
from bot.questionnaire.understanding.reading import Doubt, Read, Reading
from bot.questionnaire.understanding.reply import Reply
from bot.questionnaire.understanding.tables import any_of, chinese, english
from bot.questionnaire.understanding.units import convert, unit_of

# Words beside a number that change nothing about it.
_BESIDE = re.compile(
    any_of(
        "一共有 一共 总共 总计 合计 共计 共有 共 有 是 为 员工 职工 人员 工人 人数 人民币 现金 现在"
        " 目前 全公司 全厂 公司 我们 大家 在职"
        " 设备 机器 数量 吧 的 了 个 呢 啊 哈",
        "we have/we've got/there are/there is/in total/total/altogether/we/have/a/of/the",
    )
    + r"|[\s,.:;!、()'\"]"
)
# What is counted, said beside the number: the same as the question's, or another thing altogether.
_KINDS = tuple(
    tuple(words.split()) for words in ("营收 营业额 收入 销售额", "产值", "盈利 利润 赚", "面积", "电")
)
_LOSS = re.compile("亏损|亏了|亏|负债|loss of|lost|loss")
# By how much something changed is not how much there is.
_CHANGE = re.compile(
    "增加|减少|增长|下降|上涨|降低|提高|新增|多了|少了|涨了|降了|比去年|比上年|比前年"
    "|increase|decrease|more than last"
)
# “300（不含临时工）” says what is counted, and does not take the number back.
_COUNTED = re.compile("不含|不包括|不包含|不算|不计")
_NOTHING = frozenset(
    (*chinese("没有 无 没 都没有 全没有 暂无 暂时没有 目前没有 还没有"), *english("none/no/nothing/nil"))
)
_NOT_ONE = re.compile(r"(?:一|1|半)[一-鿿]{0,3}(?:也|都)?(?:没有|没|无)|(?:没有|无)一[一-鿿]")
# So many digits and no unit: more likely a telephone number, or yuan for ten thousands of yuan.
_SUSPICIOUS = Decimal(10) ** 9
_SUSPICIOUS_SUM = Decimal(10) ** 6


def read(question: Question, reply: Reply) -> Reading:
    """Read a number. Bounds are checked elsewhere; what is unusual for the question is asked back."""
    bare = reply.core.replace(" ", "")
    if _NOT_ONE.fullmatch(bare):
        return Read(Decimal(0), "none-at-all")
    if bare in _NOTHING:
        return Read(Decimal(0), "none", certain=False)
    text = _without_unit(reply.core, question)
    seen = scan(text, years=not question.unit.endswith("年"))
    if doubt := _doubt(seen):
        return doubt
    quantity = seen.found[0]
    converted = convert(quantity.value, quantity.unit, question.unit, scaled=quantity.scaled)
    if converted is None:
        return Doubt("unit", {"given": quantity.unit, "unit": question.unit})
    rest = _beside(seen.rest, question)
    value = converted.value
    if negations(rest):
        return Doubt("negated")
    if _CHANGE.search(rest):
        return Doubt("change")
    if _LOSS.search(rest):
        rest, value = _LOSS.sub("", rest), -abs(value)
    # Accountants write a loss in brackets.
    bracketed = text.startswith("(") and (question.minimum is None or question.minimum < 0)
    sure = (
        not bracketed
        and converted.certain
        and not (seen.about or seen.bound or quantity.doubtful or rest or value < 0 < quantity.value)
    )
    sure = sure and not _unusual(question, value, quantity)
    return Read(tidy(value), "number", certain=sure, about=seen.about or seen.bound)


def tidy(value: Decimal) -> Decimal:
    """The same number without trailing zeros or an exponent."""
    whole = value.to_integral_value()
    return whole if value == whole else value.normalize()


def unusual(question: Question, value: Decimal) -> bool:
    """Whether the value is outside what the question calls usual."""
    low, high = question.usual_minimum, question.usual_maximum
    return (low is not None and value < low) or (high is not None and value > high)


def _unusual(question: Question, value: Decimal, quantity: Quantity) -> bool:
    if unusual(question, value):
        return True
    if quantity.unit or quantity.scaled or question.maximum is not None or question.usual_maximum is not None:
        return False
    unit = unit_of(question.unit)
    limit = _SUSPICIOUS_SUM if unit is not None and unit.magnitude > 1 else _SUSPICIOUS
    return abs(value) >= limit


def _doubt(seen: Scan) -> Doubt | None:
    if seen.ranged:
        return Doubt("range")
    if len(seen.found) > 1:
        return Doubt("several-numbers")
    if not seen.found:
        return Doubt("vague" if seen.vague else "no-number")
    return Doubt("vague") if seen.vague else None


def _without_unit(text: str, question: Question) -> str:
    # “RMB 300” and the like: the unit said before the number.
    unit = question.unit.lower()
    return text[len(unit) :].lstrip(" :") if unit and text.startswith(unit) else text


def _beside(rest: str, question: Question) -> str:
    """What is left beside the number when words that say nothing new are taken off."""
    rest = _COUNTED.sub("计", rest.replace(question.unit.lower(), "") if question.unit else rest)
    left = " ".join(word for word in re.split(r"[\s,.:;!、()]+", rest) if not _in_question(word, question))
    for words in _KINDS:
        if any(word in question.text for word in words):
            left = re.sub(any_of(" ".join(words)), "", left)
    return _BESIDE.sub("", left)


def _in_question(word: str, question: Question) -> bool:
    return len(word) > 1 and word in question.text.lower() and not negations(word)
