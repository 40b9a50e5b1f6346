"""What a chair says when an item begins, and when the items are over."""

from __future__ import annotations

import re

from app.normalize import squeeze

CHAIR = re.compile(r"(?:会長|議長|委員長|座長|司会|職務代理|部会長)")
_INTRODUCING = re.compile(
    r"""次に|次は|次の|次いで|続いて|続きまして|つづいて|つづきまして|引き続き|それでは|では|まず|はじめに|初めに|最初に|最後に|本日の
      | 移り|に移る|に入る|入り(?:ます|たい)|取り上げ|上程|お願い|始め|求め(?:ます|る)
      | 審議(?:に|を|いた|し|願|を始)|議題(?:と|に|の)|説明(?:を|願|いただ|お願い)
      | 諮問(?:が|を|の|事項)|報告(?:を|が|願|お願い|事項)|に(?:つ(?:いて|きまして))""",
    re.VERBOSE,
)
_CLOSING = re.compile(
    r"""(?:その他|そのほか)
          (?:に(?:移|入)|です|について|、|。|と(?:して|いう|なり)|で(?:すが|ございます)|何か|事務局|の(?:事項|案件))
      | (?:本日|これ)(?:の|で|をもちまして|をもって)
          .{0,20}(?:議事|議題|審議|案件|次第|予定).{0,16}(?:終了|終わ|以上|すべて|全て)
      | (?:以上|これ)(?:で|をもちまして|をもって|にて).{0,40}(?:終了|閉会|散会|終わ(?:り|ら)|閉じ)
      | 閉会(?:いた|し|と)
      | 次回(?:の)?(?:日程|開催|審議会|会議|は).{0,30}(?:お願い|予定|調整|決め|ます)
      | (?:議事|議題|案件|審議|次第)は(?:以上|すべて|全て|これで).{0,12}
    """,
    re.VERBOSE,
)
_LABEL_NUMBER = re.compile(
    r"(?P<word>諮問事項|報告事項|審議事項|協議事項|諮問案件|諮問議題|諮問|報告|議題|議案|案件|次第|議事)"
    r"(?:の|番号)?(?P<number>第?[0-9]{1,3}号?|[ア-ン](?![ァ-ヶー])|[①-⑳]|[(（](?:[0-9]{1,2}|[ア-ン])[)）]|の?[一二三四五六]つ目)"
)
_BARE_KANA = re.compile(r"(?:^|及び|、|と)(?P<number>[ア-オ])(?=「)")
QUOTED_TITLE = re.compile(
    r"(?:(?P<word>諮問事項|報告事項|審議事項|協議事項|諮問案件|諮問|報告|議題|議案|案件)(?:の|番号)?"
    r"(?P<number>第?[0-9]{1,3}号?|[ア-ン](?![ァ-ヶー])|[①-⑳]|[(（](?:[0-9]{1,2}|[ア-ン])[)）]|の?[一二三四五]つ目)?|(?:及び|並びに|、|と)(?P<also>[ア-ン]|[0-9]{1,2}|[①-⑳])?)"
    r"[、の,は]?「(?P<title>[^「」]{4,80}(?:「[^「」]*」[^「」]*)*)」"
)


def is_chair(speaker: str | None) -> bool:
    return speaker is not None and CHAIR.search(speaker) is not None


def introduces(text: str) -> bool:
    """Whether words of a chair (or secretariat) can open an item."""
    squeezed = squeeze(text)
    return _INTRODUCING.search(squeezed) is not None or _LABEL_NUMBER.match(squeezed) is not None


def closes(text: str) -> bool:
    """Whether words end the items: その他, the next date, the end of the meeting."""
    return _CLOSING.search(squeeze(text)) is not None


def find_number_labels(text: str) -> tuple[str, ...]:
    """諮問事項ア, 議題2, 諮問第3号 … in a text, as written after normalising, in order."""
    squeezed = squeeze(text)
    return tuple(match.group() for match in _LABEL_NUMBER.finditer(squeezed))


def says_number(squeezed: str, number: str) -> bool:
    """Whether a text (without white space) calls an item by its own number, as the agenda has it: 甲第2号, 第1案件.
    第1号 behind 条, 項 or the name of a law is a paragraph's."""
    wanted = squeeze(number)
    if re.fullmatch(r"[^0-9]*第[0-9]{1,4}(?:号|案件|議案|号議案)", wanted) is None:
        return False
    return (
        re.search(rf"(?<![条項号表例則一-龥]){re.escape(wanted)}(?![0-9]|の)|^{re.escape(wanted)}", squeezed)
        is not None
    )


def number_core(number: str) -> str:
    """諮問第3号, 第3号, (3), 3 → 3; 諮問事項ア → ア: for comparing numbers."""
    squeezed = squeeze(number)
    match = re.search(r"([0-9]{1,3})(?:号|回|案件|議案|号議案)?[)）>〉]?$|([ア-ン])[)）]?$|([①-⑳])$", squeezed)
    if match is None:
        return squeezed
    if match[3]:
        return str(ord(match[3]) - ord("①") + 1)
    return (match[1] or match[2]).lstrip("0")
