"""One GET over the network, within limits; the only user of httpx.

The connection goes to an address that was judged (`connect`), Host and SNI stay the name. Headers, body and what comes
out of a compressed body are limited; what goes wrong is told as what it means: try again, or leave it.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote_from_bytes

import httpcore
import httpx

from crawler.connect import AddressRefusedError, Backend, Resolve, TooLongError, Watch, resolve_name
from crawler.decoding import Decoder, DecodingError
from crawler.errors import FetchError, RefusedError

_MOST_HEADERS = 100  # lines; pages of cities send 5 to 30
_MOST_HEADER_BYTES = 65_536
_MOST_ERROR_BODY = 65_536  # bytes read of an answer that is not 200: nobody needs them
_PRINTABLE = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,254}[\x21-\x7e])?")  # a validator that can be sent back


@dataclass(frozen=True, slots=True)
class Limits:
    body: int = 50_000_000  # bytes, unpacked; scanned minutes of a long meeting reach 30 MB
    seconds: float = 120.0  # for one whole answer: 50 MB at 400 KB/s
    connect: float = 10.0  # seconds
    silence: float = 20.0  # seconds between two bytes
    redirects: int = 5
    crawl_delay: float = 120.0  # seconds; a site that asks for more is not crawled by this program


@dataclass(frozen=True, slots=True)
class Answer:
    """`headers` by lower-case name, the first of each; `location` with bytes that are no ASCII percent-encoded."""

    status: int
    etag: str | None
    last_modified: str | None
    content_type: str | None
    location: str | None
    retry_after: str | None
    body: bytes


class LostError(Exception):
    """No answer, or half of one; another try may help. Plain English."""


def make_conditions(etag: str | None, last_modified: str | None) -> dict[str, str]:
    """The headers that make a request conditional, where there is anything to compare."""
    pairs = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in pairs.items() if value}


class Wire:
    """Shared by all threads. `check` is called at least twice a second, and ends a transfer by what it raises."""

    def __init__(
        self, agent: str, limits: Limits, *, check: Callable[[], None], resolve: Resolve = resolve_name
    ) -> None:
        self._limits = limits
        self._watch = Watch()
        context = httpx.create_ssl_context(trust_env=False)
        # identity: servers that compress change the ETag and then never answer 304 to it.
        headers = {"User-Agent": agent, "Accept-Encoding": "identity", "Accept": "*/*", "Accept-Language": "ja"}
        timeout = httpx.Timeout(limits.silence, connect=limits.connect)
        # Two pools, so that no source is given a connection that was judged by the other rule. trust_env False: a proxy
        # of the environment would hide the address that is connected to.
        self._clients = {
            local: httpx.Client(
                transport=_Transport(context, Backend(local, resolve, self._watch, check), self._watch),
                headers=headers,
                timeout=timeout,
                cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),  # none is kept
                follow_redirects=False,
                trust_env=False,
            )
            for local in (False, True)
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        for client in self._clients.values():
            client.close()

    def get(
        self,
        url: str,
        conditions: Mapping[str, str],
        *,
        local: bool,
        most: int | None = None,
        received: Callable[[int], None] = lambda _: None,
    ) -> Answer:
        """LostError; FetchError when it is no use to try again. `received` is told of each piece's bytes as they came.

        With `most` no more than so many bytes of the body are read, and it is no error if there are more.
        """
        limit = self._limits.body if most is None else most
        self._watch.begin(self._limits.seconds, 2 * limit + 4 * _MOST_HEADER_BYTES)
        with self._translated(url), self._clients[local].stream("GET", url, headers=dict(conditions)) as response:
            _check_headers(url, response.headers.raw)
            body = self._read(url, response, limit, cut=most is not None, received=received)
            return _make_answer(response, body)

    def _read(
        self, url: str, response: httpx.Response, limit: int, *, cut: bool, received: Callable[[int], None]
    ) -> bytes:
        if response.status_code == 304:
            return b""
        if response.status_code != 200:
            limit, cut = min(limit, _MOST_ERROR_BODY), True
        promised = response.headers.get("content-length", "")
        if not cut and promised.isdigit() and int(promised) > limit:
            raise self._too_large(url, limit)
        decoder = Decoder(response.headers.get("content-encoding"))
        body = bytearray()
        for piece in response.iter_raw():
            received(len(piece))
            body += decoder.feed(piece, limit + 1 - len(body))
            if len(body) > limit:
                if not cut:
                    raise self._too_large(url, limit)
                return bytes(body[:limit])
        decoder.check_end()
        return bytes(body)

    @contextmanager
    def _translated(self, url: str) -> Iterator[None]:
        """What went wrong below, told as what it means for the URL."""
        try:
            yield
        except AddressRefusedError as error:
            raise RefusedError(url, str(error)) from error
        except TooLongError as error:
            raise FetchError(url, str(error)) from error
        except DecodingError as error:
            raise FetchError(url, str(error)) from error
        except httpcore.TimeoutException as error:
            raise LostError("the server does not answer in time") from error
        except (httpcore.ProtocolError, httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            if self._watch.hung_up:  # in the middle: a server that restarts, a line that breaks
                raise LostError(f"the connection broke off ({_plain(error)})") from error
            raise FetchError(url, f"a broken answer ({_plain(error)})") from error
        except httpcore.NetworkError as error:
            if isinstance(error.__cause__, ssl.SSLCertVerificationError):
                raise FetchError(url, f"its certificate is not good ({error.__cause__.verify_message})") from error
            raise LostError(f"no connection ({_plain(error)})") from error

    def _too_large(self, url: str, limit: int) -> FetchError:
        return FetchError(url, f"larger than {limit / 1_000_000:g} MB")


def _plain(error: Exception) -> str:
    """Without the server's bytes, which h11 repeats."""
    return str(error).partition(": bytearray(")[0][:200]


