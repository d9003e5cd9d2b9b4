"""Packs made of texts: the demonstration pack, and one built around a single question."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bot.packs.files import FolderFiles, MemoryFiles

PACKS = Path(__file__).resolve().parent.parent / "packs"
DEMO = PACKS / "valid" / "demo" / "1.0"

HEAD = """
id = "tiny"
version = "1"
status = "sample"
licence = "MIT"
source = "invented"
default_locale = "en"
locales = ["en"]
sections = ["main"]
"""
WORDS = """
title = "Tiny"
status_name = "sample"
standard_note = "sample"
[section.main]
title = "Main"
"""


def demo_texts() -> dict[str, str]:
    """The demonstration pack's files."""
    files = FolderFiles(DEMO)
    return {name: files.read(name).decode() for name in files.names()}


def tiny(questions: str, words: str, more: Mapping[str, str] | None = None) -> MemoryFiles:
    """A pack of the given questions and their English wording, and other files if wanted."""
    texts = {"pack.toml": HEAD, "questions/1.toml": questions, "locales/en/1.toml": WORDS + words}
    return MemoryFiles(texts | dict(more or {}))
