"""Tables that a plain text draws with lines (┌─┬─┐ │, or +---+ |) → their cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_BARS = "│┃║|｜"
# Lines, corners and crossings only; ASCII's need a corner, since ----- is a rule between paragraphs.
_BOX_RULE = re.compile(r"[\s─━┄┅┈┉═┌-╋╌-╬╭-╰│┃║]*[─━┄┅┈┉═]{2,}[\s─━┄┅┈┉═┌-╋╌-╬╭-╰│┃║]*")
_ASCII_RULE = re.compile(r"\s*\+(?:[-=]{2,}\+)+\s*")
_ROW = re.compile(rf"\s*[{_BARS}].*[{_BARS}]\s*")


def read_drawn(lines: Sequence[str]) -> Iterator[str | tuple[str, ...]]:
    """Lines of a text, in order → lines, and the rows of drawn tables; a row ends at the rule below it. What is no
    table (a bar in the text, a rule between paragraphs) stays as it is."""
    position = 0
    while position < len(lines):
        end = position
        while end < len(lines) and (_is_rule(lines[end]) or _ROW.fullmatch(lines[end])):
            end += 1
        drawn = lines[position:end]
        if any(map(_is_rule, drawn)) and any(len(_split(line)) > 1 for line in drawn if not _is_rule(line)):
            yield from _read_rows(drawn)
        else:
            end = max(end, position + 1)
            yield from lines[position:end]
        position = end


def _is_rule(line: str) -> bool:
    return _BOX_RULE.fullmatch(line) is not None or _ASCII_RULE.fullmatch(line) is not None


def _read_rows(drawn: Sequence[str]) -> Iterator[str | tuple[str, ...]]:
    held: list[list[str]] = []
    for line in (*drawn, None):
        if line is not None and not _is_rule(line):
            cells = _split(line)
            if held and len(held[0]) != len(cells):
                yield _join(held)
                held = []
            held.append(cells)
        elif held:
            yield _join(held)
            held = []


def _split(line: str) -> list[str]:
    return re.split(f"[{_BARS}]", line.strip()[1:-1])


def _join(parts: Sequence[Sequence[str]]) -> tuple[str, ...]:
    return tuple("\n".join(text.rstrip() for text in cell if text.strip()).strip() for cell in zip(*parts, strict=True))
