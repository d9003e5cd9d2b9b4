"""The wordings a choice goes by, cut into tokens so that parts are compared on word borders only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.questionnaire.model import Choice
from bot.questionnaire.understanding.folding import fold_label

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


def phrase(text: str) -> Phrase:
    """A folded text as tokens; a plural s and leading articles are dropped."""
    found = [_singular(token) for token in _TOKEN.findall(text)]
    while len(found) > 1 and found[0] in _ARTICLES:
        del found[0]
    return Phrase(f"|{'|'.join(found)}|", joined(found))


def joined(tokens: list[str]) -> str:
    """Tokens run together, with a blank between Latin words."""
    text = ""
    for token in tokens:
        text += f" {token}" if text and text[-1].isascii() and token[0].isascii() else token
    return text


def names(choice: Choice) -> tuple[Name, ...]:
    """Every wording of a choice: label, label without parentheses or mark, short form, synonyms, a key that is a word."""
    return _names(choice.key, choice.label, choice.short, choice.synonyms)


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


def _name(text: str) -> Name:
    clauses = [phrase(_JOINTS.sub("", part.strip())) for part in _CLAUSE_ENDS.split(text)]
    return Name(phrase(text), tuple(clause for clause in clauses if clause.text))
