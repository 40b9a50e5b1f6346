"""What the embedded engine promises of its folder: damage is noticed, and the last good generation serves."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from app.engine.base import EngineRequest
from app.engine.embedded import EmbeddedEngine, open_engine
from app.engine.manifest import FileSum, read_manifest, write_manifest
from app.engine.mapping import load_mappings
from app.engine.view import Refusal, View, open_best_view
from app.errors import EngineError, IndexDamagedError, IndexOutdatedError

BUILT_WITH = {"analyzer": "invented 1"}


def open_at(root: Path) -> EmbeddedEngine:
    return open_engine(root, built_with=BUILT_WITH)


def add(engine: EmbeddedEngine, identity: str) -> str:
    """One more item; returns the generation."""
    with engine.update() as writer:
        writer.put("items", {"id": identity, "city": "あさひ市", "title": "諮問 承認", "source": {"id": identity}})
    generation = engine.state().generation
    assert generation is not None
    return generation


def flip(path: Path) -> None:
    """One bit, in place: the file may be mapped into memory."""
    with path.open("r+b") as stream:
        place = path.stat().st_size // 2
        stream.seek(place)
        byte = stream.read(1)[0]
        stream.seek(place)
        stream.write(bytes([byte ^ 1]))


def truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 1)


def empty(path: Path) -> None:
    os.truncate(path, 0)


PROGRAM = """
import os, resource, sys
from pathlib import Path
from app.engine.embedded import open_engine
from app.errors import EngineError
engine = open_engine(Path(sys.argv[1]), built_with={"analyzer": "invented 1"})
"""


def run_python(code: str, root: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", PROGRAM + textwrap.dedent(code), str(root)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


FIXED_NAMES = ("manifest.json", "meta.json", ".managed.json", "numbers.json")  # the others are segments' files


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "data" / "index"


def test_layout(root: Path) -> None:
    engine = open_at(root)
    first, second, third = (add(engine, identity) for identity in "abc")
    assert (root / "CURRENT").read_text(encoding="utf-8") == third + "\n"
    assert sorted(path.name for path in root.iterdir()) == ["CURRENT", "generations", "writer.lock"]
    assert sorted(path.name for path in (root / "generations").iterdir()) == [second, third]
    assert sorted(path.name for path in (root / "generations" / third).iterdir()) == [
        "coverage", "items", "manifest.json", "meetings",
    ]  # fmt: skip
    assert first < second < third
    manifest = json.loads((root / "generations" / third / "manifest.json").read_text(encoding="utf-8"))["manifest"]
    assert manifest["counts"] == {"items": 3, "meetings": 0, "coverage": 0}
    assert manifest["built_with"] == BUILT_WITH
    links = {path.stat().st_nlink for path in root.rglob("*") if path.is_file()}
    assert links == {1}, "generations share no file"


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two generations, of `a` and of `a` and `b`, made by a process that has ended: a file that is cut while somebody
    has mapped it kills that process (SIGBUS), and tantivy looks at an index once more soon after it was opened."""
    folder = tmp_path_factory.mktemp("untouched") / "index"
    done = run_python(
        """
        for identity in "ab":
            with engine.update() as writer:
                writer.put("items", {"id": identity, "title": "諮問 承認"})
        """,
        folder,
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize("harm", [flip, truncate, empty, Path.unlink])
@pytest.mark.parametrize("name", [*FIXED_NAMES, ".fast", ".fieldnorm", ".idx", ".pos", ".store", ".term"])
def test_damage_is_noticed_and_the_last_good_one_serves(
    root: Path, untouched: Path, name: str, harm: Callable[[Path], None]
) -> None:
    shutil.copytree(untouched, root)
    good, bad = sorted(path.name for path in (root / "generations").iterdir())
    folder = root / "generations" / bad
    paths = (folder / name, folder / "items" / name, *(folder / "items").glob(f"*{name}"))
    harm(next(path for path in paths if path.is_file()))

    engine = open_at(root)
    state = engine.state()
    assert (state.ready, state.generation, state.items) == (True, good, 1)
    assert state.reason is not None
    assert "damaged" in state.reason
    assert "shingikai ingest --rebuild" in state.reason
    assert [hit.id for hit in engine.search(EngineRequest()).hits] == ["a"]
    with pytest.raises(IndexDamagedError), engine.update():
        pass


def test_a_manifest_of_before_crc32_is_checked_all_the_same(root: Path, untouched: Path) -> None:
    shutil.copytree(untouched, root)
    folder = root / "generations" / (root / "CURRENT").read_text(encoding="utf-8").strip()
    manifest = read_manifest(folder)
    assert all(entry.crc32 and entry.blake2b for entry in manifest.files.values())
    old = {name: FileSum(entry.size, entry.blake2b) for name, entry in manifest.files.items()}
    write_manifest(folder, replace(manifest, files=old))
    assert open_at(root).state().reason is None
    flip(next((folder / "items").glob("*.store")))
    assert "damaged" in str(open_at(root).state().reason)


def test_a_rebuild_heals(root: Path, untouched: Path) -> None:
    shutil.copytree(untouched, root)
    good, bad = sorted(path.name for path in (root / "generations").iterdir())
    empty(root / "generations" / bad / "manifest.json")
    engine = open_at(root)
    with engine.rebuild() as writer:
        writer.put("items", {"id": "c"})
    assert (engine.state().reason, engine.list_ids("items")) == (None, ("c",))
    assert {path.name for path in (root / "generations").iterdir()} == {good, engine.state().generation}


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"../../elsewhere\n", b"000009-0123abcd\n"])
def test_a_pointer_to_nothing(root: Path, content: bytes) -> None:
    generation = add(open_at(root), "a")
    (root / "CURRENT").write_bytes(content)
    state = open_at(root).state()
    assert (state.ready, state.generation) == (True, generation)
    assert "damaged" in (state.reason or "")


