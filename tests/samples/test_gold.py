"""How well the whole path reads the sample, against what its author set down.

The rules were made with these pages in view, so the floors guard against loss; they promise
nothing of other pages.
"""

import html
import json
import re
from importlib.resources import files

import pytest

from hermeneut.addresses import doc_id

HOME = files("hermeneut.samples") / "sample"
GOLD = [json.loads(line) for line in (HOME / "gold.jsonl").read_text("utf-8").splitlines()]
ORIGINALS = [page for page in GOLD if not page["copy_of"]]


@pytest.fixture(scope="module")
def study(read_sample):
    return read_sample


@pytest.fixture(scope="module")
def corpus(study):
    return {row["doc_id"]: row for row in study.sql("select * from corpus").to_pylist()}


def share(field, corpus, same=lambda gold, got: gold == got):
    right = [same(page[field], corpus[doc_id(page["url"])][field]) for page in ORIGINALS]
    return sum(right) / len(right)


@pytest.mark.parametrize("field", ["title", "published", "completeness", "outlet"])
def test_facts(field, corpus, floor):
    assert share(field, corpus) >= floor("sample", field)


def test_authors(corpus, floor):
    got = share("authors", corpus, lambda gold, found: sorted(gold) == sorted(found or []))

    assert got >= floor("sample", "authors")


def test_about_the_work(corpus, floor):
    wanted = {doc_id(page["url"]) for page in ORIGINALS if page["about"] == "about"}
    found = {ident for ident, row in corpus.items() if "work" in row["subjects"]}
    found &= {doc_id(page["url"]) for page in ORIGINALS}

    assert len(wanted & found) / len(found) >= floor("sample", "about_precision")
    assert len(wanted & found) / len(wanted) >= floor("sample", "about_recall")


def plain(text):
    """Fold what readers may set differently: marks, dashes, space."""
    text = html.unescape(text).replace("’", "'").replace("‘", "'")
    return re.sub(r"[\s\"“”«»„]+", " ", text).strip(" .,;:!?'–—")


def test_direct_quotations(study, corpus, floor):
    query = """
        select text_id, substr(t.text, part.start + 1, part."end" - part.start) as content
        from (
          select text_id, unnest(parts) as part from quotations where kind in ('direct', 'mixed')
        ) join texts t using (text_id)
    """
    found = {}
    for row in study.sql(query).to_pylist():
        found.setdefault(row["text_id"], set()).add(plain(row["content"]))
    hits = wanted = given = 0
    for page in ORIGINALS:
        if page["quotations_complete"] and page["completeness"] == "whole":
            gold = {
                plain(q["content"]) for q in page["quotations"] if q["kind"] in ("direct", "mixed")
            }
            got = found.get(corpus[doc_id(page["url"])]["text_id"], set())
            hits, wanted, given = hits + len(gold & got), wanted + len(gold), given + len(got)

    assert hits / given >= floor("sample", "quotations_precision")
    assert hits / wanted >= floor("sample", "quotations_recall")


def test_themes_that_hold(study, corpus, floor):
    passages = study.sql(
        'select p.text_id, substr(t.text, p.start + 1, p."end" - p.start) as passage, '
        "list(h.theme) filter (h.holds) as themes from paragraphs p join texts t using (text_id) "
        'left join themes h on h.text_id = p.text_id and h.start = p.start and h."end" = p."end" '
        "group by all"
    ).to_pylist()
    right = given = 0
    for page in ORIGINALS:
        text = corpus[doc_id(page["url"])]["text_id"]
        for opening, codes in page["themes"].items():
            for row in passages:
                if row["text_id"] == text and plain(opening) in plain(row["passage"]):
                    right += len(set(codes) & set(row["themes"] or []))
                    given += len(row["themes"] or [])

    assert right / given >= floor("sample", "themes_precision")


def test_evaluations_of_the_work(study, corpus, floor):
    """Also of pages that only mention it: their evaluation is none."""
    query = "select text_id, evaluation from evaluations"
    found = {row["text_id"]: row["evaluation"] for row in study.sql(query).to_pylist()}
    pairs = [
        (page["evaluation"], found[text])
        for page in ORIGINALS
        if page["completeness"] == "whole" and page["about"] != "unrelated"
        and (text := corpus[doc_id(page["url"])]["text_id"]) in found
    ]  # fmt: skip
    right = [gold == got for gold, got in pairs]
    silent = [(gold == "none") == (got == "none") for gold, got in pairs]

    assert len(pairs) > 40
    assert sum(right) / len(right) >= floor("sample", "evaluations")
    assert sum(silent) / len(silent) >= floor("sample", "evaluates_or_not")
