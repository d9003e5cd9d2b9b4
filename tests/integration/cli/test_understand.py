"""The `understand` command, from its arguments and its stdin to its output."""

from __future__ import annotations

import io
import json
import sys

import pytest

from bot.cli import main


def run(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    code = main(["understand", *argv])
    out, err = capsys.readouterr()
    return code, out, err


@pytest.mark.parametrize(
    ("pack", "question", "text", "expected"),
    [
        ("sme2024", "q02", "B", {"kind": "answer", "value": "B"}),
        ("sme2024", "q02", "25%", {"kind": "answer", "value": "C"}),
        ("sme2024", "q04", "B和C", {"kind": "answer", "value": ["B", "C"]}),
        ("sme2024", "q04", "都没有", {"kind": "answer", "value": ["A"]}),
        ("sme2024", "s01", "0", {"kind": "answer", "value": "0"}),
        ("eudma", "q02", "都没有", {"kind": "answer", "value": []}),
        ("eudma", "q07", "none", {"kind": "answer", "value": ["none"]}),
        ("eudma", "q11", "1是 2否 3部分 4是 5否", None),
        ("shanghai-ref", "headcount", "三百二", {"kind": "answer", "value": 320}),
        ("shanghai-ref", "headcount", "不适用，刚成立", {"kind": "answer", "value": {"na": "刚成立"}}),
        ("sme2024", "q02", "上一题", {"kind": "command", "command": "back", "argument": None}),
        ("sme2024", "q02", "改第3题", {"kind": "command", "command": "edit", "argument": "3"}),
    ],
)
def test_one_reply_as_json(
    capsys: pytest.CaptureFixture[str],
    pack: str,
    question: str,
    text: str,
    expected: dict[str, object] | None,
) -> None:
    code, out, err = run(capsys, pack, question, text, "--json")

    said = json.loads(out)
    assert (code, err) == (0, "")
    if expected is None:
        expected = {
            "kind": "answer",
            "value": {"1": "yes", "2": "no", "3": "partially", "4": "yes", "5": "no"},
        }
    assert said == expected


def test_a_guess_and_a_doubt_carry_their_prompt(capsys: pytest.CaptureFixture[str]) -> None:
    _, guess, _ = run(capsys, "shanghai-ref", "headcount", "约500人", "--json")
    _, doubt, _ = run(capsys, "sme2024", "q02", "2", "--json")

    assert json.loads(guess)["kind"] == "confirm"
    assert json.loads(guess)["value"] == 500
    assert "500" in json.loads(guess)["prompt"]
    assert set(json.loads(doubt)) == {"kind", "prompt"}
    assert json.loads(doubt)["kind"] == "unclear"


def test_another_language_of_the_pack_is_understood_unless_one_is_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = "Nothing is kept"
    _, both, _ = run(capsys, "eudma", "q11", "all no", "--json")
    _, english, _ = run(capsys, "sme2024", "q02", text, "--json")
    _, chinese, _ = run(capsys, "sme2024", "q02", text, "--json", "--locale", "zh-CN")

    assert json.loads(both)["kind"] == "answer"
    assert json.loads(english)["prompt"].isascii() or "–" in json.loads(english)["prompt"]
    assert "回" in json.loads(chinese)["prompt"]


def test_for_reading_the_rule_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "sme2024", "q02", "B")[1] == 'answer: "B" (mark)\n'
    assert run(capsys, "sme2024", "q02", "跳过")[1] == "command: skip\n"
    assert run(capsys, "sme2024", "q02", "哈哈")[1].startswith("unclear (no-match)\n")


def test_days_are_counted_from_the_day_given(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "shanghai-ref", "prior-date", "昨天", "--json", "--on", "2026-03-01")

    assert json.loads(out) == {"kind": "answer", "value": "2026-02-28"}


def test_lines_in_and_lines_out(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    lines = (
        '{"question": "q02", "text": "B"}\n\nnonsense\n'
        '{"question": "q99", "text": "B"}\n{"question": "q02"}\n'
    )
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines.encode())))

    code, out, _ = run(capsys, "sme2024")

    said = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    assert said[0] == {"kind": "answer", "value": "B"}
    assert [one["error"]["where"] for one in said[1:]] == ["line 3", "line 4, question", "line 5"]
    assert all(set(one["error"]) == {"code", "where", "message", "remedy"} for one in said[1:])
    assert "q09" in said[2]["error"]["remedy"]


def test_wrong_usage_and_wrong_names(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        run(capsys, "sme2024", "q02")
    assert stopped.value.code == 2

    code, out, err = run(capsys, "sme2024", "q99", "B")
    assert (code, out) == (1, "")
    assert "q09" in err
    assert run(capsys, "sme2025", "q01", "B")[0] == 1
