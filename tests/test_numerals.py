"""Numbers in Chinese numerals."""

from __future__ import annotations

import itertools

import pytest

from app.numerals import read_numeral


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", 7),
        ("12", 12),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("二十二", 22),
        ("一二", 12),
        ("二〇一八", 2018),
        ("百", 100),
        ("百二", 102),
        ("二百三十", 230),
    ],
)
def test_numbers(text: str, number: int) -> None:
    assert read_numeral(text) == number


def test_no_row_of_numerals_is_too_odd() -> None:
    for signs in itertools.product("〇一九十百", repeat=4):
        assert read_numeral("".join(signs)) >= 0


@pytest.mark.parametrize("text", ["", "元", "三月", "1.5"])
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        read_numeral(text)
