"""What templates are given: marked text without nesting, safe links, Japanese names."""

from __future__ import annotations

import pytest

from app.search.results import EvidenceOut
from app.search.snippets import Span
from app.web.render import choose_evidence, make_marked_text, make_paragraphs, make_safe_url

E, B = '<mark class="evidence">', '<mark class="evidence found">'


@pytest.mark.parametrize(
    ("found", "evidence", "html"),
    [
        ([], [], "甲&lt;乙&gt;丙丁"),
        ([(1, 4)], [], "甲<mark>&lt;乙&gt;</mark>丙丁"),
        ([], [(1, 4)], f"甲{E}&lt;乙&gt;</mark>丙丁"),
        ([(0, 1)], [(1, 4)], f"<mark>甲</mark>{E}&lt;乙&gt;</mark>丙丁"),
        ([(0, 2)], [(1, 4)], f"<mark>甲</mark>{B}&lt;</mark>{E}乙&gt;</mark>丙丁"),
        ([(3, 6)], [(1, 4)], f"甲{E}&lt;乙</mark>{B}&gt;</mark><mark>丙丁</mark>"),
        ([(2, 3)], [(1, 4)], f"甲{E}&lt;</mark>{B}乙</mark>{E}&gt;</mark>丙丁"),
        ([(0, 6)], [(2, 3)], f"<mark>甲&lt;</mark>{B}乙</mark><mark>&gt;丙丁</mark>"),
        ([(1, 2), (3, 4)], [(0, 4)], f"{E}甲</mark>{B}&lt;</mark>{E}乙</mark>{B}&gt;</mark>丙丁"),
        ([(1, 3), (2, 4)], [(1, 4)], f"甲{B}&lt;乙&gt;</mark>丙丁"),
        ([(1, 2)], [(0, 1), (2, 3)], f"{E}甲</mark><mark>&lt;</mark>{E}乙</mark>&gt;丙丁"),
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


def quote(utterance: str, start: int, end: int) -> EvidenceOut:
    return EvidenceOut(quote="", page=None, utterance=utterance, start=start, end=end)


@pytest.mark.parametrize(
    ("spans", "kept"),
    [
        ([], []),
        ([("u1", 0, 10), ("u1", 0, 30)], [1]),
        ([("u1", 5, 10), ("u1", 0, 30), ("u1", 20, 30)], [1]),
        ([("u1", 0, 10), ("u2", 0, 30)], [0, 1]),
        ([("u1", 0, 10), ("u1", 5, 30)], [0, 1]),  # each says more than the other
        ([("u1", 0, 10), ("u1", 0, 10)], [0]),
    ],
)
def test_no_words_are_quoted_twice(spans: list[tuple[str, int, int]], kept: list[int]) -> None:
    evidence = [quote(*span) for span in spans]
    assert choose_evidence(evidence) == tuple(evidence[at] for at in kept)


def test_paragraphs_of_a_speech_have_room_between_them() -> None:
    marked = make_marked_text("甲<\n乙", [(0, 4)])
    assert make_paragraphs(marked) == '<mark>甲&lt;<span class="break"> </span>乙</mark>'
