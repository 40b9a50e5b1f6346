"""The schedule as processes: stopped in the middle of a request, and two of them over one archive."""

from __future__ import annotations

import json
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from crawler.archive import Archive
from crawler.errors import NoArchiveError
from tests.cli.test_cli_processes import read_until, started, stop, wait_for
from tests.cli.town import Town

pytestmark = pytest.mark.slow
_SIZE = 200_000  # bytes of a document, of which the first half is sent at once
_PAGE = '<title>渚沢市個人情報保護審議会</title><a href="1.pdf">第1回 会議録</a><a href="2.pdf">第2回 会議録</a>'


@dataclass
class Halting:
    """A website whose first document stops in the middle while `halting` is set."""

    url: str = ""
    halting: threading.Event = field(default_factory=threading.Event)
    halted: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)
    paths: list[str] = field(default_factory=list)


@contextmanager
def serve_halting(where: str) -> Iterator[Halting]:
    """`where` it halts: before the headers, or in the body."""
    site = Halting()
    site.halting.set()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            pass

        def do_GET(self) -> None:
            site.paths.append(self.path)
            body = {"/": _PAGE.encode(), "/robots.txt": b""}.get(self.path, b"%PDF-1.7\n" + bytes(_SIZE))
            halts = self.path == "/1.pdf" and site.halting.is_set()
            if halts and where == "headers":
                self.halt()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8" if self.path == "/" else "application/pdf")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            try:
                self.wfile.write(body[: len(body) // 2])
                if halts and where == "body":
                    self.halt()
                self.wfile.write(body[len(body) // 2 :])
            except (BrokenPipeError, ConnectionResetError):
                return

        def halt(self) -> None:
            site.halted.set()
            site.go_on.wait(60)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.url = f"http://127.0.0.1:{server.server_address[1]}/"
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield site
    finally:
        site.go_on.set()
        server.shutdown()
        server.server_close()


def write_source(folder: Path, url: str) -> None:
    folder.mkdir(parents=True)
    values = {
        "municipality": "渚沢市",
        "code": "982016",
        "prefecture": "北浜県",
        "council": "渚沢市個人情報保護審議会",
        "start": [url],
        "local": True,
    }
    text = "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items())
    (folder / "nagisawa.toml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize("where", ["headers", "body"])
def test_sigterm_in_the_middle_of_a_request(empty_town: Town, tmp_path: Path, where: str) -> None:
    with serve_halting(where) as site:
        write_source(tmp_path / "sources", site.url)
        town = Town(empty_town.folder, empty_town.servers, {}, tmp_path / "data", tmp_path / "sources")
        with started(town, "schedule") as process:
            assert site.halted.wait(60)
            assert stop(process, signal.SIGTERM)[0] == 0
        assert "/2.pdf" not in site.paths, "no request after it"
        assert town.run("archive", "verify").code == 0
        (source,) = town.run("status", "--json").json["sources"]
        health = source["health"]
        assert (health["last_crawl"], health["next_why"], health["documents"]) == (None, "never crawled", 0)

        site.halting.clear()
        (answer,) = town.run("--quiet", "crawl", "--due", "--json").json["sources"]
        assert (answer["new"], answer["failed"]) == (2, [])


def test_two_schedules_over_one_archive_crawl_each_source_once(bare_town: Town) -> None:
    def all_crawled() -> bool:
        try:
            with Archive.open(bare_town.data / "archive", read_only=True) as archive:
                return len(archive.histories()) == len(bare_town.sites)
        except NoArchiveError:  # not made yet, or being made
            return False

    with started(bare_town, "schedule") as one, started(bare_town, "schedule") as other:
        for process in (one, other):
            read_until(process, "scheduling 2 sources")
        wait_for(all_crawled, one)
        time.sleep(1.0)  # in which the other one would crawl them again
        ends = [stop(process) for process in (one, other)]
    assert [code for code, _ in ends] == [0, 0]
    asked = Counter((request.site, request.path) for request in bare_town.servers.requests)
    twice = [key for key, count in asked.items() if count > 1 and key[1] != "/robots.txt"]
    assert twice == []
