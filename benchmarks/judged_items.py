"""The items that judgements may name: those of the samples by their sources, those of real minutes by id and kind only.

An id is `<municipality code>-<date>-i<number>`, numbered as the document has its items. A reader that misses an item
may number those behind it otherwise, so what was indexed is matched by title first (match_items); an item that nobody
read keeps its place in the ideal order, and counts as not found.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from samples.source_format import parse_sources

ROOT = Path(__file__).parents[1]
REAL = Path(__file__).parent / "relevance" / "real.toml"
_KINDS = ("諮問", "報告", "選任", "その他")
_SPACE = re.compile(r"\s+")


class JudgementError(Exception):
    """A file of judgements says something that can't be measured with; the message names file and entry."""


@dataclass(frozen=True, slots=True)
class Item:
    """`title` is None for real minutes, whose words are not part of this project."""

    id: str
    kind: str
    title: str | None

    @property
    def code(self) -> str:
        return self.id.split("-", 1)[0]

    @property
    def meeting(self) -> str:
        return self.id.rpartition("-i")[0]


def load_items(samples: Path = ROOT / "samples" / "sources", real: Path = REAL) -> dict[str, Item]:
    """→ all items by id, in the order of cities and dates."""
    items = {}
    for council in parse_sources(samples):
        for minutes in council.minutes:
            for item in minutes.items:
                name = f"{council.city.code}-{minutes.date.isoformat()}-i{item.ordinal}"
                items[name] = Item(name, item.kind, item.title)
    for meeting, kinds in tomllib.loads(real.read_text(encoding="utf-8")).items():
        for ordinal, kind in enumerate(kinds, start=1):
            if kind not in _KINDS:
                raise JudgementError(f"{real.name}: {meeting}: {kind!r} is none of {', '.join(_KINDS)}")
            items[f"{meeting}-i{ordinal}"] = Item(f"{meeting}-i{ordinal}", kind, None)
    return items


def match_items(items: Mapping[str, Item], indexed: Mapping[str, str]) -> dict[str, str]:
    """`indexed`: title by id, as it was read → the judged item's id by the indexed one's.

    Within a meeting equal titles belong together (in order, where a title stands twice), then what is left over under
    the same id. What has no partner is left out: it was judged by nobody, and gains nothing.
    """
    matched: dict[str, str] = {}
    waiting = {name: _squeeze(item.title or "") for name, item in items.items()}
    for name, title in sorted(indexed.items(), key=lambda pair: _sort_key(pair[0])):
        meeting = name.rpartition("-i")[0]
        for known, wanted in waiting.items():
            if wanted and wanted == _squeeze(title) and items[known].meeting == meeting:
                matched[name] = known
                del waiting[known]
                break
    for name in indexed:
        if name not in matched and name in waiting:
            matched[name] = name
            del waiting[name]
    return matched


def _squeeze(text: str) -> str:
    return _SPACE.sub("", unicodedata.normalize("NFKC", text))


def _sort_key(name: str) -> tuple[str, int]:
    meeting, _, ordinal = name.rpartition("-i")
    return meeting, int(ordinal) if ordinal.isdigit() else 0
