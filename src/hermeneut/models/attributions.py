"""Who says what: which words of a text are somebody's content, its source and its cue.

A small convolutional network reads the whole text piece by piece: frozen word vectors (those of the
readers), shapes of letters, and hints on what stands in quotation marks; then six convolutions that
look ever further (Strubell et al. 2017, *Fast and Accurate Entity Recognition with Iterated Dilated
Convolutions*), and a row of labels for each layer of an attribution (Pareti 2015: source, cue,
content), of which the best lawful sequence is taken (Viterbi 1967).

Built by ``models/training/attributions.py``.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from hermeneut.models import digest_of, read, reader

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

_WEIGHTS = "attributions.safetensors"
# Labels of each layer: outside, begins, inside; of content also: begins what a tag interrupted.
LABELS = {"content": 4, "source": 3, "cue": 3}
HINTS = (
    "direct",
    "mixed",
    "scare",
    "title",
    "opens",
    "closes",
    "inner",
    "speaker",
    "verb",
    "joins",
)
DILATIONS = (1, 2, 4, 8, 16, 32)
REACH = sum(DILATIONS)  # pieces to either side that a label may depend on
_CHUNK = 4096  # pieces worked on at once: bounds memory, changes no answer
_NEVER = -1e9
# Taken off the score of *outside*: a source or a cue counts only where a content asks for it, so it
# may be unsure. Chosen on articles that were not learned from: sources rise from .80 to .83.
_LENIENT = {"content": 0.0, "source": 1.5, "cue": 1.0}


class Tagged(NamedTuple):
    """A stretch of one layer.

    Attributes:
        start: First code point.
        end: One past the last.
        joins: Whether it goes on with the content before it, after a tag.
        sure: Mean probability of its pieces, that they belong to the layer.
    """

    start: int
    end: int
    joins: bool
    sure: float


class Pieces(NamedTuple):
    """A text as the network reads it: word pieces, where they stand, what they look like."""

    ids: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    shapes: Floats
    inside: NDArray[np.bool_]  # whether a piece goes on with the word of the one before


Hint = tuple[int, int, str]


def tag(text: str, hints: Iterable[Hint] = ()) -> dict[str, list[Tagged]]:
    """Find the contents, sources and cues of attributions, each layer in order.

    Args:
        text: An English text.
        hints: Start, end and name (of `HINTS`) of what is known of quotation marks.

    Raises:
        UserError: A model file is missing or damaged.

    Example:
        >>> text = "Maud Ferris argued that the film flatters its hero. It runs two hours."
        >>> for layer, found in tag(text).items():
        ...     print(layer, [text[one.start : one.end] for one in found])
        content ['that the film flatters its hero']
        source ['Maud Ferris']
        cue ['argued']
    """
    pieces = pieces_of(text, hints)
    if not len(pieces.ids):
        return {layer: [] for layer in LABELS}
    scores = _scores(pieces)
    found, at = {}, 0
    for layer, width in LABELS.items():
        found[layer] = _stretches(pieces, scores[:, at : at + width], layer)
        at += width
    return found


def digest() -> str:
    """Return the SHA-256 that stands for the model and all it reads; no file is read.

    >>> len(digest())
    64
    """
    return digest_of(_WEIGHTS, "words.safetensors", "tokenizer.json")


def pieces_of(text: str, hints: Iterable[Hint] = ()) -> Pieces:
    """Cut a text into word pieces with their shapes and hints.

    Returns:
        ``shapes`` has a row a piece: five marks of spelling and place, then one a hint.
    """
    import numpy as np

    ids, places = reader.placed(text)
    spans = np.array(places, np.int64).reshape(-1, 2)
    starts, ends = spans[:, 0], spans[:, 1]
    codes = np.frombuffer((text + "  ").encode("utf-32-le", "surrogatepass"), np.uint32)
    first, second = codes[starts], codes[starts + 1]
    lines = np.cumsum(codes == ord("\n"))[starts]
    before = np.concatenate([[-1], ends[:-1]])
    shapes = np.zeros((len(ids), 5 + len(HINTS)), np.float32)
    shapes[:, 0] = starts == before
    shapes[:, 1] = _upper(first)
    shapes[:, 2] = _upper(first) & _upper(second)
    shapes[:, 3] = (first >= ord("0")) & (first <= ord("9"))
    shapes[:, 4] = np.diff(lines, prepend=-1) > 0
    for start, end, name in hints:
        low, high = np.searchsorted(starts, start), np.searchsorted(starts, end)
        shapes[low:high, 5 + HINTS.index(name)] = 1
    letters = np.array([text[start].isalnum() for start in starts.tolist()], np.bool_)
    inside = letters & np.concatenate([[False], letters[:-1]]) & (starts == before)
    return Pieces(np.array(ids, np.int64), starts, ends, shapes, inside)


def _upper(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Say which code points are capitals of Latin alphabets."""
    found: NDArray[np.bool_] = ((codes >= 65) & (codes <= 90)) | ((codes >= 0xC0) & (codes <= 0xDE))
    return found


