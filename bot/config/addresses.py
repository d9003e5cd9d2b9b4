"""Addresses that follow from the configuration: the service's own, and the database's."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from bot.config.model import Config


def address_of(config: Config) -> str:
    """The address people reach the service at, without a slash at the end."""
    return config.web.public_url.rstrip("/") or f"http://{config.web.host}:{config.web.port}"


def database_url(config: Config, environ: Mapping[str, str]) -> str:
    """The database's address, with the password from the environment put in."""
    password = environ.get(config.database.password_env, "")
    scheme, separator, rest = config.database.url.partition("://")
    user, at, host = rest.rpartition("@")
    if not password or not at or ":" in user:
        return config.database.url
    return f"{scheme}{separator}{user}:{quote(password, safe='')}@{host}"
