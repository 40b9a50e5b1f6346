"""What `shingikai parse --explain` adds: why each label was or was not given, and where each header field stood."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Any

from app.classify.explain import explain_outcome, explain_topics
from app.model import AgendaItem, Evidence, Meeting, Role
from app.normalize import squeeze
from app.vocabulary.entries import Vocabulary

# Keys of header fields are short (会議の公開・非公開の別); what is longer in front of a value is a sentence.
_LONGEST_KEY = 16
_KEY = re.compile(
    r"""
    ^ [\s■□●○◎・※]* (?: [(（]? [0-9０-９一二三四五六七八九十]{1,2} [)）.．、]? [\s]+ )?   # its number in a list
    (?P<key> \S .*? )
    [\s:：】\])）〕]* $
    """,
    re.VERBOSE,
)


def make_explain_json(meeting: Meeting, vocabulary: Vocabulary) -> dict[str, Any]:
    """`header`: for each field the words it was read from and the key they stood under (null where it is not known);
    `items`: for each item every topic's points and every sentence that may tell the outcome."""
    return {
        "header": {name: [_explain_field(meeting, e) for e in found] for name, found in meeting.evidence.items()},
        "items": [_explain_item(meeting, item, vocabulary) for item in meeting.items],
    }


def _explain_item(meeting: Meeting, item: AgendaItem, vocabulary: Vocabulary) -> dict[str, Any]:
    return {
        "ordinal": item.ordinal,
        "title": item.title,
        "topics": [asdict(score) for score in explain_topics(meeting, item, vocabulary)],
        "outcome": [asdict(candidate) for candidate in explain_outcome(meeting, item, vocabulary)],
    }


def _explain_field(meeting: Meeting, evidence: Evidence) -> dict[str, Any]:
    return {"key": _find_key(meeting, evidence), **asdict(evidence)}


def _find_key(meeting: Meeting, evidence: Evidence) -> str | None:
    """What stands in front of a value in its line or cell of the header."""
    passage = next((u for u in meeting.utterances if u.anchor == evidence.utterance), None)
    if passage is None or passage.role is not Role.HEADER:
        return None
    line = re.split(r"[\n]", passage.text[: evidence.start])[-1]
    cells = [cell for cell in line.split("\t") if cell.strip()]
    match = _KEY.match(cells[-1]) if cells else None
    key = squeeze(match["key"]) if match else ""
    return key if 0 < len(key) <= _LONGEST_KEY else None
