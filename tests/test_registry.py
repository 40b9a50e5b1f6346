"""Ids: what is cited stays, whatever is inserted, removed, renamed, dated otherwise or read by two processes."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import ConfigurationError, ShingikaiError
from app.registry import Registry, Sighting

CODE = "982016"
COUNCIL = "渚沢市個人情報保護審議会"
BASE = f"{CODE}-2019-05-10"


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    with Registry.open(tmp_path / "registry.sqlite") as opened:
        yield opened


def see(*copies: str, date: str = "2019-05-10", session: str | None = None, council: str = COUNCIL) -> Sighting:
    return Sighting(council, date, session, copies)


def register(registry: Registry, *sightings: Sighting, source: str = "nagisawa") -> tuple[str, ...]:
    with registry.transaction():
        return registry.register_meetings(CODE, source, sightings)


def name_items(registry: Registry, *titles: str, kind: str = "referral") -> list[str]:
    """Item ids without the meeting's."""
    with registry.transaction():
        ids = registry.register_items(BASE, [(title, kind) for title in titles])
    return [identity.removeprefix(f"{BASE}-") for identity in ids]


FIRST, SECOND, THIRD = "防犯カメラの設置について", "図書館システムの更新について", "住民税通知の印刷委託について"


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        pytest.param([FIRST, SECOND, THIRD], ["i1", "i2", "i3"], id="unchanged"),
        pytest.param(["会長の選出", FIRST, SECOND, THIRD], ["i4", "i1", "i2", "i3"], id="inserted first"),
        pytest.param([FIRST, "会長の選出", SECOND, THIRD], ["i1", "i4", "i2", "i3"], id="inserted between"),
        pytest.param([FIRST, THIRD], ["i1", "i3"], id="removed"),
        pytest.param([THIRD, SECOND, FIRST], ["i3", "i2", "i1"], id="in another order"),
        pytest.param(["防 犯カメラの設置に ついて", SECOND, THIRD], ["i1", "i2", "i3"], id="spaces"),
        pytest.param([FIRST, "図書館情報システムの更新について", THIRD], ["i1", "i2", "i3"], id="renamed"),
        pytest.param(["防犯カメラの設置", SECOND, THIRD], ["i1", "i2", "i3"], id="without its ending"),
        pytest.param([FIRST, f"{SECOND}（教育委員会 図書館）", THIRD], ["i1", "i2", "i3"], id="with its department"),
        pytest.param([FIRST, "図書館の休館日", THIRD], ["i1", "i4", "i3"], id="only a word in common"),
        pytest.param([FIRST, "会長の選出", THIRD], ["i1", "i4", "i3"], id="another one in its place"),
        pytest.param([FIRST, "介護認定システムの更新について", THIRD], ["i1", "i4", "i3"], id="of another system"),
        pytest.param([FIRST, SECOND, THIRD, THIRD], ["i1", "i2", "i3", "i4"], id="the same title twice"),
    ],
)
def test_items_keep_their_ids(registry: Registry, later: list[str], expected: list[str]) -> None:
    register(registry, see("a"))
    assert name_items(registry, FIRST, SECOND, THIRD) == ["i1", "i2", "i3"]
    assert name_items(registry, *later) == expected
    assert name_items(registry, *later) == expected, "and once more"
    assert name_items(registry, FIRST, SECOND, THIRD) == ["i1", "i2", "i3"], "read as at first"


def test_number_of_a_removed_item_is_never_given_again(registry: Registry) -> None:
    register(registry, see("a"))
    name_items(registry, FIRST, SECOND, THIRD)
    name_items(registry, FIRST)
    assert name_items(registry, FIRST, "会長の選出") == ["i1", "i4"]


def test_kind_tells_two_items_of_one_title_apart(registry: Registry) -> None:
    register(registry, see("a"))
    with registry.transaction():
        first = registry.register_items(BASE, [(FIRST, "referral")])
        later = registry.register_items(BASE, [(FIRST, "report"), (FIRST, "referral")])
    assert later == (f"{BASE}-i2", *first)


