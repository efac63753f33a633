"""Sentences: the unit of judgement.

Boundaries are found by ``nupunkt``, with an abbreviation list of our own, and mended by rules
for what criticism is full of: titles that end in a mark, questions with their *she asks*,
initials, lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version as version_of
from typing import Any, ClassVar

import pyarrow as pa

from .. import schema
from ..passes import Row, for_each_text
from ..spans import Span, strip

# nupunkt's default model, trained on law, has 3,085 one-word abbreviations; 139 of them are plain
# words of criticism (story, art, life, me …; counted by bench/annotate.py), so a sentence that
# ends in one would run on. These stand in for all of them.
_ABBREVIATED = """
adj adm adv al approx apr ariz assn assoc aug ave bd bldg blvd bros ca calif capt cf ch cmdr co
col colo comdr comp conf corp cpl cpt dec dept dir div dr ed edn eds eq esp est et etc ext feb
ff figs fl fla fr ft ga gen gov govt hon hr hrs ibid illus inc incl insp intl jr jul jun ky lbs
lt ltd maj md mfg mgr mich minn misc mlle mme mont mr mrs ms msgr mt natl neb nev nn nov obs oct
okla orig oz penn pl pp pr pres proc prod prof pron pseud pt pvt qtd repr resp rev rpt sec sect
sen sept ser sgt sq sr st ste suppl supt tenn tex tr trans transl univ va viz vol vols vs vt wis
wyo yr yrs
"""
ABBREVIATIONS = frozenset(_ABBREVIATED.split())
# Words that, capitalised, seldom stand after an abbreviation in mid-sentence.
_STARTERS = (
    "A|After|All|Although|An|And|Another|As|At|Because|Before|But|By|Did|Do|Does|Even|Every|Few|For"
    "|From|He|Her|Here|His|How|However|I|If|In|Instead|Is|It|Its|Later|Let|Like|Many|Maybe|Meanwhile"
    "|Most|My|Nearly|No|Nobody|None|Nor|Not|Nothing|Now|On|Once|One|Only|Or|Our|Perhaps|She|Since"
    "|So|Some|Someone|Still|Such|That|The|Their|Then|There|These|They|This|Those|Though|Through"
    "|Thus|To|Today|Too|Two|Under|Until|Was|We|Were|What|When|Where|Whether|Which|While|Who|Why"
    "|With|Yes|Yet|You|Your"
)
# "moved back to L.A. Nobody", "at 9 p.m. She", "from Ovid etc. But", "so do I. She": a stop that
# may belong to an abbreviation, and what stands before it when it ends the sentence as well.
_STOP = re.compile(rf"\.[\"'”’»)\]]*(?=\s+[\"'“‘«(\[]*(?:{_STARTERS})(?:['’]\w+)?[\s,])")
# "quite beautiful.This film": the space got lost.
_GLUED = re.compile(rf"(?<=[a-z]{{2}})[.!?…]+[\"”’)\]]*(?=(?:{_STARTERS})(?:['’]\w+)?[\s,])")
_ENDS_TOO = re.compile(
    r"(?:\b(?!(?:e\.g|i\.e|a\.k\.a)$)(?:[A-Za-z]\.)+[A-Za-z]"
    r"|\b(?:etc|al|Jr|Sr|Inc|Ltd|Co|Corp|Bros|Ph\.D|hrs?|yrs?|ibid)"
    r"|(?<=[a-z,] )[A-Zxyz])$"
)
# Never the end of a sentence: at all, before a small letter, before a number.
_GOES_ON = re.compile(r"\b(?:e\.g|i\.e|viz|[Cc]f)\.$")
_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|St|Rev|Sr|Jr|Mme|Mlle|Capt|Col|Gen|Lt|Sgt|Gov|Sen)\.$")
_NUMBERED = re.compile(
    r"\b(?:[Nn]os?|[Ff]igs?|[Ee]p|[Cc]h|[Cc]hap|[Vv]ol|[Vv]er|[Pp]ar|[Oo]p|pp?|ff?|ll?|ca?|Jan|Feb"
    r"|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.$"
)
_WIDE_STOP = re.compile(r"[。！？](?:[。！？」』”’）])*|[★☆✩⭐]+½?(?=\s+[A-Z“‘\"])")
_CLOSED = re.compile(r"[.?!…][\"'”’»)\]*_]+$")
_MARK = re.compile(r"[?!…][\"'”’»)\]*_]*$")
_OPENING = "\"'“‘«([*_"
_MARKER = re.compile(r"[(\[]?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})[.)\]]$")
_LIST_LINE = re.compile(r"[^\S\n]*(?:[-*•–—·▪◦]|[(\[]?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})[.)\]])\s")
_SAYS = re.compile(
    r"(?:[A-Z][\w’'-]*\s+){1,3}(?:asks?|asked|says?|said|writes?|wrote|wonders?|wondered"
    r"|repl(?:y|ies|ied)|answers?|answered|whispers?|whispered|shouts?|shouted|cries|cried|exclaims?|exclaimed|adds?"
    r"|added|demands?|demanded|muses?|mused|inquires?|inquired|murmurs?|murmured)\b"
)
_LONE_I = re.compile(r"i\b")
_WORD = re.compile(r"[^\W_]")
_REACH = 12  # code points before a stop that tell an abbreviation
_BLANK = re.compile(r"\n[^\S\n]*\n")
# A line this much shorter than the widest of its paragraph ended on purpose, not by wrapping.
_SHORT_LINE, _NARROW = 0.6, 60  # share of the widest line; code points


@dataclass(frozen=True)
class Sentences:
    """Sentences of texts in any language, as spans that cover all but white space.

    Rules and abbreviations are for English; other languages get ``.?!`` and ``。！？``.

    Example:
        >>> text = "“Are you real?” she asks. He saw Her. It hurt."
        >>> [text[row["start"]:row["end"]] for row in Sentences().find(text)]
        ['“Are you real?” she asks.', 'He saw Her.', 'It hurt.']

    References:
        Kiss and Strunk (2006), Unsupervised multilingual sentence boundary detection,
        Computational Linguistics 32(4).
    """

    name: ClassVar[str] = "sentences"
    version: ClassVar[int] = 1
    reads: ClassVar[dict[str, tuple[str, ...]]] = {"texts": ("text_id", "text", "language")}
    writes: ClassVar[pa.Schema] = schema.SENTENCES

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Work on a batch of texts."""
        return for_each_text(batch, self.find, self.writes, languages=None)

    def find(self, text: str) -> Iterator[Row]:
        """Find the sentences of one text, in order."""
        for start, end in split(text):
            yield {"start": start, "end": end}

    def digest(self) -> str:
        """Name the model: the library carries it."""
        return model_version()


