"""Pronouns: which target "she" or "his" means, where the antecedent is safe.

Read from left to right. Whoever was named, described ("the woman") or meant by a pronoun in this
sentence or the last may be meant by the next; it is a target's where nobody else fits.

Source of the order of trust: recency, agreement and the subject first, as in Hobbs (1978),
*Resolving pronoun references*, Lingua 44, and Lappin and Leass (1994), *An algorithm for pronominal
anaphora resolution*, Computational Linguistics 20(4). Where they don't decide, nothing is said.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from ..design import PRONOUNS
from .personnames import NAME, Mention, is_nobodys, is_organisation, mention, opens
from .saying import forms, words

CUE = "pronoun"  # of a mention
OF = {form: name for name, some in PRONOUNS.items() for form in some}
# Behind "her": a noun, so she has something; else something is done to her.
OWNING = re.compile(
    r"\s+(?!(?:and|or|but|as|in|on|at|to|for|with|from|by|when|while|because|so|if|that|into|until"
    r"|through|like|again|too|away|up|out|off|back|down|a|an|the|his|not|before|after|over)\b)[a-z]"
)
# What an "it" does that only a character does: a film may want, love and remember.
_VOICED = frozenset(
    form
    for verb in words("apologise apologize flirt giggle joke laugh listen reply sigh weep whisper")
    for form in forms(verb)
)
_PERSONS = frozenset(("person", "character"))
_WHO = frozenset(("she", "he"))  # what somebody may be called of whom no more is known
_FAR = 600  # code points; nobody is meant who was spoken of longer ago
_WORD = re.compile(
    r"(?<![\w’'/@#-])(?:[Ss]he|[Hh](?:e|is|im|ers|er|imself|erself)|[Ii]t)(?![\w/@-])"
)
_OBJECTS = frozenset(("him", "her"))
_DOES = re.compile(
    r"\s(?:(?:can|could|will|would|may|might|must|has|had|does|did|never|always|also|then|only"
    r"|really|truly)\s){0,3}(?P<verb>[a-z]+)"
)
_FEMALE = (
    "woman|girl|wife|ex-wife|mother|daughter|sister|actress|girlfriend|lady|queen|princess|heroine"
    "|widow|bride|aunt|mom|mum|grandmother|goddess|waitress|hooker|prostitute|madam|nun"
)
_MALE = (
    "man|boy|husband|ex-husband|father|son|brother|boyfriend|guy|king|prince|hero|uncle|dad|fellow"
    "|gentleman|widower|grandfather|god|cowboy|dude|monk|priest"
)
_EITHER = (
    "friend|person|character|protagonist"
    "|user|child|kid|baby|doctor|critic|reviewer|viewer|cop|officer|detective|stranger|surrogate"
    "|colleague|co-worker|coworker|lawyer|creator|owner|customer|actor|director|filmmaker|writer"
    "|screenwriter|author|artist|star|player|leader|boss|teacher|student|neighbour|neighbor|lover"
    "|partner|date|human|replicant|robot|villain|victim|narrator|composer|cinematographer|hacker"
    "|therapist|programmer|designer|engineer|scientist|soldier|agent|teenager|fan|spouse|cousin"
)
_SOMEBODY = re.compile(
    r"\b(?P<det>[Aa]n?|[Tt]h(?:e|is|at)|[Mm]y|[Yy]our|[Oo]ur|[Tt]heir|[Hh]is|[Hh]er|[Ss]ome|[Aa]ny"
    r"|[Ee](?:very|ach)|[Aa]nother|[Nn]o|[Oo]ne|[^\W\d_]+[’']s?)\s(?:[\w’'-]+,?\s){0,3}?"
    rf"(?:(?P<she>{_FEMALE})|(?P<he>{_MALE})|(?P<both>{_EITHER}))\b"
    r"|\b(?P<any>[Ss]ome(?:one|body)|[Ww]hoever)\b"
)
_ARTICLES = frozenset(("a", "an", "the", "no", "this"))
_IS = re.compile(
    r"(?:\b(?:is|was|be|been|being|becomes?|became|remains?|as|am|’s|'s)\s(?:\w+\s){0,2}"
    r"|,\s|—\s?|–\s)$"
)
_NAMELY = re.compile(r",?\s(?:named\s|called\s)?")
_SPEECH = re.compile(r"[“”\"]")
_FEW = re.compile(r"[“\"](?:[\w’'-]+[,.]?\s?){1,3}[”\"]")  # words set apart, not speech
_CLAUSE = re.compile(
    r"[,;:—–()]|\b(?:and|but|or|that|who|whom|whose|which|when|while|as|because|since|if|where"
    r"|until|before|after|what|how|so|than|though|although)\b"
)
_PLAYS = re.compile(
    r"\b(?:plays?|played|playing|voices?|voiced|portrays?|portrayed|portraying|embodies|embodied"
    r"|portrayal (?:of|as)|performance as|turn as|role of|part of|as)\s(?:[a-z-]+\s){0,2}$"
)
_GENITIVE = re.compile(r"[’'](?:s\b)?")
_OWNS = re.compile(r"[’']s?\s")
_FIRST = re.compile(r"\W*(?:[^\W\d_][\w’'-]*,?\s+){0,3}")  # In the end, Ada
_HEADS = re.compile(r"(?:\b(?:when|as|because|while|since|if|where|until|before|after|that)|,)\s$")
_GOES_ON = re.compile(r"\s[a-z]+")
_LIVES = re.compile(  # what stands behind a name of one word that is somebody's
    r"[’']s\s|,?\s(?:is|was|has|had|does|did|can|could|will|would|who|whose|himself|herself"
    r"|[a-z]{2,}[^\W\dsu]s|[a-z]{3,}ed)\b"
)
_WITH = re.compile(  # … and before it
    r"\b(?:with|and|by|to|from|opposite|like|tells?|told|asks?|asked|meets?|met|loves?|loved|sees?|saw"
    r"|marries|kisses|knows?|calls?|called|finds?|found|leaves?|left|kills?|killed|between)\s$"
)
_APART = frozenset("*_[]/#@")  # marks that set a title or a link apart
_QUOTES = frozenset("“”\"‘’'")  # … when they are on both sides
_PLACED = re.compile(r"\b(?:the|an?|my|your|our|this|that|in|In|at|At|near)\s$")
_BREAK = re.compile(r"\n\s*\n")


class Named(NamedTuple):
    """A place where a target is named.

    Attributes:
        start: First code point.
        end: One past the last.
        target: Its id.
        pronouns: Which may stand for it: she, he, it.
        kind: work, person, character or aspect; a person or character without pronouns may be
            anybody's "she" or "he", and so stands in the way.
    """

    start: int
    end: int
    target: str
    pronouns: frozenset[str] = frozenset()
    kind: str = ""


class Meant(NamedTuple):
    """A pronoun that means a target.

    Attributes:
        start: First code point.
        end: One past the last.
        target: Its id.
        antecedent: Where the name begins that it stands for.
    """

    start: int
    end: int
    target: str
    antecedent: int


class _One(NamedTuple):
    """Somebody whom a pronoun may mean; without a target, somebody who is none."""

    start: int
    end: int
    pronouns: frozenset[str]
    target: str = ""
    name: int = 0
    kind: str = ""
    pronoun: str = ""  # by which it is meant there; empty for a name


class _Near(NamedTuple):
    """Who was spoken of before a pronoun: where its sentence starts, who in the last, who here."""

    start: int
    before: list[_One]
    here: list[_One]


def meant(
    text: str, sentences: Sequence[tuple[int, int]], named: Sequence[Named]
) -> Iterator[Meant]:
    """Find the pronouns that mean a target, in order.

    Args:
        text: The text.
        sentences: Where its sentences stand; one is the whole text if there are none.
        named: The places where targets are named, in order.

    Example:
        >>> text = "Ada sorts the mail. She never sleeps, and her work is good."
        >>> ada = Named(0, 3, "ada", frozenset({"she"}), "character")
        >>> [text[one.start : one.end] for one in meant(text, [(0, 19), (20, 59)], [ada])]
        ['She', 'her']
    """
    if not any(one.pronouns for one in named):
        return
    everyone = sorted([*map(_known, named), *_others(text, named)])
    before: list[_One] = []
    last = 0
    for start, end in sentences or [(0, len(text))]:
        if before and _BREAK.search(text, last, start):
            before = _alone(before)
        mine = everyone[bisect_left(everyone, (start,)) : bisect_left(everyone, (end,))]
        here = _played(text, start, mine)
        said: list[_One] = []
        for word in _WORD.finditer(text, start, end) if before or here else ():
            if _is_title(word, start) or any(one.start <= word.start() < one.end for one in mine):
                continue
            earlier = sorted([*(one for one in here if one.end <= word.start()), *said])
            found = _antecedent(text, word, _Near(start, before, earlier))
            if found:
                yield Meant(*word.span(), found.target, found.name)
                said.append(_again(word, found))
        before, last = sorted([*here, *said]) or before, end


def _again(word: re.Match[str], one: _One) -> _One:
    return one._replace(start=word.start(), end=word.end(), pronoun=word[0].lower())


def _known(one: Named) -> _One:
    if one.kind in _PERSONS and not one.pronouns:
        return _One(one.start, one.end, _WHO)
    return _One(one.start, one.end, one.pronouns, one.target, one.start, one.kind)


def _alone(before: list[_One]) -> list[_One]:
    """Keep for the next paragraph who is alone at the end of the last."""
    return before if len({one.target or one.start for one in before}) == 1 else []


def _is_title(word: re.Match[str], start: int) -> bool:
    """Say whether a "Her" or "It" inside a sentence is rather a title."""
    return word[0] in ("Her", "It") and word.start() > start + 1


def _others(text: str, named: Sequence[Named]) -> list[_One]:
    """Find who else is named or described: names of no target, a woman, the cop."""
    taken = [one[:2] for one in named]
    own = {word for start, end in taken for word in text[start:end].split()}
    found = [one for one in map(mention, NAME.finditer(text)) if one]
    inside = {one.name for one in found if not opens(text, one.start)}
    names = [
        _One(one.start, one.end, _WHO)
        for one in found
        if not covered(taken, one.start, one.end) and _lives(text, one, inside - own)
    ]
    return [*names, *_described(text, taken)]


def covered(taken: Sequence[tuple[Any, ...]], start: int, end: int) -> bool:
    """Say whether one of some spans, which stand apart and in order, shares a stretch."""
    nth = bisect_left(taken, (end,)) - 1
    return nth >= 0 and start < taken[nth][1]


def _lives(text: str, one: Mention, inside: frozenset[str] | set[str]) -> bool:
    """Say whether a name may be a person's: no place, no work, nothing set apart."""
    lead = text[max(0, one.start - 10) : one.start]
    alone = " " not in one.name
    if alone and (
        one.name not in inside or not (_LIVES.match(text, one.end) or _WITH.search(lead))
    ):
        return False
    if is_nobodys(one.name) or is_organisation(one.name):
        return False
    left, right = lead[-1:], text[one.end : one.end + 1]
    apart = left in _APART or right in _APART or (left in _QUOTES and right in _QUOTES)
    return not apart and not _PLACED.search(lead)


