"""Open or closed, how many listened, how the minutes were made."""

from __future__ import annotations

import pytest

from app.normalize import squeeze
from app.parse.header import Field
from app.parse.openness import read_observers, read_openness, read_public, read_record

PUBLIC = [
    ("公開", "公開"), ("可", "公開"), ("会議は公開とする。", "公開"), ("公開（傍聴者なし）", "公開"),
    ("全部公開", "公開"), ("傍聴可（1名）", "公開"), ("会議公開", "公開"), ("議題は全て公開", "公開"),
    ("非公開", "非公開"), ("不可", "非公開"), ("否", "非公開"), ("傍聴不可", "非公開"),
    ("非公開（見本市情報公開条例第7条に該当するため）", "非公開"), ("公開しない", "非公開"),
    ("一部公開", "一部非公開"), ("一部非公開 議題2", "一部非公開"), ("一部傍聴不可（2名）", "一部非公開"),
    ("公開。ただし、議題（4）は非公開", "一部非公開"), ("公開（ただし、議題（4）については非公開）", "一部非公開"),
    ("議題（1）は非公開、その他は公開とした。", "一部非公開"), ("議題1は公開、議題2は非公開", "一部非公開"),
    ("※（1）について公開", "一部非公開"),
    ("公開・一部公開・非公開", None), ("公開・非公開", None), ("未定", None), ("", None),
]  # fmt: skip


@pytest.mark.parametrize(("value", "meaning"), PUBLIC)
def test_the_value_of_a_field(value: str, meaning: str | None) -> None:
    assert read_openness(squeeze(value)) == meaning


@pytest.mark.parametrize(
    ("fields", "heads", "below", "meaning"),
    [
        ([Field("agenda_public", "1 甲の件(諮問) [公開]\n2 乙の件(諮問) [非公開]", 0)], [], [], "一部非公開"),
        ([Field("agenda", "(1)甲の件(公開審議)\n(2)乙の件(公開審議)", 0)], [], [], "公開"),
        ([], ["第6回審議会会議録(公開で審議を行った部分)"], [], "一部非公開"),
        ([], [], ["○事務局 会議は公開で、傍聴の方が3名いらっしゃいます。"], "公開"),
        ([], [], ["会長 資料は公開されますか。"], None),
        ([], [], ["この議題は非公開で審議した。"], "一部非公開"),
        ([Field("secret_reason", "公開すると支障があるため", 0)], [], [], None),
    ],
)
def test_where_else_it_is_told(fields: list[Field], heads: list[str], below: list[str], meaning: str | None) -> None:
    assert read_public(fields, heads, below, "".join(below), {}) == meaning


