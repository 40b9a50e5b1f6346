"""`shingikai similar` and `shingikai stats`: how other councils decided."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click
from rich.markup import escape

from app.analyze.sudachi import Analyzer
from app.cli.base import Context, pass_context, print_json
from app.cli.searching import add_filters, make_service, split_excluded
from app.drafts import MAX_FILE, DraftReader
from app.errors import UsageError
from app.search.precedents import Precedents
from app.search.similar import DEFAULT_SIMILAR, MAX_SIMILAR
from app.search.similar_results import SimilarOut
from app.search.stats import Statistics
from app.search.stats_csv import make_csv
from app.search.stats_request import COLUMNS, ROWS, parse_stats


@click.command("similar")
@click.argument("item", required=False)
@click.option("--draft", type=click.Path(path_type=Path, dir_okay=False, exists=True), help="A DOCX, PDF or text file.")
@click.option("--city", default="", help="The draft's own municipality, whose referrals are left out.")
@click.option("--limit", type=click.IntRange(1, MAX_SIMILAR), default=DEFAULT_SIMILAR, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print what GET or POST /api/v1/similar answers.")
@pass_context
def similar_command(
    context: Context, item: str | None, draft: Path | None, city: str, limit: int, as_json: bool
) -> None:
    """The referrals of other cities that are closest to an ITEM (by id) or to a draft."""
    if (item is None) == (draft is None):
        raise UsageError("ITEM", "give the id of an item, or a file with --draft")
    analyzer = Analyzer()
    with context.open_engine(analyzer) as engine:
        service = make_service(engine, analyzer)
        precedents = Precedents(service, engine, analyzer, DraftReader())
        base_url = context.settings.base_url or ""
        if item is not None:
            found = precedents.find(item, str(limit), base_url)
        else:
            found = precedents.compare({"city": [city], "limit": [str(limit)]}, _read_file(draft), base_url)
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    _print_similar(context, found)


def _read_file(draft: Path | None) -> bytes:
    """No more than a draft may have, so that the size is refused as everywhere."""
    assert draft is not None
    with draft.open("rb") as opened:
        return opened.read(MAX_FILE + 1)


def _print_similar(context: Context, found: SimilarOut) -> None:
    context.out.print(f"{len(found.hits)} of {found.referrals} referrals of other cities are close")
    for hit in found.hits:
        context.out.print(f"\n[bold]{escape(hit.title)}[/bold]  {hit.outcome.label}  {100 * hit.score:.0f}")
        context.out.print(f"  {escape(hit.municipality)} {hit.date or ''}  {hit.id}")
        words = "、".join(words.text for words in hit.why.shared_words)
        context.out.print(f"  {escape(words)}  {len(hit.questions)} questions")
        if hit.conditions is not None:
            context.out.print(f"  {escape(hit.conditions.text)}")


@click.command("stats")
@click.argument("query", default="")
@click.option("--row", type=click.Choice(ROWS), default="city", show_default=True)
@click.option("--column", type=click.Choice(COLUMNS), help="Default: year, or outcome beside years.")
@add_filters
@click.option("--not", "excluded", multiple=True, metavar="NAME=VALUE", help="Leave out, such as topic=cloud.")
@click.option("--json", "as_json", is_flag=True, help="Print what GET /api/v1/stats answers.")
@pass_context
def stats_command(
    context: Context,
    /,
    query: str,
    row: str,
    column: str | None,
    excluded: tuple[str, ...],
    as_json: bool,
    **filters: tuple[str, ...],
) -> None:
    """How referrals ended: a cross table as CSV, a line for each cell. An empty QUERY means all."""
    analyzer = Analyzer()
    with context.open_engine(analyzer) as engine:
        service = make_service(engine, analyzer)
        params: dict[str, Iterable[str]] = {"q": [query], "row": [row], "column": [column or ""], **filters}
        params |= split_excluded(excluded)
        asked = parse_stats({k: list(v) for k, v in params.items() if any(v)}, service)
        found = Statistics(service, engine).compute(asked)
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    click.echo(make_csv(found).removeprefix("\ufeff"), nl=False)
