"""Pages as they are drawn: ruby, fragments, turned pages, running lines, columns with tables, notes on the margin."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from reportlab.lib.pagesizes import A4

from app.document import Line, Row
from app.text.pdf import read_pdf
from app.text.running import is_page_number
from tests.text.pdfs import BODY, LEADING, LEFT, SIZE, TOP, draw_cells, draw_lines, make_canvas, read_texts


@pytest.mark.parametrize("order", ["above first", "after its line", "in the middle"])
def test_ruby_is_dropped_and_its_base_stays(order: str) -> None:
    canvas, buffer = make_canvas()
    base, ruby = "会長　個人番号の利用について説明する。", "こじんばんごう"

    def draw_ruby() -> None:
        draw_lines(canvas, [ruby], LEFT + 3 * SIZE, TOP - LEADING + SIZE, size=4.5)

    if order == "above first":
        draw_ruby()
    draw_lines(canvas, [BODY[0]])
    draw_lines(canvas, [base], top=TOP - LEADING)
    if order == "in the middle":
        draw_ruby()
    draw_lines(canvas, [BODY[1]], top=TOP - 2 * LEADING)
    if order == "after its line":
        draw_ruby()
    canvas.save()
    assert read_texts(buffer.getvalue()) == [BODY[0], base, BODY[1]]


def test_ruby_in_a_cell_is_dropped() -> None:
    canvas, buffer = make_canvas()
    draw_cells(canvas, (["会長"], ["諮問のとおり"]), TOP, TOP - 30)
    draw_lines(canvas, ["しもん"], LEFT + 105, TOP - 14 + SIZE, size=4.5)
    draw_cells(canvas, (["委員"], ["はい。"]), TOP - 30, TOP - 60)
    canvas.save()
    assert read_texts(buffer.getvalue()) == ["会長 | 諮問のとおり", "委員 | はい。"]


def test_small_notes_are_no_ruby() -> None:
    canvas, buffer = make_canvas()
    draw_lines(canvas, [BODY[0], BODY[1]])
    draw_lines(canvas, ["注　件数は3月末のもの"], top=TOP - 2 * LEADING, size=5)
    draw_lines(canvas, ["いじょう"], top=TOP - 4 * LEADING, size=5)
    canvas.save()
    assert read_texts(buffer.getvalue()) == [BODY[0], BODY[1], "注　件数は3月末のもの", "いじょう"]


def test_keys_drawn_before_all_values_find_their_values() -> None:
    keys = ["日　時", "場　所", "出席者", "欠席者", "傍聴者", "議　題", "結　果"]
    values = ["令和3年7月5日", "第1会議室", "椿原委員", "なし", "2人", "防犯灯の管理", "承認"]
    canvas, buffer = make_canvas()
    draw_lines(canvas, keys)
    draw_lines(canvas, values, LEFT + 200)
    draw_lines(
        canvas, ["以上のとおり、会議の経過を記し、ここに署名する。これは端まで届く長い行である。"], top=TOP - 150
    )
    canvas.save()
    assert read_texts(buffer.getvalue())[:7] == [f"{k}　{v}" for k, v in zip(keys, values, strict=True)]


@pytest.mark.parametrize("angle", [90, 180, 270])
@pytest.mark.parametrize("page_turned", [True, False], ids=["shown upright", "shown lying"])
def test_a_turned_table_is_read_as_a_table(angle: int, *, page_turned: bool) -> None:
    """Drawn at an angle, with or without the page's own rotation to make it upright."""
    canvas, buffer = make_canvas()
    canvas.translate(A4[0] / 2, A4[1] / 2)
    canvas.rotate(angle)
    canvas.translate(-300, -300)
    if page_turned:
        canvas.setPageRotation(angle)
    draw_lines(canvas, ["会議録"], top=580)
    draw_cells(canvas, (["会長"], ["それでは始めます。", "一件目です。"]), 560, 500)
    draw_cells(canvas, (["委員"], ["はい。"]), 500, 460)
    draw_lines(canvas, ["以上で終わった。"], top=440)
    canvas.save()
    expected = ["会議録", "会長 | それでは始めます。\n一件目です。", "委員 | はい。", "以上で終わった。"]
    assert read_texts(buffer.getvalue()) == expected


