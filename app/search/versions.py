"""The versions of a meeting's minutes: what a city published, and what it put in its place afterwards.

A version is a text: copies that say the same (the same file at two addresses) are one. What is compared was kept when
it was read (`texts` of the meeting's document), not read again: no document's bytes are parsed for a request.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from app.errors import NotFoundError, UsageError
from app.search.differences import KINDS, Passage, Span, compare_passages
from app.search.ports import Analyzer
from app.search.request import group_parameters, refuse_parameters

_SHORTEST = 8  # hexadecimal digits that name a document in an address


class CopyOut(BaseModel):
    """A document that says what its version says."""

    model_config = ConfigDict(frozen=True)

    sha256: str
    url: str
    media_type: str
    first_seen: str
    last_seen: str
    current: bool
    ended: str | None = Field(description="replaced or removed; null while the city serves it")
    ended_at: str | None


class VersionOut(BaseModel):
    """Times are ISO, UTC. `comparable`: its text was kept, so that it can be compared."""

    model_config = ConfigDict(frozen=True)

    number: int = Field(description="1-based, in the order of first sight")
    sha256: str = Field(description="of the newest copy; names the version in from= and to=")
    first_seen: str
    last_seen: str
    current: bool
    ended: str | None
    ended_at: str | None
    withheld: str | None = Field(description="why the operator has sealed it")
    comparable: bool
    copies: tuple[CopyOut, ...]


class VersionsOut(BaseModel):
    """A meeting's versions, newest last."""

    model_config = ConfigDict(frozen=True)

    meeting_id: str
    removed_at: str | None
    versions: tuple[VersionOut, ...]


class SideOut(BaseModel):
    """A passage of one version. `changed`: half-open spans, in code points of `text`, of what differs."""

    model_config = ConfigDict(frozen=True)

    anchor: str
    speaker: str | None
    text: str
    page: int | None
    changed: tuple[Span, ...]


class DifferenceOut(BaseModel):
    """`kind`: same, changed, added (only `after`) or removed (only `before`)."""

    model_config = ConfigDict(frozen=True)

    kind: str
    before: SideOut | None
    after: SideOut | None


class DiffOut(BaseModel):
    """What a city changed: all passages of both versions, in order."""

    model_config = ConfigDict(frozen=True)

    meeting_id: str
    since: VersionOut = Field(alias="from")
    until: VersionOut = Field(alias="to")
    same: int
    changed: int
    added: int
    removed: int
    passages: tuple[DifferenceOut, ...]


Stored = Mapping[str, Any]


def build_versions(meeting: Stored) -> tuple[VersionOut, ...]:
    """A stored meeting → its versions."""
    groups: dict[str, list[Stored]] = {}
    for rendition in meeting["renditions"]:
        groups.setdefault(rendition.get("text_sha256") or rendition["sha256"], []).append(rendition)
    kept = {text["text_sha256"] for text in meeting.get("texts", ())}
    ordered = sorted(groups.items(), key=lambda entry: min((r["first_seen"], r["sha256"]) for r in entry[1]))
    return tuple(_make_version(number, group, text in kept) for number, (text, group) in enumerate(ordered, start=1))


def _make_version(number: int, group: Sequence[Stored], comparable: bool) -> VersionOut:
    newest = sorted(group, key=lambda r: (r["current"], r["last_seen"]), reverse=True)
    current = newest[0]["current"]
    last = max(newest, key=lambda r: r.get("ended_at") or "")
    return VersionOut(
        number=number,
        sha256=newest[0]["sha256"],
        first_seen=min(r["first_seen"] for r in group),
        last_seen=max(r["last_seen"] for r in group),
        current=current,
        ended=None if current else last.get("ended"),
        ended_at=None if current else last.get("ended_at"),
        withheld=newest[0].get("withheld"),
        comparable=comparable,
        copies=tuple(CopyOut.model_validate({"ended": None, "ended_at": None, **r}) for r in newest),
    )


