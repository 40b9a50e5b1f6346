"""Reads, parses and classifies a document in a child process with limits on time and memory: what hangs or crashes on
a document, in whichever stage, ends as that document's one declared error.

The child answers in JSON (no pickle: what comes from the child is data), which is checked against the types.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from app.classify import classify_meeting
from app.errors import NotMinutesError, ReadingError
from app.model import Meeting
from app.parse.meeting import Expected, parse_minutes
from app.text.child import ChildProcess, Limits, read_task, serve
from app.vocabulary.entries import Vocabulary, load_vocabulary

_LENGTH = struct.Struct(">I")  # of what the source says, in front of the document's bytes
_NOT_MINUTES = "not_minutes"


@dataclass(frozen=True, slots=True)
class ReadMinutes:
    """A meeting as one document tells it, and what is known of the document (see `app.document.Document`)."""

    meeting: Meeting
    media_type: str
    pages: int | None
    ocr: bool
    confidence: float | None
    unread_pages: tuple[int, ...]
    text_sha256: str


@cache
def _read_minutes_type() -> TypeAdapter[ReadMinutes]:
    return TypeAdapter(ReadMinutes)


@cache
def _expected_type() -> TypeAdapter[Expected]:
    return TypeAdapter(Expected)


class MinutesProcess(ChildProcess):
    """A child that reads bytes into a classified `Meeting`. `module` is what the child runs."""

    def __init__(self, limits: Limits | None = None, *, ocr: bool = True, module: str = "app.ingest_child") -> None:
        super().__init__(module, limits or Limits())
        self._ocr = ocr

    def read(self, data: bytes, expected: Expected) -> ReadMinutes:
        """ReadingError (also for a crash, a hang and too much memory), UnreadScanError where OCR is switched off or
        not installed, NotMinutesError."""
        told = _expected_type().dump_json(expected)
        return _decode(self.ask_for_reading(data, ocr=self._ocr, told=_LENGTH.pack(len(told)) + told))


def _decode(answer: Mapping[str, Any]) -> ReadMinutes:
    if _NOT_MINUTES in answer:
        raise NotMinutesError(str(answer[_NOT_MINUTES]))
    try:
        return _read_minutes_type().validate_python(answer)
    except ValidationError as error:
        raise ReadingError(f"the reader's answer is none: {error.errors()[0]['msg']}") from error


def read_minutes(task: bytes, data: bytes, expected: Expected, vocabulary: Vocabulary) -> ReadMinutes:
    """All three stages, in this process; ReadingError and its kin, NotMinutesError."""
    document = read_task(task, data)
    return ReadMinutes(
        meeting=classify_meeting(parse_minutes(document, vocabulary, expected), vocabulary),
        media_type=document.media_type,
        pages=document.pages,
        ocr=document.ocr,
        confidence=document.confidence,
        unread_pages=document.unread_pages,
        text_sha256=document.text_sha256(),
    )


def main() -> None:
    """The child's side."""
    vocabulary = load_vocabulary()

    def work(task: bytes, frame: bytes) -> dict[str, Any]:
        (length,) = _LENGTH.unpack_from(frame)
        begin = _LENGTH.size + length
        expected = _expected_type().validate_json(frame[_LENGTH.size : begin])
        try:
            read = read_minutes(task, frame[begin:], expected, vocabulary)
        except NotMinutesError as error:
            return {_NOT_MINUTES: str(error)}
        answer: dict[str, Any] = json.loads(_read_minutes_type().dump_json(read))
        return answer

    serve(work)


if __name__ == "__main__":
    main()
