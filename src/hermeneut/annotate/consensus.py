"""Consensus: where a text reports what others made of a work, and which way that went."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

import pyarrow as pa

from .. import schema
from ..passes import Row, for_each_text

POSITIVE, NEGATIVE, MIXED = "positive", "negative", "mixed"


def _any(words: str) -> str:
    """Match any of some words; in a word with a bracket, what follows it may be missing."""
    return f"(?:{'|'.join(words.replace('(', '(?:').replace(')', ')?').split())})"


_WHICH = _any("most many some all other several countless numerous film movie the few certain")
_WHO = _any(
    "critic(s) reviewers commentators audience(s) viewers moviegoers filmgoers cinephiles fans "
    "readers press academy internet everyone everybody others"
)
_MANY = rf"(?:(?:{_WHICH} ){{0,2}}{_WHO}(?: else)?|(?:most|many|some|other) people)"
_HAVE = rf"(?:(?:{_any('have has had all both certainly rightly wrongly really also just')}|"
_HAVE += r"seem(?:s|ed)? to|absolutely|universally|largely|mostly) ){0,2}"
_LOVE = _any(
    "love(s) loved adore(s) adored praise(s) praised hail(ed) rave(d) embrace(s) embraced laud(ed) "
    "applaud(ed) acclaim(ed) celebrate(d) admire(s) admired champion(ed) swoon(ed) gush(ed)"
)
_HATE = _any(
    "hate(s) hated loathe(s) loathed panned dismiss(ed) savage(d) trashed derided scorn(ed) "
    "dislike(d) mock(ed) slated criticize(d) criticise(d) complain(ed) attack(ed)"
)
_WIDELY = _any(
    "widely highly universally critically generally roundly rightly "
    "unanimously justly rapturously lavishly"
)
_GOOD = _any("acclaimed praised lauded loved admired beloved celebrated hailed adored hyped")
_BAD = _any("panned derided hated reviled maligned dismissed criticised criticized loathed mocked")
_WARM = _any("rave glowing ecstatic stellar excellent strong positive good enthusiastic rapturous")
_COLD = _any("bad poor negative harsh scathing terrible hostile tepid lukewarm savage dismal")
_NOTICES = _any("reviews notices reception press")
_FAME = _any("acclaim(ed) darling(s) success favourite(s) favorite(s) triumph hit plaudits")
_CALLED = _any("considered regarded hailed described cited")
_BY_MANY = r"(?:by (?:many|most|some|critics)(?: critics)? )?"
_GREAT = _any("modern instant great cult best greatest finest masterpiece(s) classic(s)")
_HOLD = _any(
    "agree(s) agreed concur(red) call(s) called consider(s) considered deem(s) deemed think(s) "
    "thought find(s) found say(s) said declare(d) pronounce(d) regard(ed) rate(d) judge(d)"
)
_THIS = r"(?:it|this|(?:the|this) (?:film|movie|picture|book|novel|series|show|play|album))"
_IS = r"(?:[’']s| is| was| to be| as)?(?: an?| the| one of the| among the)?"
_HELD = rf"{_MANY} {_HAVE}{_HOLD} (?:that )?{_THIS}{_IS}(?: (?!not |no |never )\w+){{0,2}}?"
_FINE = _any(
    "masterpiece(s) classic(s) triumph(s) brilliant superb wonderful excellent great best finest "
    "beautiful"
)
_POOR = _any("mess failure(s) disaster(s) flop worst bore boring dull terrible awful bad")
_SIGNS = {
    POSITIVE: (
        rf"{_HELD} {_FINE}",
        rf"{_MANY} {_HAVE}{_LOVE}\b(?! to)",
        rf"(?:{_WIDELY}[- ]|much-){_GOOD}",
        rf"(?:critical(?:ly)?|critics[’']?|festival) {_FAME}",
        r"(?:universal|widespread|much|great|critical|international) (?:acclaim|praise|adulation)",
        rf"{_WARM} {_NOTICES}",
        r"(?:well|warmly|enthusiastically|rapturously)[- ](?:received|reviewed)",
        rf"{_CALLED} {_BY_MANY}as (?:an? |one of the |the )?{_GREAT}",
    ),
    NEGATIVE: (
        rf"{_HELD} {_POOR}",
        rf"{_MANY} {_HAVE}{_HATE}\b(?! to)",
        rf"(?:{_WIDELY}[- ]|much-){_BAD}",
        r"(?:critical|critics[’']?) (?:failure|flop|drubbing|disaster|scorn|mauling)",
        rf"{_COLD} {_NOTICES}",
        r"(?:poorly|badly|coldly|coolly|ill)[- ](?:received|reviewed)",
    ),
    MIXED: (
        rf"(?:mixed|divided|middling|polari[sz]ed) (?:critical )?{_NOTICES}",
        r"divid(?:ed|es) (?:the )?(?:critics|audiences|opinions?|viewers|fans)",
    ),
}
_CUES = tuple(
    (polarity, re.compile(rf"\b{sign}\b", re.IGNORECASE))
    for polarity, signs in _SIGNS.items()
    for sign in signs
)
_SITES = r"(?:rotten ?tomatoes|metacritic|tomatometer)"
_SCORE = re.compile(
    rf"\b(?P<percent>\d{{1,3}})(?: ?%| percent|/100)[^.;!?]{{0,40}}{_SITES}|"
    rf"{_SITES}[^.;!?\d]{{0,40}}(?P<then>\d{{1,3}})(?: ?%| percent|/100)",
    re.IGNORECASE,
)
# Rotten Tomatoes calls 60 % and more fresh; Metacritic 40 and less unfavourable.
_FRESH, _ROTTEN = 60, 40
_DENIED = re.compile(
    r"(?:\bnot|n[’']t|\bnever|\bhardly|\bwithout|\bno|\bfew|\bless than)(?: \w+)? $", re.IGNORECASE
)
_BREAK = re.compile(
    r"[;:—–]| - |, (?:and|but|yet|though|although|while|whereas|i|it|this)\b| but | yet i ",
    re.IGNORECASE,
)
# Nobody has said yet what somebody would say, or what a work deserves.
_UNREAL = re.compile(
    r"\b(?:would|will|might|may|could|should|can)(?: (?:have|be))? ?$|\bif (?:the )?$"
    r"|\bdeserv(?:e|es|ed|ing)(?: \w+){0,2} $",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Consensus:
    """Clauses that report a verdict of many: *widely acclaimed*, *critics loved it*.

    It is neither the writer's evaluation nor a quoted critic's, so it has a table of its own.

    Limits: English; signs of many people or of notices only, so a single critic's verdict is left
    to quotations, and prizes are left out, being as often a person's as a work's.

    Example:
        >>> text = "Critics loved it, but I was bored. It got mixed reviews."
        >>> for row in Consensus().find(text, [{"start": 0, "end": 34}, {"start": 35, "end": 56}]):
        ...     print(row["polarity"], text[row["start"]:row["end"]], sep=": ")
        positive: Critics loved it
        mixed: It got mixed reviews.

    References:
        Martin and White (2005), The language of evaluation: appraisal in English, on attribution,
        by which a writer lets others judge and keeps a distance.
    """

    name: ClassVar[str] = "consensus"
    version: ClassVar[int] = 2
    reads: ClassVar[dict[str, tuple[str, ...]]] = {
        "texts": ("text_id", "text", "language"),
        "sentences": ("start", "end"),
    }
    writes: ClassVar[pa.Schema] = schema.CONSENSUS

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Work on a batch of texts with their sentences."""
        return for_each_text(batch, self.find, self.writes)

    def find(self, text: str, sentences: Sequence[Mapping[str, int]] | None) -> Iterator[Row]:
        """Find the clauses of one text that report a consensus, in order."""
        for sentence in sentences or ():
            start = sentence["start"]
            for begin, end in clauses(text[start : sentence["end"]]):
                yield from _reported(text, start + begin, start + end)


