"""What is 要確認 in the index, the most valuable first, with its place in the document and a correction to fill in.

The order is that of harm: people search for decisions, so a 諮問 without an outcome comes first; then the kind, which
tells whether there was anything to decide; then the title, by which an item is known; then the other outcomes,
conditions and departments, which are read when an item has been found; then a meeting's header, its date first, by
which it is cited; last who spoke. Newer before older: those are asked for more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.corrections import ITEM_FIELDS, MEETING_FIELDS
from app.normalize import squeeze
from app.vocabulary.entries import Vocabulary

_UNDECIDED = "undecided"  # the outcome of a 諮問
_ORDER = (
    *(_UNDECIDED, "kind", "title", "outcome", "topics", "conditions", "department", "number", "utterances"),
    *("date", "council", "items", "session", "start", "end", "place", "public", "observers"),
    *("members", "absent", "text", "speakers"),
)
_AROUND = 40  # characters on either side of a quote: a sentence or so
_PASSAGE = 160  # of a passage where nothing is quoted
_PDF = "application/pdf"

Source = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A field to look at. `item` is None for a meeting's header. `read` is what was read, as text; `text` the words
    around its place, in the passage `utterance`; `stub` a correction to fill in, None for what cannot be corrected."""

    item: str | None
    meeting: str
    city: str
    date: str | None
    field: str
    title: str
    read: str
    page: int | None
    utterance: str | None
    text: str
    url: str
    stub: str | None


def list_doubts(
    meetings: Iterable[Source], items: Iterable[Source], vocabulary: Vocabulary, *, today: str
) -> tuple[Doubt, ...]:
    """Stored meetings and items → all that is doubtful, the most valuable first. `today` (ISO) dates the stubs."""
    found: list[tuple[tuple[int, int], Doubt]] = []
    held = {meeting["id"]: meeting for meeting in meetings}
    for item in items:
        passages = item["utterances"] or _find_named(item["title"], held[item["meeting_id"]])
        found += [
            (_rank(item, name), _make_item_doubt(item, name, passages, vocabulary, today))
            for name in _item_fields(item)
        ]
    for meeting in held.values():
        found += [(_rank(meeting, name), _make_meeting_doubt(meeting, name, today)) for name in meeting["needs_review"]]
    found.sort(key=lambda pair: (pair[0], pair[1].meeting, pair[1].item or ""))
    return tuple(doubt for _, doubt in found)


def _item_fields(item: Source) -> list[str]:
    """The doubtful fields of an item; those of its meeting's header are told once, of the meeting."""
    if item["scope"] != "item":
        return []
    corrected = {correction["field"] for correction in item["corrections"]}
    fields = [name for name in item["needs_review"] if name not in MEETING_FIELDS]
    if _is_undecided(item) and "outcome" not in fields and "outcome" not in corrected:
        fields.append("outcome")
    return fields


def _is_undecided(item: Source) -> bool:
    return bool(item["kind"]["code"] == "referral" and item["outcome"]["code"] == "unknown")


def _rank(source: Source, name: str) -> tuple[int, int]:
    """Kind of field, then the newest first (undated last)."""
    key = _UNDECIDED if name == "outcome" and _is_undecided(source) else name
    day = int((source["date"] or "0").replace("-", ""))
    return (_ORDER.index(key) if key in _ORDER else len(_ORDER)), -day


def _find_named(title: str, meeting: Source) -> Sequence[Source]:
    """Of an item that nobody talked about: the passage that names it, mostly the agenda's."""
    wanted = squeeze(title)
    return [u for u in meeting["utterances"] if wanted in squeeze(u["text"])][:1]


