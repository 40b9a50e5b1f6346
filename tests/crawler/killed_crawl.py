"""A crawl in a process of its own that may be killed, forked from one that has loaded the crawler."""

from __future__ import annotations

import multiprocessing
from datetime import UTC, datetime
from pathlib import Path

from crawler.errors import ArchiveError
from crawler.fetch import Fetcher
from crawler.run import crawl_source
from crawler.source import Source

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.crawler.killed_crawl"])


def _run(source: Source, root: str) -> None:
    try:
        with Fetcher(sleep=lambda seconds: None) as fetcher:
            report = crawl_source(source, Path(root), fetcher, now=lambda: datetime.now(UTC))
    except ArchiveError as error:
        raise SystemExit(f"refused: {error}") from error
    raise SystemExit(0 if report.complete else "the crawl did not come to its end")


def start_crawl(source: Source, root: Path) -> multiprocessing.process.BaseProcess:
    process = CONTEXT.Process(target=_run, args=(source, str(root)))
    process.start()
    return process


def kill_crawl(source: Source, root: Path, wait: float) -> bool:
    """A crawl that is killed (SIGKILL) after `wait` seconds → whether it was still at it."""
    process = start_crawl(source, root)
    process.join(wait)
    alive = process.is_alive()
    process.kill()
    process.join(30)
    return alive
