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
from .clauses import ASKED, HELD, clauses
from .sides import ADOPTED, OTHERS, OWN, REJECTED, Said, counted, leaning, placed, settled

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ..design import Design
    from ..models.uptake import Leaning

POSITIONS = ("for", "against", "torn", "reports both", "unclear", "not taken up")
NOTHING = "none"  # the referent of a passage that names none of them: it may go on about one
# At a first look, by the passage alone: less of what a row asks for, and clauses aren't read.
_GLANCE = 0.8
_MARK = 3  # characters that a quotation mark and a stop take
PLOT = "plot"  # the role of a sentence that tells what happens in a work
TOLD = "told"  # what becomes of a clause of such a sentence: it is neither held nor granted

_REPORTED = re.compile(
    r"\b(?:some|many|most|few|several|others?|critics?|reviewers?|experts?|scholars?|researchers?|users?|people"
    r"|those|fans|defenders|optimists|pessimists|s?he|they|who)\s+(?:\w+\s+){0,2}?"
    r"(?:say|says|said|argue[sd]?|claim(?:s|ed)?|think|thinks|thought|believe[sd]?|insist(?:s|ed)?"
    r"|feel|feels|felt|warn(?:s|ed)?|hold|holds|held|fear(?:s|ed)?|worry|worries|worried|suggest(?:s|ed)?)\b"
    r"|\baccording to\b|\b(?:it is|it[’']s) (?:often )?(?:said|argued|claimed|thought)\b"
    r"|\b(?:supposed|so-called|allegedly)\b",
    re.IGNORECASE,
)
_IRONY = re.compile(
    r"\b(?:yeah,? right|what could possibly|how (?:lovely|romantic|convenient)|as if\b.{0,60}!"
    r"|sure,? sure|oh,? (?:joy|please|sure)|good luck with)\b|\((?:!|sic)\)",
    re.IGNORECASE,
)


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
    version: ClassVar[int] = 3
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
    taught: float = 0.9
    untaught: float = 0.5
    kept: float = 0.25
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
        import numpy as np

        if not self.propositions:
            return
        spoken = {(r["start"], r["end"]): r["referent"] for r in referents or ()}
        named = any(m["target"] in self.names for m in mentions or ())
        told = {(r["start"], r["end"]) for r in roles or () if r["role"] == PLOT}
        spans = [Span(s["start"], s["end"]) for s in sentences or ()]
        text_ = _Text(text, spans, list(quotations or ()), told)
        places = [Span(passage["start"], passage["end"]) for passage in embeddings or ()]
        about = [self._about(spoken.get(place, NOTHING), named=named) for place in places]
        asked = [nth for nth, claims_ in enumerate(about) if claims_]
        if asked:
            vectors = [(embeddings or ())[nth]["vector"] for nth in asked]
            heard = _Heard.of(np.array(vectors, np.float32))
            for row, nth in enumerate(asked):
                yield from self._rows(about[nth], text_, places[nth], heard.only(row))

    def digest(self) -> str:
        """Name the models: what tells nearness, and what was taught."""
        from ..models import encoder, uptake

        return f"{encoder.digest()} {uptake.digest()}"

    def _about(self, referent: str, *, named: bool) -> list[Proposition]:
        """List the propositions on what a passage speaks of."""
        return [
            one
            for one in self.propositions
            if (named or one.id not in self.anchored)
            and (not one.referents or referent in (*one.referents, NOTHING))
        ]

    def _rows(
        self, about: Sequence[Proposition], text: _Text, place: Span, said: _Heard
    ) -> Iterator[Row]:
        body, parts, whole = place.of(text.text), None, None
        for claim in about:
            if self._taken(claim, [body], said).odds < _GLANCE * self.kept:
                continue
            if parts is None or whole is None:
                parts = text.read(place)
                whole = said.with_parts(parts)
            words = [part.words for part in parts]
            found = self._taken(claim, [body, *words], whole)
            if found.odds >= self.kept:
                yield self._row(claim, text, place, found, self._said(claim, parts, whole))

    def _taken(self, claim: Proposition, texts: Sequence[str], said: _Heard) -> claims.Uptake:
        told = said.told(claim)
        limits = {"taught": self.taught, "untaught": self.untaught}
        return claims.uptake(claim, texts, said.vectors, told, **limits)

    def _row(
        self,
        claim: Proposition,
        text: _Text,
        place: Span,
        found: claims.Uptake,
        near: Sequence[Said],
    ) -> Row:
        said = [one for one in near if one.role == ASKED or abs(one.lean) >= self.margin]
        body = place.of(text.text)
        own = [one for one in said if one.voice == OWN]
        argued = [counted(one) for one in said if one.voice != OTHERS]
        alone, grants_ = placed(own, others=[o for o in said if o.voice != OWN], body=body)
        position, granting = placed(
            argued, others=[o for o in said if o.voice == OTHERS], body=body
        )
        held = [counted(one) for one in near if one.role == HELD and one.voice != OTHERS]
        ours = [one for one in near if one.voice != OTHERS]
        mine = [one for one in near if one.voice == OWN]
        lean, own_lean = leaning(found, ours), leaning(found, mine)
        return {
            "start": place.start, "end": place.end, "proposition": claim.id,
            "position": settled(position, found, ours, lean),
            "own": settled(alone, found, mine, own_lean),
            "conceding": found.odds >= 1 and (grants_ or granting),
            "taken": found.odds, "lean": lean, "own_lean": own_lean,
            "favour": max((one.lean for one in held), default=0.0),
            "against": max((-one.lean for one in held), default=0.0),
            "near": found.near,
            "carries": [{"start": s.start, "end": s.end} for s in _carrying(text, said or near)],
        }  # fmt: skip

    def _said(self, claim: Proposition, parts: Sequence[_Part], heard: _Heard) -> list[Said]:
        """Read the clauses of a passage that are nearest to a claim, in order."""
        words, told = [part.words for part in parts], heard.told(claim)
        readings = claims.readings(claim, words, heard.vectors, told)
        nearest = max((one.near for one in readings), default=0.0)
        return [
            Said(part.span, one.lean, part.role, part.voice)
            for part, one in zip(parts, readings, strict=True)
            if one.near >= nearest - self.apart
        ]


