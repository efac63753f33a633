"""One way of writing for the readers of judgement, in training and in use.

Corpora write "doesn't", "does n't" and "doesn’t", critics *stress* words with marks; the models
shall not mind. Case is left alone: the tokenizer lowers it.
"""

import re

_QUOTES = str.maketrans(
    {"’": "'", "‘": "'", "‛": "'", "′": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'}
)
_SPLIT_NOT = re.compile(r"(?<=\w) ?n ?'t\b", re.IGNORECASE)
_SPLIT_SUFFIX = re.compile(r"(?<=\w) '(?=(?:s|re|ve|ll|d|m)\b)", re.IGNORECASE)
# Marks of stress around a word or some: *not*, _not_, **not at all**.
_STRESS = re.compile(r"(?<![\w*_])([*_]{1,3})(?=[^\s*_])([^*_\n]{1,80}?)(?<=[^\s*_])\1(?![\w*_])")
_BRACKETS = {"-lrb-": "(", "-rrb-": ")", "-LRB-": "(", "-RRB-": ")"}


def spelled(text: str) -> str:
    """Write a text in the one way: straight quotes, whole contractions, no marks of stress.

    >>> print(spelled("It does n’t “work”, *at all* ."))
    It doesn't "work", at all .
    """
    text = text.translate(_QUOTES).replace("``", '"').replace("''", '"').replace("`", "'")
    for written, meant in _BRACKETS.items():
        text = text.replace(written, meant)
    text = _SPLIT_NOT.sub("n't", text)
    text = _SPLIT_SUFFIX.sub("'", text)
    return " ".join(_STRESS.sub(r"\2", text).split())
