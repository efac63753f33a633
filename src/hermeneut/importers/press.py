"""What exports of press archives have in common: how they are saved, and what their fields mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from .. import formats
from . import docx, markup, references, rtf
from .markup import Paragraph, one_line

# As the archives write them, in the languages that they are used in.
LANGUAGES = {
    "english": "en", "englisch": "en", "anglais": "en", "inglés": "en", "engels": "en",
    "german": "de", "deutsch": "de", "allemand": "de", "duits": "de", "alemán": "de",
    "french": "fr", "français": "fr", "französisch": "fr", "frans": "fr", "francés": "fr",
    "dutch": "nl", "nederlands": "nl", "niederländisch": "nl", "néerlandais": "nl",
    "spanish": "es", "español": "es", "spanisch": "es", "espagnol": "es", "spaans": "es",
    "italian": "it", "italiano": "it", "italienisch": "it", "italien": "it", "italiaans": "it",
    "portuguese": "pt", "português": "pt", "portugiesisch": "pt", "portugais": "pt",
    "polish": "pl", "polski": "pl", "danish": "da", "dansk": "da", "swedish": "sv",
    "svenska": "sv", "norwegian": "no", "norsk": "no", "finnish": "fi", "czech": "cs",
    "russian": "ru", "русский": "ru", "japanese": "ja", "chinese": "zh", "korean": "ko",
    "arabic": "ar", "turkish": "tr", "türkçe": "tr", "catalan": "ca", "català": "ca",
}  # fmt: skip
_VENUES = (
    (re.compile(r"news\s?papers?|zeitung|journal quotidien|krant|dagblad", re.I), "newspaper"),
    (re.compile(r"magazine|zeitschrift|tijdschrift", re.I), "magazine"),
    (re.compile(r"blog", re.I), "blog"),
    (re.compile(r"(?:academic |scholarly )?journal", re.I), "journal"),
    (re.compile(r"trade", re.I), "trade"),
)
# A date in words of any language: 10 January 2014, January 10, 2014, 10. Januar 2014.
_NO_MONTH = r"(?!(?:vol(?:ume)?|issue|no|nr|number|heft|band|page|part|nos|num[ée]ro)\b)"
DATE = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th|er|\.|º)?\s+(?:de\s+)?{_NO_MONTH}[^\W\d_]{{3,12}}\.?,?\s+(?:de\s+)?"
    rf"(?:19|20)\d\d\b|\b{_NO_MONTH}[^\W\d_]{{3,12}}\.?\s+\d{{1,2}},?\s+(?:19|20)\d\d\b|"
    r"\b(?:19|20)\d\d年\s*\d{1,2}月\s*\d{1,2}日|\b(?:19|20)\d\d-\d\d-\d\d\b",
    re.IGNORECASE,
)
MONTH = re.compile(
    r"^(?:issue of )?((?:january|february|march|april|may|june|july|august|september|october|"
    r"november|december|spring|summer|autumn|fall|winter)(?:[/-]\w+)?,?\s+(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"^(?:by\s?line\s*:|by|von|par|por|di|door)\s+", re.IGNORECASE)


def paragraphs(payload: bytes, *, alone: re.Pattern[str] | None = None) -> list[Paragraph]:
    """Read the paragraphs of an export, however it was saved: Word, RTF, HTML or plain text.

    Args:
        payload: The bytes.
        alone: Of plain text: a line which, where others follow without a blank line, shows that
            each line is a paragraph.

    Raises:
        RowFailed: The file is damaged, encrypted or too large.
    """
    kind = formats.sniff(payload)
    if kind == "docx":
        return docx.paragraphs(payload)
    if kind == "rtf":
        return rtf.paragraphs(payload)
    if kind == "html":
        tree = markup.parse_html(payload)
        return [] if tree is None else list(_of_html(tree))
    text = formats.decode(payload).read().replace("\f", "\n\n").replace("\r\n", "\n")
    lines = [line.strip() for line in text.split("\n")]
    listed = alone and any(alone.match(a) and b for a, b in pairwise(lines))
    return list(markup.plain_paragraphs(text, wrapped=False if listed else None))


def _of_html(tree: object) -> Iterator[Paragraph]:
    return (p for p in markup.html_paragraphs(tree, classes=_classes(tree)) if p.text)


def _classes(tree: object) -> dict[str, str]:
    """Read the classes of a page's own style sheet, which say what is italic."""
    sheets = " ".join(style.text or "" for style in tree.iter("style"))  # type: ignore[attr-defined]
    return dict(re.findall(r"\.([\w-]{1,40})\s*\{([^{}]{0,500})\}", sheets[:500_000]))


def printed_date(text: str) -> str:
    """Find a date in a line, as ISO where it is English and else as printed.

    Example:
        >>> printed_date("January 15, 2014 Wednesday 6:00 PM"), printed_date("mardi 14 mars 2006")
        ('2014-01-15', '14 mars 2006')
        >>> printed_date("January 2014"), printed_date("Decision 2014"), printed_date("Vol 3, 2014")
        ('2014-01', '', '')
    """
    if found := DATE.search(text):
        return references.date(found[0])
    month = MONTH.match(text)
    return references.date(month[1]) if month else ""


def language(stated: str) -> str:
    """Write a language as ISO 639-1, where it is known.

    Example:
        >>> language("ENGLISH; ENGLISCH"), language("Français"), language("Volapük")
        ('en', 'fr', '')
    """
    words = re.findall(r"[^\W\d_]+", stated.lower())
    return next((LANGUAGES[word] for word in words if word in LANGUAGES), "")


def venue(stated: str) -> str:
    """Say what kind of venue an archive means.

    Example:
        >>> venue("Newspapers"), venue("Web Blog"), venue("Newswire")
        ('newspaper', 'blog', '')
    """
    return next((kind for pattern, kind in _VENUES if pattern.search(stated)), "")


def outlet(stated: str) -> str:
    """Tidy the name of an outlet; what the archive puts behind it in brackets stays.

    Example:
        >>> outlet("The Guardian(London)"), outlet("Le Courrier, no. 22014")
        ('The Guardian (London)', 'Le Courrier')
    """
    line = re.sub(r"(?<=\S)\((?=[^()]+\)$)", " (", one_line(stated))
    return re.sub(r",\s*(?:no|nº|n°|nr)\.?\s*[\w-]+$", "", line, flags=re.IGNORECASE)


def byline(stated: str) -> str:
    """Take what introduces it off a byline; reading parts the names.

    Example:
        >>> byline("By Ana Petrov, film critic"), byline("Byline: ANA PETROV")
        ('Ana Petrov, film critic', 'ANA PETROV')
    """
    return _BYLINE.sub("", _BYLINE.sub("", one_line(stated))).strip(" ;")


def is_byline(text: str) -> bool:
    """Say whether a line opens as bylines do."""
    return _BYLINE.match(text) is not None
