"""`shingikai status`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from app.analyze.sudachi import Analyzer
from app.cli.base import Context, pass_context, print_json
from app.cli.upcoming import Upcoming, read_upcoming, tell_upcoming
from crawler.archive import Archive


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@pass_context
def status_command(context: Context, as_json: bool) -> None:
    """What is archived and indexed, and when each source was last crawled."""
    status = _read_status(context)
    if as_json:
        print_json(status)
        return
    index = status["index"]
    ready = "ready" if index["ready"] else f"not ready: {index['reason']}"
    click.echo(f"index ({index['engine']}): {ready}; {index['meetings']} meetings, {index['items']} documents of items")
    for source in status["sources"]:
        click.echo(
            f"{source['source']:<20} last crawl {source['last_run'] or 'never'}; {source['documents']} documents, "
            f"{source['replaced_or_gone']} replaced or gone; {tell_upcoming(source)}"
        )
    for source in status["never_crawled"]:
        click.echo(f"{source['source']:<20} never crawled; {tell_upcoming(source)}")


def _read_status(context: Context) -> dict[str, Any]:
    sources: list[dict[str, Any]] = []
    upcoming: Mapping[str, Upcoming] = {}
    if (context.settings.archive / "manifest.sqlite").exists():
        with Archive.open(context.settings.archive, read_only=True) as archive:
            runs, documents, upcoming = archive.last_runs(), archive.documents(), read_upcoming(context, archive)
            for snapshot in archive.sources():
                own = [d for d in documents if d.source == snapshot.name]
                last = runs.get(snapshot.name)
                following = upcoming.get(snapshot.name) or Upcoming(None, "its file is not in the folder of sources")
                sources.append(
                    {
                        "source": snapshot.name,
                        "municipality": snapshot.municipality,
                        "code": snapshot.code,
                        "council": snapshot.council,
                        "last_run": last.isoformat() if last else None,
                        "documents": sum(d.current for d in own),
                        "replaced_or_gone": sum(not d.current for d in own),
                        **following.make_json(),
                    }
                )
    else:
        upcoming = read_upcoming(context, None)
    crawled = {source["source"] for source in sources}
    with context.open_engine(Analyzer()) as engine:
        state = engine.state()
    return {
        "index": {
            "ready": state.ready,
            "engine": state.engine,
            "generation": state.generation,
            "meetings": state.meetings,
            "items": state.items,
            "reason": state.reason,
            "unavailable": state.unavailable,
        },
        "sources": sources,
        "never_crawled": [
            {"source": name, **following.make_json()} for name, following in upcoming.items() if name not in crawled
        ],
    }
