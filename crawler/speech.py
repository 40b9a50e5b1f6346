"""Whether a web page's own text may be minutes: the head of minutes, or people speaking in turn."""

from __future__ import annotations

import re
import unicodedata

from crawler.markup import close_spaces, squeeze
from crawler.page import Page
from crawler.vocabulary import Vocabulary

# A page titled 会議録 with this much text of its own holds more than a list of links (a list of fifty meetings has
# less, since what stands in links is not counted); outlines of short meetings are about twice as long.
_LEAST_TITLED = 600
# Without the title, speech is asked for: on the council's own pages a few turns, elsewhere as much as no news has,
# be it in length or in turns.
_LEAST_SPOKEN = 600
_LEAST_UNTITLED = 1200
_LEAST_TURNS = 5
_MANY_TURNS = 12
_LEAST_HEADS = 2
_MOST_LABEL = 20  # characters: what is longer at a line's start is no speaker's name


def find_minutes_sign(page: Page, words: Vocabulary, *, titled: bool, on_way: bool = False) -> bool:
    """True if the page may be minutes; a doubt counts as True.

    `titled`: the title calls the page minutes; `on_way`: it is the council's, or a link called it minutes.
    """
    lines = [squeeze(line) for line in page.lines]
    length = sum(len(line) for line in lines) - page.linked
    if titled and length >= _LEAST_TITLED:
        return True
    if _has_head(lines, words) and (titled or length >= _LEAST_TITLED):
        return True
    if length < _LEAST_SPOKEN:
        return False
    turns = _count_turns(page.lines, words)
    return turns >= (_LEAST_TURNS if on_way or length >= _LEAST_UNTITLED else _MANY_TURNS)


def _has_head(lines: list[str], words: Vocabulary) -> bool:
    """Who was present, and two more of when, where and about what: a notice cannot say who will have come."""
    starts = [line.lstrip("0123456789(). 一二三四五■□●○◆◎・【[") for line in lines]
    present = any(start.startswith(words.attendance) for start in starts)
    others = {word for word in words.circumstances if any(start.startswith(word) for start in starts)}
    return present and len(others) >= _LEAST_HEADS


def _count_turns(lines: tuple[str, ...], words: Vocabulary) -> int:
    """Lines that begin, or after what was said end, with who speaks."""
    # 会 長 as well as 会長
    spaced = (r"\s?".join(map(re.escape, speaker)) for speaker in sorted(words.speakers, key=len, reverse=True))
    speaker = (
        rf"[^、。:】)\]>]{{0,{_MOST_LABEL}}}?(?:{'|'.join(spaced)})"  # a name, a letter (A委員), a department before
    )
    turn = re.compile(
        rf"""
        ^ [○〇◯●◎◇◆■□・【(\[<\s]*              # a speaker's mark or bracket
        {speaker}
        (?: [)】\]:>] | $ | [^、。]{{0,8}}[)】\]:>]   # closed, or the label stands alone in its cell
          | \s? [「『]                                # or what was said is quoted
          # or a gap or a dash, and after it a sentence (in a list of members it is a name)
          | (?: \s | \s?(?: \.{{2,}} | ・{{2,}} | [-―—–~→|=] ) ) (?=.*。) )
        | [。?!][」』]? \s* [(【\[] {speaker} [^、。]{{0,8}} [)】\]] $  # or it stands at the end: 異議なし。（A委員）
        """,
        re.VERBOSE,
    )
    return sum(1 for line in lines if turn.search(close_spaces(unicodedata.normalize("NFKC", line))))
