"""Which of two media types a client would rather have (RFC 9110, 12.5.1)."""

from __future__ import annotations


def prefers_csv(accept: str | None) -> bool:
    """Whether `text/csv` is asked for by name, and JSON is not wanted more."""
    wanted = _parse(accept or "")
    csv = wanted.get("text/csv", 0.0)
    json = next((wanted[name] for name in ("application/json", "application/*", "*/*") if name in wanted), 0.0)
    return csv > 0 and csv >= json


def _parse(accept: str) -> dict[str, float]:
    """Media type → its weight; what is no weight counts as 1."""
    found: dict[str, float] = {}
    for part in accept.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        weight = next((p[2:] for p in parameters if p.startswith("q=")), "1")
        try:
            found[name] = max(0.0, min(1.0, float(weight)))
        except ValueError:
            found[name] = 1.0
    return found
