"""A crawl on a disk that has a little more room each time: `python -m tests.crawler.full_disk FOLDER URL`.

FOLDER is a small disk of its own; in the end it is read-only for a while. Each crawl that is refused says so on stderr;
stdout tells how many were because of the room, and how many documents are in the archive.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from crawler.archive import Archive
from crawler.errors import NoArchiveError
from crawler.verify import verify_archive
from tests.crawler.killed_crawl import start_crawl
from tests.crawler.loopback_site import make_source

# Kilobytes free: by little up to where the first documents have room, then faster (SQLite's journal takes up to 4 MB).
_ROOMS = (*range(0, 320, 60), *range(320, 16_000, 1_500))


def main(folder: Path, url: str) -> None:
    root, filler = folder / "archive", folder / "filler"
    refused = 0
    for room in _ROOMS:
        filler.write_bytes(bytes(max(0, shutil.disk_usage(folder).free - room * 1024)))
        process = start_crawl(make_source(url), root)
        process.join(60)
        filler.unlink()
        with suppress(NoArchiveError):  # not even its first transaction had room
            assert verify_archive(root).problems == ()
        if process.exitcode == 0:
            break
        refused += 1
    else:
        raise SystemExit("no crawl came through")
    for option, code in (("ro", 1), ("rw", 0)):
        subprocess.run(["mount", "-o", f"remount,{option}", folder], check=True)
        verified = verify_archive(root)
        assert (verified.problems, verified.orphans) == ((), ())
        process = start_crawl(make_source(url), root)
        process.join(60)
        assert process.exitcode == code
    with Archive.open(root, read_only=True) as archive:
        print(refused, len(archive.documents()))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
