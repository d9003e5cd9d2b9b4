"""Finding installed packs: by id, by id@version, or by the path of a version folder."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from bot.errors import InputError
from bot.questionnaire.problems import did_you_mean

FOLDER = Path(__file__).resolve().parent.parent.parent / "templates" / "packs"
_NUMBERS = re.compile(r"([0-9]+)")


@dataclass(frozen=True, slots=True)
class Installed:
    """One version folder of the catalogue."""

    id: str
    version: str
    folder: Path


def installed(root: Path = FOLDER) -> tuple[Installed, ...]:
    """Every installed version, by id, the oldest version first."""
    found = (path.parent for path in root.glob("*/*/pack.toml"))
    packs = [Installed(folder.parent.name, folder.name, folder) for folder in found]
    return tuple(sorted(packs, key=lambda pack: (pack.id, natural(pack.version))))


def find(spec: str, root: Path = FOLDER) -> Path:
    """The version folder a person means: a path, an id (its newest version) or `id@version`.

    Raises:
        InputError: there is none; suggests the nearest name.
    """
    path = Path(spec)
    if (path / "pack.toml").is_file():
        return path
    name, _, version = spec.partition("@")
    packs = [pack for pack in installed(root) if pack.id == name]
    fitting = [pack for pack in packs if version in ("", pack.version)]
    if fitting:
        return fitting[-1].folder
    raise InputError(_missing(spec, name, packs, root))


def natural(version: str) -> tuple[object, ...]:
    """A sort key: numbers by value (2026.10 after 2026.9), and `x-rc1` before `x` itself."""
    release, hyphen, rest = version.partition("-")
    # What follows a release sorts after it (1.0 < 1.0.1), what follows a hyphen before it.
    return (*_split(release), (0,), *_split(rest)) if hyphen else (*_split(release), (1, -2))


def _split(text: str) -> list[tuple[int, int, str]]:
    parts = [part for part in _NUMBERS.split(text) if part.strip(".")]
    return [(1, int(part), "") if part.isdigit() else (1, -1, part) for part in parts]


def _missing(spec: str, name: str, packs: list[Installed], root: Path) -> str:
    if packs:
        versions = ", ".join(pack.version for pack in packs)
        return f"There is no version “{spec.partition('@')[2]}” of {name}. Installed: {versions}."
    if Path(spec).exists():
        return f"{spec} is no pack: it has no pack.toml. Name the folder of one version."
    known = dict.fromkeys(pack.id for pack in installed(root))
    hint = did_you_mean(name, known) or f"Installed: {', '.join(known) or 'none'}."
    return f"There is no pack “{spec}”. {hint} Or give the path of a version folder."
