"""Which HTML elements break lines and head parts, and the text of an element."""

from __future__ import annotations

import re
import unicodedata

from lxml.html import HtmlElement

# The lower a heading's level, the more it heads: h1 to h6, then those of a table, a list, a fold.
HEADINGS = {f"h{level}": level for level in range(1, 7)} | {"caption": 7, "legend": 7, "dt": 8, "summary": 8}
BOLD_LEVEL = 9  # a line all in bold or another colour, or begun with a mark, used as a heading
BLOCKS = frozenset(
    {*HEADINGS, "p", "div", "li", "dd", "td", "th", "tr", "table", "ul", "ol", "dl", "pre", "br", "hr", "center"}
    | {"section", "article", "blockquote", "details", "form"}
)
UNSEEN = frozenset({"script", "style", "noscript", "template", "head"})  # what these hold is not shown
_SPACES = re.compile(r"\s+")


def close_spaces(text: str) -> str:
    return _SPACES.sub(" ", text).strip()


def remove_spaces(text: str) -> str:
    return _SPACES.sub("", text)


def squeeze(text: str) -> str:
    """The form in which words are compared: NFKC, lower case, no white space."""
    return remove_spaces(unicodedata.normalize("NFKC", text)).lower()


def read_text(element: HtmlElement | None) -> str:
    """Its words, those of its pictures included, in one line."""
    if element is None:
        return ""
    parts = [str(part) for part in element.itertext()]
    parts += [image.get("alt") or "" for image in element.iter("img")]
    return close_spaces(" ".join(parts))


def find_heading_level(element: HtmlElement) -> int | None:
    """1 to 6 for h1 to h6, more for what is used as a heading (a paragraph all in bold last); None for what is none."""
    level = HEADINGS.get(str(element.tag))
    if level is not None or element.tag not in ("p", "div") or len(element) != 1:
        return level
    bold = element[0]
    is_heading = bold.tag in ("strong", "b") and not (element.text or "").strip() and not (bold.tail or "").strip()
    return BOLD_LEVEL if is_heading and bold.find(".//a") is None else None
