"""Dates in 和暦 and western years, and times of day, as minutes write them."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, replace

from app.numerals import read_numeral

# First day of each era (元号法 and its predecessors); a year counts from the era's first calendar year.
_ERA_BASE = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_ERA_LETTER = {"M": "明治", "T": "大正", "S": "昭和", "H": "平成", "R": "令和"}
_WEEKDAYS = "月火水木金土日"

# A number of at most two digits, as written: 12, 十二, 一二, 二十二.
_NUMBER = "(?:[0-9]{1,2}|[〇一二三四五六七八九十]{1,3})"
_WEEKDAY = r"""
    (?: \s* [(（] (?P<weekday>[月火水木金土日]) (?:曜日?)? (?:[・、,/／]?\s*(?:祝|休|祭|振)[日替休]*)? [)）]
      | \s* (?P<weekday2>[月火水木金土日]) 曜日 )?
"""
_DATE = re.compile(
    rf"""
    (?:
        (?P<era>明治|大正|昭和|平成|令和|(?<!平)成)  # 成16年: the first letter is lost
        (?P<era_year>元|{_NUMBER})
        (?: 年 (?: [(（][^()（）]{{4,7}}年?[)）] )? | [(（](?:19|20)[0-9]{{2}}[)）]年 | [.．／/](?=[0-9]) )
      | (?<![A-Za-z]) (?P<letter>[MTSHRmtshr]) (?P<letter_year>元|[0-9]{{1,2}}) [.．・/／年-]
      | (?P<western>(?:19|20)[0-9]{{2}}|二〇[〇一二三四五六七八九]{{2}})
        \s*[年./／-] (?: [(（](?:平成|令和|昭和)(?:元|[0-9]{{1,2}})年[)）] )?
      | (?P<western2>(?:19|20)[0-9]{{2}}) [(（](?:平成|令和|昭和)(?:元|[0-9]{{1,2}})[)）]年
    )
    \s* (?P<month>{_NUMBER}) \s*[月.．・/／-]
    \s* (?P<day>{_NUMBER}) \s*日?
    {_WEEKDAY}
    """,
    re.VERBOSE,
)
_DATE_WITHOUT_ERA = re.compile(
    rf"(?: (?<![0-9]) (?P<year>元|{_NUMBER}) 年 )? (?P<month>{_NUMBER}) 月 (?P<day>{_NUMBER}) 日 {_WEEKDAY}", re.VERBOSE
)
_TIME = re.compile(
    r"""
    (?P<half>午前|午後|AM|PM)? \s*
    (?: (?P<noon>正午)
      | (?P<hour>[0-9]{1,2}
          | (?:(?<=午前)|(?<=午後)|(?<=から)|(?<=より)|(?<=[~〜～∼−―－ー至同、\ ]))
            [〇一二三四五六七八九十]{1,3}(?=時)
        )
        (?: 時 (?!間) (?: (?P<half_past>半) | (?P<minute>[0-9]{1,2}|[〇一二三四五六七八九十]{1,3}) 分 )?
          | [:：] (?P<minute2>[0-9]{2}) )
    )
    """,
    re.VERBOSE,
)
_FISCAL_YEAR = re.compile(
    r"(?P<era>昭和|平成|令和|R|H)(?P<year>元|[0-9]{1,2})(?:[(（][0-9]{4}年?[)）])?年度|(?P<western>20[0-9]{2})年度"
)
# 28年度 without its era: of the eras with councils of this kind only 平成 had so many years when it was written.
_AND = "(?:・|、|,|から|[~〜～]|及び|および|と)"
_RANGE = re.compile("から|[~〜～]|(?:の間)?より")
_LONGEST_RANGE = 30  # years: the councils that this is about began in the 1980s and 1990s
_FISCAL_YEAR_WITHOUT_ERA = re.compile(r"(?<![0-9成和HR])(?P<year>1[0-9]|2[0-9]|3[01])年度")


@dataclass(frozen=True, slots=True)
class FoundDate:
    """An ISO date and where it stood (in the text that was given). `doubtful`: its weekday disagrees."""

    iso: str
    start: int
    end: int
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class FoundTime:
    """HH:MM on the 24-hour clock and where it stood. `halved`: 午前 or 午後 was written, or the hour needs neither."""

    value: str
    start: int
    end: int
    halved: bool = True


def parse_era_year(era: str, year: str) -> int:
    """元号 and its year (元 is 1) → western year."""
    return _ERA_BASE[era] + (1 if year == "元" else read_numeral(year))


def _make_date(year: int, match: re.Match[str]) -> FoundDate | None:
    """None for a day that does not exist."""
    try:
        date = datetime.date(year, read_numeral(match["month"]), read_numeral(match["day"]))
    except ValueError:
        return None
    weekday = match["weekday"] or match["weekday2"]
    doubtful = weekday is not None and _WEEKDAYS[date.weekday()] != weekday
    return FoundDate(date.isoformat(), match.start(), match.end(), doubtful)


def find_dates(text: str) -> tuple[FoundDate, ...]:
    """All dates in a normalised text, in order; a day that does not exist is not a date."""
    found: list[FoundDate] = []
    for match in _DATE.finditer(text):
        if western := match["western"] or match["western2"]:
            year = read_numeral(western)
        elif match["era"]:
            year = parse_era_year("平成" if match["era"] == "成" else match["era"], match["era_year"])
        else:
            year = parse_era_year(_ERA_LETTER[match["letter"].upper()], match["letter_year"])
        date = _make_date(year, match)
        if date is not None:
            found.append(date)
    return tuple(found)


def find_date_in_fiscal_year(text: str, fiscal_year: int) -> FoundDate | None:
    """「29年6月13日」 or 「6月13日」 in minutes of a known 年度. Doubtful, unless a weekday confirms it; None where a
    year is written that is no year of an era within that 年度."""
    match = _DATE_WITHOUT_ERA.search(text)
    if match is None:
        return None
    year = fiscal_year if read_numeral(match["month"]) >= 4 else fiscal_year + 1
    if match["year"] and year not in (parse_era_year(era, match["year"]) for era in ("昭和", "平成", "令和")):
        return None
    date = _make_date(year, match)
    confirmed = date is not None and not date.doubtful and (match["weekday"] or match["weekday2"])
    return replace(date, doubtful=not confirmed) if date is not None else None


def find_fiscal_year(text: str) -> int | None:
    """平成29年度, 29年度 → 2017; None where no 年度 is named."""
    match = _FISCAL_YEAR.search(text)
    if match is None:
        bare = _FISCAL_YEAR_WITHOUT_ERA.search(text)
        return parse_era_year("平成", bare["year"]) if bare else None
    if match["western"]:
        return int(match["western"])
    return parse_era_year(_ERA_LETTER.get(match["era"], match["era"]), match["year"])


_YEARS_SAID = re.compile(
    rf"""
    (?P<era>昭和|平成|令和) (?P<years> (?:元|[0-9]{{1,2}}) (?:(?:年度)?{_AND}(?:元|[0-9]{{1,2}})(?=年度|{_AND}))* ) 年度
  | (?P<western>20[0-9]{{2}}) 年度
    """,
    re.VERBOSE,
)


def find_fiscal_years(text: str) -> tuple[int, ...]:
    """All 年度 of a normalised text, a range with those within it: 平成28・29年度, 平成30年度から令和2年度まで."""
    found: list[int] = []
    end = 0
    for match in _YEARS_SAID.finditer(text):
        if match["western"]:
            years = [int(match["western"])]
        else:
            years = [parse_era_year(match["era"], year) for year in re.findall("元|[0-9]{1,2}", match["years"])]
        ranged = found and _RANGE.fullmatch(text[end : match.start()])
        if ranged or (len(years) == 2 and re.search("から|[~〜～]", match["years"] or "")):
            first = found[-1] if ranged else years[0]
            years = list(range(first, years[-1] + 1)) if first < years[-1] <= first + _LONGEST_RANGE else years
        found += years
        end = match.end()
    return tuple(dict.fromkeys(found))


def find_times(text: str) -> tuple[FoundTime, ...]:
    """All times in a normalised text. A time without 午前/午後 that follows a 午後 and would be earlier is 午後 too
    (午後6時～9時10分), and one after a 午前 as well (午前11時～1時); 12時 after 午後 stays noon."""
    found: list[FoundTime] = []
    last_minutes = -1
    halved = False
    for match in _TIME.finditer(text):
        if match["noon"]:
            hour, minute = 12, 0
        else:
            hour = read_numeral(match["hour"])
            minute = 30 if match["half_past"] else read_numeral(match["minute"] or match["minute2"] or "0")
        if hour > 24 or minute > 59:
            continue
        if match["half"] in ("午後", "PM"):
            halved = True
            hour += 12 if hour < 12 else 0
        elif match["half"] in ("午前", "AM"):
            halved = True
        elif halved and hour < 12 and hour * 60 + minute < last_minutes:
            hour += 12
        last_minutes = hour * 60 + minute
        told = bool(match["half"] or match["noon"]) or halved or hour >= 12
        found.append(FoundTime(f"{hour % 24:02d}:{minute:02d}", match.start(), match.end(), told))
    return tuple(found)
