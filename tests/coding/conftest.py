"""A small study to code in: forty texts of three paragraphs, with a machine's labels."""

import csv
import io
import shutil
from datetime import UTC, datetime, timedelta

import pytest

from hermeneut.coding.drawing import Wishes, draw
from hermeneut.coding.sheets import write
from hermeneut.study import Study
from hermeneut.testing import DESIGN, make_study, text_row
from hermeneut.validate.sampling import Design

CODEBOOK = """
[[code]]
id = "grief"
label = "Grief"
definition = "reads loss"
excludes = "recounts a death"

[[proposition]]
id = "balloons"
text = "Balloons can lift a house."

[[variable]]
id = "tone"
definition = "How does it sound?"
values = ["earnest: it means it", "mocking: it jokes, or sneers"]
of = "paragraphs"
"""
PLACES = ("harbour", "attic", "orchard", "quay", "station")
MOODS = ("lonely", "cheerful", "bitter", "gentle")


def paragraphs_of(n):
    """Write three paragraphs, no two alike in the study."""
    place, mood = PLACES[n % 5], MOODS[n % 4]
    return [
        f"Up, seen on evening {n} in the {place}, begins with a {mood} old man. He says nothing.",
        f"“Number {n}”, said my neighbour, “is the house that flies.” She's right; it is {mood}.",
        f"=By the end of page {n} nobody is {mood} any more. Carl has a friend, and so have we.",
    ]


def tables(count=40, texts=None):
    """Make the rows of every table that coding reads."""
    made = {name: [] for name in ("documents", "texts", "subjects", "paragraphs", "sentences")}
    made |= {"themes": [], "sentiments": [], "embeddings": []}
    for n in range(count):
        parts = (texts or {}).get(n) or paragraphs_of(n)
        text = text_row("\n\n".join(parts))
        about = "about" if n % 5 else "mentions"
        doc = f"{n:016x}"
        made["texts"].append(text)
        made["documents"].append(
            {"doc_id": doc, "capture_id": "c", "url": f"https://a.example/{n}",
             "title": f"Page {n}", "text_id": text["text_id"],
             "completeness": "whole", "language": "en", "form": "review" if n % 3 else "essay",
             "outlet": "The Quay", "published": f"{2009 + n % 3}", "words": text["words"]}
        )  # fmt: skip
        made["subjects"].append(
            {"doc_id": doc, "capture_id": "c", "subject": "work", "verdict": about,
             "score": 0.9 if n % 5 else 0.3}
        )  # fmt: skip
        at = 0
        for nth, part in enumerate(parts):
            span = {"text_id": text["text_id"], "start": at, "end": at + len(part)}
            made["paragraphs"].append({**span, "words": len(part.split())})
            made["embeddings"].append({**span, "vector": [0.0] * 384})
            if "lonely" in part:
                score = 0.1 + 0.02 * nth + 0.001 * n
                held = {"theme": "loneliness", "score": score, "holds": nth == 0}
                made["themes"].append({**span, **held})
            first = part.index(". ") + 1 if ". " in part else len(part)
            for start, end in ((0, first), (first + 1, len(part))):
                if start < end:
                    sentence = {**span, "start": at + start, "end": at + end}
                    made["sentences"].append(sentence)
                    p = 0.4 + 0.5 * ((n + nth) % 7) / 7
                    made["sentiments"].append(
                        {**sentence, "polarity": "positive" if n % 2 else "neutral",
                         "positive": p, "neutral": 1 - p, "negative": 0.0}
                    )  # fmt: skip
            at += len(part) + 2
    return made


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """The study on disk, made once; nobody writes to it."""
    folder = tmp_path_factory.mktemp("coding") / "s"
    return make_study(folder, tables(), design=DESIGN + CODEBOOK).root


@pytest.fixture
def study(made, tmp_path):
    return Study.open(shutil.copytree(made, tmp_path / "s"))


UNITS = 5


@pytest.fixture(scope="session")
def toned(made, tmp_path_factory):
    """The study with a sample of `tone`, that sample, and the rows of a sheet filled in rightly."""
    folder = tmp_path_factory.mktemp("toned")
    study = Study.open(shutil.copytree(made, folder / "s"))
    sample = draw(study, "tone", Wishes(Design(n=UNITS)), now=Clock())
    write(study, sample, folder / "sheet.csv")
    write(study, sample, folder / "sheet.xlsx")
    text = (folder / "sheet.csv").read_text("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    for row in rows[1:]:
        row[5] = "earnest"
    rows[2][6] = "hard to say"
    return study.root, sample, rows


@pytest.fixture
def drawn_study(toned, tmp_path):
    return Study.open(shutil.copytree(toned[0], tmp_path / "s"))


@pytest.fixture
def sample(toned):
    return toned[1]


@pytest.fixture
def sheet(toned):
    return [list(row) for row in toned[2]]


class Clock:
    """Ticks a second each time it is asked."""

    def __init__(self):
        self.at = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self):
        self.at += timedelta(seconds=1)
        return self.at


@pytest.fixture
def clock():
    return Clock()
