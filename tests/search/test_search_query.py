"""Questions as the engine is asked: words, quotes, beginnings, nearness, fields, synonyms, and what is refused."""

from __future__ import annotations

import pytest

from app.engine.base import And, Beginning, MatchAll, Near, Not, OneOf, Or, Phrase
from app.errors import UsageError
from app.search.language.errors import Mistake, QueryError
from app.search.language.reading import MAX_EXPANSIONS, Expand, Reading
from app.search.language.weights import load_weights
from app.search.query import parse_query
from tests.support.invented import ToyAnalyzer, ToyExpander

DEFAULT = load_weights().default
EXACT_NAMES = load_weights().exact(DEFAULT)
EXACT = tuple((name, 0.0) for name in EXACT_NAMES)
FIELDS = load_weights().weigh(DEFAULT)


def parse_values(name: str, text: str) -> tuple[str, ...]:
    if text == "無い":
        raise UsageError(name, f"「{text}」はありません。")
    return (f"{name}={text}",)


def read(text: str, expand: Expand = Expand.SYNONYMS) -> Reading:
    return parse_query(text, ToyAnalyzer(), ToyExpander(), expand=expand, parse_values=parse_values)


def phrase(*tokens: str) -> Phrase:
    return Phrase(tokens, FIELDS)


def title(*tokens: str) -> Phrase:
    return Phrase(tokens, (("title", 3.0),))


def make_quote(pairs: tuple[str, ...] | Beginning, words: tuple[str, ...]) -> And:
    """Pairs of characters select, words order."""
    held = pairs if isinstance(pairs, Beginning) else Phrase(pairs, EXACT, overlapping=True)
    return And((held, Or((MatchAll(), phrase(*words)))))


CLOUD = phrase("クラウド")


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("", MatchAll()),
        ("　 ", MatchAll()),
        ("クラウド", CLOUD),
        ("ｸﾗｳﾄﾞ", CLOUD),
        ("委託", phrase("委", "託")),
        ("クラウド　委託", And((CLOUD, phrase("委", "託")))),
        ("クラウド クラウド", CLOUD),
        ("クラウド OR クラウド OR a", Or((CLOUD, phrase("a")))),
        ("クラウド 。", CLOUD),
        ("マイナンバー", Or((phrase("マイナンバー"), phrase("個", "人", "番", "号")))),
        ("クラウド -a", And((CLOUD, Not(phrase("a"))))),
        ("-a", And((Not(phrase("a")),))),
        ("クラウド OR -a", Or((CLOUD, And((Not(phrase("a")),))))),
        ("NOT NOT a", And((Not(And((Not(phrase("a")),))),))),
        ("-(a OR b)", And((Not(Or((phrase("a"), phrase("b")))),))),
        ("議題:クラウド", Phrase(("クラウド",), (("title", 3.0),))),
        ("発言者:会", Phrase(("会",), (("speaker", 0.0),))),
        ("議題:(a OR b) c", And((Or((title("a"), title("b"))), phrase("c")))),
        ("市:風待市", OneOf("city", ("city=風待市",))),
        ("市:(a OR b)", Or((OneOf("city", ("city=a",)), OneOf("city", ("city=b",))))),
        ("-年度:2018 a", And((Not(OneOf("year", ("year=2018",))), phrase("a")))),
        ('"委託"', make_quote(("委託",), ("委", "託"))),
        ('"ＤＡ　ＴＡ課長"', make_quote(("DA", "A\ufdd0", "\ufdd0T", "TA", "A課", "課長"), ("da", "ta", "課", "長"))),
        ('"。、"', Phrase(("。、",), EXACT, overlapping=True)),
        ('"課"', make_quote(Beginning(("課",), EXACT_NAMES), ("課",))),
        ('-"委託"', And((Not(Phrase(("委託",), EXACT, overlapping=True)),))),
        ("データ*", Beginning(("データ",), DEFAULT)),
        ("個人*", Beginning(("個", "人"), DEFAULT)),
        ("議題:ＤＡＴＡ*", Beginning(("data",), ("title",))),
        ("a NEAR/3 b", And((Near((("a",),), (("b",),), 3, DEFAULT), phrase("a"), phrase("b")))),
        (
            "(a OR マイナンバー) NEAR/0 b",
            And(
                (
                    Near((("a",), ("マイナンバー",), ("個", "人", "番", "号")), (("b",),), 0, DEFAULT),
                    Or((phrase("a"), phrase("マイナンバー"), phrase("個", "人", "番", "号"))),
                    phrase("b"),
                )
            ),
        ),
    ],
)  # fmt: skip
def test_what_is_asked(text: str, clause: object) -> None:
    assert read(text).clause == clause


