"""Does the writer adopt a quotation, reject it, or only report it?

Essays argue through what they quote. What tells is the verb ("shows" against "claims"), an adverb
("rightly"), the clause around ("as Ferris puts it", "would have us believe"), and what the writer
says next ("Exactly." "Not so."). Signals add up; where they contradict each other, or where there is
but a weak one, nothing is said: *unclear*.

Sources: factive and non-factive verbs after Hooper (1975), *On assertive predicates*; distance and
endorsement after Martin and White (2005), *The Language of Evaluation*, ch. 3.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from ..passes import Row
from .saying import forms, words

ADOPTIONS = ("adopted", "rejected", "neutral", "unclear")
_SURE, _WEAK = 2.0, 1.0


class Adoption(NamedTuple):
    """What a writer does with a quotation.

    Attributes:
        value: One of `ADOPTIONS`; ``None`` for a title.
        cue: The strongest of the words that tell; ``None`` if nothing does.
    """

    value: str | None
    cue: str | None


class _Signal(NamedTuple):
    pattern: re.Pattern[str]
    weight: float


def _verbs(text: str) -> str:
    return "|".join(sorted({form for verb in words(text) for form in forms(verb)}, key=lambda f: (-len(f), f)))


_CUES = (  # of the cue itself
    _Signal(re.compile(
        rf"\b(?:{_verbs('demonstrate establish illustrate prove remind reveal recognise recognize document')}"
        r"|shows?|showed|shown|showing|points? out|pointed out|understood|understands|knew|knows|teaches|taught)\b"
    ), 2.0),
    _Signal(re.compile(rf"\b(?:{_verbs('observe note acknowledge concede admit discover realise realize notice')}|found|finds|saw|sees)\b"), 1.0),
    _Signal(re.compile(
        rf"\b(?:{_verbs('pretend allege gush crow scoff sneer whine bleat fret assure boast suppose fancy trumpet parrot pronounce imagine')}"
        r"|would have (?:us|you|me) (?:believe|think)|persists?|persisted|seems? to think|wants? us to|likes? to)\b"
    ), -2.0),
    _Signal(re.compile(rf"\b(?:{_verbs('claim insist complain announce protest sniff assume presume')})\b"), -1.0),
)  # fmt: skip
_BESIDE = (  # in the writer's words of the same sentence
    _Signal(re.compile(r"\b(?:rightly|correctly|wisely|aptly|shrewdly|memorably|acutely|justly|perceptively|astutely"
                       r"|beautifully|brilliantly|neatly|tellingly|sensibly|truly|accurately)\b"), 3.0),
    _Signal(re.compile(r"\b(?:puts? it (?:best|well|better|perfectly|nicely|neatly)|says? it best|said it best"
                       r"|(?:is|was|are|were) (?:surely |quite |absolutely |plainly )?right|has it exactly|gets? it right"
                       r"|makes the (?:same )?point|not read a better|best (?:account|line|thing|description|sentence))\b"), 3.0),
    _Signal(re.compile(r"(?:^|[,;:—–(]\s?|\band )[Aa]s\s(?!if\b|though\b|soon\b|well\b|long\b|a\b|the film\b)"), 2.0),
    _Signal(re.compile(r"\b(?:and|for) (?:indeed|in fact|once)\b|\bindeed\b|, and (?:she|he|they) (?:is|was|are|were) right"), 2.0),
    _Signal(re.compile(r"\b(?:wrongly|mistakenly|falsely|absurdly|foolishly|glibly|blithely|supposedly|apparently"
                       r"|so-called|predictably|smugly|solemnly|lazily|naively|naïvely|fatuously|breathlessly)\b"), -3.0),
    _Signal(re.compile(r"\b(?:is|was|are|were) (?:simply |quite |plainly |just )?(?:wrong|mistaken)\b|\bgets? it wrong\b"
                       r"|\bhard to square\b|\bI (?:can[’']?t|cannot|don[’']t|do not|never) (?:believe|agree|accept|join|buy|think|see)\b"), -3.0),
    _Signal(re.compile(r",? as (?:if|though)\b|, but (?:no|that|this|it|he|she|they|the|a|nobody)\b|\bthose who (?:call|say|think|find|insist)\b"
                       r"|\bI hate\b|\blost their heads\b|\bto pretend\b"), -2.0),
    _Signal(re.compile(r"^\W*(?:According to (?:the|some|many|most)|Everyone|Everybody|Some (?:of|say|have|critics|people)|Many|It is (?:often|sometimes|usually)"
                       r"|We are (?:often |always )?told|It has become|Defenders|Enthusiasts)\b"), -1.0),
)  # fmt: skip
_NEXT = (  # the writer's words that follow
    _Signal(re.compile(r"^\W*(?:Exactly|Precisely|Quite(?: so)?|Indeed|True|So (?:it|he|she|they|I) (?:is|was|did|does|do)|Amen"
                       r"|(?:She|He|They|[A-Z]\w+) (?:is|was|are|were|may be|must be) (?:surely |quite |absolutely |of course )?right|I agree|I think so too"
                       r"|(?:That|This|It) (?:is|was|seems to me|remains|sentence|line|phrase|distinction) (?:exactly |just |precisely |surely |also |still )?"
                       r"(?:right|true|the (?:point|heart|part|most|best|whole|nub|crux|sharpest|distinction|question|truest)|a (?:distinction|better|good|fair|point)|what)"
                       r"|(?:Neither|Both|Nothing)\b[^.]{0,60}\b(?:true|right|contradicts))"), 3.0),
    _Signal(re.compile(r"^\W*(?:Nonsense|Not so|Hardly|On the contrary|Rubbish|Really\?|No[,;.]|Of course they do|If only|Would that"
                       r"|I (?:disagree|doubt|don[’']t|do not|am not|can[’']t|cannot|have never))"), -3.0),
    _Signal(re.compile(r"^[^.!?]{0,50}\b(?:wrong|mistaken|nonsense|untrue|false|absurd|misses the point|no such thing|nothing of the kind"
                       r"|not so|too (?:easy|simple|neat|quick)|is (?:not|neither)|isn[’']t|it was not|wasn[’']t|do not|don[’']t|did not|didn[’']t|does not|doesn[’']t|forgets?|confus\w+)\b"), -2.0),
    _Signal(re.compile(r"^\W*(?:But|Yet|And yet|Still,|However|Except|Alas|Who\b[^.?]{0,40}\?|What\b[^.?]{0,40}\?)"), -1.5),
)  # fmt: skip
_BEFORE = (  # the writer's sentence before
    _Signal(re.compile(r"\b(?:(?:says?|said|puts?|put) it (?:best|better|well)|(?:is|was) right|comes? nearer|saw (?:this|it|that) (?:early|clearly|first)|to be fair"
                       r"|best (?:thing|account|sentence)|better point|makes the point)\b"), 2.0),
    _Signal(re.compile(r"\b(?:hate|wrong|mistaken|mistake|nonsense|lost their heads|less (?:attentive|careful)|slower|foolish|worst|tired|lazy|clich\w+)\b"), -2.0),
)  # fmt: skip
_SENTENCE = re.compile(r"[.!?…][\"'”’)\]»]*\s+(?=[\"'“‘(\[«„]?[A-ZÀ-ÖØ-Þ\d])|\n\s*")
_ABBREVIATED = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|St|vs|cf|[A-Z])\.\s$")
_LONG = 240  # code points of a neighbouring sentence that are read


def adoption(text: str, rows: Sequence[Row], nth: int) -> Adoption:
    """Judge what the writer does with one of a text's quotations.

    Limits: English; signals of the same sentence and its neighbours alone. Irony without a word that
    shows it is missed.

    Args:
        text: The document's text.
        rows: Its quotations, in order of start.
        nth: Which one.

    Example:
        >>> text = "Tull claims that nothing happens. Nonsense."
        >>> row = {"kind": "indirect", "start": 12, "end": 32, "source_start": 0, "source_end": 4,
        ...     "cue": "claims", "cue_start": 5, "cue_end": 11}
        >>> adoption(text, [row], 0)
        Adoption(value='rejected', cue='Nonsense')
    """
    row = rows[nth]
    if row["kind"] == "title":
        return Adoption(None, None)
    if row["kind"] == "scare":
        return Adoption("rejected", None)
    before, beside, behind = _surroundings(text, rows, nth)
    found = [
        *_heard(_CUES, row["cue"] or ""),
        *_heard(_BESIDE, beside),
        *_heard(_NEXT, behind),
        *_heard(_BEFORE, before),
    ]
    return _weighed(found)


def _heard(signals: Sequence[_Signal], said: str) -> list[tuple[float, str]]:
    return [(s.weight, m[0].strip(" ,;:—–(")) for s in signals if (m := s.pattern.search(said))]


def _weighed(found: Sequence[tuple[float, str]]) -> Adoption:
    """Add up what was heard; contradiction and a weak word alone decide nothing."""
    total = sum(weight for weight, _ in found)
    cue = max(found, key=lambda f: abs(f[0]), default=(0.0, None))[1]
    if abs(total) >= _SURE:
        side = [f for f in found if f[0] * total > 0]
        cue = max(side, key=lambda f: abs(f[0]))[1]
        return Adoption("adopted" if total > 0 else "rejected", cue)
    return Adoption("unclear" if any(abs(w) >= _SURE for w, _ in found) or abs(total) > _WEAK else "neutral", cue)


def _surroundings(text: str, rows: Sequence[Row], nth: int) -> tuple[str, str, str]:
    """Return the writer's words before, beside and behind a quotation.

    What else the same speaker says in between is passed over, so that a verdict behind a run of
    quotations speaks of them all; another's words are left out.
    """
    row = rows[nth]
    first, last = _reach(row)
    start = _sentence_start(text, first)
    end = _sentence_end(text, last)
    for later in rows[nth + 1 :]:
        if later["start"] > end + 3 or not _same(row, later):
            break
        end = max(end, _sentence_end(text, _reach(later)[1]))
    paragraph = text.find("\n", end)
    behind = text[end : min(end + _LONG, paragraph if paragraph >= 0 else len(text))]
    floor = text.rfind("\n", 0, start) + 1
    before = text[max(floor, start - _LONG) : start]
    return (
        before[_sentence_start(before, len(before.rstrip()) - 2) :] if before.strip() else "",
        _without(text, start, _sentence_end(text, last), rows),
        behind.strip(),
    )


def _reach(row: Row) -> tuple[int, int]:
    places = [row["start"], row["end"]]
    for name in ("source", "cue"):
        if row[f"{name}_start"] is not None and abs(row[f"{name}_start"] - row["start"]) < 400:
            places += [row[f"{name}_start"], row[f"{name}_end"]]
    return min(places), max(places)


def _same(row: Row, later: Row) -> bool:
    return later["kind"] not in ("title", "scare") and row.get("speaker_name") == later.get("speaker_name")


def _sentence_start(text: str, at: int) -> int:
    best = max(0, text.rfind("\n", 0, max(0, at)) + 1)
    for end in _SENTENCE.finditer(text, max(best, at - 400), max(0, at)):
        if end.end() <= at and not _ABBREVIATED.search(text, max(0, end.start() - 6), end.start() + 2):
            best = end.end()
    return best


def _sentence_end(text: str, at: int) -> int:
    for end in _SENTENCE.finditer(text, max(0, at - 1), at + 400):
        if not _ABBREVIATED.search(text, max(0, end.start() - 6), end.start() + 2):
            return end.end()
    return len(text)


def _without(text: str, start: int, end: int, rows: Sequence[Row]) -> str:
    """Return a stretch of text without what is quoted in it."""
    kept, at = [], start
    for row in rows:
        if row["kind"] != "title" and row["start"] < end and row["end"] > at:
            kept.append(text[at : max(at, row["start"])])
            at = max(at, row["end"])
    return " … ".join([*kept, text[at:end]])
