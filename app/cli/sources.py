"""`shingikai sources list | show | add | check | pause | resume`."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from app.cli.base import Context, pass_context, print_json
from app.cli.source_table import make_source_table
from app.cli.surveying import add_command, check_command
from crawler.archive import Archive
from crawler.records import Pause

_FOLDER = click.option(
    "--sources", "folder", type=click.Path(path_type=Path), help="Folder of sources [SHINGIKAI_SOURCES]."
)


@click.group("sources")
def sources_group() -> None:
    """The councils that are crawled."""


sources_group.add_command(add_command)
sources_group.add_command(check_command)


@sources_group.command("list")
@click.option("--markdown", is_flag=True, help="As a table for documentation, in the order of the codes.")
@_FOLDER
@pass_context
def list_command(context: Context, markdown: bool, folder: Path | None) -> None:
    """A line for each source."""
    sources = context.load_sources(folder)
    if markdown:
        click.echo(make_source_table(sources), nl=False)
        return
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


@sources_group.command("pause")
@click.argument("name")
@click.option("--reason", required=True, help="Why; shown by `status` and whenever the source is passed over.")
@_FOLDER
@pass_context
def pause_command(context: Context, name: str, reason: str, folder: Path | None) -> None:
    """Crawl a source no more until it is resumed. A schedule that runs heeds it within a minute; a crawl that is under
    way ends first."""
    (source,) = context.select_sources((name,), folder)
    reason = " ".join(reason.split())
    if not reason:
        raise click.UsageError("--reason is empty: say why, for whoever wonders a year from now")
    with Archive.open(context.settings.archive) as archive:
        known = archive.pauses().get(name)
        if known is not None and known.reason == reason:
            click.echo(f"{name} is paused already since {known.at[:10]}")
            return
        archive.pause(Pause(source.name, reason, _stamp()))
    click.echo(f"{name} is paused: {reason}")


@sources_group.command("resume")
@click.argument("name")
@pass_context
def resume_command(context: Context, name: str) -> None:
    """Crawl a paused source again: at once, if a slot has passed meanwhile."""
    with Archive.open(context.settings.archive) as archive:
        pause = archive.pauses().get(name)
        if pause is None:
            raise click.UsageError(f"{name} is not paused (paused: {', '.join(archive.pauses()) or 'none'})")
        archive.resume(name, _stamp())
    click.echo(f"{name} is crawled again; it was paused since {pause.at[:10]}: {pause.reason}")


def _stamp() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
