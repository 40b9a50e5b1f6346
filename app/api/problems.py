"""Errors → HTTP, in one table: RFC 9457 problem details with Japanese titles. The pages use the same table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from app.api.limits import TooManyRequestsError
from app.api.schemas import PROBLEM_MEDIA_TYPE, Problem
from app.errors import (
    ArchiveUnreadableError,
    CursorExpiredError,
    DocumentWithheldError,
    EngineAccessError,
    EngineBusyError,
    EngineError,
    EngineUnavailableError,
    IndexDamagedError,
    IndexMissingError,
    IndexOutdatedError,
    NotFoundError,
    ReaderBusyError,
    TooLargeError,
    UsageError,
)
from app.search.cursor import InvalidCursorError
from app.search.language.errors import QueryError


@dataclass(frozen=True, slots=True)
class ProblemType:
    """`slug` ends the type's URI (/problems/<slug>); `advice` is what the reader of the error can do. `retry_after`
    (seconds) says that trying again helps; `told` whether the error's own words are, which may name hosts and users."""

    slug: str
    status: int
    title: str
    advice: str
    retry_after: int | None = None
    told: bool = True


INVALID_CURSOR = ProblemType(
    "invalid-cursor", 400, "cursor が正しくありません", "cursor を外して検索し直してください。"
)
CURSOR_EXPIRED = ProblemType(
    "cursor-expired",
    410,
    "続きのページの期限が切れました",
    "索引が新しくなり、この cursor の索引はもうありません。cursor を外して、最初のページから検索してください。",
    told=False,
)
INVALID_QUERY = ProblemType(
    "invalid-query",
    400,
    "検索式が正しくありません",
    "error の誤りを position の所で直すか、correction で検索してください。",
)
INVALID_PARAMETER = ProblemType(
    "invalid-parameter", 422, "パラメーターが正しくありません", "parameter の値を detail のとおりに直してください。"
)
TOO_LARGE = ProblemType("too-large", 413, "大きすぎます", "文章かファイルを、detail の大きさより小さくしてください。")
READER_BUSY = ProblemType(
    "reader-busy",
    503,
    "混み合っています",
    "ほかの文書を読んでいます。数秒待って、もう一度試してください。",
    retry_after=5,
)
NOT_FOUND = ProblemType("not-found", 404, "見つかりません", "ID か URL を確かめてください。")
WITHHELD = ProblemType(
    "withheld", 410, "公開を止めた文書です", "この文書は、運用者が公開を止めています。市区町村に問い合わせてください。"
)
METHOD_NOT_ALLOWED = ProblemType("method-not-allowed", 405, "この方法では使えません", "GET で取得してください。")
INDEX_MISSING = ProblemType(
    "index-missing", 503, "索引がまだありません", "運用者：shingikai crawl と shingikai ingest を実行してください。"
)
INDEX_OUTDATED = ProblemType(
    "index-outdated", 503, "索引の形が古くなっています", "運用者：shingikai ingest --rebuild を実行してください。"
)
INDEX_DAMAGED = ProblemType(
    "index-damaged", 503, "索引が壊れています", "運用者：shingikai ingest --rebuild を実行してください。"
)
INDEX_UNAVAILABLE = ProblemType(
    "index-unavailable", 503, "ただいま検索できません", "しばらく待って、もう一度試してください。", retry_after=30
)
CLUSTER_UNAVAILABLE = ProblemType(
    "cluster-unavailable",
    503,
    "ただいま検索できません",
    "検索サーバーが応答しません。しばらく待って、もう一度試してください。（運用者：理由は /readyz と記録にあります。）",
    retry_after=10,
    told=False,
)
CLUSTER_BUSY = ProblemType(
    "cluster-busy", 503, "混み合っています", "数秒待って、もう一度試してください。", retry_after=3, told=False
)
CLUSTER_ACCESS = ProblemType(
    "cluster-access",
    503,
    "ただいま検索できません",
    "運用者：検索サーバーの利用者名・パスワード・証明書と権限を確かめてください。",
    told=False,
)
ARCHIVE_UNREADABLE = ProblemType(
    "archive-unreadable",
    503,
    "保存した文書と収集の記録を読めません",
    "しばらく待って、もう一度試してください。（運用者：理由は shingikai status と記録にあります。）",
    retry_after=30,
    told=False,
)
TOO_MANY_REQUESTS = ProblemType(
    "too-many-requests", 429, "要求が多すぎます", "Retry-After の秒数だけ待って、もう一度試してください。"
)
REQUEST_FAILED = ProblemType("request-failed", 400, "受け付けられない要求です", "URL と方法を確かめてください。")
INTERNAL = ProblemType("internal-error", 500, "内部でエラーが起きました", "運用者に時刻と URL を知らせてください。")

