"""What else a word stands for: spellings by rule and dictionary, synonyms by list, and what is left alone."""

from __future__ import annotations

import pytest

from app.analyze.expansion import Expander, ExpansionKind, load_expander
from app.analyze.spelling import load_variants, parse_variants
from app.analyze.sudachi import Analyzer
from app.errors import ConfigurationError


@pytest.fixture(scope="module")
def expander(analyzer: Analyzer) -> Expander:
    return load_expander(analyzer)


@pytest.mark.parametrize(
    ("word", "spellings"),
    [
        # the index has one form for them all
        ("取り扱い", ["取扱い", "取扱"]),
        ("取扱い", ["取り扱い", "取扱"]),
        ("取扱", ["取り扱い", "取扱い"]),
        ("申込", ["申し込み", "申込み"]),
        ("引継ぎ", ["引き継ぎ", "引継"]),
        ("手続", ["手続き"]),
        ("データの取扱", ["データの取り扱い", "データの取扱い", "データーの取扱"]),
        ("サーバ", ["サーバー"]),
        ("ｻｰﾊﾞｰ", ["サーバ"]),
        # it has several
        ("打合せ", ["打ち合わせ", "打合わせ", "打合"]),
        ("メモリ", ["メモリー"]),
        ("齋藤", ["斎藤"]),
        ("斎藤", ["齋藤"]),
        ("髙橋", ["高橋"]),
        ("渡辺", ["渡邊", "渡邉"]),
        ("當該", ["当該"]),
        ("手續", ["手続"]),
        # nothing else
        ("言い方", []),
        ("貸し出す", []),
        ("見守りカメラ", []),
        ("高齢者", []),
        ("国民年金", []),
        ("女の子", []),
        ("諮問", []),
        ("カード", []),
        ("コピー", []),
        ("クラウド", []),
        ("カメラ", []),
        ("J-LIS", []),
        ("12", []),
        ("。", []),
        ("", []),
    ],
)
def test_spellings(expander: Expander, word: str, spellings: list[str]) -> None:
    found = [one.text for one in expander.expand(word) if one.kind is ExpansionKind.SPELLING]
    assert sorted(found) == sorted(spellings)


@pytest.mark.parametrize(
    ("word", "synonyms"),
    [
        ("マイナンバー", ["個人番号"]),
        ("個情法", ["個人情報保護法", "個人情報の保護に関する法律"]),
        ("紐付け", ["紐づけ", "ひも付け"]),
        ("コンビニ", ["コンビニエンスストア"]),
        ("クラウド", []),  # what it stands for holds it
        ("コンビニエンスストア", ["コンビニ"]),
        ("承認", []),
    ],
)
def test_synonyms(expander: Expander, word: str, synonyms: list[str]) -> None:
    found = [one.text for one in expander.expand(word) if one.kind is ExpansionKind.SYNONYM]
    assert sorted(found) == sorted(synonyms)


def test_each_expansion_says_why(expander: Expander) -> None:
    for word in ("取扱い", "齋藤", "メモリ", "マイナンバー"):
        assert all(one.reason and one.forms for one in expander.expand(word))


@pytest.mark.parametrize("text", ["x = 1", "pairs = ['斎']", "pairs = ['斎斎']", "pairs = ['斎齋', '斉齋']", "[["])
def test_variants_that_are_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match=r"variants\.toml"):
        parse_variants(text)


def test_variants_are_two_ways_of_one_list() -> None:
    variants = load_variants()
    assert len(variants.common) > 250
    assert all(variants.common[other] == char for char, others in variants.older.items() for other in others)
    assert not set(variants.common) & set(variants.older)
