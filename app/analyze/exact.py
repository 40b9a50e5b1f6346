"""Text → overlapping pairs of characters, by which a quote is found exactly: all and only the texts that hold it.

In the normal form of `app.normalize`, which is also what a quote is compared with; case counts. The last character
stands alone behind the pairs, so that every character begins one of them and a quote of one character is a beginning.
"""

from __future__ import annotations

import re
from operator import add

from app.normalize import Normalized, normalize

# A space inside a text, for engines that cut at white space: a code point that Unicode keeps out of every text.
_SPACE = "\ufdd0"
_NO_TEXT = re.compile("[\ud800-\udfff\ufdd0]")  # half a pair, or that code point: one replacement for one character
_FILLER = "xxx"  # longer than the single letters that the normal form closes up


def normalize_exactly(text: str) -> Normalized:
    """The form in which texts and quotes are compared."""
    return normalize(_NO_TEXT.sub("\ufffd", text))


def normalize_quote(quote: str) -> str:
    """A quote's normal form as part of some text, without white space at its ends.

    A single letter at an end may be the rest of a word: `b c` out of `ab c` keeps its space, which alone it would lose.
    """
    stripped = normalize_exactly(quote).text
    if not stripped:
        return ""
    before, after = (_FILLER if _is_letter(char) else "" for char in (stripped[0], stripped[-1]))
    whole = normalize_exactly(f"{before}{quote.strip()}{after}").text
    return whole[len(before) : len(whole) - len(after)]


def make_pairs(normal: str) -> tuple[str, ...]:
    """A text in normal form → its tokens; none for the empty text."""
    safe = normal.replace(" ", _SPACE)
    return (*map(add, safe, safe[1:]), *safe[-1:])


def make_exact_text(text: str) -> str:
    """Any text → a text field of the index."""
    return " ".join(make_pairs(normalize_exactly(text).text))


def make_quote_tokens(normal: str) -> tuple[str, ...]:
    """A quote in normal form → consecutive tokens of every text that holds it; of one character: how a token begins."""
    return make_pairs(normal)[: max(len(normal) - 1, 1)]


def _is_letter(char: str) -> bool:
    return char.isascii() and char.isalnum()
