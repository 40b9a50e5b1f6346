"""The first look at a page whose source is not known yet: the page, its frames, and where they really are."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.charset import decode_page
from crawler.errors import FetchError
from crawler.fetch import Fetched, Fetcher
from crawler.page import Page, parse_page
from crawler.source import Source, is_loopback
from crawler.urls import host_of, normalize_url

_MOST_FRAMES = 4  # a menu, a list, a head and a foot; or a page that refreshes to another


@dataclass(frozen=True, slots=True)
class Look:
    """`url` after redirects; `pages`: the page itself first, then its frames. `body` as it was sent."""

    url: str
    body: bytes
    content_type: str | None
    pages: tuple[Page, ...]


def make_first_source(url: str, hosts: tuple[str, ...] = ()) -> Source:
    """A source for one look: nothing is known but the address and what other hosts belong to it. FetchError if it is
    no http(s) URL."""
    normal = normalize_url(url, url)
    if normal is None:
        raise FetchError(url, "not an http(s) URL")
    local = is_loopback(normal)
    return Source(
        name="first-look",
        municipality="",
        code="",
        prefecture="",
        council="",
        start=(normal,),
        local=local,
        hosts=tuple(dict.fromkeys((host_of(normal), *hosts))),
        delay=0.0 if local else 1.0,
    )


def look_at(source: Source, fetcher: Fetcher) -> Look:
    """FetchError if the page cannot be had, or is a document and no page."""
    fetched = _fetch_page(source, source.start[0], fetcher)
    pages = [_parse(fetched)]
    seen = {source.start[0], fetched.final_url}
    waiting = _list_frames(pages[0], fetched.final_url)
    while waiting and len(seen) < _MOST_FRAMES + 2:
        url = waiting.pop(0)
        if url in seen or host_of(url) not in source.hosts:
            continue
        seen.add(url)
        try:
            frame = _fetch_page(source, url, fetcher)
        except FetchError:
            continue  # the survey that follows asks for it as well, and tells
        pages.append(_parse(frame))
        waiting += _list_frames(pages[-1], frame.final_url)
    return Look(fetched.final_url, fetched.body or b"", fetched.content_type, tuple(pages))


def _fetch_page(source: Source, url: str, fetcher: Fetcher) -> Fetched:
    fetched = fetcher.fetch(source, url)
    if fetched.media_type != "html" or fetched.body is None:
        raise FetchError(url, "is a document; give the address of the page that lists the minutes")
    return fetched


def _parse(fetched: Fetched) -> Page:
    return parse_page(decode_page(fetched.body or b"", fetched.content_type)[0])


def _list_frames(page: Page, url: str) -> list[str]:
    base = normalize_url(page.base, url) if page.base else url
    found = (normalize_url(anchor.href, base or url) for anchor in page.anchors if anchor.embedded)
    return [target for target in found if target is not None]
