"""The pages of the sources: what is collected of each council, what is missing, and how its website is visited."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment

from app.search.eras import make_fiscal_year_label, make_plain_date_label
from app.search.health import ReasonOut
from app.search.request import group_parameters, refuse_parameters
from app.search.service import SearchService
from app.search.sources import GapOut, SourceSummaryOut, YearOut
from app.web.origin import get_root
from app.web.reasons import tell_reason, tell_warning
from app.web.render import render
from app.web.source_places import choose_sources, count_missing, group_places, parse_prefecture

_JAPAN = timezone(timedelta(hours=9))
# A sign for each state, so that none is told by colour alone.
SIGNS = {"collected": "●", "none_held": "－", "unpublished": "…", "not_collected": "×", "unknown": "？"}
LABELS = {
    "collected": "収集済み",
    "none_held": "会議なし",
    "unpublished": "未公開",
    "not_collected": "未収集",
    "unknown": "不明",
}
_MEANINGS = {
    "collected": "会議録を収集し、検索できる年度",
    "none_held": "会議を開かなかったと、市区町村のサイトに書かれている年度",
    "unpublished": "会議の名はサイトにあるが、会議録がまだ掲載されていない年度",
    "not_collected": "会議録があることは分かるが、取得か読み取りができていない年度",
    "unknown": "何も書かれておらず、会議があったかどうか分からない年度",
}
_SCALES = {
    "running": "通し番号",
    "fiscal": "年度ごと",
    "calendar": "暦年ごと",
    "term": "任期ごと",
}
_OUTCOMES = {"complete": "すべて確認", "partial": "一部のページを取得できず", "nothing": "取得できず"}
_KINDS = {"unpublished": "準備中など", "listed": "会議録へのリンクなし", "upcoming": "開催前", "cancelled": "中止"}
_CHANGES = {"new": "新規", "replaced": "差し替え", "withdrawn": "掲載終了"}


@dataclass(frozen=True, slots=True)
class GapNote:
    """Numbers that are missing side by side: 第43回 to 第48回, between the same neighbours."""

    labels: tuple[str, ...]
    years: tuple[int, ...]
    after: str | None
    before: str | None
    certain: bool

    @property
    def label(self) -> str:
        return self.labels[0] if len(self.labels) == 1 else f"{self.labels[0]}から{self.labels[-1]}まで"


def group_gaps(years: Iterable[YearOut]) -> tuple[GapNote, ...]:
    """Each gap once, though it is told of every year that it may belong to; the newest first."""
    known: dict[tuple[str, tuple[int, ...]], GapOut] = {}
    for year in sorted(years, key=lambda year: year.year):
        for gap in year.gaps:
            known.setdefault((gap.label, gap.years), gap)
    groups: dict[tuple[tuple[int, ...], str | None, str | None, bool], list[str]] = defaultdict(list)
    for gap in known.values():
        groups[gap.years, gap.after, gap.before, gap.certain].append(gap.label)
    notes = [GapNote(tuple(labels), *key) for key, labels in groups.items()]
    return tuple(sorted(notes, key=lambda note: note.years, reverse=True))


def group_reasons(entries: Iterable[ReasonOut]) -> list[tuple[str, list[ReasonOut]]]:
    """Links by the reason why they were passed over, the commonest first."""
    groups: dict[str, list[ReasonOut]] = defaultdict(list)
    for entry in entries:
        groups[tell_reason(entry.reason)].append(entry)
    return sorted(groups.items(), key=lambda group: -len(group[1]))


def tell_day(time: str | None) -> str:
    """An ISO time → the day in Japan."""
    return make_plain_date_label(datetime.fromisoformat(time).astimezone(_JAPAN).date().isoformat()) if time else "なし"


def make_contact_url(contact: str | None) -> str | None:
    """A web or mail address → what a link to it leads to."""
    if contact is None or contact.startswith(("https://", "http://", "mailto:")):
        return contact
    return f"mailto:{contact}" if "@" in contact else None


def make_source_pages(service: SearchService, environment: Environment, contact: str | None) -> APIRouter:
    """`contact` is whom to tell of an error."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    told = environment.overlay()
    told.filters |= {
        "reason": tell_reason,
        "warning": tell_warning,
        "day": tell_day,
        "fiscal_year": make_fiscal_year_label,
        "outcome_name": lambda outcome: _OUTCOMES.get(outcome, "記録なし"),
        "change_name": lambda kind: _CHANGES.get(kind, kind),
        "announced_name": lambda kind: _KINDS.get(kind, kind),
        "missing": count_missing,
        "scale_name": lambda scale: _SCALES.get(scale, "番号なし"),
    }
    words = {"signs": SIGNS, "labels": LABELS, "meanings": _MEANINGS, "contact": make_contact_url(contact)}

    @router.get("/sources")
    def show_sources(request: Request) -> HTMLResponse:
        prefecture = parse_prefecture(group_parameters(request.query_params.multi_items()))
        root = get_root(request)
        found = service.fetch_sources(root)
        shown = choose_sources(found.sources, prefecture)
        counted = shown or found.sources
        context = {
            "prefecture": prefecture,
            "shown": shown,
            "counted": counted,
            "places": () if shown else group_places(found.sources),
            "years": _list_years(counted),
        }
        return render(told, "sources.html", words | context, root=root)

    @router.get("/sources/{name}")
    def show_source(name: str, request: Request) -> HTMLResponse:
        refuse_parameters(group_parameters(request.query_params.multi_items()))
        root = get_root(request)
        source = service.fetch_source(name, root)
        health = source.health
        context = {
            "source": source,
            "summary": source.summary,
            "gaps": group_gaps(source.years),
            "announced": [(year, one) for year in source.years for one in year.announced],
            "unavailable": [
                (year, one, kind)
                for year in source.years
                for kind, documents in (("読み取れない", year.unread), ("取得できない", year.unfetched))
                for one in documents
            ],
            "passed": group_reasons((*health.passed_over_list, *health.not_minutes) if health is not None else ()),
        }
        return render(told, "source.html", words | context, root=root)

    return router


def _list_years(sources: Sequence[SourceSummaryOut]) -> list[str]:
    """All years of the table, oldest first."""
    known = sorted({year for source in sources for year in source.timeline})
    return [str(year) for year in range(int(known[0]), int(known[-1]) + 1)] if known else []
