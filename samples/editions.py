"""Two editions of the minutes: as a city first put them online, and as it replaced them later (`errata.toml`)."""

from __future__ import annotations

import datetime
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

from samples.model import Council, Direction, Minutes, Passage, Speech

EDITIONS = (1, 2)


class ErratumError(Exception):
    """An erratum does not fit the source that it names."""


@dataclass(frozen=True, slots=True)
class Erratum:
    """`meeting` is a meeting's id; `corrected` stands once in its source, and `published` takes its place at first."""

    meeting: str
    published: str
    corrected: str
    replaced_on: datetime.date
    note: str


def parse_errata(path: Path) -> tuple[Erratum, ...]:
    return tuple(Erratum(**entry) for entry in tomllib.loads(path.read_text(encoding="utf-8"))["erratum"])


def _replace_in(passages: tuple[Passage, ...], erratum: Erratum) -> tuple[Passage, ...]:
    def change(passage: Passage) -> Passage:
        if isinstance(passage, Direction):
            return passage
        return Speech(
            passage.speaker, tuple(part.replace(erratum.corrected, erratum.published) for part in passage.paragraphs)
        )

    return tuple(change(passage) for passage in passages)


def _make_mistaken(minutes: Minutes, erratum: Erratum) -> Minutes:
    count = sum(passage.text.count(erratum.corrected) for passage in minutes.passages())
    if count != 1:
        raise ErratumError(f"{erratum.meeting}: the corrected words stand {count} times in its source, not once")
    items = tuple(
        replace(
            item, discussion=_replace_in(item.discussion, erratum), decision=_replace_in(item.decision, erratum)
        )
        for item in minutes.items
    )  # fmt: skip
    return replace(
        minutes,
        opening=_replace_in(minutes.opening, erratum),
        items=items,
        closing=_replace_in(minutes.closing, erratum),
    )


def make_edition(councils: tuple[Council, ...], errata: tuple[Erratum, ...], edition: int) -> tuple[Council, ...]:
    """The sources → what stands online in an edition, 1 or 2. ErratumError for an erratum without its meeting."""
    by_meeting = {erratum.meeting: erratum for erratum in errata}
    unknown = set(by_meeting) - {minutes.id for council in councils for minutes in council.minutes}
    if unknown:
        raise ErratumError(f"no source for: {', '.join(sorted(unknown))}")

    def edit(minutes: Minutes) -> Minutes:
        erratum = by_meeting.get(minutes.id)
        if erratum is None:
            return minutes
        if edition == 1:
            return _make_mistaken(minutes, erratum)
        return replace(minutes, note=erratum.note, replaced_on=erratum.replaced_on)

    return tuple(replace(council, minutes=tuple(edit(minutes) for minutes in council.minutes)) for council in councils)
