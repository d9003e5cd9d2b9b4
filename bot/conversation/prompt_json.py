"""Prompts as JSON objects, for the outbox, stored replies and the web page; and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.conversation.prompt import Attachment, AttachmentKind, Option, Prompt, PromptKind
from bot.questionnaire.understanding.outcome import Command


def prompt_to_json(prompt: Prompt) -> dict[str, Any]:
    """The prompt as a JSON object; fields at their default are left out."""
    plain = Prompt(text="")
    found: dict[str, Any] = {"text": prompt.text}
    for name in ("lead", "question", "token", "multiple", "done", "total", "accepts_file"):
        value = getattr(prompt, name)
        if value != getattr(plain, name):
            found[name] = value
    if prompt.kind is not plain.kind:
        found["kind"] = prompt.kind.value
    found |= _lists(prompt)
    return found


def _lists(prompt: Prompt) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if prompt.options:
        found["options"] = [
            {"key": option.key, "label": option.label, "short": option.short, "mark": option.mark}
            for option in prompt.options
        ]
    if prompt.ticked:
        found["ticked"] = list(prompt.ticked)
    if prompt.shortcuts:
        found["shortcuts"] = [command.value for command in prompt.shortcuts]
    if prompt.attachments:
        found["attachments"] = [
            {
                "kind": file.kind.value,
                "name": file.name,
                "sha256": file.sha256,
                "caption": file.caption,
                **({"guard": file.guard} if file.guard else {}),
            }
            for file in prompt.attachments
        ]
    if prompt.brief:
        found["brief"] = dict(prompt.brief)
    return found


def prompt_from_json(data: Mapping[str, Any]) -> Prompt:
    """The prompt that `prompt_to_json` wrote."""
    return Prompt(
        text=data["text"],
        kind=PromptKind(data.get("kind", PromptKind.INFO)),
        lead=data.get("lead", ""),
        question=data.get("question", ""),
        token=data.get("token", ""),
        options=tuple(
            Option(item["key"], item["label"], item["short"], item["mark"])
            for item in data.get("options", ())
        ),
        multiple=data.get("multiple", False),
        ticked=tuple(data.get("ticked", ())),
        shortcuts=tuple(Command(name) for name in data.get("shortcuts", ())),
        done=data.get("done", 0),
        total=data.get("total", 0),
        accepts_file=data.get("accepts_file", False),
        attachments=tuple(
            Attachment(
                AttachmentKind(item["kind"]),
                item["name"],
                item["sha256"],
                item["caption"],
                item.get("guard", ""),
            )
            for item in data.get("attachments", ())
        ),
        brief=tuple(data.get("brief", {}).items()),
    )
