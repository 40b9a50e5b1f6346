"""Numbers as minutes and people write them: 12, 十二, 一二, 百二."""

from __future__ import annotations

_DIGITS = {char: str(value) for value, char in enumerate("〇一二三四五六七八九")}


def read_numeral(text: str) -> int:
    """12, 十二, 一二, 二十二, 百二 → 12, 12, 12, 22, 102. Takes any row of digits, Chinese ones, 十 and 百.

    ValueError for the empty text and for anything else.
    """
    for sign, worth in (("百", 100), ("十", 10)):
        before, found, after = text.partition(sign)
        if found:
            return worth * (read_numeral(before) if before else 1) + (read_numeral(after) if after else 0)
    return int("".join(_DIGITS.get(char, char) for char in text))
