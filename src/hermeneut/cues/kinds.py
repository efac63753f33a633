"""Sorts of titles, and the words that cues are made of."""

from __future__ import annotations

import re
from collections.abc import Iterable


def word_set(text: str) -> frozenset[str]:
    """Make a set of the words of a text.

    Example:
        >>> sorted(word_set("she he"))
        ['he', 'she']
    """
    return frozenset(text.split())


# Words that can be the subject of a verb: "It is" says nothing about *It*.
SUBJECTS = word_set(
    """
    i he she it we you they this that these those who what there here one some all many
    most both few several none nothing something everything now then today
    """
)
DETERMINERS = word_set("my your his her its our their whose which")
OBJECTS = word_set("me him us them myself himself herself itself ourselves themselves")
# Words a work is called: "the film Her", "Her, a film by".
WORKS = (
    "film|movie|flick|picture|feature|drama|comedy|romance|romcom|rom-com|love story|novel|book"
    "|series|show|play|album|documentary|masterpiece|classic|story|fable|parable"
)
LINKS = word_set(  # words that follow a noun phrase and begin none
    """
    a an the and but or nor so yet if in on at of to from with without by for as like than then
    when while where because since after before about although though until unless despite into
    onto over under through during between among against within upon toward towards via there
    here it he she they we you i this these his its their who whom which whose that
    """
)
VERBS = word_set(  # that a work takes and a possessive can't, adverbs before them
    """
    is isn't are was wasn't were be been has hasn't have had hadn't do does doesn't did didn't
    won't would wouldn't could couldn't should may might must can can't cannot also not never always
    already certainly clearly perhaps really opens begins imagines asks tells takes seems feels
    follows explores depicts becomes comes goes gets gives makes manages suggests understands knows
    proves lets succeeds fails captures concerns avoids belongs imagined premiered opened earned won
    received became came made took
    """
)
LEADING = LINKS | word_set(  # may begin a sentence whose next word is a title
    "is was are were has have had do does did will would could should can watching seeing see saw "
    "watch enter why how what"
)
QUOTES = "\"“”„«»‹›「」『』《》〈〉'‘’‚`"
FIGURES = r"(?:18|19|20)\d\d"
MINOR = word_set(  # of four letters and more, written small in headlines
    """
    about after against amid among around before behind between beyond during from
    inside into like near once onto over past than that their this through toward under
    until upon versus with within without your
    """
)


def kind_of(title: str) -> str:
    """Say what sort of word a title is.

    Returns:
        phrase (several words, or as many signs of a script without capitals); uncased (figures,
        or a sign or two of such a script); determiner, subject or object, for the pronouns of
        English; word, for any other.

    Example:
        >>> [kind_of(t) for t in ("Her", "It", "Us", "Frozen", "1917", "Ex Machina", "她")]
        ['determiner', 'subject', 'object', 'word', 'uncased', 'phrase', 'uncased']
    """
    low = title.lower()
    pronouns = {"determiner": DETERMINERS, "object": OBJECTS, "subject": SUBJECTS}
    for kind, words in pronouns.items():
        if low in words:
            return kind
    if title[:1].upper() == title[:1].lower() and title.upper() == low:
        return "phrase" if len(title) > 2 and not title.isascii() else "uncased"
    return "phrase" if " " in title else "word"


def spelled(terms: Iterable[str]) -> str:
    r"""Write terms as the alternatives of a pattern, the longest first; matches nothing if none.

    Example:
        >>> spelled(["Her", "Her Campus"]), spelled([])
        ('Her\\ Campus|Her', '(?!)')
    """
    known = {term for term in terms if term.strip()}
    return "|".join(re.escape(t) for t in sorted(known, key=lambda t: (-len(t), t))) or "(?!)"
