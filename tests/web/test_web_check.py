"""諮問前チェック and 類似諮問の審議状況: the form, the page of precedents, refusals, and no markup from documents."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from lxml import html

from app.main import create_app
from tests.api.test_api_similar import ToyDrafts
from tests.support.invented import VOCABULARY, Case, ToyAnalyzer, make_engine, make_utterance

EVIL = "<script>カメラ</script>"
ITEM = "982016-2023-05-09-i1"


def make_client() -> TestClient:
    asked = Case("992011", "2018-07-10", f"公園カメラ{EVIL}の画像", topics=("cloud",), conditions="記録を残すこと。")
    source_said = [make_utterance(f"u5{n}", f"カメラは{n}台ですか。", speaker=f"{EVIL}委員", page=2) for n in range(7)]
    closing = make_utterance("u19", "原案のとおり承認します。記録を残すこと。", page=2)
    case = Case(**{**asked.__dict__, "extra": {"utterances": [*source_said, closing]}})
    engine = make_engine((case, Case("982016", "2023-05-09", "駅前カメラの画像の提供", topics=("cloud",))))
    app = create_app(engine, ToyAnalyzer(), VOCABULARY, drafts=ToyDrafts())
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture(scope="module")
def client() -> TestClient:
    return make_client()


def check_sound(text: str) -> html.HtmlElement:
    page = html.fromstring(text)
    assert len(page.xpath("//h1")) == 1
    assert not page.xpath("//script[text() or not(starts-with(@src, '/static/'))]")
    assert not page.xpath("//@style | //@*[starts-with(name(), 'on')]")
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    for name in [*page.xpath("//label/@for"), *page.xpath("//@aria-describedby"), *page.xpath("//@aria-labelledby")]:
        assert name in ids
    for link in page.xpath("//a/@href"):
        assert not link.startswith("#") or link[1:] in ids
    return page


def test_the_form(client: TestClient) -> None:
    page = check_sound(client.get("/check").text)
    (form,) = page.xpath("//form[@method='post']")
    assert form.get("enctype") == "multipart/form-data"
    assert {field.get("name") for field in form.xpath(".//*[@name]")} == {"text", "file", "city"}
    assert page.xpath("//select/option/@value") == ["", "982016", "992011"]


def test_where_there_are_many_cities_the_name_is_typed(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.web.check._MOST_CHOICES", 1)
    page = check_sound(client.get("/check").text)
    assert not page.xpath("//select")
    answer = client.post("/check", data={"text": "公園カメラの画像", "city": "風待市"})
    assert len(check_sound(answer.text).xpath("//section[@class='case']")) == 1


def test_an_item_is_an_address(client: TestClient) -> None:
    page = check_sound(client.get("/check", params={"item": ITEM}).text)
    assert page.xpath("//h1")[0].text == "類似諮問の審議状況"
    (case,) = page.xpath("//section[@class='case']")
    words = " ".join(case.text_content().split())
    for said in (
        "承認",
        "記録を残すこと。",
        "カメラは6台ですか。",
        "委員の質問（7）",
        "ほかの2件の質問",
        "条例期",
        "主題：クラウド",
    ):
        assert said in words
    assert case.xpath(".//a/@href")[0] == "/items/992011-2018-07-10-i1"
    assert page.xpath("//table/caption")


@pytest.mark.parametrize(
    "sent", [{"data": {"text": "公園カメラの画像"}}, {"files": {"file": ("a.txt", "公園カメラの画像".encode())}}]
)
def test_a_draft(client: TestClient, sent: dict[str, object]) -> None:
    answer = client.post("/check", **sent)  # type: ignore[arg-type]
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert len(check_sound(answer.text).xpath("//section[@class='case']")) == 2


def test_nothing_close_says_what_was_looked_at(client: TestClient) -> None:
    words = check_sound(client.post("/check", data={"text": "無関係"}).text).text_content()
    assert "近い諮問は見つかりませんでした" in words
    assert "2件" in words


@pytest.mark.parametrize(
    ("sent", "status", "said"),
    [
        ({"data": {"text": ""}}, 422, "文章を貼り付けるか"),
        ({"files": {"file": ("a.pdf", b"broken")}, "data": {"city": "992011"}}, 422, "読めませんでした"),
        ({"data": {"text": EVIL, "city": "無い市"}}, 422, "見つかりません"),
        ({"content": bytes(12_000_000), "headers": {"content-type": "multipart/form-data; boundary=b"}}, 413, "MB"),
    ],
)
def test_refusals_keep_what_was_typed(client: TestClient, sent: dict[str, object], status: int, said: str) -> None:
    answer = client.post("/check", **sent)  # type: ignore[arg-type]
    assert answer.status_code == status
    page = check_sound(answer.text)
    assert said in page.xpath("//*[@id='error']")[0].text_content()
    typed = sent.get("data", {}).get("text", "")  # type: ignore[attr-defined]
    assert page.xpath("//textarea")[0].text_content().strip() == typed


def test_other_parameters_are_refused(client: TestClient) -> None:
    assert client.get("/check?colour=red").status_code == 422
    assert client.get("/check?item=no-such").status_code == 404
