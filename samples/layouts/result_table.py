"""result-table: Word; `key：value` headers, 「諮問第12号　…」 headings, and at the end a table of the results."""

from __future__ import annotations

from samples.docx import WordPaper
from samples.layouts.sections import Part, make_names, make_sections
from samples.model import Direction, Item, Minutes, Papers, Speech
from samples.wording import make_clock, make_era_date

_RESULTS = {
    "承認": "諮問のとおり承認",
    "付帯意見付き承認": "附帯意見を付して承認",
    "不承認": "不承認",
    "継続審議": "継続審議",
    "報告": "報告を聴取",
    "選任": "選任",
    "取下げ": "取下げ",
    "不明": "－",
}


def _make_number(item: Item) -> str:
    return item.number or {"選任": "選任", "報告": "報告", "その他": "その他"}.get(item.kind, "諮問")


def _make_header(minutes: Minutes) -> list[str]:
    end = f"～{make_clock(minutes.end)}" if minutes.end else "～"
    lines = [
        f"会議名：{minutes.session}　{minutes.city.council}",
        f"日　時：{make_era_date(minutes.date, weekday=True)}{make_clock(minutes.start)}{end}",
        f"場　所：{minutes.place}",
        f"出席委員：{make_names(minutes.members)}",
        f"欠席委員：{make_names(minutes.absent) or 'なし'}",
        f"事務局：{'、'.join(minutes.staff)}",
    ]
    if minutes.public:
        lines.append(f"公開・非公開の別：{minutes.public}")
    if minutes.observers is not None:
        lines.append(f"傍聴者：{minutes.observers}人")
    return lines


def _write_results(paper: WordPaper, minutes: Minutes) -> None:
    paper.paragraph("")
    paper.paragraph("審議結果一覧", bold=True)
    rows: list[tuple[str, ...]] = [("諮問番号", "件名", "審議結果")]
    for item in minutes.items:
        department = f"（{item.department}）" if item.department else ""
        rows.append((_make_number(item), f"{item.title}\n{department}", _RESULTS[item.outcome]))
    paper.table(rows, (3.2, 9.0, 3.8))


def make_papers(minutes: Minutes) -> Papers:
    """The Word document."""
    paper = WordPaper(f"{minutes.session}会議録", minutes.date, font="ＭＳ ゴシック")
    paper.paragraph(f"{minutes.city.council}会議録", center=True, bold=True)
    paper.paragraph("")
    for line in _make_header(minutes):
        paper.paragraph(line, hanging=5)
    paper.paragraph("議　題：")
    for item in minutes.items:
        paper.paragraph(f"　{_make_number(item)}　{item.title}", hanging=2)
    paper.paragraph("")
    for section in make_sections(minutes):
        for item in section.headed:
            paper.paragraph("")
            paper.paragraph(f"{_make_number(item)}　{item.title}", bold=True)
        if section.part is Part.CLOSING:
            paper.paragraph("")
            paper.paragraph("閉会", bold=True)
        for passage in section.passages:
            match passage:
                case Direction():
                    paper.paragraph(passage.text)
                case Speech():
                    paper.paragraph(f"{passage.speaker}：{passage.paragraphs[0]}", hanging=1)
                    for paragraph in passage.paragraphs[1:]:
                        paper.paragraph(f"　　{paragraph}", hanging=1)
    _write_results(paper, minutes)
    return Papers(docx=paper.finish())
