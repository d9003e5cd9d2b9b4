import json
from collections.abc import AsyncIterator, Sequence
from hashlib import sha256

import httpx
import pytest
from starlette.applications import Starlette
from support.clock import FrozenClock

from bot.channels.base import InboundFile, InboundMessage, Kind
from bot.conversation.prompt import Attachment, AttachmentKind, Option, Prompt
from bot.errors import InputError
from bot.services.history import News, Said
from bot.web.app import build
from bot.web.chat import Chat
from bot.web.identity import COOKIE, Identity
from bot.web.metrics import Metrics

ID = "0123456789abcdef0123456789abcdef"
REPORT = Attachment(AttachmentKind.DOCUMENT, "报告.docx", "ab" * 32)


class FakeDoor:
    """Remembers what came in; answers everything with one prompt."""

    def __init__(self) -> None:
        self.seen: list[InboundMessage] = []
        self.kept: list[bytes] = []

    def handle(self, message: InboundMessage) -> Sequence[Said]:
        self.seen.append(message)
        prompt = Prompt("一题", options=(Option("1", "甲", mark="1"),), attachments=(REPORT,))
        return [Said("r1", prompt.text, prompt)]

    def news(self, channel: str, account: str, cursor: str) -> News:
        if cursor == "bad":
            raise InputError("no such cursor")
        mine = [m for m in self.seen if m.account == account]
        return News([Said(m.key, m.text, None) for m in mine], f"{len(mine)}:0", bool(mine))

    def keep(self, name: str, media_type: str, content: bytes) -> InboundFile:
        self.kept.append(content)
        return InboundFile(name, sha256(content).hexdigest(), media_type, len(content))

    def link(self, account: str, attachment: Attachment) -> str:
        return f"/reports/{account[:4]}-{attachment.sha256[:4]}"


@pytest.fixture
def door() -> FakeDoor:
    return FakeDoor()


@pytest.fixture
def service(door: FakeDoor) -> Starlette:
    chat = Chat(door, Identity("a-test-secret", secure=False), FrozenClock(), max_upload=1000)
    return build(routes=chat.routes(), ready=list, metrics=Metrics(), max_upload=1000)


@pytest.fixture
async def client(service: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=service)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        await client.get("/chat")
        yield client


@pytest.mark.anyio
async def test_the_page_needs_nothing_from_elsewhere(
    client: httpx.AsyncClient,
) -> None:
    page = await client.get("/chat")

    assert page.status_code == 200
    assert 'lang="zh-CN"' in page.text
    assert "://" not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert page.headers["x-content-type-options"] == "nosniff"
    for name in ("chat.js", "chat.css", "icon.svg"):
        assert (await client.get(f"/chat/{name}")).status_code == 200
    assert (await client.get("/chat/..%2f..%2fpyproject.toml")).status_code == 404


@pytest.mark.anyio
async def test_the_page_speaks_english_to_an_english_browser(client: httpx.AsyncClient) -> None:
    page = await client.get("/chat", headers={"accept-language": "en-GB,en;q=0.8"})

    assert 'lang="en"' in page.text
    assert "Digital diagnosis" in page.text


@pytest.mark.anyio
async def test_a_message_is_handed_in_once_and_its_reply_drawn(
    client: httpx.AsyncClient, door: FakeDoor
) -> None:
    answer = await client.post("/chat/messages", json={"id": ID, "kind": "text", "text": "你好"})

    assert answer.status_code == 200
    [line] = answer.json()["messages"]
    assert line["prompt"]["options"] == [{"key": "1", "label": "甲", "short": "", "mark": "1"}]
    assert line["prompt"]["attachments"][0]["url"].startswith("/reports/")
    assert (door.seen[0].kind, door.seen[0].key, door.seen[0].text) == (Kind.TEXT, ID, "你好")


