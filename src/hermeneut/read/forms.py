"""What form a piece has: review, essay, interview …: as its page says, or as its text shows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from ..design import FORMS, VENUES
from . import formmodel, listings, venues
from .candidates import Candidate, fold
from .prose import Prose
from .running import passages
from .sources import Page, types

CONTRADICTED = 0.5  # what remains of a text's manner where the page states another form
Patterns = tuple[tuple[re.Pattern[str], str, float], ...]

BY_TYPE = {
    "ReviewNewsArticle": "review", "CriticReview": "review", "UserReview": "user review",
    "OpinionNewsArticle": "op-ed", "ScholarlyArticle": "scholarly article",
    "DiscussionForumPosting": "forum thread", "QAPage": "forum thread",
    "PodcastEpisode": "transcript", "LiveBlogPosting": "news", "ReportageNewsArticle": "news",
}  # fmt: skip
# pattern, form, how often it was right: on the 845 addresses and titles of the bibliography that
# ships, where three or more had it; rarer ones .6 to .75
_REVIEW = (
    r"reviews?|reviewed|kritik(?:en)?|filmkritik(?:en)?|rezension(?:en)?|critiques?|"
    r"recensione|recensioni|recensies?|critica|cr[ií]tica|resenha|rese[nñ]a"
)
BY_PATH: Patterns = (
    (re.compile(r"/(?:user|audience|customer|viewer)-?reviews?(?:/|$)|[?&]review="),
     "user review", 0.75),
    (re.compile(r"/title/tt\d+/reviews?(?:/|$)|/rese[nñ]as/?$"), "user review", 0.75),
    (re.compile(r"/(?:forums?|threads?|viewtopic|comments)[/.]|^/r/\w+/comments/"),
     "forum thread", 0.75),
    (re.compile(rf"/(?:film|movie|book|music|tv|album|culture|dvd)?-?(?:{_REVIEW})(?:/|-|$)"),
     "review", 0.87),
    (re.compile(rf"[/_-](?:{_REVIEW})(?:/|\.\w{{2,5}}$|$)"), "review", 0.83),
    (re.compile(r"[/-](?:film|movie|book|album)-review(?:[-/.]|$)"), "review", 0.8),
    (re.compile(r"/(?:opinions?|op-?eds?|commentisfree|kommentar|meinung|columnists?|columns)/"),
     "op-ed", 0.7),
    (re.compile(r"/interviews?/|[/-]interview(?:-with|[/.]|$)"), "interview", 0.7),
    (re.compile(r"/essays?/"), "essay", 0.87),
    (re.compile(r"/features?/|/longreads?/"), "feature", 0.6),
    (re.compile(r"/capsules?/"), "capsule", 0.75),
    (re.compile(r"/transcripts?/"), "transcript", 0.6),
    (re.compile(r"/(?:doi/(?:full|abs|pdf|epdf)?|10\.\d{4,5}/)"), "scholarly article", 0.8),
    (re.compile(r"/news/(?:.*/)?20\d\d/|^/news/[^/]*-[^/]*-"), "news", 0.5),
)  # fmt: skip
BY_TITLE: Patterns = (
    (re.compile(r"\b(?:review round-?up|critics react|what (?:the )?critics|"
                r"the reviews are in)\b", re.I),
     "round-up", 0.75),
    (re.compile(r"\b(?:user|viewer|audience) reviews\b|\bnutzerkritik", re.I), "user review", 0.75),
    (re.compile(rf"^(?:(?:film|movie|book|dvd|blu-ray)\s+)?(?:{_REVIEW})\b(?!\s+of the (?:year|"
    rf"decade))", re.I), "review", 0.9),
    (re.compile(rf"\b(?:{_REVIEW}|рецензия|обзор)\s*(?:[:)\]|–—-]|$)", re.I), "review", 0.86),
    (re.compile(r"^(?:an\s+)?interview\b|\binterview\s*(?:[:|–—-]|$)|^q\s?&\s?a\b", re.I),
     "interview", 0.75),
    (re.compile(r"\b(?:interview|conversation) with\b|\bin conversation\b|"
                r"\b(?:q\s?&\s?a)\s*[:|)]", re.I),
     "interview", 0.75),
    (re.compile(r"^op-?ed\b|^opinion\s*[:|]|\|\s*opinion\b", re.I), "op-ed", 0.75),
    (re.compile(r"\btranscript\b", re.I), "transcript", 0.66),
    (re.compile(r"^(?:the )?\d{1,3} (?:best|worst|greatest|most|things|ways|reasons|films|"
    r"movies)\b", re.I), "listing", 0.7),
    (re.compile(r"\b(?:\w+|\d+) years? (?:on|later|ago)\b|\banniversary\b|\brevisit(?:ed|"
    r"ing)\b|\blooking back\b|\bre-?watch", re.I), "retrospective", 0.5),
)  # fmt: skip
BY_SIGN = {
    "home-page": "listing", "archive-page": "listing", "list-of-links": "listing",
    "list-of-teasers": "listing", "video-page": "listing", "list-of-works": "listing",
    "user-reviews": "user review", "round-up": "round-up", "forum": "forum thread",
}  # fmt: skip
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
    """Yield the forms and venues that a page states, and the form that its text shows.

    What a page states outweighs what its text looks like: a column quotes as news does.

    Args:
        page: The page.
        title: Its title, cleaned.
    """
    text = passages(page.tree)
    said = [*_stated(page, title), *_of_kind(page, text)]
    yield from said
    forms = {one.value for one in said}
    for one in of_text(text):
        doubt = 1.0 if not forms or one.value in forms else CONTRADICTED
        yield replace(one, confidence=round(one.confidence * doubt, 3))
    yield from venues.from_page(page)


def _stated(page: Page, title: str | None) -> Iterator[Candidate]:
    for kind in types(page.article):
        if kind in BY_TYPE:
            yield Candidate("form", BY_TYPE[kind], "json-ld", 0.8)
        elif kind == "Review" and "headline" in page.article:
            yield Candidate("form", "review", "json-ld", 0.7)
    yield from _matched(BY_PATH, page.path, "url")
    yield from _matched(BY_TITLE, title or "", "title")
    section = fold(page.meta("article:section", "parsely-section", "section") or "")
    if section in BY_SECTION:
        yield Candidate("form", BY_SECTION[section], "section", 0.6)
    if page.meta("citation_title", "citation_doi", "prism.doi", "citation_journal_title"):
        yield Candidate("form", "scholarly article", "meta citation", 0.85)


def _of_kind(page: Page, text: Sequence[str]) -> Iterator[Candidate]:
    """What kind of page it is settles the form of those that are no single article."""
    for sign in islice(listings.signs(page, Prose("\n\n".join(text))), 1):
        if form := BY_SIGN.get(sign.slug):
            yield Candidate("form", form, f"page: {sign.slug}", 0.9)


def of_text(text: Sequence[str]) -> Iterator[Candidate]:
    """Yield the form that a text shows by its manner, if it shows one.

    Args:
        text: Its paragraphs in order.

    Example:
        >>> said = "The minister said on Monday that police will report on Friday. "
        >>> [(c.value, c.source.split(":")[0]) for c in of_text([said * 9])]
        [('news', 'text')]
    """
    for form, confidence, why in formmodel.shown(text):
        yield Candidate("form", form, f"text: {why}", confidence)


def _matched(patterns: Patterns, text: str, source: str) -> Iterator[Candidate]:
    for pattern, form, confidence in patterns:
        if pattern.search(text):
            yield Candidate("form", form, source, confidence)
            return


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
