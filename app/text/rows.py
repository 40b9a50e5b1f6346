"""Rows of tables as a reader sees them: those that a page end has cut are whole again, and a cell that holds the
document itself is no datum."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from app.document import Block, Line, Row
from app.normalize import squeeze
from app.text.widths import columns

# A cell holds the discussion when it has so many characters, and this share of all that the document says. A table of
# speeches never comes near: each is one of many.
_LONGEST_DATUM = 1200
_LAYOUT_SHARE = 0.5
# Beside it stands a key, no longer than this.
_LONGEST_KEY = 60
# The head of a table has short cells and no sentence.
_LONGEST_HEAD = 20
_CONTINUED = re.compile(r"[(（〔\[]?(?:続き|つづき|続|前頁から|前ページから続く)[)）〕\]]?$")
_SENTENCE_END = re.compile(r"[。！？!?」』)）】]\s*$")
# The head of a column of speakers.
_SPEAKERS_HEAD = re.compile(r"(?:主な)?(?:発言(?:者|委員)|質問者|質疑者)(?:氏名|名|等)?")
# What no speaker's label is: numbers and times (1, (2), 14:05), items (議題1, その他), one sign of upright writing.
_NO_SPEAKER = re.compile(
    r"""
    [\d０-９一二三四五六七八九十()（）.．:：・時分~～〜-]+
  | .
  | [\d(（)）.．]*(?:議題|議案|案件|報告|諮問|協議|審議|議事|次第|日程|その他|開会|閉会|日時|場所|資料)
    (?:事項|案件|第?[\d０-９一二三四五六七八九十(（].*)?
  | 第?[\d０-９一二三四五六七八九十]+(?:号|条|項|件|章|節|部|回)
    """,
    re.VERBOSE,
)
_LONGEST_SPEAKER = 30
# A post without its office is the second line of a label: 税務課 / 課長; so is what stands in brackets.
_OFFICE_END = re.compile(r"(?:課|部|局|室|係|所|館|センター|担当|グループ|班)\Z")
_BARE_POST = re.compile(
    r"(?:課|部|局|室|係|所|館|次|班|センター)?長(?:補佐|代理)?|主(?:幹|査|任|事|席)|(?:副)?参事|補佐|(?:担当|職)員?|者"
)
_WHOLE_LABEL = re.compile(
    r"(?:委員|長|員|者|局|課|部|室|係|主幹|主査|主任|主事|参事|補佐|氏|様|代理|[)）A-ZＡ-Ｚ\d])\Z"
)
# A line this near to the widest one of its cell was broken by the cell's edge, in columns of a terminal.
_NEAR_EDGE = 5


def join_cut_rows(blocks: Iterable[Block]) -> Iterator[Block]:
    """Blocks of a paged document: the first row of a page goes on with the last one of the page before if its first
    cell is empty, or repeats the label of a row that ends in mid-sentence. A head that is repeated comes once."""
    return _finish(list(_group_rows(blocks)))


def open_layout_rows(blocks: Iterable[Block]) -> Iterator[Block]:
    """Blocks of a document without pages: a cell that holds most of the document is read as lines."""
    return _finish([[block] if isinstance(block, Row) else block for block in blocks])


def _group_rows(blocks: Iterable[Block]) -> Iterator[list[Row] | Line]:
    """Rows that are one are put into one list."""
    held: list[Row] = []
    head: Row | None = None
    above: Block | None = None
    for block in blocks:
        if isinstance(block, Line):
            if held:
                yield held
            held = []
            yield block
            above = block
            continue
        first = above is None or above.page != block.page
        if first and head is not None and _is_head(block) and squeeze_cells(block) == squeeze_cells(head):
            above = block
            continue
        if held and _goes_on(held[-1], block):
            held.append(block)
        else:
            if held:
                yield held
            if not isinstance(above, Row) or head is None or any(map(heads_speakers, block.cells)):
                head = block
            held = [block]
        above = block
    if held:
        yield held


def ends_sentence(text: str) -> bool:
    """Whether a line ends with a full stop, a question mark or a closing bracket."""
    return _SENTENCE_END.search(text) is not None


def says_sentences(text: str) -> bool:
    return any(sign in text for sign in "。？！?!")


def heads_speakers(cell: str) -> bool:
    """Whether a cell is the head of a column of speakers: 発言者."""
    return _SPEAKERS_HEAD.fullmatch(squeeze(cell)) is not None


def are_speakers(labels: Sequence[str]) -> bool:
    """Whether squeezed labels may be speakers': short, no sentences, and most are no numbers, times or items."""
    if any(len(label) > _LONGEST_SPEAKER or says_sentences(label) for label in labels):
        return False
    return sum(_NO_SPEAKER.fullmatch(label) is not None for label in labels) * 2 < len(labels)


def goes_on_as_label(label: str, line: str, *, full: bool) -> bool:
    """Whether a squeezed line close below a label is the rest of it: 税務課 / 課長, 総務課長 / (甲野). `full`: the line
    above has no room left in its cell, so that the cell's width may have broken it: 健康福祉部高齢 / 介護係."""
    if line[:1] in ("(", "（"):
        return True
    if _BARE_POST.fullmatch(line):
        return bool(_OFFICE_END.search(label)) or not _WHOLE_LABEL.search(label)
    return full and not _WHOLE_LABEL.search(label)


def squeeze_cells(row: Row) -> tuple[str, ...]:
    return tuple(squeeze(cell) for cell in row.cells)


def _is_head(row: Row) -> bool:
    return all(len(squeeze(cell)) <= _LONGEST_HEAD and "。" not in cell for cell in row.cells)


def _goes_on(before: Row, row: Row) -> bool:
    if before.page is None or row.page is None or row.page <= before.page or len(row.cells) != len(before.cells):
        return False
    label, above = squeeze(row.cells[0]), squeeze(before.cells[0])
    if not label:
        return not _has_own_speaker(before, row)
    bare = _CONTINUED.sub("", label)
    if bare != label:
        return bare in ("", _CONTINUED.sub("", above))
    return label == above and len(row.cells) == 2 and not _SENTENCE_END.search(before.cells[-1])


def _has_own_speaker(before: Row, row: Row) -> bool:
    """Of three columns the first may be empty (not every speech has a number) while the second names who speaks."""
    if len(row.cells) != 3 or not squeeze(row.cells[2]) or not ends_sentence(before.cells[2]):
        return False
    name = squeeze(row.cells[1])
    return bool(name) and are_speakers([name]) and _WHOLE_LABEL.search(name) is not None


def _finish(groups: Sequence[list[Row] | Line]) -> Iterator[Block]:
    total = sum(
        sum(len(c) for row in group for c in row.cells) if isinstance(group, list) else len(group.text)
        for group in groups
    )
    for group in groups:
        if not isinstance(group, list):
            yield group
        elif _is_layout(group, total):
            yield from _open(group)
        else:
            yield _join(group)


def _join(rows: Sequence[Row]) -> Row:
    if len(rows) == 1:
        return rows[0]
    labels = [rows[0].cells[0], *("" if _repeats(row, rows[0]) else row.cells[0] for row in rows[1:])]
    texts = [labels, *([row.cells[column] for row in rows] for column in range(1, len(rows[0].cells)))]
    return replace(rows[0], cells=tuple("\n".join(part for part in parts if part) for parts in texts))


def _repeats(row: Row, first: Row) -> bool:
    return _CONTINUED.sub("", squeeze(row.cells[0])) in ("", squeeze(first.cells[0]))


def _is_layout(rows: Sequence[Row], total: int) -> bool:
    lengths = [sum(len(row.cells[column]) for row in rows) for column in range(len(rows[0].cells))]
    longest = max(lengths)
    if len(lengths) == 1:
        return "\n" in rows[0].cells[0]
    return (
        longest >= _LONGEST_DATUM
        and longest > _LAYOUT_SHARE * total
        and sum(lengths) - longest <= _LONGEST_KEY
        and any("\n" in cell for row in rows for cell in row.cells)
    )


def _open(rows: Sequence[Row]) -> Iterator[Line]:
    """The key as a line of its own, then the lines of the long cell."""
    lengths = [sum(len(row.cells[column]) for row in rows) for column in range(len(rows[0].cells))]
    long = lengths.index(max(lengths))
    for row in rows:
        for column, cell in enumerate(row.cells):
            if column != long and cell.strip():
                yield Line("".join(cell.split("\n")).strip(), row.page)
        lines = [line for line in row.cells[long].split("\n") if line.strip()]
        widest = max((columns(line) for line in lines), default=0)
        for line in lines:
            lead = columns(line) - columns(line.lstrip())
            full = row.page is not None and columns(line) > widest - _NEAR_EDGE
            yield Line(line.strip(), row.page, indent=lead / 2, full=full)
