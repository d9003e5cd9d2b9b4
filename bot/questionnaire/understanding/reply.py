"""A reply without its trimmings: courtesies, hedges, particles, a question mark."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.questionnaire.understanding.folding import fold
from bot.questionnaire.understanding.tables import any_of

LONGEST = 400  # characters; a longer reply is no answer to a closed question

_GAP = r"[\s,.:;!、]*"
_LEAD = re.compile(
    any_of(
        "嗯 恩 哦 噢 喔 呃 额 啊 哎 那就 那么 那 就是 就选 就填 就 我们公司 我们厂 我们企业 我们单位"
        " 我们这边 我们这里"
        " 我们这 我们 我司 我公司 我厂 本公司 咱们 我 选的是 选的 选择 勾选 回复 答案是 答案 答 填 属于"
        " 算是 基本是 基本上是"
        " 主要是 主要 目前是 目前 现在是 现在 是 做的是 做 这题 本题 肯定是 只",
        "i choose/i pick/i select/i'll take/i will take/i'd go for/my answer is/the answer"
        " is/answer/it's/it is/its/"
        "that's/that is/we are/we're/choose/the",
    )
    + rf"{_GAP}|(?:选(?!项)|[这那]个(?![月周星])){_GAP}"
)
_MILD = re.compile(
    any_of(
        "应该是 应该算 应该 我觉得是 我觉得 我感觉 我认为是 我认为 我想是",
        "i think it's/i think/i believe/i'd say/i would say",
    )
    + _GAP
)
_STRONG = re.compile(
    any_of(
        "可能是 可能 好像是 好像 大概是 大概 也许是 也许 估计是 估计 似乎 或许 不确定 不太确定 不敢确定"
        " 说不准 说不好",
        "maybe/perhaps/probably/possibly/i guess/not sure but",
    )
    + _GAP
)
_TRAIL = re.compile(
    _GAP
    + any_of(
        "吧 啊 呀 哈 呢 了 的 哦 喔 噢 啦 嘛 哒 谢谢您 谢谢你 谢谢 多谢 谢了 辛苦了 的样子 这个 那个",
        "please/thanks/thank you/thx/one",
    )
    + r"$"
)
_MILD_TRAIL = re.compile(_GAP + any_of("吧 应该", "i think/i guess/i believe") + "$")
_ASKING = re.compile(r"(?:\?+|吗|(?<![什怎那这要])么)[\s?!.]*$")
_AROUND = " ,.;:!、"
_EDGES = " \t,;:!、'\""


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply as typed (`raw`), folded (`text`), and without trimmings (`core`).

    `hedged`: it says of itself that it is not sure; `mild`: it says so in passing; `asking`: it is put as a
    question.
    """

    raw: str
    text: str
    core: str
    hedged: bool = False
    mild: bool = False
    asking: bool = False

    @property
    def bare(self) -> str:
        """The folded reply without the punctuation around it."""
        return self.text.strip(_AROUND)

    @property
    def doubtful(self) -> bool:
        """Whether even a clear reading must be asked back."""
        return self.hedged or self.asking


def read_reply(raw: str) -> Reply:
    """Take a reply apart. `core` is empty only when there is no letter or digit in it."""
    text = fold(raw[: LONGEST + 1])
    core = text.strip(_EDGES)
    asked = _ASKING.sub("", core).strip(_EDGES)
    asking = asked != core
    core, hedged, mild = _trimmed(asked)
    return Reply(raw.strip(), text, core, hedged, mild, asking)


def _trimmed(text: str) -> tuple[str, bool, bool]:
    hedged = mild = False
    while True:
        before = text
        for pattern in (_STRONG, _MILD, _LEAD):
            if (found := pattern.match(text)) and found.end() < len(text):
                text = text[found.end() :]
                hedged |= pattern is _STRONG
                mild |= pattern is _MILD
        for pattern in (_MILD_TRAIL, _TRAIL):
            if (found := pattern.search(text)) and found.start() > 0:
                text = text[: found.start()]
                mild |= pattern is _MILD_TRAIL
        text = _tidy(text)
        if text == before:
            return text, hedged, mild


def _tidy(text: str) -> str:
    # A full stop is dropped at the end only: “.6” begins with one.
    return text.strip(_EDGES).rstrip(". ")
