"""The query language: words, exact runs, synonyms, and what is refused."""

from __future__ import annotations

import pytest

from app.engine.base import And, MatchAll, Or, Phrase
from app.errors import UsageError
from app.search.query import FIELD_BOOSTS, parse_query
from tests.support.invented import ToyAnalyzer, ToySynonyms

FIELDS = tuple((entry.field, entry.boost) for entry in FIELD_BOOSTS)


def phrase(*tokens: str) -> Phrase:
    return Phrase(tokens, FIELDS)


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("", MatchAll()),
        ("　 ", MatchAll()),
        ('""', None),
        ("クラウド", phrase("クラウド")),
        ("ｸﾗｳﾄﾞ", phrase("クラウド")),
        ("委託", phrase("委", "託")),
        ("クラウド　委託", And((phrase("クラウド"), phrase("委", "託")))),
        ("クラウド クラウド", phrase("クラウド")),
        ("クラウド 。", phrase("クラウド")),
        ('"個人 番号"', phrase("個", "人", "番", "号")),
        ("“委託”", phrase("委", "託")),
        ('クラウド"委託"', And((phrase("クラウド"), phrase("委", "託")))),
        ("マイナンバー", Or((phrase("マイナンバー"), phrase("個", "人", "番", "号")))),
        ('"マイナンバー"', phrase("マイナンバー")),
    ],
)
def test_what_is_asked(text: str, clause: object) -> None:
    if clause is None:
        with pytest.raises(UsageError):
            parse_query(text, ToyAnalyzer(), ToySynonyms())
    else:
        assert parse_query(text, ToyAnalyzer(), ToySynonyms()).clause == clause


def test_groups_are_what_to_highlight() -> None:
    parsed = parse_query("マイナンバー 委託", ToyAnalyzer(), ToySynonyms())
    assert parsed.groups == ((("マイナンバー",), ("個", "人", "番", "号")), (("委", "託"),))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('"クラウド', "引用符"),
        ("クラウド”", "引用符"),
        ("あ" * 1001, "1001文字"),
        ("。、", "検索できる文字がありません"),
    ],
)
def test_what_is_refused(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said) as raised:
        parse_query(text, ToyAnalyzer())
    assert raised.value.parameter == "q"


def test_the_longest_query_is_taken() -> None:
    assert parse_query("あ" * 1000, ToyAnalyzer()).clause == phrase(*"あ" * 1000)
