"""Versions of the questionnaire in use: which there are, what changed, which new diagnoses get."""

from __future__ import annotations

from datetime import datetime

from bot.packs import catalog
from bot.packs.diff import Change, diff
from bot.services.library import Library
from storage.engine import Database
from storage.models.diagnosis import PackStatus
from storage.unit_of_work import UnitOfWork

SETTING = "standard"  # the setting that names the version new diagnoses get, once one was published here


def versions(library: Library) -> list[str]:
    """The installed versions of the questionnaire in use, the oldest first."""
    pack = library.default().id
    return [one.version for one in catalog.installed() if one.id == pack]


def differences(library: Library, old: str, new: str) -> list[Change]:
    """What changed between two versions.

    Raises:
        PackError: one of them has problems.
    """
    pack = library.default().id
    return diff(library.pack(pack, old), library.pack(pack, new))


def publish(work: UnitOfWork, library: Library, version: str, at: datetime) -> str:
    """Give new diagnoses this version from now on; those under way keep theirs. Its content hash.

    Raises:
        ConflictError: the version was published with other content.
    """
    pack = library.pack(library.default().id, version)
    work.packs.publish(pack.id, pack.version, pack.content_hash, PackStatus(pack.status), at)
    work.settings.put(SETTING, f"{pack.id}@{pack.version}")
    library.choose(f"{pack.id}@{pack.version}")
    return pack.content_hash


def refresh(database: Database, library: Library) -> int:
    """Take over what was published, be it by another process; 0: one look is always enough."""
    with database.read() as work:
        chosen = work.settings.get(SETTING)
    library.choose(chosen if isinstance(chosen, str) else "")
    return 0
