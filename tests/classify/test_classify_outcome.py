"""How an item ended, from who said what and in which order."""

from __future__ import annotations

import pytest
from classified import classify

from app.vocabulary.entries import Vocabulary

ASK = "会長：説明をお願いします。"
TOLD = "説明員：資料のとおり、夜間に点灯を確認します。"

REFERRALS: dict[str, tuple[list[str], str]] = {
    "the chair decides": ([ASK, TOLD, "会長：本件は承認することといたします。"], "approved"),
    "the chair asks, all assent": (
        [TOLD, "会長：原案のとおり承認することでよろしいでしょうか。", "各委員：異議なし。"],
        "approved",
    ),
    "a direction assents": ([TOLD, "会長：適当と認めてよろしいですか。", "（異議なし）"], "approved"),
    "one member assents": ([TOLD, "会長：適当と認めてよろしいですか。", "A委員：異議なし。"], "unknown"),
    "nobody assents": (
        [TOLD, "会長：適当と認めてよろしいですか。", "A委員：もう少し聞きたいことがあります。"],
        "unknown",
    ),
    "the minute-taker tells it": (["審議の結果、諮問のとおり承認された。"], "approved"),
    "a result stands alone": (["市民課が説明した。", "結果：承認"], "approved"),
    "a member's wish decides nothing": ([TOLD, "A委員：これは承認するべきです。", "B委員：承認します。"], "unknown"),
    "a department's word decides nothing": (["説明員：他の課の件は承認されました。"], "unknown"),
    "nothing is said": ([ASK, TOLD], "unknown"),
    "no passages": ([], "unknown"),
    "the last decision counts": (
        ["会長：継続審議とします。", "会長：いま補足がありましたので、やはり承認いたします。"],
        "approved",
    ),
    "taken back after all": (
        ["会長：承認することとします。", "説明員：諮問を取り下げます。"],
        "withdrawn",
    ),
    "a member takes back a question": (
        ["A委員：先ほどの質問は取り下げます。", "会長：承認いたします。"],
        "approved",
    ),
    "conditions proposed and refused": (
        [
            "A委員：条件を付けてはどうでしょうか。",
            "会長：条件を付けることについて、賛成の方はいらっしゃいますか。",
            "（挙手なし）",
            "会長：それでは条件は付けず、原案のとおり承認いたします。",
        ],
        "approved",
    ),
    "conditions attached": (
        ["会長：年1回点検することとの附帯意見を付して、承認することとします。"],
        "approved_with_conditions",
    ),
    "rejected by vote": (["会長：賛成少数であります。よって、本件は不承認とします。"], "rejected"),
    "the vote belongs to the words": (
        ["会長：全員賛成と認めます。よって、本件は原案のとおり承認いたします。"],
        "approved",
    ),
    "put over": (["会長：資料が足りませんので、次回に継続審議とします。"], "continued"),
    "the audience is let in": (["会長：傍聴を認めることにご異議ありませんか。", "各委員：異議なし。"], "unknown"),
    "the minutes are approved": (["会長：前回の会議録は原案のとおり承認いたします。"], "unknown"),
    "marks: an answer quotes another approval": (
        ["●：いつからか。", "→：前回の審議会で承認された事務である。"],
        "unknown",
    ),
    "proposed, and all assent": (
        [
            TOLD,
            "会長：提供は適当でないと答申したい。御異議ございませんね。",
            "各委員：異議なし。",
            "会長：異議なしと認めます。",
        ],
        "rejected",
    ),
    "taken up by the chair": (
        [TOLD, "会長：承認することでよろしいでしょうか。", "会長：それでは、そのように決定いたします。"],
        "approved",
    ),
    "conditions in the question, assented to": (
        [
            "会長：毎年点検することとの意見を付して承認することでよろしいか。",
            "（異議なし）",
            "会長：では、承認といたします。",
        ],
        "approved_with_conditions",
    ),
    "a proviso after the approval": (
        ["会長がまとめ、利用を認める。ただし、毎年点検するものとする、との答申を決めた。"],
        "approved_with_conditions",
    ),
    "no objection to letting people in": (
        ["会長：傍聴を認めることにご異議ありませんか。", "会長：それでは、そのように決定します。"],
        "unknown",
    ),
    "an arrow leads to the result": (["市民課が説明した。", "→：妥当とし、文案は会長一任とした。"], "approved"),
    "a single member agrees": (
        [TOLD, "会長：原案どおり承認してよろしいでしょうか。", "副会長：異議なし。"],
        "unknown",
    ),
    "the only label of members": (
        [TOLD, "会長：原案どおり承認してよろしいでしょうか。", "委員：異議なし。"],
        "approved",
    ),
    "nobody raises a hand": (
        [TOLD, "会長：承認に賛成の方は挙手をお願いします。", "（挙手なし）"],
        "unknown",
    ),
    "a heading tells it": (["# 防犯灯の管理について　承認", "市民課が説明した。"], "unknown"),
}


