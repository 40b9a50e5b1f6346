"""Where a website never ends: calendars, addresses that grow, sessions in addresses. What is left alone, and why.

Two kinds of rules. Some addresses are refused by their form. Pages of one form (an address with its numbers taken out)
are followed as long as they lead to something new, and no further after many that led to nothing: a calendar of 1,000
years and a shop window of sessions end, a list of 500 meetings does not.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

_LONGEST = 2_000  # characters; a file's name of 255 bytes is 765 of them, and servers refuse more than 8,000
_MOST_FOLDERS = 20
_MOST_REPEATS = 3  # the same folders so often in a row
_MOST_SAME = 4  # parameters of one name: boxes that are ticked
# Privacy councils began in the 1970s; next fiscal year's meetings may be announced.
_FIRST_YEAR, _YEARS_AHEAD = 1970, 2
_YEAR = re.compile(r"(?:^|_)(?:y|yy|yyyy|year|nen|ym|ymd|date|day|month)$", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_TOKEN = re.compile(
    r"""
    (?<![0-9a-zA-Z])(?=[0-9a-zA-Z]*\d)(?=[0-9a-zA-Z]*[a-zA-Z])  # letters and digits mixed
    [0-9a-zA-Z]{16,}(?![0-9a-zA-Z])                             # long enough for a session
    """,
    re.VERBOSE,
)
# Fruitless pages of one form in a row. Ten years of monthly notices without minutes are fewer; each costs a request.
_MOST_BARREN = 100
_MOST_ALIKE = 20  # of the same bytes: framesets of 20 years may be alike, and their frames are yet to come


def find_trap(url: str, year: int) -> str | None:
    """Why an address by its form leads nowhere, or None; `year` is the present one."""
    if len(url) > _LONGEST:
        return f"a trap: an address of more than {_LONGEST} characters"
    parts = urlsplit(url)
    folders = [unquote(part) for part in parts.path.split("/") if part]
    if len(folders) > _MOST_FOLDERS:
        return f"a trap: an address of more than {_MOST_FOLDERS} folders"
    if _repeats(folders):
        return "a trap: an address that repeats itself"
    pairs = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=None)
    if any(count > _MOST_SAME for count in Counter(name for name, _ in pairs).values()):
        return "a trap: a query that repeats itself"
    for name, value in pairs:
        if _YEAR.search(name) and re.match(r"\d{4}(?:\D|\d\d(?:\d\d)?$|$)", value):
            told = int(value[:4])
            if not _FIRST_YEAR <= told <= year + _YEARS_AHEAD:
                return f"a trap: a calendar, of the year {told}"
    return None


def _repeats(folders: list[str]) -> bool:
    """/a/b/a/b/a/b/; numbers alone (a day, an item) may well be the same."""
    for period in (1, 2, 3):
        for start in range(len(folders) - period * _MOST_REPEATS + 1):
            unit = folders[start : start + period]
            whole = folders[start : start + period * _MOST_REPEATS]
            if whole == unit * _MOST_REPEATS and not all(part.isdigit() for part in unit):
                return True
    return False


def make_form(url: str) -> str:
    """An address with its numbers and sessions taken out, and of its query only the names."""
    parts = urlsplit(url)
    path = _DIGITS.sub("0", _TOKEN.sub("0", unquote(parts.path)))
    names = sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)})
    return f"{parts.netloc}{path}?{'&'.join(names)}"


@dataclass(slots=True)
class TrapGuard:
    """Of one run. A page's fruit is a document whose bytes are new in this run, on it or on pages that it led to."""

    _barren: Counter[str] = field(default_factory=Counter)  # fruitless pages in a row, by form
    _alike: Counter[str] = field(default_factory=Counter)  # and by their bytes
    _pages: dict[str, tuple[str, str, str]] = field(default_factory=dict)  # URL → form, bytes' hash, the page before
    _fruit: set[str] = field(default_factory=set)

    def find_refusal(self, url: str) -> str | None:
        """Why a page is not asked for any more."""
        if self._barren[make_form(url)] >= _MOST_BARREN:
            return f"a trap: {_MOST_BARREN} pages of this form in a row led to nothing new"
        return None

    def saw_page(self, url: str, sha256: str, before: str) -> str | None:
        """A page was read that `before` (or nothing) led to → why its links are not followed, or None."""
        form = make_form(url)
        self._pages[url] = (form, sha256, before)
        self._barren[form] += 1
        self._alike[sha256] += 1
        if self._alike[sha256] > _MOST_ALIKE:
            return f"a trap: the same page under {_MOST_ALIKE} other addresses led to nothing new"
        return None

    def saw_document(self, sha256: str, before: str) -> None:
        """A document was taken that the page `before` led to."""
        if sha256 in self._fruit:
            return
        self._fruit.add(sha256)
        while before in self._pages:
            form, page, further = self._pages.pop(before)  # each page bears once
            self._barren[form] = 0
            self._alike[page] = 0
            before = further
