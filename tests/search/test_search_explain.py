"""How a question was read, and why an item was found."""

from __future__ import annotations

import pytest

from app.errors import NotFoundError
from app.search.explain import ExplanationOut, make_canonical
from app.search.language.fields import load_fields
from app.search.language.parser import parse_tree
from app.search.service import SearchService
from tests.search.test_search_language import show
from tests.support.invented import VOCABULARY, ToyAnalyzer, ToyExpander, make_engine


def explain(q: str, item: str | None = None, **params: str) -> ExplanationOut:
    service = SearchService(make_engine(), ToyAnalyzer(), VOCABULARY, expander=ToyExpander())
    given = {name: [value] for name, value in params.items()}
    return service.explain(service.parse({"q": [q], **given}), item)


@pytest.mark.parametrize(
    ("q", "canonical"),
    [
        ("", ""),
        ("a b", "a AND b"),
        ("a　ＯＲ　b c", "a OR (b AND c)"),
        ("(a OR b) -c", "(a OR b) AND NOT c"),
        ("-(a b)", "NOT (a AND b)"),
        ("所管課：（a OR b）", "所管課:(a OR b)"),
        ("title:「番号」", '議題:"番号"'),
        ('「"」', '「"」'),
        ("a NEAR/2 (b OR c) データ*", "(a NEAR/2 (b OR c)) AND データ*"),
        ("a NEAR/2 b NEAR/3 c", "(a NEAR/2 b) AND (b NEAR/3 c)"),
        ("-a NEAR/2 b", "NOT (a NEAR/2 b)"),
        ("NOT NOT a", "NOT NOT a"),
    ],
)
def test_the_canonical_question_says_the_same(q: str, canonical: str) -> None:
    tree = parse_tree(q, load_fields())
    assert make_canonical(tree) == canonical
    assert show(parse_tree(canonical, load_fields())) == show(tree)


def test_how_each_term_was_read() -> None:
    told = explain('サーバ マイナンバー 。 -議題:"委託" 市:風待市 デ*')
    assert told.canonical == 'サーバ AND マイナンバー AND 。 AND NOT 議題:"委託" AND 市:風待市 AND デ*'
    assert [(one.text, one.kind, one.position, one.length, one.excluded, one.ignored) for one in told.terms] == [
        ("サーバ", "word", 0, 3, False, False),
        ("マイナンバー", "word", 4, 6, False, False),
        ("。", "word", 11, 1, False, True),
        ("委託", "quote", 17, 4, True, False),
        ("風待市", "value", 24, 3, False, False),
        ("デ", "beginning", 28, 2, False, False),
    ]
    server, number, _, quote, city, beginning = told.terms
    assert [(one.kind, one.text, one.same_form) for one in server.expansions] == [("spelling", "サーバー", False)]
    assert [(one.kind, one.text, one.tokens) for one in number.expansions] == [
        ("synonym", "個人番号", ("個", "人", "番", "号")),
        ("value", "主題:マイナンバー", ()),
    ]
    assert [(one.name, one.label, one.weight) for one in number.fields] == [
        ("title", "件名", 3.0),
        ("decision", "結論と付帯意見", 2.0),
        ("talk", "発言", 1.0),
    ]
    assert (quote.exact, quote.field, quote.tokens) == ("委託", "議題", ())
    assert (city.values, city.fields) == (("992011",), ())
    assert beginning.tokens == ("デ",)


def test_the_tree() -> None:
    told = explain("a OR -議題:b")
    assert told.tree is not None
    assert told.tree.model_dump(exclude_none=True, exclude_defaults=True) == {
        "op": "any",
        "parts": (
            {"op": "word", "text": "a"},
            {
                "op": "not",
                "parts": ({"op": "field", "field": "title", "parts": ({"op": "word", "text": "b"},)},),
            },
        ),
    }


def test_why_an_item_was_found() -> None:
    item = explain('クラウド "事業者" マイナンバー', "992011-2018-07-10-i1").item
    assert item is not None
    assert (item.found, item.missing) == (False, (2,))
    assert [(one.term, one.field, one.anchor, one.text) for one in item.matches] == [
        (0, "title", None, "クラウド"),
        (0, "talk", "u11", "クラウド"),
        (0, "talk", "u12", "クラウド"),
        (1, "talk", "u12", "事業者"),
    ]


def test_an_item_that_is_found_has_its_score() -> None:
    item = explain("クラウド -カメラ 市:風待市", "992011-2018-07-10-i1").item
    assert item is not None
    assert (item.found, item.missing) == (True, ())
    assert item.score > 0
    other = explain("クラウド", "982016-2023-05-09-i1").item
    assert other is not None
    assert (other.found, other.score, other.missing) == (False, 0.0, (0,))


def test_fewer_expansions() -> None:
    assert explain("マイナンバー", expand="spelling").terms[0].expansions == ()
    assert explain("マイナンバー", expand="none").expand == "none"


def test_no_such_item() -> None:
    with pytest.raises(NotFoundError):
        explain("a", "no-such")
