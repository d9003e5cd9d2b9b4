"""Requests in everyday words, at any time: back, skip, help, pause, progress, review, edit n, hand over."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from bot.questionnaire.understanding.folding import squeeze, squeezed
from bot.questionnaire.understanding.intent_patterns import (
    EDIT,
    EDIT_ID,
    EDIT_LOOSE,
    HANDING,
    NOT_HANDED,
    NUMBER,
    OPEN,
    PATTERNS,
    SOMEONE,
)
from bot.questionnaire.understanding.intent_words import HUMANS, NOT_IN_TEXT, UNSURE, WORDS
from bot.questionnaire.understanding.numerals import numeral
from bot.questionnaire.understanding.outcome import Asked, Command
from bot.questionnaire.understanding.reply import Reply
from bot.questionnaire.understanding.tables import any_of, chinese

_COURTESY = re.compile(
    "^(?:"
    + any_of(
        "我想要 我想 我要 我需要 我得 请帮我 请 麻烦您 麻烦你 麻烦 帮我 能不能 可不可以 可以 能 想要 想"
        " 要 那 嗯 哦 啊 先 我 你好 那我",
        "i want to/i'd like to/i would like to/can i/can we/could i/could you/can you/please/let me/let's/"
        "i need to/ok/okay",
    )
    + r"\s*)+"
)
_PARTICLES = re.compile(
    "(?:"
    + any_of(
        "吧 啊 呀 呢 吗 么 了 哈 哦 呗 嘛 可以吗 行吗 好吗 谢谢 多谢 一下 下", "please/thanks/thank you/now"
    )
    + r"|\s)+$"
)
_OWN_NUMBER = re.compile(rf"(?:第 ?)?{NUMBER} ?题 ?(?:我|的)?(?:选|答|填|是|:|,)? ?(?P<rest>.+)")
_UNSURE = re.compile(
    "(?:我|这个|这块|也|都|还|真|确实|是)*[不没](?:太|大|怎么|是很|是太|很)?(?:清楚|知道|了解|确定|晓得|记得)"
    "(?:这个|这块|怎么.{0,4}|选.{0,4}|该.{0,6}|要.{0,6}|如何.{0,4})?"
)
_LATER = squeezed(
    chinese("以后再说 回头再说 之后再说 后面再说 再说 先放着 放着 先放一放 后面再填 最后再填 待定 先等等再说")
)
# “我问一下同事”: she will come back to it; whether now or another day, she has not said.
_ASKING_AROUND = re.compile(
    "(?:我|等我|我先|先|去|我去|再|要|得|我要|我得)(?:[问查]|确认|核实|打听)(?:一下|下|问|查|一查|一问)*.{0,8}"
    "|(?:[问查]|确认|核实|打听)(?:一下|下|问|查|一查|一问).{0,8}"
)
_SHORT = 14  # characters of a request where any text is an answer


def request(reply: Reply, *, free: bool, number_of: Mapping[str, int] | None = None) -> Asked | None:
    """The request a whole reply is, or None. `free`: any text is an answer, so only plain ones count."""
    said = squeeze(reply.text)
    if not said:
        return Asked(Command.HELP) if re.fullmatch(r"[?\s]+", reply.text) else None
    if free and len(reply.text) > _SHORT + len(re.findall("[a-z]", reply.text)):
        return None
    bare = _bare(reply.text)
    for words in dict.fromkeys((said, squeeze(bare), _once(said))):
        if free and words in _squeezed(NOT_IN_TEXT):
            return None
        if command := _table().get(words):
            return Asked(command, _own_words(reply, words) if words in _squeezed(frozenset(HUMANS)) else "")
    return _patterned(reply, bare, number_of, free=free)


def unsure(reply: Reply) -> bool:
    """Whether the reply says that she does not know."""
    table = _squeezed(UNSURE)
    forms = {squeeze(text) for text in (reply.text, reply.core, _bare(reply.text))}
    return not table.isdisjoint(forms) or any(_UNSURE.fullmatch(form) for form in forms)


def later(reply: Reply) -> bool:
    """Whether the reply puts something off, without saying whether the question or the whole."""
    forms = {squeeze(_bare(reply.text)), squeeze(reply.core), squeeze(reply.text)}
    return not _LATER.isdisjoint(forms) or any(_ASKING_AROUND.fullmatch(form) for form in forms)


def without_own_number(text: str, number: int | None) -> str:
    """“第3题选2” while question 3 is asked: just the answer."""
    found = _OWN_NUMBER.fullmatch(text) if number else None
    return found["rest"] if found and _number(found["n"]) == number else text


def _patterned(reply: Reply, bare: str, number_of: Mapping[str, int] | None, *, free: bool) -> Asked | None:
    if asked := _edit(bare, number_of, free=free):
        return asked
    for form in dict.fromkeys((squeeze(bare), squeeze(reply.text), bare)):
        for command, pattern in _compiled(free=free):
            if pattern.fullmatch(form):
                return Asked(command)
    return None if free else _handed(reply, bare)


def _edit(bare: str, number_of: Mapping[str, int] | None, *, free: bool) -> Asked | None:
    for pattern in _whole(EDIT if free else (*EDIT, *EDIT_LOOSE)):
        for form in dict.fromkeys((bare, bare.replace(" ", ""))):
            if (found := pattern.fullmatch(form)) and (number := _number(found["n"])):
                return Asked(Command.EDIT, str(number))
    found = _whole((EDIT_ID,))[0].fullmatch(bare)
    if found is None:
        return None
    name = found["id"]
    named = name in number_of if number_of is not None else re.search(r"[\d_-]", name) is not None
    return Asked(Command.EDIT, name) if named else None


def _handed(reply: Reply, bare: str) -> Asked | None:
    for pattern in _whole(HANDING):
        for form in dict.fromkeys((bare, squeeze(bare), squeeze(reply.text))):
            found = pattern.fullmatch(form)
            who = found["who"].strip() if found else ""
            if found and who and who not in NOT_HANDED:
                return Asked(Command.HANDOFF, "" if who in SOMEONE else _own_words(reply, who))
    return None


def _own_words(reply: Reply, folded: str) -> str:
    """The folded words as she typed them, where they can be found again."""
    place = reply.raw.lower().find(folded)
    return reply.raw[place : place + len(folded)] if place >= 0 else folded


def _once(words: str) -> str:
    """“跳过跳过” is “跳过”."""
    half = len(words) // 2
    return words[:half] if half > 1 and words[:half] == words[half:] else words


def _number(run: str) -> int:
    read = numeral(run)
    return int(read.value) if read and read.low is None and not read.spelled and not read.scaled else 0


def _bare(text: str) -> str:
    """Without courtesies and particles, but never without everything."""
    text = text.strip(" ,.;:!、?")
    shorter = _PARTICLES.sub("", text).strip(" ,.;:!、?") or text
    return _COURTESY.sub("", shorter).strip(" ,.;:!、?") or shorter


@cache
def _table() -> dict[str, Command]:
    """Squeezed words to commands. A form that loses its courtesies counts only while it stays unambiguous."""
    full = {squeeze(word): command for command, words in WORDS.items() for word in words}
    full.update({squeeze(word): Command.HANDOFF for word in HUMANS})
    shortened: dict[str, set[Command]] = {}
    for word, command in full.items():
        if word.endswith("吗"):
            continue  # “快完了吗” asks, “快完了” may be an answer
        shortened.setdefault(squeeze(_bare(word)), set()).add(command)
    extra = {word: next(iter(found)) for word, found in shortened.items() if len(found) == 1 and word}
    return {**extra, **full}


@cache
def _squeezed(words: frozenset[str]) -> frozenset[str]:
    return frozenset(squeeze(word) for word in words)


@cache
def _compiled(*, free: bool) -> tuple[tuple[Command, re.Pattern[str]], ...]:
    tables = (PATTERNS,) if free else (PATTERNS, OPEN)
    return tuple(
        (command, re.compile(pattern))
        for table in tables
        for command, patterns in table.items()
        for pattern in patterns
    )


@cache
def _whole(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in patterns)
