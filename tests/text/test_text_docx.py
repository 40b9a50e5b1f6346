"""DOCX → lines and rows in the order of the body; damaged and hostile packages refused."""

from __future__ import annotations

import contextlib
import io
import zipfile

import docx
import pytest
from docx.document import Document as WordDocument

from app.document import Line, Row
from app.errors import ReadingError
from app.text.reader import read_document
from app.text.word import read_docx

CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)


def _save(document: WordDocument) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _zip(**parts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return buffer.getvalue()


def _lines(data: bytes) -> list[str]:
    return [b.text if isinstance(b, Line) else " | ".join(b.cells) for b in read_docx(data).blocks]


def test_paragraphs_and_tables_in_the_order_of_the_body() -> None:
    word = docx.Document()
    word.core_properties.title = "見本審議会会議録"
    word.add_heading("会議録", level=1)
    word.add_paragraph("　前書き")
    table = word.add_table(rows=2, cols=2)
    for row, texts in zip(table.rows, (("日時", "4月1日"), ("場所", "会議室")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    word.add_paragraph("後書き\n二行目")
    document = read_docx(_save(word))
    assert document.title == "見本審議会会議録"
    assert document.pages is None
    assert [b.text if isinstance(b, Line) else b.cells for b in document.blocks] == [
        "会議録", "前書き", ("日時", "4月1日"), ("場所", "会議室"), "後書き", "二行目",
    ]  # fmt: skip
    heading, lead = document.blocks[:2]
    assert isinstance(heading, Line)
    assert heading.heading
    assert isinstance(lead, Line)
    assert (lead.heading, lead.indent) == (False, 1.0)


def test_tables_are_numbered_and_empty_rows_dropped() -> None:
    word = docx.Document()
    for _ in range(2):
        table = word.add_table(rows=2, cols=2)
        table.rows[0].cells[0].text, table.rows[0].cells[1].text = "会長", "はい"
    rows = [b for b in read_docx(_save(word)).blocks if isinstance(b, Row)]
    assert [(row.table, row.cells) for row in rows] == [(1, ("会長", "はい")), (2, ("会長", "はい"))]


def test_a_cell_merged_over_columns_comes_once() -> None:
    word = docx.Document()
    table = word.add_table(rows=1, cols=3)
    first, _, last = table.rows[0].cells
    merged = first.merge(table.rows[0].cells[1])
    merged.text, last.text = "議題", "結果"
    assert _lines(_save(word)) == ["議題 | 結果"]


def test_a_label_merged_over_rows_is_one_speech() -> None:
    word = docx.Document()
    table = word.add_table(rows=2, cols=2)
    label = table.cell(0, 0).merge(table.cell(1, 0))
    label.text, table.cell(0, 1).text, table.cell(1, 1).text = "会長", "はい。", "次です。"
    assert _lines(_save(word)) == ["会長 | はい。\n次です。"]


def test_a_cell_merged_over_rows_of_a_wider_table_comes_once() -> None:
    word = docx.Document()
    table = word.add_table(rows=2, cols=3)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "諮問"
    for row, texts in enumerate((("甲の件", "可"), ("乙の件", "否"))):
        table.cell(row, 1).text, table.cell(row, 2).text = texts
    assert _lines(_save(word)) == ["諮問 | 甲の件 | 可", " | 乙の件 | 否"]


def test_a_table_in_a_cell_is_read_with_the_cell() -> None:
    word = docx.Document()
    cell = word.add_table(rows=1, cols=2).rows[0].cells[1]
    cell.text = "内訳"
    inner = cell.add_table(rows=1, cols=2)
    inner.rows[0].cells[0].text, inner.rows[0].cells[1].text = "諮問", "1件"
    assert _lines(_save(word)) == [" | 内訳\n諮問\t1件"]


def _rewrite(data: bytes, old: str, new: str) -> bytes:
    """The DOCX with a piece of its body's XML replaced."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(target, "w") as after:
        for info in before.infolist():
            part = before.read(info)
            if info.filename == "word/document.xml":
                assert old in part.decode()
                part = part.decode().replace(old, new, 1).encode()
            after.writestr(info, part)
    return target.getvalue()


INSERTED = '<w:ins w:id="1"><w:r><w:t>可とする</w:t></w:r></w:ins>'
DELETED = '<w:del w:id="2"><w:r><w:delText>否とする</w:delText></w:r></w:del>'
RUBY = "<w:ruby><w:rt><w:r><w:t>げんあん</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>原案</w:t></w:r></w:rubyBase></w:ruby>"
CASES = {
    "tracked changes": f"<w:r><w:t>原案を</w:t></w:r>{DELETED}{INSERTED}",
    "hyperlink": "<w:r><w:t>原案を</w:t></w:r><w:hyperlink><w:r><w:t>可とする</w:t></w:r></w:hyperlink>",
    "smart tag": "<w:smartTag><w:r><w:t>原案</w:t></w:r></w:smartTag><w:r><w:t>を可とする</w:t></w:r>",
    "content control": "<w:sdt><w:sdtContent><w:r><w:t>原案を可とする</w:t></w:r></w:sdtContent></w:sdt>",
    "ruby": f"<w:r>{RUBY}</w:r><w:r><w:t>を可とする</w:t></w:r>",
    "field": "<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>原案を</w:t></w:r><w:r><w:t>可とする</w:t></w:r>",
}


@pytest.mark.parametrize("runs", CASES.values(), ids=CASES.keys())
def test_text_in_inline_wrappers_is_read(runs: str) -> None:
    word = docx.Document()
    word.add_paragraph("原案")
    assert _lines(_rewrite(_save(word), "<w:r><w:t>原案</w:t></w:r>", runs)) == ["原案を可とする"]


def test_tabs_and_breaks_are_white_space() -> None:
    word = docx.Document()
    word.add_paragraph("会長\tはい\nつぎ")
    assert _lines(_save(word)) == ["会長\tはい", "つぎ"]


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    word = docx.Document()
    word.add_paragraph("原案")
    box = "<w:txbxContent><w:p><w:r><w:t>箱の中</w:t></w:r></w:p></w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    alternate = (
        f"<mc:AlternateContent {mc}><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    )
    data = _rewrite(_save(word), "<w:t>原案</w:t>", f"<w:t>本文</w:t>{alternate}<w:t>続き</w:t>")
    assert _lines(data) == ["本文続き", "箱の中"]


def test_a_content_control_around_paragraphs_is_read() -> None:
    word = docx.Document()
    word.add_paragraph("外側")
    inner = "<w:sdt><w:sdtContent><w:p><w:r><w:t>内側</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    assert _lines(_rewrite(_save(word), "<w:sectPr", f"{inner}<w:sectPr")) == ["外側", "内側"]


def test_a_document_without_text_is_refused() -> None:
    with pytest.raises(ReadingError, match="no text"):
        read_docx(_save(docx.Document()))


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package,
        package.open("word/document.xml", "w") as part,
    ):
        for _ in range(210):
            part.write(b" " * 1024 * 1024)
    assert len(buffer.getvalue()) < 2 * 1024 * 1024
    with pytest.raises(ReadingError, match="unpack"):
        read_document(buffer.getvalue())


def _lie_about_size(data: bytes, size: int) -> bytes:
    """The uncompressed size in the central directory is what the packer wrote there."""
    at = data.index(b"PK\x01\x02")
    return data[: at + 24] + size.to_bytes(4, "little") + data[at + 28 :]


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04",
        b"PK\x03\x04" + b"\x00" * 200,
        _zip(**{"readme.txt": "no word file"}),
        _zip(**{"[Content_Types].xml": CONTENT_TYPES}),
        _zip(**{"[Content_Types].xml": "not xml", "_rels/.rels": "not xml", "word/document.xml": "<"}),
        _zip(**{"[Content_Types].xml": CONTENT_TYPES, "_rels/.rels": "<Relationships/>", "word/document.xml": "<a/>"}),
        _lie_about_size(_zip(**{"[Content_Types].xml": CONTENT_TYPES * 50}), 10),
    ],
    ids=["signature only", "zeros", "other zip", "no parts", "no xml", "no relationships", "wrong size"],
)
def test_what_is_no_docx_is_refused(data: bytes) -> None:
    with pytest.raises(ReadingError):
        read_document(data)


def test_a_truncated_file_is_refused() -> None:
    word = docx.Document()
    word.add_paragraph("本文" * 50)
    data = _save(word)
    for share in (0.2, 0.5, 0.9, 0.99):
        with pytest.raises(ReadingError):
            read_document(data[: int(len(data) * share)])


def test_an_entity_bomb_is_refused_or_harmless() -> None:
    word = docx.Document()
    word.add_paragraph("本文")
    entities = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    data = _rewrite(_save(word), "<w:document", f'<!DOCTYPE a [<!ENTITY e0 "あ">{entities}]><w:document')
    data = _rewrite(data, "本文", "本文&e9;")
    with contextlib.suppress(ReadingError):
        assert len(read_docx(data).text()) < 1000
