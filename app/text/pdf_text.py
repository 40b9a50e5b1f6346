"""A PDF page's characters → its lines, upright, without ruby, each glyph with its place.

pdfium gives characters in the order of the file with line ends of its own making. Coordinates are points from the lower
left, turned so that the page's usual direction of writing runs to the right.
"""

from __future__ import annotations

import ctypes
import math
import operator
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium_c

# A page whose share of glyphs without a character is higher than this tells nothing: its fonts have no Unicode map.
_MOST_UNMAPPED = 0.3
# Ruby is set at half the size of its base, or a little more, and is kana.
_RUBY_SIZE = 0.65
_KANA = re.compile(r"[ぁ-ゖァ-ヺー゛゜･・\s]+")
# Replacement, private use, control: what a font without a map leaves. U+FFFE and U+0002 are pdfium's soft hyphens.
_NO_CHARACTER = re.compile("[\ufffd\ue000-\uf8ff\x00\x01\x03-\x08\x0e-\x1f\x7f-\x9f]")
_NOTHING = "\x00\x02\ufffe"
_LINE = re.compile("[^\r\n]+")
_BEYOND = re.compile("[\ud800-\udfff\U00010000-\U0010ffff]")
# So many glyphs tell of all of a page's.
_SAMPLE = 100
_INVISIBLE = 3  # PDF 32000-1, table 106: neither fill nor stroke


class Glyph(NamedTuple):
    """A character and its box; a space that pdfium made up has the box of the glyph before it. (A tuple: a document
    has a hundred thousand.)"""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2


@dataclass(frozen=True, slots=True)
class TextLine:
    """A piece of a line: `size` is the usual height of its glyphs in points, `angle` in quarter turns against the
    page's usual direction (0 for what is read in the flow)."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    glyphs: tuple[Glyph, ...] = ()
    angle: int = 0


@dataclass(frozen=True, slots=True)
class PageText:
    """`turn`: quarter turns that made the page upright. `unmapped`: its fonts have no Unicode map. `invisible`: the
    text was not drawn (a layer of recognised text over a picture)."""

    lines: tuple[TextLine, ...]
    turn: int
    unmapped: bool
    invisible: bool


def read_page_text(textpage: pypdfium2.PdfTextPage) -> PageText:
    """All the text of a page, in the order of the file."""
    raw = textpage.raw
    text = _read_characters(textpage)
    pieces = list(_split(text))
    angles = [_quarter(pdfium_c.FPDFText_GetCharAngle(raw, piece[0])) for piece in pieces]
    weights: Counter[int] = Counter()
    for piece, angle in zip(pieces, angles, strict=True):
        weights[angle] += len(piece)
    turn = weights.most_common(1)[0][0] if weights else 0
    lines = []
    for piece, angle in zip(pieces, angles, strict=True):
        glyphs = _read_glyphs(raw, text, piece, turn)
        if glyphs:
            lines.append(_make_line(_without_inner_ruby(glyphs), (angle - turn) % 4))
    return PageText(
        tuple(_without_ruby_lines(list(_without_doubles(lines)))),
        turn,
        _is_unmapped(raw, text),
        _is_invisible(raw, text),
    )


def turn_point(x: float, y: float, turn: int) -> tuple[float, float]:
    """A point of the page as drawn → as it is in the upright page."""
    match turn:
        case 1:
            return y, -x
        case 2:
            return -x, -y
        case 3:
            return -y, x
    return x, y


def slice_line(line: TextLine, glyphs: Sequence[Glyph]) -> TextLine:
    """The part of a line that consists of these glyphs."""
    return _make_line(list(glyphs), line.angle)


def _quarter(angle: float) -> int:
    """Radians, with the clock (-1: unknown) → quarter turns against it; what stands askew goes with the nearest."""
    return -round(angle / (math.pi / 2)) % 4 if angle >= 0 else 0


def _read_characters(textpage: pypdfium2.PdfTextPage) -> str:
    """One for each of pdfium's, U+0000 where there is none. They are asked for at once where that gives as many."""
    count = textpage.count_chars()
    text: str = textpage.get_text_range()
    if len(text) == count and not _BEYOND.search(text):
        return text
    codes = [pdfium_c.FPDFText_GetUnicode(textpage.raw, index) for index in range(count)]
    return "".join(map(chr, _join_surrogates(codes)))


def _join_surrogates(codes: list[int]) -> list[int]:
    """pdfium tells a character beyond U+FFFF (𠮷) in two halves: it stands at the first, 0 at the second. A half alone
    is no character."""
    joined = list(codes)
    for index, code in enumerate(codes):
        if 0xD800 <= code <= 0xDFFF and joined[index]:
            low = codes[index + 1] if index + 1 < len(codes) else 0
            if code <= 0xDBFF and 0xDC00 <= low <= 0xDFFF:
                joined[index] = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
                joined[index + 1] = 0
            else:
                joined[index] = 0xFFFD
        elif code > 0x10FFFF:
            joined[index] = 0xFFFD
    return joined


