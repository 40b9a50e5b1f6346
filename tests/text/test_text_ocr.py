"""Scans: what tesseract makes of an invented scan, and what is said where there is no tesseract."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageDraw

from app.document import Document
from app.errors import ReadingError, UnreadScanError
from app.normalize import squeeze
from app.text import ocr
from app.text.child import ReaderProcess
from tests.text.pdfs import BODY, make_pdf

SCAN = Path(__file__).parents[2] / "samples" / "assets" / "minamocho-2018-10-23.pdf"


@pytest.fixture(scope="module")
def document() -> Document:
    if ocr.find_tesseract() is None:
        message = f"tesseract with Japanese is missing: {ocr.OCR_COMMAND}"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    with ReaderProcess() as reader:
        return reader.read(SCAN.read_bytes())


@pytest.mark.slow
def test_a_scan_is_read_and_marked_as_recognised(document: Document) -> None:
    assert document.ocr
    assert document.pages == 2
    assert document.confidence is not None
    assert 70 < document.confidence <= 100


@pytest.mark.slow
def test_most_words_of_the_source_are_in_it(document: Document) -> None:
    source = Path(__file__).parents[2] / "samples" / "sources" / "minamocho" / "2018-10-23.txt"
    speeches = [line.partition(":")[2] for line in source.read_text(encoding="utf-8").splitlines() if ": " in line][9:]
    text = squeeze(document.text())
    pairs = [squeeze(s)[i : i + 2] for s in speeches for i in range(len(squeeze(s)) - 1)]
    found = sum(pair in text for pair in pairs)
    assert found / len(pairs) > 0.9


def test_without_tesseract_a_scan_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(UnreadScanError, match="2 pages of pictures"):
        ocr.read_scan(SCAN.read_bytes())


def test_switched_off_a_scan_is_left_unread() -> None:
    with ReaderProcess(ocr=False) as reader, pytest.raises(UnreadScanError):
        reader.read(SCAN.read_bytes())


def test_a_damaged_file_is_a_reading_error() -> None:
    with pytest.raises(ReadingError):
        ocr.read_scan(b"%PDF-1.4 nothing")


def test_rules_are_found_and_tell_the_cells() -> None:
    page = Image.new("L", (1200, 1000), 255)
    draw = ImageDraw.Draw(page)
    for y in (100, 400, 700):
        draw.line((100, y, 1100, y), fill=0, width=4)
    for x in (100, 400, 1100):
        draw.line((x, 100, x, 700), fill=0, width=4)
    draw.text((150, 200), "short strokes are no rules", fill=0)
    upright, level = ocr.find_rules(page)
    assert [round(rule.at, -1) for rule in upright] == [100, 400, 1100]
    assert [round(rule.at, -1) for rule in level] == [100, 400, 700]
    rows = ocr._find_rows(upright, level)
    assert [(round(top, -1), round(bottom, -1), len(borders)) for top, bottom, borders in rows] == [
        (100, 400, 3),
        (400, 700, 3),
    ]


@pytest.mark.parametrize(
    ("recognised", "meant"),
    [
        ("府問事項", "諮問事項"),
        ("(論 問)", "(諮問)"),
        ("個入情報", "個人情報"),
        ("質問", "質問"),
        ("府中市の問題", "府中市の問題"),
    ],
)
def test_only_words_that_do_not_exist_are_put_right(recognised: str, meant: str) -> None:
    assert ocr._correct(recognised) == meant


@pytest.mark.slow
def test_the_scanned_pages_of_a_document_are_recognised(document: Document) -> None:
    """The invented scan between two pages of text: its pages come in their place, and are no longer unread."""
    written = make_pdf(BODY)
    whole = pypdfium2.PdfDocument.new()
    for data in (written, SCAN.read_bytes(), written):
        whole.import_pages(pypdfium2.PdfDocument(data))
    buffer = io.BytesIO()
    whole.save(buffer)
    with ReaderProcess(ocr=False) as reader:
        unread = reader.read(buffer.getvalue())
    assert unread.unread_pages == (2, 3)
    assert not unread.ocr
    with ReaderProcess() as reader:
        mixed = reader.read(buffer.getvalue())
    assert mixed.unread_pages == ()
    assert mixed.ocr
    assert mixed.confidence == document.confidence
    pages = [block.page for block in mixed.blocks]
    assert pages == sorted(pages, key=lambda page: page or 0)
    assert {block.page for block in mixed.blocks} == {1, 2, 3, 4}
    assert squeeze(BODY[0]) in squeeze(mixed.text())


def test_a_huge_page_is_drawn_coarser() -> None:
    pdf = pypdfium2.PdfDocument.new()
    picture = ocr._draw(pdf.new_page(14_400, 14_400))
    assert picture.width * picture.height < 40_000_000
