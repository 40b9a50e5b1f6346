"""The kind of an item that its own discussion tells."""

from __future__ import annotations

import pytest

from app.model import Role, Utterance
from app.parse.kinds import guess_kind


def _own(*texts: str) -> tuple[Utterance, ...]:
    made = []
    for index, text in enumerate(texts, start=1):
        speaker, colon, words = text.partition("：")
        role = Role.SPEECH if colon else Role.NARRATION
        made.append(Utterance(f"u{index}", role, speaker if colon else None, words if colon else text, None, (1,)))
    return tuple(made)


@pytest.mark.parametrize(
    ("title", "texts", "kind"),
    [
        ("防犯灯の管理について", ("会長：諮問の説明をお願いします。", "会長：諮問のとおり答申します。"), "referral"),
        ("防犯灯の管理について", ("生活安全課から説明があった。", "原案のとおり承認された。"), "referral"),
        ("防犯灯の管理について", ("会長：事務局から報告をお願いします。", "事務局：ご報告します。"), "report"),
        ("防犯灯の管理について", ("会長：本案に賛成の方は起立願います。",), "referral"),
        ("届出について", ("事務局から説明し、確認した。",), "report"),
        ("開示請求の運用状況について", ("事務局：資料のとおりです。", "会長：了承といたします。"), "report"),
        ("防犯灯の管理について", ("事務局：資料のとおりです。", "会長：了承といたします。"), None),
        ("防犯灯の管理について", ("委員：諮問は何件ありましたか。", "委員：報告を受けた。"), None),
        ("防犯灯の管理について", ("諮問のあった内容で差し支えない。",), "referral"),
        ("防犯灯の管理について", ("条例の改正案は妥当なものと認める。",), "referral"),
        ("防犯灯の管理について", ("本件を適当でないと判断する。",), "referral"),
        ("防犯灯の台帳の届出について", ("（届出のため意見を付さない）",), "report"),
        ("防犯灯の管理について", (), None),
    ],
)
def test_a_discussion_tells_the_kind(title: str, texts: tuple[str, ...], kind: str | None) -> None:
    own = _own(*texts)
    found = guess_kind(title, own)
    assert (found[0] if found else None) == kind
    if found:
        evidence = found[1]
        passage = next(u for u in own if u.anchor == evidence.utterance)
        assert passage.text[evidence.start : evidence.end] == evidence.quote