@pytest.mark.parametrize(
    ("first", "later", "expected"),
    [
        pytest.param(see("a"), see("a", date="2019-05-11"), BASE, id="date read otherwise"),
        pytest.param(see("a", date="undated"), see("a"), f"{CODE}-undated", id="date found later"),
        pytest.param(see("a", session="第1回"), see("a", session="令和元年度第1回"), BASE, id="session"),
        pytest.param(see("a"), see("a", council="渚沢市審議会"), BASE, id="council read otherwise"),
        pytest.param(see("a"), see("b", "a"), BASE, id="another rendition"),
        pytest.param(see("a"), see("b"), BASE, id="other bytes, the same day"),
        pytest.param(see("a", session="令和元年度第1回"), see("b", session="第1回"), BASE, id="shorter session"),
        pytest.param(see("a", session="第1回"), see("b", session="第2回"), f"{BASE}-m2", id="another session"),
        pytest.param(see("a", session="第1回"), see("b", session="第11回"), f"{BASE}-m2", id="11 is not 1"),
        pytest.param(see("a"), see("b", council="渚沢市情報公開審査会"), f"{BASE}-m2", id="another council"),
        pytest.param(see("a"), see("b", date="2019-05-11"), f"{CODE}-2019-05-11", id="another day"),
    ],
)
def test_meeting_is_known_again(registry: Registry, first: Sighting, later: Sighting, expected: str) -> None:
    register(registry, first)
    assert register(registry, later) == (expected,)
    assert register(registry, later) == (expected,), "and once more"


@pytest.mark.parametrize(
    "sightings",
    [
        pytest.param([see("a", session="第1回"), see("b", session="第2回")], id="two sessions"),
        pytest.param([see("a"), see("b", session="第2回")], id="one of them without a name"),
        pytest.param([see("a"), see("b", council="渚沢市情報公開審査会")], id="two councils"),
        pytest.param([see("a"), see("b")], id="nothing tells them apart"),
    ],
)
@pytest.mark.parametrize("swapped", [False, True])
def test_two_meetings_of_one_reading_never_share_an_id(
    registry: Registry, sightings: list[Sighting], swapped: bool
) -> None:
    first = dict(zip(sightings, register(registry, *sightings), strict=True))
    assert sorted(first.values()) == [BASE, f"{BASE}-m2"]
    again = list(reversed(sightings)) if swapped else sightings
    assert dict(zip(again, register(registry, *again), strict=True)) == first


def test_what_was_one_meeting_is_split(registry: Registry) -> None:
    assert register(registry, see("a", "b")) == (BASE,)
    assert register(registry, see("a", session="第1回"), see("b", session="第2回")) == (BASE, f"{BASE}-m2")
    assert register(registry, see("b", session="第2回"), see("a", session="第1回")) == (f"{BASE}-m2", BASE)


def test_what_were_two_meetings_is_one_under_the_older_id(registry: Registry) -> None:
    register(registry, see("a", session="第1回"), see("b", session="第2回"))
    assert register(registry, see("b", "a")) == (BASE,)
    assert register(registry, see("a", "b")) == (BASE,)


def test_new_meeting_does_not_take_the_id_of_one_that_was_dated_otherwise(registry: Registry) -> None:
    register(registry, see("a"))
    assert register(registry, see("new"), see("a", date="2019-05-11")) == (f"{BASE}-m2", BASE)


def test_same_bytes_in_two_sources_are_two_meetings(registry: Registry) -> None:
    assert register(registry, see("a"), source="nagisawa") == (BASE,)
    with registry.transaction():
        assert registry.register_meetings("982024", "kazamachi", [see("a")]) == ("982024-2019-05-10",)


def test_error_rolls_everything_back(registry: Registry) -> None:
    def fail() -> None:
        with registry.transaction():
            registry.register_meetings(CODE, "nagisawa", [see("a")])
            registry.register_items(BASE, [(FIRST, "referral")])
            registry.set_progress("sequence", "7")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert registry.progress("sequence") is None
    assert register(registry, see("b", date="2020-01-01")) == (f"{CODE}-2020-01-01",)
    assert register(registry, see("a")) == (BASE,)
    assert name_items(registry, SECOND) == ["i1"]


