import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import messages
from bot.channels.base import Capabilities, Counting
from bot.channels.rendering import Button, cut, render, size, split
from bot.conversation.prompt import Attachment, AttachmentKind, Option, Prompt
from bot.questionnaire.understanding.outcome import Command

CHINESE = messages.load("zh-CN")
PLAIN = Capabilities(max_text=2048)
RICH = Capabilities(max_text=4096, buttons=10, button_label=30, sends_documents=True, sends_pictures=True)
REPORT = Attachment(AttachmentKind.DOCUMENT, "报告.docx", "ab" * 32)
RADAR = Attachment(AttachmentKind.PICTURE, "雷达图.png", "cd" * 32)

SHORT = (Option("yes", "同意"), Option("no", "不同意"))
LONG = (
    Option("A", "靠现场看、口头问，或纸质单据", "看和问", "1"),
    Option("B", "班组每天填电子表格汇总", "表格", "2"),
)


def link(file: Attachment) -> str:
    return f"https://example.org/{file.sha256[:4]}"


@pytest.mark.parametrize(
    ("text", "limit", "counting", "parts"),
    [
        ("", 10, Counting.BYTES, []),
        (" \n ", 10, Counting.BYTES, []),
        ("abc", 3, Counting.BYTES, ["abc"]),
        ("生产", 6, Counting.BYTES, ["生产"]),
        ("生产", 5, Counting.BYTES, ["生", "产"]),
        ("生产", 2, Counting.CHARACTERS, ["生产"]),
        ("😀😀", 3, Counting.CHARACTERS, ["😀", "😀"]),
        ("第一段。\n\n第二段，长一点。", 10, Counting.CHARACTERS, ["第一段。", "第二段，长一点。"]),
        ("一行\n二行\n三行", 6, Counting.CHARACTERS, ["一行\n二行", "三行"]),
        ("先说一句。再说一句", 7, Counting.CHARACTERS, ["先说一句。", "再说一句"]),
        ("他说“好。”然后走", 7, Counting.CHARACTERS, ["他说“好。”", "然后走"]),
        ("about 3.14 units", 9, Counting.CHARACTERS, ["about", "3.14", "units"]),
        ("One two. Three", 10, Counting.CHARACTERS, ["One two.", "Three"]),
        ("没有标点的一长串字", 4, Counting.CHARACTERS, ["没有标点", "的一长串", "字"]),
        ("e\u0301e\u0301e\u0301", 3, Counting.CHARACTERS, ["e\u0301", "e\u0301", "e\u0301"]),
        ("👨‍👩‍👧👍🏽", 8, Counting.CHARACTERS, ["👨‍👩‍👧", "👍🏽"]),
        ("字", 1, Counting.BYTES, ["字"]),
        ("e\u0301\u0301\u0301", 2, Counting.CHARACTERS, ["e\u0301", "\u0301\u0301"]),
    ],
)
def test_text_is_split_where_it_reads_best(
    text: str, limit: int, counting: Counting, parts: list[str]
) -> None:
    assert list(split(text, limit, counting)) == parts


TEXTS = st.text(st.sampled_from("生产。，\n ab.😀e\u0301\u200d"), max_size=300)


@given(TEXTS, st.integers(8, 60), st.sampled_from(Counting))
def test_parts_fit_and_lose_nothing_but_blanks(text: str, limit: int, counting: Counting) -> None:
    parts = split(text, limit, counting)

    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(part == part.strip() and 0 < size(part, counting) <= limit for part in parts)


def test_a_line_too_short_to_be_a_part_of_its_own_does_not_win_over_a_later_border() -> None:
    assert split("头\n" + "字" * 6 + "，" + "字" * 6, 10, Counting.CHARACTERS)[0] == "头\n" + "字" * 6 + "，"


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [("短", 3, "短"), ("看现场", 9, "看现场"), ("看现场吗", 9, "看现…"), ("ab cdef", 6, "ab…")],
)
def test_labels_are_cut_with_an_ellipsis(text: str, limit: int, shown: str) -> None:
    assert cut(text, limit) == shown


