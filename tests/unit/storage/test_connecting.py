from __future__ import annotations

import pytest

from storage.connecting import database_url, is_sqlite
from storage.errors import UrlError


@pytest.mark.parametrize(
    ("address", "driver", "database"),
    [
        ("sqlite:///var/wenzhen.db", "sqlite", "var/wenzhen.db"),
        ("sqlite:////srv/w.db", "sqlite", "/srv/w.db"),
        ("postgresql://u:p@db/wenzhen", "postgresql+psycopg", "wenzhen"),
        ("postgresql+psycopg://u@db/wenzhen", "postgresql+psycopg", "wenzhen"),
        ("postgres://u@db/wenzhen", "postgresql+psycopg", "wenzhen"),
    ],
)
def test_addresses_that_can_be_used(address: str, driver: str, database: str) -> None:
    url = database_url(address)

    assert (url.drivername, url.database, is_sqlite(url)) == (driver, database, driver == "sqlite")


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("wenzhen.db", "not understood"),
        ("", "not understood"),
        ("mysql://u:secret@db/x", "mysql is not supported"),
        ("postgresql+asyncpg://u:secret@db/x", "not supported"),
        ("sqlite://", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
        ("sqlite:///file:x?mode=memory&uri=true", "needs a file"),
    ],
)
def test_addresses_that_cannot_say_what_to_write_and_no_password(address: str, says: str) -> None:
    with pytest.raises(UrlError, match=says) as caught:
        database_url(address)

    assert "secret" not in str(caught.value)
