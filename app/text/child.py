"""Reads documents in a child process with limits on time and memory: every byte from a website is hostile.

The child may crash, hang or be killed; the parent gets one declared error and starts another. They speak in frames of
an 8-byte length and a body: a task and the bytes of a document there, JSON back
(no pickle: what comes from the child is data).
"""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from types import TracebackType
from typing import Any, BinaryIO, NoReturn, Self

from app.document import Document, Line, Row
from app.errors import ReadingError, ShingikaiError, UnreadScanError
from app.text.formats import name_foreign, sniff_media_type
from app.text.ocr import find_tesseract
from app.text.office import SUFFIXES, convert_office
from app.text.reader import check_size, read_document
from app.text.scans import recognise_document

_LENGTH = struct.Struct(">Q")
READ, RECOGNISE = b"r", b"o"  # what a frame asks for
_MOST_AT_ONCE = 1024 * 1024  # a pipe holds 64 KiB; what a child claims to send is no reason to set it aside


@dataclass(frozen=True, slots=True)
class Limits:
    """A real minute of 60 pages takes 2 s and 300 MB. After `documents` a child is replaced: no leak adds up."""

    seconds: float = 120.0
    ocr_seconds: float = 900.0  # a scanned page takes 3 to 6 s
    memory: int = 2 * 1024**3
    documents: int = 200


class ChildProcess:
    """A context manager around `python -m <module>`, which calls `serve`. Any number of tasks, from one thread at a
    time."""

    def __init__(self, module: str, limits: Limits) -> None:
        self._module = module
        self._limits = limits
        self._child: subprocess.Popen[bytes] | None = None
        self._read = 0
        self._seconds = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def ask(self, task: bytes, data: bytes, seconds: float) -> dict[str, Any]:
        """A task (one byte) and its data → what the child answers; ReadingError if it declares one, crashes, hangs or
        needs too much memory, UnreadScanError if it says so."""
        if self._read >= self._limits.documents:
            self._stop()
        child = self._child or self._start()
        self._read += 1
        self._seconds = seconds
        deadline = time.monotonic() + seconds
        try:
            self._send(child, _LENGTH.pack(len(data) + 1) + task + data, deadline)
            answer = self._receive(child, deadline)
        except BrokenPipeError:
            answer = None
        if answer is None:
            self._stop()
            raise ReadingError(f"the reader crashed on this document (exit code {child.returncode})")
        return _check(json.loads(answer))

    def ask_for_reading(self, data: bytes, *, ocr: bool, told: bytes = b"") -> dict[str, Any]:
        """A document's bytes, `told` before them, → the answer to READ, or to RECOGNISE where only recognition can read
        the document or some of its pages; if it cannot either, the pages stay in the answer's `unread_pages`."""
        check_size(data)
        media_type = sniff_media_type(data)
        if media_type in SUFFIXES and name_foreign(data) is None:
            # LibreOffice is a process of its own with limits of its own; it needs more memory than the child may take
            converted = convert_office(data, media_type)
            return {**self.ask(READ, told + converted, self._limits.seconds), "media_type": media_type}
        try:
            answer = self.ask(READ, told + data, self._limits.seconds)
        except UnreadScanError:
            if not ocr or find_tesseract() is None:
                raise
            return self.ask(RECOGNISE, told + data, self._limits.ocr_seconds)
        if answer.get("unread_pages") and ocr and find_tesseract() is not None:
            try:
                return self.ask(RECOGNISE, told + data, self._limits.ocr_seconds)
            except ReadingError:
                return answer  # it says itself which of the pages are unread
        return answer

    def _start(self) -> subprocess.Popen[bytes]:
        self._child = subprocess.Popen(
            [sys.executable, "-m", self._module, str(self._limits.memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        assert self._child.stdin is not None
        os.set_blocking(self._child.stdin.fileno(), False)
        self._read = 0
        return self._child

    def _stop(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child.communicate()
            self._child = None

    def _send(self, child: subprocess.Popen[bytes], frame: bytes, deadline: float) -> None:
        assert child.stdin is not None
        rest = memoryview(frame)
        while rest:
            _, ready, _ = select.select([], [child.stdin], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                self._give_up()
            rest = rest[os.write(child.stdin.fileno(), rest) :]

    def _receive(self, child: subprocess.Popen[bytes], deadline: float) -> bytes | None:
        head = self._receive_exactly(child, _LENGTH.size, deadline)
        return None if head is None else self._receive_exactly(child, _LENGTH.unpack(head)[0], deadline)

    def _receive_exactly(self, child: subprocess.Popen[bytes], size: int, deadline: float) -> bytes | None:
        assert child.stdout is not None
        parts: list[bytes] = []
        while size > 0:
            ready, _, _ = select.select([child.stdout], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                self._give_up()
            part = os.read(child.stdout.fileno(), min(size, _MOST_AT_ONCE))
            if not part:
                return None
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def _give_up(self) -> NoReturn:
        self._stop()
        raise ReadingError(f"reading took longer than {self._seconds:g} s and was stopped")


class ReaderProcess(ChildProcess):
    """A child that reads bytes into a `Document`."""

    def __init__(self, limits: Limits | None = None, *, ocr: bool = True) -> None:
        super().__init__("app.text.child", limits or Limits())
        self._ocr = ocr

    def read(self, data: bytes) -> Document:
        """Bytes → Document; ReadingError (also for a crash, a hang and too much memory), or UnreadScanError where OCR
        is switched off or not installed."""
        return _decode(self.ask_for_reading(data, ocr=self._ocr))


def _check(answer: dict[str, Any]) -> dict[str, Any]:
    if "error" in answer:
        raise (UnreadScanError if answer["scan"] else ReadingError)(answer["error"])
    return answer


def _decode(answer: dict[str, Any]) -> Document:
    answer = _check(answer)
    blocks = tuple(
        Row(tuple(b["cells"]), b["table"], b["page"]) if "cells" in b else Line(**b) for b in answer.pop("blocks")
    )
    unread_pages = tuple(answer.pop("unread_pages", ()))
    return Document(blocks=blocks, unread_pages=unread_pages, **answer)


def read_task(task: bytes, data: bytes) -> Document:
    """In the child: reads a document, or recognises it (`RECOGNISE`)."""
    return recognise_document(data) if task == RECOGNISE else read_document(data)


def _serve(requests: BinaryIO, answers: BinaryIO, work: Callable[[bytes, bytes], dict[str, Any]]) -> None:
    while head := requests.read(_LENGTH.size):
        data = requests.read(_LENGTH.unpack(head)[0])
        answer: dict[str, Any]
        try:
            answer = work(data[:1], data[1:])
        except ShingikaiError as error:
            answer = {"error": str(error), "scan": isinstance(error, UnreadScanError)}
        except MemoryError:
            answer = {"error": "reading needed too much memory and was stopped", "scan": False}
        body = json.dumps(answer).encode()
        answers.write(_LENGTH.pack(len(body)) + body)
        answers.flush()


def serve(work: Callable[[bytes, bytes], dict[str, Any]]) -> None:
    """The child's side: sets the limit on memory that it was started with, and answers tasks until it is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer; it ends the child
    memory = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    answers = sys.stdout.buffer
    sys.stdout = sys.stderr  # whatever a library prints must not come between the frames
    _serve(sys.stdin.buffer, answers, work)


if __name__ == "__main__":
    serve(lambda task, data: asdict(read_task(task, data)))
