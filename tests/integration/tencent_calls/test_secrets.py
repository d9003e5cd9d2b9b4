"""No token and no secret in any error or any line of a log, whatever goes wrong."""

from __future__ import annotations

import io
import logging
import traceback
from collections.abc import Callable

import pytest
import structlog
from support.tencent_office import Office

from bot import log_setup
from bot.channels.base import DeliveryError
from bot.channels.tencent import client as calls
from bot.channels.tencent import transport

Break = Callable[[Office], object]


def hangs(path: str) -> Break:
    return lambda office: office.api.oa.host.fault(path, hang=1.0)


def cuts(path: str) -> Break:
    return lambda office: office.api.oa.host.fault(path, cut=True)


def says(path: str, **what: object) -> Break:
    return lambda office: office.api.oa.host.fault(path, **what)


def stops(office: Office) -> None:
    office.api.oa.host.stop()
    office.api.oa.host.start()  # elsewhere: at the old address nobody answers


BREAKS: dict[str, Break] = {
    "the token call hangs": hangs("stable_token"),
    "the token call is cut": cuts("stable_token"),
    "the token call fails": says("stable_token", status=500),
    "the token call is refused": says("stable_token", errcode=40125, errmsg="invalid appsecret"),
    "the send hangs": hangs("message/custom/send"),
    "the send is cut": cuts("message/custom/send"),
    "the send fails": says("message/custom/send", status=500),
    "the token is refused": says("message/custom/send", errcode=40001, times=9),
    "a code nobody knows": says("message/custom/send", errcode=77777, errmsg="?"),
    "nobody is there": stops,
}


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """Everything any library logs, at its most talkative; our set-up is told of no secret."""
    monkeypatch.setattr(transport, "READ_SECONDS", 0.2)
    monkeypatch.setattr(calls, "BUSY_PAUSES", ())
    written = io.StringIO()
    monkeypatch.setattr("sys.stderr", written)
    log_setup.set_up(level="DEBUG")
    structlog.configure(cache_logger_on_first_use=False)  # or the loggers used here would keep this set-up
    return written


@pytest.mark.parametrize("broken", BREAKS.values(), ids=BREAKS.keys())
def test_whatever_goes_wrong(office: Office, log: io.StringIO, broken: Break) -> None:
    office.api.oa.person("o1").say("你好")
    broken(office)

    with pytest.raises(DeliveryError) as caught:
        office.greet("o1")
    logging.getLogger("test").error("it broke", exc_info=caught.value)

    error = caught.value
    assert error.__context__ is None
    assert error.__cause__ is None
    told = "".join([*traceback.format_exception(error), repr(error), repr(vars(error)), log.getvalue()])
    assert "it broke" in told
    for secret in [*office.api.secrets(), office.oa_app.secret]:
        assert secret not in told
    assert "access_token=" not in told


def test_credentials_and_tokens_do_not_show_their_secret(office: Office) -> None:
    assert office.oa_app.secret not in repr(office.oa_app)
    assert "planted" not in repr(transport.Answer({"access_token": "planted"}))
