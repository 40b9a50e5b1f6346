"""What an engine must answer, found by looking at every document: the model of the contract tests."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from app.engine.base import And, Beginning, Clause, EngineRequest, MatchAll, Near, Not, OneOf, Or, Phrase

Item = dict[str, Any]

WORDS = ("諮問", "審議", "個人", "情報", "クラウド", "委託", "契約", "承認", "条件", "課長", "番号", "w/x")
CITIES = ("あさひ市", "みどり町", 'ひ"かり 市', "そら\\村")
TOPICS = ("cloud", "my_number", "camera", "online")
OUTCOMES = ("approved", "Approved", "unknown")
ALL_FIELDS = (("title", 3.0), ("decision", 2.0), ("talk", 1.0))
FIELD_NAMES = tuple(name for name, _ in ALL_FIELDS)


def make_item(source: random.Random, number: int) -> Item:
    """An invented agenda item: texts of few words, so that phrases, ties and overlapping selections are frequent."""
    date = f"20{source.randint(10, 24)}-{source.randint(1, 4):02}-0{source.randint(1, 2)}" if number % 11 else None
    item: Item = {
        "id": f"m{source.randint(0, 9999):04}-i{number}",
        "scope": "item",
        "city": source.choice(CITIES),
        "topic": source.sample(TOPICS, source.randint(0, 3)),
        "outcome": source.choice(OUTCOMES),
        "date": date,
        "year": date[:4] if date else None,
        "title": " ".join(source.choices(WORDS, k=source.randint(1, 4))),
        "decision": " ".join(source.choices(WORDS, k=source.randint(0, 6))),
        "talk": [" ".join(source.choices(WORDS, k=source.randint(1, 9))) for _ in range(source.randint(0, 4))],
    }
    return {**item, "source": {"id": item["id"], "date": date, "title": item["title"]}}


def make_items(seed: int, count: int) -> list[Item]:
    source = random.Random(seed)
    return [make_item(source, number) for number in range(count)]


def make_clause(source: random.Random, depth: int = 2) -> Clause:
    """A tree of every kind of node; exclusions stand in `And` only."""
    leaves = ("phrase", "phrase", "phrase", "beginning", "near", "one of")
    kind = source.choice((*leaves, "all", "and", "and", "or", "or", "not", "not") if depth else leaves)
    if kind == "beginning":
        *before, last = source.choices(WORDS, k=source.choice((1, 2)))
        return Beginning((*before, last[:1]), tuple(source.sample(FIELD_NAMES, source.randint(1, 3))))
    if kind == "near":
        one, other = (tuple(source.choices(WORDS, k=source.choice((1, 1, 2)))) for _ in range(2))
        names = tuple(source.sample(FIELD_NAMES, source.randint(1, 3)))
        return Near((one,), (other, ("無い言葉",)), source.choice((0, 1, 3, 20)), names)
    if kind == "one of":
        return OneOf("city", tuple(source.sample(CITIES, source.randint(0, 2))))
    if kind == "all":
        return MatchAll()
    if kind == "and":
        return And(tuple(make_clause(source, depth - 1) for _ in range(source.randint(0, 3))))
    if kind == "or":
        return Or(tuple(make_clause(source, depth - 1) for _ in range(source.randint(0, 3))))
    if kind == "not":
        kept = tuple(make_clause(source, depth - 1) for _ in range(source.randint(0, 2)))
        return And((*kept, Not(make_clause(source, depth - 1))))
    fields = tuple(source.sample(ALL_FIELDS, source.randint(1, 3)))
    return Phrase(tuple(source.choices(WORDS, k=source.choice((1, 1, 2, 2, 3)))), fields)


def as_values(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)  # type: ignore[arg-type]


def matches(clause: Clause, item: Item) -> bool:
    match clause:
        case MatchAll():
            return True
        case And(clauses):
            return all(matches(one, item) for one in clauses)
        case Or(clauses):
            return any(matches(one, item) for one in clauses)
        case Not(inner):
            return not matches(inner, item)
        case Beginning(tokens, fields):
            return any(_begins(text.split(), tokens) for name in fields for text in as_values(item.get(name)))
        case Near(left, right, distance, fields):
            texts = [text.split() for name in fields for text in as_values(item.get(name))]
            return any(_is_near(words, one, other, distance) for words in texts for one in left for other in right)
        case OneOf(name, values):
            return bool(set(values) & set(as_values(item.get(name))))
        case Phrase(tokens, fields):
            return any(_holds(text.split(), tokens) for name, _ in fields for text in as_values(item.get(name)))


def selects(item: Item, selections: Mapping[str, Sequence[str]]) -> bool:
    return all(not values or set(values) & set(as_values(item.get(name))) for name, values in selections.items())


def find(items: Sequence[Item], request: EngineRequest) -> list[Item]:
    """All that match, in no order."""
    kept = (item for item in items if matches(request.query, item))
    return [item for item in kept if selects(item, request.fixed) and selects(item, request.filters)]


def count_facet(items: Sequence[Item], request: EngineRequest, facet: str) -> tuple[tuple[str, int], ...]:
    others = {name: values for name, values in request.filters.items() if name != facet}
    counts: Counter[str] = Counter()
    for item in items:
        if matches(request.query, item) and selects(item, request.fixed) and selects(item, others):
            counts.update(set(as_values(item.get(facet))))
    return tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def _holds(words: Sequence[str], tokens: Sequence[str]) -> bool:
    size = len(tokens)
    return any(tuple(words[start : start + size]) == tuple(tokens) for start in range(len(words) - size + 1))


def _begins(words: Sequence[str], tokens: Sequence[str]) -> bool:
    whole = len(tokens) - 1
    starts = range(len(words) - whole)
    return any(
        tuple(words[at : at + whole]) == tuple(tokens[:-1]) and words[at + whole].startswith(tokens[-1])
        for at in starts
    )


def _is_near(words: Sequence[str], one: Sequence[str], other: Sequence[str], distance: int) -> bool:
    for first, second in ((one, other), (other, one)):
        for at in range(len(words) - len(first) + 1):
            if tuple(words[at : at + len(first)]) == tuple(first):
                end = at + len(first)
                after = range(end, min(end + distance, len(words)) + 1)
                if any(tuple(words[start : start + len(second)]) == tuple(second) for start in after):
                    return True
    return False
