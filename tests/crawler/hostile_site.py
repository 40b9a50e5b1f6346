"""A website that means harm: each path answers in a way of its own, on a bare socket, with a log of what was asked."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

PDF = b"%PDF-1.7\n"
Attack = Callable[[socket.socket, str], bool]  # → whether the connection may be used again


@dataclass
class HostileSite:
    url: str = ""
    port: int = 0
    paths: list[str] = field(default_factory=list)
    attacks: dict[str, Attack] = field(default_factory=dict)


def answer(body: bytes = b"", status: str = "200 OK", **headers: str) -> Attack:
    """A well-formed answer; `Content_Length` and the like are header lines."""
    lines = {"Content-Length": str(len(body)), **{name.replace("_", "-"): value for name, value in headers.items()}}
    return raw(_head(status, [f"{name}: {value}".encode() for name, value in lines.items() if value]) + body)


def raw(data: bytes, *, again: bool = True) -> Attack:
    def send(connection: socket.socket, _: str) -> bool:
        connection.sendall(data)
        return again

    return send


def _head(status: str, lines: list[bytes]) -> bytes:
    return f"HTTP/1.1 {status}\r\n".encode() + b"".join(line + b"\r\n" for line in lines) + b"\r\n"


def stream(head: bytes, piece: bytes, *, pause: float = 0.0, most: int = 10_000) -> Attack:
    """`piece` again and again."""

    def send(connection: socket.socket, _: str) -> bool:
        connection.sendall(head)
        for _number in range(most):
            connection.sendall(piece)
            if pause:
                time.sleep(pause)
        return False

    return send


def silent(connection: socket.socket, _: str) -> bool:
    connection.recv(1)  # until the client hangs up
    return False


def bomb(size: int) -> bytes:
    """`size` zeros, gzipped."""
    packer = zlib.compressobj(9, wbits=31)
    piece = bytes(1_000_000)
    return b"".join(packer.compress(piece) for _ in range(size // len(piece))) + packer.flush()


OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


def make_attacks() -> dict[str, Attack]:
    return {
        "/robots.txt": answer(status="404 Not Found"),
        "/good.pdf": answer(PDF),
        "/large": answer(PDF, Content_Length="9000000000"),
        "/endless": stream(OK + b"Connection: close\r\n\r\n", b"x" * 65_536),
        "/endless-chunks": stream(CHUNKED, (b"64\r\n" + b"x" * 100 + b"\r\n") * 100),
        "/chunk-names": stream(CHUNKED, b"1;" + b"n" * 60_000 + b"\r\nx\r\n"),
        "/half": raw(_head("200 OK", [b"Content-Length: 1000"]) + PDF, again=False),
        "/more": raw(
            _head("200 OK", [b"Content-Length: 9"]) + PDF + _head("200 OK", [b"Content-Length: 5"]) + b"%PDF-"
        ),
        "/two-lengths": raw(_head("200 OK", [b"Content-Length: 9", b"Content-Length: 5"]) + PDF),
        "/negative": raw(_head("200 OK", [b"Content-Length: -1"]) + PDF),
        "/slow-body": stream(OK + b"Content-Length: 5000\r\n\r\n", b"x", pause=0.02),
        "/slow-head": stream(OK, b"X", pause=0.02),
        "/silent": silent,
        "/hints": stream(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 500, most=1_000),
        "/headers": raw(_head("200 OK", [b"X-%d: y" % number for number in range(5_000)]) + PDF),
        "/long-header": raw(_head("200 OK", [b"X: " + b"y" * 80_000]) + PDF),
        "/no-http": raw(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"),
        "/bomb": answer(bomb(20_000_000), Content_Encoding="gzip"),
        "/packed": answer(gzip.compress(PDF), Content_Encoding="gzip"),
        "/packed-bare": answer(zlib.compress(PDF)[2:-4], Content_Encoding="deflate"),
        "/packed-badly": answer(b"\x1f\x8b\x08\x00nothing", Content_Encoding="gzip"),
        "/packed-cut": answer(gzip.compress(bytes(range(256)) * 30)[:-20], Content_Encoding="gzip"),
        "/packed-twice": answer(gzip.compress(gzip.compress(PDF)), Content_Encoding="gzip, gzip"),
        "/brotli": answer(PDF, Content_Encoding="br"),
        "/to-metadata": answer(status="302 Found", Location="http://169.254.169.254/latest/meta-data/"),
        "/to-file": answer(status="302 Found", Location="file:///etc/passwd"),
        "/to-itself": answer(status="302 Found", Location="/to-itself"),
        "/to-login": answer(status="302 Found", Location="http://admin:secret@127.0.0.1/"),
        "/round": answer(status="302 Found", Location="/round-again"),
        "/round-again": answer(status="302 Found", Location="/round"),
        "/deeper": answer(status="302 Found", Location="/deeper/1"),
        **{f"/deeper/{n}": answer(status="302 Found", Location=f"/deeper/{n + 1}") for n in range(1, 12)},
        "/odd-etag": answer(PDF, ETag='"第1版"'),
        "/split-etag": answer(PDF, ETag='"a"\x00\x0bX: y'),
        "/program.pdf": answer(b"MZ\x90\x00\x03\x00\x00\x00" * 9, Content_Type="application/pdf"),
        "/page.pdf": answer(b"<!DOCTYPE html><title>x</title>", Content_Type="application/pdf"),
        "/never-modified": answer(status="304 Not Modified", Content_Length=""),
        "/error-page": stream(b"HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n", b"x" * 65_536),
    }


@contextmanager
def serve_hostile() -> Iterator[HostileSite]:
    site = HostileSite(attacks=make_attacks())
    listening = socket.create_server(("127.0.0.1", 0))
    site.port = listening.getsockname()[1]
    site.url = f"http://127.0.0.1:{site.port}"
    open_ones: list[socket.socket] = []

    def accept() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            open_ones.append(connection)
            threading.Thread(target=_talk, args=(site, connection), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield site
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        for connection in open_ones:
            connection.close()


def _talk(site: HostileSite, connection: socket.socket) -> None:
    received = b""
    with connection:
        try:
            while True:
                while b"\r\n\r\n" not in received:
                    data = connection.recv(65_536)
                    if not data:
                        return
                    received += data
                request, _, received = received.partition(b"\r\n\r\n")
                path = request.split(b" ", 2)[1].decode()
                site.paths.append(path)
                if not site.attacks.get(path, site.attacks["/robots.txt"])(connection, request.decode("latin-1")):
                    return
        except OSError:
            return  # the client has had enough
