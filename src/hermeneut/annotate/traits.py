"""What is seen of a quotation by the models that say whose words it is and what becomes of it.

Traits are numbers under names that a reader understands: what the rules say, the kind and the cue,
how the speaker is named, which roles are named nearby, what the writer says next. Beside them stand
the stretches of text whose words count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from math import log1p
from typing import NamedTuple

from ..models.quoting import Traits
from ..passes import Row
from .adoption import Heard
from .saying import manner, words
from .speakers import Speaker
from .voices import descriptions, is_citation, outlet, places_of, role_of, roles_named

_PRONOUNS = frozenset(words("he she they it i we you one who that which"))
_UNNAMED = frozenset(("he", "she", "they"))
_QUOTED = re.compile(r"[“\"][^”\"]*[”\"]")
_PRESENT = re.compile(r"(?:(?<!wa)s|tell|say|write|argue)$")
_PAST = re.compile(r"(?:ed|said|told|wrote|put|found|held|thought|spoke|read|knew|swore|began)$")
_ME = re.compile(r"\b(?:I|my|me)\b")
_WE = re.compile(r"\b(?:we|our|us)\b")
_NEGATION = re.compile(r"\b(?:not|no|never|nobody|nothing|nor|none)\b|n[’']t\b", re.IGNORECASE)
_CONTRAST = re.compile(r"\b(?:not|no|never|nobody|but|though)\b|n[’']t")
_TURN = re.compile(r"\W*(?:But|Yet|Still|And yet|However|Perhaps|Well)\b")
_THAT = re.compile(r"\W*(?:That|This|It|So|There|Which)\b")
_THEY = re.compile(r"\W*(?:He|She|They)\b")
_FIGURE = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|hundred|thousand)\b"
)
_AS = re.compile(r"\b[Aa]s (?!if|though)[^.]{0,40}$")
_WORK = re.compile(r"\b(?:film|novel|book|album|series|play|game)\b")
_YEAR = re.compile(r"\([^()]{0,40}(?:19|20)\d\d[^()]{0,15}\)|\(\d{1,3}\)")
_PLAYED = re.compile(r"[A-Z]\w+ \([^)]*[A-Z]\w+\)")
_OPENS = re.compile(r"(?:^|\n|[.!?]\s)\W*$")
_TOLD_ME = re.compile(r"\btold (?:me|us|this)")
_WRITTEN = re.compile(r"\b(?:wr[io]te|essay|column|review|piece|notice)")
_BESIDE = (  # words beside a name, or in the sentence, that may tell who speaks
    "told me", "told us", "told this", "says he", "interview", "essay", "review", "book", "novel",
    "film", "wrote", "played by", "who plays", "plays", "directed", "study", "survey", "app",
    "users", "forum", "post",
)  # fmt: skip
_ENDS = re.compile(r"(?<=[.!?…])[\"'”’)\]»]*\s+(?=[\"'“‘(\[«„]?[A-Z\d])|\n")
_SHORT = 6  # words of a retort
_OPENING = 240  # code points of what is quoted whose words count
_EDGE = 40  # code points from a paragraph's edge
_AROUND = 60, 80  # code points before and behind a name that are read
_PLACES, _READ, _HEARD = 12, 4, 6  # of a name: that are counted, read as text, searched for words
_BACK = 400  # code points before a quotation in which a pronoun's role is looked for
_COMMON = frozenset(
    words(
        """
        the and that was she for with you his her not had have has they but one this from are were
        there what who when which did
        """
    )
)
_STEM = 6  # letters by which words are taken for the same


class Seen:
    """What a text shows of its speakers, kept from one quotation to the next."""

    def __init__(self, text: str) -> None:
        """Look at a text."""
        self.text = text
        self.own = bool(_ME.search(_QUOTED.sub(" ", text)))
        self.about_work = bool(_WORK.search(text[:_BACK]))
        self.described: dict[str, list[str]] = {}
        self._names: dict[str, _Named] = {}

    def named(self, name: str | None) -> _Named:
        """Return what stands around each place of a name, first and last names too."""
        if name is None:
            return _NOBODY
        if name not in self._names:
            sides = list(self._beside(name))
            heard = " ".join(f"{before} {behind}" for before, behind in sides[:_HEARD])
            near = " ".join(f"{before[-40:]} {behind[:50]}" for before, behind in sides)
            traits = _of_name(self.text, name, sides)
            traits |= {f"beside={role}": 1.0 for role in roles_named(near)}
            traits |= {f"has {word}": 1.0 for word in _BESIDE if word in heard}
            before, behind = (" ".join(one[n] for one in sides[:_READ]) for n in (0, 1))
            self._names[name] = _Named(before, behind, bool(sides), traits)
        return self._names[name]

    def _beside(self, name: str) -> Iterator[tuple[str, str]]:
        parts = name.split()
        for called in dict.fromkeys((name, parts[-1], parts[0])):
            for start, end in islice(places_of(self.text, called), _PLACES):
                low, high = start - _AROUND[0], end + _AROUND[1]
                yield self.text[max(0, low) : start], self.text[end:high]


class _Named(NamedTuple):
    before: str
    behind: str
    found: bool
    traits: dict[str, float]


_NOBODY = _Named("", "", False, {})


def voice_traits(seen: Seen, row: Row, speaker: Speaker, rule: str, said: Heard) -> Traits:
    """See what may tell whose voice a quotation is.

    Args:
        seen: The text.
        row: The quotation, which has a source.
        speaker: Who its speaker is.
        rule: What the rules say.
        said: What the writer says around it.
    """
    text = seen.text
    source = text[row["source_start"] : row["source_end"]]
    name = seen.named(speaker.name)
    about = list(descriptions(text, row, source, speaker, seen.described))
    led = _led(text, row)
    named = {
        f"rule={rule}": 1.0,
        f"kind={row['kind']}": 1.0,
        f"tense={_tense((row['cue'] or '').lower())}": 1.0,
        f"source={_source(source, speaker)}": 1.0,
        f"names={len(speaker.name.split()[:3]) if speaker.name else 0}": 1.0,
        "cited": float(is_citation(text, row)),
        "year or page": float(bool(_YEAR.search(led + said.beside))),
        **_of_content(text[row["start"] : row["end"]]),
        "first person": float(seen.own),
        "told me": float(bool(_TOLD_ME.search(said.beside))),
        "written": float(bool(_WRITTEN.search(said.beside))),
        "outlet": float(outlet(said.beside)),
        "no cue": float(not row["cue"]),
        **_roles(text, row, speaker, about, said),
        **name.traits,
        **{f"has {word}": 1.0 for word in _BESIDE if word in said.beside},
    }
    before = name.before if name.found else led
    described = " ".join(dict.fromkeys((source, *about[:_READ])))
    return Traits(named, (described, row["cue"] or "", before, name.behind, said.beside))


def adoption_traits(seen: Seen, row: Row, rule: str, said: Heard) -> Traits:
    """See what may tell whether the writer adopts a quotation, or rejects it.

    Args:
        seen: The text.
        row: The quotation.
        rule: Whose voice it is, as the rules say.
        said: What the writer says around it.
    """
    text, content = seen.text, seen.text[row["start"] : row["end"]]
    spoken = _ENDS.split(said.behind, 2)[:2]
    behind, both = spoken[0], " ".join(spoken)
    stems = _stems(content)
    echoed, later = len(stems & _stems(behind)), len(stems & _stems(both))
    named = {
        **_signalled(said),
        f"kind={row['kind']}": 1.0,
        f"voice={rule}": 1.0,
        f"manner={manner(row['cue'])}": 1.0,
        "echo": min(echoed, 3) / 2, "echoed": float(echoed > 0),
        "later echo": min(later, 3) / 2, "later echoed": float(later > 0),
        **_placed(text, row, said),
        **_next(behind, both),
        "beside: I": float(bool(re.search(r"\bI\b", said.beside))),
        "beside: contrast": float(bool(_CONTRAST.search(said.beside))),
        "content: length": log1p(len(content.split())) / 3,
        "content: asks": float("?" in content),
        "as somebody says": float(bool(_AS.search(_led(text, row)))),
        "first person": float(seen.own),
        "about a work": float(seen.about_work),
    }  # fmt: skip
    return Traits(named, (behind, said.beside, content[:_OPENING]))


def _signalled(said: Heard) -> dict[str, float]:
    named = {"signals": max(-4.0, min(4.0, said.total)) / 2}
    for where, weight, _ in said.signals:
        name = f"signal: {where} {'+' if weight > 0 else '-'}"
        named[name] = named.get(name, 0.0) + abs(weight) / 2
    return named


def _next(behind: str, both: str) -> dict[str, float]:
    """Describe the sentence behind, and the two behind."""
    length = len(behind.split())
    return {
        "next: length": min(length, 40) / 20,
        "next: short": float(0 < length <= _SHORT),
        "next: asks": float("?" in both),
        "next: exclaims": float("!" in both),
        "next: I": float(bool(_ME.search(both))),
        "next: we": float(bool(_WE.search(both))),
        "next: negations": len(_NEGATION.findall(both)) / 2,
        "next: turns": float(bool(_TURN.match(behind))),
        "next: figures": float(bool(_FIGURE.search(both))),
        "next: that": float(bool(_THAT.match(behind))),
        "next: they": float(bool(_THEY.match(behind))),
        "next: quotes": float("“" in both or '"' in both),
    }


def _placed(text: str, row: Row, said: Heard) -> dict[str, float]:
    """Say where a quotation stands in its paragraph."""
    start, end = text.rfind("\n", 0, row["start"]) + 1, text.find("\n", row["end"])
    stop = end if end >= 0 else len(text)
    return {
        "nothing behind": float(not said.behind),
        "last paragraph": float(not text[stop:].strip()),
        "ends its paragraph": float(stop - row["end"] < _EDGE),
        "opens its paragraph": float(row["start"] - start < _EDGE),
    }


def _stems(text: str) -> set[str]:
    return {w[:_STEM] for w in re.findall(r"[a-z]{3,}", text.lower()) if w not in _COMMON}


def _of_content(content: str) -> dict[str, float]:
    return {
        "content: I": float(bool(re.search(r"\b(?:I|my|me)\b", content))),
        "content: you": float(bool(re.search(r"\b[Yy]ou", content))),
        "content: asks": float("?" in content),
        "content: length": log1p(len(content.split())) / 3,
    }


def _of_name(text: str, name: str, sides: Sequence[tuple[str, str]]) -> dict[str, float]:
    """Describe how somebody is named: a first name alone, whose works stand behind it."""
    first, last = name.split()[0], name.split()[-1]
    found = {
        "mentions": min(len(sides), _PLACES) / 6,
        "owns": sum(b.startswith(("’s", "'s")) for _, b in sides) / max(1, len(sides)),
        "in brackets": float(any(re.match(r"\s?\(", b) for _, b in sides)),
        "year in brackets": float(any(re.match(r"\s?\((?:19|20)\d\d", b) for _, b in sides)),
        "comma behind": float(any(b.startswith(", ") for _, b in sides)),
        "opens": float(bool(sides and _OPENS.search(sides[0][0]))),
    }
    if first == last:
        return found | {"one name": 1.0}
    whole = {start for start, _ in places_of(text, name)}
    ends = {start + len(name) for start in whole}
    return found | {
        "by surname": float(any(end not in ends for _, end in places_of(text, last))),
        "by first name": float(any(start not in whole for start, _ in places_of(text, first))),
    }


def _roles(
    text: str,
    row: Row,
    speaker: Speaker,
    about: Sequence[str],
    said: Heard,
) -> dict[str, float]:
    """Say which roles are named: of the source, beside the name, in the sentence, before it."""
    found: dict[str, float] = {}
    own = [role for one in about[:1] if (role := role_of(one))]
    found |= {f"source role={role}": 1.0 for role in own}
    other = [role for one in about[1:] if (role := role_of(one))]
    found |= {f"described={role}": other.count(role) / len(other) for role in set(other)}
    sentence = roles_named(_QUOTED.sub(" … ", said.beside))
    found |= {f"sentence={role}": 1.0 for role in sentence}
    paragraph = text.rfind("\n\n", 0, max(0, text.rfind("\n", 0, row["start"])))
    near = _QUOTED.sub(" … ", text[max(0, row["start"] - _BACK, paragraph) : row["start"]])
    roles = roles_named(near)
    found |= {f"near={role}": 1.0 for role in roles}
    source = text[row["source_start"] : row["source_end"]].lower()
    if source in _UNNAMED and speaker.name is None:
        found |= {f"pronoun near={role}": 1.0 for role in roles} | {"unnamed": 1.0}
    return found | {"played by": float(bool(_PLAYED.search(near)))}


def _led(text: str, row: Row) -> str:
    """Return the writer's words before a quotation and its tags, in the same sentence."""
    starts = [row["start"], *(row[f"{n}_start"] for n in ("source", "cue") if row[f"{n}_start"])]
    first = min(one for one in starts if abs(one - row["start"]) < _BACK)
    return _ENDS.split(text[max(0, first - _BACK) : first])[-1]


def _tense(cue: str) -> str:
    if not cue:
        return "none"
    if _PRESENT.search(cue.split()[0]):
        return "present"
    if _PAST.search(cue.split()[-1]):
        return "past"
    return "going on" if cue.endswith("ing") else "other"


def _source(source: str, speaker: Speaker) -> str:
    low = source.lower()
    if low in _PRONOUNS:
        return low
    named = speaker.name and source[0].isupper() and len(source.split()) <= 3
    return "name" if named else "described"
