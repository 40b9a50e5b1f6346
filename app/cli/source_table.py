"""A folder of sources as a Markdown table: what each is, where it starts, how far it is known."""

from __future__ import annotations

from collections.abc import Iterable

from crawler.source import Source

_HEAD = (
    "| source | code | municipality | council | start | verified | note |",
    "|---|---|---|---|---|---|---|",
)


def make_source_table(sources: Iterable[Source]) -> str:
    """Rows in the order of the codes, which is from north to south; ends with a line feed."""
    ordered = sorted(sources, key=lambda source: (source.code, source.name))
    return "".join(f"{line}\n" for line in (*_HEAD, *(_make_row(source) for source in ordered)))


def _make_row(source: Source) -> str:
    whose = source.municipality if source.municipality == source.prefecture else source.prefecture + source.municipality
    starts = " ".join(f"<{url}>" for url in source.start)
    cells = (f"`{source.name}`", source.code, whose, source.council, starts, source.verified, source.note)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
