"""What came of one go of collecting, for people and for programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..inquiries.asking import Found
from .visiting import Visited


@dataclass(frozen=True)
class Outcome:
    """What came of one go.

    Attributes:
        found: What each source found.
        visited: What came of the visits.
        standing: How many pages of the study stand how.
        copies: Dead pages of which an archive holds a copy.
        seconds: How long it took.
        stopped: Why it ended before all was done; empty if it was.
        abstracts: Answers whose abstracts were kept, of works whose pages were not had.
    """

    found: tuple[Found, ...]
    visited: Visited
    standing: dict[str, int]
    copies: int = 0
    seconds: float = 0.0
    stopped: str = ""
    abstracts: int = 0

    @property
    def failed(self) -> bool:
        """Whether something should be mended, or done again."""
        return any(one.error for one in self.found) or bool(self.stopped)

    def as_row(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "candidates": sum(one.candidates for one in self.found),
            "new": sum(one.pages for one in self.found),
            "kept": self.visited.kept,
            "failed": dict(self.visited.failed),
            "refused": dict(self.visited.refused),
            "copies": self.copies,
            "abstracts": self.abstracts,
            "waiting": self.standing["waiting"],
            "left": self.visited.left,
            "sources": [vars(one) for one in self.found],
            "stopped": self.stopped or self.visited.stopped,
            "seconds": round(self.seconds, 1),
        }

    def sentence(self) -> str:
        r"""Say it to a person.

        Example:
            >>> from collections import Counter
            >>> found = (Found("list", "path=l.txt", candidates=3, pages=2),)
            >>> visited = Visited(kept=1, failed=Counter({"http-404": 1}))
            >>> print(Outcome(found, visited, {"waiting": 0}).sentence())
            3 candidates, 2 pages new; 1 kept, 1 failed (http-404 1)
              → hermeneut run
        """
        row, visited = self.as_row(), self.visited
        said = []
        if self.found:
            said.append(
                f"{_counted(row['candidates'], 'candidate')}, {_counted(row['new'], 'page')} new; "
            )
        said.append(f"{visited.kept} kept")
        for name, counts in (("failed", visited.failed), ("refused", visited.refused)):
            if counts:
                reasons = ", ".join(f"{slug} {n}" for slug, n in counts.most_common())
                said.append(f", {counts.total()} {name} ({reasons})")
        if self.copies:
            said.append(f", copies found of {_counted(self.copies, 'page')} that are gone")
        if self.abstracts:
            said.append(f", the abstracts of {self.abstracts} answers kept")
        if row["waiting"]:
            said.append(f", {row['waiting']} wait")
        lines = ["".join(said)]
        if why := row["stopped"]:
            lines.append(f"  ended early: {why}")
        elif row["waiting"]:
            lines.append("  → hermeneut collect, later, for those that wait")
        new = visited.kept or self.abstracts
        return "\n".join([*lines, "  → hermeneut run"] if new else lines)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"
