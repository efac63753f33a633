import pytest

from hermeneut.analyse.intervals import wilson
from hermeneut.analyse.trends import Trends
from hermeneut.design import parse
from hermeneut.errors import UserError
from hermeneut.passes import result_id
from hermeneut.testing import DESIGN, check_analysis

SAMANTHA = """
[[target]]
id = "samantha"
label = "Samantha"
kind = "character"
aliases = ["Samantha"]
"""


def rows_by(got, *columns: str) -> dict:
    rows = got["trends"].to_pylist()
    return {tuple(row[c] for c in columns): row for row in rows}


def pieces(text: str, *parts: str) -> list[tuple[int, int]]:
    return [(text.index(part), text.index(part) + len(part)) for part in parts]


CODES = ("loneliness",)


def with_themes(corpus) -> None:
    """Eight documents of two passages; loneliness in 3 of 5 dated 2009, 0 of 1, 1 of 2 undated."""
    years = ["2009-01", "2009-02", "2009-03-01", "2009", "2009", "2014", None, None]
    forms = ["review", "essay", "review", None, "review", "essay", "review", None]
    holds = ["11", "10", "01", "00", "00", "00", "10", "00"]
    for nth, (year, form, held) in enumerate(zip(years, forms, holds, strict=True)):
        text = f"First {nth} passage.\n\nSecond {nth} passage."
        text_id = corpus.add(f"d{nth}", text, published=year, form=form)
        for (start, end), one in zip(pieces(text, "First", "Second"), held, strict=True):
            passage = {"text_id": text_id, "start": start, "end": end}
            corpus.rows("paragraphs", [{**passage, "words": 3}])
            score = {"theme": "loneliness", "score": 0.5 + nth / 10, "holds": one == "1"}
            if one == "1" or nth == 3:  # far from a theme, a passage has no row
                corpus.rows("themes", [{**passage, **score}])


def test_shares_are_of_documents(corpus) -> None:
    with_themes(corpus)
    got = rows_by(check_analysis(Trends(codes=CODES), corpus.study()), "facet", "slice")
    assert {key: (row["k"], row["n"]) for key, row in got.items()} == {
        ("all", "all"): (4, 8),
        ("year", "2009"): (3, 5), ("year", "2014"): (0, 1), ("year", "undated"): (1, 2),
        ("period", "2009"): (3, 5), ("period", "later"): (0, 1), ("period", "undated"): (1, 2),
        ("form", "review"): (3, 4), ("form", "essay"): (1, 2), ("form", "form unknown"): (0, 2),
        ("venue", "venue unknown"): (4, 8), ("subject", "work"): (4, 8),
        ("form+period", "review · 2009"): (2, 3), ("form+period", "essay · 2009"): (1, 1),
        ("form+period", "form unknown · 2009"): (0, 1), ("form+period", "essay · later"): (0, 1),
        ("form+period", "review · undated"): (1, 1),
        ("form+period", "form unknown · undated"): (0, 1),
        ("subject+period", "work · 2009"): (3, 5), ("subject+period", "work · later"): (0, 1),
        ("subject+period", "work · undated"): (1, 2),
    }  # fmt: skip
    whole = got["all", "all"]
    assert (whole["low"], whole["high"]) == pytest.approx([float(x) for x in wilson(4, 8)])
    assert whole["of"] == "measured documents"
    assert got["year", "undated"]["of"] == "measured documents, undated"
    assert got["form+period", "review · 2009"]["of"] == (
        "measured documents, form: review, of the period 2009"
    )
    assert not whole["checked"]


def test_a_document_may_weigh_by_its_passages(corpus) -> None:
    with_themes(corpus)
    row = rows_by(
        check_analysis(Trends(codes=CODES, weigh="share"), corpus.study()), "facet", "slice"
    )
    assert row["all", "all"]["k"] == 1 + 0.5 + 0.5 + 0.5
    assert row["all", "all"]["share"] == 2.5 / 8
    assert row["all", "all"]["low"] < 2.5 / 8 < row["all", "all"]["high"]
    with pytest.raises(UserError, match="can't weigh by"):
        check_analysis(Trends(codes=CODES, weigh="length"), corpus.study())


def test_documents_count_by_what_any_passage_speaks_of(corpus) -> None:
    with_themes(corpus)
    passages = [row for row in corpus.tables["paragraphs"] if row["start"] == 0]
    corpus.rows("referents", [
        {**{name: row[name] for name in ("text_id", "start", "end")}, "referent": "apps",
         "cues": nth + 1, "share": 1.0}
        for nth, row in enumerate(passages[:2])
    ])  # fmt: skip
    made = check_analysis(Trends(referents=("apps", "film")), corpus.study())
    got = rows_by(made, "value", "facet", "slice")

    assert (2, 8) == tuple(got["apps", "all", "all"][name] for name in ("k", "n"))
    assert (0, 8) == tuple(got["film", "all", "all"][name] for name in ("k", "n"))
    assert (1, 4) == tuple(got["apps", "form", "review"][name] for name in ("k", "n"))
    of = [row["doc_id"] for row in made["evidence"].to_pylist()
          if row["result_id"] == got["apps", "all", "all"]["result_id"]]  # fmt: skip
    assert ["d1", "d0"] == of


