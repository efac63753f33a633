"""Measure the speed of the passes over texts: words a second on one thread, and memory.

    python bench/annotate.py [--data ../shared/data] [--words 200000]

Reads passages of criticism from ``commonplace_highlights`` under ``--data``; says so where it
is missing. Counts, too, how many of nupunkt's one-word abbreviations are plain words there.
"""

import argparse
import gzip
import json
import re
import resource
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from hermeneut.annotate.embeddings import Embeddings
from hermeneut.annotate.paragraphs import Paragraphs
from hermeneut.annotate.sentences import ABBREVIATIONS, Sentences
from hermeneut.annotate.sentiment import Sentiment
from hermeneut.annotate.themes import Themes
from hermeneut.design import Code

ENTRIES = Path("commonplace_highlights") / "entries.jsonl.gz"
# The passes that encode are some hundred times slower: they get this part of the words.
SLOW_SHARE = 0.05
# Enough for a speed; the codebook's size hardly counts beside the encoding.
CODES = tuple(Code(f"c{i}", f"Speaks of matter number {i}.") for i in range(15))
OFTEN = 20  # times a word must stand there to count as a plain one


def texts(path: Path, words: int) -> list[str]:
    """Read articles, passages parted by blank lines, until there are so many words."""
    found: list[str] = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if words <= 0:
                break
            found.append("\n\n".join(json.loads(line)["passages"]))
            words -= len(found[-1].split())
    return found


def timed(name: str, work: Iterable[Any], words: int) -> None:
    """Run a pass to its end and print its speed and the memory of the process so far."""
    start = time.perf_counter()
    rows = sum(1 for _ in work)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{name:11s} {words / seconds:12,.0f} words/s  {rows:8,d} rows  peak {peak:5.0f} MiB")


def plain_abbreviations(found: list[str]) -> int:
    """Count one-word abbreviations of nupunkt's that mostly stand without a stop here."""
    import nupunkt

    known = {a for a in nupunkt.load("default").abbreviations if len(a) > 1 and a.isalpha()}
    bare: Counter[str] = Counter()
    stopped: Counter[str] = Counter()
    for text in found:
        for match in re.finditer(r"(?<![\w.])([A-Za-z]{2,})(?!\w)(\.?)", text):
            (stopped if match[2] else bare)[match[1].lower()] += 1
    return sum(bare[a] >= OFTEN and bare[a] > stopped[a] for a in known - ABBREVIATIONS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--words", type=int, default=200_000)
    asked = parser.parse_args()
    if not (asked.data / ENTRIES).exists():
        print(f"no {asked.data / ENTRIES}: nothing measured")
        return
    found = texts(asked.data / ENTRIES, asked.words)
    few = texts(asked.data / ENTRIES, int(asked.words * SLOW_SHARE))
    measure(found, few)
    print(f"{plain_abbreviations(found)} of nupunkt's abbreviations are plain words here")


def measure(found: list[str], few: list[str]) -> None:
    many, some = (sum(len(text.split()) for text in part) for part in (found, few))
    list(Sentences().find("Load the model. Then measure."))
    timed("sentences", (row for text in found for row in Sentences().find(text)), many)
    timed("paragraphs", (row for text in found for row in Paragraphs().find(text)), many)
    sentences = [list(Sentences().find(text)) for text in found]
    passages = [list(Paragraphs().find(text)) for text in few]
    judge, embed, code = Sentiment(), Embeddings(), Themes(CODES)
    list(judge.find("Load.", [{"start": 0, "end": 5}]))
    pairs = list(zip(found, sentences, strict=True))
    timed("sentiments", (row for text, at in pairs for row in judge.find(text, at)), many)
    list(embed.find("Load.", [{"start": 0, "end": 5}]))
    timed(
        "embeddings",
        (r for t, at in zip(few, passages, strict=True) for r in embed.find(t, at)),
        some,
    )
    embedded = [list(embed.find(text, at)) for text, at in zip(few, passages, strict=True)]
    joined = list(zip(few, sentences, embedded, strict=False))
    list(code.find(*joined[0]))
    timed("themes", (row for one in joined for row in code.find(*one)), some)


if __name__ == "__main__":
    main()
