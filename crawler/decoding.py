"""A body that a server compresses though it was asked not to: unpacked piece by piece, never beyond a limit."""

from __future__ import annotations

import zlib

_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS  # told apart by their first bytes
_RAW = -zlib.MAX_WBITS


class DecodingError(Exception):
    """Plain English: what about the body cannot be unpacked."""


class Decoder:
    """`encoding` is the Content-Encoding. Only gzip and deflate are known: they need no further library, and no server
    has a reason to send another one unasked."""

    def __init__(self, encoding: str | None) -> None:
        name = (encoding or "identity").strip().lower()
        if name not in ("identity", "", "gzip", "x-gzip", "deflate"):
            raise DecodingError(f"compressed in a way that was not asked for ({name[:40]})")
        self._plain = name in ("identity", "")
        self._name = name
        self._unpacker = zlib.decompressobj(_GZIP_OR_ZLIB)
        self._begun = False

    def feed(self, piece: bytes, most: int) -> bytes:
        """The next piece unpacked, at most `most` bytes of it (> 0); what is beyond is never made."""
        if self._plain:
            return piece[:most]
        if not piece:
            return b""
        try:
            unpacked = self._unpacker.decompress(piece, most)
        except zlib.error as error:
            if self._begun or self._name != "deflate":
                raise DecodingError(f"a compressed answer that is broken ({error})") from error
            self._unpacker = zlib.decompressobj(_RAW)  # "deflate" without zlib's frame, which some servers send
            unpacked = self._feed_raw(piece, most)
        self._begun = True
        return unpacked

    def _feed_raw(self, piece: bytes, most: int) -> bytes:
        try:
            return self._unpacker.decompress(piece, most)
        except zlib.error as error:
            raise DecodingError(f"a compressed answer that is broken ({error})") from error

    def check_end(self) -> None:
        """DecodingError if the compressed stream stops in the middle."""
        if not self._plain and self._begun and not self._unpacker.eof:
            raise DecodingError("a compressed answer that stops in the middle")
