"""The pages over the invented cases, asked for and read."""

from __future__ import annotations

from fastapi.testclient import TestClient
from lxml import html

from app.main import create_app
from tests.support.invented import CASES, VOCABULARY, Case, ToyAnalyzer, ToyExpander, make_engine
from tests.support.memory_engine import MemoryEngine


def make_client(cases: tuple[Case, ...] = CASES, engine: MemoryEngine | None = None) -> TestClient:
    app = create_app(engine or make_engine(cases), ToyAnalyzer(), VOCABULARY, expander=ToyExpander())
    return TestClient(app, raise_server_exceptions=False)


def parse(client: TestClient, path: str, status: int = 200) -> html.HtmlElement:
    answer = client.get(path)
    assert answer.status_code == status, answer.text[:500]
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return html.fromstring(answer.text)


def text_of(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())
