"""Descriptions: which target "the director" or "her co-star" means, where that is safe.

A role that one target has is that target's in a text that names the work or its holder, unless the
text gives the role to somebody else. One that several have, and one that many in any film have (the
actor), is whose name stood last before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from ..design import Target
from .personnames import NAME, mention
from .pronouns import Named, covered

_BACK = 300  # code points: how far back the holder may stand of a role that isn't one's alone
_NAME = r"[A-ZÀ-ÖØ-Þ][\w’'.-]+"
_MANYS = frozenset(("actor", "actress", "comedian", "performer", "player", "star"))
_OWNED = re.compile(r"(?:his|her)\s", re.IGNORECASE)
# "the director of the museum", "the actor who", "the director’s cut", "the hero’s journey"
_ANOTHERS = re.compile(
    r"\s(?:of|who|whom|whose|that)\b|[’']s\s(?:cut|chair|journey)\b|\s(?:role|part|character)s?\b"
)
_SAID_OF = re.compile(  # "becomes the protagonist", "in every film, the hero"
    r"\b(?:every|each|any|myth of|is|was|being|as|becomes?|became|out to be|between)\s$"
    r"|\b[Ii]n (?:every|each|most|any|many)\s[^.;:!?]{0,40},\s$"
)
_NAMED_BEHIND = re.compile(r",?\s(?:named\s|called\s|M[rs]s?\.?\s)?(?=[A-ZÀ-ÖØ-Þ][\w’'.-]*)")
_NAMED_BEFORE = re.compile(r"[A-ZÀ-ÖØ-Þ][\w’'.-]*(?<![’']s)\)?\s?(?:,|:|\(|—|–|\s-)\s?$")
_CLOSED = re.compile(r"[,.;:)—–]|\s[—–-]\s|$")


class Described(NamedTuple):
    """A role that means a target.

    Attributes:
        start: First code point.
        end: One past the last.
        target: Its id.
        antecedent: Where its name stood last before; ``None`` if it wasn't named.
    """

    start: int
    end: int
    target: str
    antecedent: int | None


def described(
    text: str, targets: tuple[Target, ...], named: Sequence[Named]
) -> Iterator[Described]:
    """Find the roles that mean a target, in order; those of somebody's are `related`'s.

    Args:
        text: The text.
        targets: What can be meant, each with its roles.
        named: The places where targets are named, in order.

    Example:
        >>> maud = Target("maud", "Ilse Maud", "person", ("Ilse Maud",), roles=("the director",))
        >>> text = "Ilse Maud films rooms. The director of photography is new; the director isn’t."
        >>> found = described(text, (maud,), [Named(0, 9, "maud")])
        >>> [(one.start, one.target, one.antecedent) for one in found]
        [(59, 'maud', 0)]
    """
    for role, holders in _roles(text, targets, named):
        if not _OWNED.match(role[0]):
            earlier = [one for one in named if one.end <= role.start()]
            holder = (
                _last(text, role, holders, earlier)
                if len(holders) > 1 or is_manys(role[0])
                else holders[0] if _is_its(text, role, holders[0], named) else None
            )  # fmt: skip
            if holder:
                yield _of(role, holder, named)


def is_manys(role: str) -> bool:
    """Say whether many in any film have a role, however few of them the design lists.

    Example:
        >>> [is_manys(role) for role in ("the actor", "her co-star", "the lead actor", "the hero")]
        [True, True, False, False]
    """
    if _OWNED.match(role):
        return True
    *before, noun = role.lower().split()
    return noun in _MANYS and not {"lead", "leading", "main"}.intersection(before)


def related(
    text: str, targets: tuple[Target, ...], named: Sequence[Named], owners: Mapping[int, str]
) -> Iterator[Described]:
    """Find the roles of somebody's that mean a target, in order: "her co-star".

    It is the one holder who isn't she; nobody where more than one is left.

    Args:
        text: The text.
        targets: What can be meant, each with its roles.
        named: The places where targets are named, in order.
        owners: Whom the pronouns of the text mean, by where they begin.

    Example:
        >>> ben = Target("ben", "Ben", "person", ("Ben",), roles=("her co-star",))
        >>> text = "Ada laughs; Ben, too. Ada likes her co-star."
        >>> found = related(text, (ben,), [Named(12, 15, "ben")], {32: "ada"})
        >>> [text[one.start : one.end] for one in found]
        ['her co-star']
    """
    for role, holders in _roles(text, targets, named):
        owner = owners.get(role.start())
        others = [one for one in holders if one != owner]
        if _OWNED.match(role[0]) and owner and len(others) == 1:
            yield _of(role, others[0], named)


def _roles(
    text: str, targets: tuple[Target, ...], named: Sequence[Named]
) -> Iterator[tuple[re.Match[str], tuple[str, ...]]]:
    """Find the roles that may be a target's, each with those who have it."""
    pattern, holders = _compiled(targets)
    if not holders or not named:
        return
    for role in pattern.finditer(text):
        if not covered(named, *role.span()) and not _is_anothers(text, role):
            yield role, holders[_key(role[0])]


