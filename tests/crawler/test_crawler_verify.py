"""`verify_archive` finds what is wrong with an archive, and nothing where nothing is."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from crawler.archive import Archive
from crawler.errors import ArchiveError
from crawler.records import ArchivedDocument
from crawler.verify import verify_archive

AT = "2024-05-01T00:00:00.000+00:00"
BODIES = [b"%PDF one", b"%PDF two", b"%PDF three"]


@pytest.fixture
def names(tmp_path: Path) -> list[str]:
    """An archive in tmp_path with three documents → their SHA-256."""
    found = []
    with Archive.open(tmp_path) as archive:
        for number, body in enumerate(BODIES):
            found.append(archive.store(body))
            url = f"http://127.0.0.1:9/{number}.pdf"
            archive.record_candidate(
                ArchivedDocument("nagisawa", url, found[-1], "pdf", "会議録", "", AT, AT, True, 0),
            )
    return found


def path_of(root: Path, sha256: str) -> Path:
    return root / "objects" / sha256[:2] / sha256[2:]


def rot(path: Path) -> None:
    """One bit."""
    path.chmod(0o644)
    body = bytearray(path.read_bytes())
    body[3] ^= 1
    path.write_bytes(body)


def replace_by_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def add_file(path: Path) -> None:
    (path.parent / "notes.txt").write_text("x", "utf-8")


def add_misplaced(path: Path) -> None:
    (path.parent.parent / path.name).write_bytes(path.read_bytes())


def forget_state(path: Path) -> None:
    connection = sqlite3.connect(path.parents[2] / "manifest.sqlite")
    connection.execute("DROP TRIGGER states_no_delete")
    connection.execute("DELETE FROM states WHERE id = 1")
    connection.commit()
    connection.close()


HARM: list[tuple[Callable[[Path], None], list[str]]] = [
    (rot, ["damaged"]),
    (lambda path: path.unlink(), ["missing"]),
    (replace_by_a_folder, ["missing"]),
    (add_file, ["foreign"]),
    (add_misplaced, ["foreign"]),
    (forget_state, ["manifest"]),
]


@pytest.mark.parametrize(("harm", "kinds"), HARM, ids=[kinds[0] for _, kinds in HARM])
def test_harm_is_found(tmp_path: Path, names: list[str], harm: Callable[[Path], None], kinds: list[str]) -> None:
    told: list[tuple[int, int]] = []
    whole = verify_archive(tmp_path, lambda done, total: told.append((done, total)))
    assert (whole.objects, whole.size, whole.problems, whole.orphans) == (3, sum(map(len, BODIES)), (), ())
    assert told == [(1, 3), (2, 3), (3, 3)]
    harm(path_of(tmp_path, names[1]))
    found = verify_archive(tmp_path)
    assert [problem.kind for problem in found.problems] == kinds
    assert all(problem.detail for problem in found.problems)
    if kinds[0] in ("damaged", "missing"):
        assert found.problems[0].what == names[1]


def test_an_object_that_no_row_names_is_no_problem(tmp_path: Path, names: list[str]) -> None:
    with Archive.open(tmp_path) as archive:
        left = archive.store(b"%PDF killed here")
    found = verify_archive(tmp_path)
    assert (found.objects, found.problems, found.orphans) == (len(names) + 1, (), (left,))


def test_no_archive(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="there is no archive"):
        verify_archive(tmp_path)
    assert list(tmp_path.iterdir()) == []
