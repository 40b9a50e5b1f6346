"""Tokens' places: packed and unpacked they are what they were."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analyze.spans import pack_spans, unpack_spans


@pytest.mark.parametrize(
    ("spans", "packed"),
    [
        ((), ""),
        ((0, 2), "0,2"),
        ((0, 2, 3, 5), "0,3,2,2"),
        ((4, 5, 4, 5, 4, 5), "4,0,0,1,1,1"),  # ㈱ became three
        ((70_000, 70_012), "70000,12"),
    ],
)
def test_packed(spans: tuple[int, ...], packed: str) -> None:
    assert pack_spans(spans) == packed
    assert unpack_spans(packed) == spans


@given(st.lists(st.tuples(st.integers(0, 200_000), st.integers(1, 200)), max_size=40))
def test_unpacking_reverses_packing(tokens: list[tuple[int, int]]) -> None:
    spans = tuple(place for start, length in sorted(tokens) for place in (start, start + length))
    assert unpack_spans(pack_spans(spans)) == spans


@pytest.mark.parametrize("broken", ["1", "0,2,3", "0,,2", "a,b", "0,2,", "0 2", "0,2]"])
def test_what_was_not_packed_is_refused(broken: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  a number is missing, or is none
        unpack_spans(broken)
