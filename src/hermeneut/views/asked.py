"""What a person asks for in the search line, read into terms.

    word  "a phrase"  prefix*  one OR other  -without

Words that stand side by side must all be there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ..errors import UserError

HINT = 'words, a "phrase", a prefix*, one OR other, -without'
_PARTS = re.compile(r'(-?)"([^"]*)"(\*?)|(-?)([^\s"]+)')
_MOST_TERMS = 64  # far more than a person types; SQLite refuses deep expressions
_TYPED = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "\0": " "})


@dataclass(frozen=True)
class Term:
    """A run of words to be found side by side.

    Attributes:
        words: The words, as they were typed.
        prefix: Whether the last may go on.
    """

    words: tuple[str, ...]
    prefix: bool = False

    def fts(self) -> str:
        """Write it for FTS5; nothing in it can be read as an operator."""
        return f'"{" ".join(self.words)}"' + ("*" if self.prefix else "")

    def pattern(self) -> re.Pattern[str]:
        """Write it as a pattern that respects case."""
        inner = r"\W+".join(re.escape(word) for word in self.words)
        rest = r"\w*" if self.prefix else ""
        return re.compile(rf"(?<!\w){inner}{rest}(?!\w)")


@dataclass(frozen=True)
class Asked:
    """A query: every group must be there, by one of its terms; none of the others may."""

    groups: tuple[tuple[Term, ...], ...]
    without: tuple[Term, ...] = ()

    def fts(self, column: str = "") -> str:
        """Write it for FTS5.

        Example:
            >>> parse('love* OR "real love" -cat').fts("body")
            '{body} : ("love"* OR "real love") NOT {body} : ("cat")'
        """
        scope = f"{{{column}}} : " if column else ""
        wanted = " AND ".join(f"{scope}({_any(group)})" for group in self.groups)
        if len(self.groups) > 1:
            wanted = f"({wanted})"
        return f"{wanted} NOT {scope}({_any(self.without)})" if self.without else wanted

    def terms(self) -> list[Term]:
        """List what is wanted."""
        return [term for group in self.groups for term in group]


def parse(query: str) -> Asked:
    """Read a query.

    Args:
        query: What was typed.

    Raises:
        UserError: It asks for nothing, or a quotation mark is left open.

    Example:
        >>> parse('love her').terms()
        [Term(words=('love',), prefix=False), Term(words=('her',), prefix=False)]
    """
    text = query.translate(_TYPED)
    if text.count('"') % 2:
        raise UserError(f"a quotation mark is left open in {query!r}", hint=HINT)
    groups: list[list[Term]] = []
    without: list[Term] = []
    joining = False
    for negated, term in _terms(text):
        if term is None:
            if joining or not groups:
                raise UserError(f"OR needs a word on either side in {query!r}", hint=HINT)
            joining = True
        elif negated:
            without.append(term)
        elif joining:
            groups[-1].append(term)
            joining = False
        else:
            groups.append([term])
    if joining:
        raise UserError(f"OR needs a word on either side in {query!r}", hint=HINT)
    if not groups:
        what = "says only what not to find" if without else "holds no word"
        raise UserError(f"{query!r} {what}", hint=HINT)
    if sum(map(len, groups)) + len(without) > _MOST_TERMS:
        raise UserError(f"more than {_MOST_TERMS} words at once", hint="ask for fewer")
    return Asked(tuple(tuple(group) for group in groups), tuple(without))


def _terms(text: str) -> Iterable[tuple[bool, Term | None]]:
    """Yield terms in order, each with whether it is unwanted; ``None`` stands for OR."""
    for minus_phrase, phrase, star, minus, word in _PARTS.findall(text):
        if word == "OR" and not minus:
            yield False, None
            continue
        words = tuple(bare for part in (phrase or word).split() if (bare := _bare(part)))
        prefix = bool(star) or word.endswith("*")
        if words:
            yield bool(minus or minus_phrase), Term(words, prefix)


def _bare(part: str) -> str:
    """Take off what isn't letter or digit at either end; what is inside, FTS5 parts itself."""
    inside = [i for i, letter in enumerate(part) if letter.isalnum()]
    return part[inside[0] : inside[-1] + 1] if inside else ""


def _any(terms: Iterable[Term]) -> str:
    return " OR ".join(term.fts() for term in terms)
