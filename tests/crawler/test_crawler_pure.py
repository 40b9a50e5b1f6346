"""URLs, addresses, charsets, kinds of documents, robots.txt, waiting: tables of what goes in and comes out."""

from __future__ import annotations

import io
import itertools
import zipfile
from random import Random

import pytest
from loopback_site import NOW

from crawler.address import find_refusal
from crawler.backoff import make_wait, parse_retry_after
from crawler.charset import decode_page
from crawler.robots import parse_robots
from crawler.sniff import classify_media
from crawler.urls import extension_of, host_of, names_of, normalize_url, query_format_of

BASE = "http://www.city.example/shisei/list.html"


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("a.pdf", "http://www.city.example/shisei/a.pdf"),
        ("../b c.pdf#page=2", "http://www.city.example/b%20c.pdf"),
        ("会議録.pdf", "http://www.city.example/shisei/%E4%BC%9A%E8%AD%B0%E9%8C%B2.pdf"),
        ("%e4%bc%9a.pdf", "http://www.city.example/shisei/%E4%BC%9A.pdf"),
        ("100%.pdf", "http://www.city.example/shisei/100%25.pdf"),
        ("/x.do;jsessionid=0AF?id=1", "http://www.city.example/x.do?id=1"),
        ("/x.php?PHPSESSID=9&id=1", "http://www.city.example/x.php?id=1"),
        ("/x.cfm?id=1&CFID=77&CFTOKEN=5a", "http://www.city.example/x.cfm?id=1"),
        ("/x?sessionid=5a&id=1", "http://www.city.example/x?id=1"),
        ("/x?session=3&sid=2", "http://www.city.example/x?session=3&sid=2"),  # the third session of a council
        ("HTTP://WWW.City.Example:80", "http://www.city.example/"),
        ("https://www.city.example:443/a", "https://www.city.example/a"),
        ("//other.example:8080/a", "http://other.example:8080/a"),
        ("\n a\t.html ", "http://www.city.example/shisei/a.html"),
        ("sub\\a.pdf", "http://www.city.example/shisei/sub/a.pdf"),
        ("mailto:a@city.example", None),
        ("javascript:void(0)", None),
        ("http://user:secret@www.city.example/", None),
        ("http://[::1", None),
        ("http://www.city.example:99999/", None),
    ],
)
def test_normalize_url(reference: str, expected: str | None) -> None:
    assert normalize_url(reference, BASE) == expected


def test_query_in_the_page_charset() -> None:
    assert normalize_url("?q=市", BASE, "cp932") == "http://www.city.example/shisei/list.html?q=%8Es"


@pytest.mark.parametrize(
    ("path", "extension"),
    [("/a.PDF", "pdf"), ("/a", ""), ("/Detail.aspx.files/a.docx", "docx"), ("/.pdf", ""), ("/v1.2/", "")],
)
def test_extension(path: str, extension: str) -> None:
    assert extension_of(f"http://a.example{path}?b=c.zip") == extension


def test_host_keeps_an_odd_port() -> None:
    assert host_of("http://127.0.0.1:8701/a") == "127.0.0.1:8701"


@pytest.mark.parametrize(
    ("address", "local", "refused"),
    [
        ("127.0.0.1", True, False),
        ("::1", True, False),
        ("8.8.8.8", True, True),
        ("8.8.8.8", False, False),
        ("2001:4860:4860::8888", False, False),
        ("127.0.0.1", False, True),
        ("10.1.2.3", False, True),
        ("192.168.0.1", False, True),
        ("169.254.169.254", False, True),
        ("100.64.0.1", False, True),
        ("0.0.0.0", False, True),
        ("224.0.0.1", False, True),
        ("fe80::1%eth0", False, True),
        ("::ffff:127.0.0.1", False, True),
        ("64:ff9b::7f00:1", False, True),
        ("2002:7f00:1::", False, True),
        ("2001:0:4136:e378:8000:63bf:807f:fffe", False, True),  # Teredo, of 127.128.0.1
        ("64:ff9b:1::1", False, True),
        ("64:ff9b::808:808", False, False),
        ("::7f00:1", False, True),
        ("::ffff:0:7f00:1", False, True),
        ("::ffff:8.8.8.8", False, False),
        ("::", False, True),
        ("fd00:ec2::254", False, True),
        ("fec0::1", False, True),
        ("ff02::1", False, True),
        ("168.63.129.16", False, True),
        ("100.100.100.200", False, True),
        ("198.18.0.1", False, True),
        ("255.255.255.255", False, True),
        ("2130706433", False, True),  # an address as one number: no resolver's answer looks like it
        ("::ffff:127.0.0.1", True, False),
        ("nonsense", False, True),
    ],
)
def test_addresses(address: str, local: bool, refused: bool) -> None:
    assert (find_refusal(address, local=local) is not None) is refused


