"""What is measured on: the samples' minutes, real ones if they are at hand, and copies with ids of their own."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.classify import classify_meeting
from app.document import Document
from app.documents import Registered
from app.errors import NotMinutesError, ReadingError
from app.model import Meeting, Municipality, Rendition
from app.parse.meeting import parse_minutes
from app.text.reader import read_document, sniff_media_type
from app.vocabulary.entries import Vocabulary
from samples.build import build

SAMPLES = "samples"
REAL = "real minutes"

_SUFFIXES = frozenset({".pdf", ".docx", ".html", ".htm", ".txt"})
# A copy leaves out about every seventh passage, by its own dice: copies that are all alike would score alike, and
# a search would be measured on sorting ties.
_LEFT_OUT = 1 / 7
_SEED = 20180202  # any number; the same one each time, so that two runs measure the same


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that is minutes: its bytes, what was read from them, and the meeting they tell of."""

    corpus: str
    data: bytes
    document: Document
    meeting: Meeting


def build_samples(target: Path) -> tuple[Path, ...]:
    """Builds the invented websites; the files of all minutes."""
    return tuple(
        site.editions[1] / path.lstrip("/")
        for site in build(target)
        for paths in site.documents.values()
        for path in paths
    )


def find_real_papers(project: Path) -> tuple[Path, ...]:
    """All that may be minutes below `sites` of $SHINGIKAI_SHARED, or of `shared` beside the project; may be none."""
    shared = Path(os.environ.get("SHINGIKAI_SHARED") or project.parent / "shared")
    return tuple(path for path in sorted((shared / "sites").rglob("*")) if path.suffix.lower() in _SUFFIXES)


def load_papers(corpus: str, paths: Iterable[Path], vocabulary: Vocabulary, *, most: int) -> tuple[Paper, ...]:
    """Files → those that are minutes and can be read, `most` of each media type, by chance but the same each time."""
    shuffled = sorted(paths)
    random.Random(_SEED).shuffle(shuffled)
    papers: list[Paper] = []
    count: Counter[str] = Counter()
    for path in shuffled:
        data = path.read_bytes()
        if count[sniff_media_type(data)] >= most:
            continue
        try:
            document = read_document(data)
            meeting = classify_meeting(parse_minutes(document, vocabulary), vocabulary)
            papers.append(Paper(corpus, data, document, meeting))
            count[document.media_type] += 1
        except (ReadingError, NotMinutesError):
            continue  # a list of links, a handout, a scan: not what is measured here
    return tuple(papers)


def make_registered(meeting: Meeting, identifier: str) -> Registered:
    """A meeting with an id and a rendition that nobody published."""
    rendition = Rendition("0" * 64, f"http://127.0.0.1/{identifier}", "text/html", "2020-01-01", "2020-01-01", True)
    items = tuple(f"{identifier}-i{item.ordinal}" for item in meeting.items)
    return Registered(meeting, identifier, items, (rendition,), rendition.url)


def make_copies(meetings: Sequence[Meeting], *, documents: int) -> tuple[Registered, ...]:
    """Meetings, over and over, until they come to `documents` item documents; each round in cities of its own."""
    dice = random.Random(_SEED)
    copies: list[Registered] = []
    count = 0
    for number, meeting in _repeat(meetings):
        if count >= documents:
            break
        registered = make_registered(_make_copy(meeting, number, dice), f"copy{number}-{len(copies)}")
        copies.append(registered)
        count += len(registered.item_ids) + any(not u.items for u in registered.meeting.utterances)
    return tuple(copies)


def _repeat(meetings: Sequence[Meeting]) -> Iterator[tuple[int, Meeting]]:
    number = 0
    while meetings:
        yield from ((number, meeting) for meeting in meetings)
        number += 1


def _make_copy(meeting: Meeting, number: int, dice: random.Random) -> Meeting:
    kept = tuple(u for u in meeting.utterances if dice.random() >= _LEFT_OUT)
    anchors = {u.anchor for u in kept}
    items = tuple(
        replace(item, utterances=tuple(anchor for anchor in item.utterances if anchor in anchors))
        for item in meeting.items
    )
    city = Municipality(f"{990000 + number}", f"写し{number}市", "写し県")
    return replace(meeting, municipality=city, utterances=kept, items=items)
