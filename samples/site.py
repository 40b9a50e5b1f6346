"""A city's website being put together: pages in the city's own frame, documents, a robots.txt."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from samples.html import make_list
from samples.model import Council, Minutes, Papers, WebFile, WebSite
from samples.otherpapers import OtherPaper, make_other_paper
from samples.wording import make_cp932

_ONLINE_AFTER = datetime.timedelta(days=40)  # members read the draft first
Frame = Callable[[str, str], str]  # a page's title and content → its HTML
_EXTENSIONS = {"pdf": "pdf", "docx": "docx", "text": "txt"}


@dataclass(frozen=True, slots=True)
class Material:
    """What a website is made of; `papers` by the meeting's id."""

    council: Council
    papers: Mapping[str, Papers]
    others: tuple[OtherPaper, ...]

    def other_minutes(self) -> tuple[OtherPaper, ...]:
        return tuple(paper for paper in self.others if paper.kind == "minutes")

    def handouts(self, minutes: Minutes) -> tuple[OtherPaper, ...]:
        """The handouts of one meeting."""
        return tuple(paper for paper in self.others if paper.kind == "handout" and paper.date == minutes.date)

    def newest_first(self) -> tuple[Minutes, ...]:
        return tuple(reversed(self.council.minutes))

    def by_fiscal_year(self) -> tuple[tuple[int, tuple[Minutes, ...]], ...]:
        """(fiscal year, its meetings by date), the newest year first."""
        years = sorted({minutes.fiscal_year for minutes in self.council.minutes}, reverse=True)
        return tuple((year, tuple(m for m in self.council.minutes if m.fiscal_year == year)) for year in years)


def get_body(papers: Papers, form: str) -> bytes:
    """The bytes of a form that the papers have. KeyError otherwise."""
    body = {"pdf": papers.pdf, "docx": papers.docx, "text": papers.text}[form]
    if body is None:
        raise KeyError(form)
    return body


def make_size(body: bytes) -> str:
    """120KB, rounded up as town halls do."""
    return f"{-(-len(body) // 1024)}KB"


def make_paragraphs(lines: list[str]) -> str:
    return make_list(lines) if len(lines) > 3 else "".join(f"<p>{line}</p>" for line in lines)


class SiteDraft:
    """Collects a website's files. `frame` puts a page's title and content into the city's own page."""

    def __init__(self, council: Council, frame: Frame, *, charset: str = "utf-8") -> None:
        self._slug = council.city.slug
        self._frame = frame
        self._charset = charset
        self._files: dict[str, WebFile] = {}
        self._documents: dict[str, list[str]] = {}
        # every page was touched last when the newest minutes were put online
        self._pages_date = max(minutes.date for minutes in council.minutes) + _ONLINE_AFTER

    def _add(self, path: str, body: bytes, modified: datetime.date) -> None:
        if path in self._files or not path.startswith("/"):
            raise ValueError(f"{self._slug}: {path} is there already, or is no absolute path")
        self._files[path] = WebFile(path, body, modified)

    def _encode(self, html: str) -> bytes:
        return html.encode() if self._charset == "utf-8" else make_cp932(html)

    def page(self, path: str, title: str, content: str) -> None:
        """A page; `content` is HTML."""
        self._add(path, self._encode(self._frame(title, content)), self._pages_date)

    def minutes_page(
        self, path: str, minutes: Minutes, title: str, content: str, *, frame: Frame | None = None
    ) -> None:
        """A page that holds the minutes themselves, in another frame if one is given."""
        html = (frame or self._frame)(title, content)
        self._add(path, self._encode(html), minutes.date + _ONLINE_AFTER)
        self._documents.setdefault(minutes.id, []).append(path)

    def minutes_file(self, path: str, minutes: Minutes, body: bytes) -> None:
        """A document of the minutes."""
        self._add(path, body, minutes.replaced_on or minutes.date + _ONLINE_AFTER)
        self._documents.setdefault(minutes.id, []).append(path)

    def file(self, path: str, body: bytes, date: datetime.date) -> None:
        """Any other document; `date` is that of its meeting."""
        self._add(path, body, date + _ONLINE_AFTER)

    def other_paper(self, folder: str, paper: OtherPaper) -> str:
        """An other council's paper or a handout, as a file or a page below `folder`; returns its path."""
        papers = make_other_paper(paper)
        if papers.html is not None:
            path = f"{folder}/{paper.name}.html"
            self.page(path, paper.title, papers.html)
            return path
        path = f"{folder}/{paper.name}.{_EXTENSIONS[paper.form]}"
        self.file(path, get_body(papers, paper.form), paper.date)
        return path

    def robots(self, *lines: str) -> None:
        self._add("/robots.txt", ("\n".join(lines) + "\n").encode(), self._pages_date)

    def finish(self, *start: str) -> WebSite:
        """`start` are the paths where a reader begins."""
        missing = [path for path in start if path not in self._files and f"{path}index.html" not in self._files]
        if missing:
            raise ValueError(f"{self._slug}: no page at {missing}")
        files = tuple(self._files[path] for path in sorted(self._files))
        documents = {meeting: tuple(paths) for meeting, paths in sorted(self._documents.items())}
        return WebSite(self._slug, start, files, documents)
