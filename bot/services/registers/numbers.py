"""Credit codes and telephone numbers as a register holds them.

GB 32100-2015: a unified social credit code is 18 characters, the last a check digit (python-stdnum computes
it); characters 9 to 17 are an organisation code of GB 11714 with a check digit of its own.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

import phonenumbers
from phonenumbers import PhoneNumberFormat
from stdnum.cn import uscc

COUNTRY: Final = "CN"
_CODE = re.compile(r"[0-9ABCDEFGHJKLMNPQRTUWXY]{18}")
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION = slice(8, 17)
_MOBILE = re.compile(r"1[3-9]\d{9}")
_EXTENSION = re.compile(r"(?P<main>.*\d{7})\s*(?:-|转|#|x|分机|ext\.?)\s*(?P<more>\d{1,6})", re.IGNORECASE)
_INSIDE = re.compile(r"(?<=\d)[ \-](?=\d{4}(?!\d))")  # 5555 0100, 5555-0100: one number
_LONGEST_EXTENSION: Final = 6
_MISREAD = str.maketrans({"O": "0", "I": "1", "Z": "2", "S": "5"})  # letters no code has
_CHINA = 86


def plain_code(text: str) -> str:
    """A credit code as it is kept: half-width capitals without blanks and hyphens."""
    return re.sub(r"[\s\-‐–—]", "", unicodedata.normalize("NFKC", text)).upper()


def has_code_form(code: str) -> bool:
    """Whether it is 18 characters of the alphabet codes are made of."""
    return _CODE.fullmatch(code) is not None


def misread_code(code: str) -> str:
    """The code that may have been meant, with letters taken for digits turned back; empty when none fits."""
    likely = code.translate(_MISREAD)
    return likely if likely != code and has_code_form(likely) and not code_faults(likely) else ""


def code_faults(code: str) -> dict[str, str]:
    """What does not fit of a code that has the form: `check` or `organisation`, with what it should be."""
    found: dict[str, str] = {}
    expected = uscc.calc_check_digit(code[:17])
    if code[17] != expected:
        found["check"] = expected
    inner = code[_ORGANISATION]
    total = sum(_ALPHABET.index(sign) * weight for sign, weight in zip(inner, _WEIGHTS, strict=False))
    digit = 11 - total % 11
    wanted = {10: "X", 11: "0"}.get(digit, str(digit))
    if inner[8] != wanted:
        found["organisation"] = wanted
    return found


def phone_number(text: str) -> str | None:
    """A number as it is kept: 13800138000, 021-55550100-801, +65 6777 0000; None when it is none."""
    plain = unicodedata.normalize("NFKC", text).strip()
    squeezed = re.sub(r"[\s\-]", "", plain).removeprefix("+86")
    if _MOBILE.fullmatch(squeezed):
        return squeezed
    main, extension = plain, ""
    if not plain.startswith("+") and (found := _EXTENSION.fullmatch(_INSIDE.sub("", plain))):
        main, extension = found["main"], found["more"]
    try:
        number = phonenumbers.parse(main, COUNTRY)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    extension = extension or (number.extension or "")
    if len(extension) > _LONGEST_EXTENSION:  # a second number in the cell, not a desk
        return None
    number.extension = None
    return _written(number) + (f"-{extension}" if extension else "")


def _written(number: phonenumbers.PhoneNumber) -> str:
    if number.country_code != _CHINA:
        return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    national = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    area, _, rest = national.partition(" ")
    return f"{area}-{rest.replace(' ', '')}" if area.startswith("0") and rest else national.replace(" ", "")
