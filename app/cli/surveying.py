"""`shingikai sources add` and `shingikai sources check`: looking at websites before they are crawled."""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.status import Status

from app.cli.base import Context, check_municipality, pass_context, print_json
from app.cli.fetching import open_fetcher
from app.cli.proposing import (
    choose_municipality,
    list_texts,
    make_source_toml,
    propose_cadence,
    propose_municipality,
    set_verified,
)
from app.cli.stopping import stop_on_signals
from app.cli.survey_table import make_survey_json, make_survey_table
from app.errors import ConfigurationError, UsageError
from app.vocabulary.municipalities import load_municipalities
from crawler.archive import Archive
from crawler.cadence import JAPAN
from crawler.errors import SourceError
from crawler.example import compare_example, find_example, load_example, write_example
from crawler.fetch import Fetcher
from crawler.look import Look, look_at, make_first_source
from crawler.proposal import CouncilName, choose_council, find_councils, propose_name
from crawler.report import CrawlEvent
from crawler.source import Source, load_sources, parse_source
from crawler.survey import Survey, find_changes, survey_source
from crawler.vocabulary import load_vocabulary

_FOLDER = click.option(
    "--sources", "folder", type=click.Path(path_type=Path), help="Folder of sources [SHINGIKAI_SOURCES]."
)


@click.command("add")
@click.argument("url")
@click.option("--name", help="Of the source, and of its file [default: from the host].")
@click.option("--council", help="The council, where the page names none or several.")
@click.option("--municipality", help="Its name, where the page does not tell.")
@click.option("--code", help="Its code (全国地方公共団体コード), where the name does not tell.")
@click.option("--prefecture", help="Of an invented municipality (on loopback).")
@click.option("--cadence", help="How often it is crawled [default: by how often the council meets].")
@click.option("--host", "hosts", multiple=True, help="Another host of the same city, such as that of its older pages.")
@click.option("--found-at", default="", help="Where the address was found.")
@click.option("--yes", is_flag=True, help="Write it without asking.")
@click.option("--dry-run", is_flag=True, help="Write nothing.")
@click.option("--all", "everything", is_flag=True, help="Also list each link of menus and to other hosts.")
@_FOLDER
@pass_context
def add_command(
    context: Context,
    url: str,
    name: str | None,
    council: str | None,
    municipality: str | None,
    code: str | None,
    prefecture: str | None,
    cadence: str | None,
    hosts: tuple[str, ...],
    found_at: str,
    yes: bool,
    dry_run: bool,
    everything: bool,
    folder: Path | None,
) -> None:
    """Look at the page URL that lists a council's minutes, propose a source, and write it once you have agreed."""
    place = folder or context.settings.sources
    stop = stop_on_signals()
    with open_fetcher(context.settings, stop, looks=True) as fetcher:
        first = make_first_source(url, hosts)
        look = look_at(first, fetcher)
        _refuse_known(place, look.url)
        named = _find_council(look, council)
        table = load_municipalities()
        texts = list_texts(look.pages)
        found, read = propose_municipality(texts, named, table)
        whose = choose_municipality(
            found, read, table, name=municipality, code=code, prefecture=prefecture, local=first.local
        )
        draft = replace(
            first,
            name=_find_name(place, name, look.url),
            municipality=whose.name,
            code=whose.code,
            prefecture=whose.prefecture,
            council=named,
            start=(look.url,),
            cadence=cadence or "weekly",
            hosts=tuple(dict.fromkeys((*first.hosts, *hosts))),
        )
        check_municipality(draft, table)
        survey = _survey(context, draft, fetcher, stop)
    if cadence is None:
        days = [f"{link.text} {link.context}" for link in (*survey.documents, *survey.pages)]
        draft = replace(draft, cadence=propose_cadence(days))
    today = datetime.now(JAPAN).date()
    text = make_source_toml(draft, found_at=found_at, verified=today if survey.worked else None, proposed=today)
    source = _read_back(text, draft.name)
    click.echo(make_survey_table(survey, None, everything=everything))
    click.echo(f"\n{place / f'{source.name}.toml'}:\n\n{text}")
    if not survey.documents and not survey.pages:
        context.err.print("nothing was found that may be minutes: is this the page that lists them?")
    if dry_run:
        context.err.print("nothing was written (--dry-run)")
        return
    if not yes and not click.confirm("Write it?", err=True):
        context.err.print("nothing was written")
        return
    _write(place, source, text, look)
    click.echo(f"written: {place / f'{source.name}.toml'}; next: shingikai crawl {source.name}")


def _refuse_known(place: Path, url: str) -> None:
    known = load_sources(place) if place.is_dir() else ()
    for source in known:
        if url in source.start:
            raise SourceError(f"{source.name}.toml has {url} already (`shingikai sources check {source.name}`)")


