"""A discussion laid out for reading: who speaks, where a page of the document begins, which item is talked about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from app.search.results import PassageOut, UtteranceOut

# How minutes call those who lead a council (会長, 議長, 部会長, 会長職務代理者), by the words of the name itself.
_CHAIRS = ("会長", "議長", "座長", "委員長")


@dataclass(frozen=True, slots=True)
class Turn:
    """A passage as it is shown. `page` where a new page of the document begins with it; `voice` (chair, member, other,
    unnamed, none) colours the margin and says no more than the name beside it."""

    passage: UtteranceOut
    page: int | None
    voice: str


@dataclass(frozen=True, slots=True)
class Section:
    """Consecutive passages of a meeting that belong to the same items (none: opening, next date)."""

    items: tuple[str, ...]
    turns: tuple[Turn, ...]


def build_turns(passages: Iterable[UtteranceOut]) -> tuple[Turn, ...]:
    """A page is told where it begins; passages without a page (HTML, DOCX) tell none."""
    turns: list[Turn] = []
    at: int | None = None
    for passage in passages:
        begins = passage.page if passage.page is not None and passage.page != at else None
        at = passage.page if passage.page is not None else at
        turns.append(Turn(passage, begins, classify_voice(passage)))
    return tuple(turns)


def build_sections(passages: Iterable[PassageOut]) -> tuple[Section, ...]:
    """A meeting's passages, in order, cut where the items change."""
    listed = tuple(passages)
    belonging = [passage.items for passage in listed]
    paired = zip(belonging, build_turns(listed), strict=True)
    return tuple(
        Section(items, tuple(turn for _, turn in group)) for items, group in groupby(paired, key=lambda pair: pair[0])
    )


def classify_voice(passage: UtteranceOut) -> str:
    """By the words of the speaker's name: 会長 leads, 委員 asks, anybody else (a department, the office) explains."""
    if passage.role != "speech":
        return "none"
    if passage.speaker is None:
        return "unnamed"
    if any(word in passage.speaker for word in _CHAIRS):
        return "chair"
    return "member" if "委員" in passage.speaker else "other"
