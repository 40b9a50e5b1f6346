"""How the crawler introduces itself: product, version, and an address at which whoever runs it can be reached."""

from __future__ import annotations

import re

from crawler.errors import CrawlerError

TOKEN = "shingikai"  # what a robots.txt calls it (RFC 9309, 2.2.1)
PRODUCT = f"{TOKEN}/0.1"
_CONTACT = re.compile(
    r"""
    (?: https?://[!-~]+           # a page about the crawl
      | [!-~]+@[!-~]+\.[!-~]+ )   # or a mail address; printable ASCII only, as a header wants it
    """,
    re.VERBOSE,
)
_LONGEST = 200  # characters; a header line that some servers' logs cut is of no use


def make_user_agent(contact: str | None) -> str:
    """`shingikai/0.1 (+contact)`; CrawlerError if nobody could be reached at `contact`."""
    if contact is None:
        return PRODUCT
    if len(contact) > _LONGEST or not _CONTACT.fullmatch(contact):
        raise CrawlerError(f"the contact {contact!r} is neither a web address (https://…) nor a mail address")
    return f"{PRODUCT} (+{contact})"
