"""Crawls one source, breadth first, from its start pages to the documents that may be its minutes.

Every URL is fetched at most once a run, and with the validators of its last answer; a page that was not modified is
read from the archive. One broken link costs one line of the report. A document is taken for withdrawn only after a
run that saw every page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from crawler.archive import Archive
from crawler.burden import find_burden
from crawler.charset import decode_page
from crawler.errors import DisallowedError, FetchError, StoppedError
from crawler.fetch import Budget, Fetched, Fetcher, Validators
from crawler.findings import Findings, Outcome
from crawler.frontier import Task, find_depth_refusal, make_task
from crawler.listing import Decision, Link, make_scope, parse_listing
from crawler.notices import find_notices
from crawler.records import ArchivedDocument, FetchRow, LinkRow, RunRow, SourceSnapshot
from crawler.report import CrawlEvent, CrawlReport, EventKind, Progress
from crawler.rows import make_failed_row, make_fetch_row
from crawler.shelf import ArchiveShelf
from crawler.sniff import MediaType
from crawler.source import Source
from crawler.traps import TrapGuard, find_trap
from crawler.withdrawal import Withdrawal, judge_missing
from crawler.worklist import GONE, State, find_dead


def crawl_source(
    source: Source,
    root: Path,
    fetcher: Fetcher,
    *,
    now: Callable[[], datetime],
    progress: Progress | None = None,
    accept_fewer: bool = False,
) -> CrawlReport:
    """`crawl` with the archive in `root`, opened for it alone (a thread's own connection)."""
    with Archive.open(root) as archive:
        return crawl(source, fetcher, archive, now=now, progress=progress, accept_fewer=accept_fewer)


def crawl(
    source: Source,
    fetcher: Fetcher,
    archive: Archive,
    *,
    now: Callable[[], datetime],
    progress: Progress | None = None,
    accept_fewer: bool = False,
) -> CrawlReport:
    """One crawl; `now` gives an aware time. SourceBusyError if the source is being crawled already; ArchiveError if the
    archive fails; what a website does is in the report. `accept_fewer`: what no page leads to is withdrawn, however
    much that is."""
    with archive.lease(source.name):
        return crawl_leased(source, fetcher, archive, now=now, progress=progress, accept_fewer=accept_fewer)


def crawl_leased(
    source: Source,
    fetcher: Fetcher,
    archive: Archive,
    *,
    now: Callable[[], datetime],
    progress: Progress | None = None,
    accept_fewer: bool = False,
    documents: bool = True,
) -> CrawlReport:
    """`crawl` for who holds the source's lease. Without `documents` only web pages are fetched, and links that would be
    fetched as documents are only told of (see survey.py)."""
    started = _stamp(now)
    names = (source.name, source.municipality, source.code, source.prefecture, source.council)
    archive.record_source(SourceSnapshot(*names, at=started))
    report = _Run(source, fetcher, archive, now, progress, accept_fewer=accept_fewer, documents=documents).go()
    counts = (report.requests, report.transferred, report.new, report.replaced, report.unchanged)
    sums = (len(report.passed_over), len(report.failed))
    row = RunRow(source.name, started, _stamp(now), not report.stopped, *counts, *sums, report.outcome)
    archive.record_run(row, report.findings)
    return report


def _stamp(now: Callable[[], datetime]) -> str:
    return now().astimezone(UTC).isoformat(timespec="milliseconds")


class _Run:
    def __init__(
        self,
        source: Source,
        fetcher: Fetcher,
        archive: Archive,
        now: Callable[[], datetime],
        progress: Progress | None,
        *,
        accept_fewer: bool,
        documents: bool,
    ) -> None:
        self._source = source
        self._documents = documents
        self._fetcher = fetcher
        self._archive = archive
        self._now = now
        self._progress = progress
        self._accept_fewer = accept_fewer
        self._scope = make_scope(source)
        self._shelf = ArchiveShelf(archive, source.name, lambda: _stamp(now))
        self._state = State()
        self._traps = TrapGuard()

    def go(self) -> CrawlReport:
        state = self._state
        for url in self._source.start:
            self._enqueue(Task(url), changed=True)
        stopped = False
        try:
            while state.queue and not self._stop_at_limit():
                self._visit(state.queue.pop())
        except StoppedError:
            stopped = True
        complete = not stopped and not state.unseen
        before = self._archive.last_findings(self._source.name) or Findings()
        withdrawal = self._retire_unlisted(before) if complete else None
        passed = {url: reason for url, reason in state.passed.items() if url not in state.queue.known} | state.judged
        findings = state.seen.make_findings(
            passed=passed, failed=state.failed, listed=state.listed, before=before, withdrawal=withdrawal
        )
        return CrawlReport(
            source=self._source.name,
            requests=state.requests,
            transferred=state.transferred,
            new=state.changes["new"],
            unchanged=state.changes["unchanged"],
            replaced=state.changes["replaced"],
            passed_over=findings.passed,
            failed=tuple(sorted(state.failed.items())),
            stopped=stopped,
            complete=complete,
            withdrawn=len(withdrawal.retire) if withdrawal is not None else 0,
            outcome=self._find_outcome(stopped=stopped),
            findings=findings,
        )

    def _find_outcome(self, *, stopped: bool) -> Outcome:
        if stopped:
            return "stopped"
        if not self._state.seen.links and not self._state.changes:
            return "nothing"
        return "partial" if self._state.unseen else "complete"

    def _enqueue(self, task: Task, *, changed: bool) -> None:
        if changed:
            self._state.fresh.add(task.url)
        self._state.queue.add(task)

    def _stop_at_limit(self) -> bool:
        state, source = self._state, self._source
        if state.requests >= source.max_requests:
            limit = f"{source.max_requests} requests"
        elif state.transferred >= source.max_bytes:
            limit = f"{source.max_bytes} bytes"
        else:
            return False
        reason = f"not fetched: the source's limit of {limit} was reached"
        state.failed.update({task.url: reason for task in state.queue})
        state.seen.words.update({task.url: task.words for task in state.queue})
        state.unseen = True
        return True

    def _visit(self, task: Task) -> None:
        if task.decision is Decision.DOCUMENT and not self._documents:
            self._state.listed.add(task.url)
            self._tell("document", task.url, None, "not fetched, only looked for")
            return
        answer = self._archive.last_answer(self._source.name, task.url)
        dead = None if task.url in self._state.fresh else find_dead(answer, self._now())
        if dead is not None:
            self._state.failed[task.url] = dead
            self._state.seen.words[task.url] = task.words
            self._tell("failed", task.url, None, dead)
            return
        trap = self._traps.find_refusal(task.url) if task.decision is Decision.FOLLOW else None
        if trap is not None:
            self._leave(task.url, trap)
            return
        last = self._archive.last_body(self._source.name, task.url)
        if last is not None and last.sha256 is not None:  # without the bytes, "not modified" would be no answer
            linking = last.media_type == "html"  # what a page links to is read from its bytes: not if they are sealed
            last = last if self._archive.holds(last.sha256, readable=linking) else None
        validators = None if last is None else Validators(last.final_url, last.etag, last.last_modified)
        try:
            fetched = self._fetcher.fetch(
                self._source,
                task.url,
                validators=validators,
                already=self._state.queue.known,
                budget=self._find_budget(),
                shelf=self._shelf,
                why=task.explain(again=last is not None),
            )
        except FetchError as error:
            self._fail(task, error, last)
            return
        self._state.requests += fetched.requests
        self._state.transferred += fetched.transferred
        if fetched.status not in (200, 304):
            self._record_fetch(fetched, None, None, None)
            self._tell("page", task.url, fetched.status, f"redirects to {fetched.final_url}, which is known")
            return
        self._state.queue.known.add(fetched.final_url)
        self._settle(task, fetched, last)

    def _find_budget(self) -> Budget:
        state, source = self._state, self._source
        return Budget(source.max_requests - state.requests, source.max_bytes - state.transferred)

    def _leave(self, url: str, trap: str) -> None:
        """A page that is not read: what it may lead to is not known."""
        self._state.judged[url] = trap
        self._state.unseen = True
        self._tell("passed", url, None, trap)

    def _settle(self, task: Task, fetched: Fetched, last: FetchRow | None) -> None:
        """An answer with a body, sent now or kept from before (304)."""
        kept = last.media_type if last is not None else None
        media_type = fetched.media_type if fetched.body is not None else kept
        if media_type is None or media_type == "unknown":
            self._record_fetch(fetched, "unknown", None, last)
            self._pass(task, fetched, task.text, "not a format that minutes come in")
            return
        if fetched.body is not None:
            sha256: str | None = self._archive.store(fetched.body)
        else:
            sha256 = last.sha256 if last is not None else None
        self._record_fetch(fetched, media_type, sha256, last)
        if sha256 is None:
            self._state.failed[task.url] = "HTTP 304, but nothing is kept from before"
            return
        if media_type != "html":
            if task.refusal is not None:
                self._pass(task, fetched, task.text, task.refusal)
            else:
                self._take(task, fetched, sha256, media_type)
            return
        body = fetched.body if fetched.body is not None else self._archive.read(sha256)
        content_type = fetched.content_type or (last.content_type if last is not None else None)
        self._read_page(task, fetched, sha256, decode_page(body, content_type), last is None or last.sha256 != sha256)

    def _read_page(self, task: Task, fetched: Fetched, sha256: str, decoded: tuple[str, str], changed: bool) -> None:
        url = fetched.final_url
        burden = find_burden(decoded[0])
        if burden is not None:
            self._state.failed[url] = f"{burden}; it was not read"
            self._state.unseen = True
            self._tell("failed", url, fetched.status, burden)
            return
        trap = self._traps.saw_page(url, sha256, task.page_url)
        if trap is not None:
            self._leave(url, trap)
            return
        listing = parse_listing(decoded[0], url, self._scope, decoded[1], task.way)
        seen = _stamp(self._now)
        notices = find_notices(decoded[0], url, listing, self._scope, decoded[1])
        self._state.seen.add_page(url, listing, notices)
        self._archive.record_links(
            LinkRow(self._source.name, url, link.url, link.text, link.context, link.decision, link.reason, seen)
            for link in listing.links
        )
        for link in listing.links:
            self._follow(link, task, url, changed=changed)
        if listing.candidate:
            text = task.text or listing.title
            self._take(replace(task, text=text), fetched, sha256, "html")
        elif listing.unseen is not None:
            self._state.failed[url] = listing.unseen
            self._state.seen.words[url] = task.words
            self._state.unseen = True
            self._tell("failed", url, fetched.status, listing.unseen)
        elif listing.passed is not None:
            self._pass(task, fetched, listing.title, listing.passed)
        else:
            self._archive.retire(self._source.name, url, "the page holds no minutes any more", seen)
            self._tell("page", url, fetched.status, f"{len(listing.links)} links")

    def _follow(self, link: Link, parent: Task, page_url: str, *, changed: bool) -> None:
        task = make_task(link, parent, page_url)
        refusal = link.reason if link.decision is Decision.PASS else find_trap(link.url, self._now().year)
        refusal = refusal or find_depth_refusal(task, self._source)
        if refusal is None:
            self._enqueue(task, changed=changed)
        else:
            self._state.passed.setdefault(link.url, refusal)

    def _take(self, task: Task, fetched: Fetched, sha256: str, media_type: MediaType) -> None:
        """A candidate."""
        seen = _stamp(self._now)
        document = ArchivedDocument(
            source=self._source.name,
            url=fetched.final_url,
            sha256=sha256,
            media_type=media_type,
            link_text=task.text,
            context=task.context,
            first_seen=seen,
            last_seen=seen,
            current=True,
            sequence=0,  # the archive gives one
        )
        self._traps.saw_document(sha256, fetched.final_url if media_type == "html" else task.page_url)
        change = self._archive.record_candidate(document)
        self._state.changes[change] += 1
        self._state.listed.add(fetched.final_url)
        self._tell("document", fetched.final_url, fetched.status, change)

    def _pass(self, task: Task, fetched: Fetched, title: str, reason: str) -> None:
        """Fetched, and seen to be something else."""
        url, seen = fetched.final_url, _stamp(self._now)
        self._state.judged[url] = reason
        row = LinkRow(self._source.name, url, url, title, task.context, Decision.PASS, reason, seen)
        self._archive.record_links([row])
        self._archive.retire(self._source.name, url, reason, seen)
        self._tell("passed", url, fetched.status, reason)

    def _fail(self, task: Task, error: FetchError, last: FetchRow | None) -> None:
        state, seen = self._state, _stamp(self._now)
        state.requests += error.requests
        state.transferred += error.transferred
        final = last.final_url if last is not None else task.url
        if error.status in GONE:
            for url in {task.url, final}:
                self._archive.retire(self._source.name, url, error.reason, seen)
        else:
            state.listed.update({task.url, final})
            state.unseen = state.unseen or task.decision is not Decision.DOCUMENT
        state.seen.words[task.url] = task.words
        if isinstance(error, DisallowedError):
            state.judged[task.url] = error.reason
            row = (task.page_url, task.url, task.text, task.context, Decision.PASS, error.reason, seen)
            self._archive.record_links([LinkRow(self._source.name, *row)])
            self._tell("passed", task.url, None, error.reason)
            return
        state.failed[task.url] = error.reason
        self._archive.record_fetch(make_failed_row(self._source.name, task.url, error, seen))
        self._tell("failed", task.url, error.status, error.reason)

    def _record_fetch(
        self, fetched: Fetched, media_type: MediaType | None, sha256: str | None, last: FetchRow | None
    ) -> None:
        row = make_fetch_row(self._source.name, fetched, _stamp(self._now), media_type, sha256, last)
        self._archive.record_fetch(row)

    def _retire_unlisted(self, before: Findings) -> Withdrawal:
        """Every page was seen: what none of them leads to any more has been withdrawn, or is held back for now."""
        missing = self._archive.current_urls(self._source.name) - self._state.listed
        pages = self._state.seen.count_documents(self._state.listed)
        if missing and not self._state.listed and not self._accept_fewer:
            # A site in maintenance answers 200 with one page for all: that is no withdrawal of ten years' minutes.
            reason = "no page leads to any document any more; nothing was taken for withdrawn"
            self._state.failed.setdefault(self._source.start[0], reason)
            held = {url: before.held.get(url, _stamp(self._now)) for url in sorted(missing)}
            return Withdrawal((), held, before.pages or pages, (f"{self._source.start[0]}: {reason}",))
        withdrawal = judge_missing(
            missing,
            before=before.pages,
            now=pages,
            held=before.held,
            at=_stamp(self._now),
            accept=self._accept_fewer,
        )
        for url in withdrawal.retire:
            self._archive.retire(self._source.name, url, "no page links to it any more", _stamp(self._now))
        return withdrawal

    def _tell(self, kind: EventKind, url: str, status: int | None, detail: str) -> None:
        if self._progress is not None:
            state = self._state
            waiting = len(state.queue)
            self._progress(CrawlEvent(self._source.name, kind, url, status, detail, state.requests, waiting))
