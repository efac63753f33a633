"""Who a speaker is, within a document: "Ferris", "she" and "the historian" may be Maud Ferris.

A name is given when it is safe: a surname that one fuller name in the text has; a pronoun behind
one person alone; a role that the text, or the design, gives to one person. Else nothing is said.

Source of the order of trust: name, description, pronoun, as in the sieves of Raghunathan et al.
2010, *A Multi-Pass Sieve for Coreference Resolution* (EMNLP).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from ..design import Target
from ..models.capitals import is_small
from ..passes import Row
from .descriptions import is_manys
from .personnames import NAME, Mention, is_nobodys, is_thing, lent, mention, only_opens, opens
from .saying import words

_OF = re.compile(r"\b(?:of|for|at|from|in|by|with|to|on|about)\s(?:the\s|The\s)?$")
_PRONOUNS = frozenset(("he", "she"))
_ROLE = re.compile(
    r"^(?:(?:the|this|that|our|its|their)\s)(?:[\w’'-]+\s){0,2}?(?P<noun>[a-z][\w-]+)$",
    re.IGNORECASE,
)
_APPOSED = re.compile(r"(?P<noun>[a-z][\w-]+),?\s$")
_APPOSITION = re.compile(
    r",\s(?:who\s(?:is|was)\s)?(?:an?|the|its|their|his|her"
    r"|one of the)\s(?P<np>[^,.;:!?()\n“”\"]{3,100})"
)
_HEAD = re.compile(
    r"(?:[\w’'-]+\s){0,4}?(?P<noun>[a-z][\w-]+)(?=\s(?:at|of|for|from|in|who|with"
    r"|and|on|based|by)\b|$)"
)
_STUDY = re.compile(
    r"\b(?:[Aa]n?|[Oo]ne|[Aa]nother)\s(?:[\w’'-]+\s){0,3}?(?P<noun>study|paper"
    r"|report|survey|article|essay|poll)\s"
    rf"(?:(?:published|done|conducted|led)\s)?(?:by|from|of|in"
    rf"|at)\s(?:researchers\s(?:at|from)\s)?(?:[Tt]he\s)?(?P<name>{NAME.pattern})"
)
_FEMALE, _MALE = (
    frozenset(words("Mrs Ms Miss Dame Lady Madame Sister")),
    frozenset(words("Mr Sir Lord Father")),
)
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
    roles: Mapping[str, Known]  # aliases without, and roles that one has: the director, the OS


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
    shared = Counter(role for target in targets for role in target.roles)
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
        for role in target.roles:
            if shared[role] == 1 and not is_manys(role):
                roles[role] = Known(name, target.id, voice)
    for maker in makers:
        for called in (maker, maker.split()[-1]):
            names.setdefault(called, Known(maker, "", "maker"))
    return Cast(names, roles)


class Speaker(NamedTuple):
    """Who somebody is.

    Attributes:
        name: Their name; ``None`` when nobody is named, or it isn't safe.
        known: Who of the design they are.
        described: What else a pronoun stands for: my neighbour.
    """

    name: str | None
    known: Known | None = None
    described: str | None = None


def resolve(text: str, rows: Sequence[Row], cast: Cast) -> list[Speaker]:
    """Say who the speaker of each row is.

    Args:
        text: The document's text.
        rows: Quotations with ``source_start`` and ``source_end``, in order of start.
        cast: The people of the design.

    Example:
        >>> text = "The critic Maud Ferris was kind. “It is warm,” Ferris said. “Long,” she added."
        >>> rows = [
        ...     {"kind": "direct", "start": 34, "end": 45, "source_start": 47, "source_end": 53},
        ...     {"kind": "direct", "start": 61, "end": 66, "source_start": 68, "source_end": 71},
        ... ]
        >>> [one.name for one in resolve(text, rows, Cast({}, {}))]
        ['Maud Ferris', 'Maud Ferris']
    """
    people = _People(text, rows, cast)
    return [people.of(row) for row in rows]


class _People:
    """The names of one document and what they are called beside."""

    def __init__(self, text: str, rows: Sequence[Row], cast: Cast) -> None:
        self.text, self.cast = text, cast
        found = [mention(m) for m in NAME.finditer(text)]
        self.small = set(_SMALL.findall(text))
        self.inside = {m.name for m in found if m and not opens(text, m.start)}
        self.mentions = [m for m in found if m and self._is_name(m)]
        self.full = _fuller(self.mentions, cast)
        named = (self._named(row) for row in rows if row["source_start"] is not None)
        said = {name for name in named if name} | {k.name for k in cast.names.values()}
        persons = set(said)
        persons |= {m.name for m in self.mentions if " " in m.name and not is_thing(text, m)}
        persons -= {m.name for m in self.mentions if m.name not in said and _is_work(text, m)}
        persons |= {
            m.name for m in self.mentions if _BY_NOUN.search(text, max(0, m.start - 40), m.start)
        }
        self.living = [
            m._replace(name=name)
            for m in self.mentions
            if (name := self._canonical(m.name)) in persons
            and not is_thing(text, m)
            and not _PLACED.search(text, max(0, m.start - 8), m.start)
        ]
        self.starts = [m.start for m in self.living]
        self.roles = self._roles()
        self.sexes = self._sexes()
        self.quoted = [(row["start"], row["end"]) for row in rows if row["kind"] == "direct"]

    def of(self, row: Row) -> Speaker:
        """Say who the speaker of a row is."""
        if row["source_start"] is None:
            return Speaker(None)
        name, described = self._named(row), None
        if name is None:
            said = self.text[row["source_start"] : row["source_end"]]
            if said.lower() in _PRONOUNS:
                name, described = self._by_pronoun(row)
            elif said.lower() == "who":
                name = self._before(row["source_start"])
            else:
                name = self._by_role(said)
        known = next((k for k in self.cast.names.values() if k.name == name), None)
        return Speaker(name, known, described)

    def _named(self, row: Row) -> str | None:
        """Read the name of a source that has one: not the firm of "a spokesman for the firm"."""
        start, end = row["source_start"], row["source_end"]
        if _WITH_OTHERS.match(self.text, start, end):
            return None
        for found in NAME.finditer(self.text, start, end):
            one = mention(found)
            if not one or not self._is_name(one):
                continue
            of = _OF.search(self.text, max(start, one.start - 12), one.start)
            owner = _QUALIFIES.match(self.text, one.end, end)
            within = _WITHIN.search(self.text, max(0, one.start - 8), one.start)
            if not of and not owner and not within:
                return self._canonical(one.name)
        behind = _NAMED_BEHIND.match(self.text, end) if _SOMEBODY.match(self.text, start) else None
        named = NAME.match(self.text, behind.end()) if behind else None
        one = mention(named) if named else None
        return self._canonical(one.name) if one else None

    def _is_name(self, one: Mention) -> bool:
        """Say whether a capital may be somebody's: no sentence's, no place's, no number's."""
        if one.name in self.cast.names:
            return True
        if is_nobodys(one.name) or only_opens(self.text, one, self.small):
            return False
        return not lent(self.text, one, self.inside)

    def _canonical(self, name: str) -> str:
        if name in self.cast.names:
            return self.cast.names[name].name
        fuller = self.full.get(name, ())
        if len(fuller) == 1:
            return fuller[0]
        _, _, rest = name.partition(" ")  # a verb may stand before it: Compare Ada Quill
        return rest if " " in rest and rest.split()[-1] in self.full else name

    def _roles(self) -> dict[str, set[str]]:
        """Map nouns to the names they stand beside: the historian Ruth Calloway."""
        roles: dict[str, set[str]] = {}
        for m in self.living:
            before = _APPOSED.search(self.text, max(0, m.start - 40), m.start)
            behind = _APPOSITION.match(self.text, m.end)
            head = behind and _HEAD.match(behind["np"])
            for noun in (before and before["noun"], head and head["noun"]):
                if noun and noun not in _NOT_ROLES:
                    roles.setdefault(noun, set()).add(m.name)
        for found in _STUDY.finditer(self.text):
            roles.setdefault(found["noun"], set()).add(found["name"])
        alive = {m.name for m in self.living}
        for alias, known in self.cast.roles.items():
            if known.name in alive:
                roles.setdefault(alias.split()[-1], set()).add(known.name)
        return roles

    def _by_role(self, said: str) -> str | None:
        found = _ROLE.match(said)
        names = self.roles.get(found["noun"].lower(), set()) if found else set()
        return next(iter(names)) if len(names) == 1 else None

    def _before(self, at: int) -> str | None:
        """Name whom a relative pronoun follows, as in "it is Juno herself who says"."""
        until = bisect_left(self.starts, at)
        last = self.living[until - 1] if until else None
        near = last is not None and re.fullmatch(
            r",?(?:\s(?:him|her)self)?,?\s", self.text[last.end : at]
        )
        return last.name if last and near else None

    def _sexes(self) -> dict[str, str]:
        sexes: dict[str, str] = {}
        for m in self.living:
            title = re.search(r"\b(\w+)\.?\s$", self.text[max(0, m.start - 10) : m.start])
            if title and title[1] in _FEMALE | _MALE:
                sexes[m.name] = "she" if title[1] in _FEMALE else "he"
        return sexes

    def _by_pronoun(self, row: Row) -> tuple[str | None, str | None]:
        """Find the one person whom a pronoun can mean, by name or by description.

        Somebody described but not named, nearer than any name, is whom it means ("my neighbour");
        else the only person named in the paragraph so far; else the one person of the last sentence
        that names any, or who opens it.
        """
        at, pronoun = (
            row["source_start"],
            self.text[row["source_start"] : row["source_end"]].lower(),
        )
        until = bisect_left(self.starts, at)
        near = [
            m for m in self.living[max(0, until - 12) : until]
            if at - m.start < _NEAR and self.sexes.get(m.name, pronoun) == pronoun
            and not self._is_quoted(m.start)
        ]  # fmt: skip
        floor = max(self.text.rfind("\n", 0, at) + 1, at - _NEAR)
        described = self._described(max(floor, near[-1].end if near else 0), at, pronoun)
        if described or not near:
            return None, described
        here = [m for m in near if m.start >= floor] or near
        if len({m.name for m in here}) == 1:
            return here[-1].name, None
        return self._of_last_sentence(here), None

    def _described(self, start: int, end: int, pronoun: str) -> str | None:
        """Find who is described in a stretch and not named: a woman behind me."""
        *_, last = (None, *_PERSON.finditer(self.text, start, end))
        if last is None or self._is_quoted(last.start()):
            return None
        if self._canonical_after(last.end()):
            return None
        other = _MEN if pronoun == "she" else _WOMEN
        return None if last["noun"].lower() in other else last[0]

    def _is_quoted(self, at: int) -> bool:
        nth = bisect_right(self.quoted, (at, len(self.text))) - 1
        return nth >= 0 and at < self.quoted[nth][1]

    def _canonical_after(self, at: int) -> bool:
        """Say whether a name follows a description: my friend Tamsin."""
        nth = bisect_left(self.starts, at)
        return nth < len(self.starts) and self.starts[nth] - at <= 2

    def _of_last_sentence(self, here: Sequence[Mention]) -> str | None:
        start = max(
            self.text.rfind(mark, 0, here[-1].start) for mark in (". ", "? ", "! ", "\n", "” ")
        )
        inside = [m for m in here if m.start > start]
        alone = len({m.name for m in inside}) == 1
        opens = re.fullmatch(r"\W*(?:[\w’'-]+\s){0,3}", self.text[start + 1 : inside[0].start])
        return inside[0].name if alone or opens else None


_NOT_ROLES = frozenset(
    words(
        """
        and or but that which as by with from in of the a an for to when while says said called
        named like than one on at about
        """
    )
)
_KIN = (
    "mother|father|sister|brother|daughter|son|wife|husband|aunt|uncle|cousin|neighbou?r|friend"
    "|colleague|woman|man|girl|boy|student|widow|widower|nurse|engineer|user|customer|reader|viewer"
    "|teenager|critic|reviewer|columnist|professor|director|producer|spokesman|spokeswoman|minister"
    "|lady|guy|kid|child|grandmother|grandfather|lawyer|doctor|therapist|teacher|baker|driver"
)
_PERSON = re.compile(
    rf"\b(?:[Aa]n?|[Mm]y|[Hh]is|[Hh]er|[Oo]ur|[Tt]heir|[Oo]ne|[Aa]nother"
    rf"|[Tt]he)\s(?:[\w’'-]+\s){{0,2}}?(?P<noun>{_KIN})\b(?![’'])"
    r"(?:\s(?:behind|beside|next to|in front of)\s\w+)?"
)
_BY_NOUN = re.compile(rf"\b(?:{_KIN}),?\s(?:called\s|named\s)?$")
_WOMEN = frozenset(
    words("mother sister daughter wife aunt woman girl widow spokeswoman lady grandmother")
)
_MEN = frozenset(
    words("father brother son husband uncle man boy widower spokesman guy grandfather")
)


_SMALL = re.compile(r"\b[a-z]{2,}\b")
# "Ferris’s doctor", "Grand manager Loretta Pugh": what stands before a noun names no speaker.
_QUALIFIES = re.compile(
    r"[’']s?\s\w|\s(?!(?:and|or|but|of|in|at|who|whom|whose|which|that|with|for|from|on|by|to|as|the"
    r"|an?|is|was|has|had|himself|herself|itself|themselves|alone|too|also|later|then|now|once|here"
    r"|there|even|never|just|von|van|de|di|da|del|della|la|le|al|bin|ibn|ten|ter|der|den|du|el)\b)"
    r"[a-z]{3,}(?<!ly)\b"
)
_NUMBERED = re.compile(r"\s\d")
_WITHIN = re.compile(r"\b(?:in|In|at|At|near|across)\s$")  # a student in Chengdu
_WITH_OTHERS = re.compile(r"(?:he|she|they|we|I)\sand\s", re.IGNORECASE)
_PLACED = re.compile(r"\b(?:of|at|in|from)\s$")
_SOMEBODY = re.compile(r"(?:[Aa]n?|[Oo]ne|[Mm]y|[Tt]he|[Oo]ur)\s[a-z]")
_NAMED_BEHIND = re.compile(r"(?:\s[a-z]+){0,3}(?:,\s|\s(?:named|called)\s)(?=[A-Z])")


def _is_work(text: str, one: Mention) -> bool:
    """Say whether a name is rather a work's: a number behind it, or a common word at its end."""
    return bool(_NUMBERED.match(text, one.end)) or is_small(one.name.split()[-1])


def _fuller(mentions: Iterable[Mention], cast: Cast) -> dict[str, tuple[str, ...]]:
    """Map each word of a fuller name, first or last, to the fuller names that have it."""
    found: dict[str, dict[str, None]] = {}
    for name in sorted(
        {m.name for m in mentions if " " in m.name} | {k.name for k in cast.names.values()}
    ):
        parts = name.split()
        for part in {parts[-1], parts[0]} if len(parts) > 1 else ():
            found.setdefault(part, {})[name] = None
    return {part: tuple(names) for part, names in found.items()}
