"""`shingikai sources list | show | check`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from app.cli.base import Context, pass_context, print_json

_FOLDER = click.option(
    "--sources", "folder", type=click.Path(path_type=Path), help="Folder of sources [SHINGIKAI_SOURCES]."
)


@click.group("sources")
def sources_group() -> None:
    """The councils that are crawled."""


@sources_group.command("list")
@_FOLDER
@pass_context
def list_command(context: Context, folder: Path | None) -> None:
    """A line for each source."""
    sources = context.load_sources(folder)
    width = max(len(source.name) for source in sources)
    for s in sources:
        click.echo(f"{s.name:<{width}}  {s.code}  {s.cadence:<8}  {s.municipality}  {s.council}  {' '.join(s.start)}")


@sources_group.command("show")
@click.argument("name")
@_FOLDER
@pass_context
def show_command(context: Context, name: str, folder: Path | None) -> None:
    """All of a source, with the defaults filled in, as JSON."""
    print_json(asdict(context.select_sources((name,), folder)[0]))


@sources_group.command("check")
@click.argument("name", nargs=-1)
@_FOLDER
@pass_context
def check_command(context: Context, name: tuple[str, ...], folder: Path | None) -> None:
    """Check the files: keys, codes against the table of municipalities, addresses. Nothing is fetched."""
    sources = context.select_sources(name, folder)
    click.echo(f"{len(sources)} sources are right")
