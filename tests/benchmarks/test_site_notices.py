"""What the invented websites say of meetings without minutes, found by a whole crawl: all of it, and nothing else."""

from __future__ import annotations

from itertools import chain

from benchmarks.link_sites import load_sites
from benchmarks.links import SETS, measure

# These say something, or have minutes in their pages in which people talk of what is in preparation.
SAYING = {
    "one_long_page": [("unpublished", "第2回（2月） 準備中")],
    "years_and_pager": [("none_held", "令和4年度 開催はありませんでした")],
    "cms_news": [("unpublished", "11月予定 第2回 準備中")],
    "town_parts": [],
    "minutes_in_page": [],
}


def test_notices() -> None:
    sites = chain(load_sites(SETS["sites"]), load_sites(SETS["sites_unseen"]))
    scores = measure([site for site in sites if site.name in SAYING])
    found = {score.name: [(n.kind, n.text) for n in score.report.findings.notices] for score in scores}
    assert found == SAYING
