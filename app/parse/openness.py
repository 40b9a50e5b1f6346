"""Whether a meeting was open to the public, how many listened, and how it was recorded."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.normalize import normalize, squeeze
from app.numerals import read_numeral
from app.parse.header import Field

_OPEN, _PARTLY, _CLOSED = "公開", "一部非公開", "非公開"
_CHECKED = re.compile(r"[☑☒✓✔■レ✅●]\s*(?P<value>[^□☐☑☒✓✔■○\n/]+)")
_BOX = re.compile(r"[□☐]")
# 情報公開条例, 公開条例: names of rules, not whether it was open; 公開非公開 alone is the key again
_OTHER_WORDS = re.compile(
    r"情報公開|公開条例|公開(?:に関する|の)?指針|公開の(?:可否|別)|公開・非公開(?:の別)?|公開しなかった理由.*"
)
_PARTIAL = re.compile(r"一部[をは]?(?:非公開|公開|不可)|一部傍聴")
_CLOSED_WORD = re.compile(r"非公開|許可しない|許さない|不可|公開し(?:てい)?ない|公開とし?ない|否$|傍聴を認めない")
_OPEN_WORD = re.compile(r"(?<!非)公開(?!と?し?(?:てい)?ない)|(?<!許)可(?!能)|許(?:す|可)(?!し?な)")
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
    rf"傍聴(?:者|人|の方|希望者|席|した(?:人|者|方))?(?:の?(?:人)?数)?(?:等)?(?:は|が|の|:|：|、|[(（【】]|(?<=】)-)*(?:{_COUNT}|{_NONE})|"
    rf"^(?:[☑■]?(?:一部)?(?:傍聴)?(?:不可|可)|公開)[(（](?P<beside>[0-9]{{1,3}})(?:人|名)[)）]"
)
# 会議室1 / 2人, 第1会議室301 2人: two numbers, not one
_NUMBERS_APART = re.compile(
    r"(?<=[0-9])[^\S\n]*\n\s*(?=[0-9])|(?<=[^\s0-9][0-9])\s+(?=[0-9])|(?<=[^\s0-9][0-9]{2})\s+(?=[0-9])|(?<=[^\s0-9][0-9]{3})\s+(?=[0-9])"
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
# The chair's or the secretariat's own words: 「公開で進めます」, 「本日の会議は非公開といたします」
_STATED = re.compile(
    r"(?P<what>(?<!一部)(?:非公開|公開))(?:"
    r"で、?(?:会議を)?(?:進め|行い|開催し|審議し|(?:進行|開催|審議)いたし)(?:ます|てまいります|ていきます|たいと思います|させていただきます)"
    r"|で(?:進め|行わ)せていただきます|で行うことと(?:し|いたし)ます"
    r"|と(?:(?:いた)?し(?:ます|たいと思います|てまいります)|させていただきます|なります|することといたします|決定(?:いた)?します)"
    r")(?:ので)?"
)
_SUBJECT = re.compile(r"^.*?(?=(?<!非)(?<!情報)(?:非公開|公開)(?:で|と))")
# What else can be open or closed: the minutes, a paper, a name, one of the items.
_STATED_OF = re.compile(
    r"会議録|議事録|録音|資料|名簿|氏名|名前|答申|結果|要旨|概要|発言|ホームページ|前回|次回|(?:この|当該|次の)(?:議題|案件|議案|件)"
    r"|(?:議題|案件|議案|諮問|報告|事件|審議|[0-9]号|[(（][0-9]+[)）])(?:[0-9()（）・と及び号]{0,10}は|[^、。]{0,30}(?:について|につきまして|に関して))|以降|以後|ここから|これから|これより|一部|部分"
    r"|場合|とき[はに]|原則|除[きい]|のみ|「|」|もし"
)
# Where a speech begins, after lines of others; 甲野委員, (委員) before what is said: no member states it.
_SPEECH_BEGINS = re.compile(r"[:：○〇◯●◎◆■◇□]")
_MEMBER = re.compile(
    r"^[・【(（\[〔＜<]*[^、，,のはがを]{0,8}委員(?!長|会|の|は|が|を|に)|(?:^|[^長])委員[A-Z0-9]?[)）】\]〕＞>]*$"
)
# A line of the discussion by itself: 「この議題は非公開で審議した。」
# 傍聴者 4人(公開)
_BESIDE_OBSERVERS = re.compile(r"[(（](?P<what>(?:一部)?非?公開)[)）]$")
_CLOSED_ITEM = re.compile(
    r"[(（※]?(?:この|本|当該)(?:議題|案件|議案|件|諮問)[^。]{0,12}(?:は|について)、?(?:会議を)?非公開"
    r"(?:で|と)(?:審議|し(?:た|ます|て)|する|行|いたし)[^。]{0,8}。?[)）]?"
)
# Between speeches: 「見本市情報公開条例第20条第1項により非公開」
_CLOSED_BY_RULE = re.compile(
    r"[(（※]?(?:以下、?)?[^。]{0,24}(?:条例|規則|要綱|要領|規程)第[0-9]+条[^。]{0,16}(?:により|に基づき|に該当するため)、?"
    r"(?:以下)?非公開(?:と(?:した|する))?。?[)）]?"
)

_FIRST_WORDS = 2


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
            beside = _BESIDE_OBSERVERS.search(value)
            if beside is None:
                continue
            value = beside["what"]
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
    """What is said of the whole meeting; None where the words disagree."""
    flat = squeeze(opening)
    told = (_SAID_OPEN.search(sentence) for sentence in flat.split("。") if _CLOSED not in sentence)
    match = next((found for found in told if found is not None), None)
    stated = {meaning: quote for meaning, quote in map(_stated, re.findall(r"[^。]+(?=。)", flat)) if meaning}
    if match is not None and _CLOSED not in stated:
        return _OPEN, match.group()
    return next(iter(stated.items())) if len(stated) == 1 and match is None else None


def _stated(sentence: str) -> tuple[str, str]:
    """A sentence without white space → (公開 or 非公開, its words) where it says so of the meeting, else two empty
    strings. A question isn't one; that a meeting is closed must name the meeting."""
    *before, told = _SPEECH_BEGINS.split(sentence)
    if _MEMBER.search(told) or (before and _MEMBER.search(before[-1])):
        return "", ""
    clauses = [clause for clause in re.split(r"[、，,]|(?<=ので)|(?<=ため)", told) if clause]
    stated = [match for clause in clauses[-2:] if (match := _STATED.fullmatch(_SUBJECT.sub("", clause))) is not None]
    if not stated or _STATED_OF.search(told):
        return "", ""
    match = stated[-1]
    named = re.search(r"(?:会議|審議会|審査会|委員会)(?:は|を|につ(?:い|き))", told) is not None
    return (match["what"], match.group()) if named or match["what"] == _OPEN else ("", "")


def _from_closed_item(discussion: Sequence[str]) -> tuple[str, str] | None:
    lines = [squeeze(line) for line in discussion]
    closed = next((line for line in lines if _CLOSED_ITEM.fullmatch(line)), None)
    if closed is None:  # said first of all, it may be about the whole meeting
        closed = next((line for line in lines[_FIRST_WORDS:] if _CLOSED_BY_RULE.fullmatch(line)), None)
    return (_PARTLY, closed) if closed else None


def read_observers(fields: Sequence[Field], opening: str, quotes: dict[str, str]) -> int | None:
    """How many listened: from the field of that name, from another field that tells it beside its value, or from the
    opening words; None where it isn't told."""
    for field in fields:
        if field.name == "observers":
            found = _count_observers(squeeze(_NUMBERS_APART.sub("|", field.value)), quotes)
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
    return read_numeral(match["count"]) if match["count"] else 0


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
