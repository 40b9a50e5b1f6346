"""numbered-list: PDF with 「1 日　時」, people in a sublist, the agenda in the chair's words, a list of handouts."""

from __future__ import annotations

from samples.layouts.sections import Part, Section, make_names, make_sections, strip_brackets
from samples.model import Direction, Minutes, Papers, Speech
from samples.pdf import Sheet, Style
from samples.wording import make_clock, make_era_date, make_spaced

_GROUPS = {"諮問": "諮問審議", "報告": "報告事項", "選任": "会長の選出", "その他": "そ の 他"}
_STYLE = Style(size=10.5, leading=1.7, margins=(72, 72, 72, 76), foot=lambda page: f"- {page} -")


def _write_header(sheet: Sheet, minutes: Minutes) -> None:
    end = f"から{make_clock(minutes.end)}まで" if minutes.end else "から"
    sheet.line(f"{minutes.session}{minutes.city.council}会議録", align="center", size=13)
    if minutes.note:
        sheet.line(minutes.note, align="right")
    sheet.gap()
    sheet.line(f"1 日　時　{make_era_date(minutes.date, weekday=True)}　{make_clock(minutes.start)}{end}")
    sheet.paragraph(f"2 場　所　{minutes.place}", indent=5, first=0)
    sheet.line(f"3 {make_spaced('出席者')}")
    chair, *others = minutes.members
    sheet.paragraph(f"(1) 会　長　{chair.name}", indent=1)
    sheet.paragraph(f"(2) 委　員　{make_names(tuple(others))}", indent=7, first=1)
    if minutes.absent:
        sheet.paragraph(f"※欠　席　{make_names(minutes.absent)}", indent=3)
    sheet.paragraph(f"(3) 事務局及び説明員　{'、'.join(minutes.staff)}", indent=3, first=1)
    observers = "" if minutes.observers is None else f"（傍聴者{minutes.observers}人）"
    sheet.line(f"4 会議の公開　{minutes.public or ''}{observers}")
    sheet.line("5 資　料　別紙のとおり")
    sheet.line("6 会議の概要")
    sheet.paragraph("(1) 開　会", indent=1)
    sheet.paragraph("(2) 議　事　要旨は次のとおり", indent=1)
    sheet.gap()


def _write_passages(sheet: Sheet, section: Section) -> None:
    for passage in section.passages:
        match passage:
            case Direction():
                sheet.paragraph(f"＜ {strip_brackets(passage)} ＞", indent=2)
            case Speech():
                label = make_spaced(passage.speaker) if len(passage.speaker) == 2 else passage.speaker
                sheet.paragraph(f"{label}　　{passage.paragraphs[0]}", indent=5, first=0)
                for paragraph in passage.paragraphs[1:]:
                    sheet.paragraph(paragraph, indent=5, first=6)


def _write_handouts(sheet: Sheet, minutes: Minutes) -> None:
    sheet.new_page()
    sheet.line("資　料　一　覧", align="center", size=12)
    sheet.gap()
    for item in minutes.items:
        sheet.line(f"●資料{item.ordinal}")
        sheet.paragraph(f"・{item.kind}事案書（{item.department or '市'}）", indent=2, first=1)
        if "オンライン結合" in item.topics:
            sheet.paragraph("・通信回線の結合図", indent=2, first=1)
        if "委託" in item.topics:
            sheet.paragraph("・委託契約書の別記（案）", indent=2, first=1)


def make_papers(minutes: Minutes) -> Papers:
    """The PDF."""
    sheet = Sheet(f"{minutes.session}会議録", _STYLE)
    _write_header(sheet, minutes)
    group = ""
    for section in make_sections(minutes):
        heading = _GROUPS[section.headed[0].kind] if section.headed else group
        if section.part is Part.CLOSING:
            heading = "閉　会"
        if heading != group:
            sheet.gap(0.5)
            sheet.line(f"＜ {heading} ＞")
            sheet.gap(0.5)
            group = heading
        _write_passages(sheet, section)
    _write_handouts(sheet, minutes)
    return Papers(pdf=sheet.finish())
