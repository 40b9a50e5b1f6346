"""Meeting → the documents that the engine stores: one for the meeting, one for each item, one for what is outside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from app.analyze.exact import make_exact_text, normalize_exactly
from app.analyze.spans import pack_spans
from app.analyze.sudachi import Analyzer
from app.model import (
    AgendaItem,
    Correction,
    Evidence,
    Label,
    Meeting,
    Rendition,
    Utterance,
    make_fiscal_year,
    make_legal_regime,
)
from app.referrals import Life
from app.registry import KnownMeeting


@dataclass(frozen=True, slots=True)
class Registered:
    """A meeting with its ids, its renditions (the first one is what it was read from), where they disagree, the lives
    of its items by id, and the day (ISO, UTC) on which each of them was registered."""

    meeting: Meeting
    id: str
    item_ids: tuple[str, ...]
    renditions: tuple[Rendition, ...]
    document_url: str
    disagreements: tuple[Mapping[str, Any], ...] = ()
    lives: Mapping[str, Life] = field(default_factory=dict)
    days: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, tuple[Utterance, ...]] = field(default_factory=dict)  # of each rendition, by `text_sha256`


# Of what the documents look like: an index made with another one is made anew. Grows with each change of their shape.
DOCUMENTS_VERSION = "4"
# A page that changes at every visit (a counter, today's date) would add a text a week: the newest are kept.
_MOST_TEXTS = 12
_OF_PASSAGE = ("anchor", "speaker", "mark", "text", "page")


# A corrected header field is told on the items too, where they show it.
_HEADER_OF_ITEM = ("council", "session", "date")


def build_documents(registered: Registered, analyzer: Analyzer) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """→ (the meeting's document, its items' documents)."""
    meeting = registered.meeting
    analysed = {u.anchor: _analyse(u, analyzer) for u in meeting.utterances}
    items = [
        _build_item(registered, item, item_id, analysed, analyzer)
        for item, item_id in zip(meeting.items, registered.item_ids, strict=True)
    ]
    outside = [u for u in meeting.utterances if not u.items]
    if outside:
        items.append(_build_outside(registered, outside, analysed, analyzer))
    return _build_meeting(registered), items


def _analyse(utterance: Utterance, analyzer: Analyzer) -> dict[str, Any]:
    analysis = analyzer.analyze(utterance.text)
    normal = normalize_exactly(utterance.text).text
    return {
        "anchor": utterance.anchor,
        "role": utterance.role.value,
        "speaker": utterance.speaker,
        "mark": utterance.mark,
        "text": utterance.text,
        "page": utterance.page,
        "tokens": analysis.text(),
        "spans": pack_spans(analysis.spans),
        # what a quote is looked for in, where that is not the text itself
        **({"normal": normal} if normal != utterance.text else {}),
    }


def _plain(value: Any) -> dict[str, Any]:
    """A dataclass of plain values by field; `asdict` would copy each value deeply, a tenth of all this work."""
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


def _exact(texts: Iterable[str | None]) -> list[str]:
    """What quotes are found in: each text by itself, the same one once."""
    return [make_exact_text(text) for text in dict.fromkeys(texts) if text]


def _label(label: Label) -> dict[str, Any]:
    return {"code": label.code, "label": label.label, "evidence": _evidence(label.evidence)}


def _evidence(evidence: Sequence[Evidence]) -> list[dict[str, Any]]:
    return [_plain(e) for e in evidence]


def _corrections(corrections: Sequence[Correction]) -> list[dict[str, Any]]:
    return [{n: list(v) if isinstance(v, tuple) else v for n, v in _plain(c).items()} for c in corrections]


def _header(registered: Registered) -> dict[str, Any]:
    meeting = registered.meeting
    return {
        "municipality": meeting.municipality.name,
        "code": meeting.municipality.code,
        "prefecture": meeting.municipality.prefecture,
        "council": meeting.council,
        "session": meeting.session,
        "date": meeting.date,
        "fiscal_year": meeting.fiscal_year,
    }


def _keywords(registered: Registered) -> dict[str, Any]:
    meeting = registered.meeting
    date = meeting.date or ""
    keywords = {
        "meeting_id": registered.id,
        "city": meeting.municipality.code,
        "prefecture": meeting.municipality.prefecture,
        "council": meeting.council or "",
        "date": date,
        "year": str(meeting.fiscal_year or ""),
        "calendar_year": date[:4],
        "ocr": "yes" if any(r.ocr for r in registered.renditions[:1]) else "no",
        "legal_regime": make_legal_regime(date).value if date else "",
    }
    return {name: value for name, value in keywords.items() if value}


def _renditions(renditions: Sequence[Rendition]) -> list[dict[str, Any]]:
    return [{**_plain(r), "unread_pages": list(r.unread_pages)} for r in renditions]


def find_removal(renditions: Sequence[Rendition]) -> str | None:
    """When the last form of the minutes went from the city's website (ISO time, UTC); None while one is there."""
    if any(r.current for r in renditions):
        return None
    return max((r.ended_at for r in renditions if r.ended_at), default=None)


