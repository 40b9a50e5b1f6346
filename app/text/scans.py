"""Documents of which some or all pages are pictures: what has text is read, the rest is recognised."""

from __future__ import annotations

from dataclasses import replace

from app.document import Document
from app.errors import UnreadScanError
from app.text.ocr import read_scan
from app.text.reader import read_document


def recognise_document(data: bytes) -> Document:
    """Bytes → Document in which the pages that could not be read are recognised; `unread_pages` keeps those on which
    nothing was found. Errors as `read_scan`."""
    try:
        document = read_document(data)
    except UnreadScanError:
        return read_scan(data)
    if not document.unread_pages:
        return document
    scanned = read_scan(data, document.unread_pages)
    found = {block.page for block in scanned.blocks}
    return replace(
        document,
        blocks=tuple(sorted((*document.blocks, *scanned.blocks), key=lambda block: block.page or 0)),
        ocr=True,
        confidence=scanned.confidence,
        unread_pages=tuple(page for page in document.unread_pages if page not in found),
    )
