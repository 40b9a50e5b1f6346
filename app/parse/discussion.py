"""Where a document's front matter ends and its discussion begins."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.document import Block, Line, Row
from app.normalize import fold, squeeze
from app.parse.enumeration import kind_of_mark, split_number
from app.parse.header import find_fields
from app.parse.headings import is_item_heading
from app.parse.marking import words_of
from app.parse.speakers import Marking, read_mark
from app.parse.tables import heads_columns, heads_speeches, is_speech_row, unfold
from app.parse.wording import is_act, is_dashed_page, is_direction, is_pointer, tells

_NUMBER = r"(?:[(（]?[0-9]{1,2}[)）]?|[(（][0-9]{1,2}[)）]|[一二三四五六七八九十]|第[0-9]{1,2})?[.．、:：)）]?"
_OPENING_SIGN = r"[【\[［<＜〔《≪〈「■●◆◇○〇◯◎□・(（―－=>-]*"
_CLOSING_SIGN = r"[】\]］>＞〕》≫〉」)）―－=-]*"
_NOTE = r"(?:[(（].{1,24}[)）])?(?:[:：]?(?:は?(?:次|下記|以下|別紙)の?とおり.*)?)"
# Names that only a discussion has, and names that are an agenda's in one city and a discussion's in another.
_DISCUSSION = r"""
    (?:主な)?(?:審議|協議)(?:又は検討|及び検討|・検討)?(?:等)?(?:の)?(?:内容|経過|概要|状況|要旨|詳細)(?:及び結果|及びその結果|と結果)?
  | (?:会議|議事)の?(?:顛末|てん末|あらまし|模様|様子)
  | (?:会議|議事)(?:の)?(?:経過|詳細|記録|録本文|の状況|経過と結果|経過及び結果|の経過及び結果)
  | (?:主な)?議事(?:の)?(?:内容|要旨|概要|詳細)
  | 議事録 | 摘録 | 要録 | (?:主な)?発言(?:の)?(?:内容|要旨|概要) | 諮問審議 | 報告内容
  | (?:主な)?(?:やり?取り|やりとり|問答|質問と(?:回答|答え))(?:の)?(?:内容|要旨|概要|記録)?
  | (?:話し?合い|話)(?:の)?(?:中身|内容|経過|概要|要旨|あらまし)
  | 主な内容 | 別紙[0-9]? | 会議録[(（].*[)）] | 会議録本文
"""
_AMBIGUOUS = r"""
    会議(?:の)?(?:概要|要旨|内容|結果) | 審議[(（]会議[)）](?:の)?経過 | (?:会議の)?議題(?:等)?
  | (?:話し?合い|会議|議事)の次第
  | 議事 | 審議 | 協議 | 審査 | 内容 | 会議録 | 案件 | 審議案件 | 審議事項 | 結果 | 審議(?:の)?結果
"""
# Parts of a discussion; where nothing else heads it, it begins with them.
_PART = r"(?:主な)?質疑(?:応答)?(?:の)?(?:内容|要旨|概要)? | 主な(?:意見|質疑).{0,12}"
_HEADING = re.compile(
    rf"{_NUMBER}{_OPENING_SIGN}{_NUMBER}"
    rf"(?:(?P<sure>{_DISCUSSION})|(?P<perhaps>{_AMBIGUOUS})|(?P<part>{_PART})){_CLOSING_SIGN}{_NOTE}{_CLOSING_SIGN}",
    re.VERBOSE,
)
# A form's label beside the discussion.
_FORM_LABEL = re.compile(rf"{_NUMBER}{_OPENING_SIGN}(?:{_DISCUSSION}|{_AMBIGUOUS}){_CLOSING_SIGN}{_NOTE}", re.VERBOSE)
# The frame's first step: 開会, 委嘱式, 午後2時開会, 《開会》.
_OPENING = re.compile(
    rf"{_NUMBER}{_OPENING_SIGN}(?:午[前後].{{1,8}}[時分]|[0-9]{{1,2}}[時:：][0-9]{{0,2}}分?)?"
    rf"(?:開会|開議|開式|委嘱(?:状|式).{{0,6}}|あいさつ|挨拶|会長挨拶|会長あいさつ)"
    rf"(?:の?(?:ことば|言葉|挨拶|あいさつ))?(?:[(（].{{1,16}}[)）])?{_CLOSING_SIGN}",
)
_CLOCK = re.compile(r"[0-9][時:：]")
_KANJI = "一二三四五六七八九"
# A line shorter than this may stand twice without being a title.
_SHORTEST_TITLE = 8
# Keys of the front matter proper: after one of these above the first speech, nothing has begun yet.
_FRONT_KEYS = frozenset({"date", "time", "end", "place", "members", "absent", "staff", "observers", "public"})
# A title goes over no more lines than this.
_TITLE_LINES = 3
# So many blocks below a title the date of the meeting has been told.
_TITLE_REACH = 12


def unfold_blocks(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """A document's blocks with those rows as lines that are lines; to be done before anything else here."""
    return unfold(blocks, _FORM_LABEL)


