"""`shingikai archive …`: what an operator does with the archive itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.progress import Progress

from app.analyze.sudachi import Analyzer
from app.cli.base import Context, pass_context, print_json
from app.cli.reading import run_ingest
from app.errors import EngineError, ShingikaiError
from app.registry import Registry
from app.withholding import Removal, remove_text
from crawler.archive import Archive
from crawler.bags import export_archive, import_archive
from crawler.errors import NoArchiveError
from crawler.verify import verify_archive

_PAUSE = 2.0  # seconds between two tries


@click.group("archive")
def archive_group() -> None:
    """The archive: all that was ever fetched, and why."""


@archive_group.command("upgrade")
@pass_context
def upgrade_command(context: Context) -> None:
    """Bring the manifest of an older version up to this one. Every command that writes does so by itself; this one is
    for a machine that only serves."""
    root = _existing(context)
    with Archive.open(root) as archive:
        click.echo(f"{root}: schema {archive.schema_version()}")


@archive_group.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@pass_context
def verify_command(context: Context, as_json: bool) -> int:
    """Read every byte again, and compare manifest and files. Ends with 1 if something is missing, damaged, unreadable
    or foreign, or if the manifest contradicts itself."""
    with Progress(console=context.err) as progress:
        found = verify_archive(context.settings.archive, _tell(progress, "verifying"))
    if as_json:
        print_json(asdict(found))
    else:
        click.echo(f"{found.objects:,} objects, {found.size:,} bytes: {len(found.problems)} problems")
        for problem in found.problems:
            click.echo(f"{problem.kind}: {problem.what}: {problem.detail}")
        for sha256 in found.orphans:
            click.echo(f"no row names {sha256}: a process was killed there; the next crawl takes it up")
    return 1 if found.problems else 0


@archive_group.command("export")
@click.argument("folder", type=click.Path(path_type=Path))
@pass_context
def export_command(context: Context, folder: Path) -> int:
    """Write a portable copy into FOLDER (BagIt, with checksums), to deposit or to move. What is withheld stays here.
    Ends with 1 if objects are missing or damaged: the copy lacks them."""
    with Progress(console=context.err) as progress:
        exported = export_archive(context.settings.archive, folder, _tell(progress, "exporting"))
    click.echo(
        f"{folder}: {exported.objects:,} objects, {exported.size:,} bytes; {exported.withheld} withheld documents are "
        "told of, without their bytes"
    )
    for sha256 in exported.missing:
        click.echo(f"not exported, missing or damaged: {sha256}")
    return 1 if exported.missing else 0


@archive_group.command("import")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@pass_context
def import_command(context: Context, folder: Path) -> None:
    """Take the portable copy in FOLDER into the archive, after every checksum was checked. Nothing that is here goes;
    the same copy a second time is nothing new. Then run `shingikai ingest`."""
    with Progress(console=context.err) as progress:
        imported = import_archive(context.settings.archive, folder, _tell(progress, "importing"))
    rows = ", ".join(f"{count:,} {table}" for table, count in imported.rows.items() if count)
    click.echo(f"new: {imported.objects:,} objects; rows: {rows or 'none'}")


def _tell(progress: Progress, what: str) -> Callable[[int, int], None]:
    task = progress.add_task(what, total=None)
    return lambda done, total: progress.update(task, completed=done, total=total)


@archive_group.command("withhold")
@click.argument("sha256")
@click.option("--reason", required=True, help="Why; shown to the public, so it must name nobody.")
@click.option("--wait", default=300, show_default=True, help="Seconds to wait for another ingest to end.")
@pass_context
def withhold_command(context: Context, sha256: str, reason: str, wait: int) -> None:
    """Seal the document SHA256 (8 digits or more): its bytes are put away, its text is out of the index at once, a
    tombstone with the reason stays, and no crawl brings it back."""
    if not reason.strip():
        raise click.UsageError("--reason: it must say something")
    with Archive.open(_existing(context)) as archive:
        document = archive.find_document(sha256)
        changed = archive.withhold(document, reason.strip(), _now())
    click.echo(f"{document} is {'sealed' if changed else 'withheld already'}")
    try:
        removal = _remove_text(context, document, wait)
    except ShingikaiError as error:
        raise ShingikaiError(
            f"{document} is sealed, but its text is still in the index: {error}; give the same command again"
        ) from error
    for meeting in removal.removed:
        click.echo(f"out of the index: {meeting}")
    for meeting in removal.changed:
        click.echo(f"out of the index: an older text of {meeting}")
    for other, url in removal.alike:
        click.echo(f"the same text is in {other} ({url}), which is not withheld")
    run_ingest(context)


@archive_group.command("release")
@click.argument("sha256")
@click.option("--reason", required=True, help="Why; kept in the archive.")
@pass_context
def release_command(context: Context, sha256: str, reason: str) -> None:
    """Let the document SHA256 go again: its bytes are put back, and it is read and indexed."""
    with Archive.open(_existing(context)) as archive:
        document = archive.find_document(sha256)
        changed = archive.release(document, reason, _now())
    click.echo(f"{document} {'is released' if changed else 'was not withheld'}")
    run_ingest(context)


@archive_group.command("withheld")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@pass_context
def withheld_command(context: Context, as_json: bool) -> None:
    """What is withheld, since when, why, and where it was published."""
    with Archive.open(context.settings.archive, read_only=True) as archive:
        withheld, documents = archive.withheld(), archive.documents()
    listed: list[dict[str, Any]] = [
        {**asdict(one), "documents": [{"source": d.source, "url": d.url} for d in documents if d.sha256 == one.sha256]}
        for one in withheld
    ]
    if as_json:
        print_json(listed)
        return
    for entry in listed:
        click.echo(f"{entry['sha256']} since {entry['at']}: {entry['reason']}")
        for place in entry["documents"]:
            click.echo(f"  {place['source']}: {place['url']}")
    if not listed:
        click.echo("nothing is withheld")


def _existing(context: Context) -> Path:
    """The archive's folder; to open one for writing would make it."""
    root = context.settings.archive
    if not (root / "manifest.sqlite").is_file():
        raise NoArchiveError(root)
    return root


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _remove_text(context: Context, sha256: str, wait: int) -> Removal:
    """Tries again while another process writes: an ingest that had read the document before ends with its text in the
    index, and only then it can be taken out for good."""
    deadline = time.monotonic() + wait
    with Registry.open(context.settings.registry) as registry, context.open_engine(Analyzer()) as engine:
        while True:
            try:
                return remove_text(engine, registry, sha256)
            except EngineError as error:
                if time.monotonic() >= deadline:
                    raise
                context.err.print(f"waiting: {error}")
                time.sleep(_PAUSE)
