"""What kind of document some bytes are, told from the bytes and not from what the server calls them."""

from __future__ import annotations

import re
from typing import Literal

MediaType = Literal["pdf", "docx", "html", "text", "doc", "unknown"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Microsoft's compound file: doc, xls, ppt
_WORD_STREAM = "WordDocument".encode("utf-16-le")  # the stream that only a Word file has
_TAG = re.compile(
    rb"""
    <(?:!doctype\s+html                       # HTML 5 and XHTML
      | (?:html|head|title|meta|body          # pages without a doctype
      | frameset|table|div|h1|p|center)[\s>]  # fragments
    )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")  # 0x1b opens ISO-2022-JP's shifts
_OTHERS = (b"PK\x03\x04", _OLE, b"{\\rtf", b"GIF8", b"\x1b%-12345X")  # zip, Excel and the like, RTF, GIF, a print file
_ZIP_END = b"PK\x05\x06"  # opens the record at a zip's end, after which a comment of up to 65,535 bytes may stand
_ZIP_END_REACH = 22 + 65_535
_DOCUMENT_ENTRY = re.compile(
    rb"PK\x01\x02.{42}word/document\.xml", re.DOTALL
)  # an entry of the directory, and its name
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def classify_media(body: bytes, content_type: str | None) -> MediaType:
    """Bytes and the server's Content-Type (which decides only between html and text) → the kind of document."""
    head = body[:4096]
    if b"%PDF-" in body[:1024]:  # Adobe's readers accept the mark anywhere in the first 1,024 bytes
        return "pdf"
    if head.startswith(b"PK\x03\x04") and _is_docx(body):
        return "docx"
    if head.startswith(_OLE) and _WORD_STREAM in body:
        return "doc"
    wide = head.startswith(_UTF16)
    plain = head.replace(b"\x00", b"") if wide else head
    if (not wide and _CONTROL.search(head)) or plain.startswith(_OTHERS) or not body.strip():
        return "unknown"
    return _classify_text(head, plain, wide=wide, content_type=content_type)


def _classify_text(head: bytes, plain: bytes, *, wide: bool, content_type: str | None) -> MediaType:
    declared = (content_type or "").split(";")[0].strip().lower()
    if _TAG.search(plain) or (declared in {"text/html", "application/xhtml+xml"} and b"<" in plain):
        return "html"
    if plain.startswith(b"<?xml"):
        return "unknown"
    return "text" if declared.startswith("text/") or wide or _is_text(head) else "unknown"


def _is_docx(body: bytes) -> bool:
    """By the names in the zip's directory, which is read as bytes: a hostile one may list millions of files."""
    end = body.rfind(_ZIP_END, max(0, len(body) - _ZIP_END_REACH))
    if end < 0 or len(body) < end + 22:
        return False
    size = int.from_bytes(body[end + 12 : end + 16], "little")  # of the directory, which ends where this mark begins
    return bool(_DOCUMENT_ENTRY.search(body, max(0, end - size), end))


def _is_text(head: bytes) -> bool:
    for encoding in ("utf-8", "cp932", "euc_jp"):
        for cut in range(4):  # the sample may end inside a character of up to four bytes
            try:
                head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return True
    return False
