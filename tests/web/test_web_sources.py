"""The pages of the sources: each state with its sign and word, evidence, gaps, reasons in Japanese, all escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from lxml import html

from app.coverage.values import Collected, Listed, Passed, State
from app.health import ArchiveHealth
from app.main import create_app
from app.search.sources import GapOut, YearOut
from app.web.reasons import tell_reason
from app.web.sources import LABELS, SIGNS, group_gaps, make_contact_url
from crawler.archive import Archive
from crawler.burden import find_burden
from crawler.findings import Failure, Findings, Notice
from crawler.records import RunRow, SourceSnapshot
from crawler.robots import parse_robots
from crawler.traps import find_trap
from crawler.vocabulary import load_vocabulary
from tests.support.invented import VOCABULARY, ToyAnalyzer, make_coverage, make_engine

PAGE = "https://city.example/kojin.html"
DAY = "2024-05-31T20:00:00.000+00:00"  # the first of June in Japan
NOTICES = (
    Notice("none_held", PAGE, "令和元年度は<b>開催</b>はありませんでした。", ()),
    Notice("unpublished", "javascript:alert(1)", "第76回（令和4年5月10日）準備中", ()),
)
HELD = [Collected("a", "2018-05-10", "第70回", None, None, 2), Collected("b", "2021-05-10", "第75回", None, None, 1)]


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    engine = make_engine()
    dead = Passed("982016", f"{PAGE}.pdf", "HTTP 404", "平成28年7月1日 会議録", date="2016-07-01")
    with engine.update() as writer:
        writer.delete("coverage", list(engine.list_ids("coverage")))
        for document in make_coverage("982016", HELD, listed=Listed(NOTICES, (dead,), "2024-06-01"), council="月影会"):
            writer.put("coverage", document)
    with Archive.open(tmp_path) as archive:
        archive.record_source(SourceSnapshot("982016", "月影市", "982016", "山辺県", "月影会", DAY))
        findings = Findings(
            (("https://city.example/s.pdf", "agenda (次第)"),), (Failure("d", "HTTP 404"),), alarms=("!",)
        )
        archive.record_run(RunRow("982016", DAY, DAY, True, 5, 2048, 1, 1, 0, 1, 1, "complete"), findings)
    health = ArchiveHealth(tmp_path, now=lambda: datetime(2024, 6, 2, tzinfo=UTC))
    return TestClient(create_app(engine, ToyAnalyzer(), VOCABULARY, health=health, contact="info@search.example"))


@pytest.fixture
def many(client: TestClient, tmp_path: Path) -> TestClient:
    """A hundred further sources, of which nothing was crawled yet."""
    with Archive.open(tmp_path) as archive:
        for number in range(100):
            prefecture = "山辺県" if number < 60 else "海辺県"
            archive.record_source(SourceSnapshot(f"s{number}", "町", f"{990000 + number}", prefecture, "審議会", DAY))
    return client


def test_list(client: TestClient) -> None:
    page = html.fromstring(client.get("/sources").text)
    (row,) = page.xpath("//table[@class='sources']/tbody/tr")
    assert row.xpath(".//th//a/@href") == ["/sources/982016"]
    signs = row.xpath(".//*[contains(@class, 'cell')]/text()")
    assert signs == ["×", "？", "●", "－", "？", "●", "…", "？", "？"]
    told = " ".join(row.text_content().split())
    assert "収集済み 2、会議なし 1、未公開 1、未収集 1、不明 4" in told
    assert "要確認" in told
    assert "2024年6月1日" in told
    assert page.xpath("//section[@class='report']//a/@href") == ["mailto:info@search.example"]


def test_one(client: TestClient) -> None:
    answer = client.get("/sources/982016")
    assert answer.status_code == 200
    page = html.fromstring(answer.text)
    rows = {r[0].text_content(): " ".join(r.text_content().split()) for r in page.xpath("//table[@class='years']//tr")}
    assert "会議なし" in rows["2019年度（平成31・令和元年度）"]
    assert "「令和元年度は<b>開催</b>はありませんでした。" not in answer.text, "a city's words are text"
    assert "令和元年度は<b>開催</b>はありませんでした。" in rows["2019年度（平成31・令和元年度）"]
    assert not page.xpath("//a[starts-with(@href, 'javascript')]")
    gap = " ".join(page.xpath("//section[@aria-labelledby='gaps']//li")[0].text_content().split())
    assert gap == "第71回から第74回まで（4回） 2018–2021年度。第70回と第75回の間。"
    told = page.text_content()
    for words in ("会議録の一覧が急に短くなりました", "次第（1件）", "リンク切れ（HTTP 404）", "2KB", "すべて確認"):
        assert words in told
    assert client.get("/sources/nowhere").status_code == 404
    assert client.get("/sources?x=1").status_code == 422


def test_many_are_listed_by_prefecture(many: TestClient) -> None:
    page = html.fromstring(many.get("/sources").text)
    assert not page.xpath("//table[@class='sources']")
    rows = [" ".join(row.text_content().split()) for row in page.xpath("//table[@class='places']/tbody/tr")]
    assert rows == ["山辺県 61 要確認 61 2 6", "海辺県 40 要確認 40 0 0"]
    link, _ = page.xpath("//table[@class='places']//a/@href")
    one = html.fromstring(many.get(link).text)
    assert len(one.xpath("//table[@class='sources']/tbody/tr")) == 61
    assert one.xpath("//dl[@class='counts']//dd/text()")[0] == "61"
    assert one.xpath("//p[@class='source']/a/@href") == ["/sources"]


@pytest.mark.parametrize(
    ("query", "status"), [("prefecture=雲海県", 404), ("prefecture=", 200), ("prefecture=a&prefecture=b", 422)]
)
def test_prefectures_asked_for(many: TestClient, query: str, status: int) -> None:
    assert many.get(f"/sources?{query}").status_code == status


def test_before_anything(tmp_path: Path) -> None:
    engine = make_engine()
    with engine.update() as writer:
        writer.delete("coverage", list(engine.list_ids("coverage")))
    app = create_app(engine, ToyAnalyzer(), VOCABULARY, health=ArchiveHealth(tmp_path))
    answer = TestClient(app).get("/sources")
    assert (answer.status_code, "まだ何も収集していません" in answer.text) == (200, True)


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("navigation", "案内・メニュー"),
        ("agenda (次第)", "次第"),
        ("the council's opinion (答申)", "答申"),
        ("another council: 都市計画審議会", "別の会議体（都市計画審議会）"),
        ("not a format that minutes come in (zip)", "会議録の形式ではない"),
        ("HTTP 404 on 2024-05-01; asked again when its page changes, or after 6 days", "リンク切れ（HTTP 404）"),
        ("HTTP 503, 4 times", "サイトがエラーを返した（HTTP 503）、4回試した"),
        ("HTTP 429, and come back in 600 s", "サイトが混み合っている（HTTP 429）、600秒後にと言われた"),
        (
            "robots.txt cannot be had (no connection ({'x'}), 4 times), so the site is left alone",
            "サイトの方針（robots.txt）を確かめられず、巡回していない：サイトに接続できない、4回試した",
        ),
        ("robots.txt asks for 300 s between two requests", "サイトが300秒以上の間隔を求めているため、巡回していない"),
        ("another council's paper: {都市}計画審議会", "別の会議体（{都市}計画審議会）"),
        ("not minutes but: 議会会議録", "会議録ではない（議会会議録）"),
        (
            "not asked: the host rests for 590 s more (5 failures in a row, the last: HTTP 500)",
            "失敗が続いたため、このサイトへの巡回を休んでいる",
        ),
        ("something else altogether", "something else altogether"),
        ("未読取: pictures only", "未読取: pictures only"),
    ],
)
def test_reasons(reason: str, told: str) -> None:
    assert tell_reason(reason) == told


_GUIDE = Path(__file__).parents[2] / "docs" / "crawling.md"
_TAKEN = ("unpacked within", "read as the web page", "passed over: unknown")  # no reasons: what was taken
_JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")


def _list_reasons() -> Iterator[str]:
    """What the crawler tells: of each kind of paper, each trap, each thing that the hostile site does."""
    yield from (kind.reason for kind in load_vocabulary().kinds)
    table = _GUIDE.read_text(encoding="utf-8").partition("| the site sends | what happens |")[2].partition("\n\n")[0]
    told = [row.split(" | ")[1].removesuffix(" |") for row in table.splitlines()[2:]]
    yield from (re.sub(r" \(\d+ requests\)$", "", one) for one in told if not one.startswith(_TAKEN))
    urls = ("/a" * 1500, "/a" * 30, "/a/b/a/b/a/b/", "?a=1&a=2&a=3&a=4&a=5", "/calendar?year=1901")
    yield from (find_trap(f"https://city.example{url}", 2026) or "" for url in urls)
    yield from (find_burden(page) or "" for page in ("a" * 2_000_001, '<a href="x">y</a>' * 5_001))
    yield parse_robots(503, b"").refusal or ""


@pytest.mark.parametrize("reason", list(_list_reasons()))
def test_what_the_crawler_tells_is_told_in_japanese(reason: str) -> None:
    told = tell_reason(reason)
    assert reason
    assert _JAPANESE.search(told)
    assert not re.search(r"[a-z]{3,} [a-z]{2,}", told)


def test_every_state_has_a_sign_of_its_own() -> None:
    assert {state.value: state.label for state in State} == LABELS
    assert set(SIGNS) == set(LABELS)
    assert len(set(SIGNS.values())) == len(SIGNS)


def test_gaps_side_by_side_are_one_line() -> None:
    def make(year: str, *numbers: int) -> YearOut:
        gaps = [
            GapOut(label=f"第{n}回", years=(2018, 2019), after="第1回", before="第9回", certain=n < 5, doubt=None)
            for n in numbers
        ]
        empty = dict.fromkeys(("unread", "unfetched", "announced", "evidence"), ())
        return YearOut(
            year=year, state="unknown", state_label="", meetings=0, items=0, first=None, last=None,
            gaps=tuple(gaps), contradicted=False, **empty,
        )  # fmt: skip

    notes = group_gaps([make("2019", 2, 3, 5), make("2018", 2, 3, 5)])
    assert [(note.label, len(note.labels), note.certain) for note in notes] == [
        ("第2回から第3回まで", 2, True),
        ("第5回", 1, False),
    ]


@pytest.mark.parametrize(
    ("contact", "url"),
    [("a@b.example", "mailto:a@b.example"), ("https://x.example/", "https://x.example/"), (None, None), ("tel", None)],
)
def test_contact(contact: str | None, url: str | None) -> None:
    assert make_contact_url(contact) == url
