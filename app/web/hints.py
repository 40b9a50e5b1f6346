"""Names that the words of a search that found nothing may stand for: a topic, a city."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from app.search.explain import TermOut
from app.search.service import SearchService
from app.search.suggest import SuggestionOut

_TERMS = 3  # each is asked for; a longer question is a sentence, of which the first words are no names
_LONGEST = 100  # characters: the limit of suggestions
_MOST = 4


def find_names(service: SearchService, terms: Iterable[TermOut]) -> tuple[SuggestionOut, ...]:
    """Topics and cities that begin with, or hold, a word of the search, each once."""

    def ask() -> Iterator[SuggestionOut]:
        plain = (term for term in terms if not term.excluded and not term.values and not term.ignored)
        words = (term.exact or term.text for term in islice(plain, _TERMS))
        for word in words:
            found = service.suggest(word).suggestions if len(word) <= _LONGEST else ()
            yield from (one for one in found if one.kind != "title" and one.count)

    once = {tuple(one.parameters.items()): one for one in ask()}
    return tuple(once.values())[:_MOST]
