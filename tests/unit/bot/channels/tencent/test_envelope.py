from __future__ import annotations

import base64
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from wechatpy.crypto import WeChatCrypto
from wechatpy.enterprise.crypto import WeChatCrypto as CorpCrypto

from bot.channels.tencent import envelope, xml
from bot.channels.tencent.envelope import FRESH, LARGEST, Envelopes, Refused, signature
from bot.errors import InputError

VECTORS = tomllib.loads((Path(__file__).parent / "vectors.toml").read_text(encoding="utf-8"))
TOKEN, KEY, RECEIVER = "token-1", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "wxb11529c136998cb6"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MESSAGE = "<xml><ToUserName><![CDATA[gh]]></ToUserName><Content><![CDATA[你好 😀]]></Content></xml>"
HOSTILE = "a]]>b<Content>c</Content>]]]]>>&amp;&\x00\x0b\x1f\ud83d\ufffe 😀👨‍👩‍👧 末"


@pytest.fixture
def envelopes() -> Envelopes:
    return Envelopes(TOKEN, KEY, RECEIVER)


def posted(
    encrypted: str, at: datetime = NOW, nonce: str = "n1", token: str = TOKEN
) -> tuple[dict[str, str], bytes]:
    """A callback as the platform would post it: its query and its body."""
    time = str(int(at.timestamp()))
    query = {
        "timestamp": time,
        "nonce": nonce,
        "msg_signature": signature(token, time, nonce, encrypted),
        "encrypt_type": "aes",
    }
    body = f"<xml><ToUserName><![CDATA[gh]]></ToUserName><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"
    return query, body.encode()


def sealed(message: str, receiver: str = RECEIVER) -> str:
    """The message encrypted by the library itself."""
    whole = WeChatCrypto(TOKEN, KEY, receiver).encrypt_message(message, "n", "1")
    return xml.text(xml.read(whole.encode()), "Encrypt")


def why(envelopes: Envelopes, query: dict[str, str], body: bytes, now: datetime = NOW) -> str:
    with pytest.raises(Refused) as caught:
        envelopes.open(query, body, now)
    return str(caught.value)


@pytest.mark.parametrize("vector", VECTORS["open"], ids=lambda vector: vector["source"][:20])
def test_published_callbacks_open(vector: dict[str, Any]) -> None:
    envelopes = Envelopes(vector["token"], vector["aes_key"], vector["receiver"])
    body = f"<xml><Encrypt><![CDATA[{vector['encrypted']}]]></Encrypt></xml>".encode()
    at = datetime.fromtimestamp(int(vector["timestamp"]), UTC)

    fields = envelopes.open(vector, body, at)

    assert {name: xml.text(fields, name) for name in vector["fields"]} == vector["fields"]


