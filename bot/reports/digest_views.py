"""The shape of what a digest template can show: every placeholder, its type and what it holds.

Every text is ready to be shown; nothing is left to format.
"""

from __future__ import annotations

from typing import TypedDict


class CardView(TypedDict):
    """One figure on the page, large."""

    label: str
    number: str
    note: str


class CourseView(TypedDict):
    """The chart in words, and its caption."""

    alt: str
    caption: str


class YearView(TypedDict):
    """One year's quota and what came of it; what is not known or has no sense is a dash."""

    name: str
    quota: str
    done: str
    percent: str
    gap: str
    printed: str
    difference: str


class PartView(TypedDict):
    """One unit below, in its place; all empty where the last line has only one."""

    place: str
    name: str
    progress: str
    percent: str
    short: str


class PairView(TypedDict):
    """Two units on one line of the ranking: it runs down the left half first."""

    left: PartView
    right: PartView


class RankingView(TypedDict):
    """The units below, the furthest behind first; `note` says what is left out and who stands still."""

    title: str
    note: str
    pairs: list[PairView]


class DigestContext(TypedDict):
    """Everything a digest template can show."""

    title: str
    date: str
    campaign: str
    labels: str  # what the results are: reference questionnaire, self-reported
    cards: list[CardView]  # four: target, done, remaining, pace
    forecast: str
    news: str
    milestones: str  # the city's; else empty
    course: CourseView
    years_title: str
    has_printed: bool  # whether the notice prints totals of its own for this unit
    years: list[YearView]
    ranking: RankingView
    sources: str
