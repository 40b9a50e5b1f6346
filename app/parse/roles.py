"""Which words name somebody who speaks at a meeting: an office of the council, a department, a post, with a name."""

from __future__ import annotations

import re

# A label names a role or an office, with or without a person's name; at most this long after squeezing.
MAX_LABEL = 24

_NAME = r"[一-龥々ァ-ヶー]"
_WORD = r"[A-Za-z0-9一-龥ぁ-んァ-ヶー々・／/]"
_OFFICE = r"(?:課|室|係|局|部|所|館|センター|担当|グループ|班|チーム|署|支所|学校|病院|ユニット)"
_POST = (
    r"(?:課長補佐|課長代理|課長|室次長|室長|係長|局長|部長|次長|所長|館長|センター長|参事|主幹|副主幹|主査|主任|指導主事|主事補?|書記|"
    r"技師|技監|政策監|調整監|企画監|統括監|危機管理監|専門員|専門官|補佐|理事|部会長|副?知事|副?市長|町長|村長|副?区長|教育長|校長|園長|"
    r"監査委員|幹事|担当者|職員|議員|部会員|リーダー|マネージャー)"
)
_ROLE = re.compile(
    rf"""
    (?:各|他の)?
    (?:
        (?:{_NAME}{{1,6}})?(?:副|前|新|仮|臨時)?(?:会長|議長|委員長|座長|部会長)(?:代理|職務代理者?|代行)?
      | (?:{_NAME}{{1,6}})?(?:会長)?職務代理者?
      | (?:[A-Z0-9一-龥ぁ-んァ-ヶー々]{{0,10}})委員(?:全員|一同|ら|代理|[A-Z]|[0-9]{{1,2}})?  # 委員A, 委員11
      | [0-9]{{1,2}}番(?:委員)?
      | 審議会委員 | 審査会委員 | 全委員 | 全員 | 一同
      | (?:審議会|審査会)?事務局(?:職員|[A-Z]|{_NAME}{{1,4}})?
      | 説明員 | 説明者 | 説明課 | 参考人 | 請求人 | 審査請求人 | 申立人 | 代理人 | 傍聴者 | 司会(?:者)? | 進行(?:役)?
      | 審理員 | 有識者 | 学識経験者 | アドバイザー | オブザーバー
      | (?:諮問)?実施機関(?:職員)? | 諮問庁 | 処分庁 | 審査庁
      | (?:委託|受託)?(?:事業者|業者) | 受託者
      | (?:担当|所管|主管|原|提案|関係|説明)(?:課|部局?|室|者)
      | {_WORD}{{1,16}}{_OFFICE}
      | {_WORD}{{0,16}}{_POST}(?:[A-Z]|[0-9]{{1,2}})?
      | 市 | 町 | 村 | 区 | 書記 | 幹事
    )
    """,
    re.VERBOSE,
)
# Ends like an office, and is none: where a meeting is held, parts of something.
_NO_OFFICE = re.compile(
    r"(?:.*(?:会議|会議場|応接|研修|講義|相談|和|教|控)室|.*(?:場|役|箇|個|カ|か|ヶ|住|近|便|長)所|[一全内外各細大半]部|結局|薬局|当局"
    r"|出席職員|関係職員|担当職員)"
)
# What a secretariat does, not what its member is called: 事務局説明, 事務局案.
_NO_NAME = re.compile(
    r"事務局.*(?:説明|報告|提案|案|紹介|挨拶|一任|対応|会議|等|側|体制|機能|職名|補足|回答|朗読|より|宛|長会|内|用|名|確認)"
)
# 「市民課職員入室」 is a stage direction.
_MOVEMENT = re.compile(r"(?:入室|退室|入退室|着席|退席|離席|出席|欠席|交代|入場|退場|退出)")
_WITH_NAME = re.compile(r"(?P<role>[^()]{1,20})(?:\((?P<name>[^()]{1,20})\))?")
# One of those present: a person's post, as against a department that may be an item's.
_PERSON = re.compile(
    rf".*(?:会長|議長|委員長|座長|委員|事務局|司会者?|書記|{_POST})(?:(?:職務)?代理者?|代行|[A-Z]|[0-9]{{1,2}})?"
)


def is_role(label: str) -> bool:
    """Whether a squeezed label names who speaks: 会長, A委員, 委員11, 情報政策課, 議長(奥村会長), 3番(甲野一君)."""
    if not label or len(label) > MAX_LABEL or _MOVEMENT.search(label) or _NO_NAME.match(label):
        return False
    match = _WITH_NAME.fullmatch(label)
    if match is None:
        return False
    role = re.sub(r"^(?:同|各)", "", match["role"])
    if _names_one(role):
        return True
    parts = [part for part in re.split(r"[・、,/／]", role) if part]
    return bool(parts) and all(_names_one(part) for part in parts)


def _names_one(role: str) -> bool:
    return bool(_ROLE.fullmatch(role)) and not _NO_OFFICE.fullmatch(role)


def is_person(label: str) -> bool:
    """Whether a label that names a speaker names a person's post (課長補佐), not only a department (市民課)."""
    return is_role(label) and any(_PERSON.fullmatch(part) for part in re.split(r"[()]", label))


def moves(text: str) -> bool:
    """「市民課　入室」: whether a squeezed line says that somebody comes or goes."""
    match = re.fullmatch(
        r"(?P<who>.{1,24}?)(?:職員|が|は|、)?(?:ら|等)?(?:入室|退室|入退室|入場|退場|退出|着席|退席)(?:した|する)?。?",
        text,
    )
    return match is not None and ("。" not in match["who"]) and len(text) <= 30
