"""Agency: what pronoun a character goes by, and whether it acts or is acted on.

A light reading by rules, without a parser: what stands right behind a name or pronoun that can be a
subject, and right before one that can be an object. Where that isn't plain, there is no role.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import pyarrow as pa

from .. import schema
from ..passes import Row, for_each_text
from .pronouns import CUE, OF, OWNING
from .saying import NAMING, SAYING, forms, words

if TYPE_CHECKING:
    from ..design import Design

ACTS, ACTED_ON, IS = "acts", "acted on", "is"
_SUBJECTS = frozenset(("she", "he", "it", "they"))
_POSSESSIVES = frozenset(("hers", "his", "its", "their", "theirs"))
_WORD = re.compile(r"[^\W\d_]+(?:[’'](?!s\b)[^\W\d_]+)?")
# Verbs that are done to somebody, or by somebody, in criticism; the verbs of saying are added.
_VERBS = words(
    """
    abandon accept accompany activate adore amuse answer arouse awaken betray build buy carry change
    charm chat choose comfort command compose confide control create crave dance date delete desire
    develop discard discover dismiss disturb dream dump embrace empty enchant escape evolve exploit
    expand fascinate fear fetishise fix flatter fuck guide guide haunt heal help hire hug hurt
    ignore install join kiss lead learn leave listen live long love lure manage manipulate marry
    meet mirror miss mourn move need nurture obey objectify open organise organize outgrow own
    operate perform please possess prefer pursue push receive refuse reject rely replace rescue
    resent respond satisfy save scan seduce sell send serve shape shut sort start stay stop suffer
    support surprise switch talk tease touch train transcend treat trust turn understand upgrade use
    vanish wake want watch woo work worship write
    """
)
_STRONG = words(
    """
    become becomes became becoming bring brings brought bringing break breaks broke broken buy
    buys bought come comes came coming do does did done doing fall falls fell fallen falling
    find finds found finding get gets got getting give gives gave given giving go goes went gone
    going grow grows grew grown growing hear hears heard hearing hold holds held holding keep keeps
    kept keeping know knows knew known knowing learnt leave leaves left leaving let lets letting
    lose loses lost losing make makes made making mean means meant meet met say says said see sees
    saw seen seeing sell sold send sent show shows showed shown sing sang sung speak speaks spoke
    spoken speaking take takes took taken taking teach teaches taught teaching tell tells told
    telling think thinks thought thinking understand understood wake woke woken win wins won write
    writes wrote written writing feel feels felt feeling choose chose chosen hurt cut put puts
    read set shut begin begins began begun built bought sold sent lent led fed hid hidden stole
    stolen drawn drew worn wore won wound bound bent lit
    """
)
_BE = frozenset(words("is was are were be been being ’s 's isn’t wasn’t isn't wasn't gets got"))
_HELP = frozenset(
    words(
        """
        has had have having will would can could may might must shall should does did do cannot
        won’t wouldn’t can’t couldn’t doesn’t didn’t hasn’t hadn’t won't wouldn't can't couldn't
        doesn't didn't hasn't hadn't
        """
    )
)
_ADVERBS = frozenset(
    words(
        """
        not never also then only just even always still soon now ever once again too really truly
        almost already often sometimes both all finally
        """
    )
)
# What an "it" may do that only a character does.
_ANIMATE = frozenset(
    form
    for verb in words(
        "love want laugh confess flirt compose whisper joke remember fear desire wonder console"
        " listen reply promise lie hope weep complain"
    )
    for form in forms(verb)
) | frozenset(words("says said speaks spoke tells told thinks thought feels felt knows knew"))
_NEVER_VERBS = frozenset(words("long open start work use change need own love cut set mean change"))


_NO_VERBS = frozenset(
    words(
        """
        and or but who whom which that in on at by for from of to with as than like himself herself
        itself alone though because if when while so
        """
    )
)
_CALLING = frozenset(words("named called dubbed titled termed christened nicknamed including"))
_SEEN = frozenset(words("see sees saw seen hear hears heard watch watched meet met follow"))
_LOOKED_AT = re.compile(r"\b(?:we|you|one|viewers?|audiences?)\s(?:[\w’']+\s){0,3}$", re.IGNORECASE)


_HE_SHE = re.compile(r"\b(?:she|he)\b", re.IGNORECASE)
_OFTEN = 2  # times that a text must say a pronoun for it to be somebody's
_MARK = re.compile(r"[“”\"]")
_REFLEXIVES = frozenset(("herself", "himself"))
_OBJECTS = frozenset(("her", "him"))


class _Named(NamedTuple):
    start: int
    end: int
    target: str


@dataclass(frozen=True)
class Agency:
    """Places where a character is named, or meant by a pronoun, with what it does there.

    A pronoun is a character's only where its antecedent is safe: the last character named, in the
    sentence or the one before, that the text calls by that pronoun, while no other that it calls
    so is near, no player is, and no other person with a full name stands in between. A text calls
    a character by the subject that follows its name most often. *It* counts only as the subject
    of a verb that none but a character does.

    Attributes:
        characters: Ids of the targets that are characters.
        people: Ids of those that are persons: a pronoun near one may be theirs. One in brackets
            behind a character's name plays it, and doesn't count.

    References:
        Sap et al. (2017), Connotation frames of power and agency in modern films, EMNLP, for
        agency read off verbs. Hobbs (1978), Resolving pronoun references, Lingua 44.

    Example:
        >>> text = "Ada sorts his mail. She never sleeps, and he buys her a coat."
        >>> mentions = [{"start": 0, "end": 3, "target": "ada"}]
        >>> sentences = [{"start": 0, "end": 19}, {"start": 20, "end": len(text)}]
        >>> for row in Agency(("ada",)).find(text, sentences, mentions):
        ...     print(text[row["start"]:row["end"]], row["pronoun"], row["role"], row["verb"])
        Ada None acts sorts
        She she acts sleeps
        her she acted on buys
    """

    name: ClassVar[str] = "agency"
    version: ClassVar[int] = 3
    reads: ClassVar[dict[str, tuple[str, ...]]] = {
        "texts": ("text_id", "text", "language"),
        "sentences": ("start", "end"),
        "mentions": ("start", "end", "target", "cue"),
    }
    writes: ClassVar[pa.Schema] = schema.AGENCY

    characters: tuple[str, ...] = ()
    people: tuple[str, ...] = ()

    @classmethod
    def from_design(cls, design: Design, **settings: Any) -> Agency:
        """Take the characters of a design."""
        given = {
            name: tuple(t.id for t in design.targets if t.kind == kind)
            for name, kind in (("characters", "character"), ("people", "person"))
        }
        return cls(**{**given, **settings})

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Work on a batch of texts with their sentences and mentions."""
        return for_each_text(batch, self.find, self.writes)

    def find(
        self,
        text: str,
        sentences: Sequence[Mapping[str, int]] | None,
        mentions: Sequence[Mapping[str, Any]] | None,
    ) -> Iterator[Row]:
        """Find the characters of one text, in order of start."""
        said = [
            _Named(m["start"], m["end"], m["target"]) for m in mentions or () if m.get("cue") != CUE
        ]
        named = [one for one in said if one.target in self.characters]
        if not named:
            return
        others = [
            one
            for one in said
            if one.target in self.people and text[one.start - 1 : one.start] != "("
        ]
        spans = [(s["start"], s["end"]) for s in sentences or ()] or [(0, len(text))]
        called = _called(text, spans, named)
        before: list[_Named] = []
        for nth, (start, end) in enumerate(spans):
            here = [one for one in named if start <= one.start < end]
            rows = [_row(text, (start, end), one, None) for one in here]
            for pronoun in _pronouns(text, start, end, here):
                beside = [one for one in others if spans[max(0, nth - 1)][0] <= one.start < end]
                owner = _owner(text, pronoun, sorted([*before, *here, *beside]), called)
                if owner:
                    form = OF[text[pronoun[0] : pronoun[1]].lower()]
                    rows.append(_row(text, (start, end), _Named(*pronoun, owner), form))
            yield from sorted((r for r in rows if _safe(r)), key=lambda row: row["start"])
            before = here


