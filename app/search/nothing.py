"""What to tell who has found nothing: which condition emptied the answer, what is close, what is found outside items,
and which cities and years the index does not cover. "Nothing found" and "not collected" are never the same answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from app.search.cities import Cities
from app.search.coverage import Coverage
from app.search.explain import make_canonical
from app.search.language.errors import QueryError
from app.search.language.reading import Expand, Reading
from app.search.language.tree import AllOf, AnyOf, Near, Node, Place, Quote, Without, Word
from app.search.request import FILTERS, Scope, SearchRequest
from app.search.results import AlternativeOut, FilterOut, NothingOut
from app.search.uncovered import find_uncovered

# Each costs a count of a few milliseconds; a question of more parts is told the first ones.
_MOST_COUNTS = 8
_PLACES_AND_YEARS = ("city", "prefecture", "year", "calendar_year")

Alternative = tuple[str, SearchRequest]
Count = Callable[[SearchRequest], int]
MakeUrl = Callable[[SearchRequest], str]


def explain_nothing(
    request: SearchRequest,
    reading: Reading,
    filters: Iterable[FilterOut],
    *,
    count: Count,
    make_url: MakeUrl,
    coverage: Coverage,
    cities: Cities,
) -> NothingOut:
    """A search that has found nothing → what can be said; each alternative is counted."""

    def tell(alternatives: Iterable[Alternative]) -> Iterator[AlternativeOut]:
        for label, other in alternatives:
            try:
                total = count(other)
            except QueryError:  # written out, a question at the limits may be above them: it is not proposed
                continue
            yield AlternativeOut(label=label, total=total, q=other.q, url=make_url(other))

    plain = replace(request, cursor=None)
    parts = _list_parts(reading)
    dropped = [
        *((f"「{label}」を外す", replace(plain, q=q)) for label, q in _drop_parts(parts)),
        *((f"「{_name_filter(one)}」を外す", plain.without_filter(one.name)) for one in filters),
    ]
    everywhere = [("案件以外の部分も含める", replace(plain, scope=Scope.ALL))] if plain.scope is Scope.ITEM else []
    asked = {name: _collect(request, reading, name, cities) for name in _PLACES_AND_YEARS}
    return NothingOut(
        dropped=tuple(tell(dropped[:_MOST_COUNTS])),
        close=tuple(one for one in tell(_widen(plain, parts)) if one.total),
        outside=next((one for one in tell(everywhere) if one.total), None),
        uncovered=tuple(find_uncovered(asked, coverage.years, cities)),
        cities=coverage.collected,
    )


def _name_filter(one: FilterOut) -> str:
    return f"{one.label.partition('（')[0]}：{'、'.join(value.label for value in one.values)}"


def _list_parts(reading: Reading) -> tuple[Node, ...]:
    """The parts of a question that must all hold, without what was passed over."""
    if reading.tree is None:
        return ()
    ignored = {term.term.place for term in reading.terms if term.ignored}
    nodes = reading.tree.nodes if isinstance(reading.tree, AllOf) else (reading.tree,)
    return tuple(node for node in nodes if node.place not in ignored)


def _write(parts: tuple[Node, ...]) -> str:
    return make_canonical(parts[0] if len(parts) == 1 else AllOf(parts, parts[0].place), joint=" ")


def _drop_parts(parts: tuple[Node, ...]) -> Iterator[tuple[str, str]]:
    """(what is left out, the question without it)"""
    for at, part in enumerate(parts if len(parts) > 1 else ()):
        yield make_canonical(part), _write((*parts[:at], *parts[at + 1 :]))


def _widen(request: SearchRequest, parts: tuple[Node, ...]) -> Iterator[Alternative]:
    """The same in wider terms, the least change first."""
    if not parts:
        return
    loose = tuple(map(_loosen, parts))
    if loose != parts:
        yield "引用を語として、NEAR を AND として探す", replace(request, q=_write(loose))
    if request.expand is not Expand.SYNONYMS:
        yield "表記の違いと同義語も探す", replace(request, expand=Expand.SYNONYMS)
    wanted = tuple(part for part in parts if not isinstance(part, Without))
    if len(wanted) > 1:
        unwanted = tuple(part for part in parts if isinstance(part, Without))
        yield "どれかを含む", replace(request, q=_write((AnyOf(wanted, wanted[0].place), *unwanted)))
    if request.filters:
        yield "絞り込みをすべて外す", replace(request, filters={})


def _loosen(node: Node) -> Node:
    """Quotes as the words in them, what is near as what is there."""
    match node:
        case Quote(text, place):
            words = _split_words(text, place)
            return AllOf(words, place) if len(words) > 1 else words[0] if words else node
        case Near(left, right, _, place):
            return AllOf(tuple(side[0] if len(side) == 1 else AnyOf(side, place) for side in (left, right)), place)
        case AllOf(nodes, place):
            return AllOf(tuple(map(_loosen, nodes)), place)
        case AnyOf(nodes, place):
            return AnyOf(tuple(map(_loosen, nodes)), place)
        case _:
            return node


def _split_words(text: str, place: Place) -> tuple[Word, ...]:
    """The runs of letters in a quote, which mean nothing to the grammar in lower case."""
    letters = "".join(char if char.isalnum() else " " for char in text).split()
    return tuple(Word(word.lower(), place) for word in letters)


def _collect(request: SearchRequest, reading: Reading, name: str, cities: Cities) -> tuple[str, ...]:
    """The values of a filter, of the field of that name in the question, and those that its plain words name: of cities
    also those of which the index has nothing."""
    named = (
        value
        for term in reading.terms
        if term.field is not None and term.field.values == name and not term.excluded
        for value in term.values
    )
    wanted = [term for term in reading.terms if not term.excluded]
    meant = [value for term in wanted for one in term.meanings if one.field == name for value in one.values]
    if name == "city" and request.expand is Expand.SYNONYMS:
        words = (term.term for term in wanted if term.field is None and not term.meanings)
        meant += [city.code for word in words if isinstance(word, Word) for city in cities.find_elsewhere(word.text)]
    return tuple(dict.fromkeys((*request.filters.get(name, ()), *named, *meant))) if name in FILTERS else ()
