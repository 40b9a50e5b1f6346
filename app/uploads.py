"""A form with a file, as it comes over the wire → its fields and the file's bytes: counted as they come, in memory.

Stands below API and page, which both take drafts, and may not import one another.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from anyio import Semaphore, fail_after, to_thread
from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser

from app.errors import ReaderBusyError, TooLargeError, UsageError

MULTIPART = "multipart/form-data"
URLENCODED = "application/x-www-form-urlencoded"
# What is taken: a file of 10 MB, or 100,000 characters of up to nine bytes each in a form, and what is around it.
MAX_BODY = 11_000_000
_MOST_FIELDS = 10  # the forms have four
_AT_ONCE = 4  # of the 40 threads that answer: two drafts are read, two are compared
_PATIENCE = 10.0  # seconds

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Upload:
    """`fields` by name, each a list of texts; `file` None where none was chosen."""

    fields: Mapping[str, list[str]]
    file: bytes | None


class _InMemory(MultiPartParser):
    """A file is never put on the disk: what may come is less than what is kept in memory."""

    spool_max_size = MAX_BODY + 1


class Turns:
    """`at_once` uploads are worked on; the others wait where they hold up nobody, not in the threads that searches are
    answered in, and ReaderBusyError after `patience` seconds."""

    def __init__(self, at_once: int = _AT_ONCE, patience: float = _PATIENCE) -> None:
        self._free = Semaphore(at_once)
        self._patience = patience

    async def run(self, work: Callable[..., Result], *given: object) -> Result:
        """`work(*given)`, in a thread."""
        try:
            with fail_after(self._patience):
                await self._free.acquire()
        except TimeoutError as error:
            raise ReaderBusyError("ほかの文書を読んでいます。数秒待って、もう一度試してください。") from error
        try:
            return await to_thread.run_sync(work, *given)
        finally:
            self._free.release()


def replace_half_pairs(text: str) -> str:
    """Text as a client wrote it, perhaps with halves of surrogate pairs (JSON's "\\ud800"), which no answer can be
    written with → text that can."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


async def read_body(request: Request, limit: int = MAX_BODY) -> bytes:
    """The whole body; TooLargeError as soon as it is longer than `limit` bytes."""
    parts = [part async for part in _count(request, limit)]
    return b"".join(parts)


async def read_upload(request: Request, limit: int = MAX_BODY) -> Upload:
    """A form in either of its two encodings; TooLargeError, UsageError (`file`) where it cannot be read."""
    media_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
    parser: MultiPartParser | FormParser
    if media_type == MULTIPART:
        parser = _InMemory(
            request.headers, _count(request, limit), max_files=1, max_fields=_MOST_FIELDS, max_part_size=limit
        )
    elif media_type == URLENCODED:
        parser = FormParser(request.headers, _count(request, limit), max_fields=_MOST_FIELDS, max_part_size=limit)
    else:
        raise UsageError("Content-Type", f"{MULTIPART} か {URLENCODED} で送ってください。")
    try:
        form = await parser.parse()
    except (MultiPartException, UnicodeError) as error:  # the second of a charset that nobody can read
        raise UsageError("file", "送られたものを読み取れません。もう一度送ってください。") from error
    try:
        return await _make_upload(form)
    finally:
        await form.close()


async def _make_upload(form: FormData) -> Upload:
    fields: dict[str, list[str]] = {}
    file: bytes | None = None
    for written, value in form.multi_items():
        name = replace_half_pairs(written)
        if isinstance(value, UploadFile):
            if name != "file":
                raise UsageError(name, "ファイルは「file」として送ってください。")
            file = await value.read() or None
            if file is None and value.filename:  # a browser sends an empty one without a name where none was chosen
                raise UsageError("file", "ファイルが空です（0バイト）。別のファイルか、文章を渡してください。")
        else:
            fields.setdefault(name, []).append(replace_half_pairs(value))
    return Upload(fields, file)


async def _count(request: Request, limit: int) -> AsyncGenerator[bytes, None]:
    declared = request.headers.get("content-length", "0")
    if declared.isdecimal() and int(declared[:20]) > limit:
        raise _too_large(limit)
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise _too_large(limit)
        yield part


def _too_large(limit: int) -> TooLargeError:
    return TooLargeError("file", f"送られたものが大きすぎます。全体で {limit // 1_000_000} MB までにしてください。")
