r"""BibTeX and BibLaTeX, with LaTeX's accents and braces undone.

Fields as in the manual of BibLaTeX: https://ctan.org/pkg/biblatex.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from .. import formats
from . import references
from .importer import Document, Importer, Sample

KINDS = {
    "article": "journal article", "book": "book", "mvbook": "book", "collection": "book",
    "inbook": "book section", "incollection": "book section", "online": "web page",
    "www": "web page", "electronic": "web page", "phdthesis": "thesis",
    "mastersthesis": "thesis", "thesis": "thesis", "inproceedings": "conference paper",
    "conference": "conference paper", "techreport": "report", "report": "report",
    "unpublished": "manuscript", "movie": "film", "video": "video recording",
    "audio": "audio recording", "review": "review", "misc": "document",
    "suppperiodical": "magazine article",
}  # fmt: skip
_ENTRY = re.compile(r"^[ \t]*@([a-z]+)[ \t]*[{(][ \t]*([^\s{}(),=\"]*)[ \t]*,", re.I | re.M)
_OUTLETS = (
    "journaltitle", "journal", "booktitle", "maintitle", "eventtitle", "organization",
    "institution", "school", "publisher",
)  # fmt: skip
_TAKEN = {
    "title", "subtitle", "author", "date", "year", "month", "day", "url", "howpublished",
    "entrysubtype", "langid", "language", "abstract", "doi", "file", *_OUTLETS[:-1],
}  # fmt: skip
_START = re.compile(r"^[ \t]*@", re.MULTILINE)
_NOT_ENTRIES = {"comment", "preamble", "string"}
_LATEX = re.compile(r"[\\{}$~]|--|``|''")
_RULE = re.compile(r"\\(?:url|href)\{([^}]*)\}")
_BLANKS = re.compile(r"[ \t]{2,}")


def _read(payload: bytes) -> Iterator[Document]:
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.model import DuplicateBlockKeyBlock, Entry, ParsingFailedBlock

    for name in ("bibtexparser", "pylatexenc"):  # what is malformed is a row with a reason
        logging.getLogger(name).addHandler(logging.NullHandler())
        logging.getLogger(name).propagate = False
    text = formats.decode(payload).read().lstrip("\ufeff")
    references.refuse_too_many(sum(1 for _ in _START.finditer(text)))
    # long runs of blanks, which mean nothing, cost the parser the square of their length
    library = parse_string(_BLANKS.sub(" ", text))
    for block in library.blocks:
        entry = block.ignore_error_block if isinstance(block, DuplicateBlockKeyBlock) else block
        if isinstance(entry, Entry):
            yield references.reference(_facts(entry))
        elif isinstance(block, ParsingFailedBlock):
            yield Document({}, f"malformed: {_said(entry)}")


def _said(block: Any) -> str:
    line = f"entry at line {(block.start_line or 0) + 1}"
    return f"{line}: {next(iter(str(block.error).splitlines()), '')}"


def _facts(entry: Any) -> dict[str, str]:
    stated = {field.key.lower(): str(field.value) for field in entry.fields}

    def first(*keys: str) -> str:
        return next((plain(stated[key]) for key in keys if stated.get(key, "").strip()), "")

    kind = entry.entry_type.lower()
    others = {key: plain(value) for key, value in stated.items() if key not in _TAKEN}
    title, subtitle = first("title"), first("subtitle")
    return {
        **others,
        "title": f"{title}: {subtitle}" if title and subtitle else title,
        "authors": _names(stated.get("author", "") or stated.get("editor", "")),
        "outlet": first(*_OUTLETS),
        "published": _date(stated),
        "url": f"{_address(stated.get('url', ''))} {_address(stated.get('howpublished', ''))}",
        "form": first("entrysubtype").lower() or KINDS.get(kind, kind),
        "language": first("langid", "language"),
        "text": first("abstract"),
        "doi": stated.get("doi", "").strip("{} "),
        "key": entry.key,
    }  # fmt: skip


def plain(latex: str) -> str:
    r"""Write LaTeX as plain text.

    Example:
        >>> plain(r"On {Her}: \emph{caf\'e} -- and more"), plain("Her")
        ('On Her: café – and more', 'Her')
    """
    if not _LATEX.search(latex):
        return latex
    decoded = _decode(_RULE.sub(r"\1", latex))
    return decoded.replace("---", "—").replace("--", "–").replace("``", "“").replace("''", "”")


def _decode(latex: str) -> str:
    from bibtexparser.library import Library
    from bibtexparser.model import Entry, Field

    entry = Entry("a", "a", [Field("title", latex)])
    decoded = _decoder().transform(Library([entry])).blocks[0]
    return str(decoded.fields_dict["title"].value) if isinstance(decoded, Entry) else latex


@lru_cache(maxsize=1)
def _decoder() -> Any:
    from bibtexparser.middlewares import LatexDecodingMiddleware

    return LatexDecodingMiddleware()


def _names(stated: str) -> str:
    from bibtexparser.middlewares.names import (
        parse_single_name_into_parts,
        split_multiple_persons_names,
    )

    found = []
    for name in split_multiple_persons_names(stated):
        parts = parse_single_name_into_parts(name, strict=False)
        whole = " ".join([*parts.first, *parts.von, *parts.last, *parts.jr])
        found.append(plain(whole).replace(",", "").replace(";", ","))
    return "; ".join(name.strip() for name in found if name.strip() not in ("", "others"))


def _date(stated: Mapping[str, str]) -> str:
    if whole := plain(stated.get("date", "")).strip():
        return references.date(whole)
    year, month = plain(stated.get("year", "")).strip(), plain(stated.get("month", "")).strip()
    if month.isdigit():
        return references.date(f"{year}-{int(month) % 100:02d}-{stated.get('day', '')}")
    return references.date(f"{stated.get('day', '')} {month} {year}".strip())


def _address(stated: str) -> str:
    return _RULE.sub(r"\1", stated).replace("\\", "").strip("{} ")


def _recognise(sample: Sample) -> bool:
    if sample.text.lstrip()[:1] not in ("@", "%"):
        return False  # an essay may quote an entry
    kinds = [found[1].lower() for found in _ENTRY.finditer(sample.text)]
    return bool(kinds) and any(kind not in _NOT_ENTRIES for kind in kinds)


BIBTEX = Importer(_read, _recognise, extensions=(".bib", ".bibtex"), text=references.ABSTRACT)
