"""The index that relevance is measured on: the samples, crawled and read as `make run` does it, and the five real
minutes where their replicas are at hand."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.analyze.sudachi import Analyzer
from app.cli.searching import make_service
from app.engine.embedded import open_engine
from app.search.service import SearchService
from benchmarks.judged_items import load_items, match_items
from benchmarks.rankings import Text, load_texts

_ROOT = Path(__file__).parents[1]
_SITE_KEYS = ("municipality", "code", "prefecture", "council")


@dataclass(frozen=True, slots=True)
class Opened:
    """A service over an index and all its texts; `judged` maps ids of the index to those of the judgements."""

    service: SearchService
    analyzer: Analyzer
    texts: tuple[Text, ...]
    judged: dict[str, str]


def find_replicas() -> Path | None:
    """The folder `sites` of $SHINGIKAI_SHARED, or of `shared` beside the project; None where it is not there."""
    sites = Path(os.environ.get("SHINGIKAI_SHARED") or _ROOT.parent / "shared") / "sites"
    return sites if (sites / "serve.py").is_file() else None


def build_data(data: Path, replicas: Path | None) -> None:
    """Crawls and reads the samples, and with `replicas` the real cities, into a new folder; half a minute."""
    _run("samples.run", "--once", "--data", str(data), "--first-port", "0")
    if replicas is None:
        return
    with subprocess.Popen(
        [sys.executable, str(replicas / "serve.py"), "--port", "0"], stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stdout is not None
            urls = json.loads(server.stdout.readline())
            sources = _write_sources(data / "real-sources", replicas, urls)
            _run("app.cli", "--quiet", "crawl", "--sources", str(sources), data=data)
            _run("app.cli", "--quiet", "ingest", data=data)
        finally:
            server.terminate()


@contextmanager
def open_data(data: Path) -> Iterator[Opened]:
    """What was built, with the settings that the service has everywhere."""
    analyzer = Analyzer()

    with closing(open_engine(data / "index", built_with={"analyzer": analyzer.version})) as engine:
        service = make_service(engine, analyzer)
        texts = load_texts(engine, analyzer)
        yield Opened(service, analyzer, texts, match_items(load_items(), {one.id: one.title for one in texts}))


def _run(module: str, *arguments: str, data: Path | None = None) -> None:
    environment = {**os.environ, **({"SHINGIKAI_DATA": str(data)} if data else {})}
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, cwd=_ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"`{' '.join(command[2:])}` ended with {done.returncode}: {done.stderr[-2000:]}")


def _write_sources(folder: Path, replicas: Path, urls: dict[str, str]) -> Path:
    """A source says what the city's site.json says."""
    folder.mkdir()
    for name, url in urls.items():
        site = json.loads((replicas / name / "site.json").read_text(encoding="utf-8"))
        values = {key: site[key] for key in _SITE_KEYS} | {"start": [url + site["start"]], "local": True}
        lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items()]
        (folder / f"{name}.toml").write_text("".join(lines), encoding="utf-8")
    return folder
