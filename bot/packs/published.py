"""Published versions: their content hashes, kept beside them, and the check that none has changed."""

from __future__ import annotations

from pathlib import Path

import tomli

from bot.packs.catalog import FOLDER, natural
from bot.packs.files import FolderFiles, content_hash
from bot.packs.places import Place
from bot.packs.report import Report
from bot.questionnaire.problems import Problem

RECORD = "published.toml"
_HEAD = (
    "# Content hashes of published versions, written by `pack publish`. A published version never changes.\n"
)


def published(root: Path = FOLDER) -> dict[str, dict[str, str]]:
    """Pack id to version to content hash."""
    record = root / RECORD
    if not record.is_file():
        return {}
    return {
        name: {str(version): str(digest) for version, digest in versions.items()}
        for name, versions in tomli.loads(record.read_text(encoding="utf-8")).items()
    }


def publish(folder: Path, root: Path = FOLDER) -> str:
    """Record an installed version's content hash, so that it cannot be changed any more; return the hash."""
    record = published(root)
    digest = content_hash(FolderFiles(folder))
    record.setdefault(folder.parent.name, {})[folder.name] = digest
    lines = [_HEAD]
    for name, versions in sorted(record.items()):
        ordered = sorted(versions.items(), key=lambda one: natural(one[0]))
        lines += [f"\n[{name}]\n", *(f'"{version}" = "{value}"\n' for version, value in ordered)]
    (root / RECORD).write_text("".join(lines), encoding="utf-8", newline="\n")
    return digest


def check_installed(folder: Path, root: Path = FOLDER) -> list[Problem]:
    """What is wrong with a version folder as a part of the catalogue; nothing for a folder elsewhere."""
    folder = folder.resolve()
    if folder.parent.parent != root.resolve():
        return []
    report = Report()
    name, version = folder.parent.name, folder.name
    head = _head(folder)
    if head and head != (name, version):
        message = f"pack.toml says {head[0]} {head[1]}, the folder {name}/{version}."
        report.add("PACK-FILE-005", Place("pack.toml"), message, "Rename the folder, or correct pack.toml.")
    digest = published(root).get(name, {}).get(version)
    if digest and digest != content_hash(FolderFiles(folder)):
        message = f"{name} {version} is published, and its content has changed since."
        remedy = "Undo the change, or copy the folder and give the copy a new version."
        report.add("PACK-FILE-006", Place("pack.toml"), message, remedy)
    return report.problems


def _head(folder: Path) -> tuple[str, str] | None:
    try:
        table = tomli.loads((folder / "pack.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None  # the pack's own check says what is wrong with it
    return str(table.get("id")), str(table.get("version"))
