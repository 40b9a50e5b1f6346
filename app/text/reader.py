"""Bytes → Document, by what the bytes are."""

from __future__ import annotations

from app.document import Document
from app.errors import ReadingError
from app.text.html import read_html
from app.text.pdf import read_pdf
from app.text.plain import read_plain
from app.text.word import read_docx

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HTML = "text/html"
TEXT = "text/plain"
DOC = "application/msword"


def sniff_media_type(data: bytes) -> str:
    """What bytes are, by their own beginning; text is what decodes as text."""
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if b"%PDF-" in data[:1024]:
        return PDF
    if data.startswith(b"PK\x03\x04"):
        return DOCX
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return DOC
    lowered = head.lower()
    if lowered.startswith((b"<!doctype html", b"<html", b"<?xml", b"<head", b"<body")) or b"<html" in lowered:
        return HTML
    return TEXT


def read_document(data: bytes) -> Document:
    """Reads in this process. ReadingError and its kin for all that can't be read."""
    if not data.strip():
        raise ReadingError("the document is empty")
    media_type = sniff_media_type(data)
    if media_type == PDF:
        return read_pdf(data)
    if media_type == DOCX:
        return read_docx(data)
    if media_type == HTML:
        return read_html(data)
    if media_type == DOC:
        raise ReadingError("old Word files (.doc) cannot be read yet: convert it to DOCX or PDF")
    return read_plain(data)