def _split(text: str) -> Iterator[range]:
    """The characters of each line, from its first that is no space; blank lines are left out."""
    for match in _LINE.finditer(text):
        if not match.group().strip().strip(_NOTHING):
            continue
        lead = len(match.group()) - len(match.group().lstrip(" " + _NOTHING))
        yield range(match.start() + lead, match.end())


def _read_glyphs(raw: object, text: str, piece: Iterable[int], turn: int) -> list[Glyph]:
    box = pdfium_c.FS_RECTF()
    reference = ctypes.byref(box)
    glyphs: list[Glyph] = []
    for index in piece:
        char = text[index]
        if char in _NOTHING:
            continue
        placed = pdfium_c.FPDFText_GetLooseCharBox(raw, index, reference)
        if not placed or box.right <= box.left:
            if glyphs and char.isspace():
                glyphs.append(glyphs[-1]._replace(text=char))
            continue
        if not turn:
            glyphs.append(Glyph(char, box.left, box.bottom, box.right, box.top))
            continue
        (x0, y0), (x1, y1) = turn_point(box.left, box.bottom, turn), turn_point(box.right, box.top, turn)
        glyphs.append(Glyph(char, min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
    return glyphs


def _make_line(glyphs: list[Glyph], angle: int = 0) -> TextLine:
    inked = [glyph for glyph in glyphs if not glyph.text.isspace()] or glyphs
    _, lefts, bottoms, rights, tops = zip(*inked, strict=True)
    heights = sorted(map(operator.sub, tops, bottoms))
    text = "".join([glyph.text for glyph in glyphs])
    size = heights[len(heights) // 2]
    return TextLine(text, min(lefts), max(rights), max(tops), min(bottoms), size, tuple(glyphs), angle)


def _without_inner_ruby(glyphs: list[Glyph]) -> list[Glyph]:
    """Small kana in the upper half of a line, among larger characters."""
    _, _, bottoms, _, tops = zip(*glyphs, strict=True)
    heights = list(map(operator.sub, tops, bottoms))
    tallest = max(heights)
    if min(heights) > tallest * _RUBY_SIZE:
        return glyphs
    base = [glyph for glyph in glyphs if glyph.top - glyph.bottom > tallest * _RUBY_SIZE]
    middle = sorted(glyph.middle[1] for glyph in base)[len(base) // 2]
    kept = [
        glyph
        for glyph in glyphs
        if glyph.top - glyph.bottom > tallest * _RUBY_SIZE or glyph.bottom < middle or not _KANA.fullmatch(glyph.text)
    ]
    return kept if any(not glyph.text.isspace() for glyph in kept) else glyphs


def _without_ruby_lines(lines: Sequence[TextLine]) -> Iterator[TextLine]:
    """A line of small kana close above a larger one, within its width, is ruby: its base says the same."""
    for line in lines:
        small = _KANA.fullmatch(line.text) is not None and any(
            line.size <= _RUBY_SIZE * base.size
            and base.left - base.size <= line.left
            and line.right <= base.right + base.size
            and abs(line.bottom - base.top) <= 0.6 * base.size
            and line.top > base.top
            for base in lines
        )
        if not small:
            yield line


def _without_doubles(lines: Sequence[TextLine]) -> Iterator[TextLine]:
    """The same words drawn twice at one place (a shadow, bold by drawing again) are said once."""
    seen: dict[str, list[TextLine]] = {}
    for line in lines:
        others = seen.setdefault(line.text, [])
        if not any(abs(line.left - other.left) < 1.5 and abs(line.top - other.top) < 1.5 for other in others):
            others.append(line)
            yield line


def _is_unmapped(raw: object, text: str) -> bool:
    inked = [index for index, char in enumerate(text) if char not in "\x02\r\n \u3000\ufffe"]
    sample = inked[:: max(1, len(inked) // _SAMPLE)]
    bad = sum(
        1
        for index in sample
        if _NO_CHARACTER.match(text[index]) or pdfium_c.FPDFText_HasUnicodeMapError(raw, index) == 1
    )
    return bad > _MOST_UNMAPPED * len(sample)


def _is_invisible(raw: object, text: str) -> bool:
    """Asked of a few glyphs, since a page's text is drawn in one manner."""
    inked = [index for index, char in enumerate(text) if char > " "]
    sample = inked[:: max(1, len(inked) // 8)]
    modes = [pdfium_c.FPDFTextObj_GetTextRenderMode(pdfium_c.FPDFText_GetTextObject(raw, index)) for index in sample]
    return bool(modes) and modes.count(_INVISIBLE) * 2 > len(modes)
