"""CSL-JSON: what citation styles are fed with; Zotero, Mendeley and Crossref write it.

Source: https://docs.citationstyles.org/en/stable/specification.html, appendices III and IV.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from .. import formats
from . import references
from .importer import Document, Importer, Sample

KINDS = {
    "article": "preprint", "article-journal": "journal article",
    "article-magazine": "magazine article", "article-newspaper": "newspaper article",
    "post-weblog": "blog post", "post": "forum post", "webpage": "web page",
    "chapter": "book section", "paper-conference": "conference paper",
    "motion_picture": "film", "broadcast": "broadcast", "review-book": "book review",
    "entry-encyclopedia": "encyclopedia article", "entry-dictionary": "dictionary entry",
    "personal_communication": "letter", "speech": "presentation", "song": "audio recording",
}  # fmt: skip
_TAKEN = {
    "type", "title", "author", "container-title", "issued", "published", "URL", "abstract", "DOI",
    "id", "citation-key",
}  # fmt: skip
_LISTED = re.compile(r"\[|\{\s*\"(?:items|message)\"")
_TYPE = re.compile(
    r"\"type\"\s*:\s*\"(?:article(?:-\w+)?|book|chapter|webpage|post(?:-weblog)?|thesis|report|"
    r"review(?:-book)?|entry(?:-\w+)?|paper-conference|motion_picture|interview|broadcast|"
    r"manuscript|speech|document|monograph|journal-article|book-chapter|proceedings-article|"
    r"posted-content|dissertation)\""
)
_OTHER = re.compile(r"\"(?:issued|container-title|citation-key|family|DOI|publisher-place)\"\s*:")


def _read(payload: bytes) -> Iterator[Document]:
    given = json.loads(formats.decode(payload).read().lstrip("\ufeff"))
    if isinstance(given, dict):
        given = given.get("items") or given.get("message", {}).get("items") or [given]
    for entry in given if isinstance(given, list) else []:
        if isinstance(entry, dict):
            yield references.reference(_facts(entry))
        else:
            yield Document({}, f"malformed: a {type(entry).__name__}, not an object")


def _facts(entry: Mapping[str, Any]) -> dict[str, str]:
    kind = _text(entry.get("type"))
    return {
        **{name: _text(value) for name, value in entry.items() if name not in _TAKEN},
        "title": _text(entry.get("title")),
        "authors": _names(entry.get("author")) or _names(entry.get("editor")),
        "outlet": _text(entry.get("container-title")) or _text(entry.get("publisher")),
        "published": _date(entry.get("issued") or entry.get("published")),
        "url": _text(entry.get("URL")),
        "form": KINDS.get(kind) or references.words(kind),
        "language": _text(entry.get("language")),
        "text": _text(entry.get("abstract")),
        "doi": _text(entry.get("DOI")),
        "key": _text(entry.get("citation-key") or entry.get("id")),
    }


def _text(value: Any) -> str:
    """Take a text, or the first of a list, as Crossref writes titles."""
    if isinstance(value, list):
        return _text(value[0]) if value else ""
    return str(value) if isinstance(value, str | int | float) else ""


def _names(value: Any) -> str:
    people = [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
    return "; ".join(filter(None, map(_name, people)))


def _name(person: Mapping[str, Any]) -> str:
    particles = (person.get("dropping-particle"), person.get("non-dropping-particle"))
    family = _text(person.get("family"))
    if not family:
        return _text(person.get("literal") or person.get("name") or person.get("given"))
    return references.full_name(
        family, _text(person.get("given")), " ".join(map(_text, particles)),
        _text(person.get("suffix")),
    )  # fmt: skip


def _date(value: Any) -> str:
    if isinstance(value, str):
        return references.date(value)
    if not isinstance(value, dict):
        return ""
    parts = value.get("date-parts")
    first = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else []
    numbers = [int(_text(part)) for part in first[:3] if _text(part).isdecimal()]
    if numbers:
        return references.iso(*numbers)
    return references.date(_text(value.get("raw")) or _text(value.get("literal")))


def _recognise(sample: Sample) -> bool:
    text = sample.text.lstrip()
    alone = text.startswith("{") and "\n{" not in text  # lines of JSON are a table
    if not alone and not _LISTED.match(text):
        return False
    return _TYPE.search(text) is not None and _OTHER.search(text) is not None


CSL = Importer(_read, _recognise, extensions=(".csljson",), text=references.ABSTRACT)
