"""Which passages belong to which items: by headings, by numbers, by titles that the chair reads out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.model import Role
from app.normalize import fold, normalize, squeeze
from app.parse.agenda import Entry, named_other
from app.parse.agenda_words import guess_election, is_frame, is_page_head, is_step, kind_of_number, section_kind
from app.parse.cues import (
    QUOTED_TITLE,
    closes,
    find_number_labels,
    introduces,
    is_chair,
    number_core,
    says_number,
)
from app.parse.discovery import discover_items, find_other_matter, has_title_form, heading_title, make_heading_entry
from app.parse.enumeration import kind_of_mark, split_number
from app.parse.headings import match_heading
from app.parse.layout import Passage
from app.parse.titles import closeness, read_title, similarity

# A chair who reads out a title rarely says less than this share of it.
_SPOKEN_LIKENESS = 0.78
# …and where several items are alike, the next one wins unless another is better by this.
_MARGIN = 0.12
# What a chair says of an item before turning to the next has at least so many characters (以上です。 has less).
_LEAST_CLOSING = 8
# The only matter under その他 is known by a few of its words.
_OTHER_LIKENESS = 0.3
# A sentence that opens an item by its own words: 次に…, 日程第2…, …を議題とします, …の説明をお願いします.
_OPENS = re.compile(
    r"""^(?:それでは|では|さて)?、?(?:次に|次は|次の|続いて|続きまして|つづいて|つづきまして|最後に|引き続き|まず|はじめに|最初に)
      | ^(?:それでは|では|さて)?、?日程第[0-9]+
      | を議題と | に(?:入|移)(?:ります|りたい|る) | (?:説明|報告)を(?:お願い|求め|願い|いただ)""",
    re.VERBOSE,
)
_QUOTED_FIRST = re.compile(r"^[●○◯〇◎■◆・\-\s]*「(?P<title>[^「」]{4,80}(?:「[^「」]*」[^「」]*)*)」(?:について|の件)")
# A quoted title differs from the agenda's in a particle or two.
_QUOTED_LIKENESS = 0.85
_OPENNESS = re.compile(r"非公開|公開(?:で|と|に)|傍聴|退室|退席")
# 「案件2に移る」, 「では議題(3)に入ります」
_MOVES_TO_NUMBER = re.compile(
    r"(?:それでは|では)?、?(?:議題|案件|議案|議事|諮問|報告|日程|次第)(?:事項|案件)?の?第?[(（]?[0-9一二三四五六七八九十]{1,3}[)）]?号?(?:に|へ)"
)
_TOGETHER = re.compile(
    r"一括|併せて|あわせて|まとめて|一緒に|両(?:件|案|諮問|議案)|いずれも|どちらも|[2-5二三四]件(?:は|を|とも)"
)
_TURN = re.compile(
    r"(?:それでは、?|では、?)?(?:次に|次は|次の|続いて|続きまして|つづいて|つづきまして|最後に|引き続き)"
)


@dataclass(frozen=True, slots=True)
class Section:
    """An item with the indices of its passages. `found_at` is where it was first named in the discussion."""

    entry: Entry
    passages: tuple[int, ...] = ()
    found_at: int | None = None


class _Walker:
    """Walks the passages once, keeping which items are being discussed. `opens`: which items a passage is known to
    open (index of the passage → indices of entries)."""

    def __init__(
        self, passages: Sequence[Passage], entries: Sequence[Entry], opens: Mapping[int, Sequence[int]]
    ) -> None:
        self.passages = passages
        self.entries = list(entries)
        self.opens = opens
        self.members: list[list[int]] = [[] for _ in entries]
        self.current: tuple[int, ...] = ()
        self.last = -1
        self.in_other = False

    def walk(self) -> tuple[Section, ...]:
        for index, passage in enumerate(self.passages):
            before = self.current
            once = self._step(index, passage)
            items = once if once is not None else self.current
            if items != before and self._goes_on(before, items, passage):
                items = tuple(dict.fromkeys((*before, *items)))
            for item in items:
                self.members[item].append(index)
        return tuple(
            Section(entry, tuple(members), members[0] if members else None)
            for entry, members in zip(self.entries, self.members, strict=True)
        )

    def _goes_on(self, before: tuple[int, ...], items: tuple[int, ...], passage: Passage) -> bool:
        """Whether a speech ends one item before it opens the next or closes the meeting: it belongs to both."""
        if not before or passage.role is not Role.SPEECH or self.in_speech_of(before):
            return False
        sentences = _sentences(passage.text)
        for position, sentence in enumerate(sentences):
            flat = squeeze(sentence)
            turns = closes(sentence) if not items else _TURN.match(flat) is not None or _MOVES_TO_NUMBER.match(flat)
            if turns or any(
                similarity(self.entries[item].title, sentence) >= _SPOKEN_LIKENESS
                for item in items
                if item not in before
            ):
                return len(squeeze("".join(sentences[:position]))) >= _LEAST_CLOSING
        return False

    def in_speech_of(self, before: tuple[int, ...]) -> bool:
        """Whether the items have no discussion yet, so that there is nothing to end."""
        return all(len(self.members[item]) <= 1 for item in before)

    def _step(self, index: int, passage: Passage) -> tuple[int, ...] | None:
        """Moves on; returns the items of this passage alone where they differ from the current ones."""
        if passage.role is Role.ATTACHMENT or passage.cells:
            self.current = ()
            return ()
        if passage.role is Role.HEADING:
            return self._enter_heading(index, passage)
        if index in self.opens:
            self._open(tuple(self.opens[index]))
        elif self.in_other and not self.current_is_listed() and (named := self._named_matter(passage)) is not None:
            self._open_other(named)
        elif passage.speaker is None and (quoted := self._quoted_first(passage.text)) is not None:
            self._open((quoted,))
        elif is_chair(passage.speaker) or (passage.speaker or "").endswith("事務局") or passage.speaker == "司会":
            return self._follow_chair(passage)
        return None

    def _open(self, items: tuple[int, ...]) -> None:
        self.current, self.last, self.in_other = items, items[-1], False

    def _quoted_first(self, text: str) -> int | None:
        """「○「…」について、諮問どおり行うことを「可」とする。」: the title stands first, the decision follows."""
        match = _QUOTED_FIRST.match(normalize(text).text)
        if match is None:
            return None
        likeness = [closeness(entry.title, match["title"]) for entry in self.entries]
        best = max(range(len(likeness)), key=likeness.__getitem__, default=None)
        return best if best is not None and likeness[best] >= _QUOTED_LIKENESS else None

    def _open_other(self, entry: Entry) -> None:
        """A matter with a name under その他 is an item of its own."""
        self.entries.append(entry)
        self.members.append([])
        self.current, self.in_other = (len(self.entries) - 1,), True

    def current_is_listed(self) -> bool:
        return bool(self.current) and not self.entries[self.current[0]].in_other

    def _headed_together(self, index: int, found: int) -> tuple[int, ...]:
        """Items whose headings stand right above this one, with nothing said between, and of which the first words say
        that they are taken together; not where the headings come again."""
        above = self.passages[index - 1] if index else None
        if above is None or above.role is not Role.HEADING or not self.current or found in self.current:
            return ()
        kinds = {kind_of_mark(self.entries[i].number or "") for i in (*self.current, found)}
        waiting = all(self.members[i] and self.members[i][-1] == index - 1 for i in self.current[-1:])
        following = next((p.text for p in self.passages[index + 1 :] if p.role is not Role.HEADING), "")
        together = _TOGETHER.search(squeeze(following)) is not None or len(self._by_number(following)) > 1
        later = [p.text for p in self.passages[index + 1 :] if p.role is Role.HEADING]
        again = any(match_heading(text, [self.entries[i] for i in self.current]) is not None for text in later)
        return self.current if together and waiting and len(kinds) == 1 and None not in kinds and not again else ()

    def _enter_heading(self, index: int, passage: Passage) -> tuple[int, ...] | None:
        """→ the item that the heading itself belongs to, where more than that are taken together below it."""
        numbered, rest = heading_title(passage.text)
        other = named_other(numbered.mark if numbered else None, rest)
        if other is not None and not any(closeness(e.title, other.title) >= 0.95 for e in self.entries):
            self._open_other(other)
            return None
        found = match_heading(passage.text, self.entries, self.last)
        if found is not None:
            self.current, self.last = (*self._headed_together(index, found), found), found
            self.in_other = self.entries[found].in_other
            return (found,)
        if self.in_other and (matter := make_heading_entry(passage.text, "other")) is not None and has_title_form(rest):
            self._open_other(matter)
            return None
        section = section_kind(rest)
        if is_page_head(rest) or (self.current and is_step(rest)):
            return None
        if section is not None or is_frame(rest):
            self.current = ()
            self.in_other = section == "other"
        return None

    def _follow_chair(self, passage: Passage) -> tuple[int, ...] | None:
        opened = [n for s in _sentences(passage.text) if _OPENS.search(squeeze(s)) and (n := self._named_items(s))]
        if not opened and not introduces(passage.text):
            return None
        named = opened[-1] if opened else self._named_items(passage.text)
        if named and named[0] > self.last + 1 and self._tells_openness(passage.text, named):
            return None
        closing = closes(passage.text)
        if closing and (listed := self._listed_under_other(passage.text)) is not None:
            self.current, self.last, self.in_other = (listed,), listed, True
            return None
        if closing and not self._opens_item(passage.text, named):
            return self._close(passage.text, named)
        if named and tuple(named) != self.current:
            self._open(tuple(named))
        return None

    def _close(self, text: str, named: Sequence[int]) -> tuple[int, ...] | None:
        """The items are over, but for a matter that is named under その他."""
        self.current = ()
        self.in_other = "その他" in squeeze(text)
        matter = find_other_matter(_after_other(text)) if self.in_other and not named else None
        if matter is not None and not any(closeness(e.title, matter.title) >= 0.9 for e in self.entries):
            self._open_other(matter)
            return None
        return tuple(named) or None

    def _listed_under_other(self, text: str) -> int | None:
        """「その他として、…から説明がある」: the matter listed under その他, when the chair comes to it."""
        flat = squeeze(text)
        if "その他" not in flat or closes(flat.replace("その他", "")):
            return None
        if self.current and self.entries[self.current[0]].in_other:
            return self.current[0]
        waiting = [i for i, e in enumerate(self.entries) if e.in_other and not self.members[i]]
        likely = [i for i in waiting if similarity(self.entries[i].title, _after_other(text)) >= _OTHER_LIKENESS]
        return likely[0] if len(likely) == 1 and len(waiting) == 1 else None

    def _tells_openness(self, text: str, named: Sequence[int]) -> bool:
        """「議事の4は非公開で行います」, said ahead of the items before it, opens nothing."""
        told = [s for s in _sentences(text) if self._named_items(s)]
        return bool(told) and all(_OPENNESS.search(squeeze(s)) is not None for s in told)

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
        for index, entry in enumerate(self.entries):
            if index not in named and entry.number and says_number(squeezed, entry.number):
                named.append(index)
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
        if not same and re.match(r"次第|議題|案件|議事", label) and not any(e.number for e in self.entries):
            same = [int(wanted) - 1] if wanted.isdigit() and 0 < int(wanted) <= len(self.entries) else []
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
        spoken = find_other_matter(passage.text) if passage.role is Role.SPEECH else None
        if spoken is not None and "委員" not in (passage.speaker or "").replace("委員長", ""):
            return None if any(closeness(e.title, spoken.title) >= 0.9 for e in self.entries) else spoken
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


def _after_other(text: str) -> str:
    """What is said from その他 on."""
    flat = normalize(text).text
    return flat[flat.find("その他") :]


def find_sections(passages: Sequence[Passage], entries: Sequence[Entry]) -> tuple[Section, ...]:
    """Passages of the discussion and agenda entries (discovered ones where the agenda is silent) → sections in the
    order of the agenda."""
    known, opens = list(entries), {}
    if not known:
        found = discover_items(passages)
        known = [item.entry for item in found]
        opens = _group(item.passage for item in found)
    sections = _Walker(passages, known, opens).walk()
    return tuple(replace(section, passages=tuple(dict.fromkeys(section.passages))) for section in sections)


def _group(places: Iterable[int | None]) -> dict[int, list[int]]:
    opens: dict[int, list[int]] = {}
    for item, passage in enumerate(places):
        if passage is not None:
            opens.setdefault(passage, []).append(item)
    return opens
