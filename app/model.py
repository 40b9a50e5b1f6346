"""The frozen values that every stage speaks: a meeting, its agenda items, its passages, and the evidence of labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a passage of a document is. Every line that was read belongs to exactly one passage."""

    HEADER = "header"  # the front matter: name, date, place, who was present, the agenda
    HEADING = "heading"  # a heading inside the discussion
    SPEECH = "speech"  # somebody takes the floor
    NARRATION = "narration"  # prose of the minute-taker, stage directions, votes
    ATTACHMENT = "attachment"  # what follows the discussion: lists of handouts, an attached 答申


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words that a field was read from, and where they stand.

    `utterance` is a passage's anchor; `start` and `end` are code points in that passage's text, so that
    `passage.text[start:end] == quote` always holds. `page` is 1-based, None for HTML, DOCX and text.
    """

    quote: str
    page: int | None
    utterance: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Label:
    """A value of a controlled vocabulary (`app/vocabulary/*.toml`) with what it was read from.

    Only `unknown` stands without evidence.
    """

    code: str
    label: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person has put right: `read` is what the reading said, `value` what counts instead (labels in Japanese,
    a list of them for topics, None where there is nothing); `quote` are the document's words that `value` rests on."""

    field: str
    read: str | int | tuple[str, ...] | None
    value: str | int | tuple[str, ...] | None
    quote: str
    who: str
    when: str  # ISO date
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Utterance:
    """A passage of the document: `anchor` (`u37`) is stable within its meeting; `items` are ordinals (1-based).

    `mark` is the sign that stood before a speech whose speaker is not named (●, →, 問, 答): who spoke is 要確認.
    """

    anchor: str
    role: Role
    speaker: str | None
    text: str
    page: int | None
    items: tuple[int, ...] = ()
    mark: str | None = None


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """An agenda item (案件). `utterances` are the anchors of its part of the discussion, in order."""

    ordinal: int
    number: str | None
    title: str
    kind: Label
    outcome: Label
    topics: tuple[Label, ...] = ()
    department: str | None = None
    department_evidence: tuple[Evidence, ...] = ()
    conditions: str | None = None
    conditions_evidence: tuple[Evidence, ...] = ()
    title_evidence: tuple[Evidence, ...] = ()
    utterances: tuple[str, ...] = ()
    needs_review: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class Municipality:
    """`code` is the 全国地方公共団体コード with its check digit (6 digits, JIS X 0401/0402)."""

    code: str
    name: str
    prefecture: str


@dataclass(frozen=True, slots=True)
class Rendition:
    """One published form of a meeting's minutes: bytes in the archive, and where they came from."""

    sha256: str
    url: str
    media_type: str
    first_seen: str  # ISO time, UTC
    last_seen: str
    current: bool  # False: replaced or withdrawn by the city
    pages: int | None = None
    ocr: bool = False  # read from pictures, with this mean confidence in per cent
    confidence: float | None = None
    text_sha256: str = ""  # of the normalised text: equal means a new copy, not a new version
    unread_pages: tuple[int, ...] = ()  # 1-based; pictures that nobody has recognised, or text that cannot be decoded
    ended: str | None = None  # why it is not current: "replaced" by other bytes at its URL, or "removed" by the city
    ended_at: str | None = None  # ISO time, UTC, of the crawl that noticed
    withheld: str | None = None  # the operator's reason for sealing it; nothing else is known of what it says


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting as one document tells it. `evidence` maps a header field's name to what it was read from."""

    municipality: Municipality
    council: str | None
    session: str | None
    date: str | None  # ISO date
    fiscal_year: int | None  # April to March
    start: str | None  # HH:MM
    end: str | None
    place: str | None
    public: str | None  # 公開, 非公開, 一部非公開
    observers: int | None
    record: str | None  # 全文記録, 要点記録
    members: tuple[str, ...]
    absent: tuple[str, ...]
    items: tuple[AgendaItem, ...]
    utterances: tuple[Utterance, ...]
    evidence: Mapping[str, tuple[Evidence, ...]] = field(default_factory=dict)
    needs_review: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()


class LegalRegime(StrEnum):
    """Which law a referral was made under: the Act on the Protection of Personal Information covers
    municipalities since 2023-04-01 (令和3年法律第37号, 附則第1条第7号); before, each had an ordinance."""

    ORDINANCE = "ordinance"
    NATIONAL_ACT = "national_act"

    @property
    def label(self) -> str:
        return "改正法期" if self is LegalRegime.NATIONAL_ACT else "条例期"


def make_legal_regime(date: str) -> LegalRegime:
    """ISO date → the regime in force on that day."""
    return LegalRegime.NATIONAL_ACT if date >= "2023-04-01" else LegalRegime.ORDINANCE


def make_fiscal_year(date: str) -> int:
    """ISO date → 年度, from April to March."""
    year, month = int(date[:4]), int(date[5:7])
    return year if month >= 4 else year - 1
