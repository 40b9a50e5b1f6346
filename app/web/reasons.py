"""What the crawler and its rules say in English, told in Japanese; what is not known is told as it is."""

from __future__ import annotations

import re

from app.search.health import WarningOut

_REASONS = (
    (r"navigation", r"案内・メニュー"),
    (r"other subject", r"別の内容"),
    (r"another council: (.*)", r"別の会議体（\1）"),
    (r"outside the source's hosts", r"市区町村のサイトの外"),
    (r"not a format that minutes come in(?: \((.*)\))?", r"会議録の形式ではない"),
    (r"disallowed by robots\.txt", r"サイトが自動収集を断っている（robots.txt）"),
    (r"deeper than the source's max_depth.*", r"たどる深さの上限を超えている"),
    (r"not fetched: the source's limit.*", r"一回の巡回の上限に達した"),
    (r"no page links to it any more", r"どのページからもリンクされていない"),
    (r"no page leads to it since (.*)", r"\1 からどのページからもリンクされていない（削除かどうか確認中）"),
    (r"HTTP (404|410).*", r"リンク切れ（HTTP \1）"),
    (r"HTTP (\d+).*", r"サイトがエラーを返した（HTTP \1）"),
    (r"seen", r"掲載"),
    (r"replaced", r"差し替え"),
    (r"[a-z' ]+\((\S*[ぁ-んァ-ヶ一-龠]\S*)\)", r"\1"),  # a kind of paper: agenda (次第)
)
_PATTERNS = tuple((re.compile(pattern), told) for pattern, told in _REASONS)
_WARNINGS = {
    "never_crawled": "まだ一度も巡回していません。",
    "failing": "最近の巡回で、ページを一つも取得できませんでした。",
    "partial": "最近の巡回で、取得できないページが続いています。",
    "fewer_documents": "会議録の一覧が急に短くなりました。確認できるまで、文書は削除されたものとして扱いません。",
    "overdue": "予定の日を過ぎても巡回していません。",
    "long_ago": "最後の巡回から長い時間がたっています。",
}


def tell_reason(reason: str) -> str:
    for pattern, told in _PATTERNS:
        match = pattern.fullmatch(reason)
        if match is not None:
            return match.expand(told)
    return reason


def tell_warning(warning: WarningOut) -> str:
    return _WARNINGS.get(warning.code, warning.message)
