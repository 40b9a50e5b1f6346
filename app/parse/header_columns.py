"""Keys that a copy lists first, with their values after them: who belongs to whom."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from app.normalize import squeeze
from app.parse.dates import find_dates, find_times
from app.parse.names import ROLE

# Fewer keys in a row without a value are no list of keys.
_FEWEST = 3
_FORMS: dict[str, Callable[[str], bool]] = {
    "date": lambda text: bool(find_dates(text)),
    "time": lambda text: bool(find_times(text)) and not find_dates(text),
    "end": lambda text: bool(find_times(text)) and not find_dates(text),
    "observers": lambda text: re.fullmatch(r"(?:約?[0-9]+[人名]|なし|無し?)(?:[(（].*[)）])?", text) is not None,
    "public": lambda text: re.fullmatch(r"(?:一部)?(?:非?公開|可|不可)(?:[(（].*[)）])?", text) is not None,
}


# A line that is a place by its end, and no person's, office's or council's name.
_PLACE = re.compile(
    r"(?![0-9]{1,2}[.．、\s)]|[・(（①-⑳]).{2,40}(?:会議室|委員会室|研修室|講義室|[0-9号大小]室|ホール|会館|公民館|庁舎|センター|議場|講堂|[0-9]階)(?:[(（].{1,24}[)）])?"
)
# So many lines below the times a value can stand that went to the field of the times.
_SPILLED = 3
# 甲野会長、乙山委員、丙川委員: nothing but members
_MEMBERS = re.compile(rf"(?:[^、,，。:：()（）]{{1,8}}{ROLE}(?:[、,，]|$)){{2,}}")
_LONGEST_LIST = 8  # lines
_OWN_LABEL = re.compile(r"(?:出席)?委員")


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
        while end < len(out) and (not out[end].value.strip() or _is_own_label(out[end])):
            end += 1
        if end - position >= _FEWEST - 1 and end < len(out):
            out[position : end + 1] = _pair(out[position : end + 1], make)
            out[position : end + 2] = _place_below_times(out[position : end + 2], make)
        position = end + 1
    return tuple(out)


def _is_own_label(field: FieldLike) -> bool:
    """出席者 / 委員: the value of the first is a part of the key."""
    return field.name == "members" and _OWN_LABEL.fullmatch(squeeze(field.value)) is not None


def _place_below_times(fields: Sequence[F], make: Callable[[str, str, int], F]) -> list[F]:
    """日時 / 会場 / 令和… / 開会：午前10時 / 第1会議室: the times have a key of their own among the values, so that the
    place stands below them."""
    last, lines = fields[-1], fields[-1].value.split("\n")
    empty = [n for n, field in enumerate(fields[:-1]) if field.name == "place" and not field.value]
    told = [n for n, line in enumerate(lines[: _SPILLED + 1]) if n and _is_place(line)]
    if last.name not in ("time", "end") or len(empty) != 1 or len(told) != 1 or not _FORMS["time"](squeeze(lines[0])):
        return list(fields)
    out = list(fields)
    out[empty[0]] = make("place", lines[told[0]], fields[empty[0]].source)
    out[-1] = make(last.name, "\n".join(lines[: told[0]]), last.source)
    return out


def _is_place(line: str) -> bool:
    return _PLACE.fullmatch(line.strip()) is not None and not any(form(squeeze(line)) for form in _FORMS.values())


def _pair(keys: Sequence[F], make: Callable[[str, str, int], F]) -> list[F]:
    values = _join_open_lines(keys[-1].value.split("\n"))
    if any(key.name == "time" for key in keys) and not any(key.name == "end" for key in keys):
        values = _join_times(values)
    if (grouped := _with_groups(keys, make)) is not None:
        return grouped
    if (listed := _with_members(keys, make)) is not None:
        return listed
    dated = any(find_dates(squeeze(value)) for value in values)
    if not dated or not any(key.name == "date" for key in keys[:-1]):
        return list(keys)
    if len(values) == len(keys) and all(_fits(key.name, value) for key, value in zip(keys, values, strict=True)):
        return [make(key.name, value, key.source) for key, value in zip(keys, values, strict=True)]
    told = []
    for key in keys:
        form = _FORMS.get(key.name)
        alike = [value for value in values if form is not None and form(squeeze(value))]
        if key.name == "place":
            alike = [value for value in values if _is_place(value)]
        told.append(make(key.name, alike[0] if len(alike) == 1 or (alike and key.name == "date") else "", key.source))
    return told


def _with_groups(keys: Sequence[F], make: Callable[[str, str, int], F]) -> list[F] | None:
    """出席者 / 議題 / 事務局 / 委員：甲野会長、… / 事務局：…: values below the last key that say whose they are belong
    to the key for those present; the other keys keep none."""
    people = [position for position, key in enumerate(keys[:-1]) if key.name == "members"]
    if len(people) != 1 or not re.match(r"(?:出席)?委員[:：]\s*\S", keys[-1].value):
        return None
    values = ["" for _ in keys]
    values[people[0]] = keys[-1].value
    return [make(key.name, value, key.source) for key, value in zip(keys, values, strict=True)]


def _with_members(keys: Sequence[F], make: Callable[[str, str, int], F]) -> list[F] | None:
    """出席者 / 事務局 / 傍聴人 / 甲野会長、乙山委員、… / …: first below the last key stand the members: they belong to
    the key for those present, and whose the other lines are isn't told."""
    people = [position for position, key in enumerate(keys[:-1]) if key.name == "members"]
    if len(people) != 1 or any(key.name in ("absent", "agenda", "date") for key in keys):
        return None
    joined, listed = "", ""
    for line in keys[-1].value.split("\n")[:_LONGEST_LIST]:
        joined += line.strip()
        if _MEMBERS.fullmatch(squeeze(joined)):
            listed = joined
    if not listed:
        return None
    values = ["" for _ in keys]
    values[people[0]] = listed
    return [make(key.name, value, key.source) for key, value in zip(keys, values, strict=True)]


def _fits(name: str, value: str) -> bool:
    form = _FORMS.get(name)
    text = squeeze(value)
    if form is not None:
        return form(text)
    return name in ("absent", "staff", "members", "unknown") or not any(check(text) for check in _FORMS.values())


def _join_times(values: Sequence[str]) -> list[str]:
    """午後2時 / 午後4時: both of them belong to one key for the times."""
    joined: list[str] = []
    for value in values:
        if joined and all(_FORMS["time"](squeeze(text)) and len(text) < 16 for text in (joined[-1], value)):
            joined[-1] += f" {value}"
        else:
            joined.append(value)
    return joined


def _join_open_lines(lines: Sequence[str]) -> list[str]:
    """A line that ends in a comma goes on in the next one."""
    joined: list[str] = []
    for line in lines:
        if joined and joined[-1].rstrip().endswith(("、", ",", "，")):
            joined[-1] = joined[-1].rstrip() + line
        else:
            joined.append(line)
    return joined
