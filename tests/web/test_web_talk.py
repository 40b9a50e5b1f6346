"""A discussion laid out: where pages begin, whose voice it is, which items are talked about."""

from __future__ import annotations

import pytest

from app.search.results import PassageOut
from app.web.talk import build_sections, build_turns, classify_voice


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
    assert [turn.page for turn in build_turns(passages)] == begins


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
    assert [turn.passage.anchor for section in sections for turn in section.turns] == [f"u{at}" for at in range(6)]
    assert [turn.page for section in sections for turn in section.turns] == [1, *([None] * 5)]
