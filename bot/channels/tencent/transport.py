"""One request to a Tencent platform and what came of it, as a value without addresses.

wechatpy carries the requests. Exceptions of the libraries below carry the address, and with it tokens and
secrets, so none of them leaves this module.
"""

from __future__ import annotations

import json as json_text
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import Message
from typing import Any, Final, TypeAlias

import requests
import urllib3
from wechatpy.client.base import BaseWeChatClient
from wechatpy.exceptions import WeChatClientException

from bot.channels.base import DeliveryError

CONNECT_SECONDS: Final = 3.0
READ_SECONDS: Final = 10.0
FILE_SECONDS: Final = 60.0
LARGEST_DOWNLOAD: Final = 20 * 1024 * 1024

Params: TypeAlias = Mapping[str, str]

_NO_ANSWER: Final = (ValueError, TypeError, ArithmeticError, RecursionError)
"""What reading something raises that is no JSON, is nested without end, or has no number for a code."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """One app on one platform. `channel` names it in errors; `api_base` is an address without a path."""

    channel: str
    api_base: str
    id: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class File:
    """A file that came down; `name` may be empty."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one request: an object, a file, an error code, or a trouble on the way."""

    result: dict[str, Any] = field(default_factory=dict, repr=False)
    file: File | None = None
    errcode: int = 0
    errmsg: str = ""
    trouble: str = ""


class Carrier(BaseWeChatClient):  # type: ignore[misc]  # wechatpy has no types
    """wechatpy's transport with no will of its own: it fetches no tokens and repeats nothing."""

    def __init__(self, app: Credentials) -> None:
        super().__init__(app.id, timeout=(CONNECT_SECONDS, READ_SECONDS), auto_retry=False)
        self.API_BASE_URL = f"{app.api_base.rstrip('/')}/cgi-bin/"
        # Whoever answers with a redirect gets no token: it would go along in the address.
        self._http.max_redirects = 0

    def fetch_access_token(self) -> None:
        """Never: every request brings its token."""
        raise AssertionError("a request without its token")

    def send(self, endpoint: str, params: Params, body: Mapping[str, Any] | None = None) -> Answer:
        """POST with `body` (`data` as JSON, or `files`), or GET without."""
        try:
            method = self.get if body is None else self.post
            # A list, for into a dict without a token wechatpy puts one of its own.
            result = method(endpoint, params=list(params.items()), **(body or {}))
        except WeChatClientException as error:
            return _refused(error)
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            return Answer(trouble=_what_happened(error))
        except _NO_ANSWER:
            return Answer(trouble="bad_answer")
        return Answer(result) if isinstance(result, dict) else Answer(trouble="bad_answer")

    def fetch(self, endpoint: str, params: Params) -> Answer:
        """GET a file. wechatpy would read it as text, and as an answer when it looks like JSON."""
        try:
            with self._http.get(
                self.API_BASE_URL + endpoint,
                params=dict(params),
                timeout=(CONNECT_SECONDS, FILE_SECONDS),
                stream=True,
            ) as response:
                return _file_in(response)
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            return Answer(trouble=_what_happened(error))


def _refused(error: WeChatClientException) -> Answer:
    if error.errcode is not None:
        return Answer(errcode=int(error.errcode), errmsg=str(error.errmsg))
    status = getattr(error.response, "status_code", 0)
    return Answer(trouble="http_4xx" if 400 <= status < 500 else "http_5xx")  # noqa: PLR2004 - as HTTP says


def _file_in(response: requests.Response) -> Answer:
    if response.status_code != requests.codes.ok:
        return Answer(trouble="http_4xx" if response.status_code < 500 else "http_5xx")  # noqa: PLR2004
    content = bytearray()
    for part in response.iter_content(64 * 1024):
        content += part
        if len(content) > LARGEST_DOWNLOAD:
            return Answer(trouble="too_big")
    media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    disposition = response.headers.get("content-disposition", "")
    if not disposition:  # an answer without a file says why there is none
        return _said(bytes(content)) or Answer(file=File("", media_type, bytes(content)))
    return Answer(file=File(_name_in(disposition), media_type, bytes(content)))


def _said(content: bytes) -> Answer | None:
    try:
        said = json_text.loads(content)
        return Answer(errcode=int(said["errcode"]), errmsg=str(said.get("errmsg", "")))
    except (KeyError, *_NO_ANSWER):
        return None


def _name_in(disposition: str) -> str:
    """The file's name without any folder. The platforms write UTF-8 where HTTP has Latin-1."""
    with suppress(UnicodeError):
        disposition = disposition.encode("latin-1").decode("utf-8")
    header = Message()
    header["content-disposition"] = disposition.replace("\r", "").replace("\n", "")
    name = (header.get_filename() or "").replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in name if letter.isprintable())[:200]


def _what_happened(error: Exception) -> str:
    """In one word; only what says that nothing was sent may be taken to mean so."""
    match error:
        case requests.exceptions.SSLError():
            return "tls"
        case requests.ConnectTimeout() | requests.exceptions.ProxyError():
            return "unreachable"
        case requests.ReadTimeout():
            return "timeout"
        case requests.ConnectionError(args=[urllib3.exceptions.MaxRetryError(reason=reason), *_]):
            return "unreachable" if isinstance(reason, urllib3.exceptions.NewConnectionError) else "cut"
        case requests.exceptions.InvalidURL() | requests.exceptions.MissingSchema():
            return "bad_address"
        case requests.TooManyRedirects():
            return "redirected"
        case _:
            return "cut"


@dataclass(frozen=True, slots=True)
class _Trouble:
    """What a trouble on the way means. `sent`: the platform may have taken the request."""

    hint: str
    sent: bool = True
    retry_after: float | None = None


_NETWORK = "网络或平台一时不通：会自动重试；若持续出现，检查服务器能否访问平台地址"
_WRONG_HOST = "地址不像是平台的：检查配置里的 api_base"
_TROUBLES: Final[Mapping[str, _Trouble]] = {
    "unreachable": _Trouble("连不上平台：检查服务器的网络、DNS 和防火墙", sent=False),
    "tls": _Trouble("平台证书校验失败：检查服务器时间和根证书", sent=False, retry_after=600),
    "bad_address": _Trouble(_WRONG_HOST, sent=False, retry_after=3600),
    "redirected": _Trouble(_WRONG_HOST, sent=False, retry_after=3600),
    "http_4xx": _Trouble(_WRONG_HOST, sent=False, retry_after=3600),
    "http_5xx": _Trouble(_NETWORK),
    "timeout": _Trouble(_NETWORK),
    "cut": _Trouble(_NETWORK),
    "bad_answer": _Trouble(_NETWORK),
    "busy": _Trouble("平台繁忙，稍后会好"),
}


def trouble(channel: str, what: str, *, idempotent: bool) -> DeliveryError:
    """The error for a trouble on the way: of unknown outcome when it may have been taken and not repeated."""
    if what == "too_big":
        return DeliveryError("too_big", f"{channel}: a file of more than {LARGEST_DOWNLOAD} bytes")
    found = _TROUBLES[what]
    unknown = found.sent and not idempotent
    return DeliveryError(
        what,
        f"{channel}: {what}",
        retryable=not unknown,
        unknown=unknown,
        hint=found.hint,
        retry_after=found.retry_after,
    )
