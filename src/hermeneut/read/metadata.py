"""The pass that writes `fields`: every value in the running for every fact, and which won."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

import pyarrow as pa

from .. import schema
from . import bylines, facts, forms, outlets, published, ratings, reviewed, rules, running, titles
from .candidates import FLOOR, STATED, Candidate, Judged, resolve
from .pieces import READS, Piece, pieces_of
from .sources import Page

if TYPE_CHECKING:
    from ..design import Design, Outlet

_ADDRESS = 0.9  # a date in the address of a text is that of the text


@dataclass(frozen=True)
class Metadata:
    """Title, authors, outlet, date, form, venue, rating and language of each document.

    Attributes:
        floor: Support that a value needs to be chosen, 0 to 1.
        outlets: The study's own rules; ``from_design`` takes them from the design.

    Example:
        >>> Metadata.name, list(Metadata.reads)
        ('fields', ['captures'])
    """

    floor: float = FLOOR
    outlets: tuple[Outlet, ...] = ()

    name: ClassVar[str] = "fields"
    version: ClassVar[int] = 7
    reads: ClassVar[Mapping[str, tuple[str, ...]]] = {"captures": READS}
    writes: ClassVar[pa.Schema] = schema.FIELDS

    @classmethod
    def from_design(cls, design: Design, **settings: Any) -> Metadata:
        """Take the rules of outlets from the design."""
        return cls(**{"outlets": rules.of_design(design, text=False), **settings})

    def digest(self) -> str:
        """Name the model that says how sure a name is."""
        from ..models.bylines import digest

        return digest()

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Read the facts of a batch of captures."""
        rows = [row for capture in batch.to_pylist() for row in self.find(capture)]
        return pa.RecordBatch.from_pylist(rows, schema=self.writes)

    def find(self, capture: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """Yield the rows of `fields` for one capture."""
        for piece in pieces_of(capture):
            for judged in resolve(candidates_of(piece, self.outlets), floor=self.floor):
                yield _row(piece, judged)


def _row(piece: Piece, judged: Judged) -> dict[str, Any]:
    one = judged.candidate
    return {
        "doc_id": piece.doc_id,
        "capture_id": piece.capture_id,
        "field": one.field,
        "value": one.value,
        "source": one.source,
        "confidence": judged.confidence,
        "chosen": judged.chosen,
    }


def candidates_of(piece: Piece, known: Sequence[Outlet] = ()) -> Iterator[Candidate]:
    """Yield every value in the running for one document.

    Args:
        piece: The document.
        known: The study's own rules.
    """
    latest = piece.fetched_at[:10] if piece.fetched_at else None
    if piece.url:
        yield Candidate("url", piece.url, "capture" if piece.number is None else "column", 0.95)
    yield from facts.from_facts(piece.columns, "column", latest=latest)
    yield from facts.from_facts(piece.front, "front matter", latest=latest)
    if silent := {k: v for k, v in piece.stated.items() if k not in piece.columns}:
        yield from facts.from_facts(silent, STATED, latest=latest)
    page = piece.page or _only_an_address(piece)
    rule = rules.rule_for(known, page, piece.fetched_at) if page and known else None
    if rule and page:
        yield from rules.candidates_of(rule, page, latest=latest)
    if piece.page is not None:
        yield from of_page(piece.page, latest=latest, outlet=rule.name if rule else "")
    elif page:
        yield from _of_address(page, latest)
    if piece.is_text:
        yield from ratings.at_the_ends(piece.body)
        yield from forms.of_text(running.of_text(piece.body))


def of_page(page: Page, *, latest: str | None = None, outlet: str = "") -> Iterator[Candidate]:
    """Yield every value in the running for a page.

    Args:
        page: The parsed page.
        latest: The day of capture.
        outlet: What it is called, where that is known; it is no part of a title or a byline.
    """
    name = outlet or outlets.outlet_of(page)
    title = list(titles.from_page(page, outlet=name))
    yield from title
    yield from bylines.from_page(page, outlet=name)
    yield from outlets.from_page(page)
    yield from published.from_page(page, latest=latest)
    best = next((j.candidate.value for j in resolve(title) if j.chosen), None)
    yield from forms.from_page(page, best)
    yield from ratings.from_page(page)
    yield from reviewed.from_page(page)
    yield from _addresses(page)
    declared = page.tree.get("lang") or page.tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    for source, raw in (("html lang", declared), ("meta og:locale", page.meta("og:locale"))):
        if found := facts.language_tag(raw or ""):
            yield Candidate("language", found, source, 0.5)


def _addresses(page: Page) -> Iterator[Candidate]:
    for link in page.tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split() and link.get("href"):
            yield Candidate("url", link.get("href").strip(), "rel-canonical", 0.7)
            break
    if found := page.meta("og:url"):
        yield Candidate("url", found, "meta og:url", 0.5)


def _only_an_address(piece: Piece) -> Page | None:
    from .markup import parse

    return Page(parse("<p>"), piece.url) if piece.url else None


def _of_address(page: Page, latest: str | None) -> Iterator[Candidate]:
    """What the address of a text says: the date in its path, the outlet in its host."""
    for found in published.from_page(page, latest=latest):
        yield replace(found, source="address", confidence=_ADDRESS)
    if not (page.url or "").startswith("file:"):
        yield from outlets.from_page(page)
