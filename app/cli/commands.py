"""The commands, put together. Each is loaded when it is called: all of them take two seconds, one a quarter of that."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path

import click

from app.cli.base import VERSION, Context, mute_libraries
from app.settings import build_settings

_PLACES = {
    "archive": "archiving.archive_group",
    "cite": "exporting.cite_command",
    "crawl": "crawling.crawl_command",
    "explain": "searching.explain_command",
    "export": "exporting.export_command",
    "index": "indexing.index_group",
    "ingest": "reading.ingest_command",
    "parse": "reading.parse_command",
    "review": "reviewing.review_command",
    "schedule": "scheduling.schedule_command",
    "search": "searching.search_command",
    "serve": "serving.serve_command",
    "similar": "precedents.similar_command",
    "sources": "sources.sources_group",
    "stats": "precedents.stats_command",
    "status": "status.status_command",
}  # its name: module and name of the command in this package


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_PLACES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return get_command(cmd_name) if cmd_name in _PLACES else None


def get_command(name: str) -> click.Command:
    """KeyError if there is none of that name."""
    module, _, attribute = _PLACES[name].partition(".")
    command: click.Command = getattr(import_module(f"app.cli.{module}"), attribute)
    return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--data", help="Folder of archive, ids and index [SHINGIKAI_DATA, default: data].")
@click.option("--engine", help="embedded (default) or opensearch [SHINGIKAI_ENGINE].")
@click.option("--base-url", help="Begins the addresses in answers [SHINGIKAI_BASE_URL].")
@click.option(
    "--config", type=click.Path(path_type=Path), help="A file of settings [default: shingikai.toml, if there is one]."
)
@click.option(
    "--fetch-log", help="json or keyvalue: a line on stderr for each request to a website [SHINGIKAI_FETCH_LOG]."
)
@click.option("--quiet", is_flag=True, help="No progress on stderr.")
@click.version_option(VERSION)
@click.pass_context
def cli(
    context: click.Context,
    data: str | None,
    engine: str | None,
    base_url: str | None,
    config: Path | None,
    fetch_log: str | None,
    quiet: bool,
) -> None:
    """Full-text search over the minutes of Japanese municipal privacy councils."""
    mute_libraries()
    flags = {"data": data, "engine": engine, "base_url": base_url, "fetch_log": fetch_log}
    context.obj = Context(build_settings(flags, os.environ, config), quiet=quiet)