@pytest.mark.parametrize("vector", VECTORS["seal"], ids=lambda vector: vector["source"][:20])
def test_a_published_message_seals_to_the_published_bytes(
    vector: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(envelope._Cipher, "get_random_string", lambda _self: vector["filling"])
    envelopes = Envelopes("any", vector["aes_key"], vector["receiver"])

    written = xml.read(envelopes.seal(vector["message"], NOW).encode())

    assert xml.text(written, "Encrypt") == vector["encrypted"]


@pytest.mark.parametrize("vector", VECTORS["echo"], ids=lambda vector: vector["source"][:20])
def test_a_published_echo_is_answered(vector: dict[str, Any]) -> None:
    envelopes = Envelopes(vector["token"], vector["aes_key"], vector["receiver"])
    at = datetime.fromtimestamp(int(vector["timestamp"]), UTC)

    assert envelopes.sealed_echo(vector, at) == vector["answer"]
    with pytest.raises(Refused, match="signature"):
        envelopes.sealed_echo({**vector, "msg_signature": "0" * 40}, at)


@pytest.mark.parametrize("crypto", [WeChatCrypto, CorpCrypto], ids=["official account", "corp"])
@pytest.mark.parametrize("length", [*range(1, 66), 2048])
def test_what_we_seal_the_library_opens(envelopes: Envelopes, crypto: Any, length: int) -> None:  # noqa: ANN401 - no types
    message = ("信a😀" * length)[:length]

    written = xml.read(envelopes.seal(message, NOW).encode())

    found = crypto(TOKEN, KEY, RECEIVER).decrypt_message(
        dict(written), xml.text(written, "MsgSignature"), xml.text(written, "TimeStamp"), written["Nonce"]
    )
    assert found == message


def test_what_the_library_seals_we_open(envelopes: Envelopes) -> None:
    fields = envelopes.open(*posted(sealed(MESSAGE)), NOW)

    assert xml.text(fields, "Content") == "你好 😀"


def test_no_two_envelopes_are_alike(envelopes: Envelopes) -> None:
    assert envelopes.seal("x", NOW) != envelopes.seal("x", NOW)


def test_a_forged_envelope_is_refused(envelopes: Envelopes) -> None:
    encrypted = sealed(MESSAGE)
    query, body = posted(encrypted)

    assert why(envelopes, {**query, "msg_signature": "0" * 40}, body) == "signature"
    assert why(envelopes, {**query, "msg_signature": "签"}, body) == "signature"
    assert why(envelopes, {**query, "nonce": "n2"}, body) == "signature"
    assert why(envelopes, {**query, "timestamp": str(int(query["timestamp"]) + 1)}, body) == "signature"
    assert why(envelopes, *posted(encrypted, token="another")) == "signature"
    swapped = body.replace(encrypted.encode(), sealed(MESSAGE).encode())
    assert why(envelopes, query, swapped) == "signature"
    plain = {"signature": signature(TOKEN, query["timestamp"], "n1"), **query, "msg_signature": ""}
    assert why(envelopes, plain, body) == "signature"


@pytest.mark.parametrize("age", [FRESH + timedelta(seconds=1), -FRESH - timedelta(seconds=1)])
def test_a_stale_envelope_is_refused_and_a_fresh_one_opens_as_often_as_it_comes(
    envelopes: Envelopes, age: timedelta
) -> None:
    query, body = posted(sealed(MESSAGE))

    assert why(envelopes, query, body, NOW + age) == "stale"
    edge = FRESH if age > timedelta() else -FRESH
    assert envelopes.open(query, body, NOW + edge) == envelopes.open(query, body, NOW + edge)


@pytest.mark.parametrize("name", ["timestamp", "nonce"])
@pytest.mark.parametrize("value", ["", "x" * 200, "17764 0000", "1776٣٣٣٣٣٣", "<b>"])
def test_time_and_nonce_keep_their_form(envelopes: Envelopes, name: str, value: str) -> None:
    query, body = posted(sealed(MESSAGE))

    assert why(envelopes, {**query, name: value}, body) == "no time or nonce"


def test_no_part_of_a_signed_envelope_can_be_passed_off_as_another() -> None:
    # The parts run together without a mark, so that what one of them may be has to be held fixed.
    assert signature("t", "1234567890", "991") == signature("t", "12345678909", "91")
    assert not envelope._TIME.fullmatch("12345678909")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "not XML"),
        (b"{}", "not XML"),
        (b"<xml><Encrypt>", "not XML"),
        (b"\xff\xfe<\x00x\x00", "not XML"),
        (b"<xml/>", "without fields"),
        (b"<xml>words</xml>", "without fields"),
        (b"<html><Encrypt>a</Encrypt></html>", "not a message"),
        (b"<xml><Content>open</Content></xml>", "not encrypted"),
        (b"<xml><Encrypt></Encrypt></xml>", "not encrypted"),
        (b"<xml><Encrypt><b>x</b></Encrypt></xml>", "not encrypted"),
        (b"<xml><Encrypt>a</Encrypt><Encrypt>b</Encrypt></xml>", "twice"),
        (b'<!DOCTYPE xml [<!ENTITY a "b">]><xml><Encrypt>&a;</Encrypt></xml>', "document type"),
        (b'<!DOCTYPE xml SYSTEM "file:///etc/passwd"><xml><Encrypt>a</Encrypt></xml>', "document type"),
        (b"<xml><Encrypt>&other;</Encrypt></xml>", "not XML"),
        (b'<?xml version="1.0" encoding="utf-16"?><xml><Encrypt>+/8=</Encrypt></xml>', "no time or nonce"),
        (b"<xml>" + b"<a>" * 9 + b"</a>" * 9 + b"</xml>", "more elements"),
        (b"<xml>" + b"<a>" * 20_000 + b"</a>" * 20_000 + b"</xml>", "too large"),
        (b"<xml><a>" + b"<b/>" * 600 + b"</a></xml>", "more elements"),
        (b"<xml><Encrypt>" + b"A" * LARGEST + b"</Encrypt></xml>", "too large"),
    ],
)
def test_a_body_of_another_form_is_refused(envelopes: Envelopes, body: bytes, said: str) -> None:
    assert said in why(envelopes, {}, body)


