"""Names in a list of people: one of them, or several with roles, affiliations and counts beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from app.normalize import squeeze

# Roles of members, longest first; letter-spaced forms are closed up before.
ROLE = (
    r"(?:(?:会長|委員長|議長|座長|部会長)職務代理者?|(?:副会長|副委員長|副座長|副議長|副部会長)|(?:部会長|会長|委員長)代理|職務代理者?|"
    r"会長|委員長|部会長(?<!服部会長)(?<!阿部会長)(?<!渡部会長)(?<!岡部会長)(?<!長谷部会長)(?<!日下部会長)|"
    r"議長|座長|(?:臨時|専門|公募|特別|審議会|審査会|学識経験者?|市民|各|全)?委員)"
)
_SPACED_ROLE = re.compile(
    r"副\s*会\s*長|副\s*委\s*員\s*長|会\s*長\s*代\s*理|会\s*長\s*職\s*務\s*代\s*理\s*者?|職\s*務\s*代\s*理\s*者?|"
    r"部\s*会\s*長|委\s*員\s*長|会\s*長|委\s*員|議\s*長|座\s*長"
)
_BRACKET = re.compile(r"[(（【\[〔](?P<inner>[^()（）【】\[\]〔〕]*)[)）】\]〕]")
_COUNT = re.compile(
    r"(?:以上|計|合計|全|約|ほか|他|外|総数)?\s*[0-9]{1,3}\s*(?:名|人)(?:中)?(?:出席|欠席)?|(?:50|五十)音順|敬称?略"
)
# What stands at the front of a name: a seat's number, a bullet, a number of a list.
_FRONT = re.compile(
    r"^(?:[(（]?[0-9]{1,2}[)）]?(?:番(?:委員)?)?[\s.．、:：]*|[・•●○〇◎■◆□◇*※＊-]+\s*|[ア-ン][\s.．]\s*)(?=\S)"
)
_ATTENDS = re.compile(r"\s+[○◯〇出]$")
_SENT = re.compile(r"\s+(?:[×✕−―－-]|欠席?)$")
_HONORIFIC = re.compile(r"(?<=.{2})(?:(?:栄養)?教諭|先生|氏|様|殿)$")
_KANJI_NAME = re.compile(
    r"[一-龥々ヶヵ髙﨑德濵栁ぁ-んァ-ヴーA-Za-z\s\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f･・.．]+"
)
# No name holds these: offices, bodies, affiliations, words of a sentence.
_NO_NAME = re.compile(
    r"""課 | 係[長員]?$ | 主[査事任幹] | 参事 | 補佐 | 理事 | 教育長
      | .{2}(?:部|次|室|局|所|館)長 | ^(?:部|次|室|局|所|館)長 | (?:部|次|室|局|所|館|市|町|村|区)長$
      | 事務局 | 委員会 | 審議会 | 審査会 | 協会 | 大学 | 弁護士 | 教授 | 公募 | 学識 | 経験者 | 市民 | 町民
      | 代表 | 会議 | 連合会 | 組合 | 書士 | 税理士 | 会計士 | 医師 | 団体 | 機関 | 担当 | 職員 | 説明 | 傍聴
      | 関係者 | 資料 | 配[布付] | 次第 | 議題 | 開会 | 閉会 | 名簿 | 人数 | 別紙 | とおり | 以上 | なし$
      | 無し | なかった | ほか | 全員 | 全委員 | 欠員 | 欠席 | 出席 | 途中 | 退席 | 遅参 | 入室 | により
      | について | から | まで | する | した | して | です | ます | のため | を(?![りるか]) | 条例 | 規則
      | 敬称 | 音順 | ^本人 | 氏名 | 役職 | 区分 | 会長 | 委員 | 議長 | 座長 | 代理人 | ^代理$ | オンライン
      | リモート | WEB | Web | 株式会社 | 法人 | センター | ..市$ | 役所 | 役場 | 審議 | 協議 | 当日 | 所用
      | 都合 | 会場 | 予定 | 第[0-9一二三四五] | 支部 | 総務 | 情報公開 | 個人情報
      | ^[委員会長者数名計役氏]$ | 意見 | 内容 | 事業 | ^司会 | ^進行 | ^定数 | 基づ | 議案
      | 専門官 | 企画官 | 調整官 | 事務官
      | [一-龥]{2}に[一-龥]""",
    re.VERBOSE,
)
# Which group a member stands for, before the name: 市民 甲野 一, 学識経験者 乙山 二
_STANDS_FOR = re.compile(
    r"(?:公募)?(?:市民|町民|村民|区民|県民|住民)(?:代表|公募)?|(?:公募|識見を?有する者|学識(?:経験者?)?|有識者|事業者|利用者|被保険者)(?:代表|委員)?"
)
# A post at the city's office, before a name: a line of the secretariat
_POST = re.compile(r"(?:(?![署校院]|会社|組合|協会|銀行)\S){2,}(?:[課係室]長|課長補佐|主[査事任幹])\s+\S")
# An affiliation behind a name, apart from it by a space.
_AFFILIATION = re.compile(
    r".*(?:大学|学部|研究|新聞|放送|商店|病院|学校|大学院|機構|財団|弁護士|教授|公募|学識|経験者|市民|代表|会長|連合会|協会|協議会|組合|書士|税理士|会計士|医師|団体|会社|委員|会$|員$|士$|長$|者$).*"
)
# かじ委員: a name of hiragana alone is one only where a role stands right behind it
_KANA_MEMBER = re.compile(rf"(?P<name>[ぁ-ん]{{2,4}}){ROLE}(?:[(（][^()（）]*[)）])?")
_KANA_WORD = re.compile(
    r"ほか|など|また|および|うち|ただし|なお|なし|その|この|かく|ぜん|いない|いる|ある|すべて|みな.*|.*(?:から|より|した|する|ます|です)"
)
_LONGEST_NAME = 9  # squeezed; 佐々木小次郎左衛門 has nine
_LONGEST_KATAKANA = 16
LONGEST_SPACED = 5  # six letters set apart can be two names: 甲 野 一 乙 山 二


def close_roles(text: str) -> str:
    """会　長 → 会長: letter-spaced roles closed up."""
    return _SPACED_ROLE.sub(lambda match: re.sub(r"\s+", "", match.group()), text)


def find_names(text: str, longest_spaced: int = LONGEST_SPACED) -> Iterator[tuple[str, bool]]:
    """A line that lists people, or a part of one → (name as written, without role and affiliation; whether a mark
    beside it says that this person was absent). More letters set apart than `longest_spaced` are more than one name."""
    if re.search(r"[「」。]", text):
        return  # a sentence
    closed = _unbracket(close_roles(text.replace("〃", "、")))
    for part in re.split(r"[、,，;；/／\n\t]|及び|並びに|(?<![ァ-ヶー])・|・(?![ァ-ヶー])", closed):
        away = _SENT.search(part) is not None
        bare = _SENT.sub("", _ATTENDS.sub("", part.strip()))
        kana = _KANA_MEMBER.fullmatch(_strip_front(bare))
        if kana is not None and _KANA_WORD.fullmatch(kana["name"]) is None:
            yield kana["name"], away
            continue
        for piece in _split_at_roles(bare):
            if _POST.match(piece):
                continue
            yield from ((name, away) for name in _split_by_spaces(piece, longest_spaced) if is_name(name))


def is_name(name: str) -> bool:
    """Whether words can be a person's name: no office, no count, no sentence, of a name's length."""
    name = re.sub(r"\([^()]{1,3}\)$", "", name)
    flat = squeeze(name)
    katakana = re.fullmatch(r"[ァ-ヶー･・.．A-Za-z]+", flat) is not None
    longest = _LONGEST_KATAKANA if katakana else _LONGEST_NAME
    if not 1 <= len(flat) <= longest or _KANJI_NAME.fullmatch(name) is None or _NO_NAME.search(flat):
        return False
    return not re.fullmatch(r"[ぁ-ん]+|[A-Za-z]{1,3}|[一-龥][ぁ-ん]{4,}|.*[ぁ-ん]{5,}.*", flat)


def _unbracket(text: str) -> str:
    """Roles and affiliations in brackets become separators: 甲野一（会長）、(副会長)乙山二"""
    previous = ""
    while previous != text:
        previous = text
        text = _BRACKET.sub(_replace_bracket, text)
    return _COUNT.sub("、", text)


def _replace_bracket(match: re.Match[str]) -> str:
    inner = squeeze(close_roles(match["inner"]))
    after = match.string[match.end() : match.end() + 4]
    given = re.fullmatch(r"[一-龥々ぁ-んァ-ヶー]{1,3}", inner) is not None and _NO_NAME.search(inner) is None
    if given and re.match(ROLE, after):
        return f"⟦{inner}⟧"  # two of one family name: 佐藤(一)委員
    return f"、{inner} " if re.fullmatch(ROLE, inner) and not match.string[: match.start()].strip() else "、"


def _split_at_roles(text: str) -> Iterator[str]:
    """会長 甲野 一 委員 乙山 二 / 甲野会長 乙山委員 / 甲野 一 会長: without the roles."""
    bare = re.sub(r"^(?:代理|委員代理)\s+", "", _strip_front(text))
    if re.match(rf"{ROLE}[\s:：]*\S", bare):
        parts = re.split(rf"(?:^|(?<=\s)){ROLE}[\s:：]*", bare)
        parts = [re.sub(rf"\s*{ROLE}$", "", part) for part in parts]
    else:
        parts = re.split(rf"\s*{ROLE}(?=\s|$|⟧)", bare)
    for part in parts:
        if part.strip():
            yield _HONORIFIC.sub("", _strip_front(part.strip())).replace("⟦", "(").replace("⟧", ")")


def _strip_front(text: str) -> str:
    previous = ""
    while previous != text:
        previous, text = text, _FRONT.sub("", text.strip())
    return text.strip(" \u3000:：。.")


def _split_by_spaces(text: str, longest_spaced: int) -> list[str]:
    """「後藤和子 竹本安伸」 are two names, 「小室 充孝」 is one: family name and given name have up to three characters
    each, a whole name four or more; 「笹 子 亮 平」 is one name set apart."""
    words = text.split()
    while len(words) > 1 and _STANDS_FOR.fullmatch(words[0]):
        words.pop(0)
    end = next((i for i, word in enumerate(words) if i and _AFFILIATION.fullmatch(word)), len(words))
    words = words[:end]
    total = sum(map(len, words))
    if len(words) <= 1:
        return words
    singles = sum(len(word) == 1 for word in words)
    if singles == len(words) and total <= longest_spaced:
        return ["".join(words)]
    if singles == len(words):
        return []
    if len(words) > 4 and singles > len(words) // 2:
        return []  # several names set apart letter by letter: where one ends can't be told
    if singles and len(words) in (3, 4) and total <= 6 and not (len(words) == 4 and len(words[0]) > 1 < len(words[2])):
        return ["".join(words)]  # 湯 浅 見 誠, 寒 河江 登
    return _cut_words(words)


def _cut_words(words: Sequence[str]) -> list[str]:
    """Words → names of one word or two, by the cheapest way to cut: two words of up to three characters are a name, and
    so is one word of five or more; the shorter a lone word, the less likely, and the longer one of two."""
    costs: list[tuple[int, list[str]]] = [(0, [])]
    for end in range(1, len(words) + 1):
        ways = [(costs[end - 1][0] + max(0, 5 - len(words[end - 1])) ** 2 // 2, [*costs[end - 1][1], words[end - 1]])]
        if end > 1:
            pair = words[end - 2 : end]
            over = sum(max(0, len(word) - 3) for word in pair)
            ways.append((costs[end - 2][0] + over * 2, [*costs[end - 2][1], " ".join(pair)]))
        costs.append(min(ways, key=lambda way: way[0]))
    return costs[-1][1]
