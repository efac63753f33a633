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
    r"(?:(?:eine?\s+)?(?:gast)?(?:beitrag|artikel|kommentar|interview|text|foto|bericht)|redaktion|"
    r"geschrieben|eingestellt|gepostet|veröffentlicht|erstellt|publiziert|im\s+wortlaut|"
    r"pressemitteilung|verfasst)\s*:?\s*von|interview|redaktion|napisał|publicado\s+por|"
    r"publié\s+par)(?:\s*:\s*|\s+)(?:by\s+|von\s+)?(?=\S)",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s+(?:[|•·–—/]|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?\s+\d|"
    r"-\s|on\s+\d|on\s+[A-Z][a-z]+\s+\d|in\s+[A-Z][a-z]+$|am\s+\d|"
    r"at\s+\d|(?:am|um|on|at|vom|le)\s*[|•]?\s*$|\d|for\s+the\s|for\s+[A-Z]|is\s+an?\s|updated|published|posted|follow\b|veröffentlicht).*$"
    r"|\s*[(\[<@].*$|\s*https?:.*$",
    re.IGNORECASE | re.DOTALL,
)
_SPLIT = re.compile(
    r"\s*[;|•·/]\s*|\s*,\s*(?:and\s+|und\s+|et\s+)?|\s+(?:and|und|et|y|with|mit|&|i)\s+"
)
_ADDRESS = re.compile(r"\S+@\S+|https?://\S+|www\.\S+")
_SITE = re.compile(r"\w\.(?:com|org|net|de|at|ch|it|fr|es|uk|info|tv|eu|[a-z]{2})$", re.IGNORECASE)
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
    for part in _SPLIT.split(_initials_kept(text)):
        name = _LEAD.sub("", part.replace("\x1f", ", "))
        name = _without_role(_TAIL.sub("", f"{name} ").strip(_AROUND))
        if _is_name(name, alone=alone):
            people.append(_cased(name))
        elif desks and is_desk(name):
            others.append(name)
    return tuple({fold(name): name for name in reversed(people or others)}.values())[::-1][:MOST]


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
