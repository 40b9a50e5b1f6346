"""Archived copies over HTTP: the very bytes as a file to save; what is withheld or no minutes is not given."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.copies import ArchivedCopies
from app.main import create_app
from crawler.archive import Archive
from crawler.records import ArchivedDocument, Verdict
from crawler.sniff import MediaType
from tests.support.invented import VOCABULARY, ToyAnalyzer, make_engine

AT = "2024-05-01T03:04:05.000+00:00"
MINUTES: dict[MediaType, bytes] = {
    "pdf": b"%PDF minutes",
    "html": "<script>alert(1)</script>会議録".encode("shift_jis"),
    "text": "会議録".encode(),
    "docx": b"PK minutes",
}
NOTICE = b"%PDF a notice"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    with Archive.open(tmp_path) as archive:
        bodies = [*MINUTES.items(), ("pdf", NOTICE)]
        for number, (media_type, body) in enumerate(bodies):
            sha256, url = archive.store(body), f"https://city.example/会議 {number}"
            archive.record_candidate(
                ArchivedDocument("nagisawa", url, sha256, media_type, "会議録", "", AT, AT, current=True, sequence=0)
            )
            verdict = "not_minutes" if body == NOTICE else "minutes"
            archive.record_verdict(Verdict(sha256, "nagisawa", "1", verdict, "", AT))
        archive.store(b"a page that led to them")
    return tmp_path


@pytest.fixture
def client(root: Path) -> TestClient:
    app = create_app(make_engine(), ToyAnalyzer(), VOCABULARY, copies=ArchivedCopies(root))
    return TestClient(app, raise_server_exceptions=False)


def name(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


@pytest.mark.parametrize(
    ("kind", "media_type", "suffix"),
    [
        ("pdf", "application/pdf", "pdf"),
        ("html", "text/html", "html"),
        ("text", "text/plain", "txt"),
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    ],
)
def test_a_copy_is_a_file_to_save(client: TestClient, kind: MediaType, media_type: str, suffix: str) -> None:
    sha256 = name(MINUTES[kind])
    answer = client.get(f"/archive/{sha256}")
    assert (answer.status_code, answer.content) == (200, MINUTES[kind])
    headers = answer.headers
    assert headers["content-type"] == media_type
    assert headers["content-disposition"] == f'attachment; filename="{sha256[:12]}.{suffix}"'
    assert headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in headers["content-security-policy"]
    assert headers["x-robots-tag"] == "noindex"
    assert headers["memento-datetime"] == "Wed, 01 May 2024 03:04:05 GMT"
    assert headers["link"].startswith("<https://city.example/%E4%BC%9A")
    assert headers["cache-control"] == "no-cache"
    again = client.get(f"/archive/{sha256}", headers={"If-None-Match": headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "sha256",
    [name(NOTICE), name(b"a page that led to them"), "0" * 64, "..%2f..%2fetc%2fpasswd", "manifest.sqlite", "A" * 64],
)
def test_nothing_else_is_given(client: TestClient, sha256: str) -> None:
    assert client.get(f"/archive/{sha256}").status_code == 404


def test_a_withheld_copy_tells_the_reason(client: TestClient, root: Path) -> None:
    sha256 = name(MINUTES["pdf"])
    assert client.get(f"/archive/{sha256}").status_code == 200
    with Archive.open(root) as archive:
        archive.withhold(sha256, "氏名の<b>消し忘れ", AT)
    answer = client.get(f"/archive/{sha256}", headers={"If-None-Match": f'"{sha256}"'})
    assert answer.status_code == 410
    assert "氏名の&lt;b&gt;消し忘れ" in answer.text
    assert MINUTES["pdf"] not in answer.content
    with Archive.open(root) as archive:
        archive.release(sha256, "", AT)
    assert client.get(f"/archive/{sha256}").content == MINUTES["pdf"]


def test_damaged_bytes_are_not_given(client: TestClient, root: Path) -> None:
    sha256 = name(MINUTES["pdf"])
    path = root / "objects" / sha256[:2] / sha256[2:]
    path.chmod(0o644)
    path.write_bytes(b"%PDF other")
    answer = client.get(f"/archive/{sha256}")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
    assert str(root) not in answer.text


def test_without_an_archive(tmp_path: Path) -> None:
    for copies in (None, ArchivedCopies(tmp_path / "none")):
        app = create_app(make_engine(), ToyAnalyzer(), VOCABULARY, copies=copies)
        assert TestClient(app).get(f"/archive/{'0' * 64}").status_code == 404
