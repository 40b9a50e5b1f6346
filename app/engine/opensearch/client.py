"""The only module that knows opensearch-py: requests with a deadline, retries on other hosts, errors of ours.

Every request ends within its budget, whatever the cluster does: a host that hangs is left after an attempt's share of
the time and rested for a while, and only so many questions are under way at once. What the cluster answers amiss
becomes an error of `app.errors` here, in one place. No credentials are ever in a message.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

import opensearchpy
import orjson
from opensearchpy.exceptions import ConnectionError as NoConnectionError
from opensearchpy.exceptions import (
    ConnectionTimeout,
    ImproperlyConfigured,
    SerializationError,
    SSLError,
    TransportError,
)
from opensearchpy.serializer import JSONSerializer

from app.errors import (
    ConfigurationError,
    EngineAccessError,
    EngineBusyError,
    EngineError,
    EngineUnavailableError,
    ExpansionLimitError,
    ShingikaiError,
)

_log = logging.getLogger(__name__)

_TOO_MANY = 429
_BLOCKED = "cluster_block_exception"  # 403, 429 or 503: the disk is full, or there is no cluster manager
_EXPANDED = re.compile(
    r"""
    Automaton \s \[ (?P<beginning> .* ) \* \]                # the pattern of a word that may go on
    \s expanded \s to \s too \s many \s terms
    \s \( limit \s (?P<limit> [0-9]+ ) \)
    """,
    re.VERBOSE,
)
# A host that failed is left alone for a while (seconds), four times as long if it fails again and again: one that hangs
# costs an attempt each time, and one that came back is missed by nobody while others answer.
_REST = 30
_MAX_DOUBLINGS = 2
_POOL = 20  # connections kept open to a host; more than questions at once


@dataclass(frozen=True, slots=True)
class Address:
    """Where the cluster is and who asks. `hosts` are http(s) addresses; `certificate` and `key` are files (PEM)."""

    hosts: tuple[str, ...]
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    ca: str | None = None
    certificate: str | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Budget:
    """How long a request may take in all, how long one attempt, and how often a refusal is tried again (seconds)."""

    deadline: float
    attempt: float
    tries: int


# Changes may wait for a node to be missed and its shards to move (seconds). An attempt takes longer than the 20 s after
# which a cluster gives up on a node that does not hear of a change, and no longer: the host itself may hang.
PATIENCE = 180.0
_LONGEST_ATTEMPT = 25.0
_LONG = 10  # times the patience, for what may take minutes on a large index
_FIRST_PAUSE = 0.1  # seconds; doubled each time
_LONGEST_PAUSE = 5.0


class AbsentError(EngineError):
    """404: no such index, alias or document; `answer` is what the cluster said."""

    def __init__(self, message: str, answer: Mapping[str, Any]) -> None:
        super().__init__(message)
        self.answer = answer


class ConflictError(EngineError):
    """409: a document has another version than the one expected."""


class RefusedError(EngineError):
    """400: the cluster does not take the request; `kind` is its name for the reason."""

    def __init__(self, message: str, kind: str) -> None:
        super().__init__(message)
        self.kind = kind


class Client:
    """Safe to use from several threads. `deadline` (seconds) is for questions, `slots` of which run at once;
    `patience` (seconds) for changes."""

    def __init__(
        self, address: Address, *, deadline: float = 10.0, patience: float = PATIENCE, slots: int = 16
    ) -> None:
        several = len(address.hosts) > 1
        self.changing = Budget(patience, min(patience, _LONGEST_ATTEMPT), tries=1_000)
        self._merging = Budget(_LONG * patience, self.changing.attempt, tries=1_000)
        self.asking = Budget(deadline, deadline * 0.4 if several else deadline, tries=3)
        self._slots = threading.BoundedSemaphore(slots)
        self._where = ", ".join(address.hosts)
        self._hosts = len(address.hosts)
        try:
            self._inner = opensearchpy.OpenSearch(
                hosts=[_make_host(host) for host in address.hosts],
                http_auth=(address.user, address.password or "") if address.user else None,
                ca_certs=address.ca,
                client_cert=address.certificate,
                client_key=address.key,
                max_retries=0,  # they are counted here, against a deadline
                retry_on_status=(),
                retry_on_timeout=True,  # a host that hangs is put to rest too
                dead_timeout=_REST,
                timeout_cutoff=_MAX_DOUBLINGS,
                pool_maxsize=_POOL,
                serializer=_Serializer(),
            )
        except (ImproperlyConfigured, OSError, ValueError) as error:
            raise ConfigurationError(f"OpenSearch cannot be asked with these settings: {error}") from error

    def ask(self, method: str, path: str, body: Any = None, **params: Any) -> Any:
        """A question: within the deadline, only so many at once."""
        with self._slot():
            return self._request(self.asking, method, path, body, params)

    def tell(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        ignore: Collection[int] = (),
        long: bool = False,
        **params: Any,
    ) -> Any:
        """A change, or what a writer must know: with patience. May be carried out twice. `long`: may take minutes."""
        return self._request(self._merging if long else self.changing, method, path, body, params, ignore)

    def close(self) -> None:
        self._inner.close()

    @contextmanager
    def _slot(self) -> Iterator[None]:
        if not self._slots.acquire(timeout=self.asking.deadline / 2):
            raise EngineBusyError("too many questions are under way; try again in a few seconds")
        try:
            yield
        finally:
            self._slots.release()

    def _request(
        self,
        budget: Budget,
        method: str,
        path: str,
        body: Any,
        params: Mapping[str, Any],
        ignore: Collection[int] = (),
    ) -> Any:
        until = time.monotonic() + budget.deadline
        pause = _FIRST_PAUSE
        tries = 0
        while True:
            tries += 1
            left = until - time.monotonic()
            told = {**params, "request_timeout": max(min(budget.attempt, left), 0.05), "ignore": tuple(ignore)}
            try:
                return self._inner.transport.perform_request(method, path, params=told, body=body)
            except SerializationError as error:
                raise EngineError(f"{path}: what {self._where} answers is no JSON; is it OpenSearch?") from error
            except TransportError as error:
                trouble = self._translate(error, path)
            left = until - time.monotonic()
            # a host that is away is not waited for: the next attempt goes to another one
            at_once = trouble.again == "elsewhere" and tries < budget.tries
            if trouble.again == "never" or left <= pause or (tries >= budget.tries and not at_once):
                raise trouble.error
            if not at_once or tries > self._hosts:
                _log.info("%s %s: %s; trying again", method, path, trouble.error)
                time.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)

    def _translate(self, error: TransportError, path: str) -> _Trouble:
        if isinstance(error, SSLError):
            return _Trouble(EngineAccessError(f"no trusted connection to OpenSearch at {self._where}: {error.error}"))
        if isinstance(error, NoConnectionError):
            how = "does not answer in time" if isinstance(error, ConnectionTimeout) else "cannot be reached"
            return _Trouble(EngineUnavailableError(f"OpenSearch at {self._where} {how}"), "elsewhere")
        return _translate_status(error, path)


class _Serializer(JSONSerializer):
    """Reads a page of hits in a third of the time."""

    def loads(self, s: str) -> Any:
        try:
            return orjson.loads(s)
        except orjson.JSONDecodeError as error:
            raise SerializationError(s[:200], error) from error


@dataclass(frozen=True, slots=True)
class _Trouble:
    """An error of ours, and whether the request may be tried again."""

    error: ShingikaiError
    again: Literal["never", "later", "elsewhere"] = "never"


def _translate_status(error: TransportError, path: str) -> _Trouble:
    status = error.status_code
    kind, reason = _read_reason(error)
    if expanded := _EXPANDED.search(reason):  # a 500, though it is the question's fault
        return _Trouble(ExpansionLimitError(expanded["beginning"], int(expanded["limit"])))
    info = error.info if isinstance(error.info, dict) else {}
    blocked = kind == _BLOCKED
    # 5xx: a part of the cluster is away (a node that was just lost shows as 500)
    if status == _TOO_MANY or blocked or (isinstance(status, int) and status >= 500):
        return _Trouble(EngineUnavailableError(f"OpenSearch cannot answer now: {reason}"), "later")
    if status in (401, 403):
        return _Trouble(EngineAccessError(f"OpenSearch refuses this user or certificate: {reason}"))
    if status == 404:
        return _Trouble(AbsentError(f"{path}: {reason}", info))
    if status == 409:
        return _Trouble(ConflictError(f"{path}: {reason}"))
    return _Trouble(RefusedError(f"OpenSearch refuses {path}: {reason}", kind))


def _make_host(host: str) -> dict[str, Any]:
    parts = urlsplit(host)
    return {
        "host": parts.hostname,
        "port": parts.port or (443 if parts.scheme == "https" else 80),
        "use_ssl": parts.scheme == "https",
        **({"url_prefix": parts.path} if parts.path.strip("/") else {}),
    }


def _read_reason(error: TransportError) -> tuple[str, str]:
    """→ (the cluster's name for it, its words); the innermost cause, which says most."""
    info = error.info
    told = info.get("error") if isinstance(info, dict) else None
    if not isinstance(told, dict):
        return str(error.error), str(told or error.error)[:300]
    causes = told.get("root_cause") or [told]
    cause = causes[0] if isinstance(causes[0], dict) else told
    for failure in told.get("failed_shards") or ():
        cause = failure.get("reason", cause)
    return str(told.get("type")), f"{cause.get('type')}: {cause.get('reason')}"[:500]