def read_pair(parameters: Iterable[tuple[str, str]]) -> tuple[str | None, str | None]:
    """A request's parameters → (`from`, `to`); UsageError names one that is unknown or given twice."""
    grouped = group_parameters(parameters)
    refuse_parameters(grouped, ("from", "to"))
    for name, values in grouped.items():
        if len(values) > 1:
            raise UsageError(name, f"{name} は一つだけ指定できます。")
    since, until = ((grouped.get(name) or [""])[0].strip() or None for name in ("from", "to"))
    return since, until


def choose_pair(versions: Sequence[VersionOut], since: str | None, until: str | None) -> tuple[VersionOut, VersionOut]:
    """The versions that are asked for, by the SHA-256 of a copy (8 digits or more). Left out, `until` is the newest one
    that took another's place, and `since` the one before it (`find_before`).

    UsageError names a parameter that names no version, or none that can be compared; NotFoundError if there is nothing
    to compare."""
    able = sorted((v for v in versions if v.comparable), key=_order, reverse=True)
    if len(able) < 2:
        raise NotFoundError("この会議録には、比べられる版が二つありません。")
    newest = next((v for v in able if find_before(able, v)), able[0])
    to = _find(versions, "to", until) if until else newest
    if since:
        return _find(versions, "from", since), to
    return find_before(able, to) or next(v for v in able if v is not to), to


def find_before(versions: Iterable[VersionOut], version: VersionOut) -> VersionOut | None:
    """The version in whose place this one came: the last one of the same format that the city does not serve any more,
    or not as late. A PDF and a page that say the same are no versions of one another."""
    kind = version.copies[0].media_type
    alike = [v for v in versions if v.comparable and v.copies[0].media_type == kind and _order(v) < _order(version)]
    return max(alike, key=_order, default=None) if version.comparable else None


def _order(version: VersionOut) -> tuple[bool, str, int]:
    """By when the city served it last. A city may go back to an earlier text, so the number tells nothing."""
    return version.current, version.last_seen, version.number


def _find(versions: Iterable[VersionOut], parameter: str, sha256: str) -> VersionOut:
    found = [v for v in versions if any(copy.sha256.startswith(sha256.lower()) for copy in v.copies)]
    if len(sha256) < _SHORTEST or len(found) != 1:
        raise UsageError(parameter, f"{parameter}「{sha256}」という版はありません（SHA-256 の初めの8桁以上）。")
    if not found[0].comparable:
        reason = f"公開を止めています（{found[0].withheld}）" if found[0].withheld else "文が保存されていません"
        raise UsageError(parameter, f"{parameter} の版は比べられません：{reason}。")
    return found[0]


def build_diff(meeting: Stored, since: str | None, until: str | None, analyzer: Analyzer) -> DiffOut:
    """Two versions of a stored meeting, compared; the errors of `choose_pair`."""
    pair = choose_pair(build_versions(meeting), since, until)
    found = compare_passages(_find_passages(meeting, pair[0]), _find_passages(meeting, pair[1]), analyzer)
    counts = Counter(one.kind for one in found)
    rows = tuple(
        DifferenceOut(
            kind=one.kind,
            before=_make_side(one.before, one.before_spans),
            after=_make_side(one.after, one.after_spans),
        )
        for one in found
    )
    numbers = {kind: counts[kind] for kind in KINDS}
    named = {"meeting_id": meeting["id"], "from": pair[0], "to": pair[1], "passages": rows}
    return DiffOut.model_validate({**named, **numbers})


def _make_side(passage: Passage | None, spans: tuple[Span, ...]) -> SideOut | None:
    return None if passage is None else SideOut(**asdict(passage), changed=spans)


def _find_passages(meeting: Stored, version: VersionOut) -> tuple[Passage, ...]:
    """Of a version that is comparable."""
    shas = {copy.sha256 for copy in version.copies}
    text = next(r["text_sha256"] for r in meeting["renditions"] if r["sha256"] in shas)
    stored = next(t["passages"] for t in meeting["texts"] if t["text_sha256"] == text)
    return tuple(Passage(p["anchor"], p["speaker"] or p["mark"], p["text"], p["page"]) for p in stored)
