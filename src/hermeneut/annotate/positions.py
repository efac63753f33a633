"""Positions: what a passage holds of each proposition of a design, and with which sentences.

Two questions are kept apart. Whether a passage takes a proposition up is asked of its vector, and
told well; nearly all take up none. Which side it takes is told by its nearest clauses, and badly:
one that doesn't lean clearly is *unclear*.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import pyarrow as pa

from .. import schema
from ..design import Proposition, Target
from ..passes import Row, for_each_text
from ..spans import Span
from . import claims
from .clauses import ASKED, GRANTED, HELD, clauses, grants, turns

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ..design import Design

POSITIONS = ("for", "against", "torn", "reports both", "unclear", "not taken up")
NOTHING = "none"  # the referent of a passage that names none of them: it may go on about one
_MARK = 3  # characters that a quotation mark and a stop take
PLOT = "plot"  # the role of a sentence that tells what happens in a work
OWN, ADOPTED, REJECTED, OTHERS = "own", "adopted", "rejected", "others"

_REPORTED = re.compile(
    r"\b(?:some|many|most|few|several|others?|critics?|reviewers?|experts?|scholars?|researchers?|users?|people"
    r"|those|fans|defenders|optimists|pessimists|s?he|they|who)\s+(?:\w+\s+){0,2}?"
    r"(?:say|says|said|argue[sd]?|claim(?:s|ed)?|think|thinks|thought|believe[sd]?|insist(?:s|ed)?"
    r"|feel|feels|felt|warn(?:s|ed)?|hold|holds|held|fear(?:s|ed)?|worry|worries|worried|suggest(?:s|ed)?)\b"
    r"|\baccording to\b|\b(?:it is|it[’']s) (?:often )?(?:said|argued|claimed|thought)\b"
    r"|\b(?:supposed|so-called|allegedly)\b",
    re.IGNORECASE,
)
_TORN = re.compile(
    r"\b(?:I (?:half agree|am torn|go back and forth|can(?:[’']t|not) decide|don[’']t know)"
    r"|I[’']m (?:torn|not sure|of two minds)|hard to say|no easy answer|cuts both ways"
    r"|both are true|neither of (?:them|these) (?:is|are) (?:wrong|right))\b",
    re.IGNORECASE,
)
_IRONY = re.compile(
    r"\b(?:yeah,? right|what could possibly|how (?:lovely|romantic|convenient)|as if\b.{0,60}!"
    r"|sure,? sure|oh,? (?:joy|please|sure)|good luck with)\b|\((?:!|sic)\)",
    re.IGNORECASE,
)


class _Said(NamedTuple):
    """A clause that takes a side, or asks: where, how strongly, how, and whose it is."""

    span: Span
    lean: float
    role: str
    voice: str


@dataclass(frozen=True)
class Positions:
    """Positions of passages on the propositions of a design, with the sentences that carry them.

    Twice: ``own`` counts the writer's own words alone; ``position`` counts quotations too, those
    that the writer adopts as the writer's, those that the writer rejects as the other side. Both
    sides in others' mouths and none of the writer's is *reports both*; both sides in the writer's
    words and neither granted is *torn*; questions and irony alone are *unclear*.

    Attributes:
        propositions: The claims, each with words and sentences of both sides.
        anchored: Ids of the propositions on the work's own world; they count in texts alone that
            name the work or its characters.
        names: Targets whose mention does so.
        taught: Log odds from which a passage takes up a proposition that a head was taught.
        untaught: Likeness from which one takes up another, whose words it holds.
        kept: Odds from which a passage that takes none up has a row: several weak ones may add up.
        margin: How far a clause must lean to one side.
        apart: How much less near than the nearest clause one may be that counts.

    References:
        Mohammad et al. (2016), SemEval-2016 Task 6: Detecting stance in tweets, for target and
        side apart; Küçük and Can (2020), Stance detection: a survey, ACM Computing Surveys 53(1).
    """

    name: ClassVar[str] = "positions"
    version: ClassVar[int] = 2
    reads: ClassVar[dict[str, tuple[str, ...]]] = {
        "texts": ("text_id", "text", "language"),
        "sentences": ("start", "end"),
        "embeddings": ("start", "end", "vector"),
        "referents": ("start", "end", "referent"),
        "quotations": ("start", "end", "kind", "voice", "adopted"),
        "mentions": ("start", "end", "target"),
        "roles": ("start", "end", "role"),
    }
    writes: ClassVar[pa.Schema] = schema.POSITIONS

    propositions: tuple[Proposition, ...] = ()
    anchored: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    taught: float = 2.75
    untaught: float = 0.5
    kept: float = 0.125
    margin: float = 1.0
    apart: float = 0.1

    @classmethod
    def from_design(cls, design: Design, **settings: Any) -> Positions:
        """Take the propositions of a design, and what names its work."""
        worlds = {one.id for one in design.referents if one.targets and one.within}
        anchored = [p.id for p in design.propositions if len({*p.referents} - worlds) == 0]
        given = {
            "propositions": design.propositions,
            "anchored": tuple(ident for ident in anchored if worlds),
            "names": tuple(t.id for t in design.targets if _names(t)),
        }
        return cls(**{**given, **settings})

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Work on a batch of texts with what the passes before found in them."""
        return for_each_text(batch, self.find, self.writes)

    def find(
        self,
        text: str,
        sentences: Sequence[Mapping[str, int]] | None,
        embeddings: Sequence[Mapping[str, Any]] | None,
        referents: Sequence[Mapping[str, Any]] | None,
        quotations: Sequence[Mapping[str, Any]] | None,
        mentions: Sequence[Mapping[str, Any]] | None,
        roles: Sequence[Mapping[str, Any]] | None = None,
    ) -> Iterator[Row]:
        """Place the passages of one text; rows by passage, then in the design's order.

        Sentences whose role is plot take no side.
        """
        if not self.propositions:
            return
        spoken = {(r["start"], r["end"]): r["referent"] for r in referents or ()}
        named = any(m["target"] in self.names for m in mentions or ())
        told = {(r["start"], r["end"]) for r in roles or () if r["role"] == PLOT}
        spans = [Span(s["start"], s["end"]) for s in sentences or ()]
        text_ = _Text(text, spans, list(quotations or ()), told)
        for passage in embeddings or ():
            place = Span(passage["start"], passage["end"])
            speaks = spoken.get(place, NOTHING)
            about = [one for one in self.propositions if self._about(one, speaks, named=named)]
            yield from self._rows(about, text_, place, passage["vector"])

    def digest(self) -> str:
        """Name the models: what tells nearness, and what was taught."""
        from ..models import encoder, uptake

        return f"{encoder.digest()} {uptake.digest()}"

    def _about(self, claim: Proposition, referent: str, *, named: bool) -> bool:
        """Say whether a passage speaks of what a proposition is about."""
        if claim.id in self.anchored:
            return named and referent in (*claim.referents, NOTHING)
        return not claim.referents or referent in (*claim.referents, NOTHING)

    def _rows(
        self, about: Sequence[Proposition], text: _Text, place: Span, vector: Sequence[float]
    ) -> Iterator[Row]:
        import numpy as np

        seen, body, parts = np.asarray(vector, np.float32), place.of(text.text), None
        for claim in about:
            found = claims.uptake(claim, body, seen, taught=self.taught, untaught=self.untaught)
            if found.odds >= self.kept:
                parts = parts or text.read(place)
                yield self._row(claim, text, place, found, self._said(claim, found, parts, text))

    def _row(
        self,
        claim: Proposition,
        text: _Text,
        place: Span,
        found: claims.Uptake,
        near: Sequence[_Said],
    ) -> Row:
        said = [one for one in near if one.role == ASKED or abs(one.lean) >= self.margin]
        body = place.of(text.text)
        own = [one for one in said if one.voice == OWN]
        argued = [_counted(one) for one in said if one.voice != OTHERS]
        alone, grants_ = placed(own, others=[o for o in said if o.voice != OWN], body=body)
        position, granting = placed(
            argued, others=[o for o in said if o.voice == OTHERS], body=body
        )
        held = [_counted(one) for one in near if one.role == HELD and one.voice != OTHERS]
        ours = [one for one in near if one.voice != OTHERS]
        mine = [one for one in near if one.voice == OWN]
        return {
            "start": place.start, "end": place.end, "proposition": claim.id,
            "position": _open(position, found.odds, ours), "own": _open(alone, found.odds, mine),
            "conceding": found.odds >= 1 and (grants_ or granting),
            "taken": found.odds,
            "favour": max((one.lean for one in held), default=0.0),
            "against": max((-one.lean for one in held), default=0.0),
            "near": found.near,
            "carries": [{"start": s.start, "end": s.end} for s in _carrying(text, said or near)],
        }  # fmt: skip

    def _said(
        self,
        claim: Proposition,
        found: claims.Uptake,
        parts: Sequence[_Part],
        text: _Text,
    ) -> list[_Said]:
        """Read the clauses of a passage that are nearest to a claim, in order."""
        readings = [claims.read(claim, part.words, part.vector) for part in parts]
        nearest = max((one.near for one in readings), default=0.0)
        return [
            _Said(part.span, one.lean + found.lean, part.role, part.voice)
            for part, one in zip(parts, readings, strict=True)
            if one.near >= nearest - self.apart
        ]


