"""Target sentiments: what a sentence says of each target that it mentions, and whose view it is."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import pyarrow as pa

from .. import schema
from ..passes import Row, for_each_text
from .consensus import clauses
from .pronouns import CUE as PRONOUN
from .roles import JUDGING
from .whose import QUOTATION, reported, spoken, whose

POLARITIES = ("negative", "neutral", "positive")
Lean = tuple[float, float]  # probabilities of blame and praise
_SURELY = 0.7  # probability of blame that counts where only its clause, not its sentence, blames
_NONE = r"(?:nothing|little|hardly anything|not (?:much|an?|any)|no|without an?y?)"
_FAULT = (
    r"(?:bad|wrong|weak|missing|fault|complain\w*|criticism|indictment|knock|flaws?|dislike|ruins?)"
)
_OTHERS = (
    r"(?:people|those|anyone|anybody|everyone(?:[’']s)?|everybody(?:[’']s)?|others|some|many"
    r"|critics|fans|viewers|audiences|haters|dummies)"
)
_DISLIKE = (
    r"(?:hat(?:e|es|ed|ing)|dislik\w+|(?:do|did|does)n[’']t (?:like|love|enjoy|get)|bash\w*"
    r"|complain\w*|disappointed|disagreeable|prejudice|bad word|find(?:ing)?)"
)
_DENIED = re.compile(  # blame named in order to deny it, or as others' alone
    rf"\b{_NONE}\b(?: [\w’']+){{0,3}} {_FAULT}\b"
    rf"|\b(?:hard|difficult) to (?:say|find|fault)\b(?: [\w’']+){{0,4}} {_FAULT}\b"
    r"|\bhard to fault\b|\b(?:not|never) enough praise\b|\bnot least\b"
    r"|\beas(?:y|ily) (?:to )?(?:overlook|miss|underrat)"
    r"|\bif (?:\w+ ){1,4}?(?:wasn|weren|hadn|didn)[’']t\b"
    r"|(?:\bnot|n[’']t) (?:that|so|too|as|all that|half) (?:bad|terrible|awful|dull)\b"
    r"|\b(?:sav|ris|kee?p|kept|rescu|redeem)\w*\b(?: [\w’']+){0,4} (?:from|above)\b"
    rf"|\b{_OTHERS}\b(?: [\w’']+){{0,6}} {_DISLIKE}\b|\b(?:lots? of|all the|much) hate\b"
    r"|\brat(?:ed|ings?)\b(?: \S+){0,6} low\b|\blow(?: \S+){0,4} (?:ratings?|scores?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class TargetSentiments:
    """Polarity towards a target, at each place where it is mentioned, read in its sentence.

    "She is wonderful in a film that is not" praises her and blames the film: two rows. Where no
    polarity clears the threshold it is neutral, which is thus also where the model abstains. Only
    sentences that evaluate or argue judge, and of these only such as are polar to the reader of
    whole sentences, which learned from critics: a mention in any other isn't read and is neutral.
    A pronoun is read where nothing else in its sentence means the target: one row a sentence.
    ``whose`` says whether the view is the writer's own, somebody's who is quoted, or reported of
    many; to count judgements in the writer's own voice, take ``whose = 'own'``.

    Attributes:
        threshold: Probability that a polarity must reach.
        judging: Probability of evaluating or arguing from which on a sentence is read.
        polar: Probability of praise or blame, whichever, from which on a sentence is read.
        agree: Probability of blame that the reader of whole sentences must give the sentence, or
            the clause that names the target, for blame to count; else the target is neutral.

    Example:
        >>> text = "Adams is superb, but the film is a bore."
        >>> mentions = [
        ...     {"start": 0, "end": 5, "target": "adams"},
        ...     {"start": 21, "end": 29, "target": "film"},
        ... ]
        >>> rows = TargetSentiments().find(text, [{"start": 0, "end": 40}], mentions)
        >>> [(row["target"], row["polarity"], row["whose"]) for row in rows]
        [('adams', 'positive', 'own'), ('film', 'negative', 'own')]

    References:
        Hamborg and Donnay (2021), NewsMTSC, EACL. Jiang et al. (2019), A challenge dataset and
        effective models for aspect-based sentiment analysis, EMNLP.
    """

    name: ClassVar[str] = "target_sentiments"
    version: ClassVar[int] = 4
    reads: ClassVar[dict[str, tuple[str, ...]]] = {
        "texts": ("text_id", "text", "language"),
        "sentences": ("start", "end"),
        "mentions": ("start", "end", "target", "cue"),
        "roles": ("start", "role", *JUDGING),
        "quotations": QUOTATION,
        "consensus": ("start", "end"),
        "sentiments": ("start", "negative", "positive"),
    }
    writes: ClassVar[pa.Schema] = schema.TARGET_SENTIMENTS

    threshold: float = 0.5
    judging: float = 0.35
    polar: float = 0.25
    agree: float = 0.5

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Work on a batch of texts with their sentences and mentions."""
        return for_each_text(batch, self.find, self.writes)

    def find(
        self,
        text: str,
        sentences: Sequence[Mapping[str, int]] | None,
        mentions: Sequence[Mapping[str, Any]] | None,
        roles: Sequence[Mapping[str, Any]] | None = None,
        quotations: Sequence[Mapping[str, Any]] | None = None,
        consensus: Sequence[Mapping[str, Any]] | None = None,
        sentiments: Sequence[Mapping[str, Any]] | None = None,
    ) -> Iterator[Row]:
        """Judge the mentions of one text, in order; all that roles and sentiments let through."""
        spans = [(s["start"], s["end"]) for s in sentences or ()]
        told = {row["start"]: row for row in roles or ()}
        leans = {row["start"]: (row["negative"], row["positive"]) for row in sentiments or ()}
        quoted, others = spoken(quotations), reported(consensus)
        found = _once([(one, _place(spans, one, len(text))) for one in mentions or ()])
        read = [self._judges(told.get(at), leans.get(at)) for _, (_, _, at) in found]
        said = iter(_read(text, [pair for pair, reads in zip(found, read, strict=True) if reads]))
        for (one, (start, end, first)), reads in zip(found, read, strict=True):
            shares = dict(zip(POLARITIES, next(said) if reads else (0.0, 1.0, 0.0), strict=True))
            at = one["start"], one["end"]
            yield {
                "start": one["start"], "end": one["end"], "target": one["target"],
                "polarity": self._polarity(shares, text, one, (start, end), leans.get(first)),
                **shares,
                "role": told[first]["role"] if first in told else JUDGING[0],
                "whose": whose((start, end), quoted, others, at),
            }  # fmt: skip

    def digest(self) -> str:
        """Name the models."""
        from ..models.reader import digest

        return f"{digest('target')} {digest('polarity')}"

    def _judges(self, role: Mapping[str, Any] | None, lean: Lean | None) -> bool:
        judges = role is None or sum(role[name] for name in JUDGING) >= self.judging
        return judges and (lean is None or sum(lean) >= self.polar)

    def _polarity(
        self,
        said: Mapping[str, float],
        text: str,
        mention: Mapping[str, Any],
        sentence: tuple[int, int],
        lean: Lean | None,
    ) -> str:
        likeliest = max(POLARITIES, key=said.__getitem__)
        if said[likeliest] < self.threshold:
            return "neutral"
        blame = likeliest == "negative"
        if blame and not self._blames(said[likeliest], text, mention, sentence, lean):
            return "neutral"
        return likeliest

    def _blames(
        self,
        share: float,
        text: str,
        mention: Mapping[str, Any],
        sentence: tuple[int, int],
        lean: Lean | None,
    ) -> bool:
        """Say whether the reader of sentences finds blame too, and no words deny it."""
        begin, end = _clause(text, sentence, mention)
        if _DENIED.search(text[begin:end]):
            return False
        if lean is None or lean[0] >= self.agree:
            return True
        apart = (begin, end) != sentence and share >= _SURELY
        return apart and _blame(text[begin:end]) >= self.agree


