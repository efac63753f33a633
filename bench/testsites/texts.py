"""The articles of the test web, written from a stock of words."""

from __future__ import annotations

import random
from functools import cache

_STOCK = (
    "the director|a reviewer|the camera|this essay|the lead|the audience|the composer",
    "weighs|mistrusts|lingers on|forgives|hurries past|returns to|praises|doubts",
    "the empty flat|a voice without a body|the last letter|the long silence|a joke that fails",
    "without pity|for once|as if by accident|more than the plot needs|with a shrug|twice",
)
_MENU = "".join(f'<a class="menu-link" href="/section/{n}">Section {n}</a>' for n in range(60))
_LENGTHS = (5, 12, 20, 30, 80)  # paragraphs an article


@cache
def paragraphs() -> tuple[str, ...]:
    """Write the stock of paragraphs that articles are made of."""
    chance = random.Random(0)
    parts = [part.split("|") for part in _STOCK]

    def sentence() -> str:
        return " ".join(chance.choice(part) for part in parts).capitalize() + "."

    def paragraph() -> str:
        return "<p>" + " ".join(sentence() for _ in range(chance.randint(3, 11))) + "</p>"

    return tuple(paragraph() for _ in range(300))


def article(chance: random.Random, title: str, *, marks: str = "", below: str = "") -> bytes:
    """Write a page of 6 to 50 kB, some 20 on average.

    Args:
        chance: What is drawn from.
        title: Its title, so that no two are the same.
        marks: What else stands in its head.
        below: What stands below the article.
    """
    text = "\n".join(chance.choices(paragraphs(), k=chance.choice(_LENGTHS)))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"{marks}</head><body><nav>{_MENU}</nav><article><h1>{title}</h1>{text}</article>"
        f"{below}</body></html>"
    ).encode()
