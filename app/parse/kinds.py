"""An item's kind where neither the agenda nor a heading tells it: from the words of its own discussion."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.evidence import locate
from app.model import Evidence, Utterance
from app.normalize import squeeze
from app.parse.cues import is_chair

# What is only said of a referral: it is referred, deliberated on, and an opinion (答申) given or the plan approved.
_REFERRED = re.compile(
    r"(?:諮問(?!機関|会議|庁|書の)(?:のとおり|どおり|のあった)?|答申|原案(?:の)?(?:とおり|どおり|通り)|承認(?:する|します|いたします|した|いたし|され|とする|としま|を行)|可とする|可決"
    r"|(?:適当|適切|妥当|相当)(?:である|でない|ではない|なもの(?:である)?)?と(?:認め|判断|考え|する|します)|(?:差し?支え|さしつかえ)(?:ない|ありません)|(?:認める|認めない|実施して(?:よい|差し?支えない))(?:こと|もの|旨)|採決|議決|妥当(?:と|である)|本案|起立|挙手|異議(?:なし|な[くい]|はありません|ございません))"
)
# …and of a report: it is given, heard and noted.
_REPORTED = re.compile(
    r"(?:報告(?:し(?:ます|た|たい)|いたし|致し|申し上げ|です|でございます|を(?:受け|終わ|願|お願い|求め|行|了承)|が(?:あ|な|行わ)|は以上|のとおり|事項|として)"
    r"|(?:御|ご)報告|報告は(?:ここまで|以上|これで))"
)
# A status that is told and noted is a report, even where nobody calls it so.
_STATUS_TITLE = re.compile(r"(?:届出|登録|登録簿|状況|実績|結果|件数|概要)(?:等)?(?:について)?$")
_NOTED = re.compile(
    r"(?:(?:報告|届出)(?:の)?(?:ため|につき)|確認(?:し(?:た|、|ま)|の上)|了承|了と|聞き置|承っ|説明(?:し|が(?:あ|な)|を(?:行|受)))"
)
# A kind is told by the beginning of a discussion, and by how it ends.
_HEAD = 8


def guess_kind(title: str, own: Sequence[Utterance]) -> tuple[str, Evidence] | None:
    """An item's title and passages → (referral or report, the words that tell it), None where nothing tells or both are
    told alike. Members' words count nothing: they mention other cases."""
    told = [u for u in own if u.speaker is None or is_chair(u.speaker) or "委員" not in u.speaker]
    for part in (told[:_HEAD], told):
        referred, reported = _find_all(part, _REFERRED), _find_all(part, _REPORTED)
        if referred and len(referred) > len(reported):
            return "referral", referred[0]
        if reported and len(reported) > len(referred):
            return "report", reported[0]
    noted = _find_all(told, _NOTED) if _STATUS_TITLE.search(squeeze(title)) else []
    named = [e for e in _find_all(told, _REFERRED) if re.match("諮問|答申|原案", e.quote)]
    return ("report", noted[0]) if noted and not named else None


def has_status_title(title: str) -> bool:
    """Whether a title is that of a status or notification: …の運用状況について, …の届出について."""
    return _STATUS_TITLE.search(squeeze(title)) is not None


def _find_all(utterances: Sequence[Utterance], pattern: re.Pattern[str]) -> list[Evidence]:
    found: list[Evidence] = []
    for utterance in utterances:
        for match in pattern.finditer(squeeze(utterance.text)):
            evidence = locate(utterance, match.group())
            if evidence is not None:
                found.append(evidence)
    return found
