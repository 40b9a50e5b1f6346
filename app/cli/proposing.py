"""What `sources add` proposes for a website: municipality and code, name, cadence, and the TOML that is written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import tomlkit

from app.errors import UsageError
from app.model import Municipality
from app.normalize import squeeze
from app.parse.dates import find_dates
from app.vocabulary.municipalities import MunicipalityTable, complete_code
from crawler.page import Page
from crawler.source import Source

_YEAR = timedelta(days=365)
# A council that met three times in its last year is looked at weekly; one that meets once or twice, monthly: its
# minutes come weeks after the meeting anyway, and the city is asked a quarter as often.
_OFTEN = 3
_INVENTED = re.compile(r"[一-鿿々ヶケァ-ヴーぁ-ん]{1,7}?[市区町村]")


def list_texts(pages: Iterable[Page]) -> tuple[str, ...]:
    """All that pages say, titles and menus among it."""
    return tuple(
        text
        for page in pages
        for text in (page.title, page.heading, *page.lines, *(anchor.text for anchor in page.anchors))
        if text
    )


def propose_municipality(
    texts: Sequence[str], council: str, table: MunicipalityTable
) -> tuple[tuple[Municipality, ...], str]:
    """What a website says of its municipality → (those it can be, the most probable first; the name that was read).

    The name before the council's own counts most, then whichever stands most often on the page. A name of several
    municipalities (府中市) is told by the prefecture, if just one of theirs is named on the page.
    """
    names = sorted({m.name for m, _ in table.rows}, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, names)))
    own = pattern.match(squeeze(council))
    invented = _INVENTED.match(squeeze(council))
    if own is not None:
        best = [own.group()]
    elif invented is not None:
        return (), invented.group()
    else:
        counts = Counter(found.group() for text in texts for found in pattern.finditer(squeeze(text)))
        most = max(counts.values(), default=0)
        best = [name for name, count in counts.items() if count == most]
    found = tuple(m for name in best for m in table.find(name))
    said = "".join(map(squeeze, texts))
    named = tuple(m for m in found if m.prefecture in said)
    return (named if len(named) == 1 else found), "、".join(best)


def choose_municipality(
    found: Sequence[Municipality],
    read: str,
    table: MunicipalityTable,
    *,
    name: str | None,
    code: str | None,
    prefecture: str | None,
    local: bool,
) -> Municipality:
    """What was read and what the options say → one municipality; UsageError names the option that is missing. Only a
    local source may be of an invented one."""
    if code is not None:
        known = table.by_code(code)
        if known is not None:
            return known
        wanted = name or read
        if not local:
            raise UsageError("--code", f"no municipality has the code {code}")
        if not wanted or not prefecture:
            missing = "--prefecture" if wanted else "--municipality"
            raise UsageError(missing, f"{code} is in no table (a website on loopback may be invented): give {missing}")
        return Municipality(complete_code(code), wanted, prefecture)
    if name is not None:
        return table.one(name)
    if len(found) == 1:
        return found[0]
    if not found:
        told = f"{read} is no municipality of Japan" if read else "the page does not say which municipality it is of"
        raise UsageError("--code", f"{told}: give --code (全国地方公共団体コード) or --municipality")
    candidates = ", ".join(f"{m.prefecture}{m.name} ({m.code})" for m in found[:6])
    raise UsageError("--code", f"the website may be of {candidates}: give --code")


def propose_cadence(texts: Iterable[str]) -> str:
    """By the days that the links to minutes name: how many meetings there were in the year before the newest."""
    days = {day for text in texts for day in _list_days(text)}
    if not days:
        return "weekly"
    newest = max(days)
    return "weekly" if sum(newest - day < _YEAR for day in days) >= _OFTEN else "monthly"


def _list_days(text: str) -> Iterable[date]:
    for found in find_dates(text):
        yield date.fromisoformat(found.iso)


def make_source_toml(source: Source, *, found_at: str, verified: date | None, proposed: date) -> str:
    """A source's file; what is as by default is left out."""
    document = tomlkit.document()
    document.add(tomlkit.comment(f"proposed by `shingikai sources add` on {proposed.isoformat()}"))
    for key in ("municipality", "code", "prefecture", "council"):
        document.add(key, tomlkit.item(getattr(source, key)))
    document.add("start", tomlkit.item(list(source.start)))
    hosts = [host for host in source.hosts if not any(host in url for url in source.start)]
    if hosts:
        document.add("hosts", tomlkit.item(hosts))
    if source.local:
        document.add("local", tomlkit.item(True))
    document.add("cadence", tomlkit.item(source.cadence))
    if found_at:
        document.add("found_at", tomlkit.item(found_at))
    document.add("verified", tomlkit.item(verified or "never"))
    return tomlkit.dumps(document)


def set_verified(text: str, day: date) -> str:
    """A source's file with another `verified`; comments, order and spelling of all else stay as they are."""
    document = tomlkit.parse(text)
    document["verified"] = day
    return tomlkit.dumps(document)
