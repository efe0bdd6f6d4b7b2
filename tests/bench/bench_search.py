"""How fast the bank finds phrases, as a ratio to a bare FTS5 query in the same run (检索速度).

Run: python tests/bench/bench_search.py [--phrases 100000] [--seed 1]

The phrases are invented: words drawn by Zipf's law from random characters, so that some are in a tenth of
all phrases and most are rare. The bare query is the same bigrams as a phrase in a contentless FTS5 table,
fetching twenty rows in order and no more: what the method costs without filters, checks and objects.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path

from outlines.speech import Role
from phrasebank.phrase import Harvest, Kind, Phrase, Source, SourceDocument
from phrasebank.rows import phrase_row
from phrasebank.search import Filters, fold, iter_tokens, search
from phrasebank.store import Bank

PLACES = ("云州市", "临湖区", "安平县", "江东省", "北屏市", "石桥镇")
GRADES = ("市", "区", "县", "省", "市", "镇")
DOCUMENTS = 600


def invent_words(random_: random.Random, count: int) -> list[str]:
    """Invent words of two to four characters from 2,500 characters (造词)."""
    characters = [chr(0x4E00 + 7 * i) for i in range(2500)]
    weights = [1 / (i + 5) for i in range(len(characters))]
    return [
        "".join(random_.choices(characters, weights, k=random_.choice((2, 2, 2, 3, 4)))) for _ in range(count)
    ]


def invent_documents() -> Iterator[Harvest]:
    """Invent the documents that the phrases cite (造文档)."""
    for i in range(DOCUMENTS):
        place, grade = PLACES[i % len(PLACES)], GRADES[i % len(PLACES)]
        date = f"{2005 + i // 30}-03-01"
        document = SourceDocument(
            f"稿{i:04}.txt", f"{i:064}", f"讲话{i}", None, date, place, grade, "", (), ("要实干。",)
        )
        yield Harvest(document, (), (), (), 4)


def invent_phrases(random_: random.Random, words: Sequence[str], count: int) -> Iterator[Phrase]:
    """Invent phrases of five to nine words (造词句)."""
    # Zipf's law, summed once: `choices` would sum plain weights again for every phrase.
    weights = list(accumulate(1 / (i + 10) for i in range(len(words))))
    kinds, roles = tuple(Kind), tuple(Role)
    for i in range(count):
        text = "".join(random_.choices(words, cum_weights=weights, k=random_.randint(5, 9)))
        cited = random_.sample(range(DOCUMENTS), random_.choice((1, 1, 1, 1, 2, 5)))
        yield Phrase(
            id=f"{i:08x}",
            text=text + ("{topic}" if i % 5 == 0 else ""),
            kind=kinds[min(int(random_.expovariate(0.4)), len(kinds) - 1)],
            role=random_.choice(roles),
            slots=(),
            topics=(f"主题{random_.randrange(200)}",) if i % 3 == 0 else (),
            document_frequency=len(cited),
            sources=tuple(Source(f"稿{number:04}.txt", 0, 0) for number in sorted(cited)),
            weight=random_.random(),
            years=tuple(sorted({2005 + number // 30 for number in cited})),
        )


def time_each(calls: Sequence[Callable[[], object]]) -> tuple[float, float]:
    """Time each call once, warm; return p50 and p95 in milliseconds (计时)."""
    for call in calls[: len(calls) // 4]:
        call()
    times = []
    for call in calls:
        start = time.perf_counter()
        call()
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


def bare_table(phrases: Sequence[Phrase]) -> sqlite3.Connection:
    """Index the bigrams alone, in the same order (对照表)."""
    connection = sqlite3.connect(Path(tempfile.mkdtemp()) / "bare.db")
    connection.execute("CREATE VIRTUAL TABLE bare USING fts5(t, content='', columnsize=0, tokenize='ascii')")
    ordered = sorted(phrases, key=lambda phrase: (-phrase.weight, phrase.text))
    connection.executemany(
        "INSERT INTO bare(rowid, t) VALUES(?, ?)",
        ((rank, " ".join(iter_tokens(fold(phrase.text)))) for rank, phrase in enumerate(ordered, 1)),
    )
    connection.execute("INSERT INTO bare(bare) VALUES('optimize')")
    connection.execute("CREATE TABLE rows(rank INTEGER PRIMARY KEY, id, text, detail)")
    connection.executemany(
        "INSERT INTO rows VALUES(?, ?, ?, ?)",
        (
            (rank, *phrase_row(phrase, {})[:2], phrase_row(phrase, {})[-1])
            for rank, phrase in enumerate(ordered, 1)
        ),
    )
    connection.commit()
    return connection


def ask_bare(connection: sqlite3.Connection, query: str) -> list[tuple[str, str, str]]:
    """Run the bare query (对照查询)."""
    match = '"' + " ".join(iter_tokens(fold(query))) + '"'
    sql = (
        "SELECT r.id, r.text, r.detail FROM bare CROSS JOIN rows AS r ON r.rank = bare.rowid"
        " WHERE bare MATCH ? ORDER BY bare.rowid LIMIT 20"
    )
    return connection.execute(sql, (match,)).fetchall()


def main() -> None:
    """Build, time, print (主程序)."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--phrases", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    random_ = random.Random(options.seed)
    words = invent_words(random_, 20_000)
    phrases = list(invent_phrases(random_, words, options.phrases))

    with tempfile.TemporaryDirectory() as folder, Bank.open(Path(folder) / "bank.db", create=True) as bank:
        with bank.transaction():
            for harvest in invent_documents():
                bank.put(harvest)
        start = time.perf_counter()
        bank.publish(phrases)
        seconds = time.perf_counter() - start
        size = (Path(folder) / "bank.db").stat().st_size
        start = time.perf_counter()
        bare = bare_table(phrases)
        bare_seconds = time.perf_counter() - start

        def drawn(length: int) -> list[str]:
            starts = [
                (random_.choice(phrases).text.replace("{topic}", ""), random_.random())
                for _ in range(options.queries)
            ]
            return [text[int(at * (len(text) - length)) :][:length] for text, at in starts]

        two, four = drawn(2), drawn(4)
        by_two = time_each([lambda q=q: ask_bare(bare, q) for q in two])
        by_four = time_each([lambda q=q: ask_bare(bare, q) for q in four])
        narrow = {
            "kind": Filters(kinds=(Kind.MEASURE,)),
            "rare kind, role": Filters(kinds=(Kind.FIGURE,), roles=(Role.CLOSING,)),
            "place": Filters(places=("临湖",)),
            "year": Filters(years=(2008,)),
            "topic": Filters(topics=("主题17",)),
            "one source": Filters(sources=("稿0123",)),
            "any of 600 sources": Filters(sources=("稿",)),
            "place, year, kind": Filters(places=("安平",), years=(2015,), kinds=(Kind.IDIOM, Kind.CALL)),
        }
        cases: list[tuple[str, list[str], Filters, tuple[float, float]]] = [
            ("1 character", drawn(1), Filters(), by_two),
            ("2 characters", two, Filters(), by_two),
            ("4 characters", four, Filters(), by_four),
            ("2 words", [f"{a} {b}" for a, b in zip(drawn(2), two, strict=True)], Filters(), by_two),
            *((f"2 characters, {name}", two, filters, by_two) for name, filters in narrow.items()),
            *((f"1 character, {name}", drawn(1), filters, by_two) for name, filters in narrow.items()),
        ]
        print(
            f"{options.phrases} phrases, {size / 1e6:.0f} MB, published in {seconds:.1f} s"
            f" (bare index alone {bare_seconds:.1f} s)"
        )
        print(f"{'bare, 2 characters':40} p50 {by_two[0]:7.3f} p95 {by_two[1]:7.3f} ms")
        print(f"{'bare, 4 characters':40} p50 {by_four[0]:7.3f} p95 {by_four[1]:7.3f} ms")
        for name, queries, filters, reference in cases:
            p50, p95 = time_each([lambda q=q, f=filters: search(bank, q, f) for q in queries])
            print(f"{name:40} p50 {p50:7.3f} p95 {p95:7.3f} ms, p95 {p95 / reference[1]:6.1f} × bare")


if __name__ == "__main__":
    main()
