"""A front matter told in sentences: 「第3回審議会は、令和5年2月9日午後2時から市役所で開催された。」 → its fields."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.normalize import squeeze
from app.parse.dates import find_dates, find_times
from app.parse.header import Field
from app.parse.names import ROLE

# So many lines below the title such a sentence stands in.
_REACH = 12
_LONGEST = 240
# That the meeting was held, in the past: a notice says 開催します. 「前回」 is about another one.
_HELD = re.compile(
    r"(?:開催|開会)(?:され(?:た|ました)|した|しました|いたしました)|開(?:かれ(?:た|ました)|いた|きました)"
    r"|行(?:われ(?:た|ました)|った|いました)|(?:審議|協議|検討)(?:しました|した|を行(?:った|いました))"
)
_OTHER = re.compile(r"前回|次回|先(?:月|日)|昨年|予定|施行|改正|答申")
# …まで、市役所第1会議室で会議を開きました / …から、市役所第1会議室において開催された
_PLACE = re.compile(
    r"(?:まで|から|より|に)?の?(?:間)?、?(?P<place>[^、。]{3,40}?)(?:において|にて|で)、?"
    r"(?:[^、。]{0,24}(?:会議|審議会|審査会|委員会|協議会|懇話会|会合)(?:を|が))?(?:開|行|審議|協議|検討)"
)
_ROOM = re.compile(r"室|ホール|会館|公民館|庁舎|センター|議場|役所|役場|[0-9]階|会議")
_PERSON = rf"[^、。はがのと\s]{{1,8}}{ROLE}"
_LIST = rf"{_PERSON}(?:(?:、|及び|並びに|と){_PERSON})*"
_CAME = re.compile(
    rf"(?:出席(?:した|された)?(?:委員|者)(?:は|が)、?(?P<after>{_LIST})|(?:うち、?)?(?P<before>{_LIST})(?:の[0-9]+[名人])?(?:が|は)(?:全員)?出席)"
)
_AWAY = re.compile(
    rf"(?:うち、?)?(?P<before>{_LIST})(?:の[0-9]+[名人])?(?:は|が)、?(?:所用|都合|病気|業務)?(?:のため|により)?、?(?:ご|御)?欠席(?!者|委員)"
)
_OPEN = re.compile(
    r"(?:会議|審議会|審査会|委員会)(?:は|を)、?(?P<what>(?:一部)?非?公開)(?:し(?:た|ました|、)|で|と(?:し|さ))"
)
_LISTENED = re.compile(
    r"(?P<count>[0-9]{1,3})(?:人|名)(?:の(?:方|市民|町民|村民))?(?:が|に)傍聴|傍聴(?:者|人|された方|した人)(?:は|が)、?(?P<count2>[0-9]{1,3}(?:人|名)|なし|いなかった)"
)


def read_prose(lines: Sequence[str]) -> list[Field]:
    """The first lines of a document → what a sentence that tells of the meeting in the past says: date with times,
    place, members, absent, openness, observers; nothing where no such sentence has a date."""
    for line in lines[:_REACH]:
        flat = squeeze(line)
        if len(flat) > _LONGEST or "。" not in flat:
            continue
        sentence = flat.partition("。")[0]
        dates = find_dates(sentence)
        if len(dates) != 1 or not _HELD.search(sentence[dates[0].end :]) or _OTHER.search(sentence):
            continue
        told = sentence[dates[0].start :]
        fields = [Field("date", told[: _end_of_times(told)], 0)]
        ends = (_end_of_times(told), find_dates(told)[0].end)
        places = [match["place"] for end in ends if (match := _PLACE.match(told[end:])) is not None]
        rooms = [place for place in places if _ROOM.search(place) and not find_times(place)]
        return [*fields, *(Field("place", room, 0) for room in rooms[:1]), *_read_rest(flat)]
    return []


def _end_of_times(told: str) -> int:
    times = find_times(told)
    return times[min(1, len(times) - 1)].end if times else find_dates(told)[0].end


def _read_rest(flat: str) -> list[Field]:
    fields = []
    if (came := _CAME.search(flat)) is not None:
        fields.append(Field("members", came["after"] or came["before"], 0))
    if (away := _AWAY.search(flat)) is not None:
        fields.append(Field("absent", away["before"], 0))
    if (openness := _OPEN.search(flat)) is not None:
        fields.append(Field("public", openness["what"], 0))
    if (listened := _LISTENED.search(flat)) is not None:
        fields.append(Field("observers", listened["count"] or listened["count2"], 0))
    return fields
