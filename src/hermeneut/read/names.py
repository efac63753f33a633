"""Names of authors: bylines cleaned to names.

A byline's name has two to five words, each with a capital, and none that says what the signer is
(staff, editor, agency). One word alone counts only where a place states nothing but names (a
column, front matter, JSON-LD); so does the name of a desk (*Redaktion*, *AFP*).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from .candidates import fold
from .prose import line

LONGEST = 60  # characters of one name
MOST = 12  # names of one piece
MOST_READ = 600  # characters of a byline

_AROUND = " \t.,:;-–—*\"“”'|"

_LEAD = re.compile(
    r"^\W*(?:(?:a\s+)?(?:film\s+|movie\s+)?review(?:ed)?\s+by|written\s+by|words\s+by|posted\s+by|"
    r"published\s+by|story\s+by|text\s+(?:by|von)|created\s+by|by\s+line|article\s+by|"
    r"alles\s+von|more\s+(?:by|from)|mehr\s+von|by|von|vom|par|por|di|door|przez|text|autore?n?|autorin|autoren|author|auteur|verfasst\s+von|"
    r"geschreven\s+door|scritto\s+da|a\s+cura\s+di|skrevet\s+av|escrito\s+por|redactado\s+por|escribe|texte\s+(?:de|par)|propos\s+recueillis\s+par|"
    r"(?:(?:eine?\s+)?(?:gast)?(?:beitrag|artikel|kommentar|interview|text|foto|bericht)|redaktion|"
    r"geschrieben|eingestellt|gepostet|veröffentlicht|erstellt|publiziert|im\s+wortlaut|"
    r"pressemitteilung|verfasst)\s*:?\s*von|interview|redaktion(?=\s*:)|napisał|publicado\s+por|"
    r"publié\s+par)(?:\s*:\s*|\s+)(?:by\s+|von\s+)?(?=\S)",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s+(?:[|•·–—/]|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?\s+\d|"
    r"-\s|on\s+\d|on\s+[A-Z][a-z]+\s+\d|in\s+[A-Z][a-z]+$|am\s+\d|"
    r"at\s+\d|(?:am|um|on|at|vom|le)\s*[|•]?\s*$|\d|for\s+the\s|for\s+[A-Z]|is\s+an?\s|updated|published|posted|follow\b|(?:sagt|says|meint|schreibt)\b|veröffentlicht).*$"
    r"|\s*[(\[<@].*$|\s*https?:.*$",
    re.IGNORECASE | re.DOTALL,
)
_SEGMENTS = re.compile(r"\s*[;|•·]\s*")
_SPLIT = re.compile(
    r"\s*,\s*(?:and\s+|und\s+|et\s+)?|\s+(?:and|und|et|y|with|mit|&|i|och|og|en)\s+",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"[\w. -]{2,30}\s?/\s?[^\W\d_]{1,4}")  # Daily Post/jd
_ADDRESS = re.compile(r"\S+@\S+|https?://\S+|www\.\S+")
_SITE = re.compile(r"\w\.(?:com|org|net|de|at|ch|it|fr|es|uk|info|tv|eu|[a-z]{2})$", re.IGNORECASE)
_TITLES = frozenset(
    {"dr", "prof", "professor", "med", "phil", "mag", "dipl", "ing", "mr", "mrs", "ms"}
)
_TOKEN = re.compile(r"^(?:[^\W\d_][\w’'´`.-]*)$")


@lru_cache(maxsize=1)
def _words() -> Mapping[str, frozenset[str]]:
    text = (files(__package__) / "names.toml").read_text(encoding="utf-8")
    return {name: frozenset(words.split()) for name, words in tomllib.loads(text).items()}


def split_names(byline: str, *, alone: bool = False, desks: bool = False) -> tuple[str, ...]:
    """Read the names in a byline.

    Args:
        byline: As printed.
        alone: Whether one word may be a name.
        desks: Whether an editorial desk or an agency may be one.

    Example:
        >>> split_names("By Jane Doe and John van der Roe, Film Critic | Jan 10, 2014")
        ('Jane Doe', 'John van der Roe')
        >>> split_names("Staff"), split_names("zeddified", alone=True)
        ((), ('zeddified',))
        >>> split_names("Von Redaktion", desks=True)
        ('Redaktion',)
    """
    text = _LEAD.sub("", _ADDRESS.sub(" ", line(byline[:MOST_READ])))
    people: list[str] = []
    others: list[str] = []
    for segment in _SEGMENTS.split(_initials_kept(text)):
        parts = [_bare(p) for split in _SPLIT.split(segment) for p in _halves(split)]
        found = [_cased(name) for name in parts if _is_name(name, alone=alone)]
        people += found
        if desks and not found:
            others += _desks(parts, segment)
    return tuple({fold(name): name for name in reversed(people or others)}.values())[::-1][:MOST]


def _bare(part: str) -> str:
    """Take what leads to a name, follows it or says what someone is off a part of a byline."""
    name = _LEAD.sub("", part.replace("\x1f", ", "))
    return _without_role(_TAIL.sub("", f"{name} ").strip(_AROUND))


def _halves(part: str) -> list[str]:
    """Part ``Ann Doe / AFP``; ``dpa/lno`` is one desk and ``Daily Post/jd`` one signature."""
    halves = part.split("/")
    if len(halves) > 1 and any(" " in h and _is_name(_bare(h), alone=False) for h in halves):
        return [h for h in halves if " " in h.strip() or is_desk(h)]
    return [part]


def _desks(parts: list[str], segment: str) -> list[str]:
    """The desks that sign where no person does: each by itself, or all in one phrase."""
    signed = [part for part in parts if is_desk(part) or _INITIALS.fullmatch(part)]
    whole = _TAIL.sub("", f"{_LEAD.sub('', segment)} ").strip(_AROUND)
    if len(signed) < len(parts) and is_desk(whole) and not any(map(str.isdigit, whole)):
        return [whole]
    return signed


def stated_whole(text: str) -> tuple[str, ...]:
    """Take a short text for a name as it stands: what a label or a card holds and nothing else.

    Example:
        >>> stated_whole("Eingestellt von der Michel"), stated_whole("Read more by the team")
        (('der Michel',), ())
    """
    name = _LEAD.sub("", line(text[:MOST_READ])).strip(_AROUND)
    words = name.split()
    fits = 1 < len(words) <= 7 and len(name) <= LONGEST and _all_tokens(words)
    known = fits and not any(fold(w) in _words()["not_names"] for w in words)
    return (name,) if known and any(w[0].isupper() for w in words) else ()


@lru_cache(maxsize=1)
def _given() -> frozenset[str]:
    text = (files(__package__) / "given.txt").read_text(encoding="utf-8")
    return frozenset(
        word for row in text.splitlines() if not row.startswith("#") for word in row.split()
    )


def begins_as_name(name: str) -> bool:
    """Say whether a name begins as persons' names do: with one that is given, or an initial.

    Example:
        >>> [begins_as_name(x) for x in ("Jörg Müller", "Dr. T. V. Raman", "Circular Economy")]
        [True, True, False]
    """
    words = [w for w in fold(name.replace(".", ". ").replace("-", " ")).split() if w not in _TITLES]
    return bool(words) and (words[0] in _given() or (len(words[0]) == 1 and len(words) > 1))


def is_desk(name: str) -> bool:
    """Say whether a name is that of an editorial desk or an agency.

    Example:
        >>> is_desk("Die Redaktion"), is_desk("dpa"), is_desk("Read more"), is_desk("Ann Doe")
        (True, True, False, False)
    """
    words = fold(name).split()
    return 0 < len(words) <= 6 and len(name) <= LONGEST and not _words()["desks"].isdisjoint(words)


def _without_role(name: str) -> str:
    """Take what someone is off a name: ``Filmkritikerin Ann Doe``, ``Ann Doe Film Critic``."""
    words = name.split()
    while len(words) > 2 and _is_role(words[0]):
        del words[0]
    while len(words) > 2 and _is_role(words[-1]):
        del words[-1]
    return " ".join(words).strip(_AROUND)


def _is_role(word: str) -> bool:
    folded = fold(word).split()
    return bool(folded) and folded[-1] in _words()["roles"]


def _initials_kept(text: str) -> str:
    """Keep ``Doe, Jr.`` in one piece."""
    return re.sub(r",\s+(?=(?:Jr|Sr|Ph\.?D|M\.?D)\b)", "\x1f", text)


def _is_name(name: str, *, alone: bool) -> bool:
    words = name.replace(",", "").split()
    if not words or len(name) > LONGEST or (any(c.isdigit() for c in name) and not alone):
        return False
    if any(fold(w) in _words()["not_names"] for w in words) or not any(map(str.isalpha, name)):
        return False
    if fold(words[0]) in _words()["not_first"] or fold(words[-1]) in _words()["not_first"]:
        return False
    if any(fold(w) in _words()["not_within"] for w in words[1:-1]):
        return False
    if len(words) == 1:
        return alone and 2 <= len(name) <= 40
    capitals = [w for w in words if w[0].isupper()]
    rest_fits = all(w[0].isupper() or w.lower() in _words()["particles"] for w in words)
    fits = rest_fits or (alone and len(words) <= 3)
    return len(words) <= 5 and fits and (len(capitals) >= 1 or alone) and _all_tokens(words)


def _all_tokens(words: list[str]) -> bool:
    return all(_TOKEN.match(w.strip("“”\"'()’")) or w in ("&",) for w in words)


def _cased(name: str) -> str:
    """Set a name printed in capitals in the usual case.

    Example:
        >>> _cased("JANE O'NEIL-DOE")
        "Jane O'Neil-Doe"
    """
    if not name.isupper() or " " not in name:
        return name
    words = (w.lower() if w.lower() in _words()["particles"] else w.title() for w in name.split())
    return " ".join(words).replace("’S", "’s")
