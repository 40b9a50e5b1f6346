"""Items that no agenda lists: from headings of the discussion, and from how its chair names them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.model import Role
from app.normalize import fold, normalize, squeeze
from app.parse.agenda import Entry
from app.parse.agenda_words import guess_election, is_frame, is_step, kind_of_number, kind_of_word, section_kind
from app.parse.cues import QUOTED_TITLE, introduces, is_chair
from app.parse.enumeration import Numbered, split_number
from app.parse.layout import STRAY_MARK, Passage
from app.parse.titles import closeness, read_title

# A line that ends inside a bracket: 「…について（諮」
_CUT_BRACKET = re.compile(r"(?<=.)[(（【][^()（）【】]{0,8}$")
# 「その他（1）　…」: the first matter under その他
_OTHER_NUMBER = re.compile(r"^その他(?=[(（][0-9]{1,2}[)）]\s*\S)")
# How a title ends, when nothing else says that a line is one.
_TITLE_FORM = re.compile(
    r"""(?: について | に関すること | の件 | 諮問(?:事案)? | (?:に|へ)の対応
      | の(?:選出|選任|互選|指名|改正|制定|廃止|変更|導入|開始|設置|提供|委託|利用|活用|結合|連携|収集|運用|状況|報告
            |取扱い|整備|移行|実施|共同化|共同利用|登録|届出|点検|見直し|策定|更新|拡大|追加|概要) )$""",
    re.VERBOSE,
)
# ≪1 件名≫, <件名>, 【1 件名】: a heading in brackets of its own.
_BRACKETED = re.compile(r"^[≪《<〈＜【\[〔](?P<inner>[^≪≫《》<>〈〉＜＞【】\[\]〔〕]{3,80})[≫》>〉＞】\]〕]$")
# Headings that only name whose matter follows: (1) 市民課案件(文書番号)
_WHOSE = re.compile(r"^.{1,24}(?:課|室|部|局|所|係|センター|館)(?:の)?案件(?:[(（].*[)）])?$")
_SENTENCE_END = re.compile(r"(?:ます|です|でした|ました|した|ある|いる|ない|か|ください|下さい|である|たい)[。]?$")

_PASSING = (
    "(?:次に|次は|次が|続いて|続きまして|つづいて|つづきまして|引き続き|最初に|最初は|まず|はじめに|初めに|最後に|最後は"
    "|もう一つ|もう一件|[一二三四五六]件目(?:は|です)?|それでは|では|早速)"
)
# 「次に「…」を議題といたします」, 「市から諮問のありました「…」から」
_QUOTED_BY_CHAIR = re.compile(
    rf"(?:{_PASSING}|諮問の(?:あり|ござい)|議題|案件|議案)[^「」。]{{0,40}}「(?P<title>[^「」]{{4,80}}(?:「[^「」]*」[^「」]*)*)」"
    r"[^「」。]{0,24}?(?:議題|につ(?:い|き)|の件|から|です|でございます|取り上げ|審議|に移|に入|の説明|の報告|の御報告|を諮)"
)
# 「議事の(2)、防犯灯の管理についてです」: a number, then a title without quotes
_NUMBERED_TITLE = re.compile(
    r"(?:議事|議題|案件|議案|次第|諮問|報告|日程|審議)(?:事項|案件)?の?第?[(（]?(?P<number>[0-9]{1,2}|[ア-ン](?![ァ-ヶー]))[)）]?号?"
    r"(?:、|,|の|は|で|として|につきまして|に(?:移|入)り(?:ます|たいと思います)。)*(?P<title>[^。「」]{5,80}?(?:について|に関すること|の件))(?!の(?:御?説明|資料))"
)
# 「…「…」の見通しを報告します」: who reports names the matter, in the first words
_REPORTED = re.compile(
    r"^[^「」。]{0,24}「(?P<title>[^「」]{5,80})」[^「」。]{0,20}(?:を|の)?(?:御|ご)?報告(?:し|いた|です|でござい|申)"
)
# 「その他として「…」があります」, under その他: 「…」をお配りしました
_UNDER_OTHER = re.compile(
    r"「(?P<title>[^「」]{5,60})」(?:が|の件|につい|につき|を(?:机上に|お手元に)?お?配|の(?:御|ご)?報告)"
)
_ELECTION = re.compile(r"(?P<title>(?:会長|委員長)(?:及び(?:副会長|副委員長|職務代理者?))?の(?:選出|選任|互選|選挙))")
_ELECTED = re.compile(
    r"(?:会長|委員長)(?:に|は|には|を)(?![^。]{0,12}前回)[^。]{0,30}(?:決ま|選ば|選出|選任|就任|お願い|当選|互選)"
)


@dataclass(frozen=True, slots=True)
class Found:
    """An item with the passage (its index) in which it was named; None where a heading names it."""

    entry: Entry
    passage: int | None


def heading_title(text: str) -> tuple[Numbered | None, str]:
    """A line → (its number, the rest), out of brackets of its own."""
    line = STRAY_MARK.sub("", fold(text)).strip()
    bracketed = _BRACKETED.match(line)
    if bracketed and not is_step(bracketed["inner"]):
        line = bracketed["inner"].strip()
    numbered = split_number(_OTHER_NUMBER.sub("", line))
    return numbered, (numbered.rest if numbered else line).strip()


def has_title_form(text: str) -> bool:
    """Whether words end as titles of items do: …について, …の件, …の導入."""
    title = read_title(text).text
    return (
        4 <= len(squeeze(title)) <= 90
        and _TITLE_FORM.search(title) is not None
        and "。" not in title
        and not is_frame(title)
        and not is_step(title)
    )


def is_own_heading(text: str, *, marked: bool) -> bool:
    """Whether a line without an agenda behind it is an item's heading: numbered, in brackets or marked by the file, and
    worded as a title."""
    numbered, rest = heading_title(text)
    rest = _CUT_BRACKET.sub("", rest)
    if _SENTENCE_END.search(rest) or _WHOSE.match(rest):
        return _WHOSE.match(rest) is not None
    plain = numbered is not None and numbered.kind != "bullet"
    return (plain or marked or _BRACKETED.match(fold(text).strip()) is not None) and has_title_form(rest)


def discover_items(passages: Sequence[Passage]) -> tuple[Found, ...]:
    """Passages of a discussion → its items in order of appearance."""
    found = _from_headings(passages)
    headed = bool(found)
    for index, passage in enumerate(passages):
        if (
            passage.role is not Role.SPEECH
            or passage.speaker is None
            or "委員" in passage.speaker.replace("委員長", "")
        ):
            continue
        chair = is_chair(passage.speaker) or passage.speaker.endswith("事務局") or passage.speaker == "司会"
        for entry in _from_speech(passage.text, chair=chair, headed=headed):
            if not _known(found, entry):
                found.append(Found(entry, index))
    if not any(f.entry.kind == "election" for f in found) and not headed:
        found[:0] = _find_election(passages, found)
    return tuple(found)


def _known(found: Sequence[Found], entry: Entry) -> bool:
    return any(closeness(known.entry.title, entry.title) >= 0.9 for known in found)


def _from_headings(passages: Sequence[Passage]) -> list[Found]:
    found: list[Found] = []
    section: str | None = None
    level: str | None = None  # how items of this section are numbered: others are parts of an item
    listing = False  # right below a section's heading, titles may stand without numbers
    for index, passage in enumerate(passages):
        if passage.role is not Role.HEADING:
            listing = listing and passage.role is Role.NARRATION and has_title_form(fold(passage.text))
            if listing:
                entry = make_heading_entry(passage.text, section)
                if entry is not None and not _known(found, entry):
                    found.append(Found(entry, index))
            continue
        numbered, rest = heading_title(passage.text)
        named = section_kind(rest)
        listing = named is not None
        if named is not None:
            section, level = named or section, None
            continue
        entry = make_heading_entry(passage.text, section)
        if entry is None or _known(found, entry):
            continue
        kind = numbered.kind if numbered else None
        if level is not None and kind not in {level, "named"}:
            continue
        level = kind if kind is not None else level
        found.append(Found(entry, None))
    return found


def make_heading_entry(text: str, section: str | None = None) -> Entry | None:
    """A heading → the item that it names, or None where it names a section, a step, or the meeting's frame."""
    numbered, rest = heading_title(text)
    title = read_title(rest)
    if len(squeeze(title.text)) < 4 or is_frame(title.text) or section_kind(title.text) is not None:
        return None
    if is_step(title.text) or _WHOSE.match(rest):
        return None
    number = title.number or (numbered.mark if numbered and numbered.kind != "bullet" else None)
    kind = kind_of_word(title.kind_word) or kind_of_number(number) or section
    if guess_election(title.text):
        kind = "election"
    return Entry(
        number, title.text, kind, title.department, STRAY_MARK.sub("", fold(text)), in_other=section == "other"
    )


