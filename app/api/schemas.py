"""What the API's OpenAPI document says beside the shapes of the answers: problems, health, parameters, examples."""

from __future__ import annotations

import re
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from app.search.dimensions import EXCLUDED, FACETS, NEGATED
from app.search.facets import MAX_LETTERS
from app.search.language.reading import Expand
from app.search.request import FILTERS, MAX_LIMIT, PARAMETERS, Parameter, Scope
from app.search.suggest import DEFAULT_SUGGESTIONS, MAX_SUGGESTIONS

PROBLEM_MEDIA_TYPE = "application/problem+json"


class Problem(BaseModel):
    """RFC 9457 problem details. `type` is a relative URI; `parameter` names what was wrong, where there is one."""

    model_config = ConfigDict(frozen=True)

    type: str
    title: str
    status: int
    detail: str
    instance: str
    parameter: str | None = Field(default=None, description="the query parameter that was refused")
    error: str | None = Field(
        default=None, description="of a malformed q: the mistake's name, such as UnbalancedQuotes"
    )
    query: str | None = Field(default=None, description="of a malformed q: as it was read, to which position refers")
    position: int | None = Field(default=None, description="of a malformed q: where, in code points")
    length: int | None = Field(default=None, description="of a malformed q: how many code points are wrong")
    correction: str | None = Field(default=None, description="of a malformed q: what could be asked instead")


class Health(BaseModel):
    status: str


class Readiness(BaseModel):
    """`generation` is that of the index which answers; `built_with` the versions it was made with. `items` are agenda
    items; what lies outside them counts as none."""

    status: str
    engine: str
    generation: str | None
    mapping_version: str
    items: int
    meetings: int
    built_with: dict[str, str]


def make_parameters(*, paged: bool = True) -> list[dict[str, Any]]:
    """The search's parameters as OpenAPI; without those of paging where an answer has no hits."""
    left_out = () if paged else ("limit", "cursor", "sort")
    return [_make_parameter(parameter) for parameter in PARAMETERS if parameter.name not in left_out]


def make_feed_parameters() -> list[dict[str, Any]]:
    """Those of the search that say what is wanted, without order and paging."""
    return [one for one in make_parameters() if one["name"] not in ("limit", "cursor", "sort", "scope")]


def make_export_parameters() -> list[dict[str, Any]]:
    """Those of the search without paging, in an order that has an end, and the format."""
    kept = [one for one in make_parameters() if one["name"] not in ("limit", "cursor")]
    for one in kept:
        if one["name"] == "sort":
            orders = [order for order in one["schema"]["enum"] if order != "relevance"]
            one |= {"description": f"並べ方：{'、'.join(orders)}。指定がなければ -date。", "example": "date"}
            one["schema"] = {"type": "string", "enum": orders}
    return [
        *kept,
        {
            "name": "format",
            "in": "query",
            "required": False,
            "description": "csv（指定がなければこれ）か jsonl。",
            "schema": {"type": "string", "enum": ["csv", "jsonl"]},
            "example": "jsonl",
        },
    ]


EXPLAIN_PARAMETERS = ("q", "expand", "item")
_ITEM = Parameter("item", False, "案件の ID。この案件のどこに合うかも示す。", "992011-2018-07-10-i1")


FACET_PARAMETERS: list[dict[str, Any]] = [
    {
        "name": "facet",
        "in": "query",
        "required": False,
        "description": "値を探す集計。found に、facet_q を含む値が件数の多い順に100まで入る。",
        "schema": {"type": "string", "enum": list(FACETS)},
        "example": "department",
    },
    {
        "name": "facet_q",
        "in": "query",
        "required": False,
        "description": "値の名前に含まれる文字（市区町村は読みとコードにも合う）。省くとすべての値。",
        "schema": {"type": "string", "maxLength": MAX_LETTERS},
        "example": "図書",
    },
]

SUGGEST_PARAMETERS: list[dict[str, Any]] = [
    {
        "name": "q",
        "in": "query",
        "required": False,
        "description": "入力の途中の文字。100文字まで。ひらがなでもカタカナの語や市区町村名の読みに合う。",
        "schema": {"type": "string", "maxLength": 100},
        "example": "くらう",
    },
    {
        "name": "limit",
        "in": "query",
        "required": False,
        "description": f"候補の数。1から{MAX_SUGGESTIONS}まで、指定がなければ{DEFAULT_SUGGESTIONS}。",
        "schema": {"type": "integer", "minimum": 1, "maximum": MAX_SUGGESTIONS},
    },
]


def make_explain_parameters() -> list[dict[str, Any]]:
    """Those of the search that say what a question means, and `item`."""
    return [_make_parameter(one) for one in (*PARAMETERS, _ITEM) if one.name in EXPLAIN_PARAMETERS]


