"""`shingikai ingest` and `shingikai parse`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.text import Text

from app.analyze.sudachi import Analyzer
from app.cli.base import Context, pass_context, print_json
from app.cli.explaining import make_explain_json
from app.cli.gold import make_parse_json
from app.coverage.values import Passed
from app.errors import DocumentsRefusedError, NotMinutesError, ReadingError, UnreadScanError
from app.ingest import Ingest, IngestReport
from app.ingest_child import MinutesProcess
from app.model import Municipality
from app.parse.meeting import Expected
from app.readings import Readings
from app.registry import Registry
from app.text.ocr import OCR_COMMAND
from app.vocabulary.entries import load_vocabulary
from app.vocabulary.municipalities import load_municipalities
from crawler.archive import Archive
from crawler.errors import ArchiveError


@click.command("ingest")
@click.option("--rebuild", is_flag=True, help="Read everything again, into a new index that replaces the old one.")
@click.option("--corrections", type=click.Path(path_type=Path), help="Folder of corrections [SHINGIKAI_CORRECTIONS].")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@pass_context
def ingest_command(context: Context, rebuild: bool, corrections: Path | None, as_json: bool) -> None:
    """Read what is new in the archive and index it."""
    if not (context.settings.archive / "manifest.sqlite").exists():
        raise ArchiveError(f"there is no archive in {context.settings.archive}; run `shingikai crawl` first")
    report = run_ingest(context, rebuild=rebuild, corrections=corrections)
    if as_json:
        print_json(_make_json(report))
        return
    click.echo(
        f"{report.meetings} meetings, {report.items} items from {report.renditions} documents are in the index "
        f"({report.read} documents read now)"
    )
    for name, passed in (("not minutes", report.not_minutes), ("cannot be read", report.failed)):
        for one in passed:
            click.echo(f"  {name}: {one.url}: {one.reason}")
    if report.corrections is not None:
        click.echo(f"corrections in force: {report.corrections.applied}")
        for refusal in report.corrections.refused:
            click.echo(f"  correction refused: {refusal.where}: {refusal.reason}")


def run_ingest(context: Context, *, rebuild: bool = False, corrections: Path | None = None) -> IngestReport:
    """An ingest over the stores that the settings name, with its progress on stderr."""
    vocabulary = load_vocabulary()
    corrected = context.load_corrections(vocabulary, corrections)
    analyzer = Analyzer()
    with (
        Archive.open(context.settings.archive) as archive,
        Registry.open(context.settings.registry) as registry,
        Readings.open(context.settings.readings) as readings,
        context.open_engine(analyzer) as engine,
        _show_progress(context) as shown,
    ):
        ingest = Ingest(
            archive,
            registry,
            engine,
            analyzer,
            vocabulary,
            ocr=context.settings.ocr,
            corrections=corrected,
            readings=readings,
        )
        try:
            return ingest.run(rebuild=rebuild, progress=shown.tell_read, written=shown.tell_written)
        except DocumentsRefusedError as error:
            for document, reason in error.refused:
                click.echo(f"  refused: {document}: {reason}", err=True)
            raise


class _Shown:
    """The bars: one for each source that is read, and one for what is indexed of them."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._tasks: dict[str, TaskID] = {}
        self._indexing: TaskID | None = None

    def tell_read(self, source: str, done: int, total: int) -> None:
        if source not in self._tasks:
            self._tasks[source] = self._progress.add_task(f"reading {source}", total=total)
        self._progress.update(self._tasks[source], completed=done)

    def tell_written(self, items: int, seconds: float) -> None:
        if self._indexing is None:
            self._indexing = self._progress.add_task("indexing", total=None, rate=0.0)
        rate = items / max(seconds, 0.001)
        self._progress.update(self._indexing, completed=items, total=max(items, 1), rate=rate)


class _RateColumn(ProgressColumn):
    """How many a second, of what tells it (the field `rate`)."""

    def render(self, task: Task) -> Text:
        rate = task.fields.get("rate")
        return Text("" if rate is None else f"{rate:,.0f} items/s" if rate >= 10 else f"{rate:.1f} items/s")


@contextmanager
def _show_progress(context: Context) -> Iterator[_Shown]:
    columns = (
        TextColumn("{task.description:<26}", markup=False),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        _RateColumn(),
    )
    with Progress(*columns, console=context.err) as progress:
        yield _Shown(progress)


def _make_json(report: IngestReport) -> dict[str, object]:
    def listed(passed: tuple[Passed, ...]) -> list[dict[str, str]]:
        return [{"source": p.source, "url": p.url, "reason": p.reason} for p in passed]

    told: dict[str, object] = {
        "meetings": report.meetings,
        "items": report.items,
        "renditions": report.renditions,
        "not_minutes": listed(report.not_minutes),
        "failed": listed(report.failed),
    }
    if report.corrections is not None:
        refused = [asdict(refusal) for refusal in report.corrections.refused]
        told["corrections"] = {"applied": report.corrections.applied, "refused": refused}
    return told


@click.command("parse")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--url", help="Where the file was published; told in the answer.")
@click.option("--municipality", help="Name or code of the municipality, where the file does not tell.")
@click.option("--explain", is_flag=True, help="Also tell why each label was given or not, and where fields stood.")
@pass_context
def parse_command(context: Context, file: Path, url: str | None, municipality: str | None, explain: bool) -> None:
    """Read one FILE and print what was found, with the evidence, as JSON."""
    table = load_municipalities()
    named = table.one(municipality) if municipality else None
    try:
        data = file.read_bytes()
    except OSError as error:
        raise ReadingError(f"{file} cannot be read: {error.strerror}") from error
    with MinutesProcess(ocr=context.settings.ocr) as reader:
        try:
            meeting = reader.read(data, Expected(named)).meeting
        except UnreadScanError as error:
            raise UnreadScanError(f"{file}: {error}; to read it: {OCR_COMMAND}") from error
        except ReadingError as error:
            raise ReadingError(f"{file}: {error}") from error
        except NotMinutesError as error:
            raise NotMinutesError(f"{file}: {error}") from error
    if named is None and meeting.council:
        named = _municipality_of(meeting.council)
    answer = make_parse_json(meeting, named, url)
    if explain:
        answer["explain"] = make_explain_json(meeting, load_vocabulary())
    print_json(answer)


def _municipality_of(council: str) -> Municipality | None:
    """The municipality whose name begins the council's, if only one has that name."""
    starts = [m for m, _ in load_municipalities().rows if council.startswith((m.name, m.prefecture + m.name))]
    longest = max((len(m.name) for m in starts), default=0)
    best = [m for m in starts if len(m.name) == longest]
    return best[0] if len(best) == 1 else None
