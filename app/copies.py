"""Archived copies for API and page, which know nothing of the crawler: the roots pass this in."""

from __future__ import annotations

from pathlib import Path

from app.errors import ArchiveUnreadableError, DocumentWithheldError, NotFoundError
from app.search.ports import Copy
from crawler.copies import fetch_copy
from crawler.errors import ArchiveError, NoArchiveError, WithheldError

_MEDIA_TYPES = {
    "pdf": ("application/pdf", "pdf"),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    "doc": ("application/msword", "doc"),
    "html": ("text/html", "html"),
    "text": ("text/plain", "txt"),
}
_UNKNOWN = ("application/octet-stream", "bin")


class ArchivedCopies:
    """Reads the archive in `root` at each question: it may be put there, or replaced by a backup, while we serve."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def fetch(self, sha256: str) -> Copy:
        """NotFoundError, DocumentWithheldError; ArchiveUnreadableError if the archive cannot be read now."""
        try:
            found = fetch_copy(self._root, sha256)
        except WithheldError as error:
            raise DocumentWithheldError(error.reason) from error
        except NoArchiveError:
            found = None
        except ArchiveError as error:
            raise ArchiveUnreadableError(str(error)) from error
        if found is None:
            raise NotFoundError(f"SHA-256 が「{sha256}」の会議録の写しはありません。")
        media_type, suffix = _MEDIA_TYPES.get(found.media_type, _UNKNOWN)
        return Copy(found.body, media_type, suffix, found.url, found.first_seen)
