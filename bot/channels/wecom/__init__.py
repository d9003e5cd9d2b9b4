"""WeCom (企业微信): an app that a corporation's own members chat with. No vendor library is loaded.

Replies are app messages and not the passive replies the platform also has. App messages cost nothing here,
have no window, can be cards and files, and the platform finds a repeated one by itself; a passive reply could
be one text only and had to be ready in five seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.channels.base import Capabilities
from bot.channels.tencent.checks import app_problems
from bot.config.model import WeComConfig

NAME: Final = "wecom"
PATH: Final = "/channels/wecom"

CAPABILITIES: Final = Capabilities(
    max_text=2048,
    buttons=6,
    button_label=30,  # about ten Chinese characters: what a card's button shows
    sends_documents=True,
    sends_pictures=True,
    receives_files=True,
    edits=True,
    knows_keys=True,
)


def problems(config: WeComConfig, public_url: str, environ: Mapping[str, str]) -> list[str]:
    """What is missing or wrong before the channel can run, each with its remedy; none when it is off."""
    if not config.enabled:
        return []
    found = app_problems("channels.wecom", config, PATH, public_url, environ)
    if config.agent_id <= 0:
        found.append("channels.wecom: set agent_id to the app's AgentId (管理后台 → 应用管理 → the app)")
    return found
