"""How fast the bank finds phrases, as a ratio to a bare FTS5 query in the same run (检索速度).

Run: python tests/bench/bench_search.py [--sizes 10000,100000] [--queries 200] [--seed 1]

The phrases are invented: words drawn by Zipf's law from random characters, so that some are in a tenth of
all phrases and most are rare; sixty phrases to a document. The bare query is what one would write by hand with
nothing but FTS5: a contentless table over characters, bigrams and one word for each facet, rows in order of weight,
and one statement that asks for the same words and facets and fetches the same columns of the same twenty
rows as tuples. It completes no facet typed in part (the values are handed to it), checks nothing, builds no object. What the
program does beyond that is `search`, whose hits hold what a list shows, and `find`, whose phrases hold all, as for --json.
Both and the reference run in turn on each query.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from outlines.speech import Role
from phrasebank.phrase import Harvest, Kind, Phrase, Source, SourceDocument
from phrasebank.publishing import document_origins
from phrasebank.rows import phrase_row
from phrasebank.search import Filters, facet_values, search
from phrasebank.similarity import find_similar
from phrasebank.store import Bank
from phrasebank.tokens import facet_token, fold, iter_tokens, phrase_facets

PLACES = ("云州市", "临湖区", "安平县", "江东省", "北屏市", "石桥镇")
GRADES = ("市", "区", "县", "省", "市", "镇")
PHRASES_PER_DOCUMENT = 60


def invent_words(random_: random.Random, count: int) -> list[str]:
    """Invent words of two to four characters from 2,500 characters (造词)."""
    characters = [chr(0x4E00 + 7 * i) for i in range(2500)]
    weights = [1 / (i + 5) for i in range(len(characters))]
    return [
        "".join(random_.choices(characters, weights, k=random_.choice((2, 2, 2, 3, 4)))) for _ in range(count)
    ]


def year_of(document: int) -> int:
    """Spread documents over twenty years (年份)."""
    return 2005 + document * 7 % 20


def invent_documents(count: int) -> Iterator[Harvest]:
    """Invent the documents that the phrases cite (造文档)."""
    for i in range(count):
        place, grade = PLACES[i % len(PLACES)], GRADES[i % len(PLACES)]
        date = f"{year_of(i)}-03-01"
        document = SourceDocument(
            f"稿{i:05}.txt", f"{i:064}", f"讲话{i}", None, date, place, grade, "", (), ("要实干。",)
        )
        yield Harvest(document, (), (), (), 4)


def invent_phrases(random_: random.Random, words: Sequence[str], count: int) -> Iterator[Phrase]:
    """Invent phrases of five to nine words (造词句)."""
    # Zipf's law, summed once: `choices` would sum plain weights again for every phrase.
    weights = list(accumulate(1 / (i + 10) for i in range(len(words))))
    kinds, roles, documents = tuple(Kind), tuple(Role), count // PHRASES_PER_DOCUMENT
    for i in range(count):
        text = "".join(random_.choices(words, cum_weights=weights, k=random_.randint(5, 9)))
        cited = random_.sample(range(documents), random_.choice((1, 1, 1, 1, 2, 5)))
        yield Phrase(
            id=f"{i:08x}",
            text=text + ("{topic}" if i % 5 == 0 else ""),
            kind=kinds[min(int(random_.expovariate(0.4)), len(kinds) - 1)],
            role=random_.choice(roles),
            slots=(),
            topics=(f"主题{random_.randrange(200)}",) if i % 3 == 0 else (),
            document_frequency=len(cited),
            sources=tuple(Source(f"稿{number:05}.txt", 0, 0) for number in sorted(cited)),
            weight=random_.random(),
            years=tuple(sorted({year_of(number) for number in cited})),
        )


class Case(NamedTuple):
    """A sort of query (一类查询)."""

    name: str
    queries: Sequence[str]
    filters: Filters


class Times(NamedTuple):
    """How long the calls took, in milliseconds (耗时)."""

    p50: float
    p95: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Times:
        """Sum timings up (汇总)."""
        return cls(1000 * statistics.median(seconds), 1000 * statistics.quantiles(seconds, n=20)[-1])


def time_in_turn(calls: Sequence[Sequence[Callable[[], object]]]) -> list[list[float]]:
    """Time the competing calls of each query one after another, warm, the best of three (计时)."""
    for competing in calls[: len(calls) // 4]:
        for call in competing:
            call()
    found: list[list[float]] = [[] for _ in calls[0]]
    for competing in calls:
        best = [float("inf")] * len(competing)
        for _ in range(3):
            for i, call in enumerate(competing):
                start = time.perf_counter()
                call()
                best[i] = min(best[i], time.perf_counter() - start)
        for times, seconds in zip(found, best, strict=True):
            times.append(seconds)
    return found


class Bare:
    """What one would write by hand with FTS5 alone (对照)."""

    def __init__(self, bank: Bank, phrases: Sequence[Phrase], folder: Path) -> None:
        """Index bigrams and facets, in the order of weight (建对照表)."""
        self.connection = sqlite3.connect(folder / "bare.db")
        self.connection.execute(
            "CREATE VIRTUAL TABLE bare USING fts5(t, content='', columnsize=0, tokenize='ascii')"
        )
        self.connection.execute(
            "CREATE TABLE rows(rank INTEGER PRIMARY KEY, id, text, kind, role, n, detail)"
        )
        ordered = sorted(phrases, key=lambda phrase: (-phrase.weight, phrase.text))
        origins = document_origins(bank.connection)
        self.connection.executemany(
            "INSERT INTO bare(rowid, t) VALUES(?, ?)",
            ((rank, " ".join(self._tokens(phrase, origins))) for rank, phrase in enumerate(ordered, 1)),
        )
        self.connection.execute("INSERT INTO bare(bare) VALUES('optimize')")
        rows = ((rank, phrase_row(phrase, {})) for rank, phrase in enumerate(ordered, 1))
        self.connection.executemany(
            "INSERT INTO rows VALUES(?, ?, ?, ?, ?, ?, ?)", ((rank, *row[:5], row[-1]) for rank, row in rows)
        )
        self.connection.commit()

    def _tokens(self, phrase: Phrase, origins: dict[str, list[tuple[str, object]]]) -> Iterator[str]:
        text = fold(phrase.text)
        yield from iter_tokens(text)
        yield from text
        found = [*phrase_facets(phrase), *(f for source in phrase.sources for f in origins[source.document])]
        yield from dict.fromkeys(facet_token(*facet) for facet in found)

    def statement(self, bank: Bank, query: str, filters: Filters) -> tuple[str, str]:
        """Prepare what to ask (对照查询)."""
        terms = ['"' + " ".join(iter_tokens(fold(word))) + '"' for word in query.split()]
        for facet, allowed in (facet_values(filters, bank._complete) or {}).items():
            terms.append("(" + " OR ".join(f'"{facet_token(facet, value)}"' for value in allowed) + ")")
        sql = (
            "SELECT r.id, r.text, r.kind, r.role, r.n FROM bare CROSS JOIN rows AS r ON r.rank = bare.rowid"
            " WHERE bare MATCH ? ORDER BY bare.rowid LIMIT 20"
        )
        return sql, " AND ".join(terms)

    def ask(self, sql: str, match: str) -> list[tuple[object, ...]]:
        """Run it (执行对照查询)."""
        return self.connection.execute(sql, (match,)).fetchall()


def cases(random_: random.Random, phrases: Sequence[Phrase], count: int) -> list[Case]:
    """Draw queries from the phrases (抽取查询)."""

    def drawn(length: int) -> list[str]:
        starts = [
            (random_.choice(phrases).text.replace("{topic}", ""), random_.random()) for _ in range(count)
        ]
        return [text[int(at * (len(text) - length)) :][:length] for text, at in starts]

    narrow = {
        "kind": Filters(kinds=(Kind.MEASURE,)),
        "rare kind, role": Filters(kinds=(Kind.FIGURE,), roles=(Role.CLOSING,)),
        "topic": Filters(topics=("主题17",)),
        "level": Filters(grades=("县",)),
        "place": Filters(places=("临湖",)),
        "year": Filters(years=(2008,)),
        "one source": Filters(sources=("稿00123",)),
        "ten sources": Filters(sources=("稿0012",)),
        "place, year, kind": Filters(places=("安平",), years=(2015,), kinds=(Kind.IDIOM, Kind.CALL)),
    }
    two = drawn(2)
    return [
        Case("1 character", drawn(1), Filters()),
        Case("2 characters", two, Filters()),
        Case("4 characters", drawn(4), Filters()),
        Case("2 words", [f"{a} {b}" for a, b in zip(drawn(2), two, strict=True)], Filters()),
        *(Case(f"2 characters, {name}", two, filters) for name, filters in narrow.items()),
        *(Case(f"1 character, {name}", drawn(1), filters) for name, filters in narrow.items()),
    ]


def compare(size: int, queries: int, seed: int) -> bool:
    """Build a bank of one size, time it, print a table; tell whether the bars are met (一种规模).

    Of all queries together, p95 under 5 ms and at most twice the bare query's.
    """
    random_ = random.Random(seed)
    phrases = list(invent_phrases(random_, invent_words(random_, 20_000), size))
    with (
        tempfile.TemporaryDirectory() as name,
        Bank.open(Path(name) / "bank.db", create=True) as bank,
    ):
        folder = Path(name)
        with bank.transaction():
            for harvest in invent_documents(size // PHRASES_PER_DOCUMENT):
                bank.put(harvest)
        start = time.perf_counter()
        bank.publish(phrases)
        seconds = time.perf_counter() - start
        bank.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        start = time.perf_counter()
        bare = Bare(bank, phrases, folder)
        bare_seconds = time.perf_counter() - start
        sizes = [(folder / file).stat().st_size / 1e6 for file in ("bank.db", "bare.db")]
        print(
            f"\n{size:,} phrases: {sizes[0]:.0f} MB in {seconds:.1f} s (bare {sizes[1]:.0f} MB in {bare_seconds:.1f} s)"
        )
        print(
            f"{'milliseconds':32}{'bare p50':>9}{'p95':>8}{'search':>9}{'p95':>8}{'ratio':>7}{'find':>9}{'p95':>8}"
        )
        totals: list[list[float]] = [[], [], []]
        for case in cases(random_, phrases, queries):
            asked = [bare.statement(bank, query, case.filters) for query in case.queries]
            for query, statement in zip(case.queries, asked, strict=True):
                found = [hit.id for hit in search(bank, query, case.filters)]
                assert found == [row[0] for row in bare.ask(*statement)], (case.name, query)
            times = time_in_turn(
                [
                    (
                        partial(bare.ask, *statement),
                        partial(search, bank, query, case.filters),
                        partial(bank.find, query, case.filters, 20),
                    )
                    for query, statement in zip(case.queries, asked, strict=True)
                ]
            )
            for total, each in zip(totals, times, strict=True):
                total += each
            print_row(case.name, times)
        print_row("all", totals)
        for length in (2, 4):
            typed = ["".join(random_.choices("bcdfghjklmnpqrstwxyz", k=length)) for _ in range(queries)]
            print_alone(f"initials of {length}", [partial(search, bank, query) for query in typed])
        syllables = ["jineng", "gongren", "jingsai", "anquan", "fuwu", "gaige", "chuangxin", "peixun"]
        print_alone("syllables", [partial(search, bank, query) for query in syllables * 8])
        print_alone("similar", [partial(find_similar, bank, phrase) for phrase in phrases[:queries]])
        bare_time, search_time = Times.of(totals[0]), Times.of(totals[1])
        return search_time.p95 <= 2 * bare_time.p95 and search_time.p95 < 5


def print_alone(name: str, calls: Sequence[Callable[[], object]]) -> None:
    """Print the times of what has no reference (无对照的一行)."""
    [seconds] = time_in_turn([(call,) for call in calls])
    times = Times.of(seconds)
    print(f"{name:32}{'':17}{times.p50:9.3f}{times.p95:8.3f}")


def print_row(name: str, times: Sequence[Sequence[float]]) -> None:
    """Print one line of the table (一行)."""
    bare, hits, phrases = map(Times.of, times)
    print(
        f"{name:32}{bare.p50:9.3f}{bare.p95:8.3f}{hits.p50:9.3f}{hits.p95:8.3f}{hits.p95 / bare.p95:7.1f}"
        f"{phrases.p50:9.3f}{phrases.p95:8.3f}"
    )


def main() -> None:
    """Build, time, print (主程序)."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", default="10000,100000", help="1000000 needs 4 GB and some minutes")
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    met = [compare(int(size), options.queries, options.seed) for size in options.sizes.split(",")]
    sys.exit(0 if all(met) else 1)


if __name__ == "__main__":
    main()
