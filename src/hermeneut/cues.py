"""What marks a title in running text, above all one that is a pronoun or a common word.

*Her*, *It*, *Up*, *Us*, *Frozen*: the word alone says nothing. What says that the work is meant is
how it's set (quoted, in italics, with a capital in mid-sentence) and what stands around it (a year,
its maker, a verb that the pronoun can't take). Reading and mentions share these cues.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


class TitleCue(NamedTuple):
    """A place where a title is marked as one.

    Attributes:
        start: First code point of the title.
        end: One past the last.
        cue: Why it counts: plain, quoted, emphasis, starred, year, maker, named, capital, capitals,
            possessive, verb.
        confidence: 0 to 1; set by hand, the order is what matters.
    """

    start: int
    end: int
    cue: str
    confidence: float


CONFIDENCE = {
    "plain": 0.9, "quoted": 0.95, "emphasis": 0.95, "starred": 0.95, "year": 0.98, "maker": 0.98,
    "named": 0.95, "capital": 0.8, "capitals": 0.75, "possessive": 0.85, "verb": 0.85,
}  # fmt: skip

# Words that can be the subject of a verb: "It is" says nothing about *It*.
SUBJECTS = frozenset(
    _words(
        """
        i he she it we you they this that these those who what there here one some all many
        most both few several none nothing something everything now then today
        """
    )
)
# Words a work is called: "the film Her", "Her, a film by".
WORKS = (
    "film|movie|picture|feature|drama|comedy|romance|romcom|rom-com|love story|novel|book|series"
    "|show|play|album|documentary|masterpiece|classic|story|fable|parable"
)
_KINDS = (
    rf"{WORKS}|reviews?|critiques?|kritik|cinema|cine|trailer|recensione|reseña|resenha|crítica|critica"
    "|recenzja|essay|podcast"
)
_HEADLINE_VERBS = (
    "is|was|can|can’t|could|has|had|does|did|got|gets|gave|gives|tells|told|taught|teaches|predicted"
    "|predicts|foresaw|knew|knows|became|becomes|should|made|makes|says|said|imagined|imagines|asks|explores"
)
_QUOTES = "\"“”„«»‹›「」『』《》〈〉'‘’‚`"
_NARROW = " \u00a0\u202f"  # what French sets between a guillemet and its word
_OPENERS = frozenset(_QUOTES + "([{<*_")
_VERBS = (
    r"(?:is|isn[’']t|was|wasn[’']t|has|hasn[’']t|had|does|doesn[’']t|did|didn[’']t|could|should|may"
    r"|can(?:not|[’']t)?|(?:will|would|might) (?:be|not|never|have|make|leave|also|surely)"
    r"|won[’']t|wouldn[’']t"
    r"|opens|begins|imagines|asks|tells|takes place|seems|feels|follows|explores|depicts|becomes"
    r"|comes|goes|gets|gives|makes|manages|suggests|understands|knows|proves|lets|succeeds|fails|captures"
    r"|concerns|avoids|belongs|imagined|premiered|opened|earned|won|received|became|came|made"
    r"|took place|also|never|already|certainly|clearly|perhaps|really|stars [A-Z])\b"
)
_ABBREVIATION = re.compile(r"\b(?:vs?|Mr|Mrs|Ms|Dr|St|cf|e\.g|i\.e|feat|dir)\.$")
_CAPITALISED = re.compile(r"([A-ZÀ-ÖØ-Þ][\w’'-]*)(?: of| the)? $")
_NEXT = re.compile(r"[ ‑-]([A-ZÀ-ÖØ-Þ][\w’'-]*)")
_LEADING = frozenset(  # may begin a sentence whose next word is a title
    _words(
        """
        About After Although And As At Because Before Besides Both But By Despite Did Does
        Enter For From Has How If In Is Like Nor Of On Or See Seeing Since So Than That Then
        Though Through To Unlike Until Was Watching What When Where Whereas Whether While
        Why With Without Yet
        """
    )
)
_SMALL = frozenset(  # of four letters and more, written small in headlines
    _words(
        """
        about after against amid among around before behind between beyond during from
        inside into like near once onto over past than that their this through toward under
        until upon versus with within without your
        """
    )
)
_FIGURES = r"(?:18|19|20)\d\d"


class _Forms(NamedTuple):
    """The patterns of one title."""

    title: str
    places: tuple[re.Pattern[str], ...]
    after: re.Pattern[str]  # matched where the title ends
    before: re.Pattern[str]  # searched up to where it starts
    distracts: re.Pattern[str] | None
    cased: bool  # begins with a capital
    alone: bool  # unmistakable as it stands
    subject: bool  # can be the subject of a verb
    names: frozenset[str]


def title_marks(
    text: str,
    title: str,
    emphasis: Iterable[tuple[int, int]] = (),
    *,
    year: int | None = None,
    names: Sequence[str] = (),
    distractors: Sequence[str] = (),
) -> Iterator[TitleCue]:
    """Find where a text marks a title as the title of a work, in order.

    A title of several words counts wherever it stands. One word counts when a cue shows that the
    work is meant; a distractor around it (*Her Smell*, Her Majesty) voids any cue.

    Limits: capitals and English verbs are cues in some languages only; quotation marks, italics and
    years work in any. A capital out of reverence ("we thank Her") passes for a title.

    Args:
        text: The text.
        title: The title as it is printed.
        emphasis: What is set in italics or bold.
        year: The work's year; another year behind the title counts for less.
        names: Makers, players and characters: may stand beside the title with a capital, and their
            genitive before it is a cue.
        distractors: Other things that carry the title in their name.

    Example:
        >>> text = "Her is warm. I saw her in Her, and Her Majesty saw 'Her' (2013) with her."
        >>> [(c.start, c.cue) for c in title_marks(text, "Her", distractors=("Her Majesty",))]
        [(0, 'verb'), (26, 'capital'), (52, 'year')]
    """
    title = title.strip()
    if not title:
        return
    forms = _forms(title, tuple(names), tuple(distractors))
    set_off = {(start, end) for start, end in emphasis}
    places = {m.span(): m for pattern in forms.places for m in pattern.finditer(text)}
    for _, found in sorted(places.items()):
        if not _distracts(text, *found.span(), forms):
            cue = _cue(text, found, forms, set_off, year)
            if cue:
                yield TitleCue(*found.span(), *cue)


@lru_cache(maxsize=64)
def _forms(title: str, names: tuple[str, ...], distractors: tuple[str, ...]) -> _Forms:
    people = _either(names)
    cased = title[0].lower() != title[0]
    return _Forms(
        title,
        _spellings(title, cased or title[0].isascii()),
        re.compile(
            rf"(?P<genitive>[’']{{1,2}}s\b)|(?:[.,;:!?]?[{_QUOTES}*_]+)?"
            rf"(?:,?\s?[(\[](?:[^()\[\]]{{0,30}}\D)?(?P<year>{_FIGURES})\b"
            r"|,? (?:(?:which was |written and )?(?:co-)?directed by|by|from|stars|starring)"
            rf" (?P<by>{people})\b"
            rf"|, (?:[\w’'-]+ ){{0,5}}(?P<named>{WORKS})\b"
            rf"|(?P<verb>(?:,[^,.;:]{{2,40}},)? {_VERBS}))?"
        ),
        re.compile(
            rf"(?:(?P<maker>(?:{people})[’'](?:s\b)?(?: [\w’'-]+,?){{0,4}})"
            rf"|(?P<named>\b(?:{WORKS}|film[’']s title|called|titled|entitled|[Rr]eview of"
            rf"|starring in|adaptation of),?))[:,]? ?[{_QUOTES}*_]*$",
        ),
        re.compile(rf"(?<!\w)(?:{_either(distractors)})(?!\w)") if distractors else None,
        cased,
        title.lower() not in SUBJECTS
        and (" " in title or (not title.isascii() and not cased and len(title) > 2)),
        title.lower() in SUBJECTS,
        frozenset(part for name in names for part in name.split()),
    )


def _either(terms: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, terms), key=lambda t: (-len(t), t))) or "(?!)"


def _spellings(title: str, spaced: bool) -> tuple[re.Pattern[str], ...]:
    """Write patterns for the title as printed or shouted, and for the dated or owned small one.

    The first letter stands before the look-behind, so that the search can skip to it.
    """
    head, lower = re.escape(title[0]), re.escape(title.lower())
    forms = dict.fromkeys(re.escape(t).replace(r"\ ", r"\s+") for t in (title, title.upper()))
    rest = "|".join(form[len(head) :] for form in forms)
    bound = r"(?![^\W_])" if spaced else ""
    edge, small = (rf"(?<![^\W_]{head})", rf"(?<![^\W_]{lower})") if spaced else ("", "")
    return (
        re.compile(rf"{head}{edge}(?:{rest}){bound}"),
        re.compile(
            rf"{lower}{small}{bound}(?=[{_QUOTES}*_]*,?\s*[(\[]{_FIGURES}[)\]])"
            rf"|{lower}(?<=[’']s {lower})(?=[.,;:!?)]|$)"
        ),
    )


def _distracts(text: str, start: int, end: int, forms: _Forms) -> bool:
    """Say whether the place lies in the name of something else."""
    near = forms.distracts.finditer(text, max(0, start - 60), end + 60) if forms.distracts else ()
    return any(other.start() < end and start < other.end() for other in near)


def _cue(
    text: str, found: re.Match[str], forms: _Forms, set_off: set[tuple[int, int]], year: int | None
) -> tuple[str, float] | None:
    """Choose the surest cue at a place."""
    start, end = found.span()
    after = forms.after.match(text, end)
    before = forms.before.search(text, max(0, start - 60), start)
    lower = found[0] == forms.title.lower() != forms.title
    if after and after["year"]:
        right = year is None or abs(int(after["year"]) - year) <= 1
        return ("year", CONFIDENCE["year"] if right else 0.5)
    if after and after["by"] and found[0] == forms.title:
        return _with("maker")
    if before and before["maker"] and not (lower and end < len(text) and text[end] == " "):
        return _with("maker")
    if lower:
        return None
    if forms.alone:
        return _with("plain")
    set_apart = _set_apart(text, start, end, set_off)
    if set_apart:
        return _with(set_apart)
    if found[0] != forms.title:
        return _with("capitals") if _shouts(text, start, end, forms) else None
    return _in_prose(text, (start, end), forms, before, after)


def _with(cue: str) -> tuple[str, float]:
    return cue, CONFIDENCE[cue]


def _set_apart(text: str, start: int, end: int, set_off: set[tuple[int, int]]) -> str | None:
    """Say whether quotation marks, stars or italics hold the title and no more."""
    left, right = text[start - 1 : start], text[end : end + 2]
    if left in _NARROW and text[start - 2 : start - 1] in "«»‹›" and start > 1:
        left, right = text[start - 2], right.lstrip(_NARROW)
    inner = right.lstrip(".,;:!?")[:1]
    if left == "(" and right[:1] == ")":
        return "capital"
    if left and left in "*_" and inner == left:
        return "starred"
    contracted = right[:1] in tuple("'’") and right[1:].isalpha()
    if left and left in _QUOTES and inner and inner in _QUOTES and not contracted:
        return "quoted"
    for first, last in set_off:
        if first <= start and end <= last and not text[first:start].strip(_QUOTES + " "):
            rest = text[end:last].strip(_QUOTES + " .,;:!?’'s")
            if not rest or re.fullmatch(rf"\(?{_FIGURES}\)?", rest):
                return "emphasis"
    return None


def _shouts(text: str, start: int, end: int, forms: _Forms) -> bool:
    """Say whether the title alone is in capitals; two letters may be initials."""
    initials = re.compile(r"[.-][^\W\d_]").match(text, end)
    if len(forms.title) < 3 or initials or _starts_sentence(text, start):
        return False
    near = re.findall(
        r"[^\W\d_]{2,}", text[max(0, start - 40) : start] + " " + text[end : end + 40]
    )
    return bool(near) and sum(word.isupper() for word in near) <= len(near) // 4


def _in_prose(
    text: str,
    span: tuple[int, int],
    forms: _Forms,
    before: re.Match[str] | None,
    after: re.Match[str] | None,
) -> tuple[str, float] | None:
    """Read the words around a title that nothing sets apart."""
    start, end = span
    contracted = forms.subject and after and after["genitive"]
    if contracted or _proper_next(text, end, forms) or _in_headline(text, start, end):
        return None
    if before or (after and after["named"]):
        return _with("named")
    if not forms.cased:
        return None
    if after and after["genitive"] and not forms.subject:
        return _with("possessive")
    first = _starts_sentence(text, start)
    if not first and not _proper_before(text, start, forms):
        return _with("capital")
    if first and after and after["verb"] and not forms.subject:
        return _with("verb")
    listed = text[start - 2 : start - 1] in tuple(":;—–") and text[end : end + 1] in tuple(",;.")
    return _with("capital") if listed and start > 1 else None


def _proper_next(text: str, end: int, forms: _Forms) -> bool:
    """Say whether a capitalised word follows, as in Her Campus; a name of the work's may."""
    word = _NEXT.match(text, end)
    if not word or word[1] == "I" or word[1].startswith("I’"):
        return False
    return word[1] not in forms.names


