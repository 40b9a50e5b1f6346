"""Which lines of a discussion are headings of items, and of which."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from app.document import Block, Line
from app.normalize import fold, squeeze
from app.parse.agenda import Entry
from app.parse.agenda_words import is_frame, is_step, section_kind
from app.parse.cues import number_core
from app.parse.discovery import has_title_form, heading_title, is_own_heading
from app.parse.enumeration import Numbered, kind_of_mark
from app.parse.layout import STRAY_MARK
from app.parse.titles import closeness, read_title

# A heading is an item's when this much of the shorter title is in the longer one.
_HEADING_LIKENESS = 0.72
# …or when its number is right and this much of it.
_SHORTENED_LIKENESS = 0.28
# Bullets that stand before a named matter (・ and ※ are lists and notes inside a speech).
_BULLETS = ("●", "○", "◯", "〇", "◎", "■", "◆", "□", "◇", "-", "－")
_LONGEST_BULLET = 40
# A title that fills a line has at least so many characters; what is left of it for the next line at most so many.
_SHORTEST_BROKEN = 18
_LONGEST_REST = 30
# A number that means one item wherever it stands.
_OWN_NUMBER = re.compile(r"\D{0,6}第[0-9]{1,4}(?:号|案件|議案|号議案)|(?:令和?|平成?|[RH])(?:元|[0-9]{1,2})-[0-9]{1,3}")
# What follows a title on the same line is a sentence, not a remark such as （報告）.
_SHORTEST_SENTENCE = 8


def match_heading(text: str, entries: Sequence[Entry], current: int = -1) -> int | None:
    """A heading → the index of the agenda entry that it names, or None. Numbers decide between like titles."""
    by_number = _match_number(text, entries)
    if by_number is not None:
        return by_number
    numbered, rest = heading_title(text)
    title = read_title(rest).text
    if len(squeeze(title)) < 3:
        return None
    scores = []
    for index, entry in enumerate(entries):
        likeness = max(closeness(entry.title, title), closeness(entry.source, rest))
        if numbered and entry.number and number_core(entry.number) == number_core(numbered.mark):
            likeness += 0.08
        elif numbered and entry.number and numbered.kind == kind_of_mark(entry.number) and likeness < 0.95:
            likeness -= 0.2
        if index == current + 1:
            likeness += 0.02
        scores.append((likeness, -index))
    best = max(scores, default=(0.0, 0))
    if best[0] >= _HEADING_LIKENESS:
        return -best[1]
    return _match_shortened(numbered, title, entries)


def _match_shortened(numbered: Numbered | None, title: str, entries: Sequence[Entry]) -> int | None:
    """「② 申告書の読取り」 where the agenda has 「② …の申告書を…読み取ることについて」: no other has this
    number, and the words are not of another item."""
    if numbered is None or numbered.kind == "bullet":
        return None
    same = [
        i
        for i, entry in enumerate(entries)
        if entry.number
        and kind_of_mark(entry.number) == numbered.kind
        and number_core(entry.number) == number_core(numbered.mark)
    ]
    likeness = [closeness(entry.title, title) for entry in entries]
    if len(same) != 1 or likeness[same[0]] < _SHORTENED_LIKENESS or likeness[same[0]] < max(likeness):
        return None
    return same[0]


def _match_number(text: str, entries: Sequence[Entry]) -> int | None:
    """A line that is nothing but an item's own number (R4-6, 諮問第3号)."""
    bare = squeeze(text).strip("【】[]〔〕<>≪≫■◆●○()")
    same = [i for i, e in enumerate(entries) if e.number and squeeze(e.number) == bare and _OWN_NUMBER.fullmatch(bare)]
    return same[0] if len(same) == 1 else None


