"""Words of an agenda that name no item (the frame of a meeting, sections, steps), and words that tell a kind."""

from __future__ import annotations

import re

from app.normalize import squeeze

_REFERRAL_WORDS = ("諮問", "再諮問", "審議", "協議", "継続", "継続審議", "答申", "付議", "承認", "議案")
_KIND_OF_WORD = {
    **dict.fromkeys(_REFERRAL_WORDS, "referral"),
    **dict.fromkeys(("報告", "説明"), "report"),
    "選任": "election",
    "その他": "other",
}
# What an agenda lists that is no item: the frame of a meeting.
_FRAME = re.compile(
    r"""(?:
        (?:開会|閉会)(?:の?(?:宣告|挨拶|あいさつ|の辞))?
      | (?!.*(?:選出|選任|互選|指名)).{0,16}(?:挨拶|あいさつ)(?:等)?[-―]*
      | 諮問書(?:の)?(?:授受|交付|手交|の提出)? | 答申書(?:の)?(?:授受|交付|手交)?
      | 出席(?:者|委員)?(?:の)?(?:紹介|確認|報告) | 委員(?:の)?(?:紹介|出欠.*) | (?:事務局)?職員(?:の)?紹介
      | .{0,16}自己紹介 | .{0,12}(?:出席者|委員|職員|説明員)(?:の)?紹介
      | (?:開会)?(?:定足数|成立要件|傍聴者?)(?:の)?確認(?:、.{2,10}の?確認)*
      | 資料(?:の)?確認
      | (?:配[布付]|会議|当日|参考|提出)?資料(?:等)?(?:の名称|一覧|[0-9].*|の?配[布付].*)?
      | (?:配[布付]|会議)資料.* | 傍聴.* | 定足数.*
      | 会議(?:の)?(?:成立|公開)(?:[・(（]?(?:一部)?非公開[)）]?)?(?:の)?
        (?:確認|報告|可否|決定|宣言|宣告|有無|取扱い)?(?:について)?
      | (?:前回)?(?:会議録|議事録)(?:の)?(?:確認|承認|署名.*).* | (?:会議録)?署名(?:委員|人).*
      | 次(?:回|の(?:会合|会議|開催|審議会|審査会)).* | 日程.* | 今後の.*日程.*
      | .{0,30}(?:委嘱|任命|辞令)(?:状|書)?(?:の?(?:交付|伝達|授与)|式).*
      | 委嘱(?:状|書).* | 任命書.* | (?:座席表|席次表|配席図|委員名簿|名簿).{0,8}
      | 休憩 | 質疑(?:応答)? | 連絡(?:事項)? | 事務連絡 | 特になし | なし | 諸般の報告 | 目次|もくじ
      | (?:(?:令和|平成)?(?:元|[0-9]+)年度?)?(?:の)?第[0-9]+回.{2,30}(?:審議会|審査会|委員会|部会|懇話会)(?:会議録)?
      | .{0,12}(?:次|以下|下記|別紙|下)の?とおり.* | 開催日時.* | 議事録.*
    )(?:[(（【\[][^()（）【】]{1,20}[)）】\]]?)?""",
    re.VERBOSE,
)
_PAGE_HEAD = re.compile(
    r"""(?:(?:(?:令和|平成)?(?:元|[0-9]+)年度?)?第[0-9]+回.{2,30}会)?
        (?:会議(?:記)?録|議事録)(?:の)?(?:要約|要旨|概要|全文|表)?
      | (?:審議|会議|議事)(?:の)?(?:経過|内容|概要|結果|要旨|詳細|顛末|てん末)(?:等)?
      | (?:話合い|会議|審議|議事)の(?:次第|中身)
      | (?:審議会|審査会|委員会|協議会|会議)の(?:経過|内容|概要|要旨|結果)
      | 主な(?:内容|意見|質疑|議事内容)
      | 発言者(?:名|等)?(?:発言)?(?:の)?(?:内容|要旨)""",
    re.VERBOSE,
)
# What an agenda uses to gather items, with the kind that it gives them.
_SECTION = re.compile(
    r"""(?P<referral>(?:新規|継続|再)?諮問(?:事項|案件|審議|議案)?(?:等)?(?:の審議)?(?:に(?:係る|関する)審議)?(?:について)?
          | 審議(?:事項|案件)?(?:について)? | 審査事項 | 承認(?:事項|案件) | 答申(?:書|案)*(?:の)?(?:検討|審議|確認)
          | 諮問事項の審議及び答申書の確認
          | (?:.{1,16}から(?:の)?)?(?:次|下記|以下)の.{0,8}(?:について|に係る|に関する)?(?:の)?(?:諮問|審議|審査|協議)
          | (?:審議|協議|審査)(?:事項|案件)の(?:審議|協議|審査))
      | (?P<report>報告(?:事項|案件)?(?:について)?|説明事項|報告及び説明|報告(?:事項|案件)の報告
          | (?:.{1,16}から(?:の)?)?(?:次|下記|以下)の.{0,8}(?:について|に係る|に関する)?(?:の)?報告)
      | (?P<other>その他(?:の)?(?:事項|報告|連絡事項)?|その他・連絡)
      | (?P<any>議事(?:次第|内容)?|(?:臨時)?議題(?:等)?|議案|案件|件名|次第|会議(?:次第|の議題)|協議(?:事項)?
          | 議事及び議題|付議(?:案件|事項)|諮問・報告|諮問及び報告|諮問事項及び報告事項
          | (?:非?公開)(?:案件|議題)|意見聴取|情報提供)
    """,
    re.VERBOSE,
)
# What a heading inside an item says of the step that comes: no item of its own.
_STEP = re.compile(
    r"""(?:諮問(?:事項|内容)?|案件|報告(?:事項|内容)?|議案|資料|実施機関|担当課|事務局|説明員|委員|会長|事業|概要|本件)?
        (?:から)?(?:の|による)?(?:内容|事前)?
        (?:説明|質疑(?:応答)?|審議|意見(?:交換)?|結論|結果|採決|討論|討議|協議|質問|回答|概要|答申|議決|決定|要旨|補足
          |質疑・意見|質疑及び意見|主な(?:意見|質疑).*)
        (?:等|内容|結果|事項|の概要|の要旨)?
        (?:[・及びと、]*(?:質疑(?:応答)?|意見(?:交換)?|審議|採決|結論|答申|回答))*
      | 論点.* | 質疑なし | 質問なし | 意見なし""",
    re.VERBOSE,
)
_MARK_KIND = re.compile(r"(?P<referral>諮問|議案|審議|付議|承認|認定|議第)|(?P<report>報告)")
# A title's own words tell its kind: 運用状況の報告について, 事務局からの報告(…), …に関する諮問について; an appeal is
# always referred (個人情報の保護に関する法律第105条), unless only its number or course is told.
_TITLE_KIND = re.compile(
    r"""(?P<report>(?:の|からの)報告(?:について)?$ | ^(?:事務局|市|担当課)からの報告)
      | (?P<referral>諮問(?:事案|案件|事項)?(?:について|の審議)?$ | ^諮問第
          | ^(?!.*(?:状況|件数|概要|報告|結果)).*(?:審査請求|不服申立て?|異議申立て?))""",
    re.VERBOSE,
)
_CHOICE = re.compile(r"(?:会長|副会長|委員長|職務代理|代理者|議長|役員).{0,12}(?:選出|選任|互選|指名|選挙|決定)")


