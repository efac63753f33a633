import pytest

from hermeneut.importers import recognise

REFS = r"""
% made by hand
@string{pan = "The Slow Pan"}
@comment{a note}

@article{petrov,
  author = {Petrov, Ana and van der Roe, J{\"o}rn and {Film and Voice Group}},
  title = {On {Her}: \emph{a} caf{\'e} -- love \& ``hands''},
  journal = pan, year = 2014, month = jan,
  url = {https://example.org/a_b~c}, pages = {12--30}, file = {:C\:/private.pdf},
  abstract = {A film about 100\% love.},
}
@online{roe, author = {Tom Roe and others}, title = {Two voices}, date = {2014-02-03},
  howpublished = {\url{https://example.org/two}}, langid = {english}, doi = {10.1000/1}}
@misc{petrov, title = {The same key}, year = {1999}, month = {7}}
@book{broken, title = {Never closed
"""


def test_a_reference_becomes_a_row(facts):
    first = facts(REFS.split("@online")[0].encode(), "bibtex")[0]
    assert first == {
        "title": "On Her: a café – love & “hands”",
        "authors": "Ana Petrov; Jörn van der Roe; Film and Voice Group",
        "outlet": "The Slow Pan",
        "published": "2014-01",
        "url": "https://example.org/a_b~c",
        "form": "journal article",
        "venue": "journal",
        "abstract": "A film about 100% love.",
        "pages": "12–30",
        "key": "petrov",
    }


def test_what_cant_be_parsed_is_a_row_with_its_reason_and_a_double_key_is_a_reference(errors):
    assert errors(REFS.encode(), "bibtex") == [None, None, None, "malformed"]


def test_fields_of_biblatex(facts):
    second, third = facts(REFS.split("@book")[0].encode(), "bibtex")[1:]
    assert second["url"] == "https://example.org/two"
    assert second["authors"] == "Tom Roe"
    assert (second["published"], second["form"]) == ("2014-02-03", "web page")
    assert (third["title"], third["published"]) == ("The same key", "1999-07")


def test_nothing_is_written_to_stderr(facts, capfd):
    list(facts(REFS.split("@book")[0].encode(), "bibtex"))
    from hermeneut.importers import read

    list(read(REFS.encode(), "bibtex"))
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (REFS, "bibtex"),
        ("@comment{only}", ""),
        ("As in @article{x, title = {Her}}", ""),
        ("@ana on love", ""),
    ],
)
def test_recognising(text, kind):
    assert recognise(text.encode()) == kind


@pytest.mark.parametrize(
    "text",
    ["@a{k, t={" + "{" * 50_000, "@a{k, t={x" + " " * 300_000 + "}}", "@" * 100_000,
     "@a{k, title={" + r"\emph{" * 900 + "}" * 900 + "}}"],
    ids=["braces", "blanks", "ats", "deep"],
)  # fmt: skip
def test_hostile_entries_end(text):
    from hermeneut.importers import read

    assert len(list(read(text.encode(), "bibtex"))) == 1
