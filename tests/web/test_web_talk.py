"""A discussion laid out: where pages begin, whose voice it is, which items are talked about."""

from __future__ import annotations

import pytest

from app.search.results import PassageOut
from app.web.talk import (
    Gap,
    Section,
    Speaker,
    Step,
    Turn,
    build_sections,
    build_turns,
    classify_voice,
    find_starts,
    list_speakers,
)


def make_passage(
    anchor: str,
    page: int | None = None,
    items: tuple[str, ...] = (),
    speaker: str | None = "会長",
    role: str = "speech",
    mark: str | None = None,
) -> PassageOut:
    return PassageOut(anchor=anchor, role=role, speaker=speaker, mark=mark, text="はい。", page=page, items=items)


@pytest.mark.parametrize(
    ("pages", "begins"),
    [
        ([], []),
        ([1, 1, 2, 2, 4], [1, None, 2, None, 4]),
        ([None, None], [None, None]),
        ([1, None, 1, None, 2], [1, None, None, None, 2]),
        ([2, 1, 2], [2, 1, 2]),
    ],
)
def test_a_page_is_told_where_it_begins(pages: list[int | None], begins: list[int | None]) -> None:
    passages = [make_passage(f"u{at}", page) for at, page in enumerate(pages)]
    assert [row.page for row in build_turns(passages) if isinstance(row, Turn)] == begins


@pytest.mark.parametrize(
    ("speaker", "role", "mark", "voice"),
    [
        ("会長", "speech", None, "chair"),
        ("議長（甲会長）", "speech", None, "chair"),
        ("甲委員長", "speech", None, "chair"),
        ("甲委員", "speech", None, "member"),
        ("委員", "speech", None, "member"),
        ("市民課長", "speech", None, "other"),
        ("事務局", "speech", None, "other"),
        (None, "speech", "●", "unnamed"),
        (None, "narration", None, "none"),
        (None, "heading", None, "none"),
    ],
)
def test_voices(speaker: str | None, role: str, mark: str | None, voice: str) -> None:
    assert classify_voice(make_passage("u1", speaker=speaker, role=role, mark=mark)) == voice


def test_a_meeting_is_cut_where_its_items_change() -> None:
    belongs: list[tuple[str, ...]] = [(), ("i1",), ("i1",), ("i1", "i2"), (), ("i1",)]
    sections = build_sections(make_passage(f"u{at}", 1, items) for at, items in enumerate(belongs))
    assert [section.items for section in sections] == [(), ("i1",), ("i1", "i2"), (), ("i1",)]
    turns = [row for section in sections for row in section.turns if isinstance(row, Turn)]
    assert [turn.passage.anchor for turn in turns] == [f"u{at}" for at in range(6)]
    assert [turn.page for turn in turns] == [1, *([None] * 5)]


def tell(row: Turn | Gap) -> str:
    """u1: shown, p2 a page begins, 1/2 a hit; (2,1 u3): two folded away from u3 on, one of them a hit."""
    if isinstance(row, Gap):
        return f"({row.count},{row.hits} {row.anchor})"
    page = f" p{row.page}" if row.page else ""
    return row.passage.anchor + page + (f" {row.step.number}/{row.step.total}" if row.step else "")


TALK = [
    make_passage("u0", 1, speaker=None, role="heading"),
    make_passage("u1", 1, speaker="甲委員"),
    make_passage("u2", 1, speaker="市民課"),
    make_passage("u3", 2, speaker="乙委員"),
    make_passage("u4", 2, speaker="市民課"),
    make_passage("u5", 2, speaker=None, mark="●"),
    make_passage("u6", 3, speaker=None),
    make_passage("u7", 3, speaker=None, role="narration"),
    make_passage("u8", 3, speaker="会長"),
]


@pytest.mark.parametrize(
    ("chosen", "found", "rows"),
    [
        ((), (), ["u0 p1", "u1", "u2", "u3 p2", "u4", "u5", "u6 p3", "u7", "u8"]),
        ((), ("u1", "u7"), ["u0 p1", "u1 1/2", "u2", "u3 p2", "u4", "u5", "u6 p3", "u7 2/2", "u8"]),
        (("乙委員",), ("u1", "u3"), ["u0 p1", "(2,1 u1)", "u3 p2 1/1", "(5,0 u4)"]),
        (("甲委員", "会長"), (), ["u0 p1", "u1", "(6,0 u2)", "u8 p3"]),
        (("●",), ("u8",), ["u0 p1", "(4,0 u1)", "u5 p2", "(3,1 u6)"]),
        (("発言者不明",), (), ["u0 p1", "(5,0 u1)", "u6 p3", "(2,0 u7)"]),
        (("誰か",), ("u0",), ["u0 p1 1/1", "(8,0 u1)"]),
    ],
)
def test_others_are_folded_away(chosen: tuple[str, ...], found: tuple[str, ...], rows: list[str]) -> None:
    spans = {passage.anchor: ((0, 2),) if passage.anchor in found else () for passage in TALK}
    assert [tell(row) for row in build_turns(TALK, spans, chosen)] == rows


def test_hits_know_their_neighbours() -> None:
    spans = dict.fromkeys(("u1", "u4", "u8"), ((0, 1),))
    steps = [row.step for row in build_turns(TALK, spans) if isinstance(row, Turn) and row.step]
    assert steps == [Step(1, 3, None, "u4"), Step(2, 3, "u1", "u8"), Step(3, 3, "u4", None)]


def test_sections_are_folded_each_for_itself() -> None:
    passages = [p.model_copy(update={"items": ("i1",) if n < 4 else ("i2",)}) for n, p in enumerate(TALK)]
    sections = build_sections(passages, ("乙委員", "会長"))
    assert [[tell(row) for row in section.turns] for section in sections] == [
        ["u0 p1", "(2,0 u1)", "u3 p2"],
        ["(4,0 u4)", "u8 p3"],
    ]
    assert [section.anchor for section in sections] == ["u0", "u4"]


def test_speakers_are_offered_by_what_they_do_and_how_much_they_say() -> None:
    assert list_speakers(TALK, ("市民課",)) == (
        Speaker("会長", 1, "chair", chosen=False),
        Speaker("甲委員", 1, "member", chosen=False),
        Speaker("乙委員", 1, "member", chosen=False),
        Speaker("市民課", 2, "other", chosen=True),
        Speaker("●", 1, "unnamed", chosen=False),
        Speaker("発言者不明", 1, "unnamed", chosen=False),
    )


def test_the_talk_about_an_item_begins_where_it_is_first_talked_about() -> None:
    sections = [
        Section((), (), "u1"),
        Section(("i1",), (), "u2"),
        Section(("i1", "i2"), (), "u5"),
        Section((), (), "u7"),
        Section(("i1",), (), "u8"),
    ]
    assert find_starts(sections) == {"i1": "u2", "i2": "u5"}
    assert find_starts([]) == {}
