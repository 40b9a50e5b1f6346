"""Any bytes end as a meeting or as one declared error: text, HTML, DOCX and PDF made up, cut and damaged."""

from __future__ import annotations

import contextlib
import io
import zipfile

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from app.classify import classify_meeting
from app.errors import NotMinutesError, ReadingError
from app.model import Meeting, Municipality
from app.parse.meeting import Expected, parse_minutes
from app.text.child import ReaderProcess
from app.text.reader import read_document
from app.vocabulary.entries import Vocabulary

pytestmark = pytest.mark.slow  # hundreds of damaged documents

EXPECTED = Expected(Municipality("999999", "霧沢市", "北野県"), "霧沢市個人情報保護審議会")
QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
COSTLY = settings(QUICK, max_examples=15)  # a file takes 50 ms
# Pieces that minutes are made of, so that random texts reach deep into the reading.
WORDS = """
霧沢市個人情報保護審議会会議録 令和3年度第2回 日時 令和3年7月5日（月） 午後2時から4時 場所 第1会議室 議題 （１）
諮問第3号 報告第1号 防犯灯の管理について （諮問） （報告） 「 」 会長 委員 事務局 説明員 ○ ● → 【 】 ： 、 ・ # | ア 1
それでは、 説明をお願いします。 承認します。 次に、 その他 以上で終わります。 継続審議とします。 クラウド
附帯意見を付して 異議なし。 （異議なし） 資料一覧 審議内容 会議の経過 出席者 欠席者 傍聴者 公開 2人
"""
PIECES = [*WORDS.split(), "\n", "\n", "\n\n", "\u3000", "\t", " | "]
TAGS = [
    "p",
    "div",
    "table",
    "tr",
    "td",
    "th",
    "br",
    "h2",
    "ul",
    "li",
    "span",
    "nav",
    "dl",
    "dd",
    "!--",
    "script",
    "b",
    "",
]
WORD_TAGS = ["w:t", "w:p", "w:r", "w:tbl", "w:tc", "w:tr", "w:sectPr", "w:body"]
OTHER_TAGS = ["w:x", "w:tc", "w:p", "w:tbl", "w:sdt", "w:ins"]
MINUTES = """令和3年度第2回霧沢市個人情報保護審議会　会議録
日　時　令和3年7月5日（月）午後2時から4時
議　題　（１）防犯灯の管理について（諮問）
会長：それでは、議題（１）「防犯灯の管理について」、説明をお願いします。
説明員：台帳をクラウドで管理します。
委員：分かりました。
会長：附帯意見を付して承認します。年1回報告すること。
会長：以上で終わります。
"""


def _check(meeting: Meeting) -> None:
    passages = {u.anchor: u for u in meeting.utterances}
    assert meeting.items
    for item in meeting.items:
        assert item.outcome.code == "unknown" or item.outcome.evidence
        labels = (item.kind, item.outcome, *item.topics)
        found = [e for label in labels for e in label.evidence]
        for evidence in (*found, *item.title_evidence, *item.conditions_evidence, *item.department_evidence):
            passage = passages[evidence.utterance]
            assert passage.text[evidence.start : evidence.end] == evidence.quote
        assert all(item.ordinal in passages[anchor].items for anchor in item.utterances)


def _read(data: bytes, vocabulary: Vocabulary) -> None:
    try:
        document = read_document(data)
        meeting = classify_meeting(parse_minutes(document, vocabulary, EXPECTED), vocabulary)
    except (ReadingError, NotMinutesError):
        return
    _check(meeting)


@QUICK
@given(st.text(max_size=300))
def test_any_text(vocabulary: Vocabulary, text: str) -> None:
    _read(text.encode("utf-8", "surrogatepass"), vocabulary)


@QUICK
@given(st.binary(max_size=300))
def test_any_bytes(vocabulary: Vocabulary, data: bytes) -> None:
    _read(data, vocabulary)


@QUICK
@given(st.lists(st.sampled_from(PIECES), max_size=120))
def test_any_order_of_what_minutes_are_made_of(vocabulary: Vocabulary, pieces: list[str]) -> None:
    _read(("令和3年度霧沢市個人情報保護審議会会議録\n令和3年7月5日\n" + "".join(pieces)).encode(), vocabulary)


