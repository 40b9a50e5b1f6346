"""Rows of a PDF's table that hold all speeches of a page, and rows that look like them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from reportlab.pdfgen.canvas import Canvas

from app.document import Row
from app.text.pdf import read_pdf
from tests.text.pdfs import LEADING, LEFT, TOP, draw_lines, make_canvas

BORDERS = (0.0, 90.0, 450.0)
WIDE = 34  # characters in the right cell
Texts = Mapping[int, str]
HEAD = ({0: "発言者"}, {0: "発言内容"})


def _draw_row(canvas: Canvas, columns: Sequence[Texts], top: float, height: int, borders: Sequence[float]) -> float:
    """A row of `height` lines; each column has its texts by the line they stand on. → its lower edge."""
    bottom = top - height * LEADING - 6
    for x in borders:
        canvas.line(LEFT + x, top, LEFT + x, bottom)
    for y in (top, bottom):
        canvas.line(LEFT, y, LEFT + borders[-1], y)
    for x, texts in zip(borders, columns, strict=False):
        for number, text in texts.items():
            draw_lines(canvas, [text], LEFT + x + 6, top - 14 - number * LEADING)
    return bottom


def _read(*pages: Sequence[Sequence[Texts]], borders: Sequence[float] = BORDERS) -> list[tuple[str, ...]]:
    canvas, buffer = make_canvas()
    for rows in pages:
        y = TOP
        for columns in rows:
            y = _draw_row(canvas, columns, y, 1 + max(max(texts, default=0) for texts in columns), borders)
        canvas.showPage()
    canvas.save()
    return [block.cells for block in read_pdf(buffer.getvalue()).blocks if isinstance(block, Row)]


def _lines(*texts: str) -> dict[int, str]:
    return dict(enumerate(texts))


def _long(sign: str) -> str:
    return sign * WIDE


@pytest.mark.parametrize("head", [True, False], ids=["under a head", "without a head"])
def test_short_speeches_line_by_line(head: bool) -> None:
    names = ["議長", "甲野委員", "事務局", "甲野委員", "議長", "乙山委員", "議長"]
    words = ["始めます。", "件数は。", "12件です。", "分かりました。", "ほかには。", "ありません。", "終わります。"]
    rows = _read([*([HEAD] if head else []), (_lines(*names), _lines(*words))])
    assert rows[int(head) :] == list(zip(names, words, strict=True))


def test_long_speeches() -> None:
    labels = {0: "議　長", 2: "防災課長", 5: "甲野委員", 6: "防災課長"}
    words = _lines(
        "始めます。", "一件目です。", _long("あ"), _long("い"), "と考えます。", "なぜですか。", _long("う"), "です。"
    )
    assert _read([(labels, words)]) == [
        ("議\u3000長", "始めます。\n一件目です。"),
        ("防災課長", f"{_long('あ')}\n{_long('い')}\nと考えます。"),
        ("甲野委員", "なぜですか。"),
        ("防災課長", f"{_long('う')}\nです。"),
    ]


def test_a_speech_goes_on_over_the_page() -> None:
    first = (
        {0: "議長", 1: "事務局", 3: "議長", 4: "防災課長"},
        _lines("始めます。", _long("あ"), "です。", "次に。", _long("い")),
    )
    second = ({2: "甲野委員", 4: "議長"}, _lines(_long("う"), "しました。", _long("え"), "か。", "終わります。"))
    rows = _read([HEAD, first], [HEAD, second])
    assert rows == [
        ("発言者", "発言内容"),
        ("議長", "始めます。"),
        ("事務局", f"{_long('あ')}\nです。"),
        ("議長", "次に。"),
        ("防災課長", f"{_long('い')}\n{_long('う')}\nしました。"),
        ("甲野委員", f"{_long('え')}\nか。"),
        ("議長", "終わります。"),
    ]


def test_a_page_with_one_label_below_the_end_of_a_speech() -> None:
    first = (
        {0: "議長", 2: "事務局", 4: "防災課長"},
        _lines("始めます。", "一件目です。", "はい。", "続けます。", _long("い")),
    )
    second = ({2: "甲野委員"}, _lines(_long("う"), "しました。", *[_long("え")] * 5, "です。"))
    rows = _read([HEAD, first], [second])
    assert [row[0] for row in rows] == ["発言者", "議長", "事務局", "防災課長", "甲野委員"]
    assert rows[3][1].endswith("しました。")


def test_a_page_that_only_goes_on() -> None:
    first = (
        {0: "議長", 2: "事務局", 4: "防災課長"},
        _lines("始めます。", "一件目です。", "はい。", "続けます。", _long("い")),
    )
    rows = _read([HEAD, first], [({}, _lines(_long("う"), "でした。"))])
    assert rows[-1] == ("防災課長", f"{_long('い')}\n{_long('う')}\nでした。")


def test_labels_over_two_lines() -> None:
    labels = {
        0: "議長",
        1: "健康福祉部高齢",
        2: "介護係",
        4: "甲野委員",
        6: "税務課",
        7: "課長",
        9: "乙山委員",
        10: "議長",
    }
    words = _lines(
        "始めます。", _long("あ"), _long("い"), "です。", _long("う"), "か。",
        "はい。", _long("え"), "です。", "どうも。", "以上。",
    )  # fmt: skip
    assert [row[0] for row in _read([HEAD, (labels, words)])] == [
        "発言者", "議長", "健康福祉部高齢\n介護係", "甲野委員", "税務課\n課長", "乙山委員", "議長",
    ]  # fmt: skip


def test_three_columns_with_numbers() -> None:
    head = ({0: "番号"}, {0: "発言者"}, {0: "発言内容"})
    first = (
        {0: "1", 1: "2", 3: "3"},
        {0: "議長", 1: "事務局", 3: "甲野委員"},
        _lines("始めます。", _long("あ"), "です。", _long("い")),
    )
    second = ({1: "4"}, {1: "議長", 3: "事務局"}, _lines("か。", "次に。", "二件目。", "はい。"))
    rows = _read([head, first], [head, second], borders=(0.0, 40.0, 130.0, 450.0))
    assert rows == [
        ("番号", "発言者", "発言内容"),
        ("1", "議長", "始めます。"),
        ("2", "事務局", f"{_long('あ')}\nです。"),
        ("3", "甲野委員", f"{_long('い')}\nか。"),
        ("4", "議長", "次に。\n二件目。"),
        ("", "事務局", "はい。"),
    ]


def test_family_names_alone() -> None:
    labels = _lines("甲野", "乙山", "甲野", "丙川")
    words = _lines("いつですか。", "4月です。", "早いですね。", "そうです。")
    assert [row[0] for row in _read([HEAD, (labels, words)])[1:]] == ["甲野", "乙山", "甲野", "丙川"]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ({2: "会議の概要"}, _lines("一件目を承認した。", "二件目を承認した。", "三件目。", "以上。", "次は5月。")),
        ({0: "次第及び公開", 1: "非公開の区分"}, _lines("1 一件目（公開）", "2 二件目（公開）", "3 三件目（公開）")),
        (_lines("会長", "委員", "委員", "委員"), _lines("甲野一郎", "乙山花子", "丙川次郎", "丁田三郎")),
        ({0: "委員", 3: "事務局", 5: "説明員"}, _lines("甲野", "乙山", "丙川", "課長 戊井", "主査 己田", "庚島")),
        ({0: "議題1", 2: "議題2", 4: "その他"}, _lines("改正の件", "可とした。", "廃止", "否とした。", "次は5月。")),
        ({0: "14:00", 2: "14:10", 4: "15:00"}, _lines("開会した。", "挨拶。", "説明した。", "質疑。", "閉会した。")),
        ({0: "会", 2: "議", 4: "録"}, _lines("甲が作る。", "乙が見る。", "署名する。", "丙が置く。", "公表する。")),
        ({0: "説明のため出", 1: "席した職員"}, _lines("（4人）", "防災課長ほか。", "税務課長ほか。", "以上。")),
    ],
    ids=["form", "key of two lines", "members", "groups", "agenda", "times", "upright key", "broken key"],
)  # fmt: skip
def test_other_tables_stay(left: Texts, right: Texts) -> None:
    (row,) = _read([(left, right)])
    assert (row[0].replace("\n", ""), row[1]) == ("".join(left.values()), "\n".join(right.values()))


def test_a_table_with_a_rule_for_each_speech_stays() -> None:
    """Labels of two lines, and labels in the middle of their cells, at the top of a page too."""
    one = ({0: "総務課長", 1: "甲野"}, _lines("はい。", "説明します。", "以上です。"))
    two = ({2: "事務局"}, _lines("一つ目です。", "二つ目です。", "三つ目です。", "四つ目です。", "以上です。"))
    rows = _read([HEAD, one, two], [two, one])
    assert [row[0] for row in rows] == ["発言者", "総務課長\n甲野", "事務局", "事務局", "総務課長\n甲野"]


def test_a_repeated_first_speech_is_no_head() -> None:
    one = ({0: "甲野委員"}, {0: "異議なし"})
    two = ({0: "議長"}, _lines("次に移ります。", "説明してください。"))
    assert len(_read([HEAD, one, two], [one, two], [one, two])) == 7
