"""What was seen of a website, as text for a person and as JSON."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import asdict
from itertools import groupby
from typing import Any

from crawler.survey import Changes, Survey, SurveyedLink

# Reasons that nearly every link of a website has: counted, and listed only when asked.
_COMMON = ("navigation", "other subject", "outside the source's hosts", "not a format that minutes come in")
_TEXT, _REASON = 40, 46  # columns


def make_survey_table(survey: Survey, changes: Changes | None, *, everything: bool) -> str:
    """Links taken, followed and passed over, each with its reason; requests; what a crawl would change."""
    report = survey.report
    taken = (*survey.documents, *survey.pages)
    lines = [
        f"{survey.source.name}: {survey.source.municipality} {survey.source.council}",
        f"  {report.requests} requests, {report.transferred:,} bytes; no document was fetched",
        "",
        f"would be fetched as minutes: {len(taken)}",
        *_list_links(taken),
        f"pages on the way: {len(survey.followed)}",
        *_list_links(survey.followed),
        f"passed over: {len(survey.passed)}",
        *_list_passed(survey.passed, everything=everything),
    ]
    if report.failed:
        lines += [f"failed: {len(report.failed)}", *(f"  {url}: {reason}" for url, reason in report.failed)]
    if changes is not None:
        lines.append(
            f"a crawl would bring {len(changes.new)} new, ask again for {len(changes.known)} known, and mark "
            f"{len(changes.unlisted)} as not listed any more"
        )
        lines += [f"  not listed any more: {url}" for url in changes.unlisted]
    return "\n".join(lines)


def make_survey_json(survey: Survey, changes: Changes) -> dict[str, Any]:
    return {
        "source": survey.source.name,
        "worked": survey.worked,
        "requests": survey.report.requests,
        "bytes": survey.report.transferred,
        "documents": [asdict(link) for link in survey.documents],
        "pages": [asdict(link) for link in survey.pages],
        "followed": [asdict(link) for link in survey.followed],
        "passed_over": [asdict(link) for link in survey.passed],
        "failed": [{"url": url, "reason": reason} for url, reason in survey.report.failed],
        "changes": asdict(changes),
    }


def _list_links(links: Iterable[SurveyedLink]) -> list[str]:
    return [f"  {_fit(link.text, _TEXT)}  {_fit(link.reason, _REASON)}  {link.url}" for link in links]


def _list_passed(links: Iterable[SurveyedLink], *, everything: bool) -> list[str]:
    lines = []
    by_reason = sorted(links, key=lambda link: (link.reason.startswith(_COMMON), link.reason, link.url))
    for reason, group in groupby(by_reason, key=lambda link: link.reason):
        own = list(group)
        if reason.startswith(_COMMON) and not everything:
            lines.append(f"  {len(own)} × {reason}")
        else:
            lines += _list_links(own)
    return lines


def _fit(text: str, columns: int) -> str:
    """A text cut or filled to so many columns, a wide character taking two."""
    shown, used = "", 0
    for character in text:
        width = 2 if unicodedata.east_asian_width(character) in "WFA" else 1
        if used + width > columns:
            break
        shown, used = shown + character, used + width
    return shown + " " * (columns - used)
