"""Words that turn a statement round. A reply and a label of opposite sense must never meet."""

from __future__ import annotations

import re

# Words that hold a negating character and negate nothing.
_HARMLESS = re.compile(
    "不锈钢|不断|不同|不仅|不但|不管|不少|不错|不过|差不多|无人机|无人化|无人值守|无人车|无人搬运|无线|无缝|无尘|无锡"
    "|没错|没问题|未来|非标|非常|区别|类别|级别|识别|分别|个别|性别|鉴别|特别|not only"
    r"|([一-鿿])[不没]\1"  # 对不对, 有没有
)
_NEGATION = re.compile(
    "不|没|无|未|非|否|别|勿"
    r"|\b(?:no|not|never|none|neither|nor|nothing|without|cannot|dont|doesnt|isnt|arent|havent|hasnt|didnt|wont)\b"
    r"|n't\b"
)


def negations(text: str) -> int:
    """How many negating words a folded text holds."""
    return len(_NEGATION.findall(_HARMLESS.sub(" ", text)))
