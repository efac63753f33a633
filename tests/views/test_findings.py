"""Findings: the sentence that a table warrants, and whether it holds within forms."""

from hermeneut import testing
from hermeneut.passes import result_id
from hermeneut.views import corpus, findings, results

DESIGN = testing.DESIGN + '\n[[crosstab]]\nrows = "verdict"\ncolumns = "stance"\ntitle = "T"\n'


def cells():
    for facet, part, counts in (
        ("all", "all", {"for": 5, "not taken up": 45}),
        ("form", "review", {"for": 1, "not taken up": 29}),
        ("form", "essay", {"for": 9, "not taken up": 3}),
        ("form", "news", {"for": 1, "not taken up": 2}),
    ):
        of = sum(counts.values())
        for column, n in counts.items():
            yield {
                "result_id": result_id(facet, part, column), "coder": "m", "rows": "verdict",
                "row": "positive", "columns": "stance", "column": column, "facet": facet,
                "slice": part, "n": n, "of": of, "share": n / of, "low": 0.05, "high": 0.2,
            }  # fmt: skip


def trends():
    shares = {
        ("all", "all"): (20, 100), ("period", "2009"): (5, 50), ("period", "later"): (30, 50),
        ("form+period", "review · 2009"): (2, 20), ("form+period", "review · later"): (12, 20),
        ("form+period", "essay · 2009"): (9, 10), ("form+period", "essay · later"): (1, 10),
        ("form+period", "news · 2009"): (1, 3), ("form+period", "news · later"): (3, 3),
    }  # fmt: skip
    for (facet, part), (k, n) in shares.items():
        yield {
            "result_id": result_id("t", facet, part), "measure": "theme",
            "variable": "loneliness", "value": "holds", "facet": facet, "slice": part,
            "of": "measured documents", "n": n, "k": float(k), "share": k / n, "low": 0.0,
            "high": 1.0, "checked": False,
        }  # fmt: skip


def sentence(pieces):
    return "".join(piece.text for piece in pieces).replace("\u202f", " ")


def made(tmp_path):
    return testing.make_study(
        tmp_path / "s", {"crosstabs": cells(), "trends": trends()}, design=DESIGN
    )


def test_a_cross_table_becomes_a_sentence_with_n_share_and_interval(tmp_path):
    study = made(tmp_path)
    (cross,) = results.crosses(study.reader(), study.design)
    checks = corpus.Checks([], [])
    said = findings.of_cross(cross, study.design, checks, lambda r: f"e.html#{r}", "x.html")
    assert sentence(said.sentences[0]) == (
        "Of 50 documents whose verdict is “positive”, on stance 5 (10 %, 5–20 %) are “for”, "
        "and 45 (90 %, 5–20 %) are “not taken up”."
    )
    assert sentence(said.sentences[1]) == (
        "Within forms, “not taken up” is the commonest too: review (29 of 30, 97 %); but in essay "
        "it is “for” (9 of 12, 75 %). Too few such documents to say (under 10): news."
    )
    assert all(piece.href for piece in said.sentences[0] if piece.text[0].isdigit())
    assert not said.checked


def test_the_largest_change_is_told_with_its_reserve_and_by_form(tmp_path):
    study = made(tmp_path)
    series = results.series(study.reader(), study.design)
    said = findings.of_change(series, study.design, lambda r: f"e.html#{r}")
    first, second = map(sentence, said.sentences)
    assert "in 2009 it stands in 5 of 50 (10 %, 0–100 %) documents" in first
    assert "in later in 30 of 50 (60 %, 0–100 %)" in first
    assert "the largest of these changes" in first
    assert "not in essay, 9 of 10" in second
    assert "it holds in review, 2 of 20" in second


def test_agreement_with_a_person_counts_as_checked():
    pair = {"variable": "verdict", "first": "ann", "second": "m", "kinds": ["person", "machine"],
            "units": 40, "same": 34}  # fmt: skip
    checks = corpus.Checks([], [pair])
    assert checks.of("verdict", "m") == (
        True,
        "On verdict, ann and m agree in 34 of 40 documents (85\u202f%, not corrected for chance)",
    )
    assert checks.of("stance", "m") == (False, "")