def _clause(text: str, sentence: tuple[int, int], mention: Mapping[str, Any]) -> tuple[int, int]:
    """Find the clause of a sentence that names a target."""
    start, end = sentence
    for begin, stop in clauses(text[start:end]):
        if start + begin <= mention["start"] < start + stop:
            return start + begin, start + stop
    return sentence


def _blame(clause: str) -> float:
    """Ask the reader of sentences how likely a clause blames."""
    from ..models.judgement import polarity

    return float(polarity([clause.lstrip(" ,;:—–-")])[0][0])


def _place(
    sentences: Sequence[tuple[int, int]], mention: Mapping[str, Any], length: int
) -> tuple[int, int, int]:
    """Return where the sentences of a mention begin and end, and where the first of them does."""
    if not sentences:
        return 0, length, 0
    start, end = mention["start"], mention["end"]
    first = max(0, bisect_right(sentences, start, key=lambda s: s[0]) - 1)
    last = max(0, bisect_right(sentences, end - 1, key=lambda s: s[0]) - 1)
    begin = sentences[first][0]
    return min(start, begin), max(end, sentences[last][1]), begin


def _once(
    found: Sequence[tuple[Mapping[str, Any], tuple[int, int, int]]],
) -> list[tuple[Mapping[str, Any], tuple[int, int, int]]]:
    """Leave out a pronoun whose target its sentence names, or means by a pronoun before."""
    done = {(one["target"], place) for one, (*_, place) in found if one.get("cue") != PRONOUN}
    kept = []
    for one, place in found:
        key = one["target"], place[-1]
        if one.get("cue") != PRONOUN or key not in done:
            kept.append((one, place))
            done.add(key)
    return kept


def _read(
    text: str, found: Sequence[tuple[Mapping[str, Any], tuple[int, int, int]]]
) -> list[list[float]]:
    from ..models.judgement import towards

    places = [
        (text[start:end], one["start"] - start, one["end"] - start)
        for one, (start, end, _) in found
    ]
    shares: list[list[float]] = towards(places).tolist()
    return shares
