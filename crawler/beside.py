"""What stands beside a link on its page: the text before it, the line above, the links and texts of its own line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawler.markup import BLOCKS, UNSEEN, close_spaces

_LINE, _LINK = "\x00line", "\x00link"  # a line's end, another link; no text holds these (see page.parse_root)
_MOST_TEXT = 400  # characters kept of a text
_MOST_LINKS = 8  # looked at to each side of a link: an icon for each paper of a meeting


@dataclass(frozen=True, slots=True)
class Beside:
    """`before`: the text before a link in its line, from the link before it if there is one; `previous`: the line
    above, if it has no link; `gaps`: the texts of its line, between which its links stand; `place`: which of these
    links it is, so that `gaps[place]` stands before it and `gaps[place + 1]` after it."""

    before: str
    previous: str
    gaps: tuple[str, ...]
    place: int


def read_beside(element: HtmlElement, block: HtmlElement | None) -> Beside:
    """A link and the innermost element around it that breaks lines."""
    if block is None:
        return Beside("", "", ("", ""), 0)
    back = [_close(gap[::-1]) for gap in _read_gaps(_iterate_back(element, block))]
    on = [_close(gap) for gap in _read_gaps(_iterate_on(element, block))]
    before, previous = _read_before(element, block)
    return Beside(before, previous, (*back[::-1], *on), len(back) - 1)


def _close(pieces: list[str]) -> str:
    return close_spaces("".join(pieces))[:_MOST_TEXT]


def _read_gaps(pieces: Iterator[str]) -> list[list[str]]:
    """The pieces of text up to the end of the line, parted by links; the nearest first."""
    gaps: list[list[str]] = [[]]
    for piece in pieces:
        if piece is _LINE or (piece is _LINK and len(gaps) > _MOST_LINKS):
            break
        if piece is _LINK:
            gaps.append([])
        else:
            gaps[-1].append(piece)
    return gaps


def _read_before(element: HtmlElement, block: HtmlElement) -> tuple[str, str]:
    """The text of its line, from the link before this one if there is one; and the line above, if it has no link."""
    lines: list[list[str]] = [[]]
    for piece in _iterate_back(element, block):
        if piece is _LINK:  # what was before belongs to that link
            lines = lines[:1]
            break
        if piece is _LINE:
            lines.append([])
            if len(lines) > 2:
                break
        else:
            lines[-1].append(piece)
    line, above = (close_spaces("".join(reversed(parts)))[-_MOST_TEXT:] for parts in (*lines, [])[:2])
    return line, above


def _iterate_back(element: HtmlElement, block: HtmlElement) -> Iterator[str]:
    """The pieces of text before it in its block, the nearest first, with the ends of lines and the links between."""
    node: HtmlElement | None = element
    while node is not None and node is not block:
        for before in node.itersiblings(preceding=True):
            yield before.tail or ""
            yield from _iterate_inside(before)
        node = node.getparent()
        yield (node.text or "") if node is not None else ""


def _iterate_inside(element: HtmlElement) -> Iterator[str]:
    if element.tag == "a" and element.get("href"):
        yield _LINK
    elif isinstance(element.tag, str) and element.tag not in UNSEEN:
        ends = element.tag in BLOCKS
        yield from (_LINE,) * ends
        for child in reversed(element):
            yield child.tail or ""
            yield from _iterate_inside(child)
        yield element.text or ""
        yield from (_LINE,) * (ends and element.tag != "br")


def _iterate_on(element: HtmlElement, block: HtmlElement) -> Iterator[str]:
    """The same of what comes after it, the nearest first."""
    node: HtmlElement | None = element
    while node is not None and node is not block:
        yield node.tail or ""
        for after in node.itersiblings():
            yield from _iterate_forth(after)
            yield after.tail or ""
        node = node.getparent()


def _iterate_forth(element: HtmlElement) -> Iterator[str]:
    if element.tag == "a" and element.get("href"):
        yield _LINK
    elif isinstance(element.tag, str) and element.tag not in UNSEEN:
        ends = element.tag in BLOCKS
        yield from (_LINE,) * ends
        yield element.text or ""
        for child in element:
            yield from _iterate_forth(child)
            yield child.tail or ""
        yield from (_LINE,) * (ends and element.tag != "br")
