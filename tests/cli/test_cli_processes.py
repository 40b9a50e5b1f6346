"""Commands that go on until they are stopped, and commands that are stopped before they have ended."""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from samples.model import BuiltSite
from tests.cli.town import CITIES, Town, write_source

pytestmark = pytest.mark.slow
PROMPT = 6.0  # seconds in which a stopped process must be gone; 1 on an idle machine
PATIENCE = 60.0


@contextmanager
def started(town: Town, *arguments: str, **variables: str) -> Iterator[subprocess.Popen[str]]:
    process = town.start(*arguments, **variables)
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def wait_for(true: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    until = time.monotonic() + PATIENCE
    while not true():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < until, "it never came"
        time.sleep(0.02)


def stop(process: subprocess.Popen[str], number: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
    """→ (exit code, what it said on stderr); it must be gone soon."""
    began = time.monotonic()
    process.send_signal(number)
    _, err = process.communicate(timeout=PATIENCE)
    assert time.monotonic() - began < PROMPT, err
    assert "Traceback" not in err
    return process.returncode, err


def read_until(process: subprocess.Popen[str], text: str) -> str:
    """What it says on stderr up to the line with `text`."""
    said = ""
    assert process.stderr is not None
    while text not in said:
        line = process.stderr.readline()
        assert line, f"it ended: {said}"
        said += line
    return said


def fetch(url: str) -> tuple[int, Any]:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())
    except OSError:
        return 0, None


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ask_hits(town: Town) -> list[dict[str, Any]]:
    """All items, without what differs from one crawl to the next."""
    ran = town.run("search", "--limit", "100", "--json")
    if ran.code != 0:
        return []
    return [{key: value for key, value in hit.items() if key != "renditions"} for hit in json.loads(ran.out)["hits"]]


@pytest.fixture
def all_read(town: Town) -> str:
    """What a schedule says when it has read all of the two cities."""
    return f"the index holds {town.run('status', '--json').json['index']['meetings']} meetings"


@pytest.fixture
def slow_town(empty_town: Town, built: tuple[Path, tuple[BuiltSite, ...]], tmp_path: Path) -> Town:
    """The same websites, with a pause between two requests."""
    sources = tmp_path / "sources"
    sources.mkdir()
    for slug, site in empty_town.sites.items():
        write_source(sources, slug, built[0], empty_town.servers.urls[slug], site, delay=0.15)
    empty_town.servers.requests.clear()
    return Town(empty_town.folder, empty_town.servers, empty_town.sites, tmp_path / "data", sources)


def test_serve_answers_and_stops(town: Town) -> None:
    port = find_free_port()
    with started(town, "serve", "--port", str(port)) as process:
        wait_for(lambda: fetch(f"http://127.0.0.1:{port}/healthz")[0] == 200, process)
        assert fetch(f"http://127.0.0.1:{port}/readyz")[0] == 200
        status, answer = fetch(f"http://127.0.0.1:{port}/api/v1/items?limit=1")
        assert (status, len(answer["hits"])) == (200, 1)
        assert answer["hits"][0]["url"].startswith(f"http://127.0.0.1:{port}/items/")
        code, err = stop(process)
    assert code == 0
    assert f"http://127.0.0.1:{port}" in err


def test_serve_without_an_index_says_what_to_do(bare_town: Town) -> None:
    port = find_free_port()
    with started(bare_town, "serve", "--port", str(port)) as process:
        wait_for(lambda: fetch(f"http://127.0.0.1:{port}/healthz")[0] == 200, process)
        status, problem = fetch(f"http://127.0.0.1:{port}/readyz")
        code, err = stop(process, signal.SIGINT)
    assert (status, code) == (503, 0)
    assert "shingikai ingest" in problem["detail"]
    assert "shingikai ingest" in err


def test_serve_on_a_taken_port(town: Town) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ran = town.run("serve", "--port", str(port))
    assert (ran.code, ran.err.count("\n")) == (5, 1)
    assert f"127.0.0.1:{port}" in ran.err
    assert "--port" in ran.err


def test_schedule_crawls_what_is_due_ingests_and_stops(bare_town: Town, town: Town, all_read: str) -> None:
    with started(bare_town, "schedule") as process:
        said = read_until(process, all_read)
        assert bare_town.run("schedule", "--check").code == 0
        code, rest = stop(process)
    assert code == 0
    assert [slug for slug in town.sites if f" {slug}: " not in said + rest] == []
    assert ask_hits(bare_town) == ask_hits(town)

    bare_town.servers.requests.clear()
    with started(bare_town, "schedule") as process:
        read_until(process, "scheduling 2 sources")
        time.sleep(1.0)
        code, _ = stop(process, signal.SIGINT)
    assert code == 0
    assert bare_town.paths() == [], "nothing is due so soon"


def test_schedule_ingests_what_was_crawled_before_also_when_it_is_stopped(
    bare_town: Town, town: Town, all_read: str
) -> None:
    assert bare_town.run("--quiet", "crawl").code == 0
    with started(bare_town, "schedule") as process:
        wait_for((bare_town.data / "registry.sqlite").exists, process)
        assert stop(process)[0] == 0
    assert ask_hits(bare_town) == [], "it was in the middle of the ingest"
    with started(bare_town, "schedule") as process:
        read_until(process, all_read)
        assert stop(process)[0] == 0
    assert ask_hits(bare_town) == ask_hits(town)


@pytest.mark.parametrize("command", [["schedule"], ["serve", "--with-schedule", "--port", "0"]], ids=lambda c: c[0])
def test_stopped_during_a_crawl_writes_nothing_half(slow_town: Town, town: Town, command: list[str]) -> None:
    with started(slow_town, *command) as process:
        wait_for(lambda: len(slow_town.paths()) >= 4, process)
        assert stop(process)[0] == 0
    assert len(slow_town.paths()) < len(slow_town.sites) * 6, "it was in the middle"
    status = slow_town.run("status", "--json").json
    assert {source["health"]["last_crawl"] for source in status["sources"]} <= {None}, "what was stopped is due again"
    assert list((slow_town.data / "archive" / "tmp").iterdir()) == []
    answer = slow_town.run("--quiet", "crawl", "--json").json
    assert all(not source["failed"] for source in answer["sources"])
    assert slow_town.run("--quiet", "ingest").code == 0
    assert ask_hits(slow_town) == ask_hits(town)


def test_serve_with_schedule(bare_town: Town, town: Town) -> None:
    port = find_free_port()
    expected = len(ask_hits(town))
    with started(bare_town, "serve", "--with-schedule", "--port", str(port)) as process:

        def is_complete() -> bool:
            status, answer = fetch(f"http://127.0.0.1:{port}/api/v1/items?limit=1")
            return status == 200 and bool(answer["total"] == expected)

        wait_for(is_complete, process)
        assert fetch(f"http://127.0.0.1:{port}/readyz")[0] == 200
        assert stop(process)[0] == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_crawl_is_stopped_between_two_requests(slow_town: Town, number: signal.Signals) -> None:
    with started(slow_town, "--quiet", "crawl", "--json") as process:
        wait_for(lambda: len(slow_town.paths()) >= 3, process)
        process.send_signal(number)
        out, err = process.communicate(timeout=PROMPT)
    assert (process.returncode, err.strip()) == (130, "shingikai: stopped")
    assert json.loads(out)["sources"], "what was done is told"
    assert slow_town.run("--quiet", "crawl").code == 0


def test_ingest_that_is_interrupted_says_so(bare_town: Town) -> None:
    assert bare_town.run("--quiet", "crawl").code == 0
    with started(bare_town, "--quiet", "ingest") as process:
        wait_for((bare_town.data / "registry.sqlite").exists, process)
        code, err = stop(process, signal.SIGINT)
    assert (code, err.strip()) == (130, "shingikai: stopped")
    assert bare_town.run("--quiet", "ingest").code == 0


def test_source_that_is_being_crawled_does_not_keep_the_others_back(slow_town: Town) -> None:
    with started(slow_town, "--quiet", "crawl", CITIES[0]) as process:
        wait_for(lambda: len(slow_town.paths()) >= 1, process)
        answer = slow_town.run("--quiet", "crawl", "--json").json
        process.communicate(timeout=PATIENCE)
    first, second = answer["sources"]
    assert [("being crawled already" in entry["reason"]) for entry in first["failed"]] == [True]
    assert (second["failed"], second["new"]) == ([], len(slow_town.sites[CITIES[1]].documents))


def test_reader_of_a_pipe_that_goes_away(town: Town) -> None:
    command = f'"{sys.executable}" -m app.cli search --limit 100 --json | head -n 1; echo "${{PIPESTATUS[0]}}"'
    done = subprocess.run(
        ["bash", "-c", command], env=town.environment(), capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.stderr == ""
    assert re.fullmatch(r"\{\n(0|141)\n", done.stdout)


@pytest.mark.parametrize(("command", "size"), [("crawl", 20_000), ("ingest", 30_000)])
def test_full_disk_is_one_line_and_loses_nothing(bare_town: Town, town: Town, command: str, size: int) -> None:
    """The size of each file is limited instead of the disk's: what is too large cannot be written."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    if command == "ingest":
        assert bare_town.run("--quiet", "crawl").code == 0
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", "--quiet", command],
        env=bare_town.environment(),
        preexec_fn=limit,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("shingikai: ")
    assert done.stderr.count("\n") == 1, done.stderr
    assert bare_town.run("--quiet", "crawl").code == 0
    assert bare_town.run("--quiet", "ingest").code == 0
    assert ask_hits(bare_town) == ask_hits(town)


def test_samples_on_a_taken_port(tmp_path: Path) -> None:
    """The samples' own program: a taken port is one plain line."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "samples.run", "--data", str(tmp_path), "--port", str(port)],
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    assert (done.returncode, done.stdout) == (1, "")
    assert str(port) in done.stderr
    assert done.stderr.count("\n") == 1
