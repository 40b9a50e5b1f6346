"""Results told apart from the discussion: a header's 決定事項, a table of results, an attached 答申."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.classify.candidates import Candidate
from app.classify.heard import tells_heard
from app.classify.reading import Reading
from app.classify.wording import find_bare_outcome, match_outcome, read_condition, read_result
from app.evidence import make_evidence
from app.model import AgendaItem, Evidence, Meeting, Role, Utterance
from app.normalize import squeeze
from app.vocabulary.entries import Vocabulary

# A header's key under which results stand, with or without its number.
_KEY = re.compile(
    r"""^[0-9.．、◇■◆○●・◎(]*(?:(?:議題|案件|審議事項)(?:及び|および|並びに|と|・))?
        (?:決定(?:事項|内容)|議決事項|(?:会議|審議|議事|審査)(?:の)?結果(?:等)?|結論|結果)(?:の概要)?[:：)]?""",
    re.VERBOSE,
)
_ENTRY = re.compile(
    r"^(?:[0-9]{1,2}[.．、)]?(?![0-9件人名回年月日:：])|[(][0-9]{1,2}[)]|[ア-コ][.．、 ]|[①-⑳]|[・●○※])"
)
_ARROWS = ("→", "⇒")
_GOES_ON = re.compile(r"^(?:ただし|但し|なお|また|答申|附帯|付帯)")
# A result's line is at most so far from its key (lines); a header with more is a discussion.
_LONGEST = 40
_LONGEST_RESULT = 24  # characters of a result in a cell
_LONGEST_LINE = 2000  # characters; a longer one is no line of a form


@dataclass(frozen=True, slots=True)
class _Line:
    text: str  # normal form without white space
    utterance: Utterance
    start: int
    end: int


def find_results(item: AgendaItem, reading: Reading) -> list[Candidate]:
    """What the header, tables of results and an attached 答申 say of the item, in this order."""
    found = [
        *_in_header(item, reading),
        *_behind_arrows(item, reading),
        *_in_rows(item, reading.meeting, reading.vocabulary),
    ]
    return found or list(_in_attachment(item, reading))


def _in_header(item: AgendaItem, reading: Reading) -> Iterator[Candidate]:
    for entry in _entries_of(item, reading):
        text = "".join(line.text for line in entry)
        rest = text.replace(squeeze(item.title), "")
        rest = _ENTRY.sub("", rest, count=1)
        outcome = _read_entry(rest, reading.vocabulary)
        if outcome is not None:
            yield Candidate(outcome, tuple(_evidence(line) for line in entry), source="result")


def _entries_of(item: AgendaItem, reading: Reading) -> Iterator[list[_Line]]:
    """The header's results that are the item's."""
    entries = _read_entries([u for u in reading.meeting.utterances if u.role is Role.HEADER])
    for entry in entries:
        if _is_of(item, reading, entry, alone=len(entries) == 1):
            yield entry


def _behind_arrows(item: AgendaItem, reading: Reading) -> Iterator[Candidate]:
    for line in _arrows_of(item, reading.meeting):
        outcome = _read_entry(line.text[1:], reading.vocabulary)
        if outcome is not None:
            yield Candidate(outcome, (_evidence(line),), source="result")


def _arrows_of(item: AgendaItem, meeting: Meeting) -> Iterator[_Line]:
    """An agenda that has each item's result behind an arrow: the item whose title stood last before it."""
    title = squeeze(item.title)
    before = ""
    for line in _lines([u for u in meeting.utterances if u.role is Role.HEADER]):
        if not line.text.startswith(_ARROWS):
            before += line.text
            continue
        if title in before:
            yield line
        before = ""


def find_reported(item: AgendaItem, reading: Reading) -> tuple[Evidence, ...]:
    """What the header's results say of a report: that it was heard."""
    for line in _arrows_of(item, reading.meeting):
        if tells_heard(line.text):
            return (_evidence(line),)
    for entry in _entries_of(item, reading):
        if tells_heard("".join(line.text for line in entry)):
            return tuple(map(_evidence, entry))
    return ()


def find_header_condition(item: AgendaItem, reading: Reading) -> tuple[str, tuple[Evidence, ...]] | None:
    """The 但し書 of the item's entry in the header's decisions; a line of the form ends where the cell does, so that
    the words may stand on several lines, a piece of evidence each."""
    for entry in _entries_of(item, reading):
        text = "".join(line.text for line in entry)
        for sentence in re.finditer(r"[^。]+。?", text):
            span = read_condition(sentence.group())
            if span is not None:
                start, end = sentence.start() + span[0], sentence.start() + span[1]
                return text[start:end], tuple(_pieces(entry, start, end))
    return None


def _pieces(entry: Sequence[_Line], start: int, end: int) -> Iterator[Evidence]:
    """A span of an entry's joined text → its part of each line."""
    position = 0
    for line in entry:
        begin, stop = max(start - position, 0), min(end - position, len(line.text))
        if begin < stop:
            tail = _cut(line, line.text[begin:])
            keep = tail.end
            while keep > tail.start and len(squeeze(line.utterance.text[tail.start : keep])) > stop - begin:
                keep -= 1
            yield make_evidence(line.utterance, tail.start, keep)
        position += len(line.text)


