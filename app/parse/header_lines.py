"""Lines of the front matter that end the value above them, though nobody knows their key."""

from __future__ import annotations

import re

from app.normalize import fold, squeeze
from app.parse.cues import number_core
from app.parse.enumeration import split_number
from app.parse.names import is_name

_KANJI = "一二三四五六七八九十"
# How a field of a list begins: 3. 場所, 三 場所, (3) 場所, ③, 一、場所 (each field 一、), ◇ 場所, ＞＞場所
_LIST_MARK = re.compile(
    rf"""(?: (?P<digit>[0-9]{{1,2}}) (?:[.．、)]|\s) (?!\s*[0-9時月年日階号F])
           | (?P<kanji>[{_KANJI}]{{1,3}}) (?P<stop>[.．、)]|\s)
           | [(（](?P<paren>[0-9]{{1,2}})[)）] | (?P<circled>[①-⑳])
           | (?P<sign>[◇■●◆□○〇◎▼▽▲△☆★▶►] | [>＞]{{1,2}} | [【〔《<\[](?=[^】〕》>\]]{{1,14}}[】〕》>\]]))
         ) \s*(?=\S)""",
    re.VERBOSE,
)
# How far the number of a field may be from the one above it: a field between them may have been read otherwise.
_NUMBER_REACH = 3
# What labels end with, and no room or building does.
_LABEL = r"""(?: .{0,14}(?:
      数|案件|事件|事項|議題|日程|次第|名簿|氏名|資料|書類|経過|内容|結果|概要|要旨|状況|方法|理由|区分|種別|有無
    | 可否|番号|主管課|担当課|事務局|連絡先|備考|根拠|期間|目的|趣旨|出席者|欠席者|出席委員|欠席委員|[^\s]{2}者
    ))"""
_LABELLED = re.compile(rf"(?P<label>{_LABEL})(?:[:：]|\s).*", re.VERBOSE)
_ALONE = re.compile(rf"{_LABEL}", re.VERBOSE)
_COLON = re.compile(r"(?P<label>[^\s:：、。()（）0-9]{2,12})[:：]\s*\S")
# Words before a colon that belong to a place or a time: 本会場：…, オンライン：…, 第1部：…
_OWN_LABEL = re.compile(r"会場|室|階|館|棟|オンライン|ウェブ|[WwＷ][EeＥ][BbＢ]|Zoom|部$|時|開|閉|終|始|午|住所|所在")
# The title of the paper, below the first fields.
_TITLE = re.compile(
    r".{0,40}(?:会議録|議事録|速記録|会議要録|議事要旨|会議要旨|会議概要|会議結果|要点記録)(?:[(（].{1,12}[)）])?"
    r"|.*(?:第[0-9一二三四五六七八九十]+回|年度?).*(?:審議会|審査会|委員会|協議会|懇話会|懇談会)"
)
_LONGEST = 28
_LONGEST_LABEL = 14
# Values of one line or two that nothing labelled belongs to.
_NARROW = frozenset({"council", "session", "date", "time", "end", "place", "date_place"})
_PEOPLE = frozenset({"members", "absent", "staff"})


def begins_other_field(text: str, above: str | None, name: str) -> bool:
    """Whether a line below a value of the field `name` begins another field: 「四 委員」 below 「三 場所 …」,
    「委員定数 28名」 and 「…会議録」 below a place. `above`: the line of the field's own key, None if it has none."""
    line = fold(text)
    if above is not None and _goes_on_counting(line, fold(above), name):
        return True
    flat = squeeze(line)
    if name not in _NARROW or "。" in flat:
        return False
    if len(flat) <= _LONGEST + 12 and _TITLE.fullmatch(flat):
        return name not in ("council", "session")
    return name not in ("council", "session") and _is_labelled(line)


def _is_labelled(line: str) -> bool:
    """審議時間帯：…, 委員定数 28名, 会議に付した案件: a label, with a value or alone."""
    flat = squeeze(line)
    colon = _COLON.match(line)
    if colon is not None and not _OWN_LABEL.search(colon["label"]):
        return True
    if len(flat) > _LONGEST or _OWN_LABEL.search(flat):
        return False
    return _LABELLED.fullmatch(line) is not None or _ALONE.fullmatch(flat) is not None


def follows_list(text: str, value: str) -> bool:
    """Whether a line has the number that follows the last one of a list above it (an agenda's own numbers)."""
    numbers = [n for line in value.split("\n") if (n := split_number(line.strip())) is not None]
    own = split_number(fold(text))
    if own is None or not numbers or numbers[-1].kind != own.kind:
        return False
    number, last = number_core(own.mark), number_core(numbers[-1].mark)
    if number.isdigit() and last.isdigit():
        return int(number) == int(last) + 1
    return number in _KANJI and last in _KANJI and _count(number) == _count(last) + 1


def has_mark(text: str) -> bool:
    """Whether a line begins with a number or a sign of a list."""
    return _LIST_MARK.match(fold(text)) is not None


def is_label(text: str) -> bool:
    """Whether a line is nothing but a label, known or not: 委員定数, 出席者氏名."""
    flat = squeeze(text)
    return len(flat) <= _LONGEST_LABEL and _ALONE.fullmatch(flat) is not None


def _goes_on_counting(line: str, above: str, name: str) -> bool:
    """The same sort of mark as the key above has, with one of the numbers after its own."""
    mark, own = _LIST_MARK.match(line), _LIST_MARK.match(above)
    if mark is None or own is None or mark.lastgroup is None:
        return False
    kind = "kanji" if mark["kanji"] else mark.lastgroup
    if own[kind] is None:
        return False
    if kind == "kanji" and mark["kanji"] == own["kanji"] == "一":
        return mark["stop"] == own["stop"] == "、"
    if name in _PEOPLE:  # a list of people may be numbered by itself
        return kind in ("digit", "kanji") and _distance(mark, own, kind) == 1 and not _is_person(line[mark.end() :])
    if kind == "sign":
        return mark["sign"] == own["sign"]
    return 0 < _distance(mark, own, kind) <= _NUMBER_REACH


def _distance(mark: re.Match[str], own: re.Match[str], kind: str) -> int:
    return _count(mark[kind]) - _count(own[kind])


def _count(number: str) -> int:
    if number.isdecimal():
        return int(number)
    if "①" <= number <= "⑳":
        return ord(number) - ord("①") + 1
    tens, ten, ones = number.rpartition("十")
    return (_KANJI.index(tens[0]) + 1 if tens else 1 if ten else 0) * 10 + (_KANJI.index(ones) + 1 if ones else 0)


def _is_person(text: str) -> bool:
    return is_name(text) or re.search(r"委員|会長|[課部局室係]長|番", text) is not None
