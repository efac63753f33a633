"""Whether versions of one text are found and told apart, beside datasketch; speed and memory.

    python bench/duplicates.py [--data DIR] [--documents N] [--show] [--only PART]

1. *copies*: altered copies made here of articles' passages (`commonplace_highlights`), of news
   (`bbc_raw`) and of viewers' reviews (`imdb_user_reviews`): abridged, with another headline and a
   notice below, lightly edited, garbled by a wrong charset; and texts that quote a fifth of
   another, which are no copies of it. Recall by kind, precision of pairs that involve an altered
   copy, and their F1. MinHash by datasketch stands beside: 128 permutations, once as it is used
   (Jaccard of .5), once banded finely with the count that is made here.
2. *news*: 133 groups of equal bodies in `bbc_raw`, which must be found, and what else is.
3. *rewritten* (`text_reuse_clough_stevenson`): how much of an answer stands in its source, by how
   it was written. Not versions of one text, but a scale.
4. *reviews*: how many of 15,000 that nobody copied, or so one thinks (`imdb_user_reviews`).
5. *boilerplate*: reviews of one site that all end in one long notice, which are no copies.
6. *growth*: so many documents, made of real ones by changing half the words; one in ten is an
   altered copy of one before.
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
from hermeneut.read.alike import Wording, likeness, versions
from hermeneut.read.duplicates import Duplicates
from hermeneut.read.shingles import shingles
from hermeneut.read.sketches import likely, own, sampled
from hermeneut.study import Run, Snapshot, Study
from hermeneut.testing import DESIGN, text_row

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
STEP = Duplicates()
PERMUTATIONS = 128
Pairs = set[tuple[int, int]]


def worded(texts: Sequence[str]) -> list[Wording]:
    """Shingle texts."""
    return [Wording(runs) for runs in shingles(texts)]


def counted(texts: Sequence[Wording], pairs: np.ndarray) -> Pairs:
    """Count likely pairs in full, group the texts, and pair what is in one group."""
    sizes = np.array([len(text.distinct) for text in texts])
    found = versions(pairs, sizes, lambda some: {n: texts[n] for n in some}, bounds=STEP.bounds)
    groups = defaultdict(list)
    for text, version in found.items():
        groups[version.fullest].append(text)
    return {pair for group in groups.values() for pair in combinations(sorted(group), 2)}


def by_sample(texts: Sequence[str], *, site: int = -1) -> Pairs:
    """Find versions as Hermeneut does."""
    wordings = worded(texts)
    sizes = np.array([len(text.distinct) for text in wordings])
    some = [n for n in range(len(texts)) if sizes[n] >= STEP.fewest]
    samples = [sampled(wordings[n].distinct, STEP.one_in) for n in some]
    owners, hashes = np.repeat(np.array(some), list(map(len, samples))), np.concatenate(samples)
    sites = np.full(len(texts), site)
    kept = own(hashes, owners, sites, fewest=STEP.fewest // STEP.one_in)
    return counted(wordings, likely(hashes[kept], owners[kept], sizes))


def sketched(texts: Sequence[str], **settings: object) -> Iterator[tuple[int, object, list[int]]]:
    """Give datasketch's MinHash of each text, and the texts before that it likens it to."""
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(num_perm=PERMUTATIONS, **settings)
    for n, text in enumerate(texts):
        words = "".join(c if c.isalnum() or c == " " else "" for c in text.casefold()).split()
        if len(words) < STEP.fewest + 4:
            continue
        sketch = MinHash(num_perm=PERMUTATIONS)
        sketch.update_batch([" ".join(words[i : i + 5]).encode() for i in range(len(words) - 4)])
        yield n, sketch, index.query(sketch)
        index.insert(n, sketch)


def by_datasketch(texts: Sequence[str]) -> Pairs:
    """Pair texts whose sketches have a Jaccard of .5."""
    sketches, pairs = {}, set()
    for n, sketch, others in sketched(texts, threshold=0.5):
        sketches[n] = sketch
        pairs |= {(other, n) for other in others if sketch.jaccard(sketches[other]) >= 0.5}
    return pairs


def by_fine_bands(texts: Sequence[str]) -> Pairs:
    """Take what datasketch finds in 64 bands of two for likely, and count as Hermeneut does."""
    found = [(other, n) for n, _, others in sketched(texts, params=(64, 2)) for other in others]
    return counted(worded(texts), np.array(sorted(found), np.int64).reshape(-1, 2))


