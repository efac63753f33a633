"""What a page shows of a work: the measures by which a document is judged to be about it.

Each measure lies between 0 and 1 and comes with words that say what was seen. `subject` weighs
them with weights fitted on documents whose subject is known (``models/training/subjects.py``).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from ..cues import Name, TitleCue, headline_mark, names_in, title_marks
from ..cues.headlines import is_placed
from ..cues.kinds import spelled
from ..cues.names import small
from .attention import Attention, attention, is_kin, is_passing, is_sequel, other_work
from .slugs import in_address, page_of, plain, slug_of

PASSAGE = 700  # code points, about 120 words: the unit in which spread through a text is counted
OPENING = 1000  # code points
LONG = 1500  # code points: who writes so much of a work names somebody
LITTLE_ELSE = 0.3  # share of a text's names from which it names little but the work
PLAYERS = math.log(9)  # eight persons beside the makers are as good as more
MANY = math.log(11)  # ten places of the title are as good as more
_SET_APART = frozenset(("plain", "quoted", "emphasis", "starred", "year", "maker", "named"))
_DATED = re.compile(r"[\w’'\"”*_] ?\(((?:18|19|20)\d\d)\)")


class Page(NamedTuple):
    """What a decision may look at.

    Attributes:
        headline: The chosen title of the document.
        url: Its address.
        text: Its text.
        emphasis: What is set in italics or bold.
        english: Whether it is in English, or may be.
        reviewed: What the page says that it reviews, in its own facts.
        told: Works that it says it is about, which may be some of many.
    """

    headline: str = ""
    url: str = ""
    text: str = ""
    emphasis: tuple[tuple[int, int], ...] = ()
    english: bool = True
    reviewed: tuple[str, ...] = ()
    told: tuple[str, ...] = ()


class Seen(NamedTuple):
    """One measure of a page: its name, how much of it there is (0 to 1), and what was seen."""

    measure: str
    amount: float
    words: str


@dataclass(frozen=True)
class Wanted:
    """The work that pages are searched for.

    Attributes:
        title: Its title.
        year: Its year; 0 if it isn't known.
        makers: Who made it.
        names: Names that show that it is meant.
        release_titles: Its titles in other countries.
        distractors: Other things that carry the title in their name.
        ids: What databases and sites call it in their addresses.
    """

    title: str
    year: int = 0
    makers: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    release_titles: tuple[str, ...] = ()
    distractors: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()

    @cached_property
    def people(self) -> tuple[str, ...]:
        """Return makers and names, each once, and the last names of those given in full."""
        return _people((*self.makers, *self.names), self.title)

    @cached_property
    def made_by(self) -> frozenset[str]:
        """Return the makers' names and last names, in small letters."""
        return frozenset(w.lower() for m in self.makers for w in (m, m.split()[-1]) if m.strip())


@dataclass(frozen=True)
class Look:
    """One page searched for one work."""

    wanted: Wanted
    page: Page

    @cached_property
    def places(self) -> list[TitleCue]:
        """Find the title in the text; a release title must be set apart or dated."""
        found: list[TitleCue] = []
        own = spellings(self.wanted.title)
        for title in (*own, *self._released()):
            for mark in title_marks(self.page.text, title, self.page.emphasis, **self._beside):
                if title in own or mark.cue in _SET_APART:
                    found.append(mark)
        return sorted({mark.start: mark for mark in found}.values())

    @cached_property
    def marks(self) -> list[TitleCue]:
        """Keep the places that are no part of a sequel's title, or a remake's."""
        text, year = self.page.text, self.wanted.year
        return [mark for mark in self.places if not is_kin(text, mark.start, mark.end, year)]

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """Find the work's names in the text."""
        text = self.page.text
        return names_in(text, self.wanted.people, any_case=small(text))

    @cached_property
    def headline(self) -> TitleCue | None:
        """Find the title in the headline, if it isn't a sequel's or a remake's."""
        line, year = self.page.headline, self.wanted.year
        titles = (*spellings(self.wanted.title), *self._released())
        marks = (headline_mark(line, t, **self._beside) for t in titles)
        found = (m for m in marks if m and not is_sequel(line, m.start, m.end, year))
        return max(found, key=lambda m: m.confidence, default=None)

    @cached_property
    def persons(self) -> int:
        """Count the different persons that the text names; the headline may say who is who."""
        if not names_in(self.page.headline, self.wanted.people):
            return len({name.person for name in self.names})
        whole = f"{self.page.headline}\n{self.page.text}"
        return len({n.person for n in names_in(whole, self.wanted.people)})

    @cached_property
    def attention(self) -> Attention:
        """Weigh what the text names of the work against all else that it names."""
        titles = [(mark.start, mark.end) for mark in self.places]
        people = [(name.start, name.end) for name in self.names]
        return attention(self.page.text, sorted(titles + people))

    @cached_property
    def stated(self) -> str:
        """Say how the page or its address says that it reviews the work; empty if neither does."""
        right = [said for said in self.page.reviewed if _is_it(said, self.wanted)]
        if right:
            return f"the page says it reviews {right[0]}"
        return "the address is its page" if page_of(self.page.url, self.wanted) else ""

    @property
    def _beside(self) -> dict[str, Any]:
        asked = self.wanted
        return {"year": asked.year or None, "names": asked.people, "distractors": asked.distractors}

    def _released(self) -> tuple[str, ...]:
        return () if self.page.english else self.wanted.release_titles

    def mentioned(self) -> bool:
        """Say whether the work is named: a title more likely meant than not, or its people."""
        doubt = math.prod(1 - mark.confidence for mark in self.places)
        ahead = self.headline is not None or in_address(self.page.url, self.wanted)
        ahead = ahead or bool(self.stated)
        return ahead or doubt < 0.3 or (self.persons > 2 and bool(self.marks))

    def loose(self) -> bool:
        """Say whether the title stands only where any word has a capital, and nobody is named.

        "Heat wave to last", "Heat records fell": a title that is a common word begins sentences
        and headlines of its own accord.
        """
        page, title = self.page, self.wanted.title
        if self.persons or in_address(page.url, self.wanted) or page.reviewed or page.told:
            return False
        if self.stated:
            return False
        within = any(m.cue in _SET_APART or not _begins(page.text, m.start) for m in self.marks)
        ahead = self.headline is not None and (
            self.headline.cue in _SET_APART
            or not _begins(page.headline, self.headline.start)
            or is_placed(page.headline, self.headline.start, title)
        )
        return not (within or ahead)

    def anybodys(self) -> bool:
        """Say whether what is named, without the title, may be anybody's.

        A novel may have a Theodore and a Samantha too, and a review of another film a Phoenix:
        two persons are enough in a few lines, or where both have their full names; three where
        one has it, or is a maker; five where the text names little else.
        """
        if self.mentioned():
            return False
        following = zip(self.names, self.names[1:], strict=False)
        full = {name.person for name in self.names if " " in name.text}
        full |= {a.person for a, b in following if a.person == b.person and b.start == a.end + 1}
        made = any(name.text.lower() in self.wanted.made_by for name in self.names)
        if len(self.page.text) <= PASSAGE or len(full) > 1:
            return self.persons < 2
        if self.persons > 4 and self.attention.share > LITTLE_ELSE:
            return False
        return self.persons < 3 or not (full or made)


