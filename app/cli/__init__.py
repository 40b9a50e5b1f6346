"""The command line: `shingikai crawl | ingest | parse | search | serve | schedule | sources | status`."""

from __future__ import annotations

import sys

from app.cli.base import cli
from app.cli.crawling import crawl_command, schedule_command
from app.cli.reading import ingest_command, parse_command
from app.cli.searching import search_command
from app.cli.serving import serve_command
from app.cli.sources import sources_group
from app.cli.status import status_command
from app.errors import ShingikaiError
from crawler.errors import CrawlerError, SourceError

for command in (
    crawl_command,
    ingest_command,
    parse_command,
    search_command,
    serve_command,
    schedule_command,
    sources_group,
    status_command,
):
    cli.add_command(command)


def main() -> None:
    """Runs the command; a declared error is one line on stderr and its exit code (app/errors.py)."""
    try:
        cli()
    except ShingikaiError as error:
        _fail(str(error), error.exit_code)
    except SourceError as error:
        _fail(str(error), 5)
    except CrawlerError as error:
        _fail(str(error), 1)
    except KeyboardInterrupt:
        _fail("stopped", 130)
    except BrokenPipeError:  # `shingikai search … | head`
        sys.stderr.close()
        sys.exit(141)
    except OSError as error:
        _fail(str(error), 1)


def _fail(message: str, code: int) -> None:
    print(f"shingikai: {' '.join(message.split())}", file=sys.stderr)
    sys.exit(code)
