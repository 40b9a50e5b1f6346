"""What a value of a filter means: a city's name or code, a year, an entry of a vocabulary → the index's values.

The same rules for parameters (`topic=クラウド`) and for fields in a question (`主題:クラウド`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.errors import UsageError
from app.normalize import squeeze
from app.search.cities import Cities
from app.search.dimensions import CHOICES, EXCLUDED, Choice
from app.search.ports import Entry, Vocabulary
from app.search.years import parse_years


class Values:
    """Of one state of the index, since its cities are."""

    def __init__(self, vocabulary: Vocabulary, cities: Cities) -> None:
        self._vocabulary = vocabulary
        self._cities = cities

    def parse(self, name: str, text: str) -> tuple[str, ...]:
        """A filter's name (`topic`, or `-topic`) and a value as written → the values that the index has for it, one or
        several.

        Raises UsageError with the filter's name.
        """
        if name.startswith(EXCLUDED):
            try:
                return self.parse(name.removeprefix(EXCLUDED), text)
            except UsageError as error:
                raise UsageError(name, str(error)) from error
        if name in CHOICES:
            return (_parse_choice(name, text, CHOICES[name]),)
        return self._parse_known(name, text)

    def _parse_known(self, name: str, text: str) -> tuple[str, ...]:
        entries = {
            "topic": (self._vocabulary.topic, self._vocabulary.topics),
            "outcome": (self._vocabulary.outcome, self._vocabulary.outcomes),
            "kind": (self._vocabulary.kind, self._vocabulary.kinds),
        }
        if name in entries:
            return (_parse_entry(name, text, *entries[name]),)
        match name:
            case "city":
                return (self._cities.parse(text),)
            case "year" | "calendar_year":
                return _parse_years(name, text)
            case "prefecture":
                return (self._cities.parse_prefecture(text),)
            case "meeting_id" | "council" | "department":
                return (text,)
            case _:
                raise UsageError(name, f"「{name}」という絞り込みはありません。")


def _parse_years(name: str, text: str) -> tuple[str, ...]:
    found = parse_years(name, text)
    if found.fiscal and name == "calendar_year":
        raise UsageError(name, f"「{text}」は年度です。暦年ではなく年度で絞り込む指定（year、年度:）を使ってください。")
    return found.values


def _parse_choice(name: str, value: str, choices: Sequence[Choice]) -> str:
    wanted = squeeze(value).lower()
    found = next((one for one in choices if wanted in (one.code, squeeze(one.label).lower())), None)
    return _parse_entry(name, value, lambda _: found, choices)


def _parse_entry(name: str, value: str, find: Callable[[str], Entry | None], entries: Sequence[Entry]) -> str:
    entry = find(value) or find(squeeze(value))
    if entry is None:
        known = "、".join(f"{entry.label}（{entry.code}）" for entry in entries)
        raise UsageError(name, f"「{value}」という値はありません。使えるのは次のとおりです：{known}")
    return entry.code
