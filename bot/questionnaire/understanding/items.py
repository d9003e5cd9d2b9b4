"""The items of a list: marks, runs of marks, labels, each with or without a “not”."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.questionnaire.model import Question
from bot.questionnaire.understanding.glued import glued
from bot.questionnaire.understanding.labels import named
from bot.questionnaire.understanding.marked_labels import MARKER, with_markers
from bot.questionnaire.understanding.marks import pick
from bot.questionnaire.understanding.negation import negations
from bot.questionnaire.understanding.numerals import CHARACTERS
from bot.questionnaire.understanding.tables import any_of

_LEADS = re.compile(
    "^"
    + any_of(
        "我们有 有 已有 已经有 目前有 在用 上了 用了 用的是 用的有 用 选了 选 只有 只用 只选 主要有 勾 包括",
        "we have/we use/we've got/have/use/only/just/there is/there are",
    )
    + r"[\s,:]*"
)
_TRAILS = re.compile(
    any_of("都有 都用 都选 都在用 都是 都上了 也有 都要 有 在用 两个 这两个 这几个 两项 三项", "both") + "$"
)
SPLIT = re.compile(
    r"[,、;/+&\s]+|(?<=\d)\.(?=\d)|\.(?=\s|$)|和|跟|与|及|以及|还有|并且|加上|加|还用|另外|外加|\band\b|\bplus\b"
)
_MARK = r"第?(?:\d{1,2}|[a-z](?![a-z])|[一二三四五六七八九十]{1,3})"
_RUN = re.compile(rf"({_MARK}) ?(?:-+|~|到|至|\bto\b) ?({_MARK})[个项]?")
# “1有2有3没有”, “第一第三”: a border nobody typed.
_BORDER = re.compile(
    r"(?<=\d)(没有|有|无)(?=\d)|(?<=[^\s,、和到至跟与])(?=第[\d一二三四五六七八九十])|(?<=\d)(?:and)(?=\d)"
)
_BESIDE = re.compile(rf"(?<![\w{MARKER}])(\d{{1,2}}|[a-z])[ .:)]+{MARKER}(\d+){MARKER}")
_REST_IS_NOT = re.compile(
    r"[\s,、;]*(?:其他|其它|其余|别的|剩下|另外)(?:的)?(?:几个|几项)?(?:都|全|就|也)*(?:还)?(?:没有|没|无|不用|没上|没用)[\s,、;]*"
)
_UNDER_WAY = re.compile("正在|在建|在上|在做|准备|计划|打算|快|即将|想|要上|要买|考虑|规划|筹备")
_NOT_HEAD = re.compile(r"^(?:没有|没上|没用|没|不要|不选|不是|无|未上|没装|no|not|without) ?")
_NOT_TAIL = re.compile(r"(?:还没有|没有|还没上|没上|没用|还没|没|不要|不选|未上|暂无|无|不是|除外)$")
_PIECES = re.compile(rf"[{CHARACTERS}]{{1,3}} ?(?:个|项|种|条)(?:选项)?")
_AROUND = re.compile(any_of("系统 软件 平台 一个 一套 这个 那个 的 也 都 还 我们") + r"|[\s.:()]")


@dataclass
class Items:
    """What a list came to. `unread` holds items that match nothing, or that are neither yes nor no."""

    chosen: dict[int, bool] = field(default_factory=dict)  # place → certain
    left_out: set[int] = field(default_factory=set)
    unread: list[str] = field(default_factory=list)
    # A “not” at the end of the list: whether it covers what went before as well, nobody can tell.
    open_end: bool = False
    loose: bool = False  # the last items were listed without a word that they are there


def items(question: Question, text: str) -> Items:
    """Read a list item by item; whole labels in it are found first, whatever separators they hold."""
    found = Items()
    text = _REST_IS_NOT.sub(" ", text).strip()
    if text.startswith("第"):
        text = re.sub("[个项种]$", "", text)
    bare = _LEADS.sub("", text)
    scope: bool | None = (
        True if bare != text else None
    )  # 有 A、B: both; 没有 A、B: neither; None while nothing is said
    text = with_markers(question.choices, _TRAILS.sub("", bare) or text)
    text = _BORDER.sub(lambda border: f"{border[1] or ''},", text)
    mixed = any(_another(question, beside[1], int(beside[2])) for beside in _BESIDE.finditer(text))
    for item in SPLIT.split(_RUN.sub(lambda run: _spread(question, run), text)):
        if item := item.strip(" .:()!"):
            scope = _item(question, item, found, scope=scope)
    if mixed:
        found.chosen = dict.fromkeys(found.chosen, False)
    return found


def _another(question: Question, mark: str, place: int) -> bool:
    """“1 MES” where MES is 2: two choices, or a slip in copying one."""
    pointed = pick(question, mark)
    return pointed is not None and pointed.place != place


def _spread(question: Question, run: re.Match[str]) -> str:
    """1-3 as 1、2、3, when both ends are marks and in order; else as it was."""
    low, high = pick(question, run[1]), pick(question, run[2])
    if low is None or high is None or low.place >= high.place:
        return run[0]
    return "、".join(f"{MARKER}{place}{MARKER}" for place in range(low.place, high.place + 1))


def _item(question: Question, item: str, found: Items, *, scope: bool | None) -> bool | None:
    """Take one item; returns what now stands over the items that follow."""
    bare = _NOT_HEAD.sub("", item)
    if bare != item:
        scope = False
    elif (bare := _LEADS.sub("", item)) != item:
        scope = True
    ended = _NOT_TAIL.sub("", bare) if scope is not False else bare
    denied = ended != bare and bool(ended)
    bare = ended if denied else _TRAILS.sub("", bare) or bare
    places = _place(question, bare)
    if places is None:
        found.unread.append(item)
    elif scope is False or denied:
        found.open_end |= denied and found.loose
        found.left_out |= set(places)
    else:
        found.loose = scope is None and not _TRAILS.search(item)
        for place, certain in places.items():
            found.chosen[place] = certain and found.chosen.get(place, True)
    return scope


def _place(question: Question, item: str) -> dict[int, bool] | None:
    marked = {int(place) for place in re.findall(rf"{MARKER}(\d+){MARKER}", item)}
    if marked:
        around = _AROUND.sub("", re.sub(rf"{MARKER}\d+{MARKER}", "", item))
        if negations(around) or _UNDER_WAY.search(around):
            return None
        # “1.ERP” says the same thing twice; other words around a label make it a guess.
        pointed = pick(question, around) if around else None
        if pointed and {pointed.place} != marked:
            return None
        return dict.fromkeys(marked, not around or pointed is not None)
    if _PIECES.fullmatch(item):
        return None  # “3项”: the third, or three of them
    if pointed := pick(question, item):
        return {pointed.place: True} if pointed.certain else None
    if together := glued(question, item):
        return dict.fromkeys(together.places, False) if together.places else None
    words = named(question.choices, item)
    if words.why != "part" and _UNDER_WAY.search(item):
        return None  # “准备上 ERP”; in “企业资源计划” the label itself says 计划
    return {words.places[0]: words.certain} if len(words.places) == 1 else None
