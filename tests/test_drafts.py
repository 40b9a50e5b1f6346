"""Drafts: what is known of a text, and hostile documents, each read by a child that ends with it and leaves nothing."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from reportlab.lib import pdfencrypt

from app.draft_child import MOST_CHARACTERS, find_title, look_at
from app.drafts import MAX_FILE, MAX_TEXT, DraftReader
from app.errors import ReaderBusyError, TooLargeError, UsageError
from app.text.child import Limits
from app.vocabulary.entries import load_vocabulary
from tests.text.pdfs import BODY, make_pdf

TEXT = """個審第12号
渚沢市個人情報保護審議会会長様
件　名：駅前広場への防犯カメラの設置について
担当課：危機管理課
駅前広場に防犯カメラを設置し、映像を14日間保存する。映像は令状がある場合に限り警察に提供する。
"""


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (["件名:図書館のカメラ"], "図書館のカメラ"),
        (["諮問事項 図書館のカメラについて"], "図書館のカメラについて"),
        (["1. 件 名 図書館のカメラ"], "図書館のカメラ"),
        (["渚沢市長", "図書館のカメラの設置について(諮問)", "次について諮問します。"], "図書館のカメラの設置について"),
        (["図書館のカメラに関すること"], "図書館のカメラに関すること"),
        (["カメラを置く。映像について"], None),
        (["件名について定める条例により、諮問します。"], None),
        (["図書館" * 50 + "について"], None),
        ([], None),
    ],
)
def test_titles(lines: list[str], title: str | None) -> None:
    assert find_title(lines) == title


def test_what_is_known_of_a_text() -> None:
    found = look_at(TEXT, load_vocabulary())
    assert found["title"] == "駅前広場への防犯カメラの設置について"
    assert found["department"] == "危機管理課"
    assert found["topics"] == ["surveillance_camera"]
    assert found["characters"] == len(TEXT)


@pytest.mark.parametrize(
    ("text", "title", "department"),
    [
        ("件名　図書館のカメラについて\n担当　図書館", "図書館のカメラについて", "図書館"),
        ("件　名　図書館の カメラ", "図書館のカメラ", None),
        ("図書館のカメラについて（諮問）\n置きたい。担当：生涯学習課、内線12", "図書館のカメラについて", "生涯学習課"),
        ("件名の付け方について", "件名の付け方について", None),
        ("その担当する事務について", "その担当する事務について", None),
    ],
)
def test_what_a_draft_calls_itself(text: str, title: str, department: str | None) -> None:
    found = look_at(text, load_vocabulary())
    assert (found["title"], found["department"]) == (title, department)


def test_a_long_text_is_read_from_its_beginning() -> None:
    found = look_at("あ" * (MOST_CHARACTERS + 7), load_vocabulary())
    assert (len(found["text"]), found["characters"]) == (MOST_CHARACTERS, MOST_CHARACTERS + 7)


def test_a_pasted_text_is_never_taken_for_a_document() -> None:
    assert DraftReader().read_text("%PDF-1.4 <html> 図書館のカメラ").text == "%PDF-1.4 <html> 図書館のカメラ"


def make_docx(text: str) -> bytes:
    document = Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def make_bomb() -> bytes:
    """A DOCX whose text is 300 MB of one letter."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<a>" + b"a" * 300_000_000 + b"</a>")
    return written.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize("data", [make_docx(TEXT), TEXT.encode("cp932")], ids=["docx", "text"])
def test_files_leave_nothing(data: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    found = DraftReader().read_file(data)
    assert found.title == "駅前広場への防犯カメラの設置について"
    assert "令状" in found.text
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("data", "error", "words"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(99), UsageError, "読めるのは"),
        (b"{\\rtf1 hello}", UsageError, "読めるのは"),
        (b"<html><body>x</body></html>", UsageError, "読めるのは"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), UsageError, "パスワード"),
        (bytes(MAX_FILE + 1), TooLargeError, "10 MB"),
    ],
    ids=["picture", "rtf", "html", "locked", "large"],
)
def test_refused_before_reading(data: bytes, error: type[UsageError], words: str) -> None:
    with pytest.raises(error, match=words) as raised:
        DraftReader().read_file(data)
    assert raised.value.parameter == "file"


def test_a_text_that_is_too_long() -> None:
    with pytest.raises(TooLargeError, match="100,000文字"):
        DraftReader().read_text("a" * (MAX_TEXT + 1))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: b"%PDF-1.7\n" + b"\xff" * 3000, "読めませんでした"),
        (make_bomb, "読めませんでした"),
        (lambda: b" \n\n ", "読めませんでした|文章がありません"),
        (lambda: make_pdf(BODY, encrypt=pdfencrypt.StandardEncryption("secret")), "パスワードの付いた"),
    ],
    ids=["broken pdf", "bomb", "blank", "locked pdf"],
)
def test_hostile_documents(make: Callable[[], bytes], words: str) -> None:
    reader = DraftReader(Limits(seconds=8, memory=700 * 1024**2, documents=1))
    with pytest.raises(UsageError, match=words):
        reader.read_file(make())


def test_too_many_at_once() -> None:
    reader = DraftReader(at_once=1, patience=0.01)
    with reader._take_turn(), pytest.raises(ReaderBusyError):
        reader.read_text("図書館")
