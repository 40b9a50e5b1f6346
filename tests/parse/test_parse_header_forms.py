"""One invented front matter in the many forms that municipalities give it: every form is read alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from app.document import Block, Line, Row
from app.normalize import fold, squeeze
from app.parse.facts import Facts, read_facts
from app.parse.header import find_fields
from app.parse.header_keys import key_of

TITLE = "令和4年度第5回霧沢市個人情報保護審議会会議録"
DATE, PLACE = "令和5年1月20日（金）午後2時から午後3時40分まで", "霧沢市役所　第2庁舎　3階会議室"
MEMBERS, ABSENT, STAFF = "甲野会長、乙山委員、丙川委員", "丁田委員", "総務課長　戊井、主査　己野"
PUBLIC, OBSERVERS = "公開", "2人"
AGENDA = "見本業務の委託について"
VALUES = (DATE, PLACE, MEMBERS, ABSENT, STAFF, PUBLIC, OBSERVERS, AGENDA)

# Each row: date, place, members, absent, staff, public, observers, agenda.
KEYS = [
    ("日時", "場所", "出席者", "欠席者", "事務局", "公開・非公開の別", "傍聴者", "議題"),
    ("開催日時", "開催場所", "出席委員", "欠席委員", "事務局職員", "会議の公開・非公開", "傍聴者数", "会議の議題"),
    ("会議開催日時", "会議開催場所", "出席者氏名（敬称略）", "欠席者氏名", "説明者", "公開の可否", "傍聴人数",
     "案件"),
    ("会議の開催日時", "会議の開催場所", "委員出席者", "委員欠席者", "説明員", "公開または非公開の別", "傍聴人の数",
     "議事"),
    ("開催年月日", "会場", "出席委員（3名）", "欠席委員（1名）", "実施機関", "会議の公開", "傍聴人", "次第"),
    ("とき", "ところ", "出席者（50音順　敬称略）", "欠席者", "出席説明員", "公開の状況", "傍聴者人数", "会議次第"),
    ("招集日時", "開催会場", "出席部会委員", "欠席部会委員", "幹事", "公開／非公開の別", "傍聴者の数", "議事日程"),
    ("開催月日", "会議の場所", "出席者【会長・副会長等】", "欠席者", "事務局等出席者", "公開区分", "傍聴者の人数",
     "案件名"),
    ("開催日及び時間", "会議場所", "出席した委員", "欠席した委員", "担当部署", "会議の公開・非公開の別",
     "傍聴人の人数", "付議案件"),
    ("日時等", "場所等", "委員の出席状況", "欠席者の氏名", "諮問庁", "公開・非公開", "傍聴者等",
     "議題及び会議資料の内容"),
    ("会議の日時", "会場名", "出席委員氏名", "欠席委員氏名", "事務局（出席者）", "会議の公開又は非公開の別",
     "傍聴の状況",
     "審議案件"),
]  # fmt: skip


def _space(key: str) -> str:
    return "　".join(key) if len(key) <= 4 else key


Form = Callable[[tuple[str, ...]], Iterator[Block]]


def _numbered(template: str) -> Form:
    def lines(keys: tuple[str, ...]) -> Iterator[Block]:
        for number, (key, value) in enumerate(zip(keys, VALUES, strict=True), start=1):
            for line in template.format(n=number, key=key, spaced=_space(key), value=value).split("\n"):
                yield Line(line)

    return lines


def _table(keys: tuple[str, ...]) -> Iterator[Block]:
    yield from (Row((key, value), 1) for key, value in zip(keys, VALUES, strict=True))


def _pdf_table(keys: tuple[str, ...]) -> Iterator[Block]:
    yield from (Row((_space(key), value), 1, page=1) for key, value in zip(keys, VALUES, strict=True))


def _tabs(keys: tuple[str, ...]) -> Iterator[Block]:
    yield from (Line(f"{key}\t{value}") for key, value in zip(keys, VALUES, strict=True))


FORMS: dict[str, Form] = {
    "colon": _numbered("{key}：{value}"),
    "half width colon": _numbered("{key}: {value}"),
    "gap": _numbered("{key}　　{value}"),
    "spaced": _numbered("{spaced}　　{value}"),
    "number": _numbered("{n}　{key}　{value}"),
    "number and dot": _numbered("{n}．{key}　{value}"),
    "number in brackets": _numbered("（{n}）{key}　{value}"),
    "number close to the key": _numbered("{n}{key}\n{value}"),
    "value below": _numbered("{key}\n{value}"),
    "number, value below": _numbered("{n}　{spaced}\n　　{value}"),
    "diamond": _numbered("◇{key}　{value}"),
    "square": _numbered("■{key}：{value}"),
    "circle": _numbered("○{key}　{value}"),
    "zero": _numbered("〇{key}　{value}"),
    "black circle": _numbered("●　{key}\n{value}"),
    "tortoise brackets": _numbered("〔{key}〕{value}"),
    "lenticular brackets": _numbered("【{key}】　{value}"),
    "lenticular brackets, below": _numbered("【{key}】\n{value}"),
    "angle brackets": _numbered("＜{key}＞　{value}"),
    "table": _table,
    "table of a PDF": _pdf_table,
    "tabs": _tabs,
}
WANTED = (
    "霧沢市個人情報保護審議会", "令和4年度第5回", "2023-01-20", "14:00", "15:40", "霧沢市役所 第2庁舎 3階会議室",
    ("甲野", "乙山", "丙川"), ("丁田",), "公開", 2,
)  # fmt: skip


def _read(blocks: list[Block]) -> Facts:
    heads = [fold(b.text if isinstance(b, Line) else " ".join(b.cells)) for b in blocks[:12]]
    return read_facts(find_fields(blocks), heads, "霧沢市")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("keys", KEYS, ids=[row[0] for row in KEYS])
def test_every_form_is_read_alike(keys: tuple[str, ...], form: str) -> None:
    blocks: list[Block] = [Line(TITLE), *FORMS[form](keys)]
    facts = _read(blocks)
    date = facts.date.iso if facts.date else None
    found = (facts.council, facts.session, date, facts.start, facts.end, facts.place)
    assert (*found, facts.members, facts.absent, facts.public, facts.observers) == WANTED
    agenda = [field.value for field in find_fields(blocks) if field.name == "agenda"]
    assert agenda == [AGENDA]


GLUED = [
    "1日時令和5年1月20日（金）午後2時から午後3時40分まで", "2場所霧沢市役所　第2庁舎　3階会議室",
    "3出席者委員3名（甲野会長、乙山委員、丙川委員）", "4欠席者なし", "5傍聴者2人", "6議題", "見本業務の委託について",
]  # fmt: skip


def test_keys_glued_to_their_values() -> None:
    facts = _read([Line(TITLE), *map(Line, GLUED)])
    assert facts.date is not None
    assert (facts.date.iso, facts.place, facts.observers) == ("2023-01-20", "霧沢市役所 第2庁舎 3階会議室", 2)
    assert (facts.members, facts.absent) == (("甲野", "乙山", "丙川"), ())


FRONTS: dict[str, tuple[list[Block], list[tuple[str, str]]]] = {
    "two keys in a line": (
        [Line("日時　令和5年1月20日　10時～11時　会場　霧沢市役所")],
        [("date", "令和5年1月20日 10時~11時"), ("place", "霧沢市役所")],
    ),
    "a key broken letter by letter": (
        [Line("日"), Line("時"), Line("令和5年1月20日"), Line("会"), Line("場　　霧沢市役所"), Line("事"),
         Line("務　局"), Line("総務課")],
        [("date", "令和5年1月20日"), ("place", "霧沢市役所"), ("staff", "総務課")],
    ),
    "a long key over three lines": (
        [Line("会議の公開、非公"), Line("開の別及び非公開"), Line("の　　理　　由　　　公開")],
        [("public", "公開")],
    ),
    "keys first, values after": (
        [*map(Line, ("会議の名称", "開催年月日", "開会時刻", "開催場所", "傍聴人", "公開区分")),
         *map(Line, ("見本審議会", "令和5年1月20日", "午後2時", "市役所", "なし", "公開"))],
        [("council", "見本審議会"), ("date", "令和5年1月20日"), ("time", "午後2時"), ("place", "市役所"),
         ("observers", "なし"), ("public", "公開")],
    ),
    "dots that lead to the value": (
        [*map(Line, ("１．日", "時･････････令和5年1月20日", "２．会", "場・・・・・・見本会館", "傍聴者……なし")),
         *map(Line, ("出席委員････甲野一・乙山二", "欠席委員････丙川三"))],
        [("date", "令和5年1月20日"), ("place", "見本会館"), ("observers", "なし"), ("members", "甲野一・乙山二"),
         ("absent", "丙川三")],
    ),
    "keys first, a value lost": (
        [*map(Line, ("開催日", "時間", "会場", "傍聴者", "議題")),
         *map(Line, ("令和5年1月20日", "見本会館", "2人", "見本の件"))],
        [("date", "令和5年1月20日"), ("time", ""), ("place", "見本会館"), ("observers", "2人"), ("agenda", "")],
    ),
    "keys first, the times with a key of their own": (
        [*map(Line, ("日", "時", "会", "場", "出席委員", "事務局", "令和5年1月20日", "開会:午前10時(閉会:午前11時)")),
         *map(Line, ("見本会館 第2研修室", "甲野一", "乙山二", "丙川三"))],
        [("date", "令和5年1月20日"), ("place", "見本会館 第2研修室"), ("members", ""), ("staff", ""),
         ("time", "午前10時(閉会:午前11時)")],
    ),
    "keys first, the members by their roles": (
        [*map(Line, ("開催日 令和5年1月20日", "出席者", "委員", "事務局", "傍聴人", "甲野会長、乙山委員、丙")),
         *map(Line, ("川委員", "丁田課長、戊村主査"))],
        [("date", "令和5年1月20日"), ("members", "甲野会長、乙山委員、丙川委員"), ("staff", ""), ("observers", "")],
    ),
    "keys first, nobody's role": (
        [*map(Line, ("開催日 令和5年1月20日", "出席者", "事務局", "傍聴人", "甲野一、乙山二"))],
        [("date", "令和5年1月20日"), ("members", ""), ("staff", ""), ("observers", "甲野一、乙山二")],
    ),
    "empty keys before a list": (
        [Line("非公開理由"), Line("欠席委員"), Line("議題"), Line("1 甲の件"), Line("2 乙の件"), Line("3 丙の件")],
        [("secret_reason", ""), ("absent", ""), ("agenda", "1 甲の件\n2 乙の件\n3 丙の件")],
    ),
    "a row of keys above a row of values": (
        [Row(("日時", "場所", "傍聴者"), 1), Row(("令和5年1月20日", "市役所", "2人"), 1)],
        [("date", "令和5年1月20日"), ("place", "市役所"), ("observers", "2人")],
    ),
    "a key and its value that is a key's word": (
        [Row(("会議の公開", "公開", "傍聴者", "なし"), 1), Line("公開・非公開"), Line("公開")],
        [("public", "公開"), ("observers", "なし"), ("public", "公開")],
    ),
    "three cells": (
        [Row(("開催日時", "令和5年1月20日", "開会 午後2時\n閉会 午後4時"), 1), Row(("出席者", "委員", "甲野、乙山"),
         1)],
        [("date", "令和5年1月20日 開会 午後2時\n閉会 午後4時"), ("members", "委員 甲野、乙山")],
    ),
    "a row with a key that is not known": (
        [Row(("開催場所", "市役所"), 1), Row(("議長を務めた者", "甲野"), 1), Row(("傍聴者", "1人"), 1)],
        [("place", "市役所"), ("unknown", "甲野"), ("observers", "1人")],
    ),
    "a numbered line with a key that is not known": (
        [Line("1.開催日時 令和5年1月20日"), Line("2.開催場所 市役所"), Line("3.出席団体名"), Line("見本会"),
         Line("4.議題")],
        [("date", "令和5年1月20日"), ("place", "市役所"), ("unknown", "見本会"), ("agenda", "")],
    ),
    "contact lines in the middle": (
        [Line("場所　市役所"), Line("問い合わせ先"), Line("住所　見本町1番地"), Line("電話番号　000-000"),
         Line("出席者　甲野委員")],
        [("place", "市役所"), ("contact", ""), ("contact", "見本町1番地"), ("contact", "000-000"), ("members",
         "甲野委員")],
    ),
    "other dates end a field": (
        [Line("場所　市役所"), Line("次回開催予定日"), Line("令和5年3月1日"), Line("更新日：令和5年4月1日")],
        [("place", "市役所"), ("contact", "令和5年3月1日"), ("contact", "令和5年4月1日")],
    ),
    "a page's number inside a value": (
        [Line("議題　1 甲の件"), Line("－ 1 －"), Line("2 乙の件"), Line("（4―2）")],
        [("agenda", "1 甲の件\n2 乙の件")],
    ),
    "その他 in an agenda": (
        [Line("議題"), Line("1　甲の件"), Line("2　その他（丙の件）"), Line("（1）乙の件"), Line("■その他")],
        [("agenda", "1 甲の件\n2 その他(丙の件)\n(1)乙の件"), ("contact", "")],
    ),
    "members without a key": (
        [Line("場所　市役所"), Line("＜委員＞敬称略"), Line("甲野一、乙山二"), Line("＜事務局＞"), Line("総務課長")],
        [("place", "市役所"), ("members", "<委員>敬称略\n甲野一、乙山二"), ("staff", "総務課長")],
    ),
    "tags that a converter left": (
        [Line('会議録の作成方法　<input value="1" type=checkbox> 全文記録 <input type=checkbox checked> 要点記録')],
        [("record", "□ 全文記録 ☑ 要点記録")],
    ),
    "names of a PDF's cell, a line each": (
        [Row(("出席委員", "甲野一郎\n乙山二郎\n丙川三郎"), 1, page=1)],
        [("members", "甲野一郎\n乙山二郎\n丙川三郎")],
    ),
    "a list of a PDF's cell, broken at the edge": (
        [Row(("出席委員", "甲野一郎（会長）、乙山二郎（副会長）、丙川三\n郎、丁田四郎"), 1, page=1)],
        [("members", "甲野一郎(会長)、乙山二郎(副会長)、丙川三郎、丁田四郎")],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("blocks", "pairs"), FRONTS.values(), ids=FRONTS.keys())
def test_odd_front_matter(blocks: list[Block], pairs: list[tuple[str, str]]) -> None:
    assert [(field.name, field.value) for field in find_fields(blocks)] == pairs


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("次回開催日時", "contact"), ("最終更新日", "contact"), ("会議録署名人", "contact"), ("所属名、担当者名",
         "contact"),
        ("日時及び場所", "date_place"), ("会議の公開、非公開の別及び非公開の理由", "public"), ("議題および決定事項",
         "agenda"),
        ("会議の議題及び会議資料の内容", "agenda"), ("会議次第及び資料", "agenda"), ("審議（会議）経過", "agenda"),
        ("次第及び公開、一部公開、非公開の区分", "agenda_public"), ("公開しなかった理由", "secret_reason"),
        ("一部公開・非公開の場合はその理由", "secret_reason"), ("議事概要とした理由", "contact"),
         ("附属機関などの名称", "council"),
        ("審議会等名称", "council"), ("会の名称", "council"), ("下欄に掲載するもの", "record"), ("掲載形式",
         "record"),
        ("出席者（事務局）", "staff"), ("出席者（委員）氏名", "members"), ("欠席者（委員）", "absent"),
         ("会議主管課", "staff"),
        ("提出された資料等の名称", "materials"), ("会議録の公表、非公表の別", "secret_reason"), ("電子メール",
         "contact"),
        ("傍聴席", None), ("会場使用料", None), ("日時計", None), ("公開条例", None), ("開会", None), ("名簿", None),
        ("事務局説明", None), ("資料説明", None), ("会議", None), ("出席状況を確認", None),
    ],
)  # fmt: skip
def test_keys_of_real_forms(label: str, name: str | None) -> None:
    assert key_of(squeeze(label)) == name