def model_version() -> str:
    """Name the segmenter and its version.

    Example:
        >>> model_version().split()[0]
        'nupunkt'
    """
    return f"nupunkt {version_of('nupunkt')}"


def blocks(text: str) -> Iterator[Span]:
    r"""Part a text at blank lines; stripped, empty ones left out.

    Example:
        >>> [span.of("One.\n\n Two.\n") for span in blocks("One.\n\n Two.\n")]
        ['One.', 'Two.']
    """
    at = 0
    for gap in _BLANK.finditer(text):
        span = strip(text, at, gap.start())
        if span:
            yield span
        at = gap.end()
    last = strip(text, at, len(text))
    if last:
        yield last


def split(text: str, within: Span | None = None) -> Iterator[Span]:
    """Cut a text, or a part of it, into sentences.

    Args:
        text: The text.
        within: Where to look; the whole text when left out.

    Returns:
        Spans that are disjoint, in order, stripped, and cover all that isn't white space.
    """
    offset = within.start if within else 0
    part = within.of(text) if within else text
    for block in blocks(part):
        for start, end in _lines(part, block):
            for piece in _mended(part, _pieces(part, start, end), start):
                yield Span(piece.start + offset, piece.end + offset)


def _lines(text: str, block: Span) -> Iterator[Span]:
    """Part a paragraph where a line ends on purpose: list entries, headings, verse."""
    if "\n" not in text[block.start : block.end]:
        yield block
        return
    widest = max(_NARROW, *map(len, block.of(text).split("\n")))
    at, line = block.start, block.start
    while (end := text.find("\n", line, block.end)) >= 0:
        if _ends_on_purpose(text, line, end, widest):
            yield strip(text, at, end) or Span(at, end)
            at = end + 1
        line = end + 1
    yield strip(text, at, block.end) or Span(at, block.end)


