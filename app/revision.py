"""What happens to a source's meetings once they have ids: people's corrections, then each referral's life."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.corrections import MEETING_FIELDS, CorrectionEntry, Refusal, choose_latest, correct_meeting
from app.documents import Registered
from app.referrals import link_referrals
from app.registry import Registry
from app.vocabulary.entries import Vocabulary


@dataclass(frozen=True, slots=True)
class CorrectionReport:
    """How many corrections are in force, and those that are not."""

    applied: int = 0
    refused: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class Revised:
    meetings: tuple[Registered, ...]
    corrections: CorrectionReport = field(default_factory=CorrectionReport)


def revise_source(
    source: str,
    meetings: Sequence[Registered],
    entries: Iterable[CorrectionEntry],
    registry: Registry,
    vocabulary: Vocabulary,
) -> Revised:
    """All meetings of a source, corrected and linked. `entries` are the corrections of its municipality; those of ids
    that this source never had are passed over: another source of the municipality may have them."""
    current = {registered.id: registered.item_ids for registered in meetings}
    led, refused = _lead_entries(source, entries, registry, current)
    chosen, contradicting = choose_latest(led)
    refused += contradicting
    corrected: list[Registered] = []
    for registered in meetings:
        own = [e for e in chosen if e.target == registered.id and e.field in MEETING_FIELDS]
        items = [e for e in chosen if e.target in registered.item_ids]
        meeting, failed = correct_meeting(registered.meeting, registered.item_ids, own, items, vocabulary)
        corrected.append(replace(registered, meeting=meeting))
        refused += failed
    lives = link_referrals((registered.meeting, registered.item_ids) for registered in corrected)
    linked = tuple(
        replace(registered, lives={i: lives[i] for i in registered.item_ids if i in lives}) for registered in corrected
    )
    applied = len(chosen) - sum(1 for one in refused if any(one.where == e.where for e in chosen))
    return Revised(linked, CorrectionReport(applied, refused))


def _lead_entries(
    source: str, entries: Iterable[CorrectionEntry], registry: Registry, current: Mapping[str, Sequence[str]]
) -> tuple[list[CorrectionEntry], tuple[Refusal, ...]]:
    """Corrections with the ids that are in use now."""
    led: list[CorrectionEntry] = []
    refused: list[Refusal] = []
    for entry in entries:
        sources = registry.sources_of(entry.target)
        target = registry.find_successor(entry.target, current) if source in sources else None
        if target is not None:
            led.append(replace(entry, target=target))
        elif source in sources:
            refused.append(Refusal(entry.where, f"{entry.target} is no longer in what is read, and nothing like it"))
    return led, tuple(refused)