def test_patterns_are_what_to_mark() -> None:
    found = read("マイナンバー 議題:委託 データ* -クラウド 市:a")
    assert [(one.alternatives, one.fields, one.open_end) for one in found.patterns] == [
        ((("マイナンバー",), ("個", "人", "番", "号")), DEFAULT, False),
        ((("委", "託"),), ("title",), False),
        ((("データ",),), DEFAULT, True),
    ]


def test_terms_tell_how_each_was_read() -> None:
    found = read("マイナンバー 。 -議題:委託 市:a")
    assert [
        (one.term.text, one.field and one.field.name, len(one.alternatives), one.values, one.excluded, one.ignored)
        for one in found.terms
    ] == [
        ("マイナンバー", None, 2, (), False, False),
        ("。", None, 0, (), False, True),
        ("委託", "title", 1, (), True, False),
        ("a", "city", 0, ("city=a",), False, False),
    ]


@pytest.mark.parametrize(
    ("text", "mistake", "wrong"),
    [
        ("。、", Mistake.NOTHING_TO_SEARCH, "。、"),
        ("a -。", Mistake.NOTHING_TO_SEARCH, "。"),
        ("a OR 。", Mistake.NOTHING_TO_SEARCH, "。"),
        ("議題:。", Mistake.NOTHING_TO_SEARCH, "。"),
        ("a NEAR/3 。", Mistake.NOTHING_TO_SEARCH, "。"),
        ("。*", Mistake.NOTHING_TO_SEARCH, "。*"),
        ("a 市:無い", Mistake.UNKNOWN_VALUE, "無い"),
        ("市:(a NEAR/2 b)", Mistake.NEAR_NEEDS_WORDS, "a NEAR/2 b"),
        ("a NEAR/20 (b OR c OR d OR e OR f OR g OR h OR i OR j OR k)", Mistake.TOO_MANY_EXPANSIONS, None),
        ('"', Mistake.UNBALANCED_QUOTES, '"'),
    ],
)
def test_what_is_refused(text: str, mistake: Mistake, wrong: str | None) -> None:
    with pytest.raises(QueryError) as raised:
        read(text)
    error = raised.value
    assert (error.mistake, error.parameter) == (mistake, "q")
    if wrong is not None:
        assert text[error.place.start : error.place.end] == wrong


def test_a_field_of_values_needs_to_know_them() -> None:
    with pytest.raises(QueryError, match="市") as raised:
        parse_query("市:a", ToyAnalyzer())
    assert raised.value.mistake is Mistake.UNKNOWN_FIELD


def test_the_longest_query_is_taken() -> None:
    assert parse_query("あ" * 1000, ToyAnalyzer()).clause == phrase(*"あ" * 1000)


def test_as_many_expansions_as_may_be() -> None:
    assert read(" ".join(["マイナンバー"] * (MAX_EXPANSIONS // 2))).clause
    with pytest.raises(QueryError):
        read(" ".join(["マイナンバー"] * (MAX_EXPANSIONS // 2 + 1)))


@pytest.mark.parametrize(
    ("text", "expand", "clause", "told"),
    [
        ("サーバ", Expand.SYNONYMS, Or((phrase("サーバ"), phrase("サーバー"))), ["サーバー"]),
        ("サーバ", Expand.SPELLING, Or((phrase("サーバ"), phrase("サーバー"))), ["サーバー"]),
        ("サーバ", Expand.NONE, And((phrase("サーバ"), Phrase(("サー", "ーバ"), EXACT, overlapping=True))), []),
        ("マイナンバー", Expand.SPELLING, phrase("マイナンバー"), []),
        ("Ａ", Expand.NONE, And((phrase("a"), Beginning(("A",), EXACT_NAMES))), []),
        (
            "議題:サーバ",
            Expand.NONE,
            And((title("サーバ"), Phrase(("サー", "ーバ"), (("title_exact", 0.0),), overlapping=True))),
            [],
        ),
        (
            "a NEAR/1 bc",
            Expand.NONE,
            And(
                (
                    Near((("a",),), (("bc",),), 1, DEFAULT),
                    And((phrase("a"), Beginning(("a",), EXACT_NAMES))),
                    And((phrase("bc"), Phrase(("bc",), EXACT, overlapping=True))),
                )
            ),
            [],
        ),
        ('"サーバ" マイ*', Expand.SYNONYMS, None, []),
    ],
)
def test_how_much_else_a_word_stands_for(text: str, expand: Expand, clause: object, told: list[str]) -> None:
    found = read(text, expand)
    assert clause is None or found.clause == clause
    assert [one.text for term in found.terms for one in term.expansions] == told
