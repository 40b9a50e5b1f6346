"""Numbers that a browser shows before the entries of an ordered list (HTML 4.4.5)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import html as lxml_html

from app.text.word_numbering import format_number

_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([a-z -]+)", re.IGNORECASE)
_KINDS = {
    "1": "decimal",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
    "decimal-leading-zero": "decimalZero",
    "lower-alpha": "lowerLetter",
    "lower-latin": "lowerLetter",
    "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter",
    "lower-roman": "lowerRoman",
    "upper-roman": "upperRoman",
    "katakana": "aiueoFullWidth",
    "katakana-iroha": "irohaFullWidth",
    "cjk-ideographic": "japaneseCounting",
    "cjk-decimal": "ideographDigital",
    "japanese-informal": "japaneseCounting",
}
# An entry that begins with a number or a sign of its own was written so: a style sheet hides the browser's number.
_OWN_NUMBER = re.compile(
    r"""\s*(?: [(（\[【〔<＜≪《「『] | [0-9０-９]{1,3}(?:[\s.．、)）:：]|(?=[^\s0-9０-９年月日時人名件回号]))
        | [①-⑳⑴-⒇] | [ア-ン][\s.．、)）] | 第\s*[0-9０-９一二三四五六七八九十]+ | [一二三四五六七八九十]{1,3}[\s.．、]
        | [・○●◯〇◎■□◆◇※→] )""",
    re.VERBOSE,
)


def number_entries(ordered: lxml_html.HtmlElement) -> dict[lxml_html.HtmlElement, str]:
    """The entries of an <ol>, each with the number that a reader sees ("3."); none where a style or the text's own
    numbers replace them."""
    style = _STYLE.search(ordered.get("style", ""))
    named = style.group(1).strip().split()[0].lower() if style and style.group(1).strip() else ordered.get("type", "1")
    entries = [child for child in ordered if child.tag == "li"]
    if named == "none" or (entries and all(_OWN_NUMBER.match(entry.text_content()) for entry in entries)):
        return {}
    kind = _KINDS.get(named, "decimal")
    return {entry: f"{format_number(value, kind)}. " for entry, value in _count(ordered, entries)}


def _count(
    ordered: lxml_html.HtmlElement, entries: list[lxml_html.HtmlElement]
) -> Iterator[tuple[lxml_html.HtmlElement, int]]:
    backwards = ordered.get("reversed") is not None
    value = _read_int(ordered.get("start"), len(entries) if backwards else 1)
    for entry in entries:
        value = _read_int(entry.get("value"), value)
        yield entry, value
        value += -1 if backwards else 1


def _read_int(text: str | None, default: int) -> int:
    return int(text) if text is not None and re.fullmatch(r"\s*-?[0-9]{1,6}\s*", text) else default
