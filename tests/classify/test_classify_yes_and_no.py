"""Forty ways to say yes, and more ways to sound like it: whole items, invented, with how each of them ended."""

from __future__ import annotations

import pytest
from classified import classify

from app.vocabulary.entries import Vocabulary

TOLD = "説明員：台帳の項目と保管の場所を、資料のとおり説明いたします。"

# Items that have words of an approval and were not approved, or of which it is not told.
TEMPTING: dict[str, tuple[list[str], str]] = {
    "cannot be approved": (["会長：このままでは承認できないという結論です。"], "rejected"),
    "not to be approved as it is": (["会長：現状のままでは承認しがたいと判断します。"], "rejected"),
    "an approved precedent": (["説明員：同様の事務が承認された前例もございます。"], "unknown"),
    "a precedent, told by the chair": (["会長：昨年、よく似た事務を承認した経緯があります。"], "unknown"),
    "elsewhere approved": (["会長：他市では審議会が承認したと聞いています。"], "unknown"),
    "if it were approved": (["会長：もし承認されれば、来月から始まるということですね。"], "unknown"),
    "once it is approved": (["会長：承認された後の流れはどうなるのか、私も知りたいところです。"], "unknown"),
    "asks for approval": (["説明員：審議会の承認を求めるものです。"], "unknown"),
    "the chair tells what is asked": (["会長：本件は、外部への提供について承認を求めるものであります。"], "unknown"),
    "approval of minutes": (["会長：前回の議事録は、このとおり承認といたします。"], "unknown"),
    "approved last time": (["会長：前回承認した事務の続きに当たります。"], "unknown"),
    "decided next time": (["会長：承認の可否は次回に決めることとします。"], "continued"),
    "few hands": (["会長：承認に賛成の方は挙手願います。", "（賛成少数）"], "unknown"),
    "few hands, told": (["採決の結果、賛成少数で承認されなかった。"], "rejected"),
    "two hands, rejected": (["挙手2名で否決された。"], "rejected"),
    "taken back after a yes": (
        ["会長：承認といたします。", "説明員：申し訳ありませんが、本件の諮問は取り下げたいと存じます。"],
        "withdrawn",
    ),
    "only the draft's wording": (["会長：答申案の文言は、このとおりで承認いたします。"], "unknown"),
    "the draft is handed out": (["会長：答申案には「承認する」と書いてありますが、まだ案です。"], "unknown"),
    "one member's yes": ([TOLD, "甲野委員：私は承認でよいと思います。"], "unknown"),
    "two members' yes": ([TOLD, "甲野委員：承認でよい。", "乙川委員：賛成です。"], "unknown"),
    "ends with a question": ([TOLD, "会長：承認ということでよろしいでしょうか。"], "unknown"),
    "somebody objects": ([TOLD, "会長：承認してご異議ありませんか。", "（「異議あり」の声）"], "unknown"),
    "some object": ([TOLD, "会長：承認することにご異議ありませんか。", "（異議ありと呼ぶ者あり）"], "unknown"),
    "held back": (["会長：承認については保留といたします。"], "continued"),
    "when conditions are met": (["会長：条件が整えば承認するという考えもあります。"], "unknown"),
    "when safety is shown": (["会長：安全が確かめられたら承認したいと考えております。"], "unknown"),
    "a report noted": (["会長：事務局からの報告については了承しました。"], "unknown"),
    "the chair's election approved": (["会長：私の会長選任を承認いただき、ありがとうございます。"], "unknown"),
    "minutes-taker: views": (["委員から、承認すべきであるとの意見があった。"], "unknown"),
    "minutes-taker: a member agrees": (["甲野委員が、原案で差し支えないと述べた。"], "unknown"),
    "a right of approval": (["会長：利用を承認する権限は市長にあります。"], "unknown"),
    "who approves": (["会長：端末の持出しは、課長が承認することとされています。"], "unknown"),
    "a form's name": (["説明員：利用承認書を交付し、承認した者だけが使います。"], "unknown"),
    "approved by the assembly": (["会長：予算は議会で承認済みです。"], "unknown"),
    "both sides": (["会長：認めるとも認めないとも、きょうは言いかねます。"], "unknown"),
    "approval or not": (["会長：承認、不承認のいずれにするかは、もう少し議論が要ります。"], "unknown"),
    "agenda repeated": (["会長：次第に承認案件とありますが、本件はその一つです。"], "unknown"),
    "the members' wish": (["全委員から、早く承認できるよう資料を出してほしいとの要望があった。"], "unknown"),
    "another item": (["会長：先ほど承認した図書館の件と同じ仕組みですね。"], "unknown"),
    "the day's order": (["会長：審議の順序は、このとおりで承認いただきました。"], "unknown"),
    "withdrawn in the result": (["審議の結果：審議せず（実施機関が諮問を取り下げたため）"], "withdrawn"),
    "the vote is secret": (["（採決は非公開で行い、結果は後日公表する答申書による。）"], "unknown"),
    "not all of the council": (["甲野委員と乙川委員が承認に賛成した。"], "unknown"),
    "a plan to approve": (["会長：次回、承認の手続に入りたいと思います。"], "unknown"),
    "no approval needed": (["会長：この変更は審議会の承認を要しないものです。"], "unknown"),
    "the law's words": (["説明員：条例に「審議会が適当と認めたとき」とあります。"], "unknown"),
    "approved before, again put over": (
        ["会長：前は承認しましたが、今回は継続審議とします。"],
        "continued",
    ),
    "a precondition": (["会長：資料の差し替えを条件に審議に入ります。"], "unknown"),
    "thanks for understanding": (["会長：御理解をいただき、ありがとうございます。"], "unknown"),
    "a summary of views": (["会長：承認してよいという意見と、まだ早いという意見に分かれました。"], "unknown"),
    "a year's count": (["会長：この1年に承認された件数は12件です。"], "unknown"),
    "an approved list": (
        ["説明員：承認された機器の一覧を示します。", "会長：承認された機器に限るということですね。"],
        "unknown",
    ),
    "who may": (["会長：提供を認める相手は三者です。"], "unknown"),
    "seen as proper by others": (["会長：この方法は国の指針で適当とされています。"], "unknown"),
    "the department thinks so": (["説明員：公益上の必要があり、適当であると考えております。"], "unknown"),
    "the department asks to decide so": (["説明員：原案のとおり決定していただきたく、お願いいたします。"], "unknown"),
    "a member asks the chair": (["甲野委員：承認ということでよろしいですか。", "会長：まだです。"], "unknown"),
    "one person assents": (["会長：承認してよろしいですか。", "甲野委員：はい。"], "unknown"),
    "the chair asks twice": (
        ["会長：承認してよろしいですか。", "乙川委員：待ってください。", "会長：どうぞ。"],
        "unknown",
    ),
    "silence": (["会長：原案のとおりでよろしいでしょうか。", "（しばらく発言なし）"], "unknown"),
    "a rule about approvals": (["会長：緊急の場合は会長が承認し、後で報告することができます。"], "unknown"),
    "an amended motion": (["会長：修正案は賛成少数で否決されました。"], "unknown"),
    "what was approved goes on": (["会長：承認を受けた事務を引き続き行うものです。"], "unknown"),
    "the audience": (["会長：傍聴の申出があり、これを承認しました。"], "unknown"),
    "the place of the next meeting": (["会長：次回の日程は、提案のとおりで結構です。"], "unknown"),
    "closing the questions": (["会長：これで質疑を終わることに異議ございませんか。", "（異議なし）"], "unknown"),
    "a status in the heading": (["・防犯灯の管理について（継続審議）", "説明員：資料で説明します。"], "unknown"),
    "all the same to them": (["会長：反対ではないが賛成でもない、という御意見でした。"], "unknown"),
}

