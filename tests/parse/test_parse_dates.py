"""和暦 and western dates, and times of day, in all their spellings."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.normalize import fold, squeeze
from app.parse.dates import (
    find_date_in_fiscal_year,
    find_dates,
    find_fiscal_year,
    find_times,
    parse_era_year,
)

DATES = [
    ("令和元年5月1日", "2019-05-01"),
    ("令和１年５月１日", "2019-05-01"),
    ("平成31年4月30日", "2019-04-30"),
    ("平成３１年４月３０日（火）", "2019-04-30"),
    ("平成31年4月30日（火曜日）", "2019-04-30"),
    ("平成31年4月30日火曜日", "2019-04-30"),
    ("平成３０年２月１２日（月・祝）", "2018-02-12"),
    ("平成３０年２月１２日（月・休日）", "2018-02-12"),
    ("平成３０年２月１２日（祝日）", "2018-02-12"),
    ("平成元年11月7日", "1989-11-07"),
    ("昭和63年12月20日", "1988-12-20"),
    ("R2.12.22", "2020-12-22"),
    ("R2. 12. 22", "2020-12-22"),
    ("R2/12/22", "2020-12-22"),
    ("R2-12-22", "2020-12-22"),
    ("R元.6.3", "2019-06-03"),
    ("r2.12.22", "2020-12-22"),
    ("Ｈ29・6・13", "2017-06-13"),
    ("H29年6月13日", "2017-06-13"),
    ("Ｈ２９．６．１３", "2017-06-13"),
    ("S63.12.20", "1988-12-20"),
    ("2020年12月22日", "2020-12-22"),
    ("2020.12.22", "2020-12-22"),
    ("2020/12/22", "2020-12-22"),
    ("2020-12-22", "2020-12-22"),
    ("2020年（令和2年）12月22日（火）", "2020-12-22"),
    ("令和2年（2020年）12月22日（火）", "2020-12-22"),
    ("令和2年(2020)12月22日", "2020-12-22"),
    ("令和 2 年 12 月 22 日", "2020-12-22"),
    ("令　和　２　年　１２　月　２２　日", "2020-12-22"),
    ("令和二年十二月二十二日", "2020-12-22"),
    ("平成二十九年六月十三日（火）", "2017-06-13"),
    ("平成三十年十月三日", "2018-10-03"),
    ("令和元年十一月一日", "2019-11-01"),
    ("二〇二〇年十二月二二日", "2020-12-22"),
    ("㋿2年12月22日", "2020-12-22"),
    ("㍻29年6月13日", "2017-06-13"),  # one character for the era
    ("令和6年2月29日", "2024-02-29"),
    ("令和2年12月22日午後2時", "2020-12-22"),
    ("日時：令和2年12月22日（火）午後2時～4時", "2020-12-22"),
    ("令和2年度第1回", None),
    ("令和5年2月29日", None),  # no such day
    ("平成29年13月1日", None),
    ("平成29年6月31日", None),
    ("12月22日", None),  # no year
    ("第2条の3.4.5", None),
    ("平成29年6月", None),
    ("1.2.3", None),
    ("議題2-3-4", None),
    ("", None),
]


@pytest.mark.parametrize(("written", "iso"), DATES)
def test_a_date_in_any_spelling(written: str, iso: str | None) -> None:
    found = find_dates(squeeze(written))
    assert [date.iso for date in found] == ([iso] if iso else [])
    assert not any(date.doubtful for date in found)


@pytest.mark.parametrize(("written", "iso"), [row for row in DATES if row[1]])
def test_a_date_in_a_line_with_gaps(written: str, iso: str) -> None:
    assert {date.iso for date in find_dates(fold(f"日 時 {written}"))} <= {iso}
    flat = squeeze(f"日 時 {written} 場所")
    (date,) = find_dates(flat)
    assert flat[date.start : date.end] in squeeze(written)


@pytest.mark.parametrize(
    ("written", "doubtful"),
    [
        ("令和2年12月22日（火）", False),
        ("令和2年12月22日（水）", True),
        ("令和2年12月22日水曜日", True),
        ("2020年12月22日（木曜）", True),
        ("令和2年12月22日（水・祝）", True),
        ("令和2年12月22日", False),
    ],
)
def test_a_weekday_that_disagrees_is_doubtful(written: str, doubtful: bool) -> None:
    (date,) = find_dates(squeeze(written))
    assert date.doubtful is doubtful


@pytest.mark.parametrize(
    ("written", "year", "iso", "doubtful"),
    [
        ("29年6月13日", 2017, "2017-06-13", True),
        ("29年6月13日（火）", 2017, "2017-06-13", False),
        ("29年6月13日（水）", 2017, "2017-06-13", True),
        ("6月13日（火）午後2時", 2017, "2017-06-13", False),
        ("2月9日", 2017, "2018-02-09", True),
        ("元年6月3日", 2019, "2019-06-03", True),
        ("28年6月13日", 2017, None, None),
        ("6月31日", 2017, None, None),
        ("午後2時", 2017, None, None),
    ],
)
def test_where_the_era_is_missing_the_fiscal_year_tells(
    written: str, year: int, iso: str | None, doubtful: bool | None
) -> None:
    date = find_date_in_fiscal_year(squeeze(written), year)
    assert (date and date.iso) == iso
    assert (date and date.doubtful) == doubtful


def test_several_dates_come_in_order() -> None:
    text = squeeze("平成29年6月13日（火）及び令和元年7月1日、次回は2020.1.9")
    assert [date.iso for date in find_dates(text)] == ["2017-06-13", "2019-07-01", "2020-01-09"]


TIMES = [
    ("午後2時", ["14:00"]),
    ("午後２時３０分", ["14:30"]),
    ("午後2時半", ["14:30"]),
    ("午前10時", ["10:00"]),
    ("午前9時05分", ["09:05"]),
    ("14:00", ["14:00"]),
    ("14：00～15：30", ["14:00", "15:30"]),
    ("14時から15時30分まで", ["14:00", "15:30"]),
    ("午後2時から4時まで", ["14:00", "16:00"]),
    ("午後6時～9時10分", ["18:00", "21:10"]),
    ("午後１時３０分〜午後３時", ["13:30", "15:00"]),
    ("午前10時～正午", ["10:00", "12:00"]),
    ("正午から午後1時", ["12:00", "13:00"]),
    ("午前10時－11時45分", ["10:00", "11:45"]),
    ("午前10時から午後0時15分", ["10:00", "12:15"]),
    ("午前11時30分～12時40分", ["11:30", "12:40"]),
    ("午前11時～1時", ["11:00", "13:00"]),
    ("午後12時30分", ["12:30"]),
    ("午後14時", ["14:00"]),  # written so by mistake, and plain
    ("PM2:00-PM3:30", ["14:00", "15:30"]),
    ("10時00分開会、11時50分閉会", ["10:00", "11:50"]),
    ("午後7時～8時30分(予定)", ["19:00", "20:30"]),
    ("午後2時00分～午後3時45分", ["14:00", "15:45"]),
    ("2時間", []),
    ("24時間365日", []),
    ("10時間", []),
    ("25時", []),
    ("14:75", []),
    ("令和2年12月22日", []),
    ("第10回", []),
    ("", []),
]


@pytest.mark.parametrize(("written", "values"), TIMES)
def test_times_of_day(written: str, values: list[str]) -> None:
    flat = squeeze(written)
    found = find_times(flat)
    assert [time.value for time in found] == values
    assert [time.start for time in found] == sorted(time.start for time in found)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("平成29年度第2回", 2017),
        ("令和元年度第1回", 2019),
        ("令和３年度", 2021),
        ("2022年度第3回", 2022),
        ("令和2年12月22日", None),
        ("第72回", None),
    ],
)
def test_fiscal_years(text: str, year: int | None) -> None:
    assert find_fiscal_year(squeeze(text)) == year


@pytest.mark.parametrize(
    ("era", "year", "western"),
    [("令和", "元", 2019), ("令和", "5", 2023), ("平成", "31", 2019), ("昭和", "64", 1989), ("大正", "1", 1912)],
)
def test_years_of_an_era(era: str, year: str, western: int) -> None:
    assert parse_era_year(era, year) == western


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="令和平成元年月日時分午前後一二十〇0123456789.:/・RH（）火水 ～半正", max_size=40))
def test_any_text_is_safe(text: str) -> None:
    flat = squeeze(text)
    for date in find_dates(flat):
        assert 0 <= date.start < date.end <= len(flat)
        assert len(date.iso) == 10
    for time in find_times(flat):
        assert "00:00" <= time.value <= "23:59"
