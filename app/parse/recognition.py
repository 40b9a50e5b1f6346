"""Whether a document is the minutes of the council that is looked for, and what it is otherwise."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.document import Document
from app.errors import NotMinutesError
from app.model import Role
from app.normalize import squeeze
from app.parse.facts import Facts, find_council, find_other_council, same_council
from app.parse.layout import Passage

_OTHER_PAPER = re.compile(
    r"(?P<what>次第|開催(?:案内|通知|のお知らせ|について)|お知らせ|委員名簿|名簿|資料[0-9一二三]*|諮問書|答申書|議案書|事案書|要綱|規則|条例)"
    r"(?:[(（].*[)）])?$"
)
# What minutes are called: 会議録, 会議要録, 議事要旨, 会議結果, …審議会の概要, 審議経過, (第2回)記録, 会議のまとめ.
_CALLED = re.compile(
    r"""会議録 | 会議要録 | 議事録 | 要点(?:記)?録 | 速記(?:録|要旨)
      | (?:会議|議事|会合|審議|委員会|審議会|審査会|懇話会|協議会|回[)）]?|会議[)）])
        (?:の|会議)?(?:要点|概要)?記録(?!媒体|簿|票)
      | (?:会議|議事|審議|質疑|意見|回)(?:等)?の(?:まとめ|あらまし)
      | (?:審議会|審査会|委員会|懇話会|協議会)(?:[(（][^()（）]{1,12}[)）])?の(?:まとめ|あらまし)
      | 会議(?:の)?(?:概要|要旨|結果|経過) | 議事(?:要旨|概要|要録) | 審議(?:経過|内容|概要|結果)
      | 開催(?:概要|結果|状況) | (?:審議会|審査会|委員会|懇話会)(?:の)?(?:概要|結果|要旨)""",
    re.VERBOSE,
)
# What is told of a meeting that was held; a notice says what will be.
_HELD = re.compile(
    r"(?:承認(?:され|した|を行|とな)|了承(?:され|した|を得)|決定(?:した|され)|(?:審議|審査|検討|協議)(?:を行っ|した|され|を継続)|継続(?:審議|とし|して審議)"
    r"|(?:選出|選任|互選|指名)(?:され|した)|(?:報告|説明)(?:した|され|があ|を行っ|を受け|がなされ)|答申(?:した|を行|する(?:こと|もの))|異議(?:なく|なし))"
)
# Headings of a part that tells what happened at a meeting.
_TOLD_PART = re.compile(
    r"[0-9一二三四五六七八九十]*[.．、)）]?[【〔《〈<■●◆◇○□]*"
    r"(?:(?:会議|審議|審査|協議|議事)(?:の)?(?:結果|経過|顛末)(?:及び(?:その)?結果)?|質疑(?:応答)?|主な(?:意見|質疑|発言).{0,8}|発言(?:の)?(?:内容|要旨)"
    r"|(?:会議|審議|議事)(?:の)?(?:内容|概要|要旨)[(（](?:以下、?)?(?:概要|要旨|要約)[)）])[】〕》〉>]*(?:は?(?:次|以下|別紙)の?とおり.*)?"
)
# Fewer speeches than this make no discussion, unless the document calls itself minutes or tells what was decided.
_FEWEST_SPEECHES = 3
# Shorter than this (characters) nothing is told of a meeting.
_SHORTEST = 200
# So many members who were present make a list of those present.
_FEWEST_MEMBERS = 2
# Above this length a line is no title.
_LONGEST_TITLE = 50


def refuse_other_papers(
    document: Document,
    heads: Sequence[str],
    named: str | None,
    passages: Sequence[Passage],
    facts: Facts,
    council: str | None,
) -> None:
    """NotMinutesError for another council's paper and for what is no minutes. `heads`: title lines; `named`: the value
    of a header key for the council's name; `council`: the one that is expected."""
    _refuse_other_council(heads, named, facts, council)
    speeches = sum(passage.role is Role.SPEECH for passage in passages)
    if speeches >= _FEWEST_SPEECHES:
        return
    titles = [squeeze(head) for head in heads]
    called = any(_CALLED.search(t) for t in [*titles, *([squeeze(document.title)] if document.title else [])])
    other = next((m for t in titles if len(t) <= _LONGEST_TITLE and (m := _OTHER_PAPER.search(t))), None)
    if other is not None and not called:
        raise NotMinutesError(f"not minutes but: {other['what']}")
    text = squeeze(document.text())
    if called:
        told = bool(passages) or _tells_who_met(facts)
    else:
        past = speeches > 0 or facts.observers is not None or _has_told_part(document)
        told = (bool(facts.members) and _HELD.search(text) is not None) or (_tells_who_met(facts) and past)
    if facts.date is None or len(text) < _SHORTEST or not told:
        raise NotMinutesError("no discussion in it (fewer than three speeches, and not called minutes)")


def _tells_who_met(facts: Facts) -> bool:
    """A front matter that only a meeting that was held has: place, time, and the names of those who came."""
    return facts.place is not None and facts.start is not None and len(facts.members) >= _FEWEST_MEMBERS


def _has_told_part(document: Document) -> bool:
    """A heading such as 会議の結果 or 質疑応答: a notice or an agenda has none."""
    lines = (line for line in document.text().split("\n") if len(line) <= _LONGEST_TITLE)
    return any(_TOLD_PART.fullmatch(squeeze(line)) for line in lines)


def _refuse_other_council(heads: Sequence[str], named: str | None, facts: Facts, council: str | None) -> None:
    own = named or next((h for h in heads if find_council(h) or find_other_council(h)), "")
    other = find_other_council(own) if own and not find_council(own) else None
    if other and council and same_council(other, council):
        return
    if other and not any(find_council(h) for h in heads[:3]):
        raise NotMinutesError(f"another council's paper: {other}")
    if council and facts.council and not same_council(facts.council, council):
        raise NotMinutesError(f"another council's paper: {facts.council}")
