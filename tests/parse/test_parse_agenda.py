"""Agendas in many shapes → their items, with number and kind."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.normalize import fold
from app.parse.agenda import named_other, parse_agenda
from app.parse.agenda_words import guess_election, is_frame, is_step, kind_of_number, section_kind

Item = tuple[str | None, str, str | None]  # number, title, kind

AGENDAS: dict[str, tuple[str, list[Item]]] = {
    "one line": ("防犯灯の管理について", [(None, "防犯灯の管理について", None)]),
    "a line each": (
        "防犯灯の管理について（諮問）\n図書館システムについて（報告）",
        [(None, "防犯灯の管理について", "referral"), (None, "図書館システムについて", "report")],
    ),
    "digits": (
        "１　開会\n２　会長の選出\n３　防犯灯の管理について\n４　閉会",
        [("2", "会長の選出", "election"), ("3", "防犯灯の管理について", None)],
    ),
    "digits with dots": ("1．防犯灯の管理について\n2．その他", [("1", "防犯灯の管理について", None)]),
    "sections with numbers inside": (
        "１　開会\n２　諮問事項\n（１）防犯灯の管理について\n（２）図書館システムについて\n３　報告事項\n"
        "（１）窓口の録音について\n４　その他\n５　閉会",
        [
            ("(1)", "防犯灯の管理について", "referral"),
            ("(2)", "図書館システムについて", "referral"),
            ("(1)", "窓口の録音について", "report"),
        ],
    ),
    "sections in brackets": (
        "【諮問事項】\n１ 防犯灯の管理について\n【報告事項】\n１ 窓口の録音について",
        [("1", "防犯灯の管理について", "referral"), ("1", "窓口の録音について", "report")],
    ),
    "sections as lines of their own": (
        "諮問事項\n防犯灯の管理について\n報告事項\n窓口の録音について",
        [(None, "防犯灯の管理について", "referral"), (None, "窓口の録音について", "report")],
    ),
    "referral numbers": (
        "諮問第12号　防犯灯の管理について\n諮問第13号　図書館システムについて\n報告第1号　窓口の録音について",
        [
            ("諮問第12号", "防犯灯の管理について", "referral"),
            ("諮問第13号", "図書館システムについて", "referral"),
            ("報告第1号", "窓口の録音について", "report"),
        ],
    ),
    "議題 with full-width numbers": (
        "議題１　防犯灯の管理について\n議題２　図書館システムについて",
        [("議題1", "防犯灯の管理について", None), ("議題2", "図書館システムについて", None)],
    ),
    "kana under a section": (
        "１　諮問事項\nア　防犯灯の管理について\nイ　図書館システムについて",
        [("ア", "防犯灯の管理について", "referral"), ("イ", "図書館システムについて", "referral")],
    ),
    "circled numbers": (
        "①防犯灯の管理について\n②図書館システムについて",
        [("1", "防犯灯の管理について", None), ("2", "図書館システムについて", None)],
    ),
    "bullets": (
        "・防犯灯の管理について\n・図書館システムについて",
        [(None, "防犯灯の管理について", None), (None, "図書館システムについて", None)],
    ),
    "quoted titles with a department": (
        "（１）「防犯灯の管理について」（生活安全課）\n（２）「図書館システムについて」（図書館）",
        [("(1)", "防犯灯の管理について", None), ("(2)", "図書館システムについて", None)],
    ),
    "all in one cell": (
        "（１）防犯灯の管理について（諮問） （２）図書館システムについて（報告）",
        [("(1)", "防犯灯の管理について", "referral"), ("(2)", "図書館システムについて", "report")],
    ),
    "without numbers in one cell": (
        "防犯灯の管理について（諮問） 図書館システムについて（報告）",
        [(None, "防犯灯の管理について", "referral"), (None, "図書館システムについて", "report")],
    ),
    "a title broken by the cell's width": (
        "１　町内会名簿の防犯灯管理組合への\n提供について\n２　図書館システムについて",
        [("1", "町内会名簿の防犯灯管理組合への提供について", None), ("2", "図書館システムについて", None)],
    ),
    "a section and its item on one line": (
        "議事 防犯灯の管理について",
        [(None, "防犯灯の管理について", None)],
    ),
    "その他 with a name": (
        "１　防犯灯の管理について（諮問）\n２　その他（会議録の公表の方法）",
        [("1", "防犯灯の管理について", "referral"), ("2", "その他(会議録の公表の方法)", "other")],
    ),
    "その他 without one": ("１　防犯灯の管理について\n２　その他", [("1", "防犯灯の管理について", None)]),
    "the frame only": ("１　開会\n２　会長あいさつ\n３　その他\n４　閉会", []),
    "the frame in other words": (
        "１　委嘱状の交付\n２　市長挨拶\n３　委員紹介\n４　諮問書の交付\n５　防犯灯の管理について\n６　事務連絡\n"
        "７　次回の日程",
        [("5", "防犯灯の管理について", None)],
    ),
    "minutes approved": ("1 前回会議録の承認\n2 防犯灯の管理について", [("2", "防犯灯の管理について", None)]),
    "what came of it behind an arrow": (
        "１．会長の選出　⇒　佐倉委員が会長に選出される\n２．防犯灯の管理（報告）",
        [("1", "会長の選出", "election"), ("2", "防犯灯の管理", "report")],
    ),
    "open or closed beside each": (
        "１　防犯灯の管理について　（諮問）　［一部公開］\n２　図書館システムについて　（諮問）　［公開］",
        [("1", "防犯灯の管理について", "referral"), ("2", "図書館システムについて", "referral")],
    ),
    "a remark about an entry": (
        "※（1）について公開\n（1）防犯灯の管理について（新規諮問）\n（2）図書館システムについて（継続諮問）",
        [("(1)", "防犯灯の管理について", "referral"), ("(2)", "図書館システムについて", "referral")],
    ),
    "two numbers: the referral's own identifies it": (
        "２．諮問第10号　防犯灯の管理に係る\n台帳について【生活安全課、\n総務課】\n"
        "３．諮問第11号　図書館システムについて",
        [
            ("諮問第10号", "防犯灯の管理に係る台帳について", "referral"),
            ("諮問第11号", "図書館システムについて", "referral"),
        ],
    ),
    "the day's order and the bill's number": (
        "日程第１　議案第38号　防犯灯の管理について\n日程第２　報告第３号　図書館システムについて",
        [("議案第38号", "防犯灯の管理について", "referral"), ("報告第3号", "図書館システムについて", "report")],
    ),
    "審議 and 報告 with numbers": (
        "審議 1   防犯灯の管理について\n審議 2 図書館システムについて\n報告事項\n報告 1  納税通知書について 【廃止】",
        [
            ("審議 1", "防犯灯の管理について", "referral"),
            ("審議 2", "図書館システムについて", "referral"),
            ("報告 1", "納税通知書について", "report"),
        ],
    ),
    "付議 with numbers": (
        "付議第1号　防犯灯の管理について（生活安全課）\n報告第1号　図書館システムについて",
        [("付議第1号", "防犯灯の管理について", "referral"), ("報告第1号", "図書館システムについて", "report")],
    ),
    "titles on the line below their section": (
        "１．答申書の確認\n「評価書」に係る点検について\n［担当課：健康部健康課及び市民課］\n"
        "２．新規諮問事項\n図書館システムについて\n"
        "［担当課：図書館］\n３．その他",
        [("1", "「評価書」に係る点検について", "referral"), ("2", "図書館システムについて", "referral")],
    ),
    "departments above the titles": (
        "（１）諮問事項\n【生活安全課】\n・防犯灯の管理について\n【図書館】\n"
        "・図書館システムについて\n（２）報告事項\n【総務課】\n"
        "・届出の状況について",
        [
            (None, "防犯灯の管理について", "referral"),
            (None, "図書館システムについて", "referral"),
            (None, "届出の状況について", "report"),
        ],
    ),
    "groups in brackets are no titles": (
        "（１）諮問事項\n【水道事業】\n・検針の委託について\n【下水道事業】\n・使用料の通知について",
        [(None, "検針の委託について", "referral"), (None, "使用料の通知について", "referral")],
    ),
    "sections in brackets inside one line": (
        "【審議事項】 １　防犯灯の管理について　２　図書館システムについて　【報告事項】 １　届出について",
        [
            ("1", "防犯灯の管理について", "referral"),
            ("2", "図書館システムについて", "referral"),
            ("1", "届出について", "report"),
        ],
    ),
    "sections in angle brackets": (
        "〈承認事項〉\n・防犯灯の管理について\n〈報告事項〉\n・図書館システムについて",
        [(None, "防犯灯の管理について", "referral"), (None, "図書館システムについて", "report")],
    ),
    "報告 behind a title is no section": (
        "（１）防犯灯の管理について\n（２）納税通知書の誤封入について【報告】",
        [("(1)", "防犯灯の管理について", None), ("(2)", "納税通知書の誤封入について", "report")],
    ),
    "an entry that only gathers": (
        "１　条例第8条の規定に基づく諮問について\n（１）防犯灯の台帳の提供\n（２）図書館の記録の提供\n２　その他",
        [("(1)", "防犯灯の台帳の提供", "referral"), ("(2)", "図書館の記録の提供", "referral")],
    ),
    "papers below the entries": (
        "（１）件名　防犯灯の管理について\n（２）事務局からの報告（法の施行後の役割について）\n"
        "※　会議資料一覧\n資料１　諮問書の写し",
        [("(1)", "防犯灯の管理について", None), ("(2)", "事務局からの報告(法の施行後の役割について)", "report")],
    ),
    "kana set close to the title": (
        "（１）報告事項\nア防犯灯の管理について（生活安全課）\nイ図書館システムについて",
        [("ア", "防犯灯の管理について", "report"), ("イ", "図書館システムについて", "report")],
    ),
    "a line that a copy repeats": (
        "ア　生活実態調査の実施に係る通知の要否について\nに係る通知の要否について\nイ　届出について",
        [("ア", "生活実態調査の実施に係る通知の要否について", None), ("イ", "届出について", None)],
    ),
    "the meeting's own name": (
        "第38回霧沢市個人情報保護審議会\n１　防犯灯の管理について（諮問）",
        [("1", "防犯灯の管理について", "referral")],
    ),
    "numbers in angle brackets": (
        "<1>会長挨拶\n<2>議事（諮問事項）\n防犯灯の管理について\n〈3〉報告\n図書館システムについて",
        [("<2>", "防犯灯の管理について", "referral"), ("〈3〉", "図書館システムについて", "report")],
    ),
    "a number with its word, close to the title": (
        "・議題（1）防犯灯の管理について\n・議題（2）図書館システムについて（報告）",
        [("議題(1)", "防犯灯の管理について", None), ("議題(2)", "図書館システムについて", "report")],
    ),
    "numbers of a series": (
        "日程第１　甲第１号　防犯灯の管理について\n日程第２　乙第１号　図書館システムについて",
        [("甲第1号", "防犯灯の管理について", None), ("乙第1号", "図書館システムについて", None)],
    ),
    "from whom the matters come": (
        "（1）市長からの次の事項についての諮問\n防犯灯の管理について\n（個人情報保護条例第10条）\n"
        "（2）協議事項の協議\n図書館システムについて\n（今後の更新の進め方について）",
        [("(1)", "防犯灯の管理について", "referral"), ("(2)", "図書館システムについて", "referral")],
    ),
    "an explanation below a title": (
        "（1）条例の改正について\n「期限の特例」の定めを置くことについて\n（2）防犯灯の管理について",
        [("(1)", "条例の改正について", None), ("(2)", "防犯灯の管理について", None)],
    ),
    "bullets below a title are details": (
        "１　計画の素案について\n・全体の組立て\n・「第3章　方策」の見方\n２　その他",
        [("1", "計画の素案について", None)],
    ),
    "papers numbered behind その他": (
        "（1）防犯灯の管理について\n（2）その他\n（1）質問回答書\n（2）仕組みの比較表",
        [("(1)", "防犯灯の管理について", None)],
    ),
    "a list of contents with dots": (
        "１　開会・・・・・・・・・・・・1\n２　防犯灯の管理について・・・・・・3\n３　閉会……………9",
        [("2", "防犯灯の管理について", None)],
    ),
    "a date in the list": (
        "１　平成22年12月3日（金曜日）午後4時開議\n２　防犯灯の管理について",
        [("2", "防犯灯の管理について", None)],
    ),
    "the frame of a first meeting": (
        "１　委嘱状伝達式\n２　区側出席者紹介\n３　委員自己紹介\n４　市あいさつ（副市長）\n"
        "５　会長、副会長の選出並びに挨拶\n"
        "６　会議の公開・非公開及び議事録の作成について\n７　防犯灯の管理について",
        [
            ("5", "会長、副会長の選出並びに挨拶", "election"),
            ("6", "会議の公開・非公開及び議事録の作成について", None),
            ("7", "防犯灯の管理について", None),
        ],
    ),
    "appeals are referred": (
        "（1）公文書の非公開決定に対する審査請求\n（2）審査請求の処理状況の報告",
        [("(1)", "公文書の非公開決定に対する審査請求", "referral"), ("(2)", "審査請求の処理状況の報告", "report")],
    ),
    "nothing": ("", []),
    "none": ("なし", []),
    "sentences": ("防犯灯の管理について審議しました。\n異議はありませんでした。", []),
}


@pytest.mark.parametrize(("text", "items"), AGENDAS.values(), ids=AGENDAS.keys())
def test_an_agenda_becomes_items(text: str, items: list[Item]) -> None:
    folded = "\n".join(fold(line) for line in text.split("\n"))
    assert [(e.number, e.title, e.kind) for e in parse_agenda(folded)] == items


@pytest.mark.parametrize(
    ("text", "departments"),
    [
        ("１．甲の点検について\n［担当課：健康部健康課及び市民課］\n２．乙の管理について\n［担当課：総務部 法務室］",
         ["健康部健康課及び市民課", "総務部法務室"]),
        ("【生活安全課】\n・甲の管理について\n【図書館】\n・乙の管理について\n・丙の管理について",
         ["生活安全課", "図書館", "図書館"]),
        ("１．諮問第10号　甲の管理について【生活安全課、総務課】", ["生活安全課、総務課"]),
        ("１．甲の管理について（諮問）【図書館関係】", ["図書館"]),
        ("１．甲の管理について（諮問）［公開］", [None]),
    ],
)  # fmt: skip
def test_an_agenda_tells_the_departments(text: str, departments: list[str | None]) -> None:
    folded = "\n".join(fold(line) for line in text.split("\n"))
    assert [entry.department for entry in parse_agenda(folded)] == departments


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("説明", True), ("質疑応答", True), ("【諮問事項の説明】", True), ("結論", True), ("実施機関説明", True),
        ("委員質疑", True),
        ("質疑・意見", True), ("質疑なし", True), ("（主な質疑・意見）", True), ("防犯灯の説明会について", False),
        ("審議会の運営について", False), ("答申書の様式の変更について", False),
    ],
)  # fmt: skip
def test_steps_inside_an_item(text: str, step: bool) -> None:
    assert is_step(fold(text)) is step


def test_the_agendas_own_heading_gives_the_kind() -> None:
    (entry,) = parse_agenda("(1) 防犯灯の管理について", "referral")
    assert entry.kind == "referral"
    (entry,) = parse_agenda("(1) 防犯灯の管理について(報告)", "referral")
    assert entry.kind == "report"


def test_lines_of_a_medium_without_edges_are_titles_each() -> None:
    text = "1 審議\n子ども医療費助成事務\n施設予約サービスの運用"
    assert [e.title for e in parse_agenda(text, wrapped=False)] == ["子ども医療費助成事務", "施設予約サービスの運用"]
    assert [e.title for e in parse_agenda(text)] == ["子ども医療費助成事務施設予約サービスの運用"]


def test_departments_are_kept_apart() -> None:
    entries = parse_agenda("(1) 「防犯灯の管理について」(生活安全課)\n(2) 図書館システムについて(諮問)(図書館)")
    assert [e.department for e in entries] == ["生活安全課", "図書館"]


def test_an_entry_that_only_gathers_quoted_titles_is_no_item() -> None:
    entries = parse_agenda("(1) 会長の選出 ・「任期満了に伴う会長の互選」 (2) 防犯灯の管理について")
    assert [(e.title, e.kind) for e in entries] == [
        ("任期満了に伴う会長の互選", "election"),
        ("防犯灯の管理について", None),
    ]


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        ("開会", True), ("閉会", True), ("開会の宣告", True), ("会長あいさつ", True), ("市長挨拶", True),
        ("資料の確認", True), ("傍聴について", True), ("会議録署名委員の指名", True), ("次回の日程について", True),
        ("今後の日程", True), ("委嘱状交付", True), ("休憩", True), ("質疑応答", True), ("特になし", True),
        ("前回会議録の確認について", True), ("防犯灯の管理について", False), ("会長の選出", False),
        ("開会式の写真の公開について", False), ("条例の改正について", False),
    ],
)  # fmt: skip
def test_what_belongs_to_the_frame(text: str, frame: bool) -> None:
    assert is_frame(text) is frame


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("諮問事項", "referral"), ("審議事項", "referral"), ("諮問案件", "referral"), ("報告事項", "report"),
        ("【報告事項】", "report"), ("（諮問事項）", "referral"), ("その他", "other"), ("議事", ""), ("議題", ""),
        ("次第", ""), ("防犯灯の管理について", None), ("", None),
    ],
)  # fmt: skip
def test_what_names_a_section(text: str, kind: str | None) -> None:
    assert section_kind(text) == kind


@pytest.mark.parametrize(
    ("title", "election"),
    [
        ("会長の選出について", True), ("会長及び副会長の互選について", True), ("職務代理者の指名", True),
        ("会長職務代理の選任", True), ("委員長の選挙", True), ("防犯灯の管理について", False),
        ("会長への報告について", False), ("選挙人名簿の調製について", False),
    ],
)  # fmt: skip
def test_what_is_an_election(title: str, election: bool) -> None:
    assert guess_election(title) is election


@pytest.mark.parametrize(
    ("number", "kind"),
    [("諮問第3号", "referral"), ("報告第1号", "report"), ("議案第2号", "referral"), ("(3)", None), (None, None)],
)
def test_kinds_of_numbers(number: str | None, kind: str | None) -> None:
    assert kind_of_number(number) == kind


@pytest.mark.parametrize("text", ["その他", "その他(次回の日程)", "その他 防犯灯", "防犯灯の管理(その他)"])
def test_other_without_a_matter(text: str) -> None:
    assert named_other("4", text) is None


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="諮問報告議題その他第号123(1)（２）ア・「」について会長選出の\n 　、。課", max_size=80))
def test_any_text_is_safe(text: str) -> None:
    for entry in parse_agenda("\n".join(fold(line) for line in text.split("\n"))):
        assert entry.title.strip()
