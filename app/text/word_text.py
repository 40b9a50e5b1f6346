"""The text of a Word paragraph as a reader sees it: insertions, no deletions, no hidden text, no page numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Deleted or moved away, above the line as ruby, comments' anchors, and what older programs show instead of a text box.
_UNSEEN = frozenset(
    (*map(qn, ("w:del", "w:moveFrom", "w:rt", "w:pPr", "w:rPr", "w:pgNum", "w:sdtPr", "w:instrText")), _FALLBACK)
)
_SIGNS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-", qn("w:ptab"): "\t"}
# Fields that say where on the paper one is.
_PLACE_FIELD = re.compile(r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES|SECTION|PAGEREF)\b", re.IGNORECASE)
_OFF = ("0", "false", "off")


@dataclass(slots=True)
class TextReader:
    """`hidden` are the styles that hide text. A field may begin in one run and end in another, so that one reader goes
    through a paragraph; text boxes are put aside in `boxes`."""

    hidden: frozenset[str] = frozenset()
    boxes: list[BaseOxmlElement] = field(default_factory=list)
    _fields: list[list[str | bool]] = field(default_factory=list)  # instruction so far; whether its result has begun

    def read(self, paragraph: BaseOxmlElement) -> str:
        """The running text; `boxes` then holds what stands in text boxes (w:txbxContent)."""
        self._fields.clear()
        return "".join(self._iterate(paragraph))

    def _iterate(self, parent: BaseOxmlElement) -> Iterator[str]:
        for element in parent.iterchildren():
            tag = element.tag
            if tag == qn("w:fldChar"):
                self._enter_field(element)
            elif tag == qn("w:instrText") and self._fields:
                self._fields[-1][0] = f"{self._fields[-1][0]}{element.text or ''}"
            elif tag in _UNSEEN or (tag == qn("w:fldSimple") and _PLACE_FIELD.match(element.get(qn("w:instr"), ""))):
                continue
            elif tag == qn("w:txbxContent"):
                self.boxes.append(element)
            elif tag == qn("w:r") and self._is_hidden(element):
                continue
            elif tag == qn("w:t"):
                yield "" if self._in_place_field() else element.text or ""
            elif tag == qn("w:sym"):
                yield _read_symbol(element)
            elif tag in _SIGNS:
                yield _SIGNS[tag]
            else:
                yield from self._iterate(element)

    def _enter_field(self, element: BaseOxmlElement) -> None:
        match element.get(qn("w:fldCharType")):
            case "begin":
                self._fields.append(["", False])
            case "separate" if self._fields:
                self._fields[-1][1] = True
            case "end" if self._fields:
                self._fields.pop()

    def _in_place_field(self) -> bool:
        return any(_PLACE_FIELD.match(str(instruction)) for instruction, _ in self._fields)

    def _is_hidden(self, run: BaseOxmlElement) -> bool:
        properties = run.find(qn("w:rPr"))
        if properties is None:
            return False
        own = properties.find(qn("w:vanish"))
        if own is not None:
            return own.get(qn("w:val"), "1") not in _OFF
        style = properties.find(qn("w:rStyle"))
        return style is not None and style.get(qn("w:val"), "") in self.hidden


def _read_symbol(element: BaseOxmlElement) -> str:
    """A sign of a symbol font: only those outside the private use area tell what they look like."""
    code = element.get(qn("w:char"), "")
    char = chr(int(code, 16)) if re.fullmatch("[0-9A-Fa-f]{2,5}", code) else ""
    return "" if "\ue000" <= char <= "\uf8ff" else char


def find_hidden_styles(styles: BaseOxmlElement) -> frozenset[str]:
    """The character styles that hide text."""
    found = []
    for style in styles.findall(qn("w:style")):
        vanish = style.find(f"{qn('w:rPr')}/{qn('w:vanish')}")
        if vanish is not None and vanish.get(qn("w:val"), "1") not in _OFF:
            found.append(style.get(qn("w:styleId"), ""))
    return frozenset(found)
