"""What stands above a link on its page: headings, bold or marked lines, and the names of tabs and folds it lies in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawler.markup import BLOCKS, BOLD_LEVEL, HEADINGS, read_text, squeeze

_LINE = 10  # a short line that says nothing but a name
_INLINE = frozenset({"b", "strong", "font", "u", "big", "i", "em", "span"})
_MARKED = re.compile(r"^[■◆●◎★▼▽□◇☆◼○【〔《＜<]\s*\S")
_SENTENCE = re.compile(r"[。．、]|です|ます")
_MOST_TEXT = 400  # characters of a heading kept
_MOST_LINE = 30  # characters: a longer line is a sentence and heads nothing
_MOST_BOLD = 60  # the same of a line in bold: some pages stand in one <font> from end to end
_NO_LINE = BLOCKS | {"a", "b", "strong", "button", "input", "select", "label"}  # what holds these is no plain line
# What a heading of these kinds heads ends with the element that holds it, whatever comes after.
_HOLDERS = {"caption": ("table",), "dt": ("dl",), "legend": ("fieldset",), "summary": ("details",)}
_CARDS = ("li", "article", "aside", "nav")  # a heading in one of them is its own


@dataclass(frozen=True, slots=True)
class Above:
    """`headings` from the nearest upwards; `lines` short lines that may be one, nearest first."""

    headings: tuple[str, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Heading:
    level: int
    text: str
    element: HtmlElement
    holder: HtmlElement | None  # it heads only what lies inside; None: all that follows


class HeadingStack:
    """Fed with a page's elements in their order; knows what stands above an element at any moment."""

    def __init__(self, root: HtmlElement) -> None:
        self._stack: list[_Heading] = []
        self._used: set[HtmlElement] = set()  # headings under which a link stood
        self._labels = _find_labels(root)

    def feed(self, element: HtmlElement) -> None:
        if _is_blank_line(element):  # after two line breaks a marked line heads nothing more, if it headed anything
            self._stack = [h for h in self._stack if h.level < BOLD_LEVEL or h.element not in self._used]
        level, text, holder = _find_heading(element)
        if level is None:
            return
        while self._stack and self._stack[-1].level >= level:
            self._stack.pop()
        self._stack.append(_Heading(level, text[:_MOST_TEXT], element, holder))

    def above(self, element: HtmlElement) -> Above:
        around = list(element.iterancestors())
        inside = set(around)
        valid = [h for h in reversed(self._stack) if h.text and (h.holder is None or h.holder in inside)]
        self._used.update(h.element for h in valid)
        headings = [(h.text, h.element) for h in valid if h.level < _LINE]
        for parent in around:
            label = self._label(parent)
            if label:
                within = [i for i, (_, heading) in enumerate(headings) if parent in heading.iterancestors()]
                headings.insert(len(within), (label, parent))
        lines = tuple(h.text for h in valid if h.level == _LINE)
        return Above(tuple(dict.fromkeys(text for text, _ in headings)), lines)

    def _label(self, element: HtmlElement) -> str:
        """What a tab, a fold or a link within the page calls this part of it."""
        name = self._labels.get(element.get("id") or "", "")
        return name or self._labels.get(f"#{element.get('aria-labelledby') or ''}", "")


def _find_labels(root: HtmlElement) -> dict[str, str]:
    """id of a part → its name; `#id` of a name → the name itself."""
    named = {element.get("aria-labelledby") for element in root.iter() if element.get("aria-labelledby")}
    labels: dict[str, str] = {}
    for element in root.iter("a", "button", "li", "label", "summary", "div", "span"):
        target = element.get("aria-controls") or element.get("data-target") or element.get("href") or ""
        if element.get("aria-controls") or (target.startswith("#") and len(target) > 1):
            text = read_text(element)
            if 0 < len(text) <= _MOST_LINE:
                labels.setdefault(target.removeprefix("#"), text)
    for element in root.iter():
        if element.get("id") in named:
            labels[f"#{element.get('id')}"] = read_text(element)[:_MOST_TEXT]
    return labels


def _find_heading(element: HtmlElement) -> tuple[int | None, str, HtmlElement | None]:
    """Its level, text and what it heads; no level if it is none."""
    tag = str(element.tag)
    if tag in HEADINGS:
        holders = _HOLDERS.get(tag, _CARDS)
        return HEADINGS[tag], read_text(element), next(element.iterancestors(*holders), None)
    if tag == "button" and element.get("aria-expanded") is not None and element.get("aria-controls") is None:
        return HEADINGS["summary"], read_text(element), next(element.iterancestors("div", "section", "li"), None)
    parent = element.getparent()
    if tag == "br":
        line = (element.tail or "").strip()
        following = element.getnext()
        ended = following is None or following.tag in BLOCKS
        return (BOLD_LEVEL, line, parent) if ended and _is_marked(line) else (None, "", None)
    if tag in _INLINE and parent is not None and parent.tag not in _INLINE and _is_own_line(element):
        return BOLD_LEVEL, read_text(element), _find_outer(parent)
    if tag in ("p", "div", "center", "td"):
        return _find_line(element)
    return None, "", None


def _find_line(element: HtmlElement) -> tuple[int | None, str, HtmlElement | None]:
    """A block that opens with a marked line, or is nothing but one short line."""
    first = element[0] if len(element) else None
    start = (element.text or "").strip()
    if first is not None and first.tag == "br" and _is_marked(start):
        return BOLD_LEVEL, start, element
    if element.tag == "td" or any(child.tag in _NO_LINE for child in element.iterdescendants()):
        return None, "", None
    text = read_text(element)
    if _is_marked(text):
        return BOLD_LEVEL, text, element.getparent()
    short = 0 < len(squeeze(text)) <= _MOST_LINE and not _SENTENCE.search(text)
    return (_LINE, text, element.getparent()) if short else (None, "", None)


def _is_blank_line(element: HtmlElement) -> bool:
    before = element.getprevious() if element.tag == "br" else None
    return before is not None and before.tag == "br" and not (before.tail or "").strip()


def _is_marked(line: str) -> bool:
    return bool(_MARKED.match(line)) and len(line) <= _MOST_LINE


def _find_outer(parent: HtmlElement) -> HtmlElement | None:
    """What a bold line heads: where it is all of a paragraph, what follows that paragraph too."""
    alone = parent.tag in ("p", "div", "center") and len(parent) == 1
    return parent.getparent() if alone else parent


def _is_own_line(element: HtmlElement) -> bool:
    """No other words and no link before or after it in its line, and none in it."""
    before = element.getprevious()
    parent = element.getparent()
    left = before.tail if before is not None else parent.text if parent is not None else ""
    after = element.getnext()
    alone = not (left or "").strip(" \t\r\n\u3000") and not (element.tail or "").strip(" \t\r\n\u3000")
    between_lines = (before is None or before.tag in BLOCKS) and (after is None or after.tag in BLOCKS)
    # a cell's only line heads nothing but the cell, and columns are read apart
    return alone and between_lines and element.find(".//a") is None and 0 < len(read_text(element)) <= _MOST_BOLD
