"""“This does not apply to us”, alone or with the reason in the same reply."""

from __future__ import annotations

import re

from bot.questionnaire.understanding.folding import fold
from bot.questionnaire.understanding.outcome import Asked, Command, Understood
from bot.questionnaire.understanding.reply import Reply
from scoring.values import NotApplicable

_US = "(?:对|跟|与|和|同)?(?:我们公司|我们企业|我们厂|我们单位|我们|我司|本公司|我厂|本企业)"
_PHRASE = (
    r"(?:(?:这道题|这题|本题|这个问题|这一题|这一项|这个|这项|此项|该项)(?:目)?)?(?:的)?"
    rf"(?:(?:{_US}(?:来说|而言|的情况)?)?(?:都|也|完全|根本|好像)?(?:不适用|不涉及|不适合)|{_US}(?:都|也|完全)?(?:无关|没关系|没有关系|不相关|没什么关系))"
    r"(?:于?我们(?:公司|企业|厂)?)?(?:的|吧|啊|了|呢)?"
    r"|n/a|n\.a\.?|\bna\b|(?:it is |it's |this is )?not applicable(?: to us)?|(?:it |this )?(?:does"
    r" not|doesn't) apply(?: to us)?"
)
_ALONE = re.compile(rf"(?:{_PHRASE})[\s.!]*")
_REASON_AFTER = re.compile(
    rf"(?:{_PHRASE})(?:[\s,.;:!、()-]+(?:因为|由于|原因是|because|since|as)?|因为|由于)[\s:,]*(?P<reason>.+)",
    re.DOTALL,
)
_REASON_BEFORE = re.compile(
    rf"(?:因为|由于|because |since )?(?P<reason>.+?)[\s,.;、]+(?:所以|因此|so )?(?:{_PHRASE})[\s.!]*",
    re.DOTALL,
)
_SHORTEST = 2


def not_applicable(reply: Reply, *, free: bool = False) -> Understood | Asked | None:
    """The answer “not applicable” when the reason is given too, the request when it is not, else None.

    `free`: any text is an answer, so the reply must begin with the words.
    """
    text = reply.text
    if _ALONE.fullmatch(text):
        return Asked(Command.NA)
    for pattern in (_REASON_AFTER,) if free else (_REASON_AFTER, _REASON_BEFORE):
        found = pattern.fullmatch(text)
        reason = _as_typed(reply.raw, found["reason"]) if found else ""
        if len(reason) >= _SHORTEST:
            return Understood(NotApplicable(reason), "not-applicable")
    return None


def _as_typed(raw: str, folded: str) -> str:
    """The stretch of the raw reply that folds to `folded`; the folded words when it cannot be found."""
    folded = folded.strip(" ,.;:!、()")
    spread = "".join(fold(character)[:1] or " " for character in raw)
    place = spread.find(folded)
    return raw[place : place + len(folded)].strip() if place >= 0 else folded
