"""Outcomes of what is not decided: a report that was heard, a chair who was elected.

The evidence of a report is the sentence by which its hearing ends, in this order: the words of the chair or of the
minute-taker that close it; a member's that acknowledge it; the minute-taker's that it was given; the chair's last
request (「再発のないように」). The agenda's own word （報告） is the evidence only where nothing of these is there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.classify.candidates import Candidate
from app.classify.passages import Sentence, is_chair, is_member
from app.classify.speaking import QUESTION, assents, tells_itself
from app.classify.wording import matches
from app.model import AgendaItem, Evidence, Role
from app.normalize import squeeze
from app.vocabulary.entries import Vocabulary

# How a chair or the minute-taker ends a report.
_CLOSING = re.compile(
    r"""報告(?:を|が|は|と|に|の|で|どおり|事項)?[^。]{0,30}(?:了承|了解|承|受け|終|伺|聴|聞|以上|閉じ|確認|とする|といた|扱|とど|ここまで)
      | 報告(?:を|して|が|も)?(?!で(?:あ|し))[^。、]{0,4}
        (?:いただ(?:きました|いた|いております)|なされ|行われ|あった|ありました)
      | (?:了承|了解|了と)(?:した|し(?:ます|まし|ておき|ておく)|する|され|いたし|と(?:する|いう|いた|し)|で)
      | 聞き?(?:置|お[いくきか]|いた|き終え|きした)|聞いて(?:お[くき]|いただ)
      | 聴(?:取|いた|く)|承(?:り|った|る|っておき|知し)|受け止め|拝聴
      | (?:情報|話|説明|参考)として[^。]{0,8}(?:聞|聴|伺|承)
      | (?:説明|報告)にとど(?:ま|め) | (?:届出|報告)[^。]{0,12}意見[^。]{0,4}(?:なし|付さ|付け)(?:ず|ない|$)
      | (?:説明|経過|件|状況)[^。]{0,30}(?:ここまで|以上と|終わ|終え|聞いた|受け|聴いた|お?聞き)""",
    re.VERBOSE,
)
# …or the item, by its number: 「では5番はこれで終わります」, 「本件は以上とします」; not the whole meeting, not the
# questions.
_ENDS_ITEM = re.compile(
    r"""(?: [0-9]{1,2}(?:番目?|つ目|件目)
          | (?:議題|案件|議案|報告|議事|日程)(?:事項)?(?:の)?第?[(]?[0-9ア-オ]{1,2}[)]?号?
          | ^(?:では|それでは)?、?[(][0-9ア-オ]{1,2}[)] | [①-⑳]
          | (?:こ|そ)の(?:件|報告|案件|議題) | 本(?:件|議題|案件)(?!数) )
        (?:(?!質疑|質問|意見|すべて|全て)[^。]){0,16}
        (?:終わ(?:り(?:ます|とし|に)|る|らせ|ります) | 終了(?:し|いた|と)
          | 以上(?:と(?:し|いた|さ)|で(?:す|ござ)) | 閉じ | 締め | ここまで)""",
    re.VERBOSE,
)
# The explanation is over, and questions are invited: no end of the hearing.
_INVITES = re.compile(r"質問|質疑|意見|発言|お尋ね")
# A member says for the council that the report is accepted.
_MEMBER_ACCEPTS = re.compile(
    r"(?:報告|説明|内容|本件|この件)[^。]{0,16}(?:了承|了解|承知)(?:し|いたし)(?:ました|ます|た)[。]?$"
)
# The minute-taker tells that the report was given; 説明を行った alone is said of any matter.
_NARRATED = re.compile(r"報告(?:を|が)?(?:した|し、|行(?:った|い、)|なされ|され(?:た|、)|受けた|あった|あり、)")
# What the chair asks of a department at the end.
_LAST_REQUEST = re.compile(
    r"""(?:再発|徹底|注意|気を(?:付|つ|緩)|防止|周知|適切|適正|慎重|対応|取り?組)[^。]{0,40}
        (?:お願い(?:し|いた)|ください|いただきたい|もらいたい|ほしい|願い(?:ます|たい))[^。]{0,8}[。]?$""",
    re.VERBOSE,
)
# …and in so many words that it is one: what else the sentence opens or ends does not matter.
_ACKNOWLEDGED = re.compile(r"(?:報告|説明)[^。]{0,20}(?:了承|受け(?!付)|伺(?:った|いました)|聴取|承(?:り|った)|聞き置)")
_OPENING = re.compile(
    r"""(?:説明|報告|発言)(?:を|の)?[^。]{0,6}(?:お願い|願い|求め|ください|いただ(?!きました|いた)(?:き|け)|どうぞ)|お諮り
      | 本日の(?:案件|議題|議事|報告事項)は | (?:議事|案件|議題)は(?:すべて|全て|以上)""",
    re.VERBOSE,
)
_REQUEST = re.compile(r"お願い|願い|求め|ください|どうぞ")
# The chair asks whether the report may be taken as heard, and the council assents.
_MAY_BE_HEARD = re.compile(r"(?:報告|説明|件)[^。]{0,20}(?:了承|了解|承|聞き置)[^。]{0,12}(?:よろしい|異議)")
_OFFICE = re.compile(r"会長|副会長|議長|委員長|代理")
_SETTLED = re.compile(
    r"""(?:した(?!い)|しました|決定|決し|決ま(?:った|り)|なった|なりました|選任|就任|選出|選ばれ|指名|いたします)[^、]{0,8}[、。]?$
      | (?:賛同|賛成|異議|異存)[^。]{0,24}(?:ので|ため)、[^。]{0,40}(?:お願い|決)
      | (?:選ばれ|選出され|選任され|指名され|互選され|決ま(?:り|っ)|決定(?:し|いたし|され)|推薦され)(?:まし)?
        (?:た|て)[^、。]{0,4}(?:ので|から|ため|ところで)""",
    re.VERBOSE,
)
# 甲野委員, 乙川氏: the sentence says who.
_PERSON = re.compile(r"[一-龥々ァ-ヶ](?:委員(?!長|会|の(?:互選|中|うち|皆))|氏|さん|様|先生)")
# The chair's seat is handed over: whoever was chosen was named before.
_HANDS_OVER = re.compile(
    r"(?:進行|司会|議事の?運営|議事は|議事を|議長(?:を|は)|あいさつ|挨拶)[^。]{0,60}(?:お願い|願い|引き?継|交代|交替|譲|務め)"
)
_CHOSEN = re.compile(r"選ばれ|選出|選任|互選|指名|決ま|決定|決し|賛同|賛成|異議")
_SUMMARY = re.compile(r"(?:報告|説明)(?:し|を|が)(?:た|ま|受|行|あ)")

# A line with no more than this (characters) beside the title is the title.
_BESIDE_TITLE = 8
# Reports that are closed all at once, after the last of them.
_TOGETHER = re.compile(
    r"報告(?:事項|案件)?(?:の)?(?:[0-9二三四五六]+件|すべて|全て|は(?:、)?いずれも)[^。]{0,24}(?:了承|承|終|聞|聴)"
)


def find_elected(
    item: AgendaItem, own: Sequence[Sentence], loose: Sequence[Sentence], vocabulary: Vocabulary
) -> Candidate | None:
    """The sentence that names who was chosen: a settled one first; for a matter under その他 only if its title is an
    election's."""
    entry = vocabulary.outcome("elected")
    assert entry is not None
    if item.kind.code == "other" and not re.search(r"選出|選任|互選|指名", item.title):
        return None
    found = [
        s
        for s in own
        if matches(entry, s.text)
        and not QUESTION.search(s.text)
        and _speaks(s, item)
        and not is_member(s.utterance)
        and _OFFICE.search(s.text)
        and (_CHOSEN.search(s.text) or not _HANDS_OVER.search(s.text))
    ]
    if found:
        settled = [s for s in found if _SETTLED.search(s.text)] or found
        settled = [s for s in settled if not _HANDS_OVER.search(s.text)] or settled
        settled = [s for s in settled if _PERSON.search(s.text)] or settled
        if not re.search(r"代理|副", item.title):  # the deputy is named after the chair
            settled = [s for s in settled if not re.search(r"代理|副会長", s.text)] or settled
        return Candidate("elected", (settled[-1].evidence(),))
    apart = [
        s
        for s in loose
        if matches(entry, s.text) and squeeze(item.title) not in s.text and not QUESTION.search(tells_itself(s))
    ]
    marked = [s for s in apart if "⇒" in s.text] or apart
    return Candidate("elected", (marked[0].evidence(),), source="elsewhere") if marked else None