@pytest.mark.anyio
@pytest.mark.parametrize(
    "body",
    [
        b"not json",
        b"[]",
        b"[" * 20_000,
        json.dumps({"id": "x", "kind": "text", "text": "a"}).encode(),
        json.dumps({"id": ID, "kind": "text", "text": " "}).encode(),
        json.dumps({"id": ID, "kind": "text", "text": "a" * 4001}).encode(),
        json.dumps({"id": ID, "kind": "tap", "keys": "1", "question": "q", "token": "t"}).encode(),
        json.dumps({"id": ID, "kind": "shell"}).encode(),
        json.dumps({"id": ID, "kind": "start", "code": "\u0000"}).encode(),
    ],
)
async def test_anything_else_is_refused_and_never_reaches_the_door(
    client: httpx.AsyncClient, door: FakeDoor, body: bytes
) -> None:
    answer = await client.post("/chat/messages", content=body)

    assert answer.status_code == 400
    assert door.seen == []


@pytest.mark.anyio
async def test_without_the_cookie_or_with_a_forged_one_nothing_is_taken(
    service: Starlette, door: FakeDoor
) -> None:
    transport = httpx.ASGITransport(app=service)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as stranger:
        bare = await stranger.post("/chat/messages", json={"id": ID, "kind": "text", "text": "a"})
        stranger.cookies.set(COOKIE, '"0123".forged')
        forged = await stranger.post("/chat/messages", json={"id": ID, "kind": "text", "text": "a"})

    assert (bare.status_code, forged.status_code) == (401, 401)
    assert door.seen == []


@pytest.mark.anyio
@pytest.mark.parametrize(
    "headers", [{"sec-fetch-site": "cross-site"}, {"origin": "http://elsewhere.example"}]
)
async def test_another_site_cannot_post_for_the_person(
    client: httpx.AsyncClient, door: FakeDoor, headers: dict[str, str]
) -> None:
    answer = await client.post(
        "/chat/messages", json={"id": ID, "kind": "text", "text": "a"}, headers=headers
    )

    assert answer.status_code == 403
    assert door.seen == []


@pytest.mark.anyio
async def test_too_large_a_body_is_refused_with_or_without_a_length(client: httpx.AsyncClient) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"x" * 4096

    declared = await client.post("/chat/messages", content=b"x" * 100_000)
    streamed = await client.post("/chat/messages", content=endless())

    assert (declared.status_code, streamed.status_code) == (413, 413)


@pytest.mark.anyio
async def test_a_file_is_kept_and_handed_in(client: httpx.AsyncClient, door: FakeDoor) -> None:
    answer = await client.post(
        "/chat/files", data={"id": ID}, files={"file": ("截图.png", b"png", "image/png")}
    )
    large = await client.post("/chat/files", data={"id": ID}, files={"file": ("a", b"x" * 40_000)})

    assert answer.status_code == 200
    assert door.kept == [b"png"]
    assert door.seen[0].file == InboundFile("截图.png", sha256(b"png").hexdigest(), "image/png", 3)
    assert large.status_code == 413


@pytest.mark.anyio
async def test_news_are_the_accounts_own(client: httpx.AsyncClient) -> None:
    empty = await client.get("/chat/messages")
    await client.post("/chat/messages", json={"id": ID, "kind": "text", "text": "你好"})
    news = await client.get("/chat/messages", params={"after": ""})
    bad = await client.get("/chat/messages", params={"after": "bad"})

    assert empty.json() == {"messages": [], "cursor": "0:0", "empty": True}
    assert news.json()["messages"] == [{"id": ID, "from": "me", "text": "你好"}]
    assert bad.status_code == 400


@pytest.mark.anyio
async def test_health_readiness_and_metrics(client: httpx.AsyncClient) -> None:
    assert (await client.get("/healthz")).text == "ok"
    assert (await client.get("/readyz")).json() == {"ready": True, "waiting_for": []}
    assert b"wenzhen_turns" in (await client.get("/metrics")).content


@pytest.mark.anyio
async def test_a_service_that_is_not_ready_says_what_it_waits_for() -> None:
    app = build(routes=[], ready=lambda: ["database"], metrics=Metrics(), max_upload=1)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        answer = await client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["waiting_for"] == ["database"]