def _read_entry(text: str, vocabulary: Vocabulary) -> str | None:
    """Sentences of a result: the last one that decides; a 但し書 after an approval makes it a conditional one."""
    outcome: str | None = None
    for sentence in re.findall(r"[^。]+。?", text):
        told = match_outcome(sentence, vocabulary) or read_result(sentence)
        if told is None and outcome == "approved" and read_condition(sentence) is not None:
            told = "approved_with_conditions"
        outcome = told or outcome
    if outcome is None and len(text) <= 24:
        outcome = find_bare_outcome(text)
    return outcome


def _read_entries(header: Sequence[Utterance]) -> list[list[_Line]]:
    """The lines below a key of results, in entries by their numbers."""
    entries: list[list[_Line]] = []
    open_ = False
    for line in _lines(header):
        key = _KEY.match(line.text)
        if key and (len(line.text) == key.end() or key.group().endswith((":", "：")) or "\t" in line.utterance.text):
            open_, entries = True, []
            rest = line.text[key.end() :]
            if rest:
                entries.append([_cut(line, rest)])
            continue
        spaced = re.match(r"^(?:\S\s*){2,8}?\s{2,}", line.utterance.text) if key else None
        if key and spaced:
            open_, entries = True, [[_cut(line, line.text[key.end() :])]]
            continue
        if not open_:
            continue
        if not entries or _ENTRY.match(line.text) or entries[-1][-1].text.startswith(_ARROWS):
            entries.append([line])
        elif entries[-1][-1].text.endswith("。") and not _GOES_ON.match(line.text):
            open_ = False
        else:
            entries[-1].append(line)
        if sum(map(len, entries)) > _LONGEST:
            return []
    return entries


def _lines(utterances: Sequence[Utterance]) -> Iterator[_Line]:
    for utterance in utterances:
        position = 0
        for part in re.split(r"([\n\t])", utterance.text):
            text = squeeze(part)
            if text and len(part) <= _LONGEST_LINE:
                yield _Line(text, utterance, position, position + len(part))
            position += len(part)


def _cut(line: _Line, rest: str) -> _Line:
    """The end of a line that holds `rest`."""
    start = line.end
    while start > line.start and len(squeeze(line.utterance.text[start : line.end])) < len(rest):
        start -= 1
    return _Line(rest, line.utterance, start, line.end)


def _evidence(line: _Line) -> Evidence:
    return make_evidence(line.utterance, line.start, line.end)


def _is_of(item: AgendaItem, reading: Reading, entry: Sequence[_Line], *, alone: bool) -> bool:
    items = reading.meeting.items
    text = "".join(line.text for line in entry)
    named = reading.names.find(text)
    if named:
        return item.ordinal in named
    number = re.match(r"^[(]?([0-9]{1,2}|[ア-コ])[.．、) ]?", text)
    if number:
        return [i.ordinal for i in items if squeeze(i.number or "").strip("().．、") == number[1]] == [item.ordinal]
    referrals = [i.ordinal for i in items if i.kind.code == "referral"]
    return alone and referrals == [item.ordinal]


def _in_rows(item: AgendaItem, meeting: Meeting, vocabulary: Vocabulary) -> Iterator[Candidate]:
    """A row of a table that names the item and holds a result in a cell of its own. Cells that the parser has put one
    below the other are short where they are a row's."""
    wanted = squeeze(item.title)
    number = squeeze(item.number or "")
    for utterance in meeting.utterances:
        if utterance.role is Role.HEADER or utterance.items:
            continue
        row = "\t" in utterance.text
        longest = 40 if row else _LONGEST_RESULT
        cells = [squeeze(cell) for cell in re.split(r"[\t\n]", utterance.text)]
        if len(cells) < 2 or (not row and any("。" in cell for cell in cells[:-1])):
            continue
        named = any(wanted in cell for cell in cells) or (len(number) >= 3 and number in cells)
        others = [c.replace(wanted, "") for c in cells if len(c.replace(wanted, "")) <= longest]
        for cell in others if named else ():
            outcome = match_outcome(cell, vocabulary) or read_result(cell) or find_bare_outcome(cell)
            if outcome:
                yield Candidate(outcome, (make_evidence(utterance, 0, len(utterance.text)),), source="result")
                break


def _in_attachment(item: AgendaItem, reading: Reading) -> Iterator[Candidate]:
    """An attached 答申: of the item that it names, or of the only referral."""
    referrals = [i.ordinal for i in reading.meeting.items if i.kind.code == "referral"]
    current: frozenset[int] = frozenset(referrals) if len(referrals) == 1 else frozenset()
    for sentence in reading.attached:
        current = reading.names.find(sentence.text) or current
        if item.ordinal not in current:
            continue
        outcome = match_outcome(sentence.text, reading.vocabulary)
        if outcome:
            yield Candidate(outcome, (sentence.evidence(),), source="result")
