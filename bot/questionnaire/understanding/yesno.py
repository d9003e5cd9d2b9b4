"""Yes/no questions: 有, 没有, 还没, 暂无, 在建, yes, not yet."""

from __future__ import annotations

import re

from bot.questionnaire.model import Question
from bot.questionnaire.understanding.folding import squeeze, squeezed
from bot.questionnaire.understanding.labels import exactly
from bot.questionnaire.understanding.reading import Doubt, Read, Reading
from bot.questionnaire.understanding.reply import Reply
from bot.questionnaire.understanding.tables import any_of, chinese, english

YES = squeezed(
    chinese(
        "有 有的 有了 已有 已有了 已经有 已经有了 早有 早就有了 都有 有做 做了 做过 是 是的 是啊 对"
        " 对的 对啊 嗯 嗯嗯 没错 正确 当然 当然有 当然是 肯定 肯定有"
        " 确实有 的确有 确实 现在有 目前有 √ 真有"
    )
    + english(
        "yes/y/yep/yeah/yup/true/sure/of course/correct/right/we do/we have/yes we do/yes we have/"
        "there is/yes there is/"
        "yes it is/it is/definitely/absolutely/we have one/yes sir"
    )
)
NO = squeezed(
    chinese(
        "没有 没 没有的 没有呢 没有过 没做 没做过 无 还没 还没有 还没做 暂无 暂时没有 暂时没 暂时还没有"
        " 目前没有 目前没 目前还没有 目前暂无 现在没有 现在还没有 尚无"
        " 尚未 未 不是 不是的 否 不 不用 完全没有 肯定没有 确实没有 都没有 一直没有 从来没有 没得"
        " 没呢 × 还没呢 还没得 真没有 真没"
    )
    + english(
        "no/n/nope/nah/not yet/no not yet/false/none/we don't/we do not/no we don't/no we do not/there"
        " isn't/there is not/"
        "no there isn't/we haven't/no we haven't/never/not at all/we have none/not so far"
    )
)
_BOTH_WAYS = re.compile(
    "有没有|是不是|有无|要不要|对不对|有也没有|不是没有|没有不|不是不|^是不$|yes and no|yes or no"
)
# On the way, in part, no longer: neither yes nor no.
_BETWEEN = re.compile(
    any_of(
        "在建 在做 在写 在搞 在弄 在编 正在 计划 准备 打算 规划中 筹备 快了 快有 部分 一点 一些 有些"
        " 少量 以前 曾经 原来 过去 后来 不完全 不太 不怎么 算有 算是 差不多 基本"
        " 半 明年 下半年 将来 未来 非正式",
        "partly/partially/in progress/planned/planning/working on/not really/not exactly/not quite/"
        "sort of/kind of/used to/somewhat",
    )
)
_BUT = re.compile("但|不过|只是|可是|就是|而且|\\bbut\\b|\\bthough\\b|\\bhowever\\b")
_REPEATED = re.compile(r"^(.{1,3})\1+$")
_DOUBTFUL = frozenset(chinese("好 好的 行 可以 中 成") + english("ok/okay/fine/alright/good"))
_BARE_NO = frozenset(("没", "无", "no"))
_DONE = re.compile("[做弄写搞建上用定出开装设编]")
_LEADING_YES = re.compile("^(?:有|是|对|已有|已经有|yes|yeah|yep)(?P<rest>.+)$")
_LEADING_NO = re.compile("^(?:还没有|暂时没有|目前没有|没有|还没|不是|没|无|not yet|no)(?P<rest>.+)$")


def read(question: Question, reply: Reply) -> Reading:
    """Read yes or no. Anything in between, and any hedge, is asked back."""
    if len(exact := exactly(question.choices, reply.text)) == 1:
        return Read(question.choices[exact[0]].key == "yes", "label")
    for text in (reply.text, reply.core):
        found = _whole(squeeze(text), sure=not reply.mild)
        if found is not None:
            return found
    words = squeeze(reply.core)
    if _BETWEEN.search(words):
        return Doubt("between")
    if words in _DOUBTFUL or words in ("1", "2"):
        # Yes and no are not numbered when they are asked for.
        return Read(words != "2", "assent", certain=False)
    return _beginning(question, words)


def _whole(words: str, *, sure: bool) -> Reading | None:
    if (single := _REPEATED.match(words)) and words not in YES:
        words = single[1]
    if _BOTH_WAYS.search(words):
        return Doubt("both-ways")
    return Read(words in YES, "yes-no", certain=sure) if words in YES or words in NO else None


def _turns(rest: str, *, value: bool) -> bool:
    """Whether what follows a yes or no says the opposite."""
    return re.search("[没不无未]" if value else "有(?!效|关)", rest) is not None


def _beginning(question: Question, words: str) -> Reading:
    """有规划, 没有规划: certain when the rest only repeats the question; a “but” is never passed over."""
    for pattern, value in ((_LEADING_NO, False), (_LEADING_YES, True)):
        if found := pattern.match(words):
            rest = found["rest"]
            if _turns(rest, value=value) and not _BUT.search(rest):
                return Doubt("both-ways")
            repeats = len(rest) > 1 and rest in squeeze(question.text.lower())
            if words[: found.start("rest")] in _BARE_NO and not (repeats or _DONE.match(rest)):
                return Doubt("no-yes-no")  # 没空, no problem
            return Read(value, "yes-no-beginning", certain=repeats)
    return Doubt("no-yes-no")