@pytest.mark.parametrize(("lines", "outcome"), REFERRALS.values(), ids=REFERRALS.keys())
def test_referrals(lines: list[str], outcome: str, vocabulary: Vocabulary) -> None:
    item = classify(vocabulary, lines)
    assert item.outcome.code == outcome, item.outcome
    assert ("outcome" in item.needs_review) is (outcome == "unknown")


def test_the_evidence_is_the_deciding_sentence(vocabulary: Vocabulary) -> None:
    item = classify(vocabulary, ["会長：皆さんの話を聞きました。本件は承認いたします。次に移ります。"])
    assert [e.quote for e in item.outcome.evidence] == ["本件は承認いたします。"]


def test_question_and_assent_are_both_evidence(vocabulary: Vocabulary) -> None:
    item = classify(vocabulary, ["会長：承認してよろしいでしょうか。", "各委員：はい、異議なし。"])
    assert [e.utterance for e in item.outcome.evidence] == ["u1", "u2"]


HEARD = """
届出の一覧は、確かに報告していただきました。
届出の一覧について報告をいただいた、ということにいたします。
試行の結果は、そのようにお聞きしたということで締めます。
今の段階の情報として聞いておく、という扱いにします。
半年間の実績の報告は、ここまでといたします。
件数と内訳について報告がなされた。
骨子の説明にとどまり、諮る段階ではないことを確認した。
報告の件は了承ということで、以上で本日の案件は終わった。
ただいまの報告は承知しました。
"""


@pytest.mark.parametrize("line", HEARD.split())
def test_how_a_report_is_closed(line: str, vocabulary: Vocabulary) -> None:
    item = classify(vocabulary, ["事務局：件数は3件です。", "委員：多いですね。", f"会長：{line}"], kind="report")
    assert item.outcome.code == "reported"
    assert item.outcome.evidence[-1].quote == line


@pytest.mark.parametrize("line", ["報告をお願いします。", "本日の案件は3件です。", "次の説明をしていただきます。"])
def test_what_only_opens_closes_nothing(line: str, vocabulary: Vocabulary) -> None:
    item = classify(vocabulary, ["事務局：件数は3件です。", f"会長：{line}"], kind="report")
    assert line not in [e.quote for e in item.outcome.evidence]


def test_a_report_that_the_council_lets_pass(vocabulary: Vocabulary) -> None:
    lines = ["事務局：件数は3件です。", "会長：報告は了承ということでよろしいですか。", "（「はい」の声あり）"]
    assert classify(vocabulary, lines, kind="report").outcome.evidence[-1].utterance == "u2"


def test_a_heading_that_tells_how_a_report_ended(vocabulary: Vocabulary) -> None:
    heading = "○「防犯灯の管理について」は、課から報告があり、これを聴取した。"
    item = classify(vocabulary, [f"# {heading}", "事務局：件数は3件です。"], kind="report")
    assert heading in [e.quote for e in item.outcome.evidence]


@pytest.mark.parametrize(
    "line",
    [
        "（採決は非公開のため、この記録には載せない。）",
        "この議題は非公開で審議した。",
        "（以下、非公開）",
        "審議の内容は記載しない。",
    ],
)
def test_why_nobody_can_tell(line: str, vocabulary: Vocabulary) -> None:
    item = classify(vocabulary, [TOLD, line])
    assert item.outcome.code == "unknown"
    assert item.outcome.evidence
    assert item.needs_review == ("outcome",)


@pytest.mark.parametrize(
    ("title", "outcome"),
    [
        ("前回会議録の確認について", "unknown"),
        ("第3回審議会議事録について", "unknown"),
        ("議事録（案）の承認", "unknown"),
        ("第3回部会開催概要の承認について", "unknown"),
        ("開催概要の公表の方法について", "approved"),
        ("会議録における発言者の表記について", "approved"),
        ("議事録の作成に用いる機器について", "approved"),
    ],
)
def test_the_last_minutes_have_no_outcome(title: str, outcome: str, vocabulary: Vocabulary) -> None:
    assert classify(vocabulary, ["会長：原案のとおり承認いたします。"], title=title).outcome.code == outcome


