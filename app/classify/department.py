"""The 所管課 of an item, as the agenda or the item's own discussion names it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from app.classify.passages import is_chair, is_member
from app.model import Evidence, Role, Utterance
from app.normalize import normalize

_OFFICE = re.compile(
    r"(?P<name>[一-龥々ぁ-んァ-ヶーA-Za-z・]{1,18}?(?:課|室|センター|事務局))(?=職員|説明員|が|から|より|の(?:職員|説明)|[)）]|入室|、|$)"
)
_EXPLAINED_BY = re.compile(
    r"(?:^|[、。「」()<>【】\s])(?P<name>[一-龥々ァ-ヶーA-Za-z・ぁ-ん]{2,24}?(?:課|室|センター|係|担当))(?:説明員|職員|課?長)?(?:から|より|が)(?:、)?(?:内容の)?説明"
)
_GENERAL = re.compile(r"事務局|実施機関|説明員|担当課|所管課|総務課|委員")


def find_department(own: Sequence[Utterance]) -> tuple[str | None, tuple[Evidence, ...]]:
    """→ (department, evidence): who explained, by name, in directions, in the chair's call, or as speakers."""
    for utterance in own[:12]:
        normal = normalize(utterance.text)
        if utterance.role is Role.SPEECH and is_member(utterance):
            break
        match = _EXPLAINED_BY.search(normal.text)
        if match is None and utterance.role is Role.NARRATION and len(normal.text) < 100:
            match = _OFFICE.search(normal.text)
        if match and not _GENERAL.fullmatch(match["name"]):
            start, end = normal.original_span(match.start("name"), match.end("name"))
            return match["name"], (Evidence(utterance.text[start:end], utterance.page, utterance.anchor, start, end),)
    return _from_speakers(own)


def _from_speakers(own: Sequence[Utterance]) -> tuple[str | None, tuple[Evidence, ...]]:
    speakers = Counter(
        u.speaker
        for u in own
        if u.speaker and not is_member(u) and not is_chair(u) and re.search(r"(?:課|室|センター|担当|係)$", u.speaker)
    )
    speakers = Counter({name: count for name, count in speakers.items() if not _GENERAL.fullmatch(name)})
    if not speakers:
        return None, ()
    name = speakers.most_common(1)[0][0]
    first = next(u for u in own if u.speaker == name)
    head = first.text[:20]
    return name, (Evidence(head, first.page, first.anchor, 0, len(head)),)
