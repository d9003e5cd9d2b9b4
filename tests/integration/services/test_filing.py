"""Addresses of files: opened by whom they were made for, for as long as they are good."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from itsdangerous import URLSafeSerializer
from support.clock import FrozenClock

from bot.app import Core
from bot.conversation.prompt import Attachment, AttachmentKind
from bot.services.filing import Opened, Refusal, clean_name, media_type_of

CONTENT = b"a report"


def attachment(core: Core, name: str = "报告.docx", content: bytes = CONTENT) -> Attachment:
    return Attachment(AttachmentKind.DOCUMENT, name, core.filing.store(content, media_type_of(name)))


def test_a_web_link_opens_for_the_cookie_it_was_made_for(light: Core) -> None:
    token = light.filing.token("web", "li", attachment(light))

    assert light.filing.open(token, "li") == Opened(CONTENT, "报告.docx", media_type_of("a.docx"))
    assert light.filing.open(token, "wang") is Refusal.NOT_YOURS
    assert light.filing.open(token, "li") != Refusal.NOT_YOURS  # a stranger's try changes nothing


def test_any_other_link_belongs_to_the_first_browser_that_opens_it(core: Core) -> None:
    token = core.filing.token("telegram", "77", attachment(core))

    assert isinstance(core.filing.open(token, "phone"), Opened)
    assert core.filing.open(token, "forwarded to") is Refusal.NOT_YOURS
    assert isinstance(core.filing.open(token, "phone"), Opened)


def test_two_browsers_at_once_are_one_too_many(core: Core) -> None:
    token = core.filing.token("telegram", "77", attachment(core))

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda n: core.filing.open(token, f"browser{n}"), range(8)))

    assert sum(isinstance(one, Opened) for one in found) == 1
    assert found.count(Refusal.NOT_YOURS) == 7


def test_each_link_has_an_owner_of_its_own(core: Core) -> None:
    kept = attachment(core)
    first, second = core.filing.token("telegram", "77", kept), core.filing.token("telegram", "78", kept)

    assert isinstance(core.filing.open(first, "one"), Opened)
    assert isinstance(core.filing.open(second, "other"), Opened)


def test_a_link_expires_and_nothing_revives_it(light: Core) -> None:
    assert isinstance(light.clock, FrozenClock)
    token = light.filing.token("web", "li", attachment(light))
    light.clock.move(timedelta(days=30))
    assert isinstance(light.filing.open(token, "li"), Opened)

    light.clock.move(timedelta(seconds=1))

    assert light.filing.open(token, "li") is Refusal.EXPIRED
    assert light.filing.open(token, "wang") is Refusal.EXPIRED


def test_a_link_that_was_tampered_with_is_none(light: Core) -> None:
    token = light.filing.token("web", "li", attachment(light))
    body, _, signature = token.rpartition(".")
    changed = [
        f"{body[:place]}{'A' if body[place] != 'A' else 'B'}{body[place + 1 :]}" for place in range(40)
    ]

    for one in (*(f"{other}.{signature}" for other in changed), body, token + "x", "", "é", "a.b", "..."):
        assert light.filing.open(one, "li") is Refusal.WRONG


def test_another_key_signs_no_link_of_ours(light: Core) -> None:
    kept = attachment(light)
    forged = URLSafeSerializer("guessed", salt="file-address").dumps(
        [kept.sha256, "报告.docx", "web", "", 9_999_999_999]
    )

    assert light.filing.open(str(forged), "li") is Refusal.WRONG


def test_a_file_that_is_gone_or_altered_is_not_served(light: Core) -> None:
    lost, altered = attachment(light, content=b"lost"), attachment(light, content=b"altered")
    store = light.filing._store
    store.remove(lost.sha256)
    store.path(altered.sha256).write_bytes(b"something else")

    for kept in (lost, altered):
        assert light.filing.open(light.filing.token("web", "li", kept), "li") is Refusal.GONE


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("报告.docx", "报告.docx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\system32\\cmd.exe", "cmd.exe"),
        ("a\r\nSet-Cookie: x=1.png", "aSet-Cookie x=1.png"),
        ('a"b<c>|d?.png', "abcd.png"),
        ("\u202egnp.exe", "gnp.exe"),
        ("…", "…"),
        ("...", "file"),
        ("", "file"),
        ("\x00", "file"),
        ("/", "file"),
        ("长" * 200 + ".docx", "长" * 75 + ".docx"),
        ("长" * 200, "长" * 80),
        ("e\u0301.png", "é.png"),
    ],
)
def test_a_hostile_name_becomes_a_harmless_one(name: str, clean: str) -> None:
    assert clean_name(name) == clean
    assert len(clean) <= 80


def test_an_endless_ending_does_not_lengthen_a_name() -> None:
    assert len(clean_name("a." + "b" * 500)) <= 80


def test_what_people_send_is_kept_once_under_a_harmless_type(core: Core) -> None:
    first = core.filing.keep("../a.png", "image/png", b"a picture")
    again = core.filing.keep("b.png", "image/png", b"a picture")
    odd = core.filing.keep("c", "text/html\r\nx: y", b"other")

    assert (first.name, first.size, first.sha256) == ("a.png", 9, again.sha256)
    assert odd.media_type == "application/octet-stream"
    with core.database.read() as work:
        stored = work.diagnoses.file(first.sha256)
    assert stored is not None
    assert (stored.size, stored.media_type) == (9, "image/png")


def test_a_page_sent_as_a_picture_is_not_shown_as_a_page(light: Core) -> None:
    opened = light.filing.open(
        light.filing.token("web", "li", attachment(light, "a.html", b"<script>")), "li"
    )

    assert isinstance(opened, Opened)
    assert opened.media_type == "application/octet-stream"


def test_the_same_file_from_many_at_once_is_kept_once(core: Core) -> None:
    with ThreadPoolExecutor(8) as threads:
        kept = list(threads.map(lambda n: core.filing.keep(f"{n}.png", "image/png", b"same"), range(8)))

    assert len({one.sha256 for one in kept}) == 1
