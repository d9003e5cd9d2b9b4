"""Two raw forms that say the same, made equal: a pack may word a choice in two ways."""

from __future__ import annotations

from dataclasses import replace

from bot.packs.raw import RawChoiceWords, RawPack, RawQuestionWords, RawWording


def canonical(pack: RawPack) -> RawPack:
    """The pack with every choice that has a label only worded in `choices`, all others in `choice`."""
    return replace(pack, wording={locale: _wording(words) for locale, words in pack.wording.items()})


def _wording(words: RawWording) -> RawWording:
    return replace(words, question={id_: _question(one) for id_, one in words.question.items()})


def _question(words: RawQuestionWords) -> RawQuestionWords:
    every = {key: RawChoiceWords(label) for key, label in words.choices.items()} | dict(words.choice)
    return replace(
        words,
        choices={key: one.label for key, one in every.items() if one == RawChoiceWords(one.label)},
        choice={key: one for key, one in every.items() if one != RawChoiceWords(one.label)},
    )
