"""circle-speaker: text in Shift_JIS, full-width numbered headers, 「○会長（…）　…」, hard-wrapped at 40 columns."""

from __future__ import annotations

from samples.layouts.sections import Part, make_names, make_sections
from samples.model import Direction, Item, Minutes, Papers, Speech
from samples.text import make_text_file, make_wrapped
from samples.wording import make_clock, make_era_date, make_wide

_COLUMNS = 40


def _make_number(item: Item) -> str:
    return make_wide(item.number or f"議題{item.ordinal}")


def _make_entry(item: Item) -> str:
    mark = "" if item.kind == "その他" else f"（{item.kind}）"
    return f"{_make_number(item)}　{item.title}{mark}"


def _make_header(minutes: Minutes) -> list[str]:
    end = f"から{make_clock(minutes.end)}まで" if minutes.end else "から（閉会時刻の記録なし）"
    when = f"{make_era_date(minutes.date, weekday=True)}　{make_clock(minutes.start)}{end}"
    fields = [
        ("日　時", make_wide(when)),
        ("場　所", minutes.place),
        ("出席者", f"（委員）{make_names(minutes.members)}"),
        ("欠席者", make_names(minutes.absent) or "なし"),
        ("事務局", "、".join(minutes.staff)),
    ]
    if minutes.public:
        fields.append(("公開の区分", minutes.public))
    if minutes.observers is not None:
        fields.append(("傍聴人", make_wide(f"{minutes.observers}人")))
    lines = []
    for number, (name, value) in enumerate(fields, start=1):
        lines.extend(make_wrapped(f"{make_wide(str(number))}　{name}　{value}", _COLUMNS, hanging=6))
    lines.append(f"{make_wide(str(len(fields) + 1))}　議　題")
    for item in minutes.items:
        lines.extend(f"　　{line}" for line in make_wrapped(_make_entry(item), _COLUMNS - 2, hanging=4))
    lines.append(f"{make_wide(str(len(fields) + 2))}　会議の内容")
    return lines


def make_papers(minutes: Minutes) -> Papers:
    """The text file."""
    title = f"{make_wide(minutes.session)}{minutes.city.council}　会議録"
    lines = [*make_wrapped(f"　　{title}", _COLUMNS, hanging=2), "", *_make_header(minutes), ""]
    for section in make_sections(minutes):
        for item in section.headed:
            lines.extend(["", *make_wrapped(_make_entry(item), _COLUMNS, hanging=4), ""])
        if section.part is Part.CLOSING:
            lines.extend(["", "　　　　―　閉　　会　―", ""])
        for passage in section.passages:
            match passage:
                case Direction():
                    lines.extend(f"　　{line}" for line in make_wrapped(passage.text, _COLUMNS - 2))
                case Speech():
                    lines.extend(make_wrapped(f"○{passage.speaker}　{passage.paragraphs[0]}", _COLUMNS, hanging=1))
                    for paragraph in passage.paragraphs[1:]:
                        lines.extend(make_wrapped(f"　　{paragraph}", _COLUMNS, hanging=1))
    return Papers(text=make_text_file(lines))
