"""Each benchmark runs on very little and prints its table. Nothing here looks at a time."""

from __future__ import annotations

import pickle
import sqlite3
from pathlib import Path

import pytest

from app.analyze.sudachi import Analyzer
from app.documents import build_documents
from app.vocabulary.entries import Vocabulary, load_vocabulary
from benchmarks import search
from benchmarks.corpus import Paper, load_papers, make_copies
from benchmarks.generated import Stock
from benchmarks.indexing import measure_indexing
from benchmarks.measure import make_percentile, make_ratio, make_spread, run_rounds
from benchmarks.queries import Query, make_queries
from benchmarks.readers import measure_reading
from benchmarks.searching import measure_searching
from benchmarks.sqlite_peer import LikePeer, Record, SqlitePeer, build_database, make_records
from benchmarks.stages import measure_stages

_TALK = (
    ("会長", "それでは諮問第1号、図書館の利用者情報の外部委託について、担当課から説明をお願いします。"),
    ("図書館", "クラウドの利用者台帳に記録し、委託先には守秘義務を課します。"),
    ("委員", "委託先の監査はどのように行いますか。"),
    ("図書館", "年に一度、立入りの監査を行います。"),
    ("会長", "諮問第1号については、承認することとします。"),
)
_PAGE = f"""<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"><title>会議録</title></head><body>
<h1>風待市個人情報保護審議会会議録</h1>
<p>日時 令和2年7月3日（金）午後2時00分から午後3時10分まで</p><p>場所 風待市役所 第1会議室</p>
<h2>議題</h2><p>諮問第1号 図書館の利用者情報の外部委託について</p><h2>会議の経過</h2>
{"".join(f"<p>（{who}）{words}</p>" for who, words in _TALK * 3)}</body></html>"""


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_vocabulary()


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return Analyzer()


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory, vocabulary: Vocabulary) -> tuple[Paper, ...]:
    folder = tmp_path_factory.mktemp("papers")
    (folder / "minutes.html").write_text(_PAGE, encoding="utf-8")
    (folder / "links.html").write_text("<html><body><a href='minutes.html'>会議録</a></body></html>", encoding="utf-8")
    return load_papers("invented", folder.iterdir(), vocabulary, most=3)


def test_papers_are_minutes_only(papers: tuple[Paper, ...]) -> None:
    assert [paper.document.media_type for paper in papers] == ["text/html"]


@pytest.mark.slow
def test_reading_names_each_reader_and_its_memory(papers: tuple[Paper, ...], tmp_path: Path) -> None:
    table = measure_reading(papers, tmp_path, rounds=1)
    assert [row[1] for row in table.rows] == ["shingikai", "shingikai, reader process", "BeautifulSoup"]
    assert all(float(row[-1]) > 5 for row in table.rows)  # MB: no Python runs in less
    assert "### Reading" in table.text()


def test_stages_come_to_the_whole(
    papers: tuple[Paper, ...], tmp_path: Path, analyzer: Analyzer, vocabulary: Vocabulary
) -> None:
    table = measure_stages(papers, tmp_path, analyzer, vocabulary, rounds=1)
    assert len(table.rows) == 6
    shares = [int(row[-1].rstrip("%")) for row in table.rows]
    assert shares[-1] == 100
    assert sum(shares[:-1]) == pytest.approx(100, abs=3)  # each is rounded


def test_indexing_and_searching(
    papers: tuple[Paper, ...], tmp_path: Path, analyzer: Analyzer, vocabulary: Vocabulary
) -> None:
    copies = make_copies([paper.meeting for paper in papers], documents=12)
    documents = [item for copy in copies for item in build_documents(copy, analyzer)[1]]
    assert len(documents) >= 12
    assert len({item["id"] for item in documents}) == len(documents)
    records = [record for copy in copies for record in make_records(copy)]
    assert [(r.id, r.scope) for r in records] == [(item["id"], item["scope"]) for item in documents]
    table = measure_indexing(copies, records, tmp_path, analyzer, rounds=2)
    assert [row[0].split(":")[0] for row in table.rows][0::3] == ["shingikai", "SQLite FTS5 (trigram)"]
    queries = [Query(("クラウド",), None, short=False), Query(("監査", "委託"), "cloud", short=True)]
    found = [int(row[-1]) for row in measure_searching(queries, tmp_path, analyzer, vocabulary, rounds=1).rows]
    items = sum(1 for record in records if record.scope == "item")
    assert found == [items, items, items, items, items, items]  # both engines, and the service, answer the same


