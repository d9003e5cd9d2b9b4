"""WeChat Official Account (服务号): its name, what it can do, its menu, what its configuration needs.

No vendor library is loaded: `doctor` and the registry read this.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from bot.channels import forms
from bot.channels.base import Capabilities
from bot.config.model import WeChatConfig
from bot.errors import InputError

NAME: Final = "wechat"
PATH: Final = "/channels/wechat"

CAPABILITIES: Final = Capabilities(
    max_text=2048,
    buttons=10,  # of a customer-service menu message; a passive reply has none
    button_label=120,
    sends_pictures=True,
    receives_files=True,
    passive_reply=True,
)

MOST_ENTRIES: Final = 3
MOST_BELOW: Final = 5
LONGEST_NAME: Final = 16  # bytes
LONGEST_NAME_BELOW: Final = 60
LONGEST_KEY: Final = 128
LONGEST_ADDRESS: Final = 1024

_APP_ID: Final = re.compile(r"wx[0-9a-f]{16}")
_TOKEN: Final = re.compile(r"[0-9a-zA-Z]{3,32}")
_KEY: Final = re.compile(r"[0-9a-zA-Z+/]{43}")
_DOMAIN_FILE: Final = re.compile(r"MP_verify_([0-9a-zA-Z]{1,64})\.txt")
_SECRET: Final = re.compile(r"[0-9a-zA-Z_-]{20,64}")
_PORTS: Final = {"http": (None, 80), "https": (None, 443)}
_CALLBACK: Final = "公众平台 → 设置与开发 → 基本配置 → 服务器配置"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the menu: a press says `words` for the person, or opens `address`."""

    name: str
    words: str = ""
    address: str = ""
    below: tuple[Entry, ...] = ()


def menu_of(lines: Sequence[str]) -> tuple[Entry, ...]:
    """The menu written as lines “name = words”, “name = https://…”, “name > name below = …”.

    Raises:
        InputError: the platform would refuse it; the message lists everything that is wrong.
    """
    wrong: list[str] = []
    entries: dict[str, Entry] = {}
    for line in lines:
        place, _, does = (part.strip() for part in line.partition("="))
        name, under, inner = (part.strip() for part in place.partition(">"))
        if not place or not does:
            wrong.append(f"“{line}”: write “name = words to say” or “name = https://…”")
            continue
        entry = _entry(inner if under else name, does)
        wrong += _faults(entry, LONGEST_NAME_BELOW if under else LONGEST_NAME)
        before = entries.get(name)
        if under and (before is None or before.below):
            below = (*(before.below if before else ()), entry)
            entries[name] = Entry(name, below=below)
        elif before is None:
            entries[name] = entry
        else:
            wrong.append(f"“{line}”: “{name}” is there already")
    wrong += _too_much(entries.values())
    if wrong:
        raise InputError("; ".join(wrong))
    return tuple(entries.values())


def menu_json(entries: Sequence[Entry]) -> dict[str, Any]:
    """The menu as the platform takes it."""
    return {"button": [_button(entry) for entry in entries]}


def problems(config: WeChatConfig, public_url: str, environ: Mapping[str, str]) -> list[str]:
    """What is missing or wrong before the channel can run, each with its remedy; none when it is off."""
    if not config.enabled:
        return []
    secret, token, key = config.secret_env, config.token_env, config.aes_key_env
    checks = (
        (
            _APP_ID.fullmatch(config.app_id),
            "set app_id to the AppID (公众平台 → 设置与开发 → 基本配置, wx and 16 letters and digits)",
        ),
        (
            _SECRET.fullmatch(environ.get(secret, "")),
            f"put the AppSecret (公众平台 → 设置与开发 → 基本配置) into the environment variable {secret}",
        ),
        (
            _TOKEN.fullmatch(environ.get(token, "")),
            f"put the Token, 3 to 32 letters and digits ({_CALLBACK}), into the variable {token}",
        ),
        (
            _KEY.fullmatch(environ.get(key, "")),
            (
                f"put the EncodingAESKey, 43 letters and digits ({_CALLBACK}, 消息加解密方式: 安全模式), "
                f"into the variable {key}"
            ),
        ),
        (
            _reachable(config.api_base, public_url),
            (
                f"the platform calls web.public_url + {PATH}: set web.public_url to an address it can reach, "
                f"on port 80 (http) or 443 (https)"
            ),
        ),
    )
    found = [remedy for good, remedy in checks if not good]
    if config.domain_file and not domain_proof(config.domain_file):
        found.append("domain_file is the name of the file the console gives: MP_verify_….txt")
    try:
        menu_of(config.menu)
    except InputError as error:
        found.append(f"menu: {error}")
    found += forms.problems("template_fields", config.template_fields)
    found += forms.problems("subscription_fields", config.subscription_fields)
    return [f"channels.wechat: {one}" for one in found]


def domain_proof(file: str) -> str:
    """What is in the file with which the console asks whether the domain is ours; empty for another name.

    Its name says it.
    """
    found = _DOMAIN_FILE.fullmatch(file)
    return found.group(1) if found else ""


def _entry(name: str, does: str) -> Entry:
    opens = does.startswith(("https://", "http://"))
    return Entry(name, address=does) if opens else Entry(name, words=does)


def _faults(entry: Entry, longest: int) -> list[str]:
    measured = (
        (entry.name, longest, "name"),
        (entry.words, LONGEST_KEY, "words"),
        (entry.address, LONGEST_ADDRESS, "address"),
    )
    found = [
        f"“{entry.name}”: its {what} may have {most} bytes (a Chinese character has three)"
        for text, most, what in measured
        if len(text.encode()) > most
    ]
    return found if entry.name else [*found, f"“= {entry.words or entry.address}” has no name"]


def _too_much(entries: Collection[Entry]) -> list[str]:
    found = []
    if len(entries) > MOST_ENTRIES:
        found.append(f"there may be {MOST_ENTRIES} entries at the top, not {len(entries)}")
    return found + [
        f"“{entry.name}” may have {MOST_BELOW} entries below it, not {len(entry.below)}"
        for entry in entries
        if len(entry.below) > MOST_BELOW
    ]


def _button(entry: Entry) -> dict[str, Any]:
    if entry.below:
        return {"name": entry.name, "sub_button": [_button(one) for one in entry.below]}
    if entry.address:
        return {"type": "view", "name": entry.name, "url": entry.address}
    return {"type": "click", "name": entry.name, "key": entry.words}


def _reachable(api_base: str, public_url: str) -> bool:
    """Whether the platform can call the address; a stand-in for it on this machine can call any."""
    if not api_base.startswith("https://"):
        return True
    address = urlsplit(public_url)
    try:
        return address.port in _PORTS.get(address.scheme, ()) and address.hostname not in (None, "localhost")
    except ValueError:
        return False
