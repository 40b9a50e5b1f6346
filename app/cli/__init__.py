"""The command line: `shingikai crawl | ingest | search | export | cite | serve | schedule | sources | …`."""

from __future__ import annotations

import os
import sys

import click
from click.exceptions import NoArgsIsHelpError

from app.errors import ShingikaiError, UsageError
from app.search.language.errors import QueryError
from crawler.errors import CrawlerError, SourceError


def main() -> None:
    """Runs the command; a declared error is one line on stderr and its exit code (app/errors.py)."""
    try:
        from app.cli.commands import cli  # takes a moment: Ctrl-C may come meanwhile

        code = cli(prog_name="shingikai", standalone_mode=False)
        sys.stdout.flush()
    except NoArgsIsHelpError as error:
        error.show()
        sys.exit(error.exit_code)
    except click.ClickException as error:
        _fail(_explain(error), error.exit_code)
    except QueryError as error:
        _fail(_describe_mistake(error), error.exit_code)
    except UsageError as error:
        _fail(f"{error.parameter}: {error}", error.exit_code)
    except ShingikaiError as error:
        _fail(str(error), error.exit_code)
    except SourceError as error:
        _fail(str(error), 5)
    except CrawlerError as error:
        _fail(str(error), 1)
    except (KeyboardInterrupt, click.Abort):
        _fail("stopped", 130)
    except BrokenPipeError:  # `shingikai search … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is still to be written goes nowhere
        sys.exit(141)
    except OSError as error:
        _fail(str(error), 1)
    else:
        sys.exit(code if isinstance(code, int) else 0)


def _explain(error: click.ClickException) -> str:
    """What is wrong, and which help tells what would be right."""
    if isinstance(error, click.UsageError) and error.ctx is not None:
        return f"{error.format_message()} (see {error.ctx.command_path} --help)"
    return error.format_message()


def _fail(message: str, code: int) -> None:
    print(f"shingikai: {' '.join(message.split())}", file=sys.stderr)
    sys.exit(code)


def _describe_mistake(error: QueryError) -> str:
    """A malformed question: what is wrong, where, and what could be asked."""
    wrong = error.query[error.place.start : error.place.end]
    told = f"q: {error.mistake} at character {error.place.start + 1} ({wrong!r}): {error}"
    return f"{told}; try: {error.correction}" if error.correction else told
