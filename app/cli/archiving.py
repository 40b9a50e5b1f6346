"""`shingikai archive …`: what an operator does with the archive itself."""

from __future__ import annotations

from dataclasses import asdict

import click
from rich.progress import Progress

from app.cli.base import Context, pass_context, print_json
from crawler.archive import Archive
from crawler.errors import NoArchiveError
from crawler.verify import verify_archive


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
        raise NoArchiveError(root)
    with Archive.open(root) as archive:
        click.echo(f"{root}: schema {archive.schema_version()}")


@archive_group.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@pass_context
def verify_command(context: Context, as_json: bool) -> int:
    """Read every byte again, and compare manifest and files. Ends with 1 if something is missing, damaged, unreadable
    or foreign, or if the manifest contradicts itself."""
    with Progress(console=context.err) as progress:
        task = progress.add_task("verifying", total=None)
        found = verify_archive(
            context.settings.archive, lambda done, total: progress.update(task, completed=done, total=total)
        )
    if as_json:
        print_json(asdict(found))
    else:
        click.echo(f"{found.objects:,} objects, {found.size:,} bytes: {len(found.problems)} problems")
        for problem in found.problems:
            click.echo(f"{problem.kind}: {problem.what}: {problem.detail}")
        for sha256 in found.orphans:
            click.echo(f"no row names {sha256}: a process was killed there; the next crawl takes it up")
    return 1 if found.problems else 0
