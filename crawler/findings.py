"""What a run saw beside the documents: what was passed over or failed and why, what pages say, how many documents each
page gives. Kept as JSON, once for all runs that saw the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

NoticeKind = Literal["none_held", "cancelled", "unpublished", "listed"]
# complete: every page was seen; partial: some could not be; nothing: not one could be; stopped: asked to end early
Outcome = Literal["complete", "partial", "nothing", "stopped"]


@dataclass(frozen=True, slots=True)
class Notice:
    """What a page says of a meeting or a year: `text` as it stands on `url`, `headings` from the nearest upwards, the
    page's title last."""

    kind: NoticeKind
    url: str
    text: str
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """An address that could not be fetched, with the words of the link to it; `document`: they call it minutes."""

    url: str
    reason: str
    text: str = ""
    context: str = ""
    document: bool = False


@dataclass(frozen=True, slots=True)
class Findings:
    """`passed` are addresses with their reasons; `pages` how many documents each page gave when that was last believed;
    `held` the documents that no page leads to any more and that were not taken for withdrawn yet, each with the time
    when that was first seen; `alarms` say so in plain English."""

    passed: tuple[tuple[str, str], ...] = ()
    failed: tuple[Failure, ...] = ()
    notices: tuple[Notice, ...] = ()
    pages: Mapping[str, int] = field(default_factory=dict)
    held: Mapping[str, str] = field(default_factory=dict)
    alarms: tuple[str, ...] = ()


def dump_findings(findings: Findings) -> tuple[str, str]:
    """→ (SHA-256, JSON), the same for the same findings."""
    lists = {
        "passed": findings.passed,
        "failed": [[f.url, f.reason, f.text, f.context, f.document] for f in findings.failed],
        "notices": [[n.kind, n.url, n.text, n.headings] for n in findings.notices],
        "pages": findings.pages,
        "held": findings.held,
        "alarms": findings.alarms,
    }
    text = json.dumps(lists, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest(), text


def load_findings(text: str) -> Findings:
    lists: dict[str, Any] = json.loads(text)
    return Findings(
        passed=tuple((url, reason) for url, reason in lists["passed"]),
        failed=tuple(Failure(*entry) for entry in lists["failed"]),
        notices=tuple(Notice(kind, url, words, tuple(heads)) for kind, url, words, heads in lists["notices"]),
        pages=lists["pages"],
        held=lists["held"],
        alarms=tuple(lists["alarms"]),
    )
