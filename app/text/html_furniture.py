"""What surrounds a page's own text on municipal websites: menus, bread crumbs, calendars, share buttons, page numbers
and dates of the website."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import html as lxml_html

from app.document import Block, Line
from app.normalize import squeeze

# Names that Japanese municipal CMSs give to what surrounds the page's own text.
_FURNITURE = re.compile(
    r"""(?:^|[\s_-])
    (?: g?nav(?:i|igation)? | gnavi | [lg]?navi | header | footer | pankuzu | breadcrumbs? | topicpath
      | side(?:bar|menu)? | menu | skip(?:link)? | share | sns | social | tweet | copyright | page_?top | language
      | calendar | fontsize | search(?:box)? | banner )
    (?:$|[\s_-])""",
    re.VERBOSE | re.IGNORECASE,
)
# Names that say how the page is laid out, not what an element is: has-sidebar, no-header, menu-open.
_STATE = re.compile(
    r"(?:^|(?<=\s)) (?: (?:has|no|with|without|is|hide)[_-]\S+ | \S+[_-](?:less|none|off|open|fixed) ) (?=\s|$)",
    re.VERBOSE | re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_DATE = re.compile(
    r"(?:令和|平成|昭和|[RHS])\.?(?:元|[0-9]{1,2})[年./-]|(?:19|20)[0-9]{2}[年./-](?:0?[1-9]|1[0-2])[月./-]",
    re.IGNORECASE,
)
_SITE_DATE = re.compile(
    r"""(?:(?:最終)?(?:更新|掲載|公開|登録|作成)(?:年月)?日(?:時)?|ページ番号|ページID|記事ID|ID|印刷(?:用ページ)?
        |[:：|／/・()（）\[\]【】0-9年月日時分.-]|令和|平成|元|[月火水木金土日]曜日?|Post\ ?on)+""",
    re.VERBOSE | re.IGNORECASE,
)
_SITE_WORD = re.compile(r"更新|掲載日|公開日|登録日|作成日|ページ番号|ID|Post", re.IGNORECASE)
_CRUMBS = re.compile(
    r"""(?:現在(?:の)?(?:位置|地|ページ)|(?:あなたは)?(?:今)?ここ)(?:は)?[:：]?.{1,20}[>›»≫].*
      | (?:ホーム|トップ|HOME|TOP)(?:ページ)?[>›»≫→].*""",
    re.VERBOSE | re.IGNORECASE,
)
_BUTTON = re.compile(
    r"""(?: (?:このページを|ページを)?印刷(?:する|用(?:ページ|画面)(?:を(?:表示(?:する)?|開く))?|版)?
      | ツイート(?:する)? | Tweet
      | (?:Facebook|X|Twitter|LINE|はてなブックマーク|Bluesky)?(?:で|に)?(?:シェア|ポスト|投稿|送る|共有)(?:する)?
      | (?:この(?:ページ|記事)を)?(?:シェア|共有|ポスト)(?:する)? | いいね!? | Facebook | LINE | Twitter
      | (?:ここから|これより)?本文(?:は)?(?:ここから|です) | 本文(?:へ|に)(?:スキップ|移動|ジャンプ)(?:する|します)?
      | (?:この)?(?:ページ)?(?:の)?(?:先頭|トップ|上部?)(?:へ|に)?(?:戻る|もどる)? | ページトップ(?:へ(?:戻る)?)?
      | 文字(?:サイズ|の大きさ)(?:の変更)?[:：]?(?:標準|拡大|縮小|大|中|小)* | 音声読み上げ | 読み上げる | Language
      | 検索 | サイト内検索 | メニュー | 閉じる )[。.]?""",
    re.VERBOSE | re.IGNORECASE,
)
_WEEK = frozenset("日月火水木金土")


def is_furniture(element: lxml_html.HtmlElement) -> bool:
    """Whether an element is hidden, or by its names one that surrounds the text."""
    if element.get("hidden") is not None or _HIDDEN.search(element.get("style", "")):
        return True
    if element.tag in ("body", "main", "article", "html"):
        return False
    names = f"{element.get('id', '')} {element.get('class', '')} {element.get('role', '')}"
    return bool(names.strip()) and _FURNITURE.search(_STATE.sub("", names)) is not None


def is_calendar(table: lxml_html.HtmlElement) -> bool:
    """A month: a row of the days of the week, and numbers."""
    return any(
        {squeeze(cell.text_content())[:1] for cell in row.iterchildren("td", "th")} >= _WEEK for row in table.iter("tr")
    )


def drop_furniture(blocks: Sequence[Block]) -> Iterator[Block]:
    """Bread crumbs, buttons and the website's own dates are no part of the text; a date that is the document's only one
    stays, for whoever reads on to judge."""
    dated = any(
        _DATE.search(squeeze(block.text if isinstance(block, Line) else "".join(block.cells)))
        for block in blocks
        if not (isinstance(block, Line) and _is_site_date(block.text))
    )
    for block in blocks:
        if isinstance(block, Line):
            text = squeeze(block.text)
            if _BUTTON.fullmatch(text) or (len(text) < 200 and _CRUMBS.fullmatch(text) and not block.heading):
                continue
            if _is_site_date(block.text) and (dated or not _DATE.search(text)):
                continue
        yield block


def _is_site_date(text: str) -> bool:
    line = squeeze(text)
    return len(line) < 100 and _SITE_WORD.search(line) is not None and _SITE_DATE.fullmatch(line) is not None