def _safe(row: Row) -> bool:
    """Say whether a pronoun is a character's: an "it" must do what only a character does."""
    if row["pronoun"] != "it":
        return True
    return row["role"] == ACTS and (row["verb"] or "").lower() in _ANIMATE


def _called(
    text: str, spans: Sequence[tuple[int, int]], named: Sequence[_Named]
) -> dict[str, frozenset[str]]:
    """Say by which pronouns a text calls each character: the subject that follows its name.

    Of two characters that one pronoun seems to follow, in a text with another pronoun for somebody,
    the one has it behind whose name it stands oftener; neither, if as often.
    """
    counts: dict[str, Counter[str]] = {one.target: Counter() for one in named}
    for nth, one in enumerate(named):
        last = max(0, bisect_right(spans, one.start, key=lambda s: s[0]) - 1)
        stop = spans[min(last + 1, len(spans) - 1)][1]
        others = (o.start for o in named[nth + 1 :] if o.target != one.target)
        form = _subject(text, one.end, min(stop, next(others, stop)), spans[last][1])
        counts[one.target][form] += 1
    sure: dict[str, tuple[str, int]] = {}
    for target, tally in counts.items():
        hers, his = tally["she"] + tally["it"], tally["he"]
        if hers != his:
            sure[target] = ("she", hers - his) if hers > his else ("he", his - hers)
    used = Counter(word.lower() for word in _HE_SHE.findall(text))
    called = {}
    for target, (form, times) in sure.items():
        rivals = [n for other, (f, n) in sure.items() if other != target and f == form]
        alone = used["he" if form == "she" else "she"] < _OFTEN
        if alone or all(times > n for n in rivals):
            called[target] = frozenset(("she", "it") if form == "she" else ("he",))
    return called