def test_nothing_good_is_left(root: Path, untouched: Path) -> None:
    shutil.copytree(untouched, root)
    for generation in (root / "generations").iterdir():
        empty(next((generation / "items").glob("*.store")))
    engine = open_at(root)
    state = engine.state()
    assert (state.ready, state.generation) == (False, None)
    assert "shingikai ingest --rebuild" in (state.reason or "")
    with pytest.raises(IndexDamagedError):
        engine.search(EngineRequest())
    with engine.rebuild() as writer:
        writer.put("items", {"id": "b"})
    assert engine.state().ready


def test_damage_is_not_inherited(root: Path) -> None:
    """A file that goes bad behind an open reader is not copied into the next generation as if it were good."""
    engine = open_at(root)
    generation = add(engine, "a")
    assert engine.state().ready
    flip(next((root / "generations" / generation / "items").glob("*.store")))
    with pytest.raises(IndexDamagedError), engine.update() as writer:
        writer.put("meetings", {"id": "m"})
    assert (root / "CURRENT").read_text(encoding="utf-8").strip() == generation


def test_another_analyzer_or_other_fields(root: Path, tmp_path: Path) -> None:
    add(open_at(root), "a")
    shipped = resources.files("index_mappings")
    folder = tmp_path / "mappings"
    folder.mkdir()
    for kind in ("items", "meetings", "coverage"):
        (folder / f"{kind}.json").write_text((shipped / f"{kind}.json").read_text(encoding="utf-8"), encoding="utf-8")
    assert open_engine(root, built_with=BUILT_WITH, mappings=load_mappings(folder)).state().ready
    coverage = json.loads((folder / "coverage.json").read_text(encoding="utf-8"))
    coverage["mappings"]["properties"]["season"] = {"type": "keyword"}
    (folder / "coverage.json").write_text(json.dumps(coverage), encoding="utf-8")
    for engine, word in (
        (open_engine(root, built_with=BUILT_WITH, mappings=load_mappings(folder)), "fields"),
        (open_engine(root, built_with={"analyzer": "invented 2"}), "invented 2"),
        (open_engine(root, built_with={**BUILT_WITH, "rules": "1"}), "rules"),
    ):
        state = engine.state()
        assert (state.ready, state.generation, state.items) == (False, None, 0)
        assert word in (state.reason or "")
        assert "shingikai ingest --rebuild" in (state.reason or "")
        with pytest.raises(IndexOutdatedError):
            engine.search(EngineRequest())
        with pytest.raises(IndexOutdatedError), engine.update():
            pass
    assert open_at(root).state().ready
    with engine.rebuild() as writer:
        writer.put("items", {"id": "b"})
    assert engine.list_ids("items") == ("b",)
    assert not open_at(root).state().ready


