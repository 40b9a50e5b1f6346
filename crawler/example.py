"""A source's example: its start page as it was once, and the links that are to be taken from it.

    examples/NAME/page.html      the page's bytes
    examples/NAME/golden.toml    what it is read as: written once, then looked at by a person, who signs it

It tells, without a network, whether the rules still take what they should (`sources check --offline`).
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from crawler.charset import decode_page
from crawler.errors import SourceError
from crawler.listing import Decision, make_scope, parse_listing
from crawler.source import Source
from crawler.urls import host_of

_PAGE, _GOLDEN = "page.html", "golden.toml"
_LISTS = ("take", "leave", "either")
_HEAD = """\
# The links of page.html. take: minutes, or a page on the way to them; leave: anything else; either: a page that may be
# looked into, and need not be. Written as the page was read: look at each, put right what is wrong, then sign it.
"""


@dataclass(frozen=True, slots=True)
class Example:
    """`golden`: take, leave, either → URLs; `reviewed` by whom and when, "" if by nobody."""

    url: str
    content_type: str
    body: bytes
    reviewed: str
    golden: Mapping[str, frozenset[str]]


def find_example(sources: Path, name: str) -> Path | None:
    """The folder of a source's example in a folder of sources, if it has one."""
    folder = sources / "examples" / name
    return folder if folder.is_dir() else None


def write_example(folder: Path, source: Source, url: str, body: bytes, content_type: str | None) -> None:
    """Today's reading becomes the golden one, unsigned. OSError, also if there is an example already."""
    folder.mkdir(parents=True)
    taken, left = _read(source, url, body, content_type or "")
    lines = [_HEAD, 'reviewed = ""', f"url = {_quote(url)}", f"content_type = {_quote(content_type or '')}"]
    for name, links in zip(_LISTS, (taken, left, ()), strict=True):
        lines += [f"{name} = [", *(f"  {_quote(link)}," for link in sorted(links)), "]"]
    (folder / _PAGE).write_bytes(body)
    (folder / _GOLDEN).write_text("\n".join(lines) + "\n", encoding="utf-8")


def load_example(folder: Path) -> Example:
    """SourceError names the file and what is wrong with it."""
    try:
        data = tomllib.loads((folder / _GOLDEN).read_text(encoding="utf-8"))
        return Example(
            url=data["url"],
            content_type=data["content_type"],
            body=(folder / _PAGE).read_bytes(),
            reviewed=data["reviewed"],
            golden={name: frozenset(data[name]) for name in _LISTS},
        )
    except OSError as error:
        raise SourceError(f"{error.filename}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceError(f"{folder / _GOLDEN}: not a TOML file: {error}") from error
    except KeyError as error:
        raise SourceError(f"{folder / _GOLDEN}: {error.args[0]}: is missing") from error


def compare_example(example: Example, source: Source) -> tuple[str, ...]:
    """What is read otherwise than the golden one says, a line for each link; empty: all is as it should be."""
    taken, left = _read(source, example.url, example.body, example.content_type)
    golden = example.golden
    found = [(url, "is passed over") for url in golden["take"] & left]
    found += [(url, "is taken") for url in golden["leave"] & taken]
    found += [(url, "is no link of the page") for url in frozenset().union(*golden.values()) - taken - left]
    found += [(url, "is in none of the lists") for url in (taken | left) - frozenset().union(*golden.values())]
    return tuple(f"{url} {what}" for url, what in sorted(found))


def _read(source: Source, url: str, body: bytes, content_type: str) -> tuple[frozenset[str], frozenset[str]]:
    """The page's links: taken (followed, or fetched as documents), passed over."""
    # The example's own host counts, wherever the source is now.
    scope = make_scope(replace(source, hosts=tuple(dict.fromkeys((host_of(url), *source.hosts)))))
    text, encoding = decode_page(body, content_type or None)
    links = parse_listing(text, url, scope, encoding).links
    taken = frozenset(link.url for link in links if link.decision is not Decision.PASS)
    return taken, frozenset(link.url for link in links) - taken


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a TOML string is written as in JSON
