"""The agenda in a header: running text or lines → entries, nested as their numbers are; which of them are items."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace

from app.normalize import squeeze
from app.parse.enumeration import iterate_numbers
from app.parse.titles import Title, read_title

# What an agenda lists that is no item: the frame of a meeting.
_FRAME = re.compile(
    r"""(?:
        開会(?:の?(?:宣告|挨拶|あいさつ|の辞))? | 閉会(?:の?(?:宣告|挨拶|あいさつ|の辞))?
      | .{0,12}(?:挨拶|あいさつ|あいさつ等) | 諮問書(?:の)?(?:授受|交付|手交|の提出)? | 答申書(?:の)?(?:授受|交付|手交)?
      | 出席(?:者|委員)?(?:の)?(?:紹介|確認|報告) | 委員(?:の)?(?:紹介|出欠.*) | (?:事務局)?職員(?:の)?紹介 | 自己紹介
      | 資料(?:の)?確認 | 配布資料.* | 傍聴.* | 会議(?:の)?(?:成立|公開)(?:の)?.* | 定足数.*
      | (?:前回)?(?:会議録|議事録)(?:の)?(?:確認|承認|署名.*).* | (?:会議録)?署名(?:委員|人).*
      | 次回.* | 日程.* | 今後の.*日程.*
      | 委嘱(?:状|書).* | 任命書.* | 休憩 | 質疑(?:応答)? | 連絡(?:事項)? | 事務連絡 | 特になし | なし | 諸般の報告
      | .{0,12}(?:次|以下|下記|別紙|下)の?とおり.* | 開催日時.* | 議事録.*
    )""",
    re.VERBOSE,
)
# What an agenda uses to gather items, with the kind that it gives them.
_SECTION = re.compile(
    r"""(?P<referral>諮問(?:事項|案件|審議|議案)?(?:等)?(?:の審議)?|審議(?:事項|案件)?|審査事項|答申(?:案)?(?:の)?(?:検討|審議)?)
      | (?P<report>報告(?:事項|案件)?|説明事項|報告及び説明)
      | (?P<other>その他(?:の)?(?:事項|報告|連絡事項)?|その他・連絡)
      | (?P<any>議事(?:次第|内容)?|議題(?:等)?|案件|次第|会議(?:次第|の議題)|協議(?:事項)?|議事及び議題
        |付議案件|諮問・報告|諮問及び報告|諮問事項及び報告事項)
    """,
    re.VERBOSE,
)
_NAMED_OTHER = re.compile(r"その他\s*[(（](?P<name>.{4,60})[)）]$")
_BETWEEN = re.compile(r"(?<=(?:諮問|報告|審議|協議|選任)[)）】])\s+(?=[^\s(（【])|(?<=について)\s+(?=[^\s(（【])")
# Whole sentences are no titles.
_SENTENCE = re.compile(r"。.|(?:ます|ました|です|でした|ません|ください|である|いたい)[。か]*$")
_MARK_KIND = re.compile(r"(?P<referral>諮問|議案|審議)|(?P<report>報告)")

_KIND_OF_WORD = {
    **dict.fromkeys(("諮問", "再諮問", "審議", "協議", "継続", "継続審議", "答申"), "referral"),
    **dict.fromkeys(("報告", "説明"), "report"),
    "選任": "election",
    "その他": "other",
}


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


def parse_agenda(text: str, default: str | None = None) -> tuple[Entry, ...]:
    """Normalised text of an agenda (line feeds kept) → its items, in order; `default` is the kind that the agenda's
    own heading gives (諮問事項 → referral)."""
    entries: list[tuple[int, Entry]] = []
    levels: list[_Level] = []
    for kind, mark, body in _split(text):
        above: str | None = None  # the section of the line before, where lines have no numbers
        while levels and any(level.kind == kind for level in levels):
            popped = levels.pop()
            above = popped.section if kind == "line" else None
        section = above or next((level.section for level in reversed(levels) if level.section), default)
        pieces = [piece for piece in _BETWEEN.split(body) if piece.strip()] or [""]
        first_section = _section_of(pieces[0])
        if first_section is None and len(pieces) == 1:
            # 「議事 保有情報の取扱いについて」: a section's name and its first item on one line
            head, _, tail = body.partition(" ")
            if tail and _section_of(head) is not None:
                pieces, first_section = [head, tail], _section_of(head)
        elif first_section is None:
            head, _, tail = pieces[0].partition(" ")
            if tail and _section_of(head) is not None:
                pieces, first_section = [head, tail, *pieces[1:]], _section_of(head)
        levels.append(_Level(kind, above if first_section is None else first_section or None))
        if first_section is not None:
            section, pieces = first_section or section, pieces[1:]
        for piece in pieces:
            entry = _make_entry(mark, piece, section)
            if entry is not None:
                entries.append((len(levels), entry))
    return tuple(_without_containers(entries))


def _without_containers(entries: list[tuple[int, Entry]]) -> list[Entry]:
    """「(2) 会長の選出 ・「任期満了に伴う互選」」: an entry whose children are quoted titles only gathers them."""
    kept: list[Entry] = []
    gives: tuple[int, str | None] | None = None
    for index, (depth, entry) in enumerate(entries):
        child = entries[index + 1] if index + 1 < len(entries) else None
        if child is not None and child[0] > depth and child[1].source[:1] == "「" != entry.source[:1]:
            gives = (depth, entry.kind)
            continue
        if gives is not None and depth <= gives[0]:
            gives = None
        kept.append(replace(entry, kind=gives[1]) if gives is not None and entry.kind is None else entry)
    return kept


def _section_of(text: str) -> str | None:
    """The kind that a section gives ("" where it gives none), None where the text names no section."""
    bare = squeeze(text).strip(":：")
    inner = re.fullmatch(r"[(<【\[「](.+)[)>】\]」]", bare)
    match = _SECTION.fullmatch(inner[1] if inner else bare)
    if match is None:
        return None
    return "" if match.lastgroup == "any" else str(match.lastgroup)


def is_frame(text: str) -> bool:
    """Whether a heading belongs to the meeting's frame (開会, 次回の日程 …) and so is no item."""
    return _FRAME.fullmatch(squeeze(text).strip("。()（）<>＜＞【】")) is not None


