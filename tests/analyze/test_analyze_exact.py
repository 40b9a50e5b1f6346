"""Pairs of characters: the form in which texts and quotes are compared, and that a quote's pairs stand in its texts."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.analyze.exact import make_exact_text, make_pairs, make_quote_tokens, normalize_exactly, normalize_quote


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", ""),
        ("課", "課"),
        ("課長", "課長 長"),
        ("会　長", "会長 長"),
        ("ab c", "ab b\ufdd0 \ufdd0c c"),
        ("𠮷田", "𠮷田 田"),
    ],
)
def test_tokens_of_a_text(text: str, tokens: str) -> None:
    assert make_exact_text(text) == tokens


@pytest.mark.parametrize(
    ("quote", "normal"),
    [
        ("課長", "課長"),
        (" 会　長 ", "会長"),
        ("Ｊ－ＬＩＳ", "J-LIS"),
        ("ｶﾞｲﾄﾞ", "ガイド"),
        ("⺠間", "民間"),
        ("b c", "b c"),  # out of `ab c`, which keeps its space
        ("ab cd", "ab cd"),
        ("個 人 b", "個人b"),
        ("A", "A"),
        ("　", ""),
        ("\u200b", ""),
        ("\ufdd0\ud800", "\ufffd\ufffd"),
    ],
)
def test_a_quote_in_normal_form(quote: str, normal: str) -> None:
    assert normalize_quote(quote) == normal


@pytest.mark.parametrize(("quote", "tokens"), [("課", ("課",)), ("課長", ("課長",)), ("課長級", ("課長", "長級"))])
def test_tokens_of_a_quote(quote: str, tokens: tuple[str, ...]) -> None:
    assert make_quote_tokens(quote) == tokens


# A voicing mark behind a space: the normal form closes the space and does not compose what then stands side by side.
_LONELY_MARK = re.compile("[\\s\u200b\U000e0100][\u3099ﾞ]")
LETTERS = st.sampled_from(
    [*"ab cAB 　個人情報。（）ｶﾞ⺠", "\u3099", "\U000e0100", "\n", "\u200b", "\ufdd0", "𠮷", "①", "-"]
)


@settings(max_examples=300, deadline=None)
@given(st.text(LETTERS, max_size=30), st.integers(0, 29), st.integers(1, 12))
def test_every_part_of_a_text_is_found_in_it(text: str, start: int, length: int) -> None:
    assume(not _LONELY_MARK.search(text))
    normal = normalize_exactly(text).text
    part = normal[start : start + length].strip()
    if not part:
        return
    assert normalize_quote(part) == part
    tokens, wanted = make_pairs(normal), make_quote_tokens(part)
    places = range(len(tokens) - len(wanted) + 1)
    if len(part) == 1:
        assert any(token.startswith(wanted) for token in tokens)
    else:
        assert any(tokens[at : at + len(wanted)] == wanted for at in places)
