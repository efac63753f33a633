"""Who is said to have said it: cue words, and the speaker named beside them.

Three places are looked at: the tag after a closing mark (“…,” said Ferris; “…,” Ferris said),
the clause before an opening mark (Ferris writes: “…”; according to Ferris, “…”), and a citation
behind it (“…” (Ferris 2014); “…” — Maud Ferris).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ..spans import Span, strip
from .saying import CUE, NOUNS


class Attribution(NamedTuple):
    """Who is said to have said it, and what says so.

    Attributes:
        source: The speaker as named there; ``None`` if nobody is named.
        cue: The verb or phrase; ``None`` for a bare citation.
        naming: Whether the cue names a thing (called it “…”) and reports no speech.
        close: Whether nothing but a comma, a colon or an addressee stands between cue and mark.
        end: Where the tag ends, in a text read from a closing mark.
    """

    source: Span | None
    cue: Span | None
    naming: bool = False
    close: bool = True
    end: int = 0


_ADVERB = (
    r"(?:also|already|always|even|ever|famously|first|further|himself|herself"
    r"|later|merely|never|not"
    r"|now|often|once|only|still|then|there|thus|today|too|yesterday|has|have|had|is|was|are|were"
    r"|would|will|could|can|may|might|must|should|did|does|do|be|been|[a-z]+ly|(?:on |last |this )?"
    r"(?:Sun|Mon|Tues|Wednes|Thurs|Fri|Satur)day)"
)
_TITLE = (
    r"(?:Mr|Mrs|Ms|Mx|Dr|Prof|Rev|Sen|Rep|Gov|Lt|Gen|Col|Sgt|Capt|St|Jr|Sr|Hon|Fr|Sir|Dame|Lord"
    r"|Mme|Hr|Herr|Frau)"
)
_NO_NAME = (  # may begin a sentence with a capital
    r"(?!(?:In|On|At|To|From|By|With|As|But|And|So|If|When|While|After|Before|Then"
    r"|Yet|Or|What|Where"
    r"|Why|How|Because|Though|Although|Since|Here|There|That|This|These|Those|It"
    r"|Not|No|Now|Of|Is|Was"
    r"|Once|Later|Meanwhile|However|Even|Only|Today|Yesterday|Like|Just|Nor|Until"
    r"|During|I|He|She|They"
    r"|We|You|His|Her|Their|My|Our|Its|Asked|Again|Still|Perhaps|Maybe|An?|(?:Sun|Mon|Tues|Wednes"
    r"|Thurs|Fri|Satur)day|January|February|March|April|June|July|August|September|October|November"
    r"|December)\b(?!\.))"
)
_CAP = r"(?:[A-ZÀ-ÖØ-Þ][\w’'‑-]*(?:\.[A-Z])*|[A-Z]\.)"
_LINK = r"(?:de|da|di|du|del|della|der|den|van|von|la|le|el|al|bin|ibn|ten|ter|y|of|the|for|and)"
NAME = rf"{_NO_NAME}(?:{_TITLE}\.?\s)*{_CAP}(?:\.?\s(?:{_LINK}\s){{0,2}}(?:{_TITLE}\.?\s)?{_CAP})*"
PRONOUN = (
    r"(?:[Hh]e|[Ss]he|[Tt]hey|[Ww]e|I|[Yy]ou|[Ii]t|[Ww]ho|[Oo]ne|[Ss]omeone|[Oo]thers|[Ss]ome"
    r"|[Mm]any)"
)
_DETERMINER = (
    r"(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Tt]heir|[Mm]y|[Oo]ur|[Ii]ts|[Tt]his|[Tt]hat|[Oo]ne|[Aa]nother"
    r"|[Ss]ome|[Mm]any|[Mm]ost|[Ss]everal|[Bb]oth|[Tt]wo|[Tt]hree|[Ee]ach|[Oo]ther"
    r"|[Tt]hese|[Tt]hose)"
)
_STOP = (
    r"(?:about|after|against|and|as|at|because|before|but|by|during|for|from|if|in|into|on|outside"
    r"|over|since|so|that|though|through|to|until|upon|when|where|while|which|who|whom|whose|with"
    r"|regarding|[a-z]+ing|is|was|are|were|has|had|he|she|they|we|I|you|it)"
)
_WORD = rf"(?!{_STOP}\b)[\w’'‑-]+"
NOUN_PHRASE = (
    rf"{_DETERMINER}(?:\s(?:{_TITLE}\.|{_WORD})){{1,7}}"
    rf"|(?!{_STOP}\b)[a-z][\w’'-]*(?:\s{_WORD}){{0,4}}?(?:\s(?:{_TITLE}\.|{_CAP}))+"
)
_SUBJECT = re.compile(
    rf"(?:{PRONOUN}\b(?!\s{_CAP})|{NAME}|{NOUN_PHRASE}|(?!{_STOP}\b|{_ADVERB}\b)[a-z][\w-]+s\b)"
)
_TAG_LEAD = re.compile(rf"\s*[,—–-]*\s*(?:(?:and|as|so|or|thus)\s)?(?:{_ADVERB}\s)*")
_NAMED = (
    rf"(?<![\w’'‑-])(?<!\b[AIOaio][tn]\s)(?P<np>{PRONOUN}|{NAME}|{NOUN_PHRASE}"
    rf"|(?!{_STOP}\b|{_ADVERB}\b)[a-z][\w-]+s)"
    rf"(?:\s(?:writing )?(?:in|of|at|for|from)\s(?:the\s)?{NAME})?"
    r"(?:’s|'s)?(?:\s\([^()]{1,60}\))?"
)
_AUXILIARIES = rf"(?:\s{_ADVERB}|’s|’d|’ve|'s|'d|'ve)*\s$"
_BEFORE_CUE = re.compile(_NAMED + _AUXILIARIES)
_BEFORE_ASIDE = re.compile(_NAMED + r"(?P<aside>,\s[^“”\"]{1,120},)" + _AUXILIARIES)
_NAME_ALONE = re.compile(rf",\s(?P<np>{NAME}),(?:\s(?:who|an?|the)\s.*,)?")
_PARTICIPLE = re.compile(r"(?<!\bis)(?<!\bare)(?<!\bwas)(?<!\bwere)(?<!\bbeen)(?<![’']s)\s\Z")
_RELATIVE = re.compile(rf"(?P<np>{NAME}|{NOUN_PHRASE}),?\swho(?:\s{_ADVERB})*\s$")
_POSSESSOR = re.compile(
    rf"(?P<np>{NAME}|{_DETERMINER}(?:\s{_WORD}){{1,4}}?|[Hh]is|[Hh]er|[Tt]heir|[Mm]y|[Ii]ts)"
    rf"(?:’s|'s|(?<=s)[’'])?\s(?:own\s|[a-z]+\s)?(?P<noun>{'|'.join(NOUNS)})\b"
)
_CITED = re.compile(
    rf"\s?(?:\((?P<paren>{NAME})"
    r"(?:,? (?:\d{4}|qtd|n\.d\.|p+\.|in )[^)]{0,40}|,[^)\d]{1,40}|,? \d{1,4})?\)"
    rf"|[—–―-]{{1,2}}\s?(?P<dash>{NAME})(?=[.,]?\s*(?:\n|$|,|\()))"
)
_FOR = re.compile(rf"(?:^|[,;]\s)(?P<cue>[Ff]or|[Tt]o|[Pp]er)\s(?P<np>{NAME}),\s?$")
_GENITIVE = re.compile(r"(?:[’']s|(?<=s)[’'])\Z")
_APPOSITIVE = re.compile(r",\s|\s\(|\s(?:who|whose|which|—|–|-)\s")
_LEADING = re.compile(
    r"(?:[A-Z][a-z]+ly,?\s|(?:[Aa]nd|[Bb]ut|[Ss]o|[Yy]et|[Aa]s|[Ww]hen|[Ww]hile|[Tt]hen|[Bb]ecause"
    r"|[Aa]fter|[Bb]efore|[Tt]hough|[Aa]lthough|[Hh]owever|[Mm]eanwhile|[Ii]ndeed|[Hh]ere|[Ll]ater"
    r"|[Ss]till|[Tt]hat|[Ii]f|[Ww]hat|[Aa]nd yet),?\s)+"
)
_ADDRESSEE = re.compile(r"(?:\s(?!that\b)[\w’'.-]+){0,9}\s?[,:—–]?\s*$")


_COUNTS = frozenset(("one", "some", "many", "others"))
_PASSIVE = re.compile(
    r"(?:I|we|he|she|they|one)\s(?:was|were|am|are|is)\s(?P<cue>told|assured"
    r"|informed|reminded|asked|warned)\sby\s"
)
_GAP = re.compile(rf"\s(?:{_ADVERB}\s)*")
_AS = re.compile(r"\s*[,—–-]*\s*(?:as\s)?")
_PLAIN_WORDS = re.compile(rf"(?:\s+(?:of|and|{_TITLE}\.|{_WORD})){{0,8}}\s*")
_NOUN_BEFORE = re.compile(
    r"\b(?:the|an?|his|her|their|its|my|our|this|that|these|those|of|no|many|few"
    r"|such|other|same|own)"
    r"\s(?:\w+\s)?$"
)
_INFLECTED = re.compile(r"(?:ed|ing|said|says|told|wrote|writes)$")


def after(text: str, at: int, limit: int) -> Attribution | None:
    """Read the tag behind a closing mark, as far as ``limit``.

    Example:
        >>> text = "“It is warm,” says Maud Ferris, who saw it twice."
        >>> tag = after(text, 13, len(text))
        >>> tag.source.of(text), tag.cue.of(text)
        ('Maud Ferris', 'says')
    """
    lead = _TAG_LEAD.match(text, at, limit)
    if lead is None:
        return None
    passive = _PASSIVE.match(text, lead.end(), limit)
    if passive:
        named = _SUBJECT.match(text, passive.end(), limit)
        source = named and _trim(text, Span(*named.span()))
        return Attribution(
            source, Span(*passive.span("cue")), end=named.end() if named else passive.end()
        )
    cue = CUE.match(text, lead.end(), limit)
    if cue and not cue["name"]:
        return _inverted(text, cue, limit) or Attribution(None, Span(*cue.span()), end=cue.end())
    return _subject_first(text, at, limit)


def _inverted(text: str, cue: re.Match[str], limit: int) -> Attribution | None:
    gap = _GAP.match(text, cue.end(), limit)
    named = _SUBJECT.match(text, gap.end(), limit) if gap else None
    if not named:
        return None
    return Attribution(Span(*named.span()), Span(*cue.span()), end=named.end())


def _subject_first(text: str, at: int, limit: int) -> Attribution | None:
    start = _AS.match(text, at, limit)
    named = _SUBJECT.match(text, start.end(), limit) if start else None
    if not named:
        return None
    for cue in CUE.finditer(text, named.start(), limit):
        between = text[named.end() : cue.start()] if cue.start() > named.end() else " "
        whole = Span(named.start(), min(named.end(), cue.start()))
        if cue["name"] or not _is_tag(between) or whole.end <= whole.start:
            return None
        if named[0].lower() in _COUNTS:  # one user wrote
            whole = strip(text, named.start(), cue.start()) or whole
        source = _trim(text, whole)
        return source and Attribution(source, Span(*cue.span()), end=cue.end())
    return None


def _is_tag(between: str) -> bool:
    """Say whether what stands between subject and verb lets them belong together."""
    if re.search(r"[.!?;:]\s", re.sub(rf"\b(?:{_TITLE}|[A-Z])\.", "", between)):
        return False
    aside = re.sub(r"\([^()]*\)|,[^,]*(?:,[^,]*)*,", " ", between)
    aside = re.sub(r",\s(?:who|an?|the|one|which)\s.*", " ", aside)
    rest = re.sub(rf"\b{_ADVERB}\b", "", aside)
    return len(between) < 160 and bool(_PLAIN_WORDS.fullmatch(rest))


def before(text: str, floor: int, mark: int) -> Attribution | None:
    """Read the clause before an opening mark, from ``floor`` on.

    Example:
        >>> text = "As Maud Ferris once wrote of it, “warm”"
        >>> lead = before(text, 0, text.index("“"))
        >>> lead.source.of(text), lead.cue.of(text), lead.close
        ('Maud Ferris', 'wrote', True)
    """
    clause = text[floor:mark]
    cues = [c for c in CUE.finditer(clause) if not _is_noun(clause, c)]
    for nth in range(len(cues) - 1, -1, -1):
        cue = cues[nth]
        close = len(clause) - cue.end() < 90 and bool(_ADDRESSEE.fullmatch(clause, cue.end()))
        source = _named_by(clause, cue, cues[:nth])
        if source or nth == 0:
            return Attribution(
                source and _moved(source, floor), _moved(Span(*cue.span()), floor),
                bool(cue["name"]), close,
            )  # fmt: skip
    return _by_noun(clause, floor)


def _is_noun(clause: str, cue: re.Match[str]) -> bool:
    """Say whether a word that can be a verb is a noun here: the comment, his praise of."""
    bare = (cue["say"] or cue["name"]) and not _INFLECTED.search(cue[0])
    return bool(bare and _NOUN_BEFORE.search(clause, max(0, cue.start() - 40), cue.start()))


def _named_by(clause: str, cue: re.Match[str], earlier: list[re.Match[str]]) -> Span | None:
    """Find who a cue speaks of: its own subject, an earlier cue's, or the clause's first."""
    if cue["first"] or cue[0].lower() in ("according to", "in the words of"):
        named = _SUBJECT.match(clause, cue.end() + 1)
        return named and Span(*named.span())
    if cue[0][:3] in ("in ", "In "):
        return Span(cue.start() + 3, cue.start() + 3 + len(cue[0].split()[1]))
    head = clause[: cue.start()]
    alone = cue[0].endswith("ing") and _PARTICIPLE.search(head)
    found = _RELATIVE.search(head) or _BEFORE_CUE.search(head) or _with_aside(head)
    if found and not alone:
        return _trim(clause, Span(*found.span("np")))
    if earlier:
        return _named_by(clause, earlier[-1], earlier[:-1])
    if not head.strip(" ,") and not cue["name"]:
        named = _SUBJECT.match(clause, cue.end() + 1)
        return named and _trim(clause, Span(*named.span()))
    lead = _LEADING.match(clause.lstrip())
    at = len(clause) - len(clause.lstrip()) + (lead.end() if lead else 0)
    named = _SUBJECT.match(clause, at, cue.start())
    return named and _trim(clause, Span(*named.span()))


def _with_aside(head: str) -> re.Match[str] | None:
    """Find a subject with an aside before its verb; a name in the aside is the speaker's."""
    found = _BEFORE_ASIDE.search(head)
    return (found and _NAME_ALONE.fullmatch(head, *found.span("aside"))) or found


