"""Numbers that Word shows and keeps in no text, and what it hides: fields, hidden runs, notes, comments, headers."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest

from app.document import Line, Row
from app.text.word import read_docx
from app.text.word_numbering import format_number

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
NUMBERING = "application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"
FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _level(depth: int, kind: str, text: str, extra: str = "") -> str:
    kind = f'<w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
    return f'<w:lvl w:ilvl="{depth}">{kind}{extra}<w:lvlText w:val="{text}"/></w:lvl>'


def _paragraph(text: str, number: int | None = None, depth: int = 0) -> str:
    properties = f'<w:pPr><w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'
    return f"<w:p>{properties if number is not None else ''}<w:r><w:t>{text}</w:t></w:r></w:p>"


def make_docx(body: str, numbering: str = "", footnotes: str = "") -> bytes:
    """A DOCX with this body, and with parts of its own for numbers and notes."""
    buffer, target = io.BytesIO(), io.BytesIO()
    docx.Document().save(buffer)
    parts = {
        "numbering": (numbering, NUMBERING, "w:numbering"),
        "footnotes": (footnotes, FOOTNOTES, "w:footnotes"),
    }
    own = {name: part for name, part in parts.items() if part[0]}
    with zipfile.ZipFile(buffer) as before, zipfile.ZipFile(target, "w") as after:
        for info in before.infolist():
            text = before.read(info)
            if info.filename == "word/numbering.xml" and own.get("numbering"):
                continue
            if info.filename == "word/document.xml":
                text = f"<w:document {W}><w:body>{body}</w:body></w:document>".encode()
            elif info.filename == "[Content_Types].xml":
                types = "".join(
                    f'<Override PartName="/word/{name}.xml" ContentType="{kind}"/>'
                    for name, (_, kind, _) in own.items()
                    if name != "numbering" or b"numbering.xml" not in text
                )
                text = text.replace(b"</Types>", f"{types}</Types>".encode())
            elif info.filename == "word/_rels/document.xml.rels":
                relations = "".join(
                    f'<Relationship Id="own{name}" Type="{RELATION}/{name}" Target="{name}.xml"/>'
                    for name in own
                    if f"{name}.xml".encode() not in text
                )
                text = text.replace(b"</Relationships>", f"{relations}</Relationships>".encode())
            after.writestr(info.filename, text)
        for name, (content, _, root) in own.items():
            after.writestr(f"word/{name}.xml", f"<{root} {W}>{content}</{root}>")
    return target.getvalue()


def _read(body: str, numbering: str = "", footnotes: str = "") -> list[str]:
    blocks = read_docx(make_docx(body, numbering, footnotes)).blocks
    return [b.text if isinstance(b, Line) else " | ".join(b.cells) for b in blocks]


@pytest.mark.parametrize(
    ("value", "kind", "shown"),
    [
        (3, "decimal", "3"), (3, "decimalFullWidth", "３"), (12, "decimalFullWidth2", "１２"), (3, "decimalZero", "03"),
        (3, "decimalEnclosedCircle", "③"), (20, "decimalEnclosedCircle", "⑳"), (21, "decimalEnclosedCircle", "㉑"),
        (2, "aiueoFullWidth", "イ"), (2, "aiueo", "ｲ"), (3, "irohaFullWidth", "ハ"), (2, "lowerLetter", "b"),
        (27, "upperLetter", "AA"), (4, "lowerRoman", "iv"), (9, "upperRoman", "IX"), (10, "japaneseCounting", "十"),
        (21, "japaneseCounting", "二十一"), (12, "ideographDigital", "一二"), (99, "aiueoFullWidth", "99"),
        (3, "no such format", "3"), (0, "japaneseCounting", "0"), (0, "decimalEnclosedCircle", "0"),
    ],
)  # fmt: skip
def test_number_formats(value: int, kind: str, shown: str) -> None:
    assert format_number(value, kind) == shown


LEVELS = (
    _level(0, "decimalFullWidth", "%1")
    + _level(1, "decimal", "(%2)")
    + _level(2, "aiueoFullWidth", "%3")
    + _level(3, "decimal", "%1-%2", "<w:isLgl/>")
)
LISTS = (
    f'<w:abstractNum w:abstractNumId="7">{LEVELS}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="8">{_level(0, "decimal", "諮問第%1号")}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="9">{_level(0, "bullet", chr(0xF06C))}</w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="8"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="12"/>'
    "</w:lvlOverride></w:num>"
    '<w:num w:numId="4"><w:abstractNumId w:val="9"/></w:num>'
    '<w:num w:numId="5"><w:abstractNumId w:val="7"/></w:num>'
)


@pytest.mark.parametrize(
    ("entries", "shown"),
    [
        # nested, and a deeper level begins anew after a higher one
        (((1, 0), (1, 1), (1, 2), (1, 2), (1, 1), (1, 2), (1, 0), (1, 1)),
         ["１", "(1)", "ア", "イ", "(2)", "ア", "２", "(1)"]),
        (((1, 0), (1, 1), (1, 3)), ["１", "(1)", "1-1"]),
        (((2, 0), (2, 0)), ["諮問第1号", "諮問第2号"]),
        # a list says where it begins, another of the same kind goes on
        (((2, 0), (3, 0), (3, 0)), ["諮問第1号", "諮問第12号", "諮問第13号"]),
        (((1, 0), (None, 0), (5, 0)), ["１", "", "２"]),
        (((4, 0),), ["●"]),
        (((0, 0), (99, 0), (1, 8)), ["", "", ""]),
    ],
)  # fmt: skip
def test_numbers_as_shown(entries: tuple[tuple[int | None, int], ...], shown: list[str]) -> None:
    body = "".join(_paragraph("件名", number, depth) for number, depth in entries)
    assert _read(body, LISTS) == [f"{number}　件名" if number else "件名" for number in shown]


def test_numbers_in_cells_are_counted_on() -> None:
    cells = "".join(f"<w:tc>{_paragraph('件名', 2)}</w:tc>" for _ in range(2))
    body = _paragraph("件名", 2) + f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>" + _paragraph("件名", 2)
    assert _read(body, LISTS) == ["諮問第1号　件名", "諮問第2号　件名 | 諮問第3号　件名", "諮問第4号　件名"]


def test_a_number_without_text_is_not_shown_alone() -> None:
    assert _read(_paragraph("", 2) + _paragraph("件名", 2), LISTS) == ["諮問第2号　件名"]


FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> {} </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>7</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
)


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        (f"<w:r><w:t>前</w:t></w:r>{FIELD.format('PAGE')}<w:r><w:t>後</w:t></w:r>", "前後"),
        (f"<w:r><w:t>前</w:t></w:r>{FIELD.format('REF x')}<w:r><w:t>後</w:t></w:r>", "前7後"),
        ('<w:r><w:t>前</w:t></w:r><w:fldSimple w:instr=" NUMPAGES "><w:r><w:t>9</w:t></w:r></w:fldSimple>', "前"),
        ("<w:r><w:t>前</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>隠</w:t></w:r>", "前"),
        ('<w:r><w:t>前</w:t></w:r><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>見</w:t></w:r>', "前見"),
        ('<w:r><w:t>前</w:t></w:r><w:commentRangeStart w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>', "前"),
        ("<w:r><w:t>前</w:t><w:br/><w:t>後</w:t></w:r>", "前\n後"),
        ('<w:r><w:t>前</w:t></w:r><w:r><w:sym w:font="x" w:char="25CB"/></w:r>', "前○"),
        ('<w:r><w:fldChar w:fldCharType="end"/><w:t>前</w:t></w:r>', "前"),
    ],
)
def test_what_a_reader_sees_of_a_paragraph(runs: str, text: str) -> None:
    assert "\n".join(_read(f"<w:p>{runs}</w:p>")) == text


def test_a_deleted_row_is_gone_and_rows_in_content_controls_are_there() -> None:
    row = "<w:tr>{}<w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr>"
    kept = row.format("", _paragraph("会長"), _paragraph("可とします。"))
    gone = row.format("<w:trPr><w:del w:id='1'/></w:trPr>", _paragraph("会長"), _paragraph("否とします。"))
    inside = f"<w:sdt><w:sdtContent>{row.format('', _paragraph('委員'), _paragraph('はい。'))}</w:sdtContent></w:sdt>"
    assert _read(f"<w:tbl>{kept}{gone}{inside}</w:tbl>") == ["会長 | 可とします。", "委員 | はい。"]


def test_a_table_of_one_cell_is_a_frame() -> None:
    inner = "<w:tbl><w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>".format(_paragraph("日時"), _paragraph("7月"))
    body = f"<w:tbl><w:tr><w:tc>{_paragraph('会議録')}{inner}{_paragraph('会長　始めます。')}</w:tc></w:tr></w:tbl>"
    blocks = read_docx(make_docx(body)).blocks
    assert [type(block) for block in blocks] == [Line, Row, Line]


def test_notes_follow_the_text_and_are_marked() -> None:
    notes = f'<w:footnote w:id="0" w:type="separator"/><w:footnote w:id="1">{_paragraph("概数である。")}</w:footnote>'
    body = '<w:p><w:r><w:t>9件</w:t></w:r><w:r><w:footnoteReference w:id="1"/></w:r></w:p>' + _paragraph("以上")
    assert _read(body, footnotes=notes) == ["9件", "以上", "（注1）概数である。"]


@pytest.mark.parametrize(
    ("first", "lines"),
    [
        ("日時　7月5日", ["第2回見本審議会会議録", "日時　7月5日"]),
        ("見本審議会の会議録", ["見本審議会の会議録"]),
    ],
)
def test_a_header_is_read_only_if_it_is_the_only_title(first: str, lines: list[str]) -> None:
    word = docx.Document()
    word.add_paragraph(first)
    word.sections[0].header.paragraphs[0].text = "第2回見本審議会会議録"
    word.sections[0].footer.paragraphs[0].text = "見本市役所"
    buffer = io.BytesIO()
    word.save(buffer)
    assert [b.text for b in read_docx(buffer.getvalue()).blocks if isinstance(b, Line)] == lines
