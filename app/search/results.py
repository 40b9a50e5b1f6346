"""What a search answers: the shapes of the API's JSON, printed by the command line and rendered by the pages.

Labels come with their evidence; offsets are code points of the utterance's text; pages are 1-based and null for
documents without pages (HTML, DOCX, text).
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, computed_field

from app.model import LegalRegime


class Shape(BaseModel):
    model_config = ConfigDict(frozen=True)


class EvidenceOut(Shape):
    """Words of the minutes; `utterance` is an anchor, and utterance.text[start:end] == quote."""

    quote: str
    page: int | None
    utterance: str
    start: int
    end: int


class LabelOut(Shape):
    """A value of a controlled vocabulary with the words that it was read from; only `unknown` has none."""

    code: str
    label: str
    evidence: tuple[EvidenceOut, ...] = ()


class QuotedOut(Shape):
    """Free words of the minutes (conditions, a department) with where they stand."""

    text: str
    evidence: tuple[EvidenceOut, ...] = ()


class CorrectionOut(Shape):
    """What a person has put right. `read` is what the reading said, `value` what counts instead (labels in Japanese, a
    list for topics, null for nothing); `quote` are the document's words on which `value` rests."""

    field: str
    read: str | int | tuple[str, ...] | None
    value: str | int | tuple[str, ...] | None
    quote: str
    who: str
    when: str = Field(description="ISO date")
    note: str | None = None


class SnippetOut(Shape):
    """A part of an utterance. `text` is exact; `html` is the same, escaped, with <mark>, and … where it was cut."""

    anchor: str
    speaker: str | None
    mark: str | None = Field(default=None, description="the sign before a speech whose speaker is not named")
    page: int | None
    text: str
    highlights: tuple[tuple[int, int], ...] = Field(description="half-open [start, end] in code points of text")
    html: str


class MoreOut(Shape):
    """Further items of a meeting that the search finds, of which only two stand among the first twenty hits."""

    count: int
    meeting_id: str
    url: str = Field(description="the search within this meeting")


class HitOut(Shape):
    """An agenda item that was found. `url` is the item here, `document_url` the city's own document."""

    id: str
    title: str
    municipality: str
    code: str = Field(description="全国地方公共団体コード, 6 digits")
    prefecture: str
    council: str | None
    date: str | None = Field(description="ISO date of the meeting")
    fiscal_year: int | None = Field(description="年度, April to March")
    kind: LabelOut
    topics: tuple[LabelOut, ...]
    outcome: LabelOut
    needs_review: tuple[str, ...] = Field(description="fields whose reading is doubtful (要確認)")
    snippets: tuple[SnippetOut, ...]
    score: float = Field(description="BM25; 0 when sorted by date")
    url: str
    document_url: str
    page: int | None
    removed_at: str | None = Field(
        default=None, description="when the minutes went from the city's website (市サイトから削除); ISO time, UTC"
    )
    legal_regime: str | None = Field(
        default=None, description="ordinance (条例期, before 2023-04-01) or national_act (改正法期)"
    )

    more_in_meeting: MoreOut | None = Field(default=None, description="at the last of a meeting's first hits")

    @computed_field(description="条例期 or 改正法期")  # type: ignore[prop-decorator]
    @property
    def legal_regime_label(self) -> str | None:
        return LegalRegime(self.legal_regime).label if self.legal_regime else None


class FacetValueOut(Shape):
    value: str
    label: str
    count: int
    selected: bool
    excluded: bool = False

    @property
    def named(self) -> bool:
        """The search names it, one way or the other."""
        return self.selected or self.excluded


