"""What form a piece has: review, essay, interview …; nothing unless the page says so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ..design import FORMS, VENUES
from .candidates import Candidate, fold
from .sources import Page, types

BY_TYPE = {
    "ReviewNewsArticle": "review", "CriticReview": "review", "UserReview": "user review",
    "OpinionNewsArticle": "op-ed", "ScholarlyArticle": "scholarly article",
    "DiscussionForumPosting": "forum thread", "QAPage": "forum thread",
    "PodcastEpisode": "transcript",
}  # fmt: skip
BY_PATH = (
    (re.compile(r"/(?:film|movie|book|music|tv|album|culture)?-?reviews?(?:/|-|$)"), "review"),
    (re.compile(r"[/-](?:film|movie|book|album)-review(?:[-/.]|$)"), "review"),
    (re.compile(r"-review(?:/|\.html?)?$"), "review"),
    (re.compile(r"/(?:kritik|filmkritik|rezension|critique)(?:en|s)?/"), "review"),
    (re.compile(r"/(?:opinions?|op-?eds?|commentisfree|kommentar|meinung)/"), "op-ed"),
    (re.compile(r"/interviews?/|[/-]interview(?:-with|[/.]|$)"), "interview"),
    (re.compile(r"/essays?/"), "essay"),
    (re.compile(r"/features?/|/longreads?/"), "feature"),
    (re.compile(r"/(?:forums?|threads?|viewtopic)[/.]"), "forum thread"),
    (re.compile(r"/transcripts?/"), "transcript"),
)  # fmt: skip
BY_TITLE = (
    (re.compile(r"^(?:(?:film|movie|book|dvd|blu-ray)\s+)?review\b", re.I), "review"),
    (re.compile(r"\breview\s*(?:[:)\]|–—-]|$)|^critique\s*:|^(?:film)?kritik\b", re.I), "review"),
    (re.compile(r"^(?:an\s+)?interview\b|\binterview\s*(?:[:|–—-]|$)", re.I), "interview"),
    (re.compile(r"\binterview with\b|^q\s?&\s?a\b", re.I), "interview"),
    (re.compile(r"^op-?ed\b|^opinion\s*[:|]", re.I), "op-ed"),
    (re.compile(r"\btranscript\b", re.I), "transcript"),
    (re.compile(r"\b(?:review round-?up|critics react|what the critics)\b", re.I), "round-up"),
)  # fmt: skip
BY_SECTION = {
    "review": "review", "reviews": "review", "film reviews": "review", "movie reviews": "review",
    "film review": "review", "opinion": "op-ed", "op ed": "op-ed", "opinions": "op-ed",
    "interview": "interview", "interviews": "interview", "essay": "essay", "essays": "essay",
    "features": "feature", "feature": "feature",
}  # fmt: skip

# words that lists of literature use, in ours: form, venue
STATED: Mapping[str, tuple[str | None, str | None]] = {
    "blog": (None, "blog"),
    "blog post": (None, "blog"),
    "academic": ("scholarly article", None),
    "academic paper": ("scholarly article", None),
    "paper": ("scholarly article", None),
    "journal article": ("scholarly article", "journal"),
    "thesis": ("scholarly article", "university"),
    "podcast": ("transcript", "podcast"),
    "forum": ("forum thread", None),
    "thread": ("forum thread", None),
    "opinion": ("op-ed", None),
    "op ed": ("op-ed", None),
    "oped": ("op-ed", None),
    "editorial": ("op-ed", None),
    "column": ("op-ed", None),
    "critic review": ("review", None),
    "blog review": ("review", "blog"),
    "film review": ("review", None),
    "reviews": ("review", None),
    "essay analysis": ("essay", None),
    "analysis": ("essay", None),
    "profile": ("feature", None),
    "roundup": ("round-up", None),
    "critics roundup": ("round-up", None),
    "q a": ("interview", None),
    "user reviews": ("user review", None),
    "viewer review": ("user review", None),
    "audience review": ("user review", None),
    "list": ("listing", None),
    "listicle": ("listing", None),
    "report": ("news", None),
    "article": (None, None),
    "other": (None, None),
    "post": (None, None),
}


def from_page(page: Page, title: str | None = None) -> Iterator[Candidate]:
    """Yield the forms that a page's type, address, title and section give.

    Args:
        page: The page.
        title: Its title, cleaned.
    """
    for kind in types(page.article):
        if kind in BY_TYPE:
            yield Candidate("form", BY_TYPE[kind], "json-ld", 0.8)
        elif kind == "Review" and "headline" in page.article:
            yield Candidate("form", "review", "json-ld", 0.7)
    for pattern, form in BY_PATH:
        if pattern.search(page.path):
            yield Candidate("form", form, "url", 0.6)
            break
    for pattern, form in BY_TITLE:
        if title and pattern.search(title):
            yield Candidate("form", form, "title", 0.65)
            break
    section = fold(page.meta("article:section", "parsely-section", "section") or "")
    if section in BY_SECTION:
        yield Candidate("form", BY_SECTION[section], "section", 0.6)


def stated(field: str, value: str, source: str, confidence: float) -> Iterator[Candidate]:
    """Yield what a form or venue stated by a person means in the design's words.

    Example:
        >>> [(c.field, c.value) for c in stated("form", "Blog review", "column", 0.95)]
        [('form', 'review'), ('venue', 'blog')]
        >>> [c.value for c in stated("venue", "Magazine", "column", 0.95)]
        ['magazine']
    """
    word = fold(value)
    for name, known in (("form", FORMS), ("venue", VENUES)):
        same = next((k for k in known if fold(k) == word), None)
        if same:
            yield Candidate(name, same, source, confidence)
            return
    form, venue = STATED.get(word, (None, None))
    if form:
        yield Candidate("form", form, source, confidence)
    if venue:
        yield Candidate("venue", venue, source, confidence)
    if word not in STATED and field == "form":
        # a word of the list's own is kept in the running, so that nothing is lost
        yield Candidate("form", value, f"{source}, unknown word", 0.1)
