from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.base import Act, DeliveryNews, InboundFile, InboundMessage, Kind
from bot.channels.tencent import xml
from bot.channels.wechat.parsing import encode, parse
from bot.errors import InputError

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # 17:00 where the people are
HEAD = (
    "<ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[oLi]]></FromUserName>"
    "<CreateTime>1764300000</CreateTime>"
)


def fields(inside: str, head: str = HEAD) -> xml.Fields:
    return xml.read(f"<xml>{head}{inside}</xml>".encode())


def said(kind: str, inside: str = "", number: str = "<MsgId>77</MsgId>") -> xml.Fields:
    return fields(f"<MsgType><![CDATA[{kind}]]></MsgType>{inside}{number}")


def event(name: str, inside: str = "") -> xml.Fields:
    return fields(f"<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[{name}]]></Event>{inside}")


def message(of: xml.Fields) -> InboundMessage:
    found = parse(of, AT)
    assert found.owner == "gh_1"
    assert found.message is not None
    assert (found.message.channel, found.message.account, found.message.received) == ("wechat", "oLi", AT)
    return found.message


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (
            said("text", "<Content><![CDATA[ 2 ]]></Content>"),
            {"kind": Kind.TEXT, "text": " 2 ", "act": Act.MESSAGE},
        ),
        (
            said("text", "<Content>靠现场看</Content><bizmsgmenuid>1|3|q1|a</bizmsgmenuid>"),
            {"kind": Kind.TAP, "token": "3", "question": "q1", "keys": ("a",), "act": Act.MESSAGE},
        ),
        (
            said("text", "<Content>x</Content><bizmsgmenuid>1|3|q1|a|b</bizmsgmenuid>"),
            {"kind": Kind.TAP, "keys": ("a|b",)},
        ),
        (
            said("text", "<Content>x</Content><bizmsgmenuid>101</bizmsgmenuid>"),
            {"kind": Kind.TAP, "text": "", "keys": ()},
        ),
        (
            said("text", "<Content>x</Content><bizmsgmenuid>2|3|q1|a</bizmsgmenuid>"),
            {"kind": Kind.TAP, "keys": ()},
        ),
        (said("text", "<Content></Content>"), {"kind": Kind.UNSUPPORTED, "text": "sticker"}),
        (said("text"), {"kind": Kind.UNSUPPORTED, "text": "sticker"}),
        (
            said("text", "<Content>【收到不支持的消息类型，暂无法显示】</Content>"),
            {"kind": Kind.UNSUPPORTED, "text": "hidden", "act": Act.MESSAGE},
        ),
        (
            said("image", "<PicUrl>https://mmbiz.qpic.cn/1</PicUrl><MediaId>m1</MediaId>"),
            {
                "kind": Kind.FILE,
                "source": "m1",
                "file": InboundFile("photo-20260302-170000.jpg", "", "image/jpeg", 0),
                "act": Act.MESSAGE,
            },
        ),
        (said("image", "<PicUrl>x</PicUrl>"), {"kind": Kind.UNSUPPORTED, "text": "other"}),
        (said("voice", "<MediaId>m</MediaId>"), {"kind": Kind.UNSUPPORTED, "text": "voice"}),
        (said("video", "<MediaId>m</MediaId>"), {"kind": Kind.UNSUPPORTED, "text": "video"}),
        (said("shortvideo"), {"kind": Kind.UNSUPPORTED, "text": "video"}),
        (said("location", "<Location_X>31</Location_X>"), {"kind": Kind.UNSUPPORTED, "text": "location"}),
        (said("link", "<Url>https://example.com</Url>"), {"kind": Kind.UNSUPPORTED, "text": "other"}),
        (said("holograph"), {"kind": Kind.UNSUPPORTED, "text": "other"}),
        (event("subscribe", "<EventKey></EventKey>"), {"kind": Kind.START, "code": "", "act": Act.FOLLOW}),
        (
            event("subscribe", "<EventKey>qrscene_AB2C</EventKey><Ticket>t</Ticket>"),
            {"kind": Kind.START, "code": "AB2C", "act": Act.FOLLOW},
        ),
        (
            event("subscribe", "<EventKey>last_trade_no_42</EventKey>"),
            {"kind": Kind.START, "code": "", "act": Act.FOLLOW},
        ),
        (event("unsubscribe", "<EventKey></EventKey>"), {"kind": Kind.LEAVE, "act": None}),
        (
            event("SCAN", "<EventKey>AB2C</EventKey><Ticket>t</Ticket>"),
            {"kind": Kind.START, "code": "AB2C", "act": Act.SCAN},
        ),
        (event("CLICK", "<EventKey>进度</EventKey>"), {"kind": Kind.TEXT, "text": "进度", "act": Act.MENU}),
        (
            event(
                "scancode_waitmsg",
                "<EventKey>k</EventKey><ScanCodeInfo><ScanResult>AB2C</ScanResult></ScanCodeInfo>",
            ),
            {"kind": Kind.START, "code": "AB2C", "act": Act.MENU},
        ),
        (event("scancode_push"), {"kind": Kind.NOTICE, "act": Act.MENU, "grants": ()}),
        (
            event(
                "subscribe_msg_popup_event",
                "<SubscribeMsgPopupEvent>"
                "<List><TemplateId>a</TemplateId><SubscribeStatusString>accept</SubscribeStatusString></List>"
                "<List><TemplateId>b</TemplateId><SubscribeStatusString>reject</SubscribeStatusString></List>"
                "</SubscribeMsgPopupEvent>",
            ),
            {"kind": Kind.NOTICE, "grants": ("a",), "withdrawn": ("b",), "act": None},
        ),
        (
            event(
                "subscribe_msg_change_event",
                "<SubscribeMsgChangeEvent><List><TemplateId>a</TemplateId>"
                "<SubscribeStatusString>reject</SubscribeStatusString></List></SubscribeMsgChangeEvent>",
            ),
            {"kind": Kind.NOTICE, "grants": (), "withdrawn": ("a",)},
        ),
    ],
)
def test_what_happened_is_understood(of: xml.Fields, expected: dict[str, Any]) -> None:
    found = message(of)

    assert {name: getattr(found, name) for name in expected} == expected


