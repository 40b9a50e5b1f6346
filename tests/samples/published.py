"""Samples that were built into a folder, and a reader of what was published there."""

from __future__ import annotations

import io
import re
import unicodedata
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import pypdfium2
from docx import Document
from docx.document import Document as DocumentType
from docx.table import Table

from samples.model import BuiltSite


@dataclass(frozen=True)
class Built:
    """`seconds` is how long it took."""

    folder: Path
    sites: tuple[BuiltSite, ...]
    seconds: float

    def site(self, slug: str) -> BuiltSite:
        return next(site for site in self.sites if site.slug == slug)

    def file(self, slug: str, path: str, edition: int = 1) -> Path:
        return self.site(slug).editions[edition] / path.lstrip("/")


def squeeze(text: str) -> str:
    """NFKC without white space; bullets and dashes as they are."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def _read_docx(body: bytes) -> str:
    document: DocumentType = Document(io.BytesIO(body))
    parts: list[str] = []
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            parts.extend(cell.text for row in block.rows for cell in row.cells)
        else:
            parts.append(block.text)
    return "\n".join(parts)


def _read_html(text: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "\n", text))


def read_published(path: Path) -> str:
    """A published file → its text, squeezed; page numbers and running heads stay in."""
    body = path.read_bytes()
    match path.suffix.lower():
        case ".pdf":
            document = pypdfium2.PdfDocument(body)
            text = "\n".join(page.get_textpage().get_text_bounded() for page in document)
        case ".docx":
            text = _read_docx(body)
        case ".htm":
            text = _read_html(body.decode("cp932"))
        case ".html":
            text = _read_html(body.decode())
        case _:
            text = body.decode("cp932")
    return squeeze(text)
