"""What the crawler and its rules say in English, told in Japanese; what is not known is told as it is."""

from __future__ import annotations

import re

from app.search.health import WarningOut

# In braces: a part of the English; `why` is a reason itself and is told in Japanese too. The first that fits counts.
_CRAWLED = (
    (r"navigation", "案内・メニュー"),
    (r"other subject", "別の内容"),
    (r"another council(?:'s paper)?: (?P<name>.*)", "別の会議体（{name}）"),
    (r"outside the source's hosts|robots\.txt is redirected outside .*", "市区町村のサイトの外"),
    (r"redirects to (?P<host>.+), which is outside .*", "市区町村のサイトの外（{host}）へ転送される"),
    (r"not a format that minutes come in(?: \(.*\))?", "会議録の形式ではない"),
    (r"disallowed by robots\.txt", "サイトが自動収集を断っている（robots.txt）"),
    (r"robots\.txt cannot be had \((?P<why>.*)\).*", "サイトの方針（robots.txt）を確かめられず、巡回していない：{why}"),
    (r"robots\.txt is redirected without end.*", "サイトの方針（robots.txt）を確かめられず、巡回していない"),
    (r"robots\.txt asks for (?P<count>\d+)\S* s .*", "サイトが{count}秒以上の間隔を求めているため、巡回していない"),
    (r"no contact is configured, .*", "運用者の連絡先が設定されていないため、巡回していない"),
    (r"deeper than the source's max_depth.*", "たどる深さの上限を超えている"),
    (r"after \d+ pages of one list", "一覧のページ数の上限を超えている"),
    (r"not fetched(?: to its end)?: the source's .*", "一回の巡回の上限に達した"),
    (r"not asked: the host rests .*", "失敗が続いたため、このサイトへの巡回を休んでいる"),
    (r"a trap: .*", "終わりのないページの並びと見て、たどっていない"),
    (r"its links are made by JavaScript.*", "JavaScript がないとリンクが表示されないページで、読めない"),
    (r"a page (?:of more than|whose links) .*", "長すぎるか、リンクが多すぎるページで、読んでいない"),
    (r"no page links to it any more", "どのページからもリンクされていない"),
    (r"no page leads to it since (?P<day>.*)", "{day} からどのページからもリンクされていない（削除かどうか確認中）"),
    (r"no page leads to any document any more.*", "どのページからも文書へのリンクがない（削除とは扱っていない）"),
    (r"the page holds no minutes any more", "ページに会議録がなくなった"),
    (r"seen", "掲載"),
    (r"replaced", "差し替え"),
)
_ANSWERS = (
    (r"(?P<why>.*), (?P<count>\d+) times", "{why}、{count}回試した"),
    (r"(?P<why>.*), and come back in (?P<count>\d+) s", "{why}、{count}秒後にと言われた"),
    (r"HTTP (?P<status>404|410).*", "リンク切れ（HTTP {status}）"),
    (r"HTTP (?P<status>429)", "サイトが混み合っている（HTTP {status}）"),
    (r"HTTP (?P<status>\d+).*", "サイトがエラーを返した（HTTP {status}）"),
    (r"the server does not answer in time|the answer takes longer .*", "時間内に応答が終わらない"),
    (r"no connection \(.*", "サイトに接続できない"),
    (r"the connection broke off.*", "通信が途中で切れた"),
    (r"its certificate is not good.*", "サイトの証明書が正しくない"),
    (r"larger than (?P<size>\S+) MB", "大きすぎる（{size}MB を超える）"),
    (r"(?:an answer with|the answer has) more .*|a broken answer .*", "応答の形式が正しくない"),
    (r"a compressed answer .*|compressed in a way .*", "応答の圧縮が正しくない"),
    (r"a redirect that leads nowhere|more than \d+ redirects", "転送の先が正しくない"),
    (r"a private or special network address.*|a local source is on loopback.*", "公開されていないアドレスを指している"),
)
_READ = (
    (r"no discussion in it .*", "会議のやりとりが書かれていない"),
    (r"not minutes but: (?P<name>.*)", "会議録ではない（{name}）"),
    (r"the document has (?P<size>\S+) MB .*", "大きすぎる（{size}MB）"),
    (r"the (?:document|file) is empty", "中身がない"),
    (r"this is .*, which cannot be read.*", "会議録の形式ではない"),
    (r"the (?:reader crashed|reader's answer) .*|reading took longer .*", "読み取りを終えられない"),
    (r"the PDF has no text .*", "文字の情報がない"),
    (r"the (?:page|DOCX) (?:only holds frames.*|has no text.*)", "本文がない"),
    (r"the (?:scanned )?(?:PDF|DOCX|HTML) (?:cannot be|is damaged).*", "ファイルが壊れているか、鍵がかかっている"),
    (r"LibreOffice made no DOCX .*", "ファイルが壊れているか、鍵がかかっている"),
    (r"nothing could be recognised .*", "画像から文字を読み取れない"),
)
_PAPER = r"[a-z' ]+\((?P<name>\S*[ぁ-んァ-ヶ一-龠]\S*)\)"  # a kind of paper: agenda (次第)
_PATTERNS = tuple((re.compile(pattern), told) for pattern, told in (*_CRAWLED, *_ANSWERS, *_READ, (_PAPER, "{name}")))
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
            parts = match.groupdict()
            return told.format(**parts | ({"why": tell_reason(parts["why"])} if "why" in parts else {}))
    return reason


def tell_warning(warning: WarningOut) -> str:
    return _WARNINGS.get(warning.code, warning.message)
