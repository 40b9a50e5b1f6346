"""The 所管課 of an item, as its heading, its directions or those who explain it name it.

The agenda's own word comes from the parser and is taken first. Here is what the item's part of the discussion tells,
in this order: brackets of the title; a line 担当課：…; directions and prose (「…課から説明」, 「…課入室」); whom the
chair calls; who explains, by the speaker's label or by their own words (「…課です」); the only office that answers.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.classify.offices import CHARS, DUTIES, OFFICE, OFFICES, is_office, read_office
from app.classify.passages import is_chair, is_member, split_sentences
from app.evidence import locate_first
from app.model import AgendaItem, Evidence, Role, Utterance
from app.normalize import normalize, squeeze

Found = tuple[str, tuple[Evidence, ...]]

_LEAD = re.compile(
    r"""^(?:では|それでは|まず|次に|続いて|続きまして|最後に|初めに|担当の|所管の|担当課の|本日は|引き続き|この件は)、?
      | ^[ア-コ](?=[一-龥])                           # a step's letter, closed up with what follows
      | ^[ア-ンa-z0-9①-⑳■●・※]+[.．、\s　]+""",
    re.VERBOSE,
)
_STEP = re.compile(r"^[(（<＜《【※■●・○\-―ー\s]*(?:[ア-ン0-9]+[.．、)\s　]+)?")
_LABELLED = re.compile(
    rf"(?:担当|所管|主管|説明)(?:部署|部課|課|所属)?[:：]\s*(?P<name>(?:{CHARS}{{1,12}}部\s*)?{OFFICES})"
)
# （担当 建設課）, 担当課　建設課: without a colon, nothing else stands there
_LABELLED_ALONE = re.compile(
    rf"^[(（〔【〈<\[]?(?:担当|所管|主管|提出|提案)(?:部署|部課|部局|課|所属)?\s*[:：]?\s*(?P<name>{OFFICES})[)）〕】〉>\]]?$"
)
_LABEL = re.compile(r"^(?:担当|所管|主管|提出|提案)(?:部署|部課|部局|課|所属)?$")
_EXPLAINS = re.compile(
    rf"(?:^|[、。「」()（）<>【】《》\s])(?P<name>{OFFICES})(?:の[^、。\s]{{1,8}}?|説明員|職員|担当者|[^、。\s]{{0,6}}長)?"
    r"(?:から|より|が|は)、?(?=[^。]{0,80}(?:説明|報告|提案|述べ))"
)
# 諮問庁（建設課）から, 実施機関（建設課）が: the office stands behind what it is to the council
_IN_ROLE = re.compile(
    rf"(?:諮問(?:実施)?(?:庁|機関)|実施機関|(?:担当|所管|主管)課|説明[員者]|事務局)[(（](?P<name>{OFFICES})[^()（）]{{0,12}}[)）]"
    r"(?:から|より|が|は)、?(?=[^。]{0,120}(?:説明|報告|提案|述べ))"
)
# 入江課長が…説明: whose office was named where they spoke before (「介護課の入江課長」)
_PERSON_EXPLAINS = re.compile(
    r"(?:^|[、。.)\s])(?P<who>[一-龥々]{1,4}(?:課長|室長|係長|主幹|主査|次長|補佐))(?:から|より|が|は)、?(?=[^。]{0,120}(?:説明|報告))"
)
_COMES_IN = re.compile(
    rf"^(?P<name>{OFFICES})(?:[^、。\s]{{0,8}}(?:長|幹|査|事|員|補佐))?(?:等|他|ほか)?(?:、[^、。]{{1,12}}(?:長|幹|査|事|員))*[^。]{{0,8}}"
    r"(?:入室|着席|説明|が資料)"
)
# 「…課です」, 「…課の〔氏名〕と申します」: whoever explains says where they are from
_INTRODUCED = re.compile(
    rf"(?:^|[、。\s])(?:[^、。\s]{{2,10}}?[部局])?(?P<name>{OFFICE})長?"
    r"(?:の[^。]{1,16}(?:です|でございます|と申します|と申し)|です|でございます|と申します"
    r"|に(?:代わ|替わ)(?:って|り|りまして)、?[^。]{0,16}(?:説明|報告))"
)
_CALLED = re.compile(
    rf"(?:^|[、。「」()\s])(?P<name>{OFFICES})(?:長|職員|説明員)?"
    r"(?:(?:から|より|の|に)、?[^。、]{0,16}(?:説明|報告|聴取|伺|聞|お願い|願|どうぞ|発言|補足)|から(?:どうぞ)?[。]?$|が[^。]{2,60}?(?:すること|行うこと))"
)
_IN_TITLE = re.compile(
    r"[【\[](?:担当課[:：])?(?P<name>[^【】\[\]]{2,30}?(?:課|室|局|部|所|センター|館|係))(?:関係)?[】\]]$"
)
# 「…は、健康推進課ですね。」, 「健康推進課さん、どうぞ。」
_ADDRESSED = re.compile(
    rf"(?:^|[、。」])(?P<name>{OFFICE})(?:さん)?(?:ですね|、?どうぞ|(?<=さん)、?(?:お願い[^。]{{0,8}})?)。"
)
# A chair called 「猿渡会長」 shows that names stand before the office in this document's labels.
_SURNAMED = re.compile(r"^[一-龥々]{2,4}(?:会長|委員長|委員|議長)$")
# Under その他 a section that speaks is the secretariat's.
_IS_SECTION = re.compile(r"(?:係|担当)$")
_IS_BUREAU = re.compile(r"[局部]$")
_SHORTEST_EXPLANATION = 20  # characters; less is a greeting
_HOUSEKEEPING = re.compile(r"傍聴|退室|入室|資料の(?:確認|配布)|日程|出席")
_LONGEST_SURNAME = 4  # characters
_FIRST = 16  # passages in which an item is introduced


def find_department(
    item: AgendaItem, own: Sequence[Utterance], everything: Sequence[Utterance] = ()
) -> tuple[str | None, tuple[Evidence, ...]]:
    """→ (department as named, evidence); (None, ()) where nobody names it or several do. `everything`: the meeting's
    passages, whose labels show how speakers are named."""
    if item.kind.code == "election":
        return None, ()
    titled = _IN_TITLE.search(squeeze(item.title))
    if titled and item.title_evidence:
        return titled["name"], item.title_evidence[:1]
    listed = next(_listed(item, everything), None)
    if listed is not None:
        return listed
    surnamed = any(_SURNAMED.match(u.speaker or "") for u in (*own, *everything))
    opening = list(itertools.takewhile(lambda u: not is_member(u), own))[:_FIRST]
    for search in (_labelled, _directed, _called, _explained):
        found = next(search(opening, surnamed), None)
        if found is not None and not (item.kind.code == "other" and _IS_SECTION.search(found[0])):
            if search is _called and _IS_BUREAU.search(found[0]):  # the bureau is called, its section explains
                found = next((f for f in _explained(opening, surnamed) if f[0].endswith(("課", "室"))), found)
            return _without_surname(found, everything)
    found = next(_by_person(opening, everything), None)
    if found is not None:
        return found
    return _from_answers(own, surnamed) if item.kind.code != "other" else (None, ())


def clean_department(name: str) -> str:
    """The agenda's spelling without what only says that it is one: 〔課〕関係."""
    return re.sub(r"関係$", "", name)


