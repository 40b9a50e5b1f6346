"""Years as people say them: 2018, 平成30年度, 平成三十年度, H30, 令和2年〜令和4年, 2017-2019 → Western years.

Whether a fiscal year (年度, April to March) or a calendar year is meant is for the filter to say. 平成31 and 令和元 are
one year; each era's years are those of its law (`app/search/eras.py`).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from app.errors import UsageError
from app.numerals import read_numeral

# Era → its first year and its last (None: it goes on). A year of change has two numbers.
_ERAS: dict[str, tuple[int, int | None]] = {
    "昭和": (1926, 1989),
    "平成": (1989, 2019),
    "令和": (2019, None),
}
_SHORT = {"s": "昭和", "h": "平成", "r": "令和", "昭": "昭和", "平": "平成", "令": "令和"}
_LONGEST = 40  # characters: 平成２９年度から令和４年度まで has 15
_MOST = 60  # years of a range: more than any council has been meeting
_ONE = r"""
    (?: (?P<{0}era> 昭和 | 平成 | 令和 | [昭平令] | [shr]\.? ) \s* )?
    (?P<{0}number> [0-9]{{1,4}} | [〇一二三四五六七八九十]{{1,4}} | 元 )
    \s* (?: 年 (?P<{0}fiscal> 度 )? )?
"""
_YEARS = re.compile(
    rf"""
    {_ONE.format("a_")}                             # a year
    (?:
        \s* (?: [-~〜–—−―] | から ) \s*               # to (NFKC makes ～ a tilde)
        {_ONE.format("b_")}                         # another
        (?: まで )?
    )?
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class YearRange:
    """Both ends included. `fiscal`: the text says 年度."""

    first: int
    last: int
    fiscal: bool

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(str(year) for year in range(self.first, self.last + 1))


def parse_years(name: str, text: str) -> YearRange:
    """A year or a range of them; raises UsageError for parameter `name`."""
    # the pattern may look at a run of spaces from each of its places: one is enough
    written = " ".join(unicodedata.normalize("NFKC", text[: _LONGEST + 1]).lower().split())
    found = _YEARS.fullmatch(written) if len(text) <= _LONGEST else None
    if found is None:
        raise UsageError(
            name,
            f"「{text[:_LONGEST]}」は年ではありません。"
            "2018、平成30年度、H30、令和2〜4年、2017-2019 のように書いてください。",
        )
    short = found["b_number"] is not None and _read_number(found["b_number"]) < 100  # 令和2〜4年
    last_era = found["b_era"] or (found["a_era"] if short else None)
    first = _find_year(name, text, found["a_era"], found["a_number"])
    last = _find_year(name, text, last_era, found["b_number"]) if found["b_number"] else first
    fiscal = bool(found["a_fiscal"] or found["b_fiscal"])
    if last < first:
        raise UsageError(name, f"「{text}」は終わりの年が始めの年より前です。")
    if last - first >= _MOST:
        raise UsageError(name, f"「{text}」は長すぎます。{_MOST}年までにしてください。")
    return YearRange(first, last, fiscal)


def _find_year(name: str, text: str, era: str | None, number: str) -> int:
    value = _read_number(number)
    if era is None:
        if len(number) != 4 or value < 1000:
            raise UsageError(name, f"「{text}」は年ではありません。元号（平成30）か西暦4桁（2018）で指定してください。")
        return value
    full = _SHORT.get(era.rstrip("."), era)
    first, last = _ERAS[full]
    year = first + value - 1
    if year < first or (last is not None and year > last):
        most = f"{last - first + 1}年まで" if last is not None else "元年から"
        raise UsageError(name, f"「{text}」という年はありません。{full}は{most}です。")
    if year > 9999:
        raise UsageError(name, f"「{text}」という年はありません。")
    return year


def _read_number(number: str) -> int:
    return 1 if number == "元" else read_numeral(number)
