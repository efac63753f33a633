"""Films whose titles are hidden in other people's writing, to learn from.

A study's author writes down a title, makers and names. For some hundred films that is done in
``bench/labels/films.csv``; for others, names are what several texts on the film have in common
and few others have (never the text that they are tried on).

To learn what sets *Her* off from "her", a title that nobody can mistake ("Mrs. Doubtfire") is
replaced, wherever it stands in a review, by a pronoun or a common word, typography and all: each
place is known to be the title, and each other place of that word to be none.
"""

import csv
import gzip
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pyarrow.parquet as pq

LABELS = Path(__file__).parents[2] / "bench" / "labels"
PRONOUNS = ["Her", "His", "Their", "My", "Your", "Our", "Its"]
SUBJECTS = ["It", "She", "They", "We", "You", "He", "This", "Now"]
OBJECTS = ["Us", "Him", "Them", "Me"]
WORDS = re.findall(
    r"\w+",
    """Frozen Up Drive Home Speed Room Big Wild Moon Life Signs Heat Rush Brave Contact Glory
 Fresh Crash Hunger Fury Closer Ghost Election Network Silence Wonder Arrival Gravity Unknown Away
 Once Brick Lucky Secretary Taken Wanted Cars Vice Help Hook""",
)
SORTS = ((PRONOUNS, 0.42), (SUBJECTS, 0.18), (OBJECTS, 0.1), (WORDS, 0.3))
# How titles are set on real pages, roughly: most plain, some quoted, few in capitals or small.
STYLES = {
    "as it was": 50, "bare": 14, "small": 7, "capitals": 6, "emphasis": 12,
    "**": 4, "__": 2, '""': 5, "''": 5, "‘’": 3, "“”": 3,
}  # fmt: skip
MARKS = ("**", "__", '""', "''", "‘’", "“”")
FEWEST_NAMES = 4  # a study that names fewer can hardly be helped
_NAME = re.compile(r"(?<![.!?\"“] )(?<!^)\b([A-Z][a-z][\w’'-]*(?: [A-Z][a-z][\w’'-]+)?)\b")
_NO_NAMES = frozenset(
    re.findall(
        r"\w+",
        """The This That With And But For From His Her Its Their Our Your You She They When What
    Where Which Who How Why All One Two Three Not Now New York American America Hollywood English
    British French German Oscar Academy Award Awards Film Movie DVD God Christmas Disney
    Warner Bros Universal Los Angeles London Paris United States""",
    )
)


@dataclass(frozen=True)
class Film:
    """A film as a study would describe it."""

    ident: str
    title: str
    year: int
    makers: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True)
class Text:
    """One piece of writing: source and number, headline, text, and the film that it is on."""

    ident: str
    headline: str
    text: str
    film: str = ""


@dataclass(frozen=True)
class Hidden:
    """A text in which a title was hidden: its places, and what is in italics."""

    text: str
    title: str
    places: frozenset[tuple[int, int]]
    emphasis: tuple[tuple[int, int], ...] = field(default=())


def films() -> dict[str, Film]:
    """Read the films that are described by hand, by their number in IMDb."""
    with (LABELS / "films.csv").open(encoding="utf-8") as file:
        return {
            row["imdb"]: Film(
                row["imdb"], row["title"], int(row["year"]),
                _listed(row["makers"]), (*_listed(row["makers"]), *_listed(row["cues"])),
            )
            for row in csv.DictReader(file)
        }  # fmt: skip


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


@cache
def reviews(data: Path) -> tuple[Text, ...]:
    """Read the viewers' reviews, each with its film's number."""
    rows = pq.read_table(data / "imdb_user_reviews" / "reviews.parquet").to_pylist()
    return tuple(
        Text(f"imdb:{n}", row["title"] or "", row["review"] or "", row["imdb_id"])
        for n, row in enumerate(rows)
    )


@cache
def others(data: Path) -> tuple[Text, ...]:
    """Read criticism and news that are on no film of these."""
    found = []
    with gzip.open(
        data / "commonplace_highlights" / "entries.jsonl.gz", "rt", encoding="utf-8"
    ) as f:
        for row in map(json.loads, f):
            text = "\n\n".join(row["passages"])
            found.append(Text(f"commonplace:{row['path']}", row["title"] or "", text))
    for row in pq.read_table(data / "bbc_raw" / "bbc.parquet").to_pylist():
        found.append(Text(f"bbc:{row['id']}", row["title"] or "", row["body"]))
    return tuple(found)


