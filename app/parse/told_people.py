"""People whom a sentence or the company of others tells of: the absent in the opening, a board's superintendent."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.normalize import fold, squeeze
from app.parse.names import ROLE, find_names, is_name

_PERSON = rf"(?:[一-龥々ヶ\u3400-\u4dbfァ-ヶー]{{1,6}}|(?<![ぁ-ん一-龥])[ぁ-ん]{{2,4}}){ROLE}"
# 甲野委員、学識経験者の乙山委員及び丙川副会長
_LIST = rf"(?:(?:[^、。はがを]{{1,12}}の)?{_PERSON}(?:、|,|，|・|と|及び|並びに)?)+"
_REASON = r"(?:[^。、「」]{0,14}?(?:のため|の為|により|よって|につき|で|から|との)、?)?"
_AWAY = r"(?:ご|御)?欠席"
# What follows where a thing is told, not supposed: not 欠席の場合, 欠席した前回, 欠席者, 欠席裁判
_TOLD = (
    r"(?=。|、|$|で(?:す|ござい|あ|、)|する(?:と|旨|もの|こと)|し(?:て|ま)|され(?:て|ま)|を?(?:いただ|頂)|と(?:なっ|な[りる]|の|いう|伺|聞|承|、)"
    r"|の(?:ご|御)?(?:連絡|届|申|旨|通知|報告)|、)"
)
_BEFORE = re.compile(
    rf"(?:本日|今日|今回|当日)?(?:は|の)?、?(?P<who>{_LIST})(?:の[0-9一二三四五六]{{1,2}}[名人])?(?:から|より)?(?:は|が|も)?、?(?:本日|今日)?(?:は|、)*{_REASON}{_AWAY}{_TOLD}"
)
_AFTER = re.compile(
    rf"欠席(?:者|委員|の(?:ご|御)?連絡(?:をいただい(?:て|た))?)?(?:は|が|の(?:方|委員)は)、?(?P<who>{_LIST})"
    r"(?:(?:の[0-9一二三四五六]{1,2}[名人])?(?:で(?:す|ござい|あ|、)|です|となって)|の[0-9一二三四五六]{1,2}[名人]。?$)"
)
# Of another day, or only supposed.
_OTHER = re.compile(r"前回|次回|前の回|先日|昨年|前年|もし|場合|とき[はに]|仮に|遅れて|遅刻|途中")
# What stands before 委員 and is nobody's name.
_NOBODY = re.compile(
    r"全|各|他|一部|専門|臨時|新任|前任|後任|両|同|当該|該当|担当|所管|署名|[一二三四五六七八九十数半過]+[名人数]|教育|選挙管理|監査"
)
# 甲野、乙山委員: one role for two, of whom only the last would be told
_CUT_LIST = re.compile(r"(?:^|[、。はがの])(?!本日|今日|今回|当日|現在)[一-龥]{1,4}[、・,，]$")
_LONGEST_SENTENCE = 400
_DAY = re.compile(r"^(?:本日|今日|今回|当日|現在)")
_POST = re.compile(r"(?:課|部|次|係|室|局|館)長|主査|主幹|主事|主任|参事|補佐|事務局")
_SUPERINTENDENT = r"教育長(?!職務代理)"
_FEWEST_MEMBERS = 2


def said_absent(opening: str) -> Iterator[str]:
    """The names of members who the first words of the discussion say were absent: 「甲野委員は所用のため欠席です」,
    「欠席は乙山委員でございます」. Posts of the city, whom nobody counts among the absent, are none."""
    for sentence in re.split(r"(?<=。)", squeeze(opening)):
        if len(sentence) > _LONGEST_SENTENCE or _OTHER.search(sentence):
            continue
        for match in (*_BEFORE.finditer(sentence), *_AFTER.finditer(sentence)):
            if _CUT_LIST.search(sentence[: match.start("who")]):
                continue
            for person in re.finditer(_PERSON, match["who"]):
                yield from _name_of(person.group())


def _name_of(person: str) -> Iterator[str]:
    for name, _ in find_names(_DAY.sub("", person)):
        kana = re.fullmatch(r"[ぁ-ん]+", name) is not None
        if _NOBODY.fullmatch(name) is None and not name.endswith(("両", "各")) and (kana or is_name(name)):
            yield name


def superintendent_as_member(value: str) -> str:
    """A list of a board's members in which the superintendent (教育長) is one of them → it with 委員 for the post.

    A board of education has its superintendent among its members; elsewhere a superintendent explains. So it holds only
    where all others in the list are members, and none of them is a 会長, whom such a board doesn't have."""
    flat = fold(value.replace("\n", "、"))
    if "教育長" not in flat or "会長" in flat or _POST.search(flat):
        return value
    parts = [part.strip() for part in re.split(r"[、,，]", flat) if part.strip()]
    others = [part for part in parts if not re.search(rf"^{_SUPERINTENDENT}\s|{_SUPERINTENDENT}$", part)]
    members = [part for part in others if re.search(rf"^{ROLE}[\s:：]|{ROLE}$", part)]
    if len(members) < _FEWEST_MEMBERS or len(members) != len(others) or len(parts) - len(others) != 1:
        return value
    return re.sub(_SUPERINTENDENT, "委員", value)
