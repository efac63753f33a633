"""A transformer encoder in torch, for training alone: MiniLM, which has BERT's shape.

Devlin et al. 2019, *BERT*; Wang et al. 2020, *MiniLM*. Products are
done in bfloat16 where the processor has tiles for it, the rest in float32. Word embeddings stay as
they were, so every shipped model reads the same table.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray
from torch import Tensor, nn

from hermeneut.models.framing import BERT, Frame

Weights = Mapping[str, NDArray[np.float32]]


@dataclass(frozen=True)
class Shape:
    """What an encoder looks like, and which pieces frame a text for it."""

    layers: int
    width: int
    heads: int
    epsilon: float
    mask: int  # the piece that hides another
    frame: Frame


MINILM = Shape(6, 384, 12, 1e-12, 103, BERT)

# Columns of the output, group by group: a softmax runs over each group.
GROUPS = {
    "polarity": ("negative", "neutral", "positive"),
    "judges": ("tells", "judges"),
    "target": ("negative", "neutral", "positive"),
    "stance": ("against", "neither", "favour"),
    # What a stance is made of: what the proposition is to its matter, how the passage speaks of it.
    "direction": ("against", "for"),
    "attitude": ("ill", "well"),
}
# Columns of heads that read the whole; those of the two factors come behind.
JOINT = 11
COLUMNS = sum(len(names) for names in GROUPS.values())


def columns_of(group: str) -> slice:
    """Return where a group's columns stand.

    >>> columns_of("judges")
    slice(3, 5, None)
    """
    start = 0
    for name, names in GROUPS.items():
        if name == group:
            return slice(start, start + len(names))
        start += len(names)
    raise KeyError(group)


class Linear(nn.Linear):
    """A linear layer whose product is done in bfloat16, which is what comes out."""

    def forward(self, x: Tensor) -> Tensor:  # noqa: D102
        return F.linear(x.bfloat16(), self.weight.bfloat16(), self.bias.bfloat16())


class Layer(nn.Module):
    """One layer of a transformer encoder, norms after the sums."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        wide = 4 * shape.width
        self.shape = shape
        self.qkv = Linear(shape.width, 3 * shape.width)
        self.out = Linear(shape.width, shape.width)
        self.norm1 = nn.LayerNorm(shape.width, shape.epsilon)
        self.wide = Linear(shape.width, wide)
        self.narrow = Linear(wide, shape.width)
        self.norm2 = nn.LayerNorm(shape.width, shape.epsilon)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:  # noqa: D102
        batch, length, width = x.shape
        size = width // self.shape.heads
        qkv = (
            self.qkv(x)
            .float()
            .view(batch, length, 3, self.shape.heads, size)
            .permute(2, 0, 3, 1, 4)
        )
        query, key, value = qkv[0], qkv[1], qkv[2]
        share = ((query @ key.transpose(-1, -2)) * size**-0.5 + bias).softmax(-1)
        mixed = (share @ value).transpose(1, 2).reshape(batch, length, width)
        x = self.norm1(x + self.out(mixed))
        return self.norm2(x + self.narrow(F.gelu(self.wide(x))))


class Encoder(nn.Module):
    """Words to vectors, one a piece."""

    def __init__(self, shape: Shape, weights: Weights) -> None:
        super().__init__()
        self.shape = shape
        take = {name: torch.tensor(value) for name, value in weights.items()}
        self.words = nn.Embedding.from_pretrained(take["embeddings.word_embeddings.weight"])
        self.places = nn.Parameter(take["embeddings.position_embeddings.weight"][:512].clone())
        segments = take.get("embeddings.token_type_embeddings.weight")
        self.segments = nn.Parameter(torch.zeros(2, shape.width) if segments is None else segments)
        self.norm = nn.LayerNorm(shape.width, shape.epsilon)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        if "embeddings.LayerNorm.weight" in take:
            self.load_state_dict(_renamed(take, shape), strict=False)

    def forward(self, pieces: Tensor, segments: Tensor, real: Tensor) -> Tensor:  # noqa: D102
        length = pieces.shape[1]
        x = self.words(pieces) + self.places[:length] + self.segments[segments]
        # A proposition is read without its passage: what it says of its matter is its own.
        hidden = ~real[:, None, :] | (segments[:, None, :] > segments[:, :, None])
        bias = torch.zeros(hidden.shape).masked_fill(hidden, -1e9)[:, None]
        x = self.norm(x)
        for layer in self.layers:
            x = layer(x, bias)
        return x


