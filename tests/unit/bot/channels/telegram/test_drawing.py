import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import messages
from bot.channels.telegram.drawing import (
    LONGEST_CAPTION,
    LONGEST_DATA,
    Act,
    Data,
    Keyboard,
    decode,
    encode,
    steps,
    tick,
    ticked,
)
from bot.conversation.prompt import Attachment, AttachmentKind, Option, Prompt
from bot.questionnaire.understanding.outcome import Command

CHINESE = messages.load("zh-CN")
REPORT = Attachment(AttachmentKind.DOCUMENT, "报告.docx", "ab" * 32)
RADAR = Attachment(AttachmentKind.PICTURE, "雷达图.png", "cd" * 32, caption="五个维度")
OPTIONS = (
    Option("A", "看现场", mark="1"),
    Option("B", "填表格", mark="2"),
    Option("C", "系统里报工", mark="3"),
)


def asking(**fields: object) -> Prompt:
    plain = {"text": "全文", "lead": "题", "question": "q05", "token": "17", "options": OPTIONS}
    return Prompt(**{**plain, **fields})  # type: ignore[arg-type] # fields by name


def labels(keyboard: Keyboard) -> list[list[str]]:
    return [[key.text for key in row] for row in keyboard]


def data(keyboard: Keyboard) -> list[str]:
    return [key.data for row in keyboard for key in row]


NAMES = st.text(st.sampled_from("abcAB019_.-=/"), max_size=20)


@given(st.sampled_from(Act), NAMES, NAMES, NAMES)
def test_what_is_spelt_is_read_back_and_fits(act: Act, token: str, question: str, key: str) -> None:
    meant = Data(act, token, question, key)

    spelt = encode(meant)

    assert not spelt or decode(spelt) == meant
    assert len(spelt.encode()) <= LONGEST_DATA
    assert spelt or len(token + question + key) > LONGEST_DATA - 4


@pytest.mark.parametrize(
    ("meant", "spelt"),
    [
        (Data(Act.PICK, "17", "capability-production", "B"), "1o17|capability-production|B"),
        (Data(Act.PICK, "t", "q", "a|b"), "1ot|q|a|b"),
        (Data(Act.PICK, "t", "q|r", "a"), ""),
        (Data(Act.PICK, "t", "问" * 21, "a"), ""),
    ],
)
def test_spelling(meant: Data, spelt: str) -> None:
    assert encode(meant) == spelt


def test_choices_and_shortcuts() -> None:
    [step] = steps(asking(shortcuts=(Command.HELP, Command.SKIP)), CHINESE)

    assert step.text == "题"
    assert labels(step.keyboard) == [["1 看现场", "2 填表格"], ["3 系统里报工"], ["帮助", "跳过"]]
    assert data(step.keyboard) == [
        "1o17|q05|A",
        "1o17|q05|B",
        "1o17|q05|C",
        "1o17|q05|/help",
        "1o17|q05|/skip",
    ]


@pytest.mark.parametrize(
    ("label", "rows"), [("是", 1), ("有一部分", 2), ("中等长短的说法", 2), ("班组每天填电子表格汇总", 4)]
)
def test_short_choices_stand_side_by_side(label: str, rows: int) -> None:
    options = tuple(Option(str(n), label) for n in range(4))

    [step] = steps(asking(options=options), CHINESE)

    assert len(step.keyboard) == rows


def test_several_choices_have_boxes_and_a_last_button() -> None:
    [step] = steps(asking(multiple=True, ticked=("B",)), CHINESE)

    assert labels(step.keyboard)[-1] == ["选好了（1 项）"]
    assert {"☐ 1 看现场", "☑ 2 填表格"} <= {key.text for row in step.keyboard for key in row}
    assert data(step.keyboard)[-1] == "1d17|q05|"
    assert ticked(step.keyboard) == ("B",)


def test_ticking_and_unticking() -> None:
    [step] = steps(asking(multiple=True, shortcuts=(Command.HELP,)), CHINESE)
    once = tick(step.keyboard, Data(Act.TICK, "17", "q05", "C"), CHINESE)
    twice = tick(once, Data(Act.TICK, "17", "q05", "A"), CHINESE)
    back = tick(
        tick(twice, Data(Act.UNTICK, "17", "q05", "C"), CHINESE), Data(Act.UNTICK, "17", "q05", "A"), CHINESE
    )

    assert ticked(step.keyboard) == ()
    assert ticked(twice) == ("A", "C")  # as they are shown, not as they were tapped
    assert ["选好了（2 项）"] in labels(twice)
    assert back == step.keyboard
    assert ["选好了（一项也没有）"] in labels(back)


def test_the_same_tap_twice_changes_nothing_more() -> None:
    [step] = steps(asking(multiple=True), CHINESE)
    data = Data(Act.TICK, "17", "q05", "C")

    once = tick(step.keyboard, data, CHINESE)

    assert tick(once, data, CHINESE) == once


@pytest.mark.parametrize("multiple", [True, False])
def test_a_key_too_long_for_a_button_leaves_the_whole_text_and_no_buttons(multiple: bool) -> None:
    options = (*OPTIONS, Option("k" * 60, "丁", mark="4"))

    [step] = steps(asking(options=options, multiple=multiple, shortcuts=(Command.HELP,)), CHINESE)

    assert (step.text, step.keyboard) == ("全文", ())


def test_the_keyboard_is_under_the_last_part_of_a_long_text() -> None:
    found = steps(asking(text="长" * 5000, lead="长" * 5000), CHINESE)

    assert [len(step.text) for step in found] == [4096, 904]
    assert [bool(step.keyboard) for step in found] == [False, True]


def test_a_short_text_goes_along_with_its_file() -> None:
    [step] = steps(Prompt("报告好了", attachments=(REPORT,)), CHINESE)

    assert (step.text, step.attachment) == ("报告好了", REPORT)


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        (Prompt("字" * LONGEST_CAPTION, attachments=(REPORT,)), [("字" * LONGEST_CAPTION, REPORT)]),
        (
            Prompt("字" * (LONGEST_CAPTION + 1), attachments=(REPORT,)),
            [("字" * (LONGEST_CAPTION + 1), None), ("", REPORT)],
        ),
        (Prompt("看图", attachments=(RADAR,)), [("看图\n五个维度", RADAR)]),
        (Prompt("", attachments=(RADAR,)), [("五个维度", RADAR)]),
        (
            Prompt("结果", attachments=(RADAR, REPORT)),
            [("结果", None), ("五个维度", RADAR), ("", REPORT)],
        ),
        (Prompt(""), []),
    ],
)
def test_files_and_captions(prompt: Prompt, expected: list[tuple[str, Attachment | None]]) -> None:
    assert [(step.text, step.attachment) for step in steps(prompt, CHINESE)] == expected
