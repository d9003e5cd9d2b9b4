"""The samples in docs are what the program writes, and short enough for a phone."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from bot.cli.columns import width
from deploy.digest_samples.samples import written

FOLDER = Path(__file__).resolve().parents[4] / "docs" / "samples"
SAMPLES = written()


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_the_samples_in_docs_are_what_the_program_writes(name: str) -> None:
    shipped, made = (FOLDER / name).read_bytes(), SAMPLES[name]
    if name.endswith(".docx"):
        shipped, made = _document(shipped), _document(made)

    assert shipped == made, "run `python -m deploy.digest_samples`"


# A phone's chat shows some 27 lines of 20 Chinese characters, which are two columns wide each.
LINES, COLUMNS = 27, 40


@pytest.mark.parametrize("name", ["digests.zh-CN.md", "digests.en.md"])
def test_every_digest_fits_a_phone_screen(name: str) -> None:
    texts = SAMPLES[name].decode().split("```text\n")[1:]

    assert len(texts) >= 3
    for text in texts:
        digest = text.partition("\n```")[0]
        lines = sum(-(-width(line) // COLUMNS) for line in digest.split("\n"))
        assert lines <= LINES, digest
        assert "None" not in digest


def _document(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read("word/document.xml")