@pytest.mark.slow
def test_searching_generated_items(
    papers: tuple[Paper, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Built once, and then searched again."""
    meetings = tuple(paper.meeting for paper in papers)
    passages = tuple(u for meeting in meetings for u in meeting.utterances if u.items)
    (tmp_path / "stock").write_bytes(pickle.dumps(Stock(meetings, passages, (90, 160, 240))))
    for building in (True, False):
        assert search.main(["--folder", str(tmp_path), "--items", "30", "--queries", "4", "--rounds", "1"]) == 0
        told = capsys.readouterr()
        assert ("built 30 items" in told.err) is building
        rows = [line.split(" | ") for line in told.out.splitlines() if line.startswith("| ")][2:]
        assert {row[1] for row in rows} >= {"shingikai", "FTS5"}
        assert all(float(row[3]) > 0 for row in rows)


def _make_record(number: int, topic: str, talk: str) -> Record:
    return Record(f"i{number}", "item", f"99{number}", "2020", "approved", talk, f"件名{number}", topics=(topic,))


@pytest.mark.parametrize("make_peer", [SqlitePeer, LikePeer])
@pytest.mark.parametrize(
    ("words", "topic", "total", "topics"),
    [
        (("クラウド",), None, 2, {"cloud": 1, "camera": 1}),
        (("クラウド",), "camera", 1, {"cloud": 1, "camera": 1}),  # the facet's own selection does not narrow it
        (("監査",), None, 2, {"cloud": 1, "paper": 1}),  # two characters: no trigram
        (("クラウド", "監査"), None, 1, {"cloud": 1}),
        (("海の家",), None, 0, {}),
    ],
)
def test_sqlite_peer(
    tmp_path: Path,
    words: tuple[str, ...],
    topic: str | None,
    total: int,
    topics: dict[str, int],
    make_peer: type[SqlitePeer],
) -> None:
    records = (
        _make_record(1, "cloud", "クラウドの監査を行う"),
        _make_record(2, "camera", "クラウドに映像を置く"),
        _make_record(3, "paper", "紙の台帳の監査"),
    )
    build_database(tmp_path / "peer.sqlite", records)
    peer = make_peer(tmp_path / "peer.sqlite")
    found = peer.search(words, topic, 20)
    peer.close()
    assert (found.total, len(found.hits), dict(found.facets["topic"])) == (total, total, topics)
    with pytest.raises(sqlite3.ProgrammingError):
        peer.search(words, topic, 20)


def test_queries_are_the_same_each_time() -> None:
    records = [
        _make_record(n, "cloud", f"{'個人' if n % 5 == 0 else ''}。{'クラウド' if n % 6 == 0 else ''}。全体の")
        for n in range(60)
    ]
    queries = make_queries(records, 4)
    assert queries == make_queries(records, 4)
    assert {query.text for query in queries} == {"個人", "クラウド"}  # not 全体: it stands everywhere


def test_rounds_begin_with_another_contestant_each_time() -> None:
    order: list[str] = []
    times = run_rounds({name: lambda name=name: order.append(name) or 1.0 for name in "ab"}, 2)  # type: ignore[misc]
    assert order == ["a", "b", "b", "a"]
    assert times == {"a": (1.0, 1.0), "b": (1.0, 1.0)}


def test_figures() -> None:
    assert make_spread([1.0, 3.0, 2.0]) == "2 (1–3)"
    assert make_ratio([1.0, 2.0], [3.0, 6.0]) == "3.00 ×"
    assert make_percentile(range(1, 101), 0.99) == 100
    assert make_percentile(range(1, 101), 0.5) == 51