def _from_speech(text: str, *, chair: bool, headed: bool) -> list[Entry]:
    flat = normalize(text).text
    entries: list[Entry] = []
    match = None if headed else _REPORTED.search(flat)
    if match is not None:
        entry = _make_entry(match["title"], None, flat, "報告")
        return [entry] if entry is not None else []
    if not chair:
        return []
    if introduces(text):
        entries += _quoted_with_number(flat)
    if headed:
        return entries
    for pattern in (_NUMBERED_TITLE, _QUOTED_BY_CHAIR):
        for match in pattern.finditer(flat):
            begin = max(flat.rfind("。", 0, match.start()) + 1, 0)
            end = flat.find("。", match.end())
            sentence = flat[begin : end + 1 if end >= 0 else len(flat)]
            number = f"({match['number']})" if pattern is _NUMBERED_TITLE else None
            entry = _make_entry(match["title"], number, sentence, match.group())
            if entry is not None and not any(closeness(e.title, entry.title) >= 0.9 for e in entries):
                entries.append(entry)
    return entries


def _make_entry(written: str, number: str | None, sentence: str, words: str) -> Entry | None:
    title = read_title(written.strip("、 "))
    if len(squeeze(title.text)) < 4 or is_frame(title.text) or is_step(title.text):
        return None
    kind = kind_of_word(title.kind_word) or kind_of_number(number)
    if kind is None:
        told = {"referral": "諮問", "report": "報告"}
        kinds = [k for k, word in told.items() if word in words] or [k for k, word in told.items() if word in sentence]
        kind = kinds[0] if len(kinds) == 1 else None
    if guess_election(title.text):
        kind = "election"
    return Entry(number, title.text, kind, title.department, written)


