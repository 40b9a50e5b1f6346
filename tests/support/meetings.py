"""Invented meetings as the reading leaves them, for tests of what happens to a reading afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.evidence import locate
from app.model import AgendaItem, Label, Meeting, Municipality, Role, Utterance, make_fiscal_year

CODE = "982016"
LABELS = {
    "referral": "諮問",
    "report": "報告",
    "election": "選任",
    "other": "その他",
    "approved": "承認",
    "approved_with_conditions": "付帯意見付き承認",
    "rejected": "不承認",
    "continued": "継続審議",
    "withdrawn": "取下げ",
    "reported": "報告",
    "unknown": "不明",
    "cloud": "クラウド",
}


@dataclass(frozen=True)
class Asked:
    """An item: how it is called, and how it ended."""

    title: str
    outcome: str = "approved"
    number: str | None = None
    kind: str = "referral"
    said: str = "審議の結果、このように決めました。"
    topics: tuple[str, ...] = ()
    conditions: str | None = None
    needs_review: tuple[str, ...] = ()
    source: str | None = None  # how the agenda wrote the title


def make_meeting(date: str | None, *asked: Asked, session: str | None = None, **header: Any) -> Meeting:
    """Front matter (u1), then for each item its title (u2, u4, …) and what was said (u3, u5, …)."""
    utterances = [Utterance("u1", Role.HEADER, None, f"日時 {date} 午後2時 場所 渚沢市役所 傍聴者 3人", 1)]
    items = []
    for ordinal, one in enumerate(asked, start=1):
        heading = Utterance(f"u{2 * ordinal}", Role.HEADING, None, one.source or one.title, 1, (ordinal,))
        said = Utterance(f"u{2 * ordinal + 1}", Role.SPEECH, "会長", one.said, 2, (ordinal,))
        utterances += [heading, said]
        found = locate(said, one.said)
        title = locate(heading, heading.text)
        assert found is not None
        assert title is not None
        items.append(
            AgendaItem(
                ordinal=ordinal,
                number=one.number,
                title=one.title,
                kind=Label(one.kind, LABELS[one.kind], (title,)),
                outcome=Label(one.outcome, LABELS[one.outcome], () if one.outcome == "unknown" else (found,)),
                topics=tuple(Label(code, LABELS[code], (title,)) for code in one.topics),
                conditions=one.conditions,
                conditions_evidence=(found,) if one.conditions else (),
                title_evidence=(title,),
                utterances=(heading.anchor, said.anchor),
                needs_review=one.needs_review,
            )
        )
    values: dict[str, Any] = {
        "council": "渚沢市個人情報保護審議会",
        "start": "14:00",
        "end": None,
        "place": "渚沢市役所",
        "public": None,
        "observers": None,
        "record": None,
        **header,
    }
    return Meeting(
        municipality=Municipality(CODE, "渚沢市", "北浜県"),
        session=session,
        date=date,
        fiscal_year=make_fiscal_year(date) if date else None,
        members=(),
        absent=(),
        items=tuple(items),
        utterances=tuple(utterances),
        **values,
    )


def make_ids(meeting: Meeting) -> tuple[str, ...]:
    return tuple(f"{CODE}-{meeting.date}-i{item.ordinal}" for item in meeting.items)


def with_ids(meetings: Sequence[Meeting]) -> list[tuple[Meeting, tuple[str, ...]]]:
    return [(meeting, make_ids(meeting)) for meeting in meetings]
