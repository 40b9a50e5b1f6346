from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

from benchmarks.link_sites import FolderFetcher, load_sites
from crawler.errors import FetchError
from crawler.fetch import Fetcher
from crawler.look import look_at, make_first_source
from crawler.page import parse_page
from crawler.proposal import choose_council, find_councils, propose_name
from crawler.vocabulary import load_vocabulary

WORDS = load_vocabulary().council
SITES = Path(__file__).parents[1] / "sites"
# These two start a step above the council's page, at a list in which it is not named.
NAMED_FURTHER_DOWN = {"department_portal"}


def choose(html: str) -> str | None:
    chosen = choose_council(find_councils([parse_page(html)], WORDS))
    return None if chosen is None else chosen.full


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h1>渚沢市個人情報保護審議会</h1>", "渚沢市個人情報保護審議会"),
        ("<h1>令和6年度第3回渚沢市個人情報保護審議会の会議録</h1>", "渚沢市個人情報保護審議会"),
        ("<h1>第12回渚沢市個人情報保護審議会</h1>", "渚沢市個人情報保護審議会"),
        ("<h1>個人情報の保護に関する審議会</h1>", "個人情報の保護に関する審議会"),
        ("<h1>プライバシー保護審議会 会議録</h1>", "プライバシー保護審議会"),
        ("<h1>情報公開・個人情報保護審査会</h1>", "情報公開・個人情報保護審査会"),
        ("<h1>かすみ市情報公開及び個人情報保護運営審議会</h1>", "かすみ市情報公開及び個人情報保護運営審議会"),
        ("<h1>個人情報　保護　審議会</h1>", "個人情報保護審議会"),
        # a heading before a link, a link before what is only mentioned
        ("<h1>個人情報保護審議会</h1><p>情報公開・個人情報保護審査会とは別です", "個人情報保護審議会"),
        ("<ul><li><a href=a>都市計画審議会</a><li><a href=b>個人情報保護審議会</a></ul>", "個人情報保護審議会"),
        # which of the two, nobody can tell
        ("<h1>個人情報保護審議会・個人情報保護審査会</h1>", None),
        ("<a href=a>個人情報保護審議会</a><a href=b>個人情報保護審査会</a>", None),
        # none of ours
        ("<h1>都市計画審議会</h1><p>教育委員会</p>", None),
        ("<p>個人情報の取扱いについては教育委員会へ</p>", None),
        ("<p>個人情報保護委員会（国）</p>", None),
        ("", None),
    ],
)
def test_council(html: str, expected: str | None) -> None:
    assert choose(html) == expected


@pytest.mark.parametrize("folder", ["sites", "sites_unseen", "sites_unseen_2"])
def test_council_of_invented_sites(folder: str) -> None:
    """Each site of the links' measurement names its council where it starts, frames and refreshes included."""
    wrong = []
    for site in load_sites(SITES.parent / folder):
        look = look_at(site.source, cast(Fetcher, FolderFetcher(site)))
        chosen = choose_council(find_councils(look.pages, WORDS))
        if site.name not in NAMED_FURTHER_DOWN and not (chosen and site.source.council.endswith(chosen.full)):
            wrong.append((site.name, chosen))
    assert wrong == []


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("www.city.kirigaoka.lg.jp", "kirigaoka"),
        ("www.city.kirigaoka.hokuhin.jp", "kirigaoka"),
        ("www.town.minamo-cho.lg.jp", "minamo-cho"),
        ("www.kirigaoka-city.jp", "kirigaoka"),
        ("www2.vill.shiraho.lg.jp:8080", "shiraho"),
        ("www.kirigaoka.lg.jp", "kirigaoka"),
        ("127.0.0.1:8711", ""),
        ("localhost", ""),
        ("example.org", ""),
    ],
)
def test_name_from_the_host(host: str, name: str) -> None:
    assert propose_name(host) == name


def test_first_look_goes_to_pages_only() -> None:
    (site,) = (site for site in load_sites(SITES) if site.name == "detail_pages")
    document = next(url for url in site.golden["minutes"] if url.endswith(".pdf"))
    first = make_first_source(document, site.source.hosts)
    with pytest.raises(FetchError, match="the page that lists the minutes"):
        look_at(first, cast(Fetcher, FolderFetcher(site)))
    with pytest.raises(FetchError, match=r"not an http\(s\) URL"):
        make_first_source("ftp://www.city.kirigaoka.lg.jp/")
