"""Plain words that are wholly the name of a value of the index: a city, a prefecture, a fiscal year, an entry of a
vocabulary.

Only whole names: without its 市 or 県 a city's name is as often a family name or an ordinary word (中央, 森), and the
texts that mention it are found anyway. A city must be one of the index; of several that share the name each is meant.
A year must be told as a fiscal one (平成29年度): 2018, or 平成29年, stands in the texts as a date.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.errors import UsageError
from app.normalize import squeeze
from app.search.cities import Cities
from app.search.dimensions import BY_NAME
from app.search.language.fields import load_fields
from app.search.language.meanings import Meaning
from app.search.ports import Entry, Vocabulary
from app.search.years import parse_years

# Labels that say that nothing is known, or nothing in particular: whoever types 不明 means the word.
_NO_NAMES = ("unknown", "other")
_JOINT = "・"


class Names:
    """Of one state of the index, since its cities are."""

    def __init__(self, vocabulary: Vocabulary, cities: Cities) -> None:
        self._vocabulary = vocabulary
        self._cities = cities

    def find(self, text: str) -> tuple[Meaning, ...]:
        """A word as typed → each value whose name it is; most words have none."""
        wanted = squeeze(text)
        return tuple(self._iterate(wanted)) if wanted else ()

    def _iterate(self, wanted: str) -> Iterator[Meaning]:
        if prefecture := self._cities.find_prefecture(wanted):
            yield _make("prefecture", prefecture, prefecture)
        else:
            for city in self._cities.find(wanted):
                yield _make("city", city.code, self._cities.write(city))
        yield from _find_years(wanted)
        for field, entries in (
            ("topic", self._vocabulary.topics),
            ("outcome", self._vocabulary.outcomes),
            ("kind", self._vocabulary.kinds),
        ):
            yield from (_make(field, one.code, one.label) for one in entries if _is_called(one, wanted))


def _is_called(entry: Entry, wanted: str) -> bool:
    """By its label, or one of those that it joins: 漏えい・事故 is what either of them is about. Codes are for URLs."""
    names = (entry.label, *entry.label.split(_JOINT))
    return entry.code not in _NO_NAMES and wanted.lower() in (squeeze(name).lower() for name in names)


def _find_years(wanted: str) -> Iterator[Meaning]:
    if not wanted.endswith("年度"):
        return
    try:
        found = parse_years("year", wanted)
    except UsageError:  # a word like any other: 来年度
        return
    yield _make("year", found.values, wanted)


def _make(name: str, value: str | tuple[str, ...], written: str) -> Meaning:
    values = (value,) if isinstance(value, str) else value
    return Meaning(name, values, f"{load_fields().get(name).label}:{written}", f"{BY_NAME[name].label}の名前")


def read_values(item: Mapping[str, Any], field: str) -> tuple[str, ...]:
    """The values of an item, as it is stored or as a hit tells it, in a field that plain words can name."""
    match field:
        case "city":
            return (item["code"],)
        case "year":
            return (str(item["fiscal_year"]),)
        case "topic":
            return tuple(topic["code"] for topic in item["topics"])
        case "outcome" | "kind":
            return (item[field]["code"],)
        case _:
            return (item[field],)
