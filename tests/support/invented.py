"""Invented items, meetings and a vocabulary for tests of search, API and pages; a toy analyser for them.

No city, person or sentence here is real.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.analyze.exact import make_exact_text, normalize_exactly
from app.analyze.spans import pack_spans
from app.coverage.build import build_coverage
from app.coverage.values import Collected, Listed, Passed
from app.engine.base import Document
from app.normalize import normalize
from tests.support.memory_engine import MemoryEngine

# runs of katakana and of letters are words, every other character stands alone, punctuation is nothing
_TOKEN = re.compile(r"[ァ-ヶー]+|[A-Za-z0-9]+|[ぁ-ん一-龠々]")


@dataclass(frozen=True, slots=True)
class ToyToken:
    form: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ToyAnalysis:
    tokens: tuple[ToyToken, ...]


class ToyAnalyzer:
    def analyze(self, text: str) -> ToyAnalysis:
        normal = normalize(text)
        return ToyAnalysis(
            tuple(
                ToyToken(m.group().lower(), *normal.original_span(m.start(), m.end()))
                for m in _TOKEN.finditer(normal.text)
            )
        )


@dataclass(frozen=True, slots=True)
class ToyExpansion:
    kind: str
    text: str
    forms: tuple[str, ...]
    reason: str = "invented"


class ToyExpander:
    """マイナンバー = 個人番号; サーバ and サーバー are spellings."""

    def expand(self, text: str) -> tuple[ToyExpansion, ...]:
        return {
            "マイナンバー": (ToyExpansion("synonym", "個人番号", ("個", "人", "番", "号")),),
            "サーバ": (ToyExpansion("spelling", "サーバー", ("サーバー",)),),
        }.get(text, ())


@dataclass(frozen=True, slots=True)
class ToyEntry:
    code: str
    label: str


@dataclass(frozen=True, slots=True)
class ToyVocabulary:
    topics: tuple[ToyEntry, ...]
    outcomes: tuple[ToyEntry, ...]
    kinds: tuple[ToyEntry, ...]

    def topic(self, code_or_label: str) -> ToyEntry | None:
        return _find(self.topics, code_or_label)

    def outcome(self, code_or_label: str) -> ToyEntry | None:
        return _find(self.outcomes, code_or_label)

    def kind(self, code_or_label: str) -> ToyEntry | None:
        return _find(self.kinds, code_or_label)


def _find(entries: Sequence[ToyEntry], wanted: str) -> ToyEntry | None:
    return next((entry for entry in entries if wanted in (entry.code, entry.label)), None)


VOCABULARY = ToyVocabulary(
    topics=(
        ToyEntry("cloud", "クラウド"),
        ToyEntry("my_number", "マイナンバー"),
        ToyEntry("convenience_store", "コンビニ交付"),
        ToyEntry("outsourcing", "委託"),
    ),
    outcomes=(
        ToyEntry("approved", "承認"),
        ToyEntry("approved_with_conditions", "付帯意見付き承認"),
        ToyEntry("rejected", "不承認"),
        ToyEntry("continued", "継続審議"),
        ToyEntry("reported", "報告"),
        ToyEntry("unknown", "不明"),
    ),
    kinds=(ToyEntry("referral", "諮問"), ToyEntry("report", "報告")),
)
CITIES = {"992011": ("風待市", "海辺県"), "992020": ("月影市", "海辺県"), "982016": ("月影市", "山辺県")}


def make_label(entries: Sequence[ToyEntry], code: str, evidence: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    entry = next(entry for entry in entries if entry.code == code)
    return {"code": entry.code, "label": entry.label, "evidence": list(evidence)}


def make_utterance(anchor: str, text: str, *, speaker: str | None = "会長", page: int | None = 1, role: str = "speech"):
    tokens = ToyAnalyzer().analyze(text).tokens
    return {
        "anchor": anchor,
        "role": role,
        "speaker": speaker,
        "text": text,
        "normal": normalize_exactly(text).text,
        "page": page,
        "tokens": " ".join(token.form for token in tokens),
        "spans": pack_spans([offset for token in tokens for offset in (token.start, token.end)]),
    }


def make_evidence(utterance: dict[str, Any], quote: str) -> dict[str, Any]:
    start = utterance["text"].index(quote)
    return {
        "quote": quote,
        "page": utterance["page"],
        "utterance": utterance["anchor"],
        "start": start,
        "end": start + len(quote),
    }


@dataclass(frozen=True)
class Case:
    """One invented item; `decided` is the words of its decision, said last."""

    code: str
    date: str
    title: str
    says: tuple[str, ...] = ("説明します。",)
    decided: str | None = "原案のとおり承認します。"
    outcome: str = "approved"
    kind: str = "referral"
    topics: tuple[str, ...] = ()
    conditions: str | None = None
    scope: str = "item"
    ordinal: int = 1
    needs_review: tuple[str, ...] = ()
    media_type: str = "application/pdf"
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def meeting_id(self) -> str:
        return f"{self.code}-{self.date}"

    @property
    def id(self) -> str:
        return f"{self.meeting_id}-i{self.ordinal}"


def _make_utterances(case: Case) -> list[dict[str, Any]]:
    page = 2 if case.media_type == "application/pdf" else None
    said = [
        make_utterance(f"u{case.ordinal}{index}", text, speaker="担当課", page=page)
        for index, text in enumerate(case.says, start=1)
    ]
    closing = "".join(part for part in (case.decided, case.conditions) if part)
    return [*said, make_utterance(f"u{case.ordinal}9", closing, page=page)] if closing else said


def make_source(case: Case) -> dict[str, Any]:
    """The stored source of an `items` document."""
    municipality, prefecture = CITIES[case.code]
    utterances = _make_utterances(case)
    last = utterances[-1]
    year, month = int(case.date[:4]), int(case.date[5:7])
    decided = [make_evidence(last, case.decided)] if case.decided else []
    conditions = (
        {"text": case.conditions, "evidence": [make_evidence(last, case.conditions)]} if case.conditions else None
    )
    url = f"https://city.example/{case.meeting_id}.pdf"
    return {
        "id": case.id,
        "meeting_id": case.meeting_id,
        "ordinal": case.ordinal,
        "scope": case.scope,
        "number": f"諮問第{case.ordinal}号",
        "title": case.title,
        "kind": make_label(VOCABULARY.kinds, case.kind),
        "topics": [make_label(VOCABULARY.topics, topic) for topic in case.topics],
        "outcome": make_label(VOCABULARY.outcomes, case.outcome, decided),
        "conditions": conditions,
        "department": {"text": "図書館", "evidence": []},
        "municipality": municipality,
        "code": case.code,
        "prefecture": prefecture,
        "council": f"{municipality}個人情報保護審議会",
        "session": "第5回",
        "date": case.date,
        "fiscal_year": year if month >= 4 else year - 1,
        "legal_regime": "national_act" if case.date >= "2023-04-01" else "ordinance",
        "needs_review": list(case.needs_review),
        "ocr": False,
        "registered": "2024-01-02" if case.scope == "item" else None,
        "document_url": url,
        "page": utterances[0]["page"],
        "document_media_type": case.media_type,
        "renditions": [
            {
                "url": url,
                "media_type": case.media_type,
                "sha256": "0" * 64,
                "current": True,
                "first_seen": "2024-01-02T03:04:05Z",
                "last_seen": "2024-02-02T03:04:05Z",
                "pages": 5,
            }
        ],
        "utterances": utterances,
        **case.extra,
    }


def make_item_document(source: dict[str, Any]) -> Document:
    """A stored source → the flat document that an engine indexes."""

    def tokens(text: str) -> str:
        return " ".join(token.form for token in ToyAnalyzer().analyze(text).tokens)

    decision = [entry["quote"] for entry in source["outcome"]["evidence"]]
    conditions = source["conditions"]["text"] if source["conditions"] else ""
    return {
        "id": source["id"],
        "meeting_id": source["meeting_id"],
        "scope": source["scope"],
        "registered": source.get("registered"),
        "city": source["code"],
        "code": source["code"],
        "date": source["date"],
        "year": str(source["fiscal_year"]),
        "calendar_year": source["date"][:4],
        "kind": source["kind"]["code"],
        "topic": [topic["code"] for topic in source["topics"]],
        "outcome": source["outcome"]["code"],
        "prefecture": source["prefecture"],
        "council": source["council"],
        "department": source["department"]["text"],
        "legal_regime": source["legal_regime"],
        "ocr": "yes" if source["ocr"] else "no",
        "needs_review": source["needs_review"],
        "title": tokens(source["title"]),
        "decision": tokens(" ".join([*decision, conditions])),
        "talk": [utterance["tokens"] for utterance in source["utterances"]],
        "speaker": [tokens(name) for name in dict.fromkeys(u["speaker"] for u in source["utterances"]) if name],
        "office": tokens(source["department"]["text"]),
        "title_exact": make_exact_text(source["title"]),
        "decision_exact": [make_exact_text(text) for text in (*decision, conditions) if text],
        "talk_exact": [make_exact_text(utterance["text"]) for utterance in source["utterances"]],
        "speaker_exact": [make_exact_text(u["speaker"]) for u in source["utterances"] if u["speaker"]],
        "source": source,
    }


_HEADER_KEYS = ("municipality", "code", "prefecture", "council", "session", "date", "fiscal_year", "renditions")


def make_meeting_document(sources: Sequence[dict[str, Any]]) -> Document:
    """All items of a meeting → its document."""
    first = sources[0]
    passages = [make_utterance("u1", "開会します。")]
    items_by_anchor: dict[str, list[str]] = {}
    for source in sources:
        for utterance in source["utterances"]:
            items_by_anchor.setdefault(utterance["anchor"], []).append(source["id"])
            passages.append(utterance)
    source = {
        **{key: first[key] for key in _HEADER_KEYS},
        "id": first["meeting_id"],
        "start": "14:00",
        "end": "15:30",
        "place": "市役所 会議室",
        "public": "公開",
        "observers": 0,
        "record": None,
        "members": ["甲 一郎", "乙 二子"],
        "absent": [],
        "needs_review": [],
        "evidence": {},
        "items": [
            {key: entry[key] for key in ("id", "number", "title", "kind", "outcome", "topics")} for entry in sources
        ],
        "utterances": [
            {key: passage.get(key) for key in ("anchor", "role", "speaker", "mark", "text", "page")}
            | {"items": items_by_anchor.get(passage["anchor"], [])}
            for passage in passages
        ],
        "document_url": first["document_url"],
        "disagreements": [
            {
                "field": "end",
                "values": [
                    {"value": "15:30", "url": first["document_url"]},
                    {"value": None, "url": "https://city.example/a.html"},
                ],
            }
        ],
    }
    return {"id": source["id"], "code": source["code"], "date": source["date"], "source": source}


CASES = (
    Case(
        "992011",
        "2018-07-10",
        "図書館システムのクラウド化について",
        ("貸出の記録をクラウドに置きます。", "クラウドの事業者に委託します。"),
        topics=("cloud", "outsourcing"),
    ),
    Case(
        "992011",
        "2018-07-10",
        "証明書のコンビニ交付について",
        ("個人番号を使います。",),
        decided="意見を付けて承認します。",
        conditions="記録を残すこと。",
        outcome="approved_with_conditions",
        topics=("convenience_store", "my_number"),
        ordinal=2,
    ),
    Case(
        "992020",
        "2019-02-05",
        "健診データのクラウド保存について",
        ("健診の結果を外に置きます。",),
        decided="認められません。",
        outcome="rejected",
        topics=("cloud",),
    ),
    Case(
        "982016",
        "2023-05-09",
        "カメラ画像の提供について",
        ("駅前の画像です。",),
        decided=None,
        outcome="unknown",
        needs_review=("outcome",),
        media_type="text/html",
    ),
    Case("982016", "2023-05-09", "事故の報告", ("宛先を誤りました。",), outcome="reported", kind="report", ordinal=2),
    Case("982016", "2023-05-09", "案件外", ("クラウドの話は次回に。",), outcome="unknown", scope="outside", ordinal=0),
)


def make_coverage(
    code: str, held: Sequence[Collected], *failed: Passed, listed: Listed | None = None, council: str | None = None
) -> list[dict[str, Any]]:
    """The coverage of a city's council, whose source is called by its code."""
    name, prefecture = CITIES[code]
    header = {"code": code, "municipality": name, "prefecture": prefecture, "council": council or f"{name}審議会"}
    return build_coverage(code, header, held, failed, listed)


def make_engine(cases: Sequence[Case] = CASES) -> MemoryEngine:
    """An engine that holds `cases`, their meetings and the coverage of their cities."""
    engine = MemoryEngine()
    sources = [make_source(case) for case in cases]
    meetings: dict[str, list[dict[str, Any]]] = {}
    for source in sources:
        meetings.setdefault(source["meeting_id"], []).append(source)
    with engine.rebuild() as writer:
        for source in sources:
            writer.put("items", make_item_document(source))
        for group in meetings.values():
            writer.put("meetings", make_meeting_document([entry for entry in group if entry["scope"] == "item"]))
        for code in sorted({source["code"] for source in sources}):
            held = [
                Collected(own[0]["meeting_id"], own[0]["date"], own[0].get("session"), None, None, len(own))
                for own in meetings.values()
                if own[0]["code"] == code
            ]
            for document in make_coverage(code, held):
                writer.put("coverage", document)
    return engine
