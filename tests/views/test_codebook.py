import pytest

from hermeneut.design import parse
from hermeneut.errors import UserError
from hermeneut.samples import design_of
from hermeneut.testing import DESIGN, make_study
from hermeneut.views.codebook import definitions, variable, variables

MORE = """
[[code]]
id = "grief"
definition = "reads loss"

[[proposition]]
id = "balloons"
text = "Balloons can lift a house."

[[variable]]
id = "tone"
definition = "How does it sound?"
values = ["earnest: it means it", "mocking: it jokes: or sneers"]
of = "paragraphs"

[[variable]]
id = "sentiment"
definition = "Our own question"
values = ["warm", "cold"]
"""


@pytest.fixture
def known():
    return variables(parse(DESIGN + MORE))


def test_what_a_design_names_and_what_the_machine_measures_can_be_coded(known):
    assert {"loneliness", "grief", "themes", "balloons", "tone", "evaluation", "about"} <= set(
        known
    )
    assert ("yes", "no", "unclear") == tuple(v.id for v in known["grief"].values)
    assert ("loneliness", "grief", "none", "unclear") == tuple(v.id for v in known["themes"].values)
    assert "paragraphs" == known["tone"].of == known["grief"].of
    assert "documents" == known["balloons"].of


def test_a_value_is_a_word_and_what_it_means(known):
    _, mocking, unclear = known["tone"].values
    assert ("mocking", "it jokes: or sneers") == (mocking.id, mocking.means)
    assert "unclear" == unclear.id


def test_the_designs_own_variable_comes_before_ours(known):
    assert "Our own question" == known["sentiment"].asks


READ = {
    "as it is": ("tone", "earnest", ("earnest",)),
    "in capitals": ("tone", "  EARNEST ", ("earnest",)),
    "nothing": ("tone", " ", ()),
    "several": ("themes", "grief; Loneliness;", ("loneliness", "grief")),
    "none": ("themes", "none", ("none",)),
}
WRONG = {
    "no value": ("tone", "ernest", "did you mean earnest"),
    "far off": ("tone", "zzz", "one of: earnest, mocking"),
    "two": ("tone", "earnest; mocking", "one value alone"),
    "none and one": ("themes", "none; grief", "none stands alone"),
}


@pytest.mark.parametrize(("name", "text", "values"), READ.values(), ids=READ)
def test_an_answer_is_read_as_people_write_it(known, name, text, values):
    assert values == known[name].read(text)


@pytest.mark.parametrize(("name", "text", "words"), WRONG.values(), ids=WRONG)
def test_a_wrong_answer_is_told_with_the_right_one(known, name, text, words):
    with pytest.raises(UserError, match=words):
        known[name].read(text)


def test_what_was_coded_without_a_codebook_is_known_by_what_was_said(tmp_path):
    coding = {"unit": "d", "coder": "a", "kind": "machine", "variable": "verdict",
              "coded_at": "2026"}  # fmt: skip
    codings = [{**coding, "value": v, "unit": f"d{v}"} for v in ("b", "a")]
    study = make_study(tmp_path, codings=codings)
    with study.reader() as tables:
        got = variable(study.design, "verdict", tables)
        assert ("a", "b", "unclear") == tuple(v.id for v in got.values)
        with pytest.raises(UserError, match="did you mean evaluation"):
            variable(study.design, "evaluaton", tables)


def test_the_codebook_can_be_read_by_people(known):
    assert "How does it sound?\n  earnest: it means it" in definitions(known["tone"])


def test_a_study_that_ships_has_no_two_variables_of_one_name():
    design = design_of("her")
    ids = [*(c.id for c in design.codes), *(p.id for p in design.propositions)]
    assert len(ids) == len(set(ids))
    assert "about:ai-romance" in variables(design)
    with pytest.raises(UserError, match="of can't be 'document'"):
        variables(
            parse(DESIGN + '[[variable]]\nid="x"\ndefinition="y"\nvalues=["a"]\nof="document"')
        )
