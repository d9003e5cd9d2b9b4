"""Small pages that say one thing."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, FileSystemLoader, Template

from bot.web.chat import FOLDER


@cache
def _template() -> Template:
    return Environment(loader=FileSystemLoader(FOLDER), autoescape=True).get_template("page.html")


def page(locale: str, title: str, text: str) -> str:
    """A page with a title, a paragraph and the way back to the chat."""
    return _template().render(locale=locale, title=title, text=text)