@pytest.mark.parametrize(
    "encrypted",
    [
        "A",
        "A===",
        "AAAA",
        "!!!!",
        base64.b64encode(bytes(16)).decode(),
        base64.b64encode(bytes(range(64))).decode(),
        base64.b64encode(b"\xff" * 4096).decode(),
    ],
)
def test_garbage_with_a_good_signature_is_refused(envelopes: Envelopes, encrypted: str) -> None:
    assert why(envelopes, *posted(encrypted))


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ("", "the message: not XML"),
        ("words", "the message: not XML"),
        ("<xml><MsgType>a</MsgType><MsgType>b</MsgType></xml>", "the message: a field that is there twice"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><xml><Content>&a;</Content></xml>', "the message: a document type"),
        ("<xml>" + "<a>" * 30 + "</a>" * 30 + "</xml>", "the message: more elements than any message has"),
    ],
)
def test_a_message_of_another_form_is_refused(envelopes: Envelopes, inside: str, said: str) -> None:
    assert why(envelopes, *posted(sealed(inside))) == said


def test_somebody_elses_envelope_is_refused(envelopes: Envelopes) -> None:
    assert why(envelopes, *posted(sealed(MESSAGE, "wx0000000000000000"))) == "for somebody else"


def test_an_official_accounts_address_is_confirmed_with_the_plain_echo(envelopes: Envelopes) -> None:
    time = str(int(NOW.timestamp()))
    query = {"timestamp": time, "nonce": "9", "signature": signature(TOKEN, time, "9"), "echostr": "8234"}

    assert envelopes.plain_echo(query, NOW) == "8234"
    for wrong in (
        {**query, "signature": "0"},
        {**query, "echostr": ""},
        {**query, "echostr": "<script>" + " "},
        {**query, "echostr": "a\nb"},
    ):
        with pytest.raises(Refused):
            envelopes.plain_echo(wrong, NOW)
    with pytest.raises(Refused, match="stale"):
        envelopes.plain_echo(query, NOW + timedelta(hours=1))


@pytest.mark.parametrize("key", ["", "a" * 42, "a" * 44, "a" * 42 + "!", "a" * 42 + "=", "a" * 43 + "\n"])
def test_a_wrong_key_is_told_at_once(key: str) -> None:
    with pytest.raises(InputError, match="43"):
        Envelopes(TOKEN, key, RECEIVER)


def test_a_key_with_spare_bits_in_its_last_letter_is_one() -> None:
    Envelopes(TOKEN, "a" * 42 + "B", RECEIVER)


def test_no_text_breaks_out_of_a_reply(envelopes: Envelopes) -> None:
    message = xml.write({"ToUserName": "o1", "CreateTime": 5, "Content": HOSTILE})

    fields = xml.read(message.encode())

    assert fields == {
        "ToUserName": "o1",
        "CreateTime": "5",
        "Content": "a]]>b<Content>c</Content>]]]]>>&amp;& 😀👨‍👩‍👧 末",
    }
    assert xml.read(xml.write({"Encrypt": envelopes.seal(message, NOW)}).encode())


def test_fields_are_found_at_any_depth() -> None:
    fields = xml.read(
        b"<xml><E>x</E><P><L><T>a</T></L><L><T>b</T></L></P><Q><L><T>c</T></L></Q><Z></Z></xml>"
    )

    assert xml.text(fields, "E") == "x"
    assert xml.text(fields, "Z") == xml.text(fields, "P") == xml.text(fields, "E", "x") == ""
    assert [xml.text(one, "T") for one in xml.several(fields, "P", "L")] == ["a", "b"]
    assert [xml.text(one, "T") for one in xml.several(fields, "Q", "L")] == ["c"]
    assert xml.several(fields, "E") == xml.several(fields, "none", "L") == []


def test_nested_fields_are_written() -> None:
    assert (
        xml.write({"Image": {"MediaId": "m"}}) == "<xml><Image><MediaId><![CDATA[m]]></MediaId></Image></xml>"
    )