def _of(role: re.Match[str], holder: str, named: Sequence[Named]) -> Described:
    own = [one.start for one in named if one.target == holder and one.end <= role.start()]
    return Described(*role.span(), holder, own[-1] if own else None)


def _key(role: str) -> str:
    plain = " ".join(role.split())
    return plain[0].lower() + plain[1:]


@lru_cache(maxsize=16)
def _compiled(targets: tuple[Target, ...]) -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
    """Build one pattern for all roles, and say whose each is."""
    holders: dict[str, tuple[str, ...]] = {}
    for target in targets:
        for role in target.roles:
            holders[_key(role)] = (*holders.get(_key(role), ()), target.id)
    said = "|".join(
        f"[{role[0].lower()}{role[0].upper()}]" + re.escape(role[1:]).replace(r"\ ", r"\s+")
        for role in sorted(holders, key=lambda one: (-len(one), one))
    )
    return re.compile(rf"\b(?:{said or '(?!)'})(?![\w-])"), holders


def _is_anothers(text: str, role: re.Match[str]) -> bool:
    """Say whether a role is anybody's, or somebody's who is named beside it and counts there."""
    lead = text[max(0, role.start() - 60) : role.start()]
    if _ANOTHERS.match(text, role.end()):
        return True
    if _SAID_OF.search(lead) and text[role.end() : role.end() + 2] not in ("’s", "'s"):
        return True
    behind = _NAMED_BEHIND.match(text, role.end())
    if behind and _is_name(text, behind.end()):
        return True
    return bool(_NAMED_BEFORE.search(lead) and _CLOSED.match(text, role.end()))


def _is_name(text: str, at: int) -> bool:
    found = NAME.match(text, at)
    return found is not None and mention(found) is not None


def _last(
    text: str, role: re.Match[str], holders: tuple[str, ...], earlier: Sequence[Named]
) -> str | None:
    """Return the only one of several who was named shortly before, in the same paragraph."""
    near = {
        one.target
        for one in earlier
        if one.target in holders
        and role.start() - one.end < _BACK
        and "\n" not in text[one.end : role.start()]
    }
    return near.pop() if len(near) == 1 else None


def _is_its(text: str, role: re.Match[str], holder: str, named: Sequence[Named]) -> bool:
    """Say whether a role is its only holder's here: nobody else has it, or hadn't it last."""
    if not any(one.kind == "work" or one.target == holder for one in named):
        return False
    own = [one for one in named if one.target == holder]
    known = [*own, *(one for one in named if one.kind == "work")]
    rivals = [
        at
        for at in _given(text, role[0].split()[-1].lower())
        if at < role.start() and not any(one.start <= at < one.end for one in known)
    ]
    if not rivals:
        return True
    last = max((one.start for one in own if one.end <= role.start()), default=-1)
    return last > max(rivals) and role.start() - last < _BACK


@lru_cache(maxsize=4)  # a text says "the director" more than once
def _given(text: str, noun: str) -> tuple[int, ...]:
    """Find the names that a text gives a role to: director Ada Quill; Ada Quill, the director."""
    by = r"|\b[Dd]irected\sby\s" if noun == "director" else ""
    before = re.compile(
        rf"(?:\b[{noun[0]}{noun[0].upper()}]{re.escape(noun[1:])},?\s{by})(?={_NAME})"
    )
    behind = re.compile(
        rf"(?P<name>{_NAME})(?:,|:|\s?\(|\s?[—–-])\s?"
        rf"(?:[Aa]n?|[Tt]he|his|her|its)\s(?:[\w-]+\s){{0,2}}{re.escape(noun)}\b"
    )
    found = [one.end() for one in before.finditer(text) if _is_name(text, one.end())]
    return (*found, *(one.start("name") for one in behind.finditer(text)))
