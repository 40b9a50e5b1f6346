"""PDF → lines and rows: tables over pages, running lines, columns, and what cannot be read."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pypdfium2
import pytest
from PIL import Image
from reportlab.lib import pdfencrypt
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from app.document import Line, Row
from app.errors import ReadingError, UnreadScanError
from app.text.pdf import read_pdf
from app.text.reader import read_document
from tests.text.pdfs import (
    BODY,
    FACE,
    LEADING,
    LEFT,
    SIZE,
    TOP,
    draw_cells,
    draw_lines,
    make_canvas,
    make_pdf,
    read_texts,
)


def test_lines_know_their_page() -> None:
    document = read_pdf(make_pdf(BODY[:4], BODY[4:]))
    assert document.pages == 2
    assert [b.text for b in document.blocks if isinstance(b, Line)] == BODY
    assert [b.page for b in document.blocks] == [1] * 4 + [2] * 4


def test_lines_know_indent_size_and_edge() -> None:
    canvas, buffer = make_canvas()
    wide = "あ" * 47
    draw_lines(canvas, [wide, wide, "短い行です。"])
    draw_lines(canvas, ["二字下げた行"], LEFT + 2 * SIZE, TOP - 3 * LEADING)
    canvas.save()
    lines = [b for b in read_pdf(buffer.getvalue()).blocks if isinstance(b, Line)]
    assert [line.full for line in lines] == [True, True, False, False]
    assert [line.indent for line in lines] == pytest.approx([0, 0, 0, 2], abs=0.2)
    assert all(line.size > 0 for line in lines)


@pytest.mark.parametrize("number", ["- {} -", "{}", "{}/6", "（{}）", "－ {} －", "{}ページ", "{} 頁"])
def test_running_lines_and_page_numbers_are_dropped(number: str) -> None:
    canvas, buffer = make_canvas()
    for page in range(6):
        draw_lines(canvas, ["見本審議会　会議録"], top=A4[1] - 30)
        draw_lines(canvas, [f"{page}の一、{BODY[page]}", f"{page}の二、{BODY[page][::-1]}"])
        draw_lines(canvas, [number.format(page + 1)], x=A4[0] / 2, top=30)
        canvas.showPage()
    canvas.save()
    texts = read_texts(buffer.getvalue())
    assert texts[0] == "見本審議会　会議録"  # the only title there is
    assert len(texts) == 13, texts


def test_a_number_in_the_text_is_no_page_number() -> None:
    lines = [*BODY[:3], "令和5年度", "12件", *BODY[3:]]
    assert read_texts(make_pdf(lines, BODY, BODY[::-1])).count("12件") == 1


def test_two_columns_are_read_one_after_the_other() -> None:
    left = [f"左{n}、左の段の文がここに続きます" for n in range(12)]
    right = [f"右{n}、右の段の文がここに続きます" for n in range(12)]
    canvas, buffer = make_canvas()
    draw_lines(canvas, ["見本審議会の会議録を二段に組んだもの、題は段をまたいで端まで続く長さのもの"])
    draw_lines(canvas, right, A4[0] / 2 + 20, TOP - 40)  # the file's own order is of no help
    draw_lines(canvas, left, LEFT, TOP - 40)
    canvas.save()
    texts = read_texts(buffer.getvalue())
    assert texts[1:] == left + right


def test_a_ruled_table_becomes_rows() -> None:
    canvas, buffer = make_canvas()
    draw_lines(canvas, ["会議録"])
    draw_cells(canvas, (["発言者"], ["発言内容"]), TOP - 20, TOP - 50)
    draw_cells(canvas, (["会長"], ["それでは始めます。", "一件目です。"]), TOP - 50, TOP - 100)
    draw_cells(canvas, (["A委員"], ["はい。"]), TOP - 100, TOP - 130)
    draw_lines(canvas, ["以上で終わった。"], top=TOP - 160)
    canvas.save()
    document = read_pdf(buffer.getvalue())
    rows = [b.cells for b in document.blocks if isinstance(b, Row)]
    assert rows == [("発言者", "発言内容"), ("会長", "それでは始めます。\n一件目です。"), ("A委員", "はい。")]
    assert isinstance(document.blocks[0], Line)
    assert isinstance(document.blocks[-1], Line)


@pytest.mark.parametrize("ruled_end", [True, False], ids=["ruled at the page end", "open at the page end"])
def test_a_row_cut_by_a_page_end_is_one_row(ruled_end: bool) -> None:
    canvas, buffer = make_canvas()
    draw_cells(canvas, (["会長"], ["始めます。"]), 200, 150)
    draw_cells(canvas, (["説明員"], ["前のページで言ったこと、"]), 150, 80, floor=ruled_end)
    canvas.showPage()
    draw_cells(canvas, ([], ["次のページで言ったこと。"]), TOP, TOP - 60, roof=ruled_end)
    draw_cells(canvas, (["会長"], ["終わります。"]), TOP - 60, TOP - 110)
    canvas.showPage()
    canvas.save()
    rows = [b for b in read_pdf(buffer.getvalue()).blocks if isinstance(b, Row)]
    assert [row.cells for row in rows] == [
        ("会長", "始めます。"),
        ("説明員", "前のページで言ったこと、\n次のページで言ったこと。"),
        ("会長", "終わります。"),
    ]
    assert [row.page for row in rows] == [1, 1, 2]


def test_a_frame_around_the_page_is_no_table() -> None:
    canvas, buffer = make_canvas()
    canvas.rect(40, 40, A4[0] - 80, A4[1] - 80)
    canvas.rect(44, 44, A4[0] - 88, A4[1] - 88)
    draw_lines(canvas, BODY)
    canvas.save()
    assert read_texts(buffer.getvalue()) == BODY


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_turned_page_is_read(angle: int) -> None:
    canvas, buffer = make_canvas()
    canvas.setPageRotation(angle)
    draw_lines(canvas, BODY)
    canvas.save()
    text = "".join(read_texts(buffer.getvalue()))
    assert all(line in text for line in BODY)


def test_no_text_is_lost() -> None:
    pages = [[f"{page}の{line}、{chr(0x4E00 + 50 * page + line)}の文。" for line in range(40)] for page in range(5)]
    assert read_texts(make_pdf(*pages)) == [line for page in pages for line in page]


def test_words_of_a_running_line_stay_inside_the_page() -> None:
    canvas, buffer = make_canvas()
    for page in range(4):
        draw_lines(canvas, ["見本審議会会議録"], top=A4[1] - 30)
        draw_lines(canvas, [*BODY[: 2 + page], "見本審議会会議録", *BODY[2 + page :], "終わり" + BODY[page]])
        canvas.showPage()
    canvas.save()
    assert read_texts(buffer.getvalue()).count("見本審議会会議録") == 4


def test_headers_and_footers_drawn_first_are_dropped_but_for_the_only_title() -> None:
    canvas, buffer = make_canvas()
    for page in range(4):
        draw_lines(canvas, [f"{page + 1}"], x=A4[0] / 2, top=30)
        draw_lines(canvas, ["見本審議会", "会議録（未定稿）"], top=A4[1] - 24)
        draw_lines(canvas, BODY[page:] + BODY[:page])
        canvas.showPage()
    canvas.save()
    title, paper, *lines = read_texts(buffer.getvalue())
    assert (title, paper) == ("見本審議会", "会議録（未定稿）")
    assert lines == [line for page in range(4) for line in BODY[page:] + BODY[:page]]


def test_a_header_that_says_what_the_first_page_says_is_dropped() -> None:
    canvas, buffer = make_canvas()
    for page in range(4):
        draw_lines(canvas, ["見本審議会"], top=A4[1] - 24)
        draw_lines(canvas, ["第2回見本審議会会議録"] if page == 0 else [])
        draw_lines(canvas, BODY[page:] + BODY[:page], top=TOP - LEADING)
        canvas.showPage()
    canvas.save()
    assert read_texts(buffer.getvalue())[0] == "第2回見本審議会会議録"


def test_a_password_is_named_as_the_reason() -> None:
    lock = pdfencrypt.StandardEncryption("secret", canPrint=0)
    with pytest.raises(ReadingError, match="password"):
        read_document(make_pdf(BODY, encrypt=lock))


def test_encryption_without_a_password_is_no_obstacle() -> None:
    lock = pdfencrypt.StandardEncryption("", ownerPassword="owner", canPrint=0, canCopy=0)
    assert read_texts(make_pdf(BODY, encrypt=lock)) == BODY


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7\n", b"%PDF-1.4\n" + b"x" * 5000, b"%PDF-1.7\n%%EOF", b"junk %PDF-1.4 trailer<<>>"]
)
def test_a_damaged_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(ReadingError) as caught:
        read_document(data)
    assert not isinstance(caught.value, UnreadScanError)


def test_a_truncated_pdf_is_read_as_far_as_it_goes_or_refused() -> None:
    data = make_pdf(*[BODY] * 5)
    for share in (0.1, 0.5, 0.9, 0.99):
        try:
            document = read_document(data[: int(len(data) * share)])
        except ReadingError:
            continue
        assert document.blocks


def _make_picture_pdf(text: Sequence[str] = (), pages: int = 2) -> bytes:
    canvas, buffer = make_canvas()
    picture = ImageReader(Image.new("L", (100, 140), 255))
    for _ in range(pages):
        canvas.drawImage(picture, 0, 0, *A4)
        draw_lines(canvas, text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def test_pictures_only_is_an_unread_scan() -> None:
    with pytest.raises(UnreadScanError, match="2 pages"):
        read_document(_make_picture_pdf())


def test_page_numbers_on_pictures_are_still_a_scan() -> None:
    with pytest.raises(UnreadScanError):
        read_document(_make_picture_pdf(["- 1 -"], pages=5))


def test_a_picture_with_text_is_read() -> None:
    assert BODY[0] in "".join(read_texts(_make_picture_pdf(BODY)))


def test_empty_pages_are_no_scan() -> None:
    canvas, buffer = make_canvas()
    canvas.showPage()
    canvas.save()
    with pytest.raises(ReadingError, match="no text") as caught:
        read_document(buffer.getvalue())
    assert not isinstance(caught.value, UnreadScanError)


def _make_mixed_pdf() -> bytes:
    canvas, buffer = make_canvas()
    picture = ImageReader(Image.new("L", (100, 140), 255))
    for page in range(4):
        draw_lines(canvas, [f"- {page + 1} -"], A4[0] / 2, 30)
        if page in (1, 3):
            canvas.drawImage(picture, 0, 60, A4[0], A4[1] - 120)
        else:
            draw_lines(canvas, BODY)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def test_scanned_pages_among_others_are_told() -> None:
    document = read_pdf(_make_mixed_pdf())
    assert document.unread_pages == (2, 4)
    assert {block.page for block in document.blocks} == {1, 3}
    assert not document.ocr


def test_a_page_with_a_small_picture_is_no_scan() -> None:
    canvas, buffer = make_canvas()
    draw_lines(canvas, BODY)
    canvas.showPage()
    canvas.drawImage(ImageReader(Image.new("L", (10, 10), 0)), 100, 100, 50, 50)
    canvas.showPage()
    canvas.save()
    assert read_pdf(buffer.getvalue()).unread_pages == ()


def test_an_invisible_layer_over_a_scan_is_read_and_marked() -> None:
    canvas, buffer = make_canvas()
    for _ in range(2):
        canvas.drawImage(ImageReader(Image.new("L", (100, 140), 255)), 0, 0, *A4)
        text = canvas.beginText(LEFT, TOP)
        text.setFont(FACE, SIZE)
        text.setTextRenderMode(3)
        text.textLines(BODY)
        canvas.drawText(text)
        canvas.showPage()
    canvas.save()
    document = read_pdf(buffer.getvalue())
    assert document.ocr
    assert document.confidence is None
    assert document.unread_pages == ()
    assert [b.text for b in document.blocks if isinstance(b, Line)] == BODY * 2


def _make_pdf_without_map(pages: int) -> bytes:
    """A font whose glyphs have numbers only: with its map to Unicode the text would be read."""
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
    canvas, buffer = make_canvas()
    for page in range(pages):
        if page > 0:
            draw_lines(canvas, BODY)
        else:
            canvas.setFont("Vera", 12)
            for row in range(20):
                canvas.drawString(LEFT, TOP - LEADING * row, "\u0110\u0111\u0141\u0142\u0152\u0153" * 6)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue().replace(b"/ToUnicode", b"/ToNothing")


def test_a_font_without_a_map_to_unicode_is_told() -> None:
    with pytest.raises(UnreadScanError, match="no Unicode map"):
        read_document(_make_pdf_without_map(1))
    assert read_pdf(_make_pdf_without_map(4)).unread_pages == (1,)


def test_ten_thousand_pages_are_refused() -> None:
    pdf = pypdfium2.PdfDocument.new()
    for _ in range(2001):
        pdf.new_page(100, 100)
    buffer = io.BytesIO()
    pdf.save(buffer)
    with pytest.raises(ReadingError, match=r"2,001 pages \(limit 2,000\)"):
        read_document(buffer.getvalue())
