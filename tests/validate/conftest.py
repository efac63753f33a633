"""A study of invented texts with a machine that errs in a known way, for what checks it."""

import random
from datetime import UTC, datetime

import pytest

from hermeneut.coding.drawing import Wishes, draw
from hermeneut.testing import DESIGN, make_study, text_row
from hermeneut.validate.sampling import Design

CHECKED = (
    DESIGN
    + """
[[code]]
id = "grief"
definition = "reads loss"

[[crosstab]]
rows = "verdict"
columns = "stance"
title = "Praise"

[[variable]]
id = "verdict"
definition = "?"
values = ["good", "bad"]

[[variable]]
id = "stance"
definition = "?"
values = ["for", "against"]
"""
)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
COUNT = 400
# Essays grieve, reviews don't; essays fill the later period: grief seems to rise, and doesn't.
ESSAY = {n: n % 10 < (2 if n < 200 else 8) for n in range(COUNT)}
GRIEVES = {n: (n // 10) % 2 == 0 if ESSAY[n] else False for n in range(COUNT)}
GOOD = {n: n % 3 > 0 for n in range(COUNT)}
FOR = {n: GOOD[n] and n % 5 < 2 for n in range(COUNT)}


def machine(truth, n, seed, right=0.85):
    return truth[n] == (random.Random(f"{seed}{n}").random() < right)


def rows():
    names = ("documents", "texts", "subjects", "paragraphs", "embeddings", "themes", "trends")
    made = {name: [] for name in names}
    for n in range(COUNT):
        text = text_row(f"Up, seen for the time number {n}: an old man, a boy, a house that flies.")
        doc, span = f"{n:016x}", {"text_id": text["text_id"], "start": 0, "end": len(text["text"])}
        made["texts"].append(text)
        made["documents"].append({
            "doc_id": doc, "capture_id": "c", "url": f"https://a.example/{n}", "title": f"Page {n}",
            "text_id": text["text_id"], "completeness": "whole", "language": "en",
            "form": "essay" if ESSAY[n] else "review",
            "outlet": "The Quay" if n < 200 else "The Mole",
            "published": f"{2009 + 2 * (n >= 200)}", "words": 150 + n, "authors": [f"A. {n % 90}"],
        })  # fmt: skip
        about = n % 8 > 0
        made["subjects"].append({"doc_id": doc, "capture_id": "c", "subject": "work",
                                 "verdict": "about" if about else "mentions",
                                 "score": 0.9 if about else 0.2})  # fmt: skip
        made["paragraphs"].append({**span, "words": 14})
        made["embeddings"].append({**span, "vector": [0.0] * 384})
        says = machine(GRIEVES, n, "grief")
        score = 0.3 if says else 0.12
        made["themes"].append({**span, "theme": "grief", "score": score, "holds": says})
    return made


def coding(row, coder, variable, value, kind="person"):
    return {"unit": row["unit"], "doc_id": row["doc_id"], "coder": coder, "kind": kind,
            "variable": variable, "value": value, "coded_at": "2026-01-02"}  # fmt: skip


def answers(variable, n):
    if variable == "grief":
        return "yes" if GRIEVES[n] else "no"
    if variable == "about":  # a tenth of what was left out is about the work after all
        return "about" if n % 8 > 0 or n % 80 == 0 else "mentions"
    return {"verdict": ("bad", "good")[GOOD[n]], "stance": ("against", "for")[FOR[n]]}[variable]


def labelled(variable, n, other):
    return answers(variable, n) if machine({n: True}, n, variable) else other


@pytest.fixture(scope="session")
def checked(tmp_path_factory):
    """The study with four variables coded by sample; ana and ben are always right."""
    made = make_study(tmp_path_factory.mktemp("checked") / "s", rows(), design=CHECKED)
    documents = [{"unit": f"{n:016x}", "doc_id": f"{n:016x}"} for n in range(COUNT)]
    made.judgements.append("codings", [
        coding(row, "model", name, labelled(name, n, other), "machine")
        for n, row in enumerate(documents)
        for name, other in (("verdict", "bad"), ("stance", "against"))
    ])  # fmt: skip
    for variable in ("grief", "about", "verdict", "stance"):
        sample = draw(made, variable, Wishes(Design(n=120)), now=lambda: NOW)
        made.judgements.append("codings", [
            coding(row, coder, variable, answers(variable, int(row["doc_id"], 16)))
            for rank, row in enumerate(sample.rows)
            for coder in ("ana", "ben")[: 1 + (rank < 40)]
        ])  # fmt: skip
    return made
