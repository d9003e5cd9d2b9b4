"""Values under keys, and the platforms' access tokens."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.json_text import Json
from storage.models.record import Setting, Token


class Settings:
    """One JSON value a key."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, key: str, default: Json = None) -> Json:
        """The value, or `default` when the key was never put."""
        row = self._session.get(Setting, key)
        return default if row is None else row.value

    def put(self, key: str, value: Json) -> None:
        """Set the value."""
        self._session.merge(Setting(key=key, value=value))
        self._session.flush()

    def claim(self, key: str, value: Json) -> Json:
        """Set the value unless the key has one; the value it has now. Of several at once, one sets it."""
        dialect = self._session.get_bind().dialect.name
        insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
        self._session.execute(
            insert(Setting).values(key=key, value=value).on_conflict_do_nothing(index_elements=[Setting.key])
        )
        return self.get(key)

    def replace(self, key: str, value: Json) -> None:
        """Set the value, whoever else sets it at the same time."""
        dialect = self._session.get_bind().dialect.name
        insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
        self._session.execute(
            insert(Setting)
            .values(key=key, value=value)
            .on_conflict_do_update(index_elements=[Setting.key], set_={"value": value})
            .execution_options(synchronize_session=False)
        )

    def beginning(self, prefix: str) -> dict[str, Json]:
        """The values whose keys begin so, by the whole key."""
        rows = self._session.execute(
            select(Setting.key, Setting.value).where(Setting.key.startswith(prefix, autoescape=True))
        )
        return {key: value for key, value in rows}  # noqa: C416 - rows are not tuples to the type checker

    def remove(self, key: str) -> bool:
        """Forget the key; False when it was never put."""
        row = self._session.get(Setting, key)
        if row is None:
            return False
        self._session.delete(row)
        self._session.flush()
        return True


class Tokens:
    """Access tokens, each fetched by one process at a time: whoever holds the lease."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, name: str) -> Token | None:
        """The token as it was last stored, expired ones too, or None."""
        return self._session.get(Token, name)

    def lease(self, name: str, now: datetime, lasting: timedelta) -> bool:
        """Take the right to fetch a new token; False while someone else has it."""
        dialect = self._session.get_bind().dialect.name
        insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
        self._session.execute(
            insert(Token).values(name=name, value="").on_conflict_do_nothing(index_elements=[Token.name])
        )
        taken = self._session.execute(
            update(Token)
            .where(Token.name == name, or_(Token.lease_until.is_(None), Token.lease_until <= now))
            .values(lease_until=now + lasting)
            .returning(Token.name)
        )
        return taken.first() is not None

    def store(
        self, name: str, value: str, expires_at: datetime, leased_until: datetime | None = None
    ) -> bool:
        """Keep a fetched token and give the lease back.

        With `leased_until`, the end of one's own lease, nothing is kept when somebody else has taken it
        meanwhile; then False.
        """
        if leased_until is None:
            self._session.merge(Token(name=name, value=value, expires_at=expires_at, lease_until=None))
            self._session.flush()
            return True
        stored = self._session.execute(
            update(Token)
            .where(Token.name == name, Token.lease_until == leased_until)
            .values(value=value, expires_at=expires_at, lease_until=None)
            .returning(Token.name)
        )
        return stored.first() is not None

    def release(self, name: str, leased_until: datetime | None = None) -> None:
        """Give the lease back without a token: the fetch failed. With `leased_until`, only one's own."""
        mine = Token.name == name
        if leased_until is not None:
            mine = and_(mine, Token.lease_until == leased_until)
        self._session.execute(update(Token).where(mine).values(lease_until=None))
