"""Published versions of packs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.errors import ConflictError
from storage.models.diagnosis import PackStatus, PackVersion


class Packs:
    """The versions that were ever published, and their content hashes."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, pack: str, version: str) -> PackVersion | None:
        """That version, or None."""
        return self._session.get(PackVersion, (pack, version))

    def versions(self, pack: str | None = None) -> list[PackVersion]:
        """Every version of a pack, or of all, in order of publication."""
        statement = select(PackVersion).order_by(
            PackVersion.published_at, PackVersion.pack, PackVersion.version
        )
        return list(
            self._session.scalars(statement if pack is None else statement.where(PackVersion.pack == pack))
        )

    def publish(
        self, pack: str, version: str, content_hash: str, status: PackStatus, at: datetime
    ) -> PackVersion:
        """Publish a version; publishing the same content again changes nothing.

        Raises:
            ConflictError: the version was published with other content. Give the new content a new version.
        """
        known = self.get(pack, version)
        if known is None:
            known = PackVersion(
                pack=pack, version=version, content_hash=content_hash, status=status, published_at=at
            )
            self._session.add(known)
            self._session.flush()
        elif known.content_hash != content_hash:
            raise ConflictError(
                f"{pack} {version} was published with other content: give the changed pack a new version"
            )
        return known
