"""What was judged relevant to what, and by whom it is asked: benchmarks/relevance/*.toml, loaded strictly.

    python -m benchmarks.judgements          how many queries, judgements and referrals there are

Grades: 3 exactly the case, 2 clearly relevant, 1 touches it; all that isn't named is 0. How they were made, and why the
files don't grow: docs/relevance.md.
"""

from __future__ import annotations

import random
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from benchmarks.judged_items import Item, JudgementError, load_items

FOLDER = Path(__file__).parent / "relevance"
QUERIES = FOLDER / "queries.toml"
SIMILAR = FOLDER / "similar.toml"
USERS = ("researcher", "official", "dashboard")
SETS = ("tune", "final")  # weights are set on the first; figures are told of the second
GRADES = ("3", "2", "1")
_SEED = 20_261_121


@dataclass(frozen=True, slots=True)
class Query:
    """`text` as it is typed, `need` the information need in Japanese; `grades` from item ids to 1–3, best first."""

    id: str
    user: str
    set: str
    text: str
    need: str
    grades: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Similar:
    """The referrals of other cities that are closest to the referral `id`; `grades` as in Query."""

    id: str
    set: str
    grades: Mapping[str, int]


Judged = TypeVar("Judged", Query, Similar)


def load_queries(items: Mapping[str, Item], path: Path = QUERIES) -> tuple[Query, ...]:
    """JudgementError where an entry is incomplete, graded twice, or names what `items` doesn't know."""
    queries = []
    for entry in _read_entries(path, "query"):
        name = _check_keys(path, entry, ("id", "user", "set", "text", "need", "grades"))
        if entry["user"] not in USERS:
            raise JudgementError(f"{path.name}: {name}: {entry['user']!r} is none of {', '.join(USERS)}")
        grades = _make_grades(path, name, entry["grades"], items)
        queries.append(Query(name, entry["user"], entry["set"], entry["text"].strip(), entry["need"].strip(), grades))
    _check_twice(path, [query.id for query in queries])
    _check_twice(path, [query.text for query in queries])
    return tuple(queries)


def load_similar(items: Mapping[str, Item], path: Path = SIMILAR) -> tuple[Similar, ...]:
    """As load_queries; besides, all are referrals, and what is graded is another city's."""
    found = []
    for entry in _read_entries(path, "referral"):
        name = _check_keys(path, entry, ("id", "set", "grades"))
        grades = _make_grades(path, name, entry["grades"], items)
        for other in (name, *grades):
            if other not in items or items[other].kind != "諮問":
                raise JudgementError(f"{path.name}: {name}: {other} is no referral (諮問)")
        own = [other for other in grades if items[other].code == items[name].code]
        if own:
            raise JudgementError(f"{path.name}: {name}: of the same city: {', '.join(own)}")
        found.append(Similar(name, entry["set"], grades))
    _check_twice(path, [similar.id for similar in found])
    return tuple(found)


def keep_known(judged: Iterable[Judged], ids: Iterable[str]) -> tuple[Judged, ...]:
    """What can be measured where only `ids` are there (without the real minutes, say): judgements of other items are
    left out, and entries that nothing is left of, or that begin at an item that isn't there."""
    there = frozenset(ids)
    kept = []
    for entry in judged:
        grades = {name: grade for name, grade in entry.grades.items() if name in there}
        if grades and (isinstance(entry, Query) or entry.id in there):
            kept.append(replace(entry, grades=grades))
    return tuple(kept)


def draw_sets(groups: Mapping[str, Sequence[str]], seed: int = _SEED) -> dict[str, str]:
    """→ set by id: each group (kind of user) is shuffled and cut in halves, an odd one goes to `final`.

    Done before any weight was set; a test draws again, so that no query changes sides later.
    """
    sets: dict[str, str] = {}
    for group in sorted(groups):
        names = sorted(groups[group])
        random.Random(f"{seed} {group}").shuffle(names)
        sets |= {name: SETS[number >= len(names) // 2] for number, name in enumerate(names)}
    return sets


def _read_entries(path: Path, table: str) -> list[dict[str, Any]]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise JudgementError(f"{path.name}: {error}") from error
    entries = values.pop(table, [])
    if values or not entries:
        raise JudgementError(f"{path.name}: [[{table}]] tables and nothing else, not {', '.join(values) or 'nothing'}")
    return list(entries)


def _check_keys(path: Path, entry: Mapping[str, Any], keys: Sequence[str]) -> str:
    """→ the entry's id."""
    name = entry.get("id")
    if not isinstance(name, str) or not name:
        raise JudgementError(f"{path.name}: an entry without an id: {dict(entry)}")
    if set(entry) != set(keys):
        raise JudgementError(f"{path.name}: {name}: not just {', '.join(keys)}: {sorted(set(entry) ^ set(keys))}")
    for key in keys:
        if key != "grades" and not (isinstance(entry[key], str) and entry[key].strip()):
            raise JudgementError(f"{path.name}: {name}: {key} is empty or no text")
    if entry["set"] not in SETS:
        raise JudgementError(f"{path.name}: {name}: {entry['set']!r} is none of {', '.join(SETS)}")
    return name


def _make_grades(path: Path, name: str, table: object, items: Mapping[str, Item]) -> dict[str, int]:
    if not isinstance(table, dict) or not set(table) <= set(GRADES):
        raise JudgementError(f"{path.name}: {name}: grades are lists of ids under {', '.join(GRADES)}")
    grades: dict[str, int] = {}
    for grade in GRADES:
        for item in table.get(grade, ()):
            if item not in items:
                raise JudgementError(f"{path.name}: {name}: no such item: {item}")
            if item in grades:
                raise JudgementError(f"{path.name}: {name}: graded twice: {item}")
            grades[item] = int(grade)
    if not grades:
        raise JudgementError(f"{path.name}: {name}: nothing is graded")
    return grades


def _check_twice(path: Path, names: Sequence[str]) -> None:
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise JudgementError(f"{path.name}: twice: {', '.join(twice)}")


def make_table(queries: Sequence[Query], similar: Sequence[Similar]) -> str:
    """Markdown: entries and judgements by kind of user and grade."""
    rows = {user: [query for query in queries if query.user == user] for user in USERS}
    groups: dict[str, Sequence[Query | Similar]] = {**rows, "all queries": queries, "referrals": similar}
    heads = ("", "entries", *SETS, "grade 3", "grade 2", "grade 1", "graded: fewest, median, most", "three or more")
    lines = ["| " + " | ".join(heads) + " |", "| --- |" + " ---: |" * (len(heads) - 1)]
    for name, entries in groups.items():
        sets = Counter(entry.set for entry in entries)
        grades = Counter(grade for entry in entries for grade in entry.grades.values())
        sizes = sorted(len(entry.grades) for entry in entries)
        cells = [
            len(entries), *(sets[which] for which in SETS), *(grades[int(grade)] for grade in GRADES),
            f"{sizes[0]}, {sizes[len(sizes) // 2]}, {sizes[-1]}",
            f"{100 * sum(size >= 3 for size in sizes) / len(sizes):.0f} %",
        ]  # fmt: skip
        lines.append(f"| {name} | " + " | ".join(str(cell) for cell in cells) + " |")
    return "\n".join(lines)


def main() -> int:
    try:
        items = load_items()
        print(make_table(load_queries(items), load_similar(items)))
    except JudgementError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
