"""The engine's contract: what is stored, what can be asked, and what both adapters must answer alike.

An adapter stores three kinds of documents, each a flat JSON object whose fields stand in `index_mappings/<kind>.json`
(OpenSearch's mapping format, read by every adapter):

* `items`    one agenda item with its meeting's header, so that a search needs no join
* `meetings` one meeting (header, renditions, passages)
* `coverage` for each council and fiscal year what is known: 収集済み, 会議なし, 未公開, 未収集

Text fields hold tokens that `app.analyze` made, separated by single spaces; both engines split at white space and score
BM25 (k1 1.2, b 0.75). A text may be a list of strings: a phrase never runs from one into the next. Facet fields are
keywords, one string or a list; a value that stands twice in a document counts once. `date` is YYYY-MM-DD or absent.
`source` is stored JSON, not indexed. `app.engine.mapping.make_record` checks all this alike for every adapter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class MatchAll:
    """Every document; scores nothing."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Consecutive tokens in one of `fields` (one token: a term). Scores: the sum over fields of boost x BM25.

    A boost of 0 filters without scoring; UsageError for no tokens, no fields, or a field that is no text.
    `overlapping`: each token ends as the next one begins, so that an engine may leave out those whose neighbours it
    asks for.
    """

    tokens: tuple[str, ...]
    fields: tuple[tuple[str, float], ...]  # (text field, boost)
    overlapping: bool = False


@dataclass(frozen=True, slots=True)
class Beginning:
    """Consecutive tokens in one of `fields`, the last of which may go on. Scores nothing.

    UsageError as for a phrase, and ExpansionLimitError where there are several tokens and more than `MAX_EXPANSIONS`
    words of a field begin like the last.
    """

    tokens: tuple[str, ...]
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """A phrase of `left` and one of `right` in one string of one of `fields`, in either order, not overlapping, with at
    most `distance` tokens between them. Scores nothing. UsageError for a distance above `MAX_DISTANCE`."""

    left: tuple[tuple[str, ...], ...]
    right: tuple[tuple[str, ...], ...]
    distance: int
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OneOf:
    """A keyword field has at least one of `values`; of no values: no document. Scores `weight`, once, beside
    a BM25 that has its factor k1 + 1 (an engine whose BM25 has not scales it). UsageError for a negative one."""

    field: str
    values: tuple[str, ...]
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class And:
    """Every clause; of none, or of `Not` alone: every document (that is not excluded)."""

    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one clause; of none: no document. Scores the sum of those that match."""

    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Excludes; stands only inside `And`, UsageError elsewhere."""

    clause: Clause


Clause = MatchAll | Phrase | Beginning | Near | OneOf | And | Or | Not

# Lucene takes 1,024 clauses in a question (indices.query.bool.max_clause_count); tantivy would take more.
MAX_EXPANSIONS = 1_000
# Tokens between the two sides of `Near`: both engines leave more than that between two strings of a list.
MAX_DISTANCE = 20


class Sort(StrEnum):
    """Ties are broken by id, ascending by code points, so that an order is total and equal on both engines.

    Documents without a date come last in both orders by date. `ID` is the order of ids alone; its keys' value is "".
    """

    RELEVANCE = "relevance"
    DATE_DESC = "date_desc"
    DATE_ASC = "date_asc"
    ID = "id"


@dataclass(frozen=True, slots=True)
class SortKey:
    """Where the last hit stood: its score (relevance), its date (by date; "" without one) or "" (by id), and its id."""

    value: float | str
    id: str


@dataclass(frozen=True, slots=True)
class EngineRequest:
    """A question to the items. `filters` maps a facet field to the values of which a document must have one;
    all fields must agree; a field without values restricts nothing. A facet's counts honour the query, the `fixed`
    filters and all `filters` but its own. `after` is the key of the last hit seen. UsageError names an unknown field.
    """

    query: Clause = field(default_factory=MatchAll)
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fixed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facets: tuple[str, ...] = ()
    sort: Sort = Sort.RELEVANCE
    limit: int = 20  # 0 to 1,000
    after: SortKey | None = None
    generation: str | None = None  # the generation a cursor names; CursorExpiredError if it is gone


@dataclass(frozen=True, slots=True)
class EngineHit:
    id: str
    key: SortKey
    score: float  # 0.0 when sorted by date
    source: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class EngineResult:
    """`total` counts all that match, those before `after` too. `more`: hits follow the last one given (False for limit
    0). `facets` maps a field to (value, count), most frequent first, then by value; complete, without a limit."""

    total: int
    hits: tuple[EngineHit, ...]
    facets: Mapping[str, tuple[tuple[str, int], ...]]
    generation: str
    more: bool


@dataclass(frozen=True, slots=True)
class EngineState:
    """`ready` is False with a `reason` and what to do when the index is missing, outdated or damaged. Ready with a
    `reason`: the newest generation is damaged and an earlier one serves. `items` and `meetings` count documents."""

    ready: bool
    engine: str
    generation: str | None
    mapping_version: str
    items: int
    meetings: int
    reason: str | None = None
    built_with: Mapping[str, str] = field(default_factory=dict)  # analyzer, dictionary, mapping versions
    unavailable: bool = False  # nothing is known of the index: the engine does not answer for now


@dataclass(frozen=True, slots=True)
class GenerationInfo:
    """A finished generation: when it was made (ISO time, UTC) and its documents of each kind."""

    id: str
    created: str
    counts: Mapping[str, int]
    current: bool


class Writer(Protocol):
    """Collects changes; nothing is visible to readers before the surrounding context ends without an error.

    `put` replaces the document that has the same id; `delete` passes over ids that are not there.
    """

    def put(self, kind: str, document: Document) -> None: ...

    def delete(self, kind: str, ids: Iterable[str]) -> None: ...


class Engine(Protocol):
    """Readers go on undisturbed while a writer works; each search sees one generation."""

    def search(self, request: EngineRequest) -> EngineResult: ...

    def get(self, kind: str, document_id: str) -> Mapping[str, Any] | None:
        """The stored `source` of one document."""
        ...

    def list_ids(self, kind: str) -> tuple[str, ...]:
        """All ids of a kind, sorted."""
        ...

    def iterate(self, kind: str) -> Iterable[Mapping[str, Any]]:
        """The stored `source` of all documents of a kind, by id."""
        ...

    def update(self) -> AbstractContextManager[Writer]:
        """Changes to the current generation (made if there is none); committed as one."""
        ...

    def rebuild(self) -> AbstractContextManager[Writer]:
        """A new generation, empty at first, swapped in as one when the context ends without an error."""
        ...

    def generation(self) -> str | None:
        """The generation in force, without much asking (it may be a second old); None if none can answer."""
        ...

    def list_generations(self) -> tuple[GenerationInfo, ...]:
        """All finished generations, newest first."""
        ...

    def roll_back(self) -> str:
        """Put the newest other generation in force → its id. EngineError if there is none."""
        ...

    def prune(self) -> tuple[str, ...]:
        """Delete all generations but the one in force → their ids."""
        ...

    def state(self) -> EngineState: ...

    def close(self) -> None: ...