def test_results_behind_arrows_in_the_agenda(vocabulary: Vocabulary) -> None:
    header = ["議題と結論", "1 名簿の作成に", "ついて", "→ 適当でないと認める"]
    assert classify(vocabulary, [ASK], header=header, title="防犯灯の管理について").outcome.code == "unknown"
    assert (
        classify(
            vocabulary, [ASK], header=["議題1 台帳の更新について", "→ 妥当と認める"], title="台帳の更新について"
        ).outcome.code
        == "approved"
    )


def test_a_row_whose_cells_stand_below_each_other(vocabulary: Vocabulary) -> None:
    item = classify(vocabulary, [ASK, TOLD], loose=["第1号\n防犯灯の管理について\n（環境政策課）\n不適当"])
    assert item.outcome.code == "rejected"
    assert item.department == "環境政策課"
    prose = ["防犯灯の管理については、後で話します。\n承認"]
    assert classify(vocabulary, [ASK, TOLD], loose=prose).outcome.code == "unknown"


@pytest.mark.parametrize("line", ["承認されました", "原案のとおり承認しました。", "了承された。"])
@pytest.mark.parametrize("kind", ["report", "other"])
def test_a_report_that_is_called_approved_stays_a_report(kind: str, line: str, vocabulary: Vocabulary) -> None:
    item = classify(vocabulary, ["事務局：報告いたします。防犯灯は200基です。", f"会長：{line}"], kind=kind)
    assert item.outcome.code == "reported"


@pytest.mark.parametrize(
    ("kind", "lines", "outcome"),
    [
        ("report", ["説明員：状況を報告します。", "会長：報告を終わります。"], "reported"),
        ("report", ["説明員：本件の報告は取り下げます。"], "withdrawn"),
        ("other", ["事務局：封筒の様式が変わったことをお知らせします。"], "reported"),
        ("election", ["会長：会長に甲野委員を選出しました。"], "elected"),
        ("election", ["互選により、甲野委員が会長に選任された。"], "elected"),
        ("election", ["事務局：会長の選出方法はいかがいたしましょうか。"], "unknown"),
        ("election", ["A委員：会長は甲野委員がよいと思います。"], "unknown"),
    ],
)
def test_other_kinds(kind: str, lines: list[str], outcome: str, vocabulary: Vocabulary) -> None:
    assert classify(vocabulary, lines, kind=kind).outcome.code == outcome


def test_a_table_of_results_decides(vocabulary: Vocabulary) -> None:
    rows = ["防犯灯の管理について\t附帯意見を付して承認", "図書館システムについて\t継続"]
    item = classify(vocabulary, [ASK, TOLD], loose=rows)
    assert item.outcome.code == "approved_with_conditions"
    assert item.outcome.evidence[0].quote == rows[0]


def test_a_row_for_another_item_decides_nothing(vocabulary: Vocabulary) -> None:
    assert classify(vocabulary, [ASK, TOLD], loose=["図書館システムについて\t承認"]).outcome.code == "unknown"


def test_a_row_may_name_the_number(vocabulary: Vocabulary) -> None:
    item = classify(vocabulary, [ASK, TOLD], number="諮問第2号", loose=["諮問第1号\t不承認", "諮問第2号\t承認"])
    assert item.outcome.code == "approved"


