"""`shingikai crawl`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from app.cli.base import Context, pass_context, print_json
from app.cli.fetching import open_fetcher
from app.cli.stopping import stop_on_signals
from crawler.archive import Archive
from crawler.due import build_plan, select_due
from crawler.errors import ArchiveError, SourceBusyError
from crawler.fetch import Fetcher
from crawler.report import CrawlEvent, CrawlReport
from crawler.run import crawl_source
from crawler.source import Source


def make_crawl_json(reports: list[CrawlReport]) -> dict[str, Any]:
    """What `crawl --json` prints."""
    return {
        "sources": [
            {
                "source": report.source,
                "requests": report.requests,
                "bytes": report.transferred,
                "new": report.new,
                "unchanged": report.unchanged,
                "replaced": report.replaced,
                "passed_over": [{"url": url, "reason": reason} for url, reason in report.passed_over],
                "failed": [{"url": url, "reason": reason} for url, reason in report.failed],
                "withdrawn": report.withdrawn,
                "alarms": list(report.findings.alarms),
            }
            for report in reports
        ]
    }


@click.command("crawl")
@click.argument("source", nargs=-1)
@click.option("--sources", "folder", type=click.Path(path_type=Path), help="Folder of sources [SHINGIKAI_SOURCES].")
@click.option("--due", is_flag=True, help="Only those that are due, as `schedule` would crawl them now.")
@click.option("--accept-fewer", is_flag=True, help="What no page leads to any more is withdrawn, however much it is.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@pass_context
def crawl_command(
    context: Context, source: tuple[str, ...], folder: Path | None, due: bool, accept_fewer: bool, as_json: bool
) -> None:
    """Fetch what is new from each SOURCE (default: all that are not paused)."""
    if accept_fewer and not source:
        raise click.UsageError("--accept-fewer is said of a SOURCE by its name")
    sources = _select_sources(context, context.select_sources(source, folder), named=bool(source), due=due)
    stop = stop_on_signals()
    reports: list[CrawlReport] = []
    with open_fetcher(context.settings, stop) as fetcher, _progress(context) as progress:
        for one in sources:
            if stop.is_set():
                break
            task = progress.add_task(one.name, total=None, what=one.municipality)
            try:
                reports.append(_crawl(context, one, fetcher, _teller(progress, task), accept_fewer=accept_fewer))
            except SourceBusyError as error:  # a schedule is at it; the others can be crawled
                reports.append(CrawlReport(one.name, 0, 0, 0, 0, 0, (), ((one.start[0], str(error)),), complete=False))
            progress.update(task, total=1, completed=1, what=make_summary(reports[-1]))
    if as_json:
        print_json(make_crawl_json(reports))
    else:
        click.echo(make_crawl_table(reports))
    if stop.is_set():
        raise KeyboardInterrupt
    if reports and all(r.failed and not (r.new or r.unchanged or r.replaced) for r in reports):
        raise ArchiveError("nothing could be fetched from any source; the reasons are listed above")


def _select_sources(context: Context, sources: Sequence[Source], *, named: bool, due: bool) -> Sequence[Source]:
    """Those that are not paused, and of them those that are due. UsageError for a paused one that was asked for."""
    with Archive.open(context.settings.archive) as archive:
        pauses, histories = archive.pauses(), archive.histories()
    for source in sources:
        pause = pauses.get(source.name)
        if pause is not None:
            told = f"{source.name} is paused since {pause.at[:10]}: {pause.reason}"
            if named:
                raise click.UsageError(f"{told}; `shingikai sources resume {source.name}` first")
            context.err.print(told)
    now = datetime.now(UTC)
    plan = build_plan(sources, histories, pauses, now)
    if not due:
        wanted = {entry.source.name for entry in plan}
        return [source for source in sources if source.name in wanted]
    if plan and not select_due(plan, now):
        context.err.print(f"nothing is due before {plan[0].at:%Y-%m-%d %H:%M %Z} ({plan[0].source.name})")
    return [entry.source for entry in select_due(plan, now)]


def _crawl(
    context: Context,
    source: Source,
    fetcher: Fetcher,
    progress: Callable[[CrawlEvent], None] | None,
    *,
    accept_fewer: bool,
) -> CrawlReport:
    return crawl_source(
        source,
        context.settings.archive,
        fetcher,
        now=lambda: datetime.now(UTC),
        progress=progress,
        accept_fewer=accept_fewer,
    )


def _progress(context: Context) -> Progress:
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=12),
        TextColumn("{task.fields[what]}", markup=False),
        console=context.err,
        disable=context.settings.fetch_log != "off",  # its lines tell the same, and more
    )


def _teller(progress: Progress, task: TaskID) -> Callable[[CrawlEvent], None]:
    def tell(event: CrawlEvent) -> None:
        progress.update(
            task, total=event.requests + event.waiting, completed=event.requests, what=f"{event.kind} {event.url[-60:]}"
        )

    return tell


def make_summary(report: CrawlReport) -> str:
    """What a crawl did, in one line."""
    return (
        f"{report.requests} requests, {report.transferred:,} bytes, {report.new} new, {report.replaced} replaced, "
        f"{report.unchanged} unchanged, {len(report.passed_over)} passed over, {len(report.failed)} failed"
    )


_COLUMNS = ("requests", "bytes", "new", "replaced", "unchanged", "passed over", "failed")


def make_crawl_table(reports: list[CrawlReport]) -> str:
    """One line a source, then one line for each failure; as wide as need be, so that it can be cut with tools."""
    width = max([len(report.source) for report in reports], default=6)
    lines = [f"{'source':<{width}}" + "".join(f"{name:>13}" for name in _COLUMNS)]
    for r in reports:
        numbers = (r.requests, r.transferred, r.new, r.replaced, r.unchanged, len(r.passed_over), len(r.failed))
        lines.append(f"{r.source:<{width}}" + "".join(f"{number:>13,}" for number in numbers))
    lines += [f"failed: {r.source}: {url}: {reason}" for r in reports for url, reason in r.failed]
    lines += [f"ALARM: {r.source}: {alarm}" for r in reports for alarm in r.findings.alarms]
    return "\n".join(lines)
