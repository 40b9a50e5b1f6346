"""The words of a city's page about a meeting or a year → which meeting, which years."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.coverage.sessions import parse_session
from app.coverage.values import Announced
from app.model import make_fiscal_year
from app.normalize import squeeze
from app.parse.dates import find_date_in_fiscal_year, find_dates, find_fiscal_years, parse_era_year
from crawler.findings import Notice

_CALENDAR_YEAR = re.compile(r"(?:(?P<era>平成|令和)(?P<year>元|[0-9]{1,2})|(?P<western>20[0-9]{2}))年(?!度)")
_SESSION_NAME = re.compile(
    r"(?:(?:昭和|平成|令和)?(?:元|[0-9]{1,4})年度?)?(?:第[0-9]{1,2}期)?第[0-9一二三四五六七八九十百]+回"
)


@dataclass(frozen=True, slots=True)
class NoneHeld:
    """The city's words that no meeting was held in these fiscal years, or (`calendar`) in these calendar years."""

    years: tuple[int, ...]
    calendar: tuple[int, ...]
    quote: str
    url: str


def understand_none_held(notice: Notice) -> NoneHeld:
    """The year stands in the words themselves, or in the nearest heading that names one."""
    for text in _texts(notice):
        if years := find_fiscal_years(text):
            return NoneHeld(years, (), notice.text, notice.url)
        if calendar := find_calendar_years(text):
            return NoneHeld((), calendar, notice.text, notice.url)
    return NoneHeld((), (), notice.text, notice.url)


def understand_meeting(notice: Notice, as_of: str | None) -> Announced:
    """A meeting named without its minutes; one to come after the crawl is `upcoming`."""
    own = squeeze(notice.text)
    headings = [squeeze(heading) for heading in notice.headings]
    year = next((years[0] for text in (own, *headings) if (years := find_fiscal_years(text))), None)
    date = _find_date(own, year) or next((found for text in headings if (found := _find_date(text, None))), None)
    label = next((match.group() for text in (own, *headings) if (match := _SESSION_NAME.search(text))), None)
    kind: str = notice.kind
    if kind != "cancelled" and date is not None and as_of is not None and date > as_of:
        kind = "upcoming"
    return Announced(
        kind=kind,
        label=label,
        date=date,
        fiscal_year=make_fiscal_year(date) if date else year,
        quote=notice.text,
        url=notice.url,
    )


def find_calendar_years(text: str) -> tuple[int, ...]:
    """All 令和2年 and 2020年 of a normalised text that are not 年度."""
    return tuple(
        dict.fromkeys(
            int(match["western"]) if match["western"] else parse_era_year(match["era"], match["year"])
            for match in _CALENDAR_YEAR.finditer(text)
        )
    )


def bears_number(announced: Announced) -> bool:
    return bool(parse_session(announced.label or ""))


def _texts(notice: Notice) -> list[str]:
    return [squeeze(text) for text in (notice.text, *notice.headings)]


def _find_date(text: str, year: int | None) -> str | None:
    if dates := find_dates(text):
        return dates[0].iso
    found = find_date_in_fiscal_year(text, year) if year is not None else None
    return found.iso if found is not None else None
