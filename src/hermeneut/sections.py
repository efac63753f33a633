"""The sections of `study.toml`, one class each; `design` reads them and finds their mistakes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from .errors import nearest

FORMS = (
    "review", "capsule", "essay", "feature", "news", "interview", "op-ed", "retrospective",
    "scholarly article", "testimony", "user review", "round-up", "listing", "transcript",
    "forum thread",
)  # fmt: skip
VENUES = ("newspaper", "magazine", "trade", "journal", "blog", "platform", "podcast", "university")
PRONOUNS = {
    "she": ("she", "her", "hers", "herself"),
    "he": ("he", "him", "his", "himself"),
    "it": ("it", "its", "itself"),
    "they": ("they", "them", "their", "theirs", "themselves"),
}
FACETS = ("year", "period", "form", "venue", "outlet", "subject")
_HOST = re.compile(r"(?:[\w-]+\.)+[\w-]+")
DATES = "an ISO date: 2014, 2014-01 or 2014-01-10"


class Mistake(ValueError):
    """A value that its section can't have: of which key, what is said of it, what to write."""

    def __init__(self, key: str, said: str, hint: str = "") -> None:
        super().__init__(f"{key} {said}")
        self.key, self.said, self.hint = key, said, hint


def is_date(text: str) -> bool:
    """Say whether a text is a day, a month or a year that there was, as ISO 8601 writes it.

    Example:
        >>> is_date("2014-02"), is_date("2014-02-30"), is_date("10 Jan 2014")
        (True, False, False)
    """
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", text):
        return False
    try:
        date(*(*(int(part) for part in text.split("-")), 1, 1)[:3])
    except ValueError:
        return False
    return True


@dataclass(frozen=True)
class StudyInfo:
    """``[study]``: what the study is called and where its corpus came from."""

    name: str  # short, for folders and files
    title: str = ""  # at the head of the report
    invented: bool = False  # shown on every page and in every chart's title
    collected: str = ""  # when and from where, in a sentence
    limits: tuple[str, ...] = ()  # what this corpus cannot say


@dataclass(frozen=True)
class Work:
    """``[work]``: the work whose reception is studied."""

    title: str  # may be a pronoun or a common word
    year: int  # of release or publication
    kind: str = "film"  # film, book, series …
    makers: tuple[str, ...] = ()  # directors, authors
    release_titles: tuple[str, ...] = ()  # its titles in other countries
    cues: tuple[str, ...] = ()  # names that, near the title, show that the work is meant
    distractors: tuple[str, ...] = ()  # other things that carry the title in their name
    ids: tuple[str, ...] = ()  # what databases and sites call it: tt1798709, Q788822


@dataclass(frozen=True)
class Outlet:
    """``[[outlet]]``: what you know of an outlet's pages, and where they say what they are."""

    host: str  # example.org; holds for blog.example.org too, where that has no rule of its own
    name: str = ""  # what the outlet is called
    venue: str = ""  # a venue
    form: str = ""  # a form, where all its pages have one
    title: str = ""  # CSS selector of the headline
    authors: str = ""  # of the names, each in an element of its own or together
    published: str = ""  # of the date
    text: str = ""  # of the parts that are the text, and all of it
    until: str = ""  # ISO date; pages captured later are not read by this rule

    def __post_init__(self) -> None:
        """Refuse a host that is none, and values that there aren't."""
        if not _HOST.fullmatch(self.host):
            raise Mistake("host", f"can't be {self.host[:60]!r}", "a name such as example.org")
        for key, value, known in (("venue", self.venue, VENUES), ("form", self.form, FORMS)):
            if value and value not in known:
                hint = nearest(value, known, named="one of")
                raise Mistake(key, f"can't be {value[:60]!r}", hint)
        if self.until and not is_date(self.until):
            raise Mistake("until", f"can't be {self.until[:60]!r}", DATES)


@dataclass(frozen=True)
class Subject:
    """``[[subject]]``: something beside the work that a document can be about."""

    id: str  # for tables; letters, digits, - and _
    label: str  # for people
    cues: tuple[str, ...]  # words that speak of it


@dataclass(frozen=True)
class Target:
    """``[[target]]``: what a judgement can be of."""

    id: str  # for tables; letters, digits, - and _
    label: str  # for people
    kind: str = "aspect"  # work, person, character or aspect
    aliases: tuple[str, ...] = ()  # what it is called in running text; capitals count
    except_after: tuple[str, ...] = ()  # an alias counts not when one of these words precedes it
    except_before: tuple[str, ...] = ()  # nor when one of these words follows, as in a fuller name
    roles: tuple[str, ...] = ()  # what it is called where it is clear who is meant: the director
    pronouns: tuple[str, ...] = ()  # she, he, it, they: which may stand for it, where that is safe

    def __post_init__(self) -> None:
        """Refuse pronouns that there aren't, and roles without a word."""
        for said in self.pronouns:
            if said not in PRONOUNS:
                hint = nearest(said, tuple(PRONOUNS), named="one of")
                raise Mistake("pronouns", f"can't hold {said[:60]!r}", hint)
        for role in self.roles:
            if not role.strip():
                raise Mistake("roles", "can't hold an empty text", 'such as "the director"')


