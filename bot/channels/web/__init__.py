"""The web chat as a channel: the page asks, the reply goes back in the same response."""

from bot.channels.web.channel import WebChannel

__all__ = ["WebChannel"]
