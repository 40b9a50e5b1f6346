"""Text that turns the writing round keeps its turn to itself."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from lxml import html
from markupsafe import Markup

from app.main import create_app
from app.web.bidi import isolate, isolate_value
from tests.support.invented import VOCABULARY, Case, ToyAnalyzer, make_engine

OVERRIDE, END_OVERRIDE = "\u202e", "\u202c"
LEFT, RIGHT, FIRST, END = "\u2066", "\u2067", "\u2068", "\u2069"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("ふつうの文", "ふつうの文"),
        ("שלום 件名", "שלום 件名"),  # Hebrew turns by itself, and ends by itself
        (f"{OVERRIDE}甲乙", f"{FIRST}{OVERRIDE}甲乙{END}"),
        (f"{OVERRIDE}甲{END_OVERRIDE}乙", f"{FIRST}{OVERRIDE}甲{END_OVERRIDE}乙{END}"),
        (f"{RIGHT}甲{LEFT}乙", f"{FIRST}{RIGHT}甲{LEFT}乙{END * 3}"),
        (f"{RIGHT}甲{END}乙", f"{FIRST}{RIGHT}甲{END}乙{END}"),
        (f"甲{END}乙{END}{OVERRIDE}丙", f"{FIRST}甲乙{OVERRIDE}丙{END}"),
        (f"{END}{RIGHT}甲{END}{END}", f"{FIRST}{RIGHT}甲{END}{END}"),
    ],
)
def test_what_is_opened_is_ended(text: str, shown: str) -> None:
    assert isolate(text) == shown


def test_only_text_is_isolated() -> None:
    assert isolate_value(Markup(f"<b>{OVERRIDE}</b>")) == f"<b>{OVERRIDE}</b>"
    assert isolate_value(3) == 3
    assert isolate_value(None) is None


def test_a_title_is_isolated_and_what_was_typed_is_not() -> None:
    title = f"{OVERRIDE}件名クラウド"
    case = Case("992011", "2020-06-01", title, (f"クラウド{RIGHT}",))
    client = TestClient(create_app(make_engine((case,)), ToyAnalyzer(), VOCABULARY))
    page = html.fromstring(client.get(f"/items/{case.id}?q={OVERRIDE}クラウド").text)
    shown = f"{FIRST}{title}{END}"
    assert page.xpath("//h1")[0].text_content().endswith(shown)
    assert shown in page.xpath("//title")[0].text_content()
    said = page.xpath("//div[@class='said']")
    assert said[0].text_content() == f"{FIRST}クラウド{RIGHT}{END}{END}"
    assert {field.get("value") for field in page.xpath("//input[@name='q']")} == {f"{OVERRIDE}クラウド"}
    found = html.fromstring(client.get("/search?q=クラウド").text)
    assert found.xpath("//p[@class='snippet']//text()[contains(., $sign)]", sign=RIGHT)[0].rstrip().endswith(END)
