"""Where a request came to: the path under which the application is mounted, and the origin of its addresses."""

from __future__ import annotations

from fastapi import Request


def get_root(request: Request) -> str:
    """The path under which the application is mounted, "" at the top."""
    return str(request.scope.get("root_path", "")).rstrip("/")


def get_origin(request: Request, base_url: str | None) -> str:
    """What begins addresses that are printed: `base_url`, or (None) the address that the request came to."""
    return (base_url if base_url is not None else str(request.base_url)).rstrip("/")
