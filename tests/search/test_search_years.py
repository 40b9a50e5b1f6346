"""Years as people say them."""

from __future__ import annotations

import time

import pytest

from app.errors import UsageError
from app.search.values import Values
from app.search.years import parse_years
from tests.search.test_search_request import make_cities
from tests.support.invented import VOCABULARY


@pytest.mark.parametrize(
    ("text", "first", "last", "fiscal"),
    [
        ("2018", 2018, 2018, False),
        ("２０１８", 2018, 2018, False),
        ("2018年", 2018, 2018, False),
        ("2018年度", 2018, 2018, True),
        ("平成29年度", 2017, 2017, True),
        ("平成２９年", 2017, 2017, False),
        ("平成 29", 2017, 2017, False),
        ("H29", 2017, 2017, False),
        ("h.29", 2017, 2017, False),
        ("Ｈ２９年度", 2017, 2017, True),
        ("平29", 2017, 2017, False),
        ("令和元年度", 2019, 2019, True),
        ("令和1", 2019, 2019, False),
        ("R元", 2019, 2019, False),
        ("平成31年度", 2019, 2019, True),
        ("平成元年", 1989, 1989, False),
        ("昭和64年", 1989, 1989, False),
        ("S63", 1988, 1988, False),
        ("令和2年〜令和4年", 2020, 2022, False),
        ("令和2年～4年", 2020, 2022, False),
        ("令和2〜4年度", 2020, 2022, True),
        ("平成29年度から令和元年度まで", 2017, 2019, True),
        ("H29-R1", 2017, 2019, False),
        ("2017-2019", 2017, 2019, False),
        ("2017 ~ 2019年度", 2017, 2019, True),
        ("平成30-2020", 2018, 2020, False),
        ("平成三十年度", 2018, 2018, True),
        ("令和二年〜四年", 2020, 2022, False),
        ("平成二九年", 2017, 2017, False),
        ("二〇一八年", 2018, 2018, False),
        ("2018-2018", 2018, 2018, False),
    ],
)
def test_years(text: str, first: int, last: int, fiscal: bool) -> None:
    found = parse_years("year", text)
    assert (found.first, found.last, found.fiscal) == (first, last, fiscal)
    assert found.values == tuple(str(year) for year in range(first, last + 1))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("30", "元号"),
        ("三十", "元号"),
        ("十十十十", "元号"),
        ("平成四十年", "平成は31年まで"),
        ("0012", "元号"),
        ("平成", "年ではありません"),
        ("平成32年度", "平成は31年まで"),
        ("昭和0年", "昭和は64年まで"),
        ("令和0", "元年から"),
        ("2019-2017", "前です"),
        ("1900-2019", "60年まで"),
        ("2017-12", "元号"),
        ("2018-04-01", "年ではありません"),
        ("大正10年", "年ではありません"),
        ("平成29年度以降", "年ではありません"),
        ("20180", "年ではありません"),
        ("٢٠١٨", "年ではありません"),
        ("令和9999", "年はありません"),
    ],
)
def test_what_is_no_year(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said) as raised:
        parse_years("year", text)
    assert raised.value.parameter == "year"


@pytest.mark.parametrize(
    ("name", "text", "values"),
    [
        ("year", "H29-H30", ("2017", "2018")),
        ("year", "平成30年", ("2018",)),  # the filter says which
        ("year", "平成30年度", ("2018",)),
        ("calendar_year", "平成30年", ("2018",)),
        ("calendar_year", "平成30年度", None),
    ],
)
def test_a_fiscal_year_is_no_calendar_year(name: str, text: str, values: tuple[str, ...] | None) -> None:
    parse = Values(VOCABULARY, make_cities()).parse
    if values is None:
        with pytest.raises(UsageError, match="年度"):
            parse(name, text)
    else:
        assert parse(name, text) == values


@pytest.mark.parametrize(
    "text", ["2017{}x", "2017年{}〜", "平成{}29{}-{}x", "{}", "{}2017", "1{}" * 20], ids=lambda text: text[:12]
)
@pytest.mark.parametrize("filling", [" ", "\t\u3000", "1", "年", "〜", "平"])
def test_no_text_takes_long(text: str, filling: str) -> None:
    began = time.process_time()
    with pytest.raises(UsageError) as raised:
        parse_years("year", text.replace("{}", filling * 20_000))
    assert time.process_time() - began < 0.5
    assert len(str(raised.value)) < 200
