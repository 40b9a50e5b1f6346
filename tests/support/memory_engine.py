"""An engine in memory that obeys `app.engine.base` by brute force: for tests of what stands above an engine.

Scores count occurrences times boosts; everything else (facets, order, cursors, generations) is as the contract says.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from app.engine.base import (
    And,
    Beginning,
    Clause,
    Document,
    EngineHit,
    EngineRequest,
    EngineResult,
    EngineState,
    GenerationInfo,
    MatchAll,
    Near,
    Not,
    OneOf,
    Or,
    Phrase,
    Sort,
    SortKey,
    Writer,
)
from app.errors import CursorExpiredError, EngineError, IndexMissingError

Store = dict[str, dict[str, Document]]


@dataclass
class MemoryWriter:
    store: Store

    def put(self, kind: str, document: Document) -> None:
        self.store.setdefault(kind, {})[document["id"]] = json.loads(json.dumps(document))

    def delete(self, kind: str, ids: Iterable[str]) -> None:
        for document_id in ids:
            self.store.get(kind, {}).pop(document_id, None)


@dataclass
class MemoryEngine:
    store: Store = field(default_factory=dict)
    number: int = 0
    reason: str | None = None
    asked: list[EngineRequest] = field(default_factory=list)

    def copy_into(self, writer: Writer) -> None:
        """All documents, for another engine to answer from the same."""
        for kind, documents in self.store.items():
            for document in documents.values():
                writer.put(kind, document)

    def search(self, request: EngineRequest) -> EngineResult:
        self.asked.append(request)
        if not self.number:
            raise IndexMissingError("索引がありません。shingikai ingest を実行してください。")
        if request.generation not in (None, self._name()):
            raise CursorExpiredError("索引が新しくなりました。")
        documents = sorted(self.store.get("items", {}).values(), key=lambda document: document["id"])
        scored = [(document, _score(request.query, document)) for document in documents]
        found = [(d, s) for d, s in scored if s is not None and _passes(d, request.fixed)]
        hits = [(d, s) for d, s in found if _passes(d, request.filters)]
        ordered = _sort(hits, request.sort)
        if request.after is not None:
            keys = [hit.key for hit in ordered]
            ordered = ordered[keys.index(request.after) + 1 :]
        facets = {}
        for name in request.facets:
            others = {key: values for key, values in request.filters.items() if key != name}
            counts = Counter(v for d, _ in found if _passes(d, others) for v in _values(d, name))
            facets[name] = tuple(sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])))
        shown = tuple(ordered[: request.limit])
        return EngineResult(len(hits), shown, facets, self._name(), len(ordered) > len(shown))

    def get(self, kind: str, document_id: str) -> Mapping[str, Any] | None:
        document = self.store.get(kind, {}).get(document_id)
        return document["source"] if document else None

    def list_ids(self, kind: str) -> tuple[str, ...]:
        return tuple(sorted(self.store.get(kind, {})))

    def iterate(self, kind: str) -> Iterator[Mapping[str, Any]]:
        for document_id in self.list_ids(kind):
            yield self.store[kind][document_id]["source"]

    @contextmanager
    def update(self) -> Iterator[MemoryWriter]:
        writer = MemoryWriter({kind: dict(documents) for kind, documents in self.store.items()})
        yield writer
        self.store = writer.store
        self.number += 1

    @contextmanager
    def rebuild(self) -> Iterator[MemoryWriter]:
        writer = MemoryWriter({})
        yield writer
        self.store = writer.store
        self.number += 1

    def generation(self) -> str | None:
        return self._name() if self.number and self.reason is None else None

    def list_generations(self) -> tuple[GenerationInfo, ...]:
        counts = {kind: len(documents) for kind, documents in self.store.items()}
        return (GenerationInfo(self._name(), "2020-01-01T00:00:00+00:00", counts, True),) if self.number else ()

    def roll_back(self) -> str:
        raise EngineError("there is no other generation to go back to")

    def prune(self) -> tuple[str, ...]:
        return ()

    def state(self) -> EngineState:
        ready = bool(self.number) and self.reason is None
        reason = self.reason if self.number else "索引がありません。shingikai ingest を実行してください。"
        return EngineState(
            ready=ready,
            engine="memory",
            generation=self._name() if self.number else None,
            mapping_version="1",
            items=len(self.store.get("items", {})),
            meetings=len(self.store.get("meetings", {})),
            reason=None if ready else reason,
        )

    def close(self) -> None: ...

    def _name(self) -> str:
        return f"g{self.number}"


def _values(document: Document, name: str) -> list[str]:
    value = document.get(name)
    if value is None:
        return []
    return list(dict.fromkeys(value)) if isinstance(value, list) else [value]


def _passes(document: Document, filters: Mapping[str, tuple[str, ...]]) -> bool:
    return all(set(_values(document, name)) & set(values) for name, values in filters.items())


def _score(clause: Clause, document: Document) -> float | None:
    """None: no match."""
    match clause:
        case MatchAll():
            return 0.0
        case Phrase(tokens, fields):
            counts = [(_count(document.get(name) or "", tokens), boost) for name, boost in fields]
            return sum(count * boost for count, boost in counts) if any(count for count, _ in counts) else None
        case Beginning(tokens, fields):
            return 0.0 if any(_begins(document.get(name) or "", tokens) for name in fields) else None
        case Near(left, right, distance, fields):
            texts = [text for name in fields for text in _strings(document.get(name))]
            return 0.0 if any(_is_near(text, left, right, distance) for text in texts) else None
        case OneOf(name, values, weight):
            return weight if set(_values(document, name)) & set(values) else None
        case Or(clauses):
            scores = [score for inner in clauses if (score := _score(inner, document)) is not None]
            return sum(scores) if scores else None
        case And(clauses):
            if any(_score(inner.clause, document) is not None for inner in clauses if isinstance(inner, Not)):
                return None
            inside = [_score(inner, document) for inner in clauses if not isinstance(inner, Not)]
            return None if None in inside else sum(score for score in inside if score is not None)
        case Not():
            raise AssertionError("Not stands only inside And")


def _count(text: str | list[str], tokens: tuple[str, ...]) -> int:
    words = (" \0 ".join(text) if isinstance(text, list) else text).split(" ")
    return sum(tuple(words[at : at + len(tokens)]) == tokens for at in range(len(words) - len(tokens) + 1))


def _strings(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value or "")]


def _begins(text: str | list[str], tokens: tuple[str, ...]) -> bool:
    *before, last = tokens
    for words in (one.split(" ") for one in _strings(text)):
        for at in range(len(words) - len(before)):
            if words[at : at + len(before)] == before and words[at + len(before)].startswith(last):
                return True
    return False


def _is_near(text: str, left: tuple[tuple[str, ...], ...], right: tuple[tuple[str, ...], ...], distance: int) -> bool:
    words = text.split(" ")
    lefts, rights = (
        [(at, at + len(one)) for one in side for at in range(len(words)) if tuple(words[at : at + len(one)]) == one]
        for side in (left, right)
    )
    gaps = (max(b[0] - a[1], a[0] - b[1]) for a in lefts for b in rights)
    return any(0 <= gap <= distance for gap in gaps)


def _sort(hits: list[tuple[Document, float]], sort: Sort) -> list[EngineHit]:
    def make(document: Document, score: float) -> EngineHit:
        value: float | str = score if sort is Sort.RELEVANCE else document.get("date") or ""
        value = "" if sort is Sort.ID else value
        return EngineHit(
            document["id"], SortKey(value, document["id"]), 0.0 if isinstance(value, str) else score, document["source"]
        )

    found = [make(document, score) for document, score in hits]  # by id already; sorts are stable
    return sorted(found, key=lambda hit: hit.key.value, reverse=sort in (Sort.RELEVANCE, Sort.DATE_DESC))