def _texts(registered: Registered) -> list[dict[str, Any]]:
    """The texts that versions are compared by, newest first: none where nothing was ever replaced by another text."""
    known = [r for r in registered.renditions if r.text_sha256 in registered.texts]
    if len({r.text_sha256 for r in known}) < 2 or all(r.current for r in known):
        return []
    newest = sorted(known, key=lambda r: (r.current, r.last_seen, r.first_seen), reverse=True)
    return [
        {
            "text_sha256": text,
            "passages": [{name: getattr(u, name) for name in _OF_PASSAGE} for u in registered.texts[text]],
        }
        for text in list(dict.fromkeys(r.text_sha256 for r in newest))[:_MOST_TEXTS]
    ]


def _document_media_type(registered: Registered) -> str:
    """Of the document that is linked to, which may be another one than the one that was read (a PDF, for its pages)."""
    linked = (r for r in registered.renditions if r.url == registered.document_url)
    return next(linked, registered.renditions[0]).media_type


def _speakers(passages: Sequence[Mapping[str, Any]], analyzer: Analyzer) -> list[str]:
    """The tokens of each who speaks, once."""
    names = dict.fromkeys(p["speaker"] for p in passages if p["speaker"])
    return [analyzer.analyze(name).text() for name in names]


def _build_item(
    registered: Registered, item: AgendaItem, item_id: str, analysed: Mapping[str, dict[str, Any]], analyzer: Analyzer
) -> dict[str, Any]:
    passages = [analysed[anchor] for anchor in item.utterances]
    decision = " ".join([*(e.quote for e in item.outcome.evidence), item.conditions or ""])
    keywords = _keywords(registered)
    life = registered.lives.get(item_id, Life())
    of_header = [c for c in registered.meeting.corrections if c.field in _HEADER_OF_ITEM]
    source = {
        **_header(registered),
        "id": item_id,
        "meeting_id": registered.id,
        "ordinal": item.ordinal,
        "scope": "item",
        "number": item.number,
        "title": item.title,
        "kind": _label(item.kind),
        "topics": [_label(topic) for topic in item.topics],
        "outcome": _label(item.outcome),
        "conditions": {"text": item.conditions, "evidence": _evidence(item.conditions_evidence)}
        if item.conditions
        else None,
        "department": {"text": item.department, "evidence": _evidence(item.department_evidence)}
        if item.department
        else None,
        "legal_regime": keywords.get("legal_regime"),
        "continued_from": life.continued_from,
        "decided_in": life.decided_in,
        "registered": registered.days.get(item_id),
        "needs_review": list(item.needs_review) + [name for name in registered.meeting.needs_review if name == "date"],
        "corrections": _corrections((*item.corrections, *of_header)),
        "ocr": keywords["ocr"] == "yes",
        "removed_at": find_removal(registered.renditions),
        "document_url": registered.document_url,
        "document_media_type": _document_media_type(registered),
        "page": next((p["page"] for p in passages if p["page"]), None),
        "renditions": _renditions(registered.renditions),
        "utterances": passages,
    }
    return {
        **keywords,
        "id": item_id,
        "scope": "item",
        "kind": item.kind.code,
        "topic": [topic.code for topic in item.topics],
        "outcome": item.outcome.code,
        **({"department": item.department} if item.department else {}),
        "office": analyzer.analyze(item.department or "").text(),
        **{name: found for name, found in asdict(life).items() if found},
        "corrected": [correction.field for correction in item.corrections],
        "registered": registered.days.get(item_id),
        "needs_review": source["needs_review"],
        "title": analyzer.analyze(item.title).text(),
        "decision": analyzer.analyze(decision).text(),
        "talk": [p["tokens"] for p in passages],
        "speaker": _speakers(passages, analyzer),
        "title_exact": _exact([item.title]),
        "decision_exact": _exact([*(e.quote for e in item.outcome.evidence), item.conditions]),
        "talk_exact": _exact(p["text"] for p in passages),
        "speaker_exact": _exact(p["speaker"] for p in passages),
        "office_exact": _exact([item.department]),
        "source": source,
    }