def section_kind(text: str) -> str | None:
    """As `_section_of`, for headings in the discussion."""
    return _section_of(text)


def kind_of_word(word: str | None) -> str | None:
    return _KIND_OF_WORD.get(word) if word else None


def kind_of_number(number: str | None) -> str | None:
    """諮問第3号 → referral, 報告第1号 → report."""
    match = _MARK_KIND.search(number) if number else None
    return match.lastgroup if match else None


def guess_election(title: str) -> bool:
    """A chair or deputy is chosen: 会長の選出, 会長・副会長の互選, 職務代理者の指名."""
    return (
        re.search(
            r"(?:会長|副会長|委員長|職務代理|代理者|議長).{0,12}(?:選出|選任|互選|指名|選挙|決定)", squeeze(title)
        )
        is not None
    )


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
    if len(squeeze(title.text)) < 3 or is_frame(title.text) or _section_of(title.text) is not None:
        return None
    if _SENTENCE.search(title.text):
        return None
    mark = title.number or mark
    kind = kind_of_word(title.kind_word) or kind_of_number(mark) or section
    if guess_election(title.text) and kind in (None, "referral", "any", "election"):
        kind = "election"
    return Entry(mark, title.text, kind, title.department, body.strip(), in_other=section == "other")


def _split(text: str) -> list[tuple[str, str | None, str]]:
    """(kind of number, number, body) for each entry; a line without a number is an entry of kind "line" where lines
    stand by themselves, else it goes on the one before."""
    flat = re.sub(r"[ \t\u3000]*\n[ \t\u3000]*", "\n", text.strip())
    sections = [m.start() for m in re.finditer(r"(?m)^.{2,14}$", flat) if _section_of(m.group()) is not None]
    if len(sections) > 1 or (sections and sections[0] > 0):
        # a line that only names a section parts the agenda
        edges = [0, *[s for s in sections if s > 0], len(flat)]
        return [part for a, b in itertools.pairwise(edges) for part in _split_part(flat[a:b].strip("\n"))]
    return _split_part(flat)


def _split_part(flat: str) -> list[tuple[str, str | None, str]]:
    numbers = iterate_numbers(flat)
    if not numbers:
        return [("line", None, line) for line in _unwrap(flat)]
    parts: list[tuple[str, str | None, str]] = []
    head = flat[: numbers[0][0]].strip()
    if head:
        parts += [("line", None, line) for line in _unwrap(head)]
    for index, (_, numbered) in enumerate(numbers):
        end = numbers[index + 1][0] if index + 1 < len(numbers) else len(flat)
        body = numbered.rest[: max(0, len(numbered.rest) - (len(flat) - end))]
        parts.append((numbered.kind, None if numbered.kind == "bullet" else numbered.mark, _unwrap_one(body)))
    return _join_double_numbers(parts)


def _join_double_numbers(parts: list[tuple[str, str | None, str]]) -> list[tuple[str, str | None, str]]:
    """「・平成29年度諮問第2号 「…」」: a bullet (or a number) that only precedes another number."""
    joined: list[tuple[str, str | None, str]] = []
    for kind, mark, body in parts:
        if joined and not joined[-1][2].strip() and kind == "named":
            held = joined.pop()
            joined.append((held[0], mark, body))
            continue
        joined.append((kind, mark, body))
    return joined


def _unwrap(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _unwrap_one(text: str) -> str:
    """Line feeds inside an entry are where a cell was too narrow, unless what stands before them is complete."""
    kept = re.sub(
        r"(?<=(?:諮問|報告|審議|協議|選任)[)）】])\s*\n\s*|(?<=[」』])\s*\n\s*|(?<=について)\s*\n\s*", " ", text
    )
    return re.sub(r"\s*\n\s*", "", kept).strip()