def starts_discussion(block: Block) -> bool:
    """Whether a block can be the discussion's heading: 審議内容, ６　会議の結果, 【議事概要】, 発言者｜発言内容."""
    if isinstance(block, Row):
        return heads_speeches(block) is not None
    text = squeeze(block.text)
    return len(text) <= 40 and _HEADING.fullmatch(text) is not None


def find_discussion(blocks: Sequence[Block], marking: Marking) -> int:
    """→ the index of the block that begins the discussion, len(blocks) where none does. The block may be a heading of
    its own (`starts_discussion`), which belongs to neither part."""
    return _Finder(blocks, marking).find()


class _Finder:
    """Looks at the front from both sides: the first words that are said, and the headings and keys above them."""

    def __init__(self, blocks: Sequence[Block], marking: Marking) -> None:
        self.blocks = blocks
        self.marking = marking
        self.speech = next((i for i in range(len(blocks)) if self._is_speech(i)), len(blocks))
        # names of the fields that a block begins; below the first speech nobody asks
        self.keys = [frozenset(f.name for f in find_fields((b,))) for b in blocks[: self.speech]]
        self.spoken = self.speech < len(blocks)
        front = [i for i in range(self.speech if self.spoken else 0) if self._is_front_key(i)]
        self.last_key = front[-1] if front else -1

    def find(self) -> int:
        headings = [i for i in range(self.speech) if starts_discussion(self.blocks[i]) or self._opens(i)]
        for position, index in enumerate(headings):
            proper = starts_discussion(self.blocks[index])
            below = (i for i in headings[position + 1 :] if not proper or self._heads_all(i, index))
            if self._begins(index, next(below, self.speech)):
                return self._pass_clock(self._step_over(self._reach_opening(self._step_back(index)), proper=proper))
        return self._find_unheaded()

    def _heads_all(self, index: int, above: int) -> bool:
        """A heading of the discussion, not of its first step or a part of it; nor the names of the columns below the
        heading `above` and one title."""
        if isinstance(self.blocks[index], Row):
            between = (split_number(fold(self._text(i))) for i in range(above + 1, index))
            return sum(numbered is not None for numbered in between) > 1
        match = _HEADING.fullmatch(squeeze(self._text(index)))
        return match["part"] is None if match else starts_discussion(self.blocks[index])

    def _is_ambiguous(self, index: int) -> bool:
        match = _HEADING.fullmatch(squeeze(self._text(index)))
        return match is not None and match["perhaps"] is not None

    def _begins(self, index: int, following: int) -> bool:
        """Whether a heading is followed by what was said or told, not by numbers and titles or by keys."""
        if index <= self.last_key or self._is_title(index) or self._is_listed(index):
            return False
        stop = following
        if not self.spoken:  # a secretariat that explains is no list of those present
            stop = next((i for i in range(index + 1, following) if self.keys[i] & _FRONT_KEYS - {"staff"}), following)
        if self._is_ambiguous(index) and self._find_repeated(index + 1, stop) < stop:
            return False  # its titles come once more below: it is their agenda
        told = any(self._is_told(i) for i in range(index + 1, stop))
        if told or not self.spoken or following != self.speech:
            return told
        return not self._lists_agenda(index)

    def _is_listed(self, index: int) -> bool:
        """「(2) 協議」 between 「(1) 資料説明」 and the next title or key is an entry of the agenda."""
        numbered = split_number(fold(self._text(index)))
        above = split_number(fold(self._text(index - 1))) if index else None
        if numbered is None or above is None or numbered.kind != "paren" or above.kind != "paren":
            return False
        if (
            tells(above.rest)
            or _count_of(numbered.mark) != (_count_of(above.mark) or 0) + 1
            or index + 1 >= self.speech
        ):
            return False
        return bool(self.keys[index + 1]) or split_number(fold(self._text(index + 1))) is not None

    def _lists_agenda(self, index: int) -> bool:
        """Between an ambiguous heading and the first speech: whether the titles there are the agenda. They are not
        where an agenda stood before, or where their numbers go on below the first speech."""
        if not self._is_ambiguous(index):
            return False
        between = [b for b in self.blocks[index + 1 : self.speech] if isinstance(b, Line) and not is_direction(b.text)]
        titles = [n for b in between if (n := split_number(fold(b.text))) is not None]
        if not between or any({"agenda", "agenda_referral", "agenda_report"} & k for k in self.keys[:index]):
            return False
        if len(titles) != 1:
            return len(between) > 1 or not titles
        return not self._goes_on(titles[0].mark)

    def _goes_on(self, mark: str) -> bool:
        following = (split_number(fold(b.text)) for b in self.blocks[self.speech :] if isinstance(b, Line))
        kind, number = kind_of_mark(mark), _count_of(mark)
        return number is not None and any(
            n is not None and n.kind == kind and _count_of(n.mark) == number + 1 for n in following
        )

    def _find_unheaded(self) -> int:
        """No heading: the first words said, with the opening, the directions and the narration right above them; or
        where nobody is named, the first heading below the front matter that has a sentence under it."""
        if not self.spoken:
            return self._find_narrated()
        keys = [i for i in range(self.speech) if self.keys[i]]
        if not keys and not any(self._opens(i) for i in range(self.speech)):
            return self._reach_title(self.speech)  # a header in whole sentences: what is told above is no discussion
        start = keys[-1] + 1 if keys else 0
        if keys and not find_fields((self.blocks[keys[-1]],))[-1].value:
            start += 1
        while start < self.speech and not (self._opens(start) or self._is_told(start) or self._is_aside(start)):
            start += 1
        start = min(start, self._find_repeated(keys[-1] + 1 if keys else 0, self.speech))
        while start > 0 and start - 1 > (keys[-1] if keys else 0) and self._is_aside(start - 1):
            start -= 1
        start = min(start, self.speech)
        if start == self.speech and start and self._restates(start - 1):
            return start - 1
        return self._reach_title(start) if not self._has_agenda(start) else self._pass_clock(start)

    def _restates(self, index: int) -> bool:
        """「2 協議「甲について」」 right above the first words names a title that the agenda has."""
        quoted = re.search(rf"「(.{{{_SHORTEST_TITLE},}})」", squeeze(self._text(index)))
        return quoted is not None and any(quoted[1] in squeeze(self._text(i)) for i in range(index))

    def _has_agenda(self, end: int) -> bool:
        return any(name.startswith("agenda") for names in self.keys[:end] for name in names)

    def _reach_title(self, index: int) -> int:
        """Where no agenda lists the items, the title right above the first words begins the discussion."""
        for above in range(index - 1, max(index - 1 - _TITLE_LINES, self.last_key), -1):
            block = self.blocks[above]
            if isinstance(block, Row) and heads_columns(block):
                continue
            if not isinstance(block, Line) or self.keys[above] or tells(block.text) or self._is_title(above):
                break
            if self._is_item_title(above):
                return self._pass_clock(index) if above and self._is_item_title(above - 1) else above  # a list of them
        return self._pass_clock(index)

    def _is_item_title(self, index: int) -> bool:
        block = self.blocks[index]
        if not isinstance(block, Line) or block.text.lstrip().startswith("※"):
            return False
        numbered = block.heading and split_number(fold(block.text)) is not None
        return numbered or is_item_heading(block.text, (), marked=block.heading)

    def _pass_clock(self, index: int) -> int:
        """Where no key tells the time, 「午前10時　開会」 does, and stays in the front matter."""
        clock = self._opens(index) and _CLOCK.search(squeeze(self._text(index))) is not None
        return index + 1 if clock and not any(self.keys[:index]) else index

    def _find_narrated(self) -> int:
        keyed = [i for i, names in enumerate(self.keys) if names & _FRONT_KEYS]
        repeated = self._find_repeated(0, len(self.blocks))
        if repeated < len(self.blocks):
            return repeated
        for index in range(keyed[-1] + 1 if keyed else len(self.blocks), len(self.blocks) - 1):
            block = self.blocks[index]
            if isinstance(block, Line) and (block.heading or split_number(fold(block.text)) is not None):
                below = self.blocks[index + 1]
                reach = 4 if isinstance(below, Line) and below.full else 2
                told = any(self._is_told(i) for i in range(index + 1, min(index + reach, len(self.blocks))))
                if told and not tells(block.text) and not self.keys[index]:
                    return self._step_back(index)
        return len(self.blocks)

    def _find_repeated(self, begin: int, end: int) -> int:
        """The first numbered title that stands a second time: it was on the agenda and now is discussed; else `end`."""
        seen: set[str] = set()
        for index in range(begin, end):
            text = squeeze(self._text(index))
            if len(text) >= _SHORTEST_TITLE and split_number(fold(self._text(index))) is not None and not tells(text):
                if text in seen:
                    return index
                seen.add(text)
        return end

    def _step_back(self, index: int) -> int:
        """「２　議事」 begins the discussion: 「１　開会」 with its greeting belongs to it too."""
        numbered = split_number(fold(self._text(index)))
        if numbered is None or numbered.kind not in ("digit", "paren"):
            return index
        best, wanted = index, (_count_of(numbered.mark) or 1) - 1
        for i in range(index - 1, self.last_key, -1):
            if wanted < 1 or self.keys[i]:
                break
            above = split_number(fold(self._text(i))) if isinstance(self.blocks[i], Line) else None
            if (
                above is not None
                and above.kind == numbered.kind
                and _count_of(above.mark) == wanted
                and not tells(above.rest)
            ):
                best, wanted = i, wanted - 1
        return best if wanted < 1 and any(self._is_told(i) for i in range(best, index)) else index

    def _reach_opening(self, index: int) -> int:
        """「開会」 without a number right above the first heading belongs to the discussion."""
        while (
            index - 1 > self.last_key
            and not self.keys[index - 1]
            and self._opens(index - 1)
            and split_number(fold(self._text(index - 1))) is None
            and _CLOCK.search(squeeze(self._text(index - 1))) is None  # the front matter's: when it began
        ):
            index -= 1
        return index

    def _step_over(self, index: int, *, proper: bool) -> int:
        """Two headings, one right below the other (主な内容, 審議), are one; and the number of the page above the first
        words is not the end of the agenda's last title."""
        while index - 1 > self.last_key and (
            (proper and starts_discussion(self.blocks[index - 1])) or is_dashed_page(self._text(index - 1))
        ):
            index -= 1
        return index

    def _text(self, index: int) -> str:
        block = self.blocks[index]
        return block.text if isinstance(block, Line) else ""

    def _opens(self, index: int) -> bool:
        return _OPENING.fullmatch(squeeze(self._text(index))) is not None

    def _is_aside(self, index: int) -> bool:
        text = self._text(index)
        return bool(text) and (is_dashed_page(text) or (is_direction(text) and not self.keys[index]))

    def _is_told(self, index: int) -> bool:
        """A sentence of the minute-taker: not an outline (別紙のとおり。), not a key's value on the key's own line."""
        text = squeeze(self._text(index))
        return "。" in text and not self.keys[index] and not is_pointer(text) and not text.startswith("※")

    def _is_title(self, index: int) -> bool:
        """「会議概要」 above the front matter is the document's title: the date comes after it, and not before."""
        below = self.keys[index + 1 : min(index + _TITLE_REACH, self.speech)]
        return any("date" in names for names in below) and not any("date" in names for names in self.keys[:index])

    def _is_front_key(self, index: int) -> bool:
        """A key of the front matter with its value; 「事務局：それでは始めます。」 is none."""
        names = self.keys[index] & _FRONT_KEYS
        return bool(names) and not (names == {"staff"} and (self._is_speech(index) or self._is_acted(index)))

    def _is_acted(self, index: int) -> bool:
        """【説明員】（資料にて説明）: nobody has said a word yet, but they are at it."""
        mark = read_mark(self._text(index), self.marking)
        return mark is not None and is_direction(mark.rest)

    def _is_speech(self, index: int) -> bool:
        block = self.blocks[index]
        if isinstance(block, Row):
            return any(is_speech_row(block, index, column) for column in self.marking.columns)
        mark = read_mark(block.text, self.marking)
        if mark is None:
            return False
        said = words_of(mark, self.blocks, index)
        return tells(said) or (is_act(said) and mark.label in self.marking.labels and not mark.rest)


def _count_of(mark: str) -> int | None:
    """(3) → 3, 議題三 → 3; None for letters."""
    squeezed = squeeze(mark)
    digits = re.search(r"[0-9]{1,3}", squeezed)
    if digits:
        return int(digits.group())
    kanji = re.search(rf"(?P<ten>十)?(?P<one>[{_KANJI}])?$", squeezed)
    if kanji is None or not kanji.group():
        return None
    return (10 if kanji["ten"] else 0) + (_KANJI.index(kanji["one"]) + 1 if kanji["one"] else 0)
