"""`shingikai export` and `shingikai cite`: what is taken away from a search."""

from __future__ import annotations

from pathlib import Path

import click

from app.cli.base import Context, pass_context
from app.cli.searching import add_filters, open_service, split_excluded
from app.search.citation import CitationFormat, build_citation, get_today, make_citation
from app.search.export import Export, ExportFormat, open_export, parse_export
from app.search.language.reading import Expand
from app.search.request import Scope


@click.command("export")
@click.argument("query", default="")
@add_filters
@click.option("--not", "excluded", multiple=True, metavar="NAME=VALUE", help="Leave out, such as topic=cloud.")
@click.option("--expand", type=click.Choice([one.value for one in Expand]), default="synonyms", show_default=True)
@click.option("--scope", type=click.Choice([one.value for one in Scope]), default="item", show_default=True)
@click.option("--sort", type=click.Choice(["-date", "date", "city"]), default="-date", show_default=True)
@click.option(
    "--format", "form", type=click.Choice([one.value for one in ExportFormat]), help="Default: as FILE ends, or csv."
)
@click.option("--output", "file", type=click.Path(path_type=Path, dir_okay=False), help="Instead of stdout.")
@pass_context
def export_command(
    context: Context,
    /,
    query: str,
    excluded: tuple[str, ...],
    expand: str,
    scope: str,
    sort: str,
    form: str | None,
    file: Path | None,
    **filters: tuple[str, ...],
) -> None:
    """Write all items of a search, or without QUERY all there are, as CSV or JSON Lines.

    FILE takes its place when it is complete. A CSV cannot say where it comes from: FILE.meta.json does.
    """
    form = form or ("jsonl" if file is not None and file.suffix == ".jsonl" else "csv")
    with open_service(context) as service:
        params = {"q": [query], **filters, **split_excluded(excluded)}
        params |= {"expand": [expand], "scope": [scope], "sort": [sort], "format": [form]}
        asked = parse_export({name: list(values) for name, values in params.items() if any(values)}, service)
        found = open_export(service, asked, context.settings.base_url or "")
        if file is None:
            for chunk in found.chunks:
                click.echo(chunk, nl=False)
        else:
            _write_file(found, file)
    context.err.print(f"{found.told.total} items of generation {found.told.generation}" + (f" → {file}" * bool(file)))


@click.command("cite")
@click.argument("item")
@click.option(
    "--format", "form", type=click.Choice([one.value for one in CitationFormat]), default="text", show_default=True
)
@pass_context
def cite_command(context: Context, item: str, form: str) -> None:
    """Print how ITEM (its id) is cited, as read today."""
    with open_service(context) as service:
        found = service.fetch_item(item, context.settings.base_url or "")
    permanent = found.url if context.settings.base_url else ""  # nobody knows where it is served
    click.echo(make_citation(build_citation(found, permanent, get_today()), CitationFormat(form)))


def _write_file(found: Export, file: Path) -> None:
    if file.exists() and not file.is_file():  # a pipe, a device: written to, where a file would take its place
        with file.open("w", encoding="utf-8", newline="") as stream:
            stream.writelines(found.chunks)
        return
    part = file.with_name(f"{file.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as stream:
            stream.writelines(found.chunks)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    if found.form is ExportFormat.CSV:
        told = found.told.model_dump_json(indent=1)
        file.with_name(f"{file.name}.meta.json").write_text(f"{told}\n", encoding="utf-8")
    part.replace(file)
