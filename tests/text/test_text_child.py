"""The reader's child process: crash, hang and greed each end as one declared error; the next document is read."""

from __future__ import annotations

import io
import os
import signal
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.document import Document
from app.errors import ReadingError, UnreadScanError
from app.text import child as module
from app.text.child import Limits, ReaderProcess
from app.text.reader import read_document

pytestmark = pytest.mark.slow  # each starts readers, and waits for some

TEXT = "会議録\n会長　それでは始めます。\n委員　はい。\n".encode()
HTML = "<html><body><h1>会議録</h1><table><tr><td>会長</td><td>はい</td></tr></table></body></html>".encode()
# A child of its own: reads a frame, then does what the document's text says.
FAKE = """
import os, struct, sys, time
while head := sys.stdin.buffer.read(8):
    data = sys.stdin.buffer.read(struct.unpack(">Q", head)[0])[1:]  # the first byte is the task
    if data == b"hang": time.sleep(600)
    if data == b"half": sys.stdout.buffer.write(struct.pack(">Q", 100) + b"{"); sys.stdout.buffer.flush(); os._exit(9)
    if data == b"slow":
        for byte in struct.pack(">Q", 100):
            sys.stdout.buffer.write(bytes([byte])); sys.stdout.buffer.flush(); time.sleep(.07)
        time.sleep(600)
    if data == b"exit": os._exit(3)
    if data == b"segfault": os.abort()
    body = b'{"media_type": "text/plain", "blocks": [{"text": "read"}], "title": null, "pages": null, "ocr": false}'
    sys.stdout.buffer.write(struct.pack(">Q", len(body)) + body)
    sys.stdout.buffer.flush()
"""


@pytest.fixture
def reader() -> Iterator[ReaderProcess]:
    with ReaderProcess(Limits(seconds=30)) as process:
        yield process


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ReaderProcess]:
    """A reader whose child is FAKE: the command that starts the child is `sys.executable -m app.text.child …`."""
    script = tmp_path / "child.sh"
    program = tmp_path / "fake.py"
    program.write_text(FAKE, encoding="utf-8")
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{program}"\n', encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setattr(module.sys, "executable", str(script))
    with ReaderProcess(Limits(seconds=0.5)) as process:
        yield process


def _pid(reader: ReaderProcess) -> int:
    assert reader._child is not None
    return reader._child.pid


def test_a_child_reads_what_we_would_read(reader: ReaderProcess) -> None:
    for data in (TEXT, HTML, TEXT):
        assert reader.read(data) == read_document(data)


def test_declared_errors_keep_their_kind(reader: ReaderProcess) -> None:
    with pytest.raises(ReadingError, match="empty") as caught:
        reader.read(b"")
    assert not isinstance(caught.value, UnreadScanError)
    assert reader.read(TEXT).media_type == "text/plain"


def test_a_scan_stays_a_scan() -> None:
    with pytest.raises(UnreadScanError, match="picture"):
        module._decode({"error": "pictures only", "scan": True})


def test_a_killed_child_is_one_error_and_the_next_document_is_read(reader: ReaderProcess) -> None:
    reader.read(TEXT)
    first = _pid(reader)
    os.kill(first, signal.SIGKILL)
    with pytest.raises(ReadingError, match="crashed"):
        reader.read(TEXT)
    assert reader.read(HTML) == read_document(HTML)
    assert _pid(reader) != first


@pytest.mark.parametrize("crash", [b"exit", b"segfault", b"half"])
def test_a_crash_is_one_error(fake: ReaderProcess, crash: bytes) -> None:
    with pytest.raises(ReadingError, match="crashed"):
        fake.read(crash)
    assert fake.read(b"fine").text() == "read"


@pytest.mark.parametrize("hang", [b"hang", b"slow"])
def test_a_hang_ends_when_its_time_is_over(fake: ReaderProcess, hang: bytes) -> None:
    begin = time.monotonic()
    with pytest.raises(ReadingError, match=r"longer than 0.5 s"):
        fake.read(hang)
    assert 0.4 < time.monotonic() - begin < 5
    assert fake.read(b"fine").text() == "read"


def test_a_large_document_does_not_block_the_pipe(reader: ReaderProcess) -> None:
    data = ("会長　" + "長い話が続きます。" * 100 + "\n").encode() * 1500
    assert len(data) > 3_000_000
    assert len(reader.read(data).blocks) == 1500


def test_a_child_that_stops_reading_is_stopped_too(fake: ReaderProcess) -> None:
    """It takes the first bytes of a large document and no more: the writing must not wait for ever."""
    fake.read(b"fine")
    os.kill(_pid(fake), signal.SIGSTOP)
    done: list[Document | ReadingError] = []

    def read() -> None:
        try:
            done.append(fake.read(b"x" * 5_000_000))
        except ReadingError as error:
            done.append(error)

    thread = threading.Thread(target=read, daemon=True)
    pid = _pid(fake)
    thread.start()
    thread.join(8)
    if thread.is_alive():
        os.kill(pid, signal.SIGKILL)
        thread.join(8)
        pytest.fail("a child that does not read kept the parent waiting")
    assert isinstance(done[0], ReadingError)


def _make_greedy_docx() -> bytes:
    """Within the limit of what a DOCX may unpack to, but hundreds of megabytes once parsed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types>" + "<a/>" * 8_000_000 + "</Types>")
        package.writestr("_rels/.rels", "<Relationships/>")
    return buffer.getvalue()


def test_too_much_memory_is_one_error() -> None:
    with ReaderProcess(Limits(seconds=60, memory=400 * 1024**2)) as reader:
        assert reader.read(TEXT) == read_document(TEXT)
        with pytest.raises(ReadingError):
            reader.read(_make_greedy_docx())
        assert reader.read(HTML) == read_document(HTML)


def test_a_child_is_replaced_after_its_share_of_documents() -> None:
    with ReaderProcess(Limits(documents=2)) as reader:
        pids = []
        for _ in range(3):
            reader.read(TEXT)
            pids.append(_pid(reader))
    assert pids[0] == pids[1] != pids[2]


def test_no_child_is_left_behind() -> None:
    with ReaderProcess() as reader:
        reader.read(TEXT)
        pid = _pid(reader)
        os.kill(pid, 0)  # it is there
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
