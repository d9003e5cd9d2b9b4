"""One spelling for what people type: width, case, traditional characters, circled numbers, stickers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

# Pairs “traditional, simplified”: the characters of everyday answers, not a dictionary.
_PAIRS = (
    "沒没萬万億亿幾几還还個个題题過过選选這这裡里裏里們们無无開开關关後后剛刚時时間间麼么為为問问說说請请讓让轉转"
    "財财務务會会計计員员業业產产電电腦脑網网絡络機机聯联設设備备數数據据報报單单線线動动實实際际樣样總总應应該该"
    "確确認认對对錯错繼继續续從从頭头進进點点兩两參叁貳贰陸陆圓圆塊块臺台噸吨層层號号條条項项種种類类級级檔档紙纸"
    "質质檢检測测採采購购倉仓儲储術术創创壞坏標标準准證证餘余約约將将滿满帶带廠厂車车製制體体國国發发傳传輸输歲岁"
    "週周歷历曆历適适書书劃划暫暂幫帮東东嗎吗誰谁給给換换處处負负責责現现場场異异強强視视聽听寫写讀读記记憶忆試试"
    "練练結结構构環环節节組组織织統统營营銷销價价費费億亿採采維维護护險险隱隐傷伤勞劳動动風风樓楼鋼钢鐵铁銅铜鋁铝"
    "軟软硬硬體体雲云態态勢势專专職职業业學学習习師师圖图畫画紅红綠绿藍蓝黃黄專专區区塊块鏈链醫医藥药貿贸與与並并"
    "雖虽當当較较難难長长達达遠远運运邊边選选別别變变穩稳極极優优勝胜競竞爭争協协調调"
)
_SIMPLIFIED = {ord(a): b for a, b in zip(_PAIRS[::2], _PAIRS[1::2], strict=True)}

# Numbers drawn as one character; each becomes a number of its own, so that ①③ is not read as 13.
_NUMBER_BLOCKS = (
    range(0x2160, 0x216C),  # Ⅰ…Ⅻ
    range(0x2170, 0x217C),  # ⅰ…ⅻ
    range(0x2460, 0x249C),  # ① ⑴ ⒈
    range(0x2776, 0x2794),  # ❶ ➀ ➊
    range(0x3220, 0x322A),  # ㈠
    range(0x3280, 0x328A),  # ㊀
)
_NUMBERS = {code: f" {int(unicodedata.numeric(chr(code)))} " for block in _NUMBER_BLOCKS for code in block}

_SIGNS = {
    ord(sign): word
    for signs, word in (
        ("—–―‒−－‐‑", "-"),  # the dashes people type
        ("。", "."),
        ("【「『《〈〔", "("),
        ("】」』》〉〕", ")"),
        ("“”„", '"'),
        ("‘’´`", "'"),
        ("✓✔✅☑", "√"),
        ("✗✘❌✕", "×"),
        ("👌👍🆗", " ok "),
        ("⁄÷", "/"),
        ("～〜", "~"),
        ("￥", "¥"),
        ("\u20e3\u3000\u00a0", " "),
        ("\ufe0f\u200b\u200c\u200d\ufeff\u2060", ""),
    )
    for sign in signs
}

_BEFORE = {**_NUMBERS, **_SIGNS}
_AFTER = {**_SIMPLIFIED, **_SIGNS}
_QUOTED = re.compile(r"^「.*」\s*\n[-—\s]{5,}\n", re.DOTALL)  # what WeChat puts above a reply to a message
_STICKER = re.compile(r"\[[一-鿿]{1,4}\]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_BLANKS = re.compile(r"\s+")


def fold(text: str) -> str:
    """The text in half width, lower case and simplified characters, with single blanks."""
    text = _QUOTED.sub("", text).translate(_BEFORE)
    text = unicodedata.normalize("NFKC", text).lower().translate(_AFTER)
    text = _STICKER.sub(" ", _CONTROL.sub(" ", text)).replace("[ok]", " ok ")
    return _BLANKS.sub(" ", text).strip()


@lru_cache(maxsize=8192)
def fold_label(label: str) -> str:
    """As `fold`, remembered: for the wording of questions, which comes again with every reply."""
    return fold(label)


_SQUEEZED = re.compile(r"[^\w%√×+=<>]+|_")


@lru_cache(maxsize=4096)  # a reply is squeezed by every reader that looks at it, and labels with every reply
def squeeze(text: str) -> str:
    """A folded text without blanks and punctuation; words of Latin letters keep one blank between them."""
    words = _SQUEEZED.sub(" ", text).split()
    out: list[str] = []
    for word in words:
        if out and out[-1][-1].isascii() and word[0].isascii():
            out.append(" ")
        out.append(word)
    return "".join(out)


def squeezed(words: Iterable[str]) -> frozenset[str]:
    """A table of words in the form `squeeze` gives."""
    return frozenset(squeeze(word) for word in words)
