"""Suggestions while typing: cities, topics and titles of items that begin with, or hold, what was typed so far.

Cities and topics are few and kept for each generation of the index, with how many items they have; titles are asked of
the engine, the newest first. Hiragana find katakana; cities are found by their reading too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pydantic import Field

from app.analyze.exact import make_quote_tokens, normalize_quote
from app.engine.base import And, Beginning, Clause, Engine, EngineRequest, Phrase, Sort
from app.errors import UsageError
from app.normalize import squeeze
from app.search.cities import CityDirectory
from app.search.language.lexer import QUOTES
from app.search.ports import Vocabulary
from app.search.results import Shape

DEFAULT_SUGGESTIONS = 8
MAX_SUGGESTIONS = 20
_MAX_TYPED = 100  # characters: the longest titles have some 80 before they are unmistakable
_MAX_EACH = 3  # of cities and of topics, so that there is room for titles
_TITLES_SEEN = 60  # many councils' titles are the same, year after year
_TO_KATAKANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}
_WITHOUT_QUOTES = dict.fromkeys(map(ord, QUOTES), " ")
_ITEMS = {"scope": ("item",)}


class SuggestionOut(Shape):
    """`parameters` are those of a search for it; `count` how many items that finds, where it is known."""

    kind: str = Field(description="city, topic or title")
    text: str
    parameters: dict[str, str]
    count: int | None


class SuggestionsOut(Shape):
    q: str
    suggestions: tuple[SuggestionOut, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """What a generation has: (names in comparable form, the suggestion), the most frequent first."""

    generation: str
    entries: tuple[tuple[tuple[str, ...], SuggestionOut], ...]


class Suggester:
    """Keeps the cities and topics of the index's present state."""

    def __init__(self, engine: Engine, cities: CityDirectory, vocabulary: Vocabulary) -> None:
        self._engine = engine
        self._cities = cities
        self._vocabulary = vocabulary
        self._cached: _Known | None = None

    def suggest(self, q: str, limit: int = DEFAULT_SUGGESTIONS) -> SuggestionsOut:
        """What was typed so far → at most `limit` suggestions; none for blank text. Raises UsageError."""
        if len(q) > _MAX_TYPED:
            raise UsageError("q", f"候補は{_MAX_TYPED}文字まで探せます。")
        if not 1 <= limit <= MAX_SUGGESTIONS:
            raise UsageError("limit", f"1から{MAX_SUGGESTIONS}までの整数にしてください。")
        typed = _fold(q)
        if not typed:
            return SuggestionsOut(q=q, suggestions=())
        found = [*self._find_known(typed), *self._find_titles(q, limit)]
        return SuggestionsOut(q=q, suggestions=tuple(found[:limit]))

    def _find_known(self, typed: str) -> Iterator[SuggestionOut]:
        """Those that begin so before those that hold it; a few of each kind."""
        entries = self._fetch_known().entries
        beginning = [one for names, one in entries if any(name.startswith(typed) for name in names)]
        holding = [one for names, one in entries if one.kind == "topic" and any(typed in name[1:] for name in names)]
        taken: Counter[str] = Counter()
        for one in (*beginning, *(other for other in holding if other not in beginning)):
            taken[one.kind] += 1
            if taken[one.kind] <= _MAX_EACH:
                yield one

    def _find_titles(self, q: str, limit: int) -> Iterable[SuggestionOut]:
        normal = normalize_quote(q)
        if not normal:
            return ()
        tokens = make_quote_tokens(normal)
        held: Clause = Beginning(tokens, ("title_exact",))
        if len(normal) > 1:
            held = Phrase(tokens, (("title_exact", 0.0),), overlapping=True)
        request = EngineRequest(And((held,)), fixed=_ITEMS, sort=Sort.DATE_DESC, limit=_TITLES_SEEN)
        titles = dict.fromkeys(str(hit.source["title"]) for hit in self._engine.search(request).hits)
        ordered = sorted(titles, key=lambda title: not _fold(title).startswith(_fold(q)))  # stable: the newest first
        return (_make_title(title) for title in ordered[:limit])

    def _fetch_known(self) -> _Known:
        generation = self._engine.generation()
        cached = self._cached
        if cached is not None and cached.generation == generation:
            return cached
        result = self._engine.search(EngineRequest(fixed=_ITEMS, facets=("city", "topic"), limit=0))
        counts = {field: dict(found) for field, found in result.facets.items()}
        known = _Known(result.generation, tuple(self._list_known(counts)))
        self._cached = known  # one assignment: threads may both read, neither sees half
        return known

    def _list_known(self, counts: Mapping[str, Mapping[str, int]]) -> Iterator[tuple[tuple[str, ...], SuggestionOut]]:
        cities = self._cities.fetch()
        for code, count in sorted(counts["city"].items(), key=lambda one: (-one[1], one[0])):
            city = cities.get(code)
            names = (city.name, city.prefecture + city.name, cities.reading(code)) if city else (code,)
            suggestion = SuggestionOut(kind="city", text=cities.label(code), parameters={"city": code}, count=count)
            yield tuple(_fold(name) for name in names if name), suggestion
        labels = {entry.code: entry.label for entry in self._vocabulary.topics}
        for code, count in sorted(counts["topic"].items(), key=lambda one: (-one[1], one[0])):
            label = labels.get(code, code)
            yield (_fold(label),), SuggestionOut(kind="topic", text=label, parameters={"topic": code}, count=count)


def _make_title(title: str) -> SuggestionOut:
    """A search for the very title; a quotation mark cannot stand in a quote, so such a title is asked for as words."""
    if set(title) & set(QUOTES):
        return SuggestionOut(kind="title", text=title, parameters={"q": title.translate(_WITHOUT_QUOTES)}, count=None)
    return SuggestionOut(kind="title", text=title, parameters={"q": f'議題:"{title}"'}, count=None)


def _fold(text: str) -> str:
    """What is compared: normal form, no white space, lower case, katakana."""
    return squeeze(text).lower().translate(_TO_KATAKANA)