@pytest.mark.parametrize("how", ["update", "rebuild"])
def test_a_full_disk(root: Path, how: str) -> None:
    """A limit on the size of files stands for the full disk: writing fails, and nothing else."""
    generation = add(open_at(root), "a")
    done = run_python(
        f"""
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
        try:
            with engine.{how}() as writer:
                for number in range(2000):
                    text = " ".join(f"{{number}}-{{word}}" for word in range(20))
                    writer.put("items", {{"id": f"n{{number}}", "talk": text, "source": {{"text": text}}}})
        except EngineError as error:
            print("refused:", error)
        print(engine.list_ids("items"))
        """,
        root,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("refused: ")
    assert done.stdout.endswith("('a',)\n")
    assert [path.name for path in (root / "generations").iterdir()] == [generation]
    add(open_at(root), "b")


def test_a_killed_writer(root: Path) -> None:
    generation = add(open_at(root), "a")
    done = run_python(
        """
        with engine.update() as writer:
            writer.put("items", {"id": "b"})
            print("writing", flush=True)
            os._exit(9)
        """,
        root,
    )
    assert (done.returncode, done.stdout) == (9, "writing\n")
    engine = open_at(root)
    assert (engine.state().generation, engine.list_ids("items")) == (generation, ("a",))
    assert len(list((root / "generations").iterdir())) == 2, "what it left"
    later = add(engine, "c")
    assert engine.list_ids("items") == ("a", "c")
    assert {path.name for path in (root / "generations").iterdir()} == {generation, later}


def test_another_process_is_writing(root: Path) -> None:
    with open_at(root).update() as writer:
        writer.put("items", {"id": "a"})
        code = """
        try:
            with engine.update():
                pass
        except EngineError as error:
            print(error)
        """
        said = run_python(code, root).stdout
    assert "another process is writing" in said
    assert f"process {os.getpid()})" in said


def test_while_a_generation_is_opened(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers go on with the old generation; a writer waits, or it would go on from the old one and lose changes."""
    engine = open_at(root)
    add(engine, "a")
    assert engine.list_ids("items") == ("a",)
    add(open_at(root), "b")
    opening, go_on = threading.Event(), threading.Event()

    def open_slowly(*arguments: Any) -> View | Refusal:
        opening.set()
        assert go_on.wait(30)
        return open_best_view(*arguments)

    monkeypatch.setattr("app.engine.embedded.open_best_view", open_slowly)
    reader = threading.Thread(target=engine.state)
    writer = threading.Thread(target=add, args=(engine, "c"))
    reader.start()
    try:
        assert opening.wait(30)
        assert engine.list_ids("items") == ("a",)
        writer.start()
        writer.join(0.2)
        assert writer.is_alive()
    finally:
        go_on.set()
    for thread in (reader, writer):
        thread.join()
    assert engine.list_ids("items") == ("a", "b", "c")


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(EngineError, match="cannot be written"), open_at(tmp_path / "file" / "index").update():
        pass


@pytest.mark.slow
def test_a_disk_that_is_full_at_any_moment(tmp_path: Path) -> None:
    """A disk of its own (tmpfs), filled up but for a little more each time, until a commit goes through: up to there
    nothing is lost, and what stopped in the middle is cleared away by the next writer."""
    code = """
    import shutil
    root = Path(sys.argv[1])
    def put(number, words):
        text = " ".join(f"{number}-{word}" for word in range(words))
        with engine.update() as writer:
            writer.put("items", {"id": f"n{number}", "talk": text, "source": {"text": text}})
    put(0, 20_000)
    filler = root.parent / "filler"
    for kilobytes in (*range(0, 400, 24), *range(400, 20_000, 200)):
        before = (engine.list_ids("items"), engine.generation())
        free = shutil.disk_usage(root).free - kilobytes * 1024
        filler.write_bytes(bytes(max(0, free)))
        try:
            put(1, 20_000)
        except EngineError as error:
            print("refused:", error)
            fresh = open_engine(root, built_with={"analyzer": "invented 1"})
            assert fresh.state().reason is None
            assert (fresh.list_ids("items"), fresh.generation()) == before == (engine.list_ids("items"), before[1])
            filler.unlink()
            engine.prune()
        else:
            break
    print("through at", kilobytes, engine.list_ids("items"))
    """
    mount = "mount -t tmpfs -o size=32m none {0} && exec {1} -c {2} {0}/index"
    folder = tmp_path / "disk"
    folder.mkdir()
    enter = ["unshare", "--mount", *(["--user", "--map-root-user"] if os.getuid() else [])]
    if shutil.which("unshare") is None or subprocess.run([*enter, "true"], check=False).returncode:
        pytest.skip("a disk cannot be mounted here (unshare --mount)")
    program = PROGRAM + textwrap.dedent(code)
    shell = mount.format(*(shlex.quote(str(part)) for part in (folder, sys.executable, program)))
    done = subprocess.run([*enter, "sh", "-c", shell], capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode == 0, done.stderr
    *refused, last = done.stdout.splitlines()
    assert len(refused) >= 5
    assert all(line.startswith("refused: ") for line in refused)
    assert last.startswith("through at")
    assert last.endswith("('n0', 'n1')")
