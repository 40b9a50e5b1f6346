"""Archived copies: the very bytes that a city published, as a file to save, never shown or run in a browser."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from app.errors import NotFoundError
from app.search.ports import Copies, Copy
from app.search.request import group_parameters, refuse_parameters

# What a document says must never become a page of ours: saved, not shown; and if shown all the same, without rights.
_POLICY = "default-src 'none'; sandbox"


def make_copies_router(copies: Copies | None) -> APIRouter:
    """Without `copies` there are none: each is told to be missing."""
    router = APIRouter()

    @router.get("/archive/{sha256}", include_in_schema=False, response_class=Response)  # a file, for people too
    def get_copy(request: Request, sha256: str) -> Response:
        refuse_parameters(group_parameters(request.query_params.multi_items()))
        if copies is None:
            raise NotFoundError("写しは公開していません。")
        found = copies.fetch(sha256)
        headers = _make_headers(sha256, found)
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Response(status_code=304, headers=headers)
        return Response(found.body, headers=headers)

    return router


def _make_headers(sha256: str, found: Copy) -> dict[str, str]:
    return {
        "Content-Type": found.media_type,  # without a charset: that of a page stands in its bytes
        "Content-Disposition": f'attachment; filename="{sha256[:12]}.{found.suffix}"',
        "Content-Security-Policy": _POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex",  # the city's own document is what a search engine should find
        "ETag": f'"{sha256}"',
        "Cache-Control": "no-cache",  # asked for anew each time: it may have been withheld
        "Memento-Datetime": format_datetime(datetime.fromisoformat(found.first_seen), usegmt=True),  # RFC 7089
        "Link": f'<{quote(found.url, safe=":/?&=%#;,+@!~()*$[]")}>; rel="original"',
    }
