"""What can go wrong, by consequence.

HermeneutError
├── UserError   the user can mend it: the message says what, where, and what to do next
├── RowFailed   one row could not be worked on: it becomes a row in ``failures``
├── TryAgain    the world was in the way (busy, slow, full): the same command may work later
└── Bug         our mistake: please report it
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class HermeneutError(Exception):
    """Anything that Hermeneut raises on purpose."""


class UserError(HermeneutError):
    r"""Something the user can mend.

    Args:
        what: What happened, and where.
        hint: What to do next.

    Example:
        >>> str(UserError("no study.toml in ./her", hint="hermeneut new ./her"))
        'no study.toml in ./her\n  → hermeneut new ./her'
    """

    def __init__(self, what: str, *, hint: str = "") -> None:
        super().__init__(f"{what}\n  → {hint}" if hint else what)
        self.what = what
        self.hint = hint


class RowFailed(HermeneutError):
    """One row can't be worked on; the rest of the shard goes on.

    Args:
        slug: A short, stable name of the reason, such as ``not-text``.
        detail: What a person would want to know about this row.
    """

    def __init__(self, slug: str, detail: str = "") -> None:
        super().__init__(f"{slug}: {detail}" if detail else slug)
        self.slug = slug
        self.detail = detail


class TryAgain(HermeneutError):
    """The world was in the way; the same command may work later."""


class Bug(HermeneutError):
    """Our own mistake."""


def nearest(word: str, known: Iterable[str], *, named: str = "there are") -> str:
    """Hint at the known word that was meant, whatever its case; list them all if none is near.

    Example:
        >>> nearest("Sentence", ["sentences", "themes"])
        'did you mean sentences?'
        >>> nearest("xyz", ["sentences", "themes"], named="passes")
        'passes: sentences, themes'
    """
    folded = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.5)
    if near:
        return f"did you mean {folded[near[0]]}?"
    return f"{named}: {', '.join(folded.values()) or 'none'}"
