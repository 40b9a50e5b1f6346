"""Tokens and their places."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.analyze.sudachi import Analyzer

# (text, [(form, what of the text it stands at)])
CASES: list[tuple[str, list[tuple[str, str]]]] = [
    ("", []),
    ("　\n、。（）「」…→★─", []),
    ("ーーー", []),
    ("機器（サーバ）", [("機器", "機器"), ("サーバー", "サーバ")]),
    ("機器(サーバ)を", [("機器", "機器"), ("サーバー", "サーバ"), ("を", "を")]),
    ("J-L I S", [("j", "J"), ("lis", "L I S")]),
    ("課⻑", [("課長", "課⻑")]),
    ("会　長", [("会長", "会　長")]),
    ("会　長　委　員", [("会長", "会　長"), ("委員", "委　員")]),
    ("会 長 です", [("会長", "会 長"), ("です", "です")]),
    ("個人\n情報", [("個人", "個人"), ("情報", "情報")]),
    ("附帯意見", [("付帯", "附帯"), ("意見", "意見")]),
    ("総務課長", [("総務", "総務"), ("課", "課"), ("長", "長")]),
    ("ＬＧＷＡＮ", [("lgwan", "ＬＧＷＡＮ")]),
    ("ﾊﾞｯｸｱｯﾌﾟ", [("バックアップ", "ﾊﾞｯｸｱｯﾌﾟ")]),
    ("か\u3099 か", [("か\u3099", "か\u3099"), ("か", "か")]),
    ("㈱", [("株", "㈱")]),
    ("𠮷", [("𠮷", "𠮷")]),
    ("第１２号", [("第", "第"), ("12", "１２"), ("号", "号")]),
    ("1,234人", [("1234", "1,234"), ("人", "人")]),
    ("二〇二〇年", [("2020", "二〇二〇"), ("年", "年")]),
    ("\ud83d委託\udc00", [("委託", "委託")]),
    ("😀委託😀", [("委託", "委託")]),
    ("辻\U000e0100", [("辻", "辻\U000e0100")]),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_tokens(analyzer: Analyzer, text: str, expected: list[tuple[str, str]]) -> None:
    tokens = analyzer.analyze(text).tokens
    assert [text[token.start : token.end] for token in tokens] == [place for _, place in expected]
    if text not in ("か\u3099 か", "㈱"):  # what the dictionary makes of these is its own affair
        assert [token.form for token in tokens] == [form for form, _ in expected]


def test_forms_are_words_of_the_index(analyzer: Analyzer) -> None:
    """A normalised form with white space in it is one token to the engine."""
    analysis = analyzer.analyze("(TдT) ( TДT) 審議")
    assert analysis.text().split(" ") == list(analysis.forms)
    assert len(analysis.text().split()) == len(analysis.tokens)
    assert any("␣" in form for form in analysis.forms), "the dictionary has a form with a space to test this with"
    assert analyzer.analyze("個人番号").text() == "個人 番号"


def test_a_very_long_word_is_cut(analyzer: Analyzer) -> None:
    """Lucene would cut it at 255 UTF-16 units into two tokens, tantivy not."""
    forms = analyzer.analyze("x" * 1000 + "を").forms
    assert all(len(form.encode("utf-16-le")) < 2 * 255 for form in forms)


# Kana, kanji, widths, combining marks, spaces of all kinds, radicals, what NFKC takes apart, symbols, half surrogates.
_CHARACTERS = st.one_of(
    st.sampled_from("あが会長個人情報審議諮問委託番号ガｶﾞﾟ゙゚\u3099\u309a゛。、！？（）「」ー〜・"),
    st.sampled_from(" 　\t\n\r\u00a0\u200b\ufe00\U000e0100"),
    st.sampled_from("⻑⺠㈱㍻㌔①ﬁﷺＡＢaBJLIS-1２三.,|\u0301😀𠮷\x00\x85\u2028\ud800\udfff␣İß"),
    st.characters(),
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.text(_CHARACTERS, max_size=80))
def test_spans_hold(text: str) -> None:
    tokens = _SHARED.analyze(text).tokens
    for token in tokens:
        assert 0 <= token.start < token.end <= len(text)
        assert token.form
        assert not re.search(r"\s", token.form)
        assert not text[token.end - 1].isspace()
    assert [token.start for token in tokens] == sorted(token.start for token in tokens)
    assert [token.end for token in tokens] == sorted(token.end for token in tokens)


_SHARED = Analyzer()

_WORDS = ("個人情報", "クラウド", "委託契約", "J-LIS", "サーバ", "会　長", "２０２０年", "附帯意見")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(_WORDS), min_size=1, max_size=12))
def test_words_are_found_where_they_stand(words: list[str]) -> None:
    """Between full stops a word gives the tokens that it gives alone, at its own place."""
    text = "。".join(words)
    found = [(token.form, text[token.start : token.end]) for token in _SHARED.analyze(text).tokens]
    alone = [(token.form, word[token.start : token.end]) for word in words for token in _SHARED.analyze(word).tokens]
    assert found == alone


@pytest.mark.parametrize("stop", ["。", "！", "？」", "、", ""])
@pytest.mark.parametrize("size", [3_990, 4_001, 20_000])
def test_long_texts(analyzer: Analyzer, stop: str, size: int) -> None:
    """Cut where sentences end, where there is a pause, or anywhere: nothing is lost, whatever the length."""
    unit = "個人情報の保護に関する審議" + stop
    text = unit * (size // len(unit) + 1)
    forms = analyzer.analyze(unit).forms
    found = analyzer.analyze(text)
    if stop:
        assert found.forms == forms * (len(text) // len(unit))
    else:
        assert len(found.tokens) == pytest.approx(len(forms) * len(text) / len(unit), rel=0.01)
    assert found.tokens[-1].end >= len(text.rstrip("。！？」、"))


def test_threads(analyzer: Analyzer) -> None:
    """Many threads on one analyzer get what one thread gets."""
    texts = [
        f"第{number}号の個人情報（サーバ）の委託について、会　長が{number}回、諮問した。" * 20 for number in range(40)
    ]
    expected = [analyzer.analyze(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        for _ in range(3):
            assert list(pool.map(analyzer.analyze, texts)) == expected


def test_version(analyzer: Analyzer) -> None:
    assert re.fullmatch(r"sudachipy [\d.]+ / sudachidict-core \d+ / rules \d+", analyzer.version)
