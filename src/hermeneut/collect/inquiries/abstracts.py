"""Abstracts: texts that come with a service's answer, not from a page.

The answer as it came stays with the question that was asked. What is read here is one row a work,
kept as a table in JSON Lines: a conversion of the answer, in the sense of WARC 1.1, section 6.7.
A row has its page's address, so that page and abstract are one document; where both are kept, the
later capture counts.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, runtime_checkable

from ...addresses import doc_id
from ...candidates import NotAnswered
from ...captures import Capture
from ...formats import CONTENT_TYPES
from ..evidence.warc import WarcWriter

if TYPE_CHECKING:
    from ...candidates import Answer
    from ...design import Design
    from ..queue.frontier import Frontier

# Which column is what: as `hermeneut.rows.NAMES` calls the fields.
COLUMNS: Mapping[str, str] = {
    "text": "abstract", "title": "title", "authors": "authors", "outlet": "outlet",
    "published": "published", "url": "url", "form": "form", "language": "language",
}  # fmt: skip
SCHOLARLY = "scholarly article"  # the form, of `hermeneut.design.FORMS`

Row = dict[str, Any]


@runtime_checkable
class Tells(Protocol):
    """A source whose answers hold texts."""

    name: ClassVar[str]

    def documents(self, answer: Answer, design: Design) -> list[Row]:
        """Read one row a work that has an abstract and is wanted, with the keys of `COLUMNS`."""
        ...


def keep(
    sources: Iterable[object],
    frontier: Frontier,
    design: Design,
    *,
    known: Collection[str],
    now: Callable[[], datetime],
) -> int:
    """Keep the abstracts that the answers to some sources hold, of pages that were not had.

    Args:
        sources: Those that tell abstracts are looked at.
        frontier: Holds the answers; open.
        design: The study's design.
        known: What is in the archive, as `files.known_of` says.
        now: The clock.

    Returns:
        How many captures were added; one whose rows are there already isn't.

    Raises:
        TryAgain: The disk is full.
    """
    tells = {one.name: one for one in sources if isinstance(one, Tells)}
    had = frontier.had()
    made = [
        capture
        for name, source in sorted(tells.items())
        for capture in converted(
            source, frontier.answers(name), design, wanted=lambda page: page not in had
        )
        if f"{capture.digest} {capture.url}" not in known
    ]
    with WarcWriter(frontier.archive, now=now) as writer:
        for capture in made:
            writer.write(capture)
    return len(made)


def converted(
    source: Tells,
    answers: Iterable[tuple[Answer, str]],
    design: Design,
    *,
    wanted: Callable[[str], bool] = lambda _: True,
) -> Iterator[Capture]:
    """Yield a capture of the abstracts of each answer that has some.

    Args:
        source: Whose answers they are.
        answers: Each with the time at which it came, ISO 8601 UTC.
        design: The study's design.
        wanted: Says of a page, by its ``url_id``, whether its abstract is to be kept: not where
            the page itself was fetched.
    """
    for answer, at in answers:
        try:
            found = source.documents(answer, design)
        except NotAnswered:  # an answer that couldn't be read then either
            continue
        kept = [row for row in found if wanted(doc_id(row["url"]))]
        if made := conversion(kept, url=answer.url, at=at):
            yield made


def conversion(found: Iterable[Row], *, url: str, at: str) -> Capture | None:
    r"""Make a capture of rows that were read from an answer; None where there are none.

    Args:
        found: As `Tells.documents` gives them.
        url: The question, without keys.
        at: When it was answered, ISO 8601 UTC.

    Example:
        >>> row = {"url": "https://doi.org/10.5555/1", "title": "On Her", "abstract": "It argues."}
        >>> made = conversion([row], url="https://api.example.org/works", at="2026-01-02T00:00:00Z")
        >>> made.kind, made.format, made.block
        ('conversion', 'jsonl', b'{"abstract": "It argues.", "title": "On Her", "url": ...}\n')
    """
    rows = sorted(found, key=lambda row: str(row.get("url")))
    lines = [json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n" for row in rows]
    if not lines:
        return None
    used = {name: column for name, column in COLUMNS.items() if any(column in row for row in rows)}
    return Capture(
        url=url,
        fetched_at=at,
        block="".join(lines).encode("utf-8", "replace"),
        kind="conversion",
        content_type=CONTENT_TYPES["jsonl"],
        format="jsonl",
        mapping=json.dumps({"map": used}, sort_keys=True),
    )
