"""Dates and times in the town halls' words, line breaking, CP932."""

from __future__ import annotations

import datetime

import pytest

from samples.linebreak import break_lines
from samples.text import make_text_file, make_wrapped, measure_columns
from samples.wording import make_clock, make_era_date, make_fiscal_year, make_short_date, make_spaced, make_wide


@pytest.mark.parametrize(
    ("date", "era", "short"),
    [
        ("2019-04-30", "平成31年4月30日（火）", "H31.4.30"),
        ("2019-05-01", "令和元年5月1日（水）", "R1.5.1"),
        ("2020-12-22", "令和2年12月22日（火）", "R2.12.22"),
        ("2013-10-17", "平成25年10月17日（木）", "H25.10.17"),
    ],
)
def test_era_dates(date: str, era: str, short: str) -> None:
    day = datetime.date.fromisoformat(date)
    assert make_era_date(day, weekday=True) == era
    assert make_short_date(day) == short


@pytest.mark.parametrize(
    ("time", "halves", "plain"),
    [("15:55", "午後3時55分", "15時55分"), ("09:00", "午前9時", "9時"), ("12:05", "午後0時5分", "12時5分")],
)
def test_clock(time: str, halves: str, plain: str) -> None:
    assert make_clock(time) == halves
    assert make_clock(time, halves=False) == plain


def test_small_words() -> None:
    assert make_spaced("会議録") == "会　議　録"
    assert make_wide("第12回(2)") == "第１２回（２）"
    assert [make_fiscal_year(year) for year in (2018, 2019, 2020)] == ["平成30年度", "令和元年度", "令和2年度"]


TEXT = "本件は、「見守り」のための名簿（台帳）であり、12,345人分をABCセンターへ送ります。よろしいですか。" * 2


@pytest.mark.parametrize("width", range(9, 44))
def test_lines_keep_the_text_and_the_rules(width: int) -> None:
    lines = break_lines(TEXT, (width, width - 1), measure_columns)
    assert "".join(lines) == TEXT
    assert not [line for line in lines if line[0] in "、。）」ょ"]
    assert not [line for line in lines[:-1] if line[-1] in "（「"]
    assert max(measure_columns(line) for line in lines) <= width + 1  # 、 and 。 hang
    assert any("12,345" in line for line in lines)


def test_hard_wrapping_indents_the_second_line() -> None:
    assert make_wrapped("○会長　" + "あ" * 8, 10, hanging=1) == ["○会長　ああああああ", "　ああ"]


def test_text_file_is_what_windows_writes() -> None:
    assert make_text_file(["第１回〜", "①"]) == "第１回～\r\n①\r\n".encode("cp932")
    with pytest.raises(UnicodeEncodeError):
        make_text_file(["𠮷"])
