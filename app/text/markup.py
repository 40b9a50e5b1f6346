"""What a converter has left in a plain text of HTML and Markdown: paragraphs and list points become lines, tick boxes
their signs, and signs of emphasis go."""

from __future__ import annotations

import re

_TAG = re.compile(r"</?(?:p|ul|ol|li|br|div|span|table|tr|td|th|input|strong|b|u|em)\b[^<>]*>", re.IGNORECASE)
_BREAK = re.compile(r"\s*(?:</(?:p|li|div|tr)>|<br\s*/?>|<li\b[^<>]*>)\s*", re.IGNORECASE)
_TICKED = re.compile(r"<input\b(?=[^<>]*type=\"?checkbox)(?=[^<>]*\bchecked)[^<>]*>", re.IGNORECASE)
_UNTICKED = re.compile(r"<input\b(?=[^<>]*type=\"?checkbox)[^<>]*>", re.IGNORECASE)
# **emphasis** on one line; a line may have lost the sign that opens or closes it.
_EMPHASIS = re.compile(r"(?m)\*\*(?=\S)|(?<=\S)\*\*")


def strip_markup(text: str) -> str:
    """Text without tags and signs of emphasis that were left in it; angle brackets that are no tags (<会長>) stay."""
    text = _EMPHASIS.sub("", text)
    if _TAG.search(text) is None:
        return text
    text = _UNTICKED.sub("□", _TICKED.sub("☑", text))
    return _TAG.sub("", _BREAK.sub("\n", text))
