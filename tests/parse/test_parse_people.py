"""Members and the absent in a header's lists, told from everybody else who sat there."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.parse.header import Field
from app.parse.names import find_names, is_name
from app.parse.people import read_people

PRESENT = [
    # role first, last, in brackets, between names, by itself on a line
    ("会長 甲野一、副会長 乙山二、委員 丙川三、丁田四", ["甲野一", "乙山二", "丙川三", "丁田四"]),
    ("甲野会長、乙山委員及び丙川委員", ["甲野", "乙山", "丙川"]),
    ("甲野会長 乙山副会長 丙川委員", ["甲野", "乙山", "丙川"]),
    ("甲野 一【会長】、乙山 二【副会長】、丙川 三", ["甲野 一", "乙山 二", "丙川 三"]),
    ("甲野一(会長) 乙山二(副会長) 丙川三郎 丁田四郎", ["甲野一", "乙山二", "丙川三郎", "丁田四郎"]),
    ("(会長)甲野一会長、(副会長)乙山二副会長、丙川三委員", ["甲野一", "乙山二", "丙川三"]),
    ("甲野 一 会長\n乙山 二 委員", ["甲野 一", "乙山 二"]),
    ("会長\n甲野 一(学識経験者)\n委員\n乙山 二(公募)", ["甲野 一", "乙山 二"]),
    ("【会長】甲野 一\n【委員】乙山 二、丙川 三", ["甲野 一", "乙山 二", "丙川 三"]),
    ("会長・甲野一\n職務代理者・乙山二", ["甲野一", "乙山二"]),
    ("甲野 部会長、乙 部会長代理、丙川 委員", ["甲野", "乙", "丙川"]),
    ("服部会長、長谷部委員", ["服部", "長谷部"]),
    # one 各委員 for all, seats by number, by article of the ordinance
    ("委員(甲野・乙山・丙川各委員)3名(50音順)", ["甲野", "乙山", "丙川"]),
    ("1番 甲野 一、3番 乙山 二(敬称略、2名出席)", ["甲野 一", "乙山 二"]),
    ("1 条例第3条第1号委員(2人)\n甲野 一,乙山 二\n2 条例第3条第2号委員(1人)\n丙川 三",
     ["甲野 一", "乙山 二", "丙川 三"]),
    # affiliations, substitutes, notes
    ("甲野 一(大学教授)、乙山 二(弁護士)", ["甲野 一", "乙山 二"]),
    ("甲野 一(丙川三委員代理)、乙山 二(途中参加)", ["甲野 一", "乙山 二"]),
    ("甲野 一 県立大学法学部 教授\n乙山 二 株式会社見本新聞社", ["甲野 一", "乙山 二"]),
    ("佐藤(一)委員、佐藤(二)委員、鈴木委員", ["佐藤(一)", "佐藤(二)", "鈴木"]),
    # letters set apart
    ("会 長 甲 野 一 郎\n委 員 乙 山 二", ["甲野一郎", "乙山二"]),
    ("甲 野 一 郎 会 長 乙山 二 副会長", ["甲野一郎", "乙山 二"]),
    ("委 員 甲 野 一 郎 乙 山 二 郎 丙 川 三 郎", []),  # where a name ends can't be told
    # pairs of words
    ("甲野 一 乙山 二 丙川 三", ["甲野 一", "乙山 二", "丙川 三"]),
    ("甲野 一郎 大河内 二郎 小野寺三郎", ["甲野 一郎", "大河内 二郎", "小野寺三郎"]),
    # only counts
    ("会長及び委員4人", []),
    ("5名", []),
    ("別紙名簿のとおり", []),
    ("全委員", []),
    # the secretariat and others in the same cell
    ("委員 甲野 一、乙山 二\n事務局 総務課長 丙川", ["甲野 一", "乙山 二"]),
    ("(1) 委員\n甲野会長、乙山委員\n(2) 事務局\n総務課長、同課主査\n(3) 諮問庁\n企画課(議題(2)関係)", ["甲野", "乙山"]),
    ("・審査会委員 甲野委員、乙山委員 ・実施機関(企画課) 丙川課長 ・事務局職員 丁田室長", ["甲野", "乙山"]),
    ("●出席者:(委員) 甲野一会長・乙山二委員 (市事務局) 丙川部長・丁田課長", ["甲野一", "乙山二"]),
    ("審査会委員2名(甲野会長、乙山委員)、事務局3名、傍聴者2名", ["甲野", "乙山"]),
    ("個人情報保護審議会\n甲野会長、乙山委員\n事務局\n丙川総務部長、丁田課長補佐", ["甲野", "乙山"]),
    ("甲野 一、乙山 二\n【実施機関】\n税務課長、市民課主査\n【傍聴者】\n1名", ["甲野 一", "乙山 二"]),
    ("小室 一、長谷部 二、御手洗 三", ["小室 一", "長谷部 二", "御手洗 三"]),
    ("甲野 かをり、乙山 みどり、松本 人志朗", ["甲野 かをり", "乙山 みどり", "松本 人志朗"]),
]  # fmt: skip


@pytest.mark.parametrize(("value", "names"), PRESENT)
def test_who_was_present(value: str, names: list[str]) -> None:
    assert read_people([Field("members", value, 0)]) == (tuple(names), ())


GROUPS = [
    # which group a member stands for, before the name
    ("【会長】\n市民 甲野 一郎\n【委員】\n学識経験者 乙山 二郎\n事業者 丙川 清", ["甲野 一郎", "乙山 二郎", "丙川 清"]),
    ("公募市民 甲野 一郎\n総務課長 丁田 四郎", ["甲野 一郎"]),
    # ditto marks, labels inside a line
    ("【委員】(3人) 委 員 甲野 一 〃 乙山 二 〃 丙川 三 【霧沢市】 丁田地域課長、 戊井主任 【傍聴人等】 2人",
     ["甲野 一", "乙山 二", "丙川 三"]),
    ("甲野 一\n乙山 二 - 【事務局】\n丁田 四郎", ["甲野 一", "乙山 二"]),
    ("甲野 一(会長)\n司会・進行:甲野 一(会長)\n【アドバイザー】\n丁田 四郎 社会福祉法人", ["甲野 一"]),
    ("甲野 一\n【見本コンサルタント】\n丁田 四郎", ["甲野 一"]),
    # a list cut inside a name by the line's end
    ("甲野議長、乙山委員、丙川委員、丁\n田委員", ["甲野", "乙山", "丙川", "丁田"]),
    ("甲野議長、乙山委員、丙川委員、\n丁田委員", ["甲野", "乙山", "丙川", "丁田"]),
    # letters set apart: one name on a line, or several, which nobody can part
    ("会 長 甲 野 一\n委 員 望 月 由 佳 子", ["甲野一", "望月由佳子"]),
    ("会 長 甲 野 一\n甲 田 正 千 田 勇\n田 上 勝 辻 均", ["甲野一"]),
    ("委 員 甲 野 一 乙 山 二", []),
    ("員:11名 (欠席:2名)", []),
    ("委", []),
]  # fmt: skip


@pytest.mark.parametrize(("value", "names"), GROUPS)
def test_groups_and_marks(value: str, names: list[str]) -> None:
    assert read_people([Field("members", value, 0)]) == (tuple(names), ())


BOTH = [
    ("甲野 一(会長)、乙山 二 ※ 丙川 三は欠席", ["甲野 一", "乙山 二"], ["丙川 三"]),
    ("甲野委員、乙山委員\n※丙川委員は所用のため欠席", ["甲野", "乙山"], ["丙川"]),
    ("甲野委員、乙山委員(欠席丙川委員)", ["甲野", "乙山"], ["丙川"]),
    ("甲野委員、乙山委員(丙川委員、丁田委員は所用のため欠席)", ["甲野", "乙山"], ["丙川", "丁田"]),
    ("甲野 一、乙山 二(欠席)、丙川 三(当日欠席)", ["甲野 一"], ["乙山 二", "丙川 三"]),
    ("甲野 一\n乙山 二\n欠席者:丙川 三", ["甲野 一", "乙山 二"], ["丙川 三"]),
    ("(1) 会 長 甲野 一\n(2) 委 員 乙山 二\n※欠 席 丙川 三\n(3) 事務局 丁田課長", ["甲野 一", "乙山 二"], ["丙川 三"]),
    ("甲野 一 弁護士 ○\n乙山 二 公募 -", ["甲野 一"], ["乙山 二"]),
    ("甲野 一、乙山 二\n※ 欠席者なし", ["甲野 一", "乙山 二"], []),
]


@pytest.mark.parametrize(("value", "present", "absent"), BOTH)
def test_the_absent_in_the_field_of_those_present(value: str, present: list[str], absent: list[str]) -> None:
    assert read_people([Field("members", value, 0)]) == (tuple(present), tuple(absent))


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("なし", []), ("――――――", []), ("(0名)", []), ("0人", []), ("1名", []),
        ("甲野委員", ["甲野"]), ("委員\n甲野 一(医師会)", ["甲野 一"]), ("(委員)甲野一委員", ["甲野一"]),
        ("(欠席人数:1人)甲野 一", ["甲野 一"]), ("2番 甲野 一、5番 乙山 二", ["甲野 一", "乙山 二"]),
        ("甲野委員(体調不良のため)", ["甲野"]), ("委員(甲野委員)1名", ["甲野"]), ("甲野 一(1名)", ["甲野 一"]),
    ],
)  # fmt: skip
def test_the_field_of_the_absent(value: str, names: list[str]) -> None:
    assert read_people([Field("absent", value, 0)]) == ((), tuple(names))


@pytest.mark.parametrize(
    ("heads", "opening", "present", "absent"),
    [
        (["甲野会長、乙山委員、丙川専門委員"], "", ["甲野", "乙山", "丙川"], []),
        (["甲野会長、乙山課長、丙川委員"], "", [], []),
        ([], "○甲野会長 開会します。欠席は乙山委員でございます。", [], ["乙山"]),
        ([], "○甲野会長 乙山委員の御発言を欠席者に伝えます。", [], []),
    ],
)
def test_people_without_a_field(heads: list[str], opening: str, present: list[str], absent: list[str]) -> None:
    assert read_people([], heads, opening) == (tuple(present), tuple(absent))


SAID = [
    ("委員 甲野会長、丙川委員", "乙山委員からは急な御用で欠席するとの連絡がありました。", ["乙山"]),
    ("甲野会長、丙川委員", "見本町の乙山委員、学識経験者の丁田委員が所用のため欠席しております。", ["乙山", "丁田"]),
    ("甲野会長", "事務局から乙山委員が所用のため欠席するものの、半数を超えるとの報告がありました。", ["乙山"]),
    ("甲野会長", "本日、かじ委員は欠席と伺っております。", ["かじ"]),
    ("甲野会長", "欠席は乙山委員と丁田委員の2名でございます。", ["乙山", "丁田"]),
    ("甲野会長、乙山委員", "前回は乙山委員が欠席でした。", []),
    ("甲野会長", "総務課長が欠席しております。", []),
    ("甲野会長", "会長が欠席の場合は乙山委員が代わります。", []),
    ("甲野会長", "1名の委員が欠席です。公募委員が欠席です。", []),
    ("甲野会長", "丁田、乙山委員が欠席です。", []),  # the first of them would be lost
    ("甲野会長、乙山委員", "乙山委員は欠席です。", []),  # listed among those who came
    ("甲野会長、乙山 次郎", "乙山委員は欠席です。", []),
]  # fmt: skip


@pytest.mark.parametrize(("value", "opening", "absent"), SAID)
def test_the_absent_told_in_the_opening(value: str, opening: str, absent: list[str]) -> None:
    assert read_people([Field("members", value, 0)], [], opening)[1] == tuple(absent)


def test_a_field_of_the_absent_goes_before_the_opening() -> None:
    assert read_people([Field("absent", "なし", 0)], [], "乙山委員は欠席です。") == ((), ())


@pytest.mark.parametrize(
    ("value", "present", "absent"),
    [
        ("甲野会長、丙川委員\n(注意)乙山二委員は所用のため欠席", ["甲野", "丙川"], ["乙山二"]),
        ("甲野会長、丙川委員\n※乙山委員は都合により欠席した。", ["甲野", "丙川"], ["乙山"]),
        ("甲野会長、丙川委員\n* 乙山委員は欠席", ["甲野", "丙川"], ["乙山"]),
        ("甲野会長、丙川委員\n(注)敬称略", ["甲野", "丙川"], []),
        # a superintendent of schools among a board's members
        ("甲野委員長、乙山委員、丙川教育長", ["甲野", "乙山", "丙川"], []),
        ("委員長 甲野一\n委員 乙山二\n教育長 丙川三", ["甲野一", "乙山二", "丙川三"], []),
        ("甲野会長、乙山委員、丙川教育長", ["甲野", "乙山"], []),
        ("委員 甲野一\n委員 乙山二\n教育長 丙川三\n総務課長 丁田四", ["甲野一", "乙山二"], []),
        # kana, what follows the list, the rest of a broken key
        ("甲野会長、かじ委員、むらい委員、など委員", ["甲野", "かじ", "むらい"], []),
        ("甲野会長、乙山委員\n議案1.諮問(計画及び基準に即した規制)", ["甲野", "乙山"], []),
        ("甲野一、乙山二、首席企画専門官", ["甲野一", "乙山二"], []),
    ],
)
def test_notes_and_odd_members(value: str, present: list[str], absent: list[str]) -> None:
    assert read_people([Field("members", value, 0)]) == (tuple(present), tuple(absent))


@pytest.mark.parametrize(
    "word",
    ["総務課長", "事務局", "市民団体代表", "以上", "とおり", "見本大学", "5名", "A", "委員", "情報公開", "出席者", "",
     "甲野について説明した", "総務部長"],
)  # fmt: skip
def test_what_is_no_name(word: str) -> None:
    assert not is_name(word)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="甲乙一二会長委員欠席者()（）、・ 　\n名1○−事務局【】:", max_size=50))
def test_any_list_is_safe(text: str) -> None:
    present, absent = read_people([Field("members", text, 0)])
    assert not set(present) & set(absent)
    assert all(name.strip() for name, _ in find_names(text))
