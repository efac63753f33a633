"""A study with codings of two people, on documents and passages, memos and a settled unit."""

import shutil

import pytest

from hermeneut.study import Study
from hermeneut.testing import make_study, text_row

DESIGN = """
[study]
name = "up"
title = "Up & away"
[work]
title = "Up"
year = 2009
[[code]]
id = "grief"
label = "Grief"
definition = "reads loss"
[[proposition]]
id = "balloons"
text = "Balloons can lift a house."
"""
TEXTS = (
    "Éa was here 🎈.\n\nThe house lifts off & nobody minds <much>.",
    "=cmd|x is how the second page begins.\n\nThen it grieves, at length, for an old wife.",
    "Nobody coded this page, but it is measured.",
)
AT = "2026-01-01T10:00:00.250000+00:00"
LATER = "2026-01-02T10:00:00.000000+00:00"


def rows():
    texts = [text_row(text) for text in TEXTS]
    documents = [
        {"doc_id": f"{n:016x}", "capture_id": "c", "url": f"https://a.example/{n}",
         "title": f'"Page"/{n}\x07', "text_id": t["text_id"], "completeness": "whole",
         "language": "en", "form": "essay", "published": "2010"}
        for n, t in enumerate(texts)
    ]  # fmt: skip
    subjects = [{"doc_id": d["doc_id"], "capture_id": "c", "subject": "work", "verdict": "about",
                 "score": 1.0} for d in documents]  # fmt: skip
    return {"texts": texts, "documents": documents, "subjects": subjects}


def coding(unit, doc, coder, variable, value, at=AT, kind="person"):
    return {"unit": unit, "doc_id": f"{doc:016x}", "coder": coder, "kind": kind,
            "variable": variable, "value": value, "coded_at": at, "codebook": "b",
            "quote": TEXTS[doc][:20]}  # fmt: skip


def codings():
    ids = [text_row(text)["text_id"] for text in TEXTS]
    span = f"{ids[0]}:16-58"
    whole = f"{1:016x}"
    return [
        coding(span, 0, "ana", "grief", "yes"),
        coding(span, 0, "ben, M.", "grief", "no", LATER),
        coding(f"{ids[1]}:39-82", 1, "ana", "themes", "grief"),
        coding(whole, 1, "ana", "balloons", "not taken up"),
        coding(whole, 1, "ana", "evaluation", "none"),
        coding(whole, 1, "model", "balloons", "for", kind="machine"),
        coding(whole, 1, "ana", "mood", "gloomy"),
    ]


@pytest.fixture
def study(made, tmp_path):
    return Study.open(shutil.copytree(made, tmp_path / "s"))


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("export") / "s"
    made = make_study(folder, rows(), design=DESIGN, codings=codings())
    span = codings()[0]["unit"]
    made.judgements.append_to({
        "memos": [{"unit": span, "doc_id": f"{0:016x}", "coder": "ana", "variable": "grief",
                   "memo": "it's the tie", "noted_at": AT}],
        "adjudications": [{"unit": span, "doc_id": f"{0:016x}", "variable": "grief",
                           "value": "yes", "who": "eva", "why": "so", "settled_at": LATER}],
    })  # fmt: skip
    return made.root
