"""Train the network that finds attributions: contents, sources and cues.

    python models/training/attributions.py --data DATA_FOLDER [--out src/hermeneut/models]

PolNeAR's training articles (Newell, Margolin and Ruths 2018) are dealt in two by their names: nine
tenths to learn from, one tenth to watch. With ``--out`` all of them are learned from, and the
weights are written and recorded. Word vectors stay frozen. Torch, one thread, seeds fixed; some
ten minutes.
"""

import argparse
import gzip
import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from manifest import ModelFile, record, write
from numpy.typing import NDArray
from safetensors.numpy import save
from torch import Tensor, nn
from torch.nn import functional

from hermeneut.annotate.quotations import Quotations
from hermeneut.models import reader
from hermeneut.models.attributions import DILATIONS, HINTS, LABELS, Pieces, pieces_of

SOURCE = "trained on PolNeAR (Newell, Margolin and Ruths 2018); the file holds weights, no text"
WIDTH = 128
EPOCHS, RATE, DECAY, DROP, WORDS_DROP = 12, 2e-3, 1e-2, 0.25, 0.1
PIECES, ROWS = 512, 8  # of a window; windows in a step
SEED = 20131218


class Lesson(NamedTuple):
    """An article with the label of each of its pieces, a column a layer."""

    name: str
    pieces: Pieces
    labels: NDArray[np.int64]


