"""What lists of literature have in common: names, dates, addresses, kinds of writing.

Reference managers write the same facts in many notations. Here they get one form: names as "First
Last" joined by "; ", dates as ISO at the precision known, kinds of writing in the words that Zotero
shows (https://www.zotero.org/support/kb/item_types_and_fields). A reference with an abstract has
that as its text; one without is bibliographic: facts only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ..errors import RowFailed
from .importer import Document
from .markup import one_line

ABSTRACT = "abstract"  # the column of the only text that a reference has
MOST = 100_000  # references in one file; the largest libraries of scholars hold some 30,000
# Kinds of writing that say where something appeared, in the design's words.
VENUES = {
    "journal article": "journal", "magazine article": "magazine",
    "newspaper article": "newspaper", "blog post": "blog", "thesis": "university",
    "podcast": "podcast", "forum post": "platform",
}  # fmt: skip
_SHORT = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_MONTHS = {name: number for number, name in enumerate(_SHORT.split("|"), 1)}
_MONTH = (
    rf"\b(?P<n>{_SHORT})"
    r"(?:uary|ruary|ch|il|e|y|ust|t?ember|t|ober|ember)?\b\.?"
)
_ISO = re.compile(r"\s*(?P<y>\d{4})(?:[-/.](?P<m>\d{1,2})?(?:[-/.](?P<d>\d{1,2})?)?)?(?=\D|$)")
_ENGLISH = (
    re.compile(rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH},?\s+(?P<y>\d{{4}})\b", re.I),
    re.compile(rf"{_MONTH}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})\b", re.I),
    re.compile(rf"{_MONTH},?\s+(?P<y>\d{{4}})\b", re.I),
)
_SEASON = re.compile(r"\b(?:spring|summer|autumn|fall|winter)\b\D*(\d{4})\b", re.IGNORECASE)
_DOI = re.compile(r"(?:doi\s*:?\s*|https?://(?:dx\.)?doi\.org/)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
_SUFFIX = re.compile(r"(?:jr|sr|[ivx]+|ph\.?d|m\.?d)\.?", re.IGNORECASE)


def reference(stated: Mapping[str, str]) -> Document:
    """Make a document of what a reference states, by the names of ``rows.FIELDS``.

    Adds the venue that a kind of writing implies; ``doi`` gives the address where no other is
    stated. Blanks are collapsed but in the text.
    """
    facts = {name: one_line(value) for name, value in stated.items() if name != "text"}
    facts["url"] = address(facts.get("url", ""), facts.get("doi", ""))
    facts["venue"] = facts.get("venue") or VENUES.get(facts.get("form", ""), "")
    return Document({**facts, ABSTRACT: stated.get("text", "").strip()})


def refuse_too_many(count: int) -> None:
    """Refuse a file that would take minutes.

    Raises:
        RowFailed: ``too-large``.
    """
    if count > MOST:
        raise RowFailed("too-large", f"{count} references; {MOST} are read")


def address(url: str, doi: str = "") -> str:
    """Give a reference's address: the first that is stated, else its DOI's.

    Example:
        >>> address("", "doi:10.1000/182"), address("https://a.org/her https://b.org", "10.1/x")
        ('https://doi.org/10.1000/182', 'https://a.org/her')
    """
    stated = next((part for part in url.split() if re.match(r"(?:https?|ftp)://", part, re.I)), "")
    found = _DOI.match(doi.strip())
    return stated or (f"https://doi.org/{found[1]}" if found else "")


def names(stated: Iterable[str]) -> str:
    """Join names as they are read in a byline.

    Example:
        >>> names(["van der Roe, Jan", "Doe, Jane, Jr.", "The Slow Pan"])
        'Jan van der Roe; Jane Doe Jr.; The Slow Pan'
    """
    return "; ".join(filter(None, map(_turned, stated)))


def full_name(family: str, given: str = "", particle: str = "", suffix: str = "") -> str:
    """Write a name whose parts are known.

    Example:
        >>> full_name("Roe", "Jan", "van der"), full_name("King", "Martin Luther", suffix="Jr.")
        ('Jan van der Roe', 'Martin Luther King Jr.')
    """
    return one_line(" ".join([given, particle, family, suffix])).replace(";", ",")


def _turned(name: str) -> str:
    parts = [one_line(part) for part in name.split(",")]
    parts = [part for part in parts if part]
    if len(parts) == 2 and not _SUFFIX.fullmatch(parts[1]):
        return full_name(parts[0], parts[1])
    if len(parts) == 3 and _SUFFIX.fullmatch(parts[2]):  # RIS writes Last, First, Suffix
        return full_name(parts[0], parts[1], suffix=parts[2])
    if len(parts) == 3 and _SUFFIX.fullmatch(parts[1]):  # BibTeX writes Last, Suffix, First
        return full_name(parts[0], parts[2], suffix=parts[1])
    return one_line(name.strip(" ,")).replace(";", ",")


def date(stated: str) -> str:
    """Write a date as ISO at the precision known; one in words that aren't English as it stands.

    Example:
        >>> [date(d) for d in ("2014/01/10/", "2014/01//", "10 January 2014", "Spring 2014")]
        ['2014-01-10', '2014-01', '2014-01-10', '2014']
        >>> date("2014-00-00"), date("2014-01-10T08:00:00Z"), date("10. Januar 2014")
        ('2014', '2014-01-10', '10. Januar 2014')
    """
    if found := _ISO.match(stated):
        return iso(*(int(found[part] or 0) for part in ("y", "m", "d")))
    for notation in _ENGLISH:
        if found := notation.search(stated):
            day = int(found.groupdict().get("d") or 0)
            return iso(int(found["y"]), _MONTHS[found["n"].lower()], day)
    season = _SEASON.search(stated)
    return season[1] if season else one_line(stated)


def iso(year: int, month: int = 0, day: int = 0) -> str:
    """Write a date as far as it is known.

    Example:
        >>> iso(2014, 1), iso(2014, 0, 10), iso(2014, 13), iso(0)
        ('2014-01', '2014', '2014', '')
    """
    shown = f"{year:04d}" if 0 < year <= 9999 else ""
    if not shown or not 1 <= month <= 12:
        return shown
    shown += f"-{month:02d}"
    return f"{shown}-{day:02d}" if 1 <= day <= 31 else shown


def words(camel: str) -> str:
    """Write the name of a kind of writing as words.

    Example:
        >>> words("journalArticle"), words("webpage"), words("book_review")
        ('journal article', 'web page', 'book review')
    """
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", camel).replace("_", " ").replace("-", " ")
    return {"webpage": "web page"}.get(parted.lower(), parted.lower())
