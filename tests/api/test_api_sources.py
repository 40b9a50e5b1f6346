"""Sources by the API: what is collected and missing of each council, and how its crawls go, from a real archive."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.coverage.values import Collected, Listed, Passed
from app.health import ArchiveHealth
from app.main import create_app
from crawler.archive import Archive
from crawler.findings import Failure, Findings, Notice
from crawler.records import ArchivedDocument, RunRow, SourceSnapshot, Verdict
from tests.support.invented import VOCABULARY, ToyAnalyzer, make_coverage, make_engine
from tests.support.memory_engine import MemoryEngine

NOW = datetime(2024, 6, 1, 3, 0, tzinfo=UTC)
PAGE = "https://city.example/kojin.html"
NOTICES = (
    Notice("none_held", PAGE, "令和元年度は開催はありませんでした。", ("会議録",)),
    Notice("unpublished", PAGE, "第73回（令和4年5月10日）準備中", ()),
)
HELD = [Collected("a", "2018-05-10", "第70回", None, None, 2), Collected("b", "2021-05-10", "第72回", None, None, 1)]


@pytest.fixture
def engine() -> MemoryEngine:
    engine: MemoryEngine = make_engine()
    dead = Passed("982016", f"{PAGE}.pdf", "HTTP 404", "平成28年7月1日 会議録", date="2016-07-01")
    with engine.update() as writer:
        writer.delete("coverage", list(engine.list_ids("coverage")))
        for document in make_coverage("982016", HELD, listed=Listed(NOTICES, (dead,), "2024-06-01")):
            writer.put("coverage", document)
    return engine


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Two crawls: the second one replaced a document, lost one, and could not fetch another."""
    day = [f"2024-05-{n:02}T03:00:00.000+00:00" for n in (1, 8)]
    with Archive.open(tmp_path) as archive:
        archive.record_source(SourceSnapshot("982016", "月影市", "982016", "山辺県", "月影市審議会", day[0]))
        archive.record_source(SourceSnapshot("new", "風待市", "992011", "海辺県", "風待市審議会", day[0]))

        def publish(name: str, body: bytes, at: str) -> str:
            sha256 = archive.store(body)
            document = ArchivedDocument("982016", f"{PAGE}/{name}", sha256, "pdf", name, "", at, at, True, 0)
            archive.record_candidate(document)
            return sha256

        one = publish("1.pdf", b"one", day[0])
        publish("2.pdf", b"two", day[0])
        archive.record_verdict(Verdict(one, "982016", "1", "not_minutes", "an agenda", day[0]))
        archive.record_run(RunRow("982016", day[0], day[0], True, 3, 9, 2, 0, 0, 0, 0, "complete"), Findings())
        publish("2.pdf", b"two, corrected", day[1])
        publish("3.pdf", b"three", day[1])
        archive.retire("982016", f"{PAGE}/1.pdf", "no page links to it any more", day[1])
        findings = Findings((("u", "handout"),), (Failure("d", "HTTP 404", "会議録", "", True),), alarms=("fewer!",))
        archive.record_run(RunRow("982016", day[1], day[1], True, 5, 99, 1, 1, 0, 1, 1, "complete"), findings)
    return tmp_path


def get(engine: MemoryEngine, path: str, archive: Path | None = None) -> dict[str, object]:
    health = ArchiveHealth(archive, now=lambda: NOW) if archive is not None else None
    app = create_app(engine, ToyAnalyzer(), VOCABULARY, health=health, base_url="https://search.example")
    answer = TestClient(app).get(path)
    found: dict[str, object] = answer.json()
    return found | {"http": answer.status_code}


def test_list(engine: MemoryEngine, archive: Path) -> None:
    answer = get(engine, "/api/v1/sources", archive)
    assert (answer["http"], answer["meetings"], answer["items"]) == (200, 2, 3)
    one, new = answer["sources"]  # type: ignore[misc]
    assert (one["name"], one["first"], one["last"]) == ("982016", "2018-05-10", "2021-05-10")
    assert one["url"] == "https://search.example/sources/982016"
    assert one["years"] == {"collected": 2, "none_held": 1, "unpublished": 1, "not_collected": 1, "unknown": 4}
    assert (one["gaps"], one["announced"], one["unread"], one["unfetched"]) == (1, 1, 0, 1)
    health = one["health"]
    assert (health["level"], [w["code"] for w in health["warnings"]]) == ("warning", ["fewer_documents"])
    assert (health["new"], health["replaced"], health["withdrawn"]) == (1, 1, 1)
    assert (health["documents"], health["versions_replaced"], health["vanished"]) == (2, 1, 1)
    assert (health["last_success"][:10], health["failures"], health["outcome"]) == ("2024-05-08", 0, "complete")
    assert (new["name"], new["meetings"], new["health"]["level"]) == ("new", 0, "warning")


def test_one(engine: MemoryEngine, archive: Path) -> None:
    answer = get(engine, "/api/v1/sources/982016", archive)
    years = {year["year"]: year for year in answer["years"]}  # type: ignore[attr-defined]
    assert list(years) == [str(year) for year in range(2024, 2015, -1)]
    assert years["2019"]["evidence"] == [{"quote": NOTICES[0].text, "url": PAGE}]
    assert [a["label"] for a in years["2022"]["announced"]] == ["第73回"]
    assert [gap["label"] for gap in years["2020"]["gaps"]] == ["第71回"]
    assert [document["reason"] for document in years["2016"]["unfetched"]] == ["HTTP 404"]
    health = answer["health"]
    assert {(c["kind"], c["url"].rpartition("/")[2]) for c in health["changes"]} == {  # type: ignore[index]
        ("replaced", "2.pdf"), ("new", "3.pdf"), ("withdrawn", "1.pdf"),
    }  # fmt: skip
    assert health["passed_over_list"] == [{"url": "u", "title": "", "reason": "handout"}]  # type: ignore[index]
    assert health["failed_list"] == [{"url": "d", "title": "会議録", "reason": "HTTP 404"}]  # type: ignore[index]
    assert health["not_minutes"] == [], "what the city serves no longer is not asked about"  # type: ignore[index]
    assert [run["bytes"] for run in health["runs"]] == [99, 9]  # type: ignore[index]


def test_without_an_archive(engine: MemoryEngine) -> None:
    (one,) = get(engine, "/api/v1/sources")["sources"]  # type: ignore[misc]
    assert (one["meetings"], one["health"]) == (2, None)
    assert get(engine, "/api/v1/sources/982016")["health"] is None


def test_problems(engine: MemoryEngine, archive: Path) -> None:
    assert get(engine, "/api/v1/sources/nowhere", archive)["http"] == 404
    assert get(engine, "/api/v1/sources?colour=red", archive)["http"] == 422
    (archive / "manifest.sqlite").write_bytes(b"nonsense" * 1000)
    told = get(engine, "/api/v1/sources", archive)
    assert (told["http"], told["type"]) == (503, "/problems/archive-unreadable")
    assert str(archive) not in str(told)


def test_before_the_first_crawl(engine: MemoryEngine, tmp_path: Path) -> None:
    assert get(engine, "/api/v1/sources", tmp_path)["http"] == 200
    assert list(tmp_path.iterdir()) == []
