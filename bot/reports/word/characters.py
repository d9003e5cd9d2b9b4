"""Characters that XML 1.0 forbids: dropped as bytes, which costs next to nothing on a whole document."""

from __future__ import annotations

from typing import Final

_FORBIDDEN: Final = bytes(code for code in range(32) if code not in (9, 10, 13))
_NONCHARACTERS: Final = ("\ufffe", "\uffff")


def xml_bytes(text: str) -> bytes:
    """UTF-8 of `text` without control characters, lone surrogates and non-characters."""
    return without_forbidden(encoded(text))


def encoded(text: str) -> bytes:
    """UTF-8 without lone surrogates and non-characters."""
    for noncharacter in _NONCHARACTERS:
        if noncharacter in text:
            text = text.replace(noncharacter, "")
    return text.encode("utf-8", "ignore")


def without_forbidden(data: bytes) -> bytes:
    """UTF-8 without control characters.

    Bytes below 32 never occur inside a longer UTF-8 sequence, so deleting them byte by byte is safe.
    """
    return data.translate(None, _FORBIDDEN)