class _Part(NamedTuple):
    """A clause, its words and vector, what becomes of it in its sentence, and whose it is."""

    span: Span
    words: str
    vector: NDArray[np.float32]
    role: str
    voice: str


class _Text:
    """A text with its sentences, whose words stand where, and what only tells the plot."""

    def __init__(
        self,
        text: str,
        sentences: list[Span],
        quotations: list[Mapping[str, Any]],
        told: set[tuple[int, int]],
    ) -> None:
        self.text, self.sentences, self.quotations, self.told = text, sentences, quotations, told

    def read(self, place: Span) -> list[_Part]:
        """Return the clauses of a passage, less the sentences that tell the plot."""
        from ..models.encoder import encode

        found = []
        for sentence in self.within(place):
            for span, role in clauses(self.text, sentence) if sentence not in self.told else ():
                words = span.of(self.text)
                asked = ASKED if _IRONY.search(words) else role
                vector = encode([words])[0]
                found.append(_Part(span, words, vector, asked, self.voice(span, place)))
        return found

    def within(self, place: Span) -> list[Span]:
        """Return the sentences of a passage, cut to it; the passage itself if there are none."""
        cut = [
            Span(max(s.start, place.start), min(s.end, place.end))
            for s in self.sentences
            if place.overlap(s)
        ]
        return cut or [place]

    def voice(self, span: Span, place: Span) -> str:
        """Say whose words a clause is in: own, others, or others' adopted or rejected."""
        for one in self.quotations:
            if one["kind"] in ("scare", "title") or one.get("voice") == "writer":
                continue
            if one["start"] <= place.start + _MARK and one["end"] >= place.end - _MARK:
                continue  # marks around a whole passage are a note-taker's
            if 2 * span.overlap((one["start"], one["end"])) >= span.end - span.start:
                how = one.get("adopted")
                return how if how in (ADOPTED, REJECTED) else OTHERS
        return OTHERS if _REPORTED.search(span.of(self.text)) else OWN


