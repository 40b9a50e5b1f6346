"""Small pieces of HTML, escaped: links, lists, tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape


def make_link(href: str, label: str) -> str:
    return f'<a href="{escape(href, quote=True)}">{escape(label)}</a>'


def make_list(entries: Iterable[str], *, css: str = "") -> str:
    """Entries are HTML already."""
    attribute = f' class="{escape(css, quote=True)}"' if css else ""
    return f"<ul{attribute}>\n" + "\n".join(f"<li>{entry}</li>" for entry in entries) + "\n</ul>"


def make_lines(text: str) -> str:
    """Text with line ends → escaped, with <br>."""
    return "<br>\n".join(escape(line) for line in text.split("\n"))


def make_header_table(rows: Iterable[tuple[str, str]], *, css: str = "") -> str:
    """A table of two columns, the first one of headings; values are text, with line ends."""
    body = "\n".join(f'<tr><th scope="row">{escape(key)}</th><td>{make_lines(value)}</td></tr>' for key, value in rows)
    attribute = f' class="{escape(css, quote=True)}"' if css else ""
    return f"<table{attribute}>\n{body}\n</table>"


def make_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table with a row of headings; the cells are HTML already."""
    top = "".join(f"<th>{escape(head)}</th>" for head in heads)
    body = "\n".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table>\n<tr>{top}</tr>\n{body}\n</table>"


def make_page(title: str, body: str, *, head: str = '<meta charset="utf-8">', lang: str = ' lang="ja"') -> str:
    """A whole page; `head` says the charset, or nothing."""
    return (
        f"<!DOCTYPE html>\n<html{lang}>\n<head>{head}<title>{escape(title)}</title></head>\n"
        f"<body>\n{body}\n</body>\n</html>\n"
    )
