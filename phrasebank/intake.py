"""Files → bank: what `mine` does, without a command line (入库).

`mine_document` is pure and may run anywhere; the bank is written by one process, in one transaction.
"""

from __future__ import annotations

import gc
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from outlines.errors import UserError
from outlines.induce import SpeechPlan
from phrasebank.phrase import Harvest, Phrase
from phrasebank.readers import RawDocument
from phrasebank.rows import harvest_row, read_sections
from phrasebank.store import Bank

_NOT_SPEECHES = {"news": "新闻报道", "policy": "文件", "law": "法规"}
_FEW = 8
"""Below this many files a second process costs more than it saves."""
_ENOUGH = 1_000_000
"""Bytes that keep a process busy for longer than it takes to start."""
_CHUNK = 4


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be mined, and why (未能采集)."""

    source: str
    error: str


class Packed(NamedTuple):
    """A harvest as the bank keeps it: a few strings are handed from process to process, not thousands of objects (打包)."""

    name: str
    row: tuple[object, ...]
    paragraphs: tuple[str, ...]
    rejected: tuple[tuple[str, int], ...]
    phrases: int
    characters: int


@dataclass(slots=True)
class MiningReport:
    """What a run of mining did (采集结果)."""

    read: int = 0
    unchanged: int = 0
    failed: list[Failure] = field(default_factory=list)
    added: int = 0
    merged: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    characters: int = 0


def digest_of(path: Path) -> str:
    """Hash a file's bytes (内容指纹)."""
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise UserError(
            "文件读不出来", where=path.as_posix(), hint="请检查文件是否存在、有没有权限"
        ) from error


def mine_document(
    path: Path, name: str, document: RawDocument | None = None, *, any_genre: bool = False
) -> Harvest:
    """Read and mine one file (采集一篇); a pure function of its bytes, its name and the shipped data.

    Raises:
        UserError: the file cannot be read, or is no speech and `any_genre` is false.
    """
    from phrasebank.corpus import read_speech
    from phrasebank.mining import mine_speech

    speech = read_speech(path, document)
    if speech.genre in _NOT_SPEECHES and not any_genre:
        raise UserError(f"看来是{_NOT_SPEECHES[speech.genre]}，不是讲话稿")
    return mine_speech(replace(speech, source=name), digest_of(path))


def choose_workers(paths: Sequence[Path]) -> int:
    """Return how many processes are worth their start for some files: at most one a core (进程数)."""
    size = 0
    for path in paths:
        with suppress(OSError):
            size += path.stat().st_size
    return max(1, min(_cores(), size // _ENOUGH))


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _attempt(file: tuple[Path, str, RawDocument | None], any_genre: bool) -> Packed | Failure:
    path, name, document = file
    try:
        harvest = mine_document(path, name, document, any_genre=any_genre)
        return Packed(
            name,
            harvest_row(harvest),
            harvest.document.paragraphs,
            harvest.rejected,
            len(harvest.candidates),
            harvest.characters,
        )
    except UserError as error:
        return Failure(name, error.message)
    except Exception as error:  # one file that breaks the program must not take the others with it
        return Failure(name, f"程序处理不了这个文件（{type(error).__name__}）")


def _map(files: Sequence[tuple[Path, str]], workers: int, any_genre: bool) -> Iterator[Packed | Failure]:
    from phrasebank.readers.office import read_together

    documents = read_together([path for path, _ in files])
    attempts = [(path, name, documents.get(path)) for path, name in files]
    attempt = partial(_attempt, any_genre=any_genre)
    if workers <= 1 or len(files) < _FEW:
        yield from map(attempt, attempts)
        return
    from concurrent.futures import ProcessPoolExecutor

    _load_data()
    with ProcessPoolExecutor(max_workers=workers) as pool:
        yield from pool.map(attempt, attempts, chunksize=min(_CHUNK, len(files) // workers))


def _load_data() -> None:
    """Read dictionary, model and lists before the processes part, which then share them (预读数据)."""
    from phrasebank.corpus import read_text
    from phrasebank.mining import mine_speech

    mine_speech(read_text("在工作会议上的讲话\n同志们：\n一、健全工作制度\n要完善服务体系，看望瞿立言。"), "")


def mine_files(
    bank: Bank,
    paths: Sequence[Path],
    *,
    workers: int | None = None,
    any_genre: bool = False,
    name: Callable[[Path], str] = Path.as_posix,
    on_document: Callable[[str], None] = lambda name: None,
) -> MiningReport:
    """Mine files into a bank: unchanged ones are skipped, a changed one replaces its own passages (采集入库).

    Without `workers` as many processes work as the files are worth.

    A file that fails is reported and the others go on; so is one that is no speech, unless `any_genre`. `name` says
    what the bank calls a file; the same bytes under two names count once.
    """
    report = MiningReport()
    started = time.monotonic()
    known = bank.documents()
    digests = set(known.values())
    todo: list[tuple[Path, str]] = []
    queued: dict[str, str] = {}
    twins: list[tuple[str, str]] = []
    for path in paths:
        document = name(path)
        try:
            digest = digest_of(path)
        except UserError as error:
            report.failed.append(Failure(document, error.message))
            continue
        if known.get(document) == digest or (document not in known and digest in digests):
            report.unchanged += 1
            on_document(document)
        else:
            original = queued.setdefault(digest, document)
            if original == document:
                todo.append((path, document))
            else:
                twins.append((document, original))
    # Mining makes millions of small objects and no cycles: the collector would only walk them in vain.
    enabled = gc.isenabled()
    gc.disable()
    try:
        if workers is None:
            workers = choose_workers([path for path, _ in todo])
        mined: list[Packed] = []
        for result in _map(todo, workers, any_genre):
            if isinstance(result, Failure):
                report.failed.append(result)
                on_document(result.source)
                continue
            mined.append(result)
            report.read += 1
            report.characters += result.characters
            report.rejected.update(dict(result.rejected))
            on_document(result.name)
        # A copy of a file fares as the file did.
        failures = {failure.source: failure.error for failure in report.failed}
        for document, original in twins:
            if original in failures:
                report.failed.append(Failure(document, failures[original]))
            else:
                report.unchanged += 1
            on_document(document)
        if mined:
            _store(bank, mined, report)
    finally:
        if enabled:
            gc.enable()
    report.seconds = round(time.monotonic() - started, 3)
    return report


def derive_phrases(bank: Bank) -> list[Phrase]:
    """Make the bank's phrases again from what its documents gave, and publish them (重新归并).

    A phrase with an edit of the user's stays an entry of its own, so that the edit has where to stand.
    """
    from phrasebank.merge import merge

    phrases = merge(bank.harvests(), kept=bank.edits().keys())
    bank.publish(phrases)
    return phrases


def _store(bank: Bank, mined: list[Packed], report: MiningReport) -> None:
    with bank.transaction():
        candidates = sum(each.phrases for each in mined)
        while mined:  # what the bank has need not be held here as well
            each = mined.pop()
            bank.put_row(each.row, each.paragraphs)
        before = {id for (id,) in bank.rows("SELECT id FROM phrases")}
        phrases = derive_phrases(bank)
    fresh = [phrase for phrase in phrases if phrase.id not in before]
    report.added = len(fresh)
    report.merged = candidates - len(fresh)


def speech_plans(bank: Bank) -> list[SpeechPlan]:
    """List the structure of every mined speech, for inducing outlines (全部讲话的结构)."""
    rows = bank.rows("SELECT name, topic, sections FROM documents ORDER BY name")
    return [SpeechPlan(name, topic, read_sections(sections)) for name, topic, sections in rows]