def clauses(sentence: str) -> Iterator[tuple[int, int]]:
    """Part a sentence where another voice may set in: at *but*, *while*, a dash, a semicolon.

    >>> text = "Critics loved it, but I was bored."
    >>> [text[start:end] for start, end in clauses(text)]
    ['Critics loved it', ', but I was bored.']
    """
    edges = [0, *(found.start() for found in _BREAK.finditer(sentence)), len(sentence)]
    for start, end in pairwise(edges):
        if sentence[start:end].strip():
            yield start, end


def _reported(text: str, start: int, end: int) -> Iterator[Row]:
    found = sorted(_cues(text[start:end]), key=lambda cue: (cue[1], -cue[2]))
    if found:
        polarities = {polarity for polarity, *_ in found}
        _, first, last = found[0]
        yield {
            "start": start,
            "end": end,
            "polarity": polarities.pop() if len(polarities) == 1 else MIXED,
            "cue": text[start + first : start + last],
            "cue_start": start + first,
            "cue_end": start + last,
        }


def _cues(clause: str) -> Iterator[tuple[str, int, int]]:
    for polarity, cue in _CUES:
        if (found := cue.search(clause)) and not _UNREAL.search(clause[: found.start()]):
            denied = _DENIED.search(clause[: found.start()])
            yield (_turned(polarity) if denied else polarity), found.start(), found.end()
    if found := _SCORE.search(clause):
        score = int(found["percent"] or found["then"])
        polarity = POSITIVE if score >= _FRESH else NEGATIVE if score <= _ROTTEN else MIXED
        yield polarity, found.start(), found.end()


def _turned(polarity: str) -> str:
    return {POSITIVE: NEGATIVE, NEGATIVE: POSITIVE}.get(polarity, polarity)
