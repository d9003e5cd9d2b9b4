"""The example configuration, and the effective one with its secrets redacted, as TOML text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass

from bot.config.model import Config

_HEAD = """\
# Wenzhen's configuration. Every key is here with its default; an empty file works too.
# Copy this file to config.toml, change what you need, and check it: python -m bot doctor --config config.toml
# Secrets are never written here: a key ending in _env names the environment variable that carries one.
"""


def example() -> str:
    """The text of config.example.toml."""
    return _HEAD + _table(Config(), "", comments=True, environ=None)


def redacted(config: Config, environ: Mapping[str, str]) -> str:
    """The effective configuration; of each secret only whether it is set."""
    return _table(config, "", comments=False, environ=environ).lstrip("\n")


def _table(node: object, prefix: str, *, comments: bool, environ: Mapping[str, str] | None) -> str:
    plain, nested = "", ""
    for item in fields(node):  # type: ignore[arg-type]
        value = getattr(node, item.name)
        about = item.metadata["about"]
        if is_dataclass(value):
            name = f"{prefix}{item.name}"
            inner = _table(value, f"{name}.", comments=comments, environ=environ)
            head = f"\n[{name}]" + (f"  # {about}" if comments else "")
            has_own_keys = any(not is_dataclass(getattr(value, f.name)) for f in fields(value))
            nested += (f"{head}\n" if has_own_keys else "") + inner
        else:
            note = _note(
                item.name, value, about, item.metadata["choices"], comments=comments, environ=environ
            )
            plain += f"{item.name} = {_toml(value)}{note}\n"
    return plain + nested


def _note(
    name: str,
    value: object,
    about: str,
    choices: tuple[str, ...],
    *,
    comments: bool,
    environ: Mapping[str, str] | None,
) -> str:
    if environ is not None and name.endswith("_env"):
        return f"  # {'set' if environ.get(str(value)) else 'not set'}"
    if not comments:
        return ""
    return f"  # {about}" + (f": {' | '.join(choices)}" if choices else "")


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml(one) for one in value) + "]"
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'
