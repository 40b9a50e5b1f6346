"""The discussion as passages: which lines belong together, and whose they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from app.document import Block, Line, Row
from app.model import Role
from app.normalize import fold, squeeze
from app.parse.cells import join_cell
from app.parse.enumeration import split_number
from app.parse.layout import STRAY_MARK, Passage
from app.parse.marking import words_of
from app.parse.roles import is_person, moves
from app.parse.speakers import EXPLICIT, Mark, Marking, Style, find_marks, read_mark, sign_of
from app.parse.tables import heads_columns, is_answer_row, is_speaker_row, label_of
from app.parse.tail import find_tail
from app.parse.wording import (
    goes_on,
    is_act,
    is_bare_number,
    is_dashed_page,
    is_direction,
    is_labelled_part,
    is_result,
    is_subheading,
    tells,
)

# Told a line, answers whether it is the heading of an item or a section.
HeadingTest = Callable[[Line], bool]
# 「開会（課長補佐）」: who speaks stands behind the step of the frame.
_FRAME_SPEAKER = re.compile(
    r"(?:[0-9]{1,2}[.．、]?)?(?:開会|閉会|あいさつ|挨拶|委嘱(?:状|式).{0,6}|自己紹介|連絡事項|その他|進行)[(（](?P<label>[^()（）]{2,16})[)）]"
)
# Numbers that make steps of an item's narration: ア イ ウ, (1) (2), 1 2.
_STEPS = frozenset({"kana", "paren", "digit"})
_KANA = "アイウエオカキクケコサシスセソ"
# A line no longer than this below a heading says whose the item is: （担当　市民課）.
_SHORT = 40
_ENDED = ("。", "）", ")", "」", "】", "？", "?", "！", "!", "》", "≫", "〕", "］", "]")


# 「…」について、諮問のとおり行うことを「可」: a sentence goes on behind the title, and in the next line.
_UNCLOSED = re.compile(r"[（(][^（()）]{0,30}$")
_SAID_OF_TITLE = re.compile(r"」について、[^。]{4,}$")


class _Builder:
    """Collects lines into passages: a line that reaches the right edge goes on in the next one."""

    def __init__(self) -> None:
        self.done: list[Passage] = []
        self.pages: list[Passage] = []  # numbers of pages, kept until the passage that they interrupt is complete
        self.role = Role.NARRATION
        self.indent = 0.0
        self.open = False  # the last line reached the edge without ending its sentence
        self._speaker: str | None = None
        self._mark: str | None = None
        self._page: int | None = None
        self._block = 0
        self._heading = False
        self._text = ""

    def flush(self) -> None:
        if self._text.strip():
            text = self._text.strip()
            self.done.append(
                Passage(self.role, self._speaker, text, self._page, self._block, self._mark, heading=self._heading)
            )
        self._text = ""
        self.open = False
        self.done += self.pages
        self.pages.clear()

    def begin(self, role: Role, line: Line, block: int, text: str, mark: Mark | None = None) -> None:
        self.flush()
        self.role, self._page, self._block = role, line.page, block
        self._heading = line.heading and role is Role.HEADING
        self._speaker = mark.label if mark else None
        self._mark = mark.sign if mark else None
        self.indent = line.indent
        self._text = text
        cut = role is Role.HEADING and (_SAID_OF_TITLE.search(text) is not None or _UNCLOSED.search(text) is not None)
        self.open = (line.full and not text.endswith(_ENDED)) or cut

    def stand_alone(self, role: Role, line: Line, block: int) -> None:
        """A passage that nothing continues: a stage direction, a sub-heading."""
        self.begin(role, line, block, line.text)
        self.flush()
        self.begin(Role.NARRATION, line, block, "")

    def extend(self, line: Line, block: int) -> None:
        """Goes on with a passage that has begun; after a heading or nothing, narration begins."""
        if not self._text or (self.role is Role.HEADING and not self.open and not self.is_cut_before(line)):
            self.begin(Role.NARRATION, line, block, line.text)
            return
        if self.open or self.is_cut_before(line):
            glue = " " if self._text[-1:].isascii() and line.text[:1].isascii() and self._text[-1:].isalnum() else ""
            self._text += glue + line.text
        else:
            self._text += "\n" + line.text
        # a converter's orphan: one or two characters of a word on a line of their own
        orphan = self.open and len(line.text) <= 2 and not line.text.endswith(_ENDED)
        self.open = (line.full or orphan) and not line.text.endswith("。")

    def is_cut_before(self, line: Line) -> bool:
        """Whether a line goes on with the sentence above, though that did not reach the edge."""
        return bool(self._text) and (
            line.text[:1] in "。、）)」』" or goes_on(self._text.rsplit("\n", 1)[-1], line.text)
        )

    def answer(self, line: Line) -> None:
        """The first words of somebody whose label stood on a line of its own."""
        self._text = line.text
        self._page = self._page if self._page is not None else line.page
        self.open = line.full and not line.text.endswith("。")

    @property
    def waiting(self) -> bool:
        """A label stood on a line of its own; its speech comes next."""
        return self.role is Role.SPEECH and not self._text

    @property
    def block(self) -> int:
        """Where the passage began."""
        return self._block

    @property
    def is_short(self) -> bool:
        """What has begun is less than a sentence."""
        return 0 < len(self._text) <= _SHORT and not tells(self._text)

    @property
    def speaking(self) -> bool:
        return self.role is Role.SPEECH and bool(self._text)


class _Reader:
    """Reads the blocks of a discussion one after the other."""

    def __init__(self, blocks: Sequence[Block], marking: Marking, is_heading: HeadingTest) -> None:
        self.blocks = blocks
        self.marking = marking
        self.is_heading = is_heading
        self.builder = _Builder()
        self.row = -1  # the last block that was a speech in a table; what follows the table is nobody's
        self.steps: dict[str, str] = {}  # kind of number → the last one that was no speaker's

    def read(self, begin: int) -> Iterator[Passage]:
        tail = find_tail(self.blocks, begin, self.marking)
        for index in range(begin, len(self.blocks)):
            block = self.blocks[index]
            if isinstance(block, Row):
                self._read_row(block, index)
            elif index >= tail:
                if index == tail:
                    self.builder.begin(Role.ATTACHMENT, block, index, block.text)
                else:
                    self.builder.extend(block, index)
            else:
                self._read_line(block, index)
            yield from self._drain()
        self.builder.flush()
        yield from self._drain()

    def _drain(self) -> Iterator[Passage]:
        yield from self.builder.done
        self.builder.done.clear()

    def _read_line(self, line: Line, index: int) -> None:
        builder = self.builder
        if self._is_page_number(line.text, index):
            builder.pages.append(Passage(Role.NARRATION, None, line.text, line.page, index))
            if not builder.speaking and not builder.open and not builder.waiting:
                builder.flush()
            return
        mark = read_mark(line.text, self.marking)
        if mark is not None and self._speaks(mark, line, index):
            builder.begin(Role.SPEECH, line, index, mark.rest, mark)
        elif builder.waiting and not line.heading:
            builder.answer(line)
        elif self._heads(line) and not (builder.open and not line.heading and _mid_sentence(line.text)):
            self._begin_heading(line, index)
        elif is_direction(line.text) and builder.role is Role.HEADING and not builder.open and not is_act(line.text):
            builder.begin(Role.NARRATION, line, index, line.text)  # whose the item is: 「（担当　市民課）」
        elif (is_direction(line.text) or is_subheading(line.text)) and not builder.open:
            builder.stand_alone(Role.NARRATION, line, index)
        elif builder.open or builder.is_cut_before(line):
            builder.extend(line, index)
        elif builder.role is Role.NARRATION or (builder.speaking and self._interrupts(line, mark)):
            self._note_step(line)
            builder.begin(Role.NARRATION, line, index, line.text)
        else:
            self._note_step(line)
            builder.extend(line, index)

    def _heads(self, line: Line) -> bool:
        """A heading of an item or a section, or what the file marks as one."""
        if line.heading:
            return self.is_heading(line) or not tells(line.text)
        return self.is_heading(line) and not line.text.lstrip().startswith("※")  # a note

    def _begin_heading(self, line: Line, index: int) -> None:
        self.builder.flush()
        self._note_step(line)
        text = STRAY_MARK.sub("", line.text)
        self.builder.begin(Role.HEADING, line, index, text)
        match = _FRAME_SPEAKER.fullmatch(squeeze(text))
        if match and is_person(match["label"]):
            mark = Mark(Style.SPACE, match["label"], None, "")
            if tells(words_of(mark, self.blocks, index)):
                self.builder.begin(Role.SPEECH, line, index, "", mark)

    def _speaks(self, mark: Mark, line: Line, index: int) -> bool:
        """Whether a line that looks like the beginning of a speech is one, here."""
        if mark.style is Style.SPACE and self.builder.open and not mark.rest:
            return False
        words = words_of(mark, self.blocks, index)
        if mark.rest:
            if mark.style is Style.ANONYMOUS:
                return not self.is_heading(line)
            title = self.is_heading(line) or line.heading or moves(squeeze(line.text)) or _is_title(mark.rest)
            return tells(words) or not title
        below = self._below(index)
        if below is None or below.heading or not words:
            return False
        if tells(words) or (mark.style in EXPLICIT and is_person(mark.label or "")):
            return True
        return mark.label in self.marking.labels and not _is_title(below.text) and not self.is_heading(below)

    def _below(self, index: int) -> Line | None:
        for offset, block in enumerate(self.blocks[index + 1 : index + 3], start=1):
            if isinstance(block, Row):
                return None
            if not self._is_page_number(block.text, index + offset):
                return block
        return None

    def _interrupts(self, line: Line, mark: Mark | None) -> bool:
        """Whether a line below a speech, without a label, is no longer its speaker's."""
        if self.row == self.builder.block:
            return True
        if mark is not None or is_result(line.text, polite=self.marking.polite) or is_labelled_part(line.text):
            return True
        if self.marking.hanging and line.indent <= self.builder.indent:
            return True
        numbered = split_number(fold(line.text))
        before = _previous(numbered.mark) if numbered is not None else None
        if numbered is not None and before is not None and self.steps.get(numbered.kind) == before:
            return True  # ウ goes on after ア and イ, which were nobody's
        # somebody whose label we cannot read: the words are not given to the one who spoke before
        return any(style in self.marking.styles for style in _unread_styles(line.text))

    def _note_step(self, line: Line) -> None:
        """Numbers of the narration and of headings are counted; one in a speech is a point of its speaker's."""
        numbered = split_number(fold(line.text))
        if numbered is not None and numbered.kind in _STEPS:
            self.steps[numbered.kind] = "" if self.builder.speaking else squeeze(numbered.mark).strip("()")

    def _is_page_number(self, text: str, index: int) -> bool:
        if is_dashed_page(text):
            return True
        if not is_bare_number(text):
            return False
        below = self.blocks[index + 1] if index + 1 < len(self.blocks) else None
        return self.builder.open or not isinstance(below, Line) or tells(below.text) or bool(find_marks(below.text))

    def _read_row(self, row: Row, index: int) -> None:
        builder = self.builder
        cells = tuple(join_cell(cell, wrapped=row.page is not None) for cell in row.cells)
        column = next((c for c in self.marking.columns if c.width == len(cells)), None)
        if heads_columns(row) and builder.role is Role.NARRATION and builder.is_short:
            builder.extend(
                Line("\n".join(c for c in cells if c), row.page), index
            )  # with 「（担当　市民課）」 above it
            builder.flush()
            return
        if column is None:
            builder.flush()
            text = "\n".join(c for c in cells if c)
            builder.done.append(
                Passage(Role.NARRATION, None, text, row.page, index, cells=cells if len(cells) > 2 else ())
            )
            builder.begin(Role.NARRATION, Line("", row.page), index, "")
            return
        if is_answer_row(row, index, column):
            for asked, cell in (("問", column.speaker), ("答", column.speech)):
                line = Line(cells[cell], row.page)
                builder.begin(Role.SPEECH, line, index, line.text, Mark(Style.ANONYMOUS, None, asked, line.text))
                builder.flush()
            builder.begin(Role.NARRATION, Line("", row.page), index, "")
            return
        speaker, speech = column.speaker, column.speech
        others = [c for i, c in enumerate(cells) if i not in (speaker, speech) and c and not is_bare_number(c)]
        line = Line("\n".join([cells[speech], *others]), row.page)
        if is_speaker_row(row, index, column):
            label = label_of(row.cells[speaker])
            sign = sign_of(label)
            mark = Mark(Style.ANONYMOUS if sign else Style.ROW, None if sign else label, sign, line.text)
            builder.begin(Role.SPEECH, line, index, line.text, mark)
            self.row = index
        elif not cells[speaker] and builder.speaking and builder.open:
            builder.extend(line, index)
        else:
            text = "\n".join(c for c in (cells[speaker], line.text) if c)
            builder.begin(Role.NARRATION, line, index, text)
        builder.open = builder.speaking and not line.text.endswith(_ENDED)  # a page may have cut the row


