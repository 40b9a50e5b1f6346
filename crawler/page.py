"""A web page's text and links, each link with the words around it; no judgement."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from crawler.tables import Grid, find_place

_HEADINGS = {f"h{level}": level for level in range(1, 7)} | {"caption": 7, "dt": 8}
_LOWEST = 9  # a paragraph all in bold, used as a heading
_BLOCKS = frozenset(
    {*_HEADINGS, "p", "div", "li", "dd", "td", "th", "tr", "table", "ul", "ol", "dl", "pre", "br", "hr", "center"}
    | {"section", "article", "blockquote"}
)
_UNSEEN = frozenset({"script", "style", "noscript", "template", "head"})
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
_SPACES = re.compile(r"\s+")
_MOST_TEXT = 400  # characters of a cell or list item kept as context


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link as it stands on its page. `headings` from the nearest upwards; `row` the other cells of its table rows,
    the innermost first; `before` the text before it in its paragraph; `inner` if it belongs to the page's own content
    and not to menus, header or footer; `embedded` for a frame, whose page is part of this one."""

    href: str
    text: str
    before: str
    item: str
    column: str
    row: tuple[str, ...]
    headings: tuple[str, ...]
    inner: bool
    embedded: bool


@dataclass(frozen=True, slots=True)
class Page:
    """`lines` are the content's lines of text without those of menus; `linked` the characters of them inside links."""

    title: str
    heading: str
    base: str | None
    anchors: tuple[Anchor, ...]
    lines: tuple[str, ...]
    linked: int


def parse_page(html: str) -> Page:
    """Any text → the page it makes; an empty or broken one gives a page without links. Never fails on content."""
    root = parse_root(html)
    if root is None:
        return Page("", "", None, (), (), 0)
    title = _text(root.find(".//title"))
    first = next((_text(heading) for heading in root.iter("h1") if _text(heading)), "")
    base = next((tag.get("href") for tag in root.iter("base") if tag.get("href")), None)
    lines, linked = _read_lines(root)
    return Page(title, first, base, tuple(_iterate_anchors(root)), lines, linked)


def parse_root(html: str) -> HtmlElement | None:
    """Any text → the root of its tree; None for an empty or broken page."""
    text = _XML_DECLARATION.sub("", html.replace("\x00", ""))
    try:
        # as UTF-8 with the charset told, so that the page's own <meta> is not believed a second time
        return document_fromstring(text.encode("utf-8", "replace"), parser=HTMLParser(encoding="utf-8"))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def squeeze(text: str) -> str:
    """The form in which words are compared: NFKC, lower case, no white space."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", text)).lower()


def _text(element: HtmlElement | None) -> str:
    if element is None:
        return ""
    parts = [str(part) for part in element.itertext()]
    parts += [image.get("alt") or "" for image in element.iter("img")]
    return _SPACES.sub(" ", " ".join(parts)).strip()


def read_text(element: HtmlElement | None) -> str:
    """An element's text on one line, with what its pictures say."""
    return _text(element)


def find_heading_level(element: HtmlElement) -> int | None:
    """1 to 6 for h1 to h6, more for what is used as a heading; None for what is none."""
    return _heading_level(element)


def is_navigation(element: HtmlElement) -> bool:
    """A menu, header, footer or margin of the page."""
    return _is_navigation(element)


def is_block(element: HtmlElement) -> bool:
    return element.tag in _BLOCKS


def is_unseen(element: HtmlElement) -> bool:
    return element.tag in _UNSEEN


def _iterate_anchors(root: HtmlElement) -> Iterator[Anchor]:
    headings: list[tuple[int, str]] = []
    grids: dict[HtmlElement, Grid] = {}
    for element in root.iter(etree.Element):
        level = _heading_level(element)
        if level is not None:
            while headings and headings[-1][0] >= level:
                headings.pop()
            headings.append((level, _text(element)[:_MOST_TEXT]))
        href = _find_reference(element)
        if href is None:
            continue
        yield _make_anchor(element, href, tuple(text for _, text in reversed(headings) if text), grids)


def _heading_level(element: HtmlElement) -> int | None:
    level = _HEADINGS.get(str(element.tag))
    if level is not None or element.tag not in ("p", "div") or len(element) != 1:
        return level
    bold = element[0]
    is_heading = bold.tag in ("strong", "b") and not (element.text or "").strip() and not (bold.tail or "").strip()
    return _LOWEST if is_heading and bold.find(".//a") is None else None


def _find_reference(element: HtmlElement) -> str | None:
    if element.tag in ("a", "area"):
        href = (element.get("href") or "").strip()
        return href if href and not href.startswith("#") else None
    if element.tag in ("frame", "iframe"):
        return element.get("src") or None
    if element.tag == "meta" and (element.get("http-equiv") or "").lower() == "refresh":
        refresh = _REFRESH.match(element.get("content") or "")
        return refresh.group(1).strip() if refresh else None
    return None


def _make_anchor(element: HtmlElement, href: str, headings: tuple[str, ...], grids: dict[HtmlElement, Grid]) -> Anchor:
    row: list[str] = []
    column = ""
    for cell in element.iterancestors("td", "th"):
        place = find_place(cell, grids)
        row.extend(text for other in place.row if (text := _text(other)[:_MOST_TEXT]))
        column = column or _text(place.header)[:_MOST_TEXT]
    block = next((parent for parent in element.iterancestors() if parent.tag in _BLOCKS), None)
    item = next(element.iterancestors("li", "dd", "p", "td", "th"), None)
    text = _text(element) or element.get("alt") or ""
    title = element.get("title") or ""
    return Anchor(
        href=href,
        text=f"{text} {title}".strip() if title not in text else text,
        before=_text_before(element, block),
        item=_text(item)[:_MOST_TEXT],
        column=column,
        row=tuple(dict.fromkeys(row)),
        headings=headings,
        inner=not any(_is_navigation(parent) for parent in element.iterancestors()),
        embedded=element.tag in ("frame", "iframe", "meta"),
    )


def _text_before(element: HtmlElement, block: HtmlElement | None) -> str:
    """The text between the link before this one (or the start of the block) and this one."""
    if block is None:
        return ""
    parts = [block.text or ""]
    for node in block.iterdescendants():
        if node is element:
            break
        if node.tag in ("a", "br") or node.tag in _BLOCKS:
            parts = []  # another link or line: what was before belongs to it
            parts.append((node.tail if node.tag in ("a", "br") else node.text) or "")
        elif isinstance(node.tag, str):
            parts.append(node.text or "")
            parts.append(node.tail or "")
    return _SPACES.sub(" ", "".join(parts)).strip()[-_MOST_TEXT:]


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
            if node.tag in _UNSEEN or _is_navigation(node):
                skipped.add(node)
            parts.append("\n" if node.tag in _BLOCKS else "")
            parts.append("" if skipped else node.text or "")
            link = node if node.tag == "a" and link is None else link
        else:
            if link is not None and not skipped:
                linked += len(_SPACES.sub("", node.text or ""))
            link = None if node is link else link
            skipped.discard(node)
            parts.append("\n" if node.tag in _BLOCKS and node.tag != "br" else "")
            parts.append("" if skipped else node.tail or "")
    lines = (_SPACES.sub(" ", line).strip() for line in "".join(parts).split("\n"))
    return tuple(line for line in lines if line), linked
