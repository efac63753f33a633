"""What a file says of itself, with care: much of it is left over, or filled in by a program.

A title is taken only if it reads like one, a person only if it isn't an account or a program. When
a file was made says nothing of when its text was published.
"""

from __future__ import annotations

import re

from .markup import one_line

LONGEST = 300  # characters of a title

_FROM_A_PROGRAM = re.compile(
    r"^(?:microsoft (?:office )?(?:word|powerpoint|excel)|document\d*|dokument\d*|untitled|"
    r"unbenannt|sans titre|sin título|senza titolo|no title|title|titel|presentation|slide \d+|"
    r"page \d+|"
    r"scan\w*|img[_ ]?\d+|normal(?:\.dotm?)?|template|draft|print|new document|"
    r"powerpoint presentation|layout \d+|full page fax print)\b",
    re.IGNORECASE,
)
_FILE = re.compile(
    r"(?:^[a-z]:\\|^/|\\\\|\.(?:docx?|rtf|odt|indd|qxd|qxp|pdf|tex|dvi|p65|fm|pages|wpd|txt|html?|"
    r"xml|eps|ps)$)",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(
    r"\b(?:user|admin(?:istrator)?|owner|root|guest|default|student|staff|desktop|laptop|pc\d*|"
    r"workstation|office|microsoft|windows|adobe|acrobat|indesign|quark\w*|word|libreoffice|"
    r"openoffice|google|apple|macbook|imac|unknown|author|python-docx|calibre|pdf\w*|scanner|canon|"
    r"xerox|ricoh|hp|anonymous|benutzer|utilisateur|usuario)\b",
    re.IGNORECASE,
)


def title(stated: str) -> str:
    """Take a title if it reads like one.

    Example:
        >>> title("Love without hands"), title("Microsoft Word - v2.doc"), title("her-final.indd")
        ('Love without hands', '', '')
    """
    line = one_line(stated)
    if not 2 < len(line) <= LONGEST or _FROM_A_PROGRAM.search(line) or _FILE.search(line):
        return ""
    letters = sum(char.isalpha() for char in line)
    coded = " " not in line and (letters < len(line) * 0.8 or "_" in line)  # film0042, 10.1000
    return "" if coded or letters < 2 else line


def person(stated: str) -> str:
    """Take a name if it may be a person's.

    Example:
        >>> person("Ana Petrov"), person("Windows User"), person("apetrov"), person("Doe, Jane")
        ('Ana Petrov', '', '', 'Doe, Jane')
    """
    line = one_line(stated)
    if not line or len(line) > LONGEST or " " not in line or "@" in line or _ACCOUNT.search(line):
        return ""
    return "" if any(char.isdigit() for char in line) or not line[0].isalpha() else line
