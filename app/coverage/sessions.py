"""A session's name → the numbers it bears and what they count within: 第70回, 令和2年度第3回, 第5期第2回."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from app.normalize import squeeze
from app.numerals import read_numeral
from app.parse.dates import find_fiscal_year, parse_era_year

# What the numbers start anew with: the fiscal year, the calendar year, the members' term; `open` if the name says
# nothing of it, `running` if it says that they never do (通算第57回).
Scale = Literal["fiscal", "calendar", "term", "open", "running"]

_DIGITS = "[0-9]{1,4}|[〇一二三四五六七八九十]{1,4}|[〇一二三四五六七八九]?百[〇一二三四五六七八九十]{0,3}"
_AND = "(?:・|、|,|及び|および|と)"
_NUMBERS = re.compile(
    rf"""
    (?P<running> 通算 (?:して)? )?
    第 (?P<numbers> (?:{_DIGITS})
        (?: 回 (?: {_AND} 第? (?:{_DIGITS}) 回 )*      # 第70回; 第5回・第6回: two on a day
          | (?: {_AND} 第? (?:{_DIGITS}) )+ 回 ) )     # 第5・6回
    (?P<extra> 臨時 )?                                 # 第1回臨時会; 第3回（臨時） counts with the ordinary ones
    """,
    re.VERBOSE,
)
_NUMBER = re.compile(_DIGITS)
_EXTRA_BEFORE = re.compile(r"臨時(?:会|会議)?$")
_TERM = re.compile(rf"第?({_DIGITS})期")
_CALENDAR = re.compile(r"(?:(昭和|平成|令和)(元|[0-9]{1,2})|(20[0-9]{2}))年(?!度)(?![0-9]*月)")
_BODY = re.compile(r"第?[0-9一二三四五六七八九十A-Z]*(?:専門)?(?:部会|小委員会|分科会)")


@dataclass(frozen=True, slots=True)
class Session:
    """`numbers` in the order of the name; `of` is the year or term that they count within (None where `scale` needs
    none); `body` is "" for the council itself, or its section (第1部会, 臨時); `prefix` is what the name has before."""

    numbers: tuple[int, ...]
    scale: Scale
    of: int | None = None
    body: str = ""
    prefix: str = ""


def parse_session(text: str) -> tuple[Session, ...]:
    """All numbers that a session's name bears: 令和元年度第2回（通算第57回） has one in its year and one in all. None
    where it bears no number (臨時会). 第70回 and 第七十回 are the same; a number without 第 and 回 is none."""
    normal = squeeze(text)
    found = _BODY.search(normal)
    section = found.group() if found else ""
    rest = normal.replace(section, "", 1) if section else normal
    sessions: list[Session] = []
    for match in _NUMBERS.finditer(rest):
        numbers = tuple(read_numeral(part) for part in _NUMBER.findall(match["numbers"]))
        extra = "臨時" if match["extra"] or _EXTRA_BEFORE.search(rest[: match.start()]) else ""
        scale, of = ("running", None) if match["running"] else _find_scale(rest[: match.start()])
        sessions.append(Session(numbers, scale, of, section + extra, rest[: match.start()]))
    return tuple(sessions)


def _find_scale(before: str) -> tuple[Scale, int | None]:
    """What stands before the number tells what it counts within; the nearest word counts."""
    year = find_fiscal_year(before)
    if year is not None:
        return "fiscal", year
    if (calendar := _CALENDAR.search(before)) is not None:
        era, number, western = calendar.groups()
        return "calendar", int(western) if western else parse_era_year(era, number)
    if (term := _TERM.search(before)) is not None:
        return "term", read_numeral(term[1])
    return "open", None
