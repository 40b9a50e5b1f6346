"""`make run`: serves the invented cities' websites, crawls them, reads and indexes the minutes, and serves the page.

The first time the websites are crawled as they were at first (edition 1) and again after one city has replaced a
document (edition 2), so that a version is there to be seen; after that nothing is transferred again.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from app.cli.serving import listen
from app.errors import ConfigurationError
from samples.build import FIRST_PORT, build
from samples.opensearch.home import MissingError
from samples.opensearch.node import Cluster
from samples.serve import PortTakenError, serve

# Archive, index and websites of the samples take 60 MB.
_DISK_NEEDED = 300 * 1024 * 1024


def main(arguments: Sequence[str] | None = None) -> int:
    """→ exit code; every expected trouble is one plain sentence."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("data/samples"), help="where archive and index are kept")
    parser.add_argument("--port", type=int, default=8000, help="of the web page and the API")
    parser.add_argument("--first-port", type=int, default=FIRST_PORT, help="of the websites; 0 for free ones")
    parser.add_argument("--engine", default="embedded", choices=("embedded", "opensearch"), help="where the index is")
    parser.add_argument("--once", action="store_true", help="end after indexing instead of serving")
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        with _prepare_engine(options.engine) as engine:
            return _run(options.data, options.port, options.first_port, engine, once=options.once)
    except (PortTakenError, ConfigurationError, MissingError) as error:
        return _fail(str(error))
    except subprocess.CalledProcessError as error:
        return _fail(
            f"`shingikai {' '.join(error.cmd[3:])}` failed (exit code {error.returncode}); its reason is above"
        )
    except OSError as error:
        return _fail(f"{error.strerror or error} ({error.filename or options.data})")
    except KeyboardInterrupt:
        print("\nstopped")
        return 0


@contextmanager
def _prepare_engine(name: str) -> Iterator[Mapping[str, str]]:
    """→ the settings of the engine: for OpenSearch those of the cluster that is given, or a node of our own."""
    chosen = {"SHINGIKAI_ENGINE": name}
    if name == "embedded" or os.environ.get("SHINGIKAI_OPENSEARCH_URL"):
        yield chosen
        return
    print("0  starting an OpenSearch node (what it needs is fetched once: a minute, 100 MB)", flush=True)
    with Cluster(1) as cluster:
        yield {**chosen, "SHINGIKAI_OPENSEARCH_URL": cluster.urls}


def _run(data: Path, port: int, first_port: int, engine: Mapping[str, str], *, once: bool) -> int:
    began = time.monotonic()
    if not once:
        listen("127.0.0.1", port).close()  # say it before the work, not after
    data.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(data).free < _DISK_NEEDED:
        return _fail(f"the disk is almost full: {data} needs {_DISK_NEEDED // 1024**2} MB")
    print("1  building the websites of nine invented cities")
    sites = build(data / "websites")
    environment = {
        **os.environ,
        **engine,
        "SHINGIKAI_DATA": str(data),
        "SHINGIKAI_SOURCES": str(data / "websites" / "sources"),
    }
    fresh = not (data / "archive" / "manifest.sqlite").exists()
    with serve(sites, first_port=first_port, edition=1 if fresh else 2) as servers:
        print(f"2  serving them on {', '.join(servers.urls.values())}, and crawling")
        if first_port != FIRST_PORT:
            _point_sources(data / "websites" / "sources", servers.urls)
        _shingikai(environment, "crawl")
        if fresh:
            servers.edition = 2
            print("   a city has replaced a document; crawling again")
            _shingikai(environment, "crawl")
        print("3  reading and indexing the minutes")
        _shingikai(environment, "ingest")
        status = json.loads(_shingikai(environment, "--quiet", "status", "--json", captured=True))
        _tell(status, time.monotonic() - began, port, {"SHINGIKAI_DATA": str(data), **_shown(engine)})
        if once:
            return 0
        _shingikai(environment, "serve", "--port", str(port))
    return 0


def _point_sources(folder: Path, urls: Mapping[str, str]) -> None:
    """Sources are built for the fixed ports; here they get those that are served."""
    for slug, url in urls.items():
        path = folder / f"{slug}.toml"
        text = re.sub(r"http://127\.0\.0\.1:[0-9]+", url.rstrip("/"), path.read_text(encoding="utf-8"))
        path.write_text(text, encoding="utf-8")


def _shingikai(environment: Mapping[str, str], *arguments: str, captured: bool = False) -> str:
    command = [sys.executable, "-m", "app.cli", *arguments]
    done = subprocess.run(
        command, env=dict(environment), check=True, text=True, stdout=subprocess.PIPE if captured else None
    )
    return done.stdout or ""


def _tell(status: Mapping[str, Any], seconds: float, port: int, environment: Mapping[str, str]) -> None:
    documents = sum(source["health"]["documents"] for source in status["sources"])
    replaced = sum(source["health"]["versions_replaced"] for source in status["sources"])
    index = status["index"]
    page = f"http://127.0.0.1:{port}"
    settings = " ".join(f"{name}={value}" for name, value in environment.items())
    print(
        f"""
{len(status["sources"])} cities, {documents} documents ({replaced} replaced since), {index["meetings"]} meetings \
in the {index["engine"]} engine; \
{seconds:.0f} s.  Everything in them is invented.

Three things to try:
  {page}/search?q=クラウド&topic=cloud      how did councils decide on clouds?
  {page}/search?topic=convenience_store    the same referral, decided differently
  {settings} .venv/bin/shingikai search 防犯カメラ --outcome 付帯意見付き承認
The API describes itself on {page}/docs
""",
        flush=True,
    )


def _shown(engine: Mapping[str, str]) -> Mapping[str, str]:
    """What a command needs to find the same index."""
    return engine if engine["SHINGIKAI_ENGINE"] != "embedded" else {}


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _fail(message: str) -> int:
    print(f"shingikai: {' '.join(message.split())}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
