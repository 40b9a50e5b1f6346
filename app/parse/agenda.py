"""The agenda in a header: running text or lines → entries, nested as their numbers are; which of them are items."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.normalize import squeeze
from app.parse.agenda_words import (
    guess_election,
    is_frame,
    is_step,
    kind_of_number,
    kind_of_title,
    kind_of_word,
    section_kind,
)
from app.parse.cues import number_core
from app.parse.enumeration import iterate_numbers
from app.parse.titles import Title, read_title

# The same words in brackets inside running text: 【審議事項】 1 … 【報告事項】 1 …
_SECTION_MARK = re.compile(r"[ \t]*[【〈<《≪\[〔](?P<inner>[^【】〈〉<>《》≪≫\[\]〔〕\n]{2,14})[】〉>》≫\]〕][ \t]*")
# A line that says whose matter it is: [担当課:総務部 法務室], 【町民課】, 担当課 総務課
_OFFICE_END = "(?:課|室|局|部|所|センター|係|館|委員会|署|支所|病院)"
_DEPARTMENT_LINE = re.compile(
    rf"""(?:
        [(（【\[〔]\s*(?:(?:所管|担当|主管|提案)(?:課|部署|部局)?(?:名)?\s*[:：]?\s*)?
        (?P<inside>[^()（）【】\[\]〔〕。]{{1,60}}?{_OFFICE_END})\s*[)）】\]〕]
      | (?:所管|担当|主管|提案)(?:課|部署|部局)(?:名)?\s*[:：\s]\s*(?P<named>[^()（）【】。]{{1,60}}?{_OFFICE_END})
    )""",
    re.VERBOSE,
)
_NAMED_OTHER = re.compile(r"その他\s*[(（](?P<name>.{4,60})[)）]$")
_BETWEEN = re.compile(
    r"(?<=(?:諮問|報告|審議|協議|選任)[)）】])\s+(?=[^\s(（【\[〔<])|(?<=について)\s+(?=[^\s(（【\[〔<⇒→])"
)
# Whole sentences are no titles.
_SENTENCE = re.compile(r"。.|(?:ます|ました|です|でした|ません|ください|である|いたい)[。か]*$")
# 「※(1)について公開」, 「議題(4)は非公開」: a remark about an entry.
_REMARK = re.compile(
    r"(?:について|は|のみ|の審議は)?、?(?:一部)?非?公開(?:とする|で審議)?$"
    # a date, or what is left of one: 平成22年12月3日(金曜日)午後4時開議, 年 9 月
    r"|(?:令和|平成|昭和)?[ 0-9元]{0,6}年[ 0-9]{1,5}月(?:[ 0-9]{1,5}日.*)?$|[ 0-9]{0,4}[年月日](?:[ (（]|$)"
)
# An entry that only says of what kind those under it are: 条例に基づく諮問について, 諮問に関する調査審議.
_GATHERS = re.compile(
    r"(?:諮問|報告|審議|付議|答申)(?:事項|案件)?(?:に(?:関する|係る)(?:調査)?審議)?(?:について|に関すること)?$"
)
# Where a line of a title that has no number goes on in the next one.
_GOES_ON = re.compile(
    r"(?:[のにをがはと・、,]|及び|並びに|係る|関する|による|おける|伴う|ための|する|対する|基づく|した|[（(「『][^）)」』]*)$"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of an agenda that is an item. `kind` is a code or None where the agenda does not tell; `source` is the
    entry as written (normalised), so that it can be found again."""

    number: str | None
    title: str
    kind: str | None
    department: str | None
    source: str
    in_other: bool = False


@dataclass(slots=True)
class _Level:
    kind: str
    section: str | None
    titled: bool = False  # it is an item: bullets under it are its details


def parse_agenda(text: str, default: str | None = None, *, wrapped: bool = True) -> tuple[Entry, ...]:
    """Normalised text of an agenda (line feeds kept) → its items, in order; `default` is the kind that the agenda's
    own heading gives (諮問事項 → referral). `wrapped`: a line may end where the page or a cell does (PDF, text)."""
    entries: list[tuple[int, Entry]] = []
    levels: list[_Level] = []
    departments = _Departments()
    parts = _split(_part_sections(text), wrapped=wrapped)
    quoting = _quoting_bullets(parts)
    listed_other: str | None = None
    for index, (kind, mark, body) in enumerate(parts):
        if listed_other == kind and mark is not None and number_core(mark) == "1":
            break  # その他 was the last: what is numbered anew behind it, without a heading, are papers or remarks
        above: str | None = None  # the section of the line before, where lines have no numbers
        while levels and any(level.kind == kind for level in levels):
            popped = levels.pop()
            above = popped.section if kind == "line" else None
        section = above or next((level.section for level in reversed(levels) if level.section), default)
        first_section, pieces = _cut(body)
        listed_other = kind if first_section == "other" and not pieces else None
        details = kind == "bullet" and any(level.titled for level in levels)
        levels.append(_Level(kind, above if first_section is None else first_section or None))
        if first_section is not None:
            section = first_section or section
            departments.enter_section()
        for place, piece in enumerate(pieces):
            if place and mark is not None and first_section is None and _explains(piece):
                continue
            if _names_group(piece) or (details and index not in quoting):
                continue
            if (office := _department_of(piece)) is not None:
                departments.tell(office, entries)
                continue
            entry = _make_entry(mark, piece, section)
            if entry is not None:
                entries.append((len(levels), departments.give(entry)))
                levels[-1].titled = _GATHERS.search(entry.title) is None
    return tuple(_without_containers(entries))