def _subject(text: str, start: int, end: int, sentence: int) -> str:
    """Return the first pronoun that can only be a subject; "it" if a character's verb follows.

    What is done to "him" in the sentence of a name isn't done to its bearer, so a "he" behind is
    another; "himself" is its bearer's. Nor does a pronoun mean who is named inside speech before.
    """
    others: set[str] = set()
    speech = _MARK.search(text, start, end)
    for word in _WORD.finditer(text, start, min(end, speech.start()) if speech else end):
        form = word[0].lower()
        if form in _REFLEXIVES and word.start() < sentence:
            return OF[form]
        if form in _OBJECTS and word.start() < sentence and not _owns(text, word):
            others.add(OF[form])
        if form in ("she", "he"):
            return "" if form in others else form
        if form == "it" and (_does(text[word.end() : end])[1] or "").lower() in _ANIMATE:
            return form
    return ""


def _owns(text: str, word: re.Match[str]) -> bool:
    """Say whether "her" has something: her voice."""
    return word[0].lower() == "her" and bool(OWNING.match(text, word.end()))


def _pronouns(text: str, start: int, end: int, here: Sequence[_Named]) -> Iterator[tuple[int, int]]:
    taken = [(one.start, one.end) for one in here]
    for word in _WORD.finditer(text, start, end):
        known = OF.get(word[0].lower())
        title = word[0][0].isupper() and word[0].lower() == "her" and word.start() > start
        inside = any(s <= word.start() < e for s, e in taken)
        if known and known != "they" and not title and not inside:
            yield word.span()


def _owner(
    text: str,
    pronoun: tuple[int, int],
    near: Sequence[_Named],
    called: Mapping[str, frozenset[str]],
) -> str | None:
    """Return the character that a pronoun safely means."""
    form = OF[text[pronoun[0] : pronoun[1]].lower()]
    unknown = frozenset(("she", "he", "it"))
    fits = [
        one for one in near if one.end <= pronoun[0] and form in called.get(one.target, unknown)
    ]
    if not fits or len({one.target for one in fits}) > 1 or fits[-1].target not in called:
        return None
    between = text[fits[-1].end : pronoun[0]]
    across = len(_MARK.findall(between)) % 2  # into speech, or out of it
    return None if across or _ANOTHER.search(between) else fits[-1].target