def _make_item_doubt(item: Source, name: str, own: Sequence[Source], vocabulary: Vocabulary, today: str) -> Doubt:
    passages = {u["anchor"]: u for u in own}
    value = item[name] if name in ITEM_FIELDS else None
    evidence = _evidence_of(value)
    last = name in ("outcome", "conditions")  # decisions stand at the end
    place = _find_place(passages, evidence, last=last)
    labels = {"outcome": vocabulary.outcomes, "kind": vocabulary.kinds, "topics": vocabulary.topics}.get(name, ())
    return Doubt(
        item=item["id"],
        meeting=item["meeting_id"],
        city=item["municipality"],
        date=item["date"],
        field=name,
        title=item["title"],
        read=_tell(value),
        **place,
        url=_make_url(item, place["page"]),
        stub=_make_stub("item", item["id"], name, [entry.label for entry in labels], today)
        if name in ITEM_FIELDS
        else None,
    )


def _make_meeting_doubt(meeting: Source, name: str, today: str) -> Doubt:
    passages = {u["anchor"]: u for u in meeting["utterances"]}
    place = _find_place(passages, meeting["evidence"].get(name, ()), last=False)
    return Doubt(
        item=None,
        meeting=meeting["id"],
        city=meeting["municipality"],
        date=meeting["date"],
        field=name,
        title=meeting["council"] or "",
        read=_tell(meeting[name]) if name in MEETING_FIELDS else "",
        **place,
        url=_make_url(meeting, place["page"]),
        stub=_make_stub("meeting", meeting["id"], name, (), today) if name in MEETING_FIELDS else None,
    )


def _evidence_of(value: Any) -> Sequence[Source]:
    if isinstance(value, list):
        return [evidence for label in value for evidence in label.get("evidence", ())]
    return value.get("evidence", ()) if isinstance(value, Mapping) else ()


def _find_place(passages: Mapping[str, Source], evidence: Sequence[Source], *, last: bool) -> dict[str, Any]:
    """Where to look: around the quote, else the passage where the field would stand."""
    quoted = next((e for e in evidence if e["utterance"] in passages), None)
    if quoted is not None:
        text = passages[quoted["utterance"]]["text"]
        begin, end = max(0, quoted["start"] - _AROUND), quoted["end"] + _AROUND
        around = f"{'…' if begin else ''}{text[begin:end]}{'…' if end < len(text) else ''}"
        return {"page": quoted["page"], "utterance": quoted["utterance"], "text": around}
    if evidence:
        return {"page": evidence[0]["page"], "utterance": evidence[0]["utterance"], "text": evidence[0]["quote"]}
    if not passages:
        return {"page": None, "utterance": None, "text": ""}
    spoken = [passage for passage in passages.values() if passage["role"] == "speech"]
    passage = (spoken if last and spoken else list(passages.values()))[-1 if last else 0]
    text = passage["text"]
    shown = text[-_PASSAGE:] if last else text[:_PASSAGE]
    cut = len(text) > _PASSAGE
    around = f"{'…' if cut and last else ''}{shown}{'…' if cut and not last else ''}"
    return {"page": passage["page"], "utterance": passage["anchor"], "text": around}


def _tell(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(label["label"] for label in value)
    if isinstance(value, Mapping):
        return str(value.get("label") or value.get("text") or "")
    return "" if value is None else str(value)


def _make_url(source: Source, page: int | None) -> str:
    url: str = source["document_url"]
    linked = next((r for r in source["renditions"] if r["url"] == url), None)
    return f"{url}#page={page}" if page and linked and linked["media_type"] == _PDF and "#" not in url else url


def _make_stub(key: str, identifier: str, name: str, labels: Sequence[str], today: str) -> str:
    """A correction to be completed; as it stands it would be refused, since it quotes nothing."""
    value = "[]" if name == "topics" else '""'
    choices = f"  # {'、'.join(labels)}" if labels else ""
    lines = ["[[correction]]", f'{key} = "{identifier}"', f'field = "{name}"', f"value = {value}{choices}"]
    return "\n".join([*lines, 'quote = ""  # words of the document', 'who = ""', f"when = {today}", ""])
