"""The parts of minutes in the order in which every layout writes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from samples.model import Direction, Item, Minutes, Passage, Person


class Part(StrEnum):
    OPENING = "opening"
    ITEM = "item"
    DECISION = "decision"  # what follows a discussion that items have in common
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class Section:
    """`headed` are the items whose headings stand above the passages: several if they are explained together."""

    part: Part
    headed: tuple[Item, ...]
    passages: tuple[Passage, ...]


def make_sections(minutes: Minutes) -> Iterator[Section]:
    """Minutes → their parts, in order."""
    yield Section(Part.OPENING, (), minutes.opening)
    for item in minutes.items:
        shared = tuple(minutes.items[ordinal - 1] for ordinal in item.together)
        yield Section(Part.ITEM, (item, *shared), item.discussion)
        if item.decision:
            yield Section(Part.DECISION, (), item.decision)
    yield Section(Part.CLOSING, (), minutes.closing)


def make_names(people: tuple[Person, ...], *, roles: bool = True, separator: str = "、") -> str:
    """寺島 兼行（会長）、小暮 律子."""
    return separator.join(f"{p.name}（{p.role}）" if roles and p.role else p.name for p in people)


def make_attendance(minutes: Minutes) -> str:
    """公開（傍聴者1名）, or as much of it as the minutes tell."""
    observers = "" if minutes.observers is None else f"傍聴者{minutes.observers}名"
    if minutes.public and observers:
        return f"{minutes.public}（{observers}）"
    return minutes.public or observers


def strip_brackets(direction: Direction) -> str:
    """（休憩） → 休憩."""
    return direction.text.removeprefix("（").removesuffix("）")
