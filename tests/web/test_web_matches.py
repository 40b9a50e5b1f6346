"""Why a hit was found, as it is told beside it."""

from __future__ import annotations

from typing import Any

import pytest

from app.search.results import AppliedExpansionOut
from app.search.service import SearchService
from app.web.matches import find_matched_parts
from tests.support.invented import VOCABULARY, Case, ToyAnalyzer, ToyExpander, make_engine

CASE = Case(
    "992011",
    "2020-06-01",
    "サーバーの委託について",
    ("個人番号を扱う委託です。", "委託の先はクラウドです。"),
    decided="委託を承認します。",
)


def explain(q: str, **parameters: Any) -> list[str]:
    service = SearchService(make_engine((CASE,)), ToyAnalyzer(), VOCABULARY, expander=ToyExpander())
    answer = service.search(service.parse({"q": [q], **parameters}))
    (hit,) = answer.hits
    (spans,) = service.find_in_titles({hit.id: hit.title}, q).values()
    return [
        part.label + "：" + " ".join(word.text + (f"={word.asked}" if word.asked else "") for word in part.words)
        for part in find_matched_parts(hit, spans, answer.expansions)
    ]


@pytest.mark.parametrize(
    ("q", "parts"),
    [
        ("", []),
        ("クラウド", ["発言：クラウド"]),
        ("委託", ["件名：委託", "結論：委託", "発言：委託"]),
        ("マイナンバー", ["発言：個人番号=マイナンバー"]),
        ("サーバ", ["件名：サーバー=サーバ"]),
        ("サーバー", ["件名：サーバー"]),
        ("委託 クラウド", ["件名：委託", "結論：委託", "発言：委託 クラウド"]),
        ("年度:2020", []),
    ],
)
def test_parts(q: str, parts: list[str]) -> None:
    assert explain(q) == parts


def test_a_word_is_no_rewording_of_itself() -> None:
    service = SearchService(make_engine((CASE,)), ToyAnalyzer(), VOCABULARY)
    (hit,) = service.search(service.parse({"q": ["クラウド"]})).hits
    same = AppliedExpansionOut(term="クラウド", kind="spelling", text="ｸﾗｳﾄﾞ", reason="")
    (part,) = find_matched_parts(hit, (), (same,))
    assert [word.asked for word in part.words] == [None]
