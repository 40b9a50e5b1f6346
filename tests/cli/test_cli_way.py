"""The whole way over two invented cities: crawl, ingest, search, parse, sources, status."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from fastapi.testclient import TestClient

from app.analyze.expansion import load_expander
from app.analyze.sudachi import Analyzer
from app.cli.base import known_municipalities
from app.engine.embedded import open_engine
from app.main import create_app
from app.text.ocr import OCR_COMMAND
from app.vocabulary.entries import load_vocabulary
from samples.model import BuiltSite
from tests.cli.town import Ran, Town, open_town

pytestmark = pytest.mark.slow  # each starts a reader

BASE_URL = "https://minutes.example"
PLAIN = "yukimizaka"


def find_plain_text(town: Town) -> Path:
    site = town.sites[PLAIN]
    path = next(path for paths in site.documents.values() for path in paths if path.endswith(".txt"))
    return site.editions[1] / path.lstrip("/")


def test_crawl_tells_what_it_did(town: Town, reports: dict[str, Ran]) -> None:
    answer = reports["crawl"].json
    assert set(answer) == {"sources"}
    by_name = {source["source"]: source for source in answer["sources"]}
    assert sorted(by_name) == sorted(town.sites)
    for slug, source in by_name.items():
        assert set(source) == {
            "source", "requests", "bytes", "new", "unchanged", "replaced", "passed_over", "failed",
            "withdrawn", "alarms",
        }  # fmt: skip
        minutes = {path for paths in town.sites[slug].documents.values() for path in paths}
        assert (source["new"], source["unchanged"], source["replaced"]) == (len(minutes), 0, 0)
        assert source["requests"] > len(minutes)
        assert source["bytes"] > 10_000
        assert source["passed_over"]
        assert (source["withdrawn"], source["alarms"]) == (0, [])
        assert all(entry["url"].startswith("http") and entry["reason"] for entry in source["passed_over"])


def test_ingest_tells_what_is_in_the_index(town: Town, reports: dict[str, Ran]) -> None:
    answer = reports["ingest"].json
    assert set(answer) == {"meetings", "items", "renditions", "not_minutes", "failed"}
    meetings = sum(len(site.documents) for site in town.sites.values())
    assert (answer["meetings"], answer["renditions"]) == (meetings - 1, meetings - 1)
    assert answer["items"] >= 2 * answer["meetings"]
    (failed,) = answer["failed"]
    assert failed["source"] == "minamocho"
    assert OCR_COMMAND in failed["reason"]
    assert town.run("--quiet", "ingest", "--json").json == answer, "the second run says the same"


def test_every_meeting_is_found_under_its_day(town: Town, built: tuple[Path, tuple[BuiltSite, ...]]) -> None:
    gold = [json.loads(path.read_text(encoding="utf-8")) for path in (built[0] / "gold").glob("*.json")]
    cities = {json.loads(ran)["code"] for ran in (town.run("sources", "show", slug).out for slug in town.sites)}
    expected = {(g["code"], g["date"]) for g in gold if g["code"] in cities}
    answer = town.run("search", "--limit", "100", "--json").json
    found = {(hit["code"], hit["date"]) for hit in answer["hits"]}
    assert len(expected - found) == 1, "all but the scan"
    assert found <= expected


QUESTIONS: list[tuple[list[str], dict[str, Any]]] = [
    ([], {}),
    (["クラウド"], {"q": "クラウド"}),
    (["--limit", "3"], {"limit": 3}),
    (
        ["個人情報", "--topic", "クラウド", "--topic", "my_number"],
        {"q": "個人情報", "topic": ["クラウド", "my_number"]},
    ),
    (["--outcome", "不承認", "--outcome", "approved"], {"outcome": ["不承認", "approved"]}),
    (["--city", "水面町", "--year", "2017"], {"city": "水面町", "year": "2017"}),
    (["--city", "97201"], {"city": "97201"}),
    (["決して出てこない言葉の並び"], {"q": "決して出てこない言葉の並び"}),
]


@pytest.mark.parametrize(("arguments", "params"), QUESTIONS)
def test_search_json_is_what_the_api_answers(town: Town, arguments: list[str], params: dict[str, Any]) -> None:
    said = town.run("--base-url", BASE_URL, "search", *arguments, "--json").json
    analyzer = Analyzer()
    engine = open_engine(town.data / "index", built_with={"analyzer": analyzer.version})
    try:
        application = create_app(
            engine,
            analyzer,
            load_vocabulary(),
            expander=load_expander(analyzer),
            municipalities=known_municipalities(engine),
            base_url=BASE_URL,
        )
        answer = TestClient(application).get("/api/v1/items", params=params)
    finally:
        engine.close()
    assert answer.status_code == 200
    assert said == answer.json()


def test_search_for_people(town: Town) -> None:
    ran = town.run("search", "クラウド", "--topic", "クラウド")
    total = town.run("search", "クラウド", "--topic", "クラウド", "--json").json["total"]
    assert total > 0
    assert ran.out.splitlines()[0] == f"{total} items"
    assert ran.out.count("http://127.0.0.1:") == total
    assert ran.err == ""


def test_search_says_what_it_did_and_why_it_found_nothing(town: Town) -> None:
    assert "マイナンバー: also 個人番号 (synonym)" in town.run("search", "マイナンバー").out.splitlines()
    lines = town.run("search", "クラウド 無い言葉").out.splitlines()
    assert lines[0] == "0 items"
    total = town.run("search", "クラウド", "--json").json["total"]
    assert f"「無い言葉」を外す: {total} items" in lines


KEYS = {
    "municipality", "code", "prefecture", "council", "session", "date", "fiscal_year", "start", "end", "place",
    "public", "observers", "members", "absent", "speakers", "items",
}  # fmt: skip
ITEM_KEYS = {
    "kind", "title", "outcome", "topics", "conditions", "department", "begins", "evidence", "utterances", "evidence_at",
}  # fmt: skip


def test_parse_prints_a_document_with_its_evidence(town: Town) -> None:
    file = find_plain_text(town)
    read = town.run("parse", str(file), "--url", "http://city.example/a.txt").json
    assert set(read) >= KEYS
    assert read["url"] == "http://city.example/a.txt"
    assert read["items"]
    seen = 0
    for item in read["items"]:
        assert set(item) >= ITEM_KEYS
        texts = {u["anchor"]: u["text"] for u in item["utterances"]}
        assert all({"speaker", "text", "page"} <= set(u) for u in item["utterances"])
        at = item["evidence_at"]
        places = [*at["kind"], *at["outcome"], *at["conditions"], *at["department"], *at["title"]]
        places += [place for found in at["topics"].values() for place in found]
        assert set(at["topics"]) == set(item["topics"])
        assert at["outcome"] or item["outcome"] == "不明"
        for place in places:
            assert set(place) == {"quote", "page", "utterance", "start", "end"}
            if place["utterance"] in texts:
                seen += 1
                assert texts[place["utterance"]][place["start"] : place["end"]] == place["quote"]
    assert seen >= len(read["items"])


def test_parse_takes_the_municipality_that_it_is_told(town: Town) -> None:
    read = town.run("parse", str(find_plain_text(town)), "--municipality", "東京都府中市").json
    assert (read["municipality"], read["code"], read["prefecture"]) == ("府中市", "132063", "東京都")


def test_parse_works_without_any_data(town: Town, tmp_path: Path) -> None:
    ran = town.elsewhere(tmp_path / "nothing").run("parse", str(find_plain_text(town)))
    assert ran.code == 0
    assert not (tmp_path / "nothing").exists()


def test_sources(town: Town) -> None:
    lines = town.run("sources", "list").out.splitlines()
    assert [line.split()[0] for line in lines] == sorted(town.sites)
    assert [url for url in town.servers.urls.values() if url in "".join(lines)] == [
        town.servers.urls[slug] for slug in town.sites
    ]
    shown = town.run("sources", "show", PLAIN).json
    assert (shown["name"], shown["local"], shown["max_depth"], shown["delay"]) == (PLAIN, True, 3, 0.0)
    assert town.run("sources", "check", "--offline").out == "2 sources are right\n"
    assert town.run("sources", "check", "--offline", PLAIN).out == "1 sources are right\n"


def test_status(town: Town, reports: dict[str, Ran]) -> None:
    status = town.run("status", "--json").json
    assert status["index"]["ready"] is True
    assert status["index"]["meetings"] == reports["ingest"].json["meetings"]
    by_name = {source["name"]: source["health"] for source in status["sources"]}
    assert {name: source["documents"] for name, source in by_name.items()} == {
        slug: len(site.documents) for slug, site in town.sites.items()
    }
    assert all(source["last_crawl"] for source in by_name.values())
    told = town.run("status").out
    assert "index (embedded): ready" in told
    assert re.search(rf"^{PLAIN} +ok +20\d\d-\d\d-\d\d .* 2013-10-17 2022-10-18", told, re.MULTILINE)


def test_status_of_one_source(town: Town) -> None:
    told = town.run("status", PLAIN).out
    assert re.search(r"^year 2017: 収集済み \(collected\), 1 meetings$", told, re.MULTILINE)
    assert "  missing: 第43回, between 第42回 and 第49回\n" in told
    assert re.search(r"^passed over: http\S+s\.txt: agenda", told, re.MULTILINE)
    (source,) = town.run("status", PLAIN, "--json").json["sources"]
    assert (source["numbering"]["scale"], source["numbering"]["earlier"]) == ("running", 30)
    missing = town.run("status", "nowhere")
    assert (missing.code, "nowhere" in missing.err) == (1, True)


def test_status_for_a_monitor(town: Town, bare_town: Town) -> None:
    fine = town.run("status", "--check")
    assert (fine.code, fine.out.startswith("OK: 2 sources, ")) == (0, True), fine.out
    bad = bare_town.run("status", "--check")
    assert bad.code == 2
    assert bad.out.splitlines()[0].startswith("ERROR: the index cannot be searched: ")
    assert f"WARNING: {PLAIN}: was never crawled" in bad.out


def test_status_before_anything(bare_town: Town) -> None:
    status = bare_town.run("status", "--json").json
    assert (status["index"]["ready"], status["level"]) == (False, "error")
    assert {source["health"]["last_crawl"] for source in status["sources"]} == {None}
    assert "shingikai ingest" in status["index"]["reason"]
    assert not bare_town.data.exists(), "to look makes nothing"


def test_crawl_of_one_source_with_a_line_for_each_request(bare_town: Town) -> None:
    ran = bare_town.run("--fetch-log", "json", "crawl", PLAIN, "--json")
    assert [source["source"] for source in ran.json["sources"]] == [PLAIN]
    lines = [json.loads(line) for line in ran.err.splitlines()]
    sent = [(unquote(urlsplit(line["url"]).path), line["status"], line["bytes"]) for line in lines if line["status"]]
    assert sent == [(request.path, request.status, request.bytes) for request in bare_town.servers.requests]
    assert [line["why"] for line in lines[:2]] == ["robots.txt", "a start page"]
    assert {line["why"].partition(" as ")[0] for line in lines[2:]} == {"linked"}


@pytest.mark.slow
def test_replaced_document(built: tuple[Path, tuple[BuiltSite, ...]], tmp_path: Path) -> None:
    with open_town(tmp_path, *built, ("kirigaoka",)) as town:
        (first,) = town.run("crawl", "--json").json["sources"]
        before = town.run("ingest", "--json").json
        ids = [hit["id"] for hit in town.run("search", "--limit", "100", "--json").json["hits"]]

        town.servers.requests.clear()
        (second,) = town.run("crawl", "--json").json["sources"]
        assert (second["new"], second["replaced"], second["unchanged"]) == (0, 0, first["new"])
        asked = [request for request in town.servers.requests if request.path != "/robots.txt"]
        assert [r.path for r in asked if not r.conditional or r.bytes] == [], "unchanged: conditional, without a body"

        town.servers.edition = 2
        (third,) = town.run("crawl", "--json").json["sources"]
        assert (third["new"], third["replaced"], third["unchanged"]) == (0, 1, first["new"] - 1)
        assert town.run("ingest", "--json").json == before
        after = town.run("search", "--limit", "100", "--json").json["hits"]
        assert [hit["id"] for hit in after] == ids
        generation = town.run("status", "--json").json["index"]["generation"]
        assert town.run("ingest", "--rebuild", "--json").json == before
        assert town.run("search", "--limit", "100", "--json").json["hits"] == after
        assert town.run("status", "--json").json["index"]["generation"] != generation
        (source,) = town.run("status", "--json").json["sources"]
        assert (source["health"]["documents"], source["health"]["versions_replaced"]) == (first["new"], 1)


def test_export_and_cite(town: Town, tmp_path: Path) -> None:
    everything = town.run("--base-url", BASE_URL, "search", "--json", "--limit", "100").json
    file = tmp_path / "all.csv"
    assert town.run("--base-url", BASE_URL, "export", "--output", str(file)).code == 0
    rows = list(csv.DictReader(io.StringIO(file.read_bytes().decode("utf-8-sig"), newline="")))
    assert {row["id"] for row in rows} == {hit["id"] for hit in everything["hits"]}
    told = json.loads((tmp_path / "all.csv.meta.json").read_text(encoding="utf-8"))
    assert (told["total"], told["parameters"]) == (
        len(rows),
        {"expand": ["synonyms"], "scope": ["item"], "sort": ["-date"]},
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["all.csv", "all.csv.meta.json"]

    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE) as reader:
        assert town.run("--base-url", BASE_URL, "export", "--output", str(pipe)).code == 0
        assert reader.communicate(timeout=30)[0] == file.read_bytes()
    assert pipe.is_fifo(), "no file takes the place of what is none"

    ran = town.run("--quiet", "export", "クラウド", "--year", "2019", "--format", "jsonl")
    assert ran.code == 0, ran.err
    first, *items, end = [json.loads(line) for line in ran.out.splitlines()]
    assert first["export"]["total"] == len(items) == end["end"]["items"]
    assert {item["fiscal_year"] for item in items} <= {2019}

    one = town.run("--base-url", BASE_URL, "cite", rows[0]["id"], "--format", "bibtex")
    assert one.out.startswith(f"@misc{{shingikai-{rows[0]['id']},\n")
    assert f"{BASE_URL}/items/{rows[0]['id']}" in one.out
    assert town.run("cite", "no-such").code == 1


@pytest.mark.parametrize("expand", ["none", "spelling", "synonyms"])
def test_how_much_a_word_may_stand_for(town: Town, expand: str) -> None:
    ran = town.run("search", "クラウド", "--expand", expand, "--json")
    assert ran.code == 0, ran.err
    assert {one["kind"] for one in ran.json["expansions"]} <= {"none": set(), "spelling": {"spelling"}}.get(
        expand, {"spelling", "synonym", "value"}
    )