@cache
def quoted(data: Path) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Read title and critics' sentences of films up to 2000, by number in IMDb."""
    found: dict[str, tuple[str, list[str]]] = {}
    with gzip.open(data / "rt_critics_cs109" / "critics.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            title = re.sub(r" \(.*\)$", "", row["title"])
            known = found.setdefault(f"tt{int(row['imdb']):07d}", (title, []))
            if row["quote"]:
                known[1].append(row["quote"])
    return {ident: (title, tuple(said)) for ident, (title, said) in found.items()}


def names_of(text: str) -> set[str]:
    """List what may be names in a text: words with a capital, alone and in pairs."""
    found = set()
    for match in _NAME.finditer(text):
        word = re.sub(r"[’']s?$", "", match[1])
        found.add(word)
        if " " in word:
            found.add(word.split()[1])
    return found


class Learnt:
    """Names of films, learnt from what was written on them."""

    def __init__(self, data: Path) -> None:
        self.on: dict[str, list[tuple[str, set[str]]]] = defaultdict(list)
        self.often: Counter[str] = Counter()
        wanted = quoted(data)
        for n, text in enumerate(reviews(data)):
            if text.film in wanted or n % 5 == 0:
                self._count(text.film, text.ident, text.text)
        for ident, (_, said) in wanted.items():
            for n, sentence in enumerate(said):
                self._count(ident, f"{ident}:{n}", sentence)

    def _count(self, film: str, ident: str, text: str) -> None:
        found = names_of(text)
        self.on[film].append((ident, found))
        self.often.update(found)

    def names(self, film: str, title: str, leave: str) -> tuple[str, ...]:
        """List a film's names, as learnt from all texts on it but one."""
        here: Counter[str] = Counter()
        for ident, found in self.on[film]:
            if ident != leave:
                here.update(found)
        ranked = []
        for word, texts in here.items():
            if _NO_NAMES.intersection(word.split()) or word.lower() in title.lower():
                continue
            rare = self.often[word] < max(60, 3 * texts)
            if (texts > 1 and rare) or (" " in word and self.often[word] < 40):
                ranked.append((-texts / (self.often[word] + 3), word))
        return tuple(word for _, word in sorted(ranked)[:12])


def places(text: str, title: str) -> list[tuple[int, int]]:
    """List where a word stands, as printed, in capitals or small."""
    found = re.finditer(rf"(?<![^\W_]){re.escape(title)}(?![^\W_])", text, re.IGNORECASE)
    forms = (title, title.upper(), title.lower())
    return [m.span() for m in found if m[0] in forms]


def draw(rng: random.Random) -> str:
    """Draw a title to hide behind."""
    sort = rng.choices([s for s, _ in SORTS], [w for _, w in SORTS])[0]
    return rng.choice(sort)


def is_plain(title: str, text: str) -> bool:
    """Say whether nobody can take a title's words for anything else in a text."""
    if " " in title:
        return True
    found = [text[s:e] for s, e in places(text, title)]
    return title not in WORDS and not any(word.islower() for word in found)


def hide(text: str, title: str, behind: str, rng: random.Random) -> Hidden:
    """Put another title in the place of one, in one of the styles in which titles are set."""
    style = rng.choices(list(STYLES), list(STYLES.values()))[0]
    parts: list[str] = []
    spans, at, length = [], 0, 0
    for start, end in places(text, title):
        written = text[start:end]
        left, right = text[at:start], ""
        if style == "bare" and left[-1:] in "\"'“‘*_" and text[end : end + 1] in "\"'”’*_":
            left, end = left[:-1], end + 1
        elif style in MARKS and left[-1:] not in "\"'“‘*_":
            left, right = left + style[0], style[1]
        word = behind.upper() if written.isupper() or style == "capitals" else behind
        word = behind.lower() if written.islower() or style == "small" else word
        spans.append((length + len(left), length + len(left) + len(word)))
        parts += [left, word, right]
        length += len(left) + len(word) + len(right)
        at = end
    hidden = "".join(parts) + text[at:]
    emphasis = tuple(spans) if style == "emphasis" else ()
    return Hidden(hidden, behind, frozenset(spans), emphasis)


def disturb(hidden: Hidden, rng: random.Random, *, often: float = 0.1) -> Hidden:
    """Shout, quote or star one of the words that are no title, now and then."""
    free = [p for p in places(hidden.text, hidden.title) if p not in hidden.places]
    if not free or hidden.emphasis or rng.random() > often:
        return hidden
    start, end = rng.choice(free)
    word, marks = hidden.text[start:end], ("", "")
    if rng.random() < 0.5:
        word = word.upper()
    else:
        marks = tuple(rng.choice(MARKS))  # type: ignore[assignment]
    text = hidden.text[:start] + marks[0] + word + marks[1] + hidden.text[end:]
    by = len(marks[0]) + len(marks[1])
    moved = frozenset((s + by, e + by) if s > start else (s, e) for s, e in hidden.places)
    return Hidden(text, hidden.title, moved)


def on_films(data: Path, learnt: Learnt, rng: random.Random) -> Iterator[tuple[Film, Text]]:
    """Yield reviews and sentences on films, with the film as a study would describe it."""
    given = films()
    for text in reviews(data):
        if text.film in given:
            yield given[text.film], text
        elif text.film in quoted(data):
            title = quoted(data)[text.film][0]
            names = learnt.names(text.film, title, text.ident)
            if len(names) >= FEWEST_NAMES:
                yield Film(text.film, title, 0, names[:1], names), text
    for ident, (title, said) in quoted(data).items():
        for n, sentence in enumerate(said):
            if re.search(rf"\b{re.escape(title)}\b", sentence) and rng.random() < 0.5:
                names = learnt.names(ident, title, f"{ident}:{n}")
                if len(names) >= FEWEST_NAMES:
                    film = Film(ident, title, 0, names[:1], names)
                    yield film, Text(f"{ident}:{n}", "", sentence, ident)


def in_passing(data: Path, learnt: Learnt) -> Iterator[tuple[Film, Text]]:
    """Yield criticism and reviews that name a film in passing, with the film."""
    known = {
        title: ident
        for ident, (title, _) in quoted(data).items()
        if re.fullmatch(r"(?=.{9})[A-Z][\w’']+(?: [\w’']+)* [A-Z][\w’']+", title)
    }
    spelled = "|".join(sorted(map(re.escape, known), key=lambda t: (-len(t), t)))
    pattern = re.compile(rf"(?<!\w)(?:{spelled})(?!\w)")
    for n, text in enumerate((*others(data), *reviews(data))):
        if n % 4 and text.film:
            continue
        for title in sorted(set(pattern.findall(text.text)))[:2]:
            ident = known[title]
            names = learnt.names(ident, title, text.ident)
            if ident != text.film and len(names) >= FEWEST_NAMES - 1:
                yield Film(ident, title, 0, names[:1], names), text


def unrelated(data: Path, rng: random.Random, *, every: int = 1) -> Iterator[tuple[Film, Text]]:
    """Yield one in so many texts with a film that it isn't on."""
    given = list(films().values())
    for n, text in enumerate((*others(data), *reviews(data))):
        if n % (every * (2 if text.film else 1)):
            continue
        film = rng.choice(given)
        if film.ident != text.film:
            yield film, text


def with_some_there(
    film: Film, text: str, rng: random.Random, *, share: float = 0.5, most: int = 4
) -> Film:
    """Give a film one or more names that stand in a text on something else, now and then."""
    if rng.random() > share:
        return film
    there = sorted(names_of(text))
    picked = rng.sample(there, min(len(there), rng.randint(1, most)))
    return Film(film.ident, film.title, film.year, film.makers, (*film.names, *picked))


def halves(idents: Sequence[str]) -> list[bool]:
    """Say of each text whether it is kept to score on: one in four, by its name's checksum."""
    from zlib import crc32

    return [crc32(ident.encode()) % 4 == 0 for ident in idents]
