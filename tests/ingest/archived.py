"""An archive that a test fills by hand with invented minutes, and an ingest over it."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import docx

from app.analyze.sudachi import Analyzer
from app.correction_files import load_corrections
from app.engine.base import Engine
from app.engine.embedded import open_engine
from app.ingest import Ingest, IngestReport, Progress
from app.readings import Readings
from app.registry import Registry
from app.vocabulary.entries import load_vocabulary
from crawler.archive import Archive
from crawler.records import ArchivedDocument, SourceSnapshot
from crawler.sniff import MediaType

COUNCIL = "渚沢市個人情報保護審議会"
CODE = "982016"
WHEN = "2024-05-15T12:00:00.000+00:00"
KINDS = ("meetings", "items", "coverage")


@dataclass(frozen=True)
class Case:
    """An agenda item: what it is called, what is said about it last."""

    title: str
    decision: str = "原案のとおり承認することといたします。"
    number: str = ""


_load_analyzer = cache(Analyzer)  # its dictionary takes longer to open than a test to run

CAMERA = Case("駅前防犯カメラの設置について")
CLOUD = Case("図書館システムのクラウド利用について", "外部サーバの監査を条件に、承認することといたします。")
LIBRARY = Case("移動図書館の予約システムについて")


def write_minutes(
    day: str = "令和元年5月10日",
    cases: Sequence[Case] = (CAMERA, CLOUD),
    *,
    session: str = "第1回",
    council: str = COUNCIL,
    place: str = "市役所 大会議室",
    said: str = "よろしいでしょうか。",
) -> str:
    """Minutes as a council of an invented city would keep them."""
    agenda = [f"　　議題{n}　{case.title}（諮問）" for n, case in enumerate(cases, start=1)]
    lines = [
        f"　　{session}{council}　会議録",
        "",
        f"１　日　時　{day}　午後２時から午後３時３０分まで",
        f"２　場　所　{place}",
        "３　出席者　（委員）磯部 一（会長）、浜田 花、沖野 実",
        "４　公開の区分　公開",
        "５　傍聴人　１人",
        "６　議　題",
        *agenda,
        "７　会議の内容",
        "",
        "○会長（磯部）　それでは始めます。",
    ]
    for n, case in enumerate(cases, start=1):
        lines += [
            "",
            f"議題{n}　{case.title}（諮問）",
            "",
            f"○会長（磯部）　議題{n}「{case.title}」について、説明をお願いします。",
            "○担当課長　資料のとおりでございます。住民の皆様の情報を扱います。",
            f"○委員（浜田）　保存の期間は何年ですか。{said}",
            "○担当課長　５年でございます。",
            f"○会長（磯部）　議題{n}の諮問については、{case.decision}",
        ]
    return "\n".join([*lines, "", "○会長（磯部）　以上で閉会といたします。", ""])


def as_text(minutes: str) -> bytes:
    return minutes.encode()


def as_html(minutes: str) -> bytes:
    paragraphs = "".join(f"<p>{line}</p>\n" for line in minutes.splitlines() if line.strip())
    head = "<!DOCTYPE html><html><head><meta charset='utf-8'><title>会議録</title></head>"
    return f"{head}<body>{paragraphs}</body></html>".encode()


def as_docx(minutes: str) -> bytes:
    document = docx.Document()
    for line in minutes.splitlines():
        document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@dataclass
class World:
    """A data folder; `told` holds the documents of which the last ingest told, as (source, documents done)."""

    folder: Path

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.told: list[tuple[str, int]] = []

    @contextmanager
    def archive(self) -> Iterator[Archive]:
        with Archive.open(self.folder / "archive") as archive:
            yield archive

    def publish(
        self,
        url: str,
        body: bytes,
        *,
        source: str = "nagisawa",
        media_type: MediaType = "text",
        link_text: str = "会議録",
        municipality: str = "渚沢市",
        code: str = CODE,
        council: str = COUNCIL,
    ) -> str:
        """As a crawl that found these bytes at that URL → their SHA-256."""
        with self.archive() as archive:
            archive.record_source(SourceSnapshot(source, municipality, code, "北浜県", council, WHEN))
            sha256 = archive.store(body)
            archive.record_candidate(
                ArchivedDocument(source, url, sha256, media_type, link_text, "", WHEN, WHEN, current=True, sequence=0)
            )
        assert sha256 == hashlib.sha256(body).hexdigest()
        return sha256

    def withdraw(self, url: str, source: str = "nagisawa") -> None:
        with self.archive() as archive:
            assert archive.retire(source, url, "no page links to it any more", WHEN) == 1

    @contextmanager
    def engine(self) -> Iterator[Engine]:
        engine = open_engine(self.folder / "index", built_with={"analyzer": "as shipped"})
        try:
            yield engine
        finally:
            engine.close()

    def ingest(self, *, rebuild: bool = False, progress: Progress | None = None, kept: bool = False) -> IngestReport:
        """`kept`: what was read is kept for the next time."""
        self.told = []

        def tell(source: str, done: int, total: int) -> None:
            self.told.append((source, done))
            if progress is not None:
                progress(source, done, total)

        vocabulary = load_vocabulary()
        corrections = load_corrections(self.folder / "corrections", vocabulary)
        with (
            self.archive() as archive,
            Registry.open(self.folder / "registry.sqlite") as registry,
            Readings.open(self.folder / "readings.sqlite") if kept else nullcontext() as readings,
            self.engine() as engine,
        ):
            return Ingest(
                archive,
                registry,
                engine,
                _load_analyzer(),
                vocabulary,
                ocr=False,
                corrections=corrections,
                readings=readings,
            ).run(rebuild=rebuild, progress=tell)

    def correct(self, *entries: Mapping[str, object], name: str = "渚沢市") -> None:
        """Writes a file of corrections; none at all removes it."""
        path = self.folder / "corrections" / f"{name}.toml"
        path.parent.mkdir(exist_ok=True)
        if not entries:
            path.unlink()
            return
        rows = [
            "[[correction]]\n" + "".join(f"{k} = {json.dumps(v, ensure_ascii=False)}\n" for k, v in entry.items())
            for entry in entries
        ]
        path.write_text("\n".join(rows), encoding="utf-8")

    def contents(self) -> dict[str, list[Mapping[str, Any]]]:
        """All that the index stores."""
        with self.engine() as engine:
            return {kind: list(engine.iterate(kind)) for kind in KINDS}

    def ids(self, kind: str = "meetings") -> list[str]:
        with self.engine() as engine:
            return list(engine.list_ids(kind))

    def get(self, kind: str, identity: str) -> Mapping[str, Any]:
        with self.engine() as engine:
            found = engine.get(kind, identity)
        assert found is not None, identity
        return found

    def generation(self) -> str | None:
        with self.engine() as engine:
            return engine.state().generation
