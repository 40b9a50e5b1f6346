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
from dataclasses import asdict, dataclass
from types import TracebackType
from typing import Any, BinaryIO, NoReturn, Self

from app.document import Document, Line, Row
from app.errors import ReadingError, ShingikaiError, UnreadScanError
from app.text.ocr import find_tesseract, read_scan
from app.text.reader import read_document

_LENGTH = struct.Struct(">Q")
_READ, _RECOGNISE = b"r", b"o"  # what a frame asks for
_MOST_AT_ONCE = 1024 * 1024  # a pipe holds 64 KiB; what a child claims to send is no reason to set it aside


@dataclass(frozen=True, slots=True)
class Limits:
    """A real minute of 60 pages takes 2 s and 300 MB. After `documents` a child is replaced: no leak adds up."""

    seconds: float = 120.0
    ocr_seconds: float = 900.0  # a scanned page takes 3 to 6 s
    memory: int = 2 * 1024**3
    documents: int = 200


class ReaderProcess:
    """A context manager; `read` may be called for any number of documents, from one thread at a time."""

    def __init__(self, limits: Limits | None = None, *, ocr: bool = True) -> None:
        self._limits = limits or Limits()
        self._ocr = ocr
        self._child: subprocess.Popen[bytes] | None = None
        self._read = 0
        self._seconds = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def read(self, data: bytes) -> Document:
        """Bytes → Document; ReadingError (also for a crash, a hang and too much memory), or UnreadScanError where OCR
        is switched off or not installed."""
        try:
            return self._ask(_READ, data, self._limits.seconds)
        except UnreadScanError:
            if not self._ocr or find_tesseract() is None:
                raise
            return self._ask(_RECOGNISE, data, self._limits.ocr_seconds)

    def _ask(self, task: bytes, data: bytes, seconds: float) -> Document:
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
        return _decode(json.loads(answer))

    def _start(self) -> subprocess.Popen[bytes]:
        self._child = subprocess.Popen(
            [sys.executable, "-m", "app.text.child", str(self._limits.memory)],
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


def _decode(answer: dict[str, Any]) -> Document:
    if "error" in answer:
        raise (UnreadScanError if answer["scan"] else ReadingError)(answer["error"])
    blocks = tuple(
        Row(tuple(b["cells"]), b["table"], b["page"]) if "cells" in b else Line(**b) for b in answer.pop("blocks")
    )
    return Document(blocks=blocks, **answer)


def _serve(requests: BinaryIO, answers: BinaryIO) -> None:
    while head := requests.read(_LENGTH.size):
        data = requests.read(_LENGTH.unpack(head)[0])
        answer: dict[str, Any]
        try:
            answer = asdict(read_scan(data[1:]) if data[:1] == _RECOGNISE else read_document(data[1:]))
        except ShingikaiError as error:
            answer = {"error": str(error), "scan": isinstance(error, UnreadScanError)}
        except MemoryError:
            answer = {"error": "reading needed too much memory and was stopped", "scan": False}
        body = json.dumps(answer).encode()
        answers.write(_LENGTH.pack(len(body)) + body)
        answers.flush()


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer; it ends the child
    memory = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    answers = sys.stdout.buffer
    sys.stdout = sys.stderr  # whatever a library prints must not come between the frames
    _serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
