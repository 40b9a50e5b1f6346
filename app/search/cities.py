"""The cities of the index: their names, for facets, and what a `city` parameter means.

Names come from the engine's `coverage` documents; a table of all municipalities, where given, adds those of which
nothing was collected yet (a search for one finds nothing, which is an answer).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from app.errors import UsageError
from app.model import Municipality
from app.normalize import squeeze, squeeze_name
from app.search.coverage import Coverage, CoverageDirectory
from app.search.ports import Municipalities

_KINDS = "市区町村"
_LONGEST = 100  # characters: nothing is called so; no more of it is looked at or repeated


class Cities:
    """The municipalities of one state of the index, by code."""

    def __init__(self, known: Iterable[Municipality], table: Municipalities | None = None) -> None:
        self._by_code = {city.code: city for city in known}
        self._names = Counter(city.name for city in self._by_code.values())
        self._prefectures = {squeeze(city.prefecture): city.prefecture for city in self._by_code.values()}
        self._written: dict[str, str] = {}
        self._called: dict[str, tuple[Municipality, ...]] = {}
        for _, city in sorted(self._by_code.items()):
            for name in {squeeze_name(city.name), squeeze_name(city.prefecture + city.name)}:
                self._called[name] = (*self._called.get(name, ()), city)
        self._table = table

    def get(self, code: str) -> Municipality | None:
        """Of the index first, then of the table."""
        if code in self._by_code:
            return self._by_code[code]
        found = self._find_in_table(code)
        return found[0] if len(found) == 1 else None

    def label(self, code: str) -> str:
        """A city's name; with its prefecture where two cities of the index share it; the code where it is unknown."""
        city = self.get(code)
        if city is None:
            return code
        return f"{city.name}（{city.prefecture}）" if self._names[city.name] > 1 else city.name

    def reading(self, code: str) -> str:
        """A city's name in hiragana, "" where it is not known."""
        return self._table.reading(code) if self._table else ""

    def find(self, name: str) -> tuple[Municipality, ...]:
        """The cities of the index that are called so, with their prefecture or without."""
        return self._called.get(squeeze_name(name), ())

    def find_elsewhere(self, name: str) -> tuple[Municipality, ...]:
        """The municipalities of the table that are called so, where the index has none of that name."""
        wanted = squeeze_name(name)
        found = self._find_in_table(wanted) if wanted and wanted[-1] in _KINDS and not self.find(name) else ()
        return tuple(one for one in found if one.name != one.prefecture and _is_called(one, wanted))

    def find_prefecture(self, name: str) -> str | None:
        """A prefecture of the index by its whole name."""
        return self._prefectures.get(squeeze(name))

    def write(self, city: Municipality) -> str:
        """A city's name as `parse` takes it: with its prefecture where there are several of that name."""
        if city.code not in self._written:  # the table is gone through once for each city that is asked for
            others = self._find_in_table(squeeze(city.name))
            alone = {one.code for one in (*self.find(city.name), *others)} == {city.code}
            self._written[city.code] = city.name if alone else city.prefecture + city.name
        return self._written[city.code]

    def parse(self, text: str) -> str:
        """A code of 6 or 5 digits, a name, or a prefecture with a name → the 6-digit code; 市 and its like may be
        missing (風待 for 風待市), where nothing is called just so.

        Raises UsageError("city") for one that is unknown or ambiguous; an ambiguous one lists the candidates.
        """
        text = text[:_LONGEST]
        found = self._find_called(text) or {
            code: city for kind in _KINDS for code, city in self._find_called(text + kind).items()
        }
        if len(found) == 1:
            return next(iter(found))
        if not found:
            raise UsageError(
                "city",
                f"「{text}」という市区町村が見つかりません。市区町村名か、全国地方公共団体コードで指定してください。",
            )
        candidates = "、".join(f"{city.prefecture}{city.name}（{code}）" for code, city in sorted(found.items()))
        raise UsageError(
            "city", f"「{text}」は一つに決まりません。コードか都道府県名付きで指定してください：{candidates}"
        )

    def _find_called(self, text: str) -> dict[str, Municipality]:
        wanted = squeeze(text)
        found = {city.code: city for city in self._by_code.values() if _is_called(city, squeeze_name(text))}
        for city in () if found and wanted.isdecimal() else self._find_in_table(wanted):
            found.setdefault(city.code, city)
        return found

    def parse_prefecture(self, text: str) -> str:
        """A prefecture's name, with or without its last character → the whole name; raises UsageError("prefecture")."""
        wanted = squeeze(text)
        known = {city.prefecture for city in self._by_code.values()}
        named = (name for name in sorted(known) if wanted in (name, name[:-1]))
        written = (f"{wanted}{last}" for last in ("", "都", "道", "府", "県"))
        told = (name for name in written for place in self._find_in_table(name) if place.name == place.prefecture)
        found = next(named, None) or next(told, None)
        if found is None:
            raise UsageError("prefecture", f"「{text}」という都道府県が見つかりません。")
        return found

    def _find_in_table(self, wanted: str) -> tuple[Municipality, ...]:
        try:
            return self._table.find(wanted) if self._table else ()
        except UsageError:  # digits that are no code name no municipality; the caller says so by its own parameter
            return ()


def _is_called(city: Municipality, wanted: str) -> bool:
    return wanted in (city.code, city.code[:5], squeeze_name(city.name), squeeze_name(city.prefecture + city.name))


class CityDirectory:
    """The cities as of the index's present state."""

    def __init__(self, coverage: CoverageDirectory, table: Municipalities | None = None) -> None:
        self._coverage = coverage
        self._table = table
        self._cached: tuple[Coverage, Cities] | None = None

    def fetch(self) -> Cities:
        coverage = self._coverage.fetch()
        cached = self._cached
        if cached is not None and cached[0] is coverage:
            return cached[1]
        cities = Cities(coverage.municipalities, self._table)
        self._cached = (coverage, cities)  # one assignment: threads may both build, neither sees half
        return cities
