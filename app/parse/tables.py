"""Tables that hold speeches: which column names the speaker, and cells that hold a whole discussion."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from app.document import Block, Line, Row
from app.normalize import squeeze
from app.parse.cells import join_cell
from app.parse.roles import is_person, is_role
from app.parse.speakers import Columns, Style, find_marks, sign_of
from app.parse.wording import is_act, tells

_TABLE_HEAD = re.compile(
    r"(?:発言者|発言委員|氏名|発言者名|職名|委員名|発言者氏名|区分|話者|(?:話|発言)した(?:人|者|方))(?:等|名)?"
)
_SPEECH_HEAD = re.compile(
    r"(?:発言|内容|発言(?:の)?(?:内容|要旨|概要).*|(?:会議|審議|質疑|議事)(?:の)?内容.*|意見.*|要旨"
    r"|(?:話|発言)した(?:こと|内容)|話の?内容)"
)
_ACT = re.compile(r"[（(][^（()）]{1,30}[)）](?=\s|$)")
# 質問｜回答: what was asked and what was answered, side by side.
_QUESTION_HEAD = re.compile(
    r".{0,10}(?:質問|質疑|問|意見|(?:尋ね|聞い)た(?:こと|事項)|お尋ね|指摘)(?:(?:・|及び|や)(?:意見|質問|要望|質疑))?"
    r"(?:等|事項|の?内容|の?要旨|の?概要)?"
)
_ANSWER_HEAD = re.compile(r".{0,10}(?:回答|答弁|答え|答|応答|考え方?|見解)(?:等|事項|の?内容|の?要旨|の?概要)?")
_INNER_STYLES = frozenset({Style.CIRCLE, Style.CLOSED})
# So many rows of a width must have a speaker in one column and words in the next.
_FEWEST_ROWS = 3
# …or so many, where all of them are people.
_FEWEST_PEOPLE = 2
# A speech that begins on a line on which another, or a direction, has ended: 「…か。 ○会長 はい。」, 「…。委員)はい。」
_INNER_SPEECH = re.compile(
    r"(?<=[。】）)？?])[ \u3000]+(?=(?:[○〇◯◎][^\s。、]{1,16}[ \u3000]|[^\s。、()（）]{1,12}[)）])[^\s])"
)
# A speaker's cell is no longer than this.
_LONGEST_LABEL = 24
# A cell of a form holds the discussion if it holds so many speeches.
_FEWEST_SPEECHES = 2
# …or so many sentences, where it names no speaker at all: a summary of what was decided has fewer.
_FEWEST_SENTENCES = 4


def label_of(cell: str) -> str:
    """A cell of the speakers' column → the label; two labels in one cell are joined by ・."""
    return "・".join(squeeze(part) for part in cell.split("\n") if part.strip())


def heads_speeches(row: Row) -> tuple[int, int] | None:
    """A row like 発言者 | 発言内容 → (column of speakers, column of speeches)."""
    for index, cell in enumerate(row.cells[:-1]):
        if _TABLE_HEAD.fullmatch(squeeze(cell)):
            following = range(index + 1, len(row.cells))
            speech = next((i for i in following if _SPEECH_HEAD.fullmatch(squeeze(row.cells[i]))), None)
            if speech is not None or (len(row.cells) == 2 and squeeze(cell).startswith("発言")):
                return index, speech if speech is not None else index + 1
    return None


def heads_answers(row: Row) -> tuple[int, int] | None:
    """A row like 質問 | 回答 → (column of questions, column of answers)."""
    cells = [squeeze(cell) for cell in row.cells]
    for index, (question, answer) in enumerate(pairwise(cells)):
        if _QUESTION_HEAD.fullmatch(question) and _ANSWER_HEAD.fullmatch(answer):
            return index, index + 1
    return None


def heads_columns(row: Row) -> bool:
    """Whether a row only says what the columns of speeches hold: 発言者 | 発言内容, 質問 | 回答."""
    return heads_speeches(row) is not None or heads_answers(row) is not None


def find_columns(blocks: Sequence[Block]) -> tuple[Columns, ...]:
    """→ the columns of speakers and speeches, one entry for each width of a table that has them."""
    found: dict[int, Columns] = {}
    counts: Counter[Columns] = Counter()
    others: Counter[Columns] = Counter()  # departments, names alone
    for index, block in enumerate(blocks):
        if not isinstance(block, Row):
            continue
        width, head = len(block.cells), heads_speeches(block)
        if head is not None:
            found.setdefault(width, Columns(width, *head, head=index))
        elif (pair := heads_answers(block)) is not None:
            found.setdefault(width, Columns(width, *pair, head=index, paired=True))
        for speaker in range(width - 1):
            columns = Columns(width, speaker, speaker + 1)
            said = is_speech_row(block, index, columns)
            counts[columns] += said
            others[columns] += said and not is_person(label_of(block.cells[speaker]))
    for columns, count in counts.most_common():
        if count >= (_FEWEST_ROWS if others[columns] else _FEWEST_PEOPLE):
            found.setdefault(columns.width, columns)
    return tuple(found.values())


def is_speaker_row(row: Row, index: int, columns: Columns) -> bool:
    """Whether a row's cell names a speaker or marks a question (Q1); below a head that calls them speakers, a name
    alone does."""
    if columns.paired or len(row.cells) != columns.width or heads_columns(row):
        return False
    label = label_of(row.cells[columns.speaker])
    named = columns.head is not None and index > columns.head and 0 < len(label) <= _LONGEST_LABEL and not tells(label)
    return is_role(label) or named or sign_of(label) is not None