def test_evidence_are_the_passages_strongest_first(corpus) -> None:
    with_themes(corpus)
    got = check_analysis(Trends(codes=CODES), corpus.study())
    name = result_id("trends", "theme", "", "loneliness", "holds", "year", "2009")
    rows = [row for row in got["evidence"].to_pylist() if row["result_id"] == name]
    assert [row["doc_id"] for row in rows] == ["d2", "d1", "d0", "d0"]
    assert {row["total"] for row in rows} == {4}
    assert rows[0]["selection"] == (
        "passages that hold loneliness, in measured documents, dated 2009"
    )
    assert rows[0]["score"] == pytest.approx(0.7)


def test_a_theme_counts_as_checked_when_people_have_coded_thirty_units(corpus) -> None:
    with_themes(corpus)
    text = corpus.tables["documents"][0]["text_id"]
    for nth in range(29):
        corpus.code("d0", "loneliness", "yes", unit=f"{text}:{nth}-{nth + 1}")
    corpus.code("d0", "loneliness", "yes", unit=f"{text}:90-91", kind="machine", coder="model")
    checked = rows_by(
        check_analysis(Trends(codes=CODES), corpus.study()), "measure", "facet", "slice"
    )
    assert not checked["theme", "all", "all"]["checked"]
    corpus.code("d0", "loneliness", "no", unit=f"{text}:40-41")
    checked = rows_by(
        check_analysis(Trends(codes=CODES), corpus.study()), "measure", "facet", "slice"
    )
    assert checked["theme", "all", "all"]["checked"]


PRAISE = "The film is a marvel. The film is slow. Oh, joy. He said: “The film is trash, the film.”"


def with_judgements(corpus) -> None:
    """In d0 good and bad of the film are even, were it not for what somebody else said of it."""
    told = ("positive", "own"), ("negative", "own"), ("negative", "quoted"), ("negative", "quoted")
    for nth in range(2):
        text = PRAISE + " " * nth
        text_id = corpus.add(f"d{nth}", text)
        sentences = pieces(text, *PRAISE.replace(". ", ".|").split("|"))
        for start, end in sentences:
            corpus.rows("sentences", [{"text_id": text_id, "start": start, "end": end}])
        at = -1
        for polarity, whose in told:
            at = text.lower().find("the film", at + 1)
            corpus.rows("target_sentiments", [{
                "text_id": text_id, "start": at, "end": at + 8, "target": "film", "whose": whose,
                "polarity": "neutral" if nth and polarity == "negative" else polarity,
                "negative": 0.2, "neutral": 0.1, "positive": 0.7 + nth / 10, "role": "evaluation",
            }])  # fmt: skip
        start, end = pieces(text, "The film is trash, the film.")[0]
        corpus.rows("quotations", [
            {"text_id": text_id, "start": start, "end": end, "kind": "direct"}
        ])  # fmt: skip


def test_judgements_are_counted_in_the_writers_own_voice_alone(corpus) -> None:
    with_judgements(corpus)
    got = check_analysis(Trends(facets=("all",)), corpus.study())
    rows = rows_by(got, "measure", "variable", "value")
    shares = {key[1:]: (r["k"], r["n"]) for key, r in rows.items() if key[0] == "judgement"}
    assert shares == {
        ("film", "positive"): (1, 2), ("film", "mixed"): (1, 2), ("film", "negative"): (0, 2),
    }  # fmt: skip
    assert rows["judgement", "film", "mixed"]["of"] == "measured documents whose writers judge film"
    evidence = {(r["result_id"], r["doc_id"], r["start"]) for r in got["evidence"].to_pylist()}
    mixed = rows["judgement", "film", "mixed"]["result_id"]
    assert {e[1:] for e in evidence if e[0] == mixed} == {("d0", 0), ("d0", 22)}


def test_documents_count_by_what_they_make_of_the_work(corpus) -> None:
    for doc, value, spans in (
        ("d0", "positive", [(10, 19), (0, 9)]), ("d1", "none", []), ("d2", "none", []),
    ):  # fmt: skip
        text_id = corpus.add(doc, f"It sings. It soars. ({doc})")
        corpus.rows("evaluations", [{
            "text_id": text_id, "evaluation": value, "score": None, "judging": 1.0,
            "evidence": [{"start": start, "end": end} for start, end in spans],
            "consensus": None, "consensus_evidence": [],
        }])  # fmt: skip
    got = check_analysis(Trends(facets=("all",)), corpus.study())
    rows = rows_by(got, "measure", "value")
    assert {value: (r["k"], r["n"]) for (_, value), r in rows.items()} == {
        "positive": (1, 3), "mixed": (0, 3), "negative": (0, 3), "none": (2, 3),
    }  # fmt: skip
    names = {rows["evaluation", value]["result_id"]: value for value in ("positive", "none")}
    evidence = [
        (names[e["result_id"]], e["doc_id"], e["start"]) for e in got["evidence"].to_pylist()
    ]
    assert sorted(evidence, key=str) == [
        ("none", "d1", None), ("none", "d2", None), ("positive", "d0", 0), ("positive", "d0", 10),
    ]  # fmt: skip
    heaviest = [e for e in got["evidence"].to_pylist() if e["rank"] == 1 and e["doc_id"] == "d0"]
    assert heaviest[0]["start"] == 10


