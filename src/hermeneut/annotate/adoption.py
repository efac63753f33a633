"""What shows that a writer adopts a quotation, or rejects it.

Essays argue through what they quote. What tells is the verb ("shows" against "claims"), an adverb
("rightly"), the clause around ("as Ferris puts it", "would have us believe"), and what the writer
says next ("Exactly." "Not so."). These signals are data, in ``adoption.toml``; most writers give
none, so a model weighs them beside other traits (`hermeneut.annotate.quoting`).

Sources: factive and non-factive verbs after Hooper (1975), *On assertive predicates*; distance and
endorsement after Martin and White (2005), *The Language of Evaluation*, ch. 3.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple

from ..passes import Row
from .saying import forms, manner

_SURE = 2.0  # what signals must weigh together
ADOPTIONS = ("adopted", "rejected", "neutral", "unclear")


class _Signal(NamedTuple):
    pattern: re.Pattern[str]
    weight: float


# Placeholders of adoption.toml.
_WRITTEN = {
    "<is>": r"(?:[’']s|[’']re| is| was| are| were| may be| must be| seems| remains)",
    "<very>": r"(?:exactly |just |precisely |surely |also |still |indeed |quite |absolutely "
    r"|plainly |simply |of course )?",
    "<start>": r"^\W*",
}


@lru_cache(maxsize=1)
def _signals() -> dict[str, tuple[_Signal, ...]]:
    """Read what tells, by the place where it is looked for."""
    source = files("hermeneut.annotate").joinpath("adoption.toml").read_text("utf-8")
    found: dict[str, tuple[_Signal, ...]] = {}
    for row in tomllib.loads(source)["signal"]:
        verbs = {form for verb in row.get("verbs", "").split() for form in forms(verb)}
        said = [*sorted(verbs, key=lambda form: (-len(form), form)), *row.get("words", ())]
        for short, long in _WRITTEN.items():
            said = [one.replace(short, long) for one in said]
        pattern = "|".join(_bounded(one) for one in said)
        found[row["where"]] = (
            *found.get(row["where"], ()),
            _Signal(re.compile(pattern), row["weight"]),
        )
    return found


def _bounded(said: str) -> str:
    """Keep a pattern to whole words, where it begins or ends with one."""
    head = r"\b" if said[0].isalpha() or said[0] in "([" else ""
    ends = said[-1].isalpha() or said[-1] in ")+"
    tail = r"\b" if ends and not said.endswith(r"\?)") else ""
    return f"(?:{head}{said}{tail})"


_SENTENCE = re.compile(r"[.!?…][\"'”’)\]»]*\s+(?=[\"'“‘(\[«„]?[A-ZÀ-ÖØ-Þ\d])|\n\s*")
_ABBREVIATED = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|St|vs|cf|[A-Z])\.\s$")
_SPOKEN = 400  # code points that a sentence is followed for
_RUN = 12  # quotations to either side that are looked at
_LONG = 240  # code points of a neighbouring sentence that are read


class Heard(NamedTuple):
    """What the writer says around a quotation.

    Attributes:
        before: The sentence before.
        beside: The writer's own words in its sentence; an ellipsis stands for what is quoted.
        behind: What follows, up to the end of the paragraph.
        signals: Where a sign of adoption stands, what it weighs, its words.
    """

    before: str
    beside: str
    behind: str
    signals: tuple[tuple[str, float, str], ...]

    @property
    def total(self) -> float:
        """What the signals weigh together."""
        return sum(weight for _, weight, _ in self.signals)


def heard(text: str, rows: Sequence[Row], nth: int) -> Heard:
    """Listen to what the writer says around one of a text's quotations.

    Limits: English; signals of the same sentence and its neighbours alone.

    Args:
        text: The document's text.
        rows: Its quotations, in order of start.
        nth: Which one.

    Example:
        >>> text = "Tull claims that nothing happens. Nonsense."
        >>> row = {"kind": "indirect", "start": 12, "end": 32, "source_start": 0, "source_end": 4,
        ...     "cue": "claims", "cue_start": 5, "cue_end": 11}
        >>> heard(text, [row], 0).signals
        (('cue', -1.0, 'claims'), ('next', -3.0, 'Nonsense'))
    """
    row = rows[nth]
    before, beside, behind = _surroundings(text, rows, nth)
    quoted = row["parts"][0]["start"] if row.get("parts") else row["start"]
    said = {
        "cue": row["cue"] or "", "adverb": _around_cue(text, row), "beside": beside,
        "next": behind, "before": before,
        "mark": text[max(0, quoted - 40) : quoted].rpartition(". ")[2],
    }  # fmt: skip
    signals = tuple(one for where, words in said.items() for one in _heard(where, words))
    return Heard(before, beside, behind, signals)


def _around_cue(text: str, row: Row) -> str:
    """Return the words around the verb, or before the quotation where it has none."""
    if row["cue_start"] is None:
        return text[max(0, row["start"] - _LED) : row["start"]].rpartition(". ")[2]
    start, end = row["cue_start"] - _AROUND, row["cue_end"] + _AROUND
    before = text[
        max(0, start, row["end"] if row["end"] <= row["cue_start"] else 0) : row["cue_end"]
    ]
    ahead = min(end, row["start"]) if row["start"] >= row["cue_end"] else end
    return before.rpartition(". ")[2] + text[row["cue_end"] : ahead].partition(". ")[0]


@lru_cache(maxsize=1 << 12)
def _heard(where: str, words: str) -> tuple[tuple[str, float, str], ...]:
    return tuple(
        (where, signal.weight, re.sub(r"^\W+|\W+$", "", found[0]))
        for signal in _signals()[where]
        if (found := signal.pattern.search(words))
    )


def judged_by(signals: Sequence[tuple[str, float, str]], sure: float = _SURE) -> str | None:
    """Say what signals decide; ``None`` if all are faint, or they contradict each other.

    >>> judged_by([("next", -3.0, "Nonsense"), ("cue", -1.0, "claims")])
    'rejected'
    """
    total = sum(weight for _, weight, _ in signals)
    strongest = max((abs(w) for _, w, _ in signals if w * total > 0), default=0.0)
    if abs(total) < sure or strongest < sure:
        return None
    return "adopted" if total > 0 else "rejected"


def deciding(signals: Sequence[tuple[str, float, str]], value: str) -> str | None:
    """Name the strongest of the words that speak for a value; ``None`` if none does."""
    sign = {"adopted": 1, "rejected": -1}.get(value, 0)
    side = [(abs(weight), words) for _, weight, words in signals if weight * sign > 0]
    return max(side, key=lambda one: one[0])[1] if side else None


def can_be_taken_up(text: str, row: Row, *, named: bool) -> bool:
    """Say whether a quotation is somebody's words, so that a writer can adopt or reject them.

    What is reported without marks must be said, or thought, as a plain fact, by somebody who is
    named or described, right beside: "Tull claims that …", not "to show how …", "you know what …".

    Args:
        text: The document's text.
        row: A quotation with its source.
        named: Whether its speaker is named, or is somebody by what they are called.

    Example:
        >>> text = "Tull wanted to show how it ends."
        >>> row = {"kind": "indirect", "start": 20, "end": 31, "source_start": 0, "source_end": 4,
        ...     "cue": "to show", "cue_start": 12, "cue_end": 19}
        >>> can_be_taken_up(text, row, named=True)
        False
    """
    said = re.split(r"[’']", text[row["source_start"] : row["source_end"]].lower())[0]
    if said in _OWN or manner(row["cue"]) == "attitude":
        return False
    if row["kind"] == "direct":
        return True
    cue = row["cue"] or ""
    led = text[max(0, row["cue_start"] - _NEGATED) : row["cue_start"]] if cue else ""
    if _UNREAL.search(cue) or _DENIED.search(led) or not _beside(text, row):
        return False
    if row["kind"] == "mixed":
        return named or said in _SOMEBODY
    if _SHOWING.search(cue) and not _CLAUSE.match(text, row["start"]):
        return False
    return bool(cue) and (named or (said in _SOMEBODY and manner(cue) == "speech"))


_OWN = frozenset(("i", "we", "me", "us", "my", "our", "mine", "ours", "you", "your", "one"))
_SOMEBODY = frozenset(
    ("he", "she", "they", "who", "everyone", "everybody", "nobody", "many", "some")
)
_UNREAL = re.compile(
    r"\b(?:not|never|to|would|could|might|may|must|should|can|cannot|will|if)\b"
    r"(?! (?:have us|have you|have me|me|us|mind)\b)|n[’']t\b|^\w+ing\b"
)
_DENIED = re.compile(r"(?:\bnot|\bnever|n[’']t)(?: \w+)?\s$")
_NEGATED = 20  # code points before a verb in which it may be denied
_SHOWING = re.compile(r"\b(?:show|demonstrat|illustrat|reveal|prov|document|teach|taught)")
_CLAUSE = re.compile(r"(?:that|how|why|what|where|when|who|whether)\b")
_AROUND = 20  # code points around a verb in which an adverb belongs to it
_LED = 60  # and before a quotation that has no verb
_ASIDE = 60  # code points between a report and its verb, or its verb and who speaks


def _beside(text: str, row: Row) -> bool:
    """Say whether speaker, verb and report stand together in one sentence."""
    spans = [(row["start"], row["end"]), (row["source_start"], row["source_end"])]
    if row["cue_start"] is not None:
        spans.append((row["cue_start"], row["cue_end"]))
    spans.sort()
    gaps = [text[a[1] : b[0]] for a, b in pairwise(spans) if b[0] > a[1]]
    return all(len(gap) <= _ASIDE and not _SENTENCE.search(gap) for gap in gaps)


def _surroundings(text: str, rows: Sequence[Row], nth: int) -> tuple[str, str, str]:
    """Return the writer's words before, beside and behind a quotation.

    What else the same speaker says in between is passed over, so that a verdict behind a run of
    quotations speaks of them all; another's words are left out.
    """
    row = rows[nth]
    first, last = _reach(row)
    start = _sentence_start(text, first)
    end = _sentence_end(text, last)
    for later in rows[nth + 1 : nth + _RUN]:
        if later["start"] > end + 3 or not _same(row, later):
            break
        end = max(end, _sentence_end(text, _reach(later)[1]))
    paragraph = text.find("\n", end)
    if paragraph == end or not text[end : max(end, paragraph)].strip():
        paragraph = text.find("\n", end + 2)  # what ends a paragraph is answered in the next
    last_word = min(end + _LONG, paragraph if paragraph >= 0 else len(text))
    spoken = (r["start"] - 1 for r in rows[nth + 1 : nth + _RUN] if r["kind"] == "direct")
    behind = text[end : min([last_word, *(at for at in spoken if at >= end)])]
    floor = text.rfind("\n", 0, start) + 1
    before = text[max(floor, start - _LONG) : start]
    return (
        before[_sentence_start(before, len(before.rstrip()) - 2) :] if before.strip() else "",
        _without(text, start, _sentence_end(text, last), rows[max(0, nth - _RUN) : nth + _RUN]),
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
    return bool(named or row["source_start"] == later["source_start"])


def _sentence_start(text: str, at: int) -> int:
    best = max(0, text.rfind("\n", 0, max(0, at)) + 1, at - _SPOKEN)
    for end in _SENTENCE.finditer(text, best, max(0, at)):
        if end.end() <= at and not _ABBREVIATED.search(
            text, max(0, end.start() - 6), end.start() + 2
        ):
            best = end.end()
    return best


def _sentence_end(text: str, at: int) -> int:
    for end in _SENTENCE.finditer(text, max(0, at - 1), at + _SPOKEN):
        if not _ABBREVIATED.search(text, max(0, end.start() - 6), end.start() + 2):
            return end.end()
    return min(len(text), at + _SPOKEN)


def _without(text: str, start: int, end: int, rows: Sequence[Row]) -> str:
    """Return a stretch of text without what is quoted in it."""
    kept, at = [], start
    for row in rows:
        if row["kind"] != "title" and row["start"] < end and row["end"] > at:
            kept.append(text[at : max(at, row["start"])])
            at = max(at, row["end"])
    return " … ".join([*kept, text[at:end]])