# the most particular first: the first class that fits is taken
_TABLE: tuple[tuple[type[Exception], ProblemType], ...] = (
    (InvalidCursorError, INVALID_CURSOR),
    (QueryError, INVALID_QUERY),
    (TooLargeError, TOO_LARGE),
    (ReaderBusyError, READER_BUSY),
    (UsageError, INVALID_PARAMETER),
    (NotFoundError, NOT_FOUND),
    (DocumentWithheldError, WITHHELD),
    (ArchiveUnreadableError, ARCHIVE_UNREADABLE),
    (TooManyRequestsError, TOO_MANY_REQUESTS),
    (CursorExpiredError, CURSOR_EXPIRED),
    (IndexMissingError, INDEX_MISSING),
    (IndexOutdatedError, INDEX_OUTDATED),
    (IndexDamagedError, INDEX_DAMAGED),
    (EngineBusyError, CLUSTER_BUSY),
    (EngineUnavailableError, CLUSTER_UNAVAILABLE),
    (EngineAccessError, CLUSTER_ACCESS),
    (EngineError, INDEX_UNAVAILABLE),
)
_BY_STATUS = {404: NOT_FOUND, 405: METHOD_NOT_ALLOWED}
PROBLEM_TYPES = (*dict.fromkeys(kind for _, kind in _TABLE), METHOD_NOT_ALLOWED, REQUEST_FAILED, INTERNAL)


class NotReadyError(EngineError):
    """The index says of itself that it cannot answer; its text is the index's own reason, for who operates it."""


def classify_error(error: Exception) -> ProblemType:
    """Any exception → its row of the table; what is not in it is an internal error."""
    if isinstance(error, HTTPException):
        return _BY_STATUS.get(error.status_code, REQUEST_FAILED if error.status_code < 500 else INTERNAL)
    return next((kind for raised, kind in _TABLE if isinstance(error, raised)), INTERNAL)


def make_problem(error: Exception, path: str) -> Problem:
    """An exception, and the path that was asked → what is told. An internal error tells nothing of itself."""
    kind = classify_error(error)
    declared = any(isinstance(error, raised) for raised, _ in _TABLE)
    return Problem(
        type=f"/problems/{kind.slug}",
        title=kind.title,
        status=error.status_code if isinstance(error, HTTPException) else kind.status,
        detail=str(error) if declared and kind.told and str(error) else kind.advice,
        instance=path,
        parameter=error.parameter if isinstance(error, UsageError) else None,
        **_tell_query(error),
    )


def _tell_query(error: Exception) -> dict[str, Any]:
    """Of a question that cannot be asked: the mistake's name, its place, and what could be asked."""
    if not isinstance(error, QueryError):
        return {}
    return {
        "error": error.mistake.value,
        "query": error.query,
        "position": error.place.start,
        "length": error.place.end - error.place.start,
        "correction": error.correction,
    }


def make_problem_response(problem: Problem) -> JSONResponse:
    return JSONResponse(
        problem.model_dump(exclude_none=True), status_code=problem.status, media_type=PROBLEM_MEDIA_TYPE
    )
