"""Files → bank: what `mine` does, without a command line (入库).

`mine_document` is pure and may run anywhere; the bank is written by one process, in one transaction.
"""

from __future__ import annotations

import gc
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import sha256
from pathlib import Path

from outlines.errors import UserError
from outlines.induce import SpeechPlan
from phrasebank.phrase import Harvest, Phrase
from phrasebank.readers import RawDocument
from phrasebank.search import Filters
from phrasebank.store import Bank

_NOT_SPEECHES = {"news": "新闻报道", "policy": "文件", "law": "法规"}
_FEW = 8
"""Below this many files a second process costs more than it saves."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be mined, and why (未能采集)."""

    source: str
    error: str


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


def _attempt(file: tuple[Path, str, RawDocument | None], any_genre: bool) -> Harvest | Failure:
    path, name, document = file
    try:
        return mine_document(path, name, document, any_genre=any_genre)
    except UserError as error:
        return Failure(name, error.message)
    except Exception as error:  # one file that breaks the program must not take the others with it
        return Failure(name, f"程序处理不了这个文件（{type(error).__name__}）")


def _map(files: Sequence[tuple[Path, str]], workers: int, any_genre: bool) -> Iterator[Harvest | Failure]:
    from phrasebank.readers.office import read_together

    documents = read_together([path for path, _ in files])
    attempts = [(path, name, documents.get(path)) for path, name in files]
    attempt = partial(_attempt, any_genre=any_genre)
    if workers <= 1 or len(files) < _FEW:
        yield from map(attempt, attempts)
        return
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(max_workers=workers) as pool:
        yield from pool.map(attempt, attempts, chunksize=max(1, min(16, len(files) // (workers * 4))))


def mine_files(
    bank: Bank,
    paths: Sequence[Path],
    *,
    workers: int = 1,
    any_genre: bool = False,
    name: Callable[[Path], str] = Path.as_posix,
    on_document: Callable[[str], None] = lambda name: None,
) -> MiningReport:
    """Mine files into a bank: unchanged ones are skipped, a changed one replaces its own passages (采集入库).

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
        harvests: list[Harvest] = []
        for result in _map(todo, workers, any_genre):
            if isinstance(result, Failure):
                report.failed.append(result)
                on_document(result.source)
                continue
            harvests.append(result)
            report.read += 1
            report.characters += result.characters
            report.rejected.update(dict(result.rejected))
            on_document(result.document.name)
        # A copy of a file fares as the file did.
        failures = {failure.source: failure.error for failure in report.failed}
        for document, original in twins:
            if original in failures:
                report.failed.append(Failure(document, failures[original]))
            else:
                report.unchanged += 1
            on_document(document)
        if harvests:
            _store(bank, harvests, report)
    finally:
        if enabled:
            gc.enable()
    report.seconds = round(time.monotonic() - started, 3)
    return report


def _store(bank: Bank, harvests: Sequence[Harvest], report: MiningReport) -> None:
    from phrasebank.merge import merge

    with bank.transaction():
        for harvest in harvests:
            bank.put(harvest)
        before = {phrase.id for phrase in bank.select(Filters(hidden=None))}
        phrases: list[Phrase] = merge(bank.harvests())
        bank.publish(phrases)
    fresh = [phrase for phrase in phrases if phrase.id not in before]
    report.added = len(fresh)
    report.merged = sum(len(harvest.candidates) for harvest in harvests) - len(fresh)


def speech_plans(bank: Bank) -> list[SpeechPlan]:
    """List the structure of every mined speech, for inducing outlines (全部讲话的结构)."""
    return [
        SpeechPlan(harvest.document.name, harvest.document.topic, harvest.sections)
        for harvest in bank.harvests()
    ]