def is_frame(text: str) -> bool:
    """Whether a heading belongs to the meeting's frame (開会, 次回の日程 …) and so is no item."""
    return _FRAME.fullmatch(squeeze(text).strip("。()（）<>＜＞【】■□◆◇●○")) is not None or is_page_head(text)


def is_page_head(text: str) -> bool:
    """The name of the paper or of its main part, which sheets repeat: 会議録, 審議経過. It begins and ends no item."""
    return _PAGE_HEAD.fullmatch(squeeze(text).strip("。()（）<>＜＞【】[]〔〕")) is not None


def section_kind(text: str) -> str | None:
    """The kind that a section gives ("" where it gives none), None where the text names no section."""
    bare = squeeze(text).strip(":：")
    inner = re.fullmatch(r"[(<【\[「](.+)[)>】\]」]", bare)
    match = _SECTION.fullmatch(inner[1] if inner else bare)
    both = re.fullmatch(r"([^()]+)[(]([^()]+)[)]", bare) if match is None else None
    if both is not None and section_kind(both[1]) is not None:  # 議事（諮問事項）
        return section_kind(both[2])
    if match is None:
        return None
    return "" if match.lastgroup == "any" else str(match.lastgroup)


def is_step(text: str) -> bool:
    """Whether a heading names a step inside an item (説明, 質疑応答, 結論, 【諮問事項の説明】) and so is no item."""
    bare = re.sub(r"^[(<【\[「〈《≪〔]|[)>】\]」〉》≫〕]$", "", squeeze(text).strip(":。"))
    return _STEP.fullmatch(bare) is not None


def kind_of_title(title: str) -> str | None:
    """事務局からの報告 → report, …に係る審査請求 → referral; None where the words don't tell."""
    match = _TITLE_KIND.search(title)
    return match.lastgroup if match else None


def kind_of_word(word: str | None) -> str | None:
    """諮問 → referral, 報告 → report; None for other words."""
    return _KIND_OF_WORD.get(word) if word else None


def kind_of_number(number: str | None) -> str | None:
    """諮問第3号 → referral, 報告第1号 → report."""
    match = _MARK_KIND.search(number) if number else None
    return match.lastgroup if match else None


def guess_election(title: str) -> bool:
    """A chair or deputy is chosen: 会長の選出, 会長・副会長の互選, 職務代理者の指名."""
    return _CHOICE.search(squeeze(title)) is not None
