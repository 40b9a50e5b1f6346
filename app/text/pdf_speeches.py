"""A tall row of a ruled table that holds all speeches of a page → a row for each speech.

Its left cell has the speakers' labels, each at the height of the first line of its speech in the wide cell; no rule
stands between two speeches. What a page says above its first label goes on with the last speech of the page before:
it becomes a row with an empty label. Forms, lists of members and agendas stay as they are.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.normalize import squeeze
from app.text.pdf_rules import Cell
from app.text.pdf_text import TextLine
from app.text.rows import are_speakers, ends_sentence, goes_on_as_label, heads_speakers, says_sentences

# Between a cell's edge and its text, in points: what word processors leave (1.9 mm).
PADDING = 5.4
# Shares of the row's width: the speeches have most of it, the labels a narrow column.
_SPEECHES_WIDTH = 0.5
_LABELS_WIDTH = 0.36
# Shares of the smaller height, or of the usual distance between two lines.
_SAME_HEIGHT = 0.6
_APART = 1.6
_PARAGRAPH_GAP = 1.25
# A line that ends so many characters before the edge was not broken by it (a full stop may not begin a line).
_SHORT = 2.2
# Right indents in cells are at most so many characters.
_EDGE = 4.0
_MOST = 0.8
# Two labels may be a key in two parts.
_FEWEST = 3
# Borders of the same table on two pages, in points.
_NEAR = 3.0


@dataclass(frozen=True, slots=True)
class TableRow:
    """`lines` are those of each cell, from the top down."""

    cells: tuple[Cell, ...]
    lines: tuple[tuple[TextLine, ...], ...]

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple("\n".join(line.text.strip("\r ") for line in lines) for lines in self.lines)


@dataclass(frozen=True, slots=True)
class _Tall:
    """A row whose left cell may hold labels. For each of its lines: `places`, the index of the line of the wide cell
    at its height; `apart`, whether it stands clear of the one above; `ended`, whether a speech can begin there."""

    row: TableRow
    column: int  # of the labels; the speeches stand in the next one
    places: tuple[int | None, ...]
    apart: tuple[bool, ...]
    ended: tuple[bool, ...]

    @property
    def labels(self) -> list[str]:
        return [squeeze(line.text) for line in self.row.lines[self.column]]

    @property
    def speeches(self) -> tuple[TextLine, ...]:
        return self.row.lines[self.column + 1]


@dataclass(frozen=True, slots=True)
class _Known:
    """What the document's other rows tell: borders of the columns of labels, labels of one line and of several."""

    borders: tuple[tuple[float, float, float], ...] = ()
    lone: frozenset[str] = frozenset()
    joined: frozenset[str] = frozenset()


def split_speeches(pages: Sequence[Sequence[TableRow]]) -> list[tuple[TableRow, ...]]:
    """Rows of each page → the same, those that hold several speeches split."""
    tall = [[_measure(row) for row in rows] for rows in pages]
    sure = [one for rows in tall for one in rows if one is not None and _is_sure(one)]
    known = _learn(sure)
    headed: tuple[tuple[float, float, float], ...] = ()
    out = []
    for rows, measured in zip(pages, tall, strict=True):
        split: list[TableRow] = []
        for row, one in zip(rows, measured, strict=True):
            headed += tuple(_find_head(row))
            first = all(_is_short(above) for above in split)
            if one is not None and (_is_sure(one) or _is_likely(one, known, headed, first=first)):
                split += _split(one, _find_starts(one, known))
            else:
                split.append(row)
        out.append(tuple(split))
    return out