def test_quotations_count_by_kind(corpus) -> None:
    with_judgements(corpus)
    corpus.add("none", "No quotation here.")
    rows = rows_by(check_analysis(Trends(facets=("all",)), corpus.study()), "measure", "value")
    assert (rows["quotation", "direct"]["k"], rows["quotation", "direct"]["n"]) == (2, 3)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Samantha says that she reads his mail.", "she"),
        ("Samantha runs on a phone, and its owner is glad.", "it"),
        ("Samantha makes it hard to breathe, and so does her laugh.", "she"),
        ("With Samantha it is clear that nobody knows.", None),
        ("Samantha sings. She hums.", None),
        ("Samantha meets Theodore, whose letters she cannot have read, as it were.", None),
        ("Samantha, whom he adores, is gone.", None),
    ],
)
def test_the_pronoun_that_follows_a_name(corpus, text: str, said: str | None) -> None:
    for nth, each in enumerate((text, "Samantha is herself.", "Samantha is herself again.")):
        text_id = corpus.add(f"d{nth}", each)
        ends = [at + 1 for at, mark in enumerate(each) if mark == "."]
        for start, end in zip([0, *ends], ends, strict=False):
            sentence = {"text_id": text_id, "start": start, "end": end}
            corpus.rows("sentences", [sentence])
        for name, target in (("Samantha", "samantha"), ("Theodore", "theodore")):
            if name in each:
                start, end = pieces(each, name)[0]
                corpus.rows("mentions", [{"text_id": text_id, "start": start, "end": end,
                                          "target": target, "cue": "alias"}])  # fmt: skip
        for start, end in pieces(each, "she") if "she" in each else ():  # read off the text alone
            corpus.rows("mentions", [{"text_id": text_id, "start": start, "end": end,
                                      "target": "samantha", "cue": "pronoun"}])  # fmt: skip
    step = Trends.from_design(parse(DESIGN + SAMANTHA), facets=("all",))
    got = rows_by(check_analysis(step, corpus.study()), "measure", "variable", "value")
    counts = {value: got["pronoun", "samantha", value]["k"] for value in ("she", "it", "mixed")}
    expected = {"she": 2, "it": 0, "mixed": 0}
    if said:
        expected[said] += 1
    assert counts == expected


def test_a_character_called_he_is_left_out(corpus) -> None:
    text = "Theodore says that he writes."
    text_id = corpus.add("d", text)
    corpus.rows("sentences", [{"text_id": text_id, "start": 0, "end": len(text)}])
    corpus.rows("mentions", [{"text_id": text_id, "start": 0, "end": 8, "target": "theodore",
                              "cue": "alias"}])  # fmt: skip
    got = check_analysis(Trends(characters=("theodore",)), corpus.study())
    assert got["trends"].num_rows == 0


def test_codings_count_by_coder_among_what_each_coded(corpus) -> None:
    for nth in range(4):
        corpus.add(f"d{nth}", f"Text {nth}.")
    corpus.add("fact")
    for doc, value in (("d0", "positive"), ("d1", "positive"), ("fact", "mixed")):
        corpus.code(doc, "verdict", value)
    corpus.code("d0", "verdict", "mixed", coder="bo", unit="some-text:4-9")
    got = check_analysis(Trends(facets=("all",)), corpus.study())
    rows = rows_by(got, "coder", "value")
    assert {key: (r["k"], r["n"]) for key, r in rows.items()} == {
        ("ann", "positive"): (2, 3), ("ann", "mixed"): (1, 3), ("bo", "mixed"): (1, 1),
    }  # fmt: skip
    assert rows["ann", "mixed"]["of"] == "counted documents where ann coded verdict"
    spans = {(e["doc_id"], e["text_id"], e["start"], e["end"]) for e in got["evidence"].to_pylist()}
    assert spans == {("d0", None, None, None), ("d1", None, None, None),
                     ("fact", None, None, None), ("d0", "some-text", 4, 9)}  # fmt: skip


def test_the_order_of_rows_does_not_matter(corpus, answers) -> None:
    with_themes(corpus)
    with_judgements(corpus)
    corpus.code("d3", "verdict", "positive")
    step = Trends(codes=CODES, weigh="share")
    first, second = (answers(step, corpus.study(shuffled=seed)) for seed in (1, 2))
    assert first["trends"].equals(second["trends"])
    assert first["evidence"].equals(second["evidence"])


def test_an_empty_study_gives_nothing(corpus) -> None:
    got = check_analysis(Trends(characters=("samantha",)), corpus.study())
    assert (got["trends"].num_rows, got["evidence"].num_rows) == (0, 0)
