"""Mentions: where a text names a target of judgement, or safely means it by role or pronoun."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import pyarrow as pa

from .. import schema
from ..cues import digest, title_marks
from ..design import Target
from ..passes import Row, for_each_text
from .descriptions import described, related
from .pronouns import CUE, Named, meant

if TYPE_CHECKING:
    from ..design import Design

_NAME_KINDS = ("person", "character")
_HONORIFICS = frozenset(
    (
        "Mr",
        "Mrs",
        "Ms",
        "Dr",
        "Sir",
        "Dame",
        "Director",
        "Actor",
        "Actress",
        "Star",
        "Oscar",
        "Lead",
    )
)
_WORD_BEFORE = re.compile(r"([^\W\d_][\w’'-]*\.?)\s+$")
_FIRST = re.compile(r"(?:^|[.!?…:;\n•|—–(\[{*_\"“”‘'«][\"'”’)\]]*)\s*$")


ROLE = "role"  # cue of a description


class _Found(NamedTuple):
    start: int
    end: int
    target: str
    cue: str
    antecedent: int | None = None


@dataclass(frozen=True)
class Mentions:
    """Mentions of the design's targets.

    Settings:
        targets: What can be named, each with its aliases and exceptions.
        title: The work's title; marks the target of kind ``work``.
        year: The work's year.
        names: Makers and cue names: what may stand beside the title.
        distractors: Other things that carry the title in their name.
        least: The least probability of a place of the title that counts; 0.5 or more.
        pronouns: Whether pronouns count whose antecedent is safe.

    An alias counts as a whole word, with or without a possessive, in the case in which it's
    written; one that begins in lower case may begin a sentence. The longest wins where several
    overlap. A bare surname or first name behind another first name (River Phoenix) doesn't count.

    What means a target without naming it counts where that is safe: a role that the design gives it
    (`descriptions`), and a pronoun that the design gives it (`pronouns`).

    Limits: a namesake without a fuller name counts.

    Example:
        >>> cast = Target("phoenix", "his performance", "person", ("Joaquin Phoenix", "Phoenix"))
        >>> find = Mentions(targets=(cast,)).find
        >>> [(m["start"], m["end"]) for m in find("Phoenix’s face. So unlike River Phoenix.")]
        [(0, 7)]
    """

    targets: tuple[Target, ...] = ()
    title: str = ""
    year: int = 0
    names: tuple[str, ...] = ()
    distractors: tuple[str, ...] = ()
    least: float = 0.5
    pronouns: bool = True

    name: ClassVar[str] = "mentions"
    version: ClassVar[int] = 4
    reads: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "texts": ("text_id", "text", "emphasis", "language"),
        "sentences": ("start", "end"),
    }
    writes: ClassVar[pa.Schema] = schema.MENTIONS

    @classmethod
    def from_design(cls, design: Design, **settings: Any) -> Mentions:
        """Take targets, title and what surrounds it from the design."""
        work = design.work
        given = {
            "targets": design.targets,
            "title": work.title,
            "year": work.year,
            "names": (*work.makers, *work.cues),
            "distractors": work.distractors,
        }
        return cls(**{**given, **settings})

    def digest(self) -> str:
        """Name the weights that places of the title are judged by."""
        return digest()

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Find the mentions of a batch of texts."""
        return for_each_text(batch, self.find, self.writes)

    def find(
        self,
        text: str,
        emphasis: Iterable[Mapping[str, int]] | None = None,
        sentences: Sequence[Mapping[str, int]] | None = None,
    ) -> Iterator[Row]:
        """Find the mentions of one text, in order of start."""
        spans = [(s["start"], s["end"]) for s in sentences or ()]
        names = list(_apart([*self._titles(text, emphasis or ()), *self._aliases(text)]))
        roles = described(text, self.targets, self._known(names))
        said = list(_apart([*names, *(_Found(*one[:3], ROLE, one.antecedent) for one in roles)]))
        known = self._known(said)
        stand = list(meant(text, spans, known))
        owners = {one.start: one.target for one in stand}
        others = related(text, self.targets, known, owners)
        said += [_Found(*one[:3], ROLE, one.antecedent) for one in others]
        if self.pronouns:
            said += [_Found(*one[:3], CUE, one.antecedent) for one in stand]
        for one in _apart(said):
            yield one._asdict()

    def _known(self, said: Iterable[_Found]) -> list[Named]:
        """Say of each mention what its target is, and which pronouns it has.

        A title that is somebody's name as well (*Logan*) may be either: it is nobody's for sure.
        """
        targets = {target.id: target for target in self.targets}
        people = {name for t in self.targets if t.kind in _NAME_KINDS for name in t.aliases}
        either = "character" if self.title in people else "work"
        return [
            Named(
                one.start, one.end, one.target, frozenset(targets[one.target].pronouns),
                either if one.cue.startswith("title-") else targets[one.target].kind,
            )
            for one in said
        ]  # fmt: skip

    def _titles(self, text: str, emphasis: Iterable[Mapping[str, int]]) -> Iterator[_Found]:
        works = [target.id for target in self.targets if target.kind == "work"]
        if not works or not self.title:
            return
        marks = title_marks(
            text,
            self.title,
            [(span["start"], span["end"]) for span in emphasis],
            year=self.year or None,
            names=self.names,
            distractors=self.distractors,
        )
        for mark in marks:
            if mark.confidence >= self.least:
                yield _Found(mark.start, mark.end, works[0], f"title-{mark.cue}")

    def _aliases(self, text: str) -> Iterator[_Found]:
        pattern, owners = _compiled(self.targets)
        for found in pattern.finditer(text):
            target, given = owners[_key(found[0])]
            if not _excepted(text, found, target) and not (
                given and _of_another(text, found, given)
            ):
                yield _Found(*found.span(), target.id, "alias")