def articles(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def lesson(article: dict[str, Any]) -> Lesson:
    """Label an article's pieces by its first annotator."""
    text = article["text"]
    pieces = pieces_of(text, Quotations().hints(text))
    labels = np.zeros((len(pieces.ids), len(LABELS)), np.int64)
    for column, layer in enumerate(LABELS):
        spans = [
            (part["start"], part["end"], layer == "content" and nth > 0)
            for attribution in article["annotations"][0]["attributions"]
            for nth, part in enumerate(sorted(attribution[layer], key=lambda p: p["start"]))
        ]
        # Where two overlap, the longer stands.
        for start, end, joins in sorted(set(spans), key=lambda s: s[1] - s[0]):
            low, high = np.searchsorted(pieces.starts, start), np.searchsorted(pieces.starts, end)
            if low < high:
                labels[low:high, column] = 2
                labels[low, column] = 3 if joins else 1
                if high < len(labels) and labels[high, column] == 2:
                    labels[high, column] = 1
    return Lesson(article["filename"], pieces, labels)


class Network(nn.Module):
    """What `hermeneut.models.attributions` runs, with dropout."""

    def __init__(self, vectors: NDArray[np.float32]) -> None:
        super().__init__()
        self.vectors = nn.Embedding.from_pretrained(torch.from_numpy(vectors), freeze=True)
        self.project = nn.Linear(vectors.shape[1], WIDTH)
        self.shapes = nn.Linear(5 + len(HINTS), WIDTH, bias=False)
        self.convs = nn.ModuleList(
            nn.Conv1d(WIDTH, WIDTH, 3, padding=d, dilation=d) for d in DILATIONS
        )
        self.out = nn.Linear(WIDTH, sum(LABELS.values()))

    def forward(self, ids: Tensor, shapes: Tensor, real: Tensor) -> Tensor:
        """Score the labels of all layers for each piece."""
        drop = self.training
        words = self.vectors(ids)
        if drop:
            words = words * (torch.rand(ids.shape) > WORDS_DROP)[..., None]
        state = functional.relu(self.project(words) + self.shapes(shapes)) * real[..., None]
        state = state.transpose(1, 2)
        for conv in self.convs:
            seen = functional.dropout(state, DROP, drop)
            state = (state + functional.relu(conv(seen))) * real[:, None]
        scores: Tensor = self.out(functional.dropout(state.transpose(1, 2), DROP, drop))
        return scores


def windows(lessons: Sequence[Lesson], draw: np.random.Generator) -> Iterator[list[Tensor]]:
    """Cut articles into windows at a random place and deal them into steps."""
    cuts = []
    for n, one in enumerate(lessons):
        first = int(draw.integers(-PIECES // 2, 1))
        cuts += [(n, at) for at in range(first, len(one.labels), PIECES)]
    order = draw.permutation(len(cuts))
    for low in range(0, len(order), ROWS):
        yield batch([(lessons[cuts[i][0]], cuts[i][1]) for i in order[low : low + ROWS]])


def batch(rows: Sequence[tuple[Lesson, int]], size: int = PIECES) -> list[Tensor]:
    ids = np.zeros((len(rows), size), np.int64)
    shapes = np.zeros((len(rows), size, 5 + len(HINTS)), np.float32)
    real = np.zeros((len(rows), size), np.float32)
    labels = np.full((len(rows), size, len(LABELS)), -100, np.int64)
    for r, (one, at) in enumerate(rows):
        low, high = max(0, at), min(len(one.labels), at + size)
        span = slice(low - at, high - at)
        ids[r, span], shapes[r, span] = one.pieces.ids[low:high], one.pieces.shapes[low:high]
        labels[r, span], real[r, span] = one.labels[low:high], 1
    return [torch.from_numpy(array) for array in (ids, shapes, real, labels)]


def loss_of(scores: Tensor, labels: Tensor) -> Tensor:
    total, at = torch.zeros(()), 0
    for column, width in enumerate(LABELS.values()):
        total = total + functional.cross_entropy(
            scores[..., at : at + width].reshape(-1, width), labels[..., column].reshape(-1)
        )
        at += width
    return total


def train(
    lessons: Sequence[Lesson], held: Sequence[Lesson], vectors: NDArray[np.float32]
) -> Network:
    torch.manual_seed(SEED)
    draw = np.random.default_rng(SEED)
    network = Network(vectors)
    learned = [p for p in network.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(learned, lr=RATE, weight_decay=DECAY)
    steps = EPOCHS * sum(1 for _ in windows(lessons, np.random.default_rng(0)))
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, steps + 50, pct_start=0.1)
    for epoch in range(EPOCHS):
        network.train()
        losses = []
        for ids, shapes, real, labels in windows(lessons, draw):
            optimiser.zero_grad()
            loss = loss_of(network(ids, shapes, real), labels)
            loss.backward()
            nn.utils.clip_grad_norm_(learned, 1.0)
            optimiser.step()
            schedule.step()
            losses.append(loss.item())
        print(f"{epoch} {np.mean(losses):.4f} {held_loss(network, held):.4f}", flush=True)
    return network.eval()


def held_loss(network: Network, held: Sequence[Lesson]) -> float:
    network.eval()
    losses = []
    with torch.no_grad():
        for one in held:
            ids, shapes, real, labels = batch([(one, 0)], len(one.labels))
            losses.append(loss_of(network(ids, shapes, real), labels).item())
    return float(np.mean(losses))


def tensors(network: Network) -> dict[str, NDArray[np.float16]]:
    """Lay the weights out as the package reads them."""
    found = {
        "project": network.project.weight.T,
        "bias": network.project.bias,
        "shapes": network.shapes.weight.T,
        "out": network.out.weight.T,
        "out.bias": network.out.bias,
    }
    for dilation, conv in zip(DILATIONS, network.convs, strict=True):
        found[f"conv{dilation}"] = conv.weight.permute(2, 1, 0)
        found[f"conv{dilation}.bias"] = conv.bias
    return {
        name: np.ascontiguousarray(tensor.detach().numpy().astype(np.float16))
        for name, tensor in found.items()
    }


def is_held(name: str) -> bool:
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % 10 == 0


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--data", type=Path, required=True)
    ask.add_argument("--out", type=Path)
    chosen = ask.parse_args()
    torch.set_num_threads(1)
    path = chosen.data / "quotes_polnear" / "train.jsonl.gz"
    lessons = [lesson(article) for article in articles(path)]
    held = [one for one in lessons if is_held(one.name)]
    learning = [one for one in lessons if chosen.out or not is_held(one.name)]
    network = train(learning, held, reader.words())
    if chosen.out:
        entry = ModelFile(
            "attributions", "attributions.safetensors", "", SOURCE, "Apache-2.0",
            f"models/training/attributions.py: six dilated convolutions, {WIDTH} wide, float16",
        )  # fmt: skip
        record(chosen.out, [write(chosen.out, save(tensors(network)), describes=entry)])


if __name__ == "__main__":
    main()
