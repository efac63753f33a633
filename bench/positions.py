"""Measure positions of documents on the sample study, by halves.

    python bench/positions.py [--half score|dev] [--untaught] [--show]

The sample's author set down what each page holds of fifteen propositions. Documents are split in
two by the SHA-256 of their file name; settings were chosen on the half called *dev* alone. Told:
how many positions are given, how many of those documents take the proposition up at all, how many
of the author's are found; the same of those that are given a side, and with which. The pages and
the passages that taught the machines were both written for the project, so real texts are harder
(``bench/voices.py``). ``--untaught`` leaves the machines away: what another study may expect whose
design is as full.
"""

import argparse
import hashlib
import json
import tempfile
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path

from hermeneut.addresses import doc_id
from hermeneut.engine import Pool, Serial
from hermeneut.models import uptake
from hermeneut.plan import Plan
from hermeneut.samples import fill, make
from hermeneut.study import Study

SIDED = ("for", "against", "torn", "reports both")
GOLD = files("hermeneut.samples") / "sample" / "gold.jsonl"
Positions = Mapping[tuple[str, str], str]


def found(folder: Path) -> tuple[Positions, set[str]]:
    """Run the sample; return what it gives, and which documents are measured."""
    study = Study.open(make(folder / "sample", "sample"))
    fill(study, "sample")
    with Pool(Serial) as pool:
        Plan(study).run(["document_positions"], pool=pool)
    rows = study.sql("select doc_id, proposition, position from document_positions").to_pylist()
    said = {(row["doc_id"], row["proposition"]): row["position"] for row in rows}
    query = "select doc_id from corpus where measured and language = 'en'"
    return said, {row["doc_id"] for row in study.sql(query).to_pylist()}


def pages(half: str) -> Sequence[Mapping[str, object]]:
    """Read what the author set down of the pages of a half, reprints left out."""
    rows = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    return [
        row
        for row in rows
        if not row["copy_of"]
        and int(hashlib.sha256(row["file"].encode()).hexdigest(), 16) % 2 == (half == "score")
    ]


def compare(said: Positions, gold: Positions) -> str:
    """Lay what is given beside what the author set down."""
    right = [key for key in said if key in gold]
    sided = {key: one for key, one in said.items() if one in SIDED}
    taken = [key for key in sided if key in gold]
    same = [key for key in taken if sided[key] == gold[key]]
    both = [key for key in taken if {sided[key], gold[key]} <= {"for", "against"}]
    return (
        f"of {len(gold)} positions: {len(said)} given, {len(right)} taken up (precision "
        f"{len(right) / max(1, len(said)):.2f}, recall {len(right) / len(gold):.2f}); "
        f"with a side {len(sided)}, taken up {len(taken)}, that side {len(same)}; "
        f"for or against in both {len(both)}, the same {sum(sided[k] == gold[k] for k in both)}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--half", choices=("score", "dev"), default="score")
    parser.add_argument("--untaught", action="store_true", help="without the machines that ship")
    parser.add_argument("--show", action="store_true")
    asked = parser.parse_args()
    if asked.untaught:
        uptake.leanings = lambda vectors: {}
    rows = pages(asked.half)
    gold = {
        (doc_id(str(row["url"])), claim): one.replace("-", " ")
        for row in rows
        for claim, one in dict(row["positions"]).items()
    }
    mine = {doc_id(str(row["url"])) for row in rows}
    with tempfile.TemporaryDirectory() as folder:
        said, measured = found(Path(folder))
    said = {key: one for key, one in said.items() if key[0] in mine & measured}
    inside = {key: one for key, one in gold.items() if key[0] in measured}
    print(f"{asked.half}, measured documents in English: {compare(said, inside)}")
    print(
        f"  all documents: {len(gold)} positions, recall {len(said.keys() & gold) / len(gold):.2f}"
    )
    if asked.show:
        for key in sorted(said.keys() | inside.keys(), key=lambda one: (one[1], one[0])):
            print(f"  {key[1]:16} {said.get(key, '-'):12} {inside.get(key, '-')}")


if __name__ == "__main__":
    main()
