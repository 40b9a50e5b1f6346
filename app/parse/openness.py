"""Whether a meeting was open to the public, how many listened, and how it was recorded."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.normalize import normalize, squeeze
from app.parse.dates import parse_number
from app.parse.header import Field

_OPEN, _PARTLY, _CLOSED = "公開", "一部非公開", "非公開"
_CHECKED = re.compile(r"[☑☒✓✔■レ✅●]\s*(?P<value>[^□☐☑☒✓✔■○\n/]+)")
_BOX = re.compile(r"[□☐]")
# 情報公開条例, 公開条例: names of rules, not whether it was open; 公開非公開 alone is the key again
_OTHER_WORDS = re.compile(
    r"情報公開|公開条例|公開(?:に関する|の)?指針|公開の(?:可否|別)|公開・非公開(?:の別)?|公開しなかった理由.*"
)
_PARTIAL = re.compile(r"一部[をは]?(?:非公開|公開|不可)|一部傍聴")
_CLOSED_WORD = re.compile(r"非公開|不可|公開し(?:てい)?ない|公開とし?ない|否$|傍聴を認めない")
_OPEN_WORD = re.compile(r"(?<!非)公開(?!と?し?(?:てい)?ない)|可(?!能)")
# A word that limits what is said to one item: 議題(4)は, (2)の案件について, 3は
_LIMITED = re.compile(r"〔|(?:議題|議案|案件|議事|審議|次第)[0-9]|[0-9]は|うち|除き|を除く|のみ|その他は")
_OPTIONS = re.compile(r"(?:(?:一部)?非?公開(?:[・、,/／]|又は|または|$)){2,}")
_ALL = re.compile(r"全て|すべて|全部|全面|いずれも|全議題")
_COUNT = r"(?P<count>[0-9]{1,3}|[一二三四五六七八九十]{1,3})(?:人|名)"
_NONE = (
    r"(?P<none>な(?:し|い|かった)|無し?|い(?:ない|ません|なかった)|お(?:らず|りません)|ありません|ございません|皆無"
    r"|[-‐–—―－ー]{2,}|0)"
)
_OBSERVERS_VALUE = re.compile(rf"(?:傍聴(?:者|人)?(?:の?数)?(?:は|:|：)?|約|計)*(?:{_COUNT}|{_NONE})")
_OBSERVERS_INSIDE = re.compile(
    rf"傍聴(?:者|人|の方|希望者|席)?(?:の?(?:人)?数)?(?:等)?(?:は|が|の|:|：|、|[(（【】])*(?:{_COUNT}|{_NONE})|"
    rf"^(?:[☑■]?(?:一部)?(?:傍聴)?(?:不可|可)|公開)[(（](?P<beside>[0-9]{{1,3}})(?:人|名)[)）]"
)
_TOTAL = re.compile(r"計(?P<count>[0-9]{1,3})(?:人|名)")
# In the opening words: 「傍聴の方が3名いらっしゃいます」, 「傍聴の申出はございません」
_SAID = re.compile(
    rf"傍聴(?:者|人|の方|希望者|を希望(?:され|し)た方|の(?:申出|申し出|希望|申込み?))(?:は|が|も)?(?:、|現在|本日|のところ)*"
    rf"(?:{_COUNT}(?!以|ま)|(?P<none>いません|おりません|いらっしゃいません|お見えになっていません|見えていません|ありません"
    r"|ございません|いない(?!場)|なし|おられません|受けていない))"
)
_SAID_OPEN = re.compile(
    r"(?:会議|審議会|審査会|委員会)(?:は|を|につ(?:い|き)ては?)、?(?:原則)?公開"
    r"(?:で(?:、|ある|す|ご|行|開|進)|と(?:し(?:ます|て(?:おり|い)ます)|する|いたします|なって))"
)
# A line of the discussion by itself: 「この議題は非公開で審議した。」
_CLOSED_ITEM = re.compile(
    r"[(（※]?(?:この|本|当該)(?:議題|案件|議案|件|諮問)[^。]{0,12}(?:は|について)、?(?:会議を)?非公開"
    r"(?:で|と)(?:審議|し(?:た|ます|て)|する|行|いたし)[^。]{0,8}。?[)）]?"
)


def read_public(
    fields: Sequence[Field], heads: Sequence[str], discussion: Sequence[str], opening: str, quotes: dict[str, str]
) -> str | None:
    """公開, 非公開, 一部非公開, or None where it isn't told: by the first field that tells it, by marks of the items,
    by the title, by the opening words, by a line that says of one item that it was closed. The words are added to
    `quotes`."""
    found = (
        _from_fields(fields)
        or _from_items(fields)
        or _from_title(heads)
        or _from_words(opening)
        or _from_closed_item(discussion)
    )
    if found is None:
        return None
    meaning, quotes["public"] = found
    return meaning


def _from_fields(fields: Sequence[Field]) -> tuple[str, str] | None:
    for field in fields:
        if field.name not in ("public", "observers"):
            continue
        value = squeeze(checked(field.value) or "")
        if field.name == "observers" and not re.match(r"可|不可|公開|非公開|一部", value):
            continue
        meaning = read_openness(value)
        if meaning:
            return meaning, squeeze(value)[:60]
    return None


def read_openness(value: str) -> str | None:
    """The value of a field 公開・非公開, without white space → one of three, or None."""
    if _OPTIONS.fullmatch(value):
        return None  # the form's choices, none of them marked
    # (1) is no note in brackets
    text = re.sub(r"[(（]([0-9ア-ン]{1,2})[)）]", r"〔\1〕", _OTHER_WORDS.sub("", value))
    if _PARTIAL.search(text):
        return _PARTLY
    clause = re.split(r"[。(（]|\n|ただし|但し", text, maxsplit=1)[0] or text
    closed = _CLOSED_WORD.search(clause)
    opened = _OPEN_WORD.search(re.sub(r"非公開|不可", "", clause))
    limited = _LIMITED.search(clause) is not None and _ALL.search(clause) is None
    if closed:
        return _PARTLY if opened or limited else _CLOSED
    if opened is None:
        return None
    rest = text[len(clause) :]
    excepted = _CLOSED_WORD.search(rest) and (_LIMITED.search(rest) or re.search(r"ただし|但し", text))
    if excepted or (limited and re.search(r"(?:のみ|について)(?:は|を)?公開", clause)):
        return _PARTLY
    return None if limited else _OPEN


def _from_items(fields: Sequence[Field]) -> tuple[str, str] | None:
    """An agenda that says [公開] or (非公開) of each item."""
    marks: list[str] = []
    for field in fields:
        if field.name.startswith("agenda"):
            marks += re.findall(r"[\[［(（【]((?:一部)?非?公開)(?:審議)?[\]］)）】]", squeeze(field.value))
    if not marks:
        return None
    if set(marks) == {_OPEN}:
        return _OPEN, marks[0]
    if set(marks) == {_CLOSED}:
        return _CLOSED, marks[0]
    return _PARTLY, next(mark for mark in marks if mark != _OPEN)


def _from_title(heads: Sequence[str]) -> tuple[str, str] | None:
    """…会議録(公開で審議を行った部分), 議題 ※(1)について公開"""
    for head in heads:
        match = re.search(r"公開(?:で審議を行った|した|の)部分|※[^※。]{1,12}(?:のみ|について)は?公開$", squeeze(head))
        if match:
            return _PARTLY, match.group()
    return None


def _from_words(opening: str) -> tuple[str, str] | None:
    match = _SAID_OPEN.search(squeeze(opening))
    return (_OPEN, match.group()) if match else None


def _from_closed_item(discussion: Sequence[str]) -> tuple[str, str] | None:
    closed = next((squeeze(line) for line in discussion if _CLOSED_ITEM.fullmatch(squeeze(line))), None)
    return (_PARTLY, closed) if closed else None


def read_observers(fields: Sequence[Field], opening: str, quotes: dict[str, str]) -> int | None:
    """How many listened: from the field of that name, from another field that tells it beside its value, or from the
    opening words; None where it isn't told."""
    for field in fields:
        if field.name == "observers":
            found = _count_observers(squeeze(field.value), quotes)
            if found is not None:
                return found
    for field in fields:
        if field.name in ("public", "members", "staff", "absent", "unknown"):
            match = _OBSERVERS_INSIDE.search(squeeze(field.value))
            if match is not None:
                quotes["observers"] = match.group()
                beside = match["beside"]
                return int(beside) if beside else _count(match)
    match = _SAID.search(squeeze(opening))
    if match is None:
        return None
    quotes["observers"] = match.group()
    return _count(match)