CONDITIONS: dict[str, tuple[list[str], str | None]] = {
    "in the deciding sentence": (
        ["会長：点検の結果を毎年報告することとの附帯意見を付して承認いたします。"],
        "点検の結果を毎年報告すること",
    ),
    "quoted": (
        ["会長：「点検の結果を毎年報告すること。」という意見を付して、承認とします。"],
        "点検の結果を毎年報告すること。",
    ),
    "after the decision": (
        ["会長：次の意見を付して承認いたします。点検の結果を毎年報告すること。記録は1年で消すこと。以上です。"],
        "点検の結果を毎年報告すること。記録は1年で消すこと。",
    ),
    "before the decision": (
        ["会長：点検の結果を毎年報告すること。以上の条件を付して、承認といたします。"],
        "点検の結果を毎年報告すること。",
    ),
    "a proviso": (
        ["会長：利用を認める。ただし、記録を毎年確かめること。"],
        "記録を毎年確かめること。",
    ),
    "with the item's name before": (
        [
            "会長：諮問事項ウ「防犯灯の管理について」については記録を毎年確かめるべきであるという意見を付けて承認します。"
        ],
        "記録を毎年確かめるべきである",
    ),
    "two in one": (
        ["会長：では、記録を確かめること、結果を公表すること、この二点を条件に付して承認します。"],
        "記録を確かめること、結果を公表すること",
    ),
    "a wish after it is none": (
        ["会長：次の意見を付して承認します。記録を毎年確かめること。広報でも知らせてもらいたい。"],
        "記録を毎年確かめること。",
    ),
    "a draft in quotation marks": (
        [
            "会長：附帯意見を添える。文案は「記録を毎年確かめること。」としたい。",
            "（了承）",
            "会長：附帯意見を付して承認します。",
        ],
        "記録を毎年確かめること。",
    ),
    "below each other in brackets": (
        ["次の附帯意見を付して承認する。「手順書を作ること。また、件数を毎年知らせること。」"],
        "手順書を作ること。また、件数を毎年知らせること。",
    ),
    "cut by the page": (
        [
            "会長：では、台帳の写しの記録を毎月課長が確かめること、一覧を毎年度\nこの会に示すこと、この二点を条件に付して承認します。"
        ],
        "台帳の写しの記録を毎月課長が確かめること、一覧を毎年度\nこの会に示すこと",
    ),
    "to be kept": (
        [
            "話し合いののち、委員会は、記録を毎月確かめること、及び結果を公表することの二つを守るのであれば渡して差し支えないとした。"
        ],
        "記録を毎月確かめること、及び結果を公表すること",
    ),
    "not told": (["会長：条件を付して承認いたします。"], None),
    "none": (["会長：承認いたします。"], None),
}


@pytest.mark.parametrize(("lines", "words"), CONDITIONS.values(), ids=CONDITIONS.keys())
def test_conditions(lines: list[str], words: str | None, vocabulary: Vocabulary) -> None:
    item = classify(vocabulary, lines)
    assert item.conditions == words
    assert bool(item.conditions_evidence) is (words is not None)
    doubtful = item.outcome.code == "approved_with_conditions" and words is None
    assert ("conditions" in item.needs_review) is doubtful


@pytest.mark.parametrize(
    ("lines", "department"),
    [
        (["会長：生活安全課から説明をお願いします。", TOLD], "生活安全課"),
        (["生活安全課職員入室", TOLD], "生活安全課"),
        (["（生活安全課入室）", TOLD], "生活安全課"),
        (["会長：お願いします。", "生活安全課：説明します。", "生活安全課：以上です。"], "生活安全課"),
        ([ASK, TOLD], None),
        (["会長：事務局から説明をお願いします。"], None),
        (["A委員：図書館から説明をもらいたい。"], None),
        (["会長：お願いします。", "市民税課長：税額の計算に用いる台帳について、順に説明いたします。"], "市民税課"),
        (["会長：お願いします。", "鈴木課長：税額の計算に用いる台帳について、順に説明いたします。"], None),
        (["担当課：《資料により説明》\n健康推進課です。台帳は紙で保管しています。"], "健康推進課"),
        (["ア 企画財政課が、評価書の案を説明した。"], "企画財政課"),
        (["（担当　生活安全課）", TOLD], "生活安全課"),
        (["提出\n生活安全課\n尋ねたこと", TOLD], "生活安全課"),
        (["提出\n資料一覧\n尋ねたこと", TOLD], None),
        (["会長：続いて第2号です。生活安全課さん。", TOLD], "生活安全課"),
        (["会長：次は、生活安全課ですね。", TOLD], "生活安全課"),
        (["会長：生活安全課は忙しいですね。", TOLD], None),
        (["ア　教育委員会事務局が、名簿の扱いを説明した。"], "教育委員会事務局"),
        (["審査委員会事務局が、資料を説明した。"], None),
        (["納税課及び福祉総務課から一括して説明があった。"], "納税課及び福祉総務課"),
        (["（傍聴者及び関係職員以外退室）", TOLD], None),
        (
            [
                "総合窓口課：台帳を置く場所を順に説明します。よろしく。",
                "情報管理課：機器を置く場所と、その鍵の扱いを順に説明します。",
            ],
            "総合窓口課、情報管理課",
        ),
        (["A委員：いつからですか。", "税務課長：4月からです。", "A委員：わかりました。"], "税務課"),
        (["A委員：いつからですか。", "税務課長：4月からです。", "市民課長：5月からです。"], None),
    ],
)
def test_departments(lines: list[str], department: str | None, vocabulary: Vocabulary) -> None:
    assert classify(vocabulary, lines).department == department
