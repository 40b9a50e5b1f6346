"""Titles: what belongs to them, and how alike two are."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.normalize import fold
from app.parse.titles import closeness, read_title, similarity

TITLES = [
    # written, title, kind word, department, number
    ("防犯灯の管理について", "防犯灯の管理について", None, None, None),
    ("「防犯灯の管理」について", "防犯灯の管理", None, None, None),
    ("「防犯灯の管理」の件", "防犯灯の管理", None, None, None),
    ("『防犯灯の管理』", "防犯灯の管理", None, None, None),
    ("「防犯灯」と「街路灯」の管理について", "「防犯灯」と「街路灯」の管理について", None, None, None),
    ("「防犯灯（「街路灯」を含む）の管理」について", "防犯灯(「街路灯」を含む)の管理", None, None, None),
    ("防犯灯の管理について（諮問）", "防犯灯の管理について", "諮問", None, None),
    ("防犯灯の管理について【報告】", "防犯灯の管理について", "報告", None, None),
    ("（報告）防犯灯の管理について", "防犯灯の管理について", "報告", None, None),
    ("【諮問】防犯灯の管理について", "防犯灯の管理について", "諮問", None, None),
    ("【諮問事項 議案3】防犯灯の管理について", "防犯灯の管理について", "諮問", None, "議案3"),
    ("防犯灯の管理について（生活安全課）", "防犯灯の管理について", None, "生活安全課", None),
    ("防犯灯の管理について（諮問）（生活安全課）", "防犯灯の管理について", "諮問", "生活安全課", None),
    ("「防犯灯の管理について」（生活安全課）", "防犯灯の管理について", None, "生活安全課", None),
    ("「防犯灯の管理について」［担当課：生活安全課］", "防犯灯の管理について", None, "生活安全課", None),
    ("防犯灯の管理について（所管課：生活安全課）", "防犯灯の管理について", None, "生活安全課", None),
    ("防犯灯の管理について【生活安全課】", "防犯灯の管理について", None, "生活安全課", None),
    ("防犯灯の管理について【課税課、納税課】", "防犯灯の管理について", None, "課税課、納税課", None),
    ("「防犯灯の管理について【生活安全課】", "防犯灯の管理について【生活安全課】", None, None, None),
    ("「防犯灯の管理について【生活安全課】」", "防犯灯の管理について【生活安全課】", None, None, None),
    ("防犯灯の管理について（新規諮問）", "防犯灯の管理について", "諮問", None, None),
    ("防犯灯の管理について（諮問第73号）", "防犯灯の管理について", "諮問", None, "諮問第73号"),
    ("防犯灯の管理への審査請求（諮問第8号に関する審議）", "防犯灯の管理への審査請求", "諮問", None, "諮問第8号"),
    ("防犯灯の管理について（諮問）［一部公開］", "防犯灯の管理について", "諮問", None, None),
    ("防犯灯の管理について（諮問）［継続］", "防犯灯の管理について", "諮問", None, None),
    ("防犯灯の管理【廃止】", "防犯灯の管理", None, None, None),
    ("防犯灯の管理について（資料1-1、1-2）", "防犯灯の管理について", None, None, None),
    ("正副会長の選出【資料２−３】", "正副会長の選出", None, None, None),
    ("防犯灯の管理について 【資料４、参考３】", "防犯灯の管理について", None, None, None),
    ("防犯灯の管理について（第2回）", "防犯灯の管理について", None, None, None),
    ("防犯灯の管理について〈生活安全課〉", "防犯灯の管理について", None, "生活安全課", None),
    ("防犯灯の管理について（報告、生活安全課）", "防犯灯の管理について", "報告", "生活安全課", None),
    ("防犯灯の管理について（生活安全課・諮問）", "防犯灯の管理について", "諮問", "生活安全課", None),
    ("防犯灯の管理について【諮問】生活安全課", "防犯灯の管理について", "諮問", "生活安全課", None),
    ("防犯灯の管理について　生活安全課", "防犯灯の管理について", None, "生活安全課", None),
    ("防犯灯の管理について（霧市民第88号）", "防犯灯の管理について", None, None, None),
    ("防犯灯の管理について・・・・・・・・ 3", "防犯灯の管理について", None, None, None),
    (
        "目的外利用の例外について（条例第6条第3項第7号関係）",
        "目的外利用の例外について(条例第6条第3項第7号関係)",
        None,
        None,
        None,
    ),
    ("件名　防犯灯の管理について", "防犯灯の管理について", None, None, None),
    ("会長の選出　⇒　佐倉委員が会長に選出される", "会長の選出", None, None, None),
    ("事務局からの報告（改正法施行後の役割）", "事務局からの報告(改正法施行後の役割)", None, None, None),
    ("防犯灯（街路灯を含む。）の管理", "防犯灯(街路灯を含む。)の管理", None, None, None),
    ("防犯灯の管理（案）について", "防犯灯の管理(案)について", None, None, None),
    ("防犯灯の管理について（継続審議）", "防犯灯の管理について", "継続審議", None, None),
    ("「防犯灯の管理", "防犯灯の管理", None, None, None),
    ("防犯灯の管理について。", "防犯灯の管理について", None, None, None),
    ("", "", None, None, None),
]


@pytest.mark.parametrize(("written", "title", "kind_word", "department", "number"), TITLES)
def test_a_title_is_cleaned(
    written: str, title: str, kind_word: str | None, department: str | None, number: str | None
) -> None:
    found = read_title(fold(written))
    assert (found.text, found.kind_word, found.department, found.number) == (title, kind_word, department, number)


LIKENESS = [
    # title, what it is called later, at least, at most
    ("防犯灯の管理について", "防犯灯の管理について", 1.0, 1.0),
    ("防犯灯の管理について", "防犯灯の管理", 1.0, 1.0),
    ("「防犯灯」の管理に関すること", "防犯灯の管理の件", 1.0, 1.0),
    ("町内会名簿の防犯灯管理組合への提供について", "町内会名簿の提供について", 0.72, 0.99),
    ("町内会名簿の防犯灯管理組合への提供について", "防犯灯管理組合への提供", 0.85, 0.99),
    ("防犯灯の管理について", "図書館の利用者登録について", 0.0, 0.3),
    ("住民票の写しの交付について", "印鑑登録証明書の発行について", 0.0, 0.4),
    ("防犯灯の管理について", "", 0.0, 0.0),
    ("", "", 0.0, 0.0),
]


@pytest.mark.parametrize(("title", "other", "least", "most"), LIKENESS)
def test_how_alike_two_titles_are(title: str, other: str, least: float, most: float) -> None:
    assert least <= closeness(title, other) <= most
    assert closeness(title, other) == pytest.approx(closeness(other, title))


@pytest.mark.parametrize(
    ("title", "text", "least", "most"),
    [
        ("防犯灯の管理について", "それでは「防犯灯の管理について」を議題とします。", 1.0, 1.0),
        ("防犯灯の管理について", "次に、防犯灯の　管理についてです。", 1.0, 1.0),
        ("町内会名簿の防犯灯管理組合への提供について", "町内会名簿の管理組合への提供です。", 0.6, 0.99),
        ("防犯灯の管理について", "次回の日程についてお願いします。", 0.0, 0.3),
        ("防犯灯の管理について", "", 0.0, 0.0),
    ],
)
def test_how_much_of_a_title_is_said(title: str, text: str, least: float, most: float) -> None:
    assert least <= similarity(title, text) <= most


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="「」（）【】諮問報告第1号課防犯灯のについて 、。", max_size=30), st.text(max_size=30))
def test_any_text_is_safe(first: str, second: str) -> None:
    read_title(first)
    assert 0.0 <= similarity(first, second) <= 1.0
    assert 0.0 <= closeness(first, second) <= 1.0
