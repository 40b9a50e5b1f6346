"""A look at a website: the pages that a crawl would fetch, no document, and the links that a crawl would take."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest

from benchmarks.link_sites import FolderFetcher, load_sites
from crawler.archive import Archive
from crawler.fetch import Fetcher
from crawler.run import crawl_source
from crawler.survey import find_changes, survey_source

SITES = Path(__file__).parents[1] / "sites"
NOW = datetime(2024, 5, 15, tzinfo=UTC)


@pytest.mark.parametrize("name", ["detail_pages", "minutes_in_page", "shared_page", "years_and_pager"])
def test_it_tells_what_a_crawl_takes(name: str, tmp_path: Path) -> None:
    (site,) = (site for site in load_sites(SITES) if site.name == name)
    looked, crawled = FolderFetcher(site), FolderFetcher(site)
    survey = survey_source(site.source, cast(Fetcher, looked), now=lambda: NOW)
    crawl_source(site.source, tmp_path, cast(Fetcher, crawled), now=lambda: NOW)
    with Archive.open(tmp_path, read_only=True) as archive:
        taken = archive.current_urls(site.source.name)
    found = {link.url for link in (*survey.documents, *survey.pages)}
    assert taken <= found
    assert set(crawled.asked) - set(looked.asked) == {link.url for link in survey.documents}, "only web pages"
    assert all(link.reason for link in (*survey.documents, *survey.pages, *survey.followed, *survey.passed))
    assert survey.worked is not bool(survey.report.failed)

    changes = find_changes(survey, frozenset())
    assert (set(changes.new), changes.known, changes.unlisted) == (found, (), ())
    gone = "https://www.city.example.test/gone.pdf"
    changes = find_changes(survey, taken | {gone})
    assert (set(changes.known), changes.unlisted) == (set(taken), (gone,))


def test_an_address_that_is_dead(tmp_path: Path) -> None:
    (site,) = (site for site in load_sites(SITES) if site.name == "detail_pages")
    url = site.source.start[0] + "-no-such-page"
    source = type(site.source)(**{k: getattr(site.source, k) for k in site.source.__slots__} | {"start": (url,)})
    survey = survey_source(source, cast(Fetcher, FolderFetcher(site)), now=lambda: NOW)
    assert survey.report.failed == ((url, "HTTP 404"),)
    assert not survey.worked
