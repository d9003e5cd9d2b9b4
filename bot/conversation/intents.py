"""Short messages that mean something to the interview itself, in Chinese and English.

Only a whole message counts: a word inside a longer reply is the understanding's business. What a person can
ask about a question (back, skip, help …) is understood there too; these are the remaining ones.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache


class Intent(StrEnum):
    """What a whole message means."""

    SUBMIT = "submit"
    CONTINUE = "continue"
    SAME = "same"
    BYE = "bye"
    ONE_BY_ONE = "one by one"
    CANCEL = "cancel"
    NEXT = "next"
    PREVIOUS = "previous"
    BEGIN = "begin"  # after a refusal only a word that cannot be meant otherwise
    AGREE = "agree"
    DISAGREE = "disagree"
    WITHDRAW = "withdraw"
    RESULT = "result"
    ROUND = "round"
    FEEDBACK = "feedback"
    GREETING = "greeting"
    THANKS = "thanks"
    WHO = "who"
    WHY = "why"
    LONG = "long"


_WORDS: dict[Intent, str] = {
    Intent.SUBMIT: (
        "提交/交卷/直接提交/直接交卷/确认提交/提交吧/交吧/我要提交/submit/send it/hand in/submit now"
    ),
    Intent.CONTINUE: (
        "继续/接着/接着答/接着来/继续答/继续答题/继续吧/开始/开始吧/不改了/不改/算了/"
        "回来了/我回来了/continue/resume/start/go on/carry on/keep going/never mind/"
        "go ahead/i am back/i'm back"
    ),
    Intent.SAME: (
        "=/一样/同上/不变/没变/没变化/没有变化/同上次/和上次一样/跟上次一样/与上次相同/"
        "上次一样/相同/还是一样/照旧/same/unchanged/same as last time/same as before/"
        "no change/keep it/as before"
    ),
    Intent.BYE: "再见/拜拜/好/好的/好的谢谢/嗯/嗯嗯/知道了/明天见/ok/okay/bye/good bye/goodbye/see you",
    Intent.ONE_BY_ONE: "逐题/逐题看/有变化/变了/一题一题/一题一题看/one by one/changed/it changed",
    Intent.CANCEL: "取消/不填了/不说了/没有了/cancel/0",
    Intent.NEXT: "下一页/下页/后面/更多/往后/next/more/next page",
    Intent.PREVIOUS: "上一页/上页/前面/往前/previous/previous page/prev",
    Intent.BEGIN: "同意/我同意/我要开始/重新开始/agree/i agree/start",
    Intent.AGREE: (
        "1/同意/我同意/同意开始/好/好的/好吧/可以/行/没问题/开始/ok/okay/yes/agree/accept/i agree/sure"
    ),
    Intent.DISAGREE: (
        "2/不同意/我不同意/拒绝/不/不行/不可以/不要/不参加/不做/no/disagree/decline/"
        "refuse/i disagree/i do not agree/i don't agree/no thanks"
    ),
    Intent.WITHDRAW: (
        "撤回同意/撤回/取消同意/撤销同意/删除我的信息/删除我的数据/注销/withdraw/"
        "withdraw consent/delete my data/erase my data"
    ),
    Intent.RESULT: (
        "结果/看结果/我的结果/诊断结果/报告/看报告/result/results/report/my result/show result/see result"
    ),
    Intent.ROUND: (
        "新一轮/新一轮诊断/再来一轮/再做一轮/再做一次/再诊断一次/再测一次/重新诊断/重新测评/重新评/"
        "复诊/再次诊断/new round/another round/diagnose again/new diagnosis/"
        "re-diagnose/rediagnose"
    ),
    Intent.FEEDBACK: "反馈/意见/提意见/投诉/feedback/comment/complaint",
    Intent.GREETING: (
        "你好/您好/在吗/在么/有人吗/早/早上好/上午好/下午好/晚上好/哈喽/嗨/喂/hi/hello/"
        "hey/good morning/good afternoon/good evening/anyone there"
    ),
    Intent.THANKS: ("谢谢/谢谢你/谢谢您/多谢/感谢/辛苦了/辛苦/谢了/thanks/thx/thank you/many thanks/cheers"),
    Intent.WHO: (
        "你是谁/您是谁/你是机器人吗/是机器人吗/机器人/是人工吗/你是人吗/who are you/"
        "are you a bot/are you human/are you a robot"
    ),
    Intent.WHY: (
        "为什么要问这个/为什么问这个/为什么要答/问这个干嘛/问这个干什么/有什么用/"
        "这有什么用/有啥用/干嘛用的/干什么用的/这是干什么的/这是什么/这是干嘛的/什么东西/"
        "why do you ask/what for/what is this/what is this about/what is this for/"
        "what's this for/why this question"
    ),
    Intent.LONG: (
        "太长了/太多了/这么多/这么多题/好多题/题太多了/怎么这么多/太麻烦了/好麻烦/麻烦/"
        "烦/烦死了/没时间/没空/too long/too many/so many questions/too many questions/"
        "i have no time/no time"
    ),
}

_HANGING = re.compile(r"[\s,.!?~;:…。、！？，；：～“”\"]+")


@lru_cache(maxsize=4096)  # the labels of choices come again with every reply
def plain(text: str) -> str:
    """The text as it is compared: one case, half width, no marks around it."""
    # Full width to half; blanks and the marks people hang on to a word off.
    folded = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    return " ".join(_HANGING.sub(" ", folded).split())


_FORMS = {intent: frozenset(plain(word) for word in words.split("/")) for intent, words in _WORDS.items()}
_PARTICLES = "吧啊呀哦哈呢啦喽呗"
_ASIDES = (Intent.GREETING, Intent.THANKS, Intent.WHO, Intent.WHY, Intent.LONG)
_NUMBER = re.compile(r"(?:第|no |q|question |#)?\s*(\d{1,4})\s*题?")


def means(text: str, *intents: Intent) -> Intent | None:
    """The first of these intents that the whole text means, or None."""
    said = plain(text)
    bare = said.rstrip(_PARTICLES)
    return next((intent for intent in intents if said in _FORMS[intent] or bare in _FORMS[intent]), None)


def aside(text: str) -> Intent | None:
    """The kind of remark beside the point that the whole text is, or None."""
    return means(text, *_ASIDES)


def bare_number(text: str) -> str:
    """The question number that the whole text names (`9`, `第 9 题`, `Q9`), or empty."""
    found = _NUMBER.fullmatch(plain(text))
    return found[1] if found else ""


def remark(text: str) -> str:
    """The words after “反馈” or “feedback” when the text begins so, or empty."""
    found = _REMARK.match(text.strip())
    return found[1].strip() if found else ""


_REMARK = re.compile(r"(?:反馈|意见|feedback)[\s:：,，]+(.+)", re.IGNORECASE | re.DOTALL)
