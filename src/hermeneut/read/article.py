"""The pass that writes `readings`: the text of each document, and whether it is all of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import pyarrow as pa

from .. import schema
from ..addresses import canonical
from ..errors import RowFailed
from ..models.languages import FLOOR
from ..passes import text_id
from . import completeness, rules
from .body import FEWEST, body_of
from .completeness import Verdict
from .dropping import letters
from .facts import from_facts, language_tag
from .furniture import without_furniture
from .language import spoken
from .markdown import read_markdown
from .markup import parse, prose_of, set_emphasis
from .pagination import next_page, numbered
from .pieces import READS, Piece, pieces_of
from .prose import Prose
from .repeats import without_repeats
from .stamps import without_stamps
from .typed import read_typed

if TYPE_CHECKING:
    from ..design import Design, Outlet


_IDLE = "outlet-rule-idle: nothing stands where the rule for the text looks"


@dataclass(frozen=True)
class Reading:
    """What was made of one document."""

    text: Prose
    language: str | None
    verdict: Verdict


@dataclass(frozen=True)
class Article:
    """The text of each page, file and row, with emphasis, language and completeness.

    Attributes:
        mode: How pages are read: fast, thorough or precise (see `body.body_of`).
        language_floor: Probability below which a page's own word on its language is taken.
        outlets: The study's rules of where texts stand; ``from_design`` takes them from the design.

    Example:
        >>> page = {"capture_id": "c", "url": "https://example.org/her", "format": "text",
        ...         "payload": b"A film about love."}
        >>> next(Article().find(page))["completeness"]
        'whole'
    """

    mode: str = "fast"
    language_floor: float = FLOOR
    outlets: tuple[Outlet, ...] = ()

    name: ClassVar[str] = "readings"
    version: ClassVar[int] = 5
    reads: ClassVar[Mapping[str, tuple[str, ...]]] = {"captures": READS}
    writes: ClassVar[pa.Schema] = schema.READINGS

    @classmethod
    def from_design(cls, design: Design, **settings: Any) -> Article:
        """Take the rules of outlets from the design."""
        return cls(**{"outlets": rules.of_design(design, text=True), **settings})

    def digest(self) -> str:
        """Name the model that tells authors' blocks from sites'."""
        from ..models.passages import digest

        return digest()

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Read a batch of captures."""
        rows = [row for capture in batch.to_pylist() for row in self.find(capture)]
        return pa.RecordBatch.from_pylist(rows, schema=self.writes)

    def find(self, capture: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """Yield a row of `readings` for each document of a capture."""
        for piece in pieces_of(capture):
            yield _row(piece, self.read(piece))

    def read(self, piece: Piece) -> Reading:
        """Read one document; what can't be read is a reading with its reason."""
        if piece.trouble:
            return _unreadable(*piece.trouble)
        if piece.kind == "none":
            return Reading(Prose(""), None, Verdict("bibliographic", "no-text: facts only"))
        try:
            text, verdict = self._text(piece)
        except RowFailed as failure:
            return _unreadable(failure.slug, failure.detail)
        heard = spoken(text.text, floor=self.language_floor)
        notes = (_mending(text), heard.note)
        return Reading(text, heard.main or _declared(piece), _with_notes(verdict, *notes))

    def _text(self, piece: Piece) -> tuple[Prose, Verdict]:
        if piece.kind == "html":
            return self._page(piece)
        if piece.kind == "markdown":
            text = read_markdown(piece.body)
        elif piece.kind == "fragment":
            text = prose_of(set_emphasis(parse(piece.body)))
        else:
            text = read_typed(piece.body)
        text = without_repeats(without_furniture(without_stamps(text), ends=True))
        return text, completeness.of_text(text, abstract=piece.abstract)

    def _page(self, piece: Piece) -> tuple[Prose, Verdict]:
        page = piece.page
        if page is None:
            parse(piece.body)  # raises what went wrong
            raise RowFailed("not-markup", "the page could not be parsed")
        rule = rules.rule_for(self.outlets, page, piece.fetched_at) if self.outlets else None
        text = without_furniture(without_repeats(rules.text_of(rule, page))) if rule else Prose("")
        idle = rule is not None and letters(text.text) < FEWEST
        if rule is None or idle:
            text = body_of(page, mode=self.mode)
        verdict = completeness.of_page(page, text)
        return text, _with_notes(verdict, _IDLE) if idle else verdict


def _unreadable(slug: str, seen: str) -> Reading:
    reason = f"{slug}: {seen}" if seen else slug
    return Reading(Prose(""), None, Verdict("unreadable", reason))


def _declared(piece: Piece) -> str | None:
    for facts in (piece.columns, piece.stated, piece.front):
        for one in from_facts(facts, "", fields=("language",)):
            return one.value
    if piece.page is None:
        return None
    return language_tag(piece.page.tree.get("lang") or piece.page.meta("og:locale") or "")


def _mending(text: Prose) -> str:
    return f"mojibake-mended: {text.mended} places" if text.mended else ""


def _with_notes(verdict: Verdict, *notes: str) -> Verdict:
    said = [reason for reason in (verdict.reason, *notes) if reason]
    return Verdict(verdict.completeness, "; ".join(said) or None)


def _row(piece: Piece, reading: Reading) -> dict[str, Any]:
    text = reading.text
    return {
        "doc_id": piece.doc_id,
        "capture_id": piece.capture_id,
        "piece": piece.number,
        "url": piece.url,
        "fetched_at": piece.fetched_at,
        "text_id": text_id(text.text, text.emphasis) if text.text else None,
        "text": text.text or None,
        "emphasis": [{"start": s.start, "end": s.end} for s in text.emphasis],
        "dropped": [{"at": d.at, "text": d.text, "reason": d.reason} for d in text.dropped],
        "language": reading.language,
        "words": text.words,
        "completeness": reading.verdict.completeness,
        "reason": reading.verdict.reason,
        **_paging(piece),
    }


def _paging(piece: Piece) -> dict[str, Any]:
    if piece.page is None or not piece.url:
        return {"page": None, "next_url": None}
    return {"page": numbered(canonical(piece.url)).number, "next_url": next_page(piece.page)}
