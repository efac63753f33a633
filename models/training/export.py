"""Lay a tuned reader into an int8 graph without torch's exporter, and check it against torch.

The graph takes *one* text: its pieces as vectors from the shared table of words (which tuning
leaves alone, so it ships once), the segment and the share of focus of each piece. It gives the
logits of all heads.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import onnxruntime
from encoder import (
    LAYERS,
    MAX_PIECES,
    TABLE_TOP,
    WIDTH,
    Array,
    Graph,
    attention,
    feed_forward,
    int8,
    norm,
    serialised,
)
from network import COLUMNS, JOINT, columns_of
from numpy.typing import NDArray
from onnx import TensorProto, helper

from hermeneut.models.framing import Framed

State = Mapping[str, Array]


def words_table(state: State) -> dict[str, NDArray[np.generic]]:
    """Return the table of words in int8 with a scale a row."""
    whole, scale = int8(state["encoder.words.weight"], axis=1, top=TABLE_TOP)
    return {"table": whole, "scale": scale[:, 0]}


def build(state: State, *, quantised: bool) -> bytes:
    """Lay a reader's weights into a graph and return it as the bytes of an ONNX model."""
    graph = Graph(quantised=quantised)
    published = as_published(state)
    x = _embedded(graph, state, published)
    behind = graph.op("Cast", "segments", out="behind.where", to=TensorProto.FLOAT)
    hidden = _hidden(graph, behind)
    for at in range(LAYERS):
        start = f"encoder.layer.{at}."
        part = {k.removeprefix(start): v for k, v in published.items() if k.startswith(start)}
        x = attention(graph, part, x, f"layer{at}.attention", hidden)
        x = feed_forward(graph, part, x, f"layer{at}.feed_forward")
    _heads(graph, state, x, behind)
    inputs = [
        helper.make_tensor_value_info("words", TensorProto.FLOAT, ["n", WIDTH]),
        helper.make_tensor_value_info("segments", TensorProto.INT64, ["n"]),
        helper.make_tensor_value_info("focus", TensorProto.FLOAT, ["n"]),
    ]
    logits = helper.make_tensor_value_info("logits", TensorProto.FLOAT, [COLUMNS])
    return serialised(graph, "reader", inputs, logits)


def _embedded(graph: Graph, state: State, published: State) -> str:
    start = graph.constant("zero", np.array([0], np.int64))
    length = graph.op("Shape", "segments", out="length")
    places = graph.constant("places", state["encoder.places"][:MAX_PIECES])
    position = graph.op("Slice", places, start, length, out="position")
    kinds = graph.constant("kinds", state["encoder.segments"])
    kind = graph.op("Gather", kinds, "segments", out="kind")
    placed = graph.op("Add", position, kind, out="placed")
    total = graph.op("Add", "words", placed, out="embeddings.sum")
    return norm(graph, published, total, "embeddings.LayerNorm", "embeddings")


def _hidden(graph: Graph, behind: str) -> str:
    """Hide the passage from the proposition: -1e9 where the second segment is seen by the first."""
    axis = [graph.constant(f"axis{at}", np.array([at], np.int64)) for at in (0, 1)]
    seen = graph.op("Unsqueeze", behind, axis[0], out="behind.row")
    by = graph.op("Unsqueeze", behind, axis[1], out="behind.column")
    other = graph.op("Sub", seen, by, out="behind.apart")
    later = graph.op("Relu", other, out="behind.later")
    least = graph.constant("least", np.array(-1e9, np.float32))
    return graph.op("Mul", later, least, out="hidden")