class _Heard(NamedTuple):
    """Vectors of a passage and its clauses, and what the machines make of them."""

    vectors: NDArray[np.float32]
    said: Mapping[str, Leaning]

    @classmethod
    def of(cls, vectors: NDArray[np.float32]) -> _Heard:
        from ..models.uptake import leanings

        return cls(vectors, leanings(vectors))

    def only(self, row: int) -> _Heard:
        """Return one row of all."""
        here = slice(row, row + 1)
        said = {key: one.of(here) for key, one in self.said.items()}
        return _Heard(self.vectors[here], said)

    def told(self, claim: Proposition) -> Leaning | None:
        """Return what was said of a proposition; None if no machine was taught it."""
        from ..models.uptake import key_of

        return self.said.get(key_of(claim.text))

    def with_parts(self, parts: Sequence[_Part]) -> _Heard:
        """Hear the clauses of the passage too."""
        import numpy as np

        return self.of(np.stack([self.vectors[0], *(part.vector for part in parts)]))


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
        """Return the clauses of a passage, less the sentences that tell the plot.

        Where all of them do they are returned, and none of their clauses is held.
        """
        every = self.within(place)
        argued = [one for one in every if one not in self.told]
        return [
            self._part(span, role if argued else TOLD, place)
            for sentence in argued or every
            for span, role in clauses(self.text, sentence)
        ]

    def _part(self, span: Span, role: str, place: Span) -> _Part:
        from ..models.encoder import encode

        words = span.of(self.text)
        asked = ASKED if _IRONY.search(words) else role
        return _Part(span, words, encode([words])[0], asked, self.voice(span, place))

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


def _carrying(text: _Text, said: Sequence[Said]) -> list[Span]:
    """Return the sentences of the clauses that took part, each once."""
    whole = (next((s for s in text.sentences if s.holds(o.span)), o.span) for o in said)
    return list(dict.fromkeys(whole))


def _names(target: Target) -> bool:
    return target.kind in ("work", "character", "person")