class FacetsOut(Shape):
    """A facet's counts ignore its own selection and honour all others, and all that is excluded."""

    city: tuple[FacetValueOut, ...] = Field(description="the 50 most frequent, and those named in the search")
    prefecture: tuple[FacetValueOut, ...]
    year: tuple[FacetValueOut, ...] = Field(description="newest first; all years between the first and the last")
    topic: tuple[FacetValueOut, ...]
    outcome: tuple[FacetValueOut, ...]
    kind: tuple[FacetValueOut, ...]
    council: tuple[FacetValueOut, ...] = Field(description="as cities")
    department: tuple[FacetValueOut, ...] = Field(description="as cities")
    legal_regime: tuple[FacetValueOut, ...]
    ocr: tuple[FacetValueOut, ...]
    needs_review: tuple[FacetValueOut, ...] = Field(description="fields whose reading is doubtful")


class FacetValuesOut(Shape):
    """A search among a facet's values. `total` of them hold the text; the 100 most frequent are given."""

    facet: str
    q: str
    total: int
    values: tuple[FacetValueOut, ...]


class FilterValueOut(Shape):
    value: str
    label: str


class FilterOut(Shape):
    """A filter in force: an item must have one of the values, or none of them where `name` begins with a hyphen.
    `label` says what is meant: 年度 or 暦年."""

    name: str
    label: str
    values: tuple[FilterValueOut, ...]


class AppliedExpansionOut(Shape):
    """What a word of the question was also taken for, unless `expand` forbade it. A `value` is one of a filter: items
    that have it are found whether they say the word or not."""

    term: str
    kind: str = Field(description="spelling, synonym or value")
    text: str = Field(description="the other word; of a value the same as it can be typed (市:風待市)")
    reason: str
    filter: str | None = Field(default=None, description="of a value: the filter's name")
    values: tuple[str, ...] = Field(default=(), description="of a value: the filter's values")


class AlternativeOut(Shape):
    """Another search, with how much it finds. `q` is its question."""

    label: str
    total: int
    q: str
    url: str


class UncoveredOut(Shape):
    """A city, a prefecture, a year, or a council's fiscal year, of which the search could not have found anything: what
    is named says which, and where no place is, no council of the index is covered. `state`: not_covered (nothing was
    collected), or that of a council's year: partly_collected (more of its meetings are known), none_held, unpublished,
    not_collected, unknown."""

    code: str | None = None
    municipality: str | None = None
    prefecture: str | None = None
    council: str | None = None
    year: int | None = Field(default=None, description="fiscal year")
    calendar_year: int | None = None
    state: str
    label: str


class NothingOut(Shape):
    """`dropped`: each condition left out alone, with what is found then; 0 says that it is not the one. `close`: wider
    searches that find something. `outside`: hits in what belongs to no item (scope=all). `cities` have meetings in the
    index."""

    dropped: tuple[AlternativeOut, ...]
    close: tuple[AlternativeOut, ...]
    outside: AlternativeOut | None
    uncovered: tuple[UncoveredOut, ...]
    cities: int = Field(description="how many cities have meetings in the index at all")


class CloseOut(Shape):
    """Where few items answer the question: others, which hold some of its words and all else that was asked. They
    are in no `total`, facet or export. `terms` are the parts of the question that were looked for."""

    message: str
    terms: tuple[str, ...]
    total: int
    hits: tuple[HitOut, ...] = Field(description="the closest ten")


class EndedOut(Shape):
    """Hits follow that this order does not reach. `url` is the same search in an order without such an end."""

    limit: int
    message: str
    url: str


class SearchOut(Shape):
    """`next` is the cursor of the next page, null on the last, and where `ended` tells why none is given."""

    total: int
    hits: tuple[HitOut, ...]
    facets: FacetsOut
    facet_sizes: dict[str, int] = Field(description="how many values of each facet have hits, listed or not")
    next: str | None
    ended: EndedOut | None = Field(default=None, description="where the last hits by relevance are given: what follows")
    filters: tuple[FilterOut, ...] = Field(default=(), description="as they were understood")
    nothing: NothingOut | None = Field(default=None, description="where nothing was found: why, and what would find")
    expansions: tuple[AppliedExpansionOut, ...] = Field(default=(), description="what words were also taken for")
    close: CloseOut | None = Field(
        default=None, description="behind the last of fewer than ten hits by relevance: what holds some of the words"
    )


