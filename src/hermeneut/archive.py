"""Evidence as the kernel reads it: which WARC files there are, and what lies in them.

Writing them is `hermeneut.collect.evidence.warc`'s; what a capture is, `hermeneut.captures` says.
"""

from __future__ import annotations

from pathlib import Path

from .captures import index, payload

__all__ = ["files", "index", "name", "payload"]


def files(folder: Path) -> list[Path]:
    """List the closed WARC files of an archive, sorted."""
    return sorted(folder.glob("[!.]*.warc.gz"))


def name(path: Path) -> str:
    """Name a WARC file as a shard.

    Example:
        >>> name(Path("archive/00001.warc.gz"))
        '00001'
    """
    return path.name.removesuffix(".warc.gz")
