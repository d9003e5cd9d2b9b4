"""`chat`: play a questionnaire in the terminal."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("pack", metavar="PACK", help="an id, id@version or the folder of a pack")
    parser.add_argument("--locale", default="zh-CN", help="zh-CN (default) or en")
    parser.add_argument("--answers", type=Path, help="write the answers there at the end, for `score`")
    parser.add_argument("--inputs", type=Path, help="write what was typed there, line by line, to replay it")


def run(args: argparse.Namespace) -> int:
    """Play until the input ends; `FILE < inputs` replays a chat."""
    from bot.channels.console import shown  # noqa: PLC0415 - the application is slow to import
    from bot.cli.play import Play, own_core  # noqa: PLC0415
    from bot.errors import InputError  # noqa: PLC0415
    from bot.messages import locales  # noqa: PLC0415
    from storage.json_text import dump  # noqa: PLC0415

    if args.locale not in locales():
        raise InputError(f"There is no locale “{args.locale}”; there are {', '.join(locales())}.")
    with own_core(args.pack) as core:
        play = Play(core, args.locale)
        for text in _asked() if sys.stdin.isatty() else _typed(sys.stdin):
            for prompt in play.say(text):
                print(f"\n{shown(prompt)}\n", flush=True)
        if args.answers:
            args.answers.write_text(dump(play.answers()) + "\n", encoding="utf-8")
        if args.inputs:
            args.inputs.write_text("".join(f"{text}\n" for text in play.inputs), encoding="utf-8")
    return 0


def _typed(lines: Iterable[str]) -> Iterator[str]:
    """Lines of a file or a pipe, after an empty one that opens the chat."""
    yield ""
    yield from (text for text in map(str.strip, lines) if text)


def _asked() -> Iterator[str]:
    """Lines typed at the prompt, after an empty one that opens the chat; Ctrl+D ends."""
    yield ""
    while True:
        try:
            text = input("> ").strip()
        except EOFError:
            print()
            return
        if text:
            yield text