def _is_title(text: str) -> bool:
    """What stands below 【市民課】 where that is no speaker, but the department of an item."""
    return re.match(r"[・•]|.*(?:について|に関する.{1,12}|の件)(?:[(（].*[)）])?$", squeeze(text)) is not None


def _previous(mark: str) -> str | None:
    """The number before one: ウ → イ, (3) → 2; None before the first."""
    bare = squeeze(mark).strip("()")
    if bare.isdecimal():
        return str(int(bare) - 1)
    place = _KANA.find(bare)
    return _KANA[place - 1] if place > 0 else None


def _unread_styles(text: str) -> Iterator[Style]:
    """Styles in which a line begins a speech by its form alone, whoever 「○甲野嬢　はい。」 may be."""
    for style, pattern in (
        (Style.CIRCLE, r"[○〇◯◎][^\s\u3000。、「」]{1,14}[ \t\u3000]+\S"),
        (Style.BRACKET, r"【[^】。、]{1,14}】[ \t\u3000]*\S"),
    ):
        if re.match(pattern, text.strip()) and tells(text):
            yield style


def _mid_sentence(text: str) -> bool:
    if re.match(r"^\s*(?:[(（]?[0-9０-９①-⑳]|第|諮問|議題|報告|○|【|その他[(（])", text):
        return False
    numbered = split_number(fold(text))
    return numbered is None or numbered.kind not in ("named", "numbered")  # 日程第3 甲第3号, 議案第2号


def build_passages(blocks: Sequence[Block], begin: int, marking: Marking, is_heading: HeadingTest) -> Iterator[Passage]:
    """The discussion (blocks from `begin` on) as passages. `is_heading` tells item headings from other lines."""
    return _Reader(blocks, marking, is_heading).read(begin)
