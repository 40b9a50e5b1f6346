"""The grammar of the query language: what a question says, and each mistake by its name, with its place and what could
be meant."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import ConfigurationError
from app.search.language.errors import Mistake, QueryError
from app.search.language.fields import load_fields, parse_fields
from app.search.language.lexer import MAX_DISTANCE, MAX_LENGTH, MAX_TOKENS
from app.search.language.parser import parse_tree
from app.search.language.tree import AllOf, AnyOf, Beginning, InField, Near, Node, Quote, Without, Word, iterate_nodes
from app.search.language.weights import load_weights, parse_weights


def parse(query: str) -> Node | None:
    return parse_tree(query, load_fields())


def show(node: Node | None) -> str:
    """A tree in one line: & for all, | for any, ! for without, field: before a bracket, ~n between what is near."""
    match node:
        case None:
            return ""
        case Word(text):
            return text
        case Quote(text):
            return f'"{text}"'
        case Beginning(text):
            return f"{text}…"
        case Near(left, right, distance):
            return f"{'/'.join(word.text for word in left)}~{distance}{'/'.join(word.text for word in right)}"
        case InField(field, inner):
            return f"{field}:{show(inner)}"
        case Without(inner):
            return f"!{show(inner)}"
        case AllOf(nodes):
            return f"({' & '.join(map(show, nodes))})"
        case AnyOf(nodes):
            return f"({' | '.join(map(show, nodes))})"


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("", ""),
        ("　 \n", ""),
        ("委託", "委託"),
        ("クラウド 委託", "(クラウド & 委託)"),
        ("クラウド　委託", "(クラウド & 委託)"),
        ("クラウド AND 委託", "(クラウド & 委託)"),
        ("クラウド OR 委託", "(クラウド | 委託)"),
        ("a b OR c d", "((a & b) | (c & d))"),
        ("a (b OR c) d", "(a & (b | c) & d)"),
        ("ａ　（ｂ　ＯＲ　ｃ）", "(ａ & (ｂ | ｃ))"),
        ("(a b) c", "(a & b & c)"),
        ("a -b", "(a & !b)"),
        ("a －b", "(a & !b)"),
        ("a NOT b", "(a & !b)"),
        ("a ＮＯＴ b", "(a & !b)"),
        ("-b", "!b"),
        ("a OR -b", "(a | !b)"),
        ("NOT NOT a", "!!a"),
        ("-(a OR b) c", "(!(a | b) & c)"),
        ("a ーb", "(a & !b)"),
        ('a ｰ(b OR ‐c) –"d"', '(a & !(b | !c) & !"d")'),
        ("aーb サーバー", "(aーb & サーバー)"),
        ("a ー b", "(a & ー & b)"),
        ("a ーーb", "(a & ーーb)"),
        # a sign inside a word is the word's
        ("J-LIS", "J-LIS"),
        ("機器（サーバ）の更新", "機器（サーバ）の更新"),
        ("(機器（サーバ）の更新 OR 委託)", "(機器（サーバ）の更新 | 委託)"),
        ("not or and", "(not & or & and)"),
        ("NOTE ORACLE", "(NOTE & ORACLE)"),
        # quotes
        ('"個人 番号"', '"個人 番号"'),
        ("“委託”", '"委託"'),
        ("＂委託＂", '"委託"'),
        ('クラウド"委託"', '(クラウド & "委託")'),
        ('"a OR (b"', '"a OR (b"'),
        ("「個人 番号」", '"個人 番号"'),
        ("-「番号」", '!"番号"'),
        ("(「番号」)", '"番号"'),
        ("「番号」の利用", "「番号」の利用"),
        ("いわゆる「番号」", "いわゆる「番号」"),
        ("「番号", "「番号"),
        ("「「番号」」", "「「番号」」"),
        # nearness and beginnings
        ("a NEAR/5 b", "a~5b"),
        ("ａ　ＮＥＡＲ／５　ｂ", "ａ~5ｂ"),
        ("a NEAR/0 (b OR c)", "a~0b/c"),
        ("a NEAR/2 b NEAR/3 c", "(a~2b & b~3c)"),
        ("a b NEAR/2 c", "(a & b~2c)"),
        ("-a NEAR/2 b", "!a~2b"),
        ("データ*", "データ…"),
        ("データ＊ 委託", "(データ… & 委託)"),
        # fields
        ("議題:クラウド", "title:クラウド"),
        ("議題：クラウド", "title:クラウド"),
        ("議題： クラウド", "title:クラウド"),
        ("ＴＩＴＬＥ：ａ", "title:ａ"),
        ('答申:"条件" a', '(decision:"条件" & a)'),
        ("-市:小田原市", "!city:小田原市"),
        ("市:(a OR b) 議題:(c d)", "(city:(a | b) & title:(c & d))"),
        ("議題:(a NEAR/2 b)", "title:a~2b"),
        ("発言者:会長", "speaker:会長"),
        ("所管課:情報*", "office:情報…"),
        ("年度:2018 種別:諮問 論点:クラウド 結論:承認", "(year:2018 & kind:諮問 & topic:クラウド & outcome:承認)"),
        # a colon that names no field
        ("10:30", "10:30"),
        ("10：30 開会", "(10：30 & 開会)"),
        ("次第：", "次第："),
        ("：", "："),
    ],
)
def test_trees(query: str, tree: str) -> None:
    assert show(parse(query)) == tree


@pytest.mark.parametrize(
    ("query", "mistake", "wrong", "correction"),
    [
        ('"クラウド', Mistake.UNBALANCED_QUOTES, '"', '"クラウド"'),
        ("クラウド”", Mistake.UNBALANCED_QUOTES, "”", "クラウド"),
        ('a "b" "c', Mistake.UNBALANCED_QUOTES, '"', 'a "b" "c"'),
        ('""', Mistake.EMPTY_PHRASE, '""', None),
        ('a "　" b', Mistake.EMPTY_PHRASE, '"　"', "a  b"),
        ("(a", Mistake.UNBALANCED_PARENTHESES, "(", "(a)"),
        ("((a) b", Mistake.UNBALANCED_PARENTHESES, "(", "((a) b)"),
        ("a (b (c)", Mistake.UNBALANCED_PARENTHESES, "(", "a (b (c))"),
        ("a)", Mistake.UNBALANCED_PARENTHESES, ")", "a"),
        ("a (", Mistake.UNBALANCED_PARENTHESES, "(", "a"),
        ("()", Mistake.EMPTY_GROUP, "()", None),
        ("a （　）", Mistake.EMPTY_GROUP, "（　）", "a"),
        ("a OR", Mistake.DANGLING_OPERATOR, "OR", "a"),
        ("OR a", Mistake.DANGLING_OPERATOR, "OR", "a"),
        ("a OR OR b", Mistake.DANGLING_OPERATOR, "OR", "a OR b"),
        ("a AND OR b", Mistake.DANGLING_OPERATOR, "AND", "a OR b"),
        ("a NOT", Mistake.DANGLING_OPERATOR, "NOT", "a"),
        ("a - b", Mistake.DANGLING_OPERATOR, "-", "a b"),
        ("(OR a)", Mistake.DANGLING_OPERATOR, "OR", "( a)"),
        ("a NEAR/3", Mistake.DANGLING_OPERATOR, "NEAR/3", "a"),
        ("議題:", Mistake.DANGLING_OPERATOR, "議題:", None),
        ("議題:-a", Mistake.DANGLING_OPERATOR, "議題:", "-a"),
        ("OR", Mistake.DANGLING_OPERATOR, "OR", None),
        ("所轄課:総務", Mistake.UNKNOWN_FIELD, "所轄課:", "所管課:総務"),
        ("会場:総務課 委託", Mistake.UNKNOWN_FIELD, "会場:", '"会場:総務課" 委託'),
        ("https://city.example/a", Mistake.UNKNOWN_FIELD, "https:", '"https://city.example/a"'),
        ("議題:(a 市:b)", Mistake.NESTED_FIELD, "市:b", "議題:(a b)"),
        ("a NEAR b", Mistake.INVALID_DISTANCE, "NEAR", "a NEAR/5 b"),
        ("a NEAR/99 b", Mistake.INVALID_DISTANCE, "NEAR/99", f"a NEAR/{MAX_DISTANCE} b"),
        ('"a" NEAR/5 b', Mistake.NEAR_NEEDS_WORDS, '"a"', '"a" AND b'),
        ("a NEAR/5 b*", Mistake.NEAR_NEEDS_WORDS, "b*", "a AND b*"),
        ("a NEAR/5 (b c)", Mistake.NEAR_NEEDS_WORDS, "b c", "a AND (b c)"),
        ("デ*タ", Mistake.MISPLACED_WILDCARD, "*", "デタ"),
        ("*", Mistake.MISPLACED_WILDCARD, "*", None),
        ("*タ a", Mistake.MISPLACED_WILDCARD, "*", "タ a"),
        ("a" * 1001, Mistake.TOO_LONG, "a", None),
        # several mistakes: the first is named, the correction mends all
        ('((a OR "b', Mistake.UNBALANCED_QUOTES, '"', '((a OR "b"))'),
    ],
)
def test_mistakes(query: str, mistake: Mistake, wrong: str, correction: str | None) -> None:
    with pytest.raises(QueryError) as caught:
        parse(query)
    error = caught.value
    assert (error.mistake, error.correction) == (mistake, correction)
    assert query[error.place.start : error.place.end] == wrong
    assert (error.parameter, error.query) == ("q", query)


def test_the_place_of_every_term_is_where_it_stands() -> None:
    query = 'a OR 議題:(「番号」 データ*) -"x y" b NEAR/3 c'
    tree = parse(query)
    assert tree is not None
    found = [query[node.place.start : node.place.end] for node in iterate_nodes(tree)]
    assert found[0] == query
    for part in ("a", "「番号」", "データ*", '-"x y"', "b NEAR/3 c"):
        assert part in found


def find_mistake(query: str) -> QueryError | None:
    try:
        parse(query)
    except QueryError as error:
        return error
    return None


PIECES = st.sampled_from(
    [
        *(
            "a",
            "委託",
            "クラウド",
            '"',
            "「番号」",
            "(",
            ")",
            "（",
            "OR",
            "AND",
            "NOT",
            "-",
            "NEAR/3",
            "NEAR",
            "*",
            "議題:",
        ),
        *("市:", "何か:", " ", "　", "\n", "𠮷", "か\u3099", "\ud800", "：", "”"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=24))
def test_any_question_is_read_or_refused_and_a_correction_is_read(pieces: list[str]) -> None:
    query = "".join(pieces)
    error = find_mistake(query)
    if error is not None:
        assert 0 <= error.place.start < error.place.end <= len(query)
        assert error.correction is None or parse(error.correction) is not None


@pytest.mark.parametrize(
    ("query", "mistake"),
    [
        ("a" * MAX_LENGTH, None),
        (" ".join(["a"] * MAX_TOKENS), None),
        (" ".join(["a"] * (MAX_TOKENS + 1)), Mistake.TOO_MANY_TERMS),
        ("(" * 90 + "a" + ")" * 90, None),
        ("(" * 500 + "a" + ")" * 499, Mistake.TOO_MANY_TERMS),
        ("-" * 198 + "a", None),
        ("OR " * 333, Mistake.TOO_MANY_TERMS),
        ("（" * 1000, Mistake.TOO_MANY_TERMS),
    ],
)
def test_limits(query: str, mistake: Mistake | None) -> None:
    if mistake is None:
        assert parse(query) is not None
    else:
        with pytest.raises(QueryError) as caught:
            parse(query)
        assert caught.value.mistake is mistake


def test_noise_of_every_plane_is_read_or_refused() -> None:
    source = random.Random(7)
    for _ in range(200):
        error = find_mistake("".join(chr(source.randrange(0x110000)) for _ in range(source.randint(1, 60))))
        assert error is None or error.mistake in Mistake


@pytest.mark.parametrize(
    "text",
    [
        "x = 1",
        '[[field]]\nname = "a"\nlabel = "a"\naliases = ["a"]\n',
        '[[field]]\nname = "a"\nlabel = "a"\naliases = ["a"]\ntexts = ["a"]\nvalues = "a"\n',
        '[[field]]\nname = "a"\nlabel = "a"\naliases = ["a", "a"]\nvalues = "a"\n',
    ],
)
def test_wrong_lists_of_fields(text: str) -> None:
    with pytest.raises(ConfigurationError, match=r"fields\.toml"):
        parse_fields(text)


@pytest.mark.parametrize(
    "text",
    [
        "x = 1",
        '[[field]]\nname = "a"\nweight = "heavy"\nclose = 1\ndefault = true\nreason = "r"\n',
        '[[field]]\nname = "a"\nweight = -1\nclose = 1\ndefault = true\nreason = "r"\n',
        '[[field]]\nname = "a"\nweight = 1\nclose = 1\ndefault = true\nreason = " "\n',
        'field = []\n[[value]]\nname = "a"\nweight = 1\nreason = "r"\n',
        'field = []\n[[value]]\nname = "a"\nweight = 1\nclose = -1\nreason = "r"\n',
        'field = []\n[[value]]\nname = "a"\nweight = 1\nclose = 1\nreason = ""\n',
    ],
)
def test_wrong_weights(text: str) -> None:
    with pytest.raises(ConfigurationError, match=r"weights\.toml"):
        parse_weights(text)


def test_every_text_field_has_a_weight() -> None:
    weights = load_weights()
    for field in load_fields().all:
        assert [name for name, _ in weights.weigh(field.texts)] == list(field.texts)
