"""Does the writer adopt a quotation, reject it, or only report it?

Essays argue through what they quote. What tells is the verb ("shows" against "claims"), an adverb
("rightly"), the clause around ("as Ferris puts it", "would have us believe"), and what the writer
says next ("Exactly." "Not so."). Signals add up; where they contradict each other, or where there is
but a weak one, nothing is said: *unclear*; so too where a critic or an expert is quoted without any.

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
_BE = r"(?:[’']s|[’']re| is| was| are| were| may be| must be| seems| remains)"
_BESIDE = (  # in the writer's words of the same sentence
    _Signal(re.compile(
        r"\b(?:rightly|correctly|wisely|aptly|shrewdly|memorably|acutely|justly|perceptively|astutely"
        r"|beautifully|brilliantly|neatly|tellingly|sensibly|truly|accurately)\b"
    ), 3.0),
    _Signal(re.compile(
        r"\b(?:puts? it (?:best|well|better|perfectly|nicely|neatly)|sa(?:ys|id) it best|has it exactly"
        rf"|[A-Za-z]+{_BE} (?:surely |quite |absolutely |exactly |plainly )?right|gets? it right"
        r"|makes the (?:same )?point|(?:not|never) (?:read|heard) a better|the (?:best|sharpest|truest|finest)"
        r" (?:account|line|thing|description|sentence|word|answer|argument)|I (?:quite )?agree)\b"
    ), 3.0),
    _Signal(re.compile(
        r"\b[Aa]s\s(?!if\b|though\b)(?:[\w’'.-]+\s){1,5}?(?:once |has |have |had |also |rightly |famously )?(?:writes?|wrote|written|puts?"
        r"|argue[sd]?|observe[sd]?|note[sd]?|remind(?:s|ed)|point(?:s|ed)|knows?|knew|says|show(?:s|n|ed)?|remark(?:s|ed))\b"
    ), 2.0),
    _Signal(re.compile(r"\b(?:for once|indeed)\b|\band (?:in fact|that is just)\b"), 2.0),
    _Signal(re.compile(
        r"\b(?:wrongly|mistakenly|falsely|absurdly|foolishly|glibly|blithely|supposedly|apparently"
        r"|so-called|predictably|smugly|lazily|naively|naïvely|fatuously|breathlessly)\b"
    ), -3.0),
    _Signal(re.compile(
        rf"{_BE} (?:simply |quite |plainly |just )?(?:wrong|mistaken)\b|\bgets? it wrong\b|\bhard to square\b"
        r"|\bI (?:can[’']?t|cannot|don[’']t|do not|never) (?:believe|agree|accept|join|buy|think|see)\b"
    ), -3.0),
    _Signal(re.compile(
        r"…\W{0,3}as (?:if|though)\b|, but (?:no|that|this|it|he|she|they|the|a|nobody)\b|\bhave lost\b|\bto pretend\b"
        r"|\bthose who (?:call|say|think|find|insist)\b|\bI hate\b|\b(?:has|have) been objected\b"
    ), -2.0),
    _Signal(re.compile(
        r"^\W*(?:According to (?:the|some|many|most)|Everyone|Everybody|Some (?:of|say|have|critics|people)|Many"
        r"|It is (?:often|sometimes|usually)|We are (?:often |always )?told|Defenders|Enthusiasts)\b"
        r"|\bI(?:[’']ve| have) (?:read|heard|seen it said)\b|\bthink(?:s)? otherwise\b|\bdisagree|\bfriends say\b"
    ), -1.5),
)  # fmt: skip
_NOT = _Signal(re.compile(r"\b(?:not|never|n[’']t|nor|hardly|no longer|rather than)(?: \w+){0,2}\W*$"), -3.0)
_NEXT = (  # the writer's words that follow
    _Signal(re.compile(
        r"^\W*(?:Exactly|Precisely|Quite(?: so)?[.,;]|Indeed|True[.,;]|So (?:it|he|she|they|I) (?:is|was|did|does|do)\b|Amen"
        rf"|[A-Z]\w+(?: \w+)?{_BE} (?:surely |quite |absolutely |exactly |of course )?right|I (?:quite )?agree|I think so too"
        r"|I find (?:that|this|it) (?:nearly |almost |quite )?(?:unanswerable|persuasive|convincing|hard to (?:answer|dispute|deny))"
        rf"|(?:That|This|It){_BE}(?: sentence| line)? (?:exactly |just |precisely |surely |also |still |indeed )?"
        r"(?:right|true|the (?:point|heart|part|most|best|whole|nub|crux|sharpest|distinction|truest)|a (?:distinction|better|good point|fair point))"
        r"|(?:Neither|Both|Nothing)\b[^.]{0,60}\b(?:true|right|contradicts))"
    ), 3.0),
    _Signal(re.compile(
        r"^\W*(?:Nonsense|Not so|Hardly|On the contrary|Rubbish|Really\?|No[,;.]|Of course they do|If only|Would that"
        r"|Well, (?:so|no|that|perhaps)\b|I (?:disagree|doubt (?:it|that)|don[’']t (?:think so|believe|agree|buy)|do not (?:believe|agree)"
        r"|am not (?:sure|so sure|convinced)|can[’']t agree|cannot agree)|I[’']ve tried to (?:believe|agree))"
    ), -3.0),
    _Signal(re.compile(r"^\W*(?:Where|Is (?:it|that|she|he)|Does (?:it|that|she|he)|Doesn[’']t|Isn[’']t|Why|Since when|Says who|Who is)\b[^.!?\n]{0,40}\?"), -2.0),
    _Signal(re.compile(
        rf"^\W*(?:But )?(?:(?:This|That|It|They|What|[Ss]uch|The)(?: \w+)?|He|She|[A-Z]\w+){_BE} (?:[a-z]+ )?(?:wrong|mistaken|nonsense|untrue|false|absurd|no such thing"
        r"|nothing of the kind|too (?:easy|simple|neat|quick|kind|harsh)|confused|neither)\b"
        r"|^\W*(?:But )?(?:(?:This|That|It) (?:is not|isn[’']t|was not|wasn[’']t|does not|doesn[’']t|did not|didn[’']t|did nothing|taught nobody|proves too much)|They (?:do|did|are|were)(?: not|n[’']t)\b)"
        r"|^[^.!?]{0,40}\b(?:misses the point|proves too much|forgets that|persuades nobody)"
    ), -2.5),
    _Signal(re.compile(r"^\W*(?:But|Yet|And yet|Still,|However|Except|Alas)\b|^[^.!?]{0,120}[.!?] (?:But|Yet)\b"), -1.5),
)  # fmt: skip
_BEFORE = (  # the writer's sentence before
    _Signal(re.compile(
        rf"\b(?:(?:says?|said|puts?|put) it (?:best|better|well)|[A-Za-z]+{_BE} right|comes? nearer|saw (?:this|it|that) (?:early|clearly|first)"
        r"|to be fair|best (?:thing|account|sentence)|better point|makes the point|was anticipated)\b"
    ), 2.0),
    _Signal(re.compile(
        r"\b(?:hate|wrong|mistaken|mistake|nonsense|lost their heads|less (?:attentive|careful)|slower|foolish|worst|tired|lazy"
        r"|clich\w+|disagrees?|thinks? (?:otherwise|I[’']m|I am))\b"
    ), -2.0),
)  # fmt: skip
_ARGUING = frozenset(("critic", "expert", "scholar"))  # whom a writer seldom quotes without a view
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
        *_heard((_NOT,), text[max(0, row["start"] - 40) : row["start"]].rpartition(". ")[2]),
    ]
    judged = _weighed(found)
    arguing = row.get("voice") in _ARGUING and row["kind"] != "indirect"
    return Adoption("unclear", None) if judged.value == "neutral" and arguing else judged


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
    if paragraph == end or not text[end : max(end, paragraph)].strip():
        paragraph = text.find("\n", end + 2)  # what ends a paragraph is answered in the next
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
    if later["kind"] in ("title", "scare") or row["source_start"] is None:
        return False
    named = row.get("speaker_name") is not None and row["speaker_name"] == later.get("speaker_name")
    return named or row["source_start"] == later["source_start"]


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
