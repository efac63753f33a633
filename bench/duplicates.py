"""Whether versions of one text are found and told apart, beside MinHash; speed and memory.

    python bench/duplicates.py [--data DIR] [--documents N] [--show]

1. *Altered copies* made here of 2,104 articles' passages (`commonplace_highlights`): cut to their
   first part, with another headline and a notice below, with words changed, garbled by a wrong
   charset; and articles that quote a fifth of another, which are no copies of it. Recall by kind;
   precision of pairs that involve an altered copy. MinHash (128 permutations, banded in two ways)
   stands beside, on the same shingles and with the same count at the end.
2. *BBC news* (`bbc_raw`): 133 groups of equal bodies, which must be found, and what else is.
3. *Rewritten answers* (`text_reuse_clough_stevenson`): how much of an answer stands in its source,
   by how it was written. Not versions of one text, but a scale.
4. *Viewers' reviews* (`imdb_user_reviews`): how many of many that nobody copied, or so one thinks.
5. *Growth*: invented documents of 600 words, one in twenty a version of another.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import resource
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from hermeneut import schema
from hermeneut.disk import shard_path, write_shard
from hermeneut.read.alike import Bounds, likely, likeness, sampled, versions
from hermeneut.read.duplicates import Duplicates
from hermeneut.read.shingles import Hashes, shingles
from hermeneut.study import Run, Snapshot, Study
from hermeneut.testing import DESIGN, text_row

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
STEP = Duplicates()
BOUNDS = Bounds(STEP.contained, STEP.excerpt, STEP.short, STEP.whole, STEP.part, STEP.loose)
Likely = Callable[[Sequence[Hashes]], np.ndarray]


def by_sample(texts: Sequence[Hashes]) -> np.ndarray:
    """Find likely pairs as Hermeneut does."""
    sizes = np.array([len(text) for text in texts])
    some = [n for n, text in enumerate(texts) if len(text) >= STEP.fewest]
    samples = [sampled(texts[n], STEP.one_in) for n in some]
    owners = np.repeat(np.array(some), [len(sample) for sample in samples])
    return likely(np.concatenate(samples), owners, sizes, bounds=BOUNDS)


def by_minhash(bands: int, rows: int) -> Likely:
    """Find likely pairs by MinHash and banding (Broder 1997; Indyk and Motwani 1998)."""

    def find(texts: Sequence[Hashes]) -> np.ndarray:
        chance = np.random.default_rng(1)
        a, b = chance.integers(1, 2**64, size=(2, bands * rows, 1), dtype=np.uint64) | np.uint64(1)
        signed = {
            n: (text * a + b).min(axis=1)
            for n, text in enumerate(texts)
            if len(text) >= STEP.fewest
        }
        pairs = set()
        for band in range(bands):
            buckets = defaultdict(list)
            for n, signature in signed.items():
                buckets[signature[band * rows : (band + 1) * rows].tobytes()].append(n)
            for bucket in buckets.values():
                pairs.update(combinations(bucket, 2))
        return np.array(sorted(pairs), np.int64).reshape(-1, 2)

    return find


WAYS: dict[str, Likely] = {
    f"sample, one in {STEP.one_in}": by_sample,
    "MinHash 128, 16 × 8": by_minhash(16, 8),
    "MinHash 128, 64 × 2": by_minhash(64, 2),
}


def grouped(texts: Sequence[Hashes], pairs: np.ndarray) -> dict[int, list[int]]:
    """Count likely pairs in full, and group the texts."""
    sizes = np.array([len(text) for text in texts])
    found = versions(pairs, sizes, lambda some: {n: texts[n] for n in some}, bounds=BOUNDS)
    groups = defaultdict(list)
    for text, version in found.items():
        groups[version.fullest].append(text)
    return groups


def articles(data: Path) -> list[str]:
    """Read the passages of each article as one text."""
    path = data / "commonplace_highlights/entries.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return ["\n\n".join(row["passages"]) for row in map(json.loads, lines)]


def altered(texts: Sequence[str], chance: random.Random) -> Iterator[tuple[str, int, str]]:
    """Yield altered copies: how, of which text, and the copy; quoting articles come last."""
    vocabulary = [word for text in texts for word in text.split()]

    def words(many: int) -> str:
        return " ".join(chance.choice(vocabulary) for _ in range(many))

    def first(text: str, share: float) -> str:
        parts = text.split(" ")
        return " ".join(parts[: int(len(parts) * share)])

    def changed(text: str, share: float) -> str:
        parts = text.split(" ")
        return " ".join(chance.choice(vocabulary) if chance.random() < share else p for p in parts)

    def headlined(text: str) -> str:
        return f"{words(12).upper()}\n\n{text}\n\n{words(chance.randint(20, 50))}"

    ways = {
        "first 70 %": lambda text: first(text, 0.7),
        "first 50 %": lambda text: first(text, 0.5),
        "first 30 %": lambda text: first(text, 0.3),
        "first 20 %": lambda text: first(text, 0.2),
        "headlined": headlined,
        "headlined, 50 %": lambda text: headlined(first(text, 0.5)),
        "5 % changed": lambda text: changed(text, 0.05),
        "50 %, 5 % changed": lambda text: changed(first(text, 0.5), 0.05),
        "10 % changed": lambda text: changed(text, 0.1),
        "garbled": lambda text: text.encode().decode("cp1252", "replace"),
    }
    long = [n for n, text in enumerate(texts) if 300 <= len(text.split()) <= 3000]
    chance.shuffle(long)
    for nth, (how, alter) in enumerate(ways.items()):
        for n in long[nth * 60 : nth * 60 + 60]:
            yield how, n, alter(texts[n])
    rest = long[len(ways) * 60 :]
    for n, other in zip(rest[:60], rest[60:120], strict=True):
        parts, cited = texts[n].split(" "), texts[other].split(" ")
        middle = len(parts) // 2
        quoted = cited[: min(len(parts), len(cited)) // 5]
        yield "with a quotation", n, " ".join(parts[:middle] + quoted + parts[middle:])


def copies(data: Path) -> None:
    """Measure altered copies, each way."""
    texts = articles(data)
    made = list(altered(texts, random.Random(1)))
    every = shingles([*texts, *(copy for *_, copy in made)])
    truth = {(of, len(texts) + n): how for n, (how, of, _) in enumerate(made)}
    counts = Counter(how for how, *_ in made)
    print(f"altered copies: {len(texts):,} texts, {len(made)} copies")
    for name, find in WAYS.items():
        start = time.process_time()
        pairs = find(every)
        seconds = time.process_time() - start
        groups = grouped(every, pairs)
        together = {
            pair for group in groups.values() for pair in combinations(sorted(group), 2)
            if pair[1] >= len(texts)
        }  # fmt: skip
        hits = Counter(truth[pair] for pair in together if pair in truth)
        wrong = {p for p in together if p not in truth and not same_source(p, truth, groups, texts)}
        precision = 1 - len(wrong) / max(1, len(together))
        print(
            f"  {name}: {len(pairs):,} likely pairs in {seconds:.1f} s; precision {precision:.3f}"
        )
        print("    recall", ", ".join(f"{how} {hits[how] / n:.2f}" for how, n in counts.items()))


def same_source(pair, truth, groups, texts) -> bool:
    """Say whether two texts of a group are both versions of one article, as it stands."""
    sources = {copy: of for of, copy in truth}
    one, other = (sources.get(text, text) for text in pair)
    if one == other:
        return True
    a, b = shingles([texts[one], texts[other]])  # the list itself has articles noted twice
    return likeness(a, b).contained >= BOUNDS.contained


def news(data: Path, *, show: bool) -> None:
    """Measure the BBC's equal bodies, and list what else is found."""
    rows = pq.read_table(data / "bbc_raw/bbc.parquet").to_pylist()
    number = {row["id"]: n for n, row in enumerate(rows)}
    groups = json.loads((data / "bbc_raw/exact_duplicate_groups.json").read_text())
    equal = {tuple(sorted((number[a], number[b]))) for g in groups for a, b in combinations(g, 2)}
    start = time.process_time()
    texts = shingles([row["body"] for row in rows])
    found = grouped(texts, by_sample(texts))
    seconds = time.process_time() - start
    together = {pair for group in found.values() for pair in combinations(sorted(group), 2)}
    others = sorted(together - equal)
    alike = sum(rows[a]["title"] == rows[b]["title"] for a, b in others)
    print(
        f"BBC: {len(rows):,} bodies in {seconds:.2f} s ({len(rows) / seconds:,.0f} a second); "
        f"equal pairs found {len(equal & together)} of {len(equal)}; "
        f"other pairs {len(others)}, of which {alike} with one title"
    )
    for a, b in others if show else ():
        like = likeness(texts[a], texts[b])
        print(f"    {like.contained:.2f} {rows[a]['title']} | {rows[b]['title']}")


