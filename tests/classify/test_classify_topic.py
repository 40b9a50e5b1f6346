"""What an item is about: by its title, by what was explained, never by a word in passing."""

from __future__ import annotations

import pytest
from classified import classify

from app.vocabulary.entries import Vocabulary

PLAIN = "説明員：夜間に点灯を確認し、切れた電球を交換します。台帳には設置の場所を記録しています。"
CLOUD = (
    "説明員：台帳をクラウドサービスで管理します。クラウドの事業者が運用し、データセンターに保管されます。"
    "外部のサーバーは国内にあります。"
)


@pytest.mark.parametrize(
    ("title", "topics"),
    [
        ("台帳管理システムのクラウド化について", {"cloud"}),
        ("証明書等のコンビニ交付について", {"convenience_store"}),
        ("住民票の写し等のコンビニエンスストアにおける交付について", {"convenience_store"}),
        ("市税のコンビニ収納について", set()),
        ("特定個人情報保護評価書の第三者点検について", {"my_number", "pia"}),
        ("マイナンバーカードの独自利用について", {"my_number"}),
        ("電子計算機の結合について", {"online_connection"}),
        ("窓口業務の委託について", {"outsourcing"}),
        ("住民基本台帳情報の目的外利用について", {"secondary_use"}),
        ("個人情報保護条例の一部改正について", {"ordinance"}),
        ("通学路への防犯カメラの設置について", {"surveillance_camera"}),
        ("子育てに関するアンケート調査の実施について", {"survey"}),
        ("保有個人情報の開示請求の状況について", {"disclosure"}),
        ("施設予約の電子申請について", {"e_application"}),
        ("AIを用いた議事録作成について", {"ai"}),
        ("書類の誤送付について", {"incident"}),
        ("個人情報取扱事務の登録について", {"registration"}),
        ("会長の選出について", {"chair"}),
        ("クラウドファンディングの寄附者名簿について", set()),
        ("防犯灯の管理について", set()),
        ("町民アンケートの回答用紙の紛失について", {"incident"}),
        ("届出漏れの点検について", set()),
        ("窓口における誤交付の件数について", set()),
        ("条例の下での開示請求の運用状況について", {"disclosure"}),
        ("児童手当の支給について", {"welfare_health"}),
        ("機器の障害への備えについて", set()),
        ("認定調査票の文字認識による読取りについて", {"ai"}),
        ("住民基本台帳からの対象者の抽出について", {"secondary_use"}),
        ("町内会へ名簿を渡すことについて", {"secondary_use"}),
        ("防犯灯の台帳を点検に用いることについて", {"secondary_use"}),
        ("相談の記録を学校と共有することについて", {"secondary_use"}),
        ("機械を点検に用いることについて", set()),
        ("下校時の見守り名簿の様式について", set()),
        ("在宅勤務用の端末の利用の状況について", set()),
        ("番号通知の返戻分の保管について", {"my_number"}),
    ],
)
def test_a_title_decides_alone(title: str, topics: set[str], vocabulary: Vocabulary) -> None:
    item = classify(vocabulary, [PLAIN], title=title)
    assert {topic.code for topic in item.topics} == topics


def test_a_title_topic_quotes_the_title(vocabulary: Vocabulary) -> None:
    item = classify(vocabulary, [PLAIN], title="台帳管理システムのクラウド化について")
    (topic,) = item.topics
    assert topic.evidence[0].quote == "台帳管理システムのクラウド化について"


DISCUSSIONS: dict[str, tuple[list[str], set[str]]] = {
    "explained": ([CLOUD], {"cloud"}),
    "explained by the minute-taker": (["台帳をクラウドサービスで管理し、データセンターに保管する。"], {"cloud"}),
    "a member's word in passing": ([PLAIN, "A委員：クラウドにすればよいのではないですか。"], set()),
    "a member's words, many times": ([PLAIN, *["A委員：クラウドはどうですか。クラウドは安いです。"] * 5], set()),
    "only in answers to a question": (
        [PLAIN, "A委員：クラウドですか。", "説明員：クラウドではありません。クラウドは使いません。"],
        set(),
    ),
    "explained and answered": ([CLOUD, "A委員：どこですか。", "説明員：クラウドの所在地は国内です。"], {"cloud"}),
    "crowdfunding": (["説明員：クラウドファンディングで費用を集めます。クラウドファンディングの名簿です。"], set()),
    "payment at convenience stores": (["説明員：コンビニでの収納を始めます。コンビニ納付の件数を数えます。"], set()),
    "issued at convenience stores": (
        ["説明員：住民票の写しをコンビニで交付します。コンビニ交付はキオスク端末で受け付けます。"],
        {"convenience_store"},
    ),
    "the number is not used": (["説明員：個人番号は利用しません。マイナンバーは含まれません。"], set()),
    "stated once": (["説明員：登録の台帳は、事業者が用意するクラウドに置いて管理します。" + PLAIN[4:]], {"cloud"}),
    "stated in an answer": (
        [PLAIN, "A委員：どこに残りますか。", "説明員：事業者が民間のクラウドに置いている基盤に残ります。"],
        {"cloud"},
    ),
    "stated of others": (["説明員：隣の市では台帳をクラウドに置いています。" + PLAIN[4:]], set()),
    "to come": (["説明員：将来は台帳をクラウドに移すことも検討します。" + PLAIN[4:]], set()),
    "the card is read": (["説明員：利用者のマイナンバーカードを機械で読み取り、貸出しを行います。"], {"my_number"}),
    "a question about the number": (
        [PLAIN, "A委員：マイナンバーを利用するのですか。", "説明員：いいえ、マイナンバーは利用しません。"],
        set(),
    ),
    "a contractor who runs the cloud": (
        ["説明員：台帳はクラウドに置いて管理します。運用は業者に委託しており、操作の記録を受け取ります。"],
        {"cloud", "outsourcing"},
    ),
    "the decision names it": (
        [PLAIN, "会長：外部提供を認めることとし、本件は適当と認めます。"],
        {"secondary_use"},
    ),
    "one word of 委託": (["説明員：印刷は業者に委託します。" + PLAIN[4:]], set()),
    "not yet": (
        [PLAIN, "A委員：番号は。", "説明員：個人番号を用いるのは、早くても来年の改正を待ってからです。"],
        set(),
    ),
    "nothing": ([], set()),
}


@pytest.mark.parametrize(("lines", "topics"), DISCUSSIONS.values(), ids=DISCUSSIONS.keys())
def test_a_discussion_decides_by_weight(lines: list[str], topics: set[str], vocabulary: Vocabulary) -> None:
    assert {topic.code for topic in classify(vocabulary, lines).topics} == topics


@pytest.mark.parametrize(("words", "given"), [(1, False), (2, False), (3, True), (6, True)])
def test_words_count_up_to_the_threshold(words: int, given: bool, vocabulary: Vocabulary) -> None:
    entry = vocabulary.topic("surveillance_camera")
    assert entry is not None
    assert entry.threshold == 3
    lines = ["説明員：" + "防犯カメラです。" * words + "台帳には設置の場所と管理の番号を記録しています。" * 3]
    assert any(t.code == "surveillance_camera" for t in classify(vocabulary, lines).topics) is given


def test_evidence_of_a_discussion_is_at_most_three_sentences(vocabulary: Vocabulary) -> None:
    item = classify(vocabulary, [CLOUD * 3])
    (topic,) = item.topics
    assert 1 <= len(topic.evidence) <= 3
    assert all("クラウド" in e.quote or "データセンター" in e.quote for e in topic.evidence)