def _explains(piece: str) -> bool:
    """Whether a line below a numbered title, without a number of its own, only explains it: 「特例」の定めについて."""
    title = read_title(piece)
    return title.kind_word is None and title.department is None and piece[:1] in "「『" and title.text[:1] in "「『"


def _quoting_bullets(parts: Sequence[tuple[str, str | None, list[str]]]) -> frozenset[int]:
    """Bullets below a title are its details, unless each of a run is a quoted title: which ones (indices)."""
    quoting: set[int] = set()
    for bullets, run in itertools.groupby(enumerate(parts), key=lambda part: part[1][0] == "bullet"):
        places = list(run)
        if bullets and all("".join(body)[:1] in ("「", "『") for _, (_, _, body) in places):
            quoting.update(place for place, _ in places)
    return frozenset(quoting)


def _cut(body: Sequence[str]) -> tuple[str | None, list[str]]:
    """The lines of an entry → (the kind that they give as a section, None where they name none; the titles)."""
    pieces = [piece for line in body for piece in _BETWEEN.split(line) if piece.strip()] or [""]
    section = section_kind(pieces[0])
    if section is not None:
        return section, pieces[1:]
    # 「議事 保有情報の取扱いについて」: a section's name and its first item on one line
    head, _, tail = pieces[0].partition(" ")
    if tail and (section := section_kind(head)) is not None:
        return section, [tail, *pieces[1:]]
    return None, pieces


class _Departments:
    """Lines that name a department: they stand under the title, or above the titles that follow. Where the first one
    has no title of its section above it, all of them stand above."""

    def __init__(self) -> None:
        self._above: bool | None = None
        self._held: str | None = None
        self._titles = 0

    def enter_section(self) -> None:
        self._titles = 0
        self._held = None

    def tell(self, office: str, entries: list[tuple[int, Entry]]) -> None:
        if self._above is None:
            self._above = self._titles == 0
        if self._above:
            self._held = office
        elif entries and entries[-1][1].department is None:
            depth, entry = entries[-1]
            entries[-1] = (depth, replace(entry, department=office))

    def give(self, entry: Entry) -> Entry:
        self._titles += 1
        return replace(entry, department=self._held) if self._held and entry.department is None else entry


def _department_of(text: str) -> str | None:
    match = _DEPARTMENT_LINE.fullmatch(text.strip())
    return re.sub(r"\s+", "", match["inside"] or match["named"]) if match else None


def _part_sections(text: str) -> str:
    """A section's name in brackets becomes a line of its own."""

    def part(match: re.Match[str]) -> str:
        first = match.start() == 0 or text[match.start() - 1] == "\n"
        parts = section_kind(match["inner"]) is not None and (first or match["inner"].endswith(("事項", "案件")))
        return f"\n{match['inner']}\n" if parts else match.group()

    return _SECTION_MARK.sub(part, text)


def _without_containers(entries: list[tuple[int, Entry]]) -> list[Entry]:
    """「(2) 会長の選出 ・「任期満了に伴う互選」」, 「1 条例に基づく諮問について (1)… (2)…」: an entry only gathers
    what is nested under it where that is quoted, or where it calls itself a referral or report."""
    kept: list[Entry] = []
    gives: tuple[int, str | None] | None = None
    for index, (depth, entry) in enumerate(entries):
        child = entries[index + 1] if index + 1 < len(entries) else None
        if child is not None and child[0] > depth and _gathers(entry, child[1]):
            gives = (depth, entry.kind or kind_of_title(entry.title))
            continue
        if gives is not None and depth <= gives[0]:
            gives = None
        kept.append(replace(entry, kind=gives[1]) if gives is not None and entry.kind is None else entry)
    return kept


def _gathers(entry: Entry, child: Entry) -> bool:
    if child.source[:1] == "「" != entry.source[:1]:
        return True
    return _GATHERS.search(entry.title) is not None


def named_other(number: str | None, text: str) -> Entry | None:
    """「その他（会長の選出について）」: a matter with a name under その他."""
    match = _NAMED_OTHER.match(text.strip())
    if match is None or is_frame(match["name"]):
        return None
    return Entry(number, text.strip(), "other", None, text.strip(), in_other=True)


def _make_entry(mark: str | None, body: str, section: str | None) -> Entry | None:
    other = named_other(mark, body)
    if other is not None:
        return other
    title: Title = read_title(body)
    if len(squeeze(title.text)) < 3 or is_frame(title.text) or section_kind(title.text) is not None:
        return None
    if _SENTENCE.search(title.text) or is_step(title.text) or _REMARK.match(title.text):
        return None
    mark = title.number or mark
    kind = kind_of_word(title.kind_word) or kind_of_number(mark) or section or kind_of_title(title.text)
    if guess_election(title.text) and kind in (None, "referral", "any", "election"):
        kind = "election"
    return Entry(mark, title.text, kind, title.department, body.strip(), in_other=section == "other")


