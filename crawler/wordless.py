"""Links whose own words say nothing of the paper: icons, the signs of a legend, the further parts of a paper.

Pure. Icons (PDF, ダウンロード) are named by the text before each of them, or on other pages by the text after it.
A legend (凡例　次＝次第、議＝会議録) says what a sign stands for. その2 is a part of what the link before it gives.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping

from crawler.beside import Beside
from crawler.markup import squeeze
from crawler.page import Anchor
from crawler.vocabulary import Kind, Vocabulary

# All that such a link says is that there is a file: PDFファイル, ワード形式（45KB）, ダウンロード, ↓, nothing
_SILENT = re.compile(
    r"""
    (?: pdf | word | docx? | excel | ワード | テキスト | ファイル | 文書 | 形式 | 版 | データ | アイコン
      | ダウンロード | 開く | download | file | icon | [kmg]b | キロバイト | メガバイト | [\W\d_] )*
    """,
    re.VERBOSE,
)
_SIZE_ONLY = re.compile(r"(?:pdf|word|docx?|ワード|ファイル|形式|[kmg]b|キロバイト|メガバイト|[\W\d_])*")
# その2, (2), 続き, 後半, 下巻; a number alone only in a row of them (資料1、2、3), since pages have numbers too
_PART = re.compile(
    r"""
    \W* (?: その[\d一二三四五六七八九十]+ | [(\[]\d+[)\]] | の?(?:続き|つづき) | 後半 | [中下][巻編]? | 後編 ) \W*
    """,
    re.VERBOSE,
)
_NUMBER = re.compile(r"\d{1,2}")
_ROW = re.compile(r"[、,・]")
_LABEL_END = re.compile(r"[(\[、,。・:/|]")
_PAIR = re.compile(
    r"""
    (?: ^ | [\s、,;。・/|()\[\]「」『』〔〕] | 凡例:? )
    [「『〔(\[]? (?P<sign>[^\s、,;。・/|=:()\[\]「」『』〔〕\d]) [」』〕)\]]?  # one character stands for a paper
    \s* (?: = | : | … | \.{2,} | ・{2,} | →) \s*
    (?P<name>[^\s、,;。/|=:()\[\]]{2,12})
    """,
    re.VERBOSE,
)
_LEAST_SIGNS = 2  # one pair alone may be anything: 注：資料は当日配布
_BRACKETS = "()[]「」『』〔〕【】<>"


def find_legend(lines: Iterable[str], words: Vocabulary) -> Mapping[str, Kind]:
    """A page's lines → the kinds of paper that its one-character signs stand for, by sign in normal form."""
    found: dict[str, Kind] = {}
    for line in lines:
        for pair in _PAIR.finditer(unicodedata.normalize("NFKC", line)):
            kind = words.find_label(squeeze(pair.group("name")))
            if kind is not None:
                found.setdefault(squeeze(pair.group("sign")), kind)
    return found if len(found) >= _LEAST_SIGNS else {}


def find_sign_kind(text: str, legend: Mapping[str, Kind]) -> Kind | None:
    """A link's words, and the page's legend."""
    return legend.get(squeeze(text).strip(_BRACKETS))


def find_kind_after(anchor: Anchor, words: Vocabulary) -> Kind | None:
    """What an icon is called by the text after it, where the line's icons stand before their names."""
    gaps, place = anchor.beside.gaps, anchor.beside.place
    if not _SILENT.fullmatch(squeeze(anchor.text)) or words.find_nearest_kind(squeeze(gaps[0])) is not None:
        return None
    last, own = (words.find_label(_LABEL_END.split(squeeze(gap), maxsplit=1)[0]) for gap in (gaps[-1], gaps[place + 1]))
    return own if last is not None else None


def find_part_kinds(anchors: Iterable[Anchor], find_kind: Callable[[Anchor], Kind | None]) -> Mapping[Anchor, Kind]:
    """Links that are a further part of what the link before them gives → its kind, if `find_kind` tells one."""
    found: dict[Anchor, Kind] = {}
    kind: Kind | None = None
    for anchor in anchors:
        if not _is_part(squeeze(anchor.text), anchor.beside):
            kind = find_kind(anchor)
        elif kind is not None:
            found[anchor] = kind
    return found


def _is_part(own: str, beside: Beside) -> bool:
    between = squeeze(beside.gaps[beside.place])
    if beside.place == 0 or not _SIZE_ONLY.fullmatch(between):
        return False
    return bool(_PART.fullmatch(own) or (_NUMBER.fullmatch(own) and _ROW.search(between)))
