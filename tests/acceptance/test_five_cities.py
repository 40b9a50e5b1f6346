"""Five real cities, crawled, read, indexed and searched, against what a careful reader found in their minutes."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.analyze.sudachi import Analyzer
from tests.acceptance.conftest import Ran, run_command

CITIES = ("higashimurayama", "ichikawa", "izumi", "odawara", "omuta")
EXACT_TOPICS = ("クラウド", "マイナンバー", "コンビニ交付")
HEADER = ("municipality", "code", "council", "session", "date", "fiscal_year", "start", "end")

# What must be passed over, and a word of the reason (paths as the sites have them).
PASSED_OVER = (
    ("izumi", "toshikei28.pdf", "council"),
    ("izumi", "H29.1.30shidai.pdf", "agenda"),
    ("odawara", "shiryo1.pdf", "handout"),
    ("odawara", "dai73kai/", "notice"),
    ("ichikawa", "1511000099.html", "notice"),
)


def squeeze(text: str | None) -> str | None:
    return None if text is None else "".join(unicodedata.normalize("NFKC", text).split())


@pytest.fixture(scope="session")
def meetings(ran: Ran, gold: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The five meetings as the search's own API tells them, by the city's name in the replicas."""
    answer = run_command("search", "", "--limit", "100", "--json", data=ran.data)
    by_code: dict[str, list[dict[str, Any]]] = {}
    for hit in answer["hits"]:
        by_code.setdefault(hit["code"], []).append(hit)
    return {name: {"hits": sorted(by_code[g["code"]], key=lambda h: h["id"])} for name, g in gold.items()}


def test_exactly_five_meetings(ran: Ran) -> None:
    assert (ran.ingested["meetings"], ran.ingested["items"], ran.ingested["renditions"]) == (5, 21, 7)
    assert ran.ingested["failed"] == []


def test_two_cities_have_two_renditions_of_one_meeting(ran: Ran, gold: dict[str, Any]) -> None:
    from app.analyze.sudachi import Analyzer
    from app.engine.embedded import open_engine

    engine = open_engine(ran.data / "index", built_with={"analyzer": Analyzer().version})
    renditions = {
        m["code"]: sorted(r["media_type"].rsplit("/")[-1][:4] for r in m["renditions"])
        for m in engine.iterate("meetings")
    }
    engine.close()
    assert renditions[gold["ichikawa"]["code"]] == ["html", "pdf"]
    assert renditions[gold["omuta"]["code"]] == ["pdf", "vnd."]
    assert sum(len(found) for found in renditions.values()) == 7


@pytest.mark.parametrize(("city", "ending", "reason"), PASSED_OVER)
def test_everything_else_is_passed_over_with_its_reason(ran: Ran, city: str, ending: str, reason: str) -> None:
    passed = next(s for s in ran.first["sources"] if s["source"] == city)["passed_over"]
    found = [p["reason"] for p in passed if p["url"].endswith(ending)]
    assert len(found) == 1
    assert reason in found[0]


def test_only_the_missing_document_failed(ran: Ran) -> None:
    failed = [(s["source"], f["url"].rsplit("/", 1)[-1]) for s in ran.first["sources"] for f in s["failed"]]
    assert failed == [("odawara", "71kaigiroku.pdf")]


def test_what_robots_forbids_is_not_asked_for(ran: Ran) -> None:
    assert not [e for e in ran.first_log + ran.second_log if e["path"].startswith(("/kanko", "/search", "/cgi-bin"))]


def test_second_crawl_is_conditional_and_transfers_no_body(ran: Ran) -> None:
    asked = [e for e in ran.second_log if e["path"] != "/robots.txt"]
    assert len(asked) >= 15
    assert [e["path"] for e in asked if not e["conditional"]] == []
    assert sum(e["bytes"] for e in asked) == 0
    assert all(s["new"] == s["replaced"] == 0 for s in ran.second["sources"])


@pytest.mark.parametrize("city", CITIES)
def test_header_and_items_of_the_index(meetings: dict[str, Any], gold: dict[str, Any], city: str) -> None:
    hits, wanted = meetings[city]["hits"], gold[city]
    assert {h["municipality"] for h in hits} == {wanted["municipality"]}
    assert {h["council"] for h in hits} == {wanted["council"]}
    assert {h["date"] for h in hits} == {wanted["date"]}
    assert {h["fiscal_year"] for h in hits} == {wanted["fiscal_year"]}
    assert [(squeeze(h["title"]), h["kind"]["label"], h["outcome"]["label"]) for h in hits] == [
        (squeeze(i["title"]), i["kind"], i["outcome"]) for i in wanted["items"]
    ]
    for hit, item in zip(hits, wanted["items"], strict=True):
        found = {topic["label"] for topic in hit["topics"]}
        assert {t for t in EXACT_TOPICS if t in found} == {t for t in EXACT_TOPICS if t in item["topics"]}, hit["title"]


