"""The replicas of five real cities' websites, which lie beside the repository (or in $SHINGIKAI_SHARED)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Ran:
    """What a crawl, an ingest, and a second crawl of the unchanged sites said, and what the sites' own log says."""

    data: Path
    sources: Path
    urls: dict[str, str]
    first: dict[str, Any]
    ingested: dict[str, Any]
    second: dict[str, Any]
    first_log: list[dict[str, Any]]
    second_log: list[dict[str, Any]]


@pytest.fixture(scope="session")
def shared() -> Path:
    folder = Path(os.environ.get("SHINGIKAI_SHARED", _ROOT.parent / "shared"))
    if (folder / "sites" / "serve.py").exists():
        return folder
    if os.environ.get("CI") == "true":
        pytest.fail(f"the acceptance tests need the folder {folder}")
    pytest.skip(f"no folder {folder}: set SHINGIKAI_SHARED")


@pytest.fixture(scope="session")
def gold(shared: Path) -> dict[str, Any]:
    return {
        path.stem.rsplit("-", 3)[0]: json.loads(path.read_text(encoding="utf-8"))
        for path in (shared / "gold").glob("*.json")
    }


def run_command(*arguments: str, data: Path) -> dict[str, Any]:
    """A command of the project, in a process of its own; its JSON."""
    command = [sys.executable, "-m", "app.cli", "--quiet", *arguments]
    environment = {**os.environ, "SHINGIKAI_DATA": str(data)}
    done = subprocess.run(command, capture_output=True, text=True, cwd=_ROOT, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _read_log(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _write_sources(folder: Path, shared: Path, urls: dict[str, str]) -> None:
    """A source says no more than the city's site.json."""
    folder.mkdir()
    for name, url in urls.items():
        site = json.loads((shared / "sites" / name / "site.json").read_text(encoding="utf-8"))
        values = {key: site[key] for key in ("municipality", "code", "prefecture", "council")}
        values |= {"start": [url + site["start"]], "local": True}
        lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items()]
        (folder / f"{name}.toml").write_text("".join(lines), encoding="utf-8")


@pytest.fixture(scope="session")
def ran(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ran]:
    folder = tmp_path_factory.mktemp("acceptance")
    data, sources, log = folder / "data", folder / "sources", folder / "log.jsonl"
    serve = [sys.executable, str(shared / "sites" / "serve.py"), "--port", "0", "--log", str(log)]
    with subprocess.Popen(serve, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            urls = json.loads(server.stdout.readline())
            _write_sources(sources, shared, urls)
            crawl = ("crawl", "--sources", str(sources), "--json")
            first = run_command(*crawl, data=data)
            first_log = _read_log(log)
            ingested = run_command("ingest", "--json", data=data)
            second = run_command(*crawl, data=data)
            yield Ran(data, sources, urls, first, ingested, second, first_log, _read_log(log)[len(first_log) :])
        finally:
            server.terminate()
