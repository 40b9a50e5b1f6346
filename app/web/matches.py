"""Why a hit was found: which of its parts have the words of the search, told beside the hit.

Told of what the hit shows: words marked in its title and its snippets, which show each word of the search that is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.normalize import squeeze
from app.search.dimensions import BY_NAME
from app.search.names import read_values
from app.search.results import AppliedExpansionOut, HitOut
from app.search.snippets import Span

_MOST = 4  # words of a part: a line's worth


@dataclass(frozen=True, slots=True)
class MatchedWord:
    """A word as it stands there; `asked` is the word of the question where it is another."""

    text: str
    asked: str | None


@dataclass(frozen=True, slots=True)
class MatchedPart:
    label: str
    words: tuple[MatchedWord, ...]


def find_matched_parts(
    hit: HitOut, title_spans: Iterable[Span], expansions: Sequence[AppliedExpansionOut]
) -> tuple[MatchedPart, ...]:
    """件名, 結論 (the words of its evidence), 発言, those that have a word of the search; and values that one names."""
    asked = {squeeze(one.text).lower(): one.term for one in expansions}
    said = [s.text[start:end] for s in hit.snippets for start, end in s.highlights]
    decided = [word for word in said if any(word in entry.quote for entry in hit.outcome.evidence)]
    parts = (
        ("件名", [hit.title[start:end] for start, end in title_spans]),
        ("結論", decided),
        ("発言", said),
    )
    told = tuple(MatchedPart(label, _name_words(words, asked)) for label, words in parts if words)
    return (*told, *_find_values(hit, expansions))


def _find_values(hit: HitOut, expansions: Iterable[AppliedExpansionOut]) -> Iterator[MatchedPart]:
    shown = hit.model_dump(mode="json")
    for one in expansions:
        if one.filter is not None and set(one.values) & set(read_values(shown, one.filter)):
            yield MatchedPart(BY_NAME[one.filter].label, (MatchedWord(one.text.partition(":")[2], None),))


def _name_words(words: Iterable[str], asked: dict[str, str]) -> tuple[MatchedWord, ...]:
    """Each once, as it first stands there."""
    once: dict[str, MatchedWord] = {}
    for word in words:
        key = squeeze(word).lower()
        term = asked.get(key)
        once.setdefault(key, MatchedWord(word, term if term is not None and squeeze(term).lower() != key else None))
    return tuple(once.values())[:_MOST]