def _make_parameter(parameter: Parameter) -> dict[str, Any]:
    single: dict[str, Any] = {"type": "string"}
    if parameter.name == "limit":
        single = {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT}
    if parameter.name == "expand":
        single = {"type": "string", "enum": list(Expand)}
    if parameter.name == "scope":
        single = {"type": "string", "enum": list(Scope)}
    if parameter.name == "sort":
        single = {"type": "string", "enum": ["relevance", "-date", "date", "city"]}
    described: dict[str, Any] = {
        "name": re.sub(f"^{EXCLUDED}", NEGATED, parameter.name),
        "in": "query",
        "required": False,
        "description": parameter.description + _tell_repeated(parameter.name),
        "schema": {"type": "array", "items": single} if parameter.repeatable else single,
    }
    if parameter.repeatable:
        described |= {"style": "form", "explode": True}
    if parameter.example:
        described["example"] = [parameter.example] if parameter.repeatable else parameter.example
    return described


def _tell_repeated(name: str) -> str:
    if name not in FILTERS:
        return ""
    if name.startswith(EXCLUDED):
        return f"くり返すと、そのどれも除く。{name} とも書ける。"
    return "くり返すと「いずれか」。"


def make_version_parameter(name: str) -> dict[str, Any]:
    described = "SHA-256 of a document of the version, or its first 8 digits or more"
    return {"name": name, "in": "query", "required": False, "description": described, "schema": {"type": "string"}}


def make_problem_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """OpenAPI responses for the problems that a route may answer."""
    reasons = {
        400: "q の検索式が正しくないか、cursor が壊れている",
        404: "その ID のものはない、またはここでは使えない",
        410: "公開を止めた文書（理由は detail）、または cursor の索引がもうない",
        413: "文章かファイルが大きすぎる",
        422: "パラメーターの誤り（parameter に名前）",
        429: "要求が多すぎる（Retry-After の秒数だけ待つ）",
        503: "索引がまだないか、使えない",
    }
    return {
        status: {
            "description": reasons[status],
            "content": {PROBLEM_MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in sorted((*statuses, 429))
    }


# What a client is told that has the answer already; it has no content.
UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "If-None-Match の ETag のまま変わっていない"}}


def _make_value(value: str, label: str) -> dict[str, Any]:
    return {"value": value, "label": label, "count": 1, "selected": False, "excluded": False}


EXAMPLE_SEARCH: dict[str, Any] = {
    "total": 1,
    "hits": [
        {
            "id": "992011-2018-07-10-i1",
            "title": "図書館システムのクラウド化について",
            "municipality": "風待市",
            "code": "992011",
            "prefecture": "海辺県",
            "council": "風待市個人情報保護審議会",
            "date": "2018-07-10",
            "fiscal_year": 2018,
            "kind": {"code": "referral", "label": "諮問", "evidence": []},
            "topics": [{"code": "cloud", "label": "クラウド", "evidence": []}],
            "outcome": {
                "code": "approved",
                "label": "承認",
                "evidence": [
                    {"quote": "原案のとおり承認します。", "page": 4, "utterance": "u21", "start": 8, "end": 20}
                ],
            },
            "needs_review": [],
            "snippets": [
                {
                    "anchor": "u9",
                    "speaker": "図書館",
                    "mark": None,
                    "page": 2,
                    "text": "貸出の記録をクラウドに置きます。",
                    "highlights": [[6, 10]],
                    "html": "貸出の記録を<mark>クラウド</mark>に置きます。",
                }
            ],
            "score": 7.25,
            "url": "https://search.example/items/992011-2018-07-10-i1",
            "document_url": "https://city.example/giji/h30-1.pdf",
            "page": 2,
            "removed_at": None,
            "legal_regime": "ordinance",
            "more_in_meeting": None,
            "legal_regime_label": "条例期",
        }
    ],
    "facets": {
        "city": [_make_value("992011", "風待市")],
        "prefecture": [_make_value("海辺県", "海辺県")],
        "year": [_make_value("2018", "2018年度（平成30年度）")],
        "topic": [{**_make_value("cloud", "クラウド"), "selected": True}],
        "outcome": [_make_value("approved", "承認")],
        "kind": [_make_value("referral", "諮問")],
        "council": [_make_value("風待市個人情報保護審議会", "風待市個人情報保護審議会")],
        "department": [_make_value("図書館", "図書館")],
        "legal_regime": [_make_value("ordinance", "条例期")],
        "ocr": [_make_value("no", "文字情報から")],
        "needs_review": [],
    },
    "facet_sizes": {**dict.fromkeys(FACETS, 1), "needs_review": 0},
    "next": None,
    "ended": None,
    "filters": [{"name": "topic", "label": "主題", "values": [{"value": "cloud", "label": "クラウド"}]}],
    "nothing": None,
    "expansions": [
        {
            "term": "クラウド",
            "kind": "synonym",
            "text": "クラウドサービス",
            "reason": "One technology.",
            "filter": None,
            "values": [],
        },
        {
            "term": "クラウド",
            "kind": "value",
            "text": "主題:クラウド",
            "reason": "主題の名前",
            "filter": "topic",
            "values": ["cloud"],
        },
    ],
    "close": None,
}
