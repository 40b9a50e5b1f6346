"""Bytes → Document, by what the bytes are."""

from __future__ import annotations

from dataclasses import replace

from app.document import Document
from app.errors import ReadingError
from app.text.formats import DOC, DOCX, HTML, ODT, PDF, RTF, TEXT, name_foreign, sniff_media_type
from app.text.html import read_html
from app.text.office import SUFFIXES, convert_office
from app.text.pdf import read_pdf
from app.text.plain import read_plain
from app.text.word import read_docx

__all__ = ["DOC", "DOCX", "HTML", "ODT", "PDF", "RTF", "TEXT", "check_size", "read_document", "sniff_media_type"]

# The largest minutes with pictures have 30 MB; nobody writes a page or a text of more than a few MB by hand.
_LARGEST = 100 * 1000 * 1000
_LARGEST_TEXT = 20 * 1000 * 1000


def check_size(data: bytes) -> None:
    """ReadingError for what is too large to be minutes, before anything is parsed."""
    largest = _LARGEST_TEXT if sniff_media_type(data) in (HTML, TEXT) else _LARGEST
    if len(data) > largest:
        raise ReadingError(f"the document has {len(data) / 1e6:,.0f} MB (limit {largest / 1e6:,.0f} MB)")


def read_document(data: bytes) -> Document:
    """Reads in this process. ReadingError and its kin for all that can't be read."""
    check_size(data)
    if not data[:4096].strip() and not data.strip():
        raise ReadingError("the document is empty")
    foreign = name_foreign(data)
    if foreign is not None:
        raise ReadingError(f"this is {foreign}, which cannot be read: minutes are read from PDF, Word, HTML and text")
    media_type = sniff_media_type(data)
    if media_type == PDF:
        return read_pdf(data)
    if media_type == DOCX:
        return read_docx(data)
    if media_type == HTML:
        return read_html(data)
    if media_type in SUFFIXES:
        return replace(read_docx(convert_office(data, media_type)), media_type=media_type)
    return read_plain(data)
