"""Every key of the configuration with its default and what it means: the one home of both.

`config.example.toml` is written from here (`bot.config.example`), and a test holds the two together. A key
ending in `_env` names the environment variable that carries a secret; the secret itself is never in a file.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar

T = TypeVar("T")


def key(default: T, about: str, *, choices: tuple[str, ...] = (), low: int | None = None) -> T:
    """Declare one key: its default, a line that explains it, and what it may be."""
    metadata: dict[str, Any] = {"about": about, "choices": choices, "low": low}
    return field(default=default, metadata=metadata)


def section(kind: type[T], about: str) -> T:
    """Declare a section of its own type."""
    return field(default_factory=kind, metadata={"about": about})


@dataclass(frozen=True, slots=True)
class DatabaseConfig:
    """[database]."""

    url: str = key("sqlite:///var/wenzhen.db", "sqlite:///FILE or postgresql://USER@HOST/NAME")
    password_env: str = key("WENZHEN_DATABASE_PASSWORD", "variable with PostgreSQL's password, if any")
    files: str = key("var/files", "folder for reports and evidence, stored by content hash")


@dataclass(frozen=True, slots=True)
class WebConfig:
    """[web]."""

    host: str = key("127.0.0.1", "address to listen on")
    port: int = key(8000, "port to listen on; 0 picks a free one", low=0)
    public_url: str = key("", "address people reach it at, for links; empty: http://HOST:PORT")
    cookie_secret_env: str = key(
        "WENZHEN_COOKIE_SECRET",
        "variable with the key that signs cookies and links; unset: made, kept in var/",
    )
    max_upload_mb: int = key(20, "largest file a person may send, in MB", low=1)


@dataclass(frozen=True, slots=True)
class JobsConfig:
    """[jobs]."""

    engine: str = key("local", "where background work runs", choices=("local", "procrastinate"))
    tick_seconds: int = key(15, "how often due work is looked for", low=1)


@dataclass(frozen=True, slots=True)
class PacksConfig:
    """[packs]."""

    default: str = key("shanghai-ref", "the questionnaire of new diagnoses: id, id@version or a folder")
    folder: str = key("templates/packs", "where packs are")


@dataclass(frozen=True, slots=True)
class CampaignConfig:
    """[campaign]."""

    id: str = key("shanghai-2023", "the campaign: an id under templates/campaigns, or a folder")


@dataclass(frozen=True, slots=True)
class ReportsConfig:
    """[reports]."""

    template_zh: str = key("", "an own Word template for Chinese reports; empty: the shipped one")
    template_en: str = key("", "the same for English")
    link_days: int = key(30, "how long a report link works, in days", low=1)
    minimum_peers: int = key(10, "fewest peers for which a comparison is shown", low=3)


@dataclass(frozen=True, slots=True)
class PrivacyConfig:
    """[privacy]: what the consent message says (个人信息保护法)."""

    controller: str = key("本诊断服务的运营单位", "who is responsible for the data, as people are told")
    contact: str = key("", "how to reach them, as people are told")
    retention_days: int = key(1095, "personal data is erased so many days after the last message", low=30)


@dataclass(frozen=True, slots=True)
class LogConfig:
    """[log]."""

    level: str = key("INFO", "least level logged", choices=("DEBUG", "INFO", "WARNING", "ERROR"))
    json: bool = key(default=False, about="one JSON object a line instead of text")


@dataclass(frozen=True, slots=True)
class WebChatConfig:
    """[channels.web]."""

    enabled: bool = key(default=True, about="the chat page at /chat")
    open_to_all: bool = key(default=True, about="anyone may try a diagnosis; false: only with an invitation")


@dataclass(frozen=True, slots=True)
class TelegramConfig:
    """[channels.telegram]."""

    enabled: bool = key(default=False, about="answer on Telegram (docs/howto/set-up-telegram.md)")
    base_url: str = key("https://api.telegram.org", "address of the Bot API")
    mode: str = key("polling", "how messages come in", choices=("polling", "webhook"))
    token_env: str = key("WENZHEN_TELEGRAM_TOKEN", "variable with the bot's token")
    webhook_secret_env: str = key(
        "WENZHEN_TELEGRAM_WEBHOOK_SECRET", "variable with the webhook's secret; only for mode webhook"
    )


@dataclass(frozen=True, slots=True)
class WeChatConfig:
    """[channels.wechat]."""

    enabled: bool = key(
        default=False, about="answer in a WeChat Official Account, 服务号 (docs/howto/set-up-wechat.md)"
    )
    api_base: str = key("https://api.weixin.qq.com", "address of the platform's API")
    app_id: str = key("", "the account's AppID, wx…")
    secret_env: str = key("WENZHEN_WECHAT_SECRET", "variable with the AppSecret")
    token_env: str = key("WENZHEN_WECHAT_TOKEN", "variable with the callback's Token")
    aes_key_env: str = key("WENZHEN_WECHAT_AES_KEY", "variable with the callback's EncodingAESKey")
    menu: tuple[str, ...] = key(
        (
            "开始诊断 = 开始",
            "我的 > 还剩多少 = 进度",
            "我的 > 看看已答 = 检查",
            "我的 > 报告 = 报告",
            "帮助 = 帮助",
        ),
        "the menu: name = words it says, or an address; at most 3, and 5 below each; []: left alone",
    )
    domain_file: str = key("", "the file the console wants found on the domain, MP_verify_….txt; served")
    template: str = key("", "id of a template (模板消息) for reminders outside the 48 hours; empty: none")
    template_fields: tuple[str, ...] = key(
        ("thing1 = what", "thing2 = progress", "time3 = deadline", "thing4 = todo"),
        "its fields = what goes there: what, name, progress, deadline, todo",
    )
    subscription: str = key("", "id of a one-time subscription notice (订阅通知) for the same; empty: none")
    subscription_fields: tuple[str, ...] = key(
        ("thing1 = what", "thing2 = progress", "time3 = deadline", "thing4 = todo"), "the same for it"
    )


@dataclass(frozen=True, slots=True)
class WeComConfig:
    """[channels.wecom]."""

    enabled: bool = key(default=False, about="answer in a WeCom app (docs/howto/set-up-wecom.md)")
    api_base: str = key("https://qyapi.weixin.qq.com", "address of the platform's API")
    corp_id: str = key("", "the corporation's id (企业ID), ww…")
    agent_id: int = key(0, "the app's AgentId", low=0)
    markdown: bool = key(
        default=False,
        about="bold headings in digests; whoever reads WeCom inside WeChat then sees none of them",
    )
    secret_env: str = key("WENZHEN_WECOM_SECRET", "variable with the app's Secret")
    token_env: str = key("WENZHEN_WECOM_TOKEN", "variable with the callback's Token")
    aes_key_env: str = key("WENZHEN_WECOM_AES_KEY", "variable with the callback's EncodingAESKey")


@dataclass(frozen=True, slots=True)
class WeComKfConfig:
    """[channels.wecom_kf]."""

    enabled: bool = key(
        default=False, about="answer as WeCom customer service, 微信客服 (docs/howto/set-up-wecom-kf.md)"
    )
    api_base: str = key("https://qyapi.weixin.qq.com", "address of the platform's API")
    corp_id: str = key("", "the corporation's id (企业ID), ww…")
    open_kfid: str = key("", "the customer-service account's id, wk…")
    secret_env: str = key(
        "WENZHEN_WECOM_KF_SECRET", "variable with the Secret of the app that may call 微信客服"
    )
    token_env: str = key("WENZHEN_WECOM_KF_TOKEN", "variable with that app's callback Token")
    aes_key_env: str = key("WENZHEN_WECOM_KF_AES_KEY", "variable with that app's EncodingAESKey")


@dataclass(frozen=True, slots=True)
class ChannelsConfig:
    """[channels]."""

    web: WebChatConfig = section(WebChatConfig, "the web chat")
    telegram: TelegramConfig = section(TelegramConfig, "Telegram")
    wechat: WeChatConfig = section(WeChatConfig, "WeChat Official Account")
    wecom: WeComConfig = section(WeComConfig, "WeCom, for members of the corporation")
    wecom_kf: WeComKfConfig = section(WeComKfConfig, "WeCom customer service, for people in WeChat")


@dataclass(frozen=True, slots=True)
class Config:
    """The whole configuration; every value has a default, so that an empty file works."""

    database: DatabaseConfig = section(DatabaseConfig, "where everything is kept")
    web: WebConfig = section(WebConfig, "the web service")
    jobs: JobsConfig = section(JobsConfig, "background work")
    packs: PacksConfig = section(PacksConfig, "questionnaires and standards")
    campaign: CampaignConfig = section(CampaignConfig, "quotas, deadlines, rhythm")
    reports: ReportsConfig = section(ReportsConfig, "Word reports")
    privacy: PrivacyConfig = section(PrivacyConfig, "what people are told about their data")
    log: LogConfig = section(LogConfig, "logs, on stderr")
    channels: ChannelsConfig = section(ChannelsConfig, "ways to chat")

    def secrets(self, environ: Mapping[str, str] | None = None) -> dict[str, str]:
        """Every secret that is set, by the name of its environment variable."""
        environ = os.environ if environ is None else environ
        names = _env_names(self)
        return {name: environ[name] for name in names if environ.get(name)}


def _env_names(node: object) -> list[str]:
    found: list[str] = []
    for item in fields(node):  # type: ignore[arg-type]
        value = getattr(node, item.name)
        if item.name.endswith("_env"):
            found.append(value)
        elif hasattr(value, "__dataclass_fields__"):
            found += _env_names(value)
    return [name for name in found if name]
