"""Record the files of a trained model in MODELS.toml, which the package reads."""

import hashlib
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path

MANIFEST = "MODELS.toml"
HEADER = "# Written by the scripts in models/training: one entry a file. Do not edit by hand.\n"


@dataclass(frozen=True)
class ModelFile:
    """Describe one shipped file: what it is, where it came from, how it was built."""

    model: str
    file: str
    sha256: str
    source: str
    licence: str
    built: str


def sha256_of(data: bytes) -> str:
    """Return the SHA-256 of bytes as lower-case hexadecimal.

    >>> sha256_of(b"")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(data).hexdigest()


def write(folder: Path, data: bytes, *, describes: ModelFile) -> ModelFile:
    """Write one model file into ``folder`` and return its entry with the hash filled in."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / describes.file).write_bytes(data)
    return ModelFile(**{**asdict(describes), "sha256": sha256_of(data)})


def record(folder: Path, entries: list[ModelFile]) -> None:
    """Put entries into ``folder/MODELS.toml``, replacing those of the same files."""
    path = folder / MANIFEST
    rows = tomllib.loads(path.read_text("utf-8"))["files"] if path.exists() else []
    kept = {row["file"]: ModelFile(**row) for row in rows}
    kept.update({entry.file: entry for entry in entries})
    path.write_text(HEADER + "".join(_toml(kept[name]) for name in sorted(kept)), "utf-8")


def _toml(entry: ModelFile) -> str:
    lines = [f'{name} = "{_escaped(value)}"' for name, value in asdict(entry).items()]
    return "\n[[files]]\n" + "\n".join(lines) + "\n"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')
