"""Items that the header lists: in agenda fields, in fields that carry their numbering on, in tables with titles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from app.document import Block, Line, Row
from app.normalize import fold, squeeze
from app.parse.agenda import Entry, parse_agenda
from app.parse.agenda_words import is_frame, is_step, kind_of_number, kind_of_word, section_kind
from app.parse.cells import join_cell
from app.parse.cues import number_core
from app.parse.discovery import has_title_form
from app.parse.enumeration import Numbered, split_number
from app.parse.header import Field
from app.parse.titles import closeness, read_title

# A column of titles: 件名, 諮問の件名, 案件名, 諮問事項, 議題.
_TITLE_COLUMN = re.compile(
    r"(?:(?P<kind>諮問|報告|審議|付議)(?:の|事項の|案件の)?)?(?:件名|案件名?|案件の名称|事項|議題|題名|議案名?|事案名?)"
)
_NUMBER_COLUMN = re.compile(r"(?:諮問|報告|案件|議案|議題|整理)?(?:番号|No\.?|№|号数?)|#|項番?")
_OFFICE_COLUMN = re.compile(
    r"(?:担当|所管|主管|説明|提案|提出|諮問)?(?:課|部署|部局|課等|課名)|(?:諮問)?実施機関(?:の課|名)?|諮問庁"
)
_RESULT_COLUMN = re.compile(
    r".{0,6}(?:結果|意見|答申|決定|議決|結論)(?:の?内容|等)?|(?:審議|審査|答申)の?(?:結果|内容|概要)"
)
# A header whose key is not known holds an agenda if it has so many numbered titles, and nothing else.
_FEWEST = 2


def read_listed(
    fields: Sequence[Field], blocks: Sequence[Block], begin: int, *, wrapped: bool = True
) -> tuple[Entry, ...]:
    """Header fields and the blocks of a document, of which the discussion begins at index `begin` → the items that
    they list, in order; () where none is listed. `wrapped`: as for parse_agenda."""
    entries = list(_in_fields(fields, wrapped=wrapped))
    if not entries:
        told = [field.value for field in fields if field.name in ("unknown", "summary")]
        entries = [entry for value in told for entry in _in_list(value.split("\n"))]
    if not entries:
        entries = [entry for run in _numbered_runs(blocks[:begin]) for entry in _in_list(run)]
    return _without_repeats(entries) or tuple(_in_tables(blocks))


def _numbered_runs(blocks: Sequence[Block]) -> Iterator[list[str]]:
    """Lines of the front matter that count on, one below the other: a list without a label."""
    run: list[str] = []
    last: Numbered | None = None
    for block in blocks:
        text = fold(block.text) if isinstance(block, Line) else ""
        numbered = split_number(text)
        if numbered is not None and (last is None or _follows(numbered, last)):
            run, last = [*run, text], numbered
            continue
        yield run
        run, last = ([text], numbered) if numbered is not None else ([], None)
    yield run


def _in_fields(fields: Sequence[Field], *, wrapped: bool) -> Iterator[Entry]:
    """Fields whose names begin with agenda; those of one kind (諮問, 報告) hand it to their entries. Where the list was
    parted by a key in its middle (会議資料 between (1) and (2)), later fields carry its numbers on."""
    reached: Numbered | None = None
    for field in fields:
        if field.name.startswith("agenda"):
            default = {"agenda_referral": "referral", "agenda_report": "report"}.get(field.name)
            yield from parse_agenda(field.value, default, wrapped=wrapped)
            numbers = [n for line in field.value.split("\n") if (n := split_number(line.strip())) is not None]
            reached = numbers[-1] if numbers else None
            continue
        for line in field.value.split("\n"):
            numbered = split_number(line.strip())
            if numbered is None or reached is None or not _follows(numbered, reached):
                continue
            if has_title_form(numbered.rest) or re.search(r"の(?:審議|審査|説明|報告)$", numbered.rest):
                yield from parse_agenda(line.strip())
                reached = numbered


def _follows(numbered: Numbered, before: Numbered) -> bool:
    number, last = number_core(numbered.mark), number_core(before.mark)
    return numbered.kind == before.kind and number.isdigit() and last.isdigit() and int(number) == int(last) + 1


def _in_list(written: Sequence[str]) -> tuple[Entry, ...]:
    """The value of a key that nobody knows, or lines without any: an agenda by its form."""
    lines = [line.strip() for line in written if line.strip()]
    numbered = [n for line in lines if (n := split_number(line)) is not None and n.kind != "bullet"]
    titled = [n for n in numbered if has_title_form(n.rest)]
    first = split_number(lines[0]) if lines else None
    if len(titled) < _FEWEST or first is None or len(titled) * 2 < len(numbered) or any("。" in line for line in lines):
        return ()
    return parse_agenda("\n".join(lines))


def _without_repeats(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """An agenda that the header gives twice (議題, then 次第) lists each item once."""
    kept: list[Entry] = []
    for entry in entries:
        again = any(
            squeeze(entry.title) == squeeze(known.title)
            and entry.kind == known.kind
            and (entry.number is None or known.number is None or number_core(entry.number) == number_core(known.number))
            for known in kept
        )
        if not again:
            kept.append(entry)
    return tuple(kept)


def _in_tables(blocks: Sequence[Block]) -> Iterator[Entry]:
    """Tables with a column of titles and one of numbers, departments or results: 番号 | 諮問の件名 | 担当課 | 結果."""
    heads: dict[int, tuple[int, int | None, int | None, str | None]] = {}
    seen: set[int] = set()
    found: list[Entry] = []
    for row in (block for block in blocks if isinstance(block, Row)):
        cells = [fold(join_cell(cell, wrapped=row.page is not None)) for cell in row.cells]
        if row.table not in seen:
            seen.add(row.table)
            head = _read_head(cells)
            if head is not None:
                heads[row.table] = head
            continue
        columns = heads.get(row.table)
        if columns is None or len(cells) <= columns[0]:
            continue
        entry = _make_entry(cells, *columns)
        if entry is not None and not any(closeness(entry.title, known.title) >= 0.95 for known in found):
            found.append(entry)
    yield from found


def _read_head(cells: Sequence[str]) -> tuple[int, int | None, int | None, str | None] | None:
    """A table's first row → (column of titles, of numbers, of departments, kind); None where it is no list of items."""
    names = [squeeze(cell) for cell in cells]
    titles = [(i, m) for i, name in enumerate(names) if (m := _TITLE_COLUMN.fullmatch(name)) is not None]
    number = next((i for i, name in enumerate(names) if _NUMBER_COLUMN.fullmatch(name)), None)
    office = next((i for i, name in enumerate(names) if _OFFICE_COLUMN.fullmatch(name)), None)
    result = any(_RESULT_COLUMN.fullmatch(name) for name in names)
    if len(titles) != 1 or (number is None and office is None and not result):
        return None
    column, match = titles[0]
    return column, number, office, kind_of_word(match["kind"])


def _make_entry(
    cells: Sequence[str], column: int, number: int | None, office: int | None, kind: str | None
) -> Entry | None:
    source = cells[column].strip()
    numbered = split_number(source)
    title = read_title(numbered.rest if numbered else source)
    if len(squeeze(title.text)) < 4 or is_frame(title.text) or is_step(title.text) or "。" in source:
        return None
    if section_kind(title.text) is not None:
        return None
    mark = title.number or (numbered.mark if numbered and numbered.kind != "bullet" else None)
    if mark is None and number is not None and number < len(cells):
        mark = cells[number].strip() or None
    department = title.department
    if department is None and office is not None and office < len(cells):
        department = squeeze(cells[office]) or None
    told = kind_of_word(title.kind_word) or kind_of_number(mark) or kind
    return Entry(mark, title.text, told, department, source)
