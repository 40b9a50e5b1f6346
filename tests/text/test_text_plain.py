"""Plain text → lines: encodings, hard-wrapped text, and what is no text."""

from __future__ import annotations

import pytest

from app.document import Line
from app.errors import ReadingError
from app.text.plain import decode_text, read_plain
from app.text.reader import read_document, sniff_media_type
from app.text.widths import columns

SENTENCE = "会長　それでは議題に入ります。住民票の写しを交付する事務について、説明をお願いします。"


def _lines(text: str) -> list[Line]:
    blocks = read_plain(text.encode()).blocks
    assert all(isinstance(b, Line) for b in blocks)
    return [b for b in blocks if isinstance(b, Line)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "euc_jp", "iso2022_jp", "utf-16"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_usual_encoding_and_line_end(encoding: str, ending: str) -> None:
    text = f"会議録{ending}{SENTENCE}{ending}"
    assert [b.text for b in read_plain(text.encode(encoding)).blocks if isinstance(b, Line)] == ["会議録", SENTENCE]


def test_the_declared_encoding_comes_first_if_it_fits() -> None:
    data = SENTENCE.encode("euc_jp")
    assert decode_text(data, "euc-jp") == SENTENCE
    assert decode_text(SENTENCE.encode(), "no-such-charset") == SENTENCE


def test_kana_in_euc_is_not_read_as_half_width_kana() -> None:
    text = "これは、ひらがなだけのぶんしょうです。カタカナモアル。\n"
    assert decode_text(text.encode("euc_jp")) == text


def test_half_width_kana_in_a_text_stay() -> None:
    text = "会議録　ﾏｲﾅﾝﾊﾞｰの利用について、委員から質問があった。\n"
    assert decode_text(text.encode("cp932")) == text


@pytest.mark.parametrize(("text", "width"), [("", 0), ("abc", 3), ("会長", 4), ("ｶﾅ", 2), ("①Ａ", 4)])
def test_width_in_columns(text: str, width: int) -> None:
    assert columns(text) == width


def test_hard_wrapped_lines_go_on() -> None:
    paragraph = "あいうえおかきくけこ" * 12
    wrapped = [paragraph[i : i + 38] for i in range(0, len(paragraph), 38)]
    lines = _lines("\n".join([*wrapped, "短い行。", *wrapped]))
    assert [line.full for line in lines] == [True, True, True, False, False, True, True, True, False]


def test_text_of_one_line_a_paragraph_is_not_hard_wrapped() -> None:
    lines = _lines("\n".join("あ" * n for n in (90, 88, 91, 90, 89, 90)))
    assert not any(line.full for line in lines)


def test_few_long_lines_do_not_make_a_wrap() -> None:
    assert not any(line.full for line in _lines("あ" * 40 + "\n" + "\n".join(["い" * 10] * 30)))


def test_indents_are_full_width_characters() -> None:
    assert [line.indent for line in _lines("　　字下げ\n  半角\n無し")] == [2.0, 1.0, 0.0]


def test_form_feeds_part_pages() -> None:
    document = read_plain("会議録\n一頁目\n- 1 -\f二頁目\n- 2 -\n\f".encode())
    assert document.pages == 2
    assert [(b.text, b.page) for b in document.blocks if isinstance(b, Line)] == [
        ("会議録", 1),
        ("一頁目", 1),
        ("二頁目", 2),
    ]


def test_without_form_feeds_there_are_no_pages() -> None:
    document = read_plain("会議録\n3\n".encode())
    assert document.pages is None
    assert [(b.text, b.page) for b in document.blocks if isinstance(b, Line)] == [("会議録", None), ("3", None)]


BOX = """会議録
┌─────┬─────────┐
│発言者　　│発言内容　　　　　　│
├─────┼─────────┤
│会　長　　│それでは始めます。　│
│　　　　　│次の件です。　　　　│
├─────┼─────────┤
│委　員　　│はい。　　　　　　　│
└─────┴─────────┘
以上"""
ASCII = """会議録
+--------+------------+
| 会長   | 始めます。 |
|        | 次です。   |
+--------+------------+
| 委員   | はい。     |
+--------+------------+
以上"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (BOX, ["会議録", "発言者 | 発言内容", "会　長 | それでは始めます。\n次の件です。", "委　員 | はい。", "以上"]),
        (ASCII, ["会議録", "会長 | 始めます。\n 次です。", "委員 | はい。", "以上"]),
        ("会長｜始めます。\n委員｜はい。", ["会長｜始めます。", "委員｜はい。"]),
        ("一\n──────\n二\n-----\n三", ["一", "──────", "二", "-----", "三"]),
        ("│囲み│\n続き", ["│囲み│", "続き"]),
    ],
)
def test_drawn_tables_are_rows(text: str, expected: list[str]) -> None:
    blocks = read_plain(text.encode()).blocks
    assert [b.text if isinstance(b, Line) else " | ".join(c.strip() for c in b.cells) for b in blocks] == expected


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \n\t\n",
        "\u3000\n".encode(),
        b"\x00\x01\x02\x03" * 50,
        b"\x7fELF" + bytes(range(256)) * 4,
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4,
        b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256)),
        b"GIF89a" + bytes(range(256)),
    ],
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(ReadingError):
        read_document(data)


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\r\n junk before %PDF-1.4", "application/pdf"),
        (b"PK\x03\x04rest", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword"),
        (b"\n\n<!DOCTYPE HTML PUBLIC>", "text/html"),
        (b"\xef\xbb\xbf<html lang='ja'>", "text/html"),
        (b"<!-- saved from url --><html>", "text/html"),
        ("会議録".encode(), "text/plain"),
        ("会議録".encode("cp932"), "text/plain"),
    ],
)
def test_bytes_tell_what_they_are(data: bytes, media_type: str) -> None:
    assert sniff_media_type(data) == media_type
