"""A web page's text and links, each link with the words around it; no judgement."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from crawler.beside import Beside, read_beside
from crawler.headings import HeadingStack
from crawler.markup import BLOCKS, UNSEEN, close_spaces, find_heading_level, read_text, remove_spaces, squeeze
from crawler.tables import Grid, find_place

__all__ = [  # with those of markup that go with a page
    "Anchor", "Page", "find_heading_level", "is_block", "is_navigation", "is_unseen", "parse_page", "parse_root",
    "read_text", "squeeze",
]  # fmt: skip

_NAVIGATION = re.compile(
    r"""
    (?:^|[-_\s\d])                             # a word of a class or an id
    (?:g?l?navi?|gnav\w*|globalnav\w*|lnav\w*  # menus
     | menu\w*|pankuzu|breadcrumbs?|topic-?path|tpath
     | footer\w*|header\w*|foot|head|copyright|sns\w*|side|side(?:bar|navi?|menu|column)\w*)
    (?:$|[-_\s\d])
    """,
    re.IGNORECASE | re.VERBOSE,
)
_REFRESH = re.compile(r"^\s*\d+\s*[;,]\s*url\s*=\s*['\"]?([^'\"]+)", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
# An address written out in a link's script: window.open('minutes.pdf')
_LITERAL = re.compile(r"""['"]([^'"\s()<>]*(?:/|\.[a-zA-Z]{2,5}(?:\?|$))[^'"\s()<>]*)['"]""")
_HARMLESS = re.compile(r"history\.|print\(|void\(0\)|location\.reload|window\.close|scroll", re.IGNORECASE)
_ASKS_FOR_SCRIPT = re.compile(r"java\s*script|スクリプト", re.IGNORECASE)
_MOST_TEXT = 400  # characters of a cell or list item kept as context


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link as it stands on its page. `beside` is what its line says; `columns` and `headings` from the nearest
    upwards, `lines` short lines above that may head it; `row` the other cells of its table rows, the innermost first,
    `row_head` the first of them; `image` the file of its picture; `inner` if it belongs to the page's own content and
    not to menus, header or footer; `embedded` for a frame, whose page is part of this one."""

    href: str
    text: str
    beside: Beside
    item: str
    columns: tuple[str, ...]
    row: tuple[str, ...]
    row_head: str
    headings: tuple[str, ...]
    lines: tuple[str, ...]
    image: str
    inner: bool
    embedded: bool


@dataclass(frozen=True, slots=True)
class Page:
    """`lines` are the content's lines of text without those of menus; `linked` the characters of them inside links;
    `scripted` if it says or shows that JavaScript makes a part of it."""

    title: str
    heading: str
    base: str | None
    anchors: tuple[Anchor, ...]
    lines: tuple[str, ...]
    linked: int
    scripted: bool


def parse_page(html: str) -> Page:
    """Any text → the page it makes; an empty or broken one gives a page without links. Never fails on content."""
    root = parse_root(html)
    if root is None:
        return Page("", "", None, (), (), 0, False)
    title = read_text(root.find(".//title"))
    base = next((tag.get("href") for tag in root.iter("base") if tag.get("href")), None)
    lines, linked = _read_lines(root)
    return Page(title, _find_heading(root), base, tuple(_iterate_anchors(root)), lines, linked, _is_scripted(root))


def parse_root(html: str) -> HtmlElement | None:
    """Any text → the root of its tree; None for an empty or broken page."""
    text = _XML_DECLARATION.sub("", html.replace("\x00", ""))
    try:
        # as UTF-8 with the charset told, so that the page's own <meta> is not believed a second time
        return document_fromstring(text.encode("utf-8", "replace"), parser=HTMLParser(encoding="utf-8"))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _find_heading(root: HtmlElement) -> str:
    """The first h1; on a page without one, the first heading of its content."""
    first = next((text for heading in root.iter("h1") if (text := read_text(heading))), "")
    others = (h for h in root.iter("h2", "h3", "h4") if not any(map(_is_navigation, h.iterancestors())))
    return first or next((text for heading in others if (text := read_text(heading))), "")


def _is_scripted(root: HtmlElement) -> bool:
    if root.find(".//script") is None:
        return False
    asks = any(_ASKS_FOR_SCRIPT.search(read_text(element)) for element in root.iter("noscript"))
    # an element left empty for a script to fill: it has a name, and nothing in it
    empty = any(
        element.get("id") and not len(element) and not (element.text or "").strip()
        for element in root.iter("div", "main", "section", "ul", "table", "tbody")
    )
    return asks or empty or any(_is_script_link(element) for element in root.iter("a"))


def _is_script_link(element: HtmlElement) -> bool:
    script = f"{element.get('href') or ''} {element.get('onclick') or ''}"
    called = "javascript:" in script.lower() or element.get("onclick")
    return bool(called) and not _HARMLESS.search(script) and _find_reference(element) is None


def is_navigation(element: HtmlElement) -> bool:
    """A menu, header, footer or margin of the page."""
    return _is_navigation(element)


def is_block(element: HtmlElement) -> bool:
    return element.tag in BLOCKS


def is_unseen(element: HtmlElement) -> bool:
    return element.tag in UNSEEN


def _iterate_anchors(root: HtmlElement) -> Iterator[Anchor]:
    headings = HeadingStack(root)
    grids: dict[HtmlElement, Grid] = {}
    for element in root.iter(etree.Element):
        headings.feed(element)
        href = _find_reference(element)
        if href is not None:
            yield _make_anchor(element, href, headings, grids)


def _find_reference(element: HtmlElement) -> str | None:
    if element.tag in ("a", "area"):
        href = (element.get("href") or "").strip()
        if href and not href.startswith("#") and not href.lower().startswith("javascript:"):
            return href
        literal = _LITERAL.search(f"{href} {element.get('onclick') or ''}")
        return literal.group(1) if literal is not None else None
    if element.tag in ("frame", "iframe"):
        return element.get("src") or None
    if element.tag == "meta" and (element.get("http-equiv") or "").lower() == "refresh":
        refresh = _REFRESH.match(element.get("content") or "")
        return refresh.group(1).strip() if refresh else None
    return None


def _make_anchor(element: HtmlElement, href: str, headings: HeadingStack, grids: dict[HtmlElement, Grid]) -> Anchor:
    row: list[str] = []
    columns: list[str] = []
    sections: list[str] = []
    row_head = ""
    for cell in element.iterancestors("td", "th"):
        place = find_place(cell, grids)
        row.extend(text for other in place.row if (text := read_text(other)[:_MOST_TEXT]))
        columns.extend(text for head in place.columns if (text := read_text(head)[:_MOST_TEXT]))
        sections.extend([read_text(place.section)[:_MOST_TEXT]] if place.section is not None else [])
        row_head = row_head or read_text(place.head)[:_MOST_TEXT]
    block = next((parent for parent in element.iterancestors() if parent.tag in BLOCKS), None)
    item = next(element.iterancestors("li", "dd", "p", "td", "th"), None)
    above = headings.above(element)
    return Anchor(
        href=href,
        text=_name(element),
        beside=read_beside(element, block),
        item=read_text(item)[:_MOST_TEXT],
        columns=tuple(dict.fromkeys(columns)),
        row=tuple(dict.fromkeys(row)),
        row_head=row_head,
        headings=(*(text for text in sections if text), *above.headings),
        lines=above.lines,
        image=urlsplit(next((i.get("src") or "" for i in element.iter("img")), "")).path.rsplit("/", 1)[-1],
        inner=not any(_is_navigation(parent) for parent in element.iterancestors()),
        embedded=element.tag in ("frame", "iframe", "meta"),
    )


def _name(element: HtmlElement) -> str:
    """A link's words, with those that a screen reader or a pointer is told."""
    text = read_text(element) or element.get("alt") or ""
    for more in (element.get("title"), element.get("aria-label")):
        text = f"{text} {more}".strip() if more and more not in text else text
    return text


def _is_navigation(element: HtmlElement) -> bool:
    if element.tag in ("nav", "header", "footer", "aside"):
        return True
    marks = f"{element.get('id') or ''} {element.get('class') or ''}"
    return element.tag != "body" and bool(_NAVIGATION.search(marks))


def _read_lines(root: HtmlElement) -> tuple[tuple[str, ...], int]:
    """The content's lines, and how many of their characters stand in links."""
    body = root.find("body")
    parts: list[str] = []
    linked = 0
    skipped: set[HtmlElement] = set()
    link: HtmlElement | None = None
    for event, node in etree.iterwalk(body if body is not None else root, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            parts.append("" if skipped else node.tail or "")
        elif event == "start":
            if node.tag in UNSEEN or _is_navigation(node):
                skipped.add(node)
            parts.append("\n" if node.tag in BLOCKS else "")
            parts.append("" if skipped else node.text or "")
            link = node if node.tag == "a" and link is None else link
        else:
            if link is not None and not skipped:
                linked += len(remove_spaces(node.text or ""))
            link = None if node is link else link
            skipped.discard(node)
            parts.append("\n" if node.tag in BLOCKS and node.tag != "br" else "")
            parts.append("" if skipped else node.tail or "")
    lines = (close_spaces(line) for line in "".join(parts).split("\n"))
    return tuple(line for line in lines if line), linked
