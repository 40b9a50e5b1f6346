"""What a crawl costs the websites, by the servers' own logs: requests, how many conditional, bytes of bodies.

    python -m benchmarks.politeness            the invented cities (samples/), and the five replicas where they lie
    python -m benchmarks.politeness --write    puts the table into docs/crawling.md
    python -m benchmarks.politeness --check    exit 1 if an unchanged site sent a page or document

Each set of sites is crawled three times, a week apart, each time by a new process's worth of memory: at first, again
unchanged, and after the cities have revised something (samples: edition 2; replicas: serve.py --revise of all).
Error pages (no robots.txt, a dead link, a server that is busy) have no validators and are counted apart.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from crawler.fetch import Fetcher
from crawler.report import CrawlReport
from crawler.run import crawl_source
from crawler.source import Source, load_sources, parse_source
from samples.build import build
from samples.serve import serve

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "crawling.md"
_BETWEEN = re.compile(r"(?<=<!-- politeness -->\n).*?(?=<!-- end of politeness -->)", re.DOTALL)
_NOW = datetime(2026, 4, 1, tzinfo=UTC)
_WEEK = timedelta(days=7)
CRAWLS = ("first", "unchanged", "revised")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request in a server's log; `bytes` of its answer's body."""

    path: str
    status: int
    bytes: int
    conditional: bool


@dataclass(frozen=True, slots=True)
class Cost:
    """One crawl of one set of sites."""

    sites: str
    crawl: str
    asked: tuple[Asked, ...]
    reports: tuple[CrawlReport, ...]

    @property
    def answered(self) -> list[Asked]:
        """With what was asked for (200), or that it has not changed (304): pages, documents, robots.txt."""
        return [entry for entry in self.asked if entry.status in (200, 304)]

    def make_row(self) -> str:
        conditional = sum(entry.conditional for entry in self.answered)
        bodies = sum(entry.bytes for entry in self.answered)
        errors = sum(entry.bytes for entry in self.asked) - bodies
        numbers = (
            f"{len(self.asked)}",
            f"{100 * conditional / len(self.answered):.0f} %",
            f"{sum(entry.status == 304 for entry in self.asked)}",
            f"{bodies:,}",
            f"{errors:,}",
            " / ".join(f"{sum(getattr(r, name) for r in self.reports)}" for name in ("new", "replaced", "unchanged")),
        )
        return f"| {self.sites} | {self.crawl} | {' | '.join(numbers)} |"


def crawl_all(sources: Sequence[Source], archive: Path, weeks: int) -> tuple[CrawlReport, ...]:
    """With a fetcher that remembers nothing of an earlier crawl; waits are not slept."""

    def now() -> datetime:
        return _NOW + weeks * _WEEK

    with Fetcher(sleep=lambda _: None, now=now) as fetcher:
        return tuple(crawl_source(source, archive, fetcher, now=now) for source in sources)


def measure_samples(folder: Path) -> Iterator[Cost]:
    sites = build(folder / "sites")
    with serve(sites, first_port=0) as servers:
        sources = [_move(source, servers.urls[source.name]) for source in load_sources(folder / "sites" / "sources")]
        for weeks, crawl in enumerate(CRAWLS):
            servers.requests.clear()
            servers.edition = 2 if crawl == "revised" else 1
            reports = crawl_all(sources, folder / "archive", weeks)
            asked = tuple(Asked(r.path, r.status, r.bytes, r.conditional) for r in servers.requests)
            yield Cost(f"{len(sources)} invented cities", crawl, asked, reports)


def _move(source: Source, url: str) -> Source:
    """A sample's source, its server on another port."""
    host = url.removeprefix("http://")
    start = tuple(re.sub(r"^http://[^/]+", url, address) for address in source.start)
    return replace(source, start=start, hosts=(host,))


def measure_replicas(shared: Path, folder: Path) -> Iterator[Cost]:
    """Of five real cities' websites, which lie beside the repository."""
    log = folder / "log.jsonl"
    port = 0
    for weeks, crawl in enumerate(CRAWLS):
        log.write_text("", encoding="utf-8")
        with _serve_replicas(shared, log, port, revised=crawl == "revised") as urls:
            port = port or min(int(url.rsplit(":", 1)[1]) for url in urls.values())
            sources = [_read_source(shared, name, url) for name, url in urls.items()]
            reports = crawl_all(sources, folder / "archive", weeks)
        entries = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
        asked = tuple(Asked(e["path"], e["status"], e["bytes"], e["conditional"]) for e in entries)
        yield Cost(f"{len(sources)} replicas", crawl, asked, reports)


@contextmanager
def _serve_replicas(shared: Path, log: Path, port: int, *, revised: bool) -> Iterator[Mapping[str, str]]:
    sites = shared / "sites"
    command = [sys.executable, str(sites / "serve.py"), "--port", str(port or 18701), "--log", str(log)]
    for name in sorted(path.parent.name for path in sites.glob("*/site.json")) if revised else ():
        command += ["--revise", name]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            yield json.loads(server.stdout.readline())
        finally:
            server.terminate()


def _read_source(shared: Path, name: str, url: str) -> Source:
    site = json.loads((shared / "sites" / name / "site.json").read_text(encoding="utf-8"))
    data: dict[str, Any] = {key: site[key] for key in ("municipality", "code", "prefecture", "council")}
    return parse_source(data | {"start": [url + site["start"]], "local": True}, name, f"{name}/site.json")


def find_faults(costs: Sequence[Cost]) -> list[str]:
    """Where an unchanged site sent a body that it need not have sent."""
    return [
        f"{cost.sites}: {entry.path}: {entry.status}, {entry.bytes} bytes"
        for cost in costs
        if cost.crawl == "unchanged"
        for entry in cost.answered
        if entry.bytes
    ]


def make_table(costs: Sequence[Cost]) -> str:
    head = (
        "| sites | crawl | requests | conditional | 304 | bytes of bodies | of error pages | "
        "new / replaced / unchanged |\n|---|---|---:|---:|---:|---:|---:|---|\n"
    )
    return head + "".join(cost.make_row() + "\n" for cost in costs)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="What a crawl costs the websites.")
    parser.add_argument("--write", action="store_true", help="put the table into docs/crawling.md")
    parser.add_argument("--check", action="store_true", help="exit 1 if an unchanged site was sent a body")
    parser.add_argument("--shared", type=Path, default=Path(os.environ.get("SHINGIKAI_SHARED", ROOT.parent / "shared")))
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        costs = list(measure_samples(Path(scratch) / "samples"))
        if (options.shared / "sites" / "serve.py").exists():
            (Path(scratch) / "replicas").mkdir()
            costs += measure_replicas(options.shared, Path(scratch) / "replicas")
    print(make_table(costs))
    faults = find_faults(costs)
    print("\n".join(faults) or "no body of an unchanged page or document was sent")
    if options.write:
        table = make_table(costs)
        PAGE.write_text(_BETWEEN.sub(lambda _: f"\n{table}\n", PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    return 1 if options.check and faults else 0


if __name__ == "__main__":
    sys.exit(main())