def rewritten(data: Path) -> None:
    """Measure the rewritten answers."""
    from scipy.stats import spearmanr

    path = data / "text_reuse_clough_stevenson/pairs.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    answers, sources = (shingles([row[name] for row in rows]) for name in ("answer", "source"))
    likes = [likeness(a, b) for a, b in zip(answers, sources, strict=True)]
    labels = np.array([row["label"] for row in rows])
    contained = np.array([like.contained for like in likes])
    reused, own = contained[labels > 0][:, None], contained[labels == 0]
    auc = ((reused > own) + 0.5 * (reused == own)).mean()
    print(f"rewritten answers: rank correlation with how they were written "
          f"{spearmanr(contained, labels)[0]:.2f}; reused or not, AUC {auc:.2f}")  # fmt: skip
    for label in sorted(set(labels)):
        at = np.flatnonzero(labels == label)
        said = sum(bool(BOUNDS.kind(likes[n])) for n in at)
        print(f"  {rows[at[0]]['label_name']:16} contained, median {np.median(contained[at]):.2f}; "
              f"called a version {said} of {len(at)}")  # fmt: skip


def reviews(data: Path) -> None:
    """Count the groups among viewers' reviews."""
    table = pq.read_table(data / "imdb_user_reviews/reviews.parquet", columns=["review"])
    texts = shingles([text or "" for text in table.column("review").to_pylist()])
    found = grouped(texts, by_sample(texts))
    print(f"viewers' reviews: {len(texts):,}, groups {len(found)}")
    for group in found.values():
        like = [likeness(texts[one], texts[other]) for one, other in combinations(group, 2)]
        print("   ", ", ".join(f"{each.contained:.2f} of {each.runs} runs" for each in like))