APPROVED: dict[str, list[str]] = {
    "no objection, as proposed": ["会長：異議がないようですので、原案のとおり決定させていただきます。"],
    "called out": ["会長：原案のとおり可決することに御異議ございませんか。", "（「異議なし」と呼ぶ者あり）"],
    "calls from many": ["会長：本件、承認ということでよろしゅうございますか。", "（「異議なし」の声多数）"],
    "told with the question": ["会長が本件を承認してよいか諮ったところ、全員異議なく承認した。"],
    "told with the quoted question": ["「原案のとおりでよろしいか」との会長の問いに全員が異議なしと答え、承認された。"],
    "a view before it": ["委員から、看板を大きくしてはどうかとの意見があり、原案のとおり承認された。"],
    "answers that": ["会長：当審議会として、諮問のあった取扱いは適当である旨を答申します。"],
    "in kana": ["審議の結果、本件の利用についてはさしつかえないものと認める。"],
    "in the old spelling": ["審議会は、諮問のとおり実施して差支えないと判断した。"],
    "may be done": ["会長：第1号は認めてよいものとして答申します。よろしいでしょうか。", "各委員：はい。"],
    "an answer that it may": ["会長：行ってよいという答申にいたします。"],
    "all raise hands": [
        "会長：賛成の方の挙手を求めます。",
        "（全員挙手）",
        "会長：全員賛成ですので、本件は可決されました。",
    ],
    "hands and no more": [
        "会長：原案に賛成の方は挙手をお願いします。",
        "（挙手全員）",
        "会長：挙手全員であります。よって原案のとおり決定いたしました。",
    ],
    "a majority": ["採決の結果、賛成5名、反対1名で、承認することに決定した。"],
    "all by name": ["委員全員が賛成し、諮問どおり認めることとなった。"],
    "as written": ["会長：では、諮問書のとおり認めることといたします。"],
    "the proposal stands": ["会長：提案のとおりとすることで、皆様の御賛同をいただきました。"],
    "may go on": ["会長：それでは、この内容で進めていただいて結構です。"],
    "found proper": ["本件は、個人情報の保護上適切な措置がとられていると認められるので、承認する。"],
    "necessary and right": ["当審議会は、公益上の必要性が認められ、適当であると判断した。"],
    "without problems": ["会長：審議会としては、特に問題はないということで答申いたします。"],
    "no other opinion": ["特段の意見はなく、原案どおり了承された。"],
    "the whole council": ["会長：御異議なしと認めます。よって、本件は承認されました。"],
    "then so": ["会長：承認することとしてよろしいですか。", "（異議なしの声）", "会長：ではそのように決定いたします。"],
    "a mark": ["◎結論　諮問のとおり承認"],
    "a result behind a dash": ["――原案のとおり認める。"],
    "a result behind an arrow": ["⇒　原案どおり承認"],
    "bracketed": ["【結果】原案承認"],
    "agreed": ["会長：本件につきましては同意することに決定いたします。"],
    "in the end all understood": ["質疑の後、全会一致で了承された。"],
    "nothing against": ["会長：反対の御意見もないようですので、承認ということにさせていただきます。"],
    "handed to the mayor": ["会長：諮問のとおり可とする答申を市長に行うことといたします。"],
    "agreed to let": ["会長：外部への提供を認めるということで決定いたします。"],
    "made the council's": ["会長：では、審議会として承認したということで、次に進みます。"],
    "in polite words": ["会長：御承認いただいたものとさせていただきます。"],
    "the secretariat's record": ["（全員一致で承認）"],
    "below a heading": ["甲野委員：結構です。\n■審議会の決定\n諮問のとおり承認する。"],
    "behind a key": ["説明員：台帳は金庫にしまいます。\n結　論　諮問のとおりで差し支えない。"],
    "cut by the page": ["会長：御意見がないようですので、本件につきましては原案のとおり承認する\nことといたします。"],
    "the measures suffice": ["会長：漏えいを防ぐための措置は十分に講じられていると認めます。"],
    "said yes in brackets": ["会長：承認してよろしいですか。", "（「はい」の声あり）"],
    "called by several": [
        "会長：原案のとおり承認してよろしいか。",
        "（「異議なし」の声あり）",
        "会長：異議なしと認め、承認いたします。",
    ],
    "the chair sums up": ["会長：御異論もないようですので、当審議会といたしましては適当と認めることとします。"],
    "in short": ["【審議結果】諮問のとおり承認する。"],
    "told in one line": ["審議の結果、全員一致で諮問案のとおり可決した。"],
    "as was asked": ["会長：諮問のあったとおり実施することを認めます。"],
    "a vote by name": ["会長：賛成が過半数でありますので、本件は承認することに決しました。"],
    "all understood": ["委員全員が了承した。"],
    "no objection, told": ["異議なく、原案どおり決定された。"],
    "to be answered so": ["会長：答申としては、適当であるとすることでまとめます。"],
    "the opinion": ["審議会意見　この取扱いは妥当なものと認める。"],
}


