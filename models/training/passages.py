"""Train the forests that tell an author's blocks from a site's.

    python models/training/passages.py --data DATA_FOLDER [--out src/hermeneut/models]

Two sets of pages (`hermeneut.read.traits` describes their blocks): news pages of fundus, whose text
is known paragraph by paragraph, and trafilatura's evaluation pages, of which some segments are
known to be in the text and others not. Hosts are parted in two by their names. Without ``--out``,
each half is judged by forests that saw the other alone; with it, forests that saw both are written.
"""

import argparse
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pyarrow.parquet as pq
from manifest import ModelFile, record, write
from numpy.typing import NDArray
from safetensors.numpy import save
from sklearn.ensemble import HistGradientBoostingClassifier as Boosted

from hermeneut.errors import RowFailed
from hermeneut.read.blocks import Block, blocks_of
from hermeneut.read.encoding import decode
from hermeneut.read.markup import parse
from hermeneut.read.passages import appended, witness_of
from hermeneut.read.sources import Page
from hermeneut.read.traits import context_of, open_to_doubt, squeezed, traits_of

Floats = NDArray[np.float64]
SOURCE = (
    "trained on article_extraction_fundus and article_extraction_trafilatura (development halves); "
    "the file holds thresholds and weights, no text"
)
# Tried on one half of the hosts, judged on the other: 60 to 300 trees, 6 to 24 leaves, depth 3, 4
# and free; larger forests were slower and no better.
TREES, DEPTH, LEAVES, RATE, LEAST, PULL = (80, 60), 4, 8, 0.12, 20, 2.0
SEGMENT_WORTH = 0.03  # of a known segment, where a whole page's text is worth 1
SEEDS = 3  # forests that each answer is the mean of: one alone hangs on its seed by .003
FOLDS = 3
IN_TEXT = 0.5  # share of a block's runs of three words that stand in the gold text


@dataclass
class Known:
    """A page with what is known of its blocks."""

    host: str
    set: str
    blocks: list[Block]
    traits: NDArray[np.float32]
    label: Floats
    worth: Floats
    row: dict[str, Any] = field(repr=False)
    alone: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))

    @property
    def half(self) -> int:
        """Say in which half of the hosts it is, 0 or 1."""
        return int(hashlib.md5(self.host.encode()).hexdigest(), 16) % 2


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--data", type=Path, required=True)
    asked.add_argument("--out", type=Path)
    given = asked.parse_args()
    pages = [*fundus(given.data), *trafilatura(given.data)]
    if given.out:
        ship(given.out, trained(pages))
        return
    for half in (0, 1):
        forests = trained([p for p in pages if p.half != half])
        judge([p for p in pages if p.half == half], forests, f"half {half}")


def fundus(data: Path) -> Iterable[Known]:
    for row in pq.read_table(data / "article_extraction_fundus/pages.parquet").to_pylist():
        stated = json.loads(row["gold_json"])
        golds = [gold(one) for one in ([stated] if "body" in stated else stated.values())]
        known = described(row, "fundus")
        if known is None:
            continue
        text = "\n".join(b.text for b in known.blocks)
        best = max(golds, key=lambda one: share(grams(one), grams(text)))
        if len(best) < 200 or share(grams(best), grams(text)) < 0.7:
            continue  # the gold of another day's page
        known.label, known.worth = labelled(known.blocks, best)
        known.row["gold"] = best
        yield known


def trafilatura(data: Path) -> Iterable[Known]:
    for row in pq.read_table(data / "article_extraction_trafilatura/pages.parquet").to_pylist():
        known = described(row, "trafilatura")
        if known is None:
            continue
        for i, block in enumerate(known.blocks):
            inside = any(segment in block.text for segment in row["with_segments"])
            if inside or any(segment in block.text for segment in row["without_segments"]):
                known.label[i], known.worth[i] = inside, SEGMENT_WORTH
        yield known


def described(row: dict[str, Any], name: str) -> Known | None:
    try:
        page = Page(parse(decode(bytes(row["html"])).text), row["url"])
    except RowFailed:
        return None
    witness, found = witness_of(page), blocks_of(page.tree)
    behind = appended(found, witness)
    blocks = [block for block, other in zip(found, behind, strict=True) if not other]
    if not blocks:
        return None
    traits = traits_of(blocks, witness)
    host = ".".join((urlsplit(row["url"]).hostname or "").split(".")[-2:])
    none = np.full(len(blocks), -1.0)
    return Known(host, name, blocks, traits, none, np.zeros(len(blocks)), dict(row, html=None))


def gold(version: dict[str, Any]) -> str:
    body = version.get("body") or {}
    lines = list(body.get("summary") or [])
    for section in body.get("sections") or []:
        lines += [*(section.get("headline") or []), *(section.get("paragraphs") or [])]
    return "\n".join(lines)


def labelled(blocks: Sequence[Block], text: str) -> tuple[Floats, Floats]:
    """Say of each block whether it is in the text, and what it is worth: its share of the words."""
    known = grams(text)
    lines = {squeezed(line) for line in text.split("\n")}
    words = len(re.findall(r"\w+", text))
    label, worth = [], []
    for block in blocks:
        own, count = grams(block.text), len(re.findall(r"\w+", block.text))
        if count < 3:
            label.append(float(bool(count) and squeezed(block.text) in lines))
        else:
            label.append(share(own, known))
        worth.append(max(count, 2) / words + 0.001)
    sure = np.array(label)
    unsure = (sure > 0.35) & (sure < 0.65)
    return (sure >= IN_TEXT).astype(float), np.where(unsure, 0.3, 1.0) * np.array(worth)


def grams(text: str, n: int = 3) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[i : i + n]) for i in range(max(1, len(words) - n + 1)))


