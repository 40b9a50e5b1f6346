"""table-plain: PDF with a ruled header table, then numbered headings and 「委員　　…」 with hanging indents."""

from __future__ import annotations

from samples.layouts.sections import Part, make_attendance, make_names, make_sections
from samples.model import Direction, Item, Minutes, Papers, Speech
from samples.pdf import Sheet, Style
from samples.wording import make_clock, make_era_date, make_spaced, make_wide

_MARKS = {"諮問": "（諮問）", "報告": "（報告）", "選任": "", "その他": ""}
_STYLE = Style(size=10.5, leading=1.6, margins=(72, 64, 72, 64))


def _make_title(item: Item) -> str:
    return f"その他（{item.title}）" if item.kind == "その他" else f"{item.title}{_MARKS[item.kind]}"


def _make_agenda(minutes: Minutes) -> list[str]:
    lines = [f"{item.ordinal}　{_make_title(item)}" for item in minutes.items]
    if minutes.items[-1].kind != "その他":
        lines.append(f"{len(minutes.items) + 1}　その他")
    return lines


def _make_header(minutes: Minutes) -> list[tuple[str, str]]:
    end = f"から{make_clock(minutes.end)}まで" if minutes.end else "から"
    present = [f"・審査会委員　{make_names(minutes.members)}", f"・市職員　{'、'.join(minutes.staff)}"]
    if minutes.absent:
        present.append(f"・欠席者　{make_names(minutes.absent)}")
    rows = [
        ("会議の名称", f"{minutes.session}{minutes.city.council}"),
        ("開催日時", f"{make_era_date(minutes.date, weekday=True, brackets='()')} {make_clock(minutes.start)}{end}"),
        ("開催場所", minutes.place),
        ("出席者", "\n".join(present)),
        ("会議の議題", "\n".join(_make_agenda(minutes))),
        ("会議録の作成方法", "□ 全文記録　■ 要点記録"),
    ]
    attendance = make_attendance(minutes)
    return [*rows, ("会議の公開", attendance)] if attendance else rows


def make_papers(minutes: Minutes) -> Papers:
    """The PDF."""
    sheet = Sheet(f"{minutes.session}{minutes.city.council}会議録", _STYLE)
    sheet.line(make_spaced("会議録"), align="center", size=14)
    sheet.gap(0.8)
    sheet.table(_make_header(minutes), (1.3, 4))
    sheet.gap()
    sheet.table([(make_spaced("審議内容"),)], (1,))
    sheet.gap(0.5)
    for section in make_sections(minutes):
        for item in section.headed:
            sheet.gap(0.5)
            sheet.paragraph(f"{make_wide(str(item.ordinal))}　{_make_title(item)}", indent=2, first=0)
        if section.part is Part.CLOSING and minutes.items[-1].kind != "その他":
            sheet.gap(0.5)
            sheet.paragraph(f"{make_wide(str(len(minutes.items) + 1))}　その他")
        for passage in section.passages:
            match passage:
                case Direction():
                    sheet.paragraph(passage.text, indent=1)
                case Speech():
                    label = f"{passage.speaker}　　"
                    sheet.paragraph(label + passage.paragraphs[0], indent=4, first=0)
                    for paragraph in passage.paragraphs[1:]:
                        sheet.paragraph(paragraph, indent=4, first=5)
    return Papers(pdf=sheet.finish())