def test_a_page_box_that_begins_elsewhere_changes_nothing() -> None:
    canvas, buffer = make_canvas()
    draw_lines(canvas, ["会議録"])
    draw_cells(canvas, (["会長"], ["はい。"]), TOP - 20, TOP - 50)
    draw_cells(canvas, (["委員"], ["可。"]), TOP - 50, TOP - 80)
    canvas.save()
    pdf = pypdfium2.PdfDocument(buffer.getvalue())
    pdf[0].set_mediabox(-50, 100, A4[0] + 20, A4[1] + 70)
    pdf[0].set_cropbox(10, 120, A4[0], A4[1])
    moved = io.BytesIO()
    pdf.save(moved)
    assert read_texts(moved.getvalue()) == ["会議録", "会長 | はい。", "委員 | 可。"]


def test_a_note_along_the_margin_comes_after_the_page_and_a_watermark_not_at_all() -> None:
    canvas, buffer = make_canvas()
    for page in range(2):
        draw_lines(canvas, BODY[page * 4 : page * 4 + 4])
        for text, x in (("見本", 20), *((("訂正済み", 560),) if page == 0 else ())):
            canvas.saveState()
            canvas.translate(x, 300)
            canvas.rotate(90)
            draw_lines(canvas, [text], 0, 0)
            canvas.restoreState()
        canvas.showPage()
    canvas.save()
    assert read_texts(buffer.getvalue()) == [*BODY[:4], "訂正済み", *BODY[4:8]]


@pytest.mark.parametrize(
    "number",
    [
        "3",
        "- 3 -",
        "－３－",
        "3/12",
        "(20―1)",
        "（3）",
        "3ページ",
        "3 頁",
        "第3頁",
        "p.3",
        "iii",
        "3 / 12 ページ",
        "〔3〕",
    ],
)
def test_page_numbers(number: str) -> None:
    assert is_page_number(number)


@pytest.mark.parametrize("text", ["3件", "令和3年", "(3)その他", "3月5日", "第3号", "12名", "会長", "1 開会"])
def test_what_is_no_page_number(text: str) -> None:
    assert not is_page_number(text)


def test_running_lines_that_change_sides_and_begin_on_the_second_page() -> None:
    canvas, buffer = make_canvas()
    for page in range(8):
        if page > 0:
            left = page % 2 == 1
            words = f"霧沢市の会議 {page + 1}" if left else f"{page + 1} 第2回の記録"
            draw_lines(canvas, [words], LEFT if left else 400, 30)
        draw_lines(canvas, [f"{page}頁の{n}。{BODY[(page + n) % 8]}" for n in range(4)])
        canvas.showPage()
    canvas.save()
    assert len(read_texts(buffer.getvalue())) == 32


def test_two_pages_share_a_numbered_footer() -> None:
    canvas, buffer = make_canvas()
    for page in range(2):
        draw_lines(canvas, BODY[page * 4 : page * 4 + 4])
        draw_lines(canvas, [f"霧沢市総務課 {page + 1}/2"], 250, 30)
        canvas.showPage()
    canvas.save()
    assert read_texts(buffer.getvalue()) == BODY


def test_a_label_that_begins_several_pages_is_no_running_line() -> None:
    canvas, buffer = make_canvas()
    for page in range(9):
        first = "【議長】" if page in (1, 3, 5) else f"{page}の初め、{BODY[page % 8]}"
        draw_lines(canvas, [first, *(f"{page}の{n}、{BODY[(page + n) % 8]}" for n in range(1, 6))])
        canvas.showPage()
    canvas.save()
    assert read_texts(buffer.getvalue()).count("【議長】") == 3


def test_a_table_above_two_columns_does_not_mix_them() -> None:
    left = [f"左{n}、左の段の文がここに続きます" for n in range(12)]
    right = [f"右{n}、右の段の文がここに続きます" for n in range(12)]
    canvas, buffer = make_canvas()
    draw_cells(canvas, (["日時"], ["令和3年7月5日"]), TOP, TOP - 30)
    draw_cells(canvas, (["場所"], ["第1会議室"]), TOP - 30, TOP - 60)
    draw_lines(canvas, left, LEFT, TOP - 100)
    draw_lines(canvas, right, A4[0] / 2 + 20, TOP - 100)
    canvas.save()
    assert read_texts(buffer.getvalue()) == ["日時 | 令和3年7月5日", "場所 | 第1会議室", *left, *right]


def test_a_box_around_text_is_no_table() -> None:
    canvas, buffer = make_canvas()
    draw_lines(canvas, [BODY[0], "議題（1）　防犯灯の管理について", *BODY[1:4]])
    canvas.roundRect(LEFT - 6, TOP - LEADING - 4, 250, LEADING, 3)
    canvas.rect(LEFT - 10, TOP - 5 * LEADING, 460, 5 * LEADING + 14)
    canvas.save()
    document = read_pdf(buffer.getvalue())
    assert all(isinstance(block, Line) for block in document.blocks)
    assert len(document.blocks) == 5


