"""Parameters, cities and cursors: what is understood, and what is refused by name."""

from __future__ import annotations

import base64
import json

import pytest

from app.engine.base import Sort
from app.errors import UsageError
from app.model import Municipality
from app.search.cities import Cities
from app.search.cursor import Cursor, InvalidCursorError, make_cursor_text, parse_cursor
from app.search.request import SearchRequest, parse_request
from tests.support.invented import CITIES, VOCABULARY


class Table:
    """A table of all municipalities with one that has no minutes yet."""

    def find(self, name: str) -> tuple[Municipality, ...]:
        if name == "000000":
            raise UsageError("code", "no code")
        far = Municipality("972011", "遠野原市", "山辺県")
        near = Municipality("982016", "月影市", "山辺県")
        return tuple(city for city in (far, near) if name in (city.code, city.code[:5], city.name))


def make_cities(table: Table | None = None) -> Cities:
    return Cities([Municipality(code, name, prefecture) for code, (name, prefecture) in CITIES.items()], table)


def parse(**params: list[str]) -> SearchRequest:
    return parse_request(params, vocabulary=VOCABULARY, cities=make_cities())


@pytest.mark.parametrize(
    ("name", "values", "filters"),
    [
        ("city", ["992011"], ("992011",)),
        ("city", ["99201"], ("992011",)),
        ("city", ["９９２０１１"], ("992011",)),
        ("city", ["風待市"], ("992011",)),
        ("city", ["風待"], ("992011",)),
        ("city", ["海辺県 月影"], ("992020",)),
        ("city", ["山辺県月影市"], ("982016",)),
        ("city", ["風待市", "99201", "982016"], ("982016", "992011")),
        ("topic", ["クラウド", "my_number"], ("cloud", "my_number")),
        ("outcome", ["付帯意見付き承認"], ("approved_with_conditions",)),
        ("year", ["2018", "２０１９"], ("2018", "2019")),
        ("year", ["H29〜R1", "2018"], ("2017", "2018", "2019")),
        ("calendar_year", ["2018"], ("2018",)),
    ],
)
def test_filters(name: str, values: list[str], filters: tuple[str, ...]) -> None:
    assert parse(**{name: values}).filters == {name: filters}


@pytest.mark.parametrize(
    ("name", "values", "said"),
    [
        ("city", ["無い市"], "見つかりません"),
        ("city", ["000000"], "見つかりません"),
        ("city", ["市" * 201], "200文字まで"),
        ("department", ["課" * 201], "200文字まで"),
        ("-topic", ["雲" * 201], "200文字まで"),
        ("city", ["月影市"], r"山辺県月影市（982016）、海辺県月影市（992020）"),
        ("year", ["平成32"], "平成は31年まで"),
        ("year", ["20180"], "年ではありません"),
        ("calendar_year", ["平成30年度"], "年度です"),
        ("topic", ["雲"], r"クラウド（cloud）"),
        ("outcome", ["たぶん"], r"承認（approved）"),
        ("sort", ["best"], "relevance"),
        ("limit", ["0"], "1から100"),
        ("limit", ["101"], "1から100"),
        ("limit", ["-1"], "1から100"),
        ("limit", ["٣"], "1から100"),
        ("q", ["a", "b"], "一つだけ"),
        ("cursor", ["x"], "壊れている"),
        ("colour", ["red"], "ありません"),
        ("Q", ["a"], "ありません"),
    ],
)
def test_refused_by_name(name: str, values: list[str], said: str) -> None:
    with pytest.raises(UsageError, match=said) as raised:
        parse(**{name: values})
    assert raised.value.parameter == name


def test_empty_values_count_as_not_given() -> None:
    assert parse(q=[" "], city=[""], sort=[""], limit=[""], cursor=[""]) == parse()


@pytest.mark.parametrize(
    ("params", "sort"),
    [
        ({}, Sort.DATE_DESC),
        ({"q": ["委託"]}, Sort.RELEVANCE),
        ({"q": ["委託"], "sort": ["date"]}, Sort.DATE_ASC),
        ({"sort": ["-date"]}, Sort.DATE_DESC),
        ({"sort": ["relevance"]}, Sort.RELEVANCE),
    ],
)
def test_order(params: dict[str, list[str]], sort: Sort) -> None:
    assert parse(**params).sort is sort


def test_limits() -> None:
    assert parse().limit == 20
    assert parse(limit=["100"]).limit == 100


def test_a_city_of_the_table_is_known_before_its_minutes_are() -> None:
    cities = make_cities(Table())
    assert cities.parse("遠野原市") == "972011"
    assert cities.label("972011") == "遠野原市"
    assert cities.parse("982016") == "982016"
    assert cities.parse("遠野原") == "972011"
    for wanted in ("月影市", "月影", "遠野", "原市", "", "市", "000000"):
        with pytest.raises(UsageError) as raised:
            cities.parse(wanted)
        assert raised.value.parameter == "city"


def test_labels_tell_cities_of_one_name_apart() -> None:
    assert [make_cities().label(code) for code in ("992011", "992020", "123456")] == [
        "風待市",
        "月影市（海辺県）",
        "123456",
    ]


CURSOR = Cursor("g1", 2.5, "992011-2018-07-10-i1")


def test_cursor_returns_exactly() -> None:
    exact = Cursor("g1", 0.1 + 0.2, "x")
    assert parse_cursor(make_cursor_text(exact, "f"), "f", by_date=False) == exact


def _edit(**changes: object) -> str:
    text = make_cursor_text(CURSOR, "f")
    body = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return base64.urlsafe_b64encode(json.dumps(body | changes).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "!!!",
        "あ",
        "AAAA",
        make_cursor_text(CURSOR, "f")[:-3],
        make_cursor_text(CURSOR, "another search"),
        _edit(g="g2"),
        _edit(v=9.5),
        _edit(v=True),
        _edit(v=None),
        _edit(v="2018-07-10"),
        _edit(i="y"),
        _edit(d=""),
        base64.urlsafe_b64encode(b"[" * 9999).decode(),
        base64.urlsafe_b64encode(b"[1]").decode(),
    ],
)
def test_broken_cursors(text: str) -> None:
    with pytest.raises(InvalidCursorError):
        parse_cursor(text, "f", by_date=False)


def test_a_cursor_belongs_to_one_search_of_any_page_size() -> None:
    asked = parse(q=["委託"], topic=["cloud"], limit=["1"])
    token = make_cursor_text(CURSOR, asked.fingerprint)
    assert parse(q=["委託"], topic=["cloud"], limit=["50"], cursor=[token]).cursor == CURSOR
    for other in ({"q": ["委託"]}, {"q": ["委託"], "topic": ["cloud"], "sort": ["date"]}):
        with pytest.raises(InvalidCursorError):
            parse(**other, cursor=[token])
