"""A crawl killed (SIGKILL) at any moment, or on a disk that is full, and run again: nothing lost, nothing half-written,
nothing sent twice for nothing.

SHINGIKAI_KILLS=200 kills so often instead of 20 times (`make soak`).
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from loopback_site import PDF, Site, make_source

from crawler.archive import Archive
from crawler.errors import NoArchiveError
from crawler.source import Source
from crawler.verify import verify_archive
from tests.crawler.killed_crawl import kill_crawl, start_crawl

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

KILLS = int(os.environ.get("SHINGIKAI_KILLS", "20"))
IN_A_ROW = 4  # one after the other, before the crawl is left alone
YEARS, A_YEAR = 3, 4
SPEECH = "<p>○会長　次の案について伺います。</p><p>○委員　異存はございません。</p>" * 30


def publish(site: Site, *, revised: bool = False) -> Source:
    """Three years of four sessions each: a file, and one page; `revised`: some replaced, some gone, one new."""
    site.answers.clear()
    years = [f"<li><a href=/r{year}.html>令和{year}年度の会議録</a></li>" for year in range(1, YEARS + 1)]
    site.page("/", "個人情報保護審議会", f"<ul>{''.join(years)}</ul>")
    for year in range(1, YEARS + 1):
        sessions = range(1, A_YEAR + 1 + (revised and year == YEARS))
        links = [f"<li><a href=/r{year}-{n}.pdf>第{n}回会議録</a></li>" for n in sessions if not revised or n != 2]
        page = f"<li><a href=/r{year}-page.html>臨時会 会議録</a></li>"
        site.page(f"/r{year}.html", f"令和{year}年度 個人情報保護審議会", f"<ul>{''.join(links)}{page}</ul>")
        site.page(f"/r{year}-page.html", f"令和{year}年度臨時個人情報保護審議会 会議録", SPEECH)
        for n in sessions:
            body = PDF + f"{year}-{n}{' revised' * (revised and n % 3 == 0)}".encode() * 2_000
            site.file(f"/r{year}-{n}.pdf", body)
    return make_source(f"{site.url}/")


@dataclass(frozen=True)
class Found:
    """What an archive holds, without the times."""

    documents: frozenset[tuple[str, str, bool, str]]
    links: frozenset[tuple[str, str, str]]


def describe(root: Path) -> Found:
    with Archive.open(root, read_only=True) as archive:
        rows = archive.documents()
        assert all(archive.read(row.sha256) for row in rows)  # checked against its hash
        links = archive._select("SELECT page_url, url, decision FROM links")
        return Found(frozenset((r.url, r.sha256, r.current, r.link_text) for r in rows), frozenset(links))


def crawl_through(source: Source, root: Path) -> float:
    """A crawl that nobody disturbs → its seconds."""
    began = time.monotonic()
    process = start_crawl(source, root)
    process.join(60)
    assert process.exitcode == 0
    return time.monotonic() - began


def find_harm(root: Path) -> list[object]:
    """What a kill must never leave; whole objects that no row names, and files in tmp, it may."""
    try:
        return list(verify_archive(root).problems)
    except NoArchiveError:  # killed before the first transaction
        return []


def sent(site: Site, since: int) -> list[str]:
    """The paths whose bodies the server has sent, in order."""
    return [r.path for r in site.log[since:] if r.sent and r.status == 200 and r.path != "/robots.txt"]


def test_killed_at_any_moment_equals_undisturbed(site: Site, tmp_path: Path) -> None:
    """By turns the first crawl of a site, and one that goes on after documents were replaced, withdrawn and added."""
    source = publish(site)
    lengths, expected = {}, {}
    crawl_through(source, tmp_path / "warm")
    for step in ("first", "next"):
        publish(site, revised=step == "next")
        lengths[step] = crawl_through(source, tmp_path / "calm")
        expected[step] = describe(tmp_path / "calm")
    assert len(expected["first"].documents) == YEARS * (A_YEAR + 1)
    assert expected["first"] != expected["next"]

    seed = time.time_ns()
    random = Random(seed)
    killed = too_late = rounds = again = 0
    began = time.monotonic()
    while killed < KILLS:
        root = tmp_path / f"killed{rounds}"
        rounds += 1
        for step in ("first", "next"):
            publish(site, revised=step == "next")
            start, in_flight = len(site.log), []
            for _ in range(IN_A_ROW):
                alive = kill_crawl(source, root, random.uniform(0, lengths[step]))
                killed, too_late = killed + alive, too_late + (not alive)
                if not alive:  # the machine is faster now, or the one before had just finished its work
                    lengths[step] *= 0.9
                in_flight += sent(site, start)[-1:]
                assert find_harm(root) == [], f"{step}, seed {seed}"
            crawl_through(source, root)
            assert describe(root) == expected[step], f"{step}, seed {seed}"
            verified = verify_archive(root)
            assert (verified.problems, verified.orphans) == ((), ()), f"{step}, seed {seed}"
            # One request at a time: only the answer that was on its way when the kill came may be sent once more.
            twice = Counter(sent(site, start)) - Counter(set(sent(site, start)))
            assert twice <= Counter(in_flight), f"{step}, seed {seed}"
            again += twice.total()
        shutil.rmtree(root)
    print(
        f"\ncrawl: killed {killed} times within about {lengths['first']:.2f} and {lengths['next']:.2f} s, "
        f"{too_late} more were through; {2 * rounds} archives compared, each equal to an undisturbed one; "
        f"{again} answers sent twice (each on its way when the kill came); {time.monotonic() - began:.0f} s",
        flush=True,
    )


def test_a_disk_that_is_full_at_any_moment(site: Site, tmp_path: Path) -> None:
    """A disk of its own (tmpfs) with a little more room each time, until the crawl comes through: each time a plain
    error and an archive without harm, and then the same archive goes on to its end. Last, the disk is read-only."""
    enter = ["unshare", "--mount", *(["--user", "--map-root-user"] if os.getuid() else [])]
    if shutil.which("unshare") is None or subprocess.run([*enter, "true"], check=False).returncode:
        pytest.skip("a disk cannot be mounted here (unshare --mount)")
    source = publish(site)
    command = shlex.join([sys.executable, "-m", "tests.crawler.full_disk", str(tmp_path), source.start[0]])
    shell = f"mount -t tmpfs -o size=24m none {shlex.quote(str(tmp_path))} && exec {command}"
    done = subprocess.run([*enter, "sh", "-c", shell], capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode == 0, done.stderr
    refused, documents = map(int, done.stdout.split())
    assert documents == YEARS * (A_YEAR + 1)
    *full, read_only = done.stderr.splitlines()
    assert refused == len(full) >= 5
    assert [line for line in full if not line.startswith("refused: ") or "the disk is full" not in line] == []
    assert "read-only" in read_only
