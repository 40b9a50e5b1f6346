"""Looks at a source's website as a crawl would, without fetching documents and without writing into the archive.

The pages go through the real crawl, into an archive that is thrown away; so what is told here is what a crawl does.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from crawler.archive import Archive
from crawler.fetch import Fetcher
from crawler.listing import Decision
from crawler.records import LinkRow
from crawler.report import CrawlEvent, CrawlReport, Progress
from crawler.run import crawl_leased
from crawler.source import Source


@dataclass(frozen=True, slots=True)
class SurveyedLink:
    """A link with its words, and why it would be fetched or is passed over."""

    url: str
    text: str
    context: str
    reason: str


@dataclass(frozen=True, slots=True)
class Survey:
    """`documents` would be fetched; `pages` are web pages that may hold minutes themselves; `followed` are all other
    web pages that were fetched. `report` counts requests and bytes, and has the failures."""

    source: Source
    report: CrawlReport
    documents: tuple[SurveyedLink, ...]
    pages: tuple[SurveyedLink, ...]
    followed: tuple[SurveyedLink, ...]
    passed: tuple[SurveyedLink, ...]

    @property
    def worked(self) -> bool:
        """All was seen, nothing failed, and there was something to take."""
        return self.report.complete and not self.report.failed and bool(self.documents or self.pages)


@dataclass(frozen=True, slots=True)
class Changes:
    """What a crawl would find other than the archive has it; URLs. `known` are asked for again, with a condition."""

    new: tuple[str, ...]
    known: tuple[str, ...]
    unlisted: tuple[str, ...]


def survey_source(
    source: Source, fetcher: Fetcher, *, now: Callable[[], datetime], progress: Progress | None = None
) -> Survey:
    """One look at all pages; ArchiveError if there is no temporary folder. A look that was stopped says so in its
    report."""
    events: list[CrawlEvent] = []

    def hear(event: CrawlEvent) -> None:
        events.append(event)
        if progress is not None:
            progress(event)

    with tempfile.TemporaryDirectory(prefix="shingikai-") as folder, Archive.open(Path(folder)) as archive:
        report = crawl_leased(source, fetcher, archive, now=now, progress=hear, documents=False)
        links = archive.links(source.name)
        pages = archive.current_urls(source.name)
    return make_survey(source, report, events, links, pages)


def make_survey(
    source: Source,
    report: CrawlReport,
    events: Collection[CrawlEvent],
    links: Collection[LinkRow],
    pages: Collection[str],
) -> Survey:
    """Puts together what a crawl told and noted. `pages`: the web pages that it took for minutes."""
    taken = [event.url for event in events if event.kind == "document" and event.url not in pages]
    followed = [event.url for event in events if event.kind == "page"]
    wanted = [link for link in links if link.decision != Decision.PASS]

    def tell(url: str) -> SurveyedLink:
        link = next((link for link in wanted if link.url == url), None)
        if link is None:
            return SurveyedLink(url, "", "", "a start page" if url in source.start else "led to by a redirect")
        return SurveyedLink(url, link.text, link.context, link.reason)

    texts = {link.url: link.text for link in reversed(tuple(links))}
    return Survey(
        source,
        report,
        tuple(tell(url) for url in dict.fromkeys(taken)),
        tuple(tell(url) for url in sorted(pages)),
        tuple(tell(url) for url in dict.fromkeys(followed)),
        tuple(SurveyedLink(url, texts.get(url, ""), "", reason) for url, reason in report.passed_over),
    )


def find_changes(survey: Survey, current: Collection[str]) -> Changes:
    """`current`: the URLs whose documents the archive holds as current. What is not listed any more is only told of
    after a look that saw everything."""
    listed = [link.url for link in (*survey.documents, *survey.pages)]
    return Changes(
        new=tuple(url for url in listed if url not in current),
        known=tuple(url for url in listed if url in current),
        unlisted=tuple(sorted(set(current) - set(listed))) if survey.report.complete else (),
    )