def test_short_choices_become_buttons_and_leave_the_text() -> None:
    prompt = Prompt("要开始吗？\n回 1 开始，回 2 不参加", lead="要开始吗？", options=SHORT)

    shown = render(prompt, RICH, CHINESE, link)

    assert shown.texts == ("要开始吗？",)
    assert shown.buttons == (Button("yes", "同意"), Button("no", "不同意"))


def test_long_choices_stay_in_the_text_and_their_buttons_are_short() -> None:
    prompt = Prompt("怎么掌握进度？\n1 靠现场…\n2 班组…", lead="怎么掌握进度？", options=LONG)

    shown = render(prompt, RICH, CHINESE, link)

    assert shown.texts == (prompt.text,)
    assert shown.buttons == (Button("A", "1 看和问"), Button("B", "2 表格"))


def test_without_a_short_form_the_label_is_cut_to_the_button() -> None:
    option = Option("A", "靠现场看、口头问，或纸质单据", mark="1")

    shown = render(Prompt("问\n1 …", lead="问", options=(option,)), RICH, CHINESE, link)

    assert shown.buttons == (Button("A", "1 靠现场看、口头问…"),)
    assert size(shown.buttons[0].label) <= RICH.button_label


@pytest.mark.parametrize(
    ("capabilities", "count", "multiple", "buttons"),
    [
        (PLAIN, 2, False, 0),
        (RICH, 10, False, 10),
        (RICH, 11, False, 0),
        (RICH, 10, True, 0),  # the button that says “done” finds no room
        (RICH, 9, True, 9),
    ],
)
def test_choices_are_buttons_only_where_all_of_them_fit(
    capabilities: Capabilities, count: int, multiple: bool, buttons: int
) -> None:
    options = tuple(Option(str(n), f"第{n}", mark=str(n)) for n in range(count))
    prompt = Prompt("全文", lead="开头", options=options, multiple=multiple)

    shown = render(prompt, capabilities, CHINESE, link)

    assert len(shown.buttons) == buttons
    assert shown.texts == (("开头",) if buttons else ("全文",))


def test_shortcuts_take_the_room_that_choices_leave() -> None:
    options = tuple(Option(str(n), f"第{n}") for n in range(9))
    prompt = Prompt("题", options=options, shortcuts=(Command.HELP, Command.BACK))

    assert render(prompt, RICH, CHINESE, link).shortcuts == (Button("/help", "帮助"),)
    assert render(prompt, PLAIN, CHINESE, link).shortcuts == ()
    assert render(Prompt("题", shortcuts=(Command.HELP,)), RICH, messages.load("en"), link).shortcuts == (
        Button("/help", "Help"),
    )


@pytest.mark.parametrize(
    ("documents", "pictures", "own", "linked"),
    [
        (True, True, (AttachmentKind.DOCUMENT, AttachmentKind.PICTURE), []),
        (True, False, (AttachmentKind.DOCUMENT, AttachmentKind.DOCUMENT), []),
        (False, True, (AttachmentKind.PICTURE,), ["报告.docx：https://example.org/abab"]),
        (
            False,
            False,
            (),
            ["报告.docx：https://example.org/abab", "雷达图.png：https://example.org/cdcd"],
        ),
    ],
)
def test_files_the_channel_cannot_send_become_links(
    documents: bool, pictures: bool, own: tuple[AttachmentKind, ...], linked: list[str]
) -> None:
    capabilities = Capabilities(max_text=999, sends_documents=documents, sends_pictures=pictures)

    shown = render(Prompt("结果", attachments=(REPORT, RADAR)), capabilities, CHINESE, link)

    assert tuple(file.kind for file in shown.attachments) == own
    assert shown.texts == ("\n".join(["结果", *linked]),)


def test_a_file_alone_needs_no_text() -> None:
    assert render(Prompt("", attachments=(REPORT,)), RICH, CHINESE, link).texts == ()
