"""Item titles: cleaned of number, kind and department, and compared with how they are called later."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.normalize import squeeze

# What stands in brackets beside a title and tells its kind: (諮問), 【報告】, (新規諮問), (諮問第73号).
_KIND_MARK = re.compile(
    r"""[(（【\[〔<＜〈]\s*
    (?:新規|継続(?=諮問|案件|事案)|再(?=諮問))?\s*
    (?P<kind>諮問|報告|審議|協議|選任|その他|継続(?:審議)?|再諮問|説明|答申|付議|承認)(?:事項|案件|事案)?
    \s*(?P<number>第?\s*[0-9]+\s*号)?\s*(?:に(?:関する|係る|ついての)(?:審議|報告|答申))?\s*[)）】\]〕>＞〉]""",
    re.VERBOSE,
)
# …and what tells of it neither kind nor name: (公開), [非公開審議], 【廃止】, (資料1), (第2回).
_STATUS = re.compile(
    r"""[(（【\[〔<＜〈]\s*
    (?: (?:一部)?非?公開(?:(?:で(?:の)?)?審議|案件)? | 継続(?:審議|協議)? | 新規 | 変更 | 廃止 | 追加 | 再掲 | 提案
      | 再?協議 | 意見(?:聴取|交換) | 質疑(?:応答)? | 審査 | 別紙[0-9]*
      | (?:(?:別添|別紙|当日|参考)?資料|参考)\s*(?:No\.?)?\s*[0-9一-十]*(?:[-‐−–]\s*[0-9]+)?
        (?:\s*[、,・~〜-]\s*(?:資料|参考)?\s*[0-9]+(?:[-‐−–][0-9]+)?)*
      | 第[0-9]+回(?:目)? | [一-龥]{1,8}(?:発)?第[0-9]+号
    )\s*[)）】\]〕>＞〉]\s*$""",
    re.VERBOSE,
)
_OFFICE = (
    r"(?![^()（）]{0,30}第[0-9]+条)[^()（）【】\[\]〔〕〈〉<>]{1,40}?"
    "(?:課|室|局|部|所|センター|(?<!関)係|担当|館|委員会|署|班|グループ|支所|病院|本部|財団|協議会)"
)
_DEPARTMENT = re.compile(
    r"[(（【\[〔〈<]\s*(?:所管(?:課|部署)?|担当(?:課|部署)?|主管課?|実施機関|説明(?:課)?|提案課)?\s*[:：]?\s*"
    rf"(?P<department>{_OFFICE})(?:関係|案件)?\s*[)）】\]〕〉>]\s*$"
)
# 「…(情報政策課・報告)」: both in one bracket
_KIND_OF_BRACKET = "(?:諮問|報告|審議|協議|説明)"
_OFFICE_AND_KIND = re.compile(
    rf"""[(（【\[〔〈<]\s*
    (?: (?P<department>{_OFFICE})\s*[・、,\s/:：]\s*(?P<kind>{_KIND_OF_BRACKET})
      | (?P<kind_first>{_KIND_OF_BRACKET})\s*[・、,\s/:：]\s*(?P<department_last>{_OFFICE})
    )(?:事項|案件)?\s*[)）】\]〕〉>]\s*$""",
    re.VERBOSE,
)
# 「…について【諮問】住民課」, 「…について 住民課」: without brackets
_OFFICE_BEHIND = re.compile(
    r"(?:(?P<mark>[(（【\[〔]\s*(?:新規)?(?:諮問|報告|審議|協議)(?:事項|案件)?\s*[)）】\]〕])\s*|(?<=について)\s+|(?<=の件)\s+)"
    r"(?P<department>[^\s()（）【】\[\]〔〕、。]{1,20}(?:課|室|局|部|所|センター|(?<!関)係|館|委員会))$"
)
# 「【町民課】住民票の…について」
_DEPARTMENT_LEAD = re.compile(rf"^[【\[]\s*(?P<department>{_OFFICE})\s*[】\]]\s*(?=[^\s(（【\[])")
# 「件名 …」: the agenda says what the words are
_LABEL = re.compile(r"^(?:案?件名|議題名?|件\s名)[\s:：]+(?=\S)")
# 「…について・・・・・・ 3」: the dots that lead to a page's number, in a list of contents
_LEADERS = re.compile(r"\s*(?:[・･…‥.．]\s*){4,}[0-9]*$")
# 「会長の選出 ⇒ …が選出される」: what came of it
_RESULT_TAIL = re.compile(r"\s*(?:⇒|→|➡|⇨)\s*\S.*$")
# 「【諮問事項 議案3】…」: kind and number in front of the title
_LEAD = re.compile(
    r"""^[【\[(（〔]\s*(?P<kind>諮問|報告|審議|協議|選任|その他|継続)?(?:事項|案件)?\s*
    (?P<number>(?:諮問|報告|議案|議題|案件)?第?[0-9]{1,3}号?)?\s*[】\])）〕]\s*(?=\S)""",
    re.VERBOSE,
)
_QUOTED = re.compile(r"^[「『](?P<inner>.+)[」』](?P<tail>[^「」『』]{0,40})$")
_NOISE = re.compile(r"[\s　、。,.・:：;「」『』()（）【】\[\]〔〕<>＜＞〜～\-‐–―ー]+")
_ENDING = re.compile(
    r"(?:について|に関する(?:こと|件)|の件|に係る.*検討|に係るもの|事務|等|の諮問|の報告|\(?報告\)?|\(?諮問\)?)+$"
)


@dataclass(frozen=True, slots=True)
class Title:
    """A title as the agenda has it, and what stood around it."""

    text: str
    kind_word: str | None = None
    department: str | None = None
    number: str | None = None


def read_title(text: str) -> Title:
    """「…」について（報告） → title, kind word, department. What stands inside 「」 is the title where it is quoted."""
    rest = re.sub(r"\s+", " ", text).strip(" \u3000。、.:：")
    kind = number = None
    lead = _LEAD.match(rest)
    if lead and (lead["kind"] or lead["number"]):
        kind, number = lead["kind"], lead["number"]
        rest = rest[lead.end() :].strip()
    rest = _RESULT_TAIL.sub("", _LABEL.sub("", _LEADERS.sub("", rest)))
    for match in _KIND_MARK.finditer(rest):
        kind = match["kind"] if kind is None or kind.startswith("継続") else kind
        number = number or (f"{kind}{match['number']}" if match["number"] and kind == "諮問" else None)
    behind = _OFFICE_BEHIND.search(rest)
    if behind is not None:
        rest = f"{rest[: behind.start()].strip()}{behind['mark'] or ''}({behind['department']})"
    rest = _KIND_MARK.sub("", rest).strip()
    rest = _strip_status(rest)
    department = None
    both = _OFFICE_AND_KIND.search(rest)
    if both is not None and both.start() > 0:
        kind = kind or both["kind"] or both["kind_first"]
        rest = f"{rest[: both.start()].strip()}({both['department'] or both['department_last']})"
    before = _DEPARTMENT_LEAD.match(rest)
    if before is not None:
        department, rest = before["department"], rest[before.end() :].strip()
    found = _DEPARTMENT.search(rest)
    quoted = _QUOTED.match(rest[: found.start()].strip() if found else rest)
    if found and found.start() > 0 and (quoted or rest[:1] not in "「『"):
        department = found["department"].strip()
        rest = _strip_status(rest[: found.start()].strip())
    quoted = quoted or _QUOTED.match(rest)
    if quoted and _is_shell(quoted["tail"]) and quoted["inner"].count("「") == quoted["inner"].count("」"):
        rest = quoted["inner"].strip()
    elif rest[:1] in "「『" and rest.count("「") + rest.count("『") > rest.count("」") + rest.count("』"):
        rest = re.sub(r"に係る検討(?:について)?$", "", rest[1:].strip())  # 「 that is never closed
    return Title(rest, kind, department, number)


def tells_kind(source: str) -> bool:
    """Whether an entry of an agenda tells its own kind in brackets: …について（報告）."""
    return read_title(source).kind_word is not None


def _strip_status(text: str) -> str:
    """Marks behind a title that are no part of it, from the last to the first."""
    while (match := _STATUS.search(text)) is not None and match.start() > 0:
        text = text[: match.start()].strip()
    return text


def _is_shell(tail: str) -> bool:
    """What may stand behind a quoted title without belonging to it."""
    return (
        re.fullmatch(r"\s*(?:について|に係る検討(?:について)?|の件|に関すること|の審議|の報告|の諮問)?\s*", tail)
        is not None
    )


def core(title: str) -> str:
    """A title without punctuation and its usual ending: for comparing."""
    squeezed = _NOISE.sub("", squeeze(title))
    return _ENDING.sub("", squeezed) or squeezed


def _bigrams(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)} or {text}


def similarity(title: str, text: str) -> float:
    """How much of `title` is in `text`: 1.0 if it stands there whole, else the share of its bigrams (0 to 1)."""
    wanted = core(title)
    squeezed = _NOISE.sub("", squeeze(text))
    if not wanted:
        return 0.0
    if wanted in squeezed:
        return 1.0
    grams = _bigrams(wanted)
    return len(grams & _bigrams(squeezed)) / len(grams)


def closeness(title: str, other: str) -> float:
    """Likeness of two titles, either way round (0 to 1): a heading may shorten the agenda's title or lengthen it."""
    first, second = core(title), core(other)
    if not first or not second:
        return 0.0
    if first == second:
        return 1.0
    short, long = sorted((first, second), key=len)
    if len(short) >= 4 and short in long:
        return 0.9
    a, b = _bigrams(first), _bigrams(second)
    return len(a & b) / min(len(a), len(b)) * 0.9
