"""Reading, parsing and classifying in a child: equal to doing it here; what hangs or crashes is one failure."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from app.errors import NotMinutesError, ReadingError
from app.ingest_child import MinutesProcess, read_minutes
from app.model import Municipality
from app.parse.meeting import Expected
from app.text.child import READ, Limits
from app.vocabulary.entries import load_vocabulary
from tests.ingest.archived import CODE, COUNCIL, World, as_text, write_minutes

EXPECTED = Expected(Municipality(CODE, "渚沢市", "北浜県"), COUNCIL)
SICK = partial(MinutesProcess, Limits(seconds=8.0, memory=1024**3), module="tests.ingest.sick_child")


@pytest.fixture(scope="module")
def process() -> Iterator[MinutesProcess]:
    with MinutesProcess(ocr=False) as child:
        yield child


@pytest.mark.slow
@pytest.mark.parametrize("expected", [EXPECTED, Expected()])
def test_a_child_finds_what_is_found_here(process: MinutesProcess, expected: Expected) -> None:
    data = as_text(write_minutes())
    assert process.read(data, expected) == read_minutes(READ, data, expected, load_vocabulary())


def test_declared_errors_keep_their_kind(process: MinutesProcess) -> None:
    with pytest.raises(NotMinutesError, match="not minutes"):
        process.read("会議の開催について\n5月10日に開きます。".encode(), EXPECTED)
    with pytest.raises(ReadingError, match="empty"):
        process.read(b"", EXPECTED)
    assert process.read(as_text(write_minutes()), EXPECTED).meeting.date == "2019-05-10"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("word", "reason"),
    [("止まる", "longer than 8 s"), ("落ちる", "crashed"), ("誤る", "crashed"), ("食べる", "memory")],
)
def test_a_parser_that_fails_costs_one_document(
    world: World, monkeypatch: pytest.MonkeyPatch, word: str, reason: str
) -> None:
    monkeypatch.setattr("app.ingest.MinutesProcess", SICK)
    world.publish("http://city.example/1.txt", as_text(write_minutes()))
    world.publish("http://city.example/2.txt", as_text(write_minutes("令和元年8月2日", said=f"ここで{word}。")))
    world.publish("http://city.example/3.txt", as_text(write_minutes("令和元年9月3日")))
    report = world.ingest()
    assert report.meetings == 2
    (failed,) = report.failed
    assert failed.url.endswith("2.txt")
    assert reason in failed.reason
    assert world.ingest().read == 0, "the failure is remembered"
