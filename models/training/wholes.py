"""Whole pages on films, to learn from and to score on: who is reviewed, and who only named.

Some 300 films are described as a study would describe them (``bench/labels/wholes.csv``,
``films.csv``, ``blog.csv``). For each there are whole texts on it; whole texts on something else
that name its title or three of its people (sequels, remakes, other films of the same people,
comparisons); and others drawn by lot. A film is of one half for good: to fit on, or to score on.

Viewers' reviews come without the headline and address that a collected page has. They are given
those of pages on *Her* in the bibliography that ships, its title, makers and players exchanged for
those of the film that the review is on: as often as there, headline and address name nothing.
"""

import csv
import gzip
import json
import random
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit
from zlib import crc32

import works

from hermeneut.cues import headline_mark

WHOLE = 1500  # code points: some 250 words
HARD, REST = 12, 12  # texts on something else for a film, at most: naming it, and by lot
HER_ITSELF = "tt1798709"
HER = (  # who stands in the headlines on *Her*: which person of another film takes their place
    ("Spike Jonze", 0, "full"), ("Joaquin Phoenix", 1, "full"), ("Scarlett Johansson", 2, "full"),
    ("Theodore Twombly", 3, "full"), ("Rooney Mara", 4, "full"), ("Amy Adams", 5, "full"),
    ("Jonze", 0, "last"), ("Joaquin", 1, "first"), ("Phoenix", 1, "last"),
    ("Johansson", 2, "last"), ("Scarlett", 2, "first"), ("Theodore", 3, "first"),
    ("Samantha", 4, "first"),
)  # fmt: skip


@dataclass(frozen=True)
class Page:
    """A text with what stands above it; ``film`` is its number in IMDb, where that is known."""

    source: str
    ident: str
    headline: str
    url: str
    text: str
    film: str = ""


class Tried(NamedTuple):
    """A page tried on a film: of it, naming it, or by lot."""

    film: works.Film
    page: Page
    kind: str


class Trial(NamedTuple):
    """A page as it is tried: its title behind a word or as it is, bare or under a headline."""

    one: Tried
    behind: str
    film: works.Film
    text: works.Hidden
    headline: str
    url: str


def is_scored(ident: str) -> bool:
    """Say whether a film is kept to score on; those of the blogs are never fitted on."""
    if ident in works.films():
        return crc32(ident.encode()) % 3 == 0
    return ident in _blogged() or ident == HER_ITSELF or crc32(ident.encode()) % 2 == 1


@cache
def _blogged() -> frozenset[str]:
    with (works.LABELS / "blog.csv").open(encoding="utf-8") as file:
        return frozenset(row["imdb"] or f"blog:{row['title']}" for row in csv.DictReader(file))


@cache
def described() -> dict[str, works.Film]:
    """Read the films that are described by hand, by number in IMDb or by blog and title."""
    found = dict(works.films())
    for name in ("wholes.csv", "blog.csv"):
        with (works.LABELS / name).open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                makers, cues = (tuple(re.split(r"; ?", row[k])) for k in ("makers", "cues"))
                ident = row["imdb"] or f"blog:{row['title']}"
                film = works.Film(ident, row["title"], int(row["year"]), makers, (*makers, *cues))
                found.setdefault(ident, film)
    return found


@cache
def pages(data: Path) -> tuple[Page, ...]:
    """Read all whole texts, with the film that they are known to be on."""
    numbers = _numbers()
    found = []
    for row in _lines(data / "her_essays" / "essays.jsonl"):
        film = HER_ITSELF if "Her" in row["about"] else numbers.get(("her_essays", row["id"]), "")
        given = (row["title"] or "", row["url"] or "", row["body_markdown"], film)
        found.append(Page("her_essays", row["id"], *given))
    for row in _lines(data / "commonplace_highlights" / "entries.jsonl.gz"):
        text = "\n\n".join(row["passages"])
        film = numbers.get(("commonplace", row["path"]), "")
        given = (row["title"] or "", row["url"] or "", text, film)
        found.append(Page("commonplace", row["path"], *given))
    for row in _lines(data / "blog_reviews_rated" / "reviews.jsonl.gz"):
        film = numbers.get(("blog", row["path"]), "") or numbers.get(("blog", row["title"]), "")
        found.append(Page("blog", row["path"], row["title"] or "", "", row["text"], film))
    for text in works.others(data):
        if text.ident.startswith("bbc:"):
            found.append(Page("bbc", text.ident[4:], text.headline, "", text.text))
    for text in works.reviews(data):
        found.append(Page("imdb", text.ident[5:], text.headline, "", text.text, text.film))
    return tuple(page for page in found if len(page.text) >= WHOLE)


