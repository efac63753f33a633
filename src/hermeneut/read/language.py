"""Which language a text is in: the one in which most of its words stand, paragraph by paragraph.

An essay in English that quotes a page of French is in English, whatever the two together look
like to an identifier (`models.languages`). A text of which a good part is in a second language is
told to be in both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from ..models.languages import FLOOR, SHORTEST, identified, words

_READ = 20_000  # characters are plenty; of a longer text every second paragraph is read, or third
_SECOND = 0.25  # of the words: more than quotations come to
_ENOUGH = 100  # words in a second language


@dataclass(frozen=True)
class Spoken:
    """The languages of a text.

    Attributes:
        shares: Share of its words by language, the largest first; what is unsure isn't counted.
        words: How many words those are of.
    """

    shares: tuple[tuple[str, float], ...] = ()
    words: int = 0

    @property
    def main(self) -> str | None:
        """The language of most words, as ISO 639-1; none where it isn't known."""
        return self.shares[0][0] if self.shares else None

    @property
    def note(self) -> str:
        """Say that a text is in two languages; empty where it isn't.

        Example:
            >>> Spoken((("en", 0.6), ("fr", 0.4)), 500).note
            'two-languages: en 60 %, fr 40 %'
        """
        second = self.shares[1:2]
        if not second or second[0][1] < _SECOND or second[0][1] * self.words < _ENOUGH:
            return ""
        said = ", ".join(f"{language} {100 * share:.0f} %" for language, share in self.shares[:2])
        return f"two-languages: {said}"


def spoken(text: str, *, floor: float = FLOOR) -> Spoken:
    r"""Say in which languages a text is, by its paragraphs' words.

    Args:
        text: Paragraphs parted by blank lines, of at least `SHORTEST` words in all.
        floor: Probability below which a guess doesn't count. Where it counts for no paragraph,
            the whole is asked.

    Example:
        >>> quoted = "Ein Film über die Liebe. " * 8
        >>> spoken("A film about love and a voice. " * 20 + "\n\n" + quoted).shares
        (('en', 0.7777777777777778), ('de', 0.2222222222222222))
    """
    found: Counter[str] = Counter()
    for part in islice(_parts(text), None, None, len(text) // _READ + 1):
        if language := identified(part, floor=floor):
            found[language] += words(part)
    if not found and (language := identified(text[:_READ], floor=floor)):
        found[language] = words(text[:_READ])
    total = found.total()
    ranked = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    return Spoken(tuple((language, n / total) for language, n in ranked), total)


def _parts(text: str) -> Iterator[str]:
    """Yield paragraphs; those too short to be told are joined to the next."""
    held = ""
    for paragraph in text.split("\n\n"):
        held = f"{held}\n\n{paragraph}" if held else paragraph
        if words(held) >= SHORTEST:
            yield held
            held = ""
