"""Documents on their way into the cluster: streamed in batches, bounded in memory, refused ones sent again.

Two batches are sent while the next is made (the maker tokenises, which takes longer). A document is never in two
batches that are under way, so a later version cannot be overtaken by an earlier one.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import orjson

from app.engine.mapping import Record
from app.engine.opensearch.client import Client
from app.errors import DocumentsRefusedError

_log = logging.getLogger(__name__)

_BATCH_BYTES = 4_000_000  # an item of the samples is 20 to 100 kB; http.max_content_length is 100 MB
_BATCH_DOCUMENTS = 500
_WORKERS = 2
_TOLD = 3  # refused documents that the message names; the error has all
_MOST_REFUSED = 1_000  # then it is given up: something is wrong with all of them
_LONGEST_PAUSE = 5.0
_RETRIED = (408, 429, 500, 502, 503, 504)
_BLOCKED = "cluster_block_exception"

Refused = tuple[str, str]  # index/id, reason


@dataclass(frozen=True, slots=True)
class Action:
    """One line or two of a bulk request, ready to be sent."""

    key: tuple[str, str]  # index, id
    lines: bytes


def make_put(index: str, record: Record) -> Action:
    """`source` is JSON already and goes in as it is."""
    fields: dict[str, Any] = {"id": record.id}
    for name, values in (*record.keywords.items(), *record.texts.items()):
        if values:
            fields[name] = values[0] if len(values) == 1 else list(values)
    head = orjson.dumps({"index": {"_index": index, "_id": record.id}})
    body = orjson.dumps(fields)[:-1]
    return Action((index, record.id), head + b"\n" + body + b',"source":' + record.source + b"}\n")


def make_delete(index: str, identity: str) -> Action:
    head = orjson.dumps({"delete": {"_index": index, "_id": identity}})
    return Action((index, identity), head + b"\n")


class BulkSender:
    """Not for several threads. After `drain` everything that was added is in the cluster, or it raises."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="bulk")
        self._batch: list[Action] = []
        self._bytes = 0
        self._unsettled: set[tuple[str, str]] = set()
        self._under_way: deque[Future[list[Refused]]] = deque()
        self._refused: list[Refused] = []
        self._sent = 0
        self._began = time.monotonic()

    def add(self, action: Action) -> None:
        """EngineError if the cluster no longer takes anything, or has refused very many."""
        if action.key in self._unsettled:
            self.drain()
        self._batch.append(action)
        self._bytes += len(action.lines)
        self._unsettled.add(action.key)
        if self._bytes >= _BATCH_BYTES or len(self._batch) >= _BATCH_DOCUMENTS:
            self._send()
            while len(self._under_way) > _WORKERS:
                self._settle()

    def drain(self) -> None:
        """Wait until all is taken; DocumentsRefusedError lists those that stay refused."""
        self._send()
        while self._under_way:
            self._settle()
        self._unsettled.clear()
        if self._refused:
            self._raise_refused()

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)

    def _raise_refused(self) -> None:
        count = len(self._refused)
        named = "; ".join(f"{document}: {reason}" for document, reason in self._refused[:_TOLD])
        more = f"; and {count - _TOLD} more" if count > _TOLD else ""
        message = f"{count} documents were refused, nothing was changed: {named}{more}"
        raise DocumentsRefusedError(message, tuple(self._refused))

    def _send(self) -> None:
        if self._batch:
            self._under_way.append(self._pool.submit(_send_batch, self._client, self._batch))
            self._sent += len(self._batch)
            self._batch, self._bytes = [], 0

    def _settle(self) -> None:
        self._refused += self._under_way.popleft().result()
        if len(self._refused) >= _MOST_REFUSED:
            self._raise_refused()
        seconds = time.monotonic() - self._began
        _log.info("%d documents sent, %.0f a second", self._sent, self._sent / max(seconds, 0.001))


def _send_batch(client: Client, batch: Sequence[Action]) -> list[Refused]:
    """Until all is taken or the budget is spent → what stays refused, each with its reason."""
    until = time.monotonic() + client.changing.deadline
    pause = 0.2
    left = list(batch)
    refused: list[Refused] = []
    while True:
        answer = client.tell("POST", "/_bulk", b"".join(action.lines for action in left))
        again: list[Action] = []
        reason = ""
        for action, item in zip(left, answer["items"], strict=True):
            result = next(iter(item.values()))
            error = result.get("error")
            if error is None:
                continue
            reason = _read_reason(error)
            if _may_be_taken_later(result):
                again.append(action)
            else:
                refused.append(("/".join(action.key), reason))
        if not again:
            return refused
        if time.monotonic() + pause > until:
            return [*refused, *(("/".join(action.key), reason) for action in again)]
        _log.info("%d of %d documents are sent again: %s", len(again), len(left), reason)
        time.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)
        left = again


def _may_be_taken_later(result: Mapping[str, Any]) -> bool:
    error = result["error"]
    blocked = isinstance(error, dict) and error.get("type") == _BLOCKED
    return result.get("status") in _RETRIED or blocked


def _read_reason(error: object) -> str:
    if not isinstance(error, dict):
        return str(error)[:300]
    cause = error.get("caused_by") or {}
    return ": ".join(str(part) for part in (error.get("reason"), cause.get("reason")) if part)[:300]