def _proper_before(text: str, start: int, forms: _Forms) -> bool:
    """Say whether a capitalised word goes before that doesn't begin the sentence."""
    word = _CAPITALISED.search(text, max(0, start - 30), start)
    if not word or word[1] in forms.names or word[1] == "I" or word[1].endswith(("’s", "'s")):
        return False
    return word[1] not in _LEADING or not _starts_sentence(text, word.start())


def _starts_sentence(text: str, start: int) -> bool:
    """Say whether a word stands first in its sentence, line or quotation."""
    at = start
    while at and text[at - 1] in _OPENERS:
        at -= 1
    before = text[max(0, at - 12) : at].rstrip(" \t\u00a0")
    if not before or before[-1] in "\n:;—–•|/>…" or at < start:
        return True
    closed = before.rstrip("\"”’')]»*_")
    if closed[-1:].isdigit() and closed != before:  # a note or a number of a list
        return True
    whole = closed != before or not _ABBREVIATION.search(closed)
    return closed[-1:] in tuple("!?…") or (closed.endswith(".") and whole)


def _in_headline(text: str, start: int, end: int) -> bool:
    """Say whether the line writes nearly all its words with a capital."""
    head = text.rfind("\n", 0, start) + 1
    tail = text.find("\n", end)
    line = text[head : tail if tail >= 0 else len(text)].strip()
    if len(line) > 200 or line.endswith((".", ",", ";")) or re.search(r"[a-z]\. ", line):
        return False
    words = re.findall(r"[^\W\d_][\w’'-]{3,}", line)
    small = [word for word in words if word[0].islower() and word not in _SMALL]
    return len(words) >= 2 and not small


