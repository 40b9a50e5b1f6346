"""A meeting's versions and what a city changed in them: over HTTP, as JSON and as pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from fastapi.testclient import TestClient
from lxml import html

from app.main import create_app
from tests.support.invented import VOCABULARY, Case, ToyAnalyzer, make_engine
from tests.support.pages import text_of

AT = [f"2024-0{month}-02T03:04:05Z" for month in range(1, 7)]
Said = Mapping[str, Sequence[tuple[str, str]]]
TEXTS: Said = {
    "t1": [("会長", "始めます。"), ("委員", "<b>鹿島</b>さんの件は。"), ("会長", "承認します。")],
    "t2": [
        ("会長", "始めます。"),
        ("委員", "<b>○○</b>さんの件は。"),
        ("会長", "承認します。"),
        ("会長", "閉会します。"),
    ],
    "t3": [("会長", "始めます。")],
}


def rendition(number: int, text: str, *, current: bool = False, **more: Any) -> dict[str, Any]:
    url = "https://city.example/a.pdf"
    ended = {} if current else {"ended": "replaced", "ended_at": AT[number + 1]}
    times = {"first_seen": AT[number], "last_seen": AT[number]}
    base = {"url": url, "media_type": "application/pdf", "sha256": f"{number + 1:x}" * 64, "pages": 5}
    return {**base, **times, "current": current, "text_sha256": text, **ended, **more}


def make_client(renditions: list[dict[str, Any]], said: Said = TEXTS, **extra: Any) -> tuple[TestClient, str]:
    """→ (client, the meeting's id)."""
    texts = [
        {
            "text_sha256": text,
            "passages": [
                {"anchor": f"u{n}", "speaker": speaker, "mark": None, "text": said, "page": 1}
                for n, (speaker, said) in enumerate(passages, start=1)
            ],
        }
        for text, passages in said.items()
        if text in {r["text_sha256"] for r in renditions if not r.get("withheld")}
    ]
    case = Case("992011", "2020-06-01", "件名", extra={"renditions": renditions, "texts": texts, **extra})
    engine = make_engine((case,))
    for meeting in engine.iterate("meetings"):
        meeting["texts"] = texts  # type: ignore[index]
        meeting["removed_at"] = extra.get("removed_at")  # type: ignore[index]
    return TestClient(create_app(engine, ToyAnalyzer(), VOCABULARY), raise_server_exceptions=False), case.meeting_id


REPLACED = [rendition(1, "t2", current=True), rendition(0, "t1")]


def test_versions_as_json() -> None:
    copy = rendition(2, "t2", current=True, url="https://city.example/copy.pdf")
    client, meeting = make_client([*REPLACED, copy])
    answer = client.get(f"/api/v1/meetings/{meeting}/versions").json()
    old, new = answer["versions"]
    assert (old["number"], old["current"], old["ended"], old["ended_at"]) == (1, False, "replaced", AT[1])
    assert (new["number"], new["current"], new["ended"], len(new["copies"])) == (2, True, None, 2)
    assert (new["first_seen"], new["last_seen"], new["comparable"]) == (AT[1], AT[2], True)


def test_a_diff_as_json() -> None:
    client, meeting = make_client(REPLACED)
    answer = client.get(f"/api/v1/meetings/{meeting}/diff").json()
    assert (answer["from"]["number"], answer["to"]["number"]) == (1, 2)
    assert [answer[kind] for kind in ("same", "changed", "added", "removed")] == [2, 1, 1, 0]
    changed = answer["passages"][1]
    words = ["".join(changed[side]["text"][a:b] for a, b in changed[side]["changed"]) for side in ("before", "after")]
    assert words == ["鹿島", "○○"]
    assert answer["passages"][3]["before"] is None
    backwards = client.get(f"/api/v1/meetings/{meeting}/diff", params={"from": "2" * 8, "to": "1" * 64}).json()
    assert [backwards[kind] for kind in ("same", "changed", "added", "removed")] == [2, 1, 0, 1]


HTML = {"media_type": "text/html", "url": "https://city.example/a.html"}


@pytest.mark.parametrize(
    ("renditions", "pair"),
    [
        pytest.param([rendition(0, "t1"), rendition(1, "t2", current=True)], "1 2", id="replaced"),
        pytest.param(
            [rendition(0, "t1"), rendition(2, "t3", current=True, **HTML), rendition(3, "t2", current=True)],
            "1 4",
            id="in the same format",
        ),
        pytest.param(
            [rendition(0, "t1"), rendition(1, "t2", current=True), rendition(3, "t3", current=True, **HTML)],
            "1 2",
            id="another format is newer",
        ),
        pytest.param(
            [rendition(0, "t1", current=True, last_seen=AT[4]), rendition(2, "t2")], "3 1", id="the city went back"
        ),
        pytest.param([rendition(0, "t1"), rendition(1, "t2")], "1 2", id="both gone"),
        pytest.param([rendition(0, "t1"), rendition(1, "t2", current=True, **HTML)], "1 2", id="other formats only"),
    ],
)
def test_the_pair_that_is_compared(renditions: list[dict[str, Any]], pair: str) -> None:
    client, meeting = make_client(renditions)
    answer = client.get(f"/api/v1/meetings/{meeting}/diff").json()
    assert f"{answer['from']['sha256'][0]} {answer['to']['sha256'][0]}" == pair


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("?from=1111", 422, "from"),
        ("?to=" + "f" * 64, 422, "to"),
        ("?colour=red", 422, "colour"),
        ("?from=11111111&from=22222222", 422, "from"),
    ],
)
def test_wrong_parameters(query: str, status: int, words: str) -> None:
    client, meeting = make_client(REPLACED)
    answer = client.get(f"/api/v1/meetings/{meeting}/diff{query}")
    assert (answer.status_code, answer.json()["parameter"]) == (status, words)