@lru_cache(maxsize=64)
def spellings(title: str) -> tuple[str, ...]:
    """Spell a title of several words as others do: all words with a capital, *and* for *&*.

    Example:
        >>> spellings("Strangers on a Train"), spellings("Her")
        (('Strangers on a Train', 'Strangers On A Train'), ('Her',))
    """
    if " " not in title:
        return (title,)
    forms = [title, title.replace(" & ", " and "), title.replace(" and ", " & ")]
    forms += [re.sub(r"(?<= )[a-zß-öø-ÿ]", lambda m: m[0].upper(), form) for form in forms]
    return tuple(dict.fromkeys(forms))


@lru_cache(maxsize=64)
def _people(names: tuple[str, ...], title: str) -> tuple[str, ...]:
    """Add *Glover* to *Danny Glover*, as who writes on the work does; never the title's words."""
    barred = {word.lower() for word in re.findall(r"\w+", title)}
    last = [
        name.split()[-1]
        for name in names
        if re.fullmatch(r"[A-ZÀ-Þ][\w.’'-]*(?: [A-ZÀ-Þ][\w.’'-]*){1,2}", name)
    ]
    known = [word for word in last if len(word) > 3 and word.lower() not in barred]
    return tuple(dict.fromkeys((*names, *known)))


def _begins(text: str, start: int) -> bool:
    """Say whether a place begins a sentence or a line."""
    before = text[max(0, start - 4) : start].rstrip(" \t\"'“”‘’*_#>(")
    return not before or before[-1] in ".!?…:;\n"


def measures(look: Look) -> Iterator[Seen]:
    """Yield what a page shows of a work.

    Example:
        >>> page = Page("Her: a review", "", "Jonze films rooms. In Her, Theodore is alone.")
        >>> wanted = Wanted("Her", 2013, ("Spike Jonze",), ("Jonze", "Theodore"))
        >>> [seen.measure for seen in measures(Look(wanted, page))][:2]
        ['headline: title', 'title']
    """
    yield from _ahead(look)
    yield from _stated(look)
    if look.page.text.strip():
        yield from _titled(look)
        yield from _peopled(look)
        yield from _attended(look)
        yield from _besides(look)
    else:
        yield Seen("no text", 1, "no text")


def _ahead(look: Look) -> Iterator[Seen]:
    """Measure headline and address."""
    page, asked = look.page, look.wanted
    slug = " ".join(slug_of(page.url))
    for place, words, titled in (
        ("headline", page.headline, look.headline.confidence if look.headline else 0.0),
        ("address", slug, float(in_address(page.url, asked))),
    ):
        people = names_in(words, asked.people, any_case=True)
        if titled:
            yield Seen(f"{place}: title", titled, f"title in the {place}")
        if people:
            called = list(dict.fromkeys(name.text for name in people))
            most = min(1.0, len({name.person for name in people}) / 2)
            yield Seen(f"{place}: names", most, _of(place, called))
        if not (titled or people) and len(words.split()) > 2:
            yield Seen(f"{place}: neither", 1, f"nothing of it in the {place}")
    void = _any_of(asked.distractors).search(page.headline)
    if void and not look.headline:
        yield Seen("headline: distractor", 1, f"rather {void[0]}")
    other = "" if void or look.headline else other_work(page.headline)
    if other and plain(other) != plain(asked.title):
        yield Seen("headline: another", 1, f"the headline names {other}")


