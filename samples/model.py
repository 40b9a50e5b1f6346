"""Frozen values of the samples: a council, a meeting's minutes as the source tells them, what is published of them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class City:
    """A council (`sources/<slug>/city.toml`). `code` has six digits, the last one a check digit."""

    slug: str
    municipality: str
    code: str
    prefecture: str
    council: str
    layout: str

    @property
    def council_short(self) -> str:
        """The council's name without its city's: 個人情報保護審査会."""
        return self.council.removeprefix(self.municipality)


@dataclass(frozen=True, slots=True)
class Person:
    """`role` is what the source has in brackets behind the name: 会長."""

    name: str
    role: str | None = None

    @property
    def surname(self) -> str:
        return self.name.split()[0]


@dataclass(frozen=True, slots=True)
class Speech:
    speaker: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        return "".join(self.paragraphs)


@dataclass(frozen=True, slots=True)
class Direction:
    """A stage direction, with its full-width brackets: （休憩）."""

    text: str


Passage = Speech | Direction


@dataclass(frozen=True, slots=True)
class Item:
    """`ordinal` is 1-based. `discussion` is what is said before `@decide`, `decision` what is said after it (empty
    without one); `together` are the ordinals of the items that share `discussion`."""

    ordinal: int
    kind: str
    title: str
    department: str | None
    topics: tuple[str, ...]
    outcome: str
    number: str | None
    evidence: str | None
    conditions: str | None
    together: tuple[int, ...]
    discussion: tuple[Passage, ...]
    decision: tuple[Passage, ...]

    @property
    def passages(self) -> tuple[Passage, ...]:
        return self.discussion + self.decision


@dataclass(frozen=True, slots=True)
class Minutes:
    """`start` and `end` are HH:MM, local time; `end`, `public` and `observers` are None where the minutes don't tell.

    `note` and `replaced_on` tell that the city replaced the document (`editions.py`).
    """

    city: City
    session: str
    date: datetime.date
    start: str
    end: str | None
    place: str
    public: str | None
    observers: int | None
    members: tuple[Person, ...]
    absent: tuple[Person, ...]
    staff: tuple[str, ...]
    opening: tuple[Passage, ...]
    items: tuple[Item, ...]
    closing: tuple[Passage, ...]
    note: str = ""
    replaced_on: datetime.date | None = None

    @property
    def id(self) -> str:
        return f"{self.city.slug}-{self.date.isoformat()}"

    @property
    def fiscal_year(self) -> int:
        return self.date.year if self.date.month >= 4 else self.date.year - 1

    def passages(self) -> Iterator[Passage]:
        """All passages in the order of the document."""
        yield from self.opening
        for item in self.items:
            yield from item.passages
        yield from self.closing


@dataclass(frozen=True, slots=True)
class Council:
    """A city with all its minutes, by date."""

    city: City
    minutes: tuple[Minutes, ...]


@dataclass(frozen=True, slots=True)
class Papers:
    """The forms in which a city publishes one meeting's minutes; `html` is the part inside the city's own page."""

    pdf: bytes | None = None
    docx: bytes | None = None
    text: bytes | None = None
    html: str | None = None


@dataclass(frozen=True, slots=True)
class WebFile:
    """A file of a website. `path` is absolute (`/shisei/a.pdf`), `modified` the day the city put it there."""

    path: str
    body: bytes
    modified: datetime.date


@dataclass(frozen=True, slots=True)
class WebSite:
    """All files of a city's website, and where a reader begins."""

    slug: str
    start: tuple[str, ...]
    files: tuple[WebFile, ...]
    documents: Mapping[str, tuple[str, ...]]  # meeting's id → paths of its minutes


@dataclass(frozen=True, slots=True)
class BuiltSite:
    """A website on disk. `editions` maps 1 to its folder, and 2 to a folder with the files replaced later.

    `html_charset` is what the server says in Content-Type, None for a server that says nothing.
    """

    slug: str
    start: tuple[str, ...]
    editions: Mapping[int, Path]
    html_charset: str | None = "utf-8"
    documents: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # meeting's id → paths of its minutes