class FacetsAnswerOut(Shape):
    total: int
    facets: FacetsOut
    facet_sizes: dict[str, int] = Field(description="as in a search")
    found: FacetValuesOut | None = Field(default=None, description="with facet: its values that hold facet_q")


class UtteranceOut(Shape):
    """`role`: header, heading, speech, narration or attachment. `mark`: the sign (●, →, 問, 答) that stands before a
    speech instead of a name; who spoke is then unknown."""

    anchor: str
    role: str
    speaker: str | None
    mark: str | None = None
    text: str
    page: int | None


class PassageOut(UtteranceOut):
    """A passage of a whole meeting, with the ids of the items it belongs to."""

    items: tuple[str, ...] = ()


class RenditionOut(Shape):
    """One published form of the minutes. `current` is false when the city replaced or withdrew it."""

    url: str
    media_type: str
    sha256: str
    current: bool
    first_seen: str
    last_seen: str
    pages: int | None
    ocr: bool = Field(default=False, description="read from pictures")
    confidence: float | None = Field(default=None, description="mean confidence of the recognised words, per cent")
    unread_pages: tuple[int, ...] = Field(default=(), description="1-based; pictures or text that could not be read")
    ended: str | None = Field(
        default=None, description="replaced (by other bytes at its address) or removed; null: current"
    )
    ended_at: str | None = Field(default=None, description="ISO time (UTC) of the crawl that noticed")
    withheld: str | None = Field(default=None, description="why the operator has sealed this document")


class ItemOut(HitOut):
    """An agenda item in full. Its snippets are the words of its decision."""

    meeting_id: str
    meeting_url: str
    ordinal: int
    scope: str
    number: str | None
    session: str | None
    conditions: QuotedOut | None
    department: QuotedOut | None
    ocr: bool
    continued_from: str | None = Field(default=None, description="id of the item that this one goes on with")
    decided_in: str | None = Field(default=None, description="id of the item of a later meeting in which it ended")
    registered: str | None = Field(default=None, description="the day (ISO, UTC) on which it was first read")
    corrections: tuple[CorrectionOut, ...] = Field(default=(), description="what a person has put right")
    document_media_type: str
    renditions: tuple[RenditionOut, ...]
    utterances: tuple[UtteranceOut, ...]


class AgendaEntryOut(Shape):
    id: str
    number: str | None
    title: str
    kind: LabelOut
    outcome: LabelOut
    topics: tuple[LabelOut, ...]
    url: str


class ReadingOut(Shape):
    value: Any
    url: str


class DisagreementOut(Shape):
    """Renditions of the same minutes that say different things of a field."""

    field: str
    values: tuple[ReadingOut, ...]


class MeetingOut(Shape):
    """A meeting: its header, agenda, all passages, and where they were published."""

    id: str
    url: str
    municipality: str
    code: str
    prefecture: str
    council: str | None
    session: str | None
    date: str | None
    fiscal_year: int | None
    start: str | None = Field(description="HH:MM")
    end: str | None = Field(description="HH:MM")
    place: str | None
    public: str | None
    observers: int | None
    record: str | None
    members: tuple[str, ...]
    absent: tuple[str, ...]
    needs_review: tuple[str, ...]
    corrections: tuple[CorrectionOut, ...] = Field(default=(), description="what a person has put right")
    evidence: dict[str, tuple[EvidenceOut, ...]]
    items: tuple[AgendaEntryOut, ...]
    utterances: tuple[PassageOut, ...]
    document_url: str = Field(description="the rendition to which page numbers belong")
    removed_at: str | None = Field(default=None, description="as in a hit")
    renditions: tuple[RenditionOut, ...]
    disagreements: tuple[DisagreementOut, ...]