def find_heard(
    item: AgendaItem,
    own: Sequence[Sentence],
    elsewhere: Sequence[Sentence],
    vocabulary: Vocabulary,
    apart: tuple[Evidence, ...] = (),
) -> Candidate | None:
    """A report is heard when it is called one on the agenda or explained in the discussion. `apart`: what a header's
    results say of it, which is shown before the words that close it."""
    entry = vocabulary.outcome("reported")
    assert entry is not None
    for sentence in elsewhere:
        if squeeze(item.title) in sentence.text and _SUMMARY.search(sentence.text):
            return Candidate("reported", (sentence.evidence(),), source="elsewhere")
    is_report = item.kind.code == "report"
    together = [s for s in elsewhere if _TOGETHER.search(s.text) and not is_member(s.utterance)]
    talk = [s for s in own if _speaks(s, item)]
    explained = [s for s in talk if matches(entry, s.text) and not is_member(s.utterance)]
    closing = _find_closing(talk) or (together[-1] if together and is_report else None)
    if closing is None and is_report:
        closing = _find_acknowledged(talk)
    summed = [s for s in talk if s.utterance.role is Role.HEADING and _CLOSING.search(s.text)]
    # what is no 報告 by its name: the words that tell it, too
    begun = explained[:1] if closing and item.kind.code == "other" else []
    told = tuple(dict.fromkeys(s.evidence() for s in (*begun, *summed, *([closing] if closing else []))))
    told = (*apart, *(e for e in told if e not in apart)) or (item.kind.evidence[:1] if is_report else ())
    if told:
        return Candidate("reported", told)
    if explained:
        return Candidate("reported", (explained[0].evidence(),))
    if item.kind.code == "other":
        said = [s for s in talk if len(s.text) >= 15 and not is_member(s.utterance)]
        if said:
            return Candidate("reported", (said[0].evidence(),), strong=False)
    return None


