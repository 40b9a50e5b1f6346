"""`shingikai index list | rollback | prune`: the generations of the index."""

from __future__ import annotations

from dataclasses import asdict

import click

from app.analyze.sudachi import Analyzer
from app.cli.base import Context, pass_context, print_json


@click.group("index")
def index_group() -> None:
    """The generations of the index: each change makes one, and the one before is kept."""


@index_group.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@pass_context
def list_command(context: Context, as_json: bool) -> None:
    """All finished generations, newest first."""
    with context.open_engine(Analyzer()) as engine:
        generations = engine.list_generations()
    if as_json:
        print_json([asdict(one) for one in generations])
        return
    for one in generations:
        counts = ", ".join(f"{count} {kind}" for kind, count in one.counts.items())
        click.echo(f"{'*' if one.current else ' '} {one.id:<20} {one.created:<26} {counts}")
    if not generations:
        click.echo("there is none; run `shingikai ingest`")


@index_group.command("rollback")
@pass_context
def rollback_command(context: Context) -> None:
    """Put the generation before the present one in force. The next ingest reads everything again."""
    with context.open_engine(Analyzer()) as engine:
        click.echo(f"{engine.roll_back()} is in force")


@index_group.command("prune")
@pass_context
def prune_command(context: Context) -> None:
    """Delete all generations but the one in force, and what was left unfinished."""
    with context.open_engine(Analyzer()) as engine:
        deleted = engine.prune()
    click.echo(f"deleted: {', '.join(deleted) or 'nothing'}")
