"""One page read at once: text and facts together, as `hermeneut apply article` gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .article import Article
from .candidates import resolve
from .documents import document
from .metadata import candidates_of
from .pieces import pieces_of
from .rules import of_design

if TYPE_CHECKING:
    from ..design import Design, Outlet


def read_page(
    html: str | bytes, url: str | None = None, *, mode: str = "fast", design: Design | None = None
) -> dict[str, Any]:
    """Read one page.

    Args:
        html: Its markup, decoded or as it came in.
        url: Its address; gives the host and often the date.
        mode: As in `Article`.
        design: Whose rules of outlets hold, if any; those with an end don't, since the day of
            capture isn't known.

    Returns:
        A dictionary, ready for JSON, with text, emphasis, dropped, title, authors (list),
        published, outlet, language, form, venue, rating, words, completeness, reason, and fields:
        every value that was in the running, with its source and confidence.

    Example:
        >>> page = read_page("<title>On Her</title><p>" + "A film about love. " * 20)
        >>> page["title"], page["completeness"], page["words"]
        ('On Her', 'whole', 80)
    """
    payload = html if isinstance(html, bytes) else html.encode("utf-8", "replace")
    served = "text/html" if isinstance(html, bytes) else "text/html; charset=utf-8"
    capture = {
        "capture_id": "", "url": url or "", "format": "html", "content_type": served,
        "payload": payload,
    }  # fmt: skip
    piece = next(pieces_of(capture))
    known, texts = _rules(design)
    judged = list(resolve(candidates_of(piece, known)))
    reading = Article(mode=mode, outlets=texts).read(piece)
    fields = [
        {"field": j.candidate.field, "value": j.candidate.value, "source": j.candidate.source,
         "confidence": j.confidence, "chosen": j.chosen}
        for j in judged
    ]  # fmt: skip
    facts = document({"fields": fields, "language": reading.language})
    names = ("title", "authors", "outlet", "published", "form", "venue", "rating", "language")
    return {
        "text": reading.text.text,
        "emphasis": [[s.start, s.end] for s in reading.text.emphasis],
        "dropped": [dropped._asdict() for dropped in reading.text.dropped],
        **{name: facts[name] for name in names},
        "words": reading.text.words,
        "completeness": reading.verdict.completeness,
        "reason": reading.verdict.reason,
        "fields": fields,
    }


def _rules(design: Design | None) -> tuple[tuple[Outlet, ...], tuple[Outlet, ...]]:
    if design is None or not design.outlets:
        return (), ()
    return of_design(design, text=False), of_design(design, text=True)
