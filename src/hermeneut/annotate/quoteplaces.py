"""Where a quotation stands: in its sentence, beside its tags, and after a part of itself."""

from __future__ import annotations

import re
from typing import NamedTuple

from .quotemarks import Quoted, quoted
from .saying import CUE, words
from .speech import Attribution, after, before, cited

SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]»]*\s+(?=[\"'“‘(\[«„]{0,2}[A-ZÀ-ÖØ-Þ\d])|\n\s*")
ABBREVIATED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Mx|Dr|Prof|Rev|Sen|Rep|Gov|Lt|Gen|Col|Sgt|Capt|St|Jr|Sr|vs|No|cf|pp?|ed"
    r"|[A-Z](?:\.[A-Z])*)\.[ \u00a0]\Z"
)
ENDED = frozenset(".!?…")
_TAGGED = frozenset(".!?…,;—–-")
_JOINING = frozenset(words("And But Yet So Or Then"))
_LEANING = frozenset(  # what runs on into the writer's own sentence
    words(
        "that of about a an the his her their its as to in is are was were how why what for and or"
    )
    + words("with by because when which if but")
)
_RUNS_ON = re.compile(r"\s(?!(?:and|but|or|as|to)\b)[a-z]")
_SHORT_END = re.compile(r"[A-Z]\.\s+$")
_GOING_ON = re.compile(r"[,;:—–]\s*(?:(?:and|but|because|so|or)\s*)?$")
_ADDRESSED = 3  # words that may stand between a verb and a mark with no comma
_REACH = 400  # code points that a clause or a tag may be long
_SENTENCE_WORDS = 4  # that a sentence in marks has, which no known tag follows
_NEAR = 120  # code points between quotations that share a verb


class Place(NamedTuple):
    """A quotation in its text: where its clause begins, and what its tags say.

    Attributes:
        quoted: What stands in marks.
        floor: Where its clause begins.
        lead: What the clause before it says of its speaker.
        tag: What stands behind it.
        again: Whether the lead is that of an earlier quotation in the same sentence.
    """

    quoted: Quoted
    floor: int
    lead: Attribution | None
    tag: Attribution | None
    again: bool = False


def places(text: str) -> list[Place]:
    """Put each quotation beside its clause and its tags, in order of start.

    Example:
        >>> first, second = places("“Warm,” she said, “and long.”")
        >>> goes_on("“Warm,” she said, “and long.”", first, second, "direct")
        True
    """
    found = list(quoted(text))
    places: list[Place] = []
    for nth, one in enumerate(found):
        low, high = _room(text, found, nth)
        floor = _clause_start(text, low, one.outer.start)
        tag = cited(text, one.outer.end) or _tag(text, one, high)
        lead = before(text, floor, one.outer.start)
        place = Place(one, floor, lead, tag)
        places.append(place if lead or not places else _carried(text, place, places[-1]))
    return places


def _tag(text: str, one: Quoted, high: int) -> Attribution | None:
    """Read the tag behind a quotation, unless what follows is a sentence of its own."""
    behind = text[one.outer.end : one.outer.end + 2].lstrip()
    if text[one.end - 1] == "." and behind[:1].isupper():
        return None
    tag = after(text, one.outer.end, high)
    leads_on = tag and re.match(r"[,:]?\s*[\"“'‘«„]", text[tag.end : tag.end + 4])
    return None if leads_on and text[one.end - 1] in ENDED and behind[:1].isupper() else tag


def _room(text: str, found: list[Quoted], nth: int) -> tuple[int, int]:
    """Find how far a quotation's own sentence may reach on both sides."""
    one = found[nth]
    low, high = 0, len(text)
    for other in reversed(found[:nth]):
        if other.outer.end <= one.outer.start:
            low = max(low, other.outer.end)
            break
        low = max(low, other.start)
        high = min(high, other.end)
    for other in found[nth + 1 :]:
        if other.outer.start >= one.outer.end:
            high = min(high, other.outer.start)
            break
    return low, _sentence_end(text, one.outer.end, high)


def _clause_start(text: str, low: int, mark: int) -> int:
    """Find where the sentence before a mark begins; a colon reaches over a paragraph's end."""
    if text[low:mark].rstrip().endswith(":"):
        mark = low + len(text[low:mark].rstrip())
    best = low
    for end in SENTENCE_END.finditer(text, max(low, mark - _REACH), mark + 3):
        if end.end() <= mark and not ABBREVIATED.search(text, max(low, end.start() - 8), end.end()):
            best = end.end()
    return best


def _sentence_end(text: str, at: int, high: int) -> int:
    high = min(high, at + _REACH)
    for end in SENTENCE_END.finditer(text, at, high):
        if not ABBREVIATED.search(text, end.start() - 8, end.end()):
            return end.start() + 1
    return high