WAYS: dict[str, Callable[[Sequence[str]], Pairs]] = {
    "Hermeneut": by_sample,
    "datasketch, Jaccard .5": by_datasketch,
    "datasketch, 64 × 2, and the count here": by_fine_bands,
}


def articles(data: Path) -> list[str]:
    """Read the passages of each article as one text."""
    path = data / "commonplace_highlights/entries.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return ["\n\n".join(row["passages"]) for row in map(json.loads, lines)]


def column(path: Path, name: str) -> list[str]:
    """Read a column of texts."""
    return [text or "" for text in pq.read_table(path, columns=[name]).column(name).to_pylist()]


SETS: dict[str, Callable[[Path], list[str]]] = {
    "commonplace_highlights": articles,
    "bbc_raw": lambda data: column(data / "bbc_raw/bbc.parquet", "body"),
    "imdb_user_reviews": lambda data: column(data / "imdb_user_reviews/reviews.parquet", "review"),
}


class Altering:
    """Ways to alter a text, by words drawn from a vocabulary."""

    def __init__(self, texts: Sequence[str], chance: random.Random) -> None:
        self.vocabulary = [word for text in texts for word in text.split()]
        self.chance = chance
        self.ways: dict[str, Callable[[str], str]] = {
            "first 70 %": lambda text: self.first(text, 0.7),
            "first 50 %": lambda text: self.first(text, 0.5),
            "first 30 %": lambda text: self.first(text, 0.3),
            "first 20 %": lambda text: self.first(text, 0.2),
            "half its sentences": lambda text: self.thinned(text, 0.5),
            "headline": self.headlined,
            "headline, 50 %": lambda text: self.headlined(self.first(text, 0.5)),
            "5 % changed": lambda text: self.edited(text, 0.05),
            "10 % changed": lambda text: self.edited(text, 0.1),
            "10 %, parts moved": lambda text: self.edited(self.moved(text), 0.1),
            "10 %, 50 %": lambda text: self.edited(self.first(text, 0.5), 0.1),
            "15 % changed": lambda text: self.edited(text, 0.15),
            "20 % changed": lambda text: self.edited(text, 0.2),
            "garbled": lambda text: text.encode().decode("cp1252", "replace"),
        }

    def words(self, many: int) -> str:
        """Draw words."""
        return " ".join(self.chance.choice(self.vocabulary) for _ in range(many))

    def first(self, text: str, share: float) -> str:
        """Cut a text."""
        parts = text.split(" ")
        return " ".join(parts[: int(len(parts) * share)])

    def thinned(self, text: str, share: float) -> str:
        """Keep some sentences, in order."""
        parts = text.split(". ")
        kept = sorted(self.chance.sample(range(len(parts)), max(1, round(len(parts) * share))))
        return ". ".join(parts[n] for n in kept)

    def moved(self, text: str) -> str:
        """Lay a text's sentences in four parts, and those in another order."""
        parts = text.split(". ")
        size = -(-len(parts) // 4)
        blocks = [parts[n : n + size] for n in range(0, len(parts), size)]
        self.chance.shuffle(blocks)
        return ". ".join(part for block in blocks for part in block)

    def edited(self, text: str, share: float) -> str:
        """Replace, drop or add words, each as often."""
        kept = []
        for word in text.split(" "):
            if self.chance.random() >= share:
                kept.append(word)
            elif how := self.chance.randrange(3):
                kept += [self.words(1)] if how == 1 else [word, self.words(1)]
        return " ".join(kept)

    def headlined(self, text: str) -> str:
        """Put another headline above, and a notice below."""
        return f"{self.words(12).upper()}\n\n{text}\n\n{self.words(self.chance.randint(20, 50))}"


def altered(texts: Sequence[str], chance: random.Random) -> Iterator[tuple[str, int, str]]:
    """Yield altered copies: how, of which text, and the copy; quoting texts come last."""
    altering = Altering(texts, chance)
    long = [n for n, text in enumerate(texts) if 250 <= len(text.split()) <= 3000]
    chance.shuffle(long)
    each = min(60, len(long) // (len(altering.ways) + 2))
    for nth, (how, alter) in enumerate(altering.ways.items()):
        for n in long[nth * each : nth * each + each]:
            yield how, n, alter(texts[n])
    rest = long[-2 * each :]
    for n, other in zip(rest[:each], rest[each:], strict=True):
        parts, cited = texts[n].split(" "), texts[other].split(" ")
        middle = len(parts) // 2
        quoted = cited[: min(len(parts), len(cited)) // 5]
        yield "with a quotation", n, " ".join(parts[:middle] + quoted + parts[middle:])


def copies(data: Path, folder: str) -> None:
    """Measure altered copies of one set, each way."""
    texts = SETS[folder](data)
    made = list(altered(texts, random.Random(2)))
    every = [*texts, *(copy for *_, copy in made)]
    truth = {(of, len(texts) + n): how for n, (how, of, _) in enumerate(made)}
    many = Counter(how for how, *_ in made)
    print(f"altered copies of {folder}: {len(texts):,} texts, {len(made)} copies")
    for name, find in WAYS.items():
        start = time.process_time()
        found = {pair for pair in find(every) if pair[1] >= len(texts)}
        seconds = time.process_time() - start
        hits = Counter(truth[pair] for pair in found if pair in truth)
        wrong = {pair for pair in found if pair not in truth and not akin(pair, truth, every)}
        recall = sum(hits.values()) / len(truth)
        precision = sum(hits.values()) / max(1, sum(hits.values()) + len(wrong))
        score = 2 * precision * recall / max(1e-9, precision + recall)
        print(f"  {name}: precision {precision:.3f}, recall {recall:.3f}, F1 {score:.3f}, "
              f"{seconds:.1f} s of processor")  # fmt: skip
        print("    recall", ", ".join(f"{how} {hits[how] / n:.2f}" for how, n in many.items()))


def akin(pair: tuple[int, int], truth: dict[tuple[int, int], str], texts: Sequence[str]) -> bool:
    """Say whether two texts are versions of one, as the set itself has some texts twice."""
    sources = {copy: of for of, copy in truth}
    one, other = (sources.get(text, text) for text in pair)
    a, b = worded([texts[one], texts[other]])
    return one == other or bool(STEP.bounds.kind(likeness(a, b)))


def news(data: Path, *, show: bool) -> None:
    """Measure the BBC's equal bodies, and list what else is found."""
    rows = pq.read_table(data / "bbc_raw/bbc.parquet").to_pylist()
    number = {row["id"]: n for n, row in enumerate(rows)}
    groups = json.loads((data / "bbc_raw/exact_duplicate_groups.json").read_text())
    equal = {tuple(sorted((number[a], number[b]))) for g in groups for a, b in combinations(g, 2)}
    together = by_sample([row["body"] for row in rows])
    others = sorted(together - equal)
    alike = sum(rows[a]["title"] == rows[b]["title"] for a, b in others)
    print(
        f"BBC: {len(rows):,} bodies; equal pairs found {len(equal & together)} of {len(equal)}; "
        f"other pairs {len(others)}, of which {alike} with one title"
    )
    for a, b in others if show else ():
        like = likeness(*worded([rows[a]["body"], rows[b]["body"]]))
        print(f"    {like.contained:.2f} {rows[a]['title']} | {rows[b]['title']}")


def rewritten(data: Path) -> None:
    """Measure the rewritten answers."""
    from scipy.stats import kendalltau, spearmanr

    path = data / "text_reuse_clough_stevenson/pairs.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    answers, sources = (worded([row[name] for row in rows]) for name in ("answer", "source"))
    likes = [likeness(a, b) for a, b in zip(answers, sources, strict=True)]
    labels = np.array([row["label"] for row in rows])
    contained = np.array([like.contained for like in likes])
    reused, free = contained[labels > 0][:, None], contained[labels == 0]
    auc = ((reused > free) + 0.5 * (reused == free)).mean()
    print(f"rewritten answers: how much stands in the source, and how they were written: Spearman "
          f"{spearmanr(contained, labels)[0]:.2f}, Kendall {kendalltau(contained, labels)[0]:.2f}; "
          f"reused or not, AUC {auc:.2f}")  # fmt: skip
    for label in sorted(set(labels), reverse=True):
        at = np.flatnonzero(labels == label)
        said = sum(bool(STEP.bounds.kind(likes[n])) for n in at)
        print(f"  {rows[at[0]]['label_name']:16} contained, mean {contained[at].mean():.2f}; "
              f"called a version {said} of {len(at)}")  # fmt: skip


def reviews(data: Path) -> None:
    """Count the pairs among viewers' reviews."""
    texts = SETS["imdb_user_reviews"](data)
    found = by_sample(texts)
    print(f"viewers' reviews: {len(texts):,}, pairs {len(found)}")
    for one, other in sorted(found):
        like = likeness(*worded([texts[one], texts[other]]))
        print(f"    {like.contained:.2f} of {like.words} words: {texts[other][:60]!r}")


def boilerplate(data: Path) -> None:
    """Count the pairs among reviews of one site that end in one notice."""
    texts = [text for text in SETS["imdb_user_reviews"](data) if 60 <= len(text.split()) <= 200]
    altering = Altering(texts, random.Random(3))
    for many in (60, 150, 300):
        notice = altering.words(many)
        site = [f"{text}\n\n{notice}" for text in texts[:300]]
        for name, number in (("a site's name", 1), ("no name", -1)):
            print(f"{len(site)} reviews of 60 to 200 words that share a notice of {many}, {name} "
                  f"known: wrong pairs {len(by_sample(site, site=number))}")  # fmt: skip


def real(data: Path, many: int) -> Iterator[str]:
    """Yield texts made of real ones by changing half the words; one in ten is a copy."""
    sources = [text.split() for name in SETS if (data / name).exists() for text in SETS[name](data)]
    sources = [np.array(text, object) for text in sources if len(text) >= 100]
    vocabulary = np.concatenate(sources)
    chance, alter = np.random.default_rng(1), Altering(["a b"], random.Random(1))
    alter.vocabulary = vocabulary[:100_000].tolist()
    ways = list(alter.ways.values())[:8]
    text = ""
    for n in range(many):
        if n % 10 == 9:
            yield ways[n // 10 % len(ways)](text)
            continue
        words = sources[n % len(sources)].copy()
        at = chance.random(len(words)) < 0.5
        words[at] = vocabulary[chance.integers(0, len(vocabulary), at.sum())]
        text = " ".join(words.tolist())
        yield text


def grown(root: Path, data: Path, many: int) -> Study:
    """Make a study of so many documents."""
    root.mkdir()
    (root / "study.toml").write_text(DESIGN, encoding="utf-8")
    study, shards, texts = Study.open(root), [], real(data, many)
    for first in range(0, many, 1000):
        rows = [text_row(text) for _, text in zip(range(1000), texts, strict=False)]
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


def peak() -> int:
    """Give the most memory held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def growth(data: Path, many: int) -> None:
    """Measure speed and memory, beside datasketch on the same documents."""
    with tempfile.TemporaryDirectory() as folder:
        study, before = grown(Path(folder) / "grown", data, many), peak()
        start, busy = time.monotonic(), time.process_time()
        with study.reader() as reader:
            found = STEP(reader).tables["duplicates"]
        seconds, busy = time.monotonic() - start, time.process_time() - busy
    print(f"growth: {many:,} documents: {busy:.0f} s of processor, {seconds:.0f} s by the clock, "
          f"{found.num_rows:,} documents in groups, peak memory {peak():,} MB ({before:,} before)",
          flush=True)  # fmt: skip
    texts, before = list(real(data, many)), peak()
    start, busy = time.monotonic(), time.process_time()
    pairs = by_datasketch(texts)
    seconds, busy = time.monotonic() - start, time.process_time() - busy
    print(f"  datasketch, Jaccard .5: {busy:.0f} s of processor, {seconds:.0f} s by the clock, "
          f"{len(pairs):,} pairs, peak memory {peak():,} MB ({before:,} before)")  # fmt: skip


def main() -> None:
    """Print a section a set."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("--data", type=Path, default=DATA)
    ask.add_argument("--documents", type=int, default=20_000, help="how many growth is measured on")
    ask.add_argument("--show", action="store_true", help="list the BBC's other pairs")
    ask.add_argument(
        "--only", help="one part: copies, news, rewritten, reviews, boilerplate, growth"
    )
    given = ask.parse_args()
    parts: list[tuple[str, str, Callable[[], None]]] = [
        *(("copies", name, lambda name=name: copies(given.data, name)) for name in SETS),
        ("news", "bbc_raw", lambda: news(given.data, show=given.show)),
        ("rewritten", "text_reuse_clough_stevenson", lambda: rewritten(given.data)),
        ("reviews", "imdb_user_reviews", lambda: reviews(given.data)),
        ("boilerplate", "imdb_user_reviews", lambda: boilerplate(given.data)),
        ("growth", "commonplace_highlights", lambda: growth(given.data, given.documents)),
    ]
    for part, folder, measure in parts:
        if given.only in (None, part):
            if (given.data / folder).exists():
                measure()
            else:
                print(f"no {folder} in {given.data}: not measured")


if __name__ == "__main__":
    main()