def is_answer_row(row: Row, index: int, columns: Columns) -> bool:
    """Whether a row holds a question and its answer, below a head that says so."""
    if not columns.paired or len(row.cells) != columns.width or index <= (columns.head or 0) or heads_columns(row):
        return False
    return tells(row.cells[columns.speaker]) and bool(row.cells[columns.speech].strip())


def is_speech_row(row: Row, index: int, columns: Columns) -> bool:
    """…and says something in the other: not a row of the front matter (委員 | 甲野一)."""
    if columns.paired:
        return is_answer_row(row, index, columns)
    if not is_speaker_row(row, index, columns):
        return False
    said = row.cells[columns.speech]
    act = _ACT.match(said.strip())
    return tells(said) or (act is not None and is_act(act.group()))


def unfold(blocks: Sequence[Block], opens: re.Pattern[str]) -> tuple[Block, ...]:
    """Rows that are lines → lines: a row with one cell that says something (a heading across the table, a stage
    direction, a sheet in a frame), a form's row that holds the whole discussion. `opens`: the headings of a discussion,
    squeezed."""
    found: list[Block] = []
    silent = not find_columns(blocks) and not any(
        _count_speeches(text) for block in blocks for text in ([block.text] if isinstance(block, Line) else block.cells)
    )
    inside = False  # the row above was such a form's, so that one without a label goes on with it
    for block in blocks:
        if isinstance(block, Line):
            found += _split_speeches(block)
            inside = False
            continue
        lines = list(_lines_of_row(block, opens, inside=inside, silent=silent))
        inside = bool(lines) and len(block.cells) > 1 and bool(block.cells[1].strip())
        found += lines or [block]
    return tuple(_join_labels(found))


def _split_speeches(line: Line) -> Iterator[Line]:
    """A line that a converter made of several speeches."""
    begin = 0
    for gap in _INNER_SPEECH.finditer(line.text):
        marks = find_marks(line.text[gap.end() :])
        if any(m.label and m.style in _INNER_STYLES and tells(m.rest) for m in marks):
            yield replace(line, text=line.text[begin : gap.start()], full=False)
            begin = gap.end()
    yield replace(line, text=line.text[begin:]) if begin else line


def _lines_of_row(row: Row, opens: re.Pattern[str], *, inside: bool, silent: bool) -> Iterator[Line]:
    """`inside`: the row above was a form's that held the discussion; `silent`: nobody is named in the document, so that
    sentences are enough."""
    filled = [cell for cell in row.cells if cell.strip()]
    if len(filled) == 1 and (len(row.cells) == 1 or not row.cells[1].strip()):
        if _count_speeches(filled[0]) >= _FEWEST_SPEECHES:
            yield from _lines_of_cell(filled[0], row.page)
        else:
            yield Line(join_cell(filled[0], wrapped=row.page is not None), row.page)
    elif len(row.cells) == 2 and row.cells[1].strip() and not is_role(label_of(row.cells[0])):
        label = squeeze(row.cells[0])
        said = _count_speeches(row.cells[1]) >= _FEWEST_SPEECHES
        told = silent and squeeze(row.cells[1]).count("。") >= _FEWEST_SENTENCES
        if (said or told) and (opens.fullmatch(label) or (inside and not label)):
            if label:
                yield Line(join_cell(row.cells[0], wrapped=True), row.page, heading=True)
            yield from _lines_of_cell(row.cells[1], row.page)


def _count_speeches(cell: str) -> int:
    lines = [line.strip() for line in cell.split("\n")]
    following = [*lines[1:], ""]
    return sum(
        any(m.label and tells(m.rest or below) for m in find_marks(line))
        for line, below in zip(lines, following, strict=True)
        if line
    )


def _lines_of_cell(cell: str, page: int | None) -> Iterator[Line]:
    """Lines of a cell; in a PDF the cell's width broke them, so that the longest tell where its edge is."""
    lines = [line for line in cell.split("\n") if line.strip()]
    widest = max((len(line) for line in lines), default=0)
    for line in lines:
        indent = float(len(line) - len(line.lstrip("\u3000")))
        full = page is not None and widest >= 15 and len(line) >= widest - 2
        yield Line(line.strip(), page, indent, full)


def _join_labels(blocks: Sequence[Block]) -> Iterator[Block]:
    """A label broken over two lines: 「（デジタル推」「進課）はい。」."""
    waiting: Line | None = None
    for block in blocks:
        if waiting is not None and isinstance(block, Line) and _is_cut_label(waiting.text, block.text):
            joined = waiting.text + block.text
            yield Line(joined, waiting.page, waiting.indent, block.full, waiting.size)
            waiting = None
            continue
        if waiting is not None:
            yield waiting
        waiting = block if isinstance(block, Line) else None
        if waiting is None:
            yield block
    if waiting is not None:
        yield waiting


def _is_cut_label(text: str, below: str) -> bool:
    opening = re.fullmatch(r"[【（(［〔＜](?P<label>[^】）)］〕＞。、]{1,16})", text.strip())
    closing = re.match(r"(?P<label>[^【（(［〔＜。、]{1,12})[】）)］〕＞]", below.strip())
    return opening is not None and closing is not None and is_role(squeeze(opening["label"] + closing["label"]))