def _apart(found: Iterable[_Found]) -> Iterator[_Found]:
    """Keep the longest of what overlaps, in order of start."""
    end = 0
    for one in sorted(found, key=lambda f: (f.start, -f.end, f.target)):
        if one.start >= end:
            end = one.end
            yield one


def _key(alias: str) -> str:
    """Spell an alias as the table of owners does: plain spaces and quotes, first letter small."""
    plain = re.sub(r"\s+", " ", alias).replace("’", "'")
    return plain[0].lower() + plain[1:]


@lru_cache(maxsize=16)
def _compiled(
    targets: tuple[Target, ...],
) -> tuple[re.Pattern[str], dict[str, tuple[Target, frozenset[str]]]]:
    """Build one pattern for all aliases, and say whose each is.

    The set that comes with a name of one word holds the words that may stand beside it; it is empty
    for every other alias.
    """
    owners: dict[str, tuple[Target, frozenset[str]]] = {}
    spelled: set[str] = set()
    for target in targets:
        beside = frozenset(word for alias in target.aliases for word in alias.split())
        for alias in target.aliases:
            bare = target.kind in _NAME_KINDS and alias[0].isupper() and " " not in alias
            owners.setdefault(_key(alias), (target, beside if bare else frozenset()))
            spelled.add(alias.replace("’", "'"))
            if alias[0].islower():
                spelled.add(alias[0].upper() + alias[1:].replace("’", "'"))
    pattern = _trie(spelled) if spelled else r"(?!)"
    return re.compile(rf"(?<!\w){pattern}(?!\w)"), owners


def _trie(words: Iterable[str]) -> str:
    """Write a pattern that shares prefixes; the longest word wins."""
    heads: dict[str, list[str]] = {}
    for word in sorted(words):
        if word:
            heads.setdefault(word[0], []).append(word[1:])
    branches = []
    for head, tails in heads.items():
        inner = _trie(tails)
        rest = f"(?:{inner})" + ("?" if "" in tails else "") if inner else ""
        branches.append(_letter(head) + rest)
    return "|".join(branches) if len(branches) < 2 else "(?:" + "|".join(branches) + ")"


def _letter(letter: str) -> str:
    return {" ": r"\s+", "'": "['’]"}.get(letter) or re.escape(letter)


def _excepted(text: str, found: re.Match[str], target: Target) -> bool:
    """Say whether a word beside an alias makes it another name."""
    before = text[max(0, found.start() - 40) : found.start()].rstrip()
    after = text[found.end() : found.end() + 40].lstrip()
    return any(re.search(rf"(?<!\w){re.escape(w)}$", before) for w in target.except_after) or any(
        re.match(rf"{re.escape(w)}(?!\w)", after) for w in target.except_before
    )


def _of_another(text: str, found: re.Match[str], beside: frozenset[str]) -> bool:
    """Say whether a name of one word is part of another person's fuller name."""
    before = _WORD_BEFORE.search(text, max(0, found.start() - 30), found.start())
    if not before or not before[1][0].isupper() or before[1] in beside:
        return False
    word = before[1].rstrip(".")
    if word in _HONORIFICS or word.endswith(("’s", "'s", "s’")) or len(word) < 2 or word.isupper():
        return False
    return not _FIRST.search(text, max(0, before.start() - 6), before.start())