def test_series_of_two_coders_stay_apart(tmp_path):
    rows = [
        {"result_id": result_id(coder, facet), "measure": "coding", "variable": "v", "value": "x",
         "facet": facet, "slice": part, "of": f"counted documents where {coder} coded v{place}",
         "n": 10, "k": 1.0, "share": 0.1, "checked": False}
        for coder in ("ann", "bo")
        for facet, part, place in (("all", "all", ""), ("year", "2009", ", dated 2009"))
    ]  # fmt: skip
    study = testing.make_study(tmp_path / "s", {"trends": rows})
    found = results.series(study.reader(), study.design)
    assert [(s.base, len(s.every)) for s in found] == [
        ("counted documents where ann coded v", 2),
        ("counted documents where bo coded v", 2),
    ]
    assert len({s.name for s in found}) == 2


def shares(measure, variable, value, counts):
    for (facet, part), (k, n) in counts.items():
        yield {
            "result_id": result_id(variable, value, facet, part), "measure": measure,
            "variable": variable, "value": value, "facet": facet, "slice": part,
            "of": "measured documents", "n": n, "k": float(k), "share": k / n, "low": 0.0,
            "high": 1.0, "checked": False,
        }  # fmt: skip


def agents(variable, cells):
    for (value, facet, part), (documents, part_of) in cells.items():
        yield {
            "result_id": result_id("agents", variable, value, facet, part), "target": variable,
            "measure": "pronoun", "value": value, "facet": facet, "slice": part,
            "documents": documents, "times": documents, "share": part_of, "low": 0.0, "high": 1.0,
        }  # fmt: skip


def test_too_few_documents_for_a_change_are_told_and_pronouns_stand_beside(tmp_path):
    few = {("all", "all"): (3, 12), ("period", "2009"): (1, 8), ("period", "later"): (2, 4)}
    rows = shares("theme", "loneliness", "holds", few)
    told = [
        *agents("bea", {("he", "all", "all"): (2, 1.0), ("he", "period", "2009"): (2, 1.0)}),
        *agents("ada", {
            ("she", "all", "all"): (3, 0.75), ("it", "all", "all"): (3, 0.25),
            ("it", "period", "2009"): (3, 0.25), ("she", "period", "2009"): (3, 0.75),
        }),
    ]  # fmt: skip
    study = testing.make_study(tmp_path / "s", {"trends": rows}, design=DESIGN)
    series = results.series(study.reader(), study.design)
    said = findings.of_change(series, study.design, lambda r: f"e.html#{r}", agents=told)
    few_of, pronouns = map(sentence, said.sentences)

    assert "8 measured documents are of 2009 and 4 of later, and under 20" in few_of
    assert (
        "is ada she or it? Over the 3 measured documents of 2009 that tell, “she” has" in pronouns
    )
    assert "“she” has 75 % (0–100 %), “it” has 25 % (0–100 %) of the places;" in pronouns
    assert "; of later no measured document tells." in pronouns
    assert "bea" not in pronouns
    assert not said.checked


def test_where_no_pronoun_was_counted_nothing_is_said_of_one(tmp_path):
    few = {("all", "all"): (3, 12), ("period", "2009"): (1, 8), ("period", "later"): (2, 4)}
    rows = shares("theme", "loneliness", "holds", few)
    study = testing.make_study(tmp_path / "s", {"trends": rows}, design=DESIGN)
    series = results.series(study.reader(), study.design)
    said = findings.of_change(series, study.design, str)
    assert len(said.sentences) == 1


def test_a_table_whose_forms_are_all_few_says_so(tmp_path):
    few = [{**cell, "n": min(cell["n"], 3), "of": 6} for cell in cells()]
    study = testing.make_study(tmp_path / "s", {"crosstabs": few}, design=DESIGN)
    (cross,) = results.crosses(study.reader(), study.design)
    said = findings.of_cross(cross, study.design, corpus.Checks([], []), lambda r: r, "x.html")

    assert "can’t be told: none has 10 such documents" in sentence(said.sentences[1])