def _heads(graph: Graph, state: State, x: str, behind: str) -> None:
    axes = graph.constant("axes", np.array([0], np.int64))
    whole = graph.op("ReduceMean", x, axes, out="whole", keepdims=0)
    seen = graph.op("MatMul", "focus", x, out="seen")
    both = graph.op("Concat", whole, seen, out="both", axis=0)
    count = graph.op("ReduceSum", behind, axes, out="behind.count", keepdims=1)
    one = graph.constant("one", np.array([1], np.float32))
    least = graph.op("Max", count, one, out="behind.least")
    share = graph.op("Div", behind, least, out="behind.share")
    passage = graph.op("MatMul", share, x, out="passage")
    said = _head(graph, state, both, "heads")
    direction = _head(graph, state, seen, "direction")
    attitude = _head(graph, state, passage, "attitude")
    stance = _composed(graph, said, direction, attitude)
    graph.op("Concat", stance, direction, attitude, out="logits", axis=0)


def _head(graph: Graph, state: State, x: str, name: str) -> str:
    product = graph.op(
        "MatMul", x, graph.constant(f"{name}.weight", state[f"{name}.weight"].T),
        out=f"{name}.product",
    )  # fmt: skip
    bias = graph.constant(f"{name}.bias", state[f"{name}.bias"])
    return graph.op("Add", product, bias, out=f"{name}.said")


def _composed(graph: Graph, said: str, direction: str, attitude: str) -> str:
    """Lay `network.Reader.composed` into the graph, as two products with fixed matrices."""
    against, _, favour = range(*columns_of("stance").indices(JOINT))
    evened = np.eye(JOINT, dtype=np.float32)
    evened[np.ix_([against, favour], [against, favour])] = 0.5
    turned = np.zeros((1, JOINT), np.float32)
    turned[0, [against, favour]] = -1, 1
    shares = graph.op("Softmax", direction, out="direction.shares", axis=-1)
    signs = graph.constant("signs", np.array([[-1], [1]], np.float32))
    along = graph.op("MatMul", shares, signs, out="along")
    halves = graph.constant("halves", np.array([[-0.5], [0.5]], np.float32))
    lean = graph.op("MatMul", attitude, halves, out="lean")
    turn = graph.op("Mul", along, lean, out="turn")
    moved = graph.op("MatMul", turn, graph.constant("turned", turned), out="moved")
    even = graph.op("MatMul", said, graph.constant("evened", evened), out="even")
    return graph.op("Add", even, moved, out="composed")


def as_published(state: State) -> dict[str, Array]:
    """Rename the layers' weights as BERT was published."""
    found = {
        "embeddings.LayerNorm.weight": state["encoder.norm.weight"],
        "embeddings.LayerNorm.bias": state["encoder.norm.bias"],
    }
    names = {
        "out": "attention.output.dense",
        "norm1": "attention.output.LayerNorm",
        "wide": "intermediate.dense",
        "narrow": "output.dense",
        "norm2": "output.LayerNorm",
    }
    for at in range(LAYERS):
        old, new = f"encoder.layers.{at}", f"encoder.layer.{at}"
        for kind in ("weight", "bias"):
            parts = np.split(state[f"{old}.qkv.{kind}"], 3)
            for part, value in zip(("query", "key", "value"), parts, strict=True):
                found[f"{new}.attention.self.{part}.{kind}"] = value
            for mine, theirs in names.items():
                found[f"{new}.{theirs}.{kind}"] = state[f"{old}.{mine}.{kind}"]
    return found


@dataclass(frozen=True)
class Graphs:
    """A built graph with the table of words it reads."""

    model: bytes
    table: NDArray[np.int8]
    scale: Array

    def logits(self, examples: Sequence[Framed]) -> Array:
        """Return what the graph says of examples, one call each."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        session = onnxruntime.InferenceSession(
            self.model, options, providers=["CPUExecutionProvider"]
        )
        return np.stack([session.run(["logits"], self._fed(one))[0] for one in examples])

    def _fed(self, framed: Framed) -> dict[str, NDArray[np.generic]]:
        pieces, (start, end) = np.array(framed.pieces), framed.focus
        focus = np.zeros(len(pieces), np.float32)
        focus[start:end] = 1 / (end - start)
        words = self.table[pieces].astype(np.float32) * self.scale[pieces, None]
        return {"words": words, "segments": np.array(framed.segments, np.int64), "focus": focus}
