"""What the OpenAPI document promises: names, tags and examples for all; a client made of it works; nobody waits for
another who reads slowly."""

from __future__ import annotations

import contextlib
import importlib
import json
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic import TypeAdapter

from app.main import create_app
from tests.api.test_api_similar import ToyDrafts
from tests.support.invented import VOCABULARY, Case, ToyAnalyzer, make_engine

ITEM = "992011-2018-07-10-i1"


def make_app(**settings: Any) -> FastAPI:
    return create_app(make_engine(), ToyAnalyzer(), VOCABULARY, **settings)


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for operation in methods.values():
            yield path, operation


def test_every_operation_is_named_and_explained() -> None:
    document = make_app().openapi()
    names = [operation["operationId"] for _, operation in operations(document)]
    assert len(set(names)) == len(names)
    for path, operation in operations(document):
        assert re.fullmatch(r"[a-z_]+", operation["operationId"]), path
        assert operation["tags"], path
        assert operation["summary"], path
        assert all(parameter.get("description") for parameter in operation.get("parameters", ())), path
        if path.startswith("/api/"):
            assert "429" in operation["responses"], path


def test_every_path_is_in_the_document() -> None:
    told = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
    paths = {
        re.sub(r"\{.*?\}", lambda m: m[0][1:-1].rpartition("_")[2].upper(), one)
        for one in make_app().openapi()["paths"]
    }
    assert len(paths) > 15
    assert not {path for path in paths if f"`{path}`" not in told}


def test_what_may_be_withheld_says_so() -> None:
    """Whoever asks for a document by its id may learn that it is none, or withheld."""
    named = [
        operation["responses"].keys()
        for path, operation in operations(make_app().openapi())
        if re.search(r"\{(item|meeting)_id\}", path) or operation["operationId"] in ("explain", "get_similar")
    ]
    assert len(named) == 7
    assert all({"404", "410"} <= one for one in named)


def test_every_json_answer_has_an_example_of_its_shape() -> None:
    app = make_app()
    routers = [getattr(one, "original_router", app.router) for one in app.routes]
    routes = {one.name: one for router in routers for one in router.routes if isinstance(one, APIRoute)}
    for path, operation in operations(app.openapi()):
        answer = operation["responses"]["200"].get("content", {}).get("application/json")
        if answer is None:
            continue
        model = routes[operation["operationId"]].response_model
        assert "example" in answer, f"{path}: app/api/examples.json has none for {operation['operationId']}"
        told = TypeAdapter(model).validate_python(answer["example"])
        whole = json.loads(TypeAdapter(model).dump_json(told, by_alias=True))
        assert not lost(answer["example"], whole), path


def lost(example: Any, whole: Any) -> list[str]:
    """What an example says that no answer does."""
    if isinstance(example, dict):
        return [name for name in example if name not in whole] + [
            entry for name in example if name in whole for entry in lost(example[name], whole[name])
        ]
    if isinstance(example, list):
        return [entry for one, other in zip(example, whole, strict=True) for entry in lost(one, other)]
    return []


@contextlib.contextmanager
def serve(app: FastAPI) -> Iterator[str]:
    """A real server on a free port."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        server.force_exit = True
        thread.join(10)


@pytest.mark.slow
def test_a_generated_client_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = make_app(drafts=ToyDrafts())
    (tmp_path / "openapi.json").write_text(json.dumps(app.openapi()), encoding="utf-8")
    command = [str(Path(sys.executable).parent / "openapi-python-client"), "generate", "--path", "openapi.json"]
    command += ["--meta", "none", "--output-path", "generated_client"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    monkeypatch.syspath_prepend(tmp_path)

    def function(name: str) -> Any:
        (found,) = (tmp_path / "generated_client" / "api").rglob(f"{name}.py")
        module = ".".join(found.relative_to(tmp_path).with_suffix("").parts)
        return importlib.import_module(module).sync_detailed

    for _, operation in operations(app.openapi()):
        assert function(operation["operationId"]), "what was made for it can be imported"

    with serve(app) as url:
        client = importlib.import_module("generated_client").Client(base_url=url)
        found = function("get_items")(client=client, q="クラウド", topic=["cloud"]).parsed
        assert {hit.id for hit in found.hits} == {ITEM, "992020-2019-02-05-i1"}
        assert found.hits[0].outcome.label in ("承認", "不承認")
        assert function("get_item")(item_id=ITEM, client=client).parsed.conditions is None
        assert function("get_facets")(client=client, city=["風待市"]).parsed.total == 2
        assert function("get_facets")(client=client, not_city=["風待市"]).parsed.total == 3
        form = importlib.import_module("generated_client.models").ExportItemsFormat("csv")
        told = function("export_items")(client=client, format_=form).content.decode("utf-8-sig")
        assert told.count("\r\n") == 1 + 5
        assert function("get_citation")(item_id=ITEM, client=client).content.decode().startswith("風待市、")
        assert function("get_readiness")(client=client).parsed.items == 5
        draft = importlib.import_module("generated_client.models").PostSimilarJsonBody("図書館のクラウド", limit=2)
        assert function("post_similar")(client=client, body=draft).parsed.asked.characters == 8
        assert function("get_similar")(client=client, item=ITEM).parsed.asked.id == ITEM
        assert function("get_stats")(client=client).parsed.total == 4
        missing = function("get_item")(item_id="none", client=client)
        assert (missing.status_code, missing.parsed.title) == (404, "見つかりません")


@pytest.mark.slow
def test_a_slow_reader_stops_nobody() -> None:
    """Clients that read an export a byte at a time, more of them than the server has threads."""
    cases = [Case("992011", "2018-07-10", f"第{n}の件", ("長い話です。" * 3_000,), ordinal=n) for n in range(1, 61)]
    app = create_app(make_engine(cases), ToyAnalyzer(), VOCABULARY)
    with serve(app) as url, contextlib.ExitStack() as stack:
        port = int(url.rpartition(":")[2])
        slow = []
        for _ in range(42):  # anyio has 40 threads
            one = stack.enter_context(socket.socket())
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            one.connect(("127.0.0.1", port))
            one.sendall(b"GET /api/v1/export?format=jsonl HTTP/1.1\r\nHost: x\r\n\r\n")
            slow.append(one)
        began = time.monotonic()
        for _ in range(3):
            assert all(one.recv(1) for one in slow)
            with socket.create_connection(("127.0.0.1", port), timeout=10) as other:
                other.sendall(b"GET /api/v1/items?limit=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                assert other.recv(12) == b"HTTP/1.1 200"
        assert time.monotonic() - began < 30, "the first chunks of 42 exports, and three searches"
