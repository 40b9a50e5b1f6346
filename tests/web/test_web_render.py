"""What templates are given: marked text without nesting, safe links, Japanese names."""

from __future__ import annotations

import pytest

from app.search.snippets import Span
from app.web.render import make_marked_text, make_safe_url

E = '<mark class="evidence">'


@pytest.mark.parametrize(
    ("found", "evidence", "html"),
    [
        ([], [], "甲&lt;乙&gt;丙丁"),
        ([(1, 4)], [], "甲<mark>&lt;乙&gt;</mark>丙丁"),
        ([], [(1, 4)], f"甲{E}&lt;乙&gt;</mark>丙丁"),
        ([(0, 1)], [(1, 4)], f"<mark>甲</mark>{E}&lt;乙&gt;</mark>丙丁"),
        ([(0, 2)], [(1, 4)], f"<mark>甲</mark>{E}&lt;乙&gt;</mark>丙丁"),
        ([(3, 6)], [(1, 4)], f"甲{E}&lt;乙&gt;</mark><mark>丙丁</mark>"),
        ([(2, 3)], [(1, 4)], f"甲{E}&lt;乙&gt;</mark>丙丁"),
        ([(0, 6)], [(2, 3)], f"<mark>甲&lt;</mark>{E}乙</mark><mark>&gt;丙丁</mark>"),
    ],
)
def test_marked_text(found: list[Span], evidence: list[Span], html: str) -> None:
    assert make_marked_text("甲<乙>丙丁", found, evidence) == html


@pytest.mark.parametrize(
    ("url", "page", "media_type", "link"),
    [
        ("https://city.example/a.pdf", 3, "application/pdf", "https://city.example/a.pdf#page=3"),
        ("https://city.example/a.pdf#top", 3, "application/pdf", "https://city.example/a.pdf#page=3"),
        ("https://city.example/a.html#top", 3, "text/html", "https://city.example/a.html#top"),
        ("http://city.example/a.pdf", None, "application/pdf", "http://city.example/a.pdf"),
        ("javascript:alert(1)", None, None, None),
        ("javascript://city.example/%0aalert(1)", None, None, None),
        ("data:text/html,x", None, None, None),
        ("file:///etc/hosts", None, None, None),
        ("/relative", None, None, None),
        ("", None, None, None),
    ],
)
def test_safe_urls(url: str, page: int | None, media_type: str | None, link: str | None) -> None:
    assert make_safe_url(url, page, media_type) == link
