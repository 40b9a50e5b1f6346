from __future__ import annotations

from pathlib import Path
from typing import Self

import pytest

from app.document import Document
from app.text.reader import read_document
from tests.ingest.archived import World


class ReaderHere:
    """Reads in this process: to start the child takes longer than all else in a test."""

    def __init__(self, *, ocr: bool) -> None:
        assert not ocr

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def read(self, data: bytes) -> Document:
        return read_document(data)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr("app.ingest.ReaderProcess", ReaderHere)
    return World(tmp_path / "data")
