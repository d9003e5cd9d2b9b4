"""What the Bot API's methods do and refuse, as far as the product calls them."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from support.telegram_people import Person, Shown

BOT = {"id": 123456, "is_bot": True, "first_name": "问诊", "username": "wenzhen_test_bot"}
_TOO_LARGE = 20 * 1024 * 1024


class Refusal(Exception):  # noqa: N818 - an answer of the platform
    """An error answer."""

    def __init__(self, status: int, description: str, parameters: dict[str, int] | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.parameters = parameters


@dataclass
class BotMethods:
    """The platform's state, and the methods that change it. Each takes the call's parameters."""

    people: dict[int, Person] = field(default_factory=dict)
    groups: dict[int, list[str]] = field(default_factory=dict)
    left: list[int] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    menus: dict[tuple[str, str], list[dict[str, str]]] = field(default_factory=dict)
    answered: list[str] = field(default_factory=list)
    webhook: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._ids = itertools.count(1000)

    def new_id(self) -> int:
        """A number nobody has had."""
        return next(self._ids)

    def keep(self, content: bytes, size: int | None = None) -> tuple[str, int]:
        """Store a file; its id and the size the platform tells."""
        file_id = f"file{self.new_id()}"
        self.files[file_id] = content
        return file_id, len(content) if size is None else size

    def get_me(self, _given: dict[str, Any]) -> object:
        return BOT

    def set_webhook(self, given: dict[str, Any]) -> object:
        self.webhook = {"url": given["url"], "secret": given.get("secret_token", "")}
        return True

    def delete_webhook(self, given: dict[str, Any]) -> object:
        self.webhook = {}
        return True

    def set_my_commands(self, given: dict[str, Any]) -> object:
        scope = json.loads(given.get("scope", '{"type":"default"}'))
        where = f"{scope['type']}:{scope['chat_id']}" if "chat_id" in scope else scope["type"]
        commands = json.loads(given["commands"])
        if len(commands) > 100 or any(not 1 <= len(command["description"]) <= 256 for command in commands):
            raise Refusal(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
        self.menus[where, given.get("language_code", "")] = commands
        return True

    def delete_my_commands(self, given: dict[str, Any]) -> object:
        scope = json.loads(given.get("scope", '{"type":"default"}'))
        where = f"{scope['type']}:{scope['chat_id']}" if "chat_id" in scope else scope["type"]
        self.menus.pop((where, given.get("language_code", "")), None)
        return True

    def send_chat_action(self, given: dict[str, Any]) -> object:
        self._reachable(given).actions.append(given["action"])
        return True

    def send_message(self, given: dict[str, Any]) -> object:
        text = given.get("text", "").strip()
        if int(given["chat_id"]) in self.groups:
            self.groups[int(given["chat_id"])].append(text)
            return self._sent(Shown(self.new_id(), text), int(given["chat_id"]), "group")
        person = self._reachable(given)
        if not text:
            raise Refusal(400, "Bad Request: message text is empty")
        if _units(text) > 4096:
            raise Refusal(400, "Bad Request: message is too long")
        return self._show(person, Shown(self.new_id(), text, _keyboard(given)))

    def send_document(self, given: dict[str, Any]) -> object:
        return self._file(given, "document")

    def send_photo(self, given: dict[str, Any]) -> object:
        return self._file(given, "photo")

    def edit_message_reply_markup(self, given: dict[str, Any]) -> object:
        person = self._reachable(given)
        shown = next((one for one in person.screen if one.id == int(given["message_id"])), None)
        if shown is None:
            raise Refusal(400, "Bad Request: message to edit not found")
        keyboard = _keyboard(given)
        if keyboard == shown.keyboard:
            raise Refusal(400, "Bad Request: message is not modified: nothing is new")
        shown.keyboard = keyboard
        shown.edits += 1
        return self._sent(shown, person.id)

    def answer_callback_query(self, given: dict[str, Any]) -> object:
        if given["callback_query_id"] in self.answered:
            raise Refusal(400, "Bad Request: query is too old and response timeout expired")
        self.answered.append(given["callback_query_id"])
        return True

    def get_file(self, given: dict[str, Any]) -> object:
        content = self.files.get(given["file_id"])
        if content is None:
            raise Refusal(400, "Bad Request: invalid file_id")
        if len(content) > _TOO_LARGE:
            raise Refusal(400, "Bad Request: file is too big")
        return {
            "file_id": given["file_id"],
            "file_unique_id": "x",
            "file_path": f"documents/{given['file_id']}",
        }

    def leave_chat(self, given: dict[str, Any]) -> object:
        self.left.append(int(given["chat_id"]))
        return True

    def _file(self, given: dict[str, Any], kind: str) -> object:
        person = self._reachable(given)
        if _units(given.get("caption", "")) > 1024:
            raise Refusal(400, "Bad Request: message caption is too long")
        name, content = given[kind] if isinstance(given[kind], tuple) else _attached(given, given[kind])
        shown = Shown(self.new_id(), given.get("caption", ""), _keyboard(given), content, name, kind)
        return self._show(person, shown)

    def _reachable(self, given: dict[str, Any]) -> Person:
        person = self.people.get(int(given["chat_id"]))
        if person is None:
            raise Refusal(400, "Bad Request: chat not found")
        if person.deactivated:
            raise Refusal(403, "Forbidden: user is deactivated")
        if person.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        if not person.started:
            raise Refusal(403, "Forbidden: bot can't initiate conversation with a user")
        return person

    def _show(self, person: Person, shown: Shown) -> object:
        shown.at = time.monotonic()
        person.screen.append(shown)
        return self._sent(shown, person.id)

    def _sent(self, shown: Shown, chat: int, kind: str = "private") -> object:
        where = {"id": chat, "type": kind, "first_name": "P", "title": "G"}
        return {"message_id": shown.id, "date": 1_780_000_000, "chat": where, "from": BOT, "text": shown.text}


METHODS = {
    "getMe": BotMethods.get_me,
    "setWebhook": BotMethods.set_webhook,
    "deleteWebhook": BotMethods.delete_webhook,
    "setMyCommands": BotMethods.set_my_commands,
    "deleteMyCommands": BotMethods.delete_my_commands,
    "sendChatAction": BotMethods.send_chat_action,
    "sendMessage": BotMethods.send_message,
    "sendDocument": BotMethods.send_document,
    "sendPhoto": BotMethods.send_photo,
    "editMessageReplyMarkup": BotMethods.edit_message_reply_markup,
    "answerCallbackQuery": BotMethods.answer_callback_query,
    "getFile": BotMethods.get_file,
    "leaveChat": BotMethods.leave_chat,
}


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _attached(given: Mapping[str, Any], reference: str) -> tuple[str, bytes]:
    found: tuple[str, bytes] = given[reference.removeprefix("attach://")]
    return found


def _keyboard(given: Mapping[str, Any]) -> list[list[dict[str, str]]]:
    rows: list[list[dict[str, str]]] = json.loads(given.get("reply_markup", "{}")).get("inline_keyboard", [])
    buttons = [button for row in rows for button in row]
    if len(buttons) > 100 or any(len(row) > 8 for row in rows):
        raise Refusal(400, "Bad Request: REPLY_MARKUP_TOO_LONG")
    for button in buttons:
        if not button["text"].strip():
            raise Refusal(400, "Bad Request: can't parse inline keyboard button")
        if not 1 <= len(button["callback_data"].encode()) <= 64:
            raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
    return rows