def _ends_on_purpose(text: str, line: int, end: int, widest: int) -> bool:
    if _LIST_LINE.match(text, end + 1):
        return bool(text[line:end].strip())
    words = text[line:end].strip()
    if not words or words[-1] in ",;:-–—(" or end - line > _SHORT_LINE * widest:
        return False
    follows = text[end + 1 : end + 12].lstrip().lstrip(_OPENING)
    return follows[:1].isupper() or follows[:1].isdigit()


@lru_cache(maxsize=1)
def _tokenizer() -> Any:
    """Load nupunkt's model, with plain words taken out of its abbreviations."""
    from nupunkt.models import load_default_model

    tokenizer = load_default_model()
    known = tokenizer.parameters.abbrev_types
    plain = {a for a in known if len(a) > 1 and "." not in a and a not in ABBREVIATIONS}
    known.difference_update(plain)
    known.update(ABBREVIATIONS)
    tokenizer.clear_decision_cache()
    return tokenizer


def _pieces(text: str, start: int, end: int) -> Iterator[Span]:
    """Cut where nupunkt does, and where an abbreviation or a wide stop ends a sentence."""
    part = text[start:end]
    cuts = {stop for _, stop in _tokenizer().span_tokenize(part)}
    cuts.update(
        match.end()
        for match in _STOP.finditer(part)
        if _ENDS_TOO.search(part, max(0, match.start() - _REACH), match.start())
    )
    cuts.update(match.end() for match in _GLUED.finditer(part))
    cuts.update(match.end() for match in _WIDE_STOP.finditer(part))
    at = 0
    for cut in sorted({*cuts, len(part)}):
        span = strip(part, at, cut)
        if span:
            yield Span(span.start + start, span.end + start)
        at = cut


def _mended(text: str, pieces: Iterator[Span], start: int) -> Iterator[Span]:
    """Join what nupunkt parts but a reader wouldn't."""
    lower = _first_letter(text, start).islower()
    held: Span | None = None
    for piece in pieces:
        if held is None:
            held = piece
        elif _belongs(text, held, piece, lower):
            held = Span(held.start, piece.end)
        else:
            yield held
            held = piece
    if held:
        yield held


def _belongs(text: str, left: Span, right: Span, lower: bool) -> bool:
    """Say whether two pieces are one sentence.

    ``lower`` says that the writer begins sentences without capitals.
    """
    if _MARKER.fullmatch(text, left.start, left.end):
        return True
    if not _WORD.search(text, right.start, right.end):
        return True
    before = text[max(left.start, left.end - _REACH) : left.end]
    if _abbreviated(before, text[right.start]):
        return True
    if text[right.start].islower():
        alone = bool(_LONE_I.match(text, right.start))
        return bool(_CLOSED.search(before) or (_MARK.search(before) and not (lower or alone)))
    asked = _MARK.search(before) and _CLOSED.search(before)
    return bool(asked and _SAYS.match(text, right.start, right.end))


def _abbreviated(before: str, first: str) -> bool:
    """Say whether what stands before a cut is an abbreviation that the next letter goes on from."""
    if _GOES_ON.search(before):
        return True
    pattern = _TITLE if first.islower() else _NUMBERED if first.isdigit() else None
    return bool(pattern and pattern.search(before))


def _first_letter(text: str, start: int) -> str:
    found = _WORD.search(text, start)
    return found.group() if found else ""
