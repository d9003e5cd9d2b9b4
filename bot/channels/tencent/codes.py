"""What Tencent's error codes mean to us: the one table, and the errors made from it.

An answer with an error code comes in HTTP 200. `OA` holds for the Official Account, `WECOM` for WeCom's apps
and its customer service. Sources: the platforms' lists of global return codes and the pages of each call,
as noted in November 2026; Chinese names as in WxJava's enumerations.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.channels.base import DeliveryError
from bot.channels.economics import Closes, closes

HOUR: Final = 3600.0
TOKEN: Final = frozenset({40001, 40014, 42001})
"""The token is not, or no longer, good: a fresh one is fetched and the call made once more."""

BUSY: Final = -1


@dataclass(frozen=True, slots=True)
class Meaning:
    """One code. `hint` is for the operator. `retry_after` is in seconds, where trying sooner is no use.

    `unknown`: the message may have been taken all the same.
    """

    code: str
    hint: str
    retryable: bool = False
    unknown: bool = False
    retry_after: float | None = None

    @property
    def closes(self) -> Closes:
        """What it closes to the person, or to everybody."""
        return closes(self.code)


_BUSY = Meaning("busy", "平台繁忙，稍后会好；若持续出现，请到平台的运行状况页看公告", unknown=True)
_SECRET = "到控制台核对 ID 与 Secret，重置过 Secret 的要更新环境变量后重启服务"  # noqa: S105 - a hint
_TOKEN = Meaning(
    "bad_token",
    f"凭证无效：{_SECRET}；同一账号若还有别的系统在取 access_token，请改用 stable_token 或停掉它",
    retryable=True,
    retry_after=60,
)
_MEDIA = Meaning("bad_media", "素材格式、大小或有效期不对：图片最大 10 MB，文件最大 20 MB，临时素材三天有效")
_EMPTY = Meaning("empty", "内容为空：把日志里的消息编号发给开发人员")
_LONG = Meaning("too_long", "内容超长：文本每条不超过 2048 字节；把日志里的消息编号发给开发人员")
_FORM = Meaning(
    "bad_form", "模板与数据不符：到控制台核对模板 ID 和字段名，再改配置里的 template、subscription"
)
_CALL = Meaning("bad_request", "平台不认这个请求：把日志里的错误码发给开发人员")

OA: Final[Mapping[int, Meaning]] = {
    BUSY: _BUSY,
    40001: _TOKEN,
    40014: _TOKEN,
    42001: _TOKEN,
    41001: _TOKEN,
    40002: _CALL,
    40003: Meaning("no_such_recipient", "OpenID 不属于本公众号：检查是否换过公众号（AppID）"),
    40004: _MEDIA,
    40005: _MEDIA,
    40006: _MEDIA,
    40007: _MEDIA,
    40008: _CALL,
    40013: Meaning("bad_secret", f"AppID 无效：{_SECRET}", retryable=True, retry_after=HOUR),
    40016: Meaning("bad_menu", "菜单按钮个数不对：一级最多 3 个，二级最多 5 个"),
    40018: Meaning("bad_menu", "菜单名称太长：一级 16 字节，二级 60 字节"),
    40019: Meaning("bad_menu", "菜单的 key 太长：最多 128 字节"),
    40020: Meaning("bad_menu", "菜单的网址太长"),
    40023: Meaning("bad_menu", "二级菜单按钮个数不对：最多 5 个"),
    40029: Meaning("bad_code", "网页授权的 code 无效或已过期：请用户重新打开链接"),
    40037: _FORM,
    40125: Meaning("bad_secret", f"AppSecret 无效：{_SECRET}", retryable=True, retry_after=HOUR),
    40163: Meaning("bad_code", "网页授权的 code 已用过：请用户重新打开链接"),
    40164: Meaning(
        "ip_not_allowed",
        "服务器 IP 不在白名单：到公众平台“设置与开发 → 安全中心 → IP 白名单”加上本机的公网出口 IP",
        retryable=True,
        retry_after=HOUR,
    ),
    41005: _MEDIA,
    43004: Meaning("unfollowed", "对方没有关注公众号：请街道联络员电话联系，或请对方重新扫码关注"),
    43101: Meaning("no_consent", "对方没有（或用完了）订阅授权：下次对话时请对方再点一次订阅"),
    44001: _MEDIA,
    44004: _EMPTY,
    45001: _MEDIA,
    45002: _LONG,
    45003: _LONG,
    45004: _LONG,
    45008: _LONG,
    45009: Meaning(
        "daily_limit",
        "接口调用次数到了当日上限：零点后自动恢复；急用可到公众平台“接口权限”里清零（每月 10 次）",
        retryable=True,
        retry_after=HOUR,
    ),
    45011: Meaning("too_fast", "调用太频繁：会自动放慢，无需处理", retryable=True, retry_after=60),
    45015: Meaning("window_closed", "超过 48 小时没有互动，或已取消关注：等对方来信，或电话联系"),
    45047: Meaning("window_used_up", "本次互动后可发的客服消息已用完：等对方再来信"),
    47003: _FORM,
    48001: Meaning(
        "not_authorised",
        "公众号没有这个接口的权限：需要已认证的服务号，到公众平台“设置与开发 → 接口权限”查看",
    ),
    48002: Meaning("refused", "对方关闭了接收消息：请电话联系"),
    48004: Meaning(
        "banned", "接口被封禁：登录公众平台看站内信，按提示申诉", retryable=True, retry_after=HOUR
    ),
    48006: Meaning("clear_limit", "清零次数本月已用完：等到零点自动恢复"),
    50001: Meaning("not_authorised", "接口未授权：到公众平台“接口权限”查看"),
    50002: Meaning("account_limited", "账号受限：登录公众平台看站内信"),
    50005: Meaning("unfollowed", "对方已取消关注：请街道联络员电话联系"),
    61004: Meaning(
        "ip_not_allowed",
        "调用方 IP 未登记：到第三方平台或公众平台的白名单加上本机的公网出口 IP",
        retryable=True,
        retry_after=HOUR,
    ),
    89503: Meaning(
        "ip_not_allowed",
        "此 IP 首次调用，要管理员在公众平台的通知里确认",
        retryable=True,
        retry_after=HOUR,
    ),
}
"""The Official Account."""

WECOM: Final[Mapping[int, Meaning]] = {
    BUSY: _BUSY,
    40001: Meaning("bad_secret", f"应用 Secret 无效：{_SECRET}", retryable=True, retry_after=HOUR),
    40014: _TOKEN,
    42001: _TOKEN,
    41001: _TOKEN,
    40003: Meaning("no_such_recipient", "成员不存在或不在应用可见范围：到管理后台“应用管理”调整可见范围"),
    40004: _MEDIA,
    40005: _MEDIA,
    40006: _MEDIA,
    40007: _MEDIA,
    40008: _CALL,
    40009: _MEDIA,
    40011: _MEDIA,
    40013: Meaning("bad_secret", f"企业 ID 无效：{_SECRET}", retryable=True, retry_after=HOUR),
    40031: _CALL,
    40056: Meaning("bad_secret", f"AgentId 无效：{_SECRET}", retryable=True, retry_after=HOUR),
    40058: _CALL,
    40096: Meaning("no_such_recipient", "客户的 external_userid 无效：检查是否换过企业"),
    41005: _MEDIA,
    41050: Meaning("code_used", "欢迎语的 code 已用过或超过 20 秒，不再发送"),
    44001: _MEDIA,
    44004: _EMPTY,
    45001: _MEDIA,
    45002: _LONG,
    45004: _LONG,
    45008: _LONG,
    45009: Meaning(
        "call_limit", "接口调用超过频率限制：会自动放慢，无需处理", retryable=True, retry_after=600
    ),
    45033: Meaning("too_fast", "接口并发超限：会自动放慢，无需处理", retryable=True, retry_after=15),
    48002: Meaning(
        "not_authorised",
        "应用没有这个接口的权限：微信客服要到“应用管理 → 微信客服 → 可调用接口的应用”勾选本应用",
    ),
    48001: Meaning("not_authorised", "应用没有这个接口的权限：到管理后台“应用管理”查看"),
    48004: Meaning("banned", "接口被封禁：登录管理后台看通知", retryable=True, retry_after=HOUR),
    60011: Meaning("not_authorised", "应用无权操作该成员：到管理后台调整应用的可见范围"),
    60020: Meaning(
        "ip_not_allowed",
        "服务器 IP 不可信：到管理后台“应用管理 → 企业可信 IP”加上本机的公网出口 IP（要先设好回调或可信域名）",
        retryable=True,
        retry_after=HOUR,
    ),
    60111: Meaning("no_such_recipient", "成员已不在通讯录：请管理员更新联络员名单"),
    81013: Meaning("no_such_recipient", "收件人全部无效：成员已离职，或不在应用可见范围"),
    82001: Meaning("no_such_recipient", "收件人全部无效：成员已离职，或不在应用可见范围"),
    301002: Meaning("not_authorised", "无权操作这个应用：核对 AgentId 与 Secret 是否同一应用"),
    95000: Meaning(
        "bad_kf", "客服账号 open_kfid 无效：到管理后台“微信客服”核对", retryable=True, retry_after=HOUR
    ),
    95001: Meaning("window_used_up", "客户来信后 48 小时内最多发 5 条，已用完：等客户再来信"),
    95002: Meaning("window_closed", "客户超过 48 小时没有来信：等客户来信，或电话联系"),
    95004: Meaning("bad_kf", "客服账号不存在：到管理后台“微信客服”核对", retryable=True, retry_after=HOUR),
    95007: Meaning("bad_cursor", "同步游标或凭证无效：会自动从头同步，无需处理", retryable=True),
    95008: _CALL,
    95009: _CALL,
    95013: Meaning("window_closed", "会话已结束：等客户再来信"),
    95018: Meaning("session_taken", "会话由人工接待（或在排队），机器人不能发：在微信客服里结束会话后恢复"),
    95020: Meaning("repeated", "同一编号的消息已收过：无需处理"),
}
"""WeCom: apps and customer service."""

_UNLISTED: Final = Meaning(
    "platform_refused", "平台返回了表里没有的错误码：按 errcode 查平台的“全局错误码”，并把错误码发给开发人员"
)
_ADDRESS = re.compile(
    r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])|(?<![0-9a-fA-F:])(?:[0-9a-fA-F]{1,4}:){3,7}[0-9a-fA-F]{1,4}"
)


def failure(platform: str, errcode: int, errmsg: str = "") -> DeliveryError:
    """The error for a platform's error code. Of its message only an IP address goes along, for the hint."""
    meaning = table(platform).get(errcode, _UNLISTED)
    hint = meaning.hint
    found = _ADDRESS.search(errmsg) if meaning.code == "ip_not_allowed" else None
    if found:
        hint = f"{hint}（平台看到的 IP：{found.group()}）"
    return DeliveryError(
        meaning.code,
        f"{platform}: {meaning.code} ({errcode})",
        retryable=meaning.retryable,
        unknown=meaning.unknown,
        hint=hint,
        retry_after=meaning.retry_after,
        vendor=str(errcode),
    )


def table(platform: str) -> Mapping[int, Meaning]:
    """The table of a channel: the Official Account has its own, all of WeCom shares one."""
    return OA if platform == "wechat" else WECOM


def hints(platform: str, code: str, vendor: str = "") -> list[str]:
    """What an operator can do about one of our codes: of the vendor's own when it is known, else all."""
    rows = [(str(number), one) for number, one in table(platform).items() if one.code == code]
    return list(dict.fromkeys(one.hint for number, one in rows if vendor in ("", number)))
