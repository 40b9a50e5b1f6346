"""A discussion laid out for reading: who speaks, where a page of the document begins, which item is talked about, where
the words of the search stand, and whose speeches are shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from app.search.results import PassageOut, UtteranceOut
from app.search.snippets import Span

# How minutes call those who lead a council (会長, 議長, 部会長, 会長職務代理者), by the words of the name itself.
_CHAIRS = ("会長", "議長", "座長", "委員長")
_VOICES = ("chair", "member", "other", "unnamed")  # the order in which speakers are offered
UNNAMED = "発言者不明"


@dataclass(frozen=True, slots=True)
class Step:
    """A passage in which words of the search stand: the how manieth of how many, and its neighbours' anchors."""

    number: int
    total: int
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Turn:
    """A passage as it is shown. `page` where a new page of the document begins with it; `voice` (chair, member, other,
    unnamed, none) colours the margin and says no more than the name beside it."""

    passage: UtteranceOut
    page: int | None
    voice: str
    step: Step | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """Passages one after the other that are not shown, since somebody else speaks; `hits` of them hold words of the
    search. `anchor` is the first one's."""

    count: int
    hits: int
    anchor: str


Row = Turn | Gap


@dataclass(frozen=True, slots=True)
class Section:
    """Consecutive passages of a meeting that belong to the same items (none: opening, next date). `anchor` is the first
    one's, shown or not."""

    items: tuple[str, ...]
    turns: tuple[Row, ...]
    anchor: str


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who speaks `count` times; `name` is what the minutes call them, or the sign before an unnamed speech."""

    name: str
    count: int
    voice: str
    chosen: bool


def build_turns(
    passages: Iterable[UtteranceOut],
    found: Mapping[str, Sequence[Span]] | None = None,
    chosen: Iterable[str] = (),
    *,
    begun: int | None = None,
) -> tuple[Row, ...]:
    """Passages → rows in their order. With `chosen` names, other people's are folded into gaps, headings stay.

    A page is told where it begins, unless it has `begun`; passages without a page (HTML, DOCX) tell none. `found` maps
    an anchor to where words of the search stand in its passage.
    """
    found = found or {}
    wanted = frozenset(chosen)
    listed = tuple(passages)
    shown = {p.anchor for p in listed if not wanted or p.role == "heading" or get_name(p) in wanted}
    steps = _number_steps([p.anchor for p in listed if p.anchor in shown and found.get(p.anchor)])
    rows: list[Row] = []
    at = begun
    for is_shown, group in groupby(listed, key=lambda passage: passage.anchor in shown):
        together = tuple(group)
        if not is_shown:
            hits = sum(bool(found.get(passage.anchor)) for passage in together)
            rows.append(Gap(len(together), hits, together[0].anchor))
            continue
        for passage in together:
            begins = passage.page if passage.page is not None and passage.page != at else None
            at = passage.page if passage.page is not None else at
            rows.append(Turn(passage, begins, classify_voice(passage), steps.get(passage.anchor)))
    return tuple(rows)


def build_sections(passages: Iterable[PassageOut], chosen: Iterable[str] = ()) -> tuple[Section, ...]:
    """A meeting's passages, in order, cut where the items change; pages are told as if it were uncut."""
    wanted = tuple(chosen)
    sections: list[Section] = []
    at: int | None = None
    for items, group in groupby(passages, key=lambda passage: passage.items):
        together = tuple(group)
        rows = build_turns(together, chosen=wanted, begun=at)
        at = _find_last_page(rows, at)
        sections.append(Section(items, rows, together[0].anchor))
    return tuple(sections)


def find_starts(sections: Iterable[Section]) -> dict[str, str]:
    """Where the talk about each item begins: item → anchor of its first section."""
    starts: dict[str, str] = {}
    for section in sections:
        for item in section.items:
            starts.setdefault(item, section.anchor)
    return starts


def list_speakers(passages: Iterable[UtteranceOut], chosen: Iterable[str] = ()) -> tuple[Speaker, ...]:
    """Who speaks, how often: who leads first, then members, then others, each by how much they say."""
    wanted = frozenset(chosen)
    speeches = [(name, classify_voice(p)) for p in passages if (name := get_name(p)) is not None]
    speakers = [Speaker(name, n, voice, name in wanted) for (name, voice), n in Counter(speeches).items()]
    return tuple(sorted(speakers, key=lambda one: (_VOICES.index(one.voice), -one.count)))  # sorts are stable


def get_name(passage: UtteranceOut) -> str | None:
    """By what a speech is chosen: the speaker as the minutes name them, or the sign before it; None for what is no
    speech."""
    if passage.role != "speech":
        return None
    return passage.speaker or passage.mark or UNNAMED


def classify_voice(passage: UtteranceOut) -> str:
    """By the words of the speaker's name: 会長 leads, 委員 asks, anybody else (a department, the office) explains."""
    if passage.role != "speech":
        return "none"
    if passage.speaker is None:
        return "unnamed"
    if any(word in passage.speaker for word in _CHAIRS):
        return "chair"
    return "member" if "委員" in passage.speaker else "other"


def _number_steps(anchors: Sequence[str]) -> dict[str, Step]:
    after = dict(pairwise(anchors))
    before = {later: earlier for earlier, later in after.items()}
    return {
        anchor: Step(number, len(anchors), before.get(anchor), after.get(anchor))
        for number, anchor in enumerate(anchors, start=1)
    }


def _find_last_page(rows: Sequence[Row], default: int | None) -> int | None:
    pages = [row.passage.page for row in rows if isinstance(row, Turn) and row.passage.page is not None]
    return pages[-1] if pages else default
