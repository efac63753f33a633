"""Words as keyness and topics count them, and the function words that they set aside."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_RAW = re.compile(r"[^\W\d_]+(?:['’‐‑-][^\W\d_]+)*")
_SAME = str.maketrans({"’": "'", "‐": "-", "‑": "-"})

# English function words: articles, pronouns, auxiliaries, prepositions, conjunctions, and the
# adverbs that carry no subject. Contractions are listed as they are counted.
_FUNCTION = """
a about above across after afterwards again against all almost along already also although always
am amid among amongst an and another any anybody anyone anything anyway anywhere are aren't around
as aside at be became because become becomes been before beforehand behind being below beneath
beside besides between beyond both but by can can't cannot could couldn't couldn't've didn't do
does doesn't doing don't down during each either else elsewhere enough especially etc even ever
every everybody everyone everything everywhere except few fewer for forth from further had hadn't
has hasn't have haven't having he he'd he'll he's hence her here here's hers herself him himself
his how how's however i i'd i'll i'm i've if in indeed inside instead into is isn't it it'd it'll
it's its itself just last least less lest let let's many may maybe me meanwhile merely might
mightn't mine more moreover most mostly much must mustn't my myself nearly need neither never
nevertheless no nobody none nonetheless nor not nothing notwithstanding now nowhere of off often
oh on once one one's ones oneself only onto or other others otherwise ought our ours ourselves out
over own per perhaps plus quite rather really several shall shan't she she'd she'll she's should
shouldn't since so some somebody somehow someone something sometime sometimes somewhat somewhere
soon still such than that that'd that'll that's the their theirs them themselves then thence there
there'd there'll there's thereby therefore these they they'd they'll they're they've this those
though through throughout thus till to together too took toward towards under unless unlike until
up upon us usually very via was wasn't we we'd we'll we're we've well went were weren't what
what's whatever when whenever where where's whereas whereby wherein wherever whether which
whichever while whilst who who'd who'll who's whoever whole whom whose why will with within
without won't would wouldn't yes yet you you'd you'll you're you've your yours yourself yourselves
"""
# Words that say little of what a passage is about, though they are no function words.
_LIGHT = """
ago away back came come comes did don done far get gets getting give given gives go goes going
gone got keep kept know known largely like likely made mainly make makes making namely near partly
put regarding said same saw say saying says see seem seemed seeming seems seen simply take taken
takes taking tell tells thing things think use used uses using want wants way ways
"""
_NUMBER = "two three four five six seven eight nine ten first second third"
_CHOPPED = "don didn doesn isn wasn aren couldn wouldn shouldn hasn hadn ve ll re th st nd rd"
_SINGLE = "b c d e f g h j k l m n o p q r s t u v w x y z"
STOP = frozenset(f"{_FUNCTION} {_NUMBER} {_CHOPPED} {_SINGLE}".split())
LIGHT = STOP | frozenset(_LIGHT.split())


class Word(NamedTuple):
    """One word of a text as it is counted, and where it stands."""

    word: str
    start: int
    end: int


def words(text: str) -> Iterator[Word]:
    """Find the words of a text, in order.

    A word is a run of letters with single apostrophes or hyphens inside it, lower case; the
    genitive *'s* is dropped, the *'s* of a contraction is not.

    Example:
        >>> [w.word for w in words("Jonze’s 2013 film: it’s AI-made.")]
        ['jonze', 'film', "it's", 'ai-made']
    """
    for match in _RAW.finditer(text):
        yield Word(normal(match.group()), match.start(), match.end())


def count(text: str) -> Counter[str]:
    """Count the words of a text; as `words`, and several times as fast.

    Example:
        >>> count("Her love, her LOVE") == {"her": 2, "love": 2}
        True
    """
    counts: Counter[str] = Counter()
    for raw, times in Counter(_RAW.findall(text)).items():
        counts[normal(raw)] += times
    return counts


@lru_cache(maxsize=1 << 17)
def normal(raw: str) -> str:
    """Write a word as it is counted.

    Example:
        >>> normal("Samantha’s"), normal("That’s")
        ('samantha', "that's")
    """
    word = raw.lower().translate(_SAME)
    return word[:-2] if word.endswith("'s") and word not in STOP else word


def terms(text: str, stop: frozenset[str] = LIGHT) -> Iterator[str]:
    """Find the candidate terms of a text: words, and pairs with nothing but space between them.

    Function words and words that say little are no terms and part of none.

    Example:
        >>> list(terms("The operating system, Samantha"))
        ['operating', 'operating system', 'system', 'samantha']
    """
    held, at = "", -1
    for word, start, end in words(text):
        if word in stop or len(word) < 3:
            held = ""
            continue
        if held and start - at == 1 and text[at].isspace():
            yield f"{held} {word}"
        yield word
        held, at = word, end
