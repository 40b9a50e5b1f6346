"""br-only: a page of the website whose only structure is <br>: 「■日時　…」, 「(1) …」, 「委員：…」."""

from __future__ import annotations

from html import escape

from samples.layouts.sections import Part, make_names, make_sections
from samples.model import Direction, Item, Minutes, Papers, Speech
from samples.wording import make_clock, make_era_date, make_wide

_RULE = "―" * 20


def _make_entry(item: Item) -> str:
    mark = "" if item.kind == "その他" else f"（{item.kind}）"
    return f"({item.ordinal}) {item.title}{mark}"


def _make_header(minutes: Minutes) -> list[str]:
    end = make_clock(minutes.end) if minutes.end else ""
    lines = [
        f"{minutes.session}　{minutes.city.council}　会議録",
        "",
        f"■日時　{make_era_date(minutes.date, weekday=True)}　{make_clock(minutes.start)}～{end}",
        f"■場所　{minutes.place}",
        f"■出席委員　{make_names(minutes.members)}",
    ]
    if minutes.absent:
        lines.append(f"■欠席委員　{make_names(minutes.absent)}")
    lines.append(f"■市側出席者　{'、'.join(minutes.staff)}")
    if minutes.public:
        lines.append(f"■会議の公開　{minutes.public}")
    if minutes.observers is not None:
        lines.append(f"■傍聴者　{make_wide(str(minutes.observers))}名")
    return [*lines, "■議題", *(f"　{_make_entry(item)}" for item in minutes.items), ""]


def make_papers(minutes: Minutes) -> Papers:
    """The part of the page."""
    lines = [*_make_header(minutes), "■会議の内容"]
    for section in make_sections(minutes):
        if section.headed or section.part is Part.CLOSING:
            lines.extend([_RULE, *(_make_entry(item) for item in section.headed)])
        if section.part is Part.CLOSING:
            lines.append("閉会")
        for passage in section.passages:
            match passage:
                case Direction():
                    lines.append(passage.text)
                case Speech():
                    lines.append(f"{passage.speaker}：{passage.paragraphs[0]}")
                    lines.extend(f"　{paragraph}" for paragraph in passage.paragraphs[1:])
    return Papers(html="<br>\n".join(escape(line) for line in lines) + "<br>")
