"""One-time codes: how they look, how they are kept, how one is recognised in what a person writes."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from typing import Final

CODE_LENGTH: Final = 10
"""Letters of a code: 31 ** 10 codes, 49 bits; with the limits on wrong tries, guessing one is hopeless."""

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0 O 1 I L: codes are read out over the telephone
_DIGITS = 2  # at least so many, and as many letters: no word of any language looks like a code
_FORM = re.compile(rf"[{_ALPHABET}]{{{CODE_LENGTH}}}")
_BEFORE = re.compile(r"^(?:邀请码|我的邀请码|码|(?:invitation )?code)(?:是|is)?\s*[::]?\s*", re.IGNORECASE)


def new_code() -> str:
    """A random one-time code."""
    while True:
        code = "".join(secrets.choice(_ALPHABET) for _ in range(CODE_LENGTH))
        if _has_form(code):
            return code


def code_hash(code: str) -> str:
    """How a code is kept; letter case, blanks and hyphens do not matter."""
    return hashlib.sha256(re.sub(r"[\s\-]", "", code).upper().encode()).hexdigest()


def spaced(code: str) -> str:
    """A code as it is printed, in two halves."""
    half = CODE_LENGTH // 2
    return f"{code[:half]} {code[half:]}"


def code_in(text: str) -> str:
    """The code a whole message is, blanks and hyphens in it or not; empty when it is none."""
    plain = unicodedata.normalize("NFKC", text).strip().removeprefix("/start ")
    squeezed = re.sub(r"[\s\-]", "", _BEFORE.sub("", plain)).upper()
    return squeezed if _has_form(squeezed) else ""


def _has_form(code: str) -> bool:
    digits = sum(letter.isdigit() for letter in code)
    return _FORM.fullmatch(code) is not None and _DIGITS <= digits <= CODE_LENGTH - _DIGITS
