"""`shingikai review`."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

import click

from app.analyze.sudachi import Analyzer
from app.cli.base import Context, known_municipalities, pass_context, print_json
from app.errors import IndexMissingError, UsageError
from app.review import Doubt, list_doubts
from app.vocabulary.entries import load_vocabulary
from app.vocabulary.municipalities import MunicipalityTable


@click.command("review")
@click.option("--city", multiple=True, help="Name or code of a municipality; repeat for several.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="How many to list.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@pass_context
def review_command(context: Context, city: tuple[str, ...], limit: int, as_json: bool) -> None:
    """List what is 要確認, the most valuable first, each with its place and a correction to fill in."""
    with context.open_engine(Analyzer()) as engine:
        state = engine.state()
        if not state.ready:
            raise IndexMissingError(state.reason or "there is no index; run `shingikai ingest` first")
        table = known_municipalities(engine)
        codes = {_find_code(name, table) for name in city}
        meetings = [
            m for m in engine.iterate("meetings") if not m.get("withheld") and (not codes or m["code"] in codes)
        ]
        items = [i for i in engine.iterate("items") if not codes or i["code"] in codes]
    doubts = list_doubts(meetings, items, load_vocabulary(), today=date.today().isoformat())  # noqa: DTZ011
    if as_json:
        print_json({"total": len(doubts), "doubts": [asdict(doubt) for doubt in doubts[:limit]]})
        return
    if not doubts:
        click.echo("nothing to review")
        return
    click.echo(f"{len(doubts)} to review" + (f"; the first {limit}" if len(doubts) > limit else ""))
    for doubt in doubts[:limit]:
        click.echo(_make_text(doubt))


def _find_code(name: str, table: MunicipalityTable) -> str:
    try:
        return table.one(name).code
    except UsageError as error:
        raise UsageError("--city", str(error)) from error


def _make_text(doubt: Doubt) -> str:
    page = f"p.{doubt.page} " if doubt.page else ""
    where = f"#{doubt.utterance}" if doubt.utterance else ""
    lines = [
        f"\n{doubt.item or doubt.meeting}  {doubt.city} {doubt.date or ''}  {doubt.field}: {doubt.read or '（なし）'}",
        f"  {doubt.title}",
        f"  {page}{where} 「{' '.join(doubt.text.split())}」" if doubt.text else "  （本文に見当たらない）",
        f"  {doubt.url}",
    ]
    stub = [f"    {line}" for line in (doubt.stub or "").splitlines()]
    return "\n".join([*lines, *stub])