def placed(said: Sequence[_Said], *, others: Sequence[_Said], body: str) -> tuple[str, bool]:
    """Bring the sides that a passage's clauses take down to one position.

    Args:
        said: Clauses that count as the writer's, in order.
        others: Clauses in others' mouths.
        body: The passage.

    Returns:
        The position, and whether it concedes something to the other side.

    Example:
        >>> grant = _Said(Span(0, 4), 1.2, GRANTED, OWN)
        >>> hold = _Said(Span(5, 9), -2.0, HELD, OWN)
        >>> placed([grant, hold], others=[], body="")
        ('against', True)
        >>> placed([grant._replace(role=HELD), hold], others=[], body="Both are true.")
        ('torn', False)
    """
    held = [one for one in said if one.role == HELD]
    granted = {one.lean > 0 for one in said if one.role == GRANTED}
    sides = {one.lean > 0 for one in held}
    if _TORN.search(body) and (sides | granted):
        return "torn", False
    if len(sides) == 1:
        side = sides.pop()
        return _named(side), (not side) in granted
    if len(sides) == 2:
        return _turned(held, body)
    if len({one.lean > 0 for one in others if one.role != ASKED}) == 2:
        return "reports both", False
    asked = any(one.role == ASKED for one in said)
    return ("unclear", False) if asked else ("not taken up", False)


def _open(position: str, odds: float, near: Sequence[_Said]) -> str:
    """Leave the side open where a passage takes a proposition up and none is plain."""
    if odds < 1:
        return "not taken up"
    return "unclear" if position == "not taken up" and near else position


def _turned(held: Sequence[_Said], body: str) -> tuple[str, bool]:
    """Tell a concession over several sentences from being torn: it turns once, and stays."""
    last = held[-1].lean > 0
    first = next(i for i, one in enumerate(held) if (one.lean > 0) == last)
    stays = all((one.lean > 0) == last for one in held[first:])
    between = [part for part in re.split(r"(?<=[.!?])\s+", body) if turns(part)]
    return (_named(last), True) if stays and between and grants(body) else ("torn", False)


def _named(favour: bool) -> str:
    return "for" if favour else "against"


def _counted(one: _Said) -> _Said:
    """Count an adopted quotation as the writer's, a rejected one as the other side."""
    return one._replace(lean=-one.lean) if one.voice == REJECTED else one


def _carrying(text: _Text, said: Sequence[_Said]) -> list[Span]:
    """Return the sentences of the clauses that took part, each once."""
    whole = (next((s for s in text.sentences if s.holds(o.span)), o.span) for o in said)
    return list(dict.fromkeys(whole))


def _names(target: Target) -> bool:
    return target.kind in ("work", "character", "person")