def headline_mark(
    headline: str,
    title: str,
    *,
    year: int | None = None,
    names: Sequence[str] = (),
    distractors: Sequence[str] = (),
) -> TitleCue | None:
    """Find a title in a headline, where every word may have a capital.

    Counts the title as the whole headline; first, before a colon, a dash, "review" or the like;
    last, behind them; set apart or dated as in running text.

    Example:
        >>> lines = "Her review: warm", "Film: Her", "He Loves Her"
        >>> [bool(headline_mark(line, "Her")) for line in lines]
        [True, True, False]
    """
    marks = title_marks(headline, title, year=year, names=names, distractors=distractors)
    best = max(marks, key=lambda cue: cue.confidence, default=None)
    if best and best.confidence >= CONFIDENCE["capital"]:
        return best
    void = re.search(rf"(?<!\w)(?:{_either(distractors)})(?!\w)", headline)
    if void or not title.strip():
        return best
    for pattern in _placed(title, _either(names), title.lower() in SUBJECTS):
        placed = pattern.search(headline)
        if placed:
            start = min(place for place in map(placed.start, placed.groupdict()) if place >= 0)
            return TitleCue(start, start + len(title), "headline", 0.9)
    return best


@lru_cache(maxsize=64)
def _placed(title: str, people: str, subject: bool) -> tuple[re.Pattern[str], ...]:
    word = rf"(?P<title>{re.escape(title)}|{re.escape(title.upper())})"
    small = rf"(?P<title>{re.escape(title.lower())})"
    ends = r"(?=\W*$|\s*[|–—(:,;!?]|\s-\s|\s[a-z])"
    found = [
        rf"^\W*{word}(?=\W*$|\s*[:|–—/,(\[]|\s+-\s|\s+(?i:{_KINDS}|vs)\b)",
        rf"^\W*{small}(?=\W*$|,? (?:de|di|by|von|directed by) (?:{people}))",
        rf"(?i:\b(?:{_KINDS}))\s*(?:[:|–—/]|-\s|\s(?:of|de|di|du|von))\s*\W?{word}{ends}",
        rf"(?i:\b(?:{WORKS}))\s\W?{word}{ends}",
        rf"(?i:\b(?:reviews|(?:review|revisit|rewatch|watch|decod|explain|unpack)ing)) {word}\W*$",
        rf"\s?[|–—:]\s{word}\W*$",
        rf"\s-\s{word}\W*$|^On (?P<on>{re.escape(title)})$",
    ]
    if not subject:
        found.append(rf"^\W*{word} (?:and|&)\s|\b(?P<owner>{re.escape(title)})[’']s\b")
        found.append(rf"\b{word} (?i:{_HEADLINE_VERBS})\b")
    return tuple(re.compile(pattern) for pattern in found)
