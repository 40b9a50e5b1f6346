"""How many requests an address may make: a token bucket each, for the whole service but its health and its style.

Forty lines instead of a library: those there are count by route, or in a server of their own. Each process counts for
itself. Behind a proxy the address is the one it forwards, if uvicorn trusts it (FORWARDED_ALLOW_IPS).
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from ipaddress import ip_address

from fastapi import Request, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.caching import get_path
from app.errors import ShingikaiError

_FREE = ("/healthz", "/readyz", "/static/")
_MOST_ADDRESSES = 10_000  # a megabyte or two; who was forgotten starts with a full bucket
_NETWORK = 64  # bits: an IPv6 customer has that many addresses to itself (RFC 6177)


class TooManyRequestsError(ShingikaiError):
    """`retry_after` is in seconds."""

    def __init__(self, limit: int, retry_after: int) -> None:
        super().__init__(f"1分に{limit:,}回までです。{retry_after}秒待って、もう一度試してください。")
        self.retry_after = retry_after


class Buckets:
    """A bucket for each address, of `limit` tokens, filled anew in a minute."""

    def __init__(self, limit: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # tokens, when

    def take(self, address: str) -> int:
        """Seconds until the next request is answered; 0: this one is."""
        now = self._clock()
        rate = self._limit / 60
        tokens, since = self._buckets.pop(address, (float(self._limit), now))
        tokens = min(float(self._limit), tokens + (now - since) * rate)
        allowed = tokens >= 1
        self._buckets[address] = (tokens - 1 if allowed else tokens, now)
        if len(self._buckets) > _MOST_ADDRESSES:
            self._buckets.popitem(last=False)
        return 0 if allowed else max(1, math.ceil((1 - tokens) / rate))


class RateLimit:
    """ASGI middleware. `refuse` makes the answer of an error."""

    def __init__(
        self, inner: ASGIApp, *, limit: int, refuse: Callable[[Request, Exception], Awaitable[Response]]
    ) -> None:
        self._inner = inner
        self._limit = limit
        self._refuse = refuse
        self._buckets = Buckets(limit)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not get_path(scope).startswith(_FREE):
            seconds = self._buckets.take(make_network(scope["client"][0] if scope.get("client") else ""))
            if seconds:
                answer = await self._refuse(Request(scope), TooManyRequestsError(self._limit, seconds))
                await answer(scope, receive, send)
                return
        await self._inner(scope, receive, send)


def make_network(address: str) -> str:
    """An address → what is counted as one client: of IPv6 its first 64 bits."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if parsed.version == 4:
        return str(parsed)
    mapped = getattr(parsed, "ipv4_mapped", None)
    return str(mapped) if mapped is not None else parsed.exploded[: _NETWORK // 4 + _NETWORK // 16 - 1]
