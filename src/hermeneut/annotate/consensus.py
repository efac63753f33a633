"""Consensus: where a text reports what others made of a work, and which way that went."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import pyarrow as pa

from .. import schema
from ..passes import Row, for_each_text

POSITIVE, NEGATIVE, MIXED = "positive", "negative", "mixed"

_MANY = (
    r"(?:(?:most|many|some|all|other|several|countless|numerous|professional|film|movie|male|female|"
    r"the|few|certain|american|british) ){0,2}"
    r"(?:critics?|reviewers|commentators|audiences?|viewers|moviegoers|filmgoers|cinephiles|fans|"
    r"readers|(?:the )?(?:press|academy|internet|public)|(?:most|many|some|other) (?:people|others)|"
    r"everyone(?: else)?|everybody(?: else)?|others)"
)
_HAVE = (
    r"(?:(?:have|has|had|all|both|seem(?:s|ed)? to|certainly|rightly|wrongly|really|either|also|"
)
_HAVE += r"just|absolutely|universally|largely|mostly) ){0,2}"
_LOVE = (
    r"(?:lov(?:e|es|ed)|ador(?:e|es|ed)|prais(?:e|es|ed)|hail(?:s|ed)?|rav(?:e|es|ed)|"
    r"embrac(?:e|es|ed)|laud(?:s|ed)?|applaud(?:s|ed)?|acclaim(?:s|ed)?|celebrat(?:e|es|ed)|"
    r"admir(?:e|es|ed)|champion(?:s|ed)?|swoon(?:s|ed)?|gush(?:es|ed)?)(?! to)"
)
_HATE = (
    r"(?:hat(?:e|es|ed)|loath(?:e|es|ed)|pann(?:ed)|dismiss(?:es|ed)?|savag(?:e|es|ed)|"
    r"trash(?:es|ed)?|derid(?:e|es|ed)|scorn(?:s|ed)?|disliked?|mock(?:s|ed)?|slat(?:e|es|ed)|"
    r"criticiz(?:e|es|ed)|criticis(?:e|es|ed)|complain(?:s|ed)?|attack(?:s|ed)?)"
)
_WIDELY = (
    r"(?:widely|highly|universally|critically|generally|almost universally|roundly|rightly|"
    r"much|mostly|largely|unanimously|justly|rapturously|lavishly)[- ]"
)
_GOOD = (
    r"(?:acclaimed|praised|lauded|loved|admired|beloved|celebrated|hailed|adored|well[- ]reviewed)"
)
_BAD = r"(?:panned|derided|hated|reviled|maligned|dismissed|criticised|criticized|loathed|mocked|disliked)"
_NOTICES = r"(?:reviews|notices|reception|press|write-ups|word of mouth)"
_SIGNS: tuple[tuple[str, str], ...] = (
    (POSITIVE, rf"\b{_MANY} {_HAVE}{_LOVE}\b"),
    (NEGATIVE, rf"\b{_MANY} {_HAVE}{_HATE}\b"),
    (POSITIVE, rf"\b{_WIDELY}{_GOOD}\b"),
    (NEGATIVE, rf"\b{_WIDELY}{_BAD}\b"),
    (POSITIVE, r"\b(?:critical(?:ly)?|critics[’']?|festival|awards?) "
               r"(?:acclaim(?:ed)?|darlings?|success|favou?rites?|triumph|hit|adulation|plaudits)\b"),
    (NEGATIVE, r"\b(?:critical|critics[’']?) (?:failure|flop|drubbing|disaster|scorn|mauling)\b"),
    (POSITIVE, r"\b(?:universal|widespread|much|great|critical|international) "
               r"(?:acclaim|praise|adulation)\b"),
    (POSITIVE, rf"\b(?:rave|glowing|ecstatic|stellar|excellent|strong|positive|good|favou?rable|"
               rf"great|enthusiastic|rapturous|warm) {_NOTICES}\b"),
    (NEGATIVE, rf"\b(?:bad|poor|negative|harsh|scathing|terrible|hostile|tepid|lukewarm|savage|"
               rf"dismal|unfavou?rable) {_NOTICES}\b"),
    (MIXED, rf"\b(?:mixed|divided|middling|polari[sz]ed) (?:critical )?{_NOTICES}\b"),
    (MIXED, r"\bdivid(?:ed|es) (?:the )?(?:critics|audiences|opinions?|viewers|fans)\b"),
    (POSITIVE, r"\b(?:well|warmly|enthusiastically|rapturously|glowingly)[- ](?:received|reviewed)\b"),
    (NEGATIVE, r"\b(?:poorly|badly|coldly|coolly|ill)[- ](?:received|reviewed)\b"),
    (POSITIVE, r"\bmuch[- ](?:loved|praised|lauded|admired|hyped|celebrated)\b"),
    (NEGATIVE, r"\bmuch[- ](?:maligned|derided|hated|mocked|criticised|criticized)\b"),
    (POSITIVE, r"\b(?:considered|regarded|hailed|seen|described|cited) (?:by (?:many|most|some|critics)"
               r"(?: critics)? )?as (?:(?:a|an|one of the|the) )?(?:modern |instant |great |cult |"
               r"best |greatest |finest |masterpieces?|classics?)"),
)  # fmt: skip
_CUES = tuple((polarity, re.compile(sign, re.IGNORECASE)) for polarity, sign in _SIGNS)
_SCORE = re.compile(
    r"\b(?P<percent>\d{1,3})(?: ?%| percent|/100)[^.;!?]{0,40}"
    r"(?:rotten ?tomatoes|metacritic|tomatometer|approval)|"
    r"(?:rotten ?tomatoes|metacritic|tomatometer)[^.;!?\d]{0,40}(?P<then>\d{1,3})(?: ?%| percent|/100)",
    re.IGNORECASE,
)
# Rotten Tomatoes calls 60 % and more fresh; Metacritic 40 and less unfavourable.
_FRESH, _ROTTEN = 60, 40
_DENIED = re.compile(
    r"(?:\bnot|n[’']t|\bnever|\bhardly|\bwithout|\bno|\bfew|\bless than)(?: \w+)? $", re.IGNORECASE
)
_BREAK = re.compile(
    r"[;:—–]| - |, (?:but|yet|though|although|while|whereas|and I)\b| but | yet I ", re.IGNORECASE
)
# Nobody has said yet what somebody would say.
_UNREAL = re.compile(
    r"\b(?:would|will|might|may|could|should|can)(?: (?:have|be))? ?$|\bif (?:the )?$",
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
    version: ClassVar[int] = 1
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
    for start, end in zip(edges, edges[1:], strict=False):
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
