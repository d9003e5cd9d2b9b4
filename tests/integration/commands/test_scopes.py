"""Nothing outside a person's scope ever shows: not by name, count, completion, suggestion, error or file.

Two registers are built alike, except that one also holds enterprises and people outside the person's scope.
Whatever she asks, both must answer her with the same words and files; and what exists only outside must
appear nowhere.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

from docx import Document
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from support.command_people import Talker
from support.scoped_worlds import ACCOUNT, INSIDE, NOW, OUTSIDE, PARKS, PLACES, STREETS, Grant, Plan, world

from bot.messages import load
from bot.services.filing import Opened

COMMANDS = """
状态 指标 单位 排名 名单 企业 催办 邀请 邀请 指派 导出 人员 授权 撤权 标准 审计 群发 帮助 停
/status /quota /list /find /nudge /export /who /grant /revoke /audit /broadcast /help /invite /assign
"""
WORDS = """
未开始 已完成 停滞 3 天 全部 三级 all stalled
联络人 重发 联系人 松江区 嘉定区 洞泾镇 南翔镇 洞泾 南翔 安亭 嘉定工业区 专家 管理员
P1 P2 P100 P101 P105 P500 P503 鼠牛 鼠 牛虎 鼠牛0厂 甲乙 乙丙 厂 公司 911 919 919000000000000001
差异 校验 进度 取消 催办 名单 ：大家好
"""
_CODES = re.compile(r"\b[2-9A-HJKMNP-Z]{5} ?[2-9A-HJKMNP-Z]{5}\b")  # they are random, and so differ
BROKEN = load("zh-CN").say("inbound.failed")
REPLIES = ["1", "2", "3", "更多", "确认", "取消", "撤销", "99", "0"]
# A unit's part of a quota and its place among its neighbours are told to it by policy, and are made of counts
# of the neighbours: what follows these is held to show no name, but may differ.
OF_THE_WHOLE = ("状态", "指标", "排名", "单位", "/status", "/quota")


def plans() -> st.SearchStrategy[Plan]:
    """Worlds in which she holds one to three roles and sees not everything."""
    over_unit = st.builds(Grant, st.sampled_from(("liaison", "expert", "provider")), st.sampled_from(PLACES))
    over_one = st.builds(Grant, st.sampled_from(("provider", "expert")), st.just(""), st.integers(0, 11))
    place = st.tuples(st.sampled_from((*STREETS, *PARKS)), st.integers(0, 5))
    return st.builds(
        Plan,
        st.lists(place, min_size=12, max_size=12).map(tuple),
        st.lists(st.one_of(over_unit, over_one), min_size=1, max_size=3).map(tuple),
        st.integers(-1, 11),
    )


def texts() -> st.SearchStrategy[str]:
    """What she might type: commands with any words, replies to what was asked, pieces of names."""
    piece = st.text(alphabet=OUTSIDE + INSIDE + "厂公司", min_size=1, max_size=4)
    words = st.lists(st.one_of(st.sampled_from(WORDS.split()), piece), max_size=2)
    asked = st.builds(lambda head, rest: " ".join([head, *rest]), st.sampled_from(COMMANDS.split()), words)
    return st.one_of(asked, asked, asked, st.sampled_from(REPLIES), piece)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),  # two databases an example: making it smaller takes minutes
)
@given(plans(), st.lists(texts(), min_size=4, max_size=16))
def test_nothing_outside_the_scope_ever_shows(plan: Plan, said: Sequence[str]) -> None:
    with world(plan, outside=True) as full, world(plan, outside=False) as bare:
        units = {unit.name for unit in full.talker.core.campaigning.campaign.units.all} - full.units
        of_the_whole = False
        for text in said:
            seen, without = answer(full.talker, text), answer(bare.talker, text)
            outside = [name for name in {*full.hidden, *units} if name in seen and name not in text]
            assert not outside, f"after {text!r}:\n{seen}"
            if text not in REPLIES:
                of_the_whole = text.startswith(OF_THE_WHOLE)
            if not of_the_whole:
                assert seen == without, f"{text!r} tells that there is something outside"


def answer(talker: Talker, text: str) -> str:
    """All that she gets to see: words, labels of buttons, names and content of files behind their links."""
    said = [talker.say(text)]
    assert BROKEN not in said[0], text
    for prompt in talker.last:
        said += [prompt.lead, *(option.label for option in prompt.options)]
        for file in prompt.attachments:
            token = talker.core.filing.token("web", talker.account, file)
            opened = talker.core.filing.open(token, talker.account)
            assert isinstance(opened, Opened)
            said += [file.name, *content_of(file.name, opened.content)]
    return _CODES.sub("a code", "\n".join(said))


def content_of(name: str, content: bytes) -> list[str]:
    """Every word of a file: a workbook, or a letter."""
    if name.endswith(".xlsx"):
        return cells(content)
    document = Document(io.BytesIO(content))
    in_tables = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [*(one.text for one in document.paragraphs), *in_tables]


def cells(content: bytes) -> list[str]:
    """Every value of a workbook; none of them a formula."""
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    found = [cell for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in found)
    return [str(cell.value) for cell in found]


def test_a_link_dies_with_the_role_it_was_made_for() -> None:
    plan = Plan(tuple((STREETS[0], 0) for _ in range(12)), (Grant("liaison", STREETS[0]),))
    with world(plan, outside=False) as small:
        core = small.talker.core
        small.talker.say("导出")
        [file] = [file for prompt in small.talker.last for file in prompt.attachments]
        token = core.filing.token("web", ACCOUNT, file)
        assert isinstance(core.filing.open(token, ACCOUNT), Opened)
        strangers = core.filing.token("web", "somebody", file)
        assert not isinstance(core.filing.open(strangers, "somebody"), Opened)

        core.database.write(lambda work: work.access.revoke(1, "liaison", "unit", STREETS[0], NOW))

        assert not isinstance(core.filing.open(token, ACCOUNT), Opened)
