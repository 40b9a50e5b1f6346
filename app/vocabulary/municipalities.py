"""All municipalities of Japan: code, prefecture, name, reading (municipalities.csv).

The table holds the 1,741 cities, towns, villages and special wards of 総務省「全国地方公共団体コード」. A code has 6
digits, the last a check digit (JIS X 0401, 0402); it is accepted without it. A prefecture, which may have a council of
its own, is found by its code or name too: its code is its two digits and 000, so that it needs no row.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files

from app.errors import UsageError
from app.model import Municipality
from app.normalize import squeeze, squeeze_name

_WEIGHTS = (6, 5, 4, 3, 2)


def make_check_digit(code5: str) -> str:
    """5 digits → the 6th (JIS X 0401: 11 less the weighted sum's remainder by 11, its last digit)."""
    total = sum(int(digit) * weight for digit, weight in zip(code5, _WEIGHTS, strict=True))
    return str((11 - total % 11) % 10)


def complete_code(code: str) -> str:
    """A 5- or 6-digit code → 6 digits; UsageError where it is none or its check digit is wrong."""
    digits = squeeze(code)
    if not re.fullmatch(r"[0-9]{5,6}", digits):
        raise UsageError("code", f"{code!r} is no municipality code: it has 5 or 6 digits")
    check = make_check_digit(digits[:5])
    if len(digits) == 6 and digits[5] != check:
        raise UsageError("code", f"{code!r} is no municipality code: its check digit should be {check}")
    return digits[:5] + check


@dataclass(frozen=True, slots=True)
class MunicipalityTable:
    rows: tuple[tuple[Municipality, str], ...]  # with the reading

    def by_code(self, code: str) -> Municipality | None:
        wanted = complete_code(code)
        return next((m for m in (*self._municipalities(), *self._prefectures()) if m.code == wanted), None)

    def find(self, name: str) -> tuple[Municipality, ...]:
        """All that a name can mean: 府中市, 東京都府中市, ふちゅうし, 13206."""
        wanted = squeeze_name(name)
        if re.fullmatch(r"[0-9]{5,6}", wanted):
            found = self.by_code(wanted)
            return (found,) if found else ()
        written = ((m, reading, m.name.replace("ヶ", "ケ")) for m, reading in self.rows)
        named = tuple(m for m, reading, called in written if wanted in (called, m.prefecture + called, reading))
        return named or tuple(m for m in self._prefectures() if m.name == wanted)

    def _municipalities(self) -> Iterator[Municipality]:
        return (m for m, _ in self.rows)

    def _prefectures(self) -> Iterator[Municipality]:
        """The 47; an invented municipality (its code begins with 48 or more) has none."""
        names = {m.code[:2]: m.prefecture for m in self._municipalities() if m.code[:2] <= "47"}
        return (Municipality(complete_code(f"{digits}000"), name, name) for digits, name in names.items())

    def reading(self, code: str) -> str:
        """A name in hiragana by its 6-digit code; "" for a code that is not in the table, or has no reading."""
        return next((reading for m, reading in self.rows if m.code == code), "")

    def one(self, name: str) -> Municipality:
        """Exactly one; UsageError lists the candidates of an ambiguous name."""
        found = self.find(name)
        if len(found) == 1:
            return found[0]
        if not found:
            raise UsageError("municipality", f"no municipality is called {name!r}")
        candidates = ", ".join(f"{m.prefecture}{m.name} ({m.code})" for m in found)
        raise UsageError("municipality", f"{name!r} is the name of several municipalities: {candidates}")


def load_municipalities(extra: Iterable[Municipality] = ()) -> MunicipalityTable:
    """The shipped table and `extra` ones (of sources on loopback: invented cities)."""
    text = (files("app.vocabulary") / "municipalities.csv").read_text(encoding="utf-8")
    rows = [
        (Municipality(row["code"], row["name"], row["prefecture"]), row["reading"])
        for row in csv.DictReader(io.StringIO(text))
    ]
    known = {m.code for m, _ in rows}
    rows += [(m, "") for m in extra if m.code not in known]
    return MunicipalityTable(tuple(rows))
