"""What a line is by its wording alone: a sentence, a stage direction, a sub-heading, the mark of a page."""

from __future__ import annotations

import re

from app.normalize import squeeze
from app.parse.roles import moves

# Words that end a sentence where its full stop was left out; names and titles of offices do not end so.
_SENTENCE = re.compile(
    r"""
      [。？?！!]
    | (?:ます|です|でした|ました|った|した|された|ません|ましょう|でしょう|ください|願う|たい|ている|である|とする
        |しない|はない|れる)
      (?:か|が|ね|よ|ので)?[)）」』…]*$
    | (?:異議|意見|質疑|質問|反対|賛成|発言|異存|異論)(?:等|は)?
      (?:(?:なし|あり|ない)(?:の声(?:あり)?)?|の声(?:あり)?)[)）」]*$
    """,
    re.VERBOSE,
)
_POLITE = re.compile(
    r"(?:ます|です|でした|ました|ません|ましょう|でしょう|ください|ございます)(?:か|が|ね|よ|ので|けれども)?[。、？?]"
)
# One pair of brackets around all of it, or a sign that only directions have.
_DIRECTION = re.compile(
    r"""
      [(（](?:[^()（）]|[(（][^()（）]*[)）]){1,200}[)）]
    | [<＜〈《≪].{1,200}[>＞〉》≫]
    | 〔.{1,200}〕 | [［\[].{1,200}[］\]] | 【[^】]{1,200}】
    | ※.{1,120}
    | [-－―—‐─][^-－―—‐─0-9０-９].{1,60}[-－―—‐─]   # ―委嘱状の交付―
    """,
    re.VERBOSE | re.DOTALL,
)
# A direction that says what is done: （資料1により説明）, ＜異議なしの声＞; a place or a post in brackets does not.
_ACT = re.compile(
    r"[^。]{0,40}(?:説明|報告|あいさつ|挨拶|紹介|朗読|読み?上げ|配[布付]|確認|資料|なし|無し|あり|の声|了承|承認|同意|うなず|頷|挙手|拍手|入室|退室"
    r"|着席|退席|略|協議|審議|審査|休憩|再開|交付|選出|互選|検討|閲覧|投票|採決|実施|訂正|変更|移動|開始|終了)[^。]{0,24}"
)
_SILENCE = re.compile(r"(?:特に)?(?:質問|質疑|意見|異議|発言|異論)(?:等|・意見|、意見)?(?:は)?(?:なし|特になし)。?")
# Parts of an item's discussion, as a line of their own, with or without a number or letter before them.
_SUBHEADING = re.compile(
    r"""
    (?:[ア-ン]|[0-9]{1,2}|[(（](?:[0-9]{1,2}|[ア-ン])[)）]|[①-⑳])?[.．、)）]?
    [【\[［〔<＜〈《≪■◆□●○◎・(（]*
    (?: (?:諮問事項の|議題の|資料の|実施機関(?:の)?|事務局(?:の)?|担当課(?:の)?|所管課(?:の)?|委員(?:の)?)?
        (?:説明|概要説明|内容説明|質疑|質疑応答|質疑・応答|質疑等|審議|意見|意見等|意見交換|討議|討論|採決|結論|審議結果|結果|主な意見|主な質疑|論点|まとめ)
        (?:及び|・|、|と)?(?:質疑|応答|意見|審議|採決|結論|結果|意見等|回答|要旨|内容|概要)?(?:なし)?
    )
    [】\]］〕>＞〉》≫)）]*[:：]?
    """,
    re.VERBOSE,
)
# The minute-taker tells a result below the last speech.
_RESULT = re.compile(
    r"""
      (?:以上の?|この|採決の|審議の|協議の|検討の|質疑の|審査の|討議の)?結果(?:、|,|として|に基づき)
    | 以上(?:により|のとおり|の(?:説明|報告|審議|質疑|協議)(?:を受け|の後|に対し|について|により))
    | (?:報告|説明|質疑|審議|本件|本案|諮問|議題|原案)[^。]{0,30}
      (?:承認された|了承された|可決された|決定された|決定した|認められた|承認することに決定した|終了した|なかった)。?$
    | (?:委員|各委員|出席者)から(?:は)?[^。]{0,60}(?:出された|あった|なかった|述べられた|上がった)
    | (?:全会一致|全員一致|異議なく|全員異議なく|賛成多数)[^。]{0,30}(?:された|決した|決定した|こととした|認めた)。?$
    """,
    re.VERBOSE,
)
_LABELLED_PART = re.compile(
    r"""[■◆●○・]?(?: 結[ \u3000]*論 | 要[ \u3000]*旨 | 概[ \u3000]*要 | (?:審議|審査|採決|協議)?[ \u3000]*結[ \u3000]*果
          | (?:審議会|審査会|委員会|協議会)(?:の)?(?:意見|結論|判断) | 決[ \u3000]*定(?:事項)? | まとめ )
        (?:[ \u3000]*[:：]|[ \u3000]+)[ \u3000]*\S""",
    re.VERBOSE,
)
_PAST = re.compile(r"(?:された|した|なった|あった|なかった|決まった|行った|った)。?$")
_DASHED_PAGE = re.compile(
    r"[-－―—‐−ー─(（]+[0-9]{1,3}(?:[-－―—‐−/／][0-9]{1,3})?[-－―—‐−ー─)）]+|[0-9]{1,3}/[0-9]{1,3}(?:ページ)?"
)
# A line shorter than this may be a title or a point of a list.
_CUT_LENGTH = 20
_UNFINISHED = re.compile(r"[一-龥々ぁ-んァ-ヶー、，]$")
# What no paragraph begins with: the rest of a word, a particle.
_RESUMED = re.compile(
    r"""
      [をるりれろっんゃゅょー、。，]
    | (?:いう|い)?に(?:つい|よ[りる]|お(?:い|け)|関|対|係|は)
    | .{1,3}(?:について|に関する|に係る)
    | と(?:する|した|して|の|が|を|も)
    | ます|ません|ました|です(?!から|ので|が)|でした(?!ら)|された|される|られ|なかった
    | て(?:[（(、。]|$)
    | (?:した|して|なる|なり|いる|いた|ある|あった)[。、]
    | [がはもでへの](?:[、一-龥]|$)
    """,
    re.VERBOSE,
)
_POINTER = re.compile(
    r"(?:の?とおり(?:です|である)?|(?:ご覧|御覧|参照)(?:ください|願います|のこと)?)。$|PDF|Adobe|ダウンロード|ブラウザ|JavaScript"
)
_BARE_PAGE = re.compile(r"[0-9]{1,3}")


