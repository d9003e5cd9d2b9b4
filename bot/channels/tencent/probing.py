"""What the platforms say of the configuration, for `doctor --online`: each trouble with its remedy.

Asking changes nothing: a stable or still valid token is fetched, and one harmless call made with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from bot.channels.base import DeliveryError
from bot.channels.tencent.client import Client
from bot.channels.tencent.token_calls import TokenCall
from bot.channels.tencent.transport import Credentials

Answer: TypeAlias = Mapping[str, Any]

NO_MENU: Final = "46003"
"""What the Official Account says where no menu has been made yet: that it may be asked."""


class _Fresh:
    """Fetches a token and keeps it nowhere."""

    def __init__(self, app: Credentials) -> None:
        self._call = TokenCall(app)
        self._token = ""

    def token(self, stale: str = "") -> str:
        if not self._token or self._token == stale:
            self._token = self._call.fetch().token
        return self._token


def official_account(app: Credentials) -> list[str]:
    """Whether the account gives a token, answers, and may have a menu, which only verified ones may."""
    return _asked(app, _menu, lambda _answer: [])


def _menu(calls: Client) -> Answer:
    try:
        return calls.call("menu/get")
    except DeliveryError as error:
        if error.vendor != NO_MENU:
            raise
        return {}


def wecom_app(app: Credentials, agent: int) -> list[str]:
    """Whether the app is there, is ours, and is switched on."""

    def judged(answer: Answer) -> list[str]:
        if answer.get("close"):
            return ["the app is switched off: 管理后台 → 应用管理 → the app → 启用"]
        return []

    return _asked(app, lambda calls: calls.call("agent/get", params={"agentid": str(agent)}), judged)


def customer_service(app: Credentials, open_kfid: str) -> list[str]:
    """Whether the app may use customer service, and this account."""

    def judged(answer: Answer) -> list[str]:
        accounts = {row.get("open_kfid"): row for row in answer.get("account_list", [])}
        if open_kfid not in accounts:
            there = ", ".join(sorted(str(one) for one in accounts)) or "none"
            return [
                f"open_kfid is no account this app may use (it may use: {there}): 管理后台 → 微信客服 → API"
            ]
        if accounts[open_kfid].get("manage_privilege") is False:
            return ["the app may not manage the account: 管理后台 → 微信客服 → API → 可调用接口的应用"]
        return []

    return _asked(app, lambda calls: calls.call("kf/account/list", {"offset": 0, "limit": 100}), judged)


def _asked(
    app: Credentials, ask: Callable[[Client], Answer], judge: Callable[[Answer], list[str]]
) -> list[str]:
    try:
        found = judge(ask(Client(app, _Fresh(app))))
    except DeliveryError as error:
        vendor = f", {error.vendor}" if error.vendor else ""
        found = [f"{error.hint or 'the platform could not be asked'} ({error.code}{vendor})"]
    return [f"channels.{app.channel}: {one}" for one in found]