def _find_council(look: Look, given: str | None) -> str:
    if given is not None:
        return given
    councils = find_councils(look.pages, load_vocabulary().council)
    chosen = choose_council(councils)
    if chosen is not None:
        return chosen.full
    if not councils:
        raise UsageError(
            "--council",
            f"no privacy council is named on {look.url}: give --council, or the address of the page that names it",
        )
    raise UsageError("--council", f"the page names several councils: {_tell_councils(councils)}; give one by --council")


def _tell_councils(councils: Sequence[CouncilName]) -> str:
    return ", ".join(dict.fromkeys(council.full for council in councils))


def _find_name(place: Path, given: str | None, url: str) -> str:
    name = given or propose_name(url.partition("://")[2].partition("/")[0])
    if not name:
        raise UsageError("--name", "the website's host tells no name for the source: give --name")
    if (place / f"{name}.toml").exists():
        raise UsageError("--name", f"{place / f'{name}.toml'} is there already: give another --name")
    return name


def _read_back(text: str, name: str) -> Source:
    """What is written is read as every source is, before it is written."""
    return parse_source(tomllib.loads(text), name, f"{name}.toml")


def _write(place: Path, source: Source, text: str, look: Look) -> None:
    try:
        place.mkdir(parents=True, exist_ok=True)
        with (place / f"{source.name}.toml").open("x", encoding="utf-8") as file:
            file.write(text)
        if find_example(place, source.name) is None:
            write_example(place / "examples" / source.name, source, look.url, look.body, look.content_type)
    except OSError as error:
        raise ConfigurationError(f"{error.filename or place} cannot be written: {error.strerror}") from error


@click.command("check")
@click.argument("name", nargs=-1)
@click.option("--offline", is_flag=True, help="Only the files and the examples; nothing is fetched.")
@click.option("--all", "everything", is_flag=True, help="Also list each link of menus and to other hosts.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@_FOLDER
@pass_context
def check_command(
    context: Context, name: tuple[str, ...], offline: bool, everything: bool, as_json: bool, folder: Path | None
) -> None:
    """Check the files and examples, then look at each website: which links a crawl would take, and why. No document is
    fetched and nothing is archived; a source that works gets the day as `verified`."""
    place = folder or context.settings.sources
    sources = context.select_sources(name, folder)
    broken = _check_examples(place, sources)
    if offline:
        click.echo(f"{len(sources)} sources are right" if not broken else f"{broken} examples are read otherwise")
        if broken:
            raise click.exceptions.Exit(1)
        return
    stop = stop_on_signals()
    failed = broken
    told = []
    with open_fetcher(context.settings, stop, looks=True) as fetcher:
        for source in sources:
            if stop.is_set():
                raise KeyboardInterrupt
            survey = _survey(context, source, fetcher, stop)
            changes = find_changes(survey, _list_current(context, source.name))
            if as_json:
                told.append(make_survey_json(survey, changes))
            else:
                click.echo(make_survey_table(survey, changes, everything=everything) + "\n")
            failed += not survey.worked
            if survey.worked:
                _verify(context, place / f"{source.name}.toml")
    if as_json:
        print_json({"sources": told})
    if failed:
        raise click.exceptions.Exit(1)


def _check_examples(place: Path, sources: Sequence[Source]) -> int:
    """Tells of each example that is read otherwise than its golden one; → how many."""
    broken = 0
    for source in sources:
        folder = find_example(place, source.name)
        if folder is None:
            continue
        differences = compare_example(load_example(folder), source)
        broken += bool(differences)
        for difference in differences:
            click.echo(f"{source.name}: example: {difference}")
    return broken


def _survey(context: Context, source: Source, fetcher: Fetcher, stop: threading.Event) -> Survey:
    with _watch(context, source.name) as tell:
        survey = survey_source(source, fetcher, now=lambda: datetime.now(UTC), progress=tell)
    if stop.is_set():
        raise KeyboardInterrupt
    return survey


@contextmanager
def _watch(context: Context, name: str) -> Iterator[Callable[[CrawlEvent], None]]:
    with Status(f"{name}: looking", console=context.err) as status:
        yield lambda event: status.update(f"{name}: {event.requests} requests, {event.url[-60:]}")


def _list_current(context: Context, name: str) -> frozenset[str]:
    """What the archive holds of a source; nothing where there is no archive yet."""
    if not (context.settings.archive / "manifest.sqlite").is_file():
        return frozenset()
    with Archive.open(context.settings.archive, read_only=True) as archive:
        return archive.current_urls(name)


def _verify(context: Context, path: Path) -> None:
    """Sets the day; a folder that cannot be written (mounted so) is told, and is no failure of the source."""
    try:
        text = path.read_text(encoding="utf-8")
        path.write_text(set_verified(text, datetime.now(JAPAN).date()), encoding="utf-8")
    except OSError as error:
        context.err.print(f"{path}: verified was not set: {error.strerror}")
