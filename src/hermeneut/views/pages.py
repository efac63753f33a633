"""The templates that report and reading room share, with everything escaped.

Text from documents is escaped wherever it stands. Only http and https addresses become links,
and those tell the site they lead to nothing of where they came from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from . import figures
from .figures import cut, slug

# `file:` is for browsers that don't count a file beside the page as its own; it adds nothing
# where a page comes over http.
POLICY = (
    "default-src 'none'; style-src 'self' file:; img-src 'self' data:; base-uri 'none'; "
    "form-action 'none'"
)
RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})
LONGEST_TITLE = 140  # code points, in lists; the document's own page has it whole

Doc = Mapping[str, Any]


def environment() -> Environment:
    """Make the template environment: escaping always, an unknown name is an error."""
    made = Environment(
        loader=PackageLoader("hermeneut.views"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        count=figures.count,
        share=figures.share,
        interval=figures.interval,
        plain=figures.plain,
        cut=cut,
        slug=slug,
        outside=outside,
        said=said,
    )
    made.globals.update(cite=_citing(), place=place, policy=POLICY, estimate=figures.estimate)
    return made


def style() -> str:
    """Return the style sheet."""
    return files(__package__).joinpath("style.css").read_text(encoding="utf-8")


def page_of(doc_id: str) -> str:
    """Name the page of a document.

    Example:
        >>> page_of("0a1b2c")
        'documents/0a1b2c.html'
        >>> page_of("../../etc")
        'documents/etc-74ccf3.html'
    """
    return f"documents/{slug(doc_id)}.html"


def said(text: str | None, language: str | None = None) -> Markup:
    """Set words of a document, in its language and direction, apart from what surrounds them.

    Example:
        >>> said("<b>", "fa")
        Markup('<bdi lang="fa" dir="rtl">&lt;b&gt;</bdi>')
    """
    known = language if language and re.fullmatch(r"[A-Za-z]{2,3}(-\w+)*", language) else ""
    direction = "rtl" if known[:2] in RIGHT_TO_LEFT else "auto"
    tongue = f'lang="{known}" ' if known else ""
    return Markup(f'<bdi {tongue}dir="{direction}">{escape(text or "")}</bdi>')  # noqa: S704


def outside(url: str | None) -> Markup:
    """Write an address; as a link only if it is http or https.

    Example:
        >>> outside("javascript:alert(1)")
        Markup('<span class="address">javascript:alert(1)</span>')
    """
    if url and re.match(r"https?://", url, re.IGNORECASE):
        return Markup(
            '<a class="address" href="{}" rel="noopener nofollow noreferrer">{}</a>'
        ).format(url, cut(url, 300))
    return Markup('<span class="address">{}</span>').format(cut(url or "", 300))


def cite(doc: Doc, root: str) -> Markup:
    """Cite a document: its title as a link to its page, outlet, date."""
    title = said(cut(doc["title"] or "[no title]", LONGEST_TITLE), doc["language"])
    parts = [f'<a href="{root}{page_of(doc["doc_id"])}">{title}</a>']
    if doc["outlet"]:
        parts.append(f"<cite>{said(cut(doc['outlet'], 80))}</cite>")
    date = escape(doc["published"] or "")
    parts.append(f"<time>{date}</time>" if date else f'<span class="quiet">{_undated(doc)}</span>')
    return Markup(", ".join(parts))  # noqa: S704 - every part is escaped above


def _undated(doc: Doc) -> str:
    written = escape((doc.get("dated") or "").replace("/", " to "))
    return f"undated, written {written}" if written else "undated"


def _citing() -> Callable[[Doc, str], Markup]:
    """Cite as `cite` does, but write each citation once for all the pages it stands on."""
    known: dict[tuple[str, str], Markup] = {}

    def cited(doc: Doc, root: str) -> Markup:
        key = (doc["doc_id"], root)
        if key not in known:
            known[key] = cite(doc, root)
        return known[key]

    return cited


def place(doc: Doc) -> str:
    """Say where a document lies in the archive."""
    if not doc.get("warc"):
        return ""
    return f"{doc['warc']}, offset {figures.count(doc['offset'] or 0)}"
