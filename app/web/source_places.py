"""Many sources by prefecture: one page of a thousand would be 2 MB, and nobody reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.errors import NotFoundError, UsageError
from app.search.request import refuse_parameters
from app.search.sources import SourceSummaryOut

MOST_ON_A_PAGE = 100  # 2 KB each


@dataclass(frozen=True, slots=True)
class Place:
    """A prefecture's sources, counted. `doubtful`: those whose crawls an operator should look at."""

    prefecture: str
    sources: int
    meetings: int
    missing: int
    doubtful: int


def group_places(sources: Sequence[SourceSummaryOut]) -> tuple[Place, ...]:
    """In the order of the sources, which is that of the municipalities' codes."""
    by_name: dict[str, list[SourceSummaryOut]] = {}
    for source in sources:
        by_name.setdefault(source.prefecture, []).append(source)
    return tuple(
        Place(
            prefecture=name,
            sources=len(own),
            meetings=sum(source.meetings for source in own),
            missing=sum(count_missing(source) for source in own),
            doubtful=sum(source.health is not None and source.health.level != "ok" for source in own),
        )
        for name, own in by_name.items()
    )


def count_missing(source: SourceSummaryOut) -> int:
    """Meetings that are known of and cannot be searched."""
    return source.gaps + source.announced + source.unread + source.unfetched


def parse_prefecture(params: Mapping[str, Sequence[str]]) -> str | None:
    """What a page of sources is asked for. UsageError for anything but one prefecture."""
    refuse_parameters({name: list(values) for name, values in params.items()}, ("prefecture",))
    given = [value for value in params.get("prefecture", ()) if value]
    if len(given) > 1:
        raise UsageError("prefecture", "都道府県は一つだけ指定してください。")
    return given[0] if given else None


def choose_sources(sources: Sequence[SourceSummaryOut], prefecture: str | None) -> tuple[SourceSummaryOut, ...]:
    """A prefecture's sources; without one all, or none where they are too many for a page. NotFoundError."""
    if prefecture is None:
        return tuple(sources) if len(sources) <= MOST_ON_A_PAGE else ()
    chosen = tuple(source for source in sources if source.prefecture == prefecture)
    if not chosen:
        raise NotFoundError(f"「{prefecture}」の審議会はまだ収集していません。")
    return chosen