def _described(text: str, taken: Sequence[tuple[int, int]]) -> Iterator[_One]:
    for one in _SOMEBODY.finditer(text):
        group = next(name for name in ("she", "he", "both", "any") if one[name])
        if not covered(taken, one.start(group), one.end()) and not _is_same(text, one, taken):
            yield _One(one.start(group), one.end(), frozenset({group}) & _WHO or _WHO)


def _is_same(text: str, one: re.Match[str], taken: Sequence[tuple[int, int]]) -> bool:
    """Say whether a description is of a target beside it: Ada is a woman; a woman, Ada."""
    behind = _NAMELY.match(text, one.end())
    if behind and covered(taken, behind.end(), behind.end() + 1):
        return True
    if one["both"] == "character" and one["det"].lower() in ("his", "her", "their"):
        return True
    lead = text[max(0, one.start() - 30) : one.start()]
    return (one["det"] or "").lower() in _ARTICLES and bool(_IS.search(lead))


def _played(text: str, start: int, here: Sequence[_One]) -> list[_One]:
    """Leave out who is named for another's sake.

    "Ada (Maud)" is Ada; "Maud plays Ada" is Maud; "Maud’s Ada" is Ada.
    """
    kept: list[_One] = []
    for nth, one in enumerate(here):
        lead = text[max(start, one.start - 40) : one.start]
        player = one.kind == "person"
        following = here[nth + 1] if nth + 1 < len(here) else None
        bracketed = lead.endswith("(") and nth > 0 and here[nth - 1].end >= one.start - 2
        part = one.kind == "character" and any(other.kind == "person" for other in kept)
        owner = player and following is not None and following.kind == "character"
        if not (
            bracketed
            or (part and _PLAYS.search(lead))
            or (owner and following and _OWNS.fullmatch(text, one.end, following.start))
        ):
            kept.append(one)
    return kept