REFUSED = {
    "so, after a question that refuses": [
        "会長：提供は適当でないという答申でよろしいですか。",
        "各委員：結構です。",
        "会長：では、そのように答申いたします。",
    ],
    "so, after a no that is put to the council": [
        "会長：本件は認められないということでよろしいか。",
        "（異議なし）",
        "会長：そのようにいたします。",
    ],
    "so, after an unfit": [
        "会長：不適当と考えますがいかがですか。",
        "委員：異議ありません。",
        "会長：このように答申します。",
    ],
}


@pytest.mark.parametrize("lines", REFUSED.values(), ids=REFUSED.keys())
def test_so_takes_up_what_was_asked(lines: list[str], vocabulary: Vocabulary) -> None:
    assert classify(vocabulary, lines).outcome.code == "rejected"


def test_so_alone_decides_nothing(vocabulary: Vocabulary) -> None:
    assert (
        classify(vocabulary, ["委員：台帳を見ました。", "会長：では、そのように答申いたします。"]).outcome.code
        == "unknown"
    )


@pytest.mark.parametrize(("lines", "outcome"), TEMPTING.values(), ids=TEMPTING.keys())
def test_what_only_sounds_like_an_approval(lines: list[str], outcome: str, vocabulary: Vocabulary) -> None:
    item = classify(vocabulary, lines)
    assert item.outcome.code == outcome, item.outcome.evidence


@pytest.mark.parametrize("lines", APPROVED.values(), ids=APPROVED.keys())
def test_ways_to_say_yes(lines: list[str], vocabulary: Vocabulary) -> None:
    item = classify(vocabulary, lines)
    assert item.outcome.code == "approved", item.outcome
