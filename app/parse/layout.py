"""Where a document's front matter ends, and which lines of the discussion belong together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from app.document import Block, Line, Row
from app.model import Role
from app.normalize import fold, squeeze
from app.parse.enumeration import split_number
from app.parse.header import key_of, split_key
from app.parse.speakers import Mark, Style, find_styles, is_role, read_mark

_DISCUSSION = re.compile(
    r"""[【\[<＜〔《■●◆○]*(?:
        審議(?:の)?(?:内容|経過|概要|状況|等の内容)(?:及び結果)?(?:[(（].*[)）])?
      | (?:会議|議事)(?:の)?(?:経過|内容|詳細|記録|録本文|の状況)(?:[(（].*[)）])?
      | 会議(?:の)?(?:概要|要旨)
      | 議事録 | 発言内容 | 議事(?:要旨|概要|の要旨|の概要)? | 諮問審議
      | 質疑(?:応答)?(?:の)?(?:内容|要旨|概要)? | 会議の詳細 | 別紙(?:[0-9])? | 会議録\(?詳細\)? | 主な(?:意見|質疑).*
    )[】\]>＞〕》]*""",
    re.VERBOSE,
)
_TABLE_HEAD = re.compile(r"(?:発言者|発言委員|氏名|発言者名|職名)(?:等|名)?")
_DIRECTION = re.compile(r"[(（<＜〔［\[【※].{1,200}[)）>＞〕］\]】]|※.{1,120}", re.DOTALL)
_ATTACHMENT = re.compile(r".{0,30}(?:資料一覧|配布資料一覧|配付資料一覧|審議結果一覧|審議結果|出席者名簿|委員名簿)")
# So many blocks below a title the date of the meeting has been told.
_TITLE_REACH = 12
# Marks that no list of people has.
_EXPLICIT = (Style.BRACKET, Style.CIRCLE)
# A converter's sign for a heading that was left in the text.
STRAY_MARK = re.compile(r"^#{1,6}\s+")

# Told a line, answers whether it is the heading of an item or a section.
HeadingTest = Callable[[Line], bool]


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage before it has an anchor: `block` is the index of the block it began in."""

    role: Role
    speaker: str | None
    text: str
    page: int | None
    block: int
    mark: str | None = None
    cells: tuple[str, ...] = ()
    heading: bool = False


def find_discussion(blocks: Sequence[Block]) -> tuple[int, frozenset[Style]]:
    """→ (index of the block that begins the discussion, the speaker styles). With no sign of one: (len(blocks), …).
    The block may be a heading of its own (審議内容), which belongs to neither part."""
    heading = next((i for i, b in enumerate(blocks) if starts_discussion(b) and not _is_title(blocks, i)), None)
    begin = heading if heading is not None else 0
    lines = [b.text for b in blocks[begin:] if isinstance(b, Line)]
    rows = sum(1 for b in blocks[begin:] if isinstance(b, Row) and _is_speech_row(b))
    styles = find_styles(lines, rows)
    for index, block in enumerate(blocks[:heading]):
        if isinstance(block, Row):
            if Style.ROW in styles and _is_speech_row(block) and key_of(squeeze(block.cells[0])) is None:
                return index, styles
        elif not _is_field(block.text) and not _lists_people(block.text):
            mark = read_mark(block.text, styles)
            speaks = mark is not None and (mark.rest or mark.style is not Style.SPACE)
            if mark is not None and speaks and (heading is None or "。" in mark.rest or mark.style in _EXPLICIT):
                return index, styles
    return (len(blocks) if heading is None else heading), styles


def _is_title(blocks: Sequence[Block], index: int) -> bool:
    """「会議概要」 above the front matter is the document's title: the date comes after it."""
    return any(
        (split_key(b.text) or ("",))[0] == "date" if isinstance(b, Line) else key_of(squeeze(b.cells[0])) == "date"
        for b in blocks[index + 1 : index + _TITLE_REACH]
    )


def _is_field(text: str) -> bool:
    """A key with its value; but 「事務局：それでは始めます。」 is a speech."""
    pair = split_key(text)
    return pair is not None and not (pair[0] == "staff" and "。" in pair[1])


def _lists_people(text: str) -> bool:
    """「(1) 会 長 佐倉 元」 in a list of who was present: no sentence."""
    return re.match(r"^\s*[(（]?[0-9]+[)）.．]", text) is not None or (
        not re.search(r"[。？?]|ます|です|した|いて|する|ない", text)
        and len(text) < 60
        and re.search(r"[、,・]|\s\S{1,4}$", text) is not None
    )


def starts_discussion(block: Block) -> bool:
    """A heading that says that the discussion begins: 審議内容, 会議経過, 発言者｜発言内容."""
    if isinstance(block, Row):
        return len(block.cells) >= 2 and _TABLE_HEAD.fullmatch(squeeze(block.cells[0])) is not None
    text = squeeze(block.text)
    return len(text) <= 40 and _DISCUSSION.fullmatch(text) is not None


def _is_speech_row(row: Row) -> bool:
    return len(row.cells) == 2 and is_role(_label(row.cells[0])) and bool(row.cells[1].strip())


def _label(cell: str) -> str:
    """Two labels in one cell are joined by ・."""
    return "・".join(squeeze(part) for part in cell.split("\n") if part.strip())


def is_direction(text: str) -> bool:
    """A stage direction: （異議なし）, ＜説明員退室＞, ※…."""
    return _DIRECTION.fullmatch(text.strip()) is not None


