from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from benchmarks.link_sites import LinkSite, load_sites
from benchmarks.links import FLOOR, SETS, Score, find_falls, list_errors, measure, sum_scores
from crawler.report import CrawlReport

pytestmark = pytest.mark.slow  # whole sites are crawled

SITES = {name: load_sites(folder) for name, folder in SETS.items() if folder.is_dir()}
ALL = [pytest.param(site, id=site.name) for sites in SITES.values() for site in sites]
REPORT = CrawlReport("x", 0, 0, 0, 0, 0, (), ())


@pytest.mark.parametrize("name", SITES)
def test_nothing_is_found_worse_than_before(name: str) -> None:
    scores = measure(SITES[name])
    errors = [error for score in scores for error in list_errors(score) if "beside the way" not in error]
    assert find_falls({name: sum_scores(scores)}, tomllib.loads(FLOOR.read_text(encoding="utf-8"))) == [], errors


@pytest.mark.parametrize("site", ALL)
def test_a_site_is_whole(site: LinkSite) -> None:
    """No document stands in two of the lists, and there is something to find and something to leave."""
    lists = [urls for name, urls in site.golden.items() if name != "pages"]
    assert sum(map(len, lists)) == len(frozenset[str]().union(*lists))
    assert site.golden["minutes"]
    assert site.golden["not_minutes"]


def _score(taken: set[str]) -> Score:
    golden = frozenset({"/a.pdf", "/b.pdf"})
    return Score("x", "", golden, frozenset({"/d.pdf"}), frozenset(taken), frozenset(), (), REPORT)


FLOOR_OF_BOTH = {"sites": sum_scores([_score({"/a.pdf", "/b.pdf"})])}


@pytest.mark.parametrize(
    ("taken", "falls"),
    [
        ({"/a.pdf", "/b.pdf"}, 0),
        ({"/a.pdf", "/b.pdf", "/d.pdf"}, 0),  # what is doubtful may be taken
        ({"/a.pdf"}, 1),
        ({"/a.pdf", "/b.pdf", "/other.pdf"}, 1),
    ],
)
def test_a_fall_is_told(taken: set[str], falls: int) -> None:
    assert len(find_falls({"sites": sum_scores([_score(taken)])}, FLOOR_OF_BOTH)) == falls


def test_a_set_without_figures_fails() -> None:
    assert find_falls({"new": sum_scores([_score(set())])}, FLOOR_OF_BOTH) != []


def test_the_folder_of_the_sites_is_where_it_should_be() -> None:
    assert Path(SETS["sites"]).is_dir()
    assert len(SITES["sites"]) >= 20
