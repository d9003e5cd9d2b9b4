"""Read a configuration file strictly: every problem at once, each with what to do."""

from __future__ import annotations

from dataclasses import Field, fields, is_dataclass
from pathlib import Path
from typing import Any

import tomli

from bot.config.model import Config
from bot.errors import ConfigError, did_you_mean

_SECRET_WORDS = ("token", "secret", "password", "aes_key", "key")


def load(path: Path | None) -> Config:
    """The configuration in `path`; all defaults when it is None.

    Raises:
        ConfigError: the file is missing, is not TOML, or breaks a rule; the message lists every problem.
    """
    if path is None:
        return Config()
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be read: {error.strerror}. Copy config.example.toml to it."
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not UTF-8 text. Save it as UTF-8.") from error
    return read(text, str(path))


def read(text: str, where: str = "config.toml") -> Config:
    """The configuration in a TOML text.

    Raises:
        ConfigError: see `load`.
    """
    try:
        table = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise ConfigError(f"{where} is not valid TOML: {error}") from error
    problems: list[str] = []
    config = _build(Config, table, "", problems)
    if problems:
        raise ConfigError("\n".join(f"{where}: {problem}" for problem in problems))
    assert isinstance(config, Config)  # noqa: S101 - tells the type checker what _build was asked for
    return config


def _build(kind: type[Any], table: dict[str, Any], prefix: str, problems: list[str]) -> object:
    known: dict[str, Field[Any]] = {item.name: item for item in fields(kind)}
    problems += [_unknown(name, prefix, known) for name in table if name not in known]
    defaults = kind()
    values: dict[str, object] = {}
    for name, item in known.items():
        if name not in table:
            continue
        default = getattr(defaults, name)
        place = f"{prefix}{name}"
        if is_dataclass(default):
            if isinstance(table[name], dict):
                values[name] = _build(type(default), table[name], f"{place}.", problems)
            else:
                problems.append(f"{place} must be a section: write [{place}]")
        else:
            given = tuple(table[name]) if isinstance(table[name], list) else table[name]
            problem = _wrong(given, default, item.metadata)
            if problem:
                problems.append(f"{place} {problem}")
            else:
                values[name] = given
    return kind(**values)


def _wrong(value: object, default: object, rules: Any) -> str:  # noqa: ANN401 - dataclass metadata is untyped
    if type(value) is not type(default) or (
        isinstance(value, tuple) and not all(isinstance(one, str) for one in value)
    ):
        names = {
            str: "text in quotes",
            int: "a whole number",
            bool: "true or false",
            tuple: "a list of texts in quotes",
        }
        value = list(value) if isinstance(value, tuple) else value
        return f"must be {names[type(default)]}, not {value!r}"
    if rules["choices"] and value not in rules["choices"]:
        hint = did_you_mean(str(value), rules["choices"])
        return f"must be one of {', '.join(rules['choices'])}, not {value!r}. {hint}".rstrip()
    if rules["low"] is not None and isinstance(value, int) and value < rules["low"]:
        return f"must be at least {rules['low']}, not {value}"
    return ""


def _unknown(name: str, prefix: str, known: dict[str, Field[Any]]) -> str:
    if f"{name}_env" in known or (name in _SECRET_WORDS and not did_you_mean(name, known)):
        return (
            f"{prefix}{name}: secrets are not kept in this file. Put it into an environment variable and, "
            f"if its name is not the default, name that variable in {prefix}{name}_env"
        )
    return f"there is no key {prefix}{name}. {did_you_mean(name, known)}".rstrip()
