"""Generated items: as many as asked for, as long as items are, the same each time, and the benchmark that uses them."""

from __future__ import annotations

import statistics

import pytest

from app.model import Meeting
from app.parse.meeting import parse_minutes
from app.text.reader import read_document
from app.vocabulary.entries import load_vocabulary
from benchmarks.generated import Stock, generate, make_stock
from benchmarks.index import main
from tests.ingest.archived import CAMERA, CLOUD, LIBRARY, as_text, write_minutes


def read(said: str) -> Meeting:
    minutes = as_text(write_minutes(cases=(CAMERA, CLOUD, LIBRARY), said=said))
    return parse_minutes(read_document(minutes), load_vocabulary())


@pytest.fixture(scope="module")
def stock() -> Stock:
    return make_stock(
        [read(f"保存の期間は何年ですか。{'台帳はどこに置きますか。' * count}") for count in (10, 200, 400)]
    )


def test_the_median_is_that_of_long_minutes(stock: Stock) -> None:
    assert stock.median >= 1_600
    made = [
        sum(len(u.text) for u in one.meeting.utterances if item.ordinal in u.items)
        for one in generate(stock, 300)
        for item in one.meeting.items
    ]
    assert len(made) == 300
    assert set(made) <= set(stock.lengths)
    assert statistics.median(made) >= 1_500


def test_parts_come_to_the_whole(stock: Stock) -> None:
    whole = {one.id: one for one in generate(stock, 50)}
    parts = [one for part in range(3) for one in generate(stock, 50, part=part, parts=3)]
    assert len(parts) == len(whole)
    assert {one.id: one for one in parts} == whole
    assert sum(len(one.item_ids) for one in parts) == 50
    assert all(len(one.item_ids) == len(one.meeting.items) for one in parts)


def test_evidence_stands_in_the_talk(stock: Stock) -> None:
    for one in generate(stock, 20):
        texts = {u.anchor: u.text for u in one.meeting.utterances}
        found = [e for item in one.meeting.items for e in (*item.outcome.evidence, *item.kind.evidence)]
        assert all(texts[e.utterance][e.start : e.end] == e.quote for e in found)
        assert found


def test_meetings_without_items_are_no_stock() -> None:
    with pytest.raises(ValueError, match="no item"):
        make_stock([])


@pytest.mark.slow
def test_the_benchmark_runs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--items", "20", "--engines", "embedded", "--samples-only"]) == 0
    assert "| embedded, 2 tokenising |" in capsys.readouterr().out
    assert main(["--open", "30", "--samples-only"]) == 0
    assert "Opening 30 items" in capsys.readouterr().out
