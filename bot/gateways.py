"""The platforms that are switched on, each built from its part of the configuration.

A platform's library is loaded only when the platform is used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot import messages
from bot.channels import telegram, wechat, wecom, wecom_kf
from bot.channels.base import Gateway
from bot.channels.choosing import Offer
from bot.channels.forms import form
from bot.channels.passive import Parted, joined
from bot.channels.rendering import Link
from bot.channels.wechat.drawing import passive_reply
from bot.clock import Clock
from bot.config import Config
from bot.config.model import WeChatConfig, WeComConfig, WeComKfConfig
from bot.conversation.prompt import Attachment, Prompt
from bot.errors import ConfigError
from bot.services.filing import Filing
from bot.services.memory import DatabaseMemory
from bot.services.replies import LateReplies, Ways
from storage.engine import Database
from storage.files import FileStore

if TYPE_CHECKING:
    from bot.channels.tencent.client import Client
    from bot.channels.tencent.envelope import Envelopes
    from bot.channels.tencent.transport import Credentials


@dataclass(frozen=True, slots=True)
class Site:
    """What platforms are connected to. `address` is where people reach the service."""

    config: Config
    environ: Mapping[str, str]
    database: Database
    files: FileStore
    filing: Filing
    late: LateReplies
    clock: Clock
    address: str

    def link(self, channel: str) -> Callable[[str, Attachment], str]:
        """The address of a file, for an account on a channel."""
        return lambda account, file: f"{self.address}/reports/{self.filing.token(channel, account, file)}"


def connect_all(site: Site) -> tuple[Gateway, ...]:
    """Every platform that is switched on.

    Raises:
        ConfigError: something is missing or wrong; all of it is named, each with its remedy.
    """
    found = problems(site.config, site.environ)
    if found:
        raise ConfigError("\n".join(found))
    channels = site.config.channels
    return (
        *([_telegram(site)] if channels.telegram.enabled else []),
        *([_wechat(site)] if channels.wechat.enabled else []),
        *([_wecom(site)] if channels.wecom.enabled else []),
        *([_wecom_kf(site)] if channels.wecom_kf.enabled else []),
    )


def ways_of(address: str, filing: Filing) -> Ways:
    """How replies are divided where every message counts, or only one goes back by itself.

    `address` is where people reach the service.
    """

    def link(channel: str, account: str) -> Link:
        return lambda file: f"{address}/reports/{filing.token(channel, account, file)}"

    def few(account: str, locale: str, prompts: Sequence[Prompt]) -> Parted:
        words = messages.load(locale)
        return Parted(None, joined(prompts, wecom_kf.CAPABILITIES, words, link(wecom_kf.NAME, account)))

    def one(account: str, locale: str, prompts: Sequence[Prompt]) -> Parted:
        return passive_reply(prompts, messages.load(locale), link(wechat.NAME, account))

    return Ways({wecom_kf.NAME: few, wechat.NAME: one})


def offers(config: Config) -> dict[str, Offer]:
    """The fixed forms the operator set up, by channel."""
    chosen = config.channels.wechat
    template = form(chosen.template, chosen.template_fields)
    return {wechat.NAME: Offer(template, form(chosen.subscription, chosen.subscription_fields))}


def problems(config: Config, environ: Mapping[str, str]) -> list[str]:
    """What is missing or wrong before the platforms that are switched on can run, each with its remedy."""
    channels, public = config.channels, config.web.public_url
    return [
        *telegram.problems(channels.telegram, public, environ),
        *wechat.problems(channels.wechat, public, environ),
        *wecom.problems(channels.wecom, public, environ),
        *wecom_kf.problems(channels.wecom_kf, public, environ),
    ]


def asked(config: Config, environ: Mapping[str, str]) -> list[str]:
    """What the platforms that are switched on say of the configuration, each trouble with its remedy.

    Only what `problems` finds nothing wrong with is asked about. Blocking; needs a way out.
    """
    from bot.channels.tencent import probing  # noqa: PLC0415 - slow, and often not needed

    channels, public = config.channels, config.web.public_url
    found: list[str] = []
    oa, app, kf = channels.wechat, channels.wecom, channels.wecom_kf
    if oa.enabled and not wechat.problems(oa, public, environ):
        found += probing.official_account(_credentials(wechat.NAME, oa.app_id, oa, environ))
    if app.enabled and not wecom.problems(app, public, environ):
        found += probing.wecom_app(_credentials(wecom.NAME, app.corp_id, app, environ), app.agent_id)
    if kf.enabled and not wecom_kf.problems(kf, public, environ):
        found += probing.customer_service(_credentials(wecom_kf.NAME, kf.corp_id, kf, environ), kf.open_kfid)
    return found


def _telegram(site: Site) -> Gateway:
    from bot.channels.telegram.gateway import connect  # noqa: PLC0415 - slow, and often not needed

    chosen = site.config.channels.telegram
    webhook = (site.address + telegram.PATH, site.environ.get(chosen.webhook_secret_env, ""))
    return connect(
        site.environ[chosen.token_env],
        chosen.base_url,
        read=site.filing.read,
        keep=site.filing.keep,
        clock=site.clock,
        webhook=webhook if chosen.mode == "webhook" else None,
    )


def _wechat(site: Site) -> Gateway:
    from bot.channels.wechat.gateway import connect  # noqa: PLC0415 - see above

    chosen = site.config.channels.wechat
    calls, envelopes = _app(site, wechat.NAME, chosen.app_id, chosen)
    return connect(
        calls,
        envelopes,
        wechat.menu_of(chosen.menu),
        read=site.filing.read,
        keep=site.filing.keep,
        link=site.link(wechat.NAME),
        later=site.late.later,
        unfinished=lambda before: site.late.unfinished(wechat.NAME, before),
        memory=DatabaseMemory(site.database),
        clock=site.clock,
        domain_file=chosen.domain_file,
    )


def _wecom(site: Site) -> Gateway:
    from bot.channels.wecom.gateway import connect  # noqa: PLC0415 - see above

    chosen = site.config.channels.wecom
    calls, envelopes = _app(site, wecom.NAME, chosen.corp_id, chosen)
    return connect(
        calls,
        envelopes,
        chosen.agent_id,
        markdown=chosen.markdown,
        read=site.filing.read,
        keep=site.filing.keep,
        memory=DatabaseMemory(site.database),
        clock=site.clock,
    )


def _wecom_kf(site: Site) -> Gateway:
    from bot.channels.wecom_kf.gateway import connect  # noqa: PLC0415 - see above

    chosen = site.config.channels.wecom_kf
    calls, envelopes = _app(site, wecom_kf.NAME, chosen.corp_id, chosen)
    return connect(
        calls,
        envelopes,
        chosen.open_kfid,
        read=site.filing.read,
        keep=site.filing.keep,
        link=site.link(wecom_kf.NAME),
        memory=DatabaseMemory(site.database),
        clock=site.clock,
    )


def _app(
    site: Site, channel: str, owner: str, chosen: WeChatConfig | WeComConfig | WeComKfConfig
) -> tuple[Client, Envelopes]:
    """The calls and the envelopes of an app of Tencent's; `owner` is the account's id."""
    from bot.channels.tencent.client import Client  # noqa: PLC0415 - see above
    from bot.channels.tencent.envelope import Envelopes  # noqa: PLC0415
    from bot.channels.tencent.token_calls import TokenCall  # noqa: PLC0415
    from bot.services.tokens import DatabaseTokens  # noqa: PLC0415

    environ = site.environ
    app = _credentials(channel, owner, chosen, environ)
    calls = Client(app, DatabaseTokens(site.database, TokenCall(app), site.clock))
    return calls, Envelopes(environ[chosen.token_env], environ[chosen.aes_key_env], owner)


def _credentials(
    channel: str, owner: str, chosen: WeChatConfig | WeComConfig | WeComKfConfig, environ: Mapping[str, str]
) -> Credentials:
    from bot.channels.tencent.transport import Credentials  # noqa: PLC0415 - see above

    return Credentials(channel, chosen.api_base, owner, environ[chosen.secret_env])
