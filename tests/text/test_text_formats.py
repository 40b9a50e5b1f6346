"""Files that are no documents are named; old Word files go through LibreOffice, here a script in its place."""

from __future__ import annotations

import io
import os
import time
import zipfile
from pathlib import Path

import docx
import pytest

from app.document import Line
from app.errors import ReadingError
from app.text.child import ReaderProcess
from app.text.formats import DOC, HTML, ODT, RTF, TEXT, name_foreign, sniff_media_type
from app.text.office import convert_office, find_office
from app.text.reader import read_document

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500


def _make_ole(stream: str) -> bytes:
    return OLE + stream.encode("utf-16-le") + b"\x00" * 500


def _make_zip(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name in names:
            package.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (_make_ole("Workbook"), "Excel"),
        (_make_ole("PowerPoint Document"), "PowerPoint"),
        (_make_ole("DocumentText"), "一太郎"),
        (_make_ole("EncryptedPackage"), "password"),
        (OLE, "unknown kind"),
        (_make_zip("[Content_Types].xml", "xl/workbook.xml"), "Excel"),
        (_make_zip("[Content_Types].xml", "ppt/presentation.xml"), "PowerPoint"),
        (_make_zip("readme.txt"), "ZIP archive"),
        (b"PK\x05\x06" + b"\x00" * 18, "ZIP archive"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "picture"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 50, "picture"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "picture"),
        (b"MM\x00*" + b"\x00" * 50, "picture"),
        (b"\x1f\x8b\x08" + b"\x00" * 50, "gzip"),
        (b"  -lh5-" + b"\x00" * 50, "LZH"),
    ],
)
def test_what_is_no_document_is_named(data: bytes, named: str) -> None:
    with pytest.raises(ReadingError, match=named):
        read_document(data)
    with ReaderProcess() as reader, pytest.raises(ReadingError, match=named):
        reader.read(data)


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"{\\rtf1\\ansi ...", RTF),
        (_make_ole("WordDocument"), DOC),
        (b"PK\x03\x04" + b"\x00" * 26 + b"mimetypeapplication/vnd.oasis.opendocument.text", ODT),
        ("\ufeff<!DOCTYPE html><html>".encode("utf-16-le"), HTML),
        ("\ufeff会議録".encode("utf-16-le"), TEXT),
    ],
)
def test_more_that_bytes_tell(data: bytes, media_type: str) -> None:
    assert sniff_media_type(data) == media_type
    assert name_foreign(data) is None


@pytest.mark.parametrize("data", [_make_ole("WordDocument"), b"{\\rtf1 x}"])
def test_without_libreoffice_it_is_said_what_to_install(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(ReadingError, match="apt-get install libreoffice"):
        read_document(data)


# What LibreOffice is asked for stands in its arguments: the folder after --outdir, the file last.
SCRIPT = """#!/bin/sh
{first}
profile=; out=
while [ $# -gt 1 ]; do
    case "$1" in
    -env:UserInstallation=file://*) profile="${{1#-env:UserInstallation=file://}}" ;;
    --outdir) out="$2"; shift ;;
    esac
    shift
done
grep -q DisableMacrosExecution "$profile/user/registrymodifications.xcu" || exit 3
mkdir -p "$out"
{last}
"""


def _install(folder: Path, monkeypatch: pytest.MonkeyPatch, *, first: str = "", last: str = "") -> None:
    script = folder / "soffice"
    script.write_text(SCRIPT.format(first=first, last=last), encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def test_an_old_word_file_is_converted_and_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    word = docx.Document()
    word.add_paragraph("会議録の本文")
    word.save(str(tmp_path / "made.docx"))
    _install(tmp_path, monkeypatch, last=f'cp "{tmp_path}/made.docx" "$out/document.docx"')
    data = _make_ole("WordDocument")
    document = read_document(data)
    assert document.media_type == DOC
    assert [b.text for b in document.blocks if isinstance(b, Line)] == ["会議録の本文"]
    with ReaderProcess() as reader:
        assert reader.read(data) == document


def test_a_failed_conversion_is_one_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _install(tmp_path, monkeypatch, last="exit 77")
    with pytest.raises(ReadingError, match="damaged"):
        convert_office(b"x", DOC)


@pytest.mark.slow
def test_a_hanging_conversion_is_stopped_with_its_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mark = tmp_path / "still-there"
    _install(tmp_path, monkeypatch, first=f'(sleep 2; touch "{mark}") & sleep 30')
    begin = time.monotonic()
    with pytest.raises(ReadingError, match=r"longer than 0\.5 s"):
        convert_office(b"x", RTF, seconds=0.5)
    assert time.monotonic() - begin < 5
    time.sleep(2.2)
    assert not mark.exists()


@pytest.mark.slow
def test_the_real_program_reads_rtf() -> None:
    if find_office() is None:
        pytest.skip("LibreOffice is not installed")
    text = "".join(f"\\u{ord(char)}?" for char in "会議録の本文")
    assert "会議録の本文" in read_document(f"{{\\rtf1\\ansi {text}\\par}}".encode()).text()
