"""Years as Japanese readers know them: the Western year with its era (元号).

First days of the eras: 昭和 1926-12-25, 平成 1989-01-08 (昭和64年政令第1号),
令和 2019-05-01 (平成31年政令第143号).
"""

from __future__ import annotations

import re
from datetime import date

_ERAS = (("令和", date(2019, 5, 1)), ("平成", date(1989, 1, 8)), ("昭和", date(1926, 12, 25)))
_YEAR = re.compile(r"[0-9]{4}")


def make_era_year(day: date) -> str:
    """A day → 平成30, 令和元; the Western year before 1926-12-25."""
    for name, first in _ERAS:
        if day >= first:
            number = day.year - first.year + 1
            return f"{name}{'元' if number == 1 else number}"
    return str(day.year)


def make_fiscal_year_label(year: str) -> str:
    """`2018` → `2018年度（平成30年度）`; `2019` bears both its eras. What is no year is given back as it is."""
    if not _YEAR.fullmatch(year) or int(year) < 1927:
        return year
    number = int(year)
    eras = dict.fromkeys((make_era_year(date(number, 4, 1)), make_era_year(date(number, 12, 31))))
    return f"{year}年度（{'・'.join(eras)}年度）"


def make_calendar_year_label(year: str) -> str:
    """`2018` → `2018年（平成30年）`; `2019` bears both its eras. What is no year is given back as it is."""
    if not _YEAR.fullmatch(year) or int(year) < 1927:
        return year
    number = int(year)
    eras = dict.fromkeys((make_era_year(date(number, 1, 1)), make_era_year(date(number, 12, 31))))
    return f"{year}年（{'・'.join(eras)}年）"


def make_date_label(iso: str | None) -> str:
    """`2018-02-02` → `2018年2月2日（平成30年）`; None → 日付不明."""
    if iso is None:
        return "日付不明"
    return f"{make_plain_date_label(iso)}（{make_era_year(date.fromisoformat(iso))}年）"


def make_plain_date_label(iso: str | None) -> str:
    """`2018-02-02` → `2018年2月2日`, for citations; None → 日付不明."""
    if iso is None:
        return "日付不明"
    day = date.fromisoformat(iso)
    return f"{day.year}年{day.month}月{day.day}日"
