"""Whether a title or an address hints that a page may be about the work.

A coarse sieve before anything is fetched: what passes may be about anything, what doesn't is kept
as left out. The study's subjects judge the text itself, later.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

from ...cues import headline_mark

if TYPE_CHECKING:
    from ...design import Design, Subject, Work

# What stands beside a title in the last part of an address: /her-movie-review, /review-her-2013.
_BESIDE = frozenset({
    "review", "reviews", "reviewed", "film", "films", "movie", "movies", "cinema", "kino",
    "trailer", "essay", "analysis", "explained", "recap", "ending", "dvd", "bluray", "blu",
    "ray", "soundtrack", "score", "ost", "screenplay", "script", "vs", "by", "dir", "directed",
    "book", "novel", "series", "show", "recensione", "recensioni", "critica", "critique",
    "kritik", "filmkritik", "resenha", "resena", "recenzja", "recenzija", "recensie",
    "pelicula", "filme",
})  # fmt: skip
_SMALL = frozenset({
    "a", "an", "the", "of", "on", "in", "and", "la", "le", "el", "il", "der", "die", "das",
    "un", "une",
})  # fmt: skip
_YEAR = re.compile(r"(?:18|19|20)\d\d")
_WORD = re.compile(r"[^\W_]+")
_TAILS = re.compile(r"\.(?:html?|php|aspx?|jsp|cfm|story|shtml)$", re.IGNORECASE)


def hint(design: Design, title: str, url: str) -> str:
    """Find what in a title or an address hints at the work or at a subject of the study.

    The work's title counts where a headline marks it as one, or where it is all that an address's
    last part says but for words like *review* and the year. Makers (their last name is enough),
    the work's cues and those of the subjects count wherever they stand.

    Limits: a title that is a common word is missed in an address such as ``/why-her-matters``; an
    address that is a number hints at nothing.

    Returns:
        The words that hint; empty if there are none.

    Example:
        >>> from hermeneut.samples import design_of
        >>> her = design_of("her")
        >>> hint(her, "", "https://example.org/2014/01/spike-jonzes-new-film/")
        'spike jonzes'
        >>> hint(her, "", "https://example.org/film-review-her"), hint(her, "Help Her", "")
        ('her', '')
    """
    known = _known(design.work, design.subjects)
    slugs = [plain for part in _worded(url) if (plain := _plain(part))]
    for text in (_plain(title), *slugs):
        if found := known.cues.search(text):
            return found[0]
    slugs = [known.distractors.sub(" ", slug) for slug in slugs]
    for name, words in known.titles.items():
        if _in_headline(design.work, name, title) or any(_is_slug_of(words, s) for s in slugs):
            return name.casefold()
    return ""


class _Known(NamedTuple):
    cues: re.Pattern[str]
    distractors: re.Pattern[str]
    titles: dict[str, list[str]]  # each title's words, plain


@lru_cache(maxsize=16)
def _known(work: Work, subjects: tuple[Subject, ...]) -> _Known:
    last = [name.split()[-1] for name in work.makers if len(name.split()) > 1]
    cues = (*work.makers, *last, *work.cues, *(cue for s in subjects for cue in s.cues))
    titles = {name: _plain(name).split() for name in (work.title, *work.release_titles)}
    return _Known(
        _either(cues, plural="s?"),
        _either(work.distractors),
        {name: words for name, words in titles.items() if words},
    )


def _either(names: Iterable[str], *, plural: str = "") -> re.Pattern[str]:
    plain = sorted({p for name in names if (p := _plain(name))}, key=lambda p: (-len(p), p))
    spaced = "|".join(map(re.escape, filter(str.isascii, plain))) or "(?!)"
    others = [re.escape(p) for p in plain if not p.isascii()]  # may stand without blanks
    return re.compile("|".join([rf"(?<![^\W_])(?:{spaced}){plural}(?![^\W_])", *others]))


def _in_headline(work: Work, name: str, title: str) -> bool:
    if name.casefold() not in title.casefold():
        return False
    mark = headline_mark(
        title,
        name,
        year=work.year,
        names=(*work.makers, *work.cues),
        distractors=work.distractors,
    )
    if mark is None or mark.confidence <= 0.5:
        return False
    # where every word has a capital, a capital says nothing
    return mark.cue != "capital" or any(word[0].islower() for word in title.split())


def _is_slug_of(wanted: list[str], slug: str) -> bool:
    """Say whether a part of an address names a work: alone, or beside words like *review*."""
    words, size = slug.split(), len(wanted)
    for at in (i for i in range(len(words) - size + 1) if words[i : i + size] == wanted):
        rest = words[:at] + words[at + size :]
        near = words[max(at - 1, 0) : at] + words[at + size : at + size + 1]
        if size > 1 or any(map(_goes_with, near)) or all(w in _SMALL or w.isdigit() for w in rest):
            return True
    return False


def _goes_with(word: str) -> bool:
    return word in _BESIDE or bool(_YEAR.fullmatch(word))


def _worded(url: str) -> list[str]:
    """List what an address says in words: the parts of its path and the values of its query."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return []
    values = (value.partition("=")[2] for value in parts.query.split("&"))
    return [_TAILS.sub("", unquote(part)) for part in (*parts.path.split("/"), *values) if part]


def _plain(text: str) -> str:
    """Write words without case, accents and marks, one blank between them."""
    text = text.casefold().replace("’", "'").replace("'s", "s")
    if not text.isascii():
        letters = unicodedata.normalize("NFKD", text)
        bare = "".join(c for c in letters if not unicodedata.combining(c))
        text = unicodedata.normalize("NFC", bare)
    return " ".join(_WORD.findall(text))
