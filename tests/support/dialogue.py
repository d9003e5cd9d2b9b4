"""Playing a dialogue from data, and writing it back as data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from support.interview_rules import check, check_answers, check_effects

from bot.conversation.definition import Definition, Keeper, Liaison
from bot.conversation.effects import Effect, SaveAnswer, Say, SetTimer
from bot.conversation.engine import Turn, begin, resume
from bot.conversation.inputs import (
    AnsweredElsewhere,
    Assessed,
    GaveFile,
    Input,
    Left,
    Peers,
    Reminded,
    Said,
    Scored,
    Started,
    Tapped,
    Unsupported,
)
from bot.conversation.interview import Interview
from bot.conversation.prompt import Prompt
from bot.messages import load
from bot.packs.loader import load_pack
from bot.questionnaire.model import Questionnaire
from scoring.values import AnswerValue, answer_from_json, answer_to_json

_PACKS = Path(__file__).resolve().parents[2] / "templates" / "packs"
_THINKING = 15  # seconds before each message, unless the turn says otherwise


def play(dialogue: Mapping[str, Any]) -> dict[str, Any]:
    """The dialogue with the replies and effects that its inputs have now."""
    stage = _Stage(dialogue)
    turns = [stage.act(turn) for turn in dialogue["turn"]]
    return {**dialogue, "turn": turns}


class _Stage:
    """One interview being played; a turn without an input is the beginning."""

    def __init__(self, dialogue: Mapping[str, Any]) -> None:
        self.answers: dict[str, AnswerValue] = {}
        self.now = datetime.fromisoformat(dialogue.get("start", "2026-03-02T09:00:00+08:00"))
        self.definition = _definition(dialogue, self.answers)
        self.prompts: list[Prompt] = []  # the last prompt of each turn
        self.turn: Turn | None = None

    def act(self, turn: Mapping[str, Any]) -> dict[str, Any]:
        self.now += timedelta(seconds=turn.get("seconds", _THINKING), days=turn.get("days", 0))
        if self.turn is None:
            before = None
            after = begin(self.definition, self.now)
        else:
            before = Interview.from_json(self.turn.interview.to_json())
            after = resume(before, self._input(turn), self.definition, self.now)
        check_effects(before or after.interview, after.effects, self.definition)
        self._store(after)
        check(after.interview, self.definition)
        check_answers(after.interview, self.answers, self.definition)
        kept = {key: value for key, value in turn.items() if key not in ("reply", "effects")}
        replies = [say.prompt.text for say in after.says]
        effects = [_shown(effect) for effect in after.effects if not isinstance(effect, Say)]
        return kept | ({"reply": replies} if replies else {}) | ({"effects": effects} if effects else {})

    def _store(self, after: Turn) -> None:
        self.turn = after
        self.prompts.append(after.says[-1].prompt if after.says else self.prompts[-1])
        for effect in after.effects:
            if isinstance(effect, SaveAnswer):
                self.answers[effect.question] = effect.value

    def _input(self, turn: Mapping[str, Any]) -> Input:  # noqa: C901, PLR0911 - one line an input
        match turn:
            case {"said": text}:
                return Said(text)
            case {"tapped": keys}:
                prompt = self.prompts[turn["of"] - 1] if "of" in turn else self.prompts[-1]
                return Tapped(prompt.question, prompt.token, tuple(keys))
            case {"file": name}:
                return GaveFile(name, "ab" * 32, "image/jpeg", 120_000)
            case {"event": "started"}:
                return Started()
            case {"event": "left"}:
                return Left()
            case {"event": "reminded"}:
                return Reminded()
            case {"unsupported": what}:
                return Unsupported(what)
            case {"elsewhere": {"question": question, "value": value}}:
                self.answers[question] = answer_from_json(value)
                return AnsweredElsewhere(question, answer_from_json(value))
            case {"assessed": result}:
                return _assessed(result)
            case _:
                raise ValueError(f"no input in {turn}")


def _definition(dialogue: Mapping[str, Any], answers: Mapping[str, AnswerValue]) -> Definition:
    liaison = dialogue.get("liaison")
    return Definition(
        questionnaire=_questionnaire(dialogue["pack"], dialogue["locale"]),
        messages=load(dialogue["locale"]),
        answers=answers,
        last={question: answer_from_json(value) for question, value in dialogue.get("last", {}).items()},
        last_on=dialogue.get("last_on", ""),
        register={question: answer_from_json(v) for question, v in dialogue.get("register", {}).items()},
        enterprise_name=dialogue.get("enterprise", ""),
        liaison=Liaison(liaison["name"], liaison["phone"]) if liaison else None,
        keeper=Keeper(**dialogue.get("keeper", {})),
    )


@cache
def _questionnaire(pack: str, locale: str) -> Questionnaire:
    return load_pack(_PACKS / pack).questionnaire(locale)


def _assessed(result: Mapping[str, Any]) -> Assessed:
    fields = dict(result)
    for name in ("strongest", "weakest"):
        if name in fields:
            fields[name] = Scored(**fields[name])
    if "peers" in fields:
        fields["peers"] = Peers(**fields["peers"])
    if "next_steps" in fields:
        fields["next_steps"] = tuple(fields["next_steps"])
    return Assessed(**fields)


def _shown(effect: Effect) -> str:
    """An effect on one line: its name and its fields."""
    match effect:
        case SaveAnswer(question=question, value=value):
            fields = f"{question} = {json.dumps(answer_to_json(value), ensure_ascii=False, default=str)}"
        case SetTimer(kind=kind, after=after):
            fields = f"{kind} in {after.days} days"
        case _:
            fields = " | ".join(str(value) for value in asdict(effect).values())
    return f"{type(effect).__name__} {fields}".strip()


def to_toml(dialogue: Mapping[str, Any]) -> str:
    """The dialogue as TOML, long texts readable."""
    head = [f"{key} = {toml_value(value)}" for key, value in dialogue.items() if key != "turn"]
    return "\n".join([*head, *(_turn(turn) for turn in dialogue["turn"])]) + "\n"


def _turn(turn: Mapping[str, Any]) -> str:
    lines = ["\n[[turn]]"]
    for key, value in turn.items():
        if key == "reply":
            lines.append("reply = [\n" + "".join(f"{toml_text(text)},\n" for text in value) + "]")
        elif key == "effects":
            lines.append("effects = [\n" + "".join(f"    {toml_value(text)},\n" for text in value) + "]")
        else:
            lines.append(f"{key} = {toml_value(value)}")
    return "\n".join(lines)


def toml_text(text: str) -> str:
    """A long text as TOML, readable."""
    assert "'''" not in text
    return f"'''\n{text}'''"


def toml_value(value: object) -> str:
    """A value as TOML on one line."""
    match value:
        case dict():
            return "{ " + ", ".join(f"{key} = {toml_value(item)}" for key, item in value.items()) + " }"
        case list():
            return "[" + ", ".join(toml_value(item) for item in value) + "]"
        case _:
            # A TOML basic string, number or truth is written as JSON writes it.
            return json.dumps(value, ensure_ascii=False, default=str)
