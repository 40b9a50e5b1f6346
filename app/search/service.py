"""The search service: requests → answers. The one door for the API, the pages and the command line.

Keeps no state but the names of the cities and the index's age, read anew whenever the index changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from app.analyze.exact import normalize_exactly
from app.analyze.spans import pack_spans
from app.engine.base import Engine, EngineRequest, EngineResult, EngineState, Sort, SortKey
from app.errors import ExpansionLimitError
from app.search.cities import Cities, CityDirectory
from app.search.close import find_close, wants_close
from app.search.councils import Councils
from app.search.coverage import Coverage, CoverageDirectory
from app.search.cursor import make_cursor_text
from app.search.dimensions import FACETS
from app.search.documents import Documents
from app.search.explain import ExplanationOut, FoundOut, explain_reading, find_terms, list_expansions
from app.search.facets import Naming, build_facets, count_values, describe_filters, find_values
from app.search.health import HealthReader
from app.search.hits import make_end, make_hit, make_more
from app.search.language.errors import Mistake, QueryError
from app.search.language.reading import Expand, Reading
from app.search.language.tree import Place
from app.search.language.weights import load_weights
from app.search.listing import Listed, list_page
from app.search.names import Names
from app.search.nothing import explain_nothing
from app.search.ports import Analyzer, Expander, Municipalities, Vocabulary
from app.search.query import parse_close, parse_query
from app.search.request import Parameters, Scope, SearchRequest, parse_request
from app.search.results import (
    CloseOut,
    FacetsAnswerOut,
    FilterOut,
    HitOut,
    ItemOut,
    MeetingOut,
    NothingOut,
    SearchOut,
)
from app.search.snippets import Span, find_matches
from app.search.sources import (
    SourceOut,
    SourcesOut,
)
from app.search.spread import MOST
from app.search.suggest import DEFAULT_SUGGESTIONS, Suggester, SuggestionsOut
from app.search.values import Values
from app.search.versions import DiffOut, VersionsOut

MAX_HITS = 1_000  # of one meeting: the engine's limit; meetings have a dozen items
_ITEMS_ONLY: Mapping[str, tuple[str, ...]] = {"scope": ("item",)}  # text outside all items is no case
_SCOPES = {Scope.ITEM: _ITEMS_ONLY, Scope.ALL: {}}


class SearchService:
    """`base_url` in its methods begins every `url` of an answer: an origin without a final slash, or "" for paths."""

    def __init__(
        self,
        engine: Engine,
        analyzer: Analyzer,
        vocabulary: Vocabulary,
        *,
        expander: Expander | None = None,
        municipalities: Municipalities | None = None,
        health: HealthReader | None = None,
    ) -> None:
        self._engine = engine
        self._analyzer = analyzer
        self._expander = expander
        self._documents = Documents(engine, analyzer)
        self._coverage = CoverageDirectory(engine)
        self._councils = Councils(self._coverage, health)
        self._directory = CityDirectory(self._coverage, municipalities)
        self._suggester = Suggester(engine, self._directory, vocabulary)
        self._created: tuple[str | None, datetime | None] = (None, None)
        self.vocabulary = vocabulary

    def parse(self, params: Parameters) -> SearchRequest:
        """Parameters by name, each a list of texts → the request; raises UsageError."""
        return parse_request(params, vocabulary=self.vocabulary, cities=self.fetch_cities())

    def search_items(self, params: Parameters, base_url: str = "") -> dict[str, Any]:
        """What GET /api/v1/items answers, as JSON values."""
        return self.search(self.parse(params), base_url).model_dump(mode="json")

    def search(self, request: SearchRequest, base_url: str = "") -> SearchOut:
        parsed = self._parse_query(request)
        listed = list_page(lambda *how: self._ask(request, parsed, *how), request)
        more = self._count_behind(request, parsed, listed.crowded)
        naming = self._make_naming()
        filters = describe_filters(request, naming)
        return SearchOut(
            total=listed.total,
            hits=tuple(
                make_hit(hit.source, parsed.patterns, hit.score, base_url).model_copy(
                    update={"more_in_meeting": make_more(request, hit, more, base_url)}
                )
                for hit in listed.hits
            ),
            facets=build_facets(listed.facets, request, naming),
            facet_sizes=count_values(listed.facets),
            next=make_cursor_text(listed.next, request.fingerprint) if listed.next else None,
            ended=make_end(request, base_url) if listed.ended else None,
            filters=filters,
            nothing=None if listed.total else self._explain_nothing(request, parsed, filters, base_url),
            expansions=list_expansions(parsed),
            close=self._find_close(request, parsed, listed, base_url),
        )

    def explain(self, request: SearchRequest, item_id: str | None = None) -> ExplanationOut:
        """How a question was read; of an item also where each term stands in it. Raises QueryError, NotFoundError."""
        parsed = self._parse_query(request)
        weights = load_weights()
        told = explain_reading(request.q, parsed, weights, request.expand)
        if item_id is None:
            return told
        source = self._documents.get_item(item_id)
        title = self._make_passage(source["title"])
        matches, held, missing = find_terms(source, title, parsed.terms, weights)
        meeting = {"meeting_id": (source["meeting_id"],)}
        hits = {
            hit.id: hit
            for hit in self._search(EngineRequest(parsed.clause, fixed=meeting, limit=MAX_HITS), request.q).hits
        }
        item = FoundOut(
            id=item_id,
            title=source["title"],
            found=item_id in hits,
            score=hits[item_id].score if item_id in hits else 0.0,
            matches=matches,
            held=held,
            missing=missing,
        )
        return told.model_copy(update={"item": item})

    def suggest(self, q: str, limit: int = DEFAULT_SUGGESTIONS) -> SuggestionsOut:
        """What was typed so far → cities, topics and titles; raises UsageError."""
        return self._suggester.suggest(q, limit)

    def fetch_facets(self, request: SearchRequest, searched: tuple[str, str] | None = None) -> FacetsAnswerOut:
        """The facets of a search, without its hits; `searched` is one of them and a text that its values hold."""
        result = self._ask(request, self._parse_query(request), None, 0, True, None)
        naming = self._make_naming()
        return FacetsAnswerOut(
            total=result.total,
            facets=build_facets(result.facets, request, naming),
            facet_sizes=count_values(result.facets),
            found=find_values(searched[0], result.facets[searched[0]], searched[1], request, naming)
            if searched
            else None,
        )

    def fetch_recent_referrals(self, limit: int, base_url: str = "") -> tuple[HitOut, ...]:
        """The newest 諮問 with their outcomes."""
        request = EngineRequest(fixed={**_ITEMS_ONLY, "kind": ("referral",)}, sort=Sort.DATE_DESC, limit=limit)
        return tuple(make_hit(hit.source, (), 0.0, base_url) for hit in self._engine.search(request).hits)

    def fetch_item(self, item_id: str, base_url: str = "") -> ItemOut:
        """An item in full; raises NotFoundError."""
        return self._documents.fetch_item(item_id, base_url)

    def fetch_created(self) -> datetime | None:
        """When the index in force was made (UTC, whole seconds); None where none can answer."""
        generation = self._engine.generation()
        known, created = self._created
        if generation != known:
            made = [one.created for one in self._engine.list_generations() if one.id == generation]
            created = datetime.fromisoformat(made[0]).astimezone(UTC).replace(microsecond=0) if made else None
            self._created = generation, created
        return created

    def describe_filters(self, request: SearchRequest) -> tuple[FilterOut, ...]:
        """The filters in force, as they were understood."""
        return describe_filters(request, self._make_naming())

    def fetch_page(
        self,
        request: SearchRequest,
        limit: int,
        *,
        after: SortKey | None = None,
        generation: str | None = None,
        facets: tuple[str, ...] = (),
        fixed: Mapping[str, tuple[str, ...]] | None = None,
    ) -> EngineResult:
        """The stored sources of a search's hits, up to 1,000 at once: for exports and feeds. CursorExpiredError if
        `generation` is gone."""
        return self._search(
            EngineRequest(
                query=request.narrow(self._parse_query(request).clause),
                filters=request.selections,
                fixed={**_SCOPES[request.scope], **(fixed or {})},
                facets=facets,
                sort=request.sort,
                limit=limit,
                after=after,
                generation=generation,
            ),
            request.q,
        )

    def fetch_items(self, ids: Iterable[str | None], base_url: str = "") -> dict[str, ItemOut]:
        """Those of some items that are there, by id."""
        return self._documents.fetch_items(ids, base_url)

    def fetch_highlights(self, item_id: str, q: str, expand: Expand = Expand.SYNONYMS) -> dict[str, tuple[Span, ...]]:
        """Where the words of a query stand in an item: anchor → spans in code points; raises UsageError."""
        patterns = [one for one in self._read(q, expand).patterns if "talk" in one.fields or "decision" in one.fields]
        source = self._documents.get_item(item_id)
        return {
            utterance["anchor"]: tuple((match.start, match.end) for match in find_matches(utterance, patterns))
            for utterance in source["utterances"]
        }

    def fetch_meeting(self, meeting_id: str, base_url: str = "") -> MeetingOut:
        """A meeting in full; raises NotFoundError."""
        return self._documents.fetch_meeting(meeting_id, base_url)

    def find_in_titles(
        self, titles: Mapping[str, str], q: str, expand: Expand = Expand.SYNONYMS
    ) -> dict[str, tuple[Span, ...]]:
        """Where a query's words stand in titles, by what they are called: spans in code points."""
        patterns = [one for one in self._read(q, expand).patterns if "title" in one.fields]
        found = {name: find_matches(self._make_passage(title), patterns) for name, title in titles.items()}
        return {name: tuple((match.start, match.end) for match in matches) for name, matches in found.items()}

    def _make_passage(self, text: str) -> Mapping[str, Any]:
        """A text that is no passage, as if it were a stored one."""
        tokens = self._analyzer.analyze(text).tokens
        return {
            "anchor": "",
            "text": text,
            "normal": normalize_exactly(text).text,
            "tokens": " ".join(token.form for token in tokens),
            "spans": pack_spans([offset for token in tokens for offset in (token.start, token.end)]),
        }

    def fetch_versions(self, meeting_id: str) -> VersionsOut:
        """What a city published of a meeting, one after the other; raises NotFoundError."""
        return self._documents.fetch_versions(meeting_id)

    def fetch_diff(self, meeting_id: str, since: str | None = None, until: str | None = None) -> DiffOut:
        """Two versions compared (left out: the last two); raises NotFoundError, UsageError."""
        return self._documents.fetch_diff(meeting_id, since, until)

    def fetch_coverage(self) -> Coverage:
        """What was collected, and what could not be read."""
        return self._coverage.fetch()

    def fetch_sources(self, base_url: str = "") -> SourcesOut:
        """Every council, what was collected of it, and how its crawls go."""
        return self._councils.fetch_sources(base_url)

    def fetch_last_crawl(self) -> str | None:
        """When the last crawl of any source ended (ISO time, UTC); None where no archive is at hand."""
        return self._councils.fetch_last_crawl()

    def fetch_source(self, name: str, base_url: str = "") -> SourceOut:
        """One council with its years; raises NotFoundError."""
        return self._councils.fetch_source(name, base_url)

    def count_items(self) -> int:
        """How many items the index holds; what lies outside all items is none."""
        return self._engine.search(EngineRequest(fixed=_ITEMS_ONLY, limit=0)).total

    def fetch_state(self) -> EngineState:
        return self._engine.state()

    def fetch_cities(self) -> Cities:
        return self._directory.fetch()

    def _make_naming(self) -> Naming:
        return Naming(self.vocabulary, self.fetch_cities())

    def _parse_query(self, request: SearchRequest) -> Reading:
        return self._read(request.q, request.expand)

    def _read(self, q: str, expand: Expand) -> Reading:
        cities = self.fetch_cities()
        return parse_query(
            q,
            self._analyzer,
            self._expander,
            expand=expand,
            parse_values=Values(self.vocabulary, cities).parse,
            find_meanings=Names(self.vocabulary, cities).find,
        )

    def _ask(
        self,
        request: SearchRequest,
        parsed: Reading,
        after: SortKey | None,
        limit: int,
        facets: bool,
        generation: str | None,
    ) -> EngineResult:
        asked = EngineRequest(
            query=request.narrow(parsed.clause),
            filters=request.selections,
            fixed=_SCOPES[request.scope],
            facets=FACETS if facets else (),
            sort=request.sort,
            limit=limit,
            after=after,
            generation=generation,
        )
        return self._search(asked, request.q)

    def _explain_nothing(
        self, request: SearchRequest, parsed: Reading, filters: tuple[FilterOut, ...], base_url: str
    ) -> NothingOut:
        return explain_nothing(
            request,
            parsed,
            filters,
            count=lambda other: self._ask(other, self._parse_query(other), None, 0, False, None).total,
            make_url=lambda other: f"{base_url}/search?{urlencode(other.make_pairs())}",
            coverage=self.fetch_coverage(),
            cities=self.fetch_cities(),
        )

    def _find_close(self, request: SearchRequest, parsed: Reading, listed: Listed, base_url: str) -> CloseOut | None:
        if not wants_close(request, listed):
            return None
        cities = self.fetch_cities()
        close = parse_close(
            request.q,
            self._analyzer,
            self._expander,
            expand=request.expand,
            parse_values=Values(self.vocabulary, cities).parse,
            find_meanings=Names(self.vocabulary, cities).find,
        )
        return find_close(
            close,
            lambda clause, *how: self._ask(request, replace(parsed, clause=clause), *how),
            parsed=parsed,
            total=listed.total,
            make_hit=lambda hit, patterns: make_hit(hit.source, patterns, hit.score, base_url),
        )

    def _count_behind(self, request: SearchRequest, parsed: Reading, crowded: Mapping[str, str]) -> dict[str, int]:
        """The ids of hits behind which their meetings have more, and how many."""
        if not crowded:
            return {}
        fixed = {**_SCOPES[request.scope], "meeting_id": tuple(crowded)}
        clause = request.narrow(parsed.clause)
        asked = EngineRequest(clause, filters=request.selections, fixed=fixed, facets=("meeting_id",), limit=0)
        counts = dict(self._search(asked, request.q).facets["meeting_id"])
        return {hit: counts[meeting] - MOST for meeting, hit in crowded.items() if counts[meeting] > MOST}

    def _search(self, asked: EngineRequest, q: str = "") -> EngineResult:
        try:
            return self._engine.search(asked)
        except ExpansionLimitError as error:
            raise QueryError(
                Mistake.TOO_MANY_EXPANSIONS,
                f"「{error.beginning}」で始まる言葉が{error.limit:,}を超えます。もう少し長く書いてください。",
                q,
                Place(0, len(q)),
            ) from error
