"""Two invented cities' websites on free ports, and the command line run over them."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from app.cli import main
from samples.model import BuiltSite
from samples.serve import Servers, serve

ROOT = Path(__file__).parents[2]
CITIES = ("minamocho", "yukimizaka")  # one with a scan among its PDFs, one with plain texts


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        assert self.code == 0, self.err
        return json.loads(self.out)


@dataclass(frozen=True)
class Town:
    """The websites while they are served, a folder of their sources, and where the commands keep their data."""

    folder: Path
    servers: Servers
    sites: Mapping[str, BuiltSite]
    data: Path
    sources: Path

    def environment(self, **variables: str) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("SHINGIKAI_")}
        own = {"SHINGIKAI_DATA": str(self.data), "SHINGIKAI_SOURCES": str(self.sources), "PYTHONPATH": str(ROOT)}
        own["SHINGIKAI_OCR"] = "off"  # what the tests say must not depend on what is installed
        return {**clean, **own, **variables}

    def run(self, *arguments: str, **variables: str) -> Ran:
        return run(*arguments, environment=self.environment(**variables))

    def start(self, *arguments: str, **variables: str) -> subprocess.Popen[str]:
        """In a process (and a process group) of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "app.cli", *arguments],
            env=self.environment(**variables),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            cwd=self.folder,
        )

    def elsewhere(self, data: Path) -> Town:
        return Town(self.folder, self.servers, self.sites, data, self.sources)

    def paths(self) -> list[str]:
        """What was asked for, robots.txt aside."""
        return [request.path for request in self.servers.requests if request.path != "/robots.txt"]


def run(*arguments: str, environment: Mapping[str, str]) -> Ran:
    """A command in this process, as its script would run it."""
    out, err = io.StringIO(), io.StringIO()
    code: int | str | None = None
    try:
        with (
            mock.patch.dict(os.environ, environment, clear=True),
            mock.patch.object(sys, "argv", ["shingikai", *arguments]),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            main()
    except SystemExit as ended:
        code = ended.code
    assert isinstance(code, int), "every command ends with an exit code"
    return Ran(code, out.getvalue(), err.getvalue())


def write_source(folder: Path, slug: str, built: Path, url: str, site: BuiltSite, **keys: object) -> Path:
    """The sample's own source, moved to another port."""
    lines = (built / "sources" / f"{slug}.toml").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if line.partition(" ")[0] not in ("start", *keys)]
    start = f"start = {json.dumps([f'{url}{path}' for path in site.start])}"
    extra = [f"{key} = {json.dumps(value)}" for key, value in keys.items()]
    path = folder / f"{slug}.toml"
    path.write_text("\n".join([*kept, start, *extra, ""]), encoding="utf-8")
    return path


@contextlib.contextmanager
def open_town(folder: Path, built: Path, sites: tuple[BuiltSite, ...], slugs: tuple[str, ...]) -> Iterator[Town]:
    own = {site.slug: site for site in sites if site.slug in slugs}
    sources = folder / "sources"
    sources.mkdir(parents=True)
    with serve(tuple(own.values()), first_port=0) as servers:
        for slug, site in own.items():
            write_source(sources, slug, built, servers.urls[slug], site)
        yield Town(folder, servers, own, folder / "data", sources)
