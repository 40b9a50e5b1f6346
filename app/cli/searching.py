"""`shingikai search` and `shingikai explain`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import click
from rich.markup import escape

from app.analyze.expansion import load_expander
from app.analyze.sudachi import Analyzer
from app.cli.base import Context, known_municipalities, pass_context, print_json
from app.engine.base import Engine
from app.errors import UsageError
from app.search.dimensions import DIMENSIONS, EXCLUDED
from app.search.language.reading import Expand
from app.search.request import Scope
from app.search.service import SearchService
from app.vocabulary.entries import load_vocabulary


def make_service(engine: Engine, analyzer: Analyzer) -> SearchService:
    """The service over an open index, with all that makes a question understood."""
    return SearchService(
        engine,
        analyzer,
        load_vocabulary(),
        expander=load_expander(analyzer),
        municipalities=known_municipalities(engine),
    )


@contextmanager
def open_service(context: Context) -> Iterator[SearchService]:
    """The service over the index that the settings name."""
    analyzer = Analyzer()
    with context.open_engine(analyzer) as engine:
        yield make_service(engine, analyzer)


def add_filters(command: Callable[..., None]) -> Callable[..., None]:
    """An option for each that narrows."""
    for one in reversed(DIMENSIONS):
        told = f"{one.help.removesuffix('.')}; repeat for several."
        command = click.option(f"--{one.name.replace('_', '-')}", one.name, multiple=True, help=told)(command)
    return command


@click.command("search")
@click.argument("query", default="")
@add_filters
@click.option("--not", "excluded", multiple=True, metavar="NAME=VALUE", help="Leave out, such as topic=cloud.")
@click.option("--expand", type=click.Choice([one.value for one in Expand]), default="synonyms", show_default=True)
@click.option("--scope", type=click.Choice([one.value for one in Scope]), default="item", show_default=True)
@click.option("--sort", type=click.Choice(["relevance", "-date", "date", "city"]), help="-date: the newest first.")
@click.option("--limit", type=click.IntRange(1, 100), default=20, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print what GET /api/v1/items answers.")
@pass_context
def search_command(
    context: Context,
    /,
    query: str,
    excluded: tuple[str, ...],
    expand: str,
    scope: str,
    sort: str | None,
    limit: int,
    as_json: bool,
    **filters: tuple[str, ...],
) -> None:
    """Search the items; an empty QUERY means all."""
    with open_service(context) as service:
        params: dict[str, Iterable[str]] = {"q": [query], **filters, "expand": [expand], "limit": [str(limit)]}
        params |= {"scope": [scope], "sort": [sort] if sort else [], **split_excluded(excluded)}
        answer = service.search_items(
            {k: list(v) for k, v in params.items() if any(v)}, context.settings.base_url or ""
        )
    if as_json:
        print_json(answer)
        return
    context.out.print(f"{answer['total']} items")
    for one in answer["expansions"]:
        context.out.print(escape(f"{one['term']}: also {one['text']} ({one['kind']})"))
    if answer["nothing"]:
        _print_nothing(context, answer["nothing"])
    for hit in answer["hits"]:
        _print_hit(context, hit)
    if answer["close"]:
        words = ", ".join(answer["close"]["terms"])
        context.out.print(escape(f"\nFew items hold all of it; close ones, with some of: {words}"))
        for hit in answer["close"]["hits"]:
            _print_hit(context, hit)


@click.command("explain")
@click.argument("query")
@click.option("--expand", type=click.Choice([one.value for one in Expand]), default="synonyms", show_default=True)
@click.option("--item", help="The id of an item: also where each term stands in it.")
@pass_context
def explain_command(context: Context, query: str, expand: str, item: str | None) -> None:
    """Print how QUERY is read, as GET /api/v1/explain answers: tree, words, expansions, fields and weights."""
    with open_service(context) as service:
        found = service.explain(service.parse({"q": [query], "expand": [expand]}), item)
    print_json(found.model_dump(mode="json"))


def _print_nothing(context: Context, nothing: dict[str, Any]) -> None:
    for one in nothing["uncovered"]:
        where = one["council"] or one["municipality"] or one["prefecture"] or "any city"
        year = f"fiscal year {one['year']} " if one["year"] else f"{one['calendar_year'] or ''} "
        context.out.print(escape(f"not covered: {where} {year}{one['label']}"))
    alternatives = [*nothing["dropped"], *nothing["close"], *([nothing["outside"]] if nothing["outside"] else [])]
    for one in alternatives:
        context.out.print(escape(f"{one['label']}: {one['total']} items"))


def split_excluded(excluded: Iterable[str]) -> dict[str, list[str]]:
    """NAME=VALUE, several times → parameters."""
    found: dict[str, list[str]] = {}
    for one in excluded:
        name, equals, value = one.partition("=")
        if not equals:
            raise UsageError("--not", f"write --not NAME=VALUE, such as --not topic=cloud, instead of {one!r}")
        found.setdefault(EXCLUDED + name, []).append(value)
    return found


def _print_hit(context: Context, hit: dict[str, Any]) -> None:
    topics = "・".join(topic["label"] for topic in hit["topics"])
    context.out.print(f"\n[bold]{escape(hit['title'])}[/bold]  {hit['outcome']['label']}  {escape(topics)}")
    where = " ".join(str(hit[key]) for key in ("municipality", "council", "date") if hit[key])
    context.out.print(f"  {escape(where)}  {hit['id']}")
    for snippet in hit["snippets"][:2]:
        context.out.print(f"  {escape(snippet['text'])}")
    context.out.print(f"  {escape(hit['document_url'])}" + (f" p.{hit['page']}" if hit["page"] else ""))