def grown(root: Path, many: int) -> Study:
    """Make a study of invented documents, one in twenty a version of one before."""
    root.mkdir()
    (root / "study.toml").write_text(DESIGN, encoding="utf-8")
    study, shards = Study.open(root), []
    chance = np.random.default_rng(1)
    words = np.array([f"w{n}" for n in range(30_000)])
    last: list[np.ndarray] = []
    for first in range(0, many, 1000):
        rows = []
        for n in range(first, min(first + 1000, many)):
            text = (30_000 * chance.random(600) ** 2).astype(int)
            if n % 20 == 19:
                text = np.append(last[n % len(last)][: 600 if n % 40 == 19 else 300], n % 30_000)
            last = [*last[-50:], text]
            rows.append(text_row(" ".join(words[text])))
        shards.append(f"{first:07}")
        documents = [
            {"doc_id": f"d{first + n:07}", "capture_id": "c", "text_id": row["text_id"],
             "url": f"https://s{n}.example/{first}", "completeness": "whole", "authors": []}
            for n, row in enumerate(rows)
        ]  # fmt: skip
        for name, made in (("texts", rows), ("documents", documents)):
            shape = schema.TABLES[name]
            write_shard(
                shard_path(study.tables, name, "made", shards[-1]),
                pa.Table.from_pylist(made, schema=shape),
            )
    with study.writing("tables"):
        runs = {name: Run("made", (name,), tuple(shards)) for name in ("texts", "documents")}
        study.publish(Snapshot(runs))
    return study


def growth(many: int) -> None:
    """Measure speed and memory on invented documents."""
    with tempfile.TemporaryDirectory() as folder:
        study = grown(Path(folder) / "grown", many)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        start, busy = time.monotonic(), time.process_time()
        with study.reader() as reader:
            found = STEP(reader).tables["duplicates"]
        seconds, busy = time.monotonic() - start, time.process_time() - busy
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"growth: {many:,} documents in {seconds:.1f} s ({busy:.1f} s of processor; "
          f"{many / seconds:,.0f} a second), {found.num_rows:,} in groups, peak memory {peak} MB "
          f"({before} MB before)")  # fmt: skip


def main() -> None:
    """Print a section a set."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("--data", type=Path, default=DATA)
    ask.add_argument("--documents", type=int, default=20_000, help="how many are invented")
    ask.add_argument("--show", action="store_true", help="list the BBC's other pairs")
    given = ask.parse_args()
    growth(given.documents)
    needs = {
        "commonplace_highlights": lambda: copies(given.data),
        "bbc_raw": lambda: news(given.data, show=given.show),
        "text_reuse_clough_stevenson": lambda: rewritten(given.data),
        "imdb_user_reviews": lambda: reviews(given.data),
    }
    for folder, measure in needs.items():
        if (given.data / folder).exists():
            measure()
        else:
            print(f"no {folder} in {given.data}: not measured")


if __name__ == "__main__":
    main()
