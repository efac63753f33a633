"""Who a speaker is, within a document: "Ferris", "she" and "the historian" may be Maud Ferris.

A name is given when it is safe: a surname that one fuller name in the text has; a pronoun behind
one person alone; a role that the text, or the design, gives to one person. Else nothing is said.

Source of the order of trust: name, description, pronoun, as in the sieves of Raghunathan et al.
2010, *A Multi-Pass Sieve for Coreference Resolution* (EMNLP).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from ..design import Target
from ..passes import Row
from .saying import words

_CAP = r"[A-ZÀ-ÖØ-Þ](?:[\w’'‑-]*[\w]|\.(?:[A-Z]\.)*)?"
_PARTICLE = r"(?:de|da|di|du|del|della|der|den|van|von|la|le|el|al|bin|ibn|ten|ter)"
_NAME = re.compile(rf"(?<![\w’'-]){_CAP}(?:\s(?:{_PARTICLE}\s){{0,2}}{_CAP})*")
_HONORIFIC = re.compile(
    r"(?:(?:Mr|Mrs|Ms|Mx|Dr|Prof|Professor|Doctor|Rev|Father|Sister|Sir|Dame|Lord|Lady|Miss|Madame"
    r"|Saint|St|Sen|Gov|President|Judge|Director|Critic)\.?\s)+"
)
# Capitals that begin a sentence, not a name.
_NO_NAMES = frozenset(
    words(
        """
        A According Again All Although An And Another Any As Asked At Because Before Both But By
        Critics Even Every Everyone For From Further He Her Here His How However I If In Indeed Is
        It Its Just Later Like Many Meanwhile Most Much My No Nobody None Nor Not Now Of On Once One
        Only Or Our Others People Perhaps Reviewers She Since So Some Someone Still Such That The
        Their Then There These They This Those Though Three To Too Two Under Until We What When
        Where While Who Why With Yet You Your Several Few Professor Doctor Dr Mr Mrs Ms
        """
    )
)
_OF = re.compile(r"\b(?:of|for|at|from|in|by|with|to|on|about)\s(?:the\s|The\s)?$")
_PRONOUNS = frozenset(("he", "she"))
_ROLE = re.compile(
    r"^(?:(?:the|this|that|our|its|their)\s)(?:[\w’'-]+\s){0,2}?(?P<noun>[a-z][\w-]+)$", re.IGNORECASE
)
_APPOSED = re.compile(r"(?P<noun>[a-z][\w-]+),?\s$")
_APPOSITION = re.compile(r",\s(?:who\s(?:is|was)\s)?(?:an?|the|its|their|his|her|one of the)\s(?P<np>[^,.;:!?()\n“”\"]{3,100})")
_HEAD = re.compile(r"(?:[\w’'-]+\s){0,4}?(?P<noun>[a-z][\w-]+)(?=\s(?:at|of|for|from|in|who|with|and|on|based|by)\b|$)")
_STUDY = re.compile(
    r"\b(?:[Aa]n?|[Oo]ne|[Aa]nother)\s(?:[\w’'-]+\s){0,3}?(?P<noun>study|paper|report|survey|article|essay|poll)\s"
    rf"(?:(?:published|done|conducted|led)\s)?(?:by|from|of|in|at)\s(?:researchers\s(?:at|from)\s)?(?:[Tt]he\s)?(?P<name>{_NAME.pattern})"
)
_FEMALE, _MALE = frozenset(words("Mrs Ms Miss Dame Lady Madame Sister")), frozenset(words("Mr Sir Lord Father"))
_NEAR = 600  # code points that a pronoun may be from its name


class Known(NamedTuple):
    """Somebody of the design.

    Attributes:
        name: What they are called.
        target: Their id; empty if they are no target.
        voice: ``character`` or ``maker``.
    """

    name: str
    target: str
    voice: str


@dataclass(frozen=True)
class Cast:
    """The people of the design, by what they are called in running text."""

    names: Mapping[str, Known]  # aliases with a capital, and the surnames of makers
    roles: Mapping[str, Known]  # aliases without: the director, the operating system


@lru_cache(maxsize=16)
def cast_of(targets: tuple[Target, ...], makers: tuple[str, ...]) -> Cast:
    """Take the people of a design: makers, players, characters.

    Example:
        >>> juno = Target("juno", "Juno", "character", ("Juno", "the voice"))
        >>> cast = cast_of((juno,), ("Ilse Varga",))
        >>> cast.names["Varga"].name, cast.roles["the voice"].name
        ('Ilse Varga', 'Juno')
    """
    names: dict[str, Known] = {}
    roles: dict[str, Known] = {}
    for target in targets:
        if target.kind not in ("person", "character"):
            continue
        capital = [alias for alias in target.aliases if alias[:1].isupper()]
        maker = next((name for name in makers if name in capital), "")
        longest = max(capital, key=lambda alias: (len(alias.split()), len(alias)), default="")
        name = target.label if target.kind == "character" else maker or longest
        voice = "character" if target.kind == "character" else "maker"
        if not name:
            continue
        for alias in target.aliases:
            (names if alias in capital else roles)[alias] = Known(name, target.id, voice)
    for maker in makers:
        for called in (maker, maker.split()[-1]):
            names.setdefault(called, Known(maker, "", "maker"))
    return Cast(names, roles)


class Speaker(NamedTuple):
    """Who somebody is.

    Attributes:
        name: Their name; ``None`` when nobody is named, or it isn't safe.
        known: Who of the design they are.
    """

    name: str | None
    known: Known | None = None


class Mention(NamedTuple):
    """Where a name stands."""

    start: int
    end: int
    name: str


def resolve(text: str, rows: Sequence[Row], cast: Cast) -> list[Speaker]:
    """Say who the speaker of each row is.

    Args:
        text: The document's text.
        rows: Quotations with ``source_start`` and ``source_end``, in order of start.
        cast: The people of the design.

    Example:
        >>> text = "The critic Maud Ferris was kind. “It is warm,” Ferris said. “And long,” she added."
        >>> rows = [{"source_start": at, "source_end": end} for at, end in ((47, 53), (72, 75))]
        >>> [one.name for one in resolve(text, rows, Cast({}, {}))]
        ['Maud Ferris', 'Maud Ferris']
    """
    people = _People(text, rows, cast)
    return [people.of(row) for row in rows]


class _People:
    """The names of one document and what they are called beside."""

    def __init__(self, text: str, rows: Sequence[Row], cast: Cast) -> None:
        self.text, self.cast = text, cast
        self.mentions = [_mention(m) for m in _NAME.finditer(text) if _is_name(m)]
        self.full = _fuller(self.mentions, cast)
        sources = [self._named(row) for row in rows if row["source_start"] is not None]
        self.speakers = {name for name in sources if name}
        self.speakers |= {known.name for known in cast.names.values()}
        self.roles = self._roles()
        self.living = [
            m._replace(name=name)
            for m in self.mentions
            if (name := self._canonical(m.name)) in self.speakers
        ]
        self.starts = [m.start for m in self.living]
        self.sexes = self._sexes()

    def of(self, row: Row) -> Speaker:
        """Say who the speaker of a row is."""
        if row["source_start"] is None:
            return Speaker(None)
        name = self._named(row)
        if name is None:
            said = self.text[row["source_start"] : row["source_end"]]
            name = self._by_pronoun(row) if said.lower() in _PRONOUNS else self._by_role(said)
        return Speaker(name, self._known(name) if name else None)

    def _known(self, name: str) -> Known | None:
        return next((k for k in self.cast.names.values() if k.name == name), None)

    def _named(self, row: Row) -> str | None:
        """Read the name of a source that has one: not the firm of "a spokesman for the firm"."""
        start, end = row["source_start"], row["source_end"]
        found = [m for m in _NAME.finditer(self.text, start, end) if _is_name(m)]
        own = [
            m for m in found
            if not _OF.search(self.text, max(start, m.start() - 12), m.start())
            and not re.match(r"[’']s?\s\w", self.text[m.end() : end])
        ]  # fmt: skip
        if not own:
            return None
        return self._canonical(_mention(own[0]).name)

    def _canonical(self, name: str) -> str:
        name = re.sub(r"[’']s?$", "", name)
        if name in self.cast.names:
            return self.cast.names[name].name
        fuller = self.full.get(name, ())
        return fuller[0] if len(fuller) == 1 else name

    def _roles(self) -> dict[str, set[str]]:
        """Map nouns to the names they stand beside: the historian Ruth Calloway."""
        roles: dict[str, set[str]] = {}
        for m in self.mentions:
            name = self._canonical(m.name)
            before = _APPOSED.search(self.text, max(0, m.start - 40), m.start)
            behind = _APPOSITION.match(self.text, m.end)
            head = behind and _HEAD.match(behind["np"])
            for noun in (before and before["noun"], head and head["noun"]):
                if noun and noun not in _NOT_ROLES:
                    roles.setdefault(noun, set()).add(name)
        for found in _STUDY.finditer(self.text):
            roles.setdefault(found["noun"], set()).add(found["name"])
        for alias, known in self.cast.roles.items():
            noun = alias.split()[-1]
            if any(self._canonical(m.name) == known.name for m in self.mentions):
                roles.setdefault(noun, set()).add(known.name)
        return roles

    def _by_role(self, said: str) -> str | None:
        found = _ROLE.match(said)
        names = self.roles.get(found["noun"].lower(), set()) if found else set()
        return next(iter(names)) if len(names) == 1 else None

    def _sexes(self) -> dict[str, str]:
        sexes: dict[str, str] = {}
        for m in self.living:
            title = re.search(r"\b(\w+)\.?\s$", self.text[max(0, m.start - 10) : m.start])
            if title and title[1] in _FEMALE | _MALE:
                sexes[m.name] = "she" if title[1] in _FEMALE else "he"
        return sexes

    def _by_pronoun(self, row: Row) -> str | None:
        """Find the one person whom a pronoun can mean.

        The paragraph's persons before it, else the last paragraph's; somebody who stood first in
        the last sentence wins over others in it.
        """
        at, pronoun = row["source_start"], self.text[row["source_start"] : row["source_end"]].lower()
        until = bisect_left(self.starts, at)
        inside = row["start"] < at < row["end"]
        near = [
            m for m in self.living[max(0, until - 12) : until]
            if at - m.start < _NEAR and self.sexes.get(m.name, pronoun) == pronoun
            and (inside or not row["start"] <= m.start < row["end"])
        ]  # fmt: skip
        if not near:
            return None
        floor = self.text.rfind("\n", 0, at)
        here = [m for m in near if m.start > floor] or near
        names = {m.name for m in here}
        if len(names) == 1:
            return here[-1].name
        return self._first_of_sentence(here, at)

    def _first_of_sentence(self, here: Sequence[Mention], at: int) -> str | None:
        """Name who alone stands in the last sentence that names somebody before a place."""
        last = here[-1]
        start = max(self.text.rfind(mark, 0, last.start) for mark in (". ", "? ", "! ", "\n", "” "))
        names = {m.name for m in here if m.start > start}
        return last.name if len(names) == 1 else None


_NOT_ROLES = frozenset(words("and or but that which as by with from in of the a an for to when while says said called named like than"))


def _mention(found: re.Match[str]) -> Mention:
    """Cut titles before a name."""
    lead = _HONORIFIC.match(found[0])
    at = lead.end() if lead and lead.end() < len(found[0]) else 0
    word = found[0].split()[0]
    if not at and word in _NO_NAMES and " " in found[0]:
        at = len(word) + 1
    name = re.sub(r"[’']s$", "", found[0][at:])
    return Mention(found.start() + at, found.start() + at + len(name), name)


def _is_name(found: re.Match[str]) -> bool:
    return found[0] not in _NO_NAMES and not (len(found[0]) < 2)


def _fuller(mentions: Iterable[Mention], cast: Cast) -> dict[str, tuple[str, ...]]:
    """Map each word of a fuller name, first or last, to the fuller names that have it."""
    found: dict[str, dict[str, None]] = {}
    for name in sorted({m.name for m in mentions if " " in m.name} | {k.name for k in cast.names.values()}):
        parts = name.split()
        for part in {parts[-1], parts[0]} if len(parts) > 1 else ():
            found.setdefault(part, {})[name] = None
    return {part: tuple(names) for part, names in found.items()}
