"""Which passages belong to which items: by headings, by numbers, by titles that the chair reads out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.model import Role
from app.normalize import fold, normalize, squeeze
from app.parse.agenda import Entry, guess_election, is_frame, kind_of_number, kind_of_word, named_other, section_kind
from app.parse.cues import (
    QUOTED_TITLE,
    closes,
    find_number_labels,
    introduces,
    is_chair,
    number_core,
)
from app.parse.enumeration import kind_of_mark, split_number
from app.parse.layout import STRAY_MARK, Passage
from app.parse.titles import closeness, read_title, similarity

# A heading is an item's when this much of the shorter title is in the longer one.
_HEADING_LIKENESS = 0.72
# A chair who reads out a title rarely says less than this share of it.
_SPOKEN_LIKENESS = 0.78
# …and where several items are alike, the next one wins unless another is better by this.
_MARGIN = 0.12


@dataclass(frozen=True, slots=True)
class Section:
    """An item with the indices of its passages. `found_at` is where it was first named in the discussion."""

    entry: Entry
    passages: tuple[int, ...] = ()
    found_at: int | None = None


def match_heading(text: str, entries: Sequence[Entry], current: int = -1) -> int | None:
    """A heading → the index of the agenda entry that it names, or None. Numbers decide between like titles."""
    line = STRAY_MARK.sub("", fold(text))
    numbered = split_number(line)
    rest = numbered.rest if numbered else line
    title = read_title(rest).text
    if len(squeeze(title)) < 3:
        return None
    scores = []
    for index, entry in enumerate(entries):
        likeness = max(closeness(entry.title, title), closeness(entry.source, rest))
        if numbered and entry.number and number_core(entry.number) == number_core(numbered.mark):
            likeness += 0.08
        elif numbered and entry.number and numbered.kind == kind_of_mark(entry.number) and likeness < 0.95:
            likeness -= 0.2
        if index == current + 1:
            likeness += 0.02
        scores.append((likeness, -index))
    best = max(scores, default=(0.0, 0))
    return -best[1] if best[0] >= _HEADING_LIKENESS else None


def is_item_heading(text: str, entries: Sequence[Entry], *, marked: bool) -> bool:
    """Whether a line of the discussion is a heading: of an item on the agenda, of a section, or by its own form.
    `marked`: the file itself says that it is a heading."""
    line = STRAY_MARK.sub("", fold(text))
    marked = marked or line != fold(text)
    if len(line) > 120 or (line.endswith(("。", "か", "ます", "です")) and "「" not in line):
        return False
    numbered = split_number(line)
    rest = (numbered.rest if numbered else line).strip()
    if section_kind(rest) is not None or is_frame(rest):
        return marked or numbered is not None or (len(squeeze(rest)) <= 8 and section_kind(rest) is not None)
    if (
        entries
        and match_heading(line, entries) is not None
        and (marked or numbered or _looks_like_title(rest, entries))
    ):
        return True
    if (
        numbered
        and numbered.kind in ("named", "numbered", "word")
        and 4 <= len(squeeze(rest)) <= 80
        and not rest.endswith("。")
    ):
        return not re.search(r"(?:ます|です|した|ある|いる)$", rest) and not rest.startswith(
            ("は", "に", "の", "を", "が", "、")
        )
    return False


def _looks_like_title(rest: str, entries: Sequence[Entry]) -> bool:
    return any(closeness(entry.title, rest) >= 0.95 for entry in entries) and not re.search(r"[。、]$", rest)


def discover_entries(passages: Sequence[Passage]) -> tuple[Entry, ...]:
    """Items that no agenda lists: those that headings number and those that the chair quotes with their number."""
    found: list[Entry] = []
    for passage in passages:
        if passage.role is Role.HEADING:
            entry = _entry_of_heading(passage.text)
            if entry is not None and not _known(found, entry):
                found.append(entry)
        elif is_chair(passage.speaker) and introduces(passage.text):
            for entry in _entries_in_speech(passage.text):
                if not _known(found, entry):
                    found.append(entry)
    return tuple(found)


def _known(found: Sequence[Entry], entry: Entry) -> bool:
    return any(closeness(known.title, entry.title) >= 0.9 for known in found)


def _entry_of_heading(text: str) -> Entry | None:
    line = fold(text)
    numbered = split_number(line)
    title = read_title(numbered.rest if numbered else line)
    if len(squeeze(title.text)) < 4 or is_frame(title.text) or section_kind(title.text) is not None:
        return None
    number = title.number or (numbered.mark if numbered else None)
    kind = kind_of_word(title.kind_word) or kind_of_number(number)
    if guess_election(title.text):
        kind = "election"
    return Entry(number, title.text, kind, title.department, line)


def _entries_in_speech(text: str) -> list[Entry]:
    entries: list[Entry] = []
    word = ""
    flat = normalize(text).text
    for match in QUOTED_TITLE.finditer(flat):
        word = match["word"] or word
        if not word:
            continue
        number = match["number"] or match["also"]
        title = read_title(match["title"])
        if len(squeeze(title.text)) < 4 or is_frame(title.text):
            continue
        kind = kind_of_word(title.kind_word) or kind_of_number(word)
        if guess_election(title.text):
            kind = "election"
        entries.append(Entry(number, title.text, kind, title.department, match["title"]))
    return entries


class _Walker:
    """Walks the passages once, keeping which items are being discussed."""

    def __init__(self, passages: Sequence[Passage], entries: Sequence[Entry]) -> None:
        self.passages = passages
        self.entries = list(entries)
        self.members: list[list[int]] = [[] for _ in entries]
        self.current: tuple[int, ...] = ()
        self.last = -1
        self.in_other = False
        self.section: str | None = None

    def walk(self) -> tuple[Section, ...]:
        for index, passage in enumerate(self.passages):
            once = self._step(index, passage)
            for item in once if once is not None else self.current:
                self.members[item].append(index)
        return tuple(
            Section(entry, tuple(members), members[0] if members else None)
            for entry, members in zip(self.entries, self.members, strict=True)
        )

    def _step(self, index: int, passage: Passage) -> tuple[int, ...] | None:
        """Moves on; returns the items of this passage alone where they differ from the current ones."""
        if passage.role is Role.ATTACHMENT or passage.cells:
            self.current = ()
            return ()
        if passage.role is Role.HEADING:
            self._enter_heading(passage)
            return None
        if self.in_other and not self.current_is_listed() and (named := self._named_matter(passage)) is not None:
            self.entries.append(named)
            self.members.append([])
            self.current = (len(self.entries) - 1,)
            return None
        speaks = is_chair(passage.speaker) or (passage.speaker or "").endswith("事務局") or passage.speaker == "司会"
        if not speaks or not introduces(passage.text):
            return None
        return self._follow_chair(passage)

    def current_is_listed(self) -> bool:
        return bool(self.current) and not self.entries[self.current[0]].in_other

    def _enter_heading(self, passage: Passage) -> None:
        line = STRAY_MARK.sub("", fold(passage.text))
        numbered = split_number(line)
        rest = numbered.rest if numbered else line
        other = named_other(numbered.mark if numbered else None, rest)
        if other is not None and not any(closeness(e.title, other.title) >= 0.95 for e in self.entries):
            self.entries.append(other)
            self.members.append([])
            self.current, self.in_other = (len(self.entries) - 1,), True
            return
        found = match_heading(passage.text, self.entries, self.last)
        if found is not None:
            self.current, self.last = (found,), found
            self.in_other = self.entries[found].in_other
            return
        section = section_kind(rest)
        if section is not None or is_frame(rest):
            self.current = ()
            self.in_other = section == "other"

    def _follow_chair(self, passage: Passage) -> tuple[int, ...] | None:
        named = self._named_items(passage.text)
        closing = closes(passage.text)
        if closing and not self._opens_item(passage.text, named):
            self.current = ()
            self.in_other = "その他" in squeeze(passage.text)
            return tuple(named) if named else None
        if not named:
            return None
        if tuple(named) != self.current:
            self.current = tuple(named)
            self.last = named[-1]
            self.in_other = False
        return None

    @staticmethod
    def _opens_item(text: str, named: Sequence[int]) -> bool:
        return (
            bool(named)
            and re.search(r"説明を|説明願|説明をお願い|議題と|審議に入|審議いたし|お諮り", squeeze(text)) is not None
            and "日程" not in text
        )

    def _named_items(self, text: str) -> list[int]:
        """Items that the chair names here: by their numbers, else by their titles."""
        by_number = self._by_number(text)
        if by_number:
            return by_number
        return self._by_title(text)

    def _by_number(self, text: str) -> list[int]:
        squeezed = squeeze(text)
        named: list[int] = []
        for label in find_number_labels(text):
            for index in self._numbered(label):
                if index not in named:
                    named.append(index)
                    break
        # 「諮問事項ウ「…」及びエ「…」」: the second number stands without its word
        for match in QUOTED_TITLE.finditer(normalize(text).text):
            for index, entry in enumerate(self.entries):
                if index not in named and closeness(entry.title, match["title"]) >= 0.95:
                    named.append(index)
        if len(named) > 1 and not re.search(r"及び|並びに|一括|併せて|あわせて|まとめて|、", squeezed):
            return named[:1]
        return sorted(named)

    def _numbered(self, label: str) -> list[int]:
        kind = kind_of_number(label)
        wanted = number_core(label)
        same = [i for i, e in enumerate(self.entries) if e.number and number_core(e.number) == wanted]
        of_kind = [i for i in same if kind is None or self.entries[i].kind in (None, kind)]
        together = len(self.current) > 1 and of_kind[:1] and of_kind[0] in self.current
        if len(of_kind) == 1 and (self._numbers_tell(label) or of_kind[0] > self.last or together):
            return of_kind
        ahead = [i for i in of_kind if i > self.last]
        if not self._numbers_tell(label):
            # 「議題1」 where the agenda has (1): taken only in the agenda's order
            return ahead[:1] if ahead and ahead[0] == self.last + 1 else []
        return ahead[:1] or of_kind[:1]

    def _numbers_tell(self, label: str) -> bool:
        """「議題1」 means an item only where items are numbered by such words."""
        return re.match(r"諮問|報告", label) is not None or any(
            (e.number or "").startswith(label[:2]) for e in self.entries
        )

    def _by_title(self, text: str) -> list[int]:
        scored = []
        for index, entry in enumerate(self.entries):
            score = max(similarity(entry.title, sentence) for sentence in _sentences(text))
            if score >= _SPOKEN_LIKENESS:
                kind_word = {"referral": "諮問", "report": "報告"}.get(entry.kind or "")
                if kind_word and kind_word in text:
                    score += 0.05
                if entry.department and entry.department in text:
                    score += 0.05
                if index == self.last + 1:
                    score += _MARGIN
                elif index < self.last:
                    score -= _MARGIN
                scored.append((score, -index))
        if not scored:
            return []
        best = -max(scored)[1]
        if best == self.last and self.current == (best,):
            return []
        return [best]

    def _named_matter(self, passage: Passage) -> Entry | None:
        """Under その他: a line of its own that names a matter (●「…」の配布, (1) …について)."""
        first, _, tail = passage.text.partition("\n")
        text = fold(first)
        signed = passage.mark is not None or split_number(text) is not None
        if not signed or len(text) > 70 or tail or re.search(r"[。?？か]$|ます$|です$|した$|ない$|いる$", text):
            return None
        numbered = split_number(text)
        title = read_title(numbered.rest if numbered else text)
        if len(squeeze(title.text)) < 5 or is_frame(title.text) or section_kind(title.text) is not None:
            return None
        kind = "election" if guess_election(title.text) else "other"
        return Entry(None, title.text, kind, title.department, text, in_other=True)


def _sentences(text: str) -> list[str]:
    return [s for s in re.split(r"(?<=[。？?])", text) if s.strip()] or [text]


def find_sections(passages: Sequence[Passage], entries: Sequence[Entry]) -> tuple[Section, ...]:
    """Passages of the discussion and agenda entries (discovered ones where the agenda is silent) → sections in the
    order of the agenda."""
    known = tuple(entries) or discover_entries(passages)
    sections = _Walker(passages, known).walk()
    return tuple(replace(section, passages=tuple(dict.fromkeys(section.passages))) for section in sections)
