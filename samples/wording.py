"""How town halls write dates, times and numbers: era years, 午後3時55分, full-width digits, letters spaced out.

Eras by law: 平成 until 2019-04-30, 令和 from 2019-05-01 (平成31年政令第143号); an era's first year is 元年.
"""

from __future__ import annotations

import datetime

_REIWA = datetime.date(2019, 5, 1)
_WEEKDAYS = "月火水木金土日"
_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
_CP932_TWINS = str.maketrans({"〜": "～", "−": "－", "—": "―", "‐": "－", "∥": "∥", "¢": "￠", "£": "￡"})
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


def make_wide(text: str) -> str:
    """ASCII → full-width: 12 → １２."""
    return text.translate(_WIDE)


def make_spaced(text: str, gap: str = "　") -> str:
    """会議録 → 会　議　録."""
    return gap.join(text)


def make_circled(number: int) -> str:
    """1 → ①, up to 20."""
    return _CIRCLED[number - 1]


def _era(date: datetime.date) -> tuple[str, str, int]:
    return ("令和", "R", date.year - 2018) if date >= _REIWA else ("平成", "H", date.year - 1988)


def make_era_year(date: datetime.date) -> str:
    """平成29年, 令和元年."""
    name, _, year = _era(date)
    return f"{name}{'元' if year == 1 else year}年"


def make_era_date(date: datetime.date, *, weekday: bool = False, brackets: str = "（）") -> str:
    """平成29年1月30日, with the day of the week 平成29年1月30日（月）."""
    day = f"{brackets[0]}{_WEEKDAYS[date.weekday()]}{brackets[1]}" if weekday else ""
    return f"{make_era_year(date)}{date.month}月{date.day}日{day}"


def make_short_date(date: datetime.date) -> str:
    """H29.1.30, R2.12.22."""
    _, letter, year = _era(date)
    return f"{letter}{year}.{date.month}.{date.day}"


def make_fiscal_year(fiscal_year: int) -> str:
    """2019 → 令和元年度: 2019 became 令和元年度 in May."""
    return make_era_year(datetime.date(fiscal_year, 12, 31)) + "度"


def make_clock(time: str, *, halves: bool = True) -> str:
    """HH:MM → 午後3時55分 (with halves) or 15時55分; no minutes at the full hour."""
    hour, minute = int(time[:2]), int(time[3:])
    minutes = f"{minute}分" if minute else ""
    if not halves:
        return f"{hour}時{minutes}"
    return f"午前{hour}時{minutes}" if hour < 12 else f"午後{hour - 12}時{minutes}"


def make_cp932(text: str) -> bytes:
    """Text → Shift_JIS as Windows writes it (CP932). UnicodeEncodeError for a character that it does not have."""
    return text.translate(_CP932_TWINS).encode("cp932")