def test_ids_and_progress_outlive_the_process(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "registry.sqlite"
    with Registry.open(path) as registry:
        register(registry, see("a"))
        with registry.transaction():
            registry.set_progress("sequence", "7")
            registry.set_progress("sequence", "8")
    with Registry.open(path) as registry:
        assert registry.progress("sequence") == "8"
        assert register(registry, see("a", date="2011-11-11")) == (BASE,)


def test_full_disk_is_one_sentence_and_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "registry.sqlite"
    with Registry.open(path) as registry:
        register(registry, see("a"))
    # the size of a file is limited instead of the disk's
    code = """
import resource, signal, sys
from pathlib import Path
from app.errors import ShingikaiError
from app.registry import Registry, Sighting
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with Registry.open(Path(sys.argv[1])) as registry:
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
    try:
        with registry.transaction():
            many = [Sighting("c" * 500, f"d{n}", None, (str(n),)) for n in range(999)]
            registry.register_meetings("982016", "s", many)
    except ShingikaiError as error:
        print(error)
"""
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert "cannot be written" in done.stdout
    assert "full" in done.stdout or "disk" in done.stdout
    with Registry.open(path) as registry:
        assert register(registry, see("b", date="d5")) == (f"{CODE}-d5",)
        assert register(registry, see("a", date="d5")) == (BASE,)


@pytest.mark.parametrize("content", [b"garbage " * 500, b""], ids=["garbage", "empty"])
def test_damaged_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "registry.sqlite"
    path.write_bytes(content)
    if not content:  # as a disk that was full left it: nothing was ever registered there
        Registry.open(path).__exit__(None, None, None)
        return
    with pytest.raises(ConfigurationError, match=r"registry\.sqlite"):
        Registry.open(path)


def test_registry_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "registry.sqlite"
    Registry.open(path).__exit__(None, None, None)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(ConfigurationError, match="99"):
        Registry.open(path)


def test_locked_for_too_long_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "registry.sqlite"
    with (
        Registry.open(path) as one,
        Registry.open(path, patience=0.05) as other,
        one.transaction(),
        pytest.raises(ShingikaiError, match="locked"),
        other.transaction(),
    ):
        raise AssertionError("both are writing")


@pytest.mark.slow
def test_processes_at_once_agree_on_every_id(tmp_path: Path) -> None:
    code = """
import sys
from pathlib import Path
from app.registry import Registry, Sighting
with Registry.open(Path(sys.argv[1])) as registry:
    for n in range(60):
        with registry.transaction():
            own = Sighting("c", "2019-05-10", f"第{sys.argv[2]}の{n}回", (f"{sys.argv[2]}-{n}",))
            shared = Sighting("c", f"2020-05-{n}", None, (f"shared-{n}",))
            ids = registry.register_meetings("982016", "s", [own, shared])
            print(*ids, *registry.register_items(ids[1], [(f"第{n}号", "referral"), ("報告", "report")]))
"""
    command = [sys.executable, "-c", code, str(tmp_path / "registry.sqlite")]
    running = [
        subprocess.Popen([*command, str(n)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ)
        for n in range(4)
    ]
    answers = []
    for process in running:
        out, err = process.communicate(timeout=60)
        assert (process.returncode, err) == (0, "")
        answers.append([line.split() for line in out.splitlines()])
    assert len({row[0] for rows in answers for row in rows}) == 4 * 60, "an id was given twice"
    for rows in zip(*answers, strict=True):
        assert len({tuple(row[1:]) for row in rows}) == 1, "two ids for one meeting"


def test_where_an_id_leads_when_its_meeting_was_joined_to_another(registry: Registry) -> None:
    first, second = register(registry, see("a"), see("b", date="2019-05-11"))
    with registry.transaction():
        ids = registry.register_items(first, [(FIRST, "referral"), (SECOND, "referral")])
        old = registry.register_items(second, [(SECOND, "referral"), (THIRD, "referral")])
    apart = {first: ids, second: old}
    assert [registry.find_successor(i, apart) for i in (first, second, *ids, *old)] == [first, second, *ids, *old]
    assert register(registry, see("a", "b")) == (first,)
    joined = {first: ids}
    assert registry.find_successor(second, joined) == first
    assert [registry.find_successor(i, joined) for i in old] == [ids[1], None], "the third has nothing like it there"
    assert registry.find_successor(f"{second}-i9", joined) is None
    assert registry.find_successor(f"{CODE}-2001-01-01", joined) is None


def test_whose_an_id_is(registry: Registry) -> None:
    (first,) = register(registry, see("a"))
    register(registry, see("a"), source="another")
    with registry.transaction():
        (item,) = registry.register_items(first, [(FIRST, "referral")])
    assert registry.sources_of(first) == registry.sources_of(item) == {"nagisawa", "another"}
    assert registry.sources_of(f"{first}-i9") == registry.sources_of("nothing") == frozenset()
