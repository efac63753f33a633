"""Findings that a study must be able to show, on the sample, matched to its author's word."""

import json
import shutil
from collections import Counter
from importlib.resources import files

import pytest

from hermeneut.addresses import doc_id
from hermeneut.engine import Pool, Serial
from hermeneut.plan import Plan
from hermeneut.study import Study

HOME = files("hermeneut.samples") / "sample"
GOLD = [json.loads(line) for line in (HOME / "gold.jsonl").read_text("utf-8").splitlines()]
SILENT = "not taken up"


@pytest.fixture(scope="module")
def study(read_sample, tmp_path_factory):
    made = shutil.copytree(read_sample.root, tmp_path_factory.mktemp("findings") / "sample")
    found = Study.open(made)
    with Pool(Serial) as pool:
        Plan(found).run(["crosstabs", "agents"], pool=pool)
    return found


@pytest.fixture(scope="module")
def pages(study):
    """Return what the author set down of each document that counts, with its text."""
    query = "select doc_id, text_id from corpus where counted"
    texts = {row["doc_id"]: row["text_id"] for row in study.sql(query).to_pylist()}
    found = [(page, texts.get(doc_id(page["url"]))) for page in GOLD if not page["copy_of"]]
    return [(page, text) for page, text in found if text]


def table(study, coder):
    query = f"""
        select row, "column", n from crosstabs where facet = 'all' and n > 0
          and rows = 'evaluation' and columns = 'real-love' and coder {coder}
    """
    return {(r["row"], r["column"]): r["n"] for r in study.sql(query).to_pylist()}


def commonest(cells, row):
    return max((n, column) for (of, column), n in cells.items() if of == row)[1]


def test_praise_is_not_endorsement_by_the_author_and_by_the_machine(study, pages):
    """The author's table is gold, counted here; the machine's has each measured document once."""
    wanted = Counter(
        (page["evaluation"], page["positions"].get("real-love", SILENT))
        for page, _ in pages
        if page["about"] == "about" and page["completeness"] == "whole"
    )
    author, machine = table(study, "<> 'hermeneut'"), table(study, "= 'hermeneut'")
    measured = {cell: n for cell, n in machine.items() if "not coded" not in cell}

    assert wanted == {cell: n for cell, n in author.items() if "not coded" not in cell}
    assert study.sql("select count(*) as n from corpus where measured").to_pylist() == [
        {"n": sum(measured.values())}
    ]
    assert SILENT == commonest(author, "positive") == commonest(measured, "positive")


def test_samantha_is_she_or_it_as_the_author_has_it(study, pages, floor):
    query = """
        select text_id, mode(pronoun order by pronoun) as said from agency
        where target = 'samantha' and pronoun is not null group by text_id
    """
    said = {row["text_id"]: row["said"] for row in study.sql(query).to_pylist()}
    right = [
        page["samantha"] == said[text]
        for page, text in pages
        if text in said and page["samantha"] in ("she", "it")
    ]

    assert len(right) >= 10
    assert sum(right) / len(right) >= floor("sample", "pronouns")


def test_whose_voice_argues_as_the_author_has_it(study, pages, floor):
    """Of quotations that both found: whose words, where the machine says; and what is done with
    them, where it takes a side.
    """
    query = """
        select text_id, voice, adopted,
          substr(t.text, q.start + 1, q."end" - q.start) as content
        from quotations q join texts t using (text_id) where kind in ('direct', 'mixed')
    """
    found = {(r["text_id"], folded(r["content"])): r for r in study.sql(query).to_pylist()}
    pairs = [
        (gold, row)
        for page, text in pages
        for gold in page["quotations"]
        if (row := found.get((text, folded(gold["content"]))))
    ]
    voices = [g["voice"] == r["voice"] for g, r in pairs if r["voice"] not in (None, "unknown")]
    sides = [g["use"] == r["adopted"] for g, r in pairs if r["adopted"] in ("adopted", "rejected")]

    assert len(pairs) > 40
    assert sum(voices) / len(voices) >= floor("sample", "voices")
    assert sum(sides) / len(sides) >= floor("sample", "sides_of_quotations")


def folded(text):
    """Fold what a reader may set differently."""
    return " ".join(text.translate(str.maketrans("’‘“”", "''\"\"")).strip(" .,;:!?—").split())