def _antecedent(text: str, word: re.Match[str], near: _Near) -> _One | None:
    """Return whom a pronoun safely means: the only one who fits, in this sentence or the last.

    Of several, the one who opens the sentence, if alone there; or who was named last, if that
    opens a clause.
    """
    form = OF[word[0].lower()]
    if form == "it" and not _acts(text, word):
        return None
    here = [one for one in near.here if _fits(one, form)]
    chosen = _only([*(one for one in near.before if _fits(one, form)), *here])
    if chosen is None and here:
        alone = _only(here)
        if alone and _opens_sentence(text, near.start, alone):
            chosen = alone
        elif _opens_clause(text, near.start, here[-1], word):
            chosen = here[-1]
    if chosen is None or not chosen.target or form not in chosen.pronouns:
        return None
    between = text[chosen.end : word.start()]
    crossed = len(_SPEECH.findall(_FEW.sub("", between))) % 2  # into speech, or out of it
    same = chosen.start >= near.start and _same_clause(text, word, chosen)
    return None if crossed or same or len(between) > _FAR else chosen


def _fits(one: _One, form: str) -> bool:
    """Say whether a pronoun may mean somebody; an "it", any work or part of one too."""
    return form in one.pronouns or (form == "it" and one.kind in ("work", "aspect"))