def _measure(row: TableRow) -> _Tall | None:
    """None for what has not the form: two or three columns, the widest one right of a narrow one, with more lines than
    one."""
    widths = [cell.right - cell.left for cell in row.cells]
    wide = widths.index(max(widths))
    if len(row.cells) not in (2, 3) or not wide or widths[wide] < _SPEECHES_WIDTH * sum(widths):
        return None
    labels, speeches = row.lines[wide - 1], row.lines[wide]
    if widths[wide - 1] > _LABELS_WIDTH * sum(widths) or not labels or len(speeches) < 2:
        return None
    pitch = _find_pitch(speeches)
    edge = max(*(line.right for line in speeches), row.cells[wide].right - _EDGE * speeches[0].size)
    places = tuple(_find_place(label, speeches) for label in labels)
    apart = [True]
    for (above, label), (before, place) in zip(itertools.pairwise(labels), itertools.pairwise(places), strict=True):
        between = before is not None and place is not None and place - before > 1
        apart.append(between or above.top - label.top > _APART * pitch)
    ended = tuple(place is not None and _has_ended(speeches, place, edge, pitch) for place in places)
    return _Tall(row, wide - 1, places, tuple(apart), ended)


def _find_pitch(lines: Sequence[TextLine]) -> float:
    """Points from one line to the next within a speech: speeches may stand farther apart."""
    steps = sorted(above.top - line.top for above, line in itertools.pairwise(lines))
    return steps[len(steps) // 4]


def _find_place(label: TextLine, speeches: Sequence[TextLine]) -> int | None:
    shared = [min(label.top, line.top) - max(label.bottom, line.bottom) for line in speeches]
    best = shared.index(max(shared))
    return best if shared[best] >= _SAME_HEIGHT * min(label.size, speeches[best].size) else None


def _has_ended(speeches: Sequence[TextLine], place: int, edge: float, pitch: float) -> bool:
    if place == 0:
        return True
    above = speeches[place - 1]
    return (
        ends_sentence(above.text)
        or above.right < edge - _SHORT * above.size
        or above.top - speeches[place].top > _PARAGRAPH_GAP * pitch
    )


def _find_starts(tall: _Tall, known: _Known) -> list[int]:
    """The lines of the left cell that are a label's first."""
    labels = tall.labels
    starts = [0]
    for index in range(1, len(labels)):
        label = "".join(labels[starts[-1] : index])
        if tall.apart[index]:
            starts.append(index)
        elif not tall.ended[index] or label + labels[index] in known.joined:
            continue
        elif labels[index] in known.lone or not goes_on_as_label(label, labels[index], full=_is_full(tall, index - 1)):
            starts.append(index)
    return starts


def _is_full(tall: _Tall, index: int) -> bool:
    """Whether a line of the left cell has no room for another character."""
    cell, line = tall.row.cells[tall.column], tall.row.lines[tall.column][index]
    return line.right - line.left + line.size > cell.right - cell.left - 2 * PADDING


def _is_sure(tall: _Tall) -> bool:
    """Whether the row alone shows that it holds speeches: labels that stand apart or come again, beside sentences."""
    starts = _find_starts(tall, _Known())
    parts = _find_parts(tall, starts)
    if not parts or not _is_aligned(tall) or not are_speakers(_join_labels(tall, starts)):
        return False
    said = sum(says_sentences("".join(line.text for line in part)) for part in parts)
    if any(tall.apart[1:]) and len(tall.speeches) > len(tall.labels):
        return said * 2 >= len(parts) and (len(starts) >= _FEWEST or tall.places[0] == 0)
    return len(starts) >= _FEWEST and _repeats(tall, starts) and said >= _MOST * len(parts)


def _is_likely(tall: _Tall, known: _Known, headed: Sequence[tuple[float, float, float]], *, first: bool) -> bool:
    """Whether a row of a table that is known to hold speeches holds several, or the end of another before its own."""
    proven = _has_borders(tall, known.borders)
    starts = _find_starts(tall, known)
    if not (proven or _has_borders(tall, headed)) or not _find_parts(tall, starts) or not _is_aligned(tall):
        return False
    labels = _join_labels(tall, starts)
    if not are_speakers(labels):
        return False
    if len(starts) > 1:
        return any(tall.apart[1:]) or _repeats(tall, starts) or all(label in known.lone for label in labels)
    return proven and first and tall.places[0] != 0 and not _is_centred(tall)


def _is_aligned(tall: _Tall) -> bool:
    """The labels that stand apart: each beside a line, nearly all where a speech can begin."""
    apart = [index for index, clear in enumerate(tall.apart) if clear]
    fits = sum(tall.ended[index] for index in apart)
    return all(tall.places[index] is not None for index in apart) and fits >= _MOST * len(apart)


def _repeats(tall: _Tall, starts: Sequence[int]) -> bool:
    labels = _join_labels(tall, starts)
    return len(set(labels)) < len(labels)


def _is_centred(tall: _Tall) -> bool:
    speeches, labels = tall.speeches, tall.row.lines[tall.column]
    middle = (speeches[0].top + speeches[-1].bottom) / 2
    return abs((labels[0].top + labels[-1].bottom) / 2 - middle) < _find_pitch(speeches)


def _is_short(row: TableRow) -> bool:
    """As the head of a table is."""
    return all(len(lines) <= 1 for lines in row.lines)


def _join_labels(tall: _Tall, starts: Sequence[int]) -> list[str]:
    return ["".join(tall.labels[start:end]) for start, end in itertools.pairwise([*starts, len(tall.labels)])]


def _learn(sure: Sequence[_Tall]) -> _Known:
    lone: set[str] = set()
    joined: set[str] = set()
    for tall in sure:
        labels = tall.labels
        firsts = [index for index, clear in enumerate(tall.apart) if clear]
        for first, end in itertools.pairwise([*firsts, len(labels)]):
            if end - first == 1:
                lone.add(labels[first])
            elif not any(tall.ended[first + 1 : end]):
                joined.add("".join(labels[first:end]))
    return _Known(tuple(_borders(tall.row, tall.column) for tall in sure), frozenset(lone), frozenset(joined))


def _find_head(row: TableRow) -> Iterator[tuple[float, float, float]]:
    for column, text in enumerate(row.texts[:-1]):
        if heads_speakers(text):
            yield _borders(row, column)


def _borders(row: TableRow, column: int) -> tuple[float, float, float]:
    return row.cells[column].left, row.cells[column].right, row.cells[column + 1].right


def _has_borders(tall: _Tall, borders: Sequence[tuple[float, float, float]]) -> bool:
    own = _borders(tall.row, tall.column)
    return any(all(abs(a - b) <= _NEAR for a, b in zip(own, other, strict=True)) for other in borders)


def _find_parts(tall: _Tall, starts: Sequence[int]) -> list[tuple[TextLine, ...]]:
    """The lines of each speech; none if two labels would share one."""
    places = [place for start in starts if (place := tall.places[start]) is not None]
    ends = [*places[1:], len(tall.speeches)]
    if len(places) < len(starts) or any(end <= place for place, end in zip(places, ends, strict=True)):
        return []
    return [tall.speeches[place:end] for place, end in zip(places, ends, strict=True)]


def _split(tall: _Tall, starts: Sequence[int]) -> Iterator[TableRow]:
    parts = _find_parts(tall, starts)
    if not parts:
        yield tall.row
        return
    labels = tall.row.lines[tall.column]
    names = [labels[start:end] for start, end in itertools.pairwise([*starts, len(labels)])]
    lead = tall.places[starts[0]]
    if lead:
        names.insert(0, ())
        parts.insert(0, tall.speeches[:lead])
    tops = [max(cell.top for cell in tall.row.cells)]
    tops += [(above[-1].bottom + part[0].top) / 2 for above, part in itertools.pairwise(parts)]
    bottoms = [*tops[1:], min(cell.bottom for cell in tall.row.cells)]
    for index, (name, part, top, bottom) in enumerate(zip(names, parts, tops, bottoms, strict=True)):
        cells = tuple(replace(cell, top=top, bottom=bottom) for cell in tall.row.cells)
        own = [_share(lines, tops, index, skip=bool(lead)) for lines in tall.row.lines]
        own[tall.column : tall.column + 2] = [name, part]
        yield TableRow(cells, tuple(own))


def _share(lines: Sequence[TextLine], tops: Sequence[float], index: int, *, skip: bool) -> tuple[TextLine, ...]:
    """Of another column, what stands beside speech `index`; `skip`: the first one only goes on and has nothing."""
    owners = [sum((line.top + line.bottom) / 2 < top for top in tops) - 1 for line in lines]
    return tuple(line for line, owner in zip(lines, owners, strict=True) if max(owner, int(skip)) == index)
