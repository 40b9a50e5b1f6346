"""Which privacy councils a web page names, and how: the beginning of a source's file. Pure.

A council is recognised by its subject (個人情報, プライバシー) and a body's name (審議会 …), with what may stand before
them (the municipality, 情報公開・) and between them (保護, の保護に関する, 制度運営).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.page import Page, squeeze
from crawler.vocabulary import CouncilWords

_TRIED = ("heading", "title", "link", "text")  # where a name counts most
_SESSION = re.compile(r"回|年度|期")  # 第3回霧ヶ丘市…, 令和6年度霧ヶ丘市…
_HOST_NAME = re.compile(
    r"""
    (?:^|\.)
    (?: (?:city|town|vill|village|machi|mura|ward|shi|cho) [.-] (?P<after>[a-z0-9-]+)    # city.kirigaoka.lg.jp
      | (?P<before>[a-z0-9]+) - (?:city|town|vill|village|ward|shi|machi|cho|ku|mura) \.  # kirigaoka-city.jp
      | (?P<alone>[a-z0-9-]+) (?= \.lg\.jp $ | \.jp $ )                                   # kirigaoka.lg.jp
    )
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class CouncilName:
    """A council as a page names it: `name` without its municipality, `full` with it where the page has it so."""

    name: str
    full: str
    where: str
    count: int


def find_councils(pages: Sequence[Page], words: CouncilWords) -> tuple[CouncilName, ...]:
    """The privacy councils that a page and its frames name, by where (heading, title, link, text), then how often."""
    pattern = _make_pattern(words)
    texts = {
        "heading": [page.heading for page in pages],
        "title": [page.title for page in pages],
        "link": [anchor.text for page in pages for anchor in page.anchors],
        "text": [line for page in pages for line in page.lines]
        + [heading for page in pages for anchor in page.anchors for heading in anchor.headings],
    }
    where: dict[str, str] = {}
    counts: Counter[str] = Counter()
    fulls: dict[str, Counter[str]] = {}
    for place in _TRIED:
        for text in texts[place]:
            for found in pattern.finditer(squeeze(text)):
                name = found.group("name")
                if name in words.not_own:
                    continue
                where.setdefault(name, place)
                counts[name] += 1
                if city := _SESSION.split(found.group("city") or "")[-1]:
                    fulls.setdefault(name, Counter())[city] += 1
    councils = (
        CouncilName(name, _most_common(fulls.get(name)) + name, where[name], count) for name, count in counts.items()
    )
    return tuple(sorted(councils, key=lambda one: (_TRIED.index(one.where), -one.count, one.name)))


def choose_council(councils: Sequence[CouncilName]) -> CouncilName | None:
    """The one that the page is about: the only one in its heading, else the only one in its title, and so on; None if
    two stand in the same place, or none anywhere."""
    for place in _TRIED:
        here = [council for council in councils if council.where == place]
        if here:
            return here[0] if len(here) == 1 else None
    return None


def propose_name(host: str) -> str:
    """A source's name from its website's host (`www.city.kirigaoka.lg.jp` → `kirigaoka`); "" where it tells none."""
    found = _HOST_NAME.search((urlsplit(f"//{host}").hostname or "").lower())
    if found is None:
        return ""
    name = next(part for part in found.groups() if part)
    return "" if name in ("www", "lg", "city", "pref", "co", "or") else name


def _make_pattern(words: CouncilWords) -> re.Pattern[str]:
    subjects = "|".join(sorted({also for _, names in words.subjects for also in names}, key=len, reverse=True))
    bodies = "|".join(sorted(words.bodies, key=len, reverse=True))
    return re.compile(
        rf"""
        (?P<city> [一-鿿々ヶケァ-ヴー]{{1,7}}? [市区町村] | [ぁ-ん]{{2,5}} [市町村])?   # つくば市, 霧ヶ丘市
        (?P<name>
          (?: 情報公開 [一-鿿]{{0,4}} (?:・|、|,|及び|並びに|および)? )?              # merged councils
          (?:{subjects})
          (?: 保護 | 制度 | 運営 | 管理 | 等 | の | に関する | 取扱い? | 適正 | 運用 | 情報公開 | ・ | 及び )*
          (?:{bodies})
        )
        """,
        re.VERBOSE,
    )


def _most_common(counts: Counter[str] | None) -> str:
    return counts.most_common(1)[0][0] if counts else ""