def _only(some: Sequence[_One]) -> _One | None:
    """Return the last of some who are all one; ``None`` if there are two."""
    return some[-1] if len({one.target or one.start for one in some}) == 1 else None


def _opens_sentence(text: str, start: int, one: _One) -> bool:
    first = _FIRST.fullmatch(text, start, one.start)
    return bool(first) and not _GENITIVE.match(text, one.end)


def _opens_clause(text: str, start: int, one: _One, word: re.Match[str]) -> bool:
    """Say whether a name opens a clause: when Ada wakes. A "herself" is of its own clause alone."""
    if one.pronoun or _GENITIVE.match(text, one.end) or not _GOES_ON.match(text, one.end):
        return False
    if word[0].endswith("self") and "," in text[one.end : word.start()]:
        return False
    return bool(_HEADS.search(text[max(start, one.start - 12) : one.start]))


def _acts(text: str, word: re.Match[str]) -> bool:
    """Say whether an "it" does what only a character does."""
    does = _DOES.match(text, word.end())
    return does is not None and does["verb"] in _VOICED


def _same_clause(text: str, word: re.Match[str], one: _One) -> bool:
    """Say whether an object stands in its subject's own clause: in "Ada sees her" it is another."""
    said = word[0].lower()
    if said not in _OBJECTS or (said == "her" and OWNING.match(text, word.end())):
        return False
    if one.pronoun not in ("", "she", "he") or _GENITIVE.match(text, one.end):
        return False
    return not _CLAUSE.search(text, one.end, word.start())
