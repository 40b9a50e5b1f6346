"""One normal form of Japanese text, with a map back to where each character stood.

Used before tokenising, before comparing (is the quote in the document?) and before matching a rule. Steps:
variation selectors and zero-width characters off; CJK radicals (U+2E80–2FDF) to their ideographs, since some of them
survive NFKC (seen in PDFs made by word processors: ⻑ for 長); NFKC; spaces between CJK characters closed (会　長);
single Latin letters closed up (J-L I S, I T政策担当); what is left of white space is one space.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# CJK Radicals Supplement characters that NFKC leaves as they are (Unicode: EquivalentUnifiedIdeograph.txt)
_RADICALS = {
    "⺟": "母", "⺠": "民", "⻁": "虎", "⻄": "西", "⻆": "角", "⻑": "長", "⻘": "青", "⻝": "食", "⻤": "鬼",
    "⻩": "黄", "⻫": "斉", "⻭": "歯", "⻯": "竜", "⻲": "亀", "⻳": "亀", "⺌": "小", "⺝": "月", "⻌": "辶",
    "⻎": "辶", "⻏": "邑", "⻖": "阜", "⺡": "水", "⺣": "火", "⺮": "竹", "⻂": "衣", "⻣": "骨", "⻨": "麦",
    "⻬": "斉",
    # Kangxi radicals that NFKC takes for the older form; fonts made in Japan mean the one in use
    "⼾": "戸", "⾭": "青", "⿈": "黄", "⿊": "黒", "⿆": "麦", "⿑": "斉", "⿒": "歯", "⿔": "亀",
}  # fmt: skip
_DROPPED = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]")
_CJK = re.compile("[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef○●◯〇①-⑳△▲□■☑※→・]")
# What is its own normal form whatever stands before it: most of a text, taken a run at a time. The last of a run must
# not be followed by anything else, which might belong to it (a voicing mark).
_PLAIN = "[!-~、。「」『』ぁ-ゖァ-ヺー々〇一-\u9fff]"
_PLAIN_RUN = re.compile(f"{_PLAIN}+(?={_PLAIN}|\\Z)")
# The stages ask for the same lines a dozen times each; a meeting has some hundreds of lines.
_REMEMBERED = 4096
_SINGLE_LETTER = re.compile("[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Normalized:
    """`text` in normal form; its character i comes from the original's `offsets[i]` to `ends[i]` (a base character and
    its voicing mark are one); `offsets[len(text)]` is the original's length."""

    text: str
    offsets: tuple[int, ...]
    ends: tuple[int, ...]

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Half-open span in normal form → the smallest span of the original that holds it."""
        if start >= end:
            return self.offsets[start], self.offsets[start]
        return self.offsets[start], self.ends[end - 1]


@lru_cache(maxsize=16384)  # a text uses a few thousand different characters, each of them many times
def _fold_cluster(cluster: str) -> str:
    kept = "".join(_RADICALS.get(c, c) for c in _DROPPED.sub("", cluster))
    return "".join(" " if char.isspace() else char for char in unicodedata.normalize("NFKC", kept))


def _fold(text: str) -> tuple[list[str], list[int], list[int]]:
    chars: list[str] = []
    offsets: list[int] = []
    ends: list[int] = []
    position = 0
    while position < len(text):
        if run := _PLAIN_RUN.match(text, position):
            chars += run.group()
            offsets += range(position, run.end())
            ends += range(position + 1, run.end() + 1)
            position = run.end()
            continue
        end = position + 1
        while end < len(text) and (unicodedata.combining(text[end]) or text[end] in "ﾞﾟ゙゚"):
            end += 1
        for char in _fold_cluster(text[position:end]):
            chars.append(char)
            offsets.append(position)
            ends.append(end)
        position = end
    return chars, offsets, ends


def _keeps_space(before: str, after: str, word_before: int, word_after: int) -> bool:
    """Whether a run of spaces between two characters is a real word space."""
    if not before or not after:
        return False
    if _CJK.match(before) or _CJK.match(after):
        # between CJK and Latin the space is typography as well: 約 80 種類
        return False
    both_single = word_before == 1 and word_after == 1
    return not (both_single and _SINGLE_LETTER.match(before) and _SINGLE_LETTER.match(after))


def _word_length(chars: list[str], position: int, step: int) -> int:
    length = 0
    while 0 <= position < len(chars) and chars[position].isascii() and chars[position].isalnum() and length < 3:
        length += 1
        position += step
    return length


@lru_cache(maxsize=_REMEMBERED)
def normalize(text: str) -> Normalized:
    """Any text → its normal form; never fails."""
    if text.isascii() and " " not in text and text.isprintable():
        return Normalized(text, tuple(range(len(text) + 1)), tuple(range(1, len(text) + 1)))
    chars, offsets, stops = _fold(text)
    if " " not in chars:
        return Normalized("".join(chars), (*offsets, len(text)), tuple(stops))
    out: list[str] = []
    where: list[int] = []
    ends: list[int] = []
    position = 0
    while position < len(chars):
        if chars[position] != " ":
            out.append(chars[position])
            where.append(offsets[position])
            ends.append(stops[position])
            position += 1
            continue
        end = position
        while end < len(chars) and chars[end] == " ":
            end += 1
        before = out[-1] if out else ""
        after = chars[end] if end < len(chars) else ""
        if _keeps_space(before, after, _word_length(chars, position - 1, -1), _word_length(chars, end, 1)):
            out.append(" ")
            where.append(offsets[position])
            ends.append(stops[end - 1])
        position = end
    where.append(len(text))
    return Normalized("".join(out), tuple(where), tuple(ends))


@lru_cache(maxsize=_REMEMBERED)
def fold(text: str) -> str:
    """As `normalize`, but runs of spaces stay (as one space): in a header they separate what is listed."""
    chars, _, _ = _fold(text)
    return re.sub(r" +", " ", "".join(chars)).strip()


@lru_cache(maxsize=_REMEMBERED)
def squeeze(text: str) -> str:
    """Normal form without any white space: for comparing what two documents say."""
    return re.sub(r"\s+", "", normalize(text).text)


def squeeze_name(text: str) -> str:
    """As `squeeze`, with ヶ as ケ: names of places are written with either (茅ヶ崎, 龍ケ崎)."""
    return squeeze(text).replace("ヶ", "ケ")
