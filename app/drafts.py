"""Draft referrals for API and page, which know nothing of reading: the roots pass this in.

Each draft is read in a child process of its own that ends with it: a hostile document finds nothing of the drafts
before it, and nothing of a draft stays. No file is made, and no word of a draft is logged.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from app.draft_child import MOST_CHARACTERS, PASTED
from app.errors import ReaderBusyError, ReadingError, TooLargeError, UnreadScanError, UsageError
from app.search.ports import Draft
from app.text.child import READ, ChildProcess, Limits
from app.text.formats import DOCX, LOCKED, PDF, TEXT, name_foreign, sniff_media_type

MAX_FILE = 10_000_000  # bytes: a draft with drawings has 2 MB
MAX_TEXT = 100_000  # characters, as pasted
# Somebody waits for the page: a draft of 60 pages takes 2 s. No recognition of scans, which takes minutes.
LIMITS = Limits(seconds=20.0, memory=1024**3, documents=1)
AT_ONCE = 2  # children; each takes a core
_PATIENCE = 10.0  # seconds in which others may end
_LOCKED = "パスワードの付いた文書は読めません。外して保存したものか、文章を渡してください。"


class _Answer(BaseModel):
    """What a child says is data of a hostile document until it is checked."""

    model_config = ConfigDict(frozen=True, strict=True)

    text: str
    characters: int
    title: str | None
    department: str | None
    topics: list[str]


class DraftReader:
    """Any number of threads; at most `at_once` children."""

    def __init__(self, limits: Limits = LIMITS, *, at_once: int = AT_ONCE, patience: float = _PATIENCE) -> None:
        self._limits = limits
        self._free = threading.BoundedSemaphore(at_once)
        self._patience = patience

    def read_text(self, text: str) -> Draft:
        """TooLargeError; UsageError (`text`) where there are no words; ReaderBusyError."""
        if len(text) > MAX_TEXT:
            raise TooLargeError("text", f"文章が長すぎます。{MAX_TEXT:,}文字までにしてください。")
        return self._read("text", PASTED, text.encode("utf-8", errors="replace"))

    def read_file(self, data: bytes) -> Draft:
        """TooLargeError; UsageError (`file`) for what is no DOCX, PDF or text, or cannot be read; ReaderBusyError."""
        if len(data) > MAX_FILE:
            raise TooLargeError("file", f"ファイルが大きすぎます。{MAX_FILE // 1_000_000} MB までにしてください。")
        foreign = name_foreign(data)
        if foreign is not None and LOCKED in foreign:
            raise UsageError("file", _LOCKED)
        if sniff_media_type(data) not in (DOCX, PDF, TEXT) or foreign is not None:
            raise UsageError("file", "読めるのは Word（.docx）、PDF、テキストのファイルです。")
        return self._read("file", READ, data)

    def _read(self, parameter: str, task: bytes, data: bytes) -> Draft:
        with self._take_turn(), ChildProcess("app.draft_child", self._limits) as child:
            try:
                answer = _check(child.ask(task, data, self._limits.seconds))
            except UnreadScanError as error:
                raise UsageError(
                    parameter, "画像だけの文書で、文字の情報がありません。文章を貼り付けてください。"
                ) from error
            except ReadingError as error:
                told = _LOCKED if LOCKED in str(error) else "文書を読めませんでした。文章を貼り付けてください。"
                raise UsageError(parameter, told) from error
        if not answer.text.strip():
            raise UsageError(parameter, "文章がありません。諮問書の案を貼り付けるか、ファイルを選んでください。")
        return Draft(answer.text, answer.title, answer.department, tuple(answer.topics), answer.characters)

    @contextmanager
    def _take_turn(self) -> Iterator[None]:
        if not self._free.acquire(timeout=self._patience):
            raise ReaderBusyError("ほかの文書を読んでいます。数秒待って、もう一度試してください。")
        try:
            yield
        finally:
            self._free.release()


def _check(answer: dict[str, Any]) -> _Answer:
    """ReadingError for what is no answer."""
    try:
        checked = _Answer.model_validate(answer)
    except ValidationError as error:
        raise ReadingError("the reader's answer is none") from error
    if len(checked.text) > MOST_CHARACTERS:
        raise ReadingError("the reader's answer is longer than it may be")
    return checked
