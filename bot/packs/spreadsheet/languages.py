"""The languages of a workbook: `English (en)` in headings, locales such as zh-CN and en in a pack."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_IN_BRACKETS = re.compile(r"[(（]\s*([A-Za-z][A-Za-z0-9_-]*)\s*[)）]\s*$")
_CODE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")
_HAN = re.compile("[\u4e00-\u9fff]")
NAMES = {
    "zh-CN": "中文",
    "en": "English",
    "ja": "日本語",
    "ko": "한국어",
    "de": "Deutsch",
    "fr": "Français",
    "es": "Español",
}
_BY_NAME = {name.casefold(): code for code, name in NAMES.items()} | {
    "chinese": "zh-CN",
    "汉语": "zh-CN",
    "简体中文": "zh-CN",
    "英文": "en",
    "英语": "en",
    "french": "fr",
    "german": "de",
    "spanish": "es",
    "japanese": "ja",
    "korean": "ko",
}
_SIMPLIFIED = frozenset({"zh", "zh-cn", "zh-hans", "zh-hans-cn", "cmn", "cn"})


@dataclass(frozen=True, slots=True)
class Languages:
    """The locales of a form, and which of them the columns without a language are in."""

    default: str
    every: tuple[str, ...]


def heading(locale: str) -> str:
    """How a heading names a locale."""
    return f"{NAMES.get(locale, locale)} ({locale})"


def locale_of(language: str, known: Iterable[str] = ()) -> str:
    """The locale a heading means, or an empty string.

    Chinese without a region is zh-CN, unless `known` lists it as it is.
    """
    text = language.strip()
    found = _IN_BRACKETS.search(text)
    code = found.group(1) if found else text if _CODE.fullmatch(text) else _BY_NAME.get(text.casefold(), "")
    if not _CODE.fullmatch(code) or code in known:
        return code if code in known else ""
    first, *rest = code.replace("_", "-").split("-")
    code = "-".join([first.lower(), *rest])
    return "zh-CN" if code.lower() in _SIMPLIFIED and code not in known else code


def guess(texts: Iterable[str]) -> str:
    """The locale of texts whose form names none: Chinese when there is a Chinese character, else English."""
    return "zh-CN" if any(_HAN.search(text) for text in texts) else "en"
