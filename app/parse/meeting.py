"""Lines → Meeting: header, items with kind and passages. Topics and outcomes are added by `app.classify`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.document import Block, Document, Line, Row
from app.evidence import locate, locate_first
from app.model import AgendaItem, Evidence, Label, Meeting, Municipality, Role, Utterance, make_fiscal_year
from app.normalize import fold
from app.parse.agenda import Entry
from app.parse.cells import join_cell
from app.parse.discussion import find_discussion, starts_discussion, unfold_blocks
from app.parse.facts import Facts, read_facts
from app.parse.header import find_fields, first
from app.parse.headings import is_item_heading, part_heading_lines
from app.parse.kinds import guess_kind, has_status_title
from app.parse.layout import Passage
from app.parse.listed_items import read_listed
from app.parse.marking import find_marking
from app.parse.passages import build_passages
from app.parse.recognition import refuse_other_papers
from app.parse.sections import Section, find_sections
from app.parse.titles import tells_kind
from app.vocabulary.entries import Vocabulary

# Changes when a document may be read differently: verdicts and meetings made by an older version are made anew.
READER_VERSION = "4"

_HEAD_LINES = 12
# An entry's beginning of so many characters is known to be its own.
_LEAST_BEGINNING = 8
# Media in which a line ends only where its writer ended it.
_UNWRAPPED = frozenset(
    {
        "text/html",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    }
)
# Where the header was cut too early, so many blocks further on its keys have come.
_LATE_HEADER = 40


@dataclass(frozen=True, slots=True)
class Expected:
    """What the source says of the documents it publishes; None where a file is read by itself."""

    municipality: Municipality | None = None
    council: str | None = None


def parse_minutes(document: Document, vocabulary: Vocabulary, expected: Expected | None = None) -> Meeting:
    """A document → the meeting it tells of. NotMinutesError says what the document is instead."""
    expected = expected or Expected()
    document = replace(document, blocks=unfold_blocks(document.blocks))
    marking = find_marking(document.blocks)
    begin = find_discussion(document.blocks, marking)
    fields = find_fields(document.blocks[:begin])
    if begin < len(document.blocks) and starts_discussion(document.blocks[begin]):
        begin += 1
    entries = read_listed(fields, document.blocks, begin, wrapped=document.media_type not in _UNWRAPPED)
    document = replace(
        document, blocks=(*document.blocks[:begin], *part_heading_lines(document.blocks[begin:], entries))
    )
    front = document.blocks[:begin]
    heads = _heads(document, front)
    passages = tuple(
        build_passages(
            document.blocks, begin, marking, lambda line: is_item_heading(line.text, entries, marked=line.heading)
        )
    )
    municipality = expected.municipality
    below = document.blocks[begin:]
    facts = read_facts(
        fields, heads, municipality.name if municipality else None, _lines(below), find_fields(below[:_LATE_HEADER])
    )
    named = first(fields, "council")
    refuse_other_papers(document, heads, named.value if named else None, passages, facts, expected.council)
    sections = find_sections(passages, entries)
    utterances = _build_utterances(front, passages, sections)
    offset = len(utterances) - len(passages)
    marks_reports = any(s.entry.kind == "report" and tells_kind(s.entry.source) for s in sections)
    items = tuple(
        _build_item(ordinal, section, utterances, offset, vocabulary, marks_reports=marks_reports)
        for ordinal, section in enumerate(sections, start=1)
    )
    return _build_meeting(facts, expected, items or (_build_whole(utterances, vocabulary),), utterances)


def _heads(document: Document, front: Sequence[Block]) -> list[str]:
    lines = [fold(b.text if isinstance(b, Line) else " ".join(b.cells)) for b in list(front)[:_HEAD_LINES]]
    if not lines:
        lines = [fold(b.text) for b in document.blocks[:_HEAD_LINES] if isinstance(b, Line)]
    title = fold(document.title) if document.title else None
    return [line for line in (*lines, title) if line]


def _lines(blocks: Sequence[Block]) -> list[str]:
    texts = ("\n".join(b.cells) if isinstance(b, Row) else b.text for b in blocks)
    return [fold(line) for text in texts for line in text.split("\n") if line.strip()]


def _front_text(block: Block) -> str:
    if isinstance(block, Row):
        return "\t".join(join_cell(cell, wrapped=block.page is not None) for cell in block.cells)
    return block.text


def _build_utterances(
    front: Sequence[Block], passages: Sequence[Passage], sections: Sequence[Section]
) -> tuple[Utterance, ...]:
    texts = [(_front_text(b), b.page) for b in front]
    utterances = [
        Utterance(f"u{n}", Role.HEADER, None, text.strip(), page)
        for n, (text, page) in enumerate(((t, p) for t, p in texts if t.strip()), start=1)
    ]
    belongs: dict[int, list[int]] = {}
    for ordinal, section in enumerate(sections, start=1):
        for index in section.passages:
            belongs.setdefault(index, []).append(ordinal)
    begin = len(utterances)
    utterances += [
        Utterance(f"u{begin + i + 1}", p.role, p.speaker, p.text, p.page, tuple(belongs.get(i, ())), p.mark)
        for i, p in enumerate(passages)
    ]
    return tuple(utterances)


def _build_item(
    ordinal: int,
    section: Section,
    utterances: tuple[Utterance, ...],
    offset: int,
    vocabulary: Vocabulary,
    *,
    marks_reports: bool,
) -> AgendaItem:
    entry = section.entry
    own = tuple(utterances[offset + i] for i in section.passages)
    kind, evidence, doubts = _read_kind(entry, own, utterances, offset, marks_reports=marks_reports)
    title_evidence = _locate_title(entry, own, utterances, offset)
    department_evidence = _locate_any((entry.department,), utterances[:offset] + own) if entry.department else ()
    label = vocabulary.kind(kind)
    assert label is not None
    return AgendaItem(
        ordinal=ordinal,
        number=entry.number,
        title=entry.title,
        kind=Label(label.code, label.label, evidence),
        outcome=Label("unknown", "不明"),
        department=entry.department,
        department_evidence=department_evidence,
        title_evidence=title_evidence,
        utterances=tuple(u.anchor for u in own),
        needs_review=(*doubts, *(() if own else ("utterances",))),
    )


def _locate_title(
    entry: Entry, own: tuple[Utterance, ...], utterances: tuple[Utterance, ...], offset: int
) -> tuple[Evidence, ...]:
    found: list[Evidence] = []
    for place in (utterances[:offset], own):
        found += locate_first(place, entry.source) or locate_first(place, entry.title)
    return tuple(found)


def _locate_any(quotes: Sequence[str], utterances: tuple[Utterance, ...]) -> tuple[Evidence, ...]:
    for quote in quotes:
        found = locate_first(utterances, quote)
        if found:
            return found
    return ()


def _locate_beginning(utterances: tuple[Utterance, ...], source: str) -> tuple[Evidence, ...]:
    """An entry that goes over several lines of the front matter: as much of its beginning as stands in one of them."""
    for end in range(len(source) - 1, _LEAST_BEGINNING - 1, -1):
        found = locate_first(utterances, source[:end])
        if found:
            return found
    return ()


def _read_kind(
    entry: Entry, own: tuple[Utterance, ...], utterances: tuple[Utterance, ...], offset: int, *, marks_reports: bool
) -> tuple[str, tuple[Evidence, ...], tuple[str, ...]]:
    """The agenda's word for the kind; where it has none, what the item's own discussion calls it. An agenda that marks
    its reports (「…（報告）」) leaves referrals without a mark."""
    words = {
        "referral": ("諮問",),
        "report": ("報告",),
        "election": ("選出", "選任", "互選", "指名"),
        "other": ("その他",),
    }
    if entry.kind is not None:
        source = (
            locate_first(utterances[:offset], entry.source)
            or locate_first(own, entry.source)
            or locate_first(own, entry.title)
        )
        source = source or _locate_beginning(utterances[:offset], entry.source)
        near = next((e for u in own[:3] for w in words.get(entry.kind, ()) if (e := locate(u, w))), None)
        return entry.kind, (*source, *((near,) if near else ())), ()
    told = guess_kind(entry.title, own)
    if marks_reports and (told is None or not has_status_title(entry.title)):
        return "referral", locate_first(utterances, entry.source) or _locate_beginning(utterances, entry.source), ()
    if told is not None:
        return told[0], (told[1],), ()
    return "other", locate_first(utterances, entry.source), ("kind",)


def _build_whole(utterances: tuple[Utterance, ...], vocabulary: Vocabulary) -> AgendaItem:
    """A meeting in which no item was recognised is one item, so that nothing that was read vanishes."""
    other = vocabulary.kind("other")
    assert other is not None
    return AgendaItem(
        ordinal=1,
        number=None,
        title="（案件を読み取れない会議録）",
        kind=Label(other.code, other.label),
        outcome=Label("unknown", "不明"),
        utterances=tuple(u.anchor for u in utterances if u.role is not Role.HEADER),
        needs_review=("title", "kind", "outcome"),
    )


def _build_meeting(
    facts: Facts, expected: Expected, items: tuple[AgendaItem, ...], utterances: tuple[Utterance, ...]
) -> Meeting:
    if not any(u.items for u in utterances) and len(items) == 1 and items[0].needs_review[:1] == ("title",):
        kept = set(items[0].utterances)
        utterances = tuple(replace(u, items=(1,)) if u.anchor in kept else u for u in utterances)
    evidence = {name: found for name, quote in facts.quotes.items() if (found := locate_first(utterances, quote))}
    doubts = [
        name
        for name, value in (("date", facts.date), ("council", facts.council), ("start", facts.start))
        if value is None
    ]
    if facts.date is not None and facts.date.doubtful:
        doubts.append("date")
    if any(u.mark for u in utterances):
        doubts.append("speakers")
    date = facts.date.iso if facts.date else None
    return Meeting(
        municipality=expected.municipality or Municipality("", "", ""),
        council=facts.council or expected.council,
        session=facts.session,
        date=date,
        fiscal_year=make_fiscal_year(date) if date else None,
        start=facts.start,
        end=facts.end,
        place=facts.place,
        public=facts.public,
        observers=facts.observers,
        record=facts.record,
        members=facts.members,
        absent=facts.absent,
        items=items,
        utterances=utterances,
        evidence=evidence,
        needs_review=tuple(doubts),
    )
