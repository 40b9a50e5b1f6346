"""Where the discussion ends: what a page or a paper has below it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.document import Block, Line, Row
from app.normalize import squeeze
from app.parse.marking import words_of
from app.parse.speakers import Marking, Style, read_mark
from app.parse.tables import is_speech_row
from app.parse.wording import tells

# The words of a page or of its office: nobody says them at a meeting.
_PAGE_END = re.compile(
    r"""
      [■◆●◇□・【\[<＜]*
      (?: (?:この|本)(?:ページ|記事|情報|内容|会議録|件)
            (?:に関する|について(?:の)?|に対する|の(?:作成|担当|内容|先頭)).{0,40}
        | お?問い?合(?:わ)?せ(?:先|フォーム)?(?:[】\]>＞])?(?:[:：(（].*|は.*)?
        | (?:添付|関連)(?:ファイル|リンク|ページ|情報|書類|ファイルダウンロード).{0,20} | ダウンロード.{0,20}
        | .{0,30}(?:Adobe|Acrobat)(?:Acrobat)?Reader.*
        | ページ(?:の)?(?:先頭|トップ|上部).{0,8} | .{0,20}(?:ページ|一覧|トップ|目次)(?:へ|に)(?:戻る|もどる)
        | サイトマップ.* | Copyright.* | ©.* | 法人番号.*
        | [^。]{0,40}(?:〒|郵便番号|電話|TEL|FAX|ファックス)(?:番号)?[:：]?[(（]?[0-9]{2}.*
      )
    """,
    re.VERBOSE | re.IGNORECASE,
)
# Papers attached to the minutes, and what is signed below them.
_ATTACHMENT = re.compile(
    r"""
      .{0,30}(?:資料一覧|配[布付]資料一覧|審議結果一覧|審議結果|出席者名簿|委員名簿)
    | .{0,60}(?:署名|記名押印|署名押印|記名捺印)(?:する|します|した|いたします)?。?.{0,24}
    | (?:会議録|議事録)署名(?:人|委員|者).{0,30}
    | [【(（\[]?(?:配[布付]|会議)資料[】)）\]]? | (?:別添|別紙)[0-9]?(?:資料)?
    | 答申(?:書)?(?:[(（]?(?:案|写し|第[0-9]{1,4}号)[)）]?)?
    """,
    re.VERBOSE,
)
# An attachment stands in the last part of the paper (share of the discussion's blocks above it)…
_LATE = 0.6
# …and in a paper without speakers, below what ends a page no more sentences follow than this.
_FEW_SENTENCES = 4


def find_tail(blocks: Sequence[Block], begin: int, marking: Marking) -> int:
    """→ the index of the first block below the discussion (nobody speaks there), len(blocks) where nothing follows."""
    floor = _last_speech(blocks, begin, marking) + 1
    late = begin + (len(blocks) - begin) * _LATE
    for index in range(max(floor, begin + 1), len(blocks)):
        block = blocks[index]
        if not isinstance(block, Line):
            continue
        text = squeeze(block.text)
        if len(text) <= 80 and _PAGE_END.fullmatch(text) and _count_sentences(blocks[index:]) <= _FEW_SENTENCES:
            return index
        if index >= late and _ATTACHMENT.fullmatch(text):
            return index
    return len(blocks)


def _last_speech(blocks: Sequence[Block], begin: int, marking: Marking) -> int:
    """The last block in which somebody says something (-1: nobody does)."""
    for index in range(len(blocks) - 1, begin - 1, -1):
        block = blocks[index]
        if isinstance(block, Row):
            if any(is_speech_row(block, index, column) for column in marking.columns):
                return index
            continue
        mark = read_mark(block.text, marking)
        if mark is None or (mark.label not in marking.labels and mark.style is not Style.ANONYMOUS):
            continue
        if tells(words_of(mark, blocks, index)):
            return index
    return -1


def _count_sentences(blocks: Sequence[Block]) -> int:
    return sum(squeeze(b.text).count("。") for b in blocks if isinstance(b, Line))
