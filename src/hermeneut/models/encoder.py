"""Sentence vectors: all-MiniLM-L6-v2 in int8, on one thread.

One unpadded text goes through the graph at a time. Int8 scales of activations are taken over
everything in a call, so a batch would change its members' vectors; this way the answer for a
text depends on that text alone, bit for bit on one kind of processor.

Sources: Wang et al. 2020, *MiniLM* (arXiv:2002.10957); Reimers and Gurevych 2019,
*Sentence-BERT* (arXiv:1908.10084). Built by ``models/training/encoder.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from hermeneut.models import digest_of, read
from hermeneut.models.framing import parts as parts_of
from hermeneut.models.framing import sentence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WIDTH = 384
MAX_PIECES = 256

_GRAPH, _TOKENIZER = "encoder.onnx", "tokenizer.json"
# [CLS] and [SEP], which every text gets.
_FRAME_PIECES = 2


def encode(texts: Sequence[str]) -> NDArray[np.float32]:
    """Turn texts into vectors of unit length whose dot product is their similarity.

    A text of more than 256 word pieces, some 190 English words, is read in parts by sentences,
    which count by their length. A text without any word piece (empty, blank, invisible
    characters) gets the zero vector, which is similar to nothing.

    Args:
        texts: English sentences or short paragraphs.

    Returns:
        float32, one row of 384 numbers a text, in the order of the texts.

    Raises:
        UserError: A model file is missing or damaged.

    Example:
        >>> films, again, weather = encode(
        ...     ["A tender love story.", "A moving romance.", "Rain is expected in the north."]
        ... )
        >>> bool(films @ again > films @ weather)
        True
    """
    import numpy as np

    vectors = np.zeros((len(texts), WIDTH), np.float32)
    for row, text in enumerate(texts):
        parts = [part for part in parts_of(text, _pieces, MAX_PIECES - _FRAME_PIECES) if part]
        if parts:
            vectors[row] = _vector(parts)
    return vectors


def _vector(parts: Sequence[Sequence[int]]) -> NDArray[np.float32]:
    import numpy as np

    each = [_session()(np.array(sentence(part).pieces, np.int64)) for part in parts]
    if len(each) == 1:
        return each[0]
    whole = np.average(each, axis=0, weights=[len(part) for part in parts])
    unit: NDArray[np.float32] = (whole / np.linalg.norm(whole)).astype(np.float32)
    return unit


def _pieces(text: str) -> list[int]:
    ids: list[int] = _tokenizer().encode(text, add_special_tokens=False).ids
    return ids


def digest() -> str:
    """Return the SHA-256 that stands for the graph and its tokenizer; neither is read.

    >>> len(digest())
    64
    """
    return digest_of(_GRAPH, _TOKENIZER)


@lru_cache(maxsize=1)
def _tokenizer() -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_str(read(_TOKENIZER).decode())
    tokenizer.no_truncation()
    return tokenizer


@lru_cache(maxsize=1)
def _session() -> Callable[[NDArray[np.int64]], NDArray[np.float32]]:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = onnxruntime.InferenceSession(
        read(_GRAPH), options, providers=["CPUExecutionProvider"]
    )

    def vector(pieces: NDArray[np.int64]) -> NDArray[np.float32]:
        answer: NDArray[np.float32] = session.run(["vector"], {"pieces": pieces})[0]
        return answer

    return vector
