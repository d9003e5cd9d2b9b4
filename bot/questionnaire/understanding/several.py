"""Multiple-choice questions: lists, runs, all, none, all but some, the first few."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.questionnaire.model import Question
from bot.questionnaire.understanding.glued import Glued, glued
from bot.questionnaire.understanding.labels import exactly, named
from bot.questionnaire.understanding.marked_labels import MARKER, with_markers
from bot.questionnaire.understanding.marks import marks, pick
from bot.questionnaire.understanding.negation import negations
from bot.questionnaire.understanding.numerals import CHARACTERS, numeral
from bot.questionnaire.understanding.reading import Doubt, Read, Reading
from bot.questionnaire.understanding.reply import Reply
from bot.questionnaire.understanding.tables import any_of, chinese, english

_ALL = frozenset(
    chinese(
        "全部 全选 都有 都选 全都有 全有 都是 全部都有 全都是 全都选 都用 都在用 都用了 所有 全 都 全部有 全要 都要 以上都有 以上全部 以上都是"
    )
    + english("all/all of them/everything/all of these/all of the above/every one")
)
_NONE = frozenset(
    chinese(
        "都没有 没有 无 一个都没有 一个也没有 一项都没有 全没有 全都没有 全部没有 以上都没有 以上都不是 以上都无 以上均无 都不是 都没 没 都无 还没有 暂无"
        " 暂时没有 目前没有 均无 都没上 都没用 什么都没有 啥都没有 一样都没有"
    )
    + english("none/none of them/none of these/none of the above/nothing/no/not any")
)
_NUM = rf"[{CHARACTERS}]{{1,3}}"
_FIRST = re.compile(
    rf"(?:第?前|the first|first) ?(?P<count>{_NUM}|two|three|four|five|six)(?:个选项|个|项|种|条|options?|ones?)?"
)
_FINAL = re.compile(
    rf"(?:最后|后|倒数|the last|last) ?(?P<count>{_NUM}|two|three|four|five|six)(?:个选项|个|项|种|条|options?|ones?)?"
)
_WORD_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_ANY = any_of("全部 全都 全 都 也都 也")
_OTHERS = any_of("其他 其它 其余 别的 剩下的 剩余的 另外")
_USED = any_of("有 选 用 是 要 在用 上了 用了 行 可以")
_EXCEPT = re.compile(
    rf"(?:除了|除去|除|除开)(?P<not>.+?)(?:以外|之外|外|不选)?[,、 ]*(?:{_OTHERS})?(?:的)?(?:我们)?(?:(?:{_ANY})+(?:{_USED})?|(?:{_USED}))"
)
_ALL_BUT = re.compile(
    rf"(?:{_ANY}(?:{_USED})?|全部|全选)[,、 ]*(?:除了|除|不包括|不含|不要|没有|但没有|就是没有|只没有|就没有)(?P<not>.+?)(?:以外|之外|外)?"
    r"|(?:all|everything)(?: of them)?,? (?:except|but|apart from|without|other than)(?: for)? (?P<but>.+)"
    r"|(?P<beyond>.+?)(?:以外|之外)(?:的)?(?:其他|其它|其余)?(?:都|全)(?:有|选|用|是|要)?"
)
_NONE_BUT = re.compile(
    rf"(?:除了|除)(?P<only>.+?)(?:以外|之外|外)?[,、 ]*(?:{_OTHERS})?(?:都|全|也)?(?:没有|没|无)"
)
_LEADS = re.compile(
    "^"
    + any_of(
        "我们有 有 已有 已经有 目前有 在用 上了 用了 用的是 用的有 用 选了 选 只有 只用 只选 主要有 勾 包括",
        "we have/we use/we've got/have/use",
    )
    + r"[\s,:]*"
)
_TRAILS = re.compile(
    any_of("都有 都用 都选 都在用 都是 都上了 也有 都要 有 在用 两个 这两个 这几个 两项 三项", "both") + "$"
)
_SPLIT = re.compile(
    r"[,、;/+&\s]+|(?<=\d)\.(?=\d)|\.(?=\s|$)|和|跟|与|及|以及|还有|并且|加上|加|还用|另外|外加|\band\b|\bplus\b"
)
_RUN = re.compile(r"(第?[^\s,、;]{1,3}?) ?(?:-+|~|到|至|\bto\b) ?([^\s,、;]{1,4})")
_OR = re.compile(r"或|还是|\bor\b")
_NOT_HEAD = re.compile(r"^(?:没有|没上|没用|没|不要|不选|不是|无|未上|没装|no|not|without) ?")
_NOT_TAIL = re.compile(r"(?:还没有|没有|还没上|没上|没用|还没|没|不要|不选|未上|暂无|无|不是)$")


@dataclass
class _Found:
    """What the items of a list came to."""

    chosen: dict[int, bool] = field(default_factory=dict)  # place → certain
    left_out: set[int] = field(default_factory=set)
    unread: list[str] = field(default_factory=list)


def read(question: Question, reply: Reply) -> Reading:
    """Read a set of choices, in the question's order. `()` is an answer: nothing ticked."""
    for text in (reply.text.strip(" ,.;:!、"), reply.core):
        if len(exact := exactly(question.choices, text)) == 1:
            return _chosen(question, set(exact), "label")
    core = reply.core
    if whole := _whole(question, core):
        return whole
    if _OR.search(with_markers(question.choices, core)):
        return Doubt("or")
    if found := (_EXCEPT.fullmatch(core) or _ALL_BUT.fullmatch(core)):
        return _all_but(question, next(group for group in found.groups() if group))
    if found := _NONE_BUT.fullmatch(core):
        return _only(question, found["only"])
    return _list(question, core)


