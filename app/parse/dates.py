"""Dates in 和暦 and western years, and times of day, as minutes write them."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

# First day of each era (元号法 and its predecessors); a year counts from the era's first calendar year.
_ERA_BASE = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_ERA_LETTER = {"M": "明治", "T": "大正", "S": "昭和", "H": "平成", "R": "令和"}
_WEEKDAYS = "月火水木金土日"

_DATE = re.compile(
    r"""
    (?:
        (?P<era>明治|大正|昭和|平成|令和) (?P<era_year>元|[0-9]{1,2}) 年 (?: [(（][^()（）]{4,7}年?[)）] )?
      | (?P<letter>[MTSHR]) (?P<letter_year>元|[0-9]{1,2}) [.．・/／年-]
      | (?P<western>(?:19|20)[0-9]{2}) \s*[年./／-] (?: [(（](?:平成|令和)(?:元|[0-9]{1,2})年[)）] )?
    )
    \s* (?P<month>[0-9]{1,2}) \s*[月.．・/／-]
    \s* (?P<day>[0-9]{1,2}) \s*日?
    (?: \s* [(（] (?P<weekday>[月火水木金土日]) (?:曜日?)? (?:・[祝休]日?)? [)）]
      | \s* (?P<weekday2>[月火水木金土日]) 曜日 )?
    """,
    re.VERBOSE,
)
_TIME = re.compile(
    r"""
    (?P<half>午前|午後|AM|PM)? \s*
    (?: (?P<noon>正午)
      | (?P<hour>[0-9]{1,2})
        (?: 時 (?: (?P<half_past>半) | (?P<minute>[0-9]{1,2}) 分 )? | [:：] (?P<minute2>[0-9]{2}) )
    )
    """,
    re.VERBOSE,
)
_FISCAL_YEAR = re.compile(r"(?P<era>平成|令和)(?P<year>元|[0-9]{1,2})年度|(?P<western>20[0-9]{2})年度")


@dataclass(frozen=True, slots=True)
class FoundDate:
    """An ISO date and where it stood (in the text that was given). `doubtful`: its weekday disagrees."""

    iso: str
    start: int
    end: int
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class FoundTime:
    """HH:MM on the 24-hour clock and where it stood."""

    value: str
    start: int
    end: int


def parse_era_year(era: str, year: str) -> int:
    """元号 and its year (元 is 1) → western year."""
    return _ERA_BASE[era] + (1 if year == "元" else int(year))


def find_dates(text: str) -> tuple[FoundDate, ...]:
    """All dates in a normalised text, in order; a day that does not exist is not a date."""
    found: list[FoundDate] = []
    for match in _DATE.finditer(text):
        if match["western"]:
            year = int(match["western"])
        elif match["era"]:
            year = parse_era_year(match["era"], match["era_year"])
        else:
            year = parse_era_year(_ERA_LETTER[match["letter"]], match["letter_year"])
        try:
            date = datetime.date(year, int(match["month"]), int(match["day"]))
        except ValueError:
            continue
        weekday = match["weekday"] or match["weekday2"]
        doubtful = weekday is not None and _WEEKDAYS[date.weekday()] != weekday
        found.append(FoundDate(date.isoformat(), match.start(), match.end(), doubtful))
    return tuple(found)


def find_fiscal_year(text: str) -> int | None:
    """平成29年度 → 2017; None where no 年度 is named."""
    match = _FISCAL_YEAR.search(text)
    if match is None:
        return None
    return int(match["western"]) if match["western"] else parse_era_year(match["era"], match["year"])


def find_times(text: str) -> tuple[FoundTime, ...]:
    """All times in a normalised text. A time without 午前/午後 that follows a 午後 and would be earlier is 午後 too
    (午後6時～9時10分); 12時 after 午後 stays noon."""
    found: list[FoundTime] = []
    last_minutes = -1
    afternoon = False
    for match in _TIME.finditer(text):
        if match["noon"]:
            hour, minute = 12, 0
        else:
            hour = int(match["hour"])
            minute = 30 if match["half_past"] else int(match["minute"] or match["minute2"] or 0)
        if hour > 24 or minute > 59:
            continue
        if match["half"] in ("午後", "PM"):
            afternoon = True
            hour += 12 if hour < 12 else 0
        elif match["half"] in ("午前", "AM"):
            afternoon = False
        elif afternoon and hour < 12 and hour * 60 + minute < last_minutes:
            hour += 12
        last_minutes = hour * 60 + minute
        found.append(FoundTime(f"{hour % 24:02d}:{minute:02d}", match.start(), match.end()))
    return tuple(found)
