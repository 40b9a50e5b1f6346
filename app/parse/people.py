"""Who was present and who was not: members are told from secretariat and departments that share their cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum

from app.normalize import fold, squeeze
from app.parse.header import Field
from app.parse.names import LONGEST_SPACED, ROLE, close_roles, find_names, is_name
from app.parse.told_people import said_absent, superintendent_as_member


class _Group(Enum):
    PRESENT = "present"
    ABSENT = "absent"
    OTHER = "other"  # secretariat, departments, observers


_OPEN, _CLOSE = r"[(（【\[〔<＜《〈]", r"[)）】\]〕>＞》〉]"
_ABSENT = r"欠席(?:した)?(?:者|委員)?(?:氏名)?"
_OTHER = r"""(?:(?:市|町|村|区|県)?(?:審議会|審査会)?事務局(?:等)?(?:職員|員|出席者)?(?:等)?
    |(?:諮問)?実施機関(?:職員)?|(?:処分|審査|諮問)庁等?|(?:出席)?説明(?:員|者|課|職員)(?:等|その他)?
    |(?:事務局)?職員|(?:市|町|村|区)(?:側)?(?:職員|出席者)
    |[^\s()（）、・]{0,10}(?:担当|所管|主管|提案|関係|事業|原)(?:課|部署|部局)(?:職員)?(?:等)?
    |関係(?:者|職員)|傍聴(?:者|人)?|書記|幹事|理事者|オブザーバー|参考人
    |(?:市|町|村|区|県)(?:側)?(?=\s*(?:$|[:：)）】]))
    |来賓|記録者?|司会(?:・?進行)?|アドバイザー|助言者|講師|ファシリテーター|傍聴人等|(?:市|町|村|区)から|その他(?:の)?(?:出席者)?|出席職員|コンサルタント|受託(?:者|業者)|事業者(?=\s*(?:$|[:：)）】]))
    |[^\s()（）、,・:：]{1,14}(?:課|室|部|局|係|担当|センター|図書館|署)
        (?=\s*(?:$|[:：(（【]|.*(?:[課係室局部次所館]長|主査|主事|主幹|主任|補佐|参事|職員))))"""
_MEMBER = rf"""(?:[^\s()（）【】、,・:：]{{0,16}}(?:審議会|審査会|懇話会|委員会|部会)(?:の)?(?:委員)?|{ROLE}(?:等|氏名)?
    |(?:出席|参加)(?:者|委員)?(?:氏名)?|[^\s()（）、,・:：]{{0,14}}(?:号|経験者|代表|公募|関係団体|市民)(?:の|による)?委員)"""
# A label of a group at the front of a line: ●出席者：, (1) 委員, 【事務局】, ・実施機関(…課), 1 条例第3条第1号委員(2人)
_LABEL = re.compile(
    rf"""[・•●○〇◎◆■□◇※\s]*(?:[(（][0-9]{{1,2}}[)）]|[0-9]{{1,2}}[.．、\s]|[①-⑳⑴-⑽])?\s*
    (?P<open>{_OPEN})?\s*
    (?:(?P<absent>{_ABSENT})|(?P<other>{_OTHER})|(?P<member>{_MEMBER}))
    \s*(?P<note>[(（][^()（）]*[)）])?\s*
    (?(open){_CLOSE}|(?=[\s:：()（【]|$|(?P<count>[0-9]{{1,2}}(?:名|人))))
    \s*(?:[0-9]{{1,2}}(?:名|人))?\s*[:：]?\s*""",
    re.VERBOSE,
)
# Where a group begins inside a line.
_BREAK = re.compile(
    rf"""\n
      | (?<![(（])(?=[●※◆■◎◇])
      | (?<=[\s)）])(?=【(?!副?会長|副?委員長|委員】)[^【】]{{1,14}}】)
      | (?<=\s)(?=・[^・\s]{{1,20}}?(?:委員|機関|職員|事務局|説明員|欠席者)[\s(（:：])
      | (?<=[\s)）、,])
        (?={_OPEN}(?:市|町|村|区|県)?(?:事務局|実施機関|説明[者員]|欠席|担当課|関係課|傍聴者)[^()（）]{{0,6}}{_CLOSE}?)
      | (?<=[\s)）、,。])(?=(?:市|町|村|区)?(?:事務局|実施機関|欠席(?:者|委員)|傍聴[者人])(?:[\s:：(（]|[0-9]|$))
    """,
    re.VERBOSE,
)
# A label of a body, which no member of the council is: 【佐賀市】, 【見本コンサルタント】
_BODY_LABEL = re.compile(
    r"[【\[〔<＜《〈][^【】<>＜＞()（）]{1,14}(?:[市町村区県都府庁課室局]|コンサルタント)[】\]〕>＞》〉]"
)
# ※甲野 一は欠席, (注)甲野委員は所用のため欠席
_NOTED_ABSENT = re.compile(
    r"(?:[※*＊]|[(（](?:注意?|備考)[0-9]?[)）]|注[:：])\s*(?P<who>[^※\n()（）。、]{2,12}?)(?:は|が)(?:所用|都合|病気)?(?:のため|により)?(?:ご|御)?欠席(?:です|である|した|しました)?。?"
)
# An entry of the agenda below a list of people
_ENTRY = re.compile(r"\s*(?:議案|議題|報告|案件|諮問|協議|日程)(?:第?[0-9]+|[(（][0-9]+[)）])")
# A list item's dash that a converter left before the next label: 甲野 一 - 【事務局】
_DASH_BEFORE_LABEL = re.compile(r"\s*[-‐–]\s*(?=[【\[〔])")
_SPACED_LABEL = re.compile(r"欠\s+席(?:\s*者|\s*委\s*員)?|出\s+席(?:\s*者|\s*委\s*員)?|事\s*務\s*局|説\s*明\s*[員者]")
_NAMES_IN_BRACKETS = re.compile(r"[(（](?P<inner>[^()（）]*(?:[(（][^()（）]*[)）][^()（）]*)*)[)）]")
# (欠席無津呂委員), (○○委員は欠席)
_ABSENT_NOTE = re.compile(
    r"(?:欠席(?:者|委員)?(?:は)?[\s:：・、]*(?P<after>[^()（）]+?)"
    r"|(?P<before>[^()（）]+?)(?:は|が|:|：)?(?:所用|都合|公務|業務|病気|体調不良)?(?:のため|により)?、?(?:ご|御)?欠席)"
)
_ABSENT_BEHIND = re.compile(r"[(（]\s*(?:欠|(?:当日|都合により|所用のため|本日)?(?:ご|御)?欠席)\s*[)）]")
# A line that is nothing but members: 甲野会長、乙山委員、丙川委員
_LISTS_MEMBERS = re.compile(rf"(?:[^、,，。()（）]{{1,8}}{ROLE}[、,，]?){{3,}}")


def read_people(
    fields: Sequence[Field], heads: Sequence[str] = (), opening: str = ""
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """→ (members who were present, members who were not), names as written, without the role beside them. Where no
    field lists people, a line of `heads` may; where none lists the absent, the first words of the discussion may name
    them: `opening`."""
    present: dict[str, str] = {}
    away: dict[str, str] = {}
    listed = [field.name for field in fields if field.name in ("members", "absent")]
    for field in fields:
        if field.name not in ("members", "absent"):
            continue
        group = _Group.ABSENT if field.name == "absent" else _Group.PRESENT
        for name, absent in _read_list(superintendent_as_member(field.value), group):
            (away if absent else present).setdefault(squeeze(name), name)
    if not listed:
        for line in (head for head in heads if _LISTS_MEMBERS.fullmatch(squeeze(head))):
            for name, _ in find_names(line):
                present.setdefault(squeeze(name), name)
    if not away and "absent" not in listed:
        for name in said_absent(opening):
            if squeeze(name) in present and listed:
                continue  # the list of those who came says otherwise
            if not any(flat != squeeze(name) and flat.startswith(squeeze(name)) for flat in present):
                away.setdefault(squeeze(name), name)
    return tuple(name for flat, name in present.items() if flat not in away), tuple(away.values())


def _read_list(value: str, group: _Group) -> Iterator[tuple[str, bool]]:
    """The names of members in a field; what follows the label of the secretariat or of a department is left out until
    members are named again."""
    rows = [close_roles(fold(line)) for line in value.split("\n")]
    lines = [squeeze(row) for row in rows if re.fullmatch(r"(?:[一-龥々ヶァ-ヶぁ-ん]\s+)+\S", row)]
    # where two names share lines of letters set apart, five letters may be two names as well
    longest = LONGEST_SPACED - any(len(line) > LONGEST_SPACED for line in lines)
    for raw in _BREAK.split(
        _join_cut_lists(_DASH_BEFORE_LABEL.sub("\n", _NOTED_ABSENT.sub(r"(\g<who>は欠席)", value)))
    ):
        part = _SPACED_LABEL.sub(lambda match: re.sub(r"\s+", "", match.group()), close_roles(fold(raw)))
        if _ENTRY.match(part):
            return
        while (label := _LABEL.match(part)) is not None:
            group = _group_of(label, group)
            note = label["note"] or ""
            part = (note if _lists_names(note) else "") + part[label.end() :]
            if label.end() == 0:
                break
        if _BODY_LABEL.match(part):
            group = _Group.OTHER
        if group is not _Group.OTHER:
            yield from _read_part(part, group, longest)


def _join_cut_lists(value: str) -> str:
    """甲野委員、乙山委員、丙 / 川委員: a list in which everybody has a role is cut inside a name by the line's end."""
    lines: list[str] = []
    for line in value.split("\n"):
        parts = re.split(r"[、,，]", lines[-1]) if lines else []
        cut = len(parts) > 2 and parts[-1].strip() and not re.search(rf"(?:{ROLE}|[)）])$", parts[-1].strip())
        if cut and all(re.search(rf"{ROLE}$", part.strip()) for part in parts[:-1]) and _begins_with_rest(line):
            lines[-1] += line.strip()
        else:
            lines.append(line)
    return "\n".join(lines)


def _begins_with_rest(line: str) -> bool:
    return re.match(rf"[^\s、,，:：(（【]{{1,6}}?{ROLE}(?:[、,，\s]|$)", line.strip()) is not None


def _group_of(label: re.Match[str], group: _Group) -> _Group:
    if label["other"]:
        return _Group.OTHER
    if label["absent"]:
        return _Group.ABSENT
    # a role below 欠席者 says what the absent one is; 出席者 ends the absent
    if group is _Group.ABSENT and not re.match(r"出席|参加", label["member"]):
        return group
    return _Group.PRESENT


def _lists_names(note: str) -> bool:
    """委員(大河内・柚木・三条各委員)6名: the names stand in the brackets behind the label."""
    inner = note.strip("()（） ")
    if not inner or re.search(r"[0-9]{1,2}(?:名|人)$|敬称?略|音順", inner):
        return False
    parts = [part for part in re.split(r"[、,，・]", inner) if part.strip()]
    return bool(parts) and (len(parts) > 1 or re.search(rf"{ROLE}$", inner) is not None)


def _read_part(part: str, group: _Group, longest: int) -> Iterator[tuple[str, bool]]:
    rest = part
    for match in _NAMES_IN_BRACKETS.finditer(part):
        if _ABSENT_BEHIND.fullmatch(match.group()):
            continue
        note = _ABSENT_NOTE.fullmatch(match["inner"].strip())
        if note is not None:
            yield from ((name, True) for name, _ in find_names(note["after"] or note["before"]))
            rest = rest.replace(match.group(), "、")
        elif _lists_names(match.group()) and not _follows_name(part[: match.start()]):
            yield from ((name, group is _Group.ABSENT or away) for name, away in find_names(match["inner"]))
            rest = rest.replace(match.group(), "、")
    for piece in re.split(r"(?<=[)）])[、,，]|[、,，]", rest) if _ABSENT_BEHIND.search(rest) else [rest]:
        absent = group is _Group.ABSENT or _ABSENT_BEHIND.search(piece) is not None
        yield from ((name, absent or away) for name, away in find_names(piece, longest))


def _follows_name(before: str) -> bool:
    """甲野一(弁護士、大学教授): what stands in brackets behind a name is about that person."""
    last = re.split(r"[、,，・\s)）]", before.strip())[-1]
    return bool(last) and is_name(last)
