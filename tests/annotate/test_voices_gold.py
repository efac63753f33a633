"""Quotations of essays, reviews and think-pieces written for the project: found, named, judged.

``quotations.txt`` holds them with marks, ``{kind|voice|adopted|name|content}``: d is direct, i
reported, m mixed, s a scare quote, t a title; - is nothing. The rules were read against these
texts, so the floors guard against loss; they promise less of others.
"""

import re
from pathlib import Path

import pytest

from hermeneut.annotate.quotations import Quotations
from hermeneut.design import Target

SOURCE = (Path(__file__).parent / "quotations.txt").read_text("utf-8")
MARK = re.compile(r"\{([dimst])\|([^|]*)\|([^|]*)\|([^|]*)\|([^{}]*)\}")
KINDS = {"d": "direct", "i": "indirect", "m": "mixed", "s": "scare", "t": "title"}
PEOPLE = (
    Target("direction", "the direction", "person", ("Ilse Varga", "Varga", "the director")),
    Target("brannigan", "his performance", "person", ("Cole Brannigan", "Brannigan")),
    Target("juno", "Juno", "character", ("Juno",)),
    Target("elias", "Elias Thorne", "character", ("Elias Thorne", "Elias")),
)


def marked(piece):
    """Part a piece from its marks: the text, and what they say of its quotations."""
    text, gold, at = "", [], 0
    for found in MARK.finditer(piece):
        text += piece[at : found.start()]
        kind, voice, adopted, name, content = found.groups()
        whole = "m" if kind == "i" and "“" in content else kind
        gold.append(
            {
                "start": len(text), "end": len(text) + len(content), "kind": KINDS[whole],
                "voice": voice.strip("-") or None, "adopted": adopted.strip("-") or None,
                "speaker_name": name.strip("-") or None,
            }
        )  # fmt: skip
        text, at = text + content, found.end()
    return text + piece[at:], gold


def overlap(one, other):
    return min(one["end"], other["end"]) - max(one["start"], other["start"])


def match(gold, rows):
    """Pair gold with what was found; the parts of a quotation that a tag interrupts share one."""
    pairs, used = [], set()
    for wanted in gold:
        free = [
            (overlap(wanted, row), -n) for n, row in enumerate(rows)
            if n not in used or row["kind"] == wanted["kind"] == "direct"
        ]  # fmt: skip
        shared, n = max(free, default=(0, 0))
        row = rows[-n] if free else None
        least = min(wanted["end"] - wanted["start"], row["end"] - row["start"]) / 2 if row else 0
        fits = row is not None and shared > 0 and shared >= least
        used |= {-n} if fits else set()
        pairs.append((wanted, row if fits else None))
    return pairs, len(rows) - len(used)


@pytest.fixture(scope="module")
def found():
    find = Quotations(titles=("Night Signal",), targets=PEOPLE, makers=("Ilse Varga",)).find
    pairs, spare = [], 0
    for piece in re.split(r"^# .*\n", SOURCE, flags=re.MULTILINE)[1:]:
        text, gold = marked(piece)
        matched, more = match(gold, list(find(text)))
        pairs, spare = pairs + matched, spare + more
    return pairs, spare


def share(hits, of):
    return sum(hits) / max(1, len(of))


def test_there_are_enough(found):
    assert len(found[0]) >= 120


def test_quotations_are_found(found, floor):
    pairs, spare = found
    hits = sum(row is not None for _, row in pairs)
    assert hits / len(pairs) >= floor("voices", "recall")
    assert hits / (hits + spare) >= floor("voices", "precision")


@pytest.mark.parametrize("column", ["kind", "voice", "speaker_name"])
def test_columns(found, floor, column):
    pairs = [(g, r) for g, r in found[0] if r]
    if column != "kind":
        pairs = [(g, r) for g, r in pairs if g["kind"] not in ("scare", "title")]
    assert share((g[column] == r[column] for g, r in pairs), pairs) >= floor("voices", column)


@pytest.mark.parametrize("value", ["adopted", "rejected"])
def test_adoption(found, floor, value):
    pairs = [(g["adopted"], r["adopted"]) for g, r in found[0] if r and r["kind"] != "scare"]
    given, wanted = [p for p in pairs if p[1] == value], [p for p in pairs if p[0] == value]
    assert share((p[0] == value for p in given), given) >= floor("voices", f"{value}_precision")
    assert share((p[1] == value for p in wanted), wanted) >= floor("voices", f"{value}_recall")
