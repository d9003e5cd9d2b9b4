"""The language of templates is small: nothing can be called, escaped from, or made to grow."""

from __future__ import annotations

from typing import Any

import pytest
from jinja2 import TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError

from bot.reports.word.language import FILTER_NAMES, TemplateEnvironment

ENVIRONMENT = TemplateEnvironment()
VALUES: dict[str, Any] = {"a": {"b": "R&D <一厂>", "items": "键"}, "n": 3, "many": [1, 2, 3], "text": "字"}


def render(source: str) -> str:
    return ENVIRONMENT.from_string(source).render(VALUES)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ a.b }}", "R&amp;D &lt;一厂&gt;"),
        ("{{ a.items }}", "键"),
        ("{{ a['b']|upper }}", "R&amp;D &lt;一厂&gt;"),
        ("{% for x in many %}{{ loop.index }}{{ loop.cycle('a', 'b') }}{% endfor %}", "1a2b3a"),
        ("{% for x in many if x > 1 %}{{ x }}{% else %}无{% endfor %}", "23"),
        ("{% if n > 2 and a.b %}是{% elif n %}或{% else %}否{% endif %}", "是"),
        ("{% set y = n %}{{ y * 2 + 1 }}", "7"),
        ("{{ many|join('、') }}{{ many|length }}{{ many[0] }}{{ many|first }}", "1、2、3311"),
        ("{{ '是' if n else '否' }}{{ missing|default('缺') }}", "是缺"),
        ("{{ '<w:p>' }}", "&lt;w:p&gt;"),
    ],
)
def test_what_a_template_may_do(source: str, expected: str) -> None:
    assert render(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ a['__class__'] }}",
        "{{ text.upper() }}",
        "{{ text['upper'] }}",
        "{{ a.pop('b') }}",
        "{{ lipsum.__globals__ }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ self._TemplateReference__context }}",
        "{{ range(999999999) }}",
        "{{ a|attr('__class__') }}",
        "{{ a.b|safe }}",
        "{{ a.b|forceescape|safe }}",
        "{{ text|center(999999999) }}",
        "{{ '%999999999d'|format(1) }}",
        "{{ '%0999999999d' % 1 }}",
        "{{ text * 999999999 }}",
        "{{ [1] * 999999999 }}",
        "{{ text ~ text }}",
        "{{ text + text }}",
        "{{ 9 ** 999999999 }}",
        "{% autoescape false %}{{ a.b }}{% endautoescape %}",
        "{% include 'x' %}",
        "{% import 'x' as y %}",
        "{% extends 'x' %}",
        "{% macro m() %}{% endmacro %}",
        "{% call m() %}{% endcall %}",
        "{% filter upper %}{% endfilter %}",
        "{% set x %}{{ text }}{% endset %}",
        "{% block x %}{% endblock %}",
        "{% for x in many recursive %}{{ loop(many) }}{% endfor %}",
        "{% for x in many %}{{ loop.cycle.__func__ }}{% endfor %}",
        "{% for x in many %}{{ loop.cycle(*many) }}{% endfor %}",
        "{% for x in many %}{{ loop['__init__'] }}{% endfor %}",
        "{{ many|map('string') }}",
        "{{ n is callable }}",
        "{{ text[0:1] }}",
    ],
)
def test_what_it_may_not(source: str) -> None:
    with pytest.raises((TemplateSyntaxError, SecurityError, UndefinedError)):
        render(source)


def test_a_joined_text_cannot_grow_without_end() -> None:
    doubling = "".join(f"{{% set t{n + 1} = [t{n}, t{n}]|join %}}" for n in range(40))
    with pytest.raises(SecurityError, match="too long"):
        ENVIRONMENT.from_string("{% set t0 = text %}" + doubling + "{{ t40 }}").render(VALUES)


def test_a_misspelt_name_is_an_error_not_a_blank() -> None:
    with pytest.raises(UndefinedError, match="nmae"):
        render("{{ a.nmae }}")


def test_no_filter_switches_escaping_off() -> None:
    quoting = {"e", "escape", "join", "default", "d", "string", "first", "last", "list", "max", "min", "sort"}
    for name in sorted(FILTER_NAMES - {"abs", "sum", "count", "length"}):
        source = f"{{{{ '<w:p>'|{name} }}}}"
        try:
            shown = render(source)
        except TypeError:
            continue
        assert "<" not in shown, name
    assert quoting <= FILTER_NAMES
