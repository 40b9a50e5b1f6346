"""Loads `*.toml` of the corrections' folder: strictly, a wrong entry is refused by its place and the others count.

[[correction]]
item = "982016-2019-05-10-i2"    # or: meeting = "982016-2019-05-10"
field = "outcome"
value = "継続審議"                 # a label or its code; a list for topics; "" where the document tells nothing
quote = "次回に改めて審議します。"
who = "磯部"
when = 2024-06-01
note = "…"                       # optional
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from app.corrections import ITEM_FIELDS, MEETING_FIELDS, CorrectionEntry, Refusal, Value, choose_latest
from app.errors import ShingikaiError
from app.normalize import squeeze
from app.vocabulary.entries import Entry, Vocabulary

_REQUIRED = ("field", "value", "quote", "who", "when")
_KEYS = ("item", "meeting", *_REQUIRED, "note")
# Fields that a document may leave out: "" says so.
_MAY_BE_MISSING = ("number", "conditions", "department", "session", "start", "end", "place", "public", "observers")
_PUBLIC = ("公開", "非公開", "一部非公開")
_ID = re.compile(
    r"""
    (?P<code> [0-9]{6} )                              # the municipality
    - (?: [0-9]{4}-[0-9]{2}-[0-9]{2} | undated )      # the day as it was first read
    (?: -m[0-9]+ )?                                   # further meetings of that day
    (?P<item> -i[0-9]+ )?
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class LoadedCorrections:
    """`entries` are well formed, one for each field of an item or a meeting."""

    entries: tuple[CorrectionEntry, ...] = ()
    refused: tuple[Refusal, ...] = ()

    def of_municipality(self, code: str) -> tuple[CorrectionEntry, ...]:
        """Those whose ids begin with a municipality's code."""
        return tuple(entry for entry in self.entries if entry.target.startswith(f"{code}-"))


class _WrongEntryError(ShingikaiError):
    """What is wrong with an entry."""


def load_corrections(folder: Path, vocabulary: Vocabulary) -> LoadedCorrections:
    """All corrections of a folder, its files by name; none where there is no folder."""
    entries: list[CorrectionEntry] = []
    refused: list[Refusal] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            rows = _read_rows(path)
        except _WrongEntryError as error:
            refused.append(Refusal(path.name, str(error)))
            continue
        for number, row in enumerate(rows, start=1):
            where = f"{path.name}, correction {number}"
            try:
                entries.append(_parse_entry(row, where, vocabulary))
            except _WrongEntryError as error:
                refused.append(Refusal(where, str(error)))
    chosen, contradicting = choose_latest(entries)
    return LoadedCorrections(chosen, (*refused, *contradicting))


def _read_rows(path: Path) -> Sequence[object]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _WrongEntryError(f"cannot be read: {error}") from error
    unknown = [key for key in content if key != "correction"]
    rows = content.get("correction", [])
    if unknown or not isinstance(rows, list):
        raise _WrongEntryError(f"{unknown[0] if unknown else 'correction'!r}: a file holds [[correction]] and no more")
    return rows


def _parse_entry(row: object, where: str, vocabulary: Vocabulary) -> CorrectionEntry:
    if not isinstance(row, dict):
        raise _WrongEntryError("a correction is a table, [[correction]]")
    unknown = [key for key in row if key not in _KEYS]
    if unknown:
        raise _WrongEntryError(f"unknown key {unknown[0]!r} (known: {', '.join(_KEYS)})")
    missing = [key for key in _REQUIRED if key not in row]
    if missing:
        raise _WrongEntryError(f"{missing[0]!r} is missing")
    target = _parse_target(row)
    fields = ITEM_FIELDS if "item" in row else MEETING_FIELDS
    if row["field"] not in fields:
        raise _WrongEntryError(f"unknown field {row['field']!r} (known: {', '.join(fields)})")
    return CorrectionEntry(
        target=target,
        field=row["field"],
        value=_parse_value(row["field"], row["value"], vocabulary),
        quote=_parse_text("quote", row["quote"]),
        who=_parse_text("who", row["who"]),
        when=_parse_date("when", row["when"]),
        note=_parse_text("note", row["note"]) if "note" in row else None,
        where=where,
    )


def _parse_target(row: Mapping[str, Any]) -> str:
    named = [key for key in ("item", "meeting") if key in row]
    if len(named) != 1:
        raise _WrongEntryError("a correction names either an 'item' or a 'meeting'")
    (key,) = named
    value = row[key]
    match = _ID.fullmatch(value) if isinstance(value, str) else None
    if match is None or (match["item"] is not None) != (key == "item"):
        raise _WrongEntryError(f"{key}: {value!r} is no id of {'an item' if key == 'item' else 'a meeting'}")
    return str(value)


def _parse_value(field: str, value: object, vocabulary: Vocabulary) -> Value:
    if value == "" and field in _MAY_BE_MISSING:
        return None
    parsers: Mapping[str, Callable[[object], Value]] = {
        "kind": lambda one: _parse_label(field, one, vocabulary.kind, vocabulary.kinds),
        "outcome": lambda one: _parse_label(field, one, vocabulary.outcome, vocabulary.outcomes),
        "topics": lambda many: _parse_topics(many, vocabulary),
        "date": lambda one: _parse_date("value", one),
        "start": _parse_time,
        "end": _parse_time,
        "observers": _parse_count,
        "public": _parse_public,
    }
    return parsers[field](value) if field in parsers else _parse_text("value", value)


def _parse_topics(value: object, vocabulary: Vocabulary) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise _WrongEntryError(f"value: topics are a list of labels, not {value!r}")
    codes = [_parse_label("topics", one, vocabulary.topic, vocabulary.topics) for one in value]
    return tuple(dict.fromkeys(codes))


def _parse_count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise _WrongEntryError(f"value: observers are a number, not {value!r}")
    return value


def _parse_public(value: object) -> str:
    if value not in _PUBLIC:
        raise _WrongEntryError(f"value: {value!r} is none of {', '.join(_PUBLIC)}")
    return str(value)


def _parse_label(field: str, value: object, find: Callable[[str], Entry | None], known: Sequence[Entry]) -> str:
    entry = find(value) if isinstance(value, str) else None
    if entry is None:
        labels = "、".join(one.label for one in known)
        raise _WrongEntryError(f"value: {value!r} is no label of {field} (there are: {labels})")
    return entry.code


def _parse_text(key: str, value: object) -> str:
    if not isinstance(value, str) or not squeeze(value):
        raise _WrongEntryError(f"{key}: must be a text that is not empty, not {value!r}")
    return value.strip()


def _parse_date(key: str, value: object) -> str:
    """A TOML date or a text YYYY-MM-DD → ISO."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    try:
        if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            return date.fromisoformat(value).isoformat()
    except ValueError as error:
        raise _WrongEntryError(f"{key}: {value!r} is no day of the calendar") from error
    raise _WrongEntryError(f"{key}: {value!r} is no date (YYYY-MM-DD)")


def _parse_time(value: object) -> str:
    """A TOML time or a text HH:MM → HH:MM."""
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, str) and re.fullmatch(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]", value):
        return value
    raise _WrongEntryError(f"value: {value!r} is no time (HH:MM)")