# A person with a full name, or another woman or man, who might be meant.
_ANOTHER = re.compile(
    r"\b[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]+ [A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]+|\b(?:woman|girl|wife|mother|daughter|sister"
    r"|actress|man|boy|husband|father|son|brother|actor|friend|date|surrogate)\b"
)


def _row(text: str, sentence: tuple[int, int], one: _Named, pronoun: str | None) -> Row:
    role, verb = _role(text, sentence, one, pronoun)
    span = {"start": one.start, "end": one.end, "target": one.target, "pronoun": pronoun}
    return {**span, "role": role, "verb": verb}


def _role(
    text: str, sentence: tuple[int, int], one: _Named, pronoun: str | None
) -> tuple[str | None, str | None]:
    """Say what somebody does at a place: acts, is acted on, is something; or nothing plain."""
    said = text[one.start : one.end].lower()
    after = text[one.end : sentence[1]]
    owns = re.match(r"[’']s?\s+\w", after) and not re.match(
        r"[’'](?:s)\s+(?:not|never|a|an|the|so)\b", after
    )
    if said in _POSSESSIVES or (owns and pronoun is None):
        return None, None
    if pronoun is None or said in _SUBJECTS:
        found = _does(after, plain=said in ("she", "he"))
        if found[0]:
            return found
    if pronoun is None or said not in _SUBJECTS or said == "it":
        return _suffers(text[sentence[0] : one.start], after, said)
    return None, None


def _does(after: str, *, plain: bool = False) -> tuple[str | None, str | None]:
    """Read the verb right behind a subject; behind a plain one any word but a small one is it."""
    after = re.sub(r"^,\s\w+,", "", after)  # Ada, meanwhile, learns
    if not re.match(r"(?:[’'](?:s|d|ll)\b)?\s+\w", after):
        return None, None
    being = bool(re.match(r"[’']s\b", after))
    for word in list(re.finditer(r"[^\s,.;:!?()“”\"—–]+", after))[:6]:
        bare = word[0].lower()
        if bare in ("’s", "'s") or bare in _BE:
            being = True
        elif bare in _HELP or bare in _ADVERBS or (bare.endswith("ly") and len(bare) > 4):
            continue
        elif being:
            going = bare.endswith("ing") and _is_verb(bare)
            done = _is_verb(bare) and not bare.endswith(("ing", "s"))
            return (ACTED_ON if done else ACTS if going else IS), word[0]
        else:
            third = bool(re.fullmatch(r"[a-z]{2,}[^\W\dsu]s", bare))
            known = _is_verb(bare) or third or (plain and bare not in _NO_VERBS)
            return (ACTS, word[0]) if known else (None, None)
    return None, None


def _suffers(before: str, after: str, said: str) -> tuple[str | None, str | None]:
    """Read the verb right before an object; "her voice" has an owner, no object."""
    word = re.search(r"([^\W\d_]+)(?:\s+(?:with|to|at|for|on|about))?\s+$", before)
    if not word or not _is_verb(word[1].lower()) or word[1].lower() in _CALLING:
        return None, None
    if word[1].lower() in _SEEN and _LOOKED_AT.search(before[: word.start()]):
        return None, None  # what the audience sees is done to nobody
    if said == "her" and OWNING.match(after):
        return None, None
    return ACTED_ON, word[1]


@lru_cache(maxsize=1)
def _verbs() -> frozenset[str]:
    made = {form for verb in (*_VERBS, *SAYING, *NAMING) for form in forms(verb)}
    return frozenset(made | {*_STRONG}) - _NEVER_VERBS


def _is_verb(word: str) -> bool:
    return word in _verbs()
