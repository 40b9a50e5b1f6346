"""The opaque cursor to the next page: where the last hit stood, in which generation, of which request.

Base64url of JSON. A digest over all of it and the request tells a cursor that was cut, edited or taken from another
search; it guards against mistakes, not against forgery (whoever forges one sees only public hits).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import math
from dataclasses import dataclass

from app.engine.base import SortKey
from app.errors import UsageError


class InvalidCursorError(UsageError):
    """A cursor that is broken, edited or another search's (HTTP 400)."""

    def __init__(self) -> None:
        super().__init__(
            "cursor", "cursor が壊れているか、別の検索のものです。cursor を外して、最初のページからやり直してください。"
        )


@dataclass(frozen=True, slots=True)
class Cursor:
    """`value` is a score (relevance) or an ISO date; `generation` that of the engine which answered. An `offset` above
    0 counts the hits before the page instead, as long as they are in another order than the engine's. `seen` hits were
    given before, by relevance."""

    generation: str
    value: float | str
    id: str
    offset: int = 0
    seen: int = 0

    @property
    def key(self) -> SortKey:
        return SortKey(self.value, self.id)


def _make_digest(cursor: Cursor, fingerprint: str) -> str:
    place = [cursor.generation, cursor.value, cursor.id, cursor.offset, cursor.seen]
    content = json.dumps([*place, fingerprint], ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()[:16]  # 64 bits: a chance hit is out of question


def make_cursor_text(cursor: Cursor, fingerprint: str) -> str:
    """A cursor and its request's fingerprint → text for a URL."""
    body = {
        "g": cursor.generation,
        "v": cursor.value,
        "i": cursor.id,
        **({"o": cursor.offset} if cursor.offset else {}),
        **({"s": cursor.seen} if cursor.seen else {}),
        "d": _make_digest(cursor, fingerprint),
    }
    raw = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def _parse_count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise InvalidCursorError
    return value


def parse_cursor(text: str, fingerprint: str, *, by_date: bool) -> Cursor:
    """Text from a URL → the cursor; raises InvalidCursorError unless it belongs to the request with `fingerprint`."""
    try:
        raw = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
        body = json.loads(raw)
    except (ValueError, binascii.Error, RecursionError) as error:
        raise InvalidCursorError from error
    match body:
        case {"g": str(generation), "v": str() | float() as value, "i": str(document_id), "d": str(digest)}:
            offset, seen = (_parse_count(body.get(name, 0)) for name in ("o", "s"))
            cursor = Cursor(generation, value, document_id, offset, seen)
        case _:
            raise InvalidCursorError
    if by_date != isinstance(value, str) or (isinstance(value, float) and not math.isfinite(value)):
        raise InvalidCursorError
    if digest != _make_digest(cursor, fingerprint):
        raise InvalidCursorError
    return cursor
