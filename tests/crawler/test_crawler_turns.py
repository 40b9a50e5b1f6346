"""Several processes take turns at one host: no two requests at once, and the pause between any two of them."""

from __future__ import annotations

import threading
from itertools import pairwise
from pathlib import Path

import pytest
from loopback_site import Answer, Site, make_source

from crawler.errors import ArchiveError, StoppedError
from crawler.fetch import Fetcher
from crawler.pace import Pacer
from crawler.turns import Turns

ORIGIN = "http://a.example"
DELAY = 0.03


def test_several_fetchers_are_as_one(site: Site, tmp_path: Path) -> None:
    """Each has its own files open, as a process of its own would: such locks hold between open files."""
    paths = [f"/{name}{number}" for name in "abc" for number in range(4)]
    site.answers = {path: Answer(b"<p>") for path in paths}
    source = make_source(site.url, delay=DELAY)

    def fetch_some(name: str) -> None:
        with Fetcher(turns=tmp_path / "turns") as fetcher:
            for path in (path for path in paths if path[1] == name):
                fetcher.fetch(source, site.url + path)

    threads = [threading.Thread(target=fetch_some, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    log = sorted(site.log, key=lambda request: request.at)
    assert sorted({request.path for request in log} - {"/robots.txt"}) == sorted(paths)
    assert min(after.at - before.at for before, after in pairwise(log)) >= DELAY
    names = [request.path[1] for request in log if request.path != "/robots.txt"]
    assert sum(before != after for before, after in pairwise(names)) > 2, "nobody waits until another one is done"


@pytest.mark.parametrize(
    ("last", "waits"),
    [
        ("", []),  # nobody has asked yet
        ("99.5", [0.5]),  # half a second ago
        ("98.000", []),  # two seconds ago
        ("100000.0", []),  # before the machine was started again
        ("\0" * 40, []),  # after a loss of power
    ],
)
def test_the_last_answer(tmp_path: Path, last: str, waits: list[float]) -> None:
    now, slept = [100.0], []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    turns = Turns(tmp_path, sleep=sleep, clock=lambda: now[0])
    with turns.take(ORIGIN, 1.0):
        pass
    (file,) = tmp_path.iterdir()
    assert float(file.read_text()) == 100.0
    if last:
        file.write_text(last)
        with turns.take(ORIGIN, 1.0):
            now[0] += 7
        assert slept == waits
        assert float(file.read_text()) == now[0]


def test_waiting_can_be_stopped(tmp_path: Path) -> None:
    stop = threading.Event()
    first, second = Pacer(turns=tmp_path), Pacer(turns=tmp_path, stop=stop)
    with first.turn(ORIGIN, 0.0):
        threading.Timer(0.05, stop.set).start()
        with pytest.raises(StoppedError), second.turn(ORIGIN, 0.0):
            pytest.fail("it did not wait")
    with first.turn(ORIGIN, 0.0):
        pass  # and nothing is held any more


def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "turns").write_text("a file")
    with pytest.raises(ArchiveError, match="cannot be used"), Pacer(turns=tmp_path / "turns").turn(ORIGIN, 0.0):
        pass