OBSERVERS = [
    ("observers", "3人", 3), ("observers", "０名", 0), ("observers", "なし", 0), ("observers", "――――", 0),
    ("observers", "0", 0), ("observers", "三名", 3), ("observers", "3名（うち報道1名）", 3),
    ("observers", "傍聴者2名", 2),
    ("observers", "定員10名　2名", 2), ("observers", "一般2名、報道1名", None),
    ("observers", "一般2名、報道1名 計3名", 3),
    ("observers", "会議室1\n2人", 2), ("observers", "第2会議室301 3名", 3), ("observers", "1 2 名", 12),
    ("observers", "", None), ("observers", "受付は総務課", None),
    ("public", "公開（傍聴者0人）", 0), ("public", "公開(傍聴者なし)", 0), ("public", "☑ 可 (2 人)", 2),
    ("public", "公開とした。傍聴者はなかった。", 0), ("public", "公開", None), ("public", "公開（委員5名）", None),
    ("members", "委員5名、事務局3名、傍聴者2名", 2), ("members", "計10名（ほかに傍聴の方　4名）", 4),
    ("members", "委員5名", None), ("members", "甲野 一\n- 【傍聴者】\n- なし", 0),
    ("public", "一部を公開しない（第2号の採決）\n傍聴した人　なし", 0),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value", "count"), OBSERVERS)
def test_how_many_listened(name: str, value: str, count: int | None) -> None:
    assert read_observers([Field(name, value, 0)], "", {}) == count


@pytest.mark.parametrize(
    ("opening", "count"),
    [
        ("会議は公開で、傍聴の方が3名いらっしゃいます。", 3),
        ("傍聴を希望された方は1名で、既に入っていただいております。", 1),
        ("傍聴の申出はございません。", 0),
        ("傍聴の方はお見えになっていません。", 0),
        ("本日は傍聴希望者がいないとのことです。", 0),
        ("傍聴者がいない場合はどうしますか。", None),
        ("傍聴者3名以上のときは抽選とします。", None),
        ("", None),
    ],
)
def test_observers_in_the_opening_words(opening: str, count: int | None) -> None:
    assert read_observers([], opening, {}) == count


@pytest.mark.parametrize(
    ("value", "record"),
    [
        ("☐全文記録 ☑要点記録", "要点記録"), ("□全文記録 ■発言者の発言内容ごとの要点記録", "要点記録"),
        ("要点記録", "要点記録"), ("議事概要", "議事概要"), ("全文記録・要点記録", "全文記録・要点記録"),
        ("□全文記録", None),
    ],
)  # fmt: skip
def test_how_the_minutes_were_made(value: str, record: str | None) -> None:
    assert read_record([Field("record", value, 0)], {}) == record


RULE = "霧沢市情報公開条例第26条第1項により非公開"


@pytest.mark.parametrize(
    ("below", "meaning"),
    [
        (("○会長　始めます。", "○事務局　報告します。", RULE, "○会長　終わります。"), "一部非公開"),
        (("始めます。", "説明した。", "（以下、規則第5条に基づき非公開とする。）"), "一部非公開"),
        ((RULE, "○会長　始めます。"), None),  # perhaps all of it
        (("始めます。", "説明した。", "条例第7条により、不開示とした決定は妥当である。"), None),
        (("始めます。", "説明した。", "資料は条例第7条により非公開としたものが3件ありました。"), None),
    ],
)
def test_a_part_closed_by_a_rule(below: tuple[str, ...], meaning: str | None) -> None:
    assert read_public([], [], below, "", {}) == meaning


@pytest.mark.parametrize(
    ("name", "value", "meaning"),
    [("observers", "4人（公開）", "公開"), ("observers", "なし（非公開）", "非公開"),
     ("observers", "4人（定員5人）", None),
     ("public", "許す（希望者なし）", "公開"), ("public", "許可しない", "非公開")],
)  # fmt: skip
def test_open_to_those_who_listen(name: str, value: str, meaning: str | None) -> None:
    assert read_public([Field(name, value, 0)], [], (), "", {}) == meaning


@pytest.mark.parametrize(
    ("opening", "meaning"),
    [
        ("会長:本日の議題に秘密にするものはありませんので、公開で進めます。", "公開"),
        ("(資料の確認)○甲野会長 会議の公開についてですが,公開といたします。", "公開"),
        ("事務局 公開としますので、傍聴の方に入っていただきます。", "公開"),
        ("会長 本日の会議は非公開といたします。", "非公開"),
        ("事務局 本日の審査会は、個人の情報を扱うため、非公開で行います。", "非公開"),
        ("会議は原則公開ですが、本日の会議は非公開とします。", None),
        ("会議は公開で行います。本日の会議は非公開とします。", None),
        ("会長 公開でよろしいですか。", None),
        ("事務局:公開で進めたいと思いますが、よろしいでしょうか。", None),
        ("甲野委員:公開とします。", None),
        ("○甲野委員 公開といたします。", None),
        ("会長 会議録は公開とします。会議録については、公開とさせていただきます。", None),
        ("会長 議題(1)は公開といたします。この案件は非公開とします。", None),
        ("会長 これより会議は非公開で審議します。", None),
        ("情報公開で行います。", None),
    ],
)
def test_open_or_closed_as_the_chair_states(opening: str, meaning: str | None) -> None:
    quotes: dict[str, str] = {}
    assert read_public([], [], [], opening, quotes) == meaning
    assert quotes.get("public", "") in squeeze(opening)
