"""The small models that ship with the package, and what finds and checks their files.

``MODELS.toml`` beside this file names every model file with its SHA-256, its source, its
licence and how it was built. Nothing here loads a model: the modules of this package do that
on first use, once a process, and refuse a file whose hash is not the one on record.
"""

import hashlib
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class ModelFile:
    """One file of a model, as ``MODELS.toml`` describes it."""

    model: str
    file: str
    sha256: str
    source: str
    licence: str
    built: str


@lru_cache(maxsize=1)
def shipped() -> dict[str, ModelFile]:
    """Return every model file that ships, by file name; no model is read.

    >>> shipped()["encoder.onnx"].licence
    'Apache-2.0'
    """
    rows = tomllib.loads((FOLDER / "MODELS.toml").read_text("utf-8"))["files"]
    return {row["file"]: ModelFile(**row) for row in rows}


def digest_of(*files: str) -> str:
    """Return one SHA-256 for a set of model files, from the hashes on record.

    It is the hash of their lines as ``sha256sum`` writes them, so it changes when any file
    does, and no file is read.

    >>> len(digest_of("encoder.onnx", "tokenizer.json"))
    64
    """
    lines = "".join(f"{shipped()[file].sha256}  {file}\n" for file in files)
    return hashlib.sha256(lines.encode()).hexdigest()


def read(file: str) -> bytes:
    """Return the bytes of a model file after checking them against the hash on record.

    Raises:
        UserError: The file is missing or its bytes are not those that were shipped.

    >>> read("tokenizer.json")[:10]
    b'{"version"'
    """
    from hermeneut.errors import UserError

    path = FOLDER / file
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UserError(f"model file {path} cannot be read: {error}", hint=_REINSTALL) from error
    if hashlib.sha256(data).hexdigest() != shipped()[file].sha256:
        what = f"model file {path} is damaged: its SHA-256 is not the one in MODELS.toml"
        raise UserError(what, hint=_REINSTALL)
    return data


_REINSTALL = "pip install --force-reinstall --no-deps hermeneut"
