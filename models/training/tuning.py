"""Tune a reader on examples of all tasks together: batches by length, one seed, a log."""

import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from network import COLUMNS, GROUPS, Reader, Shape, columns_of
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor

from hermeneut.models import framing
from hermeneut.models.framing import WINDOW, Framed
from hermeneut.models.spelling import spelled

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Example:
    """A text in pieces with what should be read in it.

    ``wanted`` holds a share for each column; where a column is not asked, ``asked`` is false.
    ``doubt`` says how far a doubtful label gives way to what the reader itself says.
    """

    framed: Framed
    wanted: Floats
    asked: NDArray[np.bool_]
    weight: float = 1.0
    doubt: float = 0.0

    @property
    def length(self) -> int:
        """Return how many pieces there are."""
        return len(self.framed.pieces)


@dataclass(frozen=True)
class Plan:
    """How to tune: passes over the examples, rates, what stays frozen."""

    epochs: float
    rate: float
    head_rate: float = 1e-3
    decay_by_layer: float = 0.9
    frozen: int = 0
    pieces_a_batch: int = 2048
    warm: float = 0.06
    weight_decay: float = 0.01
    forget: float = 0.0  # share of pieces replaced by [MASK], against learning by heart
    seed: int = 20131218


@dataclass(frozen=True)
class Cutter:
    """Lays texts before one kind of encoder, in the way of the package."""

    tokenizer: Tokenizer
    shape: Shape
    most: int = WINDOW

    def _ids(self, text: str) -> list[int]:
        ids = self.tokenizer.encode(spelled(text), add_special_tokens=False).ids
        return [one + self.shape.frame.shift for one in ids]

    def sentence(self, text: str) -> Framed:
        """Frame a text, all of it in focus."""
        return framing.sentence(self._ids(text)[: self.most - 2], self.shape.frame)

    def target(self, text: str, start: int, end: int) -> Framed:
        """Frame a text with marks around a target, which is in focus."""
        parts = map(self._ids, (text[:start], text[start:end], text[end:]))
        return framing.target(*parts, frame=self.shape.frame, most=self.most)

    def pair(self, proposition: str, text: str) -> Framed:
        """Frame a proposition, in focus, and a passage behind it."""
        frame = self.shape.frame
        claim = self._ids(proposition)[: self.most // 2]
        room = self.most - len(claim) - 2 - frame.between
        return framing.pair(claim, self._ids(text)[:room], frame)


def answer(**groups: Sequence[float | None]) -> dict[str, NDArray[np.generic]]:
    """Lay shares of some groups into columns; ``None`` is a column that is not asked."""
    wanted, asked = np.zeros(COLUMNS, np.float32), np.zeros(COLUMNS, bool)
    for name, shares in groups.items():
        wanted[columns_of(name)] = [share or 0.0 for share in shares]
        asked[columns_of(name)] = [share is not None for share in shares]
    return {"wanted": wanted, "asked": asked}


def batches(
    examples: Sequence[Example], pieces_a_batch: int, chance: random.Random | None
) -> Iterator[list[int]]:
    """Deal examples of like length into batches; shuffled if there is chance."""
    order = list(range(len(examples)))
    if chance:
        chance.shuffle(order)
    block = 4096 if chance else len(order) or 1
    for start in range(0, len(order), block):
        some = sorted(order[start : start + block], key=lambda at: examples[at].length)
        dealt = list(_dealt(some, examples, pieces_a_batch))
        if chance:
            chance.shuffle(dealt)
        yield from dealt


def _dealt(some: list[int], examples: Sequence[Example], most: int) -> Iterator[list[int]]:
    batch: list[int] = []
    for at in some:
        if batch and (len(batch) + 1) * examples[at].length > most:
            yield batch
            batch = []
        batch.append(at)
    if batch:
        yield batch


def tensors(examples: Sequence[Example]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Lay examples out side by side: pieces, segments, which are real, focus as weights."""
    size = len(examples), max(one.length for one in examples)
    pieces, segments = np.ones(size, np.int64), np.zeros(size, np.int64)
    real, focus = np.zeros(size, bool), np.zeros(size, np.float32)
    for row, one in enumerate(examples):
        n = one.length
        pieces[row, :n], segments[row, :n], real[row, :n] = *one.framed[:2], True
        start, end = one.framed.focus
        focus[row, start:end] = 1 / (end - start)
    return tuple(map(torch.from_numpy, (pieces, segments, real, focus)))  # type: ignore[return-value]


def loss_of(logits: Tensor, some: Sequence[Example]) -> Tensor:
    """Return the cross-entropy of the groups asked, one number an example.

    Where a label is doubtful, a share of it is the reader's own answer (Reed et al. 2015,
    *Training deep neural networks on noisy labels with bootstrapping*).
    """
    wanted = torch.from_numpy(np.stack([one.wanted for one in some]))
    asked = torch.from_numpy(np.stack([one.asked for one in some]))
    doubt = torch.tensor([[one.doubt] for one in some])
    total = torch.zeros(len(some))
    for name in GROUPS:
        here = columns_of(name)
        if asked[:, here].any():
            shares = logits[:, here].masked_fill(~asked[:, here], -1e4).log_softmax(-1)
            right = torch.lerp(
                wanted[:, here], shares.exp().detach(), doubt * asked[:, here].float()
            )
            total = total - (right * shares).sum(-1)
    return total


def groups_of(reader: Reader, plan: Plan) -> list[dict[str, object]]:
    """Set the rate of each layer: lower layers know more of language and move less."""
    depth = len(reader.encoder.layers)
    heads = (reader.heads, reader.direction, reader.attitude)
    made = [{"params": [p for head in heads for p in head.parameters()], "lr": plan.head_rate}]
    for at, layer in enumerate(reader.encoder.layers):
        layer.requires_grad_(at >= plan.frozen)
        if at >= plan.frozen:
            rate = plan.rate * plan.decay_by_layer ** (depth - 1 - at)
            made.append({"params": list(layer.parameters()), "lr": rate})
    low = [reader.encoder.places, reader.encoder.segments, *reader.encoder.norm.parameters()]
    for one in low:
        one.requires_grad_(plan.frozen == 0)
    if plan.frozen == 0:
        made.append({"params": low, "lr": plan.rate * plan.decay_by_layer**depth})
    return made


def tune(reader: Reader, examples: Sequence[Example], plan: Plan, log: Path) -> None:
    """Tune a reader in place, writing a line to the log now and then."""
    torch.manual_seed(plan.seed)
    chance = random.Random(plan.seed)
    each = len(list(batches(examples, plan.pieces_a_batch, chance)))
    total = max(1, int(plan.epochs * each))
    groups = groups_of(reader, plan)
    optimiser = torch.optim.AdamW(groups, weight_decay=plan.weight_decay, fused=True)
    warm = max(1, int(plan.warm * total))

    def share(step: int) -> float:
        return min((step + 1) / warm, max(0.0, (total - step) / (total - warm + 1)))

    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, share)
    say(log, event="start", plan=asdict(plan), examples=len(examples), steps=total)
    step, seen, heard, began = 0, 0, 0.0, time.process_time()
    while step < total:
        for batch in batches(examples, plan.pieces_a_batch, chance):
            heard += _step(reader, [examples[at] for at in batch], optimiser, plan)
            schedule.step()
            step, seen = step + 1, seen + len(batch)
            if step % 100 == 0 or step == total:
                spent = round(time.process_time() - began)
                say(log, step=step, of=total, loss=round(heard / 100, 4), seen=seen, cpu_s=spent)
                heard = 0.0
            if step == total:
                break


def _step(
    reader: Reader, some: Sequence[Example], optimiser: torch.optim.Optimizer, plan: Plan
) -> float:
    reader.train()
    pieces, segments, real, focus = tensors(some)
    if plan.forget:
        masked = (torch.rand(pieces.shape) < plan.forget) & (pieces > 200)
        pieces = pieces.masked_fill(masked, reader.encoder.shape.mask)
    weight = torch.tensor([one.weight for one in some])
    loss = (loss_of(reader(pieces, segments, real, focus), some) * weight).sum() / weight.sum()
    loss.backward()
    torch.nn.utils.clip_grad_norm_([p for p in reader.parameters() if p.grad is not None], 1.0)
    optimiser.step()
    optimiser.zero_grad(set_to_none=True)
    return loss.item()


def read(reader: Reader, examples: Sequence[Example], pieces_a_batch: int = 4096) -> Floats:
    """Return the logits of examples, in their order."""
    reader.eval()
    found = np.zeros((len(examples), COLUMNS), np.float32)
    with torch.inference_mode():
        for batch in batches(examples, pieces_a_batch, None):
            found[batch] = reader(*tensors([examples[at] for at in batch])).numpy()
    return found


def say(log: Path, **what: object) -> None:
    """Add a line to the log."""
    with log.open("a", encoding="utf-8") as out:
        out.write(json.dumps(what) + "\n")
