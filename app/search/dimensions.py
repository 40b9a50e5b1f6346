"""What items are narrowed and counted by: each a parameter of the search, and a field of the index by the same name."""

from __future__ import annotations

from dataclasses import dataclass

from app.model import LegalRegime

EXCLUDED = "-"  # before a parameter's name: items that have the value are left out (`-topic=cloud`)
NEGATED = "not_"  # the same, where a name must not begin with a hyphen


@dataclass(frozen=True, slots=True)
class Dimension:
    """`label` names it among others, `meaning` alone (年度: from April to March). `counted`: it is a facet. `many`: its
    values are more than a person reads through, so that only the most frequent are listed, and the rest is searched."""

    name: str
    label: str
    meaning: str
    description: str
    example: str
    help: str
    counted: bool = True
    many: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few fixed values: `code` in URLs and in the index, `label` in Japanese."""

    code: str
    label: str


DIMENSIONS = (
    Dimension(
        "city",
        "市区町村",
        "市区町村",
        "市区町村。全国地方公共団体コード（6桁または5桁）か名前。",
        "992011",
        "Name or code of a municipality.",
        many=True,
    ),
    Dimension("prefecture", "都道府県", "都道府県", "都道府県。「県」などは省ける。", "海辺県", "A prefecture."),
    Dimension(
        "year",
        "年度",
        "年度（4月から翌年3月）",
        "年度（4月から翌年3月まで）。2018、平成30年度、H30、令和2〜4年度、2017-2019。",
        "2018",
        "Fiscal year (年度): 2018, H30, 2017-2019.",
    ),
    Dimension(
        "calendar_year",
        "暦年",
        "暦年（1月から12月）",
        "会議の日の暦年（1月から12月まで）。書き方は year と同じ。",
        "2018",
        "Calendar year of the meeting.",
        counted=False,
    ),
    Dimension("topic", "主題", "主題", "主題。コードか日本語の名前。", "cloud", "クラウド, my_number …"),
    Dimension(
        "outcome", "結論", "結論", "結論。コードか日本語の名前。", "approved_with_conditions", "承認, rejected …"
    ),
    Dimension("kind", "種別", "種別", "種別（諮問、報告など）。コードか日本語の名前。", "referral", "諮問, report …"),
    Dimension(
        "council", "会議体", "会議体", "会議体の名前のとおり。", "風待市個人情報保護審議会", "A council.", many=True
    ),
    Dimension("department", "所管課", "所管課", "所管課の名前のとおり。", "図書館", "A department.", many=True),
    Dimension(
        "legal_regime",
        "法の時期",
        "法の時期（2023年4月から改正法期）",
        "条例期（ordinance、2023年3月まで）か改正法期（national_act）。",
        "ordinance",
        "条例期 (ordinance) or 改正法期 (national_act).",
    ),
    Dimension(
        "ocr", "読み取り方", "読み取り方", "画像から文字認識（OCR）で読んだ文書か：yes、no。", "no", "yes or no."
    ),
    Dimension(
        "needs_review",
        "要確認",
        "要確認の項目",
        "読み取りが確かでない項目（outcome、結論など）。",
        "outcome",
        "A field whose reading is doubtful.",
    ),
    Dimension(
        "meeting_id", "会議", "会議", "会議の ID。", "992011-2018-07-10", "A meeting's id.", counted=False, many=True
    ),
)
BY_NAME = {one.name: one for one in DIMENSIONS}
FACETS = tuple(one.name for one in DIMENSIONS if one.counted)

LEGAL_REGIMES = tuple(Choice(regime.value, regime.label) for regime in LegalRegime)
OCR = (Choice("no", "文字情報から"), Choice("yes", "画像から（OCR）"))
# The fields that a reading may mark as doubtful, or on which two documents may differ.
FIELDS = (
    Choice("title", "件名"),
    Choice("number", "番号"),
    Choice("kind", "種別"),
    Choice("outcome", "結論"),
    Choice("outcomes", "結論"),
    Choice("topics", "主題"),
    Choice("conditions", "付帯意見"),
    Choice("department", "所管課"),
    Choice("utterances", "発言の範囲"),
    Choice("date", "開催日"),
    Choice("fiscal_year", "年度"),
    Choice("council", "会議体"),
    Choice("session", "回次"),
    Choice("items", "案件の区切り"),
    Choice("start", "開会"),
    Choice("end", "閉会"),
    Choice("place", "場所"),
    Choice("public", "公開"),
    Choice("observers", "傍聴者数"),
    Choice("members", "出席者"),
    Choice("absent", "欠席者"),
    Choice("speakers", "発言者"),
    Choice("text", "文字の読み取り"),
)
CHOICES = {"legal_regime": LEGAL_REGIMES, "ocr": OCR, "needs_review": FIELDS}


def get_dimension(parameter: str) -> Dimension:
    """Of a parameter, one that excludes too. KeyError for another name."""
    return BY_NAME[parameter.removeprefix(EXCLUDED)]
