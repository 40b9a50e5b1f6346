"""Reads one draft referral in a child process: bytes or pasted text → its text, title, department and topics.

The child's side of `app.drafts`. A draft is no minutes: it has no speakers and no items, and is looked at as one item
that a department explains.
"""

from __future__ import annotations

import re
from typing import Any

from app.classify.department import find_department
from app.classify.topic import classify_topics
from app.model import AgendaItem, Label, Role, Utterance
from app.normalize import fold, normalize
from app.text.child import read_task, serve
from app.vocabulary.entries import Vocabulary, load_vocabulary

PASTED = b"t"  # a task beside those of `app.text.child`: UTF-8 text, whatever it looks like
# A referral with its explanation has some 3,000 characters, one with all forms attached 20,000.
MOST_CHARACTERS = 50_000
_LONGEST_TITLE = 120  # characters; a sentence of the body that ends with について is longer, or has commas

_NAMED_TITLE = re.compile(
    r"""
    ^ \s* (?: [0-9]+ [.．、]? \s* )?
    (?: 件 \s? 名 | 題 \s? 名 | 表 \s? 題 | 諮問事項 | 諮問案件 | 案件名? | 議題 )
    [\s:：]+ (?P<title> \S .* ) $
    """,
    re.VERBOSE,
)
_ENDS_LIKE_TITLE = re.compile(
    r"""
    ^ (?P<title> [^。]+? (?: について | に関すること | の件 ) )
    \s* (?: [(（] \s* (?: 諮 \s* 問 | 案 | 依頼 ) \s* [)）] )? $
    """,
    re.VERBOSE,
)
_NAMED_DEPARTMENT = re.compile(
    r"""
    (?: ^ | [。\s] )
    (?: 担当 | 所管 | 主管 | 実施機関 ) (?: 部署 | 課 | 部課 )? (?: 名 )?
    [\s:：]+ (?P<name> [^\s。、]{2,30} )
    """,
    re.VERBOSE,
)


def find_title(lines: list[str]) -> str | None:
    """What the draft calls itself: a line 件名：…, or the first line that ends as titles do; None without one."""
    for pattern in (_NAMED_TITLE, _ENDS_LIKE_TITLE):
        for line in lines:
            found = pattern.match(line)
            if found and len(found["title"]) <= _LONGEST_TITLE:
                return found["title"].strip()
    return None


def look_at(text: str, vocabulary: Vocabulary) -> dict[str, Any]:
    """A draft's text → what is known of it, as plain values; `characters` counts what was handed in."""
    kept = text[:MOST_CHARACTERS]
    lines = [line for line in (normalize(line).text.strip() for line in kept.splitlines()) if line]
    # as they were laid out: the space behind 件名 tells it from what it names
    spaced = [line for line in map(fold, kept.splitlines()) if line]
    title = normalize(find_title(spaced) or "").text or None
    passages = tuple(
        Utterance(f"u{number}", Role.SPEECH, "担当課", line, None, (1,)) for number, line in enumerate(lines, start=1)
    )
    unknown = Label("unknown", "不明")
    item = AgendaItem(1, None, title or "", Label("referral", "諮問"), unknown)
    named = next((m["name"] for line in spaced if (m := _NAMED_DEPARTMENT.search(line))), None)
    department = named or (find_department(item, passages)[0] if passages else None)
    topics = classify_topics(item, passages, (), vocabulary)
    return {
        "text": kept,
        "characters": len(text),
        "title": title,
        "department": department,
        "topics": [topic.code for topic in topics],
    }


def main() -> None:
    """The child's side."""
    vocabulary = load_vocabulary()

    def work(task: bytes, data: bytes) -> dict[str, Any]:
        text = data.decode("utf-8", errors="replace") if task == PASTED else read_task(task, data).text()
        return look_at(text, vocabulary)

    serve(work)


if __name__ == "__main__":
    main()
