"""What each document of a group is: the original, the same page, a reprint, an update, a part.

What is known of two texts of a group is told by their wording (`alike`); which came first, and
where, by the documents that have them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .alike import Version
from .credits import Place

_CHANGED = 0.05  # of the longer text amid what both share: more than a caption or a link


@dataclass(frozen=True, eq=False)
class Member:
    """A document of a group.

    Attributes:
        doc: Its row of `documents`.
        version: What its text is to the fullest text of the group.
        place: Where it appeared.
        credit: Whom it credits, other than its own outlet.
        whole: Share of the fullest text's length from which on a text is whole.
    """

    doc: Mapping[str, Any]
    version: Version
    place: Place
    credit: str | None = None
    whole: float = 0.8

    @property
    def published(self) -> str:
        """Its date at the precision known; empty where none is."""
        return str(self.doc["published"] or "")

    @property
    def age(self) -> tuple[object, ...]:
        """Rank by date, the undated last; then the fuller first."""
        named = str(self.doc["url"] or ""), str(self.doc["doc_id"])
        return not self.published, self.published, -self.version.like.length, *named

    @property
    def standing(self) -> tuple[object, ...]:
        """Rank by how well it stands for its group: the whole before the cut, then by age."""
        cut = self.doc["completeness"] != "whole"
        return cut, self.version.like.length < self.whole, *self.age

    def is_part(self, group: Sequence[Member]) -> bool:
        """Say whether it holds a part of what others hold whole, and isn't their first version."""
        if self.version.kind not in ("abridged", "excerpt"):
            return False
        return self.version.kind == "excerpt" or not any(
            other.version.kind in ("fullest", "reprint") and self.first_of(other) for other in group
        )

    def first_of(self, other: Member) -> bool:
        """Say whether it appeared before another, in the same outlet."""
        return same_outlet(self, other) and before(self.published, other.published)


def before(one: str, other: str) -> bool:
    """Say whether one date lies before another, as far as both are known.

    Example:
        >>> before("2014-01-10", "2014-02"), before("2014", "2014-02"), before("", "2014")
        (True, False, False)
    """
    known = min(len(one), len(other))
    return bool(known) and one[:known] < other[:known]


def same_outlet(one: Member, other: Member) -> bool:
    """Say whether two documents appeared in one outlet: by its name, or on its site."""
    outlets = [(member.place.outlet or "").casefold() for member in (one, other)]
    sites = one.place.site, other.place.site
    return any(a and a == b for a, b in (outlets, sites))


def kinds(group: Sequence[Member]) -> Iterator[tuple[Member, str, bool]]:
    """Say of each document of a group its kind, and whether it stands for the group.

    The *original* is what others credit, else the earliest that isn't a part, if it credits nobody
    else. Of the others, who is in its outlet is the *same page*, or an *update* if it came later,
    or is worded otherwise amid what is the same; who isn't is a *reprint*. Parts are *abridged* or
    an *excerpt*. The earliest of the whole stands for all.
    """
    entire = [member for member in group if not member.is_part(group)]
    named = {member.credit for member in group if member.credit}
    first = min(entire, key=lambda m: (not any(map(m.place.is_of, named)), *m.age))
    stands = min(entire, key=lambda member: member.standing)
    for member in group:
        if member not in entire:
            kind = member.version.kind
        elif member is first:
            kind = "reprint" if member.credit else "original"
        elif not same_outlet(first, member):
            kind = "reprint"
        else:
            kind = "update" if _changed(first, member) else "same page"
        yield member, kind, member is stands


def _changed(first: Member, then: Member) -> bool:
    if first.doc["text_id"] == then.doc["text_id"]:
        return False
    inside = max(first.version.like.inside, then.version.like.inside)
    return before(first.published, then.published) or inside > _CHANGED
