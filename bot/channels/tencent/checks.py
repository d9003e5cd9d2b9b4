"""What can be checked of a WeCom app's configuration without calling anybody, each with its remedy."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Protocol
from urllib.parse import urlsplit

_ID: Final = re.compile(r"w[wx][0-9a-zA-Z]{6,32}")
_TOKEN: Final = re.compile(r"[0-9a-zA-Z]{3,32}")
_KEY: Final = re.compile(r"[0-9a-zA-Z+/]{43}")
_SHORTEST_SECRET: Final = 20  # characters; theirs have 43
_HERE: Final = (None, "localhost", "127.0.0.1", "::1")


class App(Protocol):
    """The keys every WeCom app has in the configuration."""

    @property
    def api_base(self) -> str: ...  # noqa: D102
    @property
    def corp_id(self) -> str: ...  # noqa: D102
    @property
    def secret_env(self) -> str: ...  # noqa: D102
    @property
    def token_env(self) -> str: ...  # noqa: D102
    @property
    def aes_key_env(self) -> str: ...  # noqa: D102


def app_problems(where: str, app: App, path: str, public_url: str, environ: Mapping[str, str]) -> list[str]:
    """What is missing or wrong of an app and its callback under `path`."""
    secret, token, key = app.secret_env, app.token_env, app.aes_key_env
    callback = "the app → 接收消息 → 设置API接收"
    checks = (
        (_ID.fullmatch(app.corp_id), "set corp_id to the 企业ID (管理后台 → 我的企业 → 企业信息, ww…)"),
        (
            len(environ.get(secret, "")) >= _SHORTEST_SECRET,
            f"put the app's Secret (管理后台 → 应用管理 → the app) into the environment variable {secret}",
        ),
        (
            _TOKEN.fullmatch(environ.get(token, "")),
            f"put the callback's Token ({callback}) into the environment variable {token}",
        ),
        (
            _KEY.fullmatch(environ.get(key, "")),
            f"put the callback's EncodingAESKey, 43 letters and digits ({callback}), into the variable {key}",
        ),
        (
            _reachable(app.api_base, public_url),
            f"the platform calls web.public_url + {path}: set web.public_url to an address it can reach",
        ),
    )
    return [f"{where}: {remedy}" for good, remedy in checks if not good]


def _reachable(api_base: str, public_url: str) -> bool:
    """Whether the platform can call the address; a stand-in for it on this machine can call any."""
    if not api_base.startswith("https://"):
        return True
    address = urlsplit(public_url)
    return address.scheme in ("http", "https") and address.hostname not in _HERE