def _renamed(take: Mapping[str, Tensor], shape: Shape) -> dict[str, Tensor]:
    norm = "embeddings.LayerNorm"
    found = {"norm.weight": take[f"{norm}.weight"], "norm.bias": take[f"{norm}.bias"]}
    qkv = ("self.query", "self.key", "self.value")
    names = {
        "out": "attention.output.dense",
        "norm1": "attention.output.LayerNorm",
        "wide": "intermediate.dense",
        "narrow": "output.dense",
        "norm2": "output.LayerNorm",
    }
    for at in range(shape.layers):
        old, new = f"encoder.layer.{at}", f"layers.{at}"
        for kind in ("weight", "bias"):
            parts = [take[f"{old}.attention.{part}.{kind}"] for part in qkv]
            found[f"{new}.qkv.{kind}"] = torch.cat(parts)
            for mine, theirs in names.items():
                found[f"{new}.{mine}.{kind}"] = take[f"{old}.{theirs}.{kind}"]
    return found


class Reader(nn.Module):
    """An encoder with all heads, which read the mean of all pieces and of those in focus."""

    def __init__(self, shape: Shape, weights: Weights) -> None:
        super().__init__()
        self.encoder = Encoder(shape, weights)
        self.drop = nn.Dropout(0.1)
        self.heads = nn.Linear(2 * shape.width, JOINT)
        nn.init.normal_(self.heads.weight, std=0.02)
        nn.init.zeros_(self.heads.bias)
        self.direction, self.attitude = nn.Linear(shape.width, 2), nn.Linear(shape.width, 2)
        for head in (self.direction, self.attitude):
            nn.init.zeros_(head.weight)
            nn.init.zeros_(head.bias)

    @classmethod
    def of(cls, shape: Shape, state: Weights) -> "Reader":
        """Make a reader from what another one left behind."""
        words = {"embeddings.word_embeddings.weight": state["encoder.words.weight"]}
        words["embeddings.position_embeddings.weight"] = state["encoder.places"]
        reader = cls(shape, words)
        left = {name: torch.tensor(value) for name, value in state.items()}
        reader.load_state_dict(left, strict=False)
        return reader

    def lean(self) -> None:
        """Let the attitude of a passage start as the polarity towards a target all over it."""
        here, width = columns_of("target"), self.encoder.shape.width
        whole, focus = self.heads.weight[here].detach().split(width, dim=1)
        ends = (whole + focus)[[0, 2]], self.heads.bias[here].detach()[[0, 2]]
        with torch.no_grad():
            self.attitude.weight.copy_(ends[0])
            self.attitude.bias.copy_(ends[1])

    def forward(self, pieces: Tensor, segments: Tensor, real: Tensor, focus: Tensor) -> Tensor:  # noqa: D102
        x = self.encoder(pieces, segments, real)
        whole = real.float() / real.sum(1, keepdim=True)
        behind = segments.float() / segments.sum(1, keepdim=True).clamp(min=1)
        read = self.drop(torch.stack([whole, focus, behind], dim=1) @ x)
        said = self.heads(read[:, :2].flatten(1))
        direction, attitude = self.direction(read[:, 1]), self.attitude(read[:, 2])
        return torch.cat([self.composed(said, direction, attitude), direction, attitude], dim=1)

    @staticmethod
    def composed(said: Tensor, direction: Tensor, attitude: Tensor) -> Tensor:
        """Make the stance of its factors: for what is good, or against what is bad, is favour."""
        along = direction.softmax(-1) @ torch.tensor([-1.0, 1.0])
        turn = along * (attitude[:, 1] - attitude[:, 0]) / 2
        here = columns_of("stance")
        against, neither, favour = said[:, here].unbind(1)
        side = (against + favour) / 2
        stance = torch.stack([side - turn, neither, side + turn], dim=1)
        return torch.cat([said[:, : here.start], stance], dim=1)
