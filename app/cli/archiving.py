"""`shingikai archive …`: what an operator does with the archive itself."""

from __future__ import annotations

import click

from app.cli.base import Context, pass_context
from crawler.archive import Archive
from crawler.errors import ArchiveError


@click.group("archive")
def archive_group() -> None:
    """The archive: all that was ever fetched, and why."""


@archive_group.command("upgrade")
@pass_context
def upgrade_command(context: Context) -> None:
    """Bring the manifest of an older version up to this one. Every command that writes does so by itself; this one is
    for a machine that only serves."""
    root = context.settings.archive
    if not (root / "manifest.sqlite").is_file():
        raise ArchiveError(f"there is no archive in {root}; crawl first")
    with Archive.open(root) as archive:
        click.echo(f"{root}: schema {archive.schema_version()}")