def _by_noun(clause: str, floor: int) -> Attribution | None:
    found = _FOR.search(clause)
    if found:
        spans = Span(*found.span("np")), Span(*found.span("cue"))
        return Attribution(_moved(spans[0], floor), _moved(spans[1], floor))
    *_, found = (None, *_POSSESSOR.finditer(clause))
    if found is None:
        return None
    cue = Span(*found.span("noun"))
    source = _owner(clause, *found.span("np")) or cue
    close = len(clause) - cue.end < 40
    return Attribution(_moved(source, floor), _moved(cue, floor), naming=True, close=close)


def cited(text: str, at: int) -> Attribution | None:
    """Read a citation behind a closing mark: (Ferris 2014), — Maud Ferris.

    Example:
        >>> text = "“It is warm” (Ferris 2014)."
        >>> cited(text, 12).source.of(text)
        'Ferris'
    """
    found = _CITED.match(text, at)
    if not found:
        return None
    group = "paren" if found["paren"] else "dash"
    return Attribution(Span(*found.span(group)), None, end=found.end())


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def _trim(text: str, span: Span) -> Span | None:
    """Cut conjunctions before a noun phrase and appositives behind it."""
    piece = text[span.start : span.end]
    lead = _LEADING.match(piece)
    start = span.start + (lead.end() if lead else 0)
    cut = _APPOSITIVE.search(text, start, span.end)
    return _owner(text, start, cut.start() if cut else span.end)


def _owner(text: str, start: int, end: int) -> Span | None:
    """Cut the genitive's ending."""
    owned = _GENITIVE.search(text, start, end)
    return strip(text, start, owned.start() if owned else end)