def test_one_version_has_no_diff_and_a_withheld_one_tells_why() -> None:
    client, meeting = make_client([rendition(0, "t1", current=True)])
    assert client.get(f"/api/v1/meetings/{meeting}/diff").status_code == 404
    sealed = rendition(2, "", withheld="氏名の消し忘れ")
    client, meeting = make_client([*REPLACED, sealed])
    answer = client.get(f"/api/v1/meetings/{meeting}/diff?from=33333333")
    assert answer.status_code == 422
    assert "氏名の消し忘れ" in answer.json()["detail"]
    page = html.fromstring(client.get(f"/meetings/{meeting}/versions").text)
    assert "理由：氏名の消し忘れ" in text_of(page)
    assert not page.xpath(f"//a[contains(@href, '{'3' * 64}')]")


def test_the_pages() -> None:
    client, meeting = make_client(REPLACED)
    for path in (f"/meetings/{meeting}", f"/items/{meeting}-i1"):
        assert html.fromstring(client.get(path).text).xpath(f"//a[@href='/meetings/{meeting}/versions']"), path
    page = html.fromstring(client.get(f"/meetings/{meeting}/versions").text)
    assert [text_of(h) for h in page.xpath("//h2")] == ["第2版 公開中", "第1版 差し替え前"]
    assert page.xpath(f"//a[@href='/archive/{'1' * 64}']")
    (link,) = page.xpath("//a[contains(@href, '/diff?')]/@href")
    answer = client.get(link)
    assert "<b>鹿島" not in answer.text, "what a document says never becomes markup"
    diff = html.fromstring(answer.text)
    assert [text_of(e) for e in diff.xpath("//*[@class='said']//del")] == ["鹿島"]
    assert [text_of(e) for e in diff.xpath("//*[@class='said']//ins")] == ["○○"]
    assert [text_of(e) for e in diff.xpath("//*[@class='kind']")] == ["変更", "追加"]
    assert len(diff.xpath("//h1")) == 1


def test_what_is_the_same_is_folded() -> None:
    same = [("会長", f"{n}番目の話です。") for n in range(20)]
    said = {"t1": [*same, ("会長", "承認します。")], "t2": [*same, ("会長", "不承認とします。")]}
    client, meeting = make_client(REPLACED, said)
    page = html.fromstring(client.get(f"/meetings/{meeting}/diff").text)
    assert [text_of(e) for e in page.xpath("//summary")] == ["同じ発言 19 件"]


def test_a_removed_meeting_says_so_everywhere() -> None:
    gone = rendition(0, "t1", ended="removed")
    client, meeting = make_client([gone], removed_at=AT[1])
    day = "2024年2月2日"
    for path in (f"/meetings/{meeting}", f"/items/{meeting}-i1", "/search", f"/meetings/{meeting}/versions"):
        told = text_of(html.fromstring(client.get(path).text))
        assert "市サイトから削除" in told, path
        assert day in told, path
    hit = client.get("/api/v1/items").json()["hits"][0]
    assert hit["removed_at"] == AT[1]
    for path in (f"items/{meeting}-i1", f"meetings/{meeting}", f"meetings/{meeting}/versions"):
        assert client.get(f"/api/v1/{path}").json()["removed_at"] == AT[1]