def _check_headers(url: str, raw: Sequence[tuple[bytes, bytes]]) -> None:
    if len(raw) > _MOST_HEADERS:
        raise FetchError(url, f"an answer with more than {_MOST_HEADERS} header lines")
    if sum(len(name) + len(value) for name, value in raw) > _MOST_HEADER_BYTES:
        raise FetchError(url, f"an answer with more than {_MOST_HEADER_BYTES} bytes of headers")


def _make_answer(response: httpx.Response, body: bytes) -> Answer:
    first: dict[bytes, bytes] = {}
    for name, value in response.headers.raw:
        first.setdefault(name.lower(), value.strip())

    def text(name: bytes) -> str | None:
        return first[name].decode("latin-1") if name in first else None

    def validator(name: bytes) -> str | None:
        value = text(name)
        return value if value is not None and _PRINTABLE.fullmatch(value) else None

    location = first.get(b"location")
    return Answer(
        status=response.status_code,
        etag=validator(b"etag"),
        last_modified=validator(b"last-modified"),
        content_type=text(b"content-type"),
        # bytes as they are, whatever charset they were meant in, as browsers do
        location=None if location is None else quote_from_bytes(location, safe=bytes(range(0x20, 0x7F))),
        retry_after=text(b"retry-after"),
        body=body,
    )


class _Transport(httpx.BaseTransport):
    """httpx over a pool of connections that `Backend` makes."""

    def __init__(self, context: Any, backend: httpcore.NetworkBackend, watch: Watch) -> None:
        self._pool = httpcore.ConnectionPool(ssl_context=context, network_backend=backend, keepalive_expiry=15.0)
        self._watch = watch

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        asked = httpcore.Request(
            method=request.method,
            url=httpcore.URL(
                scheme=request.url.raw_scheme,
                host=request.url.raw_host,
                port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=request.headers.raw,
            extensions=request.extensions,
        )
        response = self._pool.handle_request(asked)
        if not self._watch.heard:
            response.close()
            raise httpcore.RemoteProtocolError("it was sent before it was asked for")
        return httpx.Response(response.status, headers=response.headers, stream=_Body(response))

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        yield from self._response.iter_stream()

    def close(self) -> None:
        self._response.close()
