from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Self

import pytest

from app.ingest_child import ReadMinutes, read_minutes
from app.parse.meeting import Expected
from app.text.child import READ
from app.vocabulary.entries import load_vocabulary
from tests.ingest.archived import World

_load_vocabulary = cache(load_vocabulary)


class ReaderHere:
    """Reads in this process: to start the child takes longer than all else in a test."""

    def __init__(self, *, ocr: bool) -> None:
        assert not ocr

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def read(self, data: bytes, expected: Expected) -> ReadMinutes:
        return read_minutes(READ, data, expected, _load_vocabulary())


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr("app.ingest.MinutesProcess", ReaderHere)
    return World(tmp_path / "data")
