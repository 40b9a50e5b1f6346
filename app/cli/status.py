"""`shingikai status`: what is indexed, how the crawls go, what is missing; for people, for programs, for a monitor."""

from __future__ import annotations

from typing import Any

import click

from app.analyze.sudachi import Analyzer
from app.cli.base import Context, pass_context, print_json
from app.engine.base import EngineState
from app.registry import Registry
from app.search.health import HealthDetailOut, HealthOut, Level, ReasonOut
from app.search.service import SearchService
from app.search.sources import SourceOut, SourcesOut, SourceSummaryOut, YearOut, build_summaries
from app.vocabulary.entries import load_vocabulary
from crawler.archive import Archive

_CODES: dict[Level, int] = {"ok": 0, "warning": 1, "error": 2}
_MARKS: dict[Level, str] = {"ok": "ok", "warning": "WARNING", "error": "ERROR"}


@click.command("status")
@click.argument("source", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.option("--check", is_flag=True, help="Say only what is wrong; end with 0 (nothing), 1 (warnings) or 2 (errors).")
@pass_context
@click.pass_context
def status_command(
    click_context: click.Context, context: Context, source: tuple[str, ...], as_json: bool, check: bool
) -> None:
    """What is archived and indexed, how each source's crawls go, and what is missing.

    With SOURCE, everything that is known of it: each year, each gap, each document that was not taken, and why.
    """
    analyzer = Analyzer()
    with context.open_engine(analyzer) as engine:
        state = engine.state()
        health = context.open_health()
        service = SearchService(engine, analyzer, load_vocabulary(), health=health)
        if state.ready and not state.unavailable:
            items, sources = service.count_items(), service.fetch_sources()
        else:  # what the archive knows is told all the same
            items = 0
            sources = SourcesOut(
                meetings=0, items=0, sources=build_summaries({}, health.read_names(), health.read_all(), "")
            )
        details = [service.fetch_source(name) for name in source]
    trouble = _find_trouble(context, state, sources)
    if check:
        for level, message in trouble:
            click.echo(f"{_MARKS[level]}: {message}")
        if not trouble:
            click.echo(f"OK: {len(sources.sources)} sources, {state.meetings} meetings, {items} items")
        click_context.exit(max((_CODES[level] for level, _ in trouble), default=0))
    if as_json:
        print_json(_make_json(state, items, sources, details, trouble))
        return
    told = "ready" if state.ready else f"not ready: {state.reason}"
    click.echo(f"index ({state.engine}): {told}; {state.meetings} meetings, {items} items")
    for one in details:
        click.echo("\n".join(_tell_source(one)))
    if not details:
        for line in make_status_table(sources.sources):
            click.echo(line)
        for level, message in trouble:
            click.echo(f"{_MARKS[level]}: {message}")
        for summary in sources.sources:
            if summary.health is not None and summary.health.next_crawl is None and summary.health.next_why is not None:
                click.echo(f"{summary.name} is not crawled: {_tell_next(summary.health)}")


def _tell_next(health: HealthOut) -> str:
    if health.paused is not None:
        return f"paused: {health.paused}"
    when = f"next crawl {_minute(health.next_crawl)} UTC, " if health.next_crawl else ""
    return f"{when}{health.next_why}"


def _find_trouble(context: Context, state: EngineState, sources: SourcesOut) -> list[tuple[Level, str]]:
    """What is wrong, the worst first."""
    found: list[tuple[Level, str]] = []
    if not state.ready or state.unavailable:
        found.append(("error", f"the index cannot be searched: {state.reason}"))
    waiting = _count_unread(context)
    if waiting:
        found.append(("warning", f"{waiting} changes of the archive are not in the index; run `shingikai ingest`"))
    if not sources.sources:
        found.append(("warning", "there is no source; see `shingikai sources list`"))
    for source in sources.sources:
        warnings = source.health.warnings if source.health is not None else ()
        found += [(warning.level, f"{source.name}: {warning.message}") for warning in warnings]
    return sorted(found, key=lambda trouble: -_CODES[trouble[0]])


def _count_unread(context: Context) -> int:
    """How far the index is behind the archive, in changes of documents."""
    settings = context.settings
    if not (settings.archive / "manifest.sqlite").exists() or not settings.registry.exists():
        return 0
    with Archive.open(settings.archive, read_only=True) as archive, Registry.open(settings.registry) as registry:
        return max(0, archive.sequence() - int(registry.progress("sequence") or 0))


def _make_json(
    state: EngineState,
    items: int,
    sources: SourcesOut,
    details: list[SourceOut],
    trouble: list[tuple[Level, str]],
) -> dict[str, Any]:
    """`sources` are as in GET /api/v1/sources, or /api/v1/sources/NAME where some were named."""
    return {
        "index": {
            "ready": state.ready,
            "engine": state.engine,
            "generation": state.generation,
            "meetings": state.meetings,
            "items": items,
            "reason": state.reason,
            "unavailable": state.unavailable,
        },
        "level": max((level for level, _ in trouble), key=lambda level: _CODES[level], default="ok"),
        "trouble": [{"level": level, "message": message} for level, message in trouble],
        "sources": [one.model_dump(mode="json") for one in (details or sources.sources)],
    }


_HEAD = (
    f"{'source':<20} {'state':<8} {'last crawl':<17} {'next':<17} {'documents':>9} {'meetings':>8} "
    f"{'first':<10} {'last':<10} {'gaps':>4} {'unpublished':>11} {'unread':>6} {'years unknown':>13}"
)


def make_status_table(sources: tuple[SourceSummaryOut, ...]) -> list[str]:
    """One line a source, as wide as need be, so that it can be cut with tools. Times are UTC."""
    return [_HEAD, *(_tell_line(source) for source in sources)] if sources else []


def _tell_line(source: SourceSummaryOut) -> str:
    health = source.health
    level = _MARKS[health.level] if health is not None else "?"
    state = "paused" if health is not None and health.paused is not None else level
    last = _minute(health.last_crawl if health is not None else None) or "never"
    coming = _minute(health.next_crawl if health is not None else None)
    documents = health.documents if health is not None else 0
    return (
        f"{source.name:<20} {state:<8} {last:<17} {coming:<17} {documents:>9} {source.meetings:>8} "
        f"{source.first or '':<10} {source.last or '':<10} {source.gaps:>4} {source.announced:>11} "
        f"{source.unread + source.unfetched:>6} {source.years.get('unknown', 0):>13}"
    )


def _minute(time: str | None) -> str:
    return time[:16].replace("T", " ") if time else ""


def _tell_source(source: SourceOut) -> list[str]:
    """All that is known of a source, in lines that `grep` can use: each begins with what it is."""
    summary = source.summary
    lines = ["", f"{summary.name}: {summary.municipality} {summary.council or ''}"]
    for year in source.years:
        lines += _tell_year(year)
    if source.health is not None:
        lines += _tell_health(source.health)
    return lines


def _tell_year(year: YearOut) -> list[str]:
    lines = [f"year {year.year or 'undated'}: {year.state_label} ({year.state}), {year.meetings} meetings"]
    lines += [f"  says: 「{words.quote}」 {words.url}" for words in year.evidence]
    lines += [f"  named: {a.label or a.date or ''} ({a.kind}) 「{a.quote}」 {a.url}" for a in year.announced]
    for gap in year.gaps:
        doubt = "" if gap.certain else f", doubtful ({gap.doubt})"
        lines.append(f"  missing: {gap.label}, between {gap.after or 'the beginning'} and {gap.before}{doubt}")
    for kind, documents in (("unread", year.unread), ("unfetched", year.unfetched)):
        lines += [f"  {kind}: {document.url}: {document.reason}" for document in documents]
    return lines


def _tell_health(health: HealthDetailOut) -> list[str]:
    lines = [f"{_MARKS[warning.level]}: {warning.message}" for warning in health.warnings]
    if health.next_why is not None:
        lines.append(_tell_next(health))
    lines += [
        f"run {_minute(run.finished)}: {run.outcome or 'of an older program'}, {run.requests} requests, "
        f"{run.bytes:,} bytes, {run.new} new, {run.replaced} replaced, {run.failed} failed"
        for run in health.runs
    ]
    lines += [f"changed: {change.kind} {change.url} ({change.reason})" for change in health.changes]
    groups: tuple[tuple[str, tuple[ReasonOut, ...]], ...] = (
        ("failed", health.failed_list),
        ("unread", health.unread),
        ("not minutes", health.not_minutes),
        ("held", health.held_list),
        ("passed over", health.passed_over_list),
    )
    return lines + [f"{name}: {entry.url}: {entry.reason}" for name, entries in groups for entry in entries]
