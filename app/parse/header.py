"""The front matter: which key stands before which value, in tables, numbered lists and `key：value` lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from app.document import Block, Line, Row
from app.normalize import fold, squeeze
from app.parse.attendance import read_attendance
from app.parse.cells import join_cell
from app.parse.header_columns import pair_listed_values
from app.parse.header_keys import LEADING, key_of, split_key
from app.parse.header_lines import begins_other_field, follows_list, has_mark, is_label
from app.parse.names import find_names

_PEOPLE = frozenset({"members", "absent", "staff"})
_AGENDA = frozenset({"agenda", "agenda_public", "agenda_referral", "agenda_report", "summary", "materials"})
# Tags that a converter left in the text: boxes become signs, the others line feeds.
_TICKED_BOX = re.compile(r"<input\b[^>]*\bchecked\b[^>]*>")
_EMPTY_BOX = re.compile(r"<input\b[^>]*>")
_TAG = re.compile(r"\s*</?(?:p|br|li|ul|ol|div|span|td|tr)\b[^<>]*>\s*")
# － 1 －, (4―1): a page's number between two lines of a value
_PAGE_NUMBER = re.compile(r"[-‐–—―－ー…\s]+[0-9]{1,3}[-‐–—―－ー…\s]+|[(（][0-9]{1,3}\s*[-‐–—―－]\s*[0-9]{1,3}[)）]")
# A second key in the same line: 日時 … 会場 …
_INLINE_KEY = re.compile(
    r"(?<=[\s\u3000)）])(?=(?:開\s?催\s?場\s?所|場\s?所|会\s?場|傍\s?聴\s?[者人](?:\s?数)?|公\s?開\s?日|更\s?新\s?日)[\s:：])"
)
_BOLD_KEY = re.compile(r"^[【\[〔<◇■●◆○]")
# A label of this table cell names people and goes on with the field above.
_ROLE_CELL = re.compile(
    r".{0,8}(?:会長|委員長?|議長|座長|職務代理者?|代理|学識経験.*|公募.*|氏名|区分|職名|役職)|[0-9]+|"
)
# Values that are read from one line or two; a key that we don't know ends them.
_SHORT = frozenset(
    {"council", "session", "date", "time", "end", "place", "date_place", "observers", "public", "record"}
)
_PEOPLE_LINE = re.compile(
    r"""[<＜【〔(（](?:審議会|審査会)?委員(?:名簿|氏名)?[>＞】〕)）](?:[\s(（].*|敬称略.*)?$
      | 委員\s?[(（].*(?:敬称略|順|名).*$
      | (?:会長|委員長)[\s:：]+\S.{1,12}$""",
    re.VERBOSE,
)
_COMMITTEE = re.compile(r"(?:審議会|審査会|協議会|懇話会)?(?:各|の)?委員(?:の?氏?名|等)?|顔ぶれ")
# ◇委員 甲野 一、乙山 二: no key where fewer are named
_COMMITTEE_LINE = re.compile(r"[>＞◇■●◆○〇・]*(?:審議会|審査会|出席)?委\s?員[\s:：]+(?P<names>[^。]+)")
_FEWEST_NAMES = 2
_AWAITED_VALUE = re.compile(
    r"(?:一部|全部)?(?:非?公開|不可|可)(?:[(（].*[)）])?"
    r"|(?:会議録|議事|議事録)?(?:の)?(?:概要|要旨|要約|全文|要点)(?:記録)?"
)
# A key broken over lines has at most this many letters on each but the last (会議の公開、非公 / 開の別 / の理由).
_LONGEST_PIECE = 12
_MOST_PIECES = 3
_MOST_LETTERS = 5  # where each line has but one of them: 開 / 催 / 場 / 所
# The number above a line may be that of a key some fields back: 3 出席者 / 欠席者 / 4 …
_KEYS_BACK = 3
# A list of people in a cell: lines below this width aren't broken by the cell's edge.
_NARROW = 16
# So much (in em) the lines of a cell may fall short of its edge: two letters and a mark that may not begin a line.
_RAGGED = 3.0
# Dots between a key and its value.
_LEADER = re.compile(r"(?P<key>[^・･…‥。]{1,12}?)\s*[・･…‥]{3,}\s*(?P<value>(?![0-9０-９]+\s*$)[^・･…‥].*)", re.DOTALL)
# The label of a row is no longer than this.
_LONGEST_LABEL = 24


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the header: `value` is normalised, line feeds kept; `source` is the index of the block it stood in."""

    name: str
    value: str
    source: int


def find_fields(blocks: Iterable[Block]) -> tuple[Field, ...]:
    """Blocks of the front matter → fields, in order; a value goes on until the next key. What is a key,
    but none that we know, is a field `unknown`."""
    reader = _Reader(tuple(map(_without_leader, blocks)))
    reader.read()
    return pair_listed_values(reader.fields, Field)


def _without_leader(block: Block) -> Block:
    """「出席委員･･････甲野一」: dots that lead from a key to its value are a colon. Not those of a list of contents."""
    if isinstance(block, Row):
        return block
    match = _LEADER.match(block.text)
    return replace(block, text=f"{match['key']}：{match['value']}") if match else block


def first(fields: Iterable[Field], *names: str) -> Field | None:
    """The first field of these names that has a value, by the order of the names."""
    listed = tuple(fields)
    for name in names:
        for field in listed:
            if field.name == name and field.value.strip():
                return field
    return None


def clean_value(text: str) -> str:
    """A value in normal form, line by line, without tags that a converter left."""
    untagged = _TAG.sub("\n", _EMPTY_BOX.sub("□", _TICKED_BOX.sub("☑", text))) if "<" in text else text
    return "\n".join(line for line in map(fold, untagged.split("\n")) if line)


class _Reader:
    """Goes through the blocks once and collects fields."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        self.fields: list[Field] = []

    def read(self) -> None:
        index = 0
        while index < len(self.blocks):
            block = self.blocks[index]
            index += self._read_row(block, index) if isinstance(block, Row) else self._read_line(block, index)

    def _add(self, name: str, value: str, source: int) -> None:
        self.fields.append(Field(name, value, source))

    def _go_on(self, text: str) -> None:
        if self.fields and text:
            last = self.fields[-1]
            self.fields[-1] = Field(last.name, f"{last.value}\n{text}".strip(), last.source)

    def _read_line(self, line: Line, index: int) -> int:
        """→ how many blocks were read: more than one where a key is broken over lines."""
        pieces = _broken_key(self.blocks, index)
        if pieces is not None:
            count, (name, value) = pieces
            self._add(name, clean_value(value), index)
            return count
        for part in line.text.split("\n"):
            if "\t" in part:  # a table's row in a text file
                self._read_row(Row(tuple(part.split("\t")), 0, line.page), index)
            else:
                self._read_text(part, index)
        return 1

    def _read_text(self, text: str, index: int) -> None:
        if _PAGE_NUMBER.fullmatch(text.strip()):
            return
        pair = _pair_of_line(text)
        if pair is None or self._is_entry(text, pair) or self._is_awaited(text, pair):
            if pair is None and self._begins_people(text):
                self._add("members", clean_value(text), index)
            elif pair is None and self._is_other_key(text):
                self._add("unknown", "", index)
            else:
                self._go_on(clean_value(text))
            return
        if self._is_own_value(text, index):
            self._add("public", clean_value(text), index)
            return
        value, *others = _INLINE_KEY.split(pair[1])
        self._add(pair[0], clean_value(value), index)
        for other in others:
            self._read_text(other, index)

    def _is_entry(self, text: str, pair: tuple[str, str]) -> bool:
        """「４　その他」 in an agenda is an entry of it, though it could be a key."""
        if not self.fields or self.fields[-1].name not in _AGENDA:
            return False
        other = squeeze(LEADING.sub("", fold(text))).startswith("その他")
        return other and not pair[1] and not _BOLD_KEY.match(text.strip())

    def _is_awaited(self, text: str, pair: tuple[str, str]) -> bool:
        """公開・非公開 / 公開: the value on the line below its key is a word that could be a key itself."""
        last = self.fields[-1] if self.fields else None
        if last is None or pair[1] or (last.name not in ("public", "record") and not self._lists_keys()):
            return False
        if last.value and not self._lists_keys():
            return False
        return _AWAITED_VALUE.fullmatch(squeeze(text)) is not None

    def _begins_people(self, text: str) -> bool:
        """「＜委員＞敬称略」, 「会長　甲野　一」 below a place: the list of members has no key."""
        last = self.fields[-1] if self.fields else None
        if last is None or not last.value or last.name not in _SHORT or self._lists_keys():
            return False
        committee = _COMMITTEE_LINE.match(fold(text))
        listed = committee is not None and sum(1 for _ in find_names(committee["names"])) >= _FEWEST_NAMES
        return listed or _PEOPLE_LINE.match(fold(text)) is not None

    def _names_committee(self, cell: str) -> bool:
        """「委員」 where no list of people goes on that it could be a part of."""
        last = self.fields[-1].name if self.fields else ""
        return last not in _PEOPLE and _COMMITTEE.fullmatch(squeeze(cell)) is not None

    def _lists_keys(self) -> bool:
        """Keys came first and their values come now, all of them below the last key."""
        return len(self.fields) > 3 and not any(field.value for field in self.fields[-4:-1])

    def _is_other_key(self, text: str) -> bool:
        """「3.出席団体名」 below 「2.開催場所 …」, 「委員定数 28名」: a field begins, with a key that we don't know."""
        last = self.fields[-1] if self.fields else None
        if last is None:
            return False
        if not last.value:  # keys first, their values below
            return len(self.fields) > 1 and not self.fields[-2].value and is_label(text)
        if last.name in _AGENDA and follows_list(text, last.value):
            return False
        return begins_other_field(text, self._marked_above(), last.name)

    def _marked_above(self) -> str | None:
        """The line of the last key; of one above it, where that has a mark and the last has none."""
        lines = [b.text for f in self.fields[-_KEYS_BACK:] if isinstance(b := self.blocks[f.source], Line)]
        return next((line for line in reversed(lines) if has_mark(line)), None)

    def _is_own_value(self, text: str, index: int) -> bool:
        """公開 / (傍聴者 2人): the key of another form is a value here, with a note below it."""
        below = self.blocks[index + 1] if index + 1 < len(self.blocks) else None
        return squeeze(text) in ("公開", "非公開") and isinstance(below, Line) and fold(below.text).startswith("(")

    def _read_row(self, row: Row, index: int) -> int:
        if (columns := _columns(self.blocks, index)) is not None:
            for name, value in columns:
                self._add(name, value, index)
            return 2
        if (attendance := read_attendance(self.blocks, index)) is not None:
            count, came, away = attendance
            self._add("members", "\n".join(came), index)
            if away:
                self._add("absent", "\n".join(away), index)
            return count
        cells = list(row.cells)
        while cells and not cells[0].strip():
            cells.pop(0)
        if not cells:
            return 1
        names = [_key_of_cell(cells, position) for position in range(len(cells))]
        if names[0] is None and len(cells) > 1 and self._names_committee(cells[0]):
            names[0] = "members"
        if names[0] is None or (len(cells) == 1 and len(row.cells) == 1):
            self._read_keyless(row, cells, index)
            return 1
        if len(cells) == 1:
            # the key's column, and nothing beside it; a key below another one goes on with people (出席者 | 委員)
            self._add(names[0], "", index)
            return 1
        self._read_pairs(row, cells, names, index)
        return 1

    def _read_pairs(self, row: Row, cells: Sequence[str], names: Sequence[str | None], index: int) -> None:
        position = 0
        while position < len(cells):
            name = names[position]
            value = [cells[position + 1]] if position + 1 < len(cells) else []
            position += 2
            while position < len(cells) and names[position] is None:
                value.append(cells[position])
                position += 1
            if name is not None:
                for part_name, part in _split_value(name, self._join(row, name, value)):
                    self._add(part_name, part, index)
            elif value:
                self._go_on(clean_value(" ".join(value)))

    def _join(self, row: Row, name: str, cells: Sequence[str]) -> str:
        return " ".join(text for cell in cells if (text := clean_value(_join_lines(row, name, cell))))

    def _read_keyless(self, row: Row, cells: Sequence[str], index: int) -> None:
        """A row without a key goes on with the field above, holds fields of its own in one cell, or has a key that we
        don't know."""
        last = self.fields[-1].name if self.fields else ""
        if len(cells) == 1:
            for line in cells[0].split("\n"):
                self._read_text(line, index)
        elif len(cells) < len(row.cells) or not last or _goes_on(last, cells[0]):
            self._go_on(self._join(row, last, cells))
        else:
            self._add("unknown", self._join(row, last, cells[1:]), index)


def _key_of_cell(cells: Sequence[str], position: int) -> str | None:
    """A cell's key; 「開始」 is one only beside a time of day, 「傍聴」 is about how many beside a number of people."""
    label = squeeze(cells[position])
    beside = squeeze(cells[position + 1]) if position + 1 < len(cells) else ""
    return (key_of(label, beside) if beside else None) or key_of(label)


def _goes_on(name: str, cell: str) -> bool:
    """Whether a row's first cell belongs to the value above: an agenda entry, a role below 出席者, a sentence."""
    label = squeeze(cell)
    if name in _AGENDA or (name in _PEOPLE and _ROLE_CELL.fullmatch(label)):
        return True
    return "。" in label or len(label) > _LONGEST_LABEL or LEADING.match(fold(cell)) is not None


def _pair_of_line(text: str) -> tuple[str, str] | None:
    folded = fold(text)
    bare = LEADING.sub("", folded, count=1)
    if bare == folded and (number := re.match(r"[0-9]{1,2}(?=[^\s0-9])", folded)):
        # a number set close to its key: 2場所市役所会議室
        return split_key(folded) or split_key(folded[number.end() :], numbered=True)
    return split_key(bare, numbered=bare != folded)


def _broken_key(blocks: Sequence[Block], index: int) -> tuple[int, tuple[str, str]] | None:
    """日 / 時, 会 / 場　第1会議室, 所管部署 / (事務局)　総務課: a key over two or three lines → (lines, its pair)"""
    head = blocks[index]
    joined = squeeze(head.text) if isinstance(head, Line) else ""
    if not joined or len(joined) > _LONGEST_PIECE or re.search(r"[。:：]", joined) or split_key(joined) is not None:
        return None
    lettered = all(len(squeeze(b.text)) == 1 for b in blocks[index : index + 3] if isinstance(b, Line))
    for count in range(2, (_MOST_LETTERS if lettered else _MOST_PIECES) + 1):
        following = blocks[index + count - 1] if index + count - 1 < len(blocks) else None
        if not isinstance(following, Line) or (split_key(following.text) is not None and len(joined) > 2):
            return None
        pair = split_key(joined + following.text)
        # all of the lines above belongs to the key, and so does the beginning of this one
        if pair is not None and len(squeeze(pair[1])) < len(squeeze(following.text)):
            if lettered and not pair[1] and (longer := _longer_key(blocks, index + count, joined + following.text)):
                return count + 1, longer
            return count, pair
        joined += squeeze(following.text)
        if len(joined) > _LONGEST_PIECE * count:
            return None
    return None


def _longer_key(blocks: Sequence[Block], index: int, joined: str) -> tuple[str, str] | None:
    """開 / 催 / 日 / 時 平成…: 開催日 is a key, but the letter below belongs to it and has the value beside it."""
    following = blocks[index] if index < len(blocks) else None
    if not isinstance(following, Line) or re.match(r"\S\s+\S", fold(following.text)) is None:
        return None
    pair = split_key(squeeze(joined) + following.text)
    return pair if pair is not None and pair[1] else None


def _columns(blocks: Sequence[Block], index: int) -> list[tuple[str, str]] | None:
    """A row of keys above a row of values, of the same table."""
    row, below = blocks[index], blocks[index + 1] if index + 1 < len(blocks) else None
    if not isinstance(row, Row) or not isinstance(below, Row) or row.table != below.table or len(row.cells) < 2:
        return None
    names = [key_of(squeeze(cell)) for cell in row.cells]
    if len(below.cells) != len(names) or None in names or len(set(names)) != len(names):
        return None
    if any(key_of(squeeze(cell)) for cell in below.cells) or {"public", "observers"} >= set(names):
        return None
    values = [clean_value(_join_lines(below, name or "", cell)) for name, cell in zip(names, below.cells, strict=True)]
    return [(name, value) for name, value in zip(names, values, strict=True) if name]


def _join_lines(row: Row, name: str, cell: str) -> str:
    """A cell's lines as paragraphs; in a list of people a line of a PDF stays one too, where the list is narrow or the
    line ends before the cell does."""
    if name not in _PEOPLE or row.page is None:
        return join_cell(cell, wrapped=row.page is not None)
    lines = [line.rstrip() for line in cell.split("\n") if line.strip()]
    widest = max(map(_width, lines), default=0)
    joined = ""
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        wrapped = (
            _width(line) >= widest - _RAGGED and widest > _NARROW and re.match(r"[\s●・※◎■(（【]", following) is None
        )
        joined += line + ("" if wrapped else "\n")
    return joined


def _width(line: str) -> float:
    """In em: ASCII letters take half of one."""
    return sum(0.5 if char.isascii() else 1.0 for char in line)


def _split_value(name: str, value: str) -> Iterator[tuple[str, str]]:
    """A cell may hold fields of its own under one key: 日時：… / 場所：…"""
    if name in _AGENDA or name in _PEOPLE:
        yield name, value
        return
    own: list[str] = []
    parts: list[tuple[str, str]] = []
    for line in value.split("\n"):
        pair = _pair_of_line(line) if re.search(r"[:：】\s]", line) else None
        if pair is not None and pair[1] and pair[0] != name and pair[0] not in ("public", "end", "time"):
            parts.append(pair)
        else:
            own.append(line)
    yield name, "\n".join(own)
    yield from parts
