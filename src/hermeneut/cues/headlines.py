"""Where in a headline, in which every word may have a capital, a title stands as one."""

from __future__ import annotations

import re
from functools import lru_cache

from .kinds import MINOR, QUOTES, SUBJECTS, WORKS

LONGEST = 200  # code points of a line that may be a headline
AROUND = " \t#*_>" + QUOTES  # what Markdown and marks put around one
_KINDS = (
    rf"{WORKS}|(?:re-?)?reviews?|critiques?|kritik|cinema|cine|trailer|recensione|recensie|reseña"
    "|resenha|crítica|critica|recenzja|essay|podcast"
)
_VERBS = (
    "is|was|can|can’t|could|has|had|does|did|got|gets|gave|gives|tells|told|taught|teaches"
    "|predicted|predicts|foresaw|knew|knows|became|becomes|should|made|makes|says|said|imagined"
    "|imagines|asks|explores"
)


def line_at(text: str, start: int, end: int) -> tuple[int, int]:
    r"""Find the line that holds a place, as far as it could be a headline.

    Example:
        >>> line_at("Film: Her\n\nIt is long.", 6, 9)
        (0, 9)
    """
    head = text.rfind("\n", max(0, start - LONGEST), start) + 1
    tail = text.find("\n", end, end + LONGEST)
    return head, tail if tail >= 0 else min(len(text), end + LONGEST)


def is_headline(line: str) -> bool:
    """Say whether a line writes nearly all its words with a capital.

    Example:
        >>> is_headline("What Her Knew about Us"), is_headline("Her knew it.")
        (True, False)
    """
    line = line.strip(AROUND)
    if len(line) > LONGEST or line.endswith((".", ",", ";")) or re.search(r"[a-z]\. ", line):
        return False
    words = re.findall(r"[^\W\d_][\w’'-]*", line)
    small = [word for word in words if word[0].islower()]
    return len(words) - len(small) > 2 and not any(len(w) > 3 and w not in MINOR for w in small)


def is_placed(line: str, start: int, title: str) -> bool:
    """Say whether a title stands in a headline where titles stand.

    First, before a colon, a dash, "review" or the like; last, behind them; with a verb that a
    pronoun can't take.

    Example:
        >>> lines = "Her Review: Warm", "Film: Her", "He Loves Her"
        >>> [is_placed(line, line.index("Her"), "Her") for line in lines]
        [True, True, False]
    """
    return any(
        found.start("title") == start
        for pattern in _placed(title)
        for found in pattern.finditer(line)
    )


@lru_cache(maxsize=64)
def _placed(title: str) -> tuple[re.Pattern[str], ...]:
    word = rf"(?P<title>{re.escape(title)}|{re.escape(title.upper())})(?![^\W_])"
    ends = r"(?=\W*$|\s*[|–—(:,;!?]|\s-\s|\s[a-z])"
    found = [
        rf"(?:^|[(\[])\W*{word}(?=\W*$|\s*[:|–—/,()\[]|\s+-\s|\s+(?i:{_KINDS}|vs)\b)",
        rf"(?i:\b(?:{_KINDS}))\s*(?:[:|–—/]|-\s|\s(?:of|de|di|du|von))\s*\W?{word}{ends}",
        rf"(?i:\b(?:{WORKS}))\s\W?{word}{ends}",
        rf"(?i:\b(?:reviews|(?:review|revisit|rewatch|watch|decod|explain|unpack)ing)) {word}\W*$",
        rf"\s?[|–—:]\s{word}\W*$",
        rf"\s-\s{word}\W*$",
    ]
    if title.lower() not in SUBJECTS:
        found.append(rf"^\W*{word} (?:and|&)\s")
        found.append(rf"\b{word}(?:[’']s\b| (?i:{_VERBS})\b)")
    return tuple(re.compile(pattern) for pattern in found)
