"""What a finding is made of: sentences in pieces, each number with its link, and lines beside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

Link = Callable[[str], str]


class Piece(NamedTuple):
    """A piece of a sentence, with a link where it is a number."""

    text: str
    href: str = ""


class Line(NamedTuple):
    """One estimand, told three ways, each a figure with its link."""

    words: str
    raw: Piece
    coded: Piece
    corrected: Piece


@dataclass(frozen=True)
class Finding:
    """One finding.

    Attributes:
        title: What it is about.
        sentences: Each a list of pieces.
        checked: Whether people have checked the labels that it stands on.
        agreement: How well machine and coders do, where it is known.
        href: Where the whole table is.
        lines: What its sentences say, raw, coded alone and corrected side by side.
        of: What the shares in these lines are of.
        key: What it is called where it is reckoned under every set of choices.
    """

    title: str
    sentences: Sequence[Sequence[Piece]]
    checked: bool
    agreement: str = ""
    href: str = ""
    lines: Sequence[Line] = ()
    of: str = ""
    key: str = ""