def _scores(pieces: Pieces) -> Floats:
    """Run the network over a text, in chunks that overlap by its reach."""
    import numpy as np

    parts = []
    for low in range(0, len(pieces.ids), _CHUNK):
        first, last = max(0, low - REACH), min(len(pieces.ids), low + _CHUNK + REACH)
        scores = _network(pieces.ids[first:last], pieces.shapes[first:last])
        parts.append(scores[low - first : low - first + _CHUNK])
    return np.concatenate(parts)


def _network(ids: NDArray[np.int64], shapes: Floats) -> Floats:
    import numpy as np

    weights = _weights()
    state = weights["words"][ids] + shapes @ weights["shapes"] + weights["bias"]
    np.maximum(state, 0, out=state)
    for dilation in DILATIONS:
        state += _convolved(state, dilation, weights)
    scores: Floats = state @ weights["out"] + weights["out.bias"]
    return scores


def _convolved(state: Floats, dilation: int, weights: dict[str, Floats]) -> Floats:
    """Look at a piece and those a dilation away, before and behind."""
    import numpy as np

    left, middle, right = weights[f"conv{dilation}"]
    moved: Floats = state @ middle + weights[f"conv{dilation}.bias"]
    if len(state) > dilation:
        moved[dilation:] += state[:-dilation] @ left
        moved[:-dilation] += state[dilation:] @ right
    np.maximum(moved, 0, out=moved)
    return moved


@lru_cache(maxsize=1)
def _weights() -> dict[str, Floats]:
    """Load the weights, with the word vectors already turned into the network's width."""
    import numpy as np
    from safetensors.numpy import load

    tensors = load(read(_WEIGHTS))
    found = {name: tensor.astype(np.float32) for name, tensor in tensors.items()}
    found["words"] = reader.words() @ found.pop("project")
    return found


def _stretches(pieces: Pieces, scores: Floats, layer: str) -> list[Tagged]:
    """Read the best lawful sequence of labels as stretches of text."""
    import numpy as np

    scores = scores - np.eye(1, scores.shape[1], dtype=np.float32) * _LENIENT[layer]
    scores -= scores.max(axis=1, keepdims=True)
    logs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    labels = best(logs)
    inside = 1 - np.exp(logs[:, 0])
    opens = [n for n, label in enumerate(labels) if label in (1, 3)]
    found = []
    for first in opens:
        last = first + 1
        while last < len(labels) and labels[last] == 2:
            last += 1
        while first > 0 and pieces.inside[first]:
            first -= 1
        while last < len(labels) and pieces.inside[last]:
            last += 1
        start, end = int(pieces.starts[first]), int(pieces.ends[last - 1])
        sure = float(inside[first:last].mean())
        found.append(Tagged(start, end, labels[first] == 3, sure))
    return found


def best(logs: Floats) -> list[int]:
    """Choose the likeliest sequence of labels in which nothing goes on that hasn't begun.

    Args:
        logs: Log probabilities, a row a piece; columns: outside, begins, inside, and perhaps joins.

    Example:
        >>> import numpy as np
        >>> best(np.log(np.array([[0.5, 0.3, 0.2], [0.1, 0.2, 0.7]])))
        [1, 2]
    """
    begins = logs[:, 1].tolist() if logs.shape[1] == 3 else logs[:, (1, 3)].max(axis=1).tolist()
    joins = [False] * len(begins) if logs.shape[1] == 3 else (logs[:, 3] > logs[:, 1]).tolist()
    out, on = 0.0, _NEVER  # the best path that ends outside, and inside
    back = []
    for none, begin, goes_on in zip(logs[:, 0].tolist(), begins, logs[:, 2].tolist(), strict=True):
        ended = on > out
        top = on if ended else out
        start, kept = top + begin, on + goes_on
        stays = kept > start
        back.append((ended, stays))
        out, on = top + none, kept if stays else start
    labels: list[int] = []
    inside = on > out
    for at in range(len(back) - 1, -1, -1):
        if not inside:
            labels.append(0)
            inside = back[at][0]
        elif back[at][1]:
            labels.append(2)
        else:
            labels.append(3 if joins[at] else 1)
            inside = back[at][0]
    return labels[::-1]