def tells_heard(text: str) -> bool:
    """Whether a header's result says that a report was heard: 「報告を受けた」, 「確認し、了承した」."""
    return _CLOSING.search(text) is not None


def _speaks(sentence: Sentence, item: AgendaItem) -> bool:
    """Not the title, alone or in a heading; but a heading may tell in a sentence what became of the item."""
    title = squeeze(item.title)
    more = title not in sentence.text or len(sentence.text) > len(title) + _BESIDE_TITLE
    return more and (sentence.utterance.role is not Role.HEADING or sentence.text.endswith("。"))


def _find_closing(talk: Sequence[Sentence]) -> Sentence | None:
    """The last words of the chair, or of the minute-taker, that end the report."""
    for index in range(len(talk) - 1, -1, -1):
        sentence = talk[index]
        if not is_chair(sentence.utterance) and sentence.utterance.role not in (Role.NARRATION, Role.HEADING):
            continue
        text = tells_itself(sentence)
        if _MAY_BE_HEARD.search(text) and any(map(assents, talk[index + 1 : index + 3])):
            return sentence
        if QUESTION.search(text) or not (_CLOSING.search(text) or _ENDS_ITEM.search(text)):
            continue
        if is_chair(sentence.utterance) and _invites_questions(talk[index + 1 : index + 3], sentence):
            continue
        if not _OPENING.search(text) or (_ACKNOWLEDGED.search(text) and not _REQUEST.search(text)):
            return sentence
    return None


def _invites_questions(following: Sequence[Sentence], sentence: Sentence) -> bool:
    """「報告が終わりました。御質問はありますか。」 in one passage."""
    return any(s.utterance is sentence.utterance and _INVITES.search(s.text) and _asks(s.text) for s in following)


def _asks(text: str) -> bool:
    return QUESTION.search(text) is not None or _REQUEST.search(text) is not None


def _find_acknowledged(talk: Sequence[Sentence]) -> Sentence | None:
    """Where nobody closes the report in so many words: a member's acceptance, else the minute-taker's sentence that it
    was given, else the chair's last request."""
    accepted = [s for s in talk if is_member(s.utterance) and _MEMBER_ACCEPTS.search(s.text)]
    narrated = [s for s in talk if s.utterance.role is Role.NARRATION and _NARRATED.search(tells_itself(s))]
    chair = [s for s in talk if is_chair(s.utterance)]
    last = [s for s in chair if s.utterance is chair[-1].utterance and s.utterance is not talk[0].utterance]
    requested = [s for s in last if _LAST_REQUEST.search(s.text) and not QUESTION.search(s.text)]
    return next((found[-1] for found in (accepted, narrated, requested) if found), None)