class _Builder:
    """Collects lines into passages: a line that reaches the right edge goes on in the next one."""

    def __init__(self) -> None:
        self.done: list[Passage] = []
        self._role = Role.NARRATION
        self._speaker: str | None = None
        self._mark: str | None = None
        self._page: int | None = None
        self._block = 0
        self._heading = False
        self._text = ""
        self._open = False  # the last line reached the edge without ending its sentence

    def flush(self) -> None:
        if self._text.strip():
            self.done.append(
                Passage(
                    self._role,
                    self._speaker,
                    self._text.strip(),
                    self._page,
                    self._block,
                    self._mark,
                    heading=self._heading,
                )
            )
        self._text = ""
        self._open = False

    def begin(
        self, role: Role, line: Line, block: int, text: str, mark: Mark | None = None, *, heading: bool = False
    ) -> None:
        self.flush()
        self._role, self._page, self._block, self._heading = role, line.page, block, heading
        self._speaker = mark.label if mark else None
        self._mark = mark.sign if mark else None
        self._text = text
        self._open = line.full and not text.endswith(("。", "）", ")", "」", "】"))

    def extend(self, line: Line, block: int, role: Role) -> None:
        if not self._text or (self._role is Role.HEADING and not self._open):
            self.begin(role, line, block, line.text)
            return
        if self._open or line.text[:1] in "。、）)」』":
            glue = " " if self._text[-1:].isascii() and line.text[:1].isascii() and self._text[-1:].isalnum() else ""
            self._text += glue + line.text
        else:
            self._text += "\n" + line.text
        # a converter's orphan: one or two characters of a word on a line of their own
        orphan = self._open and len(line.text) <= 2
        self._open = (line.full or orphan) and not line.text.endswith("。")

    @property
    def speaking(self) -> bool:
        return bool(self._speaker or self._mark) or self._role is Role.SPEECH

    @property
    def waiting(self) -> bool:
        """A label stood on a line of its own; its speech comes next."""
        return self._role is Role.SPEECH and not self._text

    @property
    def open(self) -> bool:
        return self._open

    def begin_speech(self, line: Line, block: int, mark: Mark) -> None:
        self.begin(Role.SPEECH, line, block, mark.rest, mark)


def build_passages(
    blocks: Sequence[Block], begin: int, styles: frozenset[Style], is_heading: HeadingTest
) -> Iterator[Passage]:
    """The discussion (blocks from `begin` on) as passages. `is_heading` tells item headings from other lines."""
    builder = _Builder()
    attachment = False
    for index in range(begin, len(blocks)):
        block = blocks[index]
        if isinstance(block, Row):
            builder.flush()
            yield from _drain(builder)
            yield _passage_of_row(block, index, styles)
            continue
        text = block.text
        if attachment:
            builder.extend(block, index, Role.ATTACHMENT)
            continue
        mark = read_mark(text, styles)
        says = mark is not None and mark.label is not None and "。" in mark.rest and not block.heading
        if is_heading(block) and not says and not (builder.open and not block.heading and _mid_sentence(text)):
            builder.begin(Role.HEADING, block, index, STRAY_MARK.sub("", text), heading=block.heading)
        elif mark is not None and not (builder.open and mark.style is Style.SPACE and not mark.rest):
            builder.begin_speech(block, index, mark)
        elif is_direction(text) and not builder.open:
            builder.begin(Role.NARRATION, block, index, text)
            builder.flush()
            builder.begin(Role.NARRATION, block, index, "")
        elif _ATTACHMENT.fullmatch(squeeze(text)) and index > begin + (len(blocks) - begin) * 0.6:
            attachment = True
            builder.begin(Role.ATTACHMENT, block, index, text)
        else:
            _continue(builder, block, index)
        yield from _drain(builder)
    builder.flush()
    yield from _drain(builder)


def _continue(builder: _Builder, line: Line, index: int) -> None:
    if builder.waiting:
        builder._text = line.text
        builder._page = builder._page if builder._page is not None else line.page
        builder._open = line.full and not line.text.endswith("。")
        return
    builder.extend(line, index, Role.NARRATION)


def _mid_sentence(text: str) -> bool:
    return not re.match(r"^\s*(?:[(（]?[0-9０-９①-⑳]|第|諮問|議題|報告|○|【)", text)


def _drain(builder: _Builder) -> Iterator[Passage]:
    yield from builder.done
    builder.done.clear()


def as_line(block: Block) -> Block:
    """A row with one cell that says something is a line across the table: a heading, a stage direction."""
    if not isinstance(block, Row):
        return block
    filled = [cell for cell in block.cells if cell.strip()]
    if len(filled) == 1 and (len(block.cells) == 1 or not block.cells[1].strip()):
        return Line(join_cell(filled[0], wrapped=block.page is not None), block.page)
    return block


def _passage_of_row(row: Row, index: int, styles: frozenset[Style]) -> Passage:
    cells = tuple(join_cell(cell, wrapped=row.page is not None) for cell in row.cells)
    if len(cells) == 2 and Style.ROW in styles and (is_role(_label(row.cells[0])) or not row.cells[0].strip()):
        label = _label(row.cells[0]) or None
        return Passage(Role.SPEECH if label else Role.NARRATION, label, cells[1], row.page, index)
    return Passage(
        Role.NARRATION, None, "\n".join(c for c in cells if c), row.page, index, cells=cells if len(cells) > 2 else ()
    )


def join_cell(cell: str, *, wrapped: bool) -> str:
    """Lines of a cell → paragraphs. `wrapped`: the cell's width broke the lines (PDF); then a line feed stays only
    before an indent or a number and after a full stop."""
    joined = ""
    for line in cell.split("\n"):
        text = line.strip()
        if not joined or not text:
            joined += text
        elif not wrapped or line[:1] == "\u3000" or joined.endswith("。") or split_number(fold(text)) is not None:
            joined += "\n" + text
        else:
            glue = " " if joined[-1].isascii() and text[0].isascii() and joined[-1].isalnum() else ""
            joined += glue + text
    return joined