def _count_observers(value: str, quotes: dict[str, str]) -> int | None:
    told = re.sub(r"(?:定員|定数)[0-9]+[人名]", "", value)
    match = _TOTAL.search(told)
    if match is None:
        outside = re.findall(_COUNT, re.sub(r"[(（][^()（）]*[)）]", "", told))
        if len(outside) > 1 and re.search(r"一般|報道|記者", told):
            return None  # 一般2名、報道1名: no total is given
        match = re.search(_COUNT, told) or _OBSERVERS_VALUE.match(told) or re.fullmatch(r"(?P<count>[0-9]{1,3})", told)
    if match is None:
        return None
    quotes["observers"] = match.group()
    return _count(match)


def _count(match: re.Match[str]) -> int:
    return parse_number(match["count"]) if match["count"] else 0


def read_record(fields: Sequence[Field], quotes: dict[str, str]) -> str | None:
    """全文記録 or 要点記録 where the ticked box or the value says so, else the value as written: 議事録要約."""
    for field in fields:
        if field.name == "record":
            value = checked(field.value)
            if value is None:
                continue
            flat = squeeze(value)
            kinds = {kind for kind in ("全文記録", "要点記録") if kind in flat}
            quotes["record"] = kinds.copy().pop() if len(kinds) == 1 else value
            return quotes["record"]
    return None


def checked(value: str) -> str | None:
    """Of tick boxes the ticked one; a value without boxes as it is; None where no box is ticked."""
    match = _CHECKED.search(value) if _BOX.search(value) or re.search(r"[☑☒✓✔✅]", value) else None
    if match:
        return normalize(match["value"]).text.strip()
    return None if _BOX.search(value) else value.strip() or None
