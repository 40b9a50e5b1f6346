"""The commands, put together."""

from __future__ import annotations

from app.cli.archiving import archive_group
from app.cli.base import cli
from app.cli.crawling import crawl_command
from app.cli.exporting import cite_command, export_command
from app.cli.indexing import index_group
from app.cli.precedents import similar_command, stats_command
from app.cli.reading import ingest_command, parse_command
from app.cli.reviewing import review_command
from app.cli.scheduling import schedule_command
from app.cli.searching import explain_command, search_command
from app.cli.serving import serve_command
from app.cli.sources import sources_group
from app.cli.status import status_command

__all__ = ["cli"]

for command in (
    archive_group,
    cite_command,
    crawl_command,
    explain_command,
    export_command,
    index_group,
    ingest_command,
    parse_command,
    review_command,
    search_command,
    serve_command,
    schedule_command,
    similar_command,
    sources_group,
    stats_command,
    status_command,
):
    cli.add_command(command)
