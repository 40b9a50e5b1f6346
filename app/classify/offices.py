"""How offices (課, 室, 係) are named: tells 総務課 from 鈴木課長, and an office's name from the words around it."""

from __future__ import annotations

import re

from app.normalize import squeeze

# Letters of an office's name: kanji, katakana, Latin, and the hiragana words that offices are named by.
_HIRAGANA = (
    "こども|子ども|まちづくり|づくり|くらし|みどり|ふるさと|いきいき|しごと|すこやか|みらい|あんしん|つながり|ごみ|まち"
    "|にぎわい|がい|いのち|はぐくみ|うるおい|育て"
)
CHARS = rf"(?:(?:{_HIRAGANA})|[一-龥々ァ-ヶーA-Za-z])"
OFFICE = rf"(?:{CHARS}{{1,22}}?(?:課|室|センター|図書館|公民館|事務局|係|担当|署|局)|図書館)"
OFFICES = rf"{OFFICE}(?:(?:及び|並びに|、|・|と){OFFICE})*"
# What municipal offices deal with. A name without any of these words may be a person's: 鈴木課(長).
_DUTY_WORDS = """
固定資産 資産税 市民 町民 村民 県民 区民 住民 納税 課税 収税 税 戸籍 窓口 福祉 介護 保険 年金 健康 医療 保健
衛生 こども 子ども 子育て 児童 青少年 保育 幼稚 教育 学校 学務 給食 図書 文化 生涯 スポーツ 総務 企画 政策 財政
財務 情報 システム デジタル 行政 人事 職員 法制 法規 法務 文書 広報 広聴 統計 契約 管財 防災 危機 安全 交通 防犯
消防 環境 清掃 ごみ 資源 廃棄 上下水道 水道 下水 建設 建築 都市 まちづくり 住宅 住まい 道路 土木 公園 農政 農業
農林 水産 商工 商業 産業 観光 労働 雇用 議会 監査 選挙 会計 出納 国保 後期 障害 障がい 高齢 長寿 生活 援護 人権
男女 協働 自治 地域 振興 収納 徴収 債権 国際 交流 病院 スマート ICT IT DX 移住 定住 ふるさと 料金 救急 指令 施設
管理 相談 支援 推進 対策 調整 公民館 秘書 用地 整備 指導 感染 経営 改革
"""
DUTIES = re.compile("|".join(_DUTY_WORDS.split()))
_NO_OFFICE = re.compile(
    r"""(?:^|審[議査](?:委員)?会|協議会)事務局$ | 実施機関 | 説明員 | ^(?:担当|所管|主管|関係)課?$ | [退入]室 | 会議室
      | 控室 | 教室 | 以外 | ^[同当各他]課 | 委員(?!会)""",
    re.VERBOSE,
)
_IN_LABEL = re.compile(
    rf"^(?:事務局)?(?P<name>{CHARS}{{0,18}}?(?:課|室|センター|図書館|公民館|担当|係|署))"
    r"(?=長|$|[(（]|副|主|参|指導|技|補佐|職員|説明|[一-龥]{1,10}(?:長|主事|主査|主任|主幹|員)$)"
)


def is_office(name: str) -> bool:
    """Whether a word of an office's form is one."""
    return _NO_OFFICE.search(name) is None and DUTIES.search(name) is not None


def read_office(label: str, *, surnamed: bool) -> str | None:
    """A speaker's label → the office in it, or None: 市民税課長 → 市民税課; 鈴木課長 → None. `surnamed`: labels of this
    document begin with a person's name, which is taken off."""
    match = _IN_LABEL.match(squeeze(label))
    if match is None or not is_office(match["name"]):
        return None
    duty = DUTIES.search(match["name"])
    assert duty is not None
    return match["name"][duty.start() :] if surnamed else match["name"]
