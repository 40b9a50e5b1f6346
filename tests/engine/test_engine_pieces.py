"""A stored document in pieces: the same document, found and decoded piece by piece."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine.pieces import Pieces, pack_pieces, unpack_pieces

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
ENTRIES = st.lists(st.dictionaries(TEXTS, TEXTS | st.integers(-5, 5) | st.none(), max_size=4), max_size=6)


def store(document: dict[str, Any], name: str | None = "said") -> dict[str, Any]:
    stored = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    return unpack_pieces(pack_pieces(stored, name), name)


@pytest.mark.parametrize(
    ("document", "name"),
    [
        ({}, None),
        ({"id": "a", "said": [{"text": "甲"}]}, None),
        ({}, "said"),
        ({"id": "a"}, "said"),
        ({"id": "a", "said": []}, "said"),
        ({"id": "a", "said": None}, "said"),
        ({"id": "a", "said": [{"text": "甲"}, {}, {"text": '"\\\n乙'}], "other": [1, 2]}, "said"),
    ],
)
def test_a_document_comes_back(document: dict[str, Any], name: str | None) -> None:
    assert store(document, name) == document


@settings(max_examples=100, deadline=None)
@given(ENTRIES)
def test_pieces_are_a_list(entries: list[dict[str, Any]]) -> None:
    pieces = store({"said": entries})["said"]
    assert isinstance(pieces, Pieces)
    assert pieces == entries
    assert list(pieces) == entries
    assert list(reversed(pieces)) == entries[::-1]
    assert pieces[1:3] == entries[1:3]
    assert len(pieces) == len(entries)
    assert pieces != [*entries, {}]
    with pytest.raises(IndexError):
        pieces[len(entries)]


@settings(max_examples=200, deadline=None)
@given(ENTRIES, TEXTS, st.data())
def test_no_entry_with_a_text_is_left_out(entries: list[dict[str, Any]], text: str, data: st.DataObject) -> None:
    held = [value for entry in entries for value in entry.values() if isinstance(value, str)]
    sought = data.draw(st.sampled_from(held)) if held else text
    part = sought[data.draw(st.integers(0, len(sought))) :]
    with_it = {n for n, entry in enumerate(entries) for v in entry.values() if isinstance(v, str) and part in v}
    found = store({"said": entries})["said"].find([part, text])
    assert with_it <= set(found)
    assert list(found) == sorted(set(found))


def test_entries_without_a_text_are_passed_over() -> None:
    pieces = store({"said": [{"text": "甲"}, {"text": '乙"丙'}, {"text": "丁"}]})["said"]
    assert list(pieces.find(['乙"', "戊"])) == [1]
    assert list(pieces.find(["丁", "甲"])) == [0, 2]
    assert list(pieces.find([])) == []


@pytest.mark.parametrize("stored", [b"", b"\x09\x00\x00\x00{", pack_pieces(b'{"said": [{"a": 1}]}', "said")[:-1]])
def test_what_is_cut_off_is_refused(stored: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        unpack_pieces(stored, "said")