def _whole(question: Question, core: str) -> Reading | None:
    """All, none, the first few, the last few."""
    bare = core.replace(" ", "") if not core.isascii() else core
    count = len(question.choices)
    letters = glued(question, bare) if bare.isascii() else None
    if bare in _ALL or bare in _NONE:
        if letters is not None and letters.places:
            return Doubt("letters-or-word", {"given": core})  # “no” where N and O are choices
        return _chosen(question, set(_ordinary(question)), "all") if bare in _ALL else _none(question)
    for pattern, first in ((_FIRST, True), (_FINAL, False)):
        if found := pattern.fullmatch(bare):
            number = _WORD_COUNTS.get(found["count"]) or _count(found["count"])
            if not number or number > count:
                return Doubt("no-match")
            return _chosen(
                question, set(range(number) if first else range(count - number, count)), "first-few"
            )
    return None


def _count(run: str) -> int:
    read = numeral(run)
    return 0 if read is None or read.low is not None or read.spelled else int(read.value)


def _ordinary(question: Question) -> list[int]:
    return [place for place, choice in enumerate(question.choices) if not choice.exclusive]


def _none(question: Question) -> Reading:
    """The exclusive choice that says “none”, if there is one; else nothing ticked."""
    nones = [
        place
        for place, choice in enumerate(question.choices)
        if choice.exclusive and negations(f"{choice.label} {choice.key}".lower())
    ]
    if len(nones) > 1:
        return Doubt("which", {"found": "、".join(marks(question)[place] for place in nones)})
    return _chosen(question, set(nones), "none")


def _all_but(question: Question, words: str) -> Reading:
    out = _items(question, words)
    if out.unread or out.left_out or not out.chosen:
        return _unread(question, out)
    left = set(_ordinary(question)) - set(out.chosen)
    return _chosen(question, left, "all-but", certain=all(out.chosen.values()))


def _only(question: Question, words: str) -> Reading:
    found = _items(question, words)
    if found.unread or found.left_out or not found.chosen:
        return _unread(question, found)
    return _chosen(question, set(found.chosen), "none-but", certain=False)


def _list(question: Question, core: str) -> Reading:
    single = glued(question, core)
    if single is not None:
        return _from_glued(question, single, core)
    found = _items(question, core)
    if found.unread or not found.chosen:
        return _unread(question, found)
    if found.left_out & set(found.chosen):
        return Doubt("contradiction")
    certain = all(found.chosen.values()) and not found.left_out
    return _chosen(question, set(found.chosen), "list", certain=certain)


def _from_glued(question: Question, found: Glued, core: str) -> Reading:
    if not found.places:
        return Doubt("glued" if found.several else "no-such", {"given": core})
    return _chosen(question, set(found.places), "glued", certain=found.certain)


def _unread(question: Question, found: _Found) -> Doubt:
    if found.unread and found.chosen:
        return Doubt("item", {"given": found.unread[0]})
    if found.unread:
        return Doubt("no-such" if found.unread[0].isdecimal() else "no-match", {"given": found.unread[0]})
    return Doubt("negated")


def _items(question: Question, text: str) -> _Found:
    """Read a list item by item; whole labels in it are found first, whatever separators they hold."""
    found = _Found()
    if text.startswith("第"):
        text = re.sub("[个项种]$", "", text)
    text = with_markers(question.choices, _TRAILS.sub("", _LEADS.sub("", text)) or text)
    for item in _SPLIT.split(_RUN.sub(lambda run: _spread(question, run), text)):
        if item := item.strip(" .:()!"):
            _item(question, item, found)
    return found


def _spread(question: Question, run: re.Match[str]) -> str:
    """1-3 as 1、2、3, when both ends are marks and in order; else as it was."""
    low, high = pick(question, run[1]), pick(question, run[2].rstrip("个项都有"))
    if low is None or high is None or low.place >= high.place:
        return run[0]
    return "、".join(f"{MARKER}{place}{MARKER}" for place in range(low.place, high.place + 1))


def _item(question: Question, item: str, found: _Found) -> None:
    bare = _NOT_HEAD.sub("", item)
    turned = bare != item
    if not turned:
        bare = _NOT_TAIL.sub("", item)
        turned = bare != item
    bare = bare or item
    places = _place(question, _TRAILS.sub("", _LEADS.sub("", bare)) or bare)
    if places is None:
        found.unread.append(item)
    elif turned:
        found.left_out |= set(places)
    else:
        for place, certain in places.items():
            found.chosen[place] = certain and found.chosen.get(place, True)


def _place(question: Question, item: str) -> dict[int, bool] | None:
    marked = re.findall(rf"{MARKER}(\d+){MARKER}", item)
    if marked:
        around = re.sub(rf"{MARKER}\d+{MARKER}", "", item).strip(" .:()的")
        if negations(around):
            return None
        # “1、ERP” and “1 ERP（…）” name the same thing twice; other words around make it a guess.
        return {int(place): not around for place in marked}
    if pointed := pick(question, item):
        return {pointed.place: True} if pointed.certain else None
    if together := glued(question, item):
        return dict.fromkeys(together.places, False) if together.places else None
    words = named(question.choices, item)
    return {words.places[0]: words.certain} if len(words.places) == 1 else None


def _chosen(question: Question, places: set[int], why: str, *, certain: bool = True) -> Read:
    keys = tuple(choice.key for place, choice in enumerate(question.choices) if place in places)
    return Read(keys, why, certain=certain)
