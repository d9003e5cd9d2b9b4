"""The configuration: one strict TOML file; secrets only from the environment."""

from bot.config.model import Config
from bot.config.read import load, read

__all__ = ["Config", "load", "read"]
