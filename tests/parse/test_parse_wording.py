"""What a line is by its wording: a sentence, a direction, a sub-heading, a page's number, the rest of a line."""

from __future__ import annotations

import pytest

from app.parse.wording import goes_on, is_act, is_dashed_page, is_direction, is_polite, is_result, is_subheading, tells


@pytest.mark.parametrize(
    "text",
    [
        "はい。",
        "よろしいですか",
        "（反対なし）",
        "異議なし",
        "異議なしの声あり",
        "賛同します",
        "資料を配った",
        "いつか？",
    ],
)
def test_something_is_said(text: str) -> None:
    assert tells(text)


@pytest.mark.parametrize(
    "text",
    ["甲野一", "総務課長、同課主任", "防犯灯の管理について", "なし", "0人", "4月1日", "第1会議室", "", "傍聴者　なし"],
)
def test_a_name_or_title_says_nothing(text: str) -> None:
    assert not tells(text)


@pytest.mark.parametrize(
    "text",
    [
        "（異議なし）",
        "（「異議なし」と呼ぶ者あり）",
        "《事務局説明》",
        "〔起立者なし〕",
        "【課が資料に基づき説明】",
        "※説明員退室",
        "―委嘱状の交付―",
        "-資料1に基づき説明-",
        "市民課　入室",
        "市民課職員退室",
        "質問なし",
        "特に意見なし",
    ],
)
def test_a_stage_direction(text: str) -> None:
    assert is_direction(text)


@pytest.mark.parametrize(
    "text", ["- 2 -", "（4―2）", "（意見）次の点を確認した。", "市民課が入室の方法を説明した。", "防犯灯"]
)
def test_no_stage_direction(text: str) -> None:
    assert not is_direction(text)


@pytest.mark.parametrize(
    "text",
    [
        "ア　説明",
        "ア.説明",
        "イ.質疑なし",
        "【審議】",
        "（質疑応答）",
        "イ　結論",
        "ア　質疑応答・意見",
        "ア　実施機関説明",
        "イ　委員質疑",
        "【諮問事項の説明】",
    ],
)
def test_a_subheading(text: str) -> None:
    assert is_subheading(text)


@pytest.mark.parametrize(
    "text", ["ア　防犯灯の管理について", "説明は以上です。", "（1）会長の選出", "答申案の説明と承認"]
)
def test_no_subheading(text: str) -> None:
    assert not is_subheading(text)


RESULTS = [
    # text, whether the speeches are in です・ます, whether it is the minute-taker's
    ("審議の結果、諮問のとおり承認された。", False, True),
    ("以上により、本件は妥当とすることに決まった。", True, True),
    ("報告は了承された。", True, True),
    ("委員からは、看板を大きくしてはどうかとの声があり、了承された。", True, True),
    ("なお、文面は会長と事務局とで整えることとなった。", True, True),
    ("なお、文面は会長と事務局とで整えることとなった。", False, False),
    ("審議の結果、承認されました。", True, False),
    ("昨年に三件の事故がありました。", True, False),
    ("それは昨年のことである。", False, False),
]


@pytest.mark.parametrize(("text", "polite", "result"), RESULTS)
def test_a_result_is_the_minute_takers(text: str, polite: bool, result: bool) -> None:
    assert is_result(text, polite=polite) is result


@pytest.mark.parametrize(
    ("text", "polite"), [("よろしいですか。", True), ("お願いします。", True), ("可とする。", False)]
)
def test_politeness(text: str, polite: bool) -> None:
    assert is_polite(text) is polite


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("- 2 -", True),
        ("－２－", True),
        ("(20―1)", True),
        ("（4―2）", True),
        ("― 12 ―", True),
        ("3/12", True),
        ("（2）", False),
        ("2", False),
        ("（2）防犯灯", False),
        ("－説明－", False),
    ],
)
def test_the_number_of_a_page(text: str, page: bool) -> None:
    assert is_dashed_page(text) is page


CUT = [
    ("デジタル推進課から、課ごとに付けている番号を一つにそろえ", "る目的と方法について、説明がなされた。", True),
    ("三事案とも、照会の記録を四半期ごとに内部で点検す", "ることを条件に認める。", True),
    ("住登外者の宛名番号の統一に伴う保有個人情報の取扱", "いについて", True),
    ("住登外者の宛名番号の統一に伴う保有個人情報の取扱いについて", "事務局から説明があった。", False),
    ("防犯灯の管理の方法と記録の項目を定めたものである。", "では、審議に入る。", False),
    ("氏名、住所及び電話番号", "を記録する。", False),  # a point of a list may be as short
    ("住登外者の宛名番号の統一に伴う保有個人情報の取扱いについて", "ですから、次に進みます。", False),
]


@pytest.mark.parametrize(("text", "below", "one"), CUT)
def test_a_line_goes_on_in_the_next(text: str, below: str, one: bool) -> None:
    assert goes_on(text, below) is one


ACTS = [
    ("（資料１により説明）", True),
    ("《資料を用いて説明》", True),
    ("（異議なしの声）", True),
    ("（開会のあいさつ）", True),
    ("（県立大学教授）", False),
    ("（商工会議所専務理事）", False),
    ("（担当　市民課）", False),
]


@pytest.mark.parametrize(("text", "act"), ACTS)
def test_a_direction_that_says_what_is_done(text: str, act: bool) -> None:
    assert is_act(text) is act
