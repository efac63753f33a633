"""What reads judgement: three tuned encoders over one table of words, on one thread.

One unpadded text goes through a graph at a time, so the answer for a text depends on that text
alone, bit for bit on one kind of processor. A session is opened once a process, on first use.

Source: Wang et al. 2020, *MiniLM* (arXiv:2002.10957). Tuned and built by the scripts in
``models/training``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from hermeneut.models import digest_of, read
from hermeneut.models.framing import Framed
from hermeneut.models.spelling import spelled

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WIDTH = 384  # numbers of a word piece
_WORDS, _TOKENIZER, _SETTINGS = "words.safetensors", "tokenizer.json", "readers.json"
# What is read beside the graph of polarity.
_NGRAMS = "sentiment.safetensors"


def logits(graph: str, framed: Framed) -> NDArray[np.float32]:
    """Return what a graph says of one framed text: a number for each column of its heads.

    Args:
        graph: The model's file without its ending: ``polarity``, ``target`` or ``stance``.
        framed: Pieces, segments and focus, see `hermeneut.models.framing`.

    Raises:
        UserError: A model file is missing or damaged.
    """
    import numpy as np

    pieces = np.array(framed.pieces)
    start, end = framed.focus
    focus = np.zeros(len(pieces), np.float32)
    focus[start:end] = 1 / (end - start)
    words = words_of(framed.pieces)
    return _session(graph)(
        {"words": words, "segments": np.array(framed.segments, np.int64), "focus": focus}
    )


def pieces_of(text: str) -> list[int]:
    """Cut a text into word pieces, written in the one way.

    >>> pieces_of("A film.")
    [1037, 2143, 1012]
    """
    ids: list[int] = _tokenizer().encode(spelled(text), add_special_tokens=False).ids
    return ids


def placed(text: str) -> tuple[list[int], list[tuple[int, int]]]:
    """Cut a text into word pieces as it stands, and say where each begins and ends.

    >>> placed("A film.")
    ([1037, 2143, 1012], [(0, 1), (2, 6), (6, 7)])
    """
    cut = _tokenizer().encode(text, add_special_tokens=False)
    return cut.ids, cut.offsets


def vocabulary() -> dict[str, int]:
    """Return the word pieces and their numbers; those that go on with a word begin with ``##``."""
    found: dict[str, int] = _tokenizer().get_vocab()
    return found


def words_of(pieces: Sequence[int]) -> NDArray[np.float32]:
    """Return the vectors of some word pieces: float32, a row a piece."""
    import numpy as np

    table, scale = _words()
    at = np.array(pieces, np.int64)
    vectors: NDArray[np.float32] = table[at].astype(np.float32) * scale[at, None]
    return vectors


def words() -> NDArray[np.float32]:
    """Return the vector of each word piece: float32, a row a piece."""
    import numpy as np

    table, scale = _words()
    vectors: NDArray[np.float32] = table.astype(np.float32) * scale[:, None]
    return vectors


@lru_cache(maxsize=1)
def settings() -> dict[str, Any]:
    """Return what was fitted after tuning: for each head its temperature and its shift."""
    found: dict[str, Any] = json.loads(read(_SETTINGS))
    return found


def digest(graph: str) -> str:
    """Return the SHA-256 that stands for a graph and all it reads; no file is read.

    >>> len(digest("polarity"))
    64
    """
    beside = (_NGRAMS,) if graph == "polarity" else ()
    return digest_of(f"{graph}.onnx", _WORDS, _TOKENIZER, _SETTINGS, *beside)


@lru_cache(maxsize=1)
def _tokenizer() -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_str(read(_TOKENIZER).decode())
    tokenizer.no_truncation()
    return tokenizer


@lru_cache(maxsize=1)
def _words() -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    from safetensors.numpy import load

    tensors = load(read(_WORDS))
    return tensors["table"], tensors["scale"]


@lru_cache(maxsize=3)
def _session(graph: str) -> Callable[[dict[str, Any]], NDArray[np.float32]]:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = onnxruntime.InferenceSession(
        read(f"{graph}.onnx"), options, providers=["CPUExecutionProvider"]
    )

    def run(fed: dict[str, Any]) -> NDArray[np.float32]:
        answer: NDArray[np.float32] = session.run(["logits"], fed)[0]
        return answer

    return run
