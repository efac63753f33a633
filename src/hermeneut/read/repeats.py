"""Lines that stand in a text twice: pull quotes, print versions, the same widget again."""

from __future__ import annotations

from collections.abc import Iterator

from .dropping import Cut, lines_of, without
from .prose import Prose, count_words

FEWEST = 12  # words of a line that nobody writes twice; a refrain is shorter


def without_repeats(text: Prose) -> Prose:
    r"""Keep the first of lines that say the same, word for word.

    Example:
        >>> said = "It is a film about a man who writes other people's letters for money."
        >>> once = without_repeats(Prose(f"{said}\n\nShe answers.\n\n{said}"))
        >>> once.text.count("letters"), [d.reason for d in once.dropped]
        (1, ['repeated'])
    """
    return without(text, _again(text.text))


def _again(text: str) -> Iterator[Cut]:
    seen: set[str] = set()
    for start, end in lines_of(text):
        line = text[start:end]
        if line in seen:
            yield Cut(start, end, "repeated")
        elif len(line) > 2 * FEWEST and (count_words(line) >= FEWEST or not line.isascii()):
            seen.add(line)
