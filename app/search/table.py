"""Items as rows of a table: the columns of every CSV, and cells that no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.model import LegalRegime
from app.search.hits import make_url

# Excel takes a CSV without it for Shift_JIS.
BOM = "\ufeff"
# What a spreadsheet may calculate (OWASP, CSV Injection); in Japanese Excel also written in full width.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_MANY = "；"  # between the values of a cell; 、 stands inside labels

Source = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in the header row (that of the API's field, where it is one), and what it holds."""

    name: str
    description: str
    get: Callable[[Source], object]


def _label(name: str, part: str) -> Callable[[Source], object]:
    return lambda source: source[name][part]


def _labels(name: str, part: str) -> Callable[[Source], object]:
    return lambda source: _MANY.join(one[part] for one in source[name])


def _text(name: str) -> Callable[[Source], object]:
    return lambda source: (source.get(name) or {}).get("text")


def _plain(name: str) -> Callable[[Source], object]:
    return lambda source: source.get(name)


def _first(name: str) -> Callable[[Source], object]:
    """Of the words that the outcome was read from, the last: they decide."""
    return lambda source: source["outcome"]["evidence"][-1][name] if source["outcome"]["evidence"] else None


def _regime(source: Source) -> object:
    return LegalRegime(source["legal_regime"]).label if source.get("legal_regime") else None


COLUMNS = (
    Column("id", "案件の ID", _plain("id")),
    Column("url", "案件のページ", _plain("url")),
    Column("code", "全国地方公共団体コード（6桁）", _plain("code")),
    Column("prefecture", "都道府県", _plain("prefecture")),
    Column("municipality", "市区町村", _plain("municipality")),
    Column("council", "審議会の名前", _plain("council")),
    Column("session", "回次（第5回など）", _plain("session")),
    Column("date", "開催日（YYYY-MM-DD）", _plain("date")),
    Column("fiscal_year", "年度", _plain("fiscal_year")),
    Column("number", "案件の番号（諮問第1号など）", _plain("number")),
    Column("title", "案件の名前", _plain("title")),
    Column("kind_code", "種別のコード", _label("kind", "code")),
    Column("kind", "種別", _label("kind", "label")),
    Column("topic_codes", f"主題のコード（いくつもあれば {_MANY} で区切る）", _labels("topics", "code")),
    Column("topics", f"主題（いくつもあれば {_MANY} で区切る）", _labels("topics", "label")),
    Column("outcome_code", "結論のコード", _label("outcome", "code")),
    Column("outcome", "結論", _label("outcome", "label")),
    Column("outcome_quote", "結論を読み取った文", _first("quote")),
    Column("outcome_page", "その文のページ", _first("page")),
    Column("conditions", "付帯意見", _text("conditions")),
    Column("department", "所管課", _text("department")),
    Column("legal_regime", "法の時期（条例期・改正法期）", _regime),
    Column("continued_from", "前回の審議の案件の ID", _plain("continued_from")),
    Column("decided_in", "答申した会議の案件の ID", _plain("decided_in")),
    Column(
        "needs_review", f"要確認の項目（{_MANY} で区切る）", lambda source: _MANY.join(source.get("needs_review", ()))
    ),
    Column(
        "corrected",
        f"人が直した項目（{_MANY} で区切る）",
        lambda source: _MANY.join(one["field"] for one in source.get("corrections", ())),
    ),
    Column("ocr", "画像から読み取った（true・false）", lambda source: str(bool(source.get("ocr"))).lower()),
    Column("page", "案件の始まるページ", _plain("page")),
    Column("document_url", "市区町村の文書", _plain("document_url")),
    Column("removed_at", "市区町村のサイトから削除を確かめた日時（UTC）", _plain("removed_at")),
    Column("meeting_id", "会議の ID", _plain("meeting_id")),
    Column("registered", "初めて登録した日（UTC）", _plain("registered")),
)


def make_header() -> str:
    """BOM and the header row."""
    return BOM + make_line([column.name for column in COLUMNS])


def make_row(source: Source, base_url: str) -> str:
    """A stored item → its line."""
    whole = {**source, "url": make_url(base_url, "items", source["id"])}
    return make_line([column.get(whole) for column in COLUMNS])


def make_rows(sources: Iterable[Source], base_url: str) -> str:
    return "".join(make_row(source, base_url) for source in sources)


def make_line(values: Sequence[object]) -> str:
    """A line of RFC 4180, with every cell quoted."""
    buffer = io.StringIO()
    csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow([make_cell(value) for value in values])
    return buffer.getvalue()


def make_cell(value: object) -> str:
    """A value → a cell that is only ever text: an apostrophe before what might be taken for a formula."""
    text = "" if value is None else str(value).replace("\0", "")
    return f"'{text}" if text.lstrip(" \u3000").startswith(_FORMULA) else text
