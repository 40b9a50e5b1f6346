"""Takes a withheld document's text out of the index at once; the next ingest reads what else there is of it.

Of a meeting that was read from the document, everything goes. Where it is an older version, or another form, only its
text goes, and the meeting stays as it is. Earlier generations, which still have the text, are deleted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.engine.base import Engine
from app.registry import Registry


@dataclass(frozen=True, slots=True)
class Removal:
    """Ids of the meetings that went, and of those that only lost an older text. `alike`: other documents, not withheld,
    with the same text as this one, as (SHA-256, URL)."""

    removed: tuple[str, ...]
    changed: tuple[str, ...]
    alike: tuple[tuple[str, str], ...]


def remove_text(engine: Engine, registry: Registry, sha256: str) -> Removal:
    """EngineError if the index cannot be changed now (another process writes): it is as it was then."""
    state = engine.state()
    if not state.ready:
        return Removal((), (), ())  # nothing can be found; an index made anew will not have it
    stored = [m for m in engine.iterate("meetings") if any(r["sha256"] == sha256 for r in m["renditions"])]
    whole = [m for m in stored if m["renditions"][0]["sha256"] == sha256]
    parts = [m for m in stored if m["renditions"][0]["sha256"] != sha256]
    if stored:
        with engine.update() as writer:
            for meeting in whole:
                writer.delete("items", [*(item["id"] for item in meeting["items"]), f"{meeting['id']}-x"])
            writer.delete("meetings", [meeting["id"] for meeting in whole])
            for meeting in parts:
                writer.put("meetings", _without_text(meeting, sha256))
        engine.prune()
        if registry.progress("generation") == state.generation:  # else the next ingest makes the index anew anyhow
            with registry.transaction():
                registry.set_progress("generation", engine.state().generation or "")
    return Removal(tuple(m["id"] for m in whole), tuple(m["id"] for m in parts), tuple(_find_alike(stored, sha256)))


def _text_of(meeting: Mapping[str, Any], sha256: str) -> str:
    return str(next(r["text_sha256"] for r in meeting["renditions"] if r["sha256"] == sha256))


def _find_alike(stored: list[Mapping[str, Any]], sha256: str) -> list[tuple[str, str]]:
    return [
        (r["sha256"], r["url"])
        for meeting in stored
        for r in meeting["renditions"]
        if r["sha256"] != sha256 and r["text_sha256"] and r["text_sha256"] == _text_of(meeting, sha256)
    ]


def _without_text(meeting: Mapping[str, Any], sha256: str) -> dict[str, Any]:
    """The meeting's document again, without the text of one rendition, and without what renditions differ in."""
    text = _text_of(meeting, sha256)
    shared = any(r["text_sha256"] == text and r["sha256"] != sha256 for r in meeting["renditions"])
    texts = [t for t in meeting.get("texts", ()) if shared or t["text_sha256"] != text]
    source = {**meeting, "texts": texts, "disagreements": []}
    date = {"date": meeting["date"]} if meeting["date"] else {}
    return {"id": meeting["id"], "code": meeting["code"], **date, "source": source}
