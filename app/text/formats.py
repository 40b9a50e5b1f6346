"""What a file is, by its own bytes: those that are read, those that LibreOffice can turn into such, and those that a
message names."""

from __future__ import annotations

import io
import zipfile

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HTML = "text/html"
TEXT = "text/plain"
DOC = "application/msword"
RTF = "application/rtf"
ODT = "application/vnd.oasis.opendocument.text"

LOCKED = "locked with a password"  # so ends what is said of such a file, of whatever form

_OLE = b"\xd0\xcf\x11\xe0"
# Streams of an OLE compound file ([MS-CFB], names in UTF-16), as the program that wrote it calls them.
_OLE_STREAMS = (
    ("EncryptedPackage", f"an Office file {LOCKED}"),
    ("WordDocument", DOC),
    ("Workbook", "an Excel file (.xls)"),
    ("PowerPoint Document", "a PowerPoint file (.ppt)"),
    ("JSRV_SegmentInformation", "an 一太郎 file (.jtd)"),
    ("DocumentText", "an 一太郎 file (.jtd)"),
    ("Book", "an Excel file (.xls)"),
)
_ZIP_PARTS = (
    ("word/document.xml", DOCX),
    ("xl/", "an Excel file (.xlsx)"),
    ("ppt/", "a PowerPoint file (.pptx)"),
)
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"II*\x00", "a picture (TIFF)"),
    (b"MM\x00*", "a picture (TIFF)"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"7z\xbc\xaf\x27\x1c", "an archive (7z)"),
    (b"Rar!\x1a\x07", "an archive (RAR)"),
    (b"%!PS", "a PostScript file"),
    (b"PK\x05\x06", "an empty ZIP archive"),
)
# A compound file's directory may stand anywhere in it; it is searched no further than this.
_SEARCHED = 64 * 1024 * 1024


def sniff_media_type(data: bytes) -> str:
    """The media type, by a file's own beginning; text is what is nothing else."""
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if b"%PDF-" in data[:1024]:
        return PDF
    if data.startswith(b"PK\x03\x04"):
        return ODT if b"mimetypeapplication/vnd.oasis.opendocument.text" in data[:200] else DOCX
    if data.startswith(_OLE):
        return DOC
    if head.startswith(b"{\\rtf"):
        return RTF
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = data[:2048].decode("utf-16", "ignore").encode("ascii", "ignore").lstrip()
    lowered = head.lower()
    if lowered.startswith((b"<!doctype html", b"<html", b"<?xml", b"<head", b"<body")) or b"<html" in lowered:
        return HTML
    return TEXT


def name_foreign(data: bytes) -> str | None:
    """What a file is that is no document, or none that can be read ("an Excel file (.xls)"); None for all others."""
    if data.startswith(_OLE):
        searched = data[:_SEARCHED]
        named = (what for stream, what in _OLE_STREAMS if stream.encode("utf-16-le") in searched)
        found = next(named, "an Office file of an unknown kind")
        return None if found == DOC else found
    if data.startswith(b"PK\x03\x04") and sniff_media_type(data) == DOCX:
        return _name_zip(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "a picture (WebP)"
    if data[2:5] == b"-lh" and data[6:7] == b"-":
        return "an archive (LZH)"
    return next((what for signature, what in _SIGNATURES if data.startswith(signature)), None)


def _name_zip(data: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = package.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None  # a damaged one: whoever reads it says how
    if "[Content_Types].xml" not in names and "word/document.xml" not in names:
        return "a ZIP archive"
    found = next((what for part, what in _ZIP_PARTS if any(name.startswith(part) for name in names)), None)
    return None if found in (None, DOCX) else found
