"""A row of a Word table that holds several speeches → a row for each, where its paragraphs tell which label goes with
which words: labels with blank paragraphs between them stand beside the first paragraphs of their speeches.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from app.normalize import squeeze
from app.text.rows import are_speakers, ends_sentence, says_sentences

# Two may be a key in two parts.
_FEWEST_ALONE = 3


def split_paragraphs(cells: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """The paragraphs of each cell of a row ("" for a blank one) → the row's cells, or those of each of its speeches."""
    starts = _find_starts(cells) if len(cells) == 2 else []
    if not starts:
        return [tuple("\n".join(filter(None, paragraphs)) for paragraphs in cells)]
    labels, speeches = cells
    names = [label for label in labels if label]
    ends = [*starts[1:], len(speeches)]
    rows = [(name, speeches[start:end]) for name, start, end in zip(names, starts, ends, strict=True)]
    if any(speeches[: starts[0]]):
        rows.insert(0, ("", speeches[: starts[0]]))
    return [(name, "\n".join(filter(None, part))) for name, part in rows]


def _find_starts(cells: Sequence[Sequence[str]]) -> list[int]:
    """The paragraphs of the right cell that begin a speech, one for each label; none where the row has not the form."""
    labels, speeches = cells
    places = [index for index, label in enumerate(labels) if label]
    names = [squeeze(labels[index]) for index in places]
    apart = any(after - before > 1 for before, after in itertools.pairwise(places))
    if len(places) < 2 or not apart or not are_speakers(names):
        return []
    starts = _pair(places, speeches)
    if len(starts) < _FEWEST_ALONE and (not starts or starts[0] > 0):
        return []
    parts = ["".join(speeches[start:end]) for start, end in zip(starts, [*starts[1:], len(speeches)], strict=True)]
    return starts if sum(map(says_sentences, parts)) == len(parts) else []


def _pair(places: list[int], speeches: Sequence[str]) -> list[int]:
    """By index, where every label stands beside words that follow an end; else one by one, where there are as many
    paragraphs as labels (the blank ones beside the labels make room for long speeches)."""
    if places[-1] < len(speeches) and all(
        speeches[place] and (place == 0 or not speeches[place - 1] or ends_sentence(speeches[place - 1]))
        for place in places
    ):
        return places
    words = [index for index, speech in enumerate(speeches) if speech]
    return words if len(words) == len(places) and all(ends_sentence(speeches[index]) for index in words) else []
