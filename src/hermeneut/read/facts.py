"""What a person stated about a piece: columns of a table, front matter of a Markdown file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from . import forms
from .candidates import Candidate
from .dates import stated as stated_date
from .frontmatter import Facts
from .names import split_names
from .prose import line
from .titles import clean_title

SURE = 0.95

# the keys that blogs and tables use, in the order in which they are asked
KEYS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "headline", "name"),
    "authors": ("authors", "author", "byline", "by", "user", "reviewer", "critic", "creator"),
    "outlet": ("outlet", "publication", "publisher", "site", "source", "container-title"),
    "published": ("published", "date", "publish_date", "pubdate", "issued", "published_at", "year"),
    "form": ("form", "kind", "type", "genre"),
    "venue": ("venue",),
    "rating": ("rating", "score", "stars", "grade"),
    "language": ("language", "lang", "locale"),
    "url": ("canonical_url", "url", "link", "permalink"),
    "about": ("about", "film", "movie", "reviewed", "imdb_id"),
    "copy_of": ("copy_of", "duplicate_of", "canonical"),
}
_LAST_FIRST = re.compile(r"([^\W\d_][\w'’-]*), ([A-Z][\w.-]*(?: [A-Z]\.)?)")
_LANGUAGE = re.compile(r"[a-z]{2}(?=$|[-_])", re.IGNORECASE)


def from_facts(
    facts: Facts, source: str, *, latest: str | None = None, fields: tuple[str, ...] | None = None
) -> Iterator[Candidate]:
    """Yield the candidates that stated facts give.

    Args:
        facts: Values by lower-case key.
        source: ``column`` or ``front matter``.
        latest: The day of capture: a piece can't be younger.
        fields: Those to read; all by default.

    Example:
        >>> found = from_facts({"title": ("_Her_",), "date": ("2014-01-10",)}, "front matter")
        >>> [(c.field, c.value) for c in found]
        [('title', 'Her'), ('published', '2014-01-10')]
    """
    for field, keys in KEYS.items():
        if fields is not None and field not in fields:
            continue
        values = next((facts[k] for k in keys if any(v.strip() for v in facts.get(k, ()))), ())
        yield from _read(field, values, source, latest)


def _read(
    field: str, values: tuple[str, ...], source: str, latest: str | None
) -> Iterator[Candidate]:
    if not values:
        return
    if field in ("form", "venue"):
        for value in values[:1]:
            yield from forms.stated(field, line(value), source, SURE)
        return
    if stated := _value(field, values, latest):
        yield Candidate(field, stated, source, SURE)


def _value(field: str, values: tuple[str, ...], latest: str | None) -> str | None:
    first = line(values[0])
    if field == "title":
        return clean_title(first)
    if field == "authors":
        return authors(values)
    if field == "published":
        return stated_date(first, latest=latest)
    if field == "language":
        return language_tag(first)
    if field == "about":
        return "; ".join(v for v in map(line, values) if v)
    return first


def language_tag(raw: str) -> str | None:
    """Read a language tag or locale as ISO 639-1.

    Example:
        >>> language_tag("en_GB"), language_tag("English")
        ('en', None)
    """
    match = _LANGUAGE.match(raw.strip())
    return match[0].lower() if match else None


def authors(values: tuple[str, ...]) -> str:
    """Join stated names; a name that isn't in the usual form is kept as it was stated.

    Example:
        >>> authors(("Jane Doe and John Roe",)), authors(("bell hooks",)), authors(("x_9",))
        ('Jane Doe; John Roe', 'bell hooks', 'x_9')
    """
    names: list[str] = []
    for value in values:
        stated = _turned(value)
        whole = (line(stated),) if line(stated) else ()
        names += [n for n in split_names(stated, alone=True) or whole if n not in names]
    return "; ".join(names)


def _turned(value: str) -> str:
    """Turn ``Doe, Jane`` as lists of literature write it."""
    match = _LAST_FIRST.fullmatch(value.strip())
    return f"{match[2]} {match[1]}" if match else value
