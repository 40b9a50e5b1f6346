"""What every command shares: the group with its settings, and how the parts are opened."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from app.analyze.sudachi import Analyzer
from app.correction_files import LoadedCorrections, load_corrections
from app.engine.base import Engine
from app.engine.embedded import open_engine
from app.errors import ConfigurationError
from app.health import ArchiveHealth
from app.model import Municipality
from app.settings import DEFAULT_CORRECTIONS, ClusterSettings, Settings
from app.vocabulary.entries import Vocabulary
from app.vocabulary.municipalities import MunicipalityTable, load_municipalities
from crawler.errors import SourceError
from crawler.source import Source, load_sources

VERSION = "0.1.0"


class Context:
    """The settings, built once; commands open from them what they need."""

    def __init__(self, settings: Settings, *, quiet: bool) -> None:
        self.settings = settings
        # No markup: what a website says may look like it.
        self.err = Console(stderr=True, quiet=quiet, highlight=False, markup=False, soft_wrap=True)
        self.out = Console(highlight=False, soft_wrap=True)

    @contextmanager
    def open_engine(self, analyzer: Analyzer) -> Iterator[Engine]:
        built_with = {"analyzer": analyzer.version}
        engine: Engine
        if self.settings.engine == "opensearch":
            engine = _open_cluster(self.settings.opensearch, built_with)
        else:
            engine = open_engine(self.settings.index, built_with=built_with)
        try:
            yield engine
        finally:
            engine.close()

    def load_sources(self, folder: Path | None = None) -> tuple[Source, ...]:
        """All sources of the folder, each name of a municipality checked against the table of codes."""
        place = folder or self.settings.sources
        if not place.is_dir():
            raise ConfigurationError(f"there is no folder of sources {place}: give --sources or SHINGIKAI_SOURCES")
        sources = load_sources(place)
        if not sources:
            raise ConfigurationError(f"no source (*.toml) in {place}")
        table = load_municipalities()
        for source in sources:
            check_municipality(source, table)
        return sources

    def open_health(self, folder: Path | None = None) -> ArchiveHealth:
        """How the crawls go, from the archive. Without a folder of sources only what was crawled is told; a folder that
        was named must be right."""
        place = folder or self.settings.sources
        sources = self.load_sources(folder) if folder is not None or any(place.glob("*.toml")) else ()
        return ArchiveHealth(self.settings.archive, sources)

    def load_corrections(self, vocabulary: Vocabulary, folder: Path | None = None) -> LoadedCorrections:
        """Those of the folder; ConfigurationError if one was named that is not there."""
        place = folder or self.settings.corrections
        if not place.is_dir() and place != DEFAULT_CORRECTIONS:
            raise ConfigurationError(
                f"there is no folder of corrections {place} (--corrections, SHINGIKAI_CORRECTIONS)"
            )
        return load_corrections(place, vocabulary)

    def select_sources(self, names: tuple[str, ...], folder: Path | None = None) -> tuple[Source, ...]:
        sources = self.load_sources(folder)
        if not names:
            return sources
        known = {source.name: source for source in sources}
        missing = [name for name in names if name not in known]
        if missing:
            raise click.UsageError(f"no source {', '.join(missing)} (there are: {', '.join(known)})")
        return tuple(known[name] for name in names)


def _open_cluster(settings: ClusterSettings, built_with: Mapping[str, str]) -> Engine:
    from app.engine.opensearch import Address, open_engine  # opensearch-py takes a while that the embedded engine saves

    return open_engine(
        Address(settings.hosts, settings.user, settings.password, settings.ca, settings.cert, settings.key),
        built_with=built_with,
        prefix=settings.prefix,
        size=settings.size,
        deadline=settings.timeout,
    )


def check_municipality(source: Source, table: MunicipalityTable) -> None:
    """A source's name and code must agree with the table; only a local source may name an invented municipality."""
    found = table.by_code(source.code)
    if found is None:
        if source.local:
            return
        raise SourceError(f"{source.name}.toml: code: no municipality has the code {source.code}")
    if found.name != source.municipality:
        raise SourceError(
            f"{source.name}.toml: code: {source.code} is {found.prefecture}{found.name}, not {source.municipality}"
        )
    if found.prefecture != source.prefecture:
        raise SourceError(
            f"{source.name}.toml: prefecture: {found.name} is in {found.prefecture}, not {source.prefecture}"
        )


def known_municipalities(engine: Engine) -> MunicipalityTable:
    """The table of codes and the municipalities that are in the index (invented ones among them)."""
    if not engine.state().ready:
        return load_municipalities()
    extra = {
        row["code"]: Municipality(row["code"], row["municipality"], row["prefecture"])
        for row in engine.iterate("coverage")
    }
    return load_municipalities(extra.values())


def mute_libraries() -> None:
    """What a command has to say it says itself: libraries' logs go nowhere, unless `tell_log` is called."""
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(logging.NullHandler())


def tell_log() -> None:
    """For commands that go on and on: our own warnings go to stderr."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logging.getLogger("app").addHandler(handler)


def print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


pass_context = click.make_pass_decorator(Context)
