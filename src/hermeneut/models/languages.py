"""Languages: how many words a text has in any script, and which language they are of.

The identifier is py3langid (Barbaresi 2022, after Lui & Baldwin 2012, "langid.py: An Off-the-shelf
Language Identification Tool", ACL), with the languages that have a code of two letters.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.metadata import version
from typing import Any

from ..spans import Span

SHORTEST = 20  # words; below that the identifier errs too often on names and titles
# Of sentences of five to nineteen words these are more than a seventh, in English alone.
_ENGLISH = frozenset(
    (
        "the", "of", "and", "that", "with", "which", "is", "it's", "this", "was", "are", "not",
        "but", "from", "has", "have", "his", "her", "they", "you", "who", "than", "more", "there",
        "an", "to", "it", "its", "be", "as", "by", "for", "what's", "doesn't", "isn't", "don't",
    )
)  # fmt: skip
_FEWEST = 5  # words; fewer are a title or a name
FLOOR = 0.9  # probability
# An eighth of the words of most English paragraphs, and of none of 5,170 in other languages; of
# seven German ones in eight, and of none of 2,594 others. They need no identifier, which takes ten
# times as long.
_COMMON = {
    "en": frozenset(("the", "of", "and", "that", "with", "which")),
    "de": frozenset(
        (
            "und", "der", "das", "nicht", "ist", "mit", "auf", "für", "dem", "im", "sich", "zu",
            "auch", "ein", "eine", "einen", "den", "von", "wird", "bei",
        )
    ),
}  # fmt: skip
_OFTEN = 0.12
# Scripts that write no spaces: Thai to Burmese, Khmer, kana, Chinese characters. Two characters
# are about one word.
_UNSPACED = r"\u0e00-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_SELDOM, _SURELY = 0.1, 0.15  # of the words: the identifier must be sure; it may be unsure
_LETTERS = re.compile(r"[^\W\d_]+(?:'[a-z]+)?")
_WORD = re.compile(rf"[{_UNSPACED}]{{1,2}}|[^\s{_UNSPACED}]+")


def words(text: str) -> int:
    """Count words: what stands between spaces; where none are written, two characters as one.

    Example:
        >>> words("A voice, no body."), words("云端情人")
        (4, 2)
    """
    return len(text.split()) if text.isascii() else len(_WORD.findall(text))


def places(text: str, span: Span) -> list[Span]:
    """Say where each word of a passage stands.

    Example:
        >>> places("A voice", Span(0, 7))
        [Span(start=0, end=1), Span(start=2, end=7)]
    """
    return [Span(*word.span()) for word in _WORD.finditer(text, span.start, span.end)]


def identified(text: str, *, floor: float = FLOOR) -> str | None:
    """Name a text's language as ISO 639-1; none where it is too short, or the guess unsure.

    A text of five to nineteen words is English if its commonest words say so, else unknown.

    Args:
        text: Any text.
        floor: Least probability.

    Example:
        >>> identified("Ein Film über die Liebe. " * 5), identified("Her") is None
        ('de', True)
        >>> identified("A lot of fun, and that is all it wants.")
        'en'
    """
    if words(text) < SHORTEST:
        return "en" if _is_english(text, floor) else None
    said = text.lower().split()
    if len(said) >= SHORTEST:
        for language, common in _COMMON.items():
            if sum(word in common for word in said) >= _OFTEN * len(said):
                return language
    found, probability = likeliest(text)
    return found if probability >= floor else None


def _is_english(text: str, floor: float) -> bool:
    """Say whether a short text is English: by the identifier, and by common words written small.

    Of sentences this long in eleven other languages it took none for English, and .92 of English.
    """
    said = _LETTERS.findall(text[:1].lower() + text[1:].replace("’", "'"))
    common = [word for word in said if word in _ENGLISH]
    if len(said) < _FEWEST or len(common) < _SELDOM * len(said):
        return False
    language, probability = likeliest(text)
    sure = len(set(common)) > 1 and len(common) >= _SURELY * len(said)
    return language == "en" and (sure or probability >= floor)


def likeliest(text: str) -> tuple[str, float]:
    """Return the likeliest language of a text of any length, and how probable it is.

    Example:
        >>> likeliest("Ein langweiliger Film, der seine Darsteller verschwendet.")[0]
        'de'
    """
    found, probability = _identifier().classify(text.lower() if text.isupper() else text)
    return str(found), float(probability)


def digest() -> str:
    """Name the model."""
    return f"py3langid {version('py3langid')}"


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([code for code in identifier.labels if len(code) == 2])
    return identifier
