"""What stands above and below the text of every page: headers, footers, page numbers. They are no part of the text,
but where the document's only title is a header, it is kept once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol, TypeVar

from app.normalize import squeeze

# So many lines at the upper and lower edge of a page may be running.
_DEEPEST = 3
# On fewer pages than this nothing is known to be repeated by rule.
_FEWEST_PAGES = 3
# A running line stands on more than this share of the pages; what stands on left-hand or on right-hand pages only, on
# nearly all of those: a speaker's label may well begin every other page of a few.
_MOST_PAGES = 0.5
_ONE_SIDE = 0.8
# Two lines are at one place when they are this near, in points.
_NEAR = 2.5
_PAGE_NUMBER = re.compile(
    r"""
    [-–ー―−‐─~(（〔\[<〈・.\s]*
    (?:p(?:age)?\.?|第)?
    (?:[0-9]{1,3}|[ivx]{1,4})
    (?:[/-–―−‐ー](?:[0-9]{1,3}|[ivx]{1,4}))?   # 1/12, (20―1)
    (?:ページ|頁|枚目)?
    (?:[/(（](?:全|計)?[0-9]{1,3}(?:ページ|頁|枚)?[)）]?(?:中)?)?
    [-–ー―−‐─~)）〕\]>〉・.\s]*
    """,
    re.VERBOSE | re.IGNORECASE,
)
_TITLE = re.compile(
    r"会議録|議事(?:録|要旨|概要)|会議(?:要旨|概要|結果|要録)|要点録|審議会|審査会|委員会|協議会|懇話会"
)


class Placed(Protocol):
    @property
    def text(self) -> str: ...
    @property
    def left(self) -> float: ...
    @property
    def top(self) -> float: ...
    @property
    def bottom(self) -> float: ...


P = TypeVar("P", bound=Placed)


def is_page_number(text: str) -> bool:
    """「- 3 -」, 「3/12」, 「(20―1)」, 「3ページ」, and nothing beside it."""
    return _PAGE_NUMBER.fullmatch(squeeze(text)) is not None


def names_paper(text: str) -> bool:
    """Whether words like 会議録 or 審議会 stand in it: a running line that says what the document is."""
    return _TITLE.search(squeeze(text)) is not None


def drop_running(pages: Sequence[Sequence[P]]) -> list[list[P]]:
    """The lines of each page, in any order → those of its own text, in the same order."""
    bands = [_find_bands(lines) for lines in pages]
    running = _find_running(bands)
    above = [_peel(page[:_DEEPEST], running) for page in bands]
    dropped = {id(line) for lines in above for line in lines}
    dropped.update(id(line) for page in bands for line in _peel(page[::-1][:_DEEPEST], running))
    titles = [line for lines in above for line in lines if names_paper(line.text)]
    said = {_pattern(line.text) for lines in pages for line in lines if titles and id(line) not in dropped}
    for line in titles:
        pattern = _pattern(line.text)
        if not any(pattern in other for other in said):
            said.add(pattern)
            dropped.discard(id(line))
    return [[line for line in lines if id(line) not in dropped] for lines in pages]


def _peel(bands: Sequence[list[P]], running: frozenset[str]) -> list[P]:
    """The running lines from the outermost inwards: the same words inside a page are its own text."""
    found: list[P] = []
    for band in bands:
        if not all(is_page_number(line.text) or _pattern(line.text) in running for line in band):
            break
        found += band
    return found


def _find_bands(lines: Sequence[P]) -> list[list[P]]:
    """What stands at one height, from the top down."""
    bands: list[list[P]] = []
    for line in sorted(lines, key=lambda one: -one.top):
        middle = (line.top + line.bottom) / 2
        if bands and bands[-1][0].bottom <= middle <= bands[-1][0].top:
            bands[-1].append(line)
        else:
            bands.append([line])
    return bands


def _find_running(pages: Sequence[list[list[P]]]) -> frozenset[str]:
    """What stands at the edge of most pages, or of most of the left-hand or right-hand ones, digits aside."""
    places: list[dict[str, float]] = []
    for bands in pages:
        edge = bands[:_DEEPEST] + bands[_DEEPEST:][-_DEEPEST:]
        places.append({_pattern(line.text): line.top for band in edge for line in band})
    if len(pages) == 2:
        first, second = places
        return frozenset(t for t in first if t in second and abs(first[t] - second[t]) < _NEAR and "#" in t)
    found: set[str] = set()
    sides = (places[2::2], places[1::2])  # a cover has none
    for some, share in ((places, _MOST_PAGES), *((side, _ONE_SIDE) for side in sides)):
        tops: dict[str, list[float]] = {}
        for page in some:
            for text, top in page.items():
                tops.setdefault(text, []).append(top)
        found.update(t for t, at in tops.items() if _count_at_one_place(at) > max(_FEWEST_PAGES - 1, share * len(some)))
    return frozenset(found)


def _count_at_one_place(tops: list[float]) -> int:
    usual = sorted(tops)[len(tops) // 2]
    return sum(abs(top - usual) < _NEAR for top in tops)


def _pattern(text: str) -> str:
    return re.sub(r"[0-9]+", "#", squeeze(text))