def test_letter_spacing_and_radicals_are_one_word_when_squeezed() -> None:
    canvas, buffer = make_canvas()
    draw_lines(canvas, ["会　　議　　録", "会 長　　椿原 元"])
    canvas.save()
    assert [t.replace("\u3000", "").replace(" ", "") for t in read_texts(buffer.getvalue())] == ["会議録", "会長椿原元"]


def test_what_is_drawn_twice_is_said_once() -> None:
    canvas, buffer = make_canvas()
    draw_lines(canvas, BODY[:2])
    draw_lines(canvas, BODY[:2], LEFT + 0.4, TOP - 0.3)
    canvas.save()
    assert read_texts(buffer.getvalue()) == BODY[:2]


@pytest.mark.parametrize("label", ["", "説明員", "説明員（続き）", "（続き）"])
def test_a_row_over_three_pages_is_one_row(label: str) -> None:
    canvas, buffer = make_canvas()
    parts = ["初めのページで言い、", "中のページでも言い、", "終わりのページで言いました。"]
    for number, part in enumerate(parts):
        top, bottom = (200.0, 80.0) if number == 0 else (TOP, 80.0) if number == 1 else (TOP, TOP - 60)
        if number == 0:
            draw_cells(canvas, (["会長"], ["始めます。"]), 230, 200)
        draw_cells(canvas, (["説明員"] if number == 0 else [label], [part]), top, bottom)
        if number == 2:
            draw_cells(canvas, (["会長"], ["終わります。"]), TOP - 60, TOP - 110)
        canvas.showPage()
    canvas.save()
    rows = [b for b in read_pdf(buffer.getvalue()).blocks if isinstance(b, Row)]
    assert [row.cells for row in rows] == [
        ("会長", "始めます。"),
        ("説明員", "\n".join(parts)),
        ("会長", "終わります。"),
    ]
    assert [row.page for row in rows] == [1, 1, 3]


def test_the_same_speaker_after_a_full_stop_speaks_anew_and_a_repeated_head_comes_once() -> None:
    canvas, buffer = make_canvas()
    for page in range(2):
        draw_cells(canvas, (["発言者"], ["発言内容"]), TOP, TOP - 30)
        draw_cells(canvas, (["会長"], [f"{page + 1}件目を終わります。"]), TOP - 30, TOP - 60)
        draw_cells(canvas, (["会長"], [f"{page + 2}件目に入ります。"]), TOP - 60, TOP - 90)
        canvas.showPage()
    canvas.save()
    rows = [b.cells for b in read_pdf(buffer.getvalue()).blocks if isinstance(b, Row)]
    assert rows == [("発言者", "発言内容"), *(("会長", f"{n}件目{v}。") for n, v in
                    ((1, "を終わります"), (2, "に入ります"), (2, "を終わります"), (3, "に入ります")))]  # fmt: skip


def test_an_empty_first_cell_inside_a_page_is_a_row_of_its_own() -> None:
    canvas, buffer = make_canvas()
    for page in range(2):
        for number in range(3):
            label = [] if number else [f"第{page}類"]
            draw_cells(canvas, (label, [f"{page}の{number}"]), TOP - 30 * number, TOP - 30 * number - 30)
        canvas.showPage()
    canvas.save()
    rows = [b.cells for b in read_pdf(buffer.getvalue()).blocks if isinstance(b, Row)]
    assert rows == [("第0類", "0の0"), ("", "0の1"), ("", "0の2"), ("第1類", "1の0"), ("", "1の1"), ("", "1の2")]


def test_a_cell_that_holds_the_discussion_is_read_as_lines_with_their_pages() -> None:
    canvas, buffer = make_canvas()
    speech = [f"（委員{n}）{BODY[n % 8]}" for n in range(60)]
    draw_cells(canvas, (["日時"], ["令和3年7月5日"]), TOP, TOP - 30)
    draw_cells(canvas, (["会議の経過"], speech[:30]), TOP - 30, 60)
    canvas.showPage()
    draw_cells(canvas, ([], speech[30:]), TOP, 60)
    canvas.save()
    blocks = read_pdf(buffer.getvalue()).blocks
    assert isinstance(blocks[0], Row)
    lines = [b for b in blocks if isinstance(b, Line)]
    assert [line.text for line in lines] == ["会議の経過", *speech]
    assert [line.page for line in lines] == [1] * 31 + [2] * 30
