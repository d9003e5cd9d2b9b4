"""Every limit of a conversation, in one place, each with its reason."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

MAX_TEXT: Final = 2000
"""Characters of one reply. The longest sensible answer is a paragraph; more is a pasted document."""

MAX_FEEDBACK: Final = 1000
"""Characters kept of a remark on the questionnaire: a remark, not an essay."""

MAX_REASON: Final = 400
"""Columns kept of a reason why a question does not apply: it is printed in a table of the report."""

MAX_FILE_BYTES: Final = 20 * 1024 * 1024
"""Size of one file. Telegram lets a bot fetch no more, and a photo or a scan is far smaller."""

TURNS_A_MINUTE: Final = 60
"""Turns of one person in a minute; the door (`bot.inbound`) keeps it. No one reads and taps faster."""

FAILURES_BEFORE_HELP: Final = 3
"""Replies in a row that were not understood before the simplest form, skipping and a human are offered."""

FRUITLESS_BEFORE_PAUSE: Final = 8
"""Turns in a row that moved nothing before the bot stops asking: it may be talking to an auto-reply."""

IDLE_AFTER: Final = timedelta(minutes=10)
"""A longer gap between two turns is an interruption, not work, and does not count to the person's pace."""

AWAY_AFTER: Final = timedelta(hours=6)
"""After a longer gap the person is told in one line where she is."""

PRIOR_SECONDS: Final = 20
"""Seconds a question is taken to need before there is data: reading 80 characters and tapping once."""

PRIOR_WEIGHT: Final = 5
"""How many answered questions the prior counts as much as; by question 10 her own pace outweighs it."""

REVIEW_PAGE: Final = 10
"""Answers on one page of the review: about what a phone shows without scrolling."""

SUMMARY_QUESTION: Final = 44
"""Columns of a question's text in a list line; a Chinese character takes two."""

SUMMARY_ANSWER: Final = 48
"""Columns of an answer in a list line."""

ANSWER: Final = 96
"""Columns of an answer that is said back: two lines, enough to see that it is the right one."""

LISTED_NUMBERS: Final = 12
"""Question numbers named in one sentence; further ones are counted."""

NUDGE_AFTER: Final = timedelta(days=3)
"""How long after a pause the person is reminded once; later reminders are the campaign's business."""
