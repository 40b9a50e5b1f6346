"""A child whose parser hangs on some documents and crashes on others: `python -m tests.ingest.sick_child`."""

from __future__ import annotations

import os
import time

from app import ingest_child
from app.document import Document
from app.model import Meeting
from app.parse.meeting import Expected
from app.vocabulary.entries import Vocabulary

_parse = ingest_child.parse_minutes


def parse(document: Document, vocabulary: Vocabulary, expected: Expected | None = None) -> Meeting:
    text = document.text()
    if "止まる" in text:
        time.sleep(600)
    if "落ちる" in text:
        os.abort()
    if "誤る" in text:
        raise KeyError("a mistake of ours")
    if "食べる" in text:
        "長".join(["い"] * 10**9)
    return _parse(document, vocabulary, expected)


if __name__ == "__main__":
    ingest_child.parse_minutes = parse
    ingest_child.main()
