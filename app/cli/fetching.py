"""The fetcher of a command, made from the settings, and its log."""

from __future__ import annotations

import sys
import threading

from app.errors import ConfigurationError
from app.settings import Settings
from crawler.errors import CrawlerError
from crawler.fetch import Fetcher
from crawler.fetchlog import FetchLine, TellFetch, format_line


def open_fetcher(settings: Settings, stop: threading.Event, *, looks: bool = False) -> Fetcher:
    """Takes turns at each host with other processes over the same data. Who only `looks` makes no folder of data: where
    there is none, nobody crawls. ConfigurationError if the contact is none."""
    turns = None if looks and not settings.archive.exists() else settings.data / "turns"
    try:
        return Fetcher(contact=settings.contact, stop=stop, tell=make_teller(settings.fetch_log), turns=turns)
    except CrawlerError as error:
        raise ConfigurationError(f"SHINGIKAI_CONTACT: {error}") from error


def make_teller(form: str) -> TellFetch | None:
    """A line on stderr for each request and each refusal, whole also with several threads; None if `form` is off."""
    if form == "off":
        return None
    writing = threading.Lock()

    def tell(line: FetchLine) -> None:
        with writing:
            sys.stderr.write(format_line(line, form) + "\n")
            sys.stderr.flush()

    return tell
