"""Keys that a copy lists first, with their values after them: who belongs to whom."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from app.normalize import squeeze
from app.parse.dates import find_dates, find_times

# Fewer keys in a row without a value are no list of keys.
_FEWEST = 3
_FORMS: dict[str, Callable[[str], bool]] = {
    "date": lambda text: bool(find_dates(text)),
    "time": lambda text: bool(find_times(text)) and not find_dates(text),
    "end": lambda text: bool(find_times(text)) and not find_dates(text),
    "observers": lambda text: re.fullmatch(r"(?:約?[0-9]+[人名]|なし|無し?)(?:[(（].*[)）])?", text) is not None,
    "public": lambda text: re.fullmatch(r"(?:一部)?(?:非?公開|可|不可)(?:[(（].*[)）])?", text) is not None,
}


class FieldLike(Protocol):
    """What is needed of a field here."""

    @property
    def name(self) -> str: ...
    @property
    def value(self) -> str: ...
    @property
    def source(self) -> int: ...


F = TypeVar("F", bound=FieldLike)


def pair_listed_values(fields: Sequence[F], make: Callable[[str, str, int], F]) -> tuple[F, ...]:
    """Where at least three keys stand without values and the last of them has all the lines: to each key its value if
    their number and the form of each that has one agree; else only the values whose form tells what they are."""
    out = list(fields)
    position = 0
    while position < len(out):
        end = position
        while end < len(out) and not out[end].value.strip():
            end += 1
        if end - position >= _FEWEST - 1 and end < len(out):
            out[position : end + 1] = _pair(out[position : end + 1], make)
        position = end + 1
    return tuple(out)


def _pair(keys: Sequence[F], make: Callable[[str, str, int], F]) -> list[F]:
    values = _join_open_lines(keys[-1].value.split("\n"))
    dated = any(find_dates(squeeze(value)) for value in values)
    if not dated or not any(key.name == "date" for key in keys[:-1]):
        return list(keys)
    if len(values) == len(keys) and all(_fits(key.name, value) for key, value in zip(keys, values, strict=True)):
        return [make(key.name, value, key.source) for key, value in zip(keys, values, strict=True)]
    told = []
    for key in keys:
        form = _FORMS.get(key.name)
        alike = [value for value in values if form is not None and form(squeeze(value))]
        told.append(make(key.name, alike[0] if len(alike) == 1 or (alike and key.name == "date") else "", key.source))
    return told


def _fits(name: str, value: str) -> bool:
    form = _FORMS.get(name)
    text = squeeze(value)
    if form is not None:
        return form(text)
    return name in ("absent", "staff", "members") or not any(check(text) for check in _FORMS.values())


def _join_open_lines(lines: Sequence[str]) -> list[str]:
    """A line that ends in a comma goes on in the next one."""
    joined: list[str] = []
    for line in lines:
        if joined and joined[-1].rstrip().endswith(("、", ",", "，")):
            joined[-1] = joined[-1].rstrip() + line
        else:
            joined.append(line)
    return joined
