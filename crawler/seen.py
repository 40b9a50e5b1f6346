"""What a run comes by on its way, put together into the findings that are kept of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from crawler.findings import Failure, Findings, Notice
from crawler.listing import Decision, Listing
from crawler.withdrawal import Withdrawal


@dataclass(slots=True)
class Seen:
    """`words` are those of the links to what failed or may not be fetched (text, context, whether it is called
    minutes); `links` say of each page where it may lead to documents."""

    words: dict[str, tuple[str, str, bool]] = field(default_factory=dict)
    links: dict[str, frozenset[str]] = field(default_factory=dict)
    documents: set[str] = field(default_factory=set)
    notices: list[Notice] = field(default_factory=list)

    def add_page(self, url: str, listing: Listing, notices: Collection[Notice]) -> None:
        self.notices.extend(notices)
        self.links[url] = frozenset(link.url for link in listing.links if link.decision is not Decision.PASS)
        self.documents.update(link.url for link in listing.links if link.decision is Decision.DOCUMENT)

    def count_documents(self, listed: Collection[str]) -> dict[str, int]:
        """Of each page that was seen: how many documents it leads to."""
        found = self.documents.union(listed)
        return {page: len(links & found) for page, links in self.links.items()}

    def make_findings(
        self,
        *,
        passed: Mapping[str, str],
        failed: Mapping[str, str],
        listed: Collection[str],
        before: Findings,
        withdrawal: Withdrawal | None,
    ) -> Findings:
        """`withdrawal` is None after a run that did not see everything: what it did not see is as it was before."""
        kept_off = {url: passed[url] for url in self.words if url in passed}  # minutes that robots.txt keeps from us
        reasons = sorted({**failed, **kept_off}.items())
        counted = self.count_documents(listed)
        return Findings(
            passed=tuple(sorted(passed.items())),
            failed=tuple(Failure(url, reason, *self.words.get(url, ("", "", False))) for url, reason in reasons),
            # a page that stands at two addresses (/ and /index.html) says a thing once
            notices=tuple({(n.kind, n.text, n.headings): n for n in reversed(self.notices)}.values())[::-1],
            pages=withdrawal.pages if withdrawal is not None else {**before.pages, **counted},
            held=withdrawal.held if withdrawal is not None else before.held,
            alarms=withdrawal.alarms if withdrawal is not None else before.alarms,
        )