def _stated(look: Look) -> Iterator[Seen]:
    """Measure what the page itself, or its address, says that it reviews or is about."""
    if look.stated:
        yield Seen("reviews it", 1, look.stated)
    elif right := [said for said in look.page.told if _is_it(said, look.wanted)]:
        yield Seen("stated", 1, f"the page says it is about {right[0]}")
    elif look.page.reviewed:
        yield Seen("stated: another", 1, f"the page says it reviews {look.page.reviewed[0]}")


def _titled(look: Look) -> Iterator[Seen]:
    """Measure how often and how far through the text the title is named."""
    marks, text = look.marks, look.page.text
    if not marks:
        yield Seen("no title", 1, "no title in the text")
        return
    best = max(marks, key=lambda mark: mark.confidence)
    total = sum(mark.confidence for mark in marks)
    yield Seen("title", min(1, math.log1p(total) / MANY), f"title {len(marks)} times ({best.cue})")
    yield Seen("title through", *_through(text, marks, "title"))
    early = [mark.confidence for mark in marks if mark.start < OPENING]
    if early:
        yield Seen("title in the opening", max(early), "title in the opening")
    if any(mark.cue in ("year", "maker") for mark in marks):
        yield Seen("title signed", 1, "title with its year or maker")


def _peopled(look: Look) -> Iterator[Seen]:
    """Measure who of the work is named, and how far through the text."""
    names, text = look.names, look.page.text
    if not names:
        yield Seen("nobody", min(1, len(text) / LONG), "nobody of it named")
        return
    beside = "beside the title" if look.marks else "without the title"
    called = list(dict.fromkeys(name.text for name in names))
    made = look.wanted.made_by
    makers = {name.person for name in names if name.text.lower() in made}
    players = len({name.person for name in names} - makers)
    yield Seen("players", min(1, math.log1p(players) / PLAYERS), f"{players} beside its makers")
    yield Seen(f"persons {beside}", min(1, look.persons / 4), _of("names", called))
    yield Seen(f"names through {beside}", *_through(text, names, "names"))
    if makers:
        yield Seen("maker", 1, "its maker named")


def _attended(look: Look) -> Iterator[Seen]:
    """Measure how much of what the text names is of the work, and how the title stands."""
    text, marks = look.page.text, look.marks
    seen, own = look.attention, len(look.places) + len(look.names)
    yield Seen("attention", seen.share, f"{seen.share:.0%} of its names are of it")
    if seen.rival:
        most = seen.often / (seen.often + own + 1)
        yield Seen("rival", most, f"names {seen.rival} {seen.often} times")
    kin = len(look.places) - len(marks)
    if kin:
        yield Seen("kin", kin / len(look.places), f"another of its name {kin} times")
    passing = sum(is_passing(text, mark.start, mark.end) for mark in marks)
    if passing:
        yield Seen("in passing", passing / len(marks), f"title in passing {passing} times")


def _besides(look: Look) -> Iterator[Seen]:
    """Measure what else the text speaks of."""
    text, asked = look.page.text, look.wanted
    years = {int(found[1]) for found in _DATED.finditer(text)}
    others = [year for year in years if not asked.year or abs(year - asked.year) > 1]
    if others:
        yield Seen("other years", min(1, len(others) / 5), f"works of {len(others)} other years")
    rather = _any_of(asked.distractors).findall(text)
    if len(rather) > len(look.marks):
        yield Seen("another", 1, f"rather {rather[0]}")


def _through(
    text: str, places: Sequence[TitleCue] | Sequence[Name], what: str
) -> tuple[float, str]:
    """Measure in which share of the passages something is named, short texts counting less."""
    passages = max(1, math.ceil(len(text) / PASSAGE))
    best: dict[int, float] = {}
    for place in places:
        at, sure = place.start // PASSAGE, getattr(place, "confidence", 1.0)
        best[at] = max(sure, best.get(at, 0))
    share = sum(best.values()) / (passages + 0.5)
    return share, f"{what} in {len(best) / passages:.0%} of the passages"


def _of(what: str, called: Sequence[str]) -> str:
    return f"{what}: " + ", ".join(called[:6])


def _is_it(said: str, asked: Wanted) -> bool:
    """Say whether a title, with or without its year, is the work's."""
    bare, year = re.fullmatch(r"(.*?)(?:\s*\((\d{4})\))?", said.strip(), re.DOTALL).groups()  # type: ignore[union-attr]
    if year and asked.year and abs(int(year) - asked.year) > 1:
        return False
    return plain(bare) in {plain(title) for title in (asked.title, *asked.release_titles)}


@lru_cache(maxsize=64)
def _any_of(terms: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{spelled(terms)})(?!\w)")
