"""Zotero's RDF: the export that keeps most of what Zotero knows.

Vocabulary: Dublin Core terms, the Bibliographic Ontology's forerunner ``bib``, FOAF and Zotero's
own ``z``, as the translator "Zotero RDF" of Zotero writes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from . import references
from .importer import Document, Importer, Sample
from .markup import local, one_line, parse_xml

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_ABOUT, _RESOURCE = f"{{{_RDF}}}about", f"{{{_RDF}}}resource"
_NOT_WRITING = {"attachment", "note", "annotation"}
_CREATORS = ("authors", "directors", "podcasters", "presenters", "editors", "contributors")


def _read(payload: bytes) -> Iterator[Document]:
    root = parse_xml(payload)
    nodes = [node for node in root if local(node)]
    by_id = {node.get(_ABOUT): node for node in nodes if node.get(_ABOUT)}
    for node in nodes:
        kind = _text(node, "itemType")
        if kind and kind not in _NOT_WRITING:
            yield references.reference(_facts(node, kind, by_id))


def _facts(node: Any, kind: str, by_id: Mapping[str, Any]) -> dict[str, str]:
    container = _container(node, by_id)
    identifiers = [_deep(one) for one in node if local(one) == "identifier"]
    identifiers += [_deep(one) for one in container if local(one) == "identifier"]
    doi = next((i.removeprefix("DOI ") for i in identifiers if i.startswith("DOI ")), "")
    return {
        "title": _text(node, "title"),
        "authors": _names(node),
        "outlet": _text(container, "title") if len(container) else _publisher(node),
        "published": references.date(_text(node, "date")),
        "url": next((i for i in identifiers if i.lower().startswith("http")), ""),
        "form": references.words(kind),
        "language": _text(node, "language"),
        "text": next(("".join(one.itertext()) for one in node if local(one) == "abstract"), ""),
        "doi": doi,
        "keywords": "; ".join(_deep(one) for one in node if local(one) == "subject"),
        "publisher": _publisher(node),
    }


def _container(node: Any, by_id: Mapping[str, Any]) -> Any:
    """The journal, book or site that something is part of; an empty list if there is none."""
    for part in node:
        if local(part) == "isPartOf":
            found = by_id.get(part.get(_RESOURCE)) if part.get(_RESOURCE) else None
            inner = found if found is not None else next(iter(part), None)
            if inner is not None and local(inner) != "Series":
                return inner
    return []


def _publisher(node: Any) -> str:
    return next((_text_of(one, "name") for one in node if local(one) == "publisher"), "")


def _names(node: Any) -> str:
    for role in _CREATORS:
        people = [p for creators in node if local(creators) == role for p in creators.iter()]
        found = [_name(person) for person in people if local(person) == "Person"]
        if found:
            return "; ".join(filter(None, found))
    return ""


def _name(person: Any) -> str:
    given = _text(person, "givenName") or _text(person, "givenname")
    return references.full_name(_text(person, "surname"), given)


def _text(node: Any, name: str) -> str:
    return next((_deep(one) for one in node if local(one) == name), "")


def _text_of(node: Any, name: str) -> str:
    return next((one_line(one.text) for one in node.iter() if local(one) == name), "")


def _deep(element: Any) -> str:
    return one_line("".join(element.itertext()))


def _recognise(sample: Sample) -> bool:
    text = sample.text
    return "<rdf:RDF" in text and ("zotero.org/namespaces/export" in text or "<z:itemType" in text)


ZOTERO_RDF = Importer(_read, _recognise, text=references.ABSTRACT)
