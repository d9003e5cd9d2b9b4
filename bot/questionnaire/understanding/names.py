"""The wordings a choice goes by, cut into tokens so that parts are compared on word borders only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.questionnaire.model import Choice
from bot.questionnaire.understanding.folding import fold_label
from bot.questionnaire.understanding.tables import chinese, english

_TOKEN = re.compile(r"[a-z0-9][a-z0-9.%+']*(?<![.'])|[^\W_a-z0-9]|%|√|×")
_ARTICLES = frozenset(("a", "an", "the"))
_CLAUSE_ENDS = re.compile(r"[,、;./():]|\bor\b|\band\b")
_JOINTS = re.compile("^(?:或者|或|并且|并|且|和|及|与|而|但|还)")
_PARENTHESES = re.compile(r"\([^()]*\)")
_OWN_MARK = re.compile(r"^(?:\d{1,2}|[a-z])[\s.、:]+(?=\S)")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A stretch of wording: its tokens between bars (`|班|组|`), and the same run together."""

    wire: str
    text: str

    @property
    def length(self) -> int:
        """How many tokens."""
        return self.wire.count("|") - 1


@dataclass(frozen=True, slots=True)
class Name:
    """One wording of a choice, whole and clause by clause."""

    whole: Phrase
    clauses: tuple[Phrase, ...]
    source: str = ""  # the folded wording itself

    def tail(self, said: str) -> str | None:
        """What follows in the clause when the wording begins with `said`; None when it does not."""
        if not self.whole.text.startswith(said):
            return None
        read: list[str] = []
        for token in _tokens(self.source):
            read.append(_singular(token[0]))
            if len(joined(read)) >= len(said):
                return _CLAUSE_ENDS.split(self.source[token.end() :])[0]
        return ""


def phrase(text: str) -> Phrase:
    """A folded text as tokens; a plural s and leading articles are dropped."""
    found = [_singular(token[0]) for token in _tokens(text)]
    return Phrase(f"|{'|'.join(found)}|", joined(found))


def _tokens(text: str) -> list[re.Match[str]]:
    found = list(_TOKEN.finditer(text))
    # “A 超过 10%” begins with a mark, “a spreadsheet” with an article.
    while len(found) > 1 and found[0][0] in _ARTICLES and found[1][0].isascii() and found[1][0].isalpha():
        del found[0]
    return found


def joined(tokens: list[str]) -> str:
    """Tokens run together, with a blank between Latin words."""
    text = ""
    for token in tokens:
        text += f" {token}" if text and text[-1].isascii() and token[0].isascii() else token
    return text


def names(choice: Choice) -> tuple[Name, ...]:
    """Every wording of a choice: label, label without parentheses or mark, short, synonyms, a wordy key."""
    return _names(choice.key, choice.label, choice.short, choice.synonyms)


# What a key of its own meaning is called in everyday words; only a whole reply, or a whole cell, counts.
_KEY_WORDS: dict[str, tuple[str, ...]] = {
    key: (*chinese(zh), *english(en))
    for key, zh, en in (
        ("already", "有 已有 已经有 有了 已用 在用 已在用 用了 已经用 上了 已上", "already/in use/have it"),
        ("plan", "计划 计划中 有计划 打算 准备 准备中 在建 规划 规划中", "plan/planned/planning"),
        ("no", "没有 没 无 否 不 还没 还没有 没用 未用", "no/none/not"),
        ("yes", "有 是 是的 有的", "yes/y"),
        ("partially", "部分 一部分 部分有 有一部分 半", "partially/partly/in part"),
    )
}


def key_words(choice: Choice) -> tuple[str, ...]:
    """Everyday words for a choice whose key is a plain word (yes, no, already, plan, partially)."""
    return _KEY_WORDS.get(choice.key, ())


def _singular(token: str) -> str:
    return token[:-1] if len(token) > 3 and token[-1] == "s" and token[-2] != "s" else token  # noqa: PLR2004


@lru_cache(maxsize=4096)
def _names(key: str, label: str, short: str, synonyms: tuple[str, ...]) -> tuple[Name, ...]:
    folded = fold_label(label)
    texts = [folded, _PARENTHESES.sub("", folded), _OWN_MARK.sub("", folded), fold_label(short)]
    texts += [fold_label(synonym) for synonym in synonyms]
    if len(key) > 1 and not key.isdecimal():
        texts.append(fold_label(key))
    found = {text.strip(): _name(text) for text in texts}
    return tuple({name.whole.wire: name for name in found.values() if name.whole.text}.values())


def clauses(text: str) -> tuple[Phrase, ...]:
    """The clauses of a folded text, without the words that join them."""
    parts = [phrase(_JOINTS.sub("", part.strip())) for part in _CLAUSE_ENDS.split(text)]
    return tuple(part for part in parts if part.text)


def _name(text: str) -> Name:
    return Name(phrase(text), clauses(text), text)
