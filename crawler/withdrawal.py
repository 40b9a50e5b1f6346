"""Which documents were withdrawn when no page leads to them any more, and when that is not believed yet.

A city takes single documents away, or moves old years to another page. When a list suddenly gives under half of what
it gave, a broken page is likelier: a table that lost its rows, a year's page that answers with an empty frame. Then
nothing is taken for withdrawn until a later run finds the same, or an operator says so.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

# Of a page with fewer documents one or two are half, and councils do take single documents away.
_LEAST_DOCUMENTS = 5
# Two runs agree only if they are this far apart: maintenance and a night's mishap are over by then, and a source that
# is crawled daily (at another minute each day) settles with its next run.
_APART = timedelta(hours=20)


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """`retire` are withdrawn; `held` are not linked to, but stay, each with the time (ISO) when that was first seen;
    `pages` are the counts to compare the next run with."""

    retire: tuple[str, ...]
    held: Mapping[str, str]
    pages: Mapping[str, int]
    alarms: tuple[str, ...]


def judge_missing(
    missing: Collection[str],
    *,
    before: Mapping[str, int],
    now: Mapping[str, int],
    held: Mapping[str, str],
    at: str,
    accept: bool = False,
) -> Withdrawal:
    """`missing` are current documents that no page leads to; `before` and `now` count each page's documents; `held` is
    what an earlier run held back; `at` the present (ISO). `accept`: an operator has said that it is right so."""
    shrunk = [page for page, count in before.items() if count >= _LEAST_DOCUMENTS and 2 * now.get(page, 0) < count]
    if accept or not missing or not shrunk:
        return Withdrawal(tuple(sorted(missing)), {}, dict(now), ())
    agreed = {url for url in missing if url in held and _is_apart(held[url], at)}
    waiting = {url: held.get(url, at) for url in sorted(missing) if url not in agreed}
    if not waiting:
        return Withdrawal(tuple(sorted(agreed)), {}, dict(now), ())
    alarms = tuple(
        f"{page} gave {before[page]} documents and gives {now.get(page, 0)} now; {len(waiting)} documents that no page "
        "leads to any more are kept as current until a run at least 20 hours later finds the same (or `shingikai crawl "
        "NAME --accept-fewer`)"
        for page in sorted(shrunk)
    )
    return Withdrawal(tuple(sorted(agreed)), waiting, {**now, **{page: before[page] for page in shrunk}}, alarms)


def _is_apart(since: str, at: str) -> bool:
    return datetime.fromisoformat(at) - datetime.fromisoformat(since) >= _APART
