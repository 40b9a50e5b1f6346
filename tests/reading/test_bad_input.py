"""Bad documents, one after the other through one reader: each is one declared error with its reason, within its limits,
and the good one after them is read."""

from __future__ import annotations

import io
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator

import docx
import pytest
from reportlab.lib import pdfencrypt

from app.errors import ReadingError
from app.text.child import Limits, ReaderProcess
from benchmarks.mutations import load_papers, run
from tests.text.pdfs import BODY, make_pdf

GOOD = "令和3年度第2回霧沢市個人情報保護審議会会議録\n会長：それでは始めます。\n".encode()
SECONDS = 4.0


def _make_docx() -> bytes:
    word = docx.Document()
    for line in BODY:
        word.add_paragraph(line)
    buffer = io.BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def _pack(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return buffer.getvalue()


def _make_pdf_of(stream: bytes, pages: int = 1) -> bytes:
    """A PDF whose pages all show one content stream, packed."""
    packed = zlib.compress(stream)
    kids = b" ".join(b"%d 0 R" % (10 + n) for n in range(pages))
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, pages),
        3: b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed),
        4: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        **{
            10 + n: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 3 0 R/Resources<</Font<</F 4 0 R>>>>>>"
            for n in range(pages)
        },
    }
    body = b"%PDF-1.4\n" + b"".join(b"%d 0 obj%s endobj\n" % (number, text) for number, text in objects.items())
    return body + b"trailer<</Root 1 0 R/Size %d>>\n%%%%EOF" % (10 + pages)


def _make_bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        with package.open("word/document.xml", "w") as part:
            for _ in range(210):
                part.write(b" " * 1024 * 1024)
    return buffer.getvalue()


_LOOP = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]/Count 9>>endobj\ntrailer<</Root 1 0 R>>"
ENTITIES = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "empty"),
    "blank": (lambda: b" \r\n\t" * 5000, "empty"),
    "too large": (lambda: b"%PDF-1.7\n" + bytes(100_000_001), r"100 MB \(limit 100 MB\)"),
    "too large a page": (lambda: b"<html>" + b"a" * 20_000_001, r"limit 20 MB"),
    "10,000 pages": (lambda: _make_pdf_of(b"BT ET", 10_000), r"10,000 pages \(limit 2,000\)"),
    "password": (lambda: make_pdf(BODY, encrypt=pdfencrypt.StandardEncryption("secret")), "password"),
    "zip bomb": (_make_bomb, "unpack"),
    "a zip in a zip": (lambda: _pack(inner=_pack(inner=b"x")), "ZIP archive"),
    "an empty package": (lambda: _pack(**{"[Content_Types].xml": b"<Types/>", "word/document.xml": b""}), "DOCX"),
    "a PDF that takes too long": (
        lambda: _make_pdf_of(b"BT /F 9 Tf " + b"(a) Tj 1 1 Td (b) Tj 1 0 0 1 3 3 Tm " * 700_000 + b"ET"),
        "longer than|too much memory|crashed",
    ),
    "a PDF of loops": (lambda: _LOOP, "PDF"),
    "binary": (lambda: bytes(range(256)) * 40, "."),
}  # fmt: skip


@pytest.fixture(scope="module")
def reader() -> Iterator[ReaderProcess]:
    with ReaderProcess(Limits(seconds=SECONDS, memory=1024**3), ocr=False) as process:
        yield process


def _read_or_refuse(reader: ReaderProcess, data: bytes) -> str:
    """The text, or the reason why there is none."""
    try:
        return reader.read(data).text()
    except ReadingError as error:
        return str(error)


@pytest.mark.slow
@pytest.mark.parametrize("name", BAD)
def test_a_bad_document_is_one_error_and_the_next_one_is_read(reader: ReaderProcess, name: str) -> None:
    make, reason = BAD[name]
    data = make()
    begin = time.monotonic()
    with pytest.raises(ReadingError, match=reason):
        reader.read(data)
    assert time.monotonic() - begin < SECONDS + 3
    assert len(reader.read(GOOD).blocks) == 2


@pytest.mark.parametrize("kind", ["html", "docx"])
def test_an_entity_bomb_stays_small(reader: ReaderProcess, kind: str) -> None:
    bomb = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e0 "あ">{ENTITIES}]>'
    data = f"{bomb}<html><body><p>本文&e9;</p></body></html>".encode()
    if kind == "docx":
        data = _pack(**{"[Content_Types].xml": data, "_rels/.rels": data, "word/document.xml": data})
    assert len(_read_or_refuse(reader, data)) < 1000
    assert len(reader.read(GOOD).blocks) == 2


@pytest.mark.parametrize("kind", ["pdf", "docx", "html", "text"])
def test_cut_at_every_tenth(reader: ReaderProcess, kind: str) -> None:
    text = "\n".join(BODY * 5)
    data = {
        "pdf": make_pdf(BODY, BODY, BODY),
        "docx": _make_docx(),
        "html": f"<html><body><h1>会議録</h1><table><tr><td>{text}</table>".encode(),
        "text": text.encode("cp932"),
    }[kind]
    for tenth in range(10):
        assert "crashed" not in _read_or_refuse(reader, data[: len(data) * tenth // 10])
    assert reader.read(data).blocks


@pytest.mark.slow
def test_damaged_minutes_end_in_declared_errors_only() -> None:
    """Some hundreds here; `make soak` takes thousands."""
    outcome = run(load_papers(), range(200))
    assert outcome.undeclared == []
    assert outcome.count == 200
    assert outcome.read > 20
    assert outcome.slowest[0] < 20