def _build_outside(
    registered: Registered, outside: Sequence[Utterance], analysed: Mapping[str, dict[str, Any]], analyzer: Analyzer
) -> dict[str, Any]:
    """What belongs to no item (front matter, opening, next date): counts as no item, found with scope=all."""
    identifier = f"{registered.id}-x"
    passages = [analysed[u.anchor] for u in outside]
    keywords = _keywords(registered)
    source = {
        **_header(registered),
        "id": identifier,
        "meeting_id": registered.id,
        "ordinal": 0,
        "scope": "outside",
        "number": None,
        "title": "（案件以外の部分）",
        "kind": {"code": "other", "label": "その他", "evidence": []},
        "topics": [],
        "outcome": {"code": "unknown", "label": "不明", "evidence": []},
        "conditions": None,
        "department": None,
        "legal_regime": keywords.get("legal_regime"),
        "continued_from": None,
        "decided_in": None,
        "needs_review": [],
        "corrections": [],
        "ocr": keywords["ocr"] == "yes",
        "removed_at": find_removal(registered.renditions),
        "document_url": registered.document_url,
        "document_media_type": _document_media_type(registered),
        "page": next((p["page"] for p in passages if p["page"]), None),
        "renditions": _renditions(registered.renditions),
        "utterances": passages,
    }
    return {
        **keywords,
        "id": identifier,
        "scope": "outside",
        "kind": "other",
        "topic": [],
        "outcome": "unknown",
        "needs_review": [],
        "talk": [p["tokens"] for p in passages],
        "speaker": _speakers(passages, analyzer),
        "talk_exact": _exact(p["text"] for p in passages),
        "speaker_exact": _exact(p["speaker"] for p in passages),
        "source": source,
    }


def _build_meeting(registered: Registered) -> dict[str, Any]:
    meeting = registered.meeting
    ids = dict(enumerate(registered.item_ids, start=1))
    source = {
        **_header(registered),
        "id": registered.id,
        "start": meeting.start,
        "end": meeting.end,
        "place": meeting.place,
        "public": meeting.public,
        "observers": meeting.observers,
        "record": meeting.record,
        "members": list(meeting.members),
        "absent": list(meeting.absent),
        "needs_review": list(meeting.needs_review),
        "corrections": _corrections(meeting.corrections),
        "evidence": {name: _evidence(found) for name, found in meeting.evidence.items()},
        "items": [
            {
                "id": item_id,
                "number": item.number,
                "title": item.title,
                "kind": _label(item.kind),
                "outcome": _label(item.outcome),
                "topics": [_label(topic) for topic in item.topics],
            }
            for item, item_id in zip(meeting.items, registered.item_ids, strict=True)
        ],
        "utterances": [
            {
                "anchor": u.anchor,
                "role": u.role.value,
                "speaker": u.speaker,
                "mark": u.mark,
                "text": u.text,
                "page": u.page,
                "items": [ids[ordinal] for ordinal in u.items],
            }
            for u in meeting.utterances
        ],
        "renditions": _renditions(registered.renditions),
        "texts": _texts(registered),
        "removed_at": find_removal(registered.renditions),
        "document_url": registered.document_url,
        "disagreements": list(registered.disagreements),
    }
    date = {"date": meeting.date} if meeting.date else {}
    return {"id": registered.id, "code": meeting.municipality.code, **date, "source": source}


def build_tombstone(
    meeting: KnownMeeting, header: Mapping[str, str], renditions: Sequence[Rendition]
) -> dict[str, Any]:
    """What stays of a meeting when all its documents are withheld: where and when it was, and the reasons.

    `header`: source (its name), code, municipality, prefecture and council."""
    source = {
        **header,
        "id": meeting.id,
        "date": meeting.date,
        "session": meeting.session,
        "fiscal_year": make_fiscal_year(meeting.date) if meeting.date else None,
        "withheld": " / ".join(dict.fromkeys(r.withheld for r in renditions if r.withheld)),
        "items": [],
        "utterances": [],
        "renditions": _renditions(renditions),
    }
    date = {"date": meeting.date} if meeting.date else {}
    return {"id": meeting.id, "code": header["code"], **date, "source": source}
