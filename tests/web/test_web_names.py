"""Names for people: fields, doubts, documents, days, and why a document could not be read."""

from __future__ import annotations

import pytest

from app.model import Municipality
from app.search.coverage import Unread
from app.search.results import RenditionOut
from app.web.names import (
    get_media_type,
    make_doubt,
    make_field_name,
    make_media_name,
    make_seen_label,
    make_unread_note,
)


def test_media_and_fields() -> None:
    assert make_media_name("Text/HTML; charset=utf-8") == "HTML"
    assert make_media_name("application/x-unheard") == "文書"
    assert make_field_name("outcome") == "結論"
    assert make_field_name("unheard") == "unheard"
    assert make_doubt("unheard") is None


@pytest.mark.parametrize(
    "field", ["title", "kind", "outcome", "conditions", "utterances", "date", "speakers", "items", "outcomes"]
)
def test_every_field_that_is_marked_has_a_japanese_name(field: str) -> None:
    assert not make_field_name(field).isascii()


@pytest.mark.parametrize(
    ("first", "last", "label"),
    [
        ("2024-01-02T03:04:05Z", "2024-02-02T03:04:05Z", "2024年1月2日から2024年2月2日まで確認"),
        ("2024-01-02T03:04:05+00:00", "2024-01-02T14:59:59+00:00", "2024年1月2日に確認"),
        ("2024-01-02T14:59:59.123Z", "2024-01-02T15:00:00.000Z", "2024年1月2日から2024年1月3日まで確認"),
    ],
)
def test_days_are_those_of_japan(first: str, last: str, label: str) -> None:
    assert make_seen_label(first, last) == label


def make_rendition(url: str, media_type: str, *, current: bool = True) -> RenditionOut:
    time = "2024-01-02T03:04:05Z"
    return RenditionOut(
        url=url, media_type=media_type, sha256="0" * 64, current=current, first_seen=time, last_seen=time, pages=None
    )


@pytest.mark.parametrize(
    ("url", "media_type"),
    [("a", "text/html"), ("b", "application/pdf"), ("unheard", "default/type")],
)
def test_the_media_type_is_that_of_the_document_linked(url: str, media_type: str) -> None:
    renditions = [
        make_rendition("a", "application/pdf", current=False),
        make_rendition("a", "text/html"),
        make_rendition("b", "application/pdf"),
    ]
    assert get_media_type(url, renditions, "default/type") == media_type


@pytest.mark.parametrize(
    ("reason", "scan", "told", "command"),
    [
        ("未読取: pictures; to read it: apt-get install x y", True, "画像だけの文書", "apt-get install x y"),
        ("未読取: pictures", True, "画像だけの文書", None),
        ("the PDF is encrypted", False, "the PDF is encrypted", None),
        ("too big; to read it: raise the limit", False, "too big", "raise the limit"),
    ],
)
def test_why_a_document_was_not_read(reason: str, scan: bool, told: str, command: str | None) -> None:
    city = Municipality("992011", "風待市", "海辺県")
    note = make_unread_note(Unread(city, None, "https://city.example/a.pdf", "会議録", None, reason, scan))
    assert note.reason.startswith(told)
    assert note.command == command