def _numbers() -> dict[tuple[str, str], str]:
    """Read which film a page of a blog or an essay is on, by source and name or headline."""
    by_title = {film.title: ident for ident, film in described().items()}
    found = {}
    with (works.LABELS / "blog.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found["blog", row["headline"]] = by_title[row["title"]]
    with (works.LABELS / "wholes_pages.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["about"] == "1":
                found[row["source"], row["id"]] = by_title[row["title"]]
    return found


@cache
def _unsure() -> frozenset[tuple[str, str, str]]:
    """Read which pages are on a film and on something else too: they are tried on neither."""
    with (works.LABELS / "wholes_pages.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["about"] != "1"]
    return frozenset((row["title"], row["source"], row["id"]) for row in rows)


def _lines(path: Path) -> Iterator[dict[str, str]]:
    packed = path.suffix == ".gz"
    with gzip.open(path, "rt", encoding="utf-8") if packed else path.open() as file:
        yield from map(json.loads, file)


def tried(data: Path, *, scored: bool) -> Iterator[Tried]:
    """Yield the pages that are tried on the films of one half."""
    all_ = pages(data)
    holding: dict[str, set[int]] = defaultdict(set)
    for number, page in enumerate(all_):
        for word in set(re.findall(r"[\w’']+", page.text)):
            if word[0].isupper() or word[0].isdigit():
                holding[re.sub(r"[’']s$", "", word)].add(number)
    for ident, film in described().items():
        if is_scored(ident) is not scored:
            continue
        rng = random.Random(crc32(ident.encode()))
        own = [n for n, page in enumerate(all_) if page.film == ident]
        barred = {n for n, p in enumerate(all_) if (film.title, p.source, p.ident) in _unsure()}
        free = set(range(len(all_))) - set(own) - barred
        near = sorted(free & _near(film, holding))
        hard = [n for n in near if _names_it(film, all_[n].text)]
        rng.shuffle(hard)
        by_lot = rng.sample(sorted(free), REST)
        for kind, numbers in (("of it", own), ("names it", hard[:HARD]), ("by lot", by_lot)):
            for number in numbers:
                yield Tried(film, all_[number], kind)


def _near(film: works.Film, holding: dict[str, set[int]]) -> set[int]:
    """Find the texts that hold the first and last word of the title, or the end of a name."""
    words = re.findall(r"[\w’']+", film.title)
    near = holding[words[0]] & holding[words[-1]]
    for name in film.names:
        near = near | holding[re.findall(r"[\w’']+", name)[-1]]
    return near


def _names_it(film: works.Film, text: str) -> bool:
    """Say whether a text names a film's title beside one of its people, or three of these."""
    named = {film.title, *film.names, *(maker.split()[-1] for maker in film.makers)}
    ranked = sorted(named, key=lambda name: (-len(name), name))
    pattern = rf"(?<!\w)(?:{'|'.join(map(re.escape, ranked))})(?!\w)"
    found = {m[0] for m in re.finditer(pattern, text)}
    titled = film.title in found and (len(found) > 1 or " " in film.title)
    return titled or len(found) > 2


def with_heading(one: Tried, data: Path, rng: random.Random, *, scored: bool) -> tuple[str, str]:
    """Give a page headline and address: its own, or those of a page on *Her*, names exchanged."""
    page = one.page
    if page.source != "imdb":
        return page.headline, page.url
    row = rng.choice(bibliography(scored=scored))
    film = one.film if one.kind == "of it" else described().get(page.film)
    if film is None:
        title = works.quoted(data).get(page.film, ("", ()))[0]
        title = title or rng.choice([title for title, _ in works.quoted(data).values()])
        people = sorted(
            n for n in works.names_of(page.text) if " " in n and n not in one.film.names
        )
        film = works.Film("", title, rng.randint(1950, 2019), (), tuple(people[:6]) or ("Ann Lee",))
    return exchanged(row, film)


@cache
def bibliography(*, scored: bool) -> tuple[tuple[str, str], ...]:
    """Read headlines and addresses of pages on *Her*, by halves of their hosts."""
    source = files("hermeneut.samples") / "her" / "catalogue.csv"
    return tuple(
        ("" if row["title"].startswith("(") else row["title"], row["url"])
        for row in csv.DictReader(source.read_text("utf-8").splitlines())
        if row["about"] in ("her", "both") and not row["duplicate_of"]
        and crc32((urlsplit(row["url"]).hostname or "").encode()) % 2 == scored
    )  # fmt: skip


def exchanged(row: tuple[str, str], film: works.Film) -> tuple[str, str]:
    """Put another film's title, year and people in the place of those of *Her*."""
    headline, url = row
    people = [name for name in film.names if " " in name] or list(film.names)
    if headline_mark(headline, "Her", year=2013, names=("Spike Jonze", "Jonze")):
        headline = re.sub(r"(?<!\w)(?:Her|HER)(?!\w)", lambda _: film.title, headline)
    address = urlsplit(url)
    path = re.sub(r"(?i)(?<![a-z0-9])hers?(?![a-z0-9])", slug(film.title), address.path)
    for name, number, part in HER:
        whole = people[number % len(people)]
        new = {"full": whole, "last": whole.split()[-1], "first": whole.split()[0]}[part]
        headline = re.sub(rf"(?<!\w){name}(?!\w)", lambda _, new=new: new, headline)
        path = re.sub(
            rf"(?i)(?<![a-z0-9]){slug(name)}s?(?![a-z0-9])", lambda _, new=new: slug(new), path
        )
    headline = headline.replace("2013", str(film.year))
    path = re.sub(r"(?<![0-9/])2013(?![0-9/])", str(film.year), path)
    return headline, address._replace(path=path).geturl()


def slug(words: str) -> str:
    """Write words as addresses do."""
    bare = unicodedata.normalize("NFKD", re.sub(r"[’']", "", words.lower()))
    return re.sub(r"[^a-z0-9]+", "-", bare.encode("ascii", "ignore").decode()).strip("-")


def hidden(one: Tried, behind: str, rng: random.Random) -> tuple[Tried, works.Hidden] | None:
    """Hide a film's title behind another word, in its own and other pages; None if it can't be."""
    film, text = one.film, one.page.text
    if not behind:
        return one, works.Hidden(text, film.title, frozenset())
    if not works.is_plain(film.title, text):
        if one.kind == "of it":
            return None
        text_as = works.Hidden(text, behind, frozenset())
    else:
        text_as = works.hide(text, film.title, behind, rng)
    names = tuple(name for name in film.names if name.lower() != behind.lower())
    headline = re.sub(rf"(?<!\w){re.escape(film.title)}(?!\w)", lambda _: behind, one.page.headline)
    page = replace(one.page, headline=headline if one.kind == "of it" else one.page.headline)
    return Tried(
        works.Film(film.ident, behind, film.year, film.makers, names), page, one.kind
    ), text_as


def draws(rng: random.Random) -> Sequence[str]:
    """Say behind which words a title is hidden: itself, *Her*, and one by lot."""
    return ("", "Her", works.draw(rng))


def trials(data: Path, rng: random.Random, *, scored: bool) -> Iterator[Trial]:
    """Yield each page of a half bare and headed, its title as it is and hidden."""
    for one in tried(data, scored=scored):
        for behind in draws(rng):
            if found := hidden(one, behind, rng):
                as_, text = found
                heading = with_heading(as_, data, rng, scored=scored)
                for headline, url in (("", ""), heading):
                    yield Trial(one, behind, as_.film, text, headline, url)