def _zip(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, body in members.items():
            archive.writestr(name.replace("_", "/") + ".xml", body)
    return buffer.getvalue()


def _docx() -> bytes:
    return _zip(word_document=b"<w/>")


@pytest.mark.parametrize(
    ("body", "declared", "expected"),
    [
        (b"%PDF-1.4 ...", "text/html", "pdf"),
        (b"\xef\xbb\xbf\n%PDF-1.4", None, "pdf"),
        (_docx(), "application/octet-stream", "docx"),
        (_docx()[:40], None, "unknown"),
        (_docx()[:-3], None, "unknown"),
        (_zip(word_styles=b"", xl_workbook=b"", word_document=b"<w/>"), None, "docx"),
        (_zip(minutes=_docx()), None, "unknown"),  # a zip of minutes is none itself
        (_zip(note=b"word/document.xml"), None, "unknown"),
        (b"PK\x03\x04" + b"PK\x01\x02" * 50 + b"PK\x05\x06" + b"\xff" * 18, None, "unknown"),
        (b"PK\x03\x04 other", None, "unknown"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + "WordDocument".encode("utf-16-le"), None, "doc"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"Workbook", None, "unknown"),
        (b"<!DOCTYPE html><p>a", "application/pdf", "html"),
        (b"\n<HTML lang=ja>", None, "html"),
        ("会議の記録".encode("cp932"), None, "text"),
        ("会議の記録".encode(), "text/plain", "text"),
        ("会議".encode("utf-16"), None, "text"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "image/png", "unknown"),
        (b"", "text/plain", "unknown"),
        (b"{\\rtf1 a}", "application/msword", "unknown"),
    ],
    ids=itertools.count(),
)
def test_media(body: bytes, declared: str | None, expected: str) -> None:
    assert classify_media(body, declared) == expected


TEXT = "<title>会議の記録①</title><p>委員がかつどうの様子を説明した。</p>"


@pytest.mark.parametrize(
    ("encoding", "header", "meta"),
    [
        ("utf-8", None, ""),
        ("cp932", None, ""),
        ("cp932", None, "<meta charset=shift_jis>"),
        ("cp932", "text/html; charset=Shift_JIS", ""),
        ("cp932", "text/html; charset=utf-8", ""),  # the server lies
        ("utf-8", None, '<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">'),  # the page lies
        ("cp932", "text/html; charset=ISO-8859-1", "<meta charset=shift_jis>"),  # a server's standing claim
        ("utf-8", "text/html; charset=hex", ""),
        ("utf-8-sig", "text/html; charset=shift_jis", ""),
    ],
)
def test_charset(encoding: str, header: str | None, meta: str) -> None:
    assert TEXT in decode_page((meta + TEXT).encode(encoding), header)[0]


def test_charset_euc_and_broken_bytes() -> None:
    text = TEXT.replace("①", "")
    assert text in decode_page(text.encode("euc_jp"), None)[0]
    broken = decode_page(text.encode("cp932") + b"\x81", "text/html; charset=shift_jis")[0]
    assert broken.startswith(text)


ROBOTS = b"User-agent: *\nCrawl-delay: 3\nDisallow: /private/\nAllow: /private/open.html\n"


@pytest.mark.parametrize(
    ("status", "body", "path", "allowed"),
    [
        (200, ROBOTS, "/a", True),
        (200, ROBOTS, "/private/a", False),
        (200, ROBOTS, "/private/open.html", True),
        (200, b"<html>not found</html>", "/a", True),
        (200, b"User-agent: shingikai\nDisallow: /\n\nUser-agent: *\nAllow: /\n", "/a", False),
        (404, b"", "/private/a", True),
        (403, b"", "/a", True),
        (429, b"", "/a", False),
        (503, b"", "/a", False),
    ],
)
def test_robots(status: int, body: bytes, path: str, allowed: bool) -> None:
    assert parse_robots(status, body).allows(f"http://a.example{path}") is allowed


def test_crawl_delay() -> None:
    assert parse_robots(200, ROBOTS).delay == 3.0


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("7", 7.0),
        ("soon", None),
        ("Wed, 15 May 2024 12:00:30 GMT", 30.0),
        ("Wed, 15 May 2024 11:00:00 GMT", 0.0),
    ],
)
def test_retry_after(value: str | None, seconds: float | None) -> None:
    assert parse_retry_after(value, NOW) == seconds


def test_waits_grow_and_differ() -> None:
    waits = [[make_wait(attempt, Random(seed)) for attempt in (1, 2, 3)] for seed in range(20)]
    assert all(0.5 <= a <= 1.5 and 1 <= b <= 3 and 2 <= c <= 6 for a, b, c in waits)
    assert len({a for a, _, _ in waits}) > 10


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/download.cgi?file=a.PDF", "pdf"),
        ("/file.cgi?no=12&ext=.doc", "doc"),
        ("/get.php?n=%8Bc%8E%96%98%5E.pdf&v=2", "pdf"),
        ("/list.do?host=www.city.example", ""),  # a name, and no document
        ("/a.pdf", ""),
    ],
)
def test_format_that_a_query_names(path: str, expected: str) -> None:
    assert query_format_of(f"http://www.city.example{path}") == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/a/%E8%B3%87%E6%96%99.pdf", ("資料.pdf",)),
        ("/a/%8E%91%97%BF1.pdf", ("資料1.pdf",)),  # Shift_JIS
        ("/a/%BB%F1%CE%C1.pdf", ("資料.pdf",)),  # EUC-JP
        ("/d.cgi?no=1&file=%8E%91%97%BF.pdf", ("d.cgi", "資料.pdf")),
        ("/kaigiroku/", ("",)),
    ],
)
def test_names_of_a_file(path: str, expected: tuple[str, ...]) -> None:
    assert names_of(f"http://www.city.example{path}") == expected
