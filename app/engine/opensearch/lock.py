"""The right to write: one document of the cluster, held for a while and renewed, so that a dead holder hinders nobody.

A holder that was killed on this machine is known to be dead at once; one elsewhere when its lease has run out.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any

from app.engine.opensearch.client import AbsentError, Client, ConflictError, RefusedError
from app.errors import EngineError, EngineUnavailableError

_log = logging.getLogger(__name__)

_LEASE = timedelta(seconds=120)  # clocks of machines may differ by less than this
_RENEWED_EVERY = 20.0  # seconds
_SETTINGS = {
    "settings": {"index": {"number_of_shards": 1, "auto_expand_replicas": "0-1"}},
    "mappings": {"dynamic": "strict", "properties": {"holder": {"type": "object", "enabled": False}}},
}


# The tokens of the locks that this process holds: one whose release the cluster did not take is known to be free.
_held: set[str] = set()


class WriterLock:
    """Enter to hold it; EngineError at once, naming the holder, if another has it."""

    def __init__(self, client: Client, index: str) -> None:
        self._client = client
        self._index = index
        self._token = secrets.token_hex(8)
        self._version: tuple[int, int] = (0, 0)
        self._lost = False
        self._changing = threading.Lock()
        self._done = threading.Event()
        self._renewing = threading.Thread(target=self._renew_until_done, name="writer-lock", daemon=True)

    def __enter__(self) -> WriterLock:
        self._make_index()
        try:
            self._put(op_type="create")
        except ConflictError:
            self._take_over()
        _held.add(self._token)
        self._renewing.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        self._renewing.join()
        _held.discard(self._token)
        try:
            number, term = self._version
            self._client.tell("DELETE", f"/{self._index}/_doc/writer", if_seq_no=number, if_primary_term=term)
        except (AbsentError, ConflictError):
            pass  # another has taken it: `check` has said so, if it mattered
        except EngineError as trouble:
            _log.warning("the writer's lock is left to run out: %s", trouble)

    def check(self) -> None:
        """Renew it; EngineError if another has taken it meanwhile. To be called before anything is put in force."""
        self._renew()
        if self._lost:
            raise EngineError("another process has taken over the writing of the index; nothing was changed")

    def _make_index(self) -> None:
        try:
            self._client.tell("PUT", f"/{self._index}", _SETTINGS, wait_for_active_shards="all", timeout="20s")
        except RefusedError as error:
            if error.kind != "resource_already_exists_exception":
                raise

    def _put(self, **params: Any) -> None:
        body = {"holder": {**_describe_self(), "token": self._token, "until": _make_time(_LEASE)}}
        with self._changing:
            try:
                answer = self._client.tell("PUT", f"/{self._index}/_doc/writer", body, **params)
            except ConflictError:
                holder, version = self._read()
                if holder.get("token") != self._token:
                    raise
                self._version = version  # it was we: the first answer was lost on its way
            else:
                self._version = (answer["_seq_no"], answer["_primary_term"])

    def _read(self) -> tuple[Mapping[str, Any], tuple[int, int]]:
        try:
            found = self._client.tell("GET", f"/{self._index}/_doc/writer")
        except AbsentError:
            return {}, (0, 0)
        return found["_source"]["holder"], (found["_seq_no"], found["_primary_term"])

    def _take_over(self) -> None:
        holder, (number, term) = self._read()
        busy = EngineError(
            f"another process is writing the index ({holder.get('host')}, process {holder.get('pid')}, since "
            f"{holder.get('since')}); wait until it has finished"
        )
        if holder and not _is_gone(holder):
            raise busy
        try:
            if holder:
                self._put(if_seq_no=number, if_primary_term=term)
            else:  # released between the two questions
                self._put(op_type="create")
        except ConflictError as error:
            raise busy from error
        _log.warning("the writer's lock was taken over from one that is gone: %s", holder)

    def _renew_until_done(self) -> None:
        while not self._done.wait(_RENEWED_EVERY):
            try:
                self._renew()
            except EngineUnavailableError as error:
                _log.warning("the writer's lock cannot be renewed now: %s", error)
            except EngineError as error:
                _log.warning("the writer's lock: %s", error)
                return

    def _renew(self) -> None:
        number, term = self._version
        try:
            self._put(if_seq_no=number, if_primary_term=term)
        except (ConflictError, AbsentError):
            self._lost = True


def _describe_self() -> dict[str, Any]:
    return {
        "host": socket.gethostname(),
        "boot": _read_text(Path("/proc/sys/kernel/random/boot_id")),
        "pid": os.getpid(),
        "started": _read_start(os.getpid()),
        "since": _make_time(timedelta()),
    }


def _is_gone(holder: Mapping[str, Any]) -> bool:
    """Its lease has run out; or it was a process of this machine, since its last start, that is there no more."""
    if str(holder.get("until", "")) < _make_time(timedelta()):
        return True
    here = _describe_self()
    same_machine = bool(here["boot"]) and (holder.get("host"), holder.get("boot")) == (here["host"], here["boot"])
    if same_machine and (holder.get("pid"), holder.get("started")) == (here["pid"], here["started"]):
        return holder.get("token") not in _held
    return same_machine and _read_start(int(holder.get("pid", 0))) != holder.get("started")


def _read_start(pid: int) -> str:
    """When a process began, by the system's count (proc(5): field 22 of stat); "" if it is gone, or a zombie."""
    fields = _read_text(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
    return fields[19] if len(fields) > 19 and fields[0] != "Z" else ""


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _make_time(later: timedelta) -> str:
    return (datetime.now(UTC) + later).isoformat(timespec="seconds")
