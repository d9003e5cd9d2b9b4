"""WeCom customer service (微信客服): people of other firms, in their own WeChat. No vendor library is loaded.

Every message to a person costs one of the five her own last message allows, so a turn's reply is joined into
as few as it fits.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from bot.channels.base import Capabilities
from bot.channels.tencent.checks import app_problems
from bot.config.model import WeComKfConfig

NAME: Final = "wecom_kf"
PATH: Final = "/channels/wecom-kf"

CAPABILITIES: Final = Capabilities(
    max_text=2048,
    buttons=10,
    button_label=128,
    sends_documents=True,
    sends_pictures=True,
    receives_files=True,
    knows_keys=True,
)

_ACCOUNT = re.compile(r"wk[0-9a-zA-Z_-]{8,62}")


def problems(config: WeComKfConfig, public_url: str, environ: Mapping[str, str]) -> list[str]:
    """What is missing or wrong before the channel can run, each with its remedy; none when it is off."""
    if not config.enabled:
        return []
    found = app_problems("channels.wecom_kf", config, PATH, public_url, environ)
    if not _ACCOUNT.fullmatch(config.open_kfid):
        found.append(
            "channels.wecom_kf: set open_kfid to the account's id (管理后台 → 应用管理 → 微信客服, wk…)"
        )
    return found
