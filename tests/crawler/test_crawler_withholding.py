"""What is withheld: sealed, told by its reason, not brought back by a crawl, and whole again when it is released."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from loopback_site import NOW, PDF, Site, make_source

from crawler.archive import Archive
from crawler.errors import ArchiveError, WithheldError
from crawler.fetch import Fetcher
from crawler.records import Withholding
from crawler.report import CrawlReport
from crawler.run import crawl_source
from crawler.source import Source
from crawler.verify import verify_archive

AT, LATER = "2024-05-16T00:00:00.000+00:00", "2024-05-17T00:00:00.000+00:00"
SPEECH = "<p>○会長　次の案について伺います。</p><p>○委員　異存はございません。</p>" * 30


@pytest.fixture
def council(site: Site) -> Source:
    links = "<li><a href=1.pdf>第1回会議録</a></li><li><a href=2.html>第2回会議録</a></li>"
    site.page("/", "個人情報保護審議会", f"<ul>{links}</ul>")
    site.file("/1.pdf", PDF + b"a name that was left unmasked")
    site.page("/2.html", "第2回個人情報保護審議会 会議録", SPEECH + "<a href=3.pdf>第3回会議録</a>")
    site.file("/3.pdf", PDF + b"three")
    return make_source(f"{site.url}/")


def run(source: Source, root: Path, *, days: int = 0) -> CrawlReport:
    with Fetcher(sleep=lambda seconds: None, now=lambda: NOW) as fetcher:
        return crawl_source(source, root, fetcher, now=lambda: NOW + timedelta(days=days))


def names(root: Path) -> dict[str, str]:
    """Last part of the URL → SHA-256."""
    with Archive.open(root, read_only=True) as archive:
        return {row.url.rpartition("/")[2]: row.sha256 for row in archive.documents()}


def files(root: Path) -> set[str]:
    """The SHA-256 of what stands readable."""
    return {path.parent.name + path.name for path in (root / "objects").rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", ["1.pdf", "2.html"])
def test_sealed_and_released(site: Site, council: Source, tmp_path: Path, name: str) -> None:
    run(council, tmp_path)
    sha256 = names(tmp_path)[name]
    body = (tmp_path / "objects" / sha256[:2] / sha256[2:]).read_bytes()
    with Archive.open(tmp_path) as archive:
        before, sequence = archive.documents(), archive.sequence()
        assert archive.find_document(sha256[:8].upper()) == sha256
        assert archive.withhold(sha256, "氏名の消し忘れ", AT)
        assert not archive.withhold(sha256, "again", AT)
        assert archive.withheld() == (Withholding(sha256, "氏名の消し忘れ", AT),)
        with pytest.raises(WithheldError, match="氏名の消し忘れ"):
            archive.read(sha256)
        assert archive.sequence() > sequence, "an ingest notices"
    assert sha256 not in files(tmp_path)
    sealed = tmp_path / "sealed"
    assert (sealed.stat().st_mode & 0o777, (sealed / sha256).stat().st_mode & 0o777) == (0o700, 0o400)
    assert verify_archive(tmp_path).problems == ()

    site.log.clear()
    report = run(council, tmp_path, days=1)
    assert (report.new, report.replaced, report.unchanged, report.failed) == (0, 0, 3, ())
    assert sha256 not in files(tmp_path), "a crawl does not bring it back"
    assert [r.path for r in site.log if r.sent and r.path not in ("/robots.txt", "/2.html")] == []
    with Archive.open(tmp_path) as archive:
        (found,) = [row for row in archive.documents() if row.withheld]
        assert (found.sha256, found.current, found.ended_at) == (sha256, True, None)
        assert archive.release(sha256, "確かめた", LATER)
        assert not archive.release(sha256, "again", LATER)
        assert (archive.read(sha256), archive.withheld()) == (body, ())
        assert [(r.url, r.sha256, r.current) for r in archive.documents()] == [
            (r.url, r.sha256, r.current) for r in before
        ]
    assert verify_archive(tmp_path).problems == ()


def test_bytes_that_come_again_after_the_object_was_lost_stay_away(site: Site, council: Source, tmp_path: Path) -> None:
    """The server forgets its validators, and the sealed file is gone: what comes is still not kept readable."""
    run(council, tmp_path)
    sha256 = names(tmp_path)["1.pdf"]
    with Archive.open(tmp_path) as archive:
        archive.withhold(sha256, "氏名", AT)
    (tmp_path / "sealed" / sha256).unlink()
    run(council, tmp_path, days=1)
    assert sha256 not in files(tmp_path)


@pytest.mark.parametrize("action", ["withhold", "release"])
def test_killed_between_the_row_and_the_move(
    site: Site, council: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    run(council, tmp_path)
    sha256 = names(tmp_path)["1.pdf"]
    with Archive.open(tmp_path) as archive:
        if action == "release":
            archive.withhold(sha256, "氏名", AT)
        monkeypatch.setattr("crawler.withholding.settle", lambda *_: None)
        getattr(archive, action)(sha256, "氏名", AT)
        monkeypatch.undo()
    assert (sha256 in files(tmp_path)) == (action == "withhold"), "where it was"
    if action == "withhold":
        with Archive.open(tmp_path, read_only=True) as archive, pytest.raises(WithheldError):
            archive.read(sha256)
        assert [p.kind for p in verify_archive(tmp_path).problems] == ["unsealed"]
    Archive.open(tmp_path).close()
    assert (sha256 in files(tmp_path)) == (action == "release")
    assert verify_archive(tmp_path).problems == ()


def test_replaced_documents_keep_their_dates(site: Site, council: Source, tmp_path: Path) -> None:
    run(council, tmp_path)
    old = names(tmp_path)["1.pdf"]
    site.file("/1.pdf", PDF + b"masked")
    run(council, tmp_path, days=1)
    site.answers["/"] = site.answers["/2.html"]
    with Archive.open(tmp_path) as archive:
        archive.withhold(old, "氏名", AT)
        rows = {row.sha256: row for row in archive.documents()}
    assert (rows[old].current, rows[old].ended_reason, rows[old].ended_at) == (
        False,
        "replaced",
        "2024-05-16T12:00:00.000+00:00",
    )
    assert [row.current for row in rows.values() if row.url.endswith("1.pdf") and row.sha256 != old] == [True]


@pytest.mark.parametrize(("start", "words"), [("abc", "first 8"), ("zz" * 32, "no SHA-256"), ("0" * 64, "no document")])
def test_no_such_document(site: Site, council: Source, tmp_path: Path, start: str, words: str) -> None:
    run(council, tmp_path)
    with Archive.open(tmp_path) as archive, pytest.raises(ArchiveError, match=words):
        archive.find_document(start)