def is_item_heading(text: str, entries: Sequence[Entry], *, marked: bool) -> bool:
    """Whether a line of the discussion is a heading: of an item on the agenda, of a section, or by its own form.
    `marked`: the file itself says that it is a heading."""
    line = STRAY_MARK.sub("", fold(text))
    marked = marked or line != fold(text)
    if len(line) > 120 or (line.endswith(("。", "か", "ます", "です")) and "「" not in line):
        return False
    if entries and _match_number(line, entries) is not None:
        return True
    numbered, rest = heading_title(text)
    shown = marked or numbered is not None or not line.endswith(rest)  # by the file, a number, or brackets
    section = section_kind(rest)
    if section is not None or is_frame(rest):
        return shown or (section is not None and len(squeeze(rest)) <= 8)
    if is_step(rest):
        return shown and len(rest) <= 24
    if (
        entries
        and match_heading(line, entries) is not None
        and (marked or numbered or _looks_like_title(rest, entries))
    ):
        return True
    return (not entries and is_own_heading(text, marked=marked)) or _is_numbered_title(numbered)


def _is_numbered_title(numbered: Numbered | None) -> bool:
    """A number that names a referral or report, or a bullet, before words that can be a title."""
    if numbered is None:
        return False
    rest = numbered.rest.strip()
    if numbered.mark in _BULLETS:
        return len(squeeze(rest)) <= _LONGEST_BULLET and has_title_form(rest)
    return (
        numbered.kind in ("named", "numbered", "word")
        and 4 <= len(squeeze(rest)) <= 80
        and not rest.endswith("。")
        and not re.search(r"(?:ます|です|した|ある|いる)$", rest)
        and not rest.startswith(("は", "に", "の", "を", "が", "、"))
    )


def _looks_like_title(rest: str, entries: Sequence[Entry]) -> bool:
    title = read_title(rest).text
    return any(closeness(entry.title, title) >= 0.95 for entry in entries) and not re.search(r"[。、]$", rest)


def _join_broken_headings(blocks: Iterable[Block]) -> Iterator[Block]:
    """「（2）…個人情報の取」 / 「扱いについて」: a numbered title that the page's edge has broken becomes one line."""
    held: Line | None = None
    for block in blocks:
        if held is None:
            held = block if isinstance(block, Line) and _is_broken_heading(block) else None
            if held is None:
                yield block
            continue
        whole = f"{held.text.rstrip()}{block.text.strip()}" if isinstance(block, Line) else ""
        if isinstance(block, Line) and _completes(block.text, whole):
            yield replace(held, text=whole, full=False)
            held = None
            continue
        yield held
        held = block if isinstance(block, Line) and _is_broken_heading(block) else None
        if held is None:
            yield block
    if held is not None:
        yield held


def _is_broken_heading(line: Line) -> bool:
    numbered, rest = heading_title(line.text)
    if numbered is None or numbered.kind == "bullet" or line.heading:
        return False
    return len(squeeze(rest)) >= _SHORTEST_BROKEN and "。" not in rest and not has_title_form(rest)


def _completes(below: str, whole: str) -> bool:
    flat = squeeze(below)
    if len(flat) > _LONGEST_REST or "。" in flat or heading_title(below)[0] is not None:
        return False
    return has_title_form(heading_title(whole)[1])


def part_heading_lines(blocks: Iterable[Block], entries: Sequence[Entry]) -> Iterator[Block]:
    """「1 会長の選出について　委員の互選により…選出した。」: a line that begins with an item of the agenda as it stands
    there, and goes on with a sentence, is two lines."""
    titles = [squeeze(text) for entry in entries for text in (entry.source, entry.title)]
    for block in _join_broken_headings(blocks):
        place = _end_of_title(block.text, titles) if isinstance(block, Line) and not block.heading else None
        if place is None or not isinstance(block, Line):
            yield block
            continue
        yield replace(block, text=block.text[:place].strip(), full=False)
        yield replace(block, text=block.text[place:].strip())


def _end_of_title(text: str, titles: Sequence[str]) -> int | None:
    """The place in a line where a title and the gap behind it end, None where it doesn't begin with one."""
    if "。" not in text or heading_title(text)[0] is None:
        return None
    for gap in re.finditer(r"\s+", text):
        if len(text) - gap.end() < _SHORTEST_SENTENCE:
            return None
        if squeeze(heading_title(text[: gap.start()])[1]) in titles:
            return gap.end()
    return None