@QUICK
@given(st.lists(st.tuples(st.sampled_from(TAGS), st.booleans(), st.sampled_from(PIECES)), max_size=80))
def test_any_html(vocabulary: Vocabulary, parts: list[tuple[str, bool, str]]) -> None:
    body = "".join(f"<{'/' if closing else ''}{tag}>{text}" for tag, closing, text in parts)
    _read(f"<html><body>{body}".encode(), vocabulary)


@QUICK
@given(st.lists(st.sampled_from(MINUTES.splitlines()), min_size=4, max_size=30))
def test_lines_in_any_order(vocabulary: Vocabulary, lines: list[str]) -> None:
    _read("\n".join(lines).encode(), vocabulary)


def _make_docx() -> bytes:
    word = docx.Document()
    for line in MINUTES.splitlines():
        word.add_paragraph(line)
    table = word.add_table(rows=2, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "会長", "はい。"
    buffer = io.BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def _make_pdf() -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiMin-W3"))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pageCompression=0)
    for _ in range(2):
        canvas.setFont("HeiseiMin-W3", 10)
        for number, line in enumerate(MINUTES.splitlines()):
            canvas.drawString(50, 700 - 20 * number, line)
        for y in (500, 460, 420):
            canvas.line(50, y, 500, y)
        for x in (50, 200, 500):
            canvas.line(x, 420, x, 500)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _damage(data: bytes, edits: list[tuple[float, bytes]], cut: float) -> bytes:
    damaged = bytearray(data[: max(1, int(len(data) * cut))])
    for place, new in edits:
        at = int(place * len(damaged))
        damaged[at : at + len(new)] = new
    return bytes(damaged)


EDITS = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=6)), max_size=8)
CUT = st.sampled_from([1.0, 1.0, 1.0, 0.99, 0.7, 0.3])


@QUICK
@given(edits=EDITS, cut=CUT)
def test_damaged_html_and_text(vocabulary: Vocabulary, edits: list[tuple[float, bytes]], cut: float) -> None:
    lines = "".join(f"<p>{line}</p>" for line in MINUTES.splitlines())
    for base in (MINUTES.encode("cp932"), f"<html><body>{lines}</body></html>".encode()):
        _read(_damage(base, edits, cut), vocabulary)


@QUICK
@given(edits=EDITS, cut=CUT)
def test_damaged_docx(vocabulary: Vocabulary, edits: list[tuple[float, bytes]], cut: float) -> None:
    _read(_damage(DOCX, edits, cut), vocabulary)


@COSTLY
@given(edits=st.lists(st.tuples(st.sampled_from(WORD_TAGS), st.sampled_from(OTHER_TAGS)), max_size=4))
def test_well_formed_docx_of_odd_structure(vocabulary: Vocabulary, edits: list[tuple[str, str]]) -> None:
    _read(_rename(DOCX, edits), vocabulary)


def _rename(data: bytes, edits: list[tuple[str, str]]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            part = old.read(info)
            if info.filename == "word/document.xml":
                text = part.decode()
                for before, after in edits:
                    for sign in ("<{}>", "<{} ", "</{}>", "<{}/>"):
                        text = text.replace(sign.format(before), sign.format(after))
                part = text.encode()
            new.writestr(info, part)
    return target.getvalue()


@COSTLY
@given(edits=EDITS, cut=CUT)
def test_damaged_pdf(vocabulary: Vocabulary, edits: list[tuple[float, bytes]], cut: float) -> None:
    _read(_damage(PDF, edits, cut), vocabulary)


@pytest.mark.slow
@pytest.mark.parametrize("base", ["docx", "pdf"])
def test_a_child_survives_hundreds_of_damaged_files(base: str) -> None:
    data = DOCX if base == "docx" else PDF
    with ReaderProcess() as reader:

        @settings(max_examples=200, deadline=None)
        @given(edits=EDITS, cut=CUT)
        def read(edits: list[tuple[float, bytes]], cut: float) -> None:
            with contextlib.suppress(ReadingError):
                reader.read(_damage(data, edits, cut))

        read()
        assert "承認" in reader.read(data).text()


DOCX = _make_docx()
PDF = _make_pdf()
