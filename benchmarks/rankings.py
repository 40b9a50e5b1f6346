"""The orders that are compared: the product's answer, plain BM25 over one field, and LIKE by date.

Each takes a question as it is typed, and gives the ids of the items of the index, best first.
"""

from __future__ import annotations

import math
import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.analyze.sudachi import Analyzer
from app.engine.base import Engine
from app.search.service import SearchService
from benchmarks.ndcg import DEPTH

Rank = Callable[[str], list[str]]

_K1, _B = 1.2, 0.75  # as both engines have them
_PAGES = 5  # a page may be short where meetings are few; five pages hold ten hits


@dataclass(frozen=True, slots=True)
class Text:
    """An item as one text: title and all its passages. `tokens` as the product indexes them."""

    id: str
    title: str
    date: str
    text: str
    tokens: tuple[str, ...]


def load_texts(engine: Engine, analyzer: Analyzer) -> tuple[Text, ...]:
    """All items of an index, without what is outside items."""
    return tuple(_make_text(source, analyzer) for source in engine.iterate("items") if source["scope"] == "item")


def _make_text(source: Any, analyzer: Analyzer) -> Text:
    passages = source["utterances"]
    tokens = [*analyzer.analyze(source["title"]).forms, *(t for one in passages for t in one["tokens"].split())]
    text = "\n".join([source["title"], *(one["text"] for one in passages)])
    return Text(source["id"], source["title"], source["date"] or "", text, tuple(tokens))


def make_service_rank(service: SearchService, *, close: bool = True) -> Rank:
    """The API's hits, page by page, all settings left as they are; behind the last one what it says comes close."""

    def rank(question: str) -> list[str]:
        found: list[str] = []
        cursor: str | None = None
        for _ in range(_PAGES):
            answer = service.search_items({"q": [question], **({"cursor": [cursor]} if cursor else {})})
            found += [hit["id"] for hit in answer["hits"]]
            if close and answer["close"]:
                found += [hit["id"] for hit in answer["close"]["hits"]]
            cursor = answer["next"]
            if not cursor or len(found) >= DEPTH:
                break
        return found[:DEPTH]

    return rank


def make_bm25_rank(texts: Sequence[Text], analyzer: Analyzer, *, every: bool) -> Rank:
    """Plain BM25 over one field: the tokens of the question, all of them (`every`) or any; ties by id."""
    counts = {one.id: Counter(one.tokens) for one in texts}
    lengths = {one.id: len(one.tokens) for one in texts}
    average = sum(lengths.values()) / max(len(texts), 1)
    documents = Counter(token for count in counts.values() for token in count)

    def weigh(token: str, name: str) -> float:
        often, held = counts[name][token], documents[token]
        rarity = math.log(1 + (len(texts) - held + 0.5) / (held + 0.5))
        return rarity * often * (_K1 + 1) / (often + _K1 * (1 - _B + _B * lengths[name] / average))

    def rank(question: str) -> list[str]:
        asked = tuple(dict.fromkeys(analyzer.analyze(question).forms))
        held = all if every else any
        scores = {
            name: sum(weigh(token, name) for token in asked)
            for name, count in counts.items()
            if asked and held(token in count for token in asked)
        }
        return sorted(scores, key=lambda name: (-scores[name], name))[:DEPTH]

    return rank


def make_like_rank(texts: Sequence[Text]) -> Rank:
    """SQLite's LIKE: every word (between white space) stands in title or passages; the newest first."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE items (id TEXT, date TEXT, text TEXT)")
    database.executemany("INSERT INTO items VALUES (?, ?, ?)", [(one.id, one.date, one.text) for one in texts])

    def rank(question: str) -> list[str]:
        words = question.split()
        where = " AND ".join(["text LIKE ? ESCAPE '\\'"] * len(words))
        rows = database.execute(
            f"SELECT id FROM items WHERE {where} ORDER BY date DESC, id LIMIT {DEPTH}", [_like(word) for word in words]
        )
        return [name for (name,) in rows]

    return rank


def _like(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