def _split(text: str, *, wrapped: bool) -> list[tuple[str, str | None, list[str]]]:
    """(kind of number, number, lines of the body) for each entry; a line without a number is an entry of kind "line"
    where lines stand by themselves, else it belongs to the one before."""
    flat = re.sub(r"[ \t\u3000]*\n[ \t\u3000\n]*", "\n", text.strip())
    sections = [m.start() for m in re.finditer(r"(?m)^.{2,14}$", flat) if section_kind(m.group()) is not None]
    if len(sections) > 1 or (sections and sections[0] > 0):
        # a line that only names a section parts the agenda
        edges = [0, *[s for s in sections if s > 0], len(flat)]
        return [
            part for a, b in itertools.pairwise(edges) for part in _split_part(flat[a:b].strip("\n"), wrapped=wrapped)
        ]
    return _split_part(flat, wrapped=wrapped)


def _split_part(flat: str, *, wrapped: bool) -> list[tuple[str, str | None, list[str]]]:
    numbers = iterate_numbers(flat)
    if not numbers:
        return [("line", None, [line]) for line in _join_lines(flat, wraps=False)]
    parts: list[tuple[str, str | None, list[str]]] = []
    head = flat[: numbers[0][0]].strip()
    if head:
        parts += [("line", None, [line]) for line in _join_lines(head, wraps=False)]
    for index, (_, numbered) in enumerate(numbers):
        end = numbers[index + 1][0] if index + 1 < len(numbers) else len(flat)
        body = numbered.rest[: max(0, len(numbered.rest) - (len(flat) - end))]
        mark = None if numbered.kind == "bullet" else numbered.mark
        parts.append((numbered.kind, mark, _join_lines(body, wraps=wrapped)))
    return _join_double_numbers(parts)


def _join_double_numbers(parts: list[tuple[str, str | None, list[str]]]) -> list[tuple[str, str | None, list[str]]]:
    """「・平成29年度諮問第2号 「…」」: a bullet (or a number) that only precedes another number."""
    joined: list[tuple[str, str | None, list[str]]] = []
    for kind, mark, body in parts:
        if joined and not joined[-1][2] and kind == "named":
            held = joined.pop()
            joined.append((held[0], mark, body))
            continue
        joined.append((kind, mark, body))
    return joined


_GROUP = re.compile(r"【[^【】]{2,20}】|[<〈＜《≪][^<>〈〉＜＞《》≪≫]{2,40}(?:関係|事業|部門|分野)[>〉＞》≫]")
# What ends a title: the next line is another one.
_COMPLETE = re.compile(
    r"(?:(?:諮問|報告|審議|協議|選任|公開|継続|新規)[)）】\]〕]|[」』]|について(?:[(（][^()（）]{2,20}[)）])?|に関すること|の件)$"
)
# A line in brackets below a title explains it; it is no part of it.
_GLOSS = re.compile(r"[(（][^()（）]{6,}(?:[(（][^()（）]*[)）][^()（）]*)*[)）]")
# A line in brackets that names the article under which the matter is referred.
_LAW = re.compile(
    r"[(（【\[〔][^()（）]*第[0-9一二三四五六七八九十]+条[^()（）]*(?:[(（][^()（）]*[)）][^()（）]*)*[)）】\]〕]"
)


def _join_lines(text: str, *, wraps: bool) -> list[str]:
    """Lines → titles. `wraps`: line feeds are where a cell was too narrow, unless what stands before them is complete;
    otherwise each line is a title, unless it ends in the middle of a phrase."""
    joined: list[str] = []
    for line in (part.strip() for part in text.split("\n")):
        if not line:
            continue
        last = joined[-1] if joined else None
        if last is not None and re.match(r"[にのをはがで](?![A-Za-z])", line) and not _stands_alone(last):
            joined[-1] = last if last.endswith(line) else last + line  # no title begins so; some copies repeat a line
        elif last is None or _stands_alone(last) or _stands_alone(line):
            joined.append(line)
        elif _LAW.fullmatch(line) or (
            _GLOSS.fullmatch(line) and last.endswith("について") and read_title(f"甲{line}").text != "甲"
        ):
            continue
        elif (not _COMPLETE.search(last) or line[:1] in "(（【[〔⇒→") if wraps else _GOES_ON.search(last) is not None:
            joined[-1] = last + line
        else:
            joined.append(line)
    return joined


def _stands_alone(line: str) -> bool:
    return section_kind(line) is not None or _department_of(line) is not None or _names_group(line)


def _names_group(line: str) -> bool:
    """【水道事業】, <基本計画関係>: what the titles that follow are about. Not 【報告】, 【廃止】, 【課税課】."""
    return _GROUP.fullmatch(line) is not None and read_title(f"甲{line}").text != "甲"