def _quoted_with_number(flat: str) -> list[Entry]:
    """「諮問第3号「…」及び「…」」"""
    entries: list[Entry] = []
    word = ""
    for match in QUOTED_TITLE.finditer(flat):
        word = match["word"] or word
        if not word:
            continue
        entry = _make_entry(match["title"], match["number"] or match["also"], word, word)
        if entry is not None:
            entries.append(replace(entry, kind=entry.kind or kind_of_number(word)))
    return entries


def find_other_matter(text: str) -> Entry | None:
    """Under その他: 「…」 that is handed out, reported or put up in the first sentence of a speech."""
    first = re.split(r"(?<=。)", normalize(text).text, maxsplit=1)[0]
    match = _UNDER_OTHER.search(first)
    if match is None:
        return None
    title = read_title(match["title"])
    if is_frame(title.text) or is_step(title.text):
        return None
    return Entry(None, title.text, "other", title.department, match["title"], in_other=True)


def _find_election(passages: Sequence[Passage], found: Sequence[Found]) -> list[Found]:
    """Before the first item: a chair is elected without a heading (「会長には…委員が決まりました」)."""
    first = min((f.passage for f in found if f.passage is not None), default=len(passages))
    named: tuple[int, str] | None = None
    for index, passage in enumerate(passages[:first]):
        flat = normalize(passage.text).text
        match = _ELECTION.search(flat)
        if named is None and match is not None:
            named = (index, match["title"])
        if named is not None and _ELECTED.search(flat):
            return [Found(Entry(None, named[1], "election", None, named[1]), named[0])]
    return []
