"""What any study can tell: how many speak well of the work, by form, and what else is judged."""

from hermeneut import design
from hermeneut.passes import result_id
from hermeneut.testing import DESIGN
from hermeneut.views import judged
from hermeneut.views.results import Series
from hermeneut.views.validity import Validity

ALL = {"positive": 40, "mixed": 8, "negative": 12, "none": 20}
REVIEW = {"positive": 30, "mixed": 2, "negative": 3, "none": 0}
ESSAY = {"positive": 5, "mixed": 2, "negative": 8, "none": 15}
NEWS = {"positive": 5, "mixed": 4, "negative": 1, "none": 5}


def row(k, n, *of):
    return {"result_id": result_id(*of), "k": float(k), "n": n, "share": k / n, "low": 0.1,
            "high": 0.9, "slice": of[-1]}  # fmt: skip


def series(measure, variable, value, parts):
    rows = {}
    for (facet, part), (k, n) in parts.items():
        rows.setdefault(facet, []).append(row(k, n, measure, variable, value, facet, part))
    return Series(measure, variable, value, "documents", rows)


def evaluations(forms):
    slices = {("all", "all"): ALL} | {("form", name): counts for name, counts in forms.items()}
    return [
        series("evaluation", "evaluation", value, {
            at: (counts[value], sum(counts.values())) for at, counts in slices.items()
        })
        for value in ALL
    ]  # fmt: skip


def told(tmp_path, found, known=None):
    (tmp_path / "study.toml").write_text(DESIGN, encoding="utf-8")
    finding = judged.of_work(
        found, design.read(tmp_path), lambda result: f"e.html#{result}", known or Validity()
    )
    said = [
        "".join(piece.text for piece in pieces).replace("\u202f", " ")
        for pieces in (finding.sentences if finding else ())
    ]
    return finding, said


def test_how_many_speak_well_and_ill_and_in_which_forms(tmp_path):
    found = evaluations({"review": REVIEW, "essay": ESSAY, "news": NEWS})
    finding, said = told(tmp_path, found)
    assert said[0] == (
        "Of 80 measured documents, 40 (50 %, 10–90 %) speak well of the work, 12 (15 %, 10–90 %) "
        "ill and 8 (10 %, 10–90 %) both ways, in their writers’ own words; 20 evaluate nothing."
    )
    assert said[1] == (
        "Within forms, “positive” is the commonest evaluation too: news (5 of 15, 33 %), review "
        "(30 of 35, 86 %); but in essay it is “negative” (8 of 30, 27 %)."
    )
    assert not finding.checked
    assert "Code a sample" in finding.agreement


def test_of_one_form_nothing_is_compared(tmp_path):
    _, said = told(tmp_path, evaluations({"review": ALL}))
    assert said[1:] == ["All are of one form: review."]


def test_every_number_opens_its_evidence(tmp_path):
    finding, _ = told(tmp_path, evaluations({"review": REVIEW}))
    first = [piece for piece in finding.sentences[0] if piece.href]
    assert [piece.text.split(" ")[0] for piece in first] == ["40", "12", "8", "20"]


def test_what_is_praised_most_and_least_of_what_enough_judge(tmp_path):
    whole = ("all", "all")
    found = [
        *evaluations({}),
        series("judgement", "house", "positive", {whole: (9, 10)}),
        series("judgement", "carl", "positive", {whole: (3, 12)}),
        series("judgement", "dug", "positive", {whole: (9, 9)}),
    ]
    _, said = told(tmp_path, found)
    assert said[1].startswith("Whether that holds within forms can’t be told")
    assert said[2] == (
        "Of 2 targets that 10 documents or more judge by name, house is praised by the largest "
        "part of them (9 of 10, 90 %), carl by the smallest (3 of 12, 25 %)."
    )


def test_too_few_that_evaluate_are_no_finding(tmp_path):
    found = [
        series("evaluation", "evaluation", value, {("all", "all"): (k, 100)})
        for value, k in {"positive": 4, "mixed": 3, "negative": 2, "none": 91}.items()
    ]
    assert told(tmp_path, found) == (None, [])
    assert told(tmp_path, []) == (None, [])


def test_where_people_coded_a_sample_it_is_told_as_they_would_find_it(tmp_path):
    estimates = [
        {"variable": "evaluation", "value": value, "facet": "all", "slice": "", "way": way,
         "estimate": share, "low": share - 0.1, "high": share + 0.1, "n_coded": 60,
         "unit": "documents", "result_id": result_id("estimates", value, way)}
        for value, share in {"positive": 0.6, "mixed": 0.2, "negative": 0.15}.items()
        for way in ("raw", "coded", "corrected")
    ]  # fmt: skip
    finding, said = told(tmp_path, evaluations({}), Validity(estimates=estimates))
    assert said[0] == (
        "As people would code them, of measured documents 60 % (50–70 %) speak well of the work, "
        "15 % (5–25 %) ill and 20 % (10–30 %) both ways, in their writers’ own words."
    )
    assert [line.words for line in finding.lines] == ["“positive”", "“negative”", "“mixed”"]
