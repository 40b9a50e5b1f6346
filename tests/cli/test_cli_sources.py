"""`sources add` and `sources check` over two invented cities' websites."""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path

import pytest

from crawler.cadence import JAPAN
from crawler.example import load_example
from crawler.source import load_source
from tests.cli.town import Town

NAME = "yukimizaka"
COUNCIL = "雪見坂市情報公開・個人情報保護審議会"
INVENTED = ("--code", "97201", "--prefecture", "北浜県")


@pytest.fixture
def own_town(empty_town: Town, tmp_path: Path) -> Town:
    """No source yet, and no data."""
    empty_town.servers.requests.clear()
    return Town(empty_town.folder, empty_town.servers, empty_town.sites, tmp_path / "data", tmp_path / "sources")


def find_start(town: Town, name: str = NAME) -> str:
    return f"{town.servers.urls[name]}{town.sites[name].start[0]}"


def asked_for(town: Town, kind: str) -> list[str]:
    return [path for path in town.paths() if path.endswith(kind)]


def test_add_looks_tells_and_writes(own_town: Town) -> None:
    url = find_start(own_town)
    arguments = ("--quiet", "sources", "add", url, "--name", NAME, *INVENTED)
    dry = own_town.run(*arguments, "--dry-run")
    assert dry.code == 0
    minutes = {path for paths in own_town.sites[NAME].documents.values() for path in paths}
    assert f"would be fetched as minutes: {len(minutes)}" in dry.out
    assert all(path in dry.out for path in minutes)
    assert "another council" in dry.out
    assert COUNCIL in dry.out
    assert (asked_for(own_town, ".txt"), own_town.sources.exists()) == ([], False), "no document, and no file"

    ran = own_town.run(*arguments, "--yes")
    assert ran.code == 0
    path = own_town.sources / f"{NAME}.toml"
    source = load_source(path)
    assert (source.council, source.municipality, source.code) == (COUNCIL, "雪見坂市", "972011")
    assert (source.local, source.start, source.cadence) == (True, (url,), "monthly")
    assert source.verified == datetime.now(JAPAN).date().isoformat()
    example = load_example(own_town.sources / "examples" / NAME)
    assert (example.url, example.reviewed) == (url, "")
    assert {link.removeprefix(own_town.servers.urls[NAME]) for link in example.golden["take"]} == minutes

    assert own_town.run("sources", "check", "--offline").out == "1 sources are right\n"
    (crawled,) = own_town.run("--quiet", "crawl", "--json").json["sources"]
    assert (crawled["new"], crawled["failed"]) == (len(minutes), [])
    again = own_town.run(*arguments, "--yes")
    assert (again.code, again.err.count("\n")) == (5, 1)
    assert f"{NAME}.toml has {url} already" in again.err


def test_add_asks_before_it_writes(own_town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["n", "y"])
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: next(answers))
    arguments = ("--quiet", "sources", "add", find_start(own_town), "--name", NAME, *INVENTED)
    assert own_town.run(*arguments).code == 0
    assert not own_town.sources.exists()
    assert own_town.run(*arguments).code == 0
    assert (own_town.sources / f"{NAME}.toml").is_file()


@pytest.mark.parametrize(
    ("path", "arguments", "code", "words"),
    [
        (None, [], 2, "--code: 雪見坂市 is no municipality of Japan"),
        (None, INVENTED, 2, "--name: the website's host tells no name"),
        (None, [*INVENTED, "--name", "a b"], 5, "letters, digits"),
        (None, [*INVENTED, "--name", "a", "--cadence", "hourly"], 5, "cadence: 'hourly'"),
        ("/ski/", [], 1, "HTTP 404"),
        ("/joho/kaigi/meibo.html", [], 2, "--council: no privacy council is named"),
        ("/joho/kaigi/txt/20221018.txt", [], 1, "is a document; give the address of the page"),
    ],
)
def test_add_says_what_it_needs(own_town: Town, path: str | None, arguments: list[str], code: int, words: str) -> None:
    url = own_town.servers.urls[NAME] + (path or own_town.sites[NAME].start[0])
    ran = own_town.run("--quiet", "sources", "add", url, *arguments, "--yes")
    assert (ran.code, ran.err.count("\n")) == (code, 1)
    assert words in ran.err
    assert not own_town.sources.exists()


def test_add_of_a_real_site_needs_a_contact(own_town: Town) -> None:
    ran = own_town.run("sources", "add", "https://www.city.otsu.example/", "--yes")
    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert "contact" in ran.err


def test_check_looks_compares_and_sets_the_day(own_town: Town, empty_town: Town) -> None:
    own_town.sources.mkdir()
    comment = "# looked at by hand\n"
    for name in own_town.sites:
        text = (empty_town.sources / f"{name}.toml").read_text(encoding="utf-8")
        (own_town.sources / f"{name}.toml").write_text(comment + text, encoding="utf-8")
    ran = own_town.run("--quiet", "sources", "check", "--json")
    by_name = {source["source"]: source for source in ran.json["sources"]}
    assert set(by_name) == set(own_town.sites)
    for name, source in by_name.items():
        minutes = {
            own_town.servers.urls[name] + path for paths in own_town.sites[name].documents.values() for path in paths
        }
        assert source["worked"] is True
        assert set(source["changes"]["new"]) == minutes
        assert source["passed_over"]
        written = (own_town.sources / f"{name}.toml").read_text(encoding="utf-8")
        assert written.startswith(comment)
        assert tomllib.loads(written)["verified"] == datetime.now(JAPAN).date()
    assert asked_for(own_town, ".txt") + asked_for(own_town, ".pdf") == [], "no document"
    assert not own_town.data.exists(), "nothing is archived"

    assert own_town.run("--quiet", "crawl", NAME).code == 0
    after = own_town.run("--quiet", "sources", "check", NAME)
    assert after.code == 0
    count = len(own_town.sites[NAME].documents)
    assert f"would bring 0 new, ask again for {count} known, and mark 0 as not listed any more" in after.out


def test_check_of_a_site_that_is_gone(own_town: Town, empty_town: Town) -> None:
    own_town.sources.mkdir()
    text = (empty_town.sources / f"{NAME}.toml").read_text(encoding="utf-8")
    path = own_town.sources / f"{NAME}.toml"
    path.write_text(text.replace(own_town.sites[NAME].start[0], "/moved/"), encoding="utf-8")
    before = path.read_text(encoding="utf-8")
    ran = own_town.run("--quiet", "sources", "check")
    assert ran.code == 1
    assert "HTTP 404" in ran.out
    assert path.read_text(encoding="utf-8") == before


def test_check_tells_of_an_example_that_is_read_otherwise(own_town: Town) -> None:
    arguments = ("sources", "add", find_start(own_town), "--name", NAME, *INVENTED, "--yes")
    assert own_town.run("--quiet", *arguments).code == 0
    page = own_town.sources / "examples" / NAME / "page.html"
    page.write_text(page.read_text(encoding="utf-8").replace("20221018.txt", "20221019.txt"), encoding="utf-8")
    ran = own_town.run("sources", "check", "--offline")
    assert ran.code == 1
    assert "20221018.txt is no link of the page" in ran.out
    assert "20221019.txt is in none of the lists" in ran.out