def _carried(text: str, place: Place, earlier: Place) -> Place:
    """Let several quotations in one sentence share its verb: called it “…” and “…”."""
    between = text[earlier.quoted.outer.end : place.quoted.outer.start]
    new = text[earlier.quoted.end - 1] in ENDED and between.lstrip()[:1].isupper()
    if new or "\n" in between or len(between) > _NEAR:
        return place
    if earlier.lead and place.floor == earlier.quoted.outer.end:
        return place._replace(lead=earlier.lead._replace(close=False), again=True)
    return place


def stands(text: str, place: Place, inside: str) -> bool:
    """Say whether a quotation stands as speech of its own, not inside the writer's sentence."""
    one = place.quoted
    clause = text[place.floor : one.outer.start].strip()
    follows = text[one.outer.end : one.outer.end + 1]
    last = inside.rstrip("'’\"”)]")[-1:]
    ended = last in ENDED or follows in (".", "!", "?") or len(one.parts) > 1
    tagged = bool(place.tag and place.tag.source and last in _TAGGED)
    if not clause.strip("([*_>-–—•") or clause in _JOINING:
        return ended or tagged or bool(place.tag) or _awaits(inside)
    if clause[-1] in ":—–":
        return _is_sentence(inside) and (ended or tagged)
    lead = place.lead
    if lead and lead.cue and not lead.naming and not place.again:
        if clause.rstrip(",").split()[-1].lower() in _LEANING:
            return False
        if clause[-1] == ",":
            return _is_sentence(inside) or (lead.close and (ended or tagged))
        if not text[lead.cue.end : one.outer.start].strip():
            whole = _is_sentence(inside) and not _RUNS_ON.match(text, one.outer.end)
            return ended or last == "," or whole or not follows.isspace()
        between = text[lead.cue.end : one.outer.start].split()
        return lead.close and _is_sentence(inside) and len(between) <= _ADDRESSED
    return tagged and _is_sentence(inside) and clause[-1] == ","


def _awaits(inside: str) -> bool:
    """Say whether a sentence in marks ends with a comma: what follows is its tag, known or not."""
    return inside[-1] == "," and _is_sentence(inside) and len(inside.split()) >= _SENTENCE_WORDS


def _is_sentence(inside: str) -> bool:
    return not inside[0].isalpha() or inside[0].isupper()


def goes_on(text: str, place: Place, later: Place, kind: str) -> bool:
    """Say whether a quotation goes on after its tag: “…,” she said, “…”."""
    inside = text[later.quoted.start : later.quoted.end]
    if kind != "direct" and (
        kind != "mixed" or (inside[-1] not in ENDED and not _opens(text, place, later))
    ):
        return False
    between = text[place.quoted.outer.end : later.quoted.outer.start]
    if "\n" in between or len(between) > _REACH or not between.strip():
        return False
    if later.tag and later.tag.source and text[later.quoted.end - 1] == ",":
        return False
    if not place.tag:
        return _awaits(text[place.quoted.start : place.quoted.end]) and _is_one(text, place, later)
    start = _clause_start(text, place.quoted.outer.end, later.quoted.outer.start)
    if start == place.quoted.outer.end:
        rest = text[place.tag.end : later.quoted.outer.start]
        verbs = [c for c in CUE.finditer(rest) if not c["name"]]
        ends = not rest.strip() or (_SHORT_END.search(rest) and _is_sentence(inside))
        return bool(ends or (_GOING_ON.search(rest) and not verbs))
    if text[start : later.quoted.outer.start].strip():
        return False
    return _sentence_end(text, place.tag.end, start) >= start - 2


def _opens(text: str, place: Place, later: Place) -> bool:
    """Say whether a quotation opens a sentence of its own, right behind the tag's."""
    inside = text[later.quoted.start : later.quoted.end]
    return text[place.quoted.end - 1] == "," and inside[0].isupper() and _is_one(text, place, later)


def _is_one(text: str, place: Place, later: Place) -> bool:
    """Say whether one sentence without marks stands between two quotations, to its end."""
    start = _clause_start(text, place.quoted.outer.end, later.quoted.outer.start)
    whole = start > place.quoted.outer.end and not text[start : later.quoted.outer.start].strip()
    return whole and _sentence_end(text, place.quoted.outer.end, start) >= start - 2


def attribution(text: str, place: Place) -> Attribution | None:
    """Choose between the clause before and the tag behind."""
    lead, tag = place.lead, place.tag
    if tag and tag.cue is None:
        return lead if lead and lead.source and lead.close else tag
    comma = text[place.quoted.end - 1] in ",?!—–" and tag and tag.source
    if lead and lead.source and (lead.close or not tag) and not comma:
        return lead
    return tag if tag and (tag.source or not lead) else lead
