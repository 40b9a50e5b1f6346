"""One module a layout; `make_papers` sets a meeting's minutes in its city's layout."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from samples.layouts import (
    br_only,
    bracket_speaker,
    circle_speaker,
    numbered_list,
    qa_marks,
    result_table,
    speaker_table,
    summary,
    table_plain,
)
from samples.model import Minutes, Papers

LAYOUTS: Mapping[str, Callable[[Minutes], Papers]] = {
    "br-only": br_only.make_papers,
    "bracket-speaker": bracket_speaker.make_papers,
    "circle-speaker": circle_speaker.make_papers,
    "numbered-list": numbered_list.make_papers,
    "qa-marks": qa_marks.make_papers,
    "result-table": result_table.make_papers,
    "speaker-table": speaker_table.make_papers,
    "summary": summary.make_papers,
    "table-plain": table_plain.make_papers,
}


def make_papers(minutes: Minutes) -> Papers:
    """Minutes → what their city publishes of them."""
    return LAYOUTS[minutes.city.layout](minutes)