def _documents(shared: Path) -> list[tuple[str, Path]]:
    """Each rendition of the five minutes: the documents as large as minutes are, agendas and handouts left out."""
    sites = shared / "sites"
    found = [
        (p.relative_to(sites).parts[0], p) for p in sites.rglob("*") if p.suffix.lower() in (".pdf", ".docx", ".html")
    ]
    return [(city, p) for city, p in found if p.stat().st_size > 20_000]


def test_every_rendition_by_itself(shared: Path, ran: Ran, gold: dict[str, Any]) -> None:
    documents = _documents(shared)
    assert len(documents) == 7
    for city, path in documents:
        wanted = gold[city]
        read = run_command("parse", str(path), "--municipality", wanted["code"], data=ran.data)
        assert {k: read[k] for k in HEADER} == {k: wanted[k] for k in HEADER}, path
        assert [(i["kind"], i["outcome"]) for i in read["items"]] == [
            (i["kind"], i["outcome"]) for i in wanted["items"]
        ], path
        for found, item in zip(read["items"], wanted["items"], strict=True):
            assert {t for t in EXACT_TOPICS if t in found["topics"]} == {
                t for t in EXACT_TOPICS if t in item["topics"]
            }, path
            _check_evidence(found)


def _check_evidence(item: dict[str, Any]) -> None:
    """Every quote stands where it says that it stands."""
    texts = {u["anchor"]: u for u in item["utterances"]}
    places = [*item["evidence_at"]["outcome"], *(p for found in item["evidence_at"]["topics"].values() for p in found)]
    assert item["outcome"] == "不明" or item["evidence_at"]["outcome"]
    for place in places:
        if place["utterance"] in texts:
            text = texts[place["utterance"]]
            assert text["text"][place["start"] : place["end"]] == place["quote"]
            assert text["page"] == place["page"]


def test_search_for_clouds(ran: Ran, gold: dict[str, Any]) -> None:
    answer = run_command("search", "クラウド", "--topic", "クラウド", "--json", data=ran.data)
    wanted = {(g["code"], squeeze(i["title"])) for g in gold.values() for i in g["items"] if "クラウド" in i["topics"]}
    assert {(h["code"], squeeze(h["title"])) for h in answer["hits"]} == wanted
    assert answer["total"] == len(wanted)
    assert all("クラウド" in "".join(s["text"] for s in h["snippets"]) for h in answer["hits"])
    selected = [v["value"] for v in answer["facets"]["topic"] if v["selected"]]
    assert selected == ["cloud"]


def test_the_scan_tells_the_same(shared: Path, ran: Ran, gold: dict[str, Any]) -> None:
    scan, wanted = shared / "scans" / "omuta-2014-07-22-scan.pdf", gold["omuta"]
    read = run_command("parse", str(scan), "--municipality", wanted["code"], data=ran.data)
    assert {k: read[k] for k in HEADER} == {k: wanted[k] for k in HEADER}
    found = [(squeeze(i["title"]), i["kind"], i["outcome"], set(i["topics"])) for i in read["items"]]
    assert found == [(squeeze(i["title"]), i["kind"], i["outcome"], set(i["topics"])) for i in wanted["items"]]


def test_the_scan_holds_the_words_of_the_clean_pdf(shared: Path, ran: Ran, gold: dict[str, Any]) -> None:
    """At least 95 % of the content words, each as often as it stands there."""
    clean = next(path for city, path in _documents(shared) if city == "omuta" and path.suffix == ".pdf")
    scan = shared / "scans" / "omuta-2014-07-22-scan.pdf"
    scanned, wanted = (
        Counter(_content_words(run_command("parse", str(path), "--municipality", gold["omuta"]["code"], data=ran.data)))
        for path in (scan, clean)
    )
    found = (scanned & wanted).total()
    missing = (wanted - scanned).most_common(30)
    assert found >= 0.95 * wanted.total() > 0, f"{found} of {wanted.total()}: missing {missing}"


def _content_words(meeting: dict[str, Any]) -> Iterator[str]:
    """Of what was said on the items: tokens with kanji or katakana, of two letters and more; no particles."""
    analyzer = Analyzer()
    said = {u["anchor"]: u["text"] for item in meeting["items"] for u in item["utterances"]}
    for text in said.values():
        for token in analyzer.analyze(text).tokens:
            if re.search(r"[\u30a0-\u30ff\u4e00-\u9fff]", token.form) and len(token.form) > 1:
                yield token.form
