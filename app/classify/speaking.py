"""What a sentence does as it is spoken: it asks, tells, assents; and whether its speaker can decide by saying so."""

from __future__ import annotations

import re

from app.classify.passages import Sentence, is_chair, is_member
from app.model import Role

QUESTION = re.compile(
    r"""(?:か|かね|かしら|でしょうか)[。?？]*$ | [?？]$
      | いかが(?:で|でしょう|か(?!と)) | (?<!か)どう(?:です|でしょう|か(?!と)) | よろしい(?:です|でしょう) | 思いますが
      | お諮り(?:し|いた) | 諮りたい | (?:採決|表決)を(?:し|いた|行) | (?:挙手|お手|起立)を(?:お願|求め)
      | 賛成の方 | (?:という|の)方[はが、](?!.{0,4}(?:いらっしゃ[いら]|おら|おり|い)(?:ない|ません))
      | (?:反対|異議|異存|賛成|異論)(?:の(?:方|者|委員))?は[。]?$ | (?:ござい|あり)ませんね[。]?$""",
    re.VERBOSE,
)
# What the minute-taker tells of others' questions and views, before going on to what was decided: 「…してはどうか
# との意見があり、」, 「…でよいか諮ったところ、」.
_TOLD_OF_OTHERS = re.compile(
    r"""「[^「」]*(?:か|か。|ますが、?|でしょう|ください。?|たい。?)」
      | [^、。「」]{0,80}(?:か|べき(?:だ|である)?|たい|こと|よう(?:に)?|ない)との?[^、。]{0,16}
        (?:意見|声|質問|質疑|問い?|指摘|発言|要望|提案|要請|求め)(?:等|など)?(?:が|も)[^、。]{1,12}、
      | [^、。「」]{0,60}(?:か(?:どうか)?|いかが)(?:を|と|について)?
        (?:お諮り|諮|尋ね|問う|問い)[^、。]{0,10}(?:ところ|結果)、?""",
    re.VERBOSE,
)
# Who speaks for all: 委員全員, 各委員, 一同
_WHOLE = re.compile(r"(?:全員|一同)[)）]?$|^(?:全|各|審議会|審査会|出席)委員$")
_BARE_MEMBER = re.compile(r"^委員(?:の?声)?$")
_ASSENT = re.compile(
    r"""(?:異議|異存|異論|意見|反対)(?:等|は|も)?(?:な|無)し | ^[(（〔「『]*(?:特に)?(?:な|無)し
      | (?:異議|異存|異論)(?:は|等)?(?:ありません|ございません|ない)
      | 了承 | 了解 | 承認 | 賛成 | 賛同 | 結構 | よい | よろしい | うなず | 首肯
      | 挙手(?:全員|多数) | (?:全員|[0-9]名)(?:が)?(?:挙手|起立)
      | ^はい | 「はい」 | 拍手 | 同意 | ありません | ^「?はい」? | そのとおり""",
    re.VERBOSE,
)
# …and what is no assent though it has such words.
_NO_ASSENT = re.compile(
    r"""(?:挙手|起立|賛成者?|賛同|同意|発言|応答|返事|回答)(?:者)?(?:は)?(?:な|無)[しく]
      | 反対(?:の声)?(?:あり|多数) | 少数""",
    re.VERBOSE,
)
_FORMULA = re.compile(
    r"^[「『（(]*(?:はい、?)?異議(?:等)?(?:は)?(?:なし|無し|ありません|ございません)[。」』）)の声多数複]*$"
)
_BRACKETED = re.compile(r"^[(（〔［\[<＜〈《【「―ー－\-…・]+")
# A member or a department who says this much after a question talks about it: no assent follows.
LONGEST_ASSENT = 30


def tells_itself(sentence: Sentence) -> str:
    """What a sentence says for itself: the minute-taker's without the questions and views of others that it tells."""
    told = sentence.utterance.role in (Role.NARRATION, Role.HEADING)
    return (_TOLD_OF_OTHERS.sub("", sentence.text) or sentence.text) if told else sentence.text


def may_decide(sentence: Sentence) -> bool:
    """Whether a sentence's speaker can decide by saying so, and it is no question."""
    utterance = sentence.utterance
    if QUESTION.search(tells_itself(sentence)) or (is_member(utterance) and not _WHOLE.search(utterance.speaker or "")):
        return False
    if utterance.role is Role.SPEECH and not is_chair(utterance):
        return _WHOLE.search(utterance.speaker or "") is not None and len(sentence.text) > 6
    return True


def assents(sentence: Sentence) -> bool:
    """A short word of agreement by the council as a whole: told by the minute-taker, in brackets, or by all members."""
    utterance, text = sentence.utterance, sentence.text
    speaker = utterance.speaker or ""
    collective = (
        utterance.role is Role.NARRATION
        or _WHOLE.search(speaker) is not None
        or (_BRACKETED.match(text) is not None and not is_member(utterance))
        or (_BARE_MEMBER.match(speaker) is not None and _FORMULA.match(text) is not None)
    )
    return (
        collective and len(text) <= LONGEST_ASSENT and _ASSENT.search(text) is not None and not _NO_ASSENT.search(text)
    )