def _listed(item: AgendaItem, everything: Sequence[Utterance]) -> Iterator[Found]:
    """A row of a table of results: 「…について（環境課）\t承認」, or the office in a cell of its own."""
    title = squeeze(item.title)
    for utterance in everything:
        if utterance.items or utterance.role is not Role.NARRATION:
            continue
        cells = [squeeze(cell) for cell in re.split(r"[\t\n]", utterance.text)]
        if len(cells) < 2 or not any(title in cell for cell in cells):
            continue
        for cell in cells:
            rest = cell.partition(title)[2] if title in cell else cell
            bare = re.fullmatch(rf"[(〔【〈<\[]?(?P<name>{OFFICES})[)〕】〉>\]]?", rest)
            if bare and is_office(bare["name"]):
                yield bare["name"], locate_first((utterance,), bare["name"])


def _labelled(opening: Sequence[Utterance], surnamed: bool) -> Iterator[Found]:
    for utterance in opening:
        if utterance.role is not Role.SPEECH:
            yield from _search(_LABELLED, utterance)
            yield from _search(_LABELLED_ALONE, utterance)
            for label, value in itertools.pairwise(utterance.text.split("\n")):
                name = squeeze(value)
                if _LABEL.match(squeeze(label)) and re.fullmatch(OFFICES, name) and is_office(name):
                    yield name, locate_first((utterance,), name)


def _directed(opening: Sequence[Utterance], surnamed: bool) -> Iterator[Found]:
    """Directions and the minute-taker's prose."""
    for utterance in opening:
        if utterance.role is Role.SPEECH or (utterance.role is Role.HEADING and len(utterance.text) > 40):
            continue
        if utterance.role is Role.NARRATION and len(utterance.text) < 100:
            yield from _search(_COMES_IN, utterance)
        yield from _search(_IN_ROLE, utterance, limit=160)
        yield from _search(_EXPLAINS, utterance, limit=160)


