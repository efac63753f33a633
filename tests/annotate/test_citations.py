"""Citations: what is listed, and what the words around a name or a title give away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.annotate.citations import Citations
from hermeneut.annotate.quotations import Quotations
from hermeneut.design import Cited
from hermeneut.samples import design_of
from hermeneut.testing import check_pass

STEP = Citations(
    cited=(
        Cited("Clay Maid", "work", ("The Clay Maid",), "Q1"),
        Cited("Odette Varn", "thinker", ("Varn",), "Q2"),
        Cited("Chatly", "app"),
    ),
    titles=("Up",),
    people=("Pete Docter", "Carl"),
)


def found(text, *, emphasis=()):
    spans = [{"start": text.index(e), "end": text.index(e) + len(e)} for e in emphasis]
    rows = STEP.find(text, spans, list(Quotations().find(text)))
    return [(row["kind"], row["name"], row["cue"]) for row in rows]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("It is the Clay Maid again.", [("work", "Clay Maid", "listed")]),
        ("Varn would have laughed.", [("thinker", "Odette Varn", "listed")]),
        ("As Maud Ferris once argued, it isn’t.", [("thinker", "Maud Ferris", "verb")]),
        ("The sociologist Anton de Vries disagrees.", [("thinker", "Anton de Vries", "role")]),
        ("Maud Ferris, a sober historian, nods.", [("thinker", "Maud Ferris", "role")]),
        ("Maud Ferris’s notion of borrowed grief.", [("thinker", "Maud Ferris", "idea")]),
        ("I remember Tin Orchard (1931).", [("work", "Tin Orchard", "year")]),
        ("I think of Maud Ferris’s Tin Orchard (1931).", [("work", "Tin Orchard", "year")]),
        ("Orchard (1931) is short. Orchard, T. (1931)", []),  # an author and a year
        ("For Orchard (1931) it rains; for Varley (1932) it pours.", []),
        ("Her first film is Orchard (1931).", [("work", "Orchard", "year")]),
        ("See Orchard (1931), as Tom Orchard is called here.", []),
        ("“Verdict: 9/10” (2014)", []),
        ("The app Murmur never sleeps.", [("app", "Murmur", "kind")]),
        ("Lull, a Danish start-up, closed.", [("company", "Lull", "kind")]),
        ("I saw the film “Tin Orchard” twice.", [("work", "Tin Orchard", "named")]),
        ("Maud Ferris said that it rained.", []),  # who says is quoted, not cited
        ("Pete Docter argues that Carl is right.", []),  # the work's own
        ("However, New York wrote it off.", []),
    ],
)
def test_by_what_stands_around(text, rows):
    assert found(text) == rows


def test_emphasis_of_several_words_is_a_title():
    text = "I think of The Glass Aunt, and I mean it."
    assert found(text, emphasis=["The Glass Aunt"]) == [("work", "The Glass Aunt", "emphasis")]
    assert found(text, emphasis=["mean"]) == []


def test_surnames_follow_full_names():
    text = "Ferris is wrong. As Maud Ferris writes, it rains. Ferris is right, not Otto Ferris."
    assert [row[2] for row in found(text)] == ["verb", "surname"]


def test_an_author_and_an_id_are_kept():
    text = "In Maud Ferris’s “Tin Orchard” the Clay Maid speaks."
    rows = list(STEP.find(text, None, list(Quotations().find(text))))
    assert [(r["name"], r["author"], r["wikidata"]) for r in rows] == [
        ("Tin Orchard", "Maud Ferris", None), ("Clay Maid", None, "Q1"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "author"),
    [
        ("As Maud Ferris argues in “Tin Orchard”, it rains.", "Maud Ferris"),
        ("Maud Ferris has described in her essay “Tin Orchard” how it rains.", "Maud Ferris"),
        ("As Maud Ferris writes in Tin Orchard (1931), it rains.", "Maud Ferris"),
        ("As Maud Ferris writes, it rains. In Ferris’s “Tin Orchard” it pours.", "Maud Ferris"),
        ("As Maud Ferris writes, and as Otto Ferris writes, Ferris’s “Tin Orchard” is.", "Ferris"),
        ("Maud Ferris argues. In “Tin Orchard” (1931) it rains.", None),
        ("It rains in “Tin Orchard” (1931).", None),
    ],
)
def test_whose_a_work_is(text, author):
    rows = list(STEP.find(text, None, list(Quotations().find(text))))
    assert [r["author"] for r in rows if r["name"] == "Tin Orchard"] == [author]


def test_whose_a_listed_work_is_the_design_says():
    step = Citations(cited=(Cited("Clay Maid", "work", author="Odette Varn"),))
    (row,) = step.find("It is the Clay Maid again.", None, None)
    assert (row["author"], row["cue"]) == ("Odette Varn", "listed")


def test_what_belongs_to_the_work_is_no_citation():
    step = Citations.from_design(design_of("her"))
    text = "He works at the company BeautifulHandwrittenLetters; “The Moon Song” (2013) plays."
    assert list(step.find(text, None, list(Quotations().find(text)))) == []


@given(st.text(alphabet="Ab ’.,(19)“”of \n", max_size=120))
def test_spans_are_disjoint_and_inside(text):
    at = 0
    for row in STEP.find(text, None, list(Quotations().find(text))):
        assert at <= row["start"] < row["end"] <= len(text)
        at = row["end"]


def test_keeps_the_promises_of_a_pass():
    text = "As Maud Ferris argues in “Tin Orchard” (1931), the Clay Maid errs."
    rows = [
        {"text_id": "a", "text": text, "language": "en", "emphasis": [],
         "quotations": [{"start": 26, "end": 37, "kind": "title"}]},
        {"text_id": "b", "text": text, "language": "fr", "emphasis": None, "quotations": None},
    ]  # fmt: skip
    assert check_pass(STEP, rows).num_rows == 3


def test_the_studys_own_people_are_no_citations():
    step = Citations.from_design(design_of("her"))
    text = "As Spike Jonze argues, Samantha is a voice. Joaquin Phoenix, the novelist, agrees."
    assert list(step.find(text, None, None)) == []


OWN = [  # kind and name of each citation, in sentences of our own
    ("Read beside Frankenstein, the film is tender.", ["Frankenstein"]),
    ("The critic Ilse Marder once called it “a lamp for moths.”", ["Ilse Marder"]),
    ("Ilse Marder’s book The Patient Machine came out last year.", ["Ilse Marder"]),
    ("It owes more to Salt Engines (1974) than to anything since.", ["Salt Engines"]),
    ("She told her chatbot Wren everything.", ["Wren"]),
    ("Plato banished the poets; Replika lets them in.", ["Plato", "Replika"]),
    ("The philosopher Tomás Rell and his student Ana Fisk disagree.", ["Tomás Rell"]),
    ("According to a survey, four in ten lie to their phones.", []),
    ("He walks down Grand Avenue at dusk, and Amy waves.", []),
    ("Ones and Zeroes, she says, and laughs.", []),
]


def test_own_sentences(floor):
    step = Citations.from_design(design_of("her"))
    hits = given_ = wanted = 0
    for text, names in OWN:
        got = {row["name"] for row in step.find(text, None, list(Quotations().find(text)))}
        hits, given_, wanted = hits + len(got & {*names}), given_ + len(got), wanted + len(names)
    assert hits / given_ >= floor("citations", "precision")
    assert hits / wanted >= floor("citations", "recall")
