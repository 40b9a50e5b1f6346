"""Connections to judged addresses, read under watch; the only user of httpcore's network.

A name is resolved once, all its addresses are judged, and the connection goes to one that was judged (so that a name
cannot point elsewhere in between). Every read is bounded by silence, by the time of the whole answer and by its bytes.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import httpcore

from crawler.address import find_refusal

Resolve = Callable[[str, int], Sequence[str]]
_SLICE = 0.5  # seconds of silence after which it is asked whether to stop
_MOST_ADDRESSES = 4  # tried in turn; a name with more has them for balance


class AddressRefusedError(Exception):
    """Plain English."""


class TooLongError(Exception):
    """In time or bytes; plain English."""


def resolve_name(host: str, port: int) -> tuple[str, ...]:
    """A host name → its addresses, each once, in the system's order; OSError if there are none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


class Watch(threading.local):
    """What the request under way in this thread may still take, and whether the server was heard."""

    seconds = 0.0
    end = 0.0
    left = 0
    heard = False  # since the last byte was sent
    hung_up = False

    def begin(self, seconds: float, most: int) -> None:
        """`most` in bytes as they come, headers and the frame of chunks included."""
        self.seconds, self.end, self.left = seconds, time.monotonic() + seconds, most
        self.heard = self.hung_up = False


class Backend(httpcore.NetworkBackend):
    """Connects to judged addresses only."""

    def __init__(self, local: bool, resolve: Resolve, watch: Watch, check: Callable[[], None]) -> None:
        self._local = local
        self._resolve = resolve
        self._watch = watch
        self._check = check
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            addresses = self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"the name {host} has no address: {error}") from error
        # All of them: a name with one private address among public ones is an attack or a mistake.
        refusal = next(filter(None, (find_refusal(address, local=self._local) for address in addresses)), None)
        if refusal is not None:
            raise AddressRefusedError(refusal)
        failure: Exception = httpcore.ConnectError(f"the name {host} has no address")
        for address in addresses[:_MOST_ADDRESSES]:
            self._check()
            try:
                stream = self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _Stream(stream, self._watch, self._check)
        raise failure


class _Stream(httpcore.NetworkStream):
    """A connection that is read under watch."""

    def __init__(self, inner: httpcore.NetworkStream, watch: Watch, check: Callable[[], None]) -> None:
        self._inner = inner
        self._watch = watch
        self._check = check

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        watch = self._watch
        silent_until = time.monotonic() + (timeout or _SLICE)
        while True:
            self._check()
            now = time.monotonic()
            if now >= watch.end:
                raise TooLongError(f"the answer takes longer than {watch.seconds:g} s")
            if now >= silent_until:
                raise httpcore.ReadTimeout("silence")
            try:
                data = self._inner.read(max_bytes, max(0.001, min(_SLICE, watch.end - now, silent_until - now)))
            except httpcore.ReadTimeout:
                continue
            watch.heard = True
            watch.hung_up = data == b""
            watch.left -= len(data)
            if watch.left < 0:
                raise TooLongError("the answer has more bytes than its body may have")
            return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._watch.heard = False
        self._inner.write(buffer, timeout)

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, timeout), self._watch, self._check)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
