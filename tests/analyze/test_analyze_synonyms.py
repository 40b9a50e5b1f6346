"""The allow-list of synonyms."""

from __future__ import annotations

import pytest

from app.analyze.sudachi import Analyzer
from app.analyze.synonyms import SynonymGroup, Synonyms, build_synonyms, load_synonyms, parse_synonyms
from app.errors import ConfigurationError


@pytest.fixture(scope="module")
def synonyms(analyzer: Analyzer) -> Synonyms:
    return load_synonyms(analyzer)


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("マイナンバー", ["マイナンバー", "個人 番号"]),
        ("個人番号", ["個人 番号", "マイナンバー"]),
        ("ﾏｲﾅﾝﾊﾞｰ", ["マイナンバー", "個人 番号"]),
        ("マイナンバーカード", ["マイナンバー カード", "個人 番号 カード"]),
        ("コンビニエンスストア", ["コンビニエンス ストア", "コンビニ"]),
        ("クラウド", ["クラウド"]),
        ("クラウドサービス", ["クラウド サービス", "クラウド"]),
        ("電子計算機", ["電子 計算 機", "コンピューター", "電算 機"]),
        ("コンピュータ", ["コンピューター", "電子 計算 機", "電算 機"]),
        # not in the list, though dictionaries have them
        ("承認", ["承認"]),
        ("制度", ["制度"]),
        ("防犯カメラ", ["防犯 カメラ"]),
        # only whole terms
        ("マイナンバーの利用", ["マイナンバー の 利用"]),
    ],
)
def test_expand(synonyms: Synonyms, analyzer: Analyzer, term: str, expected: list[str]) -> None:
    forms = analyzer.analyze(term).forms
    found = [forms, *(one.forms for one in synonyms.find(forms))]
    assert [" ".join(tokens) for tokens in found] == expected


def test_nothing_to_expand(synonyms: Synonyms) -> None:
    assert synonyms.find(()) == ()


@pytest.mark.parametrize(
    "text",
    [
        "[[group]]\nterms = ['甲', '乙']",
        "[[group]]\nreason = 'why'",
        "[[group]]\nterms = ['甲']\nreason = 'why'",
        "[[group]]\nterms = ['甲', '乙']\nreason = ' '",
        "group = 7",
        "[[group",
    ],
)
def test_lists_that_are_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match=r"synonyms\.toml"):
        parse_synonyms(text)


@pytest.mark.parametrize(
    "terms", [[("審議", "諮問"), ("答申", "諮問")], [("審議", "。")], [("サーバ", "計算"), ("サーバー", "番号")]]
)
def test_groups_that_are_refused(analyzer: Analyzer, terms: list[tuple[str, ...]]) -> None:
    with pytest.raises(ConfigurationError):
        build_synonyms([SynonymGroup(group, "invented") for group in terms], analyzer)