def share(own: Counter[tuple[str, ...]], known: Counter[tuple[str, ...]]) -> float:
    return sum(c for gram, c in own.items() if gram in known) / max(1, sum(own.values()))


def trained(pages: Sequence[Known]) -> list[list[Boosted]]:
    """Train the first forest, then the second on what the first says of pages it did not see."""
    hosts = {host: i % FOLDS for i, host in enumerate(sorted({p.host for p in pages}))}
    for fold in range(FOLDS):
        part = fit([p for p in pages if hosts[p.host] != fold], TREES[0])
        for page in pages:
            if hosts[page.host] == fold:
                page.alone = chance(part, page.traits)
    alone = fit(pages, TREES[0])
    return [alone, fit(pages, TREES[1], among=True)]


def fit(pages: Sequence[Known], trees: int, *, among: bool = False) -> list[Boosted]:
    rows, labels, worths = [], [], []
    for page in pages:
        traits = context_of(page.blocks, page.traits, page.alone) if among else page.traits
        known = (page.label >= 0) & open_to_doubt(page.traits)
        rows.append(traits[known])
        labels.append(page.label[known])
        worths.append(page.worth[known])
    worth = np.concatenate(worths)
    models = [
        Boosted(
            max_iter=trees, learning_rate=RATE, max_leaf_nodes=LEAVES, min_samples_leaf=LEAST,
            max_depth=DEPTH, l2_regularization=PULL, max_features=0.3, max_bins=128,
            random_state=seed,
        )
        for seed in range(SEEDS)
    ]  # fmt: skip
    x, y = np.concatenate(rows), np.concatenate(labels)
    return [model.fit(x, y, sample_weight=worth / worth.mean()) for model in models]


def chance(forest: Sequence[Boosted], traits: NDArray[np.float32]) -> NDArray[np.float32]:
    logit = np.mean([model.decision_function(traits) for model in forest], axis=0)
    return np.where(open_to_doubt(traits), 1 / (1 + np.exp(-logit)), 0).astype(np.float32)


def judge(pages: Sequence[Known], forests: Sequence[list[Boosted]], name: str) -> None:
    """Print how well each forest does at several floors."""
    for page in pages:
        page.alone = chance(forests[0], page.traits)
    among = [chance(forests[1], context_of(p.blocks, p.traits, p.alone)) for p in pages]
    for label, chances in (("alone", [p.alone for p in pages]), ("among", among)):
        for floor in (0.35, 0.5, 0.65):
            print(f"{name} {label} {floor}: {figures(pages, chances, floor)}", flush=True)


def figures(pages: Sequence[Known], chances: Sequence[NDArray[np.float32]], floor: float) -> str:
    ps, rs = [], []
    tp = fp = fn = 0
    for page, chance_ in zip(pages, chances, strict=True):
        kept = dict.fromkeys(
            b.text for b, c in zip(page.blocks, chance_, strict=True) if c >= floor
        )
        text = "\n".join(kept)
        if page.set == "fundus":
            own, known = grams(text, 4), grams(page.row["gold"], 4)
            both = sum((own & known).values())
            ps.append(both / sum(own.values()))
            rs.append(both / sum(known.values()))
        else:
            tp += sum(s in text for s in page.row["with_segments"])
            fn += sum(s not in text for s in page.row["with_segments"])
            fp += sum(s in text for s in page.row["without_segments"])
    p, r = float(np.mean(ps)), float(np.mean(rs))
    text, segments = 2 * p * r / (p + r), 2 * tp / (2 * tp + fp + fn)
    return f"text F1 {text:.4f} (p {p:.3f}, r {r:.3f}); segments F1 {segments:.4f}"


def ship(folder: Path, forests: Sequence[list[Boosted]]) -> None:
    tensors: dict[str, NDArray[Any]] = {}
    for name, forest in zip(("alone", "among"), forests, strict=True):
        tensors |= {f"{name}.{part}": array for part, array in arrays(forest).items()}
    entry = ModelFile(
        model="passages", file="passages.safetensors", sha256="", source=SOURCE,
        licence="Apache-2.0",
        built="models/training/passages.py: two forests of boosted trees over traits of blocks",
    )  # fmt: skip
    record(folder, [write(folder, save(tensors), describes=entry)])


def arrays(forest: Sequence[Boosted]) -> dict[str, NDArray[Any]]:
    """Write the trees of models as arrays over all nodes; a leaf points to itself."""
    parts: dict[str, list[NDArray[Any]]] = {
        k: [] for k in ("feature", "threshold", "left", "right", "value")
    }
    roots, start, deepest = [], 0, 0
    for tree in (tree for model in forest for (tree,) in model._predictors):
        nodes = tree.nodes
        here = np.arange(len(nodes)) + start
        leaf = nodes["is_leaf"].astype(bool)
        roots.append(start)
        deepest = max(deepest, int(nodes["depth"].max()))
        parts["feature"].append(np.where(leaf, 0, nodes["feature_idx"]).astype(np.int16))
        parts["threshold"].append(np.where(leaf, 0, nodes["num_threshold"]).astype(np.float32))
        parts["left"].append(np.where(leaf, here, nodes["left"] + start).astype(np.int16))
        parts["right"].append(np.where(leaf, here, nodes["right"] + start).astype(np.int16))
        parts["value"].append((np.where(leaf, nodes["value"], 0) / len(forest)).astype(np.float32))
        start += len(nodes)
    base = float(np.mean([np.ravel(model._baseline_prediction)[0] for model in forest]))
    made = {part: np.concatenate(found) for part, found in parts.items()}
    return {**made, "roots": np.array(roots, np.int16), "bounds": np.array([base, deepest])}


if __name__ == "__main__":
    main()