def _by_person(opening: Sequence[Utterance], everything: Sequence[Utterance]) -> Iterator[Found]:
    """The minute-taker names only who explained: the one office that the same person was named with elsewhere."""
    for utterance in opening:
        said = _PERSON_EXPLAINS.search(squeeze(utterance.text[:160])) if utterance.role is Role.NARRATION else None
        if said is None:
            continue
        named = re.compile(rf"(?:^|[、。「」().])(?P<name>{OFFICE})の{said['who']}")
        found = [m["name"] for u in everything for m in named.finditer(squeeze(u.text)) if is_office(m["name"])]
        names = set(found)
        if len(names) == 1:
            yield next(iter(names)), locate_first(tuple(everything), next(iter(names)))


def _without_surname(found: Found, everything: Sequence[Utterance]) -> Found:
    """甲野総務課(長) → 総務課, where the meeting's text names that office without what stands before it, and never the
    longer name as an office by itself."""
    name, evidence = found
    duty = DUTIES.search(name)
    if duty is None or not 2 <= duty.start() <= _LONGEST_SURNAME or not evidence:
        return found
    bare = name[duty.start() :]
    texts = [u.text for u in everything]  # as written: a space before the office shows where it begins
    alone = re.compile(rf"(?<![一-龥々ァ-ヶーA-Za-z]){re.escape(bare)}(?!(?!長){CHARS})")
    whole = re.compile(rf"{re.escape(name)}(?!長)")
    if any(map(whole.search, texts)) or not any(map(alone.search, texts)) or not evidence[0].quote.endswith(bare):
        return found
    first = evidence[0]
    return bare, (replace(first, quote=bare, start=first.end - len(bare)), *evidence[1:])


def _explained(opening: Sequence[Utterance], surnamed: bool) -> Iterator[Found]:
    """Those who explain before the first question; two offices that explain one item after the other are both its."""
    names: list[str] = []
    for utterance in opening:
        text = squeeze(utterance.text)
        if utterance.role is not Role.SPEECH or is_chair(utterance):
            continue
        name = read_office(utterance.speaker or "", surnamed=surnamed)
        if name and len(text) >= _SHORTEST_EXPLANATION and not _HOUSEKEEPING.search(text[:60]):
            if name not in names:
                names.append(name)
            continue
        if name is None:  # a section (係) is no 所管課 by itself
            found = _search(_INTRODUCED, utterance, limit=120)
            yield from (f for f in found if not f[0].endswith(("係", "担当")))
    if names:
        yield "、".join(names), _locate(opening, names)


def _called(opening: Sequence[Utterance], surnamed: bool) -> Iterator[Found]:
    for utterance in opening:
        if utterance.role is Role.SPEECH and is_chair(utterance) and len(utterance.items) <= 1:
            yield from _search(_CALLED, utterance, limit=240)
            yield from _search(_ADDRESSED, utterance, limit=240)


def _from_answers(own: Sequence[Utterance], surnamed: bool) -> tuple[str | None, tuple[Evidence, ...]]:
    """Where no explanation is recorded: the one office that answers."""
    names = list(
        dict.fromkeys(
            name
            for u in own
            if u.role is Role.SPEECH and not is_member(u) and not is_chair(u)
            if (name := read_office(u.speaker or "", surnamed=surnamed))
        )
    )
    return (names[0], _locate(own, names)) if len(names) == 1 else (None, ())


def _locate(passages: Sequence[Utterance], names: Sequence[str]) -> tuple[Evidence, ...]:
    """Where the names are said; else the first words of the passage that such a speaker has."""
    found: list[Evidence] = []
    for name in names:
        said = locate_first(tuple(passages), name)
        if not said:
            speaks = next(u for u in passages if name in squeeze(u.speaker or ""))
            said = tuple(s.evidence() for s in itertools.islice(split_sentences(speaks), 1))
        found += said
    return tuple(found)


def _search(pattern: re.Pattern[str], utterance: Utterance, limit: int = 400) -> Iterator[Found]:
    """Offices that a pattern finds in the beginning of a passage."""
    position = 0
    for line in utterance.text[:limit].split("\n"):
        normal = normalize(line)
        step = _STEP.match(normal.text)
        offset = step.end() if step else 0
        for match in pattern.finditer(normal.text[offset:]):
            name, start = match["name"], match.start("name")
            while lead := _LEAD.match(name):
                start, name = start + lead.end(), name[lead.end() :]
            if not is_office(name):
                continue
            begin, end = normal.original_span(offset + start, offset + start + len(name))
            span = (position + begin, position + end)
            yield (
                re.sub(r"\s+", "", name),
                (Evidence(utterance.text[slice(*span)], utterance.page, utterance.anchor, *span),),
            )
        position += len(line) + 1
