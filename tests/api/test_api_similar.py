"""Similar referrals by the API: an item by GET, a draft by POST as JSON or as a form, and what is refused."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import Counter
from dataclasses import dataclass, field

import anyio
import pytest
from fastapi.testclient import TestClient

from app.errors import ReaderBusyError, UsageError
from app.main import create_app
from app.search.ports import Draft
from app.uploads import MAX_BODY, Turns
from tests.support.invented import VOCABULARY, Case, ToyAnalyzer, make_engine

CASES = (
    Case("992011", "2018-07-10", "公園カメラの画像の保存", topics=("cloud",)),
    Case("982016", "2023-05-09", "駅前カメラの画像の提供", topics=("cloud",)),
)
ITEM = "982016-2023-05-09-i1"
URL = "/api/v1/similar"
SECRET = "公園カメラの秘密"
JSON = {"content-type": "application/json"}
MULTIPART = "multipart/form-data; boundary=b"
FORM = b'--b\r\nContent-Disposition: form-data; name="NAME"\r\n\r\nx\r\n--b--\r\n'
ESCAPED = {"content-type": f"{MULTIPART}; charset=raw_unicode_escape"}  # gives halves of pairs
NO_FILE = b'--b\r\nContent-Disposition: form-data; name="file"; filename=""\r\n\r\n\r\n--b--\r\n'  # none was chosen


@dataclass
class ToyDrafts:
    """Text as it is; a file says what to do."""

    read: list[str | bytes] = field(default_factory=list)

    def read_text(self, text: str) -> Draft:
        self.read.append(text)
        return Draft(text, None, None, ("cloud",), len(text))

    def read_file(self, data: bytes) -> Draft:
        self.read.append(data)
        if data == b"broken":
            raise UsageError("file", "文書を読めませんでした。")
        if data == b"busy":
            raise ReaderBusyError("ほかの文書を読んでいます。")
        return Draft(data.decode(), None, None, (), 1)


@pytest.fixture
def drafts() -> ToyDrafts:
    return ToyDrafts()


@pytest.fixture
def client(drafts: ToyDrafts) -> TestClient:
    app = create_app(make_engine(CASES), ToyAnalyzer(), VOCABULARY, drafts=drafts, base_url="https://search.example")
    return TestClient(app, raise_server_exceptions=False)


def test_an_item(client: TestClient) -> None:
    answer = client.get(URL, params={"item": ITEM, "limit": "3"})
    assert answer.status_code == 200, answer.text
    (hit,) = answer.json()["hits"]
    assert hit["url"] == "https://search.example/items/992011-2018-07-10-i1"
    assert hit["why"]["shared_topics"] == [{"code": "cloud", "label": "クラウド"}]


@pytest.mark.parametrize(
    "sent",
    [
        {"json": {"text": SECRET, "city": "982016", "limit": 3}},
        {"data": {"text": SECRET, "city": "98201", "limit": "3"}},
        {"files": {"file": ("案.txt", SECRET.encode())}, "data": {"city": "982016", "text": ""}},
    ],
    ids=["json", "form", "file"],
)
def test_a_draft(
    client: TestClient, drafts: ToyDrafts, sent: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    answer = client.post(URL, **sent)  # type: ignore[arg-type]
    assert answer.status_code == 200, answer.text
    assert [hit["code"] for hit in answer.json()["hits"]] == ["992011"]
    assert answer.headers["cache-control"] == "no-store"
    assert drafts.read in ([SECRET], [SECRET.encode()])
    assert SECRET not in caplog.text


@pytest.mark.parametrize(
    ("sent", "status", "parameter"),
    [
        ({"json": {}}, 422, "text"),
        ({"json": ["a"]}, 422, "text"),
        ({"json": {"text": " "}}, 422, "text"),
        ({"json": {"text": "a", "colour": "red"}}, 422, "colour"),
        ({"json": {"text": "a", "limit": True}}, 422, "limit"),
        ({"json": {"text": "a", "limit": 31}}, 422, "limit"),
        ({"json": {"text": "a", "city": "無い市"}}, 422, "city"),
        ({"json": {"text": "a", "city": "市" * 1_000_000}}, 422, "city"),
        ({"json": {"text": "a", "limit": "9" * 1_000_000}}, 422, "limit"),
        ({"json": {"text": "a", "b" * 1_000_000: "c"}}, 422, "b" * 100),
        ({"content": b"{", "headers": {"content-type": "application/json"}}, 422, "text"),
        ({"content": b"[" * 100_000, "headers": {"content-type": "application/json"}}, 422, "text"),
        ({"content": b"\xff", "headers": {"content-type": "application/json"}}, 422, "text"),
        ({"content": b'{"text": "a", "city": "\\ud800"}', "headers": JSON}, 422, "city"),
        ({"content": b'{"text": "a", "\\ud800": "b"}', "headers": JSON}, 422, "\ufffd"),
        ({"content": FORM.replace(b"NAME", b"\\ud800"), "headers": ESCAPED}, 422, "\ufffd"),
        ({"content": FORM, "headers": {"content-type": MULTIPART + "; charset=undefined"}}, 422, "file"),
        ({"content": b"text", "headers": {"content-type": "text/plain"}}, 422, "Content-Type"),
        ({"content": b"x", "headers": {"content-type": "multipart/form-data; boundary=b"}}, 422, "file"),
        ({"content": b"x", "headers": {"content-type": "multipart/form-data"}}, 422, "file"),
        ({"files": {"paper": ("a.txt", b"a")}}, 422, "paper"),
        ({"files": [("file", ("a", b"a")), ("file", ("b", b"b"))]}, 422, "file"),
        ({"files": {"file": ("a", b"broken")}}, 422, "file"),
        ({"files": {"file": ("空.docx", b"")}}, 422, "file"),
        ({"content": NO_FILE, "headers": {"content-type": MULTIPART}}, 422, "text"),
        ({"files": {"file": ("a", b"a")}, "data": {"text": "b"}}, 422, "text"),
        ({"data": {"a" * n: "b" for n in range(1, 12)}}, 422, "file"),
        ({"files": {"file": ("a", b"busy")}}, 503, None),
        ({"content": bytes(MAX_BODY + 1), "headers": {"content-type": "application/json"}}, 413, "file"),
    ],
)
def test_refused(client: TestClient, sent: dict[str, object], status: int, parameter: str | None) -> None:
    answer = client.post(URL, **sent)  # type: ignore[arg-type]
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json().get("parameter") == parameter
    assert len(answer.content) < 2_000, "what was sent is not sent back"


def test_a_body_without_a_length_is_counted_as_it_comes(client: TestClient) -> None:
    def chunks():  # type: ignore[no-untyped-def]
        for _ in range(MAX_BODY // 1_000_000 + 2):
            yield bytes(1_000_000)

    answer = client.post(URL, content=chunks(), headers={"content-type": "application/json"})
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("query", "status"), [("", 422), ("?item=no-such", 404), (f"?item={ITEM}&limit=0", 422), ("?colour=red", 422)]
)
def test_items_refused(client: TestClient, query: str, status: int) -> None:
    assert client.get(URL + query).status_code == status


def test_without_a_reader_only_items_are_compared() -> None:
    client = TestClient(create_app(make_engine(CASES), ToyAnalyzer(), VOCABULARY))
    assert client.get(URL, params={"item": ITEM}).status_code == 200
    assert client.post(URL, json={"text": "a"}).status_code == 404


def test_drafts_that_wait_hold_up_nobody() -> None:
    """More of them than there are threads, which searches are answered in, too."""
    done, turns = threading.Event(), Turns(at_once=2, patience=0.2)

    async def hand_in() -> str:
        try:
            return "read" if await turns.run(done.wait, 10) else "hung"
        except ReaderBusyError:
            return "busy"

    async def hand_in_many() -> list[str]:
        sent = [asyncio.create_task(hand_in()) for _ in range(60)]
        with anyio.fail_after(5):
            await asyncio.sleep(0)
            assert await anyio.to_thread.run_sync(lambda: "searched") == "searched"
            while sum(task.done() for task in sent) < 58:
                await asyncio.sleep(0.01)
        done.set()
        return [*await asyncio.gather(*sent), await hand_in()]

    assert Counter(asyncio.run(hand_in_many())) == {"busy": 58, "read": 3}
