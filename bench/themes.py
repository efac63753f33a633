"""Measure themes on the sample study, ours beside a plain dictionary of keywords.

    python bench/themes.py [--codebook FILE]

The sample's author set down which codes each paragraph holds (``gold.jsonl``); the prose is
invented. Documents are split in two by the SHA-256 of their file name; settings were chosen
on the half called *dev* alone. A passage counts once however many copies carry it.
"""

import argparse
import hashlib
import json
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import numpy as np
from lxml import html
from numpy.typing import NDArray

from hermeneut.annotate.dictionary import places
from hermeneut.annotate.embeddings import Embeddings
from hermeneut.annotate.paragraphs import Paragraphs
from hermeneut.annotate.sentences import Sentences
from hermeneut.annotate.themes import Themes
from hermeneut.design import Code

SAMPLE = Path(str(files("hermeneut.samples"))) / "sample"
TAGS = ("p", "blockquote", "li", "td", "dd", "div")
MOST = 3  # keywords that count

Grid = NDArray[np.float64]


class Passage(NamedTuple):
    """A passage, whether it may be tuned on, and what its author says it holds."""

    text: str
    dev: bool
    holds: frozenset[str]


def passages() -> Iterator[Passage]:
    """Yield the labelled documents' passages in English, each text once."""
    seen: set[str] = set()
    for line in (SAMPLE / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        if not gold["themes"] or gold["language"] != "en":
            continue
        text, spans = article(SAMPLE / "pages" / gold["file"], gold["themes"])
        dev = int(hashlib.sha256(gold["file"].encode()).hexdigest(), 16) % 2 == 0
        for row in Paragraphs().find(text):
            start, end = row["start"], row["end"]
            if text[start:end] not in seen:
                seen.add(text[start:end])
                held = (codes for at, to, codes in spans if at < end and to > start)
                yield Passage(text[start:end], dev, frozenset().union(*held))


def article(
    page: Path, themes: dict[str, list[str]]
) -> tuple[str, list[tuple[int, int, frozenset[str]]]]:
    """Read the paragraphs that stand beside labelled ones, and what each holds."""
    tree = html.fromstring(page.read_bytes())
    every = [(node, " ".join(node.text_content().split())) for node in tree.iter(*TAGS)]
    nodes = [(node, text) for node, text in every if text and not node.xpath(".//p|.//div")]
    labels = {}
    for opening, codes in themes.items():
        at = next((i for i, (_, text) in enumerate(nodes) if text.startswith(opening)), None)
        if at is not None:
            labels[at] = frozenset(codes)
    homes = {nodes[at][0].getparent() for at in labels}
    text, spans = "", []
    for i, (node, piece) in enumerate(nodes):
        if i in labels or (node.tag in ("p", "blockquote") and node.getparent() in homes):
            text += "\n\n" * bool(text)
            spans.append((len(text), len(text) + len(piece), labels.get(i, frozenset())))
            text += piece
    return text, spans


def vectors(found: list[Passage], step: Themes) -> Grid:
    """Score every passage on every code."""
    column = {code.id: j for j, code in enumerate(step.codes)}
    grid = np.full((len(found), len(column)), -1.0)
    for i, passage in enumerate(found):
        span = [{"start": 0, "end": len(passage.text)}]
        embedded = list(Embeddings().find(passage.text, span))
        sentences = list(Sentences().find(passage.text))
        for row in replace(step, floor=-1.0).find(passage.text, sentences, embedded):
            grid[i, column[row["theme"]]] = row["score"]
    return grid


def hits(found: list[Passage], codes: tuple[Code, ...]) -> Grid:
    """Count keywords of every code in every passage."""
    return np.array([[len(places(one.text, c.keywords)) for c in codes] for one in found], float)


def figures(said: NDArray[np.bool_], true: NDArray[np.bool_]) -> str:
    """Print precision, recall and their harmonic mean."""
    both = (said & true).sum()
    precision, recall = both / max(1, said.sum()), both / max(1, true.sum())
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return f"P {precision:.2f}  R {recall:.2f}  F1 {f1:.2f}"


def average_precision(scores: Grid, true: NDArray[np.bool_]) -> float:
    """Return the mean precision at each right answer, over all decisions pooled."""
    right = true.ravel()[np.argsort(-scores.ravel(), kind="stable")]
    return float((np.cumsum(right) / np.arange(1, right.size + 1))[right].mean())


def codebook(path: Path | None) -> tuple[Code, ...]:
    """Read the codes of a file, or of the sample study."""
    from hermeneut.samples import design_of

    if path is None:
        return design_of("sample").codes
    raw = tomllib.loads(path.read_text(encoding="utf-8"))["code"]
    return tuple(
        Code(**{k: tuple(v) if isinstance(v, list) else v for k, v in c.items()}) for c in raw
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--codebook", type=Path, help="TOML with [[code]]; the sample's if left out"
    )
    codes = codebook(parser.parse_args().codebook)
    if not codes:
        print("the sample study has no [[code]]: give --codebook")
        return
    ids, found = [code.id for code in codes], list(passages())
    bare = tuple(replace(code, examples=()) for code in codes)
    step = Themes(codes)
    alone = vectors(found, replace(step, keyword=0.0))
    plain, words = vectors(found, Themes(bare, keyword=0.0)), hits(found, codes)
    ours = alone + step.keyword * words.clip(0, MOST)
    true = np.array([[ident in one.holds for ident in ids] for one in found])
    dev = np.array([one.dev for one in found])
    ways = {
        "themes": ours,
        "likeness alone": alone,
        "definitions alone": plain,
        "dictionary": words,
    }
    best = {way: best_threshold(scores[dev], true[dev]) for way, scores in ways.items()}
    for name, part in (("dev", dev), ("test", ~dev)):
        print(f"\n{name}: {part.sum()} passages, {true[part].sum()} codes held")
        shown = [("themes, as shipped", ours, step.threshold)]
        shown += [(f"{way}, best on dev", scores, best[way]) for way, scores in ways.items()]
        for way, scores, threshold in shown:
            average = average_precision(scores[part], true[part])
            said = figures(scores[part] >= threshold, true[part])
            print(f"  {way:35s} from {threshold:4.2f}  {said}  AP {average:.2f}")
        for j, ident in enumerate(ids):
            held = true[part, j]
            shipped = figures(ours[part, j] >= step.threshold, held)
            counted = figures(words[part, j] >= 1, held)
            print(f"    {ident:20s} n {held.sum():3d}  {shipped}   dictionary {counted}")


def best_threshold(scores: Grid, true: NDArray[np.bool_]) -> float:
    """Return the threshold with the best F1, tried at every hundredth and at whole numbers."""
    tried = [2.0, 1.0, *np.arange(0.4, 0.05, -0.01)]

    def f1(threshold: float) -> float:
        said = scores >= threshold
        return float(2 * (said & true).sum() / (said.sum() + true.sum()))

    return float(max(tried, key=f1))


if __name__ == "__main__":
    main()