@pytest.mark.parametrize(
    "of",
    [
        event("VIEW", "<EventKey>https://example.com</EventKey>"),
        event("LOCATION", "<Latitude>31</Latitude>"),
        event("kf_create_session"),
        event("subscribe_msg_popup_event"),
        event("subscribe_msg_popup_event", "<SubscribeMsgPopupEvent>words</SubscribeMsgPopupEvent>"),
        event(""),
    ],
)
def test_what_nobody_waits_an_answer_for_is_passed_over(of: xml.Fields) -> None:
    found = parse(of, AT)

    assert found.message is None
    assert found.news == ()


@pytest.mark.parametrize(
    ("status", "delivered", "code"),
    [
        ("success", True, ""),
        ("failed:user block", False, "refused"),
        ("failed: system failed", False, "not_delivered"),
    ],
)
def test_the_platform_tells_what_became_of_a_template(status: str, delivered: bool, code: str) -> None:
    found = parse(event("TEMPLATESENDJOBFINISH", f"<MsgID>5</MsgID><Status>{status}</Status>"), AT)

    assert found.news == (DeliveryNews("wechat", "5", delivered, code),)
    assert found.message is None


def test_the_platform_tells_what_became_of_notices() -> None:
    lines = "".join(
        f"<List><TemplateId>t</TemplateId><MsgID>{number}</MsgID><ErrorCode>{code}</ErrorCode></List>"
        for number, code in (("1", "0"), ("2", "43101"), ("", "0"))
    )

    inside = f"<SubscribeMsgSentEvent>{lines}</SubscribeMsgSentEvent>"

    found = parse(event("subscribe_msg_sent_event", inside), AT)

    assert found.news == (
        DeliveryNews("wechat", "1", delivered=True),
        DeliveryNews("wechat", "2", delivered=False, code="not_delivered"),
    )


@pytest.mark.parametrize(
    "of",
    [
        fields("<MsgType>text</MsgType><Content>a</Content><MsgId>1</MsgId>", head=""),
        fields("<MsgType>text</MsgType><Content>a</Content>", head=HEAD.replace("oLi", "o Li")),
        fields("<Content>a</Content>"),
        fields("<MsgType>text</MsgType>", head=HEAD.replace("1764300000", "now")),
        fields("<MsgType>event</MsgType>", head=HEAD.replace("1764300000", "")),
        fields("<MsgType><b>text</b></MsgType><MsgId>1</MsgId>"),
        fields("<MsgType>text</MsgType><MsgId>1</MsgId>", head=HEAD.replace("oLi", "o" * 65)),
    ],
)
def test_what_lacks_what_every_event_has_is_refused(of: xml.Fields) -> None:
    with pytest.raises(InputError):
        parse(of, AT)


def test_the_same_event_has_the_same_key_and_no_other_has() -> None:
    def key(of: xml.Fields) -> str:
        return message(of).key

    text = "<Content>a</Content>"
    others = [
        said("text", text),
        said("text", text, "<MsgId>78</MsgId>"),
        fields(  # the same number at another person's
            f"<MsgType>text</MsgType>{text}<MsgId>77</MsgId>", HEAD.replace("oLi", "oWang")
        ),
        event("CLICK", "<EventKey>a</EventKey>"),
        event("CLICK", "<EventKey>b</EventKey>"),  # in the same second
        event("SCAN", "<EventKey>a</EventKey>"),
        event("SCAN", "<EventKey>a</EventKey><Ticket>t</Ticket>"),
    ]
    keys = [parse(of, AT).message.key for of in others]  # type: ignore[union-attr] # each has one

    assert len(set(keys)) == len(others)
    assert key(event("SCAN", "<Ticket>t</Ticket><EventKey>a</EventKey>")) == keys[-1]
    assert all(len(one) <= 200 for one in keys)
    longest = HEAD.replace("oLi", "o" * 64).replace("gh_1", "g" * 64)
    long = parse(xml.read(f"<xml>{longest}<MsgType>event</MsgType><Event>SCAN</Event></xml>".encode()), AT)
    assert long.message is not None
    assert len(long.message.key) <= 200


def test_an_item_carries_what_its_tap_means_or_nothing() -> None:
    assert encode("3", "q1", "a|b") == "1|3|q1|a|b"
    assert encode("3", "q|1", "a") == ""
    assert encode("3", "q1", "长" * 30) == ""
