"""Files that are no workbook, too large, or made to harm."""

import io
import struct
import zipfile
from collections.abc import Callable

import pytest
from support.sheets import problems_in, workbook

from bot.packs.spreadsheet.book import MAX_FILE, MAX_UNPACKED

GOOD = workbook("""
| survey | type    | name | label |
|        | integer | q1   | One?  |
""")


def repacked(change: Callable[[str, bytes], bytes], extra: dict[str, bytes] | None = None) -> bytes:
    """The good workbook with each of its parts changed, and further parts."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(GOOD)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, content in (extra or {}).items():
            new.writestr(name, content)
    return buffer.getvalue()


def in_sheet(old: bytes, new: bytes) -> bytes:
    """The good workbook with something replaced in its sheet."""
    return repacked(lambda name, part: part.replace(old, new) if "worksheets/" in name else part)


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><worksheet '


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "SHEET-FILE-001"),
        (b"type,name,label\n", "SHEET-FILE-001"),
        (b"PK\x03\x04 and then nothing of the kind", "SHEET-FILE-001"),
        (GOOD[: len(GOOD) // 2], "SHEET-FILE-001"),
        (GOOD[:200] + b"\x00" * 50 + GOOD[250:], "SHEET-FILE-001"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "SHEET-FILE-002"),
        (GOOD + b"\0" * MAX_FILE, "SHEET-FILE-003"),
        (repacked(lambda name, part: part, {"big.xml": b" " * (MAX_UNPACKED + 1)}), "SHEET-FILE-003"),
        (repacked(lambda name, part: part, {f"x{n}.txt": b"" for n in range(2001)}), "SHEET-FILE-003"),
        (in_sheet(b"<worksheet ", BOMB), "SHEET-FILE-001"),
        (in_sheet(b"<sheetData>", b"<sheetData><<"), "SHEET-FILE-001"),
        (repacked(lambda name, part: b"" if name == "xl/workbook.xml" else part), "SHEET-FILE-001"),
        (
            repacked(lambda name, part: part.decode().encode("utf-16") if "worksheets/" in name else part),
            "SHEET-FILE-001",
        ),
        (in_sheet(b'r="2"', b'r="9999999999"'), "SHEET-FILE-004"),
        (in_sheet(b'<row r="2"', b'<row r="3000000"'), "SHEET-FILE-004"),
    ],
    ids=[
        "empty", "csv", "torn", "halved", "holed", "xls", "large", "unpacked", "parts", "entities", "xml",
        "no workbook", "utf-16", "cell beyond", "row beyond",
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_refused_with_a_reason(content: bytes, code: str) -> None:
    found = problems_in(content)

    assert code in {one.code for one in found}
    assert all(one.remedy for one in found)


def test_what_a_sheet_says_of_its_size_is_not_believed() -> None:
    lying = in_sheet(b'<dimension ref="A1:C2"', b'<dimension ref="A1:A1"')

    assert lying != GOOD
    assert problems_in(lying) == ()


def test_a_lying_directory_of_the_archive_is_refused() -> None:
    """The directory says a part is small; unpacking it stops there and the check sum does not fit."""
    content = bytearray(repacked(lambda name, part: part, {"big.xml": b" " * 100_000}))
    place = content.rindex(b"big.xml") - 46
    content[place + 24 : place + 28] = struct.pack("<I", 10)

    assert [one.code for one in problems_in(bytes(content))] == ["SHEET-FILE-001"]


def test_bytes_changed_at_random_never_end_in_a_trace() -> None:
    for place in range(0, len(GOOD), 97):
        changed = bytearray(GOOD)
        changed[place] ^= 0x55
        problems_in(bytes(changed))
