"""Text → tokens with their places: the one analysis that the index, the questions and the highlights share."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import metadata, resources

from sudachipy import Config, Dictionary, MorphemeList, SplitMode, Tokenizer

from app.normalize import normalize

# Counted up whenever a rule below, or in app.normalize, changes the tokens: an index of other rules is outdated.
RULES = 1

# SudachiPy takes 49,149 bytes at a time; 4,000 characters are at most 16,000, and no sentence of minutes is longer.
_CHUNK = 4_000
_SENTENCE_END = re.compile(
    r"""
    .* [。!?]      # greedy: up to the last end of a sentence in the window (normal form: ！ and ？ are ASCII)
    [」』)]*       # and what closes behind it
    """,
    re.VERBOSE | re.DOTALL,
)
_PAUSE = re.compile(r".*[、, ]", re.DOTALL)  # for text without sentences: lists, tables

# Lucene's whitespace tokenizer cuts tokens at 255 UTF-16 units; words end far below, only noise is longer.
_LONGEST_FORM = 120

_SURROGATE = re.compile("[\ud800-\udfff]")  # half a pair, out of a broken PDF: is no text, and no library takes it
_SPACE = re.compile(r"\s")
_ESCAPED_SPACE = "␣"
_LONG_SOUND = "ー"  # a letter to Unicode, but alone it is a ruled line
_REMEMBERED = 65_536  # words; minutes have some ten thousand different ones


@dataclass(frozen=True, slots=True)
class Token:
    """`form` is what is indexed: no white space, lower case. `start` and `end` are code points of the text analysed."""

    form: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Analysis:
    """The tokens in their order: `forms`, and in `spans` the start and the end of each by turns. Punctuation, symbols
    and white space have none and leave no gap."""

    forms: tuple[str, ...]
    spans: tuple[int, ...]

    @property
    def tokens(self) -> tuple[Token, ...]:
        return tuple(map(Token, self.forms, self.spans[::2], self.spans[1::2]))

    def text(self) -> str:
        """The forms with single spaces between them: a text field of the index."""
        return " ".join(self.forms)


class Analyzer:
    """SudachiPy with its core dictionary, short units (A), normalised forms in lower case.

    Build one and share it: the dictionary is memory-mapped; each thread gets a tokenizer of its own, which lets go of
    the GIL while it works.
    """

    def __init__(self) -> None:
        shipped = json.loads((resources.files("sudachipy") / "resources" / "sudachi.json").read_text(encoding="utf-8"))
        # IgnoreYomigana takes a bracket after kanji for a reading, and swallows 機器（サーバ）.
        plugins = [one for one in shipped["inputTextPlugin"] if "IgnoreYomigana" not in one["class"]]
        self._dictionary = Dictionary(config=Config(system="core", inputTextPlugin=plugins))
        self._local = threading.local()
        self._version = (
            f"sudachipy {metadata.version('sudachipy')} / sudachidict-core {metadata.version('sudachidict-core')} / "
            f"rules {RULES}"
        )

    @property
    def version(self) -> str:
        """What the tokens depend on: an index must have been built with the same."""
        return self._version

    def analyze(self, text: str) -> Analysis:
        """Any text → its tokens; never fails. Spans satisfy 0 <= start < end <= len(text), starts never decrease."""
        text = _SURROGATE.sub("\ufffd", text)
        normal = normalize(text)
        tokenizer = self._tokenizer()
        forms: list[str] = []
        spans: list[int] = []
        for begin, chunk in _split(normal.text):
            morphemes = tokenizer.tokenize(chunk)
            last = begin
            for surface, morpheme in zip(_list_surfaces(morphemes), morphemes, strict=True):
                first, last = last, last + len(surface)
                if _is_word(surface):
                    forms.append(_make_form(morpheme.normalized_form()))
                    spans += _find_span(text, normal.offsets, first, last)
        return Analysis(tuple(forms), tuple(spans))

    def knows(self, text: str) -> bool:
        """Whether a text is one word of the dictionary."""
        return self._look_up(text) is not None

    def is_name(self, text: str) -> bool:
        """Whether it is one word of the dictionary, and a person's, a place's or another proper name."""
        part_of_speech = self._look_up(text)
        return part_of_speech is not None and part_of_speech[1] == "固有名詞"

    def _look_up(self, text: str) -> tuple[str, ...] | None:
        morphemes = self._tokenizer().tokenize(normalize(_SURROGATE.sub("\ufffd", text[:_CHUNK])).text)
        return tuple(morphemes[0].part_of_speech()) if len(morphemes) == 1 and not morphemes[0].is_oov() else None

    def _tokenizer(self) -> Tokenizer:
        tokenizer: Tokenizer | None = getattr(self._local, "tokenizer", None)
        if tokenizer is None:
            # "pos" as well: without the parts of speech SudachiPy does not join numbers, and 12 becomes 1 and 2.
            tokenizer = self._dictionary.tokenizer(SplitMode.A, fields={"normalized_form", "pos"})
            self._local.tokenizer = tokenizer
        return tokenizer


def _split(text: str) -> Iterator[tuple[int, str]]:
    """(where it begins, text) of pieces of at most `_CHUNK` characters, cut at ends of sentences if there are any."""
    begin = 0
    while len(text) - begin > _CHUNK:
        window = text[begin : begin + _CHUNK]
        cut = _SENTENCE_END.match(window) or _PAUSE.match(window)
        end = begin + (cut.end() if cut else _CHUNK)
        yield begin, text[begin:end]
        begin = end
    if begin < len(text):
        yield begin, text[begin:]


def _list_surfaces(morphemes: MorphemeList) -> list[str]:
    """What was cut, in pieces: together the whole of it. As a text they come in one call, with spaces between."""
    surfaces = str(morphemes).split(" ")
    if len(surfaces) != len(morphemes):  # one of them has a space in it
        surfaces = [morpheme.surface() for morpheme in morphemes]
    return surfaces


@lru_cache(_REMEMBERED)
def _is_word(surface: str) -> bool:
    """Whether there is a letter or a digit in it. The part of speech would not do: rare kanji (𠮷) count as symbols."""
    return any(char.isalnum() and char != _LONG_SOUND for char in surface)


@lru_cache(_REMEMBERED)
def _make_form(normalized: str) -> str:
    return _SPACE.sub(_ESCAPED_SPACE, normalized.lower()[:_LONGEST_FORM])


def _find_span(text: str, offsets: tuple[int, ...], first: int, last: int) -> tuple[int, int]:
    """Characters first to last of the normal form → their place in `text`, without white space behind them.

    Up to where the next character begins, so that marks which were joined or dropped (か + ゙, variation selectors) stay
    inside; where one character became several (㈱ → (株)), all of them have its place.
    """
    least = offsets[last - 1] + 1
    end = offsets[last]
    if end <= least:
        return offsets[first], least
    while end > least and text[end - 1].isspace():
        end -= 1
    return offsets[first], end
