"""Whether a web page's own text may be minutes: the head of minutes, or people speaking in turn."""

from __future__ import annotations

import re

from crawler.page import Page, squeeze
from crawler.vocabulary import Vocabulary

# A page titled 会議録 with this much text of its own holds more than a list of links (a list of fifty meetings has
# less, since what stands in links is not counted); outlines of short meetings are about twice as long.
_LEAST_TITLED = 600
_LEAST_UNTITLED = 1200  # without the title, speech is asked for, and a few turns of it take this much
_LEAST_TURNS = 5
_LEAST_HEADS = 2
_MOST_LABEL = 20  # characters: what is longer at a line's start is no speaker's name


def find_minutes_sign(page: Page, words: Vocabulary, *, titled: bool) -> bool:
    """`titled`: the title calls the page minutes. True if the page may be minutes; a doubt counts as True."""
    lines = [squeeze(line) for line in page.lines]
    length = sum(len(line) for line in lines) - page.linked
    if titled and length >= _LEAST_TITLED:
        return True
    if _has_head(lines, words) and (titled or length >= _LEAST_TITLED):
        return True
    return length >= _LEAST_UNTITLED and _count_turns(lines, words) >= _LEAST_TURNS


def _has_head(lines: list[str], words: Vocabulary) -> bool:
    """Who was present, and two more of when, where and about what: a notice cannot say who will have come."""
    starts = [line.lstrip("0123456789(). 一二三四五■□●○◆◎・【[") for line in lines]
    present = any(start.startswith(words.attendance) for start in starts)
    others = {word for word in words.circumstances if any(start.startswith(word) for start in starts)}
    return present and len(others) >= _LEAST_HEADS


def _count_turns(lines: list[str], words: Vocabulary) -> int:
    speakers = "|".join(sorted(map(re.escape, words.speakers), key=len, reverse=True))
    turn = re.compile(
        rf"""
        ^ [○〇◯●◎◇◆■□・【(\[]*                # a speaker's mark or bracket
        [^、。:】)\]]{{0,{_MOST_LABEL}}}?       # a name, a letter (A委員), a department
        (?:{speakers})
        (?: [)】\]:：] | $ | [^、。]{{0,8}}[)】\]:：] )  # closed, or the label stands alone in its cell
        """,
        re.VERBOSE,
    )
    return sum(1 for line in lines if turn.search(line))