def tells(text: str) -> bool:
    """Whether a text is said or told, as against a name, a title or a value: it holds the end of a sentence."""
    return _SENTENCE.search(squeeze(text)) is not None


def is_polite(text: str) -> bool:
    """Whether somebody speaks in です・ます; a minute-taker's own words do not."""
    return _POLITE.search(squeeze(text)) is not None


def is_direction(text: str) -> bool:
    """A stage direction: （異議なし）, ＜説明員退室＞, ※…, ―委嘱状の交付―, 市民課　入室, 質問なし."""
    stripped = text.strip()
    if _DASHED_PAGE.fullmatch(squeeze(stripped)):
        return False
    return (
        _DIRECTION.fullmatch(stripped) is not None
        or _SILENCE.fullmatch(squeeze(stripped)) is not None
        or moves(squeeze(stripped))
    )


def is_act(text: str) -> bool:
    """A stage direction that says what is done or heard: （説明）, 《資料を用いて説明》; not （県立大学教授）."""
    return is_direction(text) and _ACT.fullmatch(squeeze(text)) is not None


def is_subheading(text: str) -> bool:
    """A part of an item's discussion: ア　説明, イ　質疑応答・意見, 【審議】, （質疑応答）, ウ　結論."""
    squeezed = squeeze(text)
    return len(squeezed) <= 24 and _SUBHEADING.fullmatch(squeezed) is not None


def is_labelled_part(text: str) -> bool:
    """The minute-taker's label before a part of an item that nobody says: 「結　論　…認める。」, 「要旨：…」."""
    return _LABELLED_PART.match(text.strip()) is not None


def is_result(text: str, *, polite: bool) -> bool:
    """The minute-taker's own sentence below a speech: 「審議の結果、…承認された。」 `polite`: the speeches are in
    です・ます, so that a paragraph of plain past is not theirs."""
    squeezed = squeeze(text)
    if is_polite(squeezed + "。"):
        return False
    return _RESULT.match(squeezed) is not None or (
        polite and len(squeezed) >= 12 and _PAST.search(squeezed) is not None
    )


def is_dashed_page(text: str) -> bool:
    """The number of a page between dashes or in brackets with the number of all: －2－, (4―2)."""
    squeezed = squeeze(text)
    return _DASHED_PAGE.fullmatch(squeezed) is not None and re.fullmatch(r"[(（][0-9]{1,3}[)）]", squeezed) is None


def is_bare_number(text: str) -> bool:
    """Nothing but a number: a page's, or a heading's whose title stands in the next line."""
    return _BARE_PAGE.fullmatch(squeeze(text)) is not None


def runs_on(text: str) -> bool:
    """Whether a line is as long as running text and ends amid a sentence, so that the next may be the rest of it."""
    squeezed = squeeze(text)
    return len(squeezed) >= _CUT_LENGTH and _UNFINISHED.search(squeezed) is not None


def is_pointer(text: str) -> bool:
    """A sentence that only says where something is or how a file is opened: 別紙のとおり。"""
    return _POINTER.search(squeeze(text)) is not None


def goes_on(text: str, below: str) -> bool:
    """Whether a line was broken within a word or clause, whatever its width: 「…一つにそろえ」「る目的と…」."""
    return len(text) >= _CUT_LENGTH and _UNFINISHED.search(text) is not None and _RESUMED.match(below) is not None