@dataclass(frozen=True)
class Proposition:
    """``[[proposition]]``: a claim that a text can be for or against."""

    id: str  # for tables; letters, digits, - and _
    text: str  # the claim, as a sentence
    about: str = ""  # the work's world, the work, or ours
    words: tuple[str, ...] = ()  # a passage is about it that holds one of each: "love*|romance"
    referents: tuple[str, ...] = ()  # what a passage must speak of to be about it; empty: anything
    favours: tuple[str, ...] = ()  # what, beside those words, speaks for it: "genuine*|as real as"
    opposes: tuple[str, ...] = ()  # what speaks against it; a "not" turns either about
    holds: tuple[str, ...] = ()  # sentences that are for it
    denies: tuple[str, ...] = ()  # sentences that are against it


@dataclass(frozen=True)
class Referent:
    """``[[referent]]``: one of the things that a passage may speak of: the work's world, ours."""

    id: str  # for tables; letters, digits, - and _
    label: str = ""  # for people
    targets: tuple[str, ...] = ()  # targets whose mention speaks of it
    words: tuple[str, ...] = ()  # words that do: "robot*|machine learning"
    within: tuple[str, ...] = ()  # what makes a later referent's words speak of this one


@dataclass(frozen=True)
class Code:
    """``[[code]]``: a theme of the codebook."""

    id: str  # for tables; letters, digits, - and _
    definition: str  # a passage counts when it does this
    label: str = ""  # for people
    excludes: str = ""  # what doesn't count, for people; the pass doesn't read it
    examples: tuple[str, ...] = ()  # three to five sentences: they gain more than any setting
    keywords: tuple[str, ...] = ()  # words that speak of it: "lonel*|alone"


@dataclass(frozen=True)
class Cited:
    """``[[cited]]``: a work, thinker, company or app to find by name, whatever stands around it."""

    name: str  # as tables write it
    kind: str  # work, thinker, company or app
    aliases: tuple[str, ...] = ()  # what else it is called; capitals count
    wikidata: str = ""  # its id there, such as Q184843
    author: str = ""  # whose it is, for a work


@dataclass(frozen=True)
class Variable:
    """``[[variable]]``: something that people code, beside themes and propositions."""

    id: str  # for tables; letters, digits, - and _
    definition: str  # what a coder is asked
    values: tuple[str, ...]  # what it can be: each a word, or a word, a colon and when it is that
    label: str = ""  # for people
    of: str = "documents"  # what is coded: documents, paragraphs or sentences
    several: bool = False  # whether several values may hold at once


@dataclass(frozen=True)
class Event:
    """``[[event]]``: something to lay over a timeline."""

    date: str  # ISO: 2014, 2014-01 or 2014-01-10
    label: str  # what happened

    def __post_init__(self) -> None:
        """Refuse what is no date."""
        if not is_date(self.date):
            raise Mistake("date", f"can't be {self.date[:60]!r}", DATES)


@dataclass(frozen=True)
class Period:
    """``[[period]]``: years that are read together; ``from`` and ``to`` belong to it."""

    id: str  # for tables and pages
    from_: int  # its first year
    to: int  # its last year

    def __post_init__(self) -> None:
        """Refuse a period without years."""
        if self.to < self.from_:
            raise Mistake(
                "to", f"is {self.to}, before from, {self.from_}", "from is the first year"
            )


@dataclass(frozen=True)
class Comparison:
    """``[[comparison]]``: two groups of documents whose words are compared."""

    facet: str  # year, period, form, venue, outlet or subject
    target: str  # the group whose words are sought
    reference: str = ""  # empty: all the others

    def __post_init__(self) -> None:
        """Refuse what documents can't be parted by."""
        for part in self.facet.split("+"):
            if part not in FACETS:
                hint = nearest(part, FACETS)
                raise Mistake("facet", f"can't be {part[:60]!r}", hint)


@dataclass(frozen=True)
class Crosstab:
    """``[[crosstab]]``: two coded variables to lay against each other."""

    rows: str  # a coded variable
    columns: str  # another
    title: str = ""  # what it shows, in a few words


@dataclass(frozen=True)
class Seat:
    """``[[seat]]``: a model behind an OpenAI-compatible endpoint that decides a variable."""

    variable: str  # themes, a proposition, or a variable of paragraphs
    endpoint: str  # its address up to the version: http://127.0.0.1:11434/v1
    model: str  # as the endpoint calls it
    instructions: str = ""  # what the model is told beside the codebook
