"""Examples of answers for the OpenAPI document, by the operation's name: invented, and tested to be of its shape."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from importlib import resources
from typing import Any

from app.api.schemas import EXAMPLE_SEARCH, Problem

# What stands in a path, described once for all operations.
_IN_PATHS = {
    "item_id": ("案件の ID（検索結果の id）。", "992011-2018-07-10-i1"),
    "meeting_id": ("会議の ID（案件の meeting_id）。", "992011-2018-07-10"),
    "name": ("収集元の名前（一覧の name）。", "kazemachi"),
}


def load_examples() -> Mapping[str, Any]:
    found: dict[str, Any] = json.loads((resources.files("app.api") / "examples.json").read_text(encoding="utf-8"))
    return found


def add_examples(make: Callable[[], dict[str, Any]]) -> Callable[[], dict[str, Any]]:
    """FastAPI's maker of the document → one whose JSON answers have an example and whose paths are explained."""
    examples = {**load_examples(), "get_items": EXAMPLE_SEARCH}

    def make_document() -> dict[str, Any]:
        document = make()
        document["components"]["schemas"].setdefault("Problem", Problem.model_json_schema())
        for methods in document["paths"].values():
            for operation in methods.values():
                answer = operation["responses"]["200"].get("content", {}).get("application/json")
                if answer is not None and operation["operationId"] in examples:
                    answer["example"] = examples[operation["operationId"]]  # FastAPI would lose its nulls
                for parameter in operation.get("parameters", ()):
                    if parameter["in"] == "path" and parameter["name"] in _IN_PATHS:
                        parameter["description"], parameter["example"] = _IN_PATHS[parameter["name"]]
        return document

    return make_document
