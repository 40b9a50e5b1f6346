"""An export is the same whichever engine it comes from, and keeps to the generation that it began with."""

from __future__ import annotations

import json

import pytest

from app.engine.base import Engine
from app.errors import CursorExpiredError
from app.search import export as exports
from app.search.export import open_export, parse_export
from app.search.service import SearchService
from tests.support.invented import VOCABULARY, Case, ToyAnalyzer, make_engine
from tests.support.memory_engine import MemoryEngine

CASES = [Case("992011", f"20{10 + n % 5}-05-0{1 + n % 3}", f"第{n}の件", ordinal=n) for n in range(1, 24)]


@pytest.fixture
def expected(monkeypatch: pytest.MonkeyPatch) -> MemoryEngine:
    monkeypatch.setattr(exports, "PAGE", 4)
    return make_engine(CASES)


def fill(engine: Engine, made: MemoryEngine) -> None:
    with engine.rebuild() as writer:
        for kind, documents in made.store.items():
            for document in documents.values():
                writer.put(kind, document)


def export(engine: Engine, **params: str) -> list[str]:
    service = SearchService(engine, ToyAnalyzer(), VOCABULARY)
    asked = parse_export({name: [value] for name, value in params.items()}, service)
    return list(open_export(service, asked, "").chunks)


def test_every_engine_exports_the_same(engine: Engine, expected: MemoryEngine) -> None:
    fill(engine, expected)
    for params in ({}, {"sort": "date"}, {"sort": "city"}, {"scope": "all"}, {"q": "件", "year": "2012"}):
        assert export(engine, **params) == export(expected, **params)
        items = [json.loads(line) for chunk in export(engine, format="jsonl", **params) for line in chunk.splitlines()]
        assert [one["id"] for one in items[1:-1]] == [
            line.partition('","')[0].strip('"') for chunk in export(engine, **params)[1:] for line in chunk.splitlines()
        ]


def test_one_ingest_does_not_disturb_it_and_two_end_it(engine: Engine, expected: MemoryEngine) -> None:
    fill(engine, expected)
    service = SearchService(engine, ToyAnalyzer(), VOCABULARY)
    whole = [line for chunk in export(engine) for line in chunk.splitlines()]
    for ingests in (1, 2):
        found = open_export(service, parse_export({}, service), "")
        sent = [next(found.chunks), next(found.chunks)]
        for _ in range(ingests):
            fill(engine, make_engine(CASES[:3]))
        if ingests == 1:
            assert [line for chunk in (*sent, *found.chunks) for line in chunk.splitlines()] == whole
            fill(engine, expected)
        else:
            with pytest.raises(CursorExpiredError):
                list(found.chunks)
