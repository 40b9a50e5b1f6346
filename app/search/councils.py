"""Every council: its years as the index has them, joined with how its crawls go, as the archive has them."""

from __future__ import annotations

from collections.abc import Mapping

from app.errors import NotFoundError
from app.search.coverage import Coverage, CoverageDirectory
from app.search.health import HealthReader
from app.search.sources import Council, SourceOut, SourcesOut, build_summaries, group_councils


class Councils:
    """Without `health` (no archive is at hand) nothing is told of the crawls."""

    def __init__(self, coverage: CoverageDirectory, health: HealthReader | None) -> None:
        self._coverage = coverage
        self._health = health
        self._kept: tuple[Coverage, Mapping[str, Council]] | None = None

    def fetch_sources(self, base_url: str) -> SourcesOut:
        """Every council, what was collected of it, and how its crawls go."""
        names = self._health.read_names() if self._health is not None else ()
        health = self._health.read_all() if self._health is not None else {}
        sources = build_summaries(self._group(), names, health, base_url)
        counts = [sum(getattr(source, name) for source in sources) for name in ("meetings", "items")]
        return SourcesOut(meetings=counts[0], items=counts[1], sources=sources)

    def fetch_last_crawl(self) -> str | None:
        """When the last crawl of any source ended (ISO time, UTC); None where no archive is at hand."""
        known = self._health.read_all().values() if self._health is not None else ()
        return max((one.last_crawl for one in known if one.last_crawl), default=None)

    def fetch_source(self, name: str, base_url: str) -> SourceOut:
        """One council with its years; raises NotFoundError."""
        council = self._group().get(name)
        names = [n for n in self._health.read_names() if n.name == name] if self._health is not None else []
        detail = self._health.read(name) if self._health is not None else None
        if council is None and not names:
            raise NotFoundError(f"「{name}」という収集元はありません。")
        known = {name: council} if council is not None else {}
        (summary,) = build_summaries(known, names, {name: detail} if detail is not None else {}, base_url)
        if council is None:
            return SourceOut(summary=summary, numbering=None, years=(), health=detail)
        return SourceOut(summary=summary, numbering=council.numbering, years=council.years, health=detail)

    def _group(self) -> Mapping[str, Council]:
        """Read anew when the coverage was."""
        coverage = self._coverage.fetch()
        kept = self._kept
        if kept is not None and kept[0] is coverage:
            return kept[1]
        councils = group_councils(coverage.stored)
        self._kept = (coverage, councils)  # one assignment: threads may both build, neither sees half
        return councils
