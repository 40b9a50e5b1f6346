"""The normal form of text, and its map back to the original."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.normalize import fold, normalize, squeeze

NORMAL_FORMS = [
    ("", ""),
    ("abc", "abc"),
    ("ＡＢＣ１２３", "ABC123"),
    ("ﾏｲﾅﾝﾊﾞｰ", "マイナンバー"),
    ("か\u3099", "が"),  # a combining voicing mark
    ("会　長", "会長"),
    ("日　　時", "日時"),
    ("約 80 種類", "約80種類"),
    ("J-L I S", "J-LIS"),
    ("I T政策担当", "IT政策担当"),
    ("privacy  impact", "privacy impact"),
    ("会\u2ed1", "会長"),  # the radical ⻑, which NFKC leaves as it is
    ("住\u2ea0票", "住民票"),  # ⺠
    ("\u2f47程", "日程"),  # a Kangxi radical, which NFKC folds
    ("葛\U000e0100城", "葛城"),  # an ideographic variation selector
    ("会\u200b議\ufeff録", "会議録"),
    ("委員\n会長", "委員会長"),
    ("①諮問", "1諮問"),
    ("㈱", "(株)"),
    ("午後２時３０分～４時", "午後2時30分~4時"),
    ("髙橋", "髙橋"),  # a variant of its own is not another character
]


@pytest.mark.parametrize(("written", "normal"), NORMAL_FORMS)
def test_normal_form(written: str, normal: str) -> None:
    assert normalize(written).text == normal


@pytest.mark.parametrize(
    ("written", "found", "original"),
    [
        ("議題１　会　長の選出", "会長", "会　長"),
        ("ﾏｲﾅﾝﾊﾞｰの利用", "ナンバー", "ﾅﾝﾊﾞｰ"),
        ("㈱見本の件", "株", "㈱"),  # part of a character is the whole of it
        ("が\u3099くか\u3099い", "が", "が\u3099"),
        ("会\u200b議録", "会議", "会\u200b議"),
        ("plain ascii", "ascii", "ascii"),
        ("asciionly", "only", "only"),
    ],
)
def test_a_span_leads_back_to_the_original(written: str, found: str, original: str) -> None:
    normal = normalize(written)
    start = normal.text.index(found)
    begin, end = normal.original_span(start, start + len(found))
    assert written[begin:end] == original


def test_an_empty_span_stays_empty() -> None:
    normal = normalize("会　議　録")
    assert normal.original_span(1, 1) == (2, 2)
    assert normal.original_span(3, 3) == (5, 5)


@pytest.mark.parametrize(
    ("written", "folded", "squeezed"),
    [
        ("　場　所　　第１会議室　", "場 所 第1会議室", "場所第1会議室"),
        ("会長  甲野 一", "会長 甲野 一", "会長甲野一"),
        ("two  words", "two words", "twowords"),
    ],
)
def test_fold_keeps_gaps_and_squeeze_keeps_none(written: str, folded: str, squeezed: str) -> None:
    assert fold(written) == folded
    assert squeeze(written) == squeezed


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_the_map_is_in_order_and_inside(text: str) -> None:
    normal = normalize(text)
    assert len(normal.offsets) == len(normal.text) + 1
    assert len(normal.ends) == len(normal.text)
    assert list(normal.offsets) == sorted(normal.offsets)
    assert all(0 <= a < b <= len(text) for a, b in zip(normal.offsets, normal.ends, strict=False))
    assert normal.offsets[-1] == len(text)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_squeezed_text_has_no_white_space(text: str) -> None:
    assert not any(char.isspace() for char in squeeze(text))
